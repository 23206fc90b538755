"""A course as next year's copy of another one, and changes of a course itself."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from msgspec import to_builtins

from diemcau.base.refused import Refused
from diemcau.base.taken import once
from diemcau.base.text import line
from diemcau.people.models import Account
from diemcau.planning.actions.timetable import shift_sittings
from diemcau.planning.models import Course, Delivery, Item, Lecturer, NoSite, Site, SiteUnit, Sitting
from diemcau.planning.rules import Heads, How, SittingState
from diemcau.programme.models import Release
from diemcau.programme.queries import content_of
from diemcau.record.actions import note
from diemcau.units.actions import load_rows
from diemcau.units.queries import versions_on
from diemcau.units.rules import Scope

_EVERYWHERE = Scope.everything()
# Of a site: who joined whom is copied after all are there; the rest is of that year.
_NOT_COPIED = {"id", "course", "joined_to", "not_organised_reason", "checked_on"}


@dataclass(frozen=True)
class CourseCopy:
    """What the copy does not take over. `release` may be a newer one."""

    code: str
    title: str
    release: Release
    starts_on: date


@dataclass(frozen=True)
class Copied:
    """A copy, and codes of units that had a site and are not there any more."""

    course: Course
    left_out: list[str]


@transaction.atomic
def copy_course(source: Course, new: CourseCopy, *, by: Account | None = None) -> Copied:
    """A course with the sittings, items and lecturers of another one, moved by days, and its sites with contacts.

    Learners, slips, releases of the timetable and what happened are not copied. Refuses: course.taken.
    """
    shift = new.starts_on - source.starts_on
    with once("course.taken", course=new.code):
        course = Course.objects.create(
            code=new.code,
            title=line(new.title),
            release=new.release,
            organiser=source.organiser,
            form=source.form,
            starts_on=new.starts_on,
            ends_on=source.ends_on + shift,
            simulated=source.simulated,
            heads=source.heads,
        )
    topics = {topic.no: topic.title for topic in content_of(new.release).topics}
    Delivery.objects.bulk_create(Delivery(course=course, topic_no=no, how=How.TRUC_TIEP) for no in topics)
    Lecturer.objects.bulk_create(
        Lecturer(course=course, topic_no=one.topic_no, post=one.post, person_id=one.person_id, stand_in=one.stand_in)
        for one in source.lecturers.order_by("id")
        if one.topic_no in topics
    )
    _copy_sittings(source, course, shift, topics)
    left_out = _copy_sites(source, course)
    note("course.copied", f"course:{course.pk}", account=by, actor="" if by else "office", source=source.pk)
    return Copied(course, left_out)


def _copy_sittings(source: Course, course: Course, by: timedelta, topics: dict[int, str]) -> None:
    old_titles = {topic.no: topic.title for topic in content_of(source.release).topics}
    old = list(source.sittings.order_by("no"))
    new = Sitting.objects.bulk_create(
        Sitting(
            course=course,
            no=one.no,
            on=one.on + by,
            half=one.half,
            starts_at=one.starts_at + by,
            ends_at=one.ends_at + by,
            headcount_deadline=one.headcount_deadline + by,
        )
        for one in old
    )
    of = {one.pk: copy for one, copy in zip(old, new, strict=True)}
    items = list(Item.objects.filter(sitting__course=source).order_by("sitting__no", "no"))
    for item in items:
        no = item.topic_no or 0
        if item.title == old_titles.get(no):  # nobody wrote another one by hand, so it follows the release
            item.title = topics.get(no, item.title)
        item.pk, item.sitting = None, of[item.sitting_id]
    Item.objects.bulk_create(items)


def _copy_sites(source: Course, course: Course) -> list[str]:
    units = versions_on(course.starts_on)
    columns = [field.attname for field in Site._meta.concrete_fields if field.name not in _NOT_COPIED]
    old = list(Site.rows.of(_EVERYWHERE).filter(course=source).order_by("no"))
    kept = [site for site in old if site.unit_id in units]
    new = Site.rows.bulk_create(
        [Site(course=course, **{name: getattr(site, name) for name in columns}) for site in kept], batch_size=500
    )
    of = {site.pk: copy for site, copy in zip(kept, new, strict=True)}
    joined = [copy for site, copy in zip(kept, new, strict=True) if site.joined_to_id in of]
    for site, copy in zip(kept, new, strict=True):
        copy.joined_to = of.get(site.joined_to_id or 0)
    Site.rows.of(_EVERYWHERE).bulk_update(joined, ["joined_to"], batch_size=500)
    covered = SiteUnit.rows.of(_EVERYWHERE).filter(site__in=list(of)).order_by("id").values_list("site", "unit")
    load_rows(SiteUnit, ["site_id", "unit_id"], [(of[site].pk, code) for site, code in covered if code in units])
    without = NoSite.rows.of(_EVERYWHERE).filter(course=source).order_by("id")
    NoSite.rows.bulk_create(
        [NoSite(course=course, unit_id=one.unit_id, reason=one.reason) for one in without if one.unit_id in units]
    )
    return sorted({site.unit_id for site in old} - units.keys())


@dataclass(frozen=True)
class CourseChange:
    """What may be changed of a course. `shift`: its sittings move along with its first day."""

    title: str
    organiser: str
    form: str
    starts_on: date
    ends_on: date
    rehearsal: bool
    heads: Heads
    shift: bool = False


@transaction.atomic
def change_course(course: Course, new: CourseChange, *, by: Account | None = None) -> None:
    """Change a course. What was frozen when a sitting was opened stays as it was then.

    Refuses: course.incomplete, course.days, course.dates (a sitting would lie outside), course.rehearsal (after a
    sitting was opened), sitting.opened (with `shift`).
    """
    course = Course.objects.select_for_update(of=("self",)).get(pk=course.pk)
    title, organiser, form = line(new.title), line(new.organiser), line(new.form)
    if not title or not organiser or not form or max(map(len, (title, form))) > 240 or len(organiser) > 160:
        raise Refused("course.incomplete", 400)
    if not 0 <= (new.ends_on - new.starts_on).days < 30:
        raise Refused("course.days", 400)
    opened = course.sittings.exclude(state=SittingState.PLANNED)
    if new.rehearsal != course.rehearsal and opened.exists():
        raise Refused("course.rehearsal", 409)
    if new.shift and new.starts_on != course.starts_on:
        shift_sittings(course, (new.starts_on - course.starts_on).days)
    outside = course.sittings.exclude(on__range=(new.starts_on, new.ends_on)).order_by("no").first()
    if outside is not None:
        raise Refused("course.dates", 409, no=outside.no, on=f"{outside.on:%d/%m/%Y}")
    course.title, course.organiser, course.form = title, organiser, form
    course.starts_on, course.ends_on, course.rehearsal = new.starts_on, new.ends_on, new.rehearsal
    course.heads = to_builtins(new.heads)
    course.save()
    note("course.changed", f"course:{course.pk}", account=by, actor="" if by else "office")
