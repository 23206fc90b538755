"""How figures with intervals are written: 60% (31–83), +40 (12 to 60)."""

from django import template
from django.utils.translation import get_language

from diemcau.assessment.rules.intervals import Interval
from diemcau.base.words import say

register = template.Library()


@register.filter
def number(value: float, places: int = 0) -> str:
    """A number with its comma or point: 55,7 in Vietnamese, 55.7 in English."""
    text = f"{value:.{places}f}".replace("-", "−")
    return text if get_language() == "en" else text.replace(".", ",")


@register.filter
def percent(share: float) -> str:
    """A share from 0 to 1 in per cent, without the sign."""
    return number(100 * share)


@register.filter
def with_interval(share: Interval) -> str:
    """A share in per cent with its interval."""
    return f"{percent(share.value)}% ({percent(share.low)}–{percent(share.high)})"


@register.filter
def points(gain: Interval) -> str:
    """A difference of shares in points of per cent, with its interval."""
    value, low, high = (("+" if one > 0 else "") + percent(one) for one in (gain.value, gain.low, gain.high))
    return say("office.test.points", get_language() or "vi", value=value, low=low, high=high)
