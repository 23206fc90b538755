"""Courses with their sittings and items; how topics were delivered; addresses."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.db import transaction
from msgspec import to_builtins

from diemcau.base.clock import VIETNAM
from diemcau.base.refused import Refused
from diemcau.base.taken import once
from diemcau.base.text import clean, line
from diemcau.base.words import say
from diemcau.people.models import Account, Person
from diemcau.planning.models import Address, Course, Delivery, Item, Lecturer, Site, Sitting
from diemcau.planning.rules import (
    DEADLINE_MINUTES,
    HOURS,
    TAUGHT,
    AddressKind,
    Half,
    Heads,
    How,
    ItemPlan,
    SittingState,
    TopicPlan,
    timetable,
)
from diemcau.programme.models import Release
from diemcau.programme.queries import content_of
from diemcau.record.actions import note


@dataclass(frozen=True)
class NewCourse:
    """What makes a course. `how` and `reasons`: by topic number, where it is not taught directly."""

    code: str
    title: str
    release: Release
    organiser: str
    form: str
    starts_on: date
    days: int = 3
    rehearsal: bool = False
    simulated: bool = False
    heads: Heads = field(default_factory=dict)
    how: Mapping[int, How] = field(default_factory=dict)
    reasons: Mapping[int, str] = field(default_factory=dict)


@transaction.atomic
def create_course(new: NewCourse, *, by: Account | None = None) -> Course:
    """A course with two sittings a day, the default timetable and a delivery for every designed topic.

    Refuses: course.taken, course.days.
    """
    if not 1 <= new.days <= 30:
        raise Refused("course.days", 400)
    with once("course.taken", course=new.code):
        course = Course.objects.create(
            code=new.code,
            title=line(new.title),
            release=new.release,
            organiser=line(new.organiser),
            form=line(new.form),
            starts_on=new.starts_on,
            ends_on=new.starts_on + timedelta(days=new.days - 1),
            rehearsal=new.rehearsal,
            simulated=new.simulated,
            heads=to_builtins(new.heads),
        )
    topics = content_of(new.release).topics
    how = {topic.no: new.how.get(topic.no, How.TRUC_TIEP) for topic in topics}
    Delivery.objects.bulk_create(
        Delivery(course=course, topic_no=no, how=way, reason=line(new.reasons.get(no, ""))) for no, way in how.items()
    )
    taught = [
        TopicPlan(topic.no, topic.title, topic.phones, topic.recording) for topic in topics if how[topic.no] in TAUGHT
    ]
    halves = timetable(taught, new.days)
    sittings = Sitting.objects.bulk_create(_sitting(course, place) for place in range(len(halves)))
    Item.objects.bulk_create(
        _item(sitting, no, item)
        for sitting, items in zip(sittings, halves, strict=True)
        for no, item in enumerate(items, 1)
    )
    note("course.made", f"course:{course.pk}", account=by, actor="" if by else "office")
    return course


def _sitting(course: Course, place: int) -> Sitting:
    half = Half.CHIEU if place % 2 else Half.SANG
    on = course.starts_on + timedelta(days=place // 2)
    starts_at, ends_at = (datetime.combine(on, hour, VIETNAM) for hour in HOURS[half])
    return Sitting(
        course=course,
        no=place + 1,
        on=on,
        half=half,
        starts_at=starts_at,
        ends_at=ends_at,
        headcount_deadline=starts_at + timedelta(minutes=DEADLINE_MINUTES),
    )


def _item(sitting: Sitting, no: int, item: ItemPlan) -> Item:
    topic = item.topic
    return Item(
        sitting=sitting,
        no=no,
        kind=item.kind,
        # A title is data of the course, in Vietnamese; the organiser may write another one.
        title=topic.title if topic else say(f"item.kind.{item.kind}", "vi"),
        topic_no=topic.no if topic else None,
        minutes=item.minutes,
        phones=item.phones,
        recording=topic.recording if topic else False,
        speaker="",
    )


@transaction.atomic
def next_day(course: Course, on: date, items: Iterable[ItemPlan]) -> Sitting:
    """The sitting of one more day, from midnight to midnight, for a course that has no end: the practice site.

    The course lasts until that day. Again for the same day: the sitting that is there.
    """
    course = Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
    last = course.sittings.order_by("-no").first()
    if last is not None and last.on >= on:
        return last
    starts_at, ends_at = (datetime.combine(on, at, VIETNAM) for at in (time.min, time(23, 59)))
    sitting = Sitting.objects.create(
        course=course,
        no=last.no + 1 if last else 1,
        on=on,
        half=Half.SANG,
        starts_at=starts_at,
        ends_at=ends_at,
        headcount_deadline=ends_at,
    )
    Item.objects.bulk_create(_item(sitting, no, item) for no, item in enumerate(items, 1))
    Course.objects.filter(pk=course.pk).update(ends_on=on)
    note("sitting.added", f"course:{course.pk}", actor="office", sitting=sitting.no)
    return sitting


def set_delivery(course: Course, topic_no: int, how: How, reason: str = "") -> Delivery:
    """Say how a designed topic was delivered.

    Refuses: topic.unknown.
    """
    if all(topic.no != topic_no for topic in content_of(course.release).topics):
        raise Refused("topic.unknown", 404, no=topic_no)
    delivery, _ = Delivery.objects.update_or_create(
        course=course, topic_no=topic_no, defaults={"how": how, "reason": line(reason)}
    )
    return delivery


def name_lecturer(course: Course, topic_no: int, post: str, person: Person | None = None) -> Lecturer:
    """Say who teaches a topic, by post."""
    lecturer, _ = Lecturer.objects.update_or_create(
        course=course, topic_no=topic_no, post=line(post), defaults={"person": person}
    )
    return lecturer


def record_address(item: Item, post: str, kind: AddressKind, gist: str = "", site: Site | None = None) -> Address:
    """Put down a speech: whose post, of which kind, from which site (None: the centre's hall), its gist as typed.

    Refuses: address.post, address.long, address.site.
    """
    post, gist = line(post), clean(gist)
    if not post:
        raise Refused("address.post", 400)
    if len(gist) > 4000:
        raise Refused("address.long", 400)
    if site is not None and site.course_id != item.sitting.course_id:
        raise Refused("address.site", 404)
    return Address.rows.create(item=item, site=site, post=post, kind=kind, gist=gist)


def set_state(sitting: Sitting, state: SittingState) -> None:
    """Keep in the office what the live sitting is at."""
    Sitting.objects.filter(pk=sitting.pk).update(state=state)
    sitting.state = state
