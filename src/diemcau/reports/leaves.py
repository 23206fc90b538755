"""The rows under a figure at one place: people, a site's record, answers, obstacles. They add up to its number there.

Names are shown to whoever may see the place; papers and stored figures hold none.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db.models import Q

from diemcau.assessment.models import ActivityRecord, Incident, MarksRecord, Paper, Record, SiteRecord
from diemcau.assessment.rules import CONFIRMED
from diemcau.base.words import say
from diemcau.journal.log import reader, stream_of
from diemcau.knowledge.models import Obstacle
from diemcau.knowledge.rules import ObstacleState
from diemcau.planning.models import Course, Enrolment
from diemcau.reports.ground import Place
from diemcau.reports.queries import LEARNER, SEXES, STAGES, UNMARKED
from diemcau.units.rules import Scope, level_of


@dataclass(frozen=True)
class Leaf:
    """One row: what it is, what is known of it, and what it counts for."""

    label: str
    detail: str
    value: int


@dataclass(frozen=True)
class Asked:
    """Which figure, at which place, in whose sight, in which language; `settled`: sittings by id with their number."""

    course: Course
    key: str
    place: Place
    scope: Scope
    settled: dict[int, int]
    lang: str = "vi"

    def say(self, key: str, **data: object) -> str:
        """Words of a key."""
        return say(key, self.lang, **data)

    @property
    def parts(self) -> list[str]:
        """The key in its parts, without the mark of the run."""
        parts = self.key.split(".")
        return parts[1:] if parts[0] == "run" else parts

    @property
    def sitting(self) -> int:
        """Id of the sitting that the key names."""
        no = int(self.parts[1])
        return next(id_ for id_, number in self.settled.items() if number == no)


def leaves(asked: Asked) -> list[Leaf]:
    """Rows of a figure at a place, those that count; none for a figure of the class itself."""
    maker = _MAKERS.get(asked.parts[0])
    return [leaf for leaf in maker(asked) if leaf.value] if maker else []


def _people(asked: Asked) -> Iterator[Leaf]:
    """Learners (guests, staff) of the room with their status in every sitting; of a site that joined another none."""
    room = Q(site=asked.place.site, site__joined_to=None) | Q(site__joined_to=asked.place.site)
    enrolled = (
        Enrolment.rows.of(asked.scope)
        .filter(room, course=asked.course)
        .select_related("person", "counting_post")
        .order_by("site__unit", "no")
    )
    by_seat: dict[int, dict[int, Record]] = {}
    records = Record.rows.of(asked.scope).filter(sitting__in=asked.settled, enrolment__in=enrolled)
    for record in records:
        by_seat.setdefault(record.enrolment_id, {})[record.sitting_id] = record
    for seat in enrolled:
        mine = by_seat.get(seat.pk, {})
        came = sum(record.attended for record in mine.values())
        told = [_told(asked, no, mine[id_]) for id_, no in asked.settled.items() if id_ in mine]
        group = asked.say(f"group.{seat.group}")
        detail = " · ".join([seat.counting_post.title, group, *told])
        yield Leaf(seat.person.shown, detail, int(_counts(asked.key, seat, came, len(asked.settled))))


def _told(asked: Asked, no: int, record: Record) -> str:
    """How somebody stood in a sitting: “buổi 1: có mặt”."""
    status = asked.say(f"paper.status.{record.status or UNMARKED}")
    return f"{asked.say('office.figure.sitting', no=no)}: {status.lower()}"


def _counts(key: str, seat: Enrolment, came: int, of: int) -> bool:
    """Whether a person counts in a figure of people."""
    learner = seat.role == LEARNER
    match key.split("."):
        case ["people", "guests"]:
            return seat.role == "dai_bieu"
        case ["people", "staff"]:
            return seat.role == "phuc_vu"
        case ["people", "group", group, "summoned"]:
            return learner and seat.group == group
        case ["people", "group", group, "once"]:
            return learner and seat.group == group and came > 0
        case ["people", "sex", sex, "once"]:
            return learner and SEXES[seat.person.sex] == sex and came > 0
        case ["people", "once"]:
            return learner and came > 0
        case ["people", "all"]:
            return learner and 0 < of == came
        case ["people", "never"]:
            return learner and came == 0
    return learner


def _turns(asked: Asked) -> Iterator[Leaf]:
    rows = Record.rows.of(asked.scope).filter(sitting__in=asked.settled, site=asked.place.site, attended=True)
    rows = rows.filter(enrolment__role=LEARNER).select_related("enrolment__person")
    for record in rows.order_by("sitting__no", "enrolment__site__unit", "enrolment__no"):
        detail = asked.say("office.figure.sitting", no=asked.settled[record.sitting_id])
        yield Leaf(record.enrolment.person.shown, detail, 1)


def _sitting(asked: Asked) -> Iterator[Leaf]:
    match asked.parts[2:]:
        case ["attended"]:
            yield from _roll(asked, Q(attended=True))
        case ["roll", status]:
            yield from _roll(asked, Q(status="" if status == UNMARKED else status))
        case ["group", group, "came"]:
            yield from _roll(asked, Q(attended=True, enrolment__group=group))
        case ["group", group, _]:
            yield from _roll(asked, Q(enrolment__group=group))
        case ["begun" | "ready" | "trouble" as name]:
            rows = ActivityRecord.rows.of(asked.scope).filter(sitting=asked.sitting, kind="checklist")
            for row in rows.filter(site=asked.place.site):
                yield Leaf(asked.place.name, "", int(row.numbers.get(name, 0)))
        case ["incidents"]:
            yield from _troubles(asked, Q(sitting=asked.sitting))
        case parts:
            yield from _record(asked, parts)


def _roll(asked: Asked, which: Q) -> Iterator[Leaf]:
    rows = Record.rows.of(asked.scope).filter(
        which, sitting=asked.sitting, site=asked.place.site, enrolment__role=LEARNER
    )
    rows = rows.select_related("enrolment__person", "enrolment__counting_post")
    for record in rows.order_by("enrolment__site__unit", "enrolment__no"):
        said = asked.say(f"office.figure.by.{record.said_by}") if record.said_by else ""
        status = asked.say(f"paper.status.{record.status or UNMARKED}")
        late = asked.say("office.figure.late") if record.late else ""
        detail = " · ".join(filter(None, [record.enrolment.counting_post.title, status, said, late]))
        yield Leaf(record.enrolment.person.shown, detail, 1)


def _record(asked: Asked, parts: list[str]) -> Iterator[Leaf]:
    """The record of the site, and what it counts for in this figure."""
    for row in SiteRecord.rows.of(asked.scope).filter(sitting=asked.sitting, site=asked.place.site):
        confirmed = row.level in CONFIRMED
        value: int | None = {
            "confirmed": confirmed,
            "entered": bool(row.level) and not confirmed,
            "silent": not row.level,
            "present": row.present if confirmed else 0,
            "excused": row.excused if confirmed else 0,
            "absent": row.absent if confirmed else 0,
            "room": row.in_room if confirmed else 0,
            "gap": row.gap if confirmed else 0,
            "corrections": row.corrections,
            "silences": row.silences,
            "by_word": confirmed and row.confirmed_by == "word",
        }[parts[-1]]
        detail = asked.say(
            f"office.figure.record.{'numbers' if row.level else 'none'}",
            level=asked.say(f"office.figure.level.{row.level or 'none'}"),
            present=row.present,
            excused=row.excused,
            absent=row.absent,
            room=row.in_room,
            by=asked.say(f"office.figure.confirmed.{row.confirmed_by or 'nobody'}"),
        )
        yield Leaf(asked.place.name, detail, int(value or 0))


def _answer(asked: Asked) -> Iterator[Leaf]:
    """The answer of the room with its reason, read from the journal."""
    activity, name = asked.parts[2], ".".join(asked.parts[3:])
    if asked.parts[0] == "ending":
        name = f"ending.{name}"
    rows = ActivityRecord.rows.of(asked.scope).filter(sitting=asked.sitting, activity=activity, site=asked.place.site)
    for row in rows:
        value, reason = int(row.numbers.get(name, 0)), ""
        if name == "rooms" and asked.parts[0] == "answer":
            value = int(row.kind == "poll" or row.choice > 0)
        elif row.choice and name in {str(row.choice), f"{asked.place.kind}.{row.choice}"}:
            value = 1
        if row.reason and name != "persons":  # the room's own words are not what its persons wrote
            with reader() as store:
                reason = store.text(stream_of(row.sitting_id), row.reason)
        detail = asked.say("office.figure.choice", choice=row.choice) if row.choice else ""
        yield Leaf(asked.place.name, " · ".join(filter(None, [detail, reason])), value)


def _counted(asked: Asked) -> Iterator[Leaf]:
    """Tests and papers of a room by number alone: who took part, and how it went, stands where it is judged."""
    activity, name = asked.parts[2], asked.parts[3]
    which = {
        "in_time": Q(late=False),
        "passed": Q(passed=True),
        "failed": Q(passed=False),
    }.get(name, Q())
    model = MarksRecord if asked.parts[0] == "test" else Paper
    rows = model.rows.of(asked.scope).filter(which, sitting=asked.sitting, activity=activity, site=asked.place.site)
    yield Leaf(asked.place.name, "", rows.count())


def _voices(asked: Asked) -> Iterator[Leaf]:
    kind, name = asked.parts[0], asked.parts[1]
    stored = f"stage.{name}" if name in STAGES else name
    rows = ActivityRecord.rows.of(asked.scope).filter(sitting__in=asked.settled, kind=kind, site=asked.place.site)
    for row in rows.order_by("sitting__no"):
        detail = asked.say("office.figure.sitting", no=asked.settled[row.sitting_id])
        yield Leaf(asked.place.name, detail, int(row.numbers.get(stored, 0)))


def _troubles(asked: Asked, which: Q) -> Iterator[Leaf]:
    rows = Incident.rows.of(asked.scope).filter(which, sitting__in=asked.settled, site=asked.place.site)
    for row in rows.order_by("at"):
        no = asked.settled[row.sitting_id]
        detail = asked.say("office.figure.sitting", no=no)
        yield Leaf(asked.say(f"paper.trouble.{row.trouble}"), detail, 1)


def _trouble(asked: Asked) -> Iterator[Leaf]:
    yield from _troubles(asked, Q(trouble=asked.parts[1]))


def _obstacles(asked: Asked) -> Iterator[Leaf]:
    which = {
        "own": Q(personal=True),
        "site": Q(personal=False),
        "answered": ~Q(state=ObstacleState.NEW),
        "published": Q(state=ObstacleState.PUBLISHED),
        "field": Q(field=asked.parts[-1]),
    }.get(asked.parts[1], Q())
    rows = Obstacle.rows.of(asked.scope).filter(which, course=asked.course, site=asked.place.site)
    for row in rows.exclude(state=ObstacleState.WITHDRAWN).order_by("sitting__no", "seq"):
        yield Leaf(row.text, asked.say(f"paper.field_of.{row.field}"), 1)


def _place(asked: Asked) -> Iterator[Leaf]:
    """The place itself, where it is of the sort that the figure counts."""
    place = asked.place
    organised = place.sort == "organised"
    match asked.parts[1:]:
        case ["level", level]:
            counts = organised and level_of(place.unit) == level
        case ["with", name]:
            counts = organised and name in place.runs
        case parts:
            counts = parts == [place.sort]
    yield Leaf(place.name, place.note, int(counts))


_MAKERS: dict[str, Callable[[Asked], Iterator[Leaf]]] = {
    "people": _people,
    "turns": _turns,
    "sitting": _sitting,
    "answer": _answer,
    "said": _answer,
    "ending": _answer,
    "test": _counted,
    "essay": _counted,
    "question": _voices,
    "floor": _voices,
    "trouble": _trouble,
    "obstacle": _obstacles,
    "sites": _place,
}
