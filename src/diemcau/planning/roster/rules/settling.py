"""What a checked roster would do to a course: where each row sits, who it is, what it adds or changes. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from msgspec.structs import replace

from diemcau.base.text import fold
from diemcau.planning.roster.rules.answers import Answers, How, answered
from diemcau.planning.roster.rules.findings import Person, Problem, Row, Status
from diemcau.planning.roster.rules.groups import LONGEST_POST, Posts, posts_of, told_by
from diemcau.planning.roster.rules.likeness import Somebody, alike
from diemcau.planning.roster.rules.states import Does, Ends


@lru_cache(maxsize=2048)
def _folded(titles: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(fold, titles))


@dataclass(frozen=True)
class Room:
    """A site of the course. `joined` is the name of the room that it sits in, `closed` why it is not organised."""

    id: int
    no: int
    unit: str
    name: str
    room: str = ""
    joined: str = ""
    closed: str = ""


@dataclass(frozen=True)
class Known:
    """A person of the database as far as a roster could be about him; `enrolment` 0 for one of other courses."""

    id: int
    shown: str
    full_name: str
    phone: str
    birth: str
    sex: str
    unit: str
    family_name: str = ""
    given_name: str = ""
    enrolment: int = 0
    site: int = 0
    role: str = ""
    group: str = ""
    counting: str = ""
    titles: tuple[str, ...] = ()

    def somebody(self) -> Somebody:
        """As people are told apart."""
        phones = frozenset((self.phone,)) - {""}
        return Somebody(fold(self.full_name), phones, self.birth, self.sex, self.unit, _folded(self.titles))


@dataclass
class World:
    """What stands in the database that a roster may meet."""

    rooms: dict[int, Room]
    covering: Mapping[str, Sequence[int]]  # ids of rooms by the unit that they take in
    without: Mapping[str, str]  # why a unit has no site
    province: str  # of the upload, "" for the whole country
    site: int = 0  # the upload's own
    known: dict[int, Known] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)  # names of units by code, to be shown
    by_fold: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    by_phone: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def add(self, known: Known) -> None:
        """Let a person be met."""
        self.known[known.id] = known
        self.by_fold[fold(known.full_name)].append(known.id)
        if known.phone:
            self.by_phone[known.phone].append(known.id)


@dataclass
class Settled:
    """A row with its end: `changes` are (field, old, new); `meets` people whom an open question is about."""

    row: Row
    ends: Ends
    does: Does = Does.NOTHING
    site: int = 0
    person: int = 0
    changes: list[tuple[str, str, str]] = field(default_factory=list)
    meets: list[int] = field(default_factory=list)


def settle(rows: Iterable[tuple[Row, Answers]], world: World, provinces: Mapping[str, str]) -> list[Settled]:
    """Every row in the order of the file. `provinces`: the province of each unit by code."""
    taken: dict[int, str] = {}
    rows = list(rows)
    shared = _shared_phones(row for row, _ in rows)
    return [_settle(row, answers, world, provinces, taken, shared) for row, answers in rows]


def _shared_phones(rows: Iterable[Row]) -> set[str]:
    """Telephones under which a sheet has people of several names: an office's, which tells nobody apart."""
    names: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        for phone in (row.person.phone, row.person.phone2):
            if phone and row.person.full_name:
                names[phone].add(fold(row.person.full_name))
    return {phone for phone, several in names.items() if len(several) > 1}


def _settle(
    row: Row,
    answers: Answers,
    world: World,
    provinces: Mapping[str, str],
    taken: dict[int, str],
    shared: set[str],
) -> Settled:
    row = answered(row, answers)
    said = {answer.how for answer in answers.values()}
    if How.OUT in said or How.SAME in said:
        return Settled(row, Ends.LEFT_OUT)
    if row.status is Status.REFUSED:
        return Settled(row, Ends.REFUSED)
    room, problem = _room(row, answers, world, provinces)
    known, meets, doubt = _person(row, answers, world, shared)
    if problem and problem.code == "site_many" and known and str(known.site) in problem.data["values"].split():
        room, problem = world.rooms[known.site], None  # who sits in one of the rooms already stays there
    problems = [one for one in (problem, doubt) if one]
    if room and world.province and provinces.get(row.person.unit_code or "", world.province) != world.province:
        # A guest from elsewhere: his row belongs to the room, or nobody of the province could see it.
        row = replace(row, person=replace(row.person, unit_code=room.unit))
    posts = posts_of(row.person.position, row.person.position_group)
    if any(len(title) > LONGEST_POST for title, _ in posts.posts):
        problems.append(Problem("position", "post_long"))
    if known and known.site and world.province and room and not _is_near(world.rooms[known.site], world, provinces):
        problems.append(Problem("row", "person_elsewhere", refuses=True))
    place = _place(row)
    if known and not problems and (earlier := taken.setdefault(known.id, place)) != place:
        problems.append(Problem("row", "twin_exact", {"row": earlier}, refuses=True))
    row = replace(row, problems=(*row.problems, *problems))
    done = Settled(row, Ends(row.status), site=room.id if room else 0, person=known.id if known else 0, meets=meets)
    if row.problems or room is None:
        return done
    done.changes = changes_of(row, known, room, posts, world) if known else []
    enrolled = known and known.enrolment
    done.does = Does.ADD if not enrolled else Does.CHANGE if done.changes else Does.SAME
    return done


def _is_near(room: Room, world: World, provinces: Mapping[str, str]) -> bool:
    """Whether a room is of the upload's province: only the centre takes people off rooms of others."""
    return provinces.get(room.unit, "") == world.province


def _place(row: Row) -> str:
    return f"{row.no} ({row.sheet})" if row.sheet else str(row.no)


# --- Where -----------------------------------------------------------------------------------------------------------


def _room(row: Row, answers: Answers, world: World, provinces: Mapping[str, str]) -> tuple[Room | None, Problem | None]:
    """The room of a row, or the question (or refusal) about it; neither while its unit is still asked about."""
    chosen = next((answer for answer in answers.values() if answer.how is How.SITE), None)
    if chosen and int(chosen.value) in world.rooms:
        return world.rooms[int(chosen.value)], None
    if world.site:
        own = world.rooms[world.site]
        return (own, None) if not own.closed else (None, _asks_for(own.unit, own.closed, world, provinces))
    unit = row.person.unit_code
    if not unit:
        asked = any(problem.field == "unit_code" for problem in row.problems)
        return None, None if asked else Problem("unit_code", "unit_missing")
    rooms = [world.rooms[one] for one in world.covering.get(unit, ())]
    if world.province and provinces.get(unit, unit) != world.province:
        return None, Problem("unit_code", "unit_outside", {"unit": world.units.get(unit, unit)}, refuses=True)
    # A room of another province that takes the unit in is that province's to fill.
    rooms = [room for room in rooms if not world.province or _is_near(room, world, provinces)]
    open_ones = [room for room in rooms if not room.closed]
    if len(open_ones) > 1:
        names = fold(f"{row.sheet or ''} {row.person.position_group or ''}")
        said = [room for room in open_ones if room.room and fold(room.room) in names]
        if len(said) != 1:
            return None, _choice("site_many", unit, "", open_ones, world)
        open_ones = said
    if open_ones:
        return open_ones[0], None
    why = rooms[0].closed if rooms else world.without.get(unit, "")
    return None, _asks_for(unit, why, world, provinces)


def _asks_for(unit: str, why: str, world: World, provinces: Mapping[str, str]) -> Problem:
    """A question where somebody without a room of his own is to sit."""
    province = provinces.get(unit, "")
    near = [
        room
        for room in world.rooms.values()
        if not room.closed and (provinces.get(room.unit, "") == province or (world.site and room.id == world.site))
    ]
    code = "site_none" if why else "site_unknown"
    return _choice(code, unit, why, sorted(near, key=lambda room: (len(room.unit), room.no)), world)


def _choice(code: str, unit: str, why: str, rooms: list[Room], world: World) -> Problem:
    data = {"unit": world.units.get(unit, unit), "why": why, "values": " ".join(str(room.id) for room in rooms)}
    return Problem("site", code, data, tuple(f"{room.no} · {room.name}" for room in rooms))


# --- Who -------------------------------------------------------------------------------------------------------------


def _person(
    row: Row, answers: Answers, world: World, shared: set[str]
) -> tuple[Known | None, list[int], Problem | None]:
    """The person that a row is, those whom it may be, and the question about them."""
    chosen = answers.get("row.person_likely")
    if chosen and chosen.how is How.PERSON and int(chosen.value) in world.known:
        return world.known[int(chosen.value)], [], None
    name = fold(row.person.full_name or "")
    phones = frozenset(one for one in (row.person.phone, row.person.phone2) if one)
    one = Somebody(
        name,
        phones,
        row.person.birth.date if row.person.birth else "",
        row.person.sex or "",
        row.person.unit_code or (world.rooms[world.site].unit if world.site else ""),
        _folded(tuple(title for title, _ in posts_of(row.person.position, None).posts)),
    )
    found = dict.fromkeys(world.by_fold.get(name, ()))
    for phone in phones - shared:
        found |= dict.fromkeys(world.by_phone.get(phone, ()))
    likeness = {id_: alike(one, world.known[id_].somebody()) for id_ in found}
    exact = [id_ for id_, how in likeness.items() if how == "exact"]
    exact = [id_ for id_ in exact if world.known[id_].enrolment] or exact
    if len(exact) == 1:
        return world.known[exact[0]], [], None
    likely = exact or [id_ for id_, how in likeness.items() if how == "likely"]
    if not likely or (chosen and chosen.how is How.OTHER):
        return None, [], None
    # A list that comes in again: who is said to be just what he is known to be is no question.
    again = [id_ for id_ in likely if _is_told_again(row.person, one.unit, world.known[id_])]
    if len(again) == 1:
        return world.known[again[0]], [], None
    data = {"values": " ".join(map(str, likely))}
    return None, likely, Problem("row", "person_likely", data, tuple(_told(world, id_) for id_ in likely))


def _is_told_again(person: Person, unit: str, known: Known) -> bool:
    """Whether a row says of somebody who is enrolled all that is known of him, and nothing else."""
    said = (person.full_name, person.birth.date if person.birth else "", person.phone or "", person.sex or "", unit)
    titles = {title for title, _ in posts_of(person.position, None).posts}
    return (
        bool(known.enrolment)
        and said == (known.full_name, known.birth, known.phone, known.sex, known.unit)
        and titles == set(known.titles)
    )


def _told(world: World, id_: int) -> str:
    """A known person in a few words, so that somebody can tell whether he is meant."""
    known = world.known[id_]
    birth = "/".join(reversed(known.birth.split("-")))
    room = world.rooms.get(known.site)
    parts = (known.shown, birth, known.counting, room.name if room else world.units.get(known.unit, ""))
    return ", ".join(part for part in parts if part)


# --- What ------------------------------------------------------------------------------------------------------------


def changes_of(row: Row, known: Known, room: Room, posts: Posts, world: World) -> list[tuple[str, str, str]]:
    """What a row says otherwise than what is known; what it leaves out stays."""
    changes = [
        (of, old, new)
        for of, old, new in persons_changes(row.person, known, room)
        if not (of == "birth" and old.startswith(new))
    ]
    if not known.enrolment:
        return changes
    if room.id != known.site:
        old = world.rooms.get(known.site)
        changes.append(("site", old.name if old else "", room.name))
    told = told_by(row.person.position_group)
    titles = {title for title, _ in posts.posts}
    if row.person.position and titles != set(known.titles):
        changes.append(("position", ", ".join(known.titles), ", ".join(title for title, _ in posts.posts)))
        if posts.group != known.group:
            changes.append(("position_group", known.group, posts.group))
    elif told.group and told.group != known.group:
        changes.append(("position_group", known.group, told.group))
    if told.role and told.role != known.role:
        changes.append(("role", known.role, told.role))
    return changes


def persons_changes(person: Person, known: Known, room: Room) -> list[tuple[str, str, str]]:
    """Fields of a person that a row says otherwise: (field, old, new)."""
    said: dict[str, Any] = {
        "full_name": person.full_name,
        "birth": person.birth.date if person.birth else None,
        "sex": person.sex,
        "phone": person.phone,
        "unit": person.unit_code or (room.unit if not known.enrolment else None),
    }
    changes = [(of, getattr(known, of), new) for of, new in said.items() if new and new != getattr(known, of)]
    # The second of two telephones is another one's first: nothing has changed.
    return [one for one in changes if not (one[0] == "phone" and one[1] and one[1] == person.phone2)]
