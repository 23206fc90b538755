"""What is said and kept of a poll, and how answers count. Pure.

Counting, RULES 1: an answer may be changed; the last one counts. When it counts says `activities.steering`: while the
poll is open, later when it was given (`claimed_at`) in that time. Of two answers of a room the one given later counts,
whichever arrives first. Opening again takes in what was given since; `known` says that an answer which counts was given
when its result had been shown. `counting` says how answers of the four forms are added up.

Of a secret poll: an envelope counts when it arrived while the poll was open, the first of each person; a
ballot always, as it comes from an envelope that counted.
"""

from msgspec import Struct, field

from diemcau.activities.kind import Head
from diemcau.activities.plan import Places
from diemcau.activities.poll.counting import answered, places_of
from diemcau.activities.steering import Run
from diemcau.activities.urn import HandedIn


class Answer(Struct, frozen=True, forbid_unknown_fields=True):
    """What a person (phone) or a room (desk) answers; choices count from 1.

    `choice`: of a single question, or the step of a scale. `choices`: of several the chosen ones, of a ranking all of
    them, the first one first. The other of the two stays empty.
    """

    choice: int = 0
    choices: tuple[int, ...] = ()


class AnswerRest(Struct, frozen=True, forbid_unknown_fields=True):
    """Hands raised in a room by people without a phone, for each choice in order.

    `persons`: where one may raise a hand for several choices, how many people raised any.
    """

    split: tuple[int, ...]
    persons: int = 0
    site: int = 0


class Ballot(Struct, frozen=True, forbid_unknown_fields=True):
    """What was in one of the envelopes: choice or choices as in `Answer`, and a position group or ""."""

    choice: int = 0
    group: str = ""
    choices: tuple[int, ...] = ()


class Answered(Struct, frozen=True, omit_defaults=True):
    """Fact: a person answered. `choice` is 0 where `choices` say it."""

    seat: int
    site: int
    choice: int
    choices: tuple[int, ...] = ()


class RoomAnswered(Struct, frozen=True, omit_defaults=True):
    """Fact: a room answered."""

    site: int
    choice: int
    choices: tuple[int, ...] = ()


class RestAnswered(Struct, frozen=True, omit_defaults=True):
    """Fact: the hands of those without a phone in a room."""

    site: int
    split: tuple[int, ...]
    persons: int = 0


class Cast(Struct, frozen=True, omit_defaults=True):
    """Fact: a ballot, of nobody knows whom."""

    choice: int
    group: str
    choices: tuple[int, ...] = ()


class Given(Struct):
    """An answer as it is kept: of a person or room what was chosen, of raised hands counts (see `counting`)."""

    at: int  # when it was given, ms
    site: int
    choice: int = 0
    choices: tuple[int, ...] = ()
    split: list[int] = field(default_factory=list)


class State(Run):
    """Answers that count, their counts (see `counting`), and what came late."""

    form: str = "single"
    size: int = 0  # choices
    seats: dict[int, int] = field(default_factory=dict)  # seat → choice
    lists: dict[int, tuple[int, ...]] = field(default_factory=dict)  # seat → choices
    sites: dict[int, Given] = field(default_factory=dict)  # what a room chose, or its hands
    tally: dict[int, list[int]] = field(default_factory=dict)  # site → persons with a phone
    phones: list[int] = field(default_factory=list)  # the same of all sites
    hands: list[int] = field(default_factory=list)  # persons without one
    rooms: list[int] = field(default_factory=list)
    known: bool = False  # an answer that counts was given after the result was shown
    handed: dict[int, str] = field(default_factory=dict)  # seat → envelope
    handed_at: dict[int, int] = field(default_factory=dict)  # site → envelopes
    cast: dict[str, list[int]] = field(default_factory=dict)  # group → ballots; `phones` is their sum
    late_seats: dict[int, Given] = field(default_factory=dict)
    late_sites: dict[int, Given] = field(default_factory=dict)


def take_room(state: State, given: Given, late: bool) -> tuple[str, ...]:
    """Take what a room gave; who sees sums that changed."""
    if state.counts(given.at, late):
        _count_room(state, given)
        return state.seers
    known = state.late_sites.get(given.site)
    if known is None or known.at <= given.at:
        state.late_sites[given.site] = given
    return ()


def take_late(state: State) -> list[str]:
    """Count what came since the close, now that the poll is open again; whose answers these are."""
    chosen = ((seat, given) for seat, given in state.late_seats.items() if given.choice or given.choices)  # no envelope
    seats = {seat: given for seat, given in chosen if state.takes_in(given.at)}
    for seat, given in seats.items():
        del state.late_seats[seat]
        note_known(state, given.at)
        count_person(state, seat, given.site, given.choice, given.choices)
    rooms = [given for given in state.late_sites.values() if state.takes_in(given.at)]
    for given in rooms:
        del state.late_sites[given.site]
        _count_room(state, given)
    return [*(f"seat:{seat}" for seat in seats), *(f"site:{given.site}" for given in (*rooms, *seats.values()))]


def note_known(state: State, at: int) -> None:
    """An answer that was given at an instant counts; who gave it may have known the result."""
    if 0 < state.shown_at < at:
        state.known = True


def count_person(state: State, seat: int, site: int, choice: int, choices: tuple[int, ...]) -> None:
    """Count what a person gave, in place of what he gave before."""
    # A seat has one phone and a phone sends in order, so the last to arrive was the last to be given.
    tally = state.tally.get(site)
    if tally is None:
        tally = state.tally[site] = [0] * len(state.phones)
    if choices:
        before = state.lists.get(seat, ())
        state.lists[seat] = choices
        for counts in (tally, state.phones):
            _add(state, counts, before, -1)
            _add(state, counts, choices, 1)
        return
    if last := state.seats.get(seat):
        tally[last - 1] -= 1
        state.phones[last - 1] -= 1
    state.seats[seat] = choice
    tally[choice - 1] += 1
    state.phones[choice - 1] += 1


def _add(state: State, counts: list[int], choices: tuple[int, ...], by: int) -> None:
    for place in places_of(state.form, state.size, choices) if choices else ():
        counts[place] += by


def _count_room(state: State, given: Given) -> None:
    last = state.sites.get(given.site)
    if last and last.at > given.at:
        return
    note_known(state, given.at)
    for one, by in ((last, -1), (given, 1)):
        if one is None:
            continue
        if one.choice:
            state.rooms[one.choice - 1] += by
        _add(state, state.rooms, one.choices, by)
        for place, hands in enumerate(one.split):
            state.hands[place] += by * hands
    state.sites[given.site] = given


def persons_at(state: State, site: int) -> int:
    """How many persons of a room answered by phone."""
    tally = state.tally.get(site)
    return answered(state.form, state.size, tally) if tally else 0


def hands_of(state: State, site: int) -> int:
    """How many persons of a room answered by hand."""
    given = state.sites.get(site)
    return answered(state.form, state.size, given.split) if given and given.split else 0


def is_over(state: State, site: int, places: Places) -> bool:
    """Whether more persons answered in a room than its list has: taken all the same, marked."""
    hands = hands_of(state, site)
    return hands > 0 and persons_at(state, site) + hands > len(places.seats_of[site])


def hand_in(state: State, fact: HandedIn, head: Head) -> None:
    """Take an envelope. After the close it is late whatever its clock says: its ballot would stand alone."""
    if state.phase != "open" or head.late:
        state.late_seats[fact.seat] = Given(head.given_at, fact.site)
        return
    state.handed[fact.seat] = fact.envelope
    state.handed_at[fact.site] = state.handed_at.get(fact.site, 0) + 1


def cast(state: State, fact: Cast) -> tuple[str, ...]:
    """Count a ballot; who sees it."""
    for counts in (state.cast.setdefault(fact.group, [0] * len(state.phones)), state.phones):
        if fact.choices:
            _add(state, counts, fact.choices, 1)
        else:
            counts[fact.choice - 1] += 1
    return state.seers
