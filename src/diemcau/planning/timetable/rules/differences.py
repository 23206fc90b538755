"""How two timetables of a course differ, sitting by sitting, as people would tell it."""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from diemcau.planning.timetable.rules.sheet import ItemLine, SittingLine, Timetable


class Changed(NamedTuple):
    """A difference; its words stand under "office.timetable.change.<code>". `on`, `half`: the sitting that it is about.

    Both are None and "" for what is about no sitting.
    """

    code: str
    on: date | None
    half: str
    data: dict[str, Any]


class _Placed(NamedTuple):
    sitting: SittingLine
    at: int
    item: ItemLine


def differences(old: Timetable, new: Timetable) -> list[Changed]:
    """What changed: sittings and their items in the new order, then what fell away, then who teaches.

    An item that only went along with its sitting is not told. Nothing for equal timetables.
    """
    before = {sitting.id: sitting for sitting in old.sittings}
    after = {sitting.id: sitting for sitting in new.sittings}
    was, now = _placed(old), _placed(new)
    changes: list[Changed] = []
    for sitting in new.sittings:
        known = before.get(sitting.id)
        changes += _of_sitting(known, sitting) if known else [_sitting("sitting_added", sitting)]
        for item in sitting.items:
            changes += _of_item(was.get(item.id), now[item.id])
    for sitting in old.sittings:
        if sitting.id not in after:  # its items go with it
            changes.append(_sitting("sitting_removed", sitting))
            continue
        gone = [was[item.id] for item in sitting.items if item.id not in now]
        changes += [_item("item_removed", placed, at=placed.at) for placed in gone]
    for topic in sorted(old.lecturers.keys() | new.lecturers.keys()):
        posts = [sheet.lecturers.get(topic, ()) for sheet in (old, new)]
        if posts[0] != posts[1]:
            changes.append(Changed("lecturer", None, "", {"topic": topic, "old": posts[0], "new": posts[1]}))
    return changes


def _placed(sheet: Timetable) -> dict[int, _Placed]:
    return {item.id: _Placed(sitting, at, item) for sitting in sheet.sittings for at, item in sitting.timed()}


def _sitting(code: str, sitting: SittingLine, **data: Any) -> Changed:
    return Changed(code, sitting.on, sitting.half, {"starts": sitting.starts, "ends": sitting.ends, **data})


def _item(code: str, placed: _Placed, **data: Any) -> Changed:
    data = {"title": placed.item.title, "topic": placed.item.topic, **data}
    return Changed(code, placed.sitting.on, placed.sitting.half, data)


def _of_sitting(old: SittingLine, new: SittingLine) -> Iterator[Changed]:
    if (old.on, old.half) != (new.on, new.half):
        yield _sitting("sitting_moved", new, old_on=old.on, old_half=old.half)
    if (old.starts, old.ends) != (new.starts, new.ends):
        yield _sitting("sitting_hours", new, old_starts=old.starts, old_ends=old.ends)
    if old.deadline != new.deadline:
        yield _sitting("sitting_deadline", new, at=new.deadline, old=old.deadline)


def _of_item(old: _Placed | None, new: _Placed) -> Iterator[Changed]:
    if old is None:
        yield _item("item_added", new, at=new.at, minutes=new.item.minutes)
        return
    if old.sitting.id != new.sitting.id:
        where = {"old_on": old.sitting.on, "old_half": old.sitting.half}
        yield _item("item_sitting", new, at=new.at, old=old.at, **where)
    elif old.at - old.sitting.starts != new.at - new.sitting.starts:
        yield _item("item_moved", new, at=new.at, old=old.at)
    if (old.item.kind, old.item.title, old.item.topic) != (new.item.kind, new.item.title, new.item.topic):
        yield _item("item_title", new, at=new.at, old=old.item.title)
    if old.item.minutes != new.item.minutes:
        yield _item("item_minutes", new, minutes=new.item.minutes, old=old.item.minutes)
    if old.item.speaker != new.item.speaker:
        yield _item("item_speaker", new, new=new.item.speaker, old=old.item.speaker)
    for part in ("phones", "recording"):
        if getattr(old.item, part) != getattr(new.item, part):
            yield _item(f"item_{part}_{'on' if getattr(new.item, part) else 'off'}", new)
