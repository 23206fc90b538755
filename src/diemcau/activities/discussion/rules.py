"""A discussion in the rooms: a task, a countdown, and a note that each room hands in.

It goes `open` (for the author's minutes, or others) → `close`, by hand or by the clock. Where rooms hand in a note
the clock leaves them two minutes more to write it down. Up to two notes are put before everybody; a room shows as
"một xã thuộc …" unless its chair agreed to be named. What is before everybody stays as it was picked, whatever the
room writes later.

RULES 1: handing in a note is an act. Which notes count says `steering`; of a room's notes the last one.
"""

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta, Struct, field

from diemcau.activities.discussion.content import Discussion
from diemcau.activities.kind import (
    ALL,
    CONTROL,
    DESK,
    PRESENTERS,
    PROVINCE,
    SITE,
    STEERING,
    Ask,
    Due,
    Happening,
    Head,
    Kind,
    Look,
    Role,
    Text,
    Verb,
    View,
    touches,
)
from diemcau.activities.naming import called
from diemcau.activities.plan import Places
from diemcau.activities.sheets import Given, Sheet, given_now, own, recorded, row
from diemcau.activities.steering import FACTS, RULES, VERBS, Close, Open, Opened, Run, Voided, steered, take, told
from diemcau.activities.writing import written
from diemcau.base.refused import Refused

LONGEST = 2000
MINUTE = 60_000
GRACE = 2 * MINUTE  # to write the note down, when the time is over
Minutes = Annotated[int, Meta(ge=0, le=120)]
Site = Annotated[int, Meta(ge=1)]


class OpenFor(Struct, frozen=True, forbid_unknown_fields=True):
    """Put the task before every room and start the countdown; 0 stands for the author's minutes."""

    minutes: Minutes = 0


class More(Struct, frozen=True, forbid_unknown_fields=True):
    """Give so many minutes more, from now when the time is over."""

    minutes: Annotated[int, Meta(ge=1, le=60)]


class Note(Struct, frozen=True, forbid_unknown_fields=True):
    """The room's note; `named`: its chair agrees that the room is named when it is discussed."""

    text: str
    named: bool = False
    site: int = 0


class Pick(Struct, frozen=True, forbid_unknown_fields=True):
    """Put the notes of up to two rooms before everybody; none takes them away."""

    sites: Annotated[tuple[Site, ...], Meta(max_length=2)]


class Timed(Struct, frozen=True):
    """Fact: so many minutes (more) to talk it over."""

    minutes: int


class Noted(Struct, frozen=True):
    """Fact: a room handed in its note."""

    site: int
    text: Text
    named: bool


class Picked(Struct, frozen=True):
    """Fact: the notes of these rooms, as they are now, are before everybody."""

    sites: tuple[int, ...]


class State(Struct):
    """`until` (ms): the end of the countdown, 0 before it began."""

    run: Run
    until: int = 0
    notes: Sheet = field(default_factory=Sheet)
    picked: list[Given] = field(default_factory=list)


class Discussions(Kind[Discussion, State]):
    """Talked over, noted, picked."""

    name = "discussion"
    content = Discussion
    state = State
    verbs = {
        "open": Verb(OpenFor, STEERING),
        "more": Verb(More, STEERING),
        "close": Verb(Close, STEERING | {Role.CLOCK}),
        "void": VERBS["void"],
        "note": Verb(Note, DESK, act=True),
        "pick": Verb(Pick, STEERING),
    }
    facts = {
        "opened": FACTS["opened"],
        "timed": Happening(Timed, touches(ALL, PRESENTERS, CONTROL, PROVINCE)),
        "noted": Happening(Noted, touches(SITE, PRESENTERS, CONTROL, PROVINCE)),
        "closed": FACTS["closed"],
        "voided": FACTS["voided"],
        "picked": Happening(Picked, touches(ALL, PRESENTERS)),
    }

    def start(self, content: Discussion, places: Places) -> State:
        """Not opened."""
        return State(Run(places.plan.ends_at))

    def decide(self, state: State, verb: str, body: Struct, ask: Ask) -> list[Struct]:
        """Facts for a command about a discussion."""
        content: Discussion = ask.content
        match body:
            case Note():
                if not content.note:
                    raise Refused("discussion.no_note", 400)
                return [Noted(ask.site, written(ask, body.text, LONGEST), body.named)]
            case OpenFor(minutes=minutes):
                opened = steered(state.run, Open())
                return [*opened, Timed(minutes or content.minutes)] if opened else []
            case More(minutes=minutes):
                if not state.run.is_open:
                    raise Refused("steering.not_open", 409)
                return [Timed(minutes)]
            case Pick(sites=sites):
                return _picked(state, sites)
        if ask.who.role == Role.CLOCK and ask.at < _ends(state, content):  # minutes were added meanwhile
            return []
        return steered(state.run, body)

    def apply(self, state: State, fact: Struct, head: Head) -> Iterable[str] | None:
        """Take in a fact; a room whose note counts again hears of it."""
        if take(state.run, fact, head):
            if isinstance(fact, Voided):
                state.picked = []
            if isinstance(fact, Opened):
                state.until = 0
                return state.notes.take_in(state.run)
            return None
        match fact:
            case Timed(minutes=minutes):
                state.until = max(state.until, head.at) + minutes * MINUTE
            case Noted(site=site, text=text, named=named):
                state.notes.put(given_now(head, site, 0, text, named=named), state.run)
            case Picked(sites=sites):
                state.picked = [state.notes.held[-site] for site in sites if -site in state.notes.held]
                state.run.moved = head.at
        return None

    def is_open(self, state: State) -> bool:
        """Whether rooms talk it over now."""
        return state.run.is_open

    def due(self, state: State, content: Discussion) -> Due | None:
        """Its end by the clock."""
        return Due(_ends(state, content), "close", Close()) if state.run.is_open else None

    def for_all(self, state: State, look: Look) -> View | None:
        """The task and the countdown; the notes that were picked."""
        if not state.run.phase:
            return None
        picked = [
            {"text": look.read(given.text), **called(given.site, look.places, named=given.named)}
            for given in state.picked
        ]
        return {**_face(state, look.content), "picked": picked}

    def for_site(self, state: State, look: Look) -> View | None:
        """The room's own note."""
        return own(state.notes, -look.site, look)

    def for_presenters(self, state: State, look: Look) -> View | None:
        """The task, how many notes came, the newest of them."""
        return {
            **_face(state, look.content),
            "notes": len(state.notes.held),
            "of": len(look.places.sites),
            "newest": [row(given, look) for given in state.notes.newest()],
            "chosen": [row(given, look) for given in state.picked],
            "late": len(state.notes.aside),
        }

    def for_control(self, state: State, look: Look) -> View | None:
        """Which sites handed in a note."""
        if not state.run.phase:
            return None
        sites = {site: 1 for site in look.rows if -site in state.notes.held}
        n = sum(-site in state.notes.held for site in look.sites)
        content: Discussion = look.content
        face = {"phase": state.run.phase, "title": content.title, "note": content.note, "until": state.until}
        return {**face, "sites": sites, "n": n, "of": len(look.sites)}

    def summary(self, state: State, look: Look) -> View:
        """How many rooms noted something, each note by the id of its text. A voided one has none."""
        content: Discussion = look.content
        void = state.run.phase == "void"
        held = {} if void else state.notes.held
        return {
            "title": content.title,
            "task": content.task,
            "note": content.note,
            "asked": bool(state.run.opened_at),
            "void": void,
            "rules": RULES,
            "base": {"rooms": len(held), "of": len(look.places.sites)},
            "rows": [recorded(given) for given in sorted(held.values(), key=lambda given: given.site)],
            "late": len(state.notes.aside),
            "run": {**told(state.run), "until": state.until, "picked": [given.text.id for given in state.picked]},
        }


def _ends(state: State, content: Discussion) -> int:
    return state.until + (GRACE if content.note else 0)


def _picked(state: State, sites: tuple[int, ...]) -> list[Struct]:
    if state.run.phase == "void":
        raise Refused("steering.void", 409)
    if any(-site not in state.notes.held for site in sites):
        raise Refused("discussion.nothing_handed_in", 404)
    now = [state.notes.held[-site] for site in sites]
    return [] if now == state.picked else [Picked(sites)]


def _face(state: State, content: Discussion) -> View:
    return {
        "phase": state.run.phase,
        "moved": state.run.moved,
        "title": content.title,
        "task": content.task,
        "note": content.note,
        "minutes": content.minutes,
        "until": state.until,
        "mark": content.mark,
    }


KIND = Discussions()
