"""What is said and kept of a poll, and how answers count. Pure.

Counting, RULES 1: an answer may be changed; the last one counts. While the poll is open every answer
counts. An answer that arrives later counts when it was given (`claimed_at`) between opening and closing:
a line was lost. Where nobody closed the poll, the planned end of the sitting stands for the close. All
others are kept aside as late, outside the figures. Of two answers of a room the one given later counts,
whichever arrives first. Opening again, possible until the result was shown, takes in what was given since.

Of a secret poll: an envelope counts when it arrived while the poll was open, the first of each person; a
ballot always, as it comes from an envelope that counted.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from diemcau.activities.kind import ALL, Head
from diemcau.activities.plan import Places

RULES = 1
MOST_HANDS = 1000  # more people than any room holds: a slip of the finger

Phase = Literal["", "open", "closed", "shown"]
Envelope = Annotated[str, Meta(pattern="^[0-9a-f]{1,512}$")]  # see `urn`


class Open(Struct, frozen=True, forbid_unknown_fields=True):
    """Ask the question, or open it again."""


class Close(Struct, frozen=True, forbid_unknown_fields=True):
    """Take no more answers."""


class Show(Struct, frozen=True, forbid_unknown_fields=True):
    """Show the result to everybody; closes first when it is still open."""


class Answer(Struct, frozen=True, forbid_unknown_fields=True):
    """A choice, counted from 1: of a person (phone) or of a room (desk)."""

    choice: int


class AnswerRest(Struct, frozen=True, forbid_unknown_fields=True):
    """Hands raised in a room by people without a phone, for each choice in order."""

    split: tuple[int, ...]
    site: int = 0


class HandIn(Struct, frozen=True, forbid_unknown_fields=True):
    """A person of a secret poll hands in an envelope that nobody can look into."""

    envelope: Envelope


class Ballot(Struct, frozen=True, forbid_unknown_fields=True):
    """What was in one of the envelopes: a choice, counted from 1, and a position group or ""."""

    choice: int
    group: str = ""


class Opened(Struct, frozen=True):
    """Fact: answers are taken."""


class Closed(Struct, frozen=True):
    """Fact: no more answers; what comes is late."""


class Shown(Struct, frozen=True):
    """Fact: everybody sees the result."""


class Answered(Struct, frozen=True):
    """Fact: a person chose."""

    seat: int
    site: int
    choice: int


class RoomAnswered(Struct, frozen=True):
    """Fact: a room chose."""

    site: int
    choice: int


class RestAnswered(Struct, frozen=True):
    """Fact: the hands of those without a phone in a room."""

    site: int
    split: tuple[int, ...]


class HandedIn(Struct, frozen=True):
    """Fact: a person handed in an envelope."""

    seat: int
    site: int
    envelope: str


class Cast(Struct, frozen=True):
    """Fact: a ballot, of nobody knows whom."""

    choice: int
    group: str


class Given(Struct):
    """An answer as it is kept: of a person or room a choice, of raised hands a count for each choice."""

    at: int  # when it was given, ms
    site: int
    choice: int = 0
    split: list[int] = field(default_factory=list)


class State(Struct):
    """Answers that count, their sums by choice, and what came late."""

    ends: int = 0  # planned end of the sitting, ms
    phase: Phase = ""
    opened_at: int = 0
    closed_at: int = 0
    moved: int = 0  # when it was last steered, ms: rooms show what was moved last
    seats: dict[int, int] = field(default_factory=dict)  # seat → choice
    sites: dict[int, Given] = field(default_factory=dict)  # a room's choice, or its hands
    tally: dict[int, list[int]] = field(default_factory=dict)  # site → persons with a phone, by choice
    phones: list[int] = field(default_factory=list)  # the same of all sites
    hands: list[int] = field(default_factory=list)  # persons without one, by choice
    rooms: list[int] = field(default_factory=list)  # rooms, by choice
    handed: dict[int, str] = field(default_factory=dict)  # seat → envelope
    handed_at: dict[int, int] = field(default_factory=dict)  # site → envelopes
    cast: dict[str, list[int]] = field(default_factory=dict)  # group → ballots, by choice; `phones` is their sum
    late_seats: dict[int, Given] = field(default_factory=dict)
    late_sites: dict[int, Given] = field(default_factory=dict)


def given_at(head: Head) -> int:
    """When an answer was given: as the sender says, but not after it arrived."""
    return min(head.claimed_at, head.at)


def counts_at(state: State, at: int, late: bool) -> bool:
    """Whether an answer given at an instant counts."""
    in_time = 0 < state.opened_at <= at <= (state.closed_at or state.ends)
    return in_time or (not late and state.phase == "open")


def seers(state: State) -> tuple[str, ...]:
    """Who sees sums that changed besides those who steer."""
    return (ALL,) if state.phase == "shown" else ()


def take_room(state: State, given: Given, late: bool) -> tuple[str, ...]:
    if counts_at(state, given.at, late):
        _count_room(state, given)
        return seers(state)
    state.late_sites[given.site] = given
    return ()


def take_late(state: State) -> list[str]:
    """Count what came since the close, now that the poll is open again; whose answers these are."""
    seats = {seat: given for seat, given in state.late_seats.items() if given.at >= state.opened_at}
    for seat, given in seats.items():
        del state.late_seats[seat]
        count_person(state, seat, given.site, given.choice)
    rooms = [given for given in state.late_sites.values() if given.at >= state.opened_at]
    for given in rooms:
        del state.late_sites[given.site]
        _count_room(state, given)
    return [*(f"seat:{seat}" for seat in seats), *(f"site:{given.site}" for given in (*rooms, *seats.values()))]


def count_person(state: State, seat: int, site: int, choice: int) -> None:
    # A seat has one phone and a phone sends in order, so the last to arrive was the last to be given.
    tally = state.tally.get(site)
    if tally is None:
        tally = state.tally[site] = [0] * len(state.phones)
    if before := state.seats.get(seat):
        tally[before - 1] -= 1
        state.phones[before - 1] -= 1
    state.seats[seat] = choice
    tally[choice - 1] += 1
    state.phones[choice - 1] += 1


def _count_room(state: State, given: Given) -> None:
    last = state.sites.get(given.site)
    if last and last.at > given.at:
        return
    if last and last.choice:
        state.rooms[last.choice - 1] -= 1
    if given.choice:
        state.rooms[given.choice - 1] += 1
    for place, hands in enumerate(given.split):
        state.hands[place] += hands - (last.split[place] if last else 0)
    state.sites[given.site] = given


def hands_of(state: State, site: int) -> int:
    given = state.sites.get(site)
    return sum(given.split) if given else 0


def is_over(state: State, site: int, places: Places) -> bool:
    """Whether more persons answered in a room than its list has: taken all the same, marked."""
    hands = hands_of(state, site)
    return hands > 0 and sum(state.tally.get(site, ())) + hands > len(places.seats_of[site])


def hand_in(state: State, fact: HandedIn, head: Head) -> None:
    """Take an envelope. After the close it is late whatever its clock says: its ballot would stand alone."""
    if state.phase != "open" or head.late:
        state.late_seats[fact.seat] = Given(given_at(head), fact.site)
        return
    state.handed[fact.seat] = fact.envelope
    state.handed_at[fact.site] = state.handed_at.get(fact.site, 0) + 1


def cast(state: State, fact: Cast) -> tuple[str, ...]:
    """Count a ballot; who sees it."""
    split = state.cast.setdefault(fact.group, [0] * len(state.phones))
    split[fact.choice - 1] += 1
    state.phones[fact.choice - 1] += 1
    return seers(state)
