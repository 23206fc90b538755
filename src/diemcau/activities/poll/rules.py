"""A poll: a question on facts or practice, answered by persons or by rooms. Pure.

Persons answer on their phones; the desk adds a show of hands of those without a phone, as a count for
each choice. Both are persons and may be added. Rooms answer once a room, at the desk. A poll has one of
the two bases, so rooms and persons are never added.

Counting, RULES 1: an answer may be changed; the last one counts. While the poll is open every answer
counts. An answer that arrives later counts when it was given (`claimed_at`) between opening and closing:
a line was lost. Where nobody closed the poll, the planned end of the sitting stands for the close. All
others are kept aside as late, outside the figures. Of two answers of a room the one given later counts,
whichever arrives first. Opening again, possible until the result was shown, takes in what was given since.
"""

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct, field

from diemcau.activities.kind import (
    ALL,
    CONTROL,
    DESK,
    PRESENTERS,
    PROVINCE,
    SEAT,
    SITE,
    STEERING,
    Ask,
    Happening,
    Head,
    Kind,
    Look,
    Role,
    Verb,
    View,
    touches,
)
from diemcau.activities.plan import Places
from diemcau.activities.poll.content import Poll
from diemcau.base.refused import Refused

RULES = 1
MOST_HANDS = 1000  # more people than any room holds: a slip of the finger

Phase = Literal["", "open", "closed", "shown"]


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
    late_seats: dict[int, Given] = field(default_factory=dict)
    late_sites: dict[int, Given] = field(default_factory=dict)


class PollKind(Kind[Poll, State]):
    """A question with choices."""

    name = "poll"
    content = Poll
    state = State
    verbs = {
        "open": Verb(Open, STEERING),
        "close": Verb(Close, STEERING),
        "show": Verb(Show, STEERING),
        "answer": Verb(Answer, DESK | {Role.PHONE}, act=True),
        "answer_rest": Verb(AnswerRest, DESK, act=True),
    }
    facts = {
        "opened": Happening(Opened, touches(ALL, PRESENTERS, CONTROL, PROVINCE)),
        "closed": Happening(Closed, touches(ALL, PRESENTERS, CONTROL, PROVINCE)),
        "shown": Happening(Shown, touches(ALL, PRESENTERS, CONTROL, PROVINCE)),
        "answered": Happening(Answered, touches(SEAT, PRESENTERS, CONTROL, PROVINCE)),
        "room_answered": Happening(RoomAnswered, touches(SITE, PRESENTERS, CONTROL, PROVINCE)),
        "rest_answered": Happening(RestAnswered, touches(SITE, PRESENTERS, CONTROL, PROVINCE)),
    }

    def start(self, content: Poll, places: Places) -> State:
        """Nobody was asked."""
        none = [0] * len(content.choices)
        return State(ends=places.plan.ends_at, phones=list(none), hands=list(none), rooms=list(none))

    def decide(self, state: State, verb: str, body: Struct, ask: Ask) -> list[Struct]:
        """Facts for a command."""
        content: Poll = ask.content
        match body:
            case Answer(choice=choice):
                return [_answered(content, choice, ask)]
            case AnswerRest(split=split):
                if content.answers != "persons":
                    raise Refused("poll.for_rooms", 409)
                if len(split) != len(content.choices) or not all(0 <= hands <= MOST_HANDS for hands in split):
                    raise Refused("poll.bad_split", 400, choices=len(content.choices), most=MOST_HANDS)
                return [RestAnswered(ask.site, split)]
            case Open():
                if state.phase == "shown":
                    raise Refused("poll.shown", 409)
                return [] if state.phase == "open" else [Opened()]
        if not state.phase:
            raise Refused("poll.not_open", 409)
        if isinstance(body, Close):
            return [Closed()] if state.phase == "open" else []
        if state.phase == "shown":
            return []
        return [Closed(), Shown()] if state.phase == "open" else [Shown()]

    def apply(self, state: State, fact: Struct, head: Head) -> Iterable[str] | None:
        """Take in a fact; a person may be one too many for his room, and late answers count when it opens again."""
        match fact:
            case Answered(seat=seat, site=site, choice=choice):
                over = _over(state, site, head.places)
                at = _time(head)
                if not _counts(state, at, head.late):
                    state.late_seats[seat] = Given(at, site, choice)
                    return None
                _count_person(state, seat, site, choice)
                return [*_seen(state), *((SITE,) if _over(state, site, head.places) != over else ())]
            case RoomAnswered(site=site, choice=choice):
                return _take_room(state, Given(_time(head), site, choice), head.late)
            case RestAnswered(site=site, split=split):
                return _take_room(state, Given(_time(head), site, split=list(split)), head.late)
            case Opened():
                state.phase, state.closed_at, state.moved = "open", 0, head.at
                state.opened_at = state.opened_at or head.at
                return _take_late(state)
            case Closed():
                state.phase, state.closed_at, state.moved = "closed", head.at, head.at
            case Shown():
                state.phase, state.moved = "shown", head.at
        return None

    def is_open(self, state: State) -> bool:
        """Whether answers are taken."""
        return state.phase == "open"

    def for_all(self, state: State, look: Look) -> View | None:
        """The question; the result when it is shown."""
        if not state.phase:
            return None
        view = _face(state, look.content)
        if state.phase == "shown":
            view["result"] = _result(state, look)
        return view

    def for_site(self, state: State, look: Look) -> View | None:
        """What this room gave, and whether more persons answered than its list has."""
        mine, late = state.sites.get(look.site), state.late_sites.get(look.site)
        over = _over(state, look.site, look.places)
        if not (mine or late or over):
            return None
        return {
            "mine": {"choice": mine.choice, "split": mine.split, "at": mine.at} if mine else None,
            "late": {"choice": late.choice, "split": late.split, "at": late.at} if late else None,
            "over": over,
        }

    def for_seat(self, state: State, look: Look) -> View | None:
        """What this person chose."""
        mine, late = state.seats.get(look.seat, 0), state.late_seats.get(look.seat)
        return {"mine": mine, "late": late.choice if late else 0} if mine or late else None

    def for_presenters(self, state: State, look: Look) -> View | None:
        """The question and the answers as they come in."""
        return {
            **_face(state, look.content),
            "result": _result(state, look),
            "late": {"persons": len(state.late_seats), "rooms": len(state.late_sites)},
        }

    def for_control(self, state: State, look: Look) -> View | None:
        """Sites that answered: the choice of the room, or persons by phone and by hand."""
        if not state.phase:
            return None
        if look.content.answers == "rooms":
            return {"phase": state.phase, "sites": {s: state.sites[s].choice for s in look.rows if s in state.sites}}
        return {
            "phase": state.phase,
            "sites": {
                site: {"phones": sum(state.tally.get(site, ())), "hands": _hands(state, site)}
                for site in look.rows
                if site in state.tally or site in state.sites
            },
        }

    def summary(self, state: State, look: Look) -> View:
        """Sums by choice with their base, and a row for each site that answered."""
        content: Poll = look.content
        result = _result(state, look)
        return {
            "title": content.title,
            "question": content.question,
            "choices": list(content.choices),
            "answers": content.answers,
            "asked": bool(state.opened_at),
            "rules": RULES,
            **result,
            "late": {"seats": sorted(state.late_seats), "sites": sorted(state.late_sites)},
            "rows": _rows(state, look),
            "run": {"opened_at": state.opened_at, "closed_at": state.closed_at},
        }


def _answered(content: Poll, choice: int, ask: Ask) -> Struct:
    by_phone = ask.who.role == Role.PHONE
    if by_phone != (content.answers == "persons"):
        raise Refused("poll.for_rooms" if by_phone else "poll.for_persons", 409)
    if not 1 <= choice <= len(content.choices):
        raise Refused("poll.no_such_choice", 400, choices=len(content.choices))
    return Answered(ask.seat, ask.site, choice) if by_phone else RoomAnswered(ask.site, choice)


def _time(head: Head) -> int:
    """When an answer was given: as the sender says, but not after it arrived."""
    return min(head.claimed_at, head.at)


def _counts(state: State, at: int, late: bool) -> bool:
    """Whether an answer given at an instant counts."""
    in_time = 0 < state.opened_at <= at <= (state.closed_at or state.ends)
    return in_time or (not late and state.phase == "open")


def _seen(state: State) -> tuple[str, ...]:
    """Who sees sums that changed besides those who steer."""
    return (ALL,) if state.phase == "shown" else ()


def _take_room(state: State, given: Given, late: bool) -> tuple[str, ...]:
    if _counts(state, given.at, late):
        _count_room(state, given)
        return _seen(state)
    state.late_sites[given.site] = given
    return ()


def _take_late(state: State) -> list[str]:
    """Count what came since the close, now that the poll is open again; whose answers these are."""
    seats = {seat: given for seat, given in state.late_seats.items() if given.at >= state.opened_at}
    for seat, given in seats.items():
        del state.late_seats[seat]
        _count_person(state, seat, given.site, given.choice)
    rooms = [given for given in state.late_sites.values() if given.at >= state.opened_at]
    for given in rooms:
        del state.late_sites[given.site]
        _count_room(state, given)
    return [*(f"seat:{seat}" for seat in seats), *(f"site:{given.site}" for given in (*rooms, *seats.values()))]


def _count_person(state: State, seat: int, site: int, choice: int) -> None:
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


def _hands(state: State, site: int) -> int:
    given = state.sites.get(site)
    return sum(given.split) if given else 0


def _over(state: State, site: int, places: Places) -> bool:
    """Whether more persons answered in a room than its list has: taken all the same, marked."""
    hands = _hands(state, site)
    return hands > 0 and sum(state.tally.get(site, ())) + hands > len(places.seats_of[site])


def _face(state: State, content: Poll) -> View:
    return {
        "phase": state.phase,
        "moved": state.moved,
        "title": content.title,
        "question": content.question,
        "choices": list(content.choices),
        "answers": content.answers,
    }


def _result(state: State, look: Look) -> View:
    """Sums by choice and the base that they stand on."""
    if look.content.answers == "rooms":
        return {"split": list(state.rooms), "base": {"rooms": sum(state.rooms), "of": len(look.places.sites)}}
    phones, hands = sum(state.phones), sum(state.hands)
    return {
        "split": [by_phone + by_hand for by_phone, by_hand in zip(state.phones, state.hands, strict=True)],
        "base": {"persons": phones + hands, "phones": phones, "hands": hands, "hands_at": len(state.sites)},
    }


def _rows(state: State, look: Look) -> list[View]:
    if look.content.answers == "rooms":
        return [{"site": site, "choice": given.choice} for site, given in sorted(state.sites.items())]
    none = [0] * len(state.phones)
    return [
        {
            "site": site,
            "phones": list(state.tally.get(site, none)),
            "hands": list(state.sites[site].split) if site in state.sites else none,
            "over": _over(state, site, look.places),
        }
        for site in sorted(state.tally.keys() | state.sites.keys())
    ]


KIND = PollKind()
