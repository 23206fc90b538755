"""What the pages of rosters show: files, questions, differences, people to be exported."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

import msgspec
from django.db.models import Count, QuerySet

from diemcau.base.refused import Refused
from diemcau.people.rules import dialled
from diemcau.planning.models import Course, Enrolment, EnrolmentPost, RosterFile, RosterRow, Site, Sitting
from diemcau.planning.queries.roster_world import in_parts
from diemcau.planning.roster.rules.answers import Answer, How, is_alike, key_of, ways_of
from diemcau.planning.roster.rules.findings import Problem, Row, Sheetcheck
from diemcau.planning.roster.rules.states import Ends, FileState
from diemcau.planning.roster.writing import Line
from diemcau.planning.rules import SittingState
from diemcau.units.queries import UnitOn, versions_on
from diemcau.units.rules import CENTRE, Scope

_EVERYWHERE = Scope.everything()
_ROW = msgspec.json.Decoder(Row)
_ANSWERS = msgspec.json.Decoder(dict[str, Answer])
_CHANGES = msgspec.json.Decoder(list[tuple[str, str, str]])
_NEWEST = 60  # files that a page shows
_CHOICES_SHOWN = 12  # more are a list to pick from


def row_of(line: RosterRow) -> Row:
    """A row with its answers in it."""
    return _ROW.decode(line.settled)


def changes_of(line: RosterRow) -> list[tuple[str, str, str]]:
    """What a row changes: (field, old, new)."""
    return _CHANGES.decode(line.changes)


def answers_of(line: RosterRow) -> dict[str, Answer]:
    """What was answered to the questions of a row, by question."""
    return _ANSWERS.decode(line.answers)


def told_of(file: RosterFile) -> Sheetcheck:
    """Notes and previews of letters of a file; its rows are not in it."""
    return msgspec.json.decode(file.told, type=Sheetcheck) if file.told else Sheetcheck(())


def roster_of(course: Course, id_: int, scope: Scope) -> RosterFile:
    """A file of a course.

    Refuses: roster.unknown, for one outside the scope as well.
    """
    rows = RosterFile.rows.of(scope).select_related("course", "site", "by", "applied_by", "unit")
    found = rows.filter(course=course, pk=id_).first()
    if found is None:
        raise Refused("roster.unknown", 404)
    return found


def files_of(course: Course, scope: Scope, unit: str = "", site: Site | None = None) -> list[RosterFile]:
    """The newest files of a course without those that were put aside; of one province (by code) or site if asked."""
    rows = RosterFile.rows.of(scope).filter(course=course).exclude(state=FileState.DROPPED)
    rows = rows.select_related("by", "site", "unit")
    if site:
        rows = rows.filter(site=site)
    elif unit:
        rows = rows.filter(unit=unit) | rows.filter(unit__province=unit)
    return list(rows.order_by("-id")[:_NEWEST])


def open_sittings(course: Course) -> list[Sitting]:
    """Sittings that are under way with a plan that is fixed: changes of lists do not reach them."""
    states = [SittingState.OPEN, SittingState.ON]
    return list(course.sittings.filter(state__in=states).exclude(plan_digest="").order_by("no"))


# --- Differences -----------------------------------------------------------------------------------------------------


@dataclass
class RoomLine:
    """What a file does to one room."""

    site: Site
    does: Counter[str] = field(default_factory=Counter)
    missing: int = 0
    removing: int = 0


def by_rooms(file: RosterFile) -> list[RoomLine]:
    """What a file does, room by room. Three queries."""
    lines: dict[int, RoomLine] = {}
    counted = file.lines.of(_EVERYWHERE).exclude(site=None).order_by().values_list("site", "does")
    counts = list(counted.annotate(Count("id")))
    there = dict(
        pair
        for part in in_parts(file.missing)
        for pair in Enrolment.rows.of(_EVERYWHERE).filter(pk__in=part).values_list("id", "site")
    )
    wanted = {site for site, _, _ in counts} | set(there.values())
    for site in Site.rows.of(_EVERYWHERE).filter(pk__in=wanted).select_related("unit", "joined_to"):
        lines[site.pk] = RoomLine(site)
    for site_id, does, number in counts:
        lines[site_id].does[does] += number
    removing = set(file.removing)
    for enrolment, site_id in there.items():
        lines[site_id].missing += 1
        lines[site_id].removing += enrolment in removing
    return sorted(lines.values(), key=lambda line: (line.site.unit.province_id or "", line.site.no))


def missing_of(file: RosterFile) -> QuerySet[Enrolment]:
    """People of the rooms of a file whom it does not name."""
    rows = Enrolment.rows.of(_EVERYWHERE).filter(course=file.course, pk__in=file.missing)
    return rows.select_related("person", "site", "counting_post").order_by("site__no", "no")


# --- Questions -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Option:
    """An answer that can be picked; `words` is a text of the sheet or of a unit, "" where the way has words."""

    value: str
    words: str = ""


@dataclass
class Question:
    """One question with the rows that ask it alike."""

    id: str
    problem: Problem
    rows: list[RosterRow] = field(default_factory=list)
    error: Problem | None = None
    typed: str = ""
    picked: str = ""

    @property
    def options(self) -> list[Option]:
        """What can be picked, besides leaving the rows out."""
        ways, problem = ways_of(self.problem), self.problem
        found = [Option(f"c{nth}", words) for nth, words in enumerate(problem.choices)]
        return found + [Option(way.value) for way in ways if way not in _BY_CHOICE]

    @property
    def takes_text(self) -> bool:
        """Whether something may be typed."""
        return How.VALUE in ways_of(self.problem)

    @property
    def is_long(self) -> bool:
        """Whether there are so many choices that a list is better than tiles."""
        return len(self.problem.choices) > _CHOICES_SHOWN


_BY_CHOICE = frozenset({How.VALUE, How.PERSON, How.SITE})


def questions_of(file: RosterFile, apart: str = "") -> list[Question]:
    """What is asked of a file, equal questions together; those of `apart` row by row. One query."""
    found: dict[str, Question] = {}
    for line in file.lines.of(_EVERYWHERE).filter(ends=Ends.ASKS).order_by("place"):
        for problem in row_of(line).problems:
            if problem.refuses:
                continue
            id_ = _id_of(problem, None) if is_alike(problem) else ""
            if not id_ or id_ == apart:
                id_ = _id_of(problem, line)
            found.setdefault(id_, Question(id_, problem)).rows.append(line)
    return list(found.values())


def _id_of(problem: Problem, line: RosterRow | None) -> str:
    what = (key_of(problem), problem.choices, sorted(problem.data.items()), line.pk if line else 0)
    return sha256(msgspec.json.encode(what)).hexdigest()[:16]


def units_on(course: Course) -> dict[str, UnitOn]:
    """Units as they are on the first day of a course, by code. One query."""
    return versions_on(course.starts_on)


# --- Out again -------------------------------------------------------------------------------------------------------


def enrolled_of(
    course: Course, scope: Scope, province: str = "", site: Site | None = None, *, by_name: bool = False
) -> QuerySet[Enrolment]:
    """People of a course, by room and number; `by_name` where the caller is going to put them in the order of names."""
    # Asked of the site, a store walks along its index of places and sorts next to nothing; to sort by name it need not.
    rows = Enrolment.rows.of(scope).filter(**{"course" if by_name else "site__course": course})
    if site:
        rows = rows.filter(site=site)
    elif province == CENTRE:
        rows = rows.filter(site__unit__province=None)
    elif province:
        rows = rows.filter(site__unit__province=province)
    return rows.order_by("site__place", "site__no", "no")


def provinces_of_people(course: Course, scope: Scope) -> list[str]:
    """Codes of the provinces that have people in a course, "00" for the centre's own."""
    found = Enrolment.rows.of(scope).filter(course=course).order_by().values_list("site__unit__province").distinct()
    return sorted(code or CENTRE for (code,) in found)


def lines_of(rows: QuerySet[Enrolment], units: dict[str, UnitOn]) -> Iterator[Line]:
    """Enrolments as lines of a list that is given out. Two queries, more for many people."""
    found = list(rows.values_list(*_LINE))
    titles: dict[int, list[str]] = defaultdict(list)
    for part in in_parts([one[0] for one in found]):
        posts = EnrolmentPost.rows.of(_EVERYWHERE).filter(enrolment__in=part).order_by("id")
        for enrolment, title in posts.values_list("enrolment", "post__title"):
            titles[enrolment].append(title)
    for id_, no, name, simulated, birth, sex, role, group, unit, phone in found:
        shown = f"{name} (MP)" if simulated else name
        in_full = units[unit].full_name if unit in units else unit
        dial = dialled(phone)
        yield Line(no, shown, birth, sex, titles[id_], role, group, in_full, unit, dial)


_LINE = (
    "id",
    "no",
    *(f"person__{name}" for name in ("full_name", "simulated", "birth", "sex")),
    "role",
    "group",
    "person__unit",
    "person__phone",
)


def units_to_fill(course: Course, scope: Scope, province: str = "", site: Site | None = None) -> list[tuple[str, str]]:
    """Units of a form as (code, name), by room: those that the rooms of a province, or one room, take in."""
    units = versions_on(course.starts_on)
    rooms = Site.rows.of(scope).filter(course=course, not_organised_reason="")
    if site:
        rooms = rooms.filter(pk=site.pk)
    elif province and province != CENTRE:
        rooms = rooms.filter(unit__province=province)
    else:
        return []
    codes = list(rooms.order_by("no").values_list("covers__unit", flat=True))
    return [(code, units[code].full_name) for code in dict.fromkeys(codes) if code in units]
