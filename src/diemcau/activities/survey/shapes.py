"""What is said and kept of a survey, and how answers count. Pure.

Counting, RULES 1, as `steering` says it: while it is open every answer counts, a later one when it was given between
opening and closing. An answer by name may be changed; the last one counts. Of an anonymous survey an envelope counts
when it arrived while the survey was open, the first of each person; a ballot always, as it comes from an envelope that
counted. Opening again takes in what was given since; an anonymous survey that was closed is not opened again.
"""

from typing import Annotated

from msgspec import Meta, Struct, field

from diemcau.activities.kind import Head, Text
from diemcau.activities.plan import MOST_IN_ROOM
from diemcau.activities.steering import Run
from diemcau.activities.urn import HandedIn

LONGEST = 1000  # characters of a text


class Answer(Struct, frozen=True, forbid_unknown_fields=True):
    """Answers of a person by name: for each question its choices, counted from 1, and its text.

    Questions are in the order of the author. What is left out, or empty, was not answered.
    """

    choices: tuple[tuple[int, ...], ...] = ()
    texts: tuple[str, ...] = ()


class Ballot(Struct, frozen=True, forbid_unknown_fields=True):
    """What was in one of the envelopes of an anonymous survey: the same as an `Answer`."""

    choices: tuple[tuple[int, ...], ...] = ()
    texts: tuple[str, ...] = ()


class AnswerRest(Struct, frozen=True, forbid_unknown_fields=True):
    """Those of a room without a phone: how many answered, and for each question a count for each choice."""

    persons: Annotated[int, Meta(ge=0, le=MOST_IN_ROOM)]
    counts: tuple[tuple[int, ...], ...] = ()
    site: int = 0


class Answered(Struct, frozen=True):
    """Fact: a person answered."""

    seat: int
    site: int
    choices: tuple[tuple[int, ...], ...]
    texts: tuple[Text | None, ...]


class Cast(Struct, frozen=True):
    """Fact: a ballot, of nobody knows whom. Its answers stay together, so that a reader finds no more in two facts."""

    choices: tuple[tuple[int, ...], ...]
    texts: tuple[Text | None, ...]


class RestAnswered(Struct, frozen=True):
    """Fact: what the desk of a room counted by hand."""

    site: int
    persons: int
    counts: tuple[tuple[int, ...], ...]


class Given(Struct):
    """Answers of a person as they are kept."""

    at: int  # when they were given, ms
    site: int
    choices: list[list[int]]
    texts: list[Text | None]


class Counted(Struct):
    """What a desk counted, as it is kept."""

    at: int
    site: int
    persons: int
    counts: list[list[int]]


class Sums(Struct):
    """Of a question: how often each choice was taken, and by how many it was answered; by phone and by hand."""

    phones: list[int]
    hands: list[int]
    by_phone: int = 0
    texts: list[str] = field(default_factory=list)  # ids of the texts of ballots, in the order of the ids


class State(Struct):
    """Answers that count, their sums, and what came late."""

    run: Run
    sums: list[Sums]
    persons: int = 0  # by phone: answers by name, or ballots
    seats: dict[int, Given] = field(default_factory=dict)
    rooms: dict[int, Counted] = field(default_factory=dict)
    at_site: dict[int, int] = field(default_factory=dict)  # site → persons by phone, or envelopes
    handed: dict[int, str] = field(default_factory=dict)  # seat → envelope
    late_seats: dict[int, Given] = field(default_factory=dict)
    late_rooms: dict[int, Counted] = field(default_factory=dict)
    late_handed: dict[int, int] = field(default_factory=dict)  # seat → when


def _add(state: State, choices: list[list[int]], by: int) -> None:
    for sums, chosen in zip(state.sums, choices, strict=False):
        for choice in chosen:
            sums.phones[choice - 1] += by


def _answers(given: Given, question: int) -> bool:
    chosen = given.choices[question] if question < len(given.choices) else []
    return bool(chosen or (question < len(given.texts) and given.texts[question]))


def _add_person(state: State, given: Given, by: int) -> None:
    state.persons += by
    _add(state, given.choices, by)
    for question, sums in enumerate(state.sums):
        sums.by_phone += by * _answers(given, question)


def answered(state: State, seat: int, given: Given, late: bool) -> tuple[str, ...]:
    """Take answers of a person; whose view it changed besides his own."""
    if not state.run.counts(given.at, late):
        state.late_seats[seat] = given
        return ()
    # A seat has one phone and a phone sends in order, so the last to arrive was the last to be given.
    before = state.seats.get(seat)
    if before:
        _add_person(state, before, -1)
    else:
        state.at_site[given.site] = state.at_site.get(given.site, 0) + 1
    state.seats[seat] = given
    _add_person(state, given, 1)
    return state.run.seers


def cast(state: State, fact: Cast) -> tuple[str, ...]:
    """Take a ballot. Its texts are kept in the order of their ids, which says nothing of when it came."""
    texts = list(fact.texts)
    _add_person(state, Given(0, 0, [list(chosen) for chosen in fact.choices], texts), 1)
    for sums, text in zip(state.sums, texts, strict=False):
        if text:
            sums.texts.append(text.id)
            sums.texts.sort()
    return state.run.seers


def hand_in(state: State, fact: HandedIn, head: Head) -> None:
    """Take an envelope: what its phone says of the time does not count."""
    if head.late or not state.run.is_open:
        state.late_handed.setdefault(fact.seat, head.at)
        return
    if fact.seat not in state.handed:
        state.at_site[fact.site] = state.at_site.get(fact.site, 0) + 1
    state.handed.setdefault(fact.seat, fact.envelope)


def counted(state: State, given: Counted, late: bool) -> tuple[str, ...]:
    """Take what a desk counted; the one that was counted last stands, whichever arrives first."""
    kept = state.rooms if state.run.counts(given.at, late) else state.late_rooms
    last = kept.get(given.site)
    if last and last.at > given.at:
        return ()
    kept[given.site] = given
    if kept is state.late_rooms:
        return ()
    for by, one in ((-1, last), (1, given)):
        for sums, counts in zip(state.sums, one.counts if one else (), strict=False):
            for place, persons in enumerate(counts):
                sums.hands[place] += by * persons
    return state.run.seers


def take_late(state: State) -> list[str]:
    """Count what came since the close, now that it is open again; whose answers these are."""
    seats = {seat: given for seat, given in state.late_seats.items() if state.run.takes_in(given.at)}
    for seat, given in seats.items():
        del state.late_seats[seat]
        answered(state, seat, given, late=False)
    rooms = [by_hand for by_hand in state.late_rooms.values() if state.run.takes_in(by_hand.at)]
    for by_hand in rooms:
        del state.late_rooms[by_hand.site]
        counted(state, by_hand, late=False)
    return [*(f"seat:{seat}" for seat in seats), *(f"site:{by_hand.site}" for by_hand in rooms)]
