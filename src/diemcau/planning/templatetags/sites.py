"""Names of what stands in lists and forms of sites, in the reader's language."""

from django import template
from django.utils.translation import get_language

from diemcau.base.words import say

register = template.Library()


def _say(key: str, **data: object) -> str:
    return say(key, get_language() or "vi", **data)


@register.filter
def minus(number: int, other: int) -> int:
    """How many are missing."""
    return number - other


@register.simple_tag
def check_name(check: str) -> str:
    """What readiness looks at."""
    return _say(f"office.sites.check.{check}")


@register.simple_tag
def problem_name(problem: str) -> str:
    """Why a row of a pasted table is asked about."""
    return _say(f"office.bulk.problem.{problem}")


@register.simple_tag
def field_name(field: str) -> str:
    """A field of a site."""
    return _say(_FIELDS[field])


@register.simple_tag
def value_name(field: str, value: str) -> str:
    """What stands in a field of a site."""
    if not value:
        return "–"
    return _say(f"office.site.connection.{value}") if field == "connection" else value


@register.simple_tag
def equipment_name(one: str) -> str:
    """A piece of equipment."""
    return _say(f"office.site.equipment.{one}")


@register.simple_tag
def which_name(which: str, number: int) -> str:
    """Whose slips are issued."""
    return _say(f"office.slips.which.{which}", number=number)


@register.simple_tag
def which_help(which: str) -> str:
    """What that means for slips that are out."""
    return _say(f"office.slips.which_help.{which}")


@register.simple_tag
def form_name(form: str) -> str:
    """How slips leave the office."""
    return _say(f"office.slips.form.{form}")


_FIELDS = {
    "carrier": "office.site.by",
    "connection": "office.site.connection",
    "capacity": "office.site.capacity",
    "not_organised_reason": "office.bulk.organised",
    "host": "office.site.host",
}
