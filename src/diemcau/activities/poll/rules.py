"""A poll: a question on facts or practice, answered by persons or by rooms. Pure.

Persons answer on their phones; the desk adds a show of hands of those without a phone, as a count for
each choice. Both are persons and may be added. Rooms answer once a room, at the desk. A poll has one of
the two bases, so rooms and persons are never added. How answers count stands in `shapes`.

A secret poll (`anonymous`) is answered by persons in two steps that nobody can put together, not even with
all that is stored: while it is open a phone hands in an envelope under its name, after the close it sends
the ballot without a name. What makes a ballot one of an envelope, and only once, stands in `urn`; the live
process checks it and sends the ballot as Role.BALLOT.
"""

from collections.abc import Iterable

from msgspec import Struct

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
from diemcau.activities.poll.shapes import (
    MOST_HANDS,
    RULES,
    Answer,
    Answered,
    AnswerRest,
    Ballot,
    Cast,
    Close,
    Closed,
    Given,
    HandedIn,
    HandIn,
    Open,
    Opened,
    RestAnswered,
    RoomAnswered,
    Show,
    Shown,
    State,
    cast,
    count_person,
    counts_at,
    given_at,
    hand_in,
    hands_of,
    is_over,
    seers,
    take_late,
    take_room,
)
from diemcau.base.refused import Refused

TOLD = 16  # hex digits of his envelope that a phone is shown


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
        "hand_in": Verb(HandIn, frozenset({Role.PHONE}), act=True),
        "ballot": Verb(Ballot, frozenset({Role.BALLOT}), act=True),
    }
    facts = {
        "opened": Happening(Opened, touches(ALL, PRESENTERS, CONTROL, PROVINCE)),
        "closed": Happening(Closed, touches(ALL, PRESENTERS, CONTROL, PROVINCE)),
        "shown": Happening(Shown, touches(ALL, PRESENTERS, CONTROL, PROVINCE)),
        "answered": Happening(Answered, touches(SEAT, PRESENTERS, CONTROL, PROVINCE)),
        "room_answered": Happening(RoomAnswered, touches(SITE, PRESENTERS, CONTROL, PROVINCE)),
        "rest_answered": Happening(RestAnswered, touches(SITE, PRESENTERS, CONTROL, PROVINCE)),
        "handed_in": Happening(HandedIn, touches(SEAT, PRESENTERS, CONTROL, PROVINCE)),
        "cast": Happening(Cast, touches(PRESENTERS)),
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
                return [_rest_answered(content, split, ask)]
            case HandIn(envelope=envelope):
                _must_be_secret(content)
                known = ask.seat in state.handed or ask.seat in state.late_seats
                return [] if known else [HandedIn(ask.seat, ask.site, envelope)]
            case Ballot():
                return [_ballot(state, body, ask)]
        return _steered(state, body, content)

    def apply(self, state: State, fact: Struct, head: Head) -> Iterable[str] | None:
        """Take in a fact; a person may be one too many for his room, and late answers count when it opens again."""
        match fact:
            case Answered(seat=seat, site=site, choice=choice):
                over, at = is_over(state, site, head.places), given_at(head)
                if not counts_at(state, at, head.late):
                    state.late_seats[seat] = Given(at, site, choice)
                    return None
                count_person(state, seat, site, choice)
                return [*seers(state), *((SITE,) if is_over(state, site, head.places) != over else ())]
            case RoomAnswered(site=site, choice=choice):
                return take_room(state, Given(given_at(head), site, choice), head.late)
            case RestAnswered(site=site, split=split):
                return take_room(state, Given(given_at(head), site, split=list(split)), head.late)
            case HandedIn():
                hand_in(state, fact, head)
            case Cast():
                return cast(state, fact)
            case Opened():
                state.phase, state.closed_at, state.moved = "open", 0, head.at
                state.opened_at = state.opened_at or head.at
                return take_late(state)
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
        over = is_over(state, look.site, look.places)
        if not (mine or late or over):
            return None
        return {
            "mine": {"choice": mine.choice, "split": mine.split, "at": mine.at} if mine else None,
            "late": {"choice": late.choice, "split": late.split, "at": late.at} if late else None,
            "over": over,
        }

    def for_seat(self, state: State, look: Look) -> View | None:
        """What this person chose; of a secret poll only the beginning of his envelope."""
        if look.content.anonymous:
            envelope, is_late = state.handed.get(look.seat, ""), look.seat in state.late_seats
            return {"envelope": envelope[:TOLD], "late": is_late} if envelope or is_late else None
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
        if look.content.anonymous:
            sites = {s: {"phones": state.handed_at[s], "hands": 0} for s in look.rows if s in state.handed_at}
            return {"phase": state.phase, "sites": sites}
        return {
            "phase": state.phase,
            "sites": {
                site: {"phones": sum(state.tally.get(site, ())), "hands": hands_of(state, site)}
                for site in look.rows
                if site in state.tally or site in state.sites
            },
        }

    def summary(self, state: State, look: Look) -> View:
        """Sums by choice with their base, and a row for each site that answered; of a secret poll by group."""
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
            **({"groups": dict(sorted(state.cast.items()))} if content.anonymous else {}),
            "run": {"opened_at": state.opened_at, "closed_at": state.closed_at},
        }


def _steered(state: State, body: Struct, content: Poll) -> list[Struct]:
    if isinstance(body, Open):
        if state.phase == "shown":
            raise Refused("poll.shown", 409)
        if state.phase == "closed" and content.anonymous:
            raise Refused("poll.urn_opened", 409)
        return [] if state.phase == "open" else [Opened()]
    if not state.phase:
        raise Refused("poll.not_open", 409)
    if isinstance(body, Close) or (content.anonymous and state.phase == "open"):  # its ballots come after the close
        return [Closed()] if state.phase == "open" else []
    if state.phase == "shown":
        return []
    return [Closed(), Shown()] if state.phase == "open" else [Shown()]


def _answered(content: Poll, choice: int, ask: Ask) -> Struct:
    by_phone = ask.who.role == Role.PHONE
    if by_phone != (content.answers == "persons"):
        raise Refused("poll.for_rooms" if by_phone else "poll.for_persons", 409)
    _must_be_open_to_all(content)
    _must_be_a_choice(content, choice)
    return Answered(ask.seat, ask.site, choice) if by_phone else RoomAnswered(ask.site, choice)


def _rest_answered(content: Poll, split: tuple[int, ...], ask: Ask) -> Struct:
    if content.answers != "persons":
        raise Refused("poll.for_rooms", 409)
    _must_be_open_to_all(content)
    if len(split) != len(content.choices) or not all(0 <= hands <= MOST_HANDS for hands in split):
        raise Refused("poll.bad_split", 400, choices=len(content.choices), most=MOST_HANDS)
    return RestAnswered(ask.site, split)


def _ballot(state: State, body: Ballot, ask: Ask) -> Struct:
    _must_be_secret(ask.content)
    _must_be_a_choice(ask.content, body.choice)
    if body.group and body.group not in ask.places.groups:
        raise Refused("poll.no_such_group", 400)
    if state.phase == "open" and not ask.late:  # it would stand alone beside the envelopes that come in
        raise Refused("poll.urn_shut", 409)
    if sum(state.phones) >= len(state.handed):
        raise Refused("poll.no_envelope", 403)
    return Cast(body.choice, body.group)


def _must_be_a_choice(content: Poll, choice: int) -> None:
    if not 1 <= choice <= len(content.choices):
        raise Refused("poll.no_such_choice", 400, choices=len(content.choices))


def _must_be_secret(content: Poll) -> None:
    if not content.anonymous:
        raise Refused("poll.by_name", 409)


def _must_be_open_to_all(content: Poll) -> None:
    if content.anonymous:
        raise Refused("poll.secret", 409)


def _face(state: State, content: Poll) -> View:
    face = {
        "phase": state.phase,
        "moved": state.moved,
        "title": content.title,
        "question": content.question,
        "choices": list(content.choices),
        "answers": content.answers,
    }
    return face | {"anonymous": True} if content.anonymous else face


def _result(state: State, look: Look) -> View:
    """Sums by choice and the base that they stand on."""
    if look.content.answers == "rooms":
        return {"split": list(state.rooms), "base": {"rooms": sum(state.rooms), "of": len(look.places.sites)}}
    phones, hands = sum(state.phones), sum(state.hands)
    if look.content.anonymous:
        return {"split": list(state.phones), "base": {"persons": phones, "envelopes": len(state.handed)}}
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
            "over": is_over(state, site, look.places),
        }
        for site in sorted(state.tally.keys() | state.sites.keys())
    ]


KIND = PollKind()
