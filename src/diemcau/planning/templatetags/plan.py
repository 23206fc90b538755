"""Names of the plan's codes in the reader's language: `{% state_name sitting.state %}`."""

from datetime import date

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language

from diemcau.base.templatetags.may import may
from diemcau.base.words import say
from diemcau.people.rules import dialled
from diemcau.planning.models import Course, Sitting
from diemcau.planning.queries import sitting_title
from diemcau.planning.rules import written_date

register = template.Library()


def _named(prefix: str, code: str) -> str:
    return say(f"{prefix}.{code}", get_language() or "vi")


_TABS = {
    "overview": "planning:course",
    "timetable": "planning:timetable",
    "sites": "planning:sites",
    "rosters": "planning:rosters",
    "class_file": "planning:class_file",
    "reports": "reports:course",
    "obstacles": "knowledge:obstacles",
    "assessment": "assessment:course",
}


@register.simple_tag(takes_context=True)
def course_tabs(context: Context, course: Course, current: str = "") -> list[tuple[str, str, bool]]:
    """The pages of a course that the reader may open, as (words, address, whether it is this one).

    `{% course_tabs course "timetable" as tabs %}{% include "base/tabs.html" with tabs=tabs %}`
    """
    tabs = []
    for tab, name in _TABS.items():
        try:
            url = reverse(name, args=[course.code])
        except NoReverseMatch:
            continue
        if may(context, name):
            tabs.append((_named("office.tab", tab), url, tab == current))
    return tabs


@register.simple_tag
def sitting_name(sitting: Sitting) -> str:
    """“Buổi sáng 06/9/2025”."""
    return sitting_title(sitting, get_language() or "vi")


@register.simple_tag
def day(on: date) -> str:
    """A day as papers write it."""
    return written_date(on)


@register.simple_tag
def state_name(state: str) -> str:
    """State of a sitting."""
    return _named("office.state", state)


@register.simple_tag
def role_name(role: str) -> str:
    """Role at a desk."""
    return _named("office.role", role)


@register.simple_tag
def how_name(how: str) -> str:
    """Way of delivery of a topic."""
    return _named("delivery", how)


@register.simple_tag
def group_name(group: str) -> str:
    """Position group."""
    return _named("group", group)


@register.simple_tag
def class_role_name(role: str) -> str:
    """What somebody is in a class."""
    return _named("class_role", role)


@register.simple_tag
def item_kind_name(kind: str) -> str:
    """Kind of an item."""
    return _named("item.kind", kind)


@register.simple_tag
def address_kind_name(kind: str) -> str:
    """Kind of an address."""
    return _named("address", kind)


@register.filter
def phone(number: str) -> str:
    """A telephone number as it is dialled and read out: 0912 345 678 for one of Vietnam."""
    return dialled(number)


@register.filter
def words(text: str) -> list[str]:
    """The words of a text, to loop over."""
    return text.split()


@register.simple_tag
def message_kind(kind: str) -> str:
    """What hosts are told."""
    return _named("office.messages.kind", kind)
