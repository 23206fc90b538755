"""Sites on the pages of the office: lists and how they may be narrowed, one site, units that have none."""

import re
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from diemcau.base.refused import Refused
from diemcau.people.models import Person, Slip
from diemcau.people.rules import SLIP_ROLES, DeskRole
from diemcau.planning.models import Course, Enrolment, NoSite, Site, SiteUnit
from diemcau.planning.queries.freezing import Contact, contacts_of
from diemcau.planning.queries.readiness import SiteReady, sites_ready
from diemcau.units.queries import UnitOn, communes_of, provinces, version_of, versions_on
from diemcau.units.rules import CENTRE, Level, Scope

_EVERYWHERE = Scope.everything()
SEARCHED_NUMBERS, BY_PLACE = ("no",), ("place", "no")
# Hoàng Sa and Trường Sa get no site by default: whether there is one is said by hand.
BY_HAND = frozenset({"20333", "22736"})


def province_names(course: Course) -> dict[str, str]:
    """Full names of the provinces on the first day of a course, by code."""
    return {unit.code: unit.full_name for unit in provinces(course.starts_on)}


def _inside(province: str) -> Q:
    return Q(unit__province=None) if province == CENTRE else Q(unit__province=province)


def check_province(course: Course, province: str, scope: Scope) -> str:
    """The full name of a province that is in the scope, or some of it; "" for the centre. One query or two.

    Refuses: province.unknown.
    """
    names = province_names(course) | {CENTRE: ""}
    above = "" if province == CENTRE else province
    if province in names and scope.covers(province, above):
        return names[province]
    if province in names and Site.rows.of(scope).filter(_inside(province), course=course).exists():
        return names[province]
    raise Refused("province.unknown", 404)


_CODE = re.compile(r"[0-9]{4}")


def searched(typed: str) -> tuple[str, ...]:
    """Columns that a list of sites is searched by: names; codes too where one, or nearly all of it, was typed."""
    return ("fold", "host__fold", "place") if _CODE.search(typed) else ("fold", "host__fold")


# --- Lists -----------------------------------------------------------------------------------------------------------


def site_rows(course: Course, scope: Scope, province: str = "") -> QuerySet[Site]:
    """Sites of a course, or of one province ("00": the centre's own), with whom a list shows; in the order of lists."""
    rows = Site.rows.of(scope).filter(course=course)
    if province:
        rows = rows.filter(_inside(province))
    return rows.select_related("unit", "host", "chair", "technician", "joined_to").order_by(*BY_PLACE)


def _slip(**how: object) -> Exists:
    slips = Slip.rows.of(_EVERYWHERE).filter(site=OuterRef("pk"), role=DeskRole.HOST, revoked_at=None, **how)
    return Exists(slips)


def conditions() -> dict[str, Q]:
    """How lists of sites are narrowed: by the word of an address, what holds of a site.

    What a room must have is asked of rooms only: not of a site that joined another one, or that is not organised.
    """
    room = Q(joined_to=None, not_organised_reason="")
    listed = Q(Exists(Enrolment.rows.of(_EVERYWHERE).filter(site=OuterRef("pk"))))
    chair, host, used = ~Q(chair=None) | ~Q(chair_post=""), ~Q(host=None), Q(_slip(used_at__isnull=False))
    return {
        "thieu-chu-tri": room & Q(chair=None, chair_post=""),
        "thieu-dau-moi": room & Q(host=None),
        "thieu-ky-thuat": room & Q(technician=None),
        "chua-co-phieu": room & ~Q(_slip()),
        "phieu-chua-dung": room & Q(_slip(used_at=None)),
        "chua-co-danh-sach": Q(not_organised_reason="") & ~listed,
        "chua-kiem-tra": room & Q(checked_on=None),
        "du-dieu-kien": room & chair & host & used & listed,
        "ghep": ~Q(joined_to=None),
        "khong-to-chuc": ~Q(not_organised_reason=""),
    }


@dataclass(frozen=True)
class SiteLine:
    """A line of a list; `slip` is "none", "unused" or "used"."""

    site: Site
    people: int
    slip: str
    province: str  # its full name, "" for the centre's own


def site_lines(course: Course, sites: list[Site]) -> list[SiteLine]:
    """What lists show of sites. Three queries, whatever their number."""
    ids = [site.pk for site in sites]
    people = dict(
        Enrolment.rows.of(_EVERYWHERE).filter(site__in=ids).values_list("site").annotate(Count("id")).order_by()
    )
    slips = Slip.rows.of(_EVERYWHERE).filter(site__in=ids, role=DeskRole.HOST, revoked_at=None)
    used = {site: "used" if at else "unused" for site, at in slips.values_list("site", "used_at")}
    names = province_names(course)
    return [
        SiteLine(site, people.get(site.pk, 0), used.get(site.pk, "none"), names.get(site.unit.province_id or "", ""))
        for site in sites
    ]


# --- One site --------------------------------------------------------------------------------------------------------


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
    covers: list[UnitOn]
    contact: Contact
    ready: SiteReady
    guests: list[Site]  # sites that have joined this one's room

    @property
    def checks(self) -> list[tuple[str, bool]]:
        """What readiness looks at, and whether it is there."""
        one = self.ready
        return [
            ("host", one.host),
            ("slip", one.slip),
            ("used", one.used),
            ("chair", one.chair),
            ("technician", one.technician),
            ("roster", one.people > 0),
            ("checked", one.checked),
        ]


def site_page(course: Course, no: int, scope: Scope) -> SitePage:
    """The page of a site, its people in the order of the list. Eleven queries, one less for the centre's.

    Refuses: site.unknown.
    """
    site = site_of(course, no, scope)
    people = site.enrolments.of(scope).select_related("person", "counting_post").order_by("no")
    valid = {slip.role: slip for slip in Slip.rows.of(scope).filter(site=site.pk, revoked_at=None)}
    above = site.unit.province_id or CENTRE
    units = {unit.code: unit for unit in units_of(above, course.starts_on, _EVERYWHERE)}
    [ready] = sites_ready(course, scope, site.pk)
    return SitePage(
        course,
        site,
        above,
        units[above].full_name if site.level == Level.COMMUNE else "",
        list(people),
        [(role.value, valid.get(role)) for role in SLIP_ROLES],
        [units[code] for code in covered_by(site) if code in units],
        helpers(course, [site])[site.pk],
        ready,
        list(Site.rows.of(scope).filter(joined_to=site).order_by(*BY_PLACE)),
    )


def helpers(course: Course, sites: list[Site]) -> dict[int, Contact]:
    """The next helpers of sites, by their ids. The helper's name is for the helped: it is read beyond their scope."""
    provinces = {site.unit.province_id for site in sites}
    above = Site.rows.of(_EVERYWHERE).filter(Q(unit=CENTRE) | Q(unit__in=provinces), course=course)
    found = contacts_of([*above.select_related("unit", "host", "technician"), *sites])
    return {site.pk: found[site.pk] for site in sites}


def rooms_to_join(site: Site, scope: Scope) -> list[Site]:
    """Rooms of the same province that a site's people may sit in."""
    rooms = Site.rows.of(scope).filter(
        _inside(site.unit.province_id or CENTRE), course=site.course_id, joined_to=None, not_organised_reason=""
    )
    return list(rooms.exclude(pk=site.pk).order_by(*BY_PLACE))


def covered_by(site: Site) -> list[str]:
    """Codes of the units whose people a site takes in."""
    return list(site.covers.of(_EVERYWHERE).order_by("unit").values_list("unit", flat=True))


MOST_PEOPLE = 500  # offered while one types a name


def people_of(site: Site, scope: Scope) -> list[Person]:
    """People who may be named at a site: those of its unit, in the order of names."""
    return list(Person.rows.of(scope).filter(unit=site.unit_id).order_by("sort_key", "pk")[:MOST_PEOPLE])


_FEW = 500  # units whose rows are looked up one by one


# --- Units -----------------------------------------------------------------------------------------------------------


def units_of(province: str, on: date, scope: Scope) -> list[UnitOn]:
    """A province and its communes ("00": the centre; "": the country), as far as they are in the scope.

    The centre first, then each province before its communes, in code order. Two queries, one for the country.
    """
    if not province:
        units = sorted(versions_on(on).values(), key=lambda unit: (unit.province, len(unit.code), unit.code))
    else:
        units = [version_of(province, on), *([] if province == CENTRE else communes_of(province, on))]
    return [unit for unit in units if scope.covers(unit.code, unit.province)]


def units_without(course: Course, units: list[UnitOn]) -> list[UnitOn]:
    """Those of the units that have no site of their own, none that covers them, and no reason why. Three queries."""
    known: set[str] = set()
    few = {unit.code for unit in units} if len(units) <= _FEW else set()
    for rows in (
        Site.rows.of(_EVERYWHERE).filter(course=course),
        SiteUnit.rows.of(_EVERYWHERE).filter(site__course=course),  # whoever sits in another one's room needs none
        NoSite.rows.of(_EVERYWHERE).filter(course=course),
    ):
        mine = rows.filter(unit__in=few) if few else rows
        known |= set(mine.values_list("unit", flat=True))
    return [unit for unit in units if unit.code not in known]


def without_site(course: Course, province: str, scope: Scope) -> list[NoSite]:
    """What was said of the units of a province that have no site, by their codes. One query."""
    return list(NoSite.rows.of(scope).filter(_inside(province), course=course).order_by("unit"))
