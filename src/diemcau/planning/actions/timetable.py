"""Sittings and items of the plan, as long as a sitting is planned; releases of the timetable."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F, ProtectedError

from diemcau.base import clock
from diemcau.base.clock import VIETNAM
from diemcau.base.refused import Refused
from diemcau.base.text import line
from diemcau.base.words import say
from diemcau.people.models import Account
from diemcau.planning import queries
from diemcau.planning.models import Course, Item, Sitting, TimetableRelease
from diemcau.planning.rules import Half, ItemKind, SittingState
from diemcau.planning.timetable.rules import edits
from diemcau.planning.timetable.rules.sheet import write
from diemcau.programme.content import Topic
from diemcau.programme.queries import content_of
from diemcau.record.actions import note

MINUTES = 1, 600  # of an item
_ASIDE = 10_000  # numbers on their way: a number stands once in a course and in a sitting


@dataclass(frozen=True)
class NewSitting:
    """A half-day; hours are of Vietnam, `deadline` is the headcount's."""

    on: date
    half: Half
    starts: time
    ends: time
    deadline: time


@dataclass(frozen=True)
class NewItem:
    """An item; `title` "" takes the topic's or the kind's. `topic` counts for the kind topic only."""

    kind: ItemKind
    minutes: int
    title: str = ""
    topic: int = 0
    phones: bool = True
    recording: bool = False
    speaker: str = ""


# --- Sittings --------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_sitting(course: Course, new: NewSitting, *, by: Account | None = None) -> Sitting:
    """A sitting more; sittings are numbered by time.

    Refuses: what change_sitting refuses.
    """
    Course.objects.select_for_update().get(pk=course.pk)
    sitting = _put(Sitting(course=course, no=_ASIDE), new)
    _number(course)
    sitting.refresh_from_db()
    note("sitting.added", f"course:{course.pk}", account=by, actor="" if by else "office", sitting=sitting.no)
    return sitting


@transaction.atomic
def change_sitting(sitting: Sitting, new: NewSitting, *, by: Account | None = None) -> Sitting:
    """Other hours or another half-day for a planned sitting.

    Refuses: sitting.opened, sitting.hours, sitting.outside, sitting.taken, sitting.overlaps, sitting.before_opened.
    """
    Course.objects.select_for_update().get(pk=sitting.course_id)
    sitting = _put(_planned(sitting), new)
    _number(sitting.course)
    sitting.refresh_from_db()
    note("sitting.changed", f"course:{sitting.course_id}", account=by, actor="" if by else "office", sitting=sitting.no)
    return sitting


@transaction.atomic
def remove_sitting(sitting: Sitting, *, by: Account | None = None) -> None:
    """Take a planned sitting out, with its items.

    Refuses: sitting.opened, sitting.used, sitting.before_opened.
    """
    Course.objects.select_for_update().get(pk=sitting.course_id)
    sitting = _planned(sitting)
    course, no = sitting.course, sitting.no
    try:
        Item.objects.filter(sitting=sitting).delete()
        Sitting.objects.filter(pk=sitting.pk).delete()
    except ProtectedError as used:
        raise Refused("sitting.used", 409) from used
    _number(course)
    note("sitting.removed", f"course:{course.pk}", account=by, actor="" if by else "office", sitting=no)


def _planned(sitting: Sitting) -> Sitting:
    locked = Sitting.objects.select_for_update(of=("self",)).select_related("course__release").get(pk=sitting.pk)
    if locked.state != SittingState.PLANNED:
        raise Refused("sitting.opened", 409, no=locked.no)
    return locked


def _put(sitting: Sitting, new: NewSitting) -> Sitting:
    course = sitting.course
    if not course.starts_on <= new.on <= course.ends_on:
        raise Refused("sitting.outside", 400, starts=f"{course.starts_on:%d/%m/%Y}", ends=f"{course.ends_on:%d/%m/%Y}")
    if new.starts >= new.ends:
        raise Refused("sitting.hours", 400)
    starts_at, ends_at, deadline = (
        datetime.combine(new.on, at, VIETNAM) for at in (new.starts, new.ends, new.deadline)
    )
    others = Sitting.objects.filter(course=course).exclude(pk=sitting.pk)
    if others.filter(on=new.on, half=new.half).exists():
        raise Refused("sitting.taken", 409)
    if others.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Refused("sitting.overlaps", 409)
    sitting.on, sitting.half = new.on, new.half
    sitting.starts_at, sitting.ends_at, sitting.headcount_deadline = starts_at, ends_at, deadline
    sitting.save()
    return sitting


def _number(course: Course) -> None:
    """Number the sittings of a course by time; the number of an opened one is in its frozen plan and stays."""
    wanted = edits.numbered(list(course.sittings.order_by("starts_at", "id")))
    wrong = {sitting: no for sitting, no in wanted.items() if sitting.no != no}
    if any(sitting.state != SittingState.PLANNED for sitting in wrong):
        raise Refused("sitting.before_opened", 409)
    if not wrong:
        return
    Sitting.objects.filter(pk__in=[sitting.pk for sitting in wrong]).exclude(no__gte=_ASIDE).update(no=F("no") + _ASIDE)
    for sitting, no in wrong.items():
        sitting.no = no
    Sitting.objects.bulk_update(wrong, ["no"])


@transaction.atomic
def shift_sittings(course: Course, days: int) -> int:
    """Move all sittings of a course by days; how many. Call it before the dates of the course are changed.

    Refuses: sitting.opened for the first that is not planned any more.
    """
    sittings = list(course.sittings.select_for_update().order_by("no"))
    for sitting in sittings:
        if sitting.state != SittingState.PLANNED:
            raise Refused("sitting.opened", 409, no=sitting.no)
    by = timedelta(days=days)
    # The farthest one first, so that no two ever stand in one half-day.
    for sitting in sorted(sittings, key=lambda one: one.starts_at, reverse=days > 0):
        Sitting.objects.filter(pk=sitting.pk).update(
            on=sitting.on + by,
            starts_at=sitting.starts_at + by,
            ends_at=sitting.ends_at + by,
            headcount_deadline=sitting.headcount_deadline + by,
        )
    return len(sittings)


# --- Items -----------------------------------------------------------------------------------------------------------


@transaction.atomic
def add_item(sitting: Sitting, new: NewItem, no: int = 0, *, by: Account | None = None) -> Item:
    """An item more, at a number; 0 for the end.

    Refuses: what change_item refuses.
    """
    sitting = _planned(sitting)
    order = list(sitting.items.order_by("no"))
    item = _write(Item(sitting=sitting, no=_ASIDE), new)
    _number_items(edits.inserted(order, item, no))
    note("item.added", f"sitting:{sitting.pk}", account=by, actor="" if by else "office", item=item.pk)
    return item


@transaction.atomic
def change_item(item: Item, new: NewItem, to: Sitting | None = None, *, by: Account | None = None) -> Item:
    """Another content for an item, or another sitting of the course, at whose end it then stands.

    Refuses: sitting.opened, item.minutes, item.title, topic.unknown, course.no_sitting.
    """
    sitting = _planned(item.sitting)
    if to is not None and to.pk != sitting.pk:
        to = _planned(to)
        if to.course_id != sitting.course_id:
            raise Refused("course.no_sitting", 404)
        item.sitting, item.no = to, _ASIDE
        item = _write(item, new)
        _number_items(list(to.items.order_by("no")))
        _number_items(list(sitting.items.order_by("no")))
    else:
        item.sitting = sitting
        item = _write(item, new)
    note("item.changed", f"sitting:{item.sitting_id}", account=by, actor="" if by else "office", item=item.pk)
    return item


@transaction.atomic
def move_item(item: Item, by_places: int, *, by: Account | None = None) -> None:
    """An item some places later, or earlier for a negative number, in its sitting.

    Refuses: sitting.opened.
    """
    sitting = _planned(item.sitting)
    order = list(sitting.items.order_by("no"))
    moved = edits.moved(order, item, by_places)
    if moved == order:
        return
    _number_items(moved)
    note("item.moved", f"sitting:{sitting.pk}", account=by, actor="" if by else "office", item=item.pk)


@transaction.atomic
def remove_item(item: Item, *, by: Account | None = None) -> None:
    """Take an item out.

    Refuses: sitting.opened, item.used (an address was put down with it).
    """
    sitting, pk = _planned(item.sitting), item.pk
    try:
        Item.objects.filter(pk=pk).delete()
    except ProtectedError as used:
        raise Refused("item.used", 409) from used
    _number_items(list(sitting.items.order_by("no")))
    note("item.removed", f"sitting:{sitting.pk}", account=by, actor="" if by else "office", item=pk)


def _write(item: Item, new: NewItem) -> Item:
    topic = _topic(item.sitting.course, new)
    if not MINUTES[0] <= new.minutes <= MINUTES[1]:
        raise Refused("item.minutes", 400, least=MINUTES[0], most=MINUTES[1])
    # A title is data of the course, in Vietnamese; the organiser may write another one.
    title = line(new.title) or (topic.title if topic else say(f"item.kind.{new.kind}", "vi"))
    if len(title) > 240:
        raise Refused("item.title", 400)
    item.kind, item.title, item.minutes = new.kind, title, new.minutes
    item.topic_no = topic.no if topic else None
    # What the release forbids with a topic, no timetable allows.
    item.phones = new.phones and (topic is None or topic.phones)
    item.recording = new.recording and (topic is None or topic.recording)
    item.speaker = line(new.speaker)[:160]
    item.save()
    return item


def _topic(course: Course, new: NewItem) -> Topic | None:
    if new.kind != ItemKind.TOPIC:
        return None
    topic = next((topic for topic in content_of(course.release).topics if topic.no == new.topic), None)
    if topic is None:
        raise Refused("topic.unknown", 404, no=new.topic)
    return topic


def _number_items(order: list[Item]) -> None:
    wrong = {item: no for item, no in edits.numbered(order).items() if item.no != no}
    if not wrong:
        return
    Item.objects.filter(pk__in=[item.pk for item in wrong]).exclude(no__gte=_ASIDE).update(no=F("no") + _ASIDE)
    for item, no in wrong.items():
        item.no = no
    Item.objects.bulk_update(wrong, ["no"])


# --- Releases --------------------------------------------------------------------------------------------------------


@transaction.atomic
def release_timetable(course: Course, *, by: Account | None = None) -> TimetableRelease:
    """Freeze the timetable as the next version.

    Refuses: timetable.empty, timetable.nothing_new.
    """
    Course.objects.select_for_update().get(pk=course.pk)
    sheet = queries.sheet_of(course)
    if not sheet.sittings:
        raise Refused("timetable.empty", 409)
    content = write(sheet)
    last = course.timetables.first()
    if last is not None and last.content == content:
        raise Refused("timetable.nothing_new", 409)
    release = TimetableRelease.objects.create(
        course=course, version=last.version + 1 if last else 1, content=content, released_at=clock.now(), by=by
    )
    note("timetable.released", f"course:{course.pk}", account=by, actor="" if by else "office", version=release.version)
    return release
