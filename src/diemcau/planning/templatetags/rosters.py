"""Words of rosters in the reader's language: what a row does, how it ended, ways to answer, births."""

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from diemcau.base.words import say
from diemcau.planning.roster.rules.states import Does, Ends
from diemcau.units.rules import CENTRE

register = template.Library()
_PILLS = {
    Does.ADD: ("good", "+"),
    Does.CHANGE: ("warn", "●"),
    Does.SAME: ("", "○"),
    Ends.READY: ("good", "✓"),
    Ends.REPAIRED: ("good", "✓"),
    Ends.ASKS: ("warn", "▲"),
    Ends.REFUSED: ("bad", "✕"),
    Ends.LEFT_OUT: ("", "○"),
}


def _say(key: str) -> str:
    return say(key, get_language() or "vi")


def _pill(colour: str, sign: str, words: str) -> SafeString:
    return format_html('<span class="pill {}">{} {}</span>', colour, sign, words)


@register.simple_tag
def roster_does(does: str) -> SafeString | str:
    """What a row does, as a pill; "–" for nothing."""
    if does == Does.NOTHING:
        return "–"
    return _pill(*_PILLS[Does(does)], _say(f"office.rosters.does.{does}"))


@register.simple_tag
def roster_ends(ends: str) -> SafeString:
    """How a row ended, as a pill."""
    return _pill(*_PILLS[Ends(ends)], _say(f"office.rosters.ends.{ends}"))


@register.simple_tag
def say_way(way: str) -> str:
    """A way to answer: "Để trống", "Là người khác"."""
    return _say(f"office.rosters.way.{way}")


@register.simple_tag
def unit_name(names: Mapping[str, str], code: str) -> str:
    """A province by its code, the whole country for the centre."""
    return _say("office.rosters.country") if code == CENTRE else names.get(code, code)


@register.filter
def birth(text: str) -> str:
    """A birth as lists have it: 06/9/1975 as 06/09/1975, 09/1975, 1975; "–" for none."""
    return "/".join(reversed(text.split("-"))) if text else "–"
