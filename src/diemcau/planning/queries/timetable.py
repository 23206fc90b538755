"""The timetable of a course as values, what is to be looked at in it, and its releases."""

import hmac
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time

from django.conf import settings
from django.urls import reverse

from diemcau.base import tokens
from diemcau.base.clock import VIETNAM
from diemcau.base.refused import Refused
from diemcau.planning.models import Course, Delivery, Item, Lecturer, Sitting, TimetableRelease
from diemcau.planning.rules import TAUGHT, ItemKind, SittingState
from diemcau.planning.timetable.rules import sheet as sheets
from diemcau.planning.timetable.rules.differences import Changed, differences
from diemcau.planning.timetable.rules.sheet import ItemLine, SittingLine, Timetable
from diemcau.planning.timetable.rules.warnings import Busy, DesignedTopic, Teacher, Warned, warnings
from diemcau.programme.queries import content_of


def open_key(course: Course) -> str:
    """What opens the released timetable without signing in: 128 bits in hex. There is no person in it."""
    key = tokens.key_from(settings.SECRET_KEY, "diemcau timetable 1")
    return hmac.digest(key, course.code.encode(), "sha256")[:16].hex()


def open_path(course: Course) -> str:
    """Where whoever was given the address reads the released timetable."""
    return reverse("planning:timetable_open", args=[course.code, open_key(course)])


def minute_of(on: date, moment: datetime) -> int:
    """A moment as minutes since midnight of a day in Vietnam."""
    return round((moment - datetime.combine(on, time(), VIETNAM)).total_seconds() / 60)


def sheet_of(course: Course) -> Timetable:
    """The timetable as it stands in the plan. Three queries."""
    sittings = list(course.sittings.order_by("no"))
    return _sheet(sittings, Item.objects.filter(sitting__course=course), _lecturers(course))


def _lecturers(course: Course) -> list[Lecturer]:
    return list(course.lecturers.select_related("person").order_by("topic_no", "stand_in", "id"))


def _sheet(sittings: Iterable[Sitting], items: Iterable[Item], lecturers: Iterable[Lecturer]) -> Timetable:
    of: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        of[item.sitting_id].append(item)
    posts: dict[int, list[str]] = defaultdict(list)
    for lecturer in lecturers:
        if not lecturer.stand_in:
            posts[lecturer.topic_no].append(lecturer.post)
    return Timetable(
        tuple(
            SittingLine(
                id=one.pk,
                no=one.no,
                on=one.on,
                half=one.half,
                starts=minute_of(one.on, one.starts_at),
                ends=minute_of(one.on, one.ends_at),
                deadline=minute_of(one.on, one.headcount_deadline),
                items=tuple(_line(item) for item in sorted(of[one.pk], key=lambda item: item.no)),
            )
            for one in sittings
        ),
        {topic: tuple(own) for topic, own in sorted(posts.items())},
    )


def _line(item: Item) -> ItemLine:
    return ItemLine(
        id=item.pk,
        kind=item.kind,
        title=item.title,
        minutes=item.minutes,
        topic=item.topic_no or 0,
        phones=item.phones,
        recording=item.recording,
        speaker=item.speaker,
    )


@dataclass(frozen=True)
class TimetablePage:
    """The draft of a timetable: what it says, what to look at, what changed since the last release."""

    course: Course
    sheet: Timetable
    sittings: list[Sitting]
    topics: list[DesignedTopic]
    deliveries: dict[int, Delivery]  # by topic
    lecturers: dict[int, list[Lecturer]]  # by topic, with those who stand in
    warnings: list[Warned]
    releases: list[TimetableRelease]  # the newest first, content not read
    changes: list[Changed]  # since the last release; nothing before the first

    @property
    def open(self) -> str:
        """The address for hosts."""
        return open_path(self.course)

    @property
    def last(self) -> TimetableRelease | None:
        """The release that holds now."""
        return self.releases[0] if self.releases else None

    @property
    def next_version(self) -> int:
        """The number of the next release."""
        return self.last.version + 1 if self.last else 1

    @property
    def may_release(self) -> bool:
        """Whether there is something new to send out."""
        return bool(self.sheet.sittings) and (self.last is None or bool(self.changes))

    @property
    def opened(self) -> list[Sitting]:
        """Sittings whose plan is frozen."""
        return [sitting for sitting in self.sittings if sitting.state != SittingState.PLANNED]

    @property
    def days(self) -> list[tuple[Sitting, SittingLine, list[Warned]]]:
        """Every sitting as row and as values, with what is to be looked at in it."""
        return [
            (sitting, line, [warned for warned in self.warnings if warned.sitting == sitting.no])
            for sitting, line in zip(self.sittings, self.sheet.sittings, strict=True)
        ]

    @property
    def lessons(self) -> list[tuple[DesignedTopic, Delivery | None, list[Lecturer]]]:
        """Every designed topic, how it is (to be) delivered, and who teaches it."""
        return [(topic, self.deliveries.get(topic.no), self.lecturers.get(topic.no, [])) for topic in self.topics]


def timetable_page(course: Course) -> TimetablePage:
    """The draft of the timetable of a course. Nine queries, eight before its first release."""
    sittings = list(course.sittings.order_by("no"))
    lecturers = _lecturers(course)
    sheet = _sheet(sittings, Item.objects.filter(sitting__course=course), lecturers)
    deliveries = {delivery.topic_no: delivery for delivery in course.deliveries.all()}
    topics = [
        DesignedTopic(topic.no, topic.title, topic.minutes, _is_taught(deliveries.get(topic.no)))
        for topic in content_of(course.release).topics
    ]
    releases = list(course.timetables.select_related("by").defer("content"))
    by_topic: dict[int, list[Lecturer]] = defaultdict(list)
    for lecturer in lecturers:
        by_topic[lecturer.topic_no].append(lecturer)
    return TimetablePage(
        course,
        sheet,
        sittings,
        topics,
        deliveries,
        dict(by_topic),
        warnings(sheet, topics, _teachers(course, lecturers), _elsewhere(course, lecturers)),
        releases,
        differences(sheets.read(releases[0].content), sheet) if releases else [],
    )


def _is_taught(delivery: Delivery | None) -> bool:
    return delivery is not None and delivery.how in TAUGHT


def who_of(lecturer: Lecturer) -> str:
    """One name for the same person, or within a course for the same post."""
    return f"person:{lecturer.person_id}" if lecturer.person_id else f"post:{lecturer.course_id}:{lecturer.post}"


def _teachers(course: Course, lecturers: list[Lecturer]) -> list[Teacher]:
    away: dict[int, set[tuple[date, str]]] = defaultdict(set)
    from_others = Lecturer.objects.filter(person__in={one.person_id for one in lecturers if one.person_id})
    # What a person said in another course holds here too.
    own = course.lecturers.all() | from_others
    of_person: dict[int, set[tuple[date, str]]] = defaultdict(set)
    for id_, person, on, half in own.exclude(away=None).values_list("id", "person", "away__on", "away__half"):
        away[id_].add((on, half))
        if person:
            of_person[person].add((on, half))
    return [
        Teacher(
            one.topic_no,
            who_of(one),
            one.person.shown if one.person else one.post,
            one.stand_in,
            frozenset(away[one.pk] | of_person.get(one.person_id or 0, set())),
        )
        for one in lecturers
    ]


def _elsewhere(course: Course, lecturers: list[Lecturer]) -> list[Busy]:
    """When the persons who teach here teach in other courses on the same days. Two queries."""
    persons = {one.person_id for one in lecturers if one.person_id and not one.stand_in}
    others: dict[tuple[int, int], list[str]] = defaultdict(list)
    for one in Lecturer.objects.filter(person__in=persons, stand_in=False).exclude(course=course):
        others[one.course_id, one.topic_no].append(who_of(one))
    items = Item.objects.filter(
        sitting__course__in={other for other, _ in others},
        sitting__on__range=(course.starts_on, course.ends_on),
    )
    # All items of those sittings, because an item begins when the ones before it are over.
    at: dict[int, int] = {}
    busy = []
    for item in items.select_related("sitting__course").order_by("sitting", "no"):
        sitting = item.sitting
        start = at.get(sitting.pk, minute_of(sitting.on, sitting.starts_at))
        at[sitting.pk] = start + item.minutes
        if item.kind == ItemKind.TOPIC:
            who = others.get((sitting.course_id, item.topic_no or 0), [])
            busy += [Busy(one, sitting.course.title, sitting.on, start, start + item.minutes) for one in who]
    return busy


def release_of_timetable(course: Course, version: int | None = None) -> TimetableRelease | None:
    """A release of the timetable with who made it; the newest for None, which is None when there is none.

    Refuses: timetable.unknown.
    """
    releases = course.timetables.select_related("by")
    found = releases.first() if version is None else releases.filter(version=version).first()
    if found is None and version is not None:
        raise Refused("timetable.unknown", 404)
    return found


def changes_of_release(release: TimetableRelease) -> list[Changed]:
    """What a release changed against the one before it; nothing for the first."""
    before = release.course.timetables.filter(version=release.version - 1).first()
    return differences(sheets.read(before.content), sheets.read(release.content)) if before else []
