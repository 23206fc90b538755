"""An open question that rooms, or persons by phone, answer in words.

It goes `open` → `close`; answers are put before everybody one by one, or as a group of like ones with its most
typical answer. A room shows as "một xã thuộc …" unless its chair agreed to be named; a person never.

What persons answer and what rooms answer are two bases and are never added: where persons answer, a desk may hand in
what was said by those in the room without a phone.

RULES 1: answering is an act. Which answers count says `steering`; of an owner's answers the last one.
"""

from collections.abc import Iterable, Mapping
from typing import Annotated

from msgspec import Meta, Struct, field

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
    Group,
    Happening,
    Head,
    Kind,
    Look,
    Role,
    Text,
    Verb,
    View,
    total,
    touches,
)
from diemcau.activities.naming import called
from diemcau.activities.plan import Places
from diemcau.activities.response.content import Response
from diemcau.activities.sheets import Given, Sheet, given_now, own, recorded, row
from diemcau.activities.steering import FACTS, RULES, VERBS, Opened, Run, Voided, steered, take, told
from diemcau.activities.writing import written
from diemcau.base.refused import Refused

LONGEST = 1000
PICKED = 6
GROUPS, MEMBERS = 12, 4  # groups that the lecturer's desk lists, the largest, and members of each
SEVERAL = 2  # a group of one is no group


class Answer(Struct, frozen=True, forbid_unknown_fields=True):
    """An answer; `named`: the chair agrees that the room is named."""

    text: str
    named: bool = False
    site: int = 0
    seat: int = 0


class Chosen(Struct, frozen=True, forbid_unknown_fields=True):
    """An answer by its place in the journal, and how many are like it, itself among them (1: it stands for itself)."""

    answer: Annotated[int, Meta(ge=1)]
    alike: Annotated[int, Meta(ge=1)] = 1


class Pick(Struct, frozen=True, forbid_unknown_fields=True):
    """Put these answers before everybody; none takes them away."""

    chosen: Annotated[tuple[Chosen, ...], Meta(max_length=PICKED)]


class Answered(Struct, frozen=True):
    """Fact: a person answered, or (seat 0) a room."""

    site: int
    seat: int
    text: Text
    named: bool


class Picked(Struct, frozen=True):
    """Fact: these answers, as they are now, are before everybody: [[place, how many are alike], ...]."""

    chosen: tuple[tuple[int, int], ...]


class State(Struct):
    """`picked`: the answers before everybody, each with how many are like it."""

    run: Run
    answers: Sheet = field(default_factory=Sheet)
    picked: list[tuple[Given, int]] = field(default_factory=list)


class Responses(Kind[Response, State]):
    """Asked, answered in words, picked."""

    name = "response"
    content = Response
    state = State
    verbs = {
        **{verb: VERBS[verb] for verb in ("open", "close", "void")},
        "answer": Verb(Answer, DESK | {Role.PHONE}, act=True),
        "pick": Verb(Pick, STEERING),
    }
    facts = {
        **{fact: FACTS[fact] for fact in ("opened", "closed", "voided")},
        "answered": Happening(Answered, touches(SITE, SEAT, PRESENTERS, CONTROL, PROVINCE)),
        "picked": Happening(Picked, touches(ALL, PRESENTERS)),
    }

    def start(self, content: Response, places: Places) -> State:
        """Not asked."""
        return State(Run(places.plan.ends_at))

    def decide(self, state: State, verb: str, body: Struct, ask: Ask) -> list[Struct]:
        """Facts for a command about an open question."""
        match body:
            case Answer():
                phone = ask.who.role == Role.PHONE
                if phone and ask.content.answers == "rooms":
                    raise Refused("response.rooms_answer", 403)
                text = written(ask, body.text, LONGEST)
                return [Answered(ask.site, ask.seat if phone else 0, text, body.named and not phone)]
            case Pick(chosen=chosen):
                return _picked(state, chosen)
        return steered(state.run, body)

    def apply(self, state: State, fact: Struct, head: Head) -> Iterable[str] | None:
        """Take in a fact; whose answer counts again hears of it."""
        if take(state.run, fact, head):
            if isinstance(fact, Voided):
                state.picked = []
            return state.answers.take_in(state.run) if isinstance(fact, Opened) else None
        match fact:
            case Answered(site=site, seat=seat, text=text, named=named):
                state.answers.put(given_now(head, site, seat, text, named=named), state.run)
            case Picked(chosen=chosen):
                found = ((state.answers.at(place), alike) for place, alike in chosen)
                state.picked = [(given, alike) for given, alike in found if given]
                state.run.moved = head.at
        return None

    def is_open(self, state: State) -> bool:
        """Whether answers are taken now."""
        return state.run.is_open

    def texts(self, state: State) -> Mapping[int, Text]:
        """Answers that count."""
        return {} if state.run.phase == "void" else state.answers.texts

    def for_all(self, state: State, look: Look) -> View | None:
        """The question; the answers that were picked."""
        if not state.run.phase:
            return None
        return {**_face(state, look.content), "picked": [_shown(given, alike, look) for given, alike in state.picked]}

    def for_site(self, state: State, look: Look) -> View | None:
        """What the room answered."""
        return own(state.answers, -look.site, look)

    def for_seat(self, state: State, look: Look) -> View | None:
        """What the person answered."""
        return own(state.answers, look.seat, look)

    def for_presenters(self, state: State, look: Look) -> View | None:
        """The question, how many answered, groups of like answers, the newest."""
        groups = [made for group in look.grouping.groups if (made := _grouped(state, group, look))]
        groups.sort(key=lambda made: (-made["n"], made["id"]))
        return {
            **_face(state, look.content),
            "base": _base(state, look),
            "groups": groups[:GROUPS],
            "groups_more": max(0, len(groups) - GROUPS),
            "newest": [row(given, look) for given in state.answers.newest()],
            "chosen": [{**row(given, look), "alike": alike} for given, alike in state.picked],
            "late": len(state.answers.aside),
        }

    def for_control(self, state: State, look: Look) -> View | None:
        """How many answers came from each site."""
        if not state.run.phase:
            return None
        counts = state.answers.at_site
        sites = {site: counts[site] for site in look.rows if site in counts}
        some = sum(site in counts for site in look.sites)
        n = total(counts, look.sites)
        face = {"phase": state.run.phase, "title": look.content.title}
        return {**face, "sites": sites, "n": n, "n_sites": some, "of": len(look.sites)}

    def summary(self, state: State, look: Look) -> View:
        """Bases, answers of rooms by the ids of their texts, persons by site; a voided one has none."""
        content: Response = look.content
        void = state.run.phase == "void"
        held = [] if void else sorted(state.answers.held.values(), key=lambda given: (given.site, given.seat))
        persons: dict[int, int] = {}
        for given in held:
            if given.seat:
                persons[given.site] = persons.get(given.site, 0) + 1
        groups = [] if void else [made for group in look.grouping.groups if (made := _told_group(state, group))]
        return {
            "title": content.title,
            "question": content.question,
            "answers": content.answers,
            "asked": bool(state.run.opened_at),
            "void": void,
            "rules": RULES,
            "base": {**_base(state, look), **({"rooms": 0, "persons": 0} if void else {})},
            "rows": [recorded(given) for given in held if not given.seat],
            "persons": persons,
            "late": len(state.answers.aside),
            # Whose text is the typical one follows from the order of arrival.
            "run": {
                **told(state.run),
                "groups": groups,
                "persons": [recorded(given) for given in held if given.seat],
                "picked": [{"text": given.text.id, "alike": alike} for given, alike in state.picked],
            },
        }


def _picked(state: State, chosen: tuple[Chosen, ...]) -> list[Struct]:
    if state.run.phase == "void":
        raise Refused("steering.void", 409)
    held = state.answers.held
    found = [(state.answers.at(one.answer), min(one.alike, len(held))) for one in chosen]
    now = [(given, alike) for given, alike in found if given]
    if len(now) < len(found):
        raise Refused("response.no_such_answer", 404)
    return [] if now == state.picked else [Picked(tuple((given.seq, alike) for given, alike in now))]


def _shown(given: Given, alike: int, look: Look) -> View:
    """An answer as everybody sees it."""
    view = {"text": look.read(given.text), "alike": alike, "by": "person" if given.seat else "room"}
    return view if given.seat else {**view, **called(given.site, look.places, named=given.named)}


def _grouped(state: State, group: Group, look: Look) -> View | None:
    """A group of answers that still count; its typical one is the first when the old one was changed."""
    members = [given for place in group.members if (given := state.answers.at(place))]
    if len(members) < SEVERAL:
        return None
    typical = state.answers.at(group.typical) or members[0]
    some = [given for given in members if given is not typical][:MEMBERS]
    return {
        "id": group.id,
        "n": len(members),
        "typical": row(typical, look),
        "members": [row(given, look) for given in some],
    }


def _told_group(state: State, group: Group) -> View | None:
    members = [given for place in group.members if (given := state.answers.at(place))]
    if len(members) < SEVERAL:
        return None
    typical = state.answers.at(group.typical) or members[0]
    return {"typical": typical.text.id, "n": len(members), "rooms": sum(not given.seat for given in members)}


def _base(state: State, look: Look) -> View:
    rooms = state.answers.rooms
    return {"rooms": rooms, "persons": len(state.answers.held) - rooms, "of": len(look.places.sites)}


def _face(state: State, content: Response) -> View:
    return {
        "phase": state.run.phase,
        "moved": state.run.moved,
        "title": content.title,
        "question": content.question,
        "answers": content.answers,
        "mark": content.mark,
    }


KIND = Responses()
