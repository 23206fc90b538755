"""What a planner should look at in a timetable before it goes out. Nothing here forbids anything.

A person who teaches is known across courses; a post alone only within its course, because one post ("giảng viên của
Học viện") may stand for many.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, NamedTuple

from diemcau.planning.rules import ItemKind
from diemcau.planning.timetable.rules.sheet import SittingLine, Timetable

LONGEST_WITHOUT_BREAK = 120  # minutes


class Warned(NamedTuple):
    """What is wrong and where. Its words stand under "office.timetable.warning.<code>", with `data` as their fields.

    `sitting` is a number of the course, 0 for none; `topic` likewise.
    """

    code: str
    weight: Literal["bad", "warn"]
    sitting: int = 0
    topic: int = 0
    data: Mapping[str, Any] = {}


class DesignedTopic(NamedTuple):
    """What the release says of a topic; `minutes` 0 when it says nothing, `taught` whether it is to be taught."""

    no: int
    title: str
    minutes: int
    taught: bool


@dataclass(frozen=True)
class Teacher:
    """Somebody who teaches a topic.

    `who` is the same for the same person (or post); `away`: days with the half when he cannot come, "" for both.
    """

    topic: int
    who: str
    shown: str
    stand_in: bool = False
    away: frozenset[tuple[date, str]] = field(default_factory=frozenset)

    def is_away(self, sitting: SittingLine) -> bool:
        """Whether he cannot come to a sitting."""
        return bool(self.away & {(sitting.on, ""), (sitting.on, sitting.half)})


class Busy(NamedTuple):
    """Somebody who teaches elsewhere at a time; minutes of the day."""

    who: str
    course: str
    on: date
    starts: int
    ends: int


def warnings(
    sheet: Timetable, topics: Iterable[DesignedTopic], teachers: Iterable[Teacher], elsewhere: Iterable[Busy] = ()
) -> list[Warned]:
    """Everything that is to be looked at: by sitting, then by topic, then by lecturer."""
    topics, teachers = list(topics), _with_all_absences(teachers)
    found = [warned for sitting in sheet.sittings for warned in _of_sitting(sitting)]
    found += _of_topics(sheet, topics, teachers)
    found += _absent(sheet, teachers)
    found += _twice(sheet, teachers, list(elsewhere))
    return found


def _with_all_absences(teachers: Iterable[Teacher]) -> list[Teacher]:
    # Whoever said with one topic when he cannot come, cannot come for his other topics either.
    teachers = list(teachers)
    away: dict[str, frozenset[tuple[date, str]]] = defaultdict(frozenset)
    for one in teachers:
        away[one.who] |= one.away
    return [Teacher(one.topic, one.who, one.shown, one.stand_in, away[one.who]) for one in teachers]


def _of_sitting(sitting: SittingLine) -> Iterator[Warned]:
    if not sitting.items:
        yield Warned("empty", "bad", sitting.no)
    over = sitting.minutes - sitting.hours
    if over > 0:
        yield Warned("over", "bad", sitting.no, data={"minutes": sitting.minutes, "hours": sitting.hours, "over": over})
    if not sitting.starts <= sitting.deadline <= sitting.ends:
        yield Warned("deadline", "warn", sitting.no, data={"at": sitting.deadline})
    since = sitting.starts
    longest = (0, 0)
    for at, item in [*sitting.timed(), (sitting.starts + sitting.minutes, None)]:
        if item is None or item.kind == ItemKind.BREAK:
            longest = max(longest, (at - since, since))
            since = at + (item.minutes if item else 0)
    if longest[0] > LONGEST_WITHOUT_BREAK:
        yield Warned("no_break", "warn", sitting.no, data={"minutes": longest[0], "at": longest[1]})


def _of_topics(sheet: Timetable, topics: list[DesignedTopic], teachers: list[Teacher]) -> Iterator[Warned]:
    planned: dict[int, list[tuple[int, int]]] = defaultdict(list)  # topic → (sitting, minutes) of its items
    for sitting in sheet.sittings:
        for item in sitting.items:
            if item.kind == ItemKind.TOPIC:
                planned[item.topic].append((sitting.no, item.minutes))
    teach = {one.topic for one in teachers if not one.stand_in}
    for topic in topics:
        if topic.taught and topic.no not in planned:
            yield Warned("no_item", "bad", topic=topic.no, data={"title": topic.title})
        if topic.taught and topic.no not in teach:
            yield Warned("no_lecturer", "bad", topic=topic.no, data={"title": topic.title})
        given = planned.get(topic.no, [])
        minutes = sum(minutes for _, minutes in given)
        if len(given) > 1 and 0 < topic.minutes < minutes:
            data = {"minutes": minutes, "planned": topic.minutes}
            yield Warned("topic_over", "warn", given[-1][0], topic.no, data)
    known = {topic.no for topic in topics}
    for no in sorted(planned.keys() - known):
        yield Warned("unknown_topic", "bad", planned[no][0][0], no)


def _absent(sheet: Timetable, teachers: list[Teacher]) -> Iterator[Warned]:
    for sitting in sheet.sittings:
        for no in dict.fromkeys(item.topic for item in sitting.items if item.kind == ItemKind.TOPIC):
            own = [one for one in teachers if one.topic == no]
            ready = next((one for one in own if one.stand_in and not one.is_away(sitting)), None)
            for one in own:
                if one.stand_in or not one.is_away(sitting):
                    continue
                if ready:
                    yield Warned("away_stand_in", "warn", sitting.no, no, {"who": one.shown, "other": ready.shown})
                else:
                    yield Warned("away", "bad", sitting.no, no, {"who": one.shown})


class _Lesson(NamedTuple):
    on: date
    starts: int
    ends: int
    sitting: int
    topic: int


def _twice(sheet: Timetable, teachers: list[Teacher], elsewhere: list[Busy]) -> Iterator[Warned]:
    lessons: dict[str, list[_Lesson]] = defaultdict(list)
    shown = {}
    for sitting in sheet.sittings:
        for at, item in sitting.timed():
            for one in teachers:
                if one.topic == item.topic and item.kind == ItemKind.TOPIC and not one.stand_in:
                    lessons[one.who].append(_Lesson(sitting.on, at, at + item.minutes, sitting.no, item.topic))
                    shown[one.who] = one.shown
    for who, given in lessons.items():
        given.sort()
        for nth, lesson in enumerate(given):
            for other in given[nth + 1 :]:
                if lesson.on == other.on and other.starts < lesson.ends:
                    yield Warned("twice", "bad", other.sitting, other.topic, {"who": shown[who], "other": lesson.topic})
            for busy in elsewhere:
                if busy.who == who and busy.on == lesson.on and busy.starts < lesson.ends and lesson.starts < busy.ends:
                    data = {"who": shown[who], "course": busy.course, "at": busy.starts, "until": busy.ends}
                    yield Warned("twice_elsewhere", "bad", lesson.sitting, lesson.topic, data)
