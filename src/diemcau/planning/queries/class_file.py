"""The class file: what is in it, which sites have handed in theirs, prints that were ordered."""

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict

from diemcau.base.listing import Choice, Listing
from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.planning.models import ClassDocument, Course, PrintOrder, Site, SiteFile, Sitting
from diemcau.planning.papers.kinds import DocumentKind, PrintState
from diemcau.planning.queries.pages import course_of
from diemcau.planning.queries.sites import province_names, site_of
from diemcau.units.rules import CENTRE, Scope

_EVERYWHERE = Scope.everything()


def documents_folder() -> Path:
    """Where documents lie, each under its digest; outside of everything that is served."""
    return Path(settings.DATA) / "documents"


def document_path(digest: str) -> Path:
    """The file of a document."""
    return documents_folder() / digest[:2] / digest


def prints_folder() -> Path:
    """Where ordered prints lie until they are thrown away."""
    return Path(settings.DATA) / "prints"


def print_path(order: PrintOrder) -> Path:
    """The file of an order."""
    return prints_folder() / f"{order.pk}.pdf"


@dataclass(frozen=True)
class Shelf:
    """Documents of one kind."""

    kind: str
    documents: list[ClassDocument]


def _shelves(documents: QuerySet[ClassDocument]) -> list[Shelf]:
    by_kind: dict[str, list[ClassDocument]] = defaultdict(list)
    for document in documents.select_related("added_by", "sitting").order_by("id"):
        by_kind[document.kind].append(document)
    return [Shelf(kind, by_kind[kind]) for kind in DocumentKind if by_kind[kind]]


def course_documents(course: Course) -> list[Shelf]:
    """Documents of the centre, for everybody who may see the course: plan, decision, timetable … One query."""
    return _shelves(ClassDocument.rows.of(_EVERYWHERE).filter(course=course, unit=CENTRE, site=None))


def document_of(code: str, number: int, scope: Scope) -> ClassDocument:
    """A document of a course: the centre's own, or one inside the scope.

    Refuses: course.unknown, document.unknown (404).
    """
    course = course_of(code)
    own = ClassDocument.rows.of(scope).filter(course=course, pk=number).select_related("site", "sitting").first()
    shared = ClassDocument.rows.of(_EVERYWHERE).filter(course=course, pk=number, unit=CENTRE, site=None)
    found = own or shared.first()
    if found is None:
        raise Refused("document.unknown", 404)
    return found


@dataclass(frozen=True)
class ProvinceFiles:
    """A province on the page of the course: its rooms and how many have handed in."""

    code: str
    name: str
    sites: int
    handed_in: int

    @property
    def missing(self) -> int:
        """Rooms that have not."""
        return self.sites - self.handed_in


@dataclass(frozen=True)
class SiteLines:
    """A page of the list of sites; `counted`: documents and sittings with a signed sheet, by a site's id."""

    listing: Listing[Site]
    counted: dict[int, tuple[int, int]]

    @property
    def rows(self) -> list[tuple[Site, int, int]]:
        """Each site with its documents and its sittings that have a signed sheet."""
        return [(site, *self.counted.get(site.pk, (0, 0))) for site in self.listing.rows]


@dataclass(frozen=True)
class CourseFile:
    """The class file of a course."""

    course: Course
    shelves: list[Shelf]
    provinces: list[ProvinceFiles]
    lines: SiteLines
    sittings: list[Sitting]

    @property
    def handed_in(self) -> int:
        """Rooms in scope that have handed in."""
        return sum(line.handed_in for line in self.provinces)

    @property
    def sites(self) -> int:
        """Rooms in scope."""
        return sum(line.sites for line in self.provinces)


def _rooms(course: Course, scope: Scope) -> QuerySet[Site]:
    return Site.rows.of(scope).filter(course=course, joined_to=None, not_organised_reason="")


def _listing(rows: QuerySet[Site], asked: QueryDict, lang: str) -> SiteLines:
    state = Choice(
        "hs",
        say("office.class_file.state", lang),
        [
            ("nop", say("office.class_file.handed_in", lang), Q(file__handed_in=True)),
            ("chua", say("office.class_file.missing", lang), Q(file=None) | Q(file__handed_in=False)),
        ],
    )
    found = Listing(
        rows.select_related("file"),
        asked,
        search=("fold",),
        search_numbers=("no",),
        orders={"": ("place", "no")},
        choices=(state,),
    )
    return SiteLines(found, _counted([site.pk for site in found.rows]))


def _counted(sites: list[int]) -> dict[int, tuple[int, int]]:
    """Documents of sites that were read in a scope, and of how many sittings there is a signed sheet. One query."""
    signed = Count("sitting", filter=Q(kind=DocumentKind.SIGNED), distinct=True)
    rows = ClassDocument.rows.of(_EVERYWHERE).filter(site__in=sites).order_by().values("site")
    counted = rows.annotate(papers=Count("id"), sheets=signed)
    return {row["site"]: (row["papers"], row["sheets"]) for row in counted}


def course_file(code: str, scope: Scope, asked: QueryDict, lang: str) -> CourseFile:
    """The class file of a course as far as it may be seen. Eight queries.

    Refuses: course.unknown.
    """
    course = course_of(code)
    names = province_names(course)
    counted = _rooms(course, scope).order_by().values("unit__province")
    counted = counted.annotate(every=Count("id"), done=Count("id", filter=Q(file__handed_in=True)))
    provinces = [
        ProvinceFiles(code, names.get(code, ""), row["every"], row["done"])
        for row in counted
        for code in [row["unit__province"] or CENTRE]
    ]
    provinces.sort(key=lambda line: line.code)
    lines = _listing(_rooms(course, scope), asked, lang)
    return CourseFile(course, course_documents(course), provinces, lines, list(course.sittings.order_by("no")))


@dataclass(frozen=True)
class ProvinceFile:
    """A province's part of the class file."""

    course: Course
    code: str
    name: str  # "" for the centre
    shelves: list[Shelf]  # of the province itself, not of its sites; the centre's stand on the course's page
    lines: SiteLines
    sittings: list[Sitting]
    orders: list[PrintOrder]

    @property
    def is_making(self) -> bool:
        """Whether a print is under way."""
        return any(order.state == PrintState.MAKING for order in self.orders)


def province_file(code: str, province: str, scope: Scope, asked: QueryDict, lang: str) -> ProvinceFile:
    """A province's part by unit code. Eight queries.

    Refuses: course.unknown; province.unknown, for one outside the scope as well.
    """
    course = course_of(code)
    rooms = _rooms(course, scope).filter(unit__province=None if province == CENTRE else province)
    if not rooms.exists():
        raise Refused("province.unknown", 404)
    own = ClassDocument.rows.of(scope).filter(course=course, unit=province, site=None)
    orders = PrintOrder.rows.of(scope).filter(course=course, unit=province).select_related("by")[:10]
    return ProvinceFile(
        course,
        province,
        province_names(course).get(province, ""),
        [] if province == CENTRE else _shelves(own),
        _listing(rooms, asked, lang),
        list(course.sittings.order_by("no")),
        list(orders),
    )


def order_of(code: str, number: int, scope: Scope) -> PrintOrder:
    """An order of a course inside the scope.

    Refuses: course.unknown, papers.no_order (404).
    """
    order = PrintOrder.rows.of(scope).filter(course=course_of(code), pk=number).first()
    if order is None:
        raise Refused("papers.no_order", 404)
    return order


@dataclass(frozen=True)
class SittingSheets:
    """A sitting on the page of a site, with the signed sheets that were brought."""

    sitting: Sitting
    sheets: list[ClassDocument]


@dataclass(frozen=True)
class SiteFilePage:
    """A site's part of the class file."""

    course: Course
    site: Site
    province: str
    province_name: str
    shelves: list[Shelf]
    sittings: list[SittingSheets]
    days: list[tuple[Sitting, Sitting]]  # two sittings of one day, for a sheet with both columns
    state: SiteFile | None

    @property
    def handed_in(self) -> bool:
        """Whether the site has handed in."""
        return self.state is not None and self.state.handed_in

    @property
    def has_room(self) -> bool:
        """Whether the site has a room of its own, and so papers to print."""
        return self.site.joined_to_id is None and not self.site.not_organised_reason

    @property
    def unsigned(self) -> list[Sitting]:
        """Sittings without a signed sheet."""
        return [line.sitting for line in self.sittings if not line.sheets]


def site_file(code: str, no: int, scope: Scope) -> SiteFilePage:
    """A site's part. Six queries.

    Refuses: course.unknown, site.unknown.
    """
    course = course_of(code)
    site = site_of(course, no, scope)
    shelves = _shelves(ClassDocument.rows.of(scope).filter(site=site))
    sheets: dict[int | None, list[ClassDocument]] = defaultdict(list)
    for shelf in shelves:
        for document in shelf.documents:
            sheets[document.sitting_id].append(document)
    sittings = list(course.sittings.order_by("no"))
    by_day: dict[object, list[Sitting]] = defaultdict(list)
    for sitting in sittings:
        by_day[sitting.on].append(sitting)
    return SiteFilePage(
        course,
        site,
        site.unit.province_id or CENTRE,
        province_names(course).get(site.unit.province_id or "", ""),
        shelves,
        [SittingSheets(sitting, sheets[sitting.pk]) for sitting in sittings],
        [(pair[0], pair[1]) for pair in by_day.values() if len(pair) == 2],
        SiteFile.rows.of(scope).filter(site=site).first(),
    )
