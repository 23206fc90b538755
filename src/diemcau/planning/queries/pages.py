"""What the office pages show, each inside a scope and in a fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from diemcau.base.refused import Refused
from diemcau.people.models import Slip
from diemcau.people.rules import SLIP_ROLES
from diemcau.planning.models import Address, Course, Delivery, Enrolment, Item, Lecturer, NoSite, Site, Sitting
from diemcau.planning.queries.freezing import Contact, contacts_of
from diemcau.planning.rules import next_sitting
from diemcau.programme.queries import content_of
from diemcau.units.queries import UnitOn, provinces
from diemcau.units.rules import CENTRE, Level, Scope


def sitting_now(course: int) -> int:
    """The id of the sitting of a course that is on, or the next; 0 for none."""
    return next_sitting(list(Sitting.objects.filter(course=course).order_by("no").values_list("id", "state")))


@dataclass(frozen=True)
class CourseLine:
    """A line of the list of courses; sites and people as far as they may be seen."""

    course: Course
    sites: int
    people: int


def courses(scope: Scope) -> list[CourseLine]:
    """All courses, the newest first. Three queries."""
    sites = dict(Site.rows.of(scope).values_list("course").annotate(Count("id")).order_by())
    people = dict(Enrolment.rows.of(scope).values_list("course").annotate(Count("id")).order_by())
    return [
        CourseLine(course, sites.get(course.pk, 0), people.get(course.pk, 0))
        for course in Course.objects.order_by("-starts_on", "code")
    ]


def course_of(code: str) -> Course:
    """A course with its release.

    Refuses: course.unknown.
    """
    found = Course.objects.select_related("release__programme").filter(code=code).first()
    if found is None:
        raise Refused("course.unknown", 404)
    return found


@dataclass(frozen=True)
class ProvinceLine:
    """A province (or the centre) on the page of a course."""

    code: str
    name: str
    sites: int
    people: int
    slips: int  # sites with a valid slip of their host
    without: int  # units without a site


@dataclass(frozen=True)
class TopicLine:
    """A designed topic and how it was delivered."""

    no: int
    title: str
    delivery: Delivery | None
    lecturers: list[Lecturer]


@dataclass(frozen=True)
class CoursePage:
    """The page of a course."""

    course: Course
    sittings: list[Sitting]
    topics: list[TopicLine]
    provinces: list[ProvinceLine]

    @property
    def sites(self) -> int:
        """Sites that may be seen."""
        return sum(line.sites for line in self.provinces)

    @property
    def people(self) -> int:
        """People that may be seen."""
        return sum(line.people for line in self.provinces)


def _by_province(rows: QuerySet[Site] | QuerySet[Enrolment] | QuerySet[NoSite], path: str) -> dict[str, int]:
    counted = rows.values_list(f"{path}unit__province").annotate(Count("id", distinct=True)).order_by()
    return {code or CENTRE: number for code, number in counted}


def _with_slips(course: Course, scope: Scope) -> dict[str, int]:
    slips = Slip.rows.of(scope).filter(course=course.pk, role="host", revoked_at=None)
    counted = slips.values_list("unit__province").annotate(Count("site", distinct=True)).order_by()
    return {code or CENTRE: number for code, number in counted}


def course_page(code: str, scope: Scope) -> CoursePage:
    """The page of a course. Nine queries.

    Refuses: course.unknown.
    """
    course = course_of(code)
    sites = _by_province(Site.rows.of(scope).filter(course=course), "")
    people = _by_province(Enrolment.rows.of(scope).filter(course=course), "site__")
    without = _by_province(NoSite.rows.of(scope).filter(course=course), "")
    slips = _with_slips(course, scope)
    names = province_names(course)
    lines = [
        ProvinceLine(
            province,
            names.get(province, ""),
            sites.get(province, 0),
            people.get(province, 0),
            slips.get(province, 0),
            without.get(province, 0),
        )
        for province in sorted(sites.keys() | without.keys())
    ]
    return CoursePage(course, list(course.sittings.order_by("no")), _topics(course), lines)


def _topics(course: Course) -> list[TopicLine]:
    deliveries = {delivery.topic_no: delivery for delivery in course.deliveries.all()}
    lecturers: dict[int, list[Lecturer]] = defaultdict(list)
    for lecturer in course.lecturers.all():
        lecturers[lecturer.topic_no].append(lecturer)
    return [
        TopicLine(topic.no, topic.title, deliveries.get(topic.no), lecturers[topic.no])
        for topic in content_of(course.release).topics
    ]


@dataclass(frozen=True)
class ProvincePage:
    """Sites of a province (or of the centre) in a course."""

    course: Course
    code: str
    province: UnitOn | None  # None for the centre
    sites: list[Site]  # each with `people`, a number
    without: list[NoSite]
    with_slip: set[int]
    contacts: dict[int, Contact]


def province_names(course: Course) -> dict[str, str]:
    """Full names of the provinces on the first day of a course, by code."""
    return {unit.code: unit.full_name for unit in provinces(course.starts_on)}


def _inside(province: str) -> Q:
    return Q(unit__province=None) if province == CENTRE else Q(unit__province=province)


def province_sites(course: Course, province: str, scope: Scope) -> ProvincePage:
    """Sites of a province by unit code. Five queries.

    Refuses: province.unknown, for one outside the scope as well.
    """
    sites = Site.rows.of(scope).filter(_inside(province), course=course)
    sites = sites.select_related("unit", "host", "technician", "chair", "joined_to")
    rows: list[Site] = sorted(
        sites.annotate(people=Count("enrolments")), key=lambda site: (len(site.unit_id), site.unit_id, site.no)
    )
    without = list(NoSite.rows.of(scope).filter(_inside(province), course=course).order_by("unit"))
    if not rows and not without:
        raise Refused("province.unknown", 404)
    slips = Slip.rows.of(scope).filter(course=course.pk, role="host", revoked_at=None)
    unit = next((unit for unit in provinces(course.starts_on) if unit.code == province), None)
    return ProvincePage(
        course, province, unit, rows, without, set(slips.values_list("site", flat=True)), _helpers(course, rows)
    )


def _helpers(course: Course, sites: list[Site]) -> dict[int, Contact]:
    """The next helpers of sites. The helper's name is for the helped, so it is read beyond their scope."""
    above = Site.rows.of(Scope.everything()).filter(
        Q(unit=CENTRE) | Q(unit__in={site.unit.province_id for site in sites}), course=course
    )
    found = contacts_of([*above.select_related("unit", "host", "technician"), *sites])
    return {site.pk: found[site.pk] for site in sites}


def site_of(course: Course, no: int, scope: Scope) -> Site:
    """A site by its number.

    Refuses: site.unknown, for one outside the scope as well.
    """
    related = "unit", "host", "technician", "chair", "joined_to"
    found = Site.rows.of(scope).select_related(*related).filter(course=course, no=no).first()
    if found is None:
        raise Refused("site.unknown", 404)
    return found


@dataclass(frozen=True)
class SitePage:
    """The page of a site."""

    course: Course
    site: Site
    province: str  # code, "00" for the centre's own
    province_name: str  # "" where the site is the province's own, or the centre's
    people: list[Enrolment]
    slips: list[tuple[str, Slip | None]]  # role, the valid slip
    covers: list[str]
    contact: Contact


def site_page(code: str, no: int, scope: Scope) -> SitePage:
    """The page of a site, its people in the order of the list. Six queries, seven for a commune.

    Refuses: course.unknown, site.unknown.
    """
    course = course_of(code)
    site = site_of(course, no, scope)
    people = site.enrolments.of(scope).select_related("person", "counting_post").order_by("no")
    valid = {slip.role: slip for slip in Slip.rows.of(scope).filter(site=site.pk, revoked_at=None)}
    covers = list(site.covers.of(Scope.everything()).order_by("unit").values_list("unit", flat=True))
    return SitePage(
        course,
        site,
        site.unit.province_id or CENTRE,
        province_names(course).get(site.unit.province_id or "", "") if site.level == Level.COMMUNE else "",
        list(people),
        [(role.value, valid.get(role)) for role in SLIP_ROLES],
        covers,
        _helpers(course, [site])[site.pk],
    )


@dataclass(frozen=True)
class SittingPage:
    """The page of a sitting."""

    course: Course
    sitting: Sitting
    items: list[Item]
    addresses: list[Address]


def sitting_page(code: str, no: int, scope: Scope) -> SittingPage:
    """A sitting with its items, and the addresses that may be seen. Four queries.

    Refuses: course.unknown, course.no_sitting.
    """
    course = course_of(code)
    sitting = course.sittings.filter(no=no).first()
    if sitting is None:
        raise Refused("course.no_sitting", 404)
    addresses = Address.rows.of(scope).filter(item__sitting=sitting).select_related("site", "item")
    return SittingPage(course, sitting, list(sitting.items.order_by("no")), list(addresses.order_by("item__no", "id")))
