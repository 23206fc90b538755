"""What is said and kept of a situation: bodies of commands, facts, the state. Pure.

Counting, RULES 1: a room may change its decision; the last one counts. While the situation is open every
decision counts. One that arrives later counts when it was made (`claimed_at`) between opening and closing:
a line was lost; it is marked `late`. Where nobody closed the situation, the planned end of the sitting
stands for the close. All others are set aside: kept and listed, outside the figures. Of two decisions of a
room the one made later counts, whichever arrives first. Discussing again after the close, possible until
the result was shown, takes in what was decided since.
"""

from typing import Literal

from msgspec import Struct, field

from diemcau.activities.kind import Head, Text
from diemcau.activities.plan import Places

RULES = 1
LATEST = 8  # reasons kept at hand for each choice

Phase = Literal["", "open", "discuss", "closed", "shown"]


class Open(Struct, frozen=True, forbid_unknown_fields=True):
    """Put the story before every room."""


class Discuss(Struct, frozen=True, forbid_unknown_fields=True):
    """Start the timer: with the author's minutes (0) or others; while it runs, `minutes` are added."""

    minutes: int = 0


class Develop(Struct, frozen=True, forbid_unknown_fields=True):
    """Let development `n` arrive, counted from 1."""

    n: int


class Decide(Struct, frozen=True, forbid_unknown_fields=True):
    """The room's decision, a choice counted from 1, with a sentence of reason.

    `named`: its chair agrees that the room is named when its decision is discussed.
    """

    choice: int
    reason: str = ""
    named: bool = False
    site: int = 0


class Close(Struct, frozen=True, forbid_unknown_fields=True):
    """Take no more decisions."""


class Show(Struct, frozen=True, forbid_unknown_fields=True):
    """Show the split to everybody, with the expert's view or without; closes first when still open."""

    expert: bool = False


class Pick(Struct, frozen=True, forbid_unknown_fields=True):
    """Put the decisions of up to two rooms before everybody; none takes them away."""

    sites: tuple[int, ...]


class Draw(Struct, frozen=True, forbid_unknown_fields=True):
    """A lesson that the lecturer draws, and the rooms whose decisions it rests on."""

    text: str
    sites: tuple[int, ...] = ()


class Opened(Struct, frozen=True):
    """Fact: every room sees the story."""


class Discussing(Struct, frozen=True):
    """Fact: rooms discuss, for so many minutes (more)."""

    minutes: int


class Developed(Struct, frozen=True):
    """Fact: development `n` has arrived."""

    n: int


class Decided(Struct, frozen=True):
    """Fact: a room decided. Kind of its unit and province are those of the plan."""

    site: int
    choice: int
    reason: Text | None
    named: bool
    unit: str
    province: str


class Closed(Struct, frozen=True):
    """Fact: no more decisions; what comes is late."""


class Shown(Struct, frozen=True):
    """Fact: everybody sees the split (and the expert's view)."""

    expert: bool


class Picked(Struct, frozen=True):
    """Fact: the decisions of these rooms are before everybody."""

    sites: tuple[int, ...]


class Drawn(Struct, frozen=True):
    """Fact: a lesson, the places in the journal of the decisions behind it, and the split at that time."""

    text: Text
    sites: tuple[int, ...]
    facts: tuple[int, ...]
    split: tuple[int, ...]


class Decision(Struct):
    """What a room decided: when it was made (ms), and its place in the journal."""

    choice: int
    reason: Text | None
    named: bool
    unit: str
    province: str
    at: int
    seq: int
    late: bool = False  # it arrived after the close


class State(Struct):
    """Decisions that count, their sums, those set aside, and what was drawn from them."""

    ends: int = 0  # planned end of the sitting, ms
    of_unit: dict[str, int] = field(default_factory=dict)  # rooms by kind of unit
    of_province: dict[str, int] = field(default_factory=dict)
    phase: Phase = ""
    opened_at: int = 0
    closed_at: int = 0
    until: int = 0  # end of the timer, ms
    moved: int = 0  # when it was last steered, ms: rooms show what was moved last
    developed: int = 0
    expert: bool = False
    sites: dict[int, Decision] = field(default_factory=dict)
    aside: dict[int, Decision] = field(default_factory=dict)
    late: int = 0  # of those that count, how many arrived after the close
    split: list[int] = field(default_factory=list)
    by_unit: dict[str, list[int]] = field(default_factory=dict)
    by_province: dict[str, list[int]] = field(default_factory=dict)
    latest: list[list[int]] = field(default_factory=list)  # by choice: rooms that gave a reason, oldest first
    picked: list[int] = field(default_factory=list)
    lessons: list[Drawn] = field(default_factory=list)


def begin(choices: int, places: Places) -> State:
    """The state before anything happened."""
    state = State(ends=places.plan.ends_at, split=[0] * choices, latest=[[] for _ in range(choices)])
    for site in places.plan.sites:
        state.of_unit[site.kind] = state.of_unit.get(site.kind, 0) + 1
        state.of_province[site.province] = state.of_province.get(site.province, 0) + 1
    return state


def take(state: State, fact: Decided, head: Head) -> bool:
    """Count a decision, or set it aside; whether it counts."""
    made = min(head.claimed_at, head.at)  # nothing was made after it arrived
    opened = state.phase in {"open", "discuss"} and not head.late
    decision = Decision(fact.choice, fact.reason, fact.named, fact.unit, fact.province, made, head.seq, late=not opened)
    counts = opened or 0 < state.opened_at <= made <= (state.closed_at or state.ends)
    if counts:
        _count(state, fact.site, decision)
    else:
        state.aside[fact.site] = decision
    return counts


def take_aside(state: State) -> list[int]:
    """Count what was decided since the close, now that rooms discuss again; the sites that decided it."""
    sites = [site for site, decision in state.aside.items() if decision.at >= state.opened_at]
    for site in sites:
        _count(state, site, state.aside.pop(site))
    return sites


def _count(state: State, site: int, decision: Decision) -> None:
    last = state.sites.get(site)
    if last:
        if last.at > decision.at:
            return
        _add(state, last, -1)
        if site in state.latest[last.choice - 1]:
            state.latest[last.choice - 1].remove(site)
    state.sites[site] = decision
    _add(state, decision, 1)
    if decision.reason:
        newest = state.latest[decision.choice - 1]
        newest.append(site)
        del newest[:-LATEST]


def _add(state: State, decision: Decision, one: int) -> None:
    place = decision.choice - 1
    state.split[place] += one
    state.late += one * decision.late
    for sums, whose in ((state.by_unit, decision.unit), (state.by_province, decision.province)):
        split = sums.get(whose)
        if split is None:
            split = sums[whose] = [0] * len(state.split)
        split[place] += one
