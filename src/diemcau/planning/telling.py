"""A timetable in words: what to look at, what changed. Pure but for the words."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from diemcau.base.words import say
from diemcau.planning.rules import written_date
from diemcau.planning.timetable.rules.differences import Changed
from diemcau.planning.timetable.rules.sheet import SittingLine, clock
from diemcau.planning.timetable.rules.warnings import Warned

_HOURS = {"at", "until", "deadline", "starts", "ends", "old_starts", "old_ends"}


def half_day(on: date, half: str, lang: str = "vi") -> str:
    """“Buổi sáng 06/9/2025”."""
    return say(f"sitting.title.{half}", lang, date=written_date(on))


def warning(warned: Warned, sittings: Iterable[SittingLine], lang: str = "vi") -> str:
    """A warning as a sentence that says where: the sitting by its name, the topic by its number."""
    data: dict[str, Any] = {name: clock(value) if name in _HOURS else value for name, value in warned.data.items()}
    where = next((one for one in sittings if one.no == warned.sitting), None)
    if where:
        data["sitting"] = half_day(where.on, where.half, lang)
    return say(f"office.timetable.warning.{warned.code}", lang, **data, topic=warned.topic)


def change(changed: Changed, lang: str = "vi") -> str:
    """A change as a sentence that begins with its sitting: “Buổi sáng 07/9/2025: chuyên đề 5 chuyển sang 09:30…”."""
    data = dict(changed.data)
    if changed.on:
        data["sitting"] = half_day(changed.on, changed.half, lang)
    if "old_on" in data:
        data["before"] = half_day(data["old_on"], data["old_half"], lang)
    if "title" in data:  # a topic is called by its number, whatever else by its title
        topic = data["topic"]
        data["item"] = say("office.timetable.topic", lang, no=topic) if topic else f"“{data['title']}”"
    if changed.code == "lecturer":
        nobody = say("office.timetable.nobody", lang)
        data["old"], data["new"] = ("; ".join(data[when]) or nobody for when in ("old", "new"))
    if changed.code == "item_speaker":
        nobody = say("office.timetable.nobody", lang)
        data["old"], data["new"] = (data[when] or nobody for when in ("old", "new"))
    for name in _HOURS & data.keys():
        data[name] = clock(data[name])
    if changed.code in {"item_moved", "item_sitting", "sitting_deadline"}:
        data["old"] = clock(data["old"])
    return say(f"office.timetable.change.{changed.code}", lang, **data)
