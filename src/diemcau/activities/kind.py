"""What a kind of activity is: its commands, its facts, its state, its small views.

A kind is judged in two steps. `decide` looks at a command and answers with facts or raises `Refused`;
it never changes the state. `apply` takes one fact into the state; it never refuses. Both are pure:
time, sender and plan come in as arguments. Live, at close, in `verify` and in reports the same two run.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import repeat
from typing import Any, ClassVar, Generic, TypeVar

from msgspec import Struct

from diemcau.activities.plan import Places


class Role(StrEnum):
    """Who may send a command; none named on a command means that nobody may."""

    PHONE = "phone"  # a learner's phone, bound to a seat
    HOST = "host"  # secretary of a site
    CHAIR = "chair"
    TECHNICIAN = "technician"
    ROOM = "room"  # the room screen: reads only
    LECTURER = "lecturer"  # the lecturer's assistant at the desk
    OPERATOR = "operator"  # control room at the centre
    PROVINCE = "province"  # focal person of a province
    OFFICE = "office"  # actions of the office itself
    CLOCK = "clock"  # transitions of time
    BALLOT = "ballot"  # one of those who handed in an envelope; nobody knows who


DESK = frozenset({Role.HOST, Role.CHAIR})
STEERING = frozenset({Role.LECTURER, Role.OPERATOR})

# Audiences that a fact changes something for; they name topics of the stream. SITE, SEAT and PROVINCE are those that
# the fact is about (its site's seats, every province, where it is about none); DESKS are ALL without the phones.
ALL, DESKS, SITE, SEAT, PRESENTERS, CONTROL = "all", "desks", "site", "seat", "presenters", "control"
PROVINCE, PROVINCES = "province", "provinces"


class Text(Struct, frozen=True, forbid_unknown_fields=True):
    """Free text as a fact holds it: where the words lie, and a salted digest of them."""

    id: str
    digest: str


class Who(Struct, frozen=True, array_like=True):
    """The sender of a command, as its token says. `site`, `seat`, `province`: "" or 0 when not bound to one."""

    role: Role
    actor: str  # "seat:12", "host:5", "lecturer", "clock"
    site: int = 0
    seat: int = 0
    province: str = ""
    device: str = ""


@dataclass(slots=True)
class Ask:
    """What `decide` may know besides the state."""

    at: int  # the sitting's clock, ms
    claimed_at: int  # when the sender says it happened, ms; equals `at` for a live act
    late: bool  # an act that arrives after the sitting was closed
    who: Who
    site: int  # the site that the command is about, checked against the sender; 0 for none
    seat: int  # the same for a seat
    places: Places
    content: Any
    keep: Callable[[str], Text]  # puts free text aside and returns its reference
    item: int = 0  # the item that is on


class Head(Struct, frozen=True, gc=False):
    """The outside of a fact: its place, its times and who sent it; and the places of the plan."""

    seq: int
    n: int
    at: int
    claimed_at: int
    actor: str
    device: str
    late: bool
    places: Places

    @property
    def given_at(self) -> int:
        """When it happened, as the sender says (ms): never after it arrived, whatever his clock shows."""
        return min(self.claimed_at, self.at)


class Group(Struct, frozen=True):
    """Texts that are alike: a number that lasts, the fact of the most typical one, the facts of all, ascending."""

    id: int
    typical: int
    members: tuple[int, ...]


class Grouping(Struct, frozen=True):
    """Groups of an activity, largest first: the version of the rules that made them, of texts up to `position`."""

    version: int = 0
    position: int = 0
    groups: tuple[Group, ...] = ()


NONE_GROUPED = Grouping()


class Due(Struct, frozen=True):
    """A transition of time that is to come: when (ms, the sitting's clock), and the command that makes it."""

    at: int
    verb: str
    body: Struct


@dataclass(slots=True)
class Look:
    """For whom a view is made. `read` gives back free text, "" when it was erased."""

    places: Places
    content: Any
    read: Callable[[Text | None], str]
    at: int
    site: int = 0
    seat: int = 0
    province: str = ""
    sites: Sequence[int] = ()  # the sites that a province or the control room sees; sums are over them
    rows: Sequence[int] = ()  # of these the ones whose row is wanted: all, or those that moved
    grouping: Grouping = NONE_GROUPED  # of the texts of this activity, as far as they are grouped


class Verb(Struct, frozen=True):
    """A command: the shape of its body, the roles that may send it, whether it is an act.

    Steering (`act=False`) is judged by state. An act is never refused for time or state: it becomes a
    fact with `late`, and a rule counts it. A body may have fields `site` and `seat`; 0 means the
    sender's own, and the board checks that they are his before `decide` sees them.
    """

    body: type[Struct]
    roles: frozenset[Role]
    act: bool = False


class Happening(Struct, frozen=True):
    """A kind of fact: the shape of its body and the audiences whose view it changes.

    `place` is the field of the body that holds the place of an earlier fact, "" for none: in another journal that
    fact has another place.
    """

    body: type[Struct]
    touches: frozenset[str]
    place: str = ""


def touches(*audiences: str) -> frozenset[str]:
    """Audiences as a set."""
    return frozenset(audiences)


def total(counts: Mapping[int, int], sites: Iterable[int]) -> int:
    """Counts by site summed over these sites; a site that is not there counts 0."""
    return sum(map(counts.get, sites, repeat(0)))


C = TypeVar("C")
S = TypeVar("S")
View = dict[str, Any]


class Kind(Generic[C, S]):
    """Base of every kind; a kind is one object of a subclass, without state of its own.

    Views answer None when there is nothing to say to that audience. They hold only JSON values.
    """

    name: ClassVar[str]
    standing: ClassVar[bool] = False  # lives the whole sitting under its own name, with no author's content
    lasting: ClassVar[bool] = False  # speaks again from the close of the sitting on, whatever item was the last
    content: ClassVar[type]
    state: ClassVar[type]
    verbs: ClassVar[Mapping[str, Verb]]
    facts: ClassVar[Mapping[str, Happening]]

    def start(self, content: C, places: Places) -> S:
        """The state before anything happened."""
        raise NotImplementedError

    def decide(self, state: S, verb: str, body: Any, ask: Ask) -> list[Struct]:
        """Facts for a command, or Refused. Changes nothing."""
        raise NotImplementedError

    def apply(self, state: S, fact: Any, head: Head) -> Iterable[str] | None:
        """Take one fact into the state. Refuses nothing.

        Answers with audiences (or single topics: "seat:12") whose view it changed besides those that every fact of
        its kind touches.
        """
        raise NotImplementedError

    def is_open(self, state: S) -> bool:
        """Whether it is on now (a standing kind always is)."""
        return self.standing

    def due(self, state: S, content: C) -> Due | None:
        """The next transition that time alone brings; the clock sends it, once in all nodes."""
        return None

    def texts(self, state: S) -> Mapping[int, Text]:
        """Texts of rooms that are to be grouped by likeness, each under its fact's place in the journal."""
        return {}

    def for_all(self, state: S, look: Look) -> View | None:
        """What every phone, desk and room sees: no person, and no site by name unless it came forward."""
        return None

    def for_phones(self, state: S, look: Look) -> View | None:
        """What phones see of this; the same, unless there is less for them."""
        return self.for_all(state, look)

    def for_site(self, state: S, look: Look) -> View | None:
        """What the desk (and room) of `look.site` sees besides: its own, also of an item that is not on."""
        return None

    def for_seat(self, state: S, look: Look) -> View | None:
        """What the phone of `look.seat` sees besides: its own, also of an item that is not on."""
        return None

    def for_presenters(self, state: S, look: Look) -> View | None:
        """What the lecturer's desk sees."""
        return None

    def for_control(self, state: S, look: Look) -> View | None:
        """What the control room, or a province, sees of `look.sites`: {"sites": {id: small value}, ...}.

        "sites" has rows of `look.rows` only. A fact about a site changes the row of no other site; whether there
        is a view at all changes with facts about no site.
        """
        return None

    def summary(self, state: S, look: Look) -> View:
        """Figures and rows for the records; equal for equal facts."""
        raise NotImplementedError
