"""Words of a timetable: hours, what to look at in it, what changed."""

from datetime import date
from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import get_language

from diemcau.base.words import say
from diemcau.planning import telling
from diemcau.planning.models import Course, LecturerAway
from diemcau.planning.rules import written_date
from diemcau.planning.timetable.rules.differences import Changed
from diemcau.planning.timetable.rules.sheet import SittingLine, clock
from diemcau.planning.timetable.rules.warnings import Warned

register = template.Library()


def _lang() -> str:
    return get_language() or "vi"


@register.filter
def hour(minutes: int) -> str:
    """A minute of the day: 08:30."""
    return clock(minutes)


@register.simple_tag
def half_day(on: date, half: str) -> str:
    """“Buổi sáng 06/9/2025”."""
    return telling.half_day(on, half, _lang())


@register.simple_tag
def posts_of(lecturers: dict[int, tuple[str, ...]], topic: int) -> str:
    """Posts of those who teach a topic."""
    return "; ".join(lecturers.get(topic, ()))


@register.simple_tag
def timed(sitting: SittingLine) -> list[tuple[int, Any]]:
    """Items of a sitting, each after the minute of the day when it begins."""
    return list(sitting.timed())


@register.simple_tag
def warning_words(warned: Warned, sittings: Any = ()) -> str:
    """What is wrong, with the sitting or topic that it is about."""
    return telling.warning(warned, sittings, _lang())


@register.simple_tag
def warning_url(warned: Warned, course: Course) -> str:
    """Where it is put right."""
    if warned.code in {"no_lecturer", "away", "away_stand_in", "twice", "twice_elsewhere"}:
        return reverse("planning:lecturers", args=[course.code, warned.topic])
    if warned.sitting:
        return reverse("planning:sitting", args=[course.code, warned.sitting])
    return reverse("planning:timetable", args=[course.code])


@register.simple_tag
def change_words(changed: Changed) -> str:
    """What changed, as a sentence."""
    return telling.change(changed, _lang())


@register.simple_tag
def fault_words(code: str) -> str:
    """Why a letter did not leave."""
    return say(f"office.mailing.fault.{code}", _lang())


@register.simple_tag
def letter_state(state: str, stopped: Any) -> str:
    """What became of a letter; what waits in a stopped mailing will not be sent."""
    return say(f"office.mailing.state.{'stopped' if stopped and state == 'queued' else state}", _lang())


@register.simple_tag
def half_away(away: LecturerAway) -> str:
    """When a lecturer cannot come: “Sáng 07/9/2025”, “Cả ngày 08/9/2025”."""
    half = say(f"office.half.{away.half or 'both'}", _lang())
    return f"{half} {written_date(away.on)}"
