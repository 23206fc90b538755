"""Numbers of every place, counted by the database: people, sittings, answers, tests, the run; papers by link."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Max, Q, Sum
from django.urls import reverse

from diemcau.assessment.models import ActivityRecord, Incident, MarksRecord, Paper, Record, SiteRecord
from diemcau.assessment.rules import CONFIRMED, Attendance, Status
from diemcau.knowledge.models import Lesson, Obstacle, Proposal
from diemcau.knowledge.rules import ObstacleState, ProposalKind
from diemcau.people.rules import Group
from diemcau.planning.models import Course, Enrolment
from diemcau.planning.rules import ClassRole, How, SittingState
from diemcau.reports.declaring import declare, ending_key
from diemcau.reports.ground import EVERYWHERE, Cells, Ground, Settled
from diemcau.reports.models import Snapshot
from diemcau.reports.rules import SITE
from diemcau.units.rules import CENTRE

LEARNER = ClassRole.HOC_VIEN.value
SEXES = {"nam": "nam", "nu": "nu", "": "khong_ro"}
UNMARKED = "chua_danh_dau"
RUNS = ("chair", "host", "technician")


def count(ground: Ground) -> Cells:
    """Fill and give back the numbers of a course."""
    cells = ground.cells
    _sites(ground, cells)
    _people(ground, cells)
    for settled in ground.settled:
        _sitting(settled, cells)
        _answers(settled, cells, ground)
    _voices(ground, cells)
    _learning(ground, cells)
    _obstacles(ground, cells)
    _class(ground, cells)
    return cells


def _sites(ground: Ground, cells: Cells) -> None:
    for sort in ("organised", "joined", "not_organised", "no_site"):
        cells.declare(f"sites.{sort}", "no_site_unit" if sort == "no_site" else "site", f"sites.{sort}")
    for level in ("centre", "province", "commune"):
        cells.declare(f"sites.level.{level}", "site", "sites.level", level=f"units.level.{level}")
    for name in RUNS:
        cells.declare(f"sites.with.{name}", "site", f"sites.with.{name}")
    for place in ground.places.values():
        cells.add(f"sites.{place.sort}", place.site, 1)
        if place.sort == "organised":
            for name in place.runs:
                cells.add(f"sites.with.{name}", place.site, 1)
        if place.sort == "organised":
            cells.add(f"sites.level.{ground.units[place.unit].level}", place.site, 1)


def _people(ground: Ground, cells: Cells) -> None:
    of = len(ground.settled)
    cells.declare("people.summoned", "person", "people.summoned")
    for name in ("once", "all", "never"):
        cells.declare(f"people.{name}", "person", f"people.{name}", of=of)
    cells.declare("people.guests", "person", "people.guests")
    cells.declare("people.staff", "person", "people.staff")
    cells.declare("turns", "turn", "turns")
    for group in Group:
        cells.declare(f"people.group.{group}.summoned", "person", "people.group.summoned", group=f"group.{group}")
        cells.declare(f"people.group.{group}.once", "person", "people.group.once", group=f"group.{group}")
    for sex in SEXES.values():
        cells.declare(f"people.sex.{sex}.once", "person", "people.sex.once", sex=f"paper.sex.{sex}")
    times = dict(
        Record.rows.of(EVERYWHERE)
        .filter(sitting__in=[settled.sitting.pk for settled in ground.settled])
        .values_list("enrolment")
        .annotate(times=Count("id", filter=Q(attended=True)))
        .order_by()
    )
    enrolled = Enrolment.rows.of(EVERYWHERE).filter(course=ground.course)
    fields = "id", "site", "site__joined_to", "role", "group", "person__sex"
    for id_, site, joined, role, group, sex in enrolled.values_list(*fields):
        room = joined or site
        if role != LEARNER:
            cells.add("people.guests" if role == ClassRole.DAI_BIEU else "people.staff", room, 1)
            continue
        told = Attendance(times.get(id_, 0), of)
        cells.add("people.summoned", room, 1)
        cells.add(f"people.group.{group}.summoned", room, 1)
        cells.add("people.all", room, told.all)
        cells.add("people.once" if told.once else "people.never", room, 1)
        if told.once:
            cells.add(f"people.group.{group}.once", room, 1)
            cells.add(f"people.sex.{SEXES[sex]}.once", room, 1)


def _sitting(settled: Settled, cells: Cells) -> None:
    no = settled.no
    start = f"sitting.{no}"
    cells.declare(f"{start}.attended", "turn", "sitting.attended", no=no)
    for status in Status:
        name = status.value or UNMARKED
        cells.declare(f"{start}.roll.{name}", "turn", "sitting.roll", no=no, status=f"paper.status.{name}")
    rows = Record.rows.of(EVERYWHERE).filter(sitting=settled.sitting, enrolment__role=LEARNER)
    for site, status, attended, people in (
        rows.values_list("site", "status", "attended").annotate(Count("id")).order_by()
    ):
        cells.add(f"{start}.roll.{status or UNMARKED}", site, people)
        if attended:
            cells.add(f"{start}.attended", site, people)
            cells.add("turns", site, people)
    for group in Group:
        for name in ("listed", "came"):
            cells.declare(
                f"{start}.group.{group}.{name}", "turn", f"sitting.group.{name}", no=no, group=f"group.{group}"
            )
    for site, group, attended, people in (
        rows.values_list("site", "enrolment__group", "attended").annotate(Count("id")).order_by()
    ):
        cells.add(f"{start}.group.{group}.listed", site, people)
        cells.add(f"{start}.group.{group}.came", site, people * attended)
    for name in ("confirmed", "entered", "silent"):
        cells.declare(f"{start}.sites.{name}", "site", f"sitting.sites.{name}", no=no)
    for name in ("present", "excused", "absent"):
        cells.declare(f"{start}.head.{name}", "turn", f"sitting.head.{name}", no=no)
    for name in ("room", "gap"):
        cells.declare(f"{start}.{name}", "turn", f"sitting.{name}", no=no)
    cells.declare(f"{start}.corrections", "time", "sitting.corrections", no=no)
    cells.declare(f"run.{start}.silences", "time", "run.silences", run=True, no=no)
    cells.declare(f"run.{start}.by_word", "site", "run.by_word", run=True, no=no)
    for row in SiteRecord.rows.of(EVERYWHERE).filter(sitting=settled.sitting):
        _site_record(row, start, cells)
    cells.declare(f"run.{start}.incidents", "time", "run.incidents", run=True, no=no)
    told = Incident.rows.of(EVERYWHERE).filter(sitting=settled.sitting)
    for site, trouble, times in told.values_list("site", "trouble").annotate(Count("id")).order_by():
        cells.add(f"run.{start}.incidents", site, times)
        cells.declare(f"run.trouble.{trouble}", "time", "run.trouble", run=True, trouble=f"paper.trouble.{trouble}")
        cells.add(f"run.trouble.{trouble}", site, times)


def _site_record(row: SiteRecord, start: str, cells: Cells) -> None:
    site = row.site_id
    name = "confirmed" if row.level in CONFIRMED else "entered" if row.level else "silent"
    cells.add(f"{start}.sites.{name}", site, 1)
    cells.add(f"{start}.corrections", site, row.corrections)
    cells.add(f"run.{start}.silences", site, row.silences)
    if name != "confirmed" or row.present is None:
        return
    cells.add(f"{start}.head.present", site, row.present)
    cells.add(f"{start}.head.excused", site, row.excused or 0)
    cells.add(f"{start}.head.absent", site, row.absent or 0)
    cells.add(f"{start}.room", site, row.in_room)
    cells.add(f"{start}.gap", site, row.present - row.in_room)
    cells.add(f"run.{start}.by_word", site, row.confirmed_by == "word")


def _answers(settled: Settled, cells: Cells, ground: Ground) -> None:
    titles = settled.settlement.titles
    for activity, asked in titles.items():
        declare(settled, activity, asked, cells, ground)
    said = ActivityRecord.rows.of(EVERYWHERE).filter(sitting=settled.sitting, activity__in=titles)
    for activity, site, kind, choice, numbers in said.values_list("activity", "site", "kind", "choice", "numbers"):
        start = f"{'said' if kind in {'response', 'discussion'} else 'answer'}.{settled.no}.{activity}"
        if kind == "poll" or choice:
            cells.add(f"{start}.rooms", site, 1)
        if choice:
            cells.add(f"{start}.{choice}", site, 1)
        if choice and kind == "situation":
            cells.add(f"{start}.{ground.places[site].kind}.{choice}", site, 1)
        for name, number in numbers.items():
            key = f"run.{ending_key(start)}{name[6:]}" if name.startswith("ending.") else f"{start}.{name}"
            if key in cells.values:
                cells.add(key, site, number)


# What happens to a question live depends on the hour.
STAGES = ("answered", "later", "merged", "declined")


def _voices(ground: Ground, cells: Cells) -> None:
    """Questions, requests to speak, rooms that were looked at. What depends on the hour is of the run."""
    cells.declare("question.asked", "question", "question.asked")
    cells.declare("question.withdrawn", "question", "question.withdrawn")
    cells.declare("floor.asked", "time", "floor.asked")
    for stage in STAGES:
        cells.declare(f"run.question.{stage}", "question", f"run.question.{stage}", run=True)
    cells.declare("run.floor.spoken", "time", "run.floor.spoken", run=True)
    keys = {
        ("question", "asked"): "question.asked",
        ("question", "withdrawn"): "question.withdrawn",
        **{("question", f"stage.{stage}"): f"run.question.{stage}" for stage in STAGES},
        ("floor", "asked"): "floor.asked",
        ("floor", "spoken"): "run.floor.spoken",
    }
    sittings = {settled.sitting.pk: settled.no for settled in ground.settled}
    for settled in ground.settled:
        for name in ("begun", "ready", "trouble"):
            key = f"run.sitting.{settled.no}.{name}"
            cells.declare(key, "site", f"run.check.{name}", run=True, no=settled.no)
        notices = cells.declare(f"run.notices.{settled.no}", "notice", "run.notices", run=True, no=settled.no)
        notices[0] = settled.settlement.sheets.get("notice", {}).get("sent", 0)
    kinds = "question", "floor", "checklist"
    rows = ActivityRecord.rows.of(EVERYWHERE).filter(sitting__in=sittings, kind__in=kinds)
    for sitting, kind, site, numbers in rows.values_list("sitting", "kind", "site", "numbers"):
        for name, value in numbers.items():
            if kind == "checklist":
                cells.add(f"run.sitting.{sittings[sitting]}.{name}", site, value)
            elif (kind, name) in keys:
                cells.add(keys[kind, name], site, value)


def _learning(ground: Ground, cells: Cells) -> None:
    """Who took part in tests and surveys; papers that were handed in, in time, and what was said of them."""
    for settled in ground.settled:
        for activity, sheet in settled.settlement.sheets.items():
            start, data = f"{sheet['kind']}.{settled.no}.{activity}", {"no": settled.no, "title": sheet["title"]}
            match sheet["kind"]:
                case "test":
                    cells.declare(f"{start}.persons", "person", "test.persons", **data)
                case "survey":
                    persons = cells.declare(f"{start}.persons", "person", "survey.persons", **data)
                    persons[0] = sheet["base"]["persons"]
                case "essay":
                    for name in ("handed", "in_time", "passed", "failed"):
                        cells.declare(f"{start}.{name}", "paper", f"essay.{name}", **data)
    sittings = {settled.sitting.pk: settled.no for settled in ground.settled}
    tests = MarksRecord.rows.of(EVERYWHERE).filter(sitting__in=sittings).values_list("sitting", "activity", "site")
    for sitting, activity, site, persons in tests.annotate(Count("id")).order_by():
        cells.add(f"test.{sittings[sitting]}.{activity}.persons", site, persons)
    papers = Paper.rows.of(EVERYWHERE).filter(sitting__in=sittings).values_list("sitting", "activity", "site")
    counted = papers.annotate(
        handed=Count("id"),
        in_time=Count("id", filter=Q(late=False)),
        passed_=Count("id", filter=Q(passed=True)),
        failed=Count("id", filter=Q(passed=False)),
    )
    for sitting, activity, site, *numbers in counted.order_by():
        for name, number in zip(("handed", "in_time", "passed", "failed"), numbers, strict=True):
            cells.add(f"essay.{sittings[sitting]}.{activity}.{name}", site, number)


def _obstacles(ground: Ground, cells: Cells) -> None:
    for name in ("total", "own", "site", "answered", "published"):
        cells.declare(f"obstacle.{name}", "obstacle", f"obstacle.{name}")
    rows = Obstacle.rows.of(EVERYWHERE).filter(course=ground.course).exclude(state=ObstacleState.WITHDRAWN)
    by_field: dict[str, dict[int, int]] = defaultdict(dict)
    counted = rows.values_list("site", "personal", "field", "state").annotate(Count("id")).order_by()
    for site, personal, area, state, many in counted:
        cells.add("obstacle.total", site, many)
        cells.add("obstacle.own" if personal else "obstacle.site", site, many)
        if state != ObstacleState.NEW:
            cells.add("obstacle.answered", site, many)
        if state == ObstacleState.PUBLISHED:
            cells.add("obstacle.published", site, many)
        by_field[area][site] = by_field[area].get(site, 0) + many
    for area, sites in sorted(by_field.items()):
        row = cells.declare(f"obstacle.field.{area}", "obstacle", "obstacle.field", field=f"paper.field_of.{area}")
        row.update(sites)


def _class(ground: Ground, cells: Cells) -> None:
    """Figures of the class itself; they stand at the centre (place 0) and are the same on every level."""
    cells.declare("topics.designed", "topic", "topics.designed")[0] = len(ground.programme.topics)
    cells.declare("topics.lecturers", "topic", "topics.lecturers")[0] = len(ground.lecturers)
    for how in How:
        key = f"topics.how.{how}"
        cells.declare(key, "topic", "topics.how", how=f"paper.how.{how}")
        cells.values[key][0] = sum(delivery.how == how for delivery in ground.deliveries.values())
    cells.declare("sittings.planned", "sitting", "sittings.planned")[0] = len(ground.sittings)
    cells.declare("sittings.settled", "sitting", "sittings.settled")[0] = len(ground.settled)
    lessons = Lesson.objects.filter(course=ground.course).count()
    cells.declare("lessons.total", "lesson", "lessons.total")[0] = lessons
    made = dict(Proposal.objects.filter(course=ground.course).values_list("kind").annotate(Count("id")).order_by())
    for kind in ProposalKind:
        key = f"proposals.{kind}"
        cells.declare(key, "proposal", "proposals", kind=f"paper.proposal.{kind}")[0] = made.get(kind.value, 0)


def totals_by_database(ground: Ground) -> dict[str, dict[str, int]]:
    """Some figures of every province, and of the class ("00"), counted another way: by the codes of units alone.

    They do not pass through places, so they find a place that was put under the wrong province or left out.
    Three queries.
    """
    no = {settled.sitting.pk: settled.no for settled in ground.settled}
    keys = [f"sitting.{n}.{name}" for n in no.values() for name in ("attended", "sites.confirmed", "head.present")]
    provinces = {unit.province for unit in ground.units.values()} - {""}
    found = {code: dict.fromkeys([*keys, "turns", "people.summoned"], 0) for code in (CENTRE, *provinces)}

    def add(unit: str, **numbers: int) -> None:
        for code in (CENTRE, ground.units[unit].province):
            for key, number in numbers.items():
                if code:
                    found[code][key] += number

    came = Record.rows.of(EVERYWHERE).filter(enrolment__role=LEARNER, sitting__in=no, attended=True)
    for sitting, unit, persons in came.values_list("sitting", "site__unit").annotate(Count("id")).order_by():
        add(unit, **{f"sitting.{no[sitting]}.attended": persons, "turns": persons})
    sure = (
        SiteRecord.rows.of(EVERYWHERE).filter(sitting__in=no, level__in=CONFIRMED).values_list("sitting", "site__unit")
    )
    for sitting, unit, sites, present in sure.annotate(Count("id"), Sum("present")).order_by():
        add(unit, **{f"sitting.{no[sitting]}.sites.confirmed": sites, f"sitting.{no[sitting]}.head.present": present})
    enrolled = Enrolment.rows.of(EVERYWHERE).filter(course=ground.course, role=LEARNER)
    for unit, persons in enrolled.values_list("site__unit").annotate(Count("id")).order_by():
        add(unit, **{"people.summoned": persons})
    return found


@dataclass(frozen=True)
class PaperLink:
    """A paper: what it is, whose, and the address of its page."""

    kind: str
    level: str
    unit: str
    title: str
    url: str


def course_papers(course: Course) -> list[PaperLink]:
    """The newest paper of each kind and unit of a course, in the order in which they were made. Two queries."""
    rows = Snapshot.rows.of(EVERYWHERE).filter(course=course)
    newest = list(rows.values_list("kind", "level", "unit").annotate(Max("id")).order_by())
    papers = rows.filter(pk__in=[last for _, _, _, last in newest]).order_by("id")
    return [
        PaperLink(kind, level, unit, title, reverse("reports:paper", args=[id_]))
        for id_, kind, level, unit, title in papers.values_list("id", "kind", "level", "unit", "title")
    ]


def units_with_papers(course: Course) -> list[str]:
    """Codes of the units whose site has papers of its own. One query."""
    rows = Snapshot.rows.of(EVERYWHERE).filter(course=course, level=SITE)
    return sorted(set(rows.values_list("unit_id", flat=True)))


def is_over(course: Course) -> bool:
    """Whether every sitting of a course is closed. One query."""
    return not course.sittings.exclude(state__in=[SittingState.CLOSED, SittingState.SETTLED]).exists()
