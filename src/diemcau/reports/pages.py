"""What the pages of papers show: lists by course, a figure opened into its rows, the data of a sentence."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, QuerySet

from diemcau.assessment.models import Settlement
from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.planning.models import Course, Site
from diemcau.planning.rules import written_date
from diemcau.reports.figures import figures_of, ready, words_of
from diemcau.reports.ground import Ground, Place, ground_of
from diemcau.reports.leaves import Asked, leaves
from diemcau.reports.models import Snapshot
from diemcau.reports.rules import CENTRE, PROVINCE, SITE, adds_up
from diemcau.reports.speeches import speeches_of
from diemcau.units.queries import UnitOn, folded, versions_of
from diemcau.units.rules import Scope


@dataclass(frozen=True)
class CourseLine:
    """A course of the list, and how many papers of it may be seen."""

    course: Course
    papers: int


def courses(scope: Scope) -> list[CourseLine]:
    """All courses, the newest first. Two queries."""
    papers = dict(Snapshot.rows.of(scope).values_list("course").annotate(Count("id")).order_by())
    return [CourseLine(course, papers.get(course.pk, 0)) for course in Course.objects.order_by("-starts_on", "code")]


@dataclass(frozen=True)
class PaperLine:
    """The newest paper of its kind and unit."""

    paper: Snapshot
    unit: UnitOn


@dataclass(frozen=True)
class CoursePage:
    """Papers of a course inside a scope, the newest of each, with `fold`, the name of the unit; what was settled."""

    course: Course
    papers: QuerySet[Snapshot]
    settlements: list[Settlement]
    sittings: int


def course_page(code: str, scope: Scope) -> CoursePage:
    """Three queries. Refuses: course.unknown."""
    course = Course.objects.filter(code=code).first()
    if course is None:
        raise Refused("course.unknown", 404)
    rows = Snapshot.rows.of(scope).filter(course=course)
    newest = rows.values("kind", "level", "unit").annotate(last=Max("id")).order_by().values("last")
    papers = rows.filter(pk__in=newest).defer("figures", "run").annotate(fold=folded("unit", course.starts_on))
    settlements = list(Settlement.objects.filter(sitting__course=course).select_related("sitting"))
    return CoursePage(course, papers, settlements, course.sittings.count())


def named(papers: list[Snapshot], on: date) -> list[PaperLine]:
    """Papers with the units of a day that they are of. One query."""
    units = versions_of((paper.unit_id for paper in papers), on)
    return [PaperLine(paper, units[paper.unit_id]) for paper in papers]


def paper_of(number: int, scope: Scope) -> Snapshot:
    """A paper. Refuses: reports.no_paper, for one outside the scope as well."""
    found = Snapshot.rows.of(scope).select_related("course").filter(pk=number).first()
    if found is None:
        raise Refused("reports.no_paper", 404)
    return found


def file_of(paper: Snapshot, name: str) -> Path:
    """The path of a file of a paper. Refuses: reports.no_file."""
    if name not in paper.files:
        raise Refused("reports.no_file", 404)
    path = Path(settings.DATA) / "papers" / str(paper.files[name])
    if not path.is_file():
        raise Refused("reports.no_file", 404)
    return path


def newer(paper: Snapshot) -> bool:
    """Whether records were settled after the paper was made."""
    now = [
        [row.sitting.no, row.position, row.head]
        for row in Settlement.objects.filter(sitting__course=paper.course).select_related("sitting")
    ]
    return sorted(now) != sorted(paper.positions)


@dataclass(frozen=True)
class FigureRow:
    """A row under a figure; `code` opens it further, "" when there is nothing below."""

    name: str
    detail: str
    value: int
    code: str = ""


@dataclass(frozen=True)
class FigurePage:
    """A figure opened: what it is, its rows, and whether they add up. `path`: from the whole to the place."""

    paper: Snapshot
    key: str
    value: int
    unit: str
    query: str
    rows: Sequence[FigureRow]
    path: list[tuple[str, str]]
    of_the_class: bool
    of_the_run: bool

    @property
    def detailed(self) -> bool:
        """Whether any row tells more than its name."""
        return any(row.detail for row in self.rows)

    @property
    def total(self) -> int:
        """Sum of the rows."""
        return sum(row.value for row in self.rows)


@dataclass
class Opening:
    """A paper whose figures are opened: in whose sight, in which language. The course is read once, when needed."""

    paper: Snapshot
    scope: Scope
    lang: str = "vi"

    @cached_property
    def ground(self) -> Ground:
        """The course's places, as things stand now."""
        return ground_of(self.paper.course)

    @cached_property
    def counted(self) -> Ground:
        """The same with all its numbers."""
        return ready(self.paper.course)

    @cached_property
    def names(self) -> dict[str, str]:
        """Names of provinces and places by the codes that rows bear."""
        ground = self.ground
        names = {code: unit.full_name for code, unit in ground.units.items() if len(code) == 2}
        names |= {place.key: place.name for place in ground.places.values()}
        return names | {"00": say("paper.report.own_site", self.lang)}

    def figure(self, key: str, place: str = "") -> FigurePage:
        """A figure; `place` is a province or a place below it whose rows are wanted, "" for the whole.

        The first rows are those stored with the paper; what lies below is read as things stand now.
        Refuses: reports.no_figure, reports.no_place.
        """
        paper = self.paper
        figure: dict[str, Any] | None = {**paper.figures, **paper.run}.get(key)
        if figure is None:
            raise Refused("reports.no_figure", 404, figure=key)
        value, rows = figure["value"], self._rows(figure["rows"])
        path: list[tuple[str, str]] = []
        if paper.level == SITE and not place and len(rows) == 1:
            place = rows[0].code
        if place:
            rows, path = self._below(key, place)
            stored = next((number for code, number in figure["rows"] if code == place), None)
            value = sum(row.value for row in rows) if stored is None else stored
        return FigurePage(
            paper,
            key,
            value,
            figure["unit"],
            self._words(key) or figure["query"],
            rows,
            path,
            not adds_up(key),
            key in paper.run,
        )

    def _rows(self, stored: list[list[Any]]) -> list[FigureRow]:
        return [FigureRow(self.names.get(code, code), "", number, code) for code, number in stored]

    def _words(self, key: str) -> str:
        """The query in the reader's language; papers keep the Vietnamese one."""
        if self.lang == "vi":
            return ""
        measures = self.counted.cells.measures
        return words_of(measures[key], self.lang) if key in measures else ""

    def _below(self, key: str, place: str) -> tuple[list[FigureRow], list[tuple[str, str]]]:
        if self.paper.level == CENTRE and len(place) == 2 and place != "00":
            now = figures_of(self.counted, PROVINCE, place)
            figure = {**now.figures, **now.run}.get(key) or {"rows": []}
            return self._rows(figure["rows"]), [(self.names.get(place, place), place)]
        found = _place(self.ground, place, self.scope)
        settled = {one.sitting.pk: one.no for one in self.ground.settled}
        told = leaves(Asked(self.paper.course, key, found, self.scope, settled, self.lang))
        path = [(found.name, place)]
        if self.paper.level == CENTRE and found.province != "00":
            path.insert(0, (self.names[found.province], found.province))
        return [FigureRow(leaf.label, leaf.detail, leaf.value) for leaf in told], path


def _place(ground: Ground, key: str, scope: Scope) -> Place:
    """A room by its key, inside the scope. Refuses: reports.no_place."""
    for place in ground.places.values():
        if place.key == key and scope.covers(place.unit, place.province):
            return place
    raise Refused("reports.no_place", 404, unit=key)


@dataclass(frozen=True)
class DataPage:
    """What a sentence of a news brief was made from: lines of (name, text), and figures that bear on it."""

    paper: Snapshot
    key: str
    lines: list[tuple[str, str]]
    figures: list[tuple[str, str, int]]  # key, words, value


def data_page(paper: Snapshot, key: str, scope: Scope, lang: str) -> DataPage:
    """The data of a sentence whose key starts with "data."; of addresses those in the scope and in the centre's hall.

    Refuses: reports.no_figure.
    """
    parts = key.split(".")[1:]
    course = paper.course
    lines: list[tuple[str, str]] = []
    wanted: list[str] = []
    match parts:
        case ["course"]:
            names = ("title", "organiser", "form", "starts_on", "ends_on")
            lines = [(say(f"office.data.course_{name}", lang), _plain(getattr(course, name))) for name in names]
        case ["groups", no]:
            wanted = [name for name in paper.figures if name.startswith(f"sitting.{no}.group.")]
        case ["groups"]:
            wanted = [name for name in paper.figures if name.startswith("people.group.")]
        case ["address", no, item] if no.isdigit() and item.isdigit():
            settled = Settlement.objects.filter(sitting__course=course, sitting__no=no).select_related("sitting")
            own = {None, *Site.rows.of(scope).filter(course=course).values_list("pk", flat=True)}
            told = [one for one in speeches_of([(row.sitting, row) for row in settled]) if one.item == int(item)]
            lines = [
                (f"{say(f'address.{one.kind}', lang)}: {one.by}", one.gist)
                for one in told
                if one.gist and one.site in own
            ]
        case ["chair"]:
            sites = Site.rows.of(scope).filter(course=course, unit=paper.unit_id)
            lines = [(site.name, site.chair_post) for site in sites]
        case ["topics"]:
            items = course.sittings.order_by("no", "items__no").filter(items__kind="topic")
            lines = [(str(no), title) for no, title in items.values_list("no", "items__title")]
        case ["situations"]:
            wanted = [name for name in paper.figures if name.startswith("answer.") and name.endswith(".rooms")]
        case ["next_steps"]:
            lines = [(say("office.data.next_steps", lang), say("office.data.by_hand", lang))]
        case _:
            raise Refused("reports.no_figure", 404, figure=key)
    figures = [(name, paper.figures[name]["query"], paper.figures[name]["value"]) for name in wanted]
    return DataPage(paper, key, lines, [figure for figure in figures if figure[2]])


def _plain(value: object) -> str:
    return written_date(value) if isinstance(value, date) else str(value)


def has_place(course: Course, unit: str, scope: Scope) -> bool:
    """Whether a unit has a site in a course, inside the scope."""
    return Site.rows.of(scope).filter(course=course, unit=unit).exists()
