"""What is said and kept of a situation: bodies of commands, facts, the state. Pure.

The state, for those who make views of it:

- `state.boards[code]`: a `Board` for every turn, FIRST ("1") always: the decisions that count by site, sums by choice
  (`split`, `by_unit`, `by_province`), the latest reasons, what was set aside. A room stands on the board of a turn
  only while that turn is on its way. Of several and share a room is counted at each choice that it chose, so a split
  may add up to more than `len(board.sites)`; of a text all sums are empty and `latest` has one list.
- `state.rooms[site]`: a room that decided something: its `decisions` and those set `aside` by turn, and its `way`
  (see `course`). A room that decided nothing stands where `state.nobody` stands.
- `state.arrivals`: developments that came for all rooms, in order, with their instants.
- `texts_of(state)`: place of its fact → the words of each decision that counts, of every turn.
- `state.sites`, `split`, `by_unit`, `by_province`, `latest`, `aside`, `late` are those of the first turn.

How decisions are counted stands in `counting`.
"""

from typing import Literal

from msgspec import Struct, field

from diemcau.activities.kind import Text
from diemcau.activities.situation.content import FIRST
from diemcau.activities.situation.course import Arrival, Given, Plot, Way

RULES = 1
LATEST = 8  # reasons kept at hand for each choice

Phase = Literal["", "open", "discuss", "closed", "shown", "void"]


class Discuss(Struct, frozen=True, forbid_unknown_fields=True):
    """Start the timer: with the author's minutes (0) or others; while it runs, `minutes` are added."""

    minutes: int = 0


class Develop(Struct, frozen=True, forbid_unknown_fields=True):
    """Let development `n` arrive, counted from 1, with those by hand before it.

    Of one that time brings the time of the case is moved on to it; what would have come before comes too.
    """

    n: int


class Arrive(Struct, frozen=True, forbid_unknown_fields=True):
    """The time of development `n`, which was due `at` (ms), has come, says the clock."""

    n: int
    at: int


class Decide(Struct, frozen=True, forbid_unknown_fields=True):
    """The room's decision on a turn, with a sentence of reason.

    By the form of the turn: `choice`, counted from 1; `choices`, from 1; `shares`, how much of the total for each
    choice; `text`. `named`: its chair agrees that the room is named when its decision is discussed. `hands`: how many
    in the room were for each choice, where the chair counted them.
    """

    choice: int = 0
    reason: str = ""
    named: bool = False
    site: int = 0
    turn: str = FIRST
    choices: tuple[int, ...] = ()
    shares: tuple[int, ...] = ()
    text: str = ""
    hands: tuple[int, ...] = ()


class Show(Struct, frozen=True, forbid_unknown_fields=True):
    """Show the split to everybody, with the expert's view or without; closes first when still open."""

    expert: bool = False


class Pick(Struct, frozen=True, forbid_unknown_fields=True):
    """Put the decisions of up to two rooms before everybody; none takes them away."""

    sites: tuple[int, ...]
    turn: str = FIRST


class Draw(Struct, frozen=True, forbid_unknown_fields=True):
    """A lesson that the lecturer draws, and the rooms whose decisions it rests on."""

    text: str
    sites: tuple[int, ...] = ()
    turn: str = FIRST


class Discussing(Struct, frozen=True):
    """Fact: rooms discuss, for so many minutes (more)."""

    minutes: int


class Developed(Struct, frozen=True):
    """Fact: development `n` has arrived, by hand."""

    n: int


class Arrived(Struct, frozen=True):
    """Fact: the time of development `n` has come for all rooms."""

    n: int


class Decided(Struct, frozen=True):
    """Fact: a room decided. Kind of its unit and province are those of the plan."""

    site: int
    choice: int
    reason: Text | None
    named: bool
    unit: str
    province: str
    turn: str = FIRST
    choices: tuple[int, ...] = ()
    shares: tuple[int, ...] = ()
    text: Text | None = None
    hands: tuple[int, ...] = ()


class Shown(Struct, frozen=True):
    """Fact: everybody sees the split (and the expert's view)."""

    expert: bool


class Picked(Struct, frozen=True):
    """Fact: the decisions of these rooms are before everybody."""

    sites: tuple[int, ...]
    turn: str = FIRST


class Drawn(Struct, frozen=True):
    """Fact: a lesson, the places in the journal of the decisions behind it, and the split at that time."""

    text: Text
    sites: tuple[int, ...]
    facts: tuple[int, ...]
    split: tuple[int, ...]
    turn: str = FIRST


class Decision(Struct):
    """What a room decided: when it was made (ms), when it first decided this, and its place in the journal."""

    choice: int  # of several the first, of a share the one with most; 0 for a text
    reason: Text | None
    named: bool
    unit: str
    province: str
    at: int
    seq: int
    late: bool = False  # it arrived after the close
    first: int = 0
    given: Given = ()
    text: Text | None = None
    hands: tuple[int, ...] = ()

    @property
    def words(self) -> Text | None:
        """The text of a decision in words, the reason of any other."""
        return self.text or self.reason


class Board(Struct):
    """The decisions on one turn, and their sums."""

    sites: dict[int, Decision] = field(default_factory=dict)
    aside: dict[int, Decision] = field(default_factory=dict)
    late: int = 0  # of those that count, how many arrived after the close
    split: list[int] = field(default_factory=list)
    given: list[int] = field(default_factory=list)  # of a share: how much all rooms gave to each choice
    by_unit: dict[str, list[int]] = field(default_factory=dict)
    by_province: dict[str, list[int]] = field(default_factory=dict)
    latest: list[list[int]] = field(default_factory=list)  # by choice: rooms that gave a reason, oldest first

    @property
    def decided(self) -> int:
        """How many rooms have decided."""
        return len(self.sites)


class Room(Struct):
    """A room that decided something: what counts (also of turns that are not put to it) and what does not, by turn."""

    way: Way
    decisions: dict[str, Decision] = field(default_factory=dict)
    aside: dict[str, Decision] = field(default_factory=dict)


class State(Struct):
    """Boards by turn, ways of the rooms, and what was drawn from them."""

    plot: Plot
    nobody: Way  # of a room that decided nothing
    ends: int = 0  # planned end of the sitting, ms
    of_unit: dict[str, int] = field(default_factory=dict)  # rooms by kind of unit
    of_province: dict[str, int] = field(default_factory=dict)
    phase: Phase = ""
    opened_at: int = 0
    closed_at: int = 0
    until: int = 0  # end of the timer, ms
    zero: int = 0  # when the time of the case was 0, ms; it runs while rooms discuss
    stopped: int = 0  # since when it stands still, ms; 0 while it runs
    moved: int = 0  # when it was last steered, ms: rooms show what was moved last
    expert: bool = False
    arrivals: list[Arrival] = field(default_factory=list)
    boards: dict[str, Board] = field(default_factory=dict)
    rooms: dict[int, Room] = field(default_factory=dict)
    picked: list[int] = field(default_factory=list)
    picked_turn: str = FIRST
    picked_as: dict[int, Decision] = field(default_factory=dict)  # by site, as it was when it was picked
    lessons: list[Drawn] = field(default_factory=list)

    @property
    def sites(self) -> dict[int, Decision]:
        """Decisions on the first turn."""
        return self.boards[FIRST].sites

    @property
    def aside(self) -> dict[int, Decision]:
        """Decisions on the first turn that do not count."""
        return self.boards[FIRST].aside

    @property
    def late(self) -> int:
        """Decisions on the first turn that came late and count."""
        return self.boards[FIRST].late

    @property
    def split(self) -> list[int]:
        """Rooms by choice of the first turn."""
        return self.boards[FIRST].split

    @property
    def by_unit(self) -> dict[str, list[int]]:
        """The same by kind of unit."""
        return self.boards[FIRST].by_unit

    @property
    def by_province(self) -> dict[str, list[int]]:
        """The same by province."""
        return self.boards[FIRST].by_province

    @property
    def latest(self) -> list[list[int]]:
        """Rooms that gave a reason last, by choice of the first turn."""
        return self.boards[FIRST].latest


def texts_of(state: State) -> dict[int, Text]:
    """Words of the decisions that count, of every turn, each under its place in the journal."""
    return {
        decision.seq: words
        for board in state.boards.values()
        for decision in board.sites.values()
        if (words := decision.words)
    }
