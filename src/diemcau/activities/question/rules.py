"""Questions to the lecturer, from phones and from rooms; one at a time may stand on the screens.

A question is named by the place in the journal where it was asked. It goes
`asked` → `selected` → `answered` or `later`; `withdrawn` by who asked it.

RULES 1: asking and withdrawing are acts. What is asked after the close is kept as `later`.
A question that was answered stays answered when it is withdrawn.
"""

from collections.abc import Iterable
from itertools import islice
from typing import Annotated, Literal

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
from diemcau.activities.plan import Places
from diemcau.base.refused import Refused
from diemcau.base.text import clean

RULES = 1
LONGEST = 2000
ROOMS, PHONES = 40, 20  # open questions that the lecturer's desk lists, the oldest; the others are counted
Stage = Literal["asked", "selected", "answered", "later", "withdrawn"]
STAGES: tuple[Stage, ...] = ("asked", "selected", "answered", "later", "withdrawn")
OPEN = frozenset({"asked", "selected"})
Number = Annotated[int, Meta(ge=1)]


class AskQuestion(Struct, frozen=True, forbid_unknown_fields=True):
    """A learner (own seat) or a room asks."""

    text: str
    site: int = 0
    seat: int = 0


class Pick(Struct, frozen=True, forbid_unknown_fields=True):
    """A command about a question."""

    question: Number


class Nothing(Struct, frozen=True, forbid_unknown_fields=True):
    """A command without a body."""


class Asked(Struct, frozen=True):
    """Fact: a question was asked, while an item was on; seat 0 when the room asks."""

    site: int
    seat: int
    item: int
    text: Text


class Withdrawn(Struct, frozen=True):
    """Fact: who asked took it back."""

    question: int
    site: int
    seat: int


class Selected(Struct, frozen=True):
    """Fact: the question stands on the screens."""

    question: int
    site: int
    seat: int


class Cleared(Struct, frozen=True):
    """Fact: no question stands on the screens any more."""

    question: int
    site: int
    seat: int


class Answered(Struct, frozen=True):
    """Fact: it was answered live."""

    question: int
    site: int
    seat: int


class Postponed(Struct, frozen=True):
    """Fact: it will be answered after the sitting."""

    question: int
    site: int
    seat: int


class Question(Struct, array_like=True, gc=False):
    """One question."""

    site: int
    seat: int
    text: Text
    at: int
    item: int = 0
    stage: Stage = "asked"
    late: bool = False


class State(Struct):
    """All questions by number, and who asked which.

    `on` stands on the screens, 0 for none; `moved` says since when (ms), so that rooms show what was moved last.
    """

    questions: dict[int, Question] = field(default_factory=dict)
    of_seat: dict[int, list[int]] = field(default_factory=dict)
    of_site: dict[int, list[int]] = field(default_factory=dict)  # those that the room asked
    rooms: dict[int, int] = field(default_factory=dict)  # open questions of rooms, oldest first: number → site
    phones: dict[int, int] = field(default_factory=dict)  # the same of phones
    counts: dict[str, int] = field(default_factory=dict)
    at_site: dict[int, int] = field(default_factory=dict)  # how many came from a site, by phone or desk
    on: int = 0
    moved: int = 0


class Questions(Kind[None, State]):
    """Asked, selected, answered."""

    name = "question"
    standing = True
    content = type(None)
    state = State
    verbs = {
        "ask": Verb(AskQuestion, DESK | {Role.PHONE}, act=True),
        "withdraw": Verb(Pick, DESK | {Role.PHONE}, act=True),
        "select": Verb(Pick, STEERING),
        "clear": Verb(Nothing, STEERING),
        "answered": Verb(Pick, STEERING),
        "later": Verb(Pick, STEERING),
    }
    facts = {
        "asked": Happening(Asked, touches(SITE, SEAT, PRESENTERS, CONTROL, PROVINCE)),
        "withdrawn": Happening(Withdrawn, touches(SITE, SEAT, PRESENTERS), "question"),
        "selected": Happening(Selected, touches(ALL, SITE, SEAT, PRESENTERS), "question"),
        "cleared": Happening(Cleared, touches(ALL, SITE, SEAT, PRESENTERS), "question"),
        "answered": Happening(Answered, touches(SITE, SEAT, PRESENTERS), "question"),
        "postponed": Happening(Postponed, touches(SITE, SEAT, PRESENTERS), "question"),
    }

    def start(self, content: None, places: Places) -> State:
        """No question."""
        return State()

    def decide(self, state: State, verb: str, body: Struct, ask: Ask) -> list[Struct]:
        """Facts for a command about questions."""
        match body:
            case AskQuestion(text=text):
                seat = ask.seat if ask.who.role == Role.PHONE else 0
                return [Asked(ask.site, seat, ask.item, _kept(ask, text))]
            case Nothing():
                return _clear(state)
            case Pick(question=number):
                question = state.questions.get(number)
                if question is None:
                    raise Refused("question.unknown", 404)
                if verb == "withdraw":
                    return _withdraw(question, number, ask)
                return _steer(state, question, number, verb)
        raise AssertionError(verb)

    def apply(self, state: State, fact: Struct, head: Head) -> Iterable[str] | None:
        """Take in a fact; what stood on the screens changed for all."""
        on = state.on
        match fact:
            case Asked():
                _take(state, fact, head)
            case Withdrawn(question=number):
                held = state.questions.get(number)
                if held is not None and held.stage != "answered":
                    _move(state, number, "withdrawn")
            case Selected(question=number):
                if state.on and state.on != number:
                    _move(state, state.on, "asked")
                _move(state, number, "selected")
                state.on, state.moved = number, head.at
            case Cleared(question=number):
                _move(state, number, "asked")
            case Answered(question=number):
                _move(state, number, "answered")
            case Postponed(question=number):
                _move(state, number, "later")
        return (ALL,) if state.on != on else None

    def for_all(self, state: State, look: Look) -> View | None:
        """The question on the screens: its words, and of a room's question the province."""
        held = state.questions.get(state.on)
        if held is None:
            return {"on": None}
        origin = "" if held.seat else _province(held, look)
        return {"on": {"id": state.on, "text": look.read(held.text), "from": origin}, "moved": state.moved}

    def for_site(self, state: State, look: Look) -> View | None:
        """What the room asked; what its learners ask by phone is theirs."""
        return {"asked": [_own(state, number, look) for number in state.of_site.get(look.site, ())]}

    def for_seat(self, state: State, look: Look) -> View | None:
        """What the learner asked."""
        return {"asked": [_own(state, number, look) for number in state.of_seat.get(look.seat, ())]}

    def for_presenters(self, state: State, look: Look) -> View | None:
        """The oldest open questions, with site but without person, and counts by stage."""
        shown = [*islice(state.rooms, ROOMS), *islice(state.phones, PHONES)]
        queue = [_queued(state, number, look) for number in sorted(shown)]
        return {"queue": queue, "counts": dict(state.counts)}

    def for_control(self, state: State, look: Look) -> View | None:
        """How many questions came from each site."""
        sites = {site: state.at_site[site] for site in look.rows if site in state.at_site}
        return {"sites": sites, "n": total(state.at_site, look.sites)}

    def summary(self, state: State, look: Look) -> View:
        """Counts by stage, by site and by sort of sender; under "run" each question with its text id."""
        rooms = sum(1 for held in state.questions.values() if not held.seat)
        return {
            "rules": RULES,
            "asked": len(state.questions),
            "rooms": rooms,
            "phones": len(state.questions) - rooms,
            "stages": {stage: state.counts.get(stage, 0) for stage in STAGES},
            "sites": dict(sorted(state.at_site.items())),
            "run": {
                "questions": [
                    {
                        "id": number,
                        "site": held.site,
                        "seat": held.seat,
                        "item": held.item,
                        "text": held.text.id,
                        "at": held.at,
                        "stage": held.stage,
                        "late": held.late,
                    }
                    for number, held in state.questions.items()
                ]
            },
        }


def _withdraw(question: Question, number: int, ask: Ask) -> list[Struct]:
    own = question.seat == ask.seat if ask.who.role == Role.PHONE else question.seat == 0
    if not own or question.site != ask.site:
        raise Refused("question.not_yours", 403)
    if question.stage in {"withdrawn", "answered"}:
        return []
    return [Withdrawn(number, question.site, question.seat)]


def _steer(state: State, question: Question, number: int, verb: str) -> list[Struct]:
    if question.stage == "withdrawn":
        raise Refused("question.withdrawn", 409)
    if verb == "select":
        return [] if state.on == number else [*_clear(state), Selected(number, question.site, question.seat)]
    if verb == "answered":
        return [] if question.stage == "answered" else [Answered(number, question.site, question.seat)]
    return [] if question.stage == "later" else [Postponed(number, question.site, question.seat)]


def _clear(state: State) -> list[Struct]:
    held = state.questions.get(state.on)
    return [Cleared(state.on, held.site, held.seat)] if held else []


def _take(state: State, fact: Asked, head: Head) -> None:
    number, site, seat = head.seq, fact.site, fact.seat
    stage: Stage = "later" if head.late else "asked"
    at = min(head.claimed_at, head.at)
    held = state.questions[number] = Question(site, seat, fact.text, at, fact.item, stage, head.late)
    owners = state.of_seat.setdefault(seat, []) if seat else state.of_site.setdefault(site, [])
    owners.append(number)
    state.at_site[site] = state.at_site.get(site, 0) + 1
    state.counts[stage] = state.counts.get(stage, 0) + 1
    if stage in OPEN:
        _queue(state, held)[number] = site


def _move(state: State, number: int, stage: Stage) -> None:
    held = state.questions.get(number)
    if held is None:
        return
    state.counts[held.stage] -= 1
    state.counts[stage] = state.counts.get(stage, 0) + 1
    queue = _queue(state, held)
    if stage not in OPEN:
        queue.pop(number, None)
    elif number not in queue:  # open again: back to its place
        later = [(other, queue.pop(other)) for other in list(queue) if other > number]
        queue |= {number: held.site, **dict(later)}
    held.stage = stage
    if state.on == number and stage != "selected":
        state.on = 0


def _queue(state: State, held: Question) -> dict[int, int]:
    return state.phones if held.seat else state.rooms


def _own(state: State, number: int, look: Look) -> View:
    held = state.questions[number]
    return {"id": number, "text": look.read(held.text), "at": held.at, "stage": held.stage}


def _queued(state: State, number: int, look: Look) -> View:
    held = state.questions[number]
    return {
        "id": number,
        "text": look.read(held.text),
        "site": held.site,
        "by": "phone" if held.seat else "room",
        "at": held.at,
        "stage": held.stage,
    }


def _province(held: Question, look: Look) -> str:
    unit = look.places.plan.units.get(look.places.province_of(held.site))
    return unit.title if unit else ""


def _kept(ask: Ask, words: str) -> Text:
    words = clean(words)
    if not words:
        raise Refused("question.empty")
    if len(words) > LONGEST:
        raise Refused("question.too_long", limit=LONGEST)
    return ask.keep(words)


KIND = Questions()
