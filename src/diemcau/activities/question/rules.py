"""Questions to the lecturer, from phones and from rooms; one at a time may stand on the screens.

A question is named by the place in the journal where it was asked. It waits (`asked`) until somebody who steers reads
it: it is `approved` (others see it and may support it), `declined` with a reason, or `merged` into another one that
asks the same. It is taken up `selected` (on the screens), then `answered` live or in writing, or kept for `later`.
`withdrawn` by who asked it.

RULES 1: asking, withdrawing and supporting are acts. What is asked after the close is kept as `later`. A question that
was answered stays answered when it is withdrawn. Each seat supports a question once.
"""

from collections.abc import Iterable, Mapping

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
    Text,
    Verb,
    View,
    touches,
)
from diemcau.activities.plan import Places
from diemcau.activities.question import looks, shapes
from diemcau.activities.question.shapes import (
    OPEN,
    Answered,
    Approved,
    Asked,
    AskQuestion,
    Cleared,
    Decline,
    Declined,
    Later,
    Merge,
    Merged,
    Nothing,
    Pick,
    Postponed,
    Question,
    Replied,
    Reply,
    Selected,
    State,
    Supported,
    Withdrawn,
    askers,
    root,
    weight,
)
from diemcau.activities.writing import written_if_any
from diemcau.base.refused import Refused
from diemcau.base.text import clean

LONGEST, LONGEST_NOTE = 2000, 200
_OWN = touches(SITE, SEAT, PRESENTERS)
_EVERYBODY = touches(ALL, SITE, SEAT, PRESENTERS)


class Questions(Kind[None, State]):
    """Asked, moderated, answered."""

    name = "question"
    standing = True
    content = type(None)
    state = State
    verbs = {
        "ask": Verb(AskQuestion, DESK | {Role.PHONE}, act=True),
        "withdraw": Verb(Pick, DESK | {Role.PHONE}, act=True),
        "support": Verb(Pick, frozenset({Role.PHONE}), act=True),
        "approve": Verb(Pick, STEERING),
        "decline": Verb(Decline, STEERING),
        "merge": Verb(Merge, STEERING),
        "select": Verb(Pick, STEERING),
        "clear": Verb(Nothing, STEERING),
        "answered": Verb(Pick, STEERING),
        "reply": Verb(Reply, STEERING),
        "later": Verb(Later, STEERING),
    }
    facts = {
        "asked": Happening(Asked, touches(SITE, SEAT, PRESENTERS, CONTROL, PROVINCE)),
        "withdrawn": Happening(Withdrawn, _OWN, "question"),
        "supported": Happening(Supported, touches(SEAT, PRESENTERS), "question"),
        "approved": Happening(Approved, _EVERYBODY, "question"),
        "declined": Happening(Declined, _OWN, "question"),
        "merged": Happening(Merged, _OWN, "question"),
        "selected": Happening(Selected, _EVERYBODY, "question"),
        "cleared": Happening(Cleared, _EVERYBODY, "question"),
        "answered": Happening(Answered, _OWN, "question"),
        "replied": Happening(Replied, _OWN, "question"),
        "postponed": Happening(Postponed, _OWN, "question"),
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
        number: int = body.question  # type: ignore[attr-defined]
        question = state.questions.get(number)
        if question is None:
            raise Refused("question.unknown", 404)
        if verb == "withdraw":
            return _withdraw(question, number, ask)
        if verb == "support":
            return _support(state, question, number, ask)
        if question.stage == "withdrawn":
            raise Refused("question.withdrawn", 409)
        return _steer(state, question, verb, body, ask)

    def apply(self, state: State, fact: Struct, head: Head) -> Iterable[str] | None:
        """Take in a fact; who asked the same hears of it, and all when what they see has changed."""
        if isinstance(fact, Asked):
            shapes.take(state, fact, head)
            return None
        number: int = fact.question  # type: ignore[attr-defined]
        before, seen, asked = [*askers(state, number)], _seen(state, number), root(state, number)
        led = _seen(state, asked)  # of the question that it was joined to
        match fact:
            case Withdrawn():
                held = state.questions.get(number)
                if held is not None and held.stage != "answered":
                    shapes.move(state, number, "withdrawn")
            case Merged(into=into):
                other = _seen(state, into)
                shapes.merge(state, number, into)
                changed = (seen, led, other) != tuple(_seen(state, one) for one in (number, asked, into))
                return {*before, *askers(state, into), *((ALL,) if changed else ())}
            case Supported(seat=seat, site=site):
                shapes.support(state, number, seat, site)
            case Selected():
                if state.on and state.on != number:
                    shapes.clear(state, state.on)
                shapes.move(state, number, "selected")
                state.on, state.moved = number, head.at
            case Cleared():
                shapes.clear(state, number)
            case _:
                _judged(state, number, fact)
        changed = (seen, led) != (_seen(state, number), _seen(state, asked))
        return {*before, *((ALL,) if changed else ())}

    def texts(self, state: State) -> Mapping[int, Text]:
        """Words of questions that are open: those that are alike may be joined."""
        return {number: held.text for number, held in state.questions.items() if held.stage in OPEN}

    def for_all(self, state: State, look: Look) -> View | None:
        """The question on the screens, and those that were approved."""
        return looks.for_all(state, look)

    def for_site(self, state: State, look: Look) -> View | None:
        """What the room asked."""
        return looks.for_site(state, look)

    def for_seat(self, state: State, look: Look) -> View | None:
        """What the learner asked and supports."""
        return looks.for_seat(state, look)

    def for_presenters(self, state: State, look: Look) -> View | None:
        """What waits, what was approved, how many."""
        return looks.for_presenters(state, look)

    def for_control(self, state: State, look: Look) -> View | None:
        """How many questions came from each site."""
        return looks.for_control(state, look)

    def summary(self, state: State, look: Look) -> View:
        """Counts, and under "run" each question."""
        return looks.summary(state)


def _withdraw(question: Question, number: int, ask: Ask) -> list[Struct]:
    own = question.seat == ask.seat if ask.who.role == Role.PHONE else question.seat == 0
    if not own or question.site != ask.site:
        raise Refused("question.not_yours", 403)
    if question.stage in {"withdrawn", "answered"}:
        return []
    return [Withdrawn(number, question.site, question.seat)]


def _support(state: State, question: Question, number: int, ask: Ask) -> list[Struct]:
    if not question.approved and question.stage != "declined":
        raise Refused("question.unknown", 404)  # what others never saw is not there for them
    held = state.questions[root(state, number)]
    known = ask.seat == held.seat or ask.seat in held.support
    return [] if known else [Supported(root(state, number), ask.site, ask.seat)]


def _steer(state: State, question: Question, verb: str, body: Struct, ask: Ask) -> list[Struct]:
    number, site, seat = body.question, question.site, question.seat  # type: ignore[attr-defined]
    match body:
        case Decline(reason=reason):
            same = question.stage == "declined" and question.reason == reason
            return [] if same else [Declined(number, site, seat, reason)]
        case Merge(into=into):
            target = state.questions.get(root(state, into))
            if target is None or target.stage == "withdrawn":
                raise Refused("question.unknown", 404)
            if root(state, into) == number:
                raise Refused("question.same", 400)
            return [] if question.into == root(state, into) else [Merged(number, site, seat, root(state, into))]
        case Reply(text=text):
            return [Replied(number, site, seat, _kept(ask, text))]
        case Later(note=note):
            words = written_if_any(ask, note, LONGEST_NOTE)
            return [] if question.stage == "later" and not words else [Postponed(number, site, seat, words)]
    if verb == "select":
        return [] if state.on == number else [*_clear(state), Selected(number, site, seat)]
    if verb == "approve":
        seen = question.approved and question.stage in {"approved", "selected", "answered"}
        return [] if seen else [Approved(number, site, seat)]
    return [] if question.stage == "answered" else [Answered(number, site, seat)]


def _clear(state: State) -> list[Struct]:
    held = state.questions.get(state.on)
    return [Cleared(state.on, held.site, held.seat)] if held else []


def _judged(state: State, number: int, fact: Struct) -> None:
    """What was decided about a question, and what was said with it."""
    held = state.questions.get(number)
    if held is None:
        return
    match fact:
        case Approved():
            held.approved = True
            shapes.move(state, number, "approved")
        case Declined(reason=reason):
            held.approved, held.reason = False, reason
            shapes.move(state, number, "declined")
        case Answered():
            shapes.move(state, number, "answered")
        case Replied(text=text):
            held.reply = text
            shapes.move(state, number, "answered")
        case Postponed(note=note):
            held.note = note
            shapes.move(state, number, "later")


def _seen(state: State, number: int) -> tuple[object, ...]:
    """What all see of a question: whether it stands on the screens or in the list, and of how many."""
    held = state.questions.get(number)
    listed = number in state.approved and held is not None
    return state.on, looks.step(weight(state, held)) if listed and held is not None else -1


def _kept(ask: Ask, words: str) -> Text:
    words = clean(words)
    if not words:
        raise Refused("question.empty")
    if len(words) > LONGEST:
        raise Refused("question.too_long", limit=LONGEST)
    return ask.keep(words)


KIND = Questions()
