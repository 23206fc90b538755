"""The practice site: a class that is always open, where a host tries his desk before the day.

One rehearsal course with one sitting a day, in which slide, poll and situation are on all the time, so that every
step can be done at any moment. A visitor gets a room of his own with invented learners. A room serves one visitor a
day: what he did stays in the journal of that sitting, and the next one shall find a clean room. Each night the
sitting is closed and a fresh one opened. Nothing of it is settled or written up, so it is in nobody's figures.
"""

import asyncio
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet

from diemcau.activities.kind import Role
from diemcau.base import clock, tokens
from diemcau.base.refused import Refused
from diemcau.classroom import actions as classroom
from diemcau.people.actions import NewPerson, NewPost, make_link
from diemcau.people.models import Link
from diemcau.people.rules import DeskRole, Group, Sex, path_of_link
from diemcau.planning.actions import (
    NewCourse,
    NewSite,
    Recruit,
    add_sites,
    create_course,
    enrol,
    next_day,
    remove_sitting,
    set_state,
)
from diemcau.planning.models import Course, Item, Site, Sitting
from diemcau.planning.rules import ItemKind, ItemPlan, SittingState, TopicPlan
from diemcau.programme.queries import content_of
from diemcau.record.actions import note
from diemcau.record.models import AuditEntry
from diemcau.rehearsal.course import files_of, release_of
from diemcau.rehearsal.desk import Stage
from diemcau.rehearsal.names import phone, some_names
from diemcau.rehearsal.posts import Place, places_of
from diemcau.rehearsal.wire import Wire
from diemcau.units.queries import versions_on
from diemcau.units.rules import CENTRE, Kind, Scope

CODE = "tap"
TITLE = "Phòng tập cho đầu mối điểm cầu"
ORGANISER = "Học viện"
FORM = "trực tuyến"
SITE, ROOM = "Điểm cầu tập dượt số {no}", "Phòng tập {no}"  # no commune is named
LEARNERS = 12
DESK_MINUTES = 60
MOST = 20  # rooms that one address may take in an hour: a hall of clerks sits behind one
STEPS = ("room", "roll", "count", "code", "poll", "case", "ask", "help")  # of the guided tour: static/live/practice.js
ON_AIR = SittingState.OPEN, SittingState.ON
_EVERYWHERE = Scope.everything()
_SEED = 1


# --- The class -------------------------------------------------------------------------------------------------------


def make(today: date) -> int:
    """Make the practice class where there is none, and open its sitting of a day; how many rooms it has.

    Again: what is missing. Refuses: practice.closed (DIEMCAU_PRACTICE_SITES is 0), live.away.
    """
    if not settings.PRACTICE_SITES:
        raise Refused("practice.closed", 409)
    with transaction.atomic():
        course = Course.objects.filter(code=CODE).first() or _made(today)
        if not course.sittings.filter(on__gte=today).exists():  # the plan of today's holds the rooms of then
            _add_rooms(course, settings.PRACTICE_SITES)
        sitting = next_day(course, today, _items(course))
    if sitting.state == SittingState.PLANNED:
        classroom.open_doors(sitting)
    asyncio.run(_begin(sitting, sitting.items.get(kind=ItemKind.TOPIC)))
    for old in course.sittings.filter(state__in=ON_AIR).exclude(pk=sitting.pk):
        classroom.close(old.pk)
        set_state(old, SittingState.CLOSED)
    return _rooms(course).count()


def renew(today: date) -> None:
    """A fresh sitting for a new day, where there is a practice class."""
    if settings.PRACTICE_SITES and Course.objects.filter(code=CODE).exists():
        make(today)


def _made(today: date) -> Course:
    course = create_course(
        NewCourse(
            code=CODE,
            title=TITLE,
            release=release_of(files_of("practice_programme")),
            organiser=ORGANISER,
            form=FORM,
            starts_on=today,
            days=1,
            rehearsal=True,
            simulated=True,
        )
    )
    for planned in course.sittings.order_by("-no"):  # half-days of a real class
        remove_sitting(planned)
    return course


def _items(course: Course) -> Iterator[ItemPlan]:
    topic = content_of(course.release).topics[0]
    yield ItemPlan(ItemKind.OPENING, 5)
    yield ItemPlan(ItemKind.TOPIC, 600, TopicPlan(topic.no, topic.title, topic.phones))
    yield ItemPlan(ItemKind.CLOSING, 5)


def _rooms(course: Course) -> QuerySet[Site]:
    return Site.rows.of(_EVERYWHERE).filter(course=course, no__lte=settings.PRACTICE_SITES).order_by("no")


def _add_rooms(course: Course, wanted: int) -> None:
    """Rooms up to a number, each with its invented learners; the first one's technician helps all."""
    there = Site.rows.of(_EVERYWHERE).filter(course=course).count()
    helper = NewPerson(CENTRE, "Trần Gia Thịnh", (NewPost("Hỗ trợ kỹ thuật", Group.KHAC),), phone(1), simulated=True)
    numbers = range(there + 1, wanted + 1)
    made = add_sites(
        course,
        (
            NewSite(CENTRE, name=SITE.format(no=no), room=ROOM.format(no=no), technician=helper if no == 1 else None)
            for no in numbers
        ),
    )
    # Posts as in a commune's room; they name none.
    commune = next(unit for unit in versions_on(course.starts_on).values() if unit.kind == Kind.XA)
    places = places_of(commune, LEARNERS, 0)
    enrol(course, (recruit for site in made for recruit in _learners(site, places)))


def _learners(site: Site, places: list[Place]) -> Iterator[Recruit]:
    rng = Random(f"{_SEED}/{CODE}/{site.no}")  # noqa: S311 invented people, not secrets
    sexes = [rng.choice((Sex.NAM, Sex.NU)) for _ in places]
    for nth, (place, name, sex) in enumerate(zip(places, some_names(rng, sexes), sexes, strict=True)):
        number = phone(10 + site.no * LEARNERS + nth)
        person = NewPerson(CENTRE, name, place.posts, phone=number, sex=sex, simulated=True)
        yield Recruit(site.pk, person, place.role)


async def _begin(sitting: Sitting, topic: Item) -> None:
    """Put the sitting on air with all that may be tried; again: the same commands, answered and not doubled."""
    address = urlsplit(settings.LIVE_URL)
    wire = Wire(address.hostname or "127.0.0.1", address.port or 80)
    key = tokens.key_from(settings.SECRET_KEY, tokens.LIVE)
    stage = Stage(wire, _SEED, key, sitting.pk, clock.to_ms(sitting.starts_at), 0)
    desk = stage.desk(Role.LECTURER, f"lecturer:{sitting.course_id}")
    acts = desk.acts(Random(f"{CODE}/{sitting.pk}"), stage.starts_at)  # noqa: S311 ids, not secrets
    acts.add("sitting.begin", {})
    acts.add("sitting.go", {"item": topic.pk})
    acts.add("slides.show", {"n": 1}, f"t{topic.topic_no}-slides")
    acts.add("situation.open", {}, f"t{topic.topic_no}-situation")
    acts.add("poll.open", {}, f"t{topic.topic_no}-q1")
    try:
        await desk.send(acts.rows)
    finally:
        wire.close()
    for _, _, code in stage.refused:
        raise Refused(code, 409)


# --- Its visitors ----------------------------------------------------------------------------------------------------


@transaction.atomic
def take_site(address: str | None) -> str:
    """A room for a visitor: the path of a one-time link to its desk, which lives an hour.

    Refuses: practice.closed (409), practice.full (503), practice.too_often (429).
    """
    now = clock.now()
    # Held until the link is made: of two who come at one moment each gets a room of his own.
    course = Course.objects.select_for_update(of=("self",)).filter(code=CODE).first()
    sitting = course and course.sittings.filter(state__in=ON_AIR).order_by("-no").first()
    if not course or not sitting or not settings.PRACTICE_SITES:
        raise Refused("practice.closed", 409)
    past = AuditEntry.rows.of(_EVERYWHERE).filter(
        action="practice.begun", address=address, at__gt=now - timedelta(hours=1)
    )
    if len(times := list(past.order_by("at").values_list("at", flat=True))) >= MOST:
        raise Refused("practice.too_often", 429, minutes=_minutes(times[-MOST] + timedelta(hours=1) - now))
    taken = Link.rows.of(_EVERYWHERE).filter(course=course.pk, sitting=sitting.pk)
    room = _rooms(course).exclude(pk__in=taken.values("site")).first()
    if room is None:
        midnight = datetime.combine(sitting.on + timedelta(days=1), time.min, clock.VIETNAM)
        raise Refused("practice.full", 503, minutes=_minutes(midnight - now))
    secret = make_link(DeskRole.HOST, CENTRE, course.pk, sitting=sitting.pk, site=room.pk, desk_minutes=DESK_MINUTES)
    note("practice.begun", f"course:{course.pk}", actor="visitor", site=room.no)
    # A place of its own: the session of a real desk on the same machine stays as it is.
    return path_of_link(DeskRole.HOST, secret).replace("#", f"?{CODE}#")


def _minutes(left: timedelta) -> int:
    return max(1, -(-round(left.total_seconds()) // 60))
