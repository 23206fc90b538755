"""How ready the sites of a course are: each by itself, summed up by province and for the whole. Four queries."""

from collections.abc import Iterable
from dataclasses import dataclass, fields

from django.db.models import Count

from diemcau.people.models import Slip
from diemcau.people.rules import DeskRole
from diemcau.planning.models import Course, Enrolment, NoSite, Site
from diemcau.units.rules import CENTRE, Scope


@dataclass(frozen=True, slots=True)
class SiteReady:
    """What a site has. A room that joined another one's, or is not organised, needs none of it but its people."""

    site: int
    province: str  # code, "00" for the centre's own
    joined: bool
    not_organised: bool
    chair: bool
    host: bool
    technician: bool
    checked: bool
    slip: bool  # its host has a slip
    used: bool  # and has come in by it
    people: int

    @property
    def room(self) -> bool:
        """Whether it is a room of its own."""
        return not (self.joined or self.not_organised)

    @property
    def ready(self) -> bool:
        """Whether nothing is missing that a sitting needs: chair, host, a slip that works, a list."""
        return self.room and self.chair and self.host and self.used and self.people > 0


@dataclass
class Figures:
    """Numbers of sites; `rooms` are those of their own, which the numbers from `chair` to `ready` are out of.

    `rosters` are out of `lists`: the sites that are organised, joined ones among them.
    """

    sites: int = 0
    rooms: int = 0
    joined: int = 0
    not_organised: int = 0
    without: int = 0  # units that have no site, with a reason
    chair: int = 0
    host: int = 0
    technician: int = 0
    checked: int = 0
    slip: int = 0
    used: int = 0
    ready: int = 0
    lists: int = 0
    rosters: int = 0
    people: int = 0

    @property
    def unused(self) -> int:
        """Sites whose host's slip has let nobody in yet."""
        return self.slip - self.used

    def add(self, one: SiteReady) -> None:
        """Count a site."""
        self.sites += 1
        self.people += one.people
        self.joined += one.joined
        self.not_organised += one.not_organised
        if not one.not_organised:
            self.lists += 1
            self.rosters += one.people > 0
        if one.room:
            self.rooms += 1
            self.ready += one.ready
            for what in ("chair", "host", "technician", "checked", "slip", "used"):
                setattr(self, what, getattr(self, what) + getattr(one, what))

    def __add__(self, other: "Figures") -> "Figures":
        """Both together."""
        return Figures(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(self)))


@dataclass(frozen=True)
class Readiness:
    """The sites of a course, as far as they may be seen."""

    whole: Figures
    provinces: dict[str, Figures]  # by code, "00" first


def readiness(course: Course, scope: Scope) -> Readiness:
    """Figures of a course inside a scope: whole = sum of the provinces = count of the sites. Four queries."""
    provinces: dict[str, Figures] = {}
    for one in sites_ready(course, scope):
        provinces.setdefault(one.province, Figures()).add(one)
    without = NoSite.rows.of(scope).filter(course=course)
    for code, number in without.values_list("unit__province").annotate(Count("id")).order_by():
        provinces.setdefault(code or CENTRE, Figures()).without = number
    return Readiness(sum(provinces.values(), Figures()), dict(sorted(provinces.items())))


def sites_ready(course: Course, scope: Scope, site: int | None = None) -> list[SiteReady]:
    """Every site of a course, or one of them by its id. Three queries."""
    sites = Site.rows.of(scope).filter(course=course)
    slips = Slip.rows.of(scope).filter(course=course.pk, role=DeskRole.HOST, revoked_at=None)
    # By way of the site: its lists are counted in an index then, without a look at the rows.
    enrolled = Enrolment.rows.of(scope).filter(site__course=course)
    if site is not None:
        sites, slips, enrolled = sites.filter(pk=site), slips.filter(site=site), enrolled.filter(site=site)
    used = {one: at is not None for one, at in slips.values_list("site", "used_at")}
    people = dict(enrolled.values_list("site").annotate(Count("id")).order_by())
    return list(_ready(sites.values_list(*_COLUMNS), used, people))


_COLUMNS = (
    "id", "unit__province", "joined_to", "not_organised_reason", "chair", "chair_post", "host", "technician",
    "checked_on",
)  # fmt: skip


def _ready(rows: Iterable[tuple], used: dict[int, bool], people: dict[int, int]) -> Iterable[SiteReady]:  # type: ignore[type-arg]
    for site, province, joined, reason, chair, chair_post, host, technician, checked in rows:
        yield SiteReady(
            site=site,
            province=province or CENTRE,
            joined=joined is not None,
            not_organised=bool(reason),
            chair=chair is not None or bool(chair_post),
            host=host is not None,
            technician=technician is not None,
            checked=checked is not None,
            slip=site in used,
            used=used.get(site, False),
            people=people.get(site, 0),
        )
