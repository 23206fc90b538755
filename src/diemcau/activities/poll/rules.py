"""A poll: a question on facts or practice, answered by persons or by rooms. Pure.

Persons answer on their phones; the desk adds a show of hands of those without a phone, as a count for
each choice. Both are persons and may be added. Rooms answer once a room, at the desk. A poll has one of
the two bases, so rooms and persons are never added. How answers count stands in `shapes`, how they are added up in
`counting`.

A secret poll (`anonymous`) is answered by persons in two steps that nobody can put together, not even with
all that is stored: while it is open a phone hands in an envelope under its name, after the close it sends
the ballot without a name. What makes a ballot one of an envelope, and only once, stands in `urn`; the live
process checks it and sends the ballot as Role.BALLOT.
"""

from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from diemcau.activities.kind import (
    CONTROL,
    DESK,
    PRESENTERS,
    PROVINCE,
    SEAT,
    SITE,
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
from diemcau.activities.plan import MOST_IN_ROOM, Places
from diemcau.activities.poll.content import Poll
from diemcau.activities.poll.counting import MANY, answered, figures, nothing, split_of
from diemcau.activities.poll.shapes import (
    Answer,
    Answered,
    AnswerRest,
    Ballot,
    Cast,
    Given,
    RestAnswered,
    RoomAnswered,
    State,
    cast,
    count_person,
    hand_in,
    hands_of,
    is_over,
    note_known,
    persons_at,
    take_late,
    take_room,
)
from diemcau.activities.steering import FACTS, LEAST, RULES, VERBS, Closed, Open, Opened, Show, steered, take, told
from diemcau.activities.urn import TOLD, HandedIn, HandIn
from diemcau.base.refused import Refused


class PollKind(Kind[Poll, State]):
    """A question with choices."""

    name = "poll"
    content = Poll
    state = State
    verbs = {
        **VERBS,
        "answer": Verb(Answer, DESK | {Role.PHONE}, act=True),
        "answer_rest": Verb(AnswerRest, DESK, act=True),
        "hand_in": Verb(HandIn, frozenset({Role.PHONE}), act=True),
        "ballot": Verb(Ballot, frozenset({Role.BALLOT}), act=True),
    }
    facts = {
        **FACTS,
        "answered": Happening(Answered, touches(SEAT, PRESENTERS, CONTROL, PROVINCE)),
        "room_answered": Happening(RoomAnswered, touches(SITE, PRESENTERS, CONTROL, PROVINCE)),
        "rest_answered": Happening(RestAnswered, touches(SITE, PRESENTERS, CONTROL, PROVINCE)),
        "handed_in": Happening(HandedIn, touches(SEAT, PRESENTERS, CONTROL, PROVINCE)),
        "cast": Happening(Cast, touches(PRESENTERS)),
    }

    def start(self, content: Poll, places: Places) -> State:
        """Nobody was asked."""
        form, size = content.form, len(content.choices)
        phones, hands, rooms = (nothing(form, size) for _ in range(3))
        return State(places.plan.ends_at, form=form, size=size, phones=phones, hands=hands, rooms=rooms)

    def decide(self, state: State, verb: str, body: Struct, ask: Ask) -> list[Struct]:
        """Facts for a command."""
        content: Poll = ask.content
        match body:
            case Answer(choice=choice, choices=choices):
                return [_answered(content, choice, choices, ask)]
            case AnswerRest():
                return [_rest_answered(content, body, ask)]
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
            case Answered(seat=seat, site=site, choice=choice, choices=choices):
                over, at = is_over(state, site, head.places), head.given_at
                if not state.counts(at, head.late):
                    state.late_seats[seat] = Given(at, site, choice, choices)
                    return None
                note_known(state, at)
                count_person(state, seat, site, choice, choices)
                return [*state.seers, *((SITE,) if is_over(state, site, head.places) != over else ())]
            case RoomAnswered(site=site, choice=choice, choices=choices):
                return take_room(state, Given(head.given_at, site, choice, choices), head.late)
            case RestAnswered(site=site, split=split, persons=persons):
                hands = [*split, persons] if state.form == "several" else list(split)
                return take_room(state, Given(head.given_at, site, split=hands), head.late)
            case HandedIn():
                hand_in(state, fact, head)
            case Cast():
                return cast(state, fact)
            case Opened():
                take(state, fact, head)
                return take_late(state)
            case _:
                take(state, fact, head)
        return None

    def is_open(self, state: State) -> bool:
        """Whether answers are taken."""
        return state.is_open

    def for_all(self, state: State, look: Look) -> View | None:
        """The question; the result when it is shown."""
        if not state.phase:
            return None
        view = _face(state, look.content)
        if state.phase == "shown":
            view["result"] = _told_to_all(_result(state, look), look.content)
        return view

    def for_site(self, state: State, look: Look) -> View | None:
        """What this room gave, and whether more persons answered than its list has."""
        mine, late = state.sites.get(look.site), state.late_sites.get(look.site)
        over = is_over(state, look.site, look.places)
        if not (mine or late or over):
            return None
        return {"mine": _own(state, mine), "late": _own(state, late), "over": over}

    def for_seat(self, state: State, look: Look) -> View | None:
        """What this person chose; of a secret poll only the beginning of his envelope."""
        if look.content.anonymous:
            envelope, is_late = state.handed.get(look.seat, ""), look.seat in state.late_seats
            return {"envelope": envelope[:TOLD], "late": is_late} if envelope or is_late else None
        mine: int | tuple[int, ...] = state.lists.get(look.seat) or state.seats.get(look.seat, 0)
        late = state.late_seats.get(look.seat)
        return {"mine": mine, "late": (late.choices or late.choice) if late else 0} if mine or late else None

    def for_presenters(self, state: State, look: Look) -> View | None:
        """The question and the answers as they come in."""
        counted = self._counted(state, look)
        return {
            **_face(state, look.content),
            "result": _result(counted, look),
            "late": {"persons": len(counted.late_seats), "rooms": len(counted.late_sites)},
        }

    def for_control(self, state: State, look: Look) -> View | None:
        """How many answered of each site that did: the room, or persons by phone and by hand."""
        if not state.phase:
            return None
        counted = self._counted(state, look)
        sites: dict[int, Any] = {}
        if look.content.answers == "rooms":
            sites = {site: 1 for site in look.rows if site in counted.sites}
        elif look.content.anonymous:
            sites = {s: {"phones": counted.handed_at[s], "hands": 0} for s in look.rows if s in counted.handed_at}
        else:
            sites = {
                site: {"phones": persons_at(counted, site), "hands": hands_of(counted, site)}
                for site in look.rows
                if site in counted.tally or site in counted.sites
            }
        return {"phase": state.phase, "sites": sites}

    def summary(self, state: State, look: Look) -> View:
        """Sums by choice with their base, and a row for each site that answered; of a secret poll by group.

        What is void was not asked, and has no figures. Answers given by list, several or ranking, stand in a row of
        rooms under "choices", with "choice" 0 or what was put first; rows of persons say how many they were.
        """
        content: Poll = look.content
        void, counted = state.phase == "void", self._counted(state, look)
        groups = {group: split_of(content.form, state.size, counts) for group, counts in sorted(counted.cast.items())}
        return {
            "title": content.title,
            "question": content.question,
            "form": content.form,
            "choices": list(content.choices),
            "answers": content.answers,
            "asked": bool(state.opened_at) and not void,
            "void": void,
            "after_shown": counted.known,
            "rules": RULES,
            **_result(counted, look),
            "late": {"seats": sorted(counted.late_seats), "sites": sorted(counted.late_sites)},
            "rows": _rows(counted, look),
            **({"groups": groups} if content.anonymous else {}),
            "run": told(state),
        }

    def _counted(self, state: State, look: Look) -> State:
        """The state that figures are made of: nothing was answered in what is void."""
        return self.start(look.content, look.places) if state.phase == "void" else state


def _steered(state: State, body: Struct, content: Poll) -> list[Struct]:
    if content.anonymous:
        if isinstance(body, Open) and state.phase not in ("", "open"):
            raise Refused("poll.urn_opened", 409)
        if isinstance(body, Show) and state.phase == "open":  # its ballots come after the close
            return [Closed()]
    return steered(state, body)


def _answered(content: Poll, choice: int, choices: tuple[int, ...], ask: Ask) -> Struct:
    by_phone = ask.who.role == Role.PHONE
    if by_phone != (content.answers == "persons"):
        raise Refused("poll.for_rooms" if by_phone else "poll.for_persons", 409)
    _must_be_open_to_all(content)
    chosen = _chosen(content, choice, choices)
    return Answered(ask.seat, ask.site, choice, chosen) if by_phone else RoomAnswered(ask.site, choice, chosen)


def _chosen(content: Poll, choice: int, choices: tuple[int, ...]) -> tuple[int, ...]:
    """The list of an answer as it is kept, () where one choice is the answer; Refused when it does not fit the form."""
    size = len(content.choices)
    if content.form not in MANY:
        if choices or not 1 <= choice <= size:
            raise Refused("poll.no_such_choice", 400, choices=size)
        return ()
    fits = not choice and len(set(choices)) == len(choices) and all(1 <= one <= size for one in choices)
    if content.form == "ranking":
        if not fits or len(choices) != size:
            raise Refused("poll.bad_order", 400, choices=size)
        return choices
    if not fits or not 1 <= len(choices) <= most_of(content):
        raise Refused("poll.bad_choices", 400, choices=size, most=most_of(content))
    return tuple(sorted(choices))


def _rest_answered(content: Poll, body: AnswerRest, ask: Ask) -> Struct:
    if content.answers != "persons":
        raise Refused("poll.for_rooms", 409)
    _must_be_open_to_all(content)
    if content.form == "ranking":
        raise Refused("poll.no_hands", 409)
    split = body.split
    if len(split) != len(content.choices) or not all(0 <= hands <= MOST_IN_ROOM for hands in split):
        raise Refused("poll.bad_split", 400, choices=len(content.choices), most=MOST_IN_ROOM)
    if content.form != "several":
        return RestAnswered(ask.site, split)
    if not max(split) <= body.persons <= sum(split) <= most_of(content) * body.persons:
        raise Refused("poll.bad_persons", 400)
    return RestAnswered(ask.site, split, body.persons)


def _ballot(state: State, body: Ballot, ask: Ask) -> Struct:
    _must_be_secret(ask.content)
    choices = _chosen(ask.content, body.choice, body.choices)
    if body.group and body.group not in ask.places.groups:
        raise Refused("poll.no_such_group", 400)
    if state.phase == "open" and not ask.late:  # it would stand alone beside the envelopes that come in
        raise Refused("poll.urn_shut", 409)
    if answered(state.form, state.size, state.phones) >= len(state.handed):
        raise Refused("poll.no_envelope", 403)
    return Cast(body.choice, body.group, choices)


def most_of(content: Poll) -> int:
    """How many choices one may take of several."""
    return min(content.most or len(content.choices), len(content.choices))


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
    if content.form != "single":
        face["form"] = content.form
    if content.form == "several":
        face["most"] = most_of(content)
    return face | {"anonymous": True} if content.anonymous else face


def _own(state: State, given: Given | None) -> View | None:
    """What a room gave, for its desk."""
    if given is None:
        return None
    own = {"choice": given.choice, "split": given.split[: state.size], "at": given.at}
    if given.choices:
        own["choices"] = given.choices
    if given.split and state.form == "several":
        own["persons"] = given.split[-1]
    return own


def _result(state: State, look: Look) -> View:
    """Sums by choice, the base that they stand on, what else the form says."""
    form, size = state.form, state.size
    base: dict[str, int]
    if look.content.answers == "rooms":
        counts = state.rooms
        base = {"rooms": answered(form, size, counts), "of": len(look.places.sites)}
    elif look.content.anonymous:
        counts = state.phones
        base = {"persons": answered(form, size, counts), "envelopes": len(state.handed)}
    else:
        counts = [by_phone + by_hand for by_phone, by_hand in zip(state.phones, state.hands, strict=True)]
        phones, hands = answered(form, size, state.phones), answered(form, size, state.hands)
        base = {"persons": phones + hands, "phones": phones, "hands": hands, "hands_at": len(state.sites)}
    result = {"split": split_of(form, size, counts), "base": base, **figures(form, size, counts)}
    return result | {"known": True} if state.known else result


def _told_to_all(result: View, content: Poll) -> View:
    """A result as the class sees it: of a secret poll only its base while few ballots would tell who cast them."""
    few = content.anonymous and result["base"]["persons"] < LEAST
    return {"split": [], "base": result["base"], "few": LEAST} if few else result


def _rows(state: State, look: Look) -> list[View]:
    form, size = state.form, state.size
    if look.content.answers == "rooms":
        return [_room(form, site, given) for site, given in sorted(state.sites.items())]
    none, rows = nothing(form, size), []
    for site in sorted(state.tally.keys() | state.sites.keys()):
        hands = state.sites[site].split if site in state.sites else none
        phones = state.tally.get(site, none)
        row = {"site": site, "phones": split_of(form, size, phones), "hands": split_of(form, size, hands)}
        row["over"] = is_over(state, site, look.places)
        if form in MANY:
            row["persons"] = persons_at(state, site) + hands_of(state, site)
        rows.append(row)
    return rows


def _room(form: str, site: int, given: Given) -> View:
    if form not in MANY:
        return {"site": site, "choice": given.choice}
    return {"site": site, "choice": given.choices[0] if form == "ranking" else 0, "choices": given.choices}


KIND = PollKind()
