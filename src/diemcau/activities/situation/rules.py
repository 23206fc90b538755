"""A situation: a case that every room discusses, decides and gives a reason for. Pure.

Steering goes `open` → `discuss` (with a timer) → `close` → `show`; then contrasts are picked and a lesson
is drawn. A mistake is voided or opened again. A room's decision is an act: taken at any time, counted by the rule
in `counting`; what follows from it in its room stands in `course`. Nobody but the
presenters and the control room sees which room decided what; what everybody sees of a picked room is its
kind of unit and its province, unless its chair agreed to be named (see `looks`).
"""

from collections.abc import Iterable, Mapping

from msgspec import Struct
from msgspec.structs import replace

from diemcau.activities.kind import (
    ALL,
    CONTROL,
    DESK,
    PRESENTERS,
    PROVINCE,
    SITE,
    STEERING,
    Ask,
    Due,
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
from diemcau.activities.plan import MOST_IN_ROOM, Places
from diemcau.activities.situation import board, counting, faces, looks
from diemcau.activities.situation.answers import given_to, turn_of
from diemcau.activities.situation.content import Situation
from diemcau.activities.situation.course import MINUTE, Arrival
from diemcau.activities.situation.shapes import (
    Arrive,
    Arrived,
    Decide,
    Decided,
    Develop,
    Developed,
    Discuss,
    Discussing,
    Draw,
    Drawn,
    Pick,
    Picked,
    Show,
    Shown,
    State,
    texts_of,
)
from diemcau.activities.steering import FACTS, VERBS, Closed, Open, Opened, Void, Voided
from diemcau.base.refused import Refused
from diemcau.base.text import clean

LONGEST = 2000  # characters of a reason or a lesson
MOST_MINUTES = 120
MOST_PICKED = 2

_EVERYBODY = touches(ALL, PRESENTERS, CONTROL, PROVINCE)


class SituationKind(Kind[Situation, State]):
    """A case that every room decides."""

    name = "situation"
    content = Situation
    state = State
    verbs = {
        "open": VERBS["open"],
        "discuss": Verb(Discuss, STEERING),
        "develop": Verb(Develop, STEERING),
        "arrive": Verb(Arrive, frozenset({Role.CLOCK})),
        "decide": Verb(Decide, DESK, act=True),
        "close": VERBS["close"],
        "show": Verb(Show, STEERING),
        "void": VERBS["void"],
        "pick": Verb(Pick, STEERING),
        "lesson": Verb(Draw, STEERING),
    }
    facts = {
        "opened": FACTS["opened"],
        "discussing": Happening(Discussing, _EVERYBODY),
        "developed": Happening(Developed, touches(ALL, PRESENTERS)),
        "arrived": Happening(Arrived, touches(ALL, PRESENTERS)),
        "decided": Happening(Decided, touches(SITE, PRESENTERS, CONTROL, PROVINCE)),
        "closed": FACTS["closed"],
        "shown": Happening(Shown, _EVERYBODY),
        "voided": FACTS["voided"],
        "picked": Happening(Picked, touches(ALL, PRESENTERS)),
        "lesson_drawn": Happening(Drawn, touches(ALL, PRESENTERS)),
    }

    def start(self, content: Situation, places: Places) -> State:
        """Nobody has seen it."""
        return counting.begin(content, places)

    def decide(self, state: State, verb: str, body: Struct, ask: Ask) -> list[Struct]:
        """Facts for a command."""
        match body:
            case Decide():
                return [_decided(body, ask)]
            case Open():
                return [] if _running(state) else [Opened()]
        if not state.phase:
            raise Refused("situation.not_open", 409)
        return _steered(state, body, ask)

    def apply(self, state: State, fact: Struct, head: Head) -> Iterable[str] | None:
        """Take in a fact; a decision may change what all see already, steering what single rooms see."""
        if isinstance(fact, Decided):
            seen = counting.take(state, fact, head) and (state.phase == "shown" or fact.site in state.picked)
            return (ALL,) if seen else None
        rooms: Iterable[int] = ()
        match fact:
            case Arrived(n=n):
                rooms = counting.arrive(state, n, counting.due_at(state, n, head.at))
            case Developed(n=n):
                rooms = counting.develop(state, n, head.at)
            case Picked(sites=sites, turn=turn):
                state.picked, state.picked_turn = list(sites), turn
                held = state.boards[turn].sites
                state.picked_as = {site: replace(held[site]) for site in sites if site in held}
            case Drawn():
                state.lessons.append(fact)
            case _:
                rooms = _turned(state, fact, head.at)
        state.moved = head.at
        return [f"site:{site}" for site in rooms]

    def is_open(self, state: State) -> bool:
        """Whether rooms may decide in time."""
        return _running(state)

    def due(self, state: State, content: Situation) -> Due | None:
        """The next development that time brings."""
        return counting.due(state)

    def texts(self, state: State) -> Mapping[int, Text]:
        """Reasons and texts of the decisions that count, of every turn."""
        return texts_of(state)

    def for_all(self, state: State, look: Look) -> View | None:
        """The story and the timer; after the close what was picked and drawn, then the split."""
        return {**looks.for_all(state, look), **faces.for_all(state, look)} if state.phase else None

    def for_phones(self, state: State, look: Look) -> View | None:
        """The same, without what is still to come."""
        return {**looks.for_all(state, look), **faces.for_phones(state, look)} if state.phase else None

    def for_site(self, state: State, look: Look) -> View | None:
        """The room's own decisions, and where it stands in the case."""
        return faces.for_site(state, look)

    def for_presenters(self, state: State, look: Look) -> View | None:
        """Everything that the lecturer steers by."""
        return board.for_presenters(state, look)

    def for_control(self, state: State, look: Look) -> View | None:
        """Which sites have decided."""
        return looks.for_control(state, look) if state.phase else None

    def summary(self, state: State, look: Look) -> View:
        """Split, rows of rooms, what came late, lessons."""
        return looks.summary(state, look)


def _running(state: State) -> bool:
    return state.phase in {"open", "discuss"}


def _turned(state: State, fact: Struct, at: int) -> list[int]:
    """Take in a fact that moves the phase; the sites whose own view it changes."""
    match fact:
        case Opened():
            counting.stop(state, at)
            state.phase, state.closed_at = "open", 0
            state.opened_at = state.opened_at or at
            counting.take_aside(state)
            return list(state.rooms)
        case Discussing(minutes=minutes):
            start = max(state.until, at) if state.phase == "discuss" else at
            state.phase, state.closed_at, state.until = "discuss", 0, start + minutes * MINUTE
            counting.run(state, at)
            counting.take_aside(state)
            return list(state.rooms)
        case Closed():
            state.phase, state.closed_at = "closed", at
        case Shown(expert=expert):
            state.phase, state.expert = "shown", expert
        case Voided():
            state.phase, state.closed_at = "void", state.closed_at or at
    counting.stop(state, at)
    return list(state.rooms)


def _steered(state: State, body: Struct, ask: Ask) -> list[Struct]:
    match body:
        case Void():
            return [] if state.phase == "void" else [Voided()]
        case Arrive(n=n, at=due):
            # After a pause it is due later, and an older word of the clock is not true any more.
            running = state.phase == "discuss"
            return [Arrived(n)] if running and Arrival(n, due) in counting.dues(state) else []
    if state.phase == "void":
        raise Refused("steering.void", 409)
    match body:
        case Discuss(minutes=minutes):
            return _discussing(state, minutes, ask.content)
        case Develop(n=n):
            return _developed(state, n)
        case Show(expert=expert):
            if state.phase == "shown" and state.expert == expert:
                return []
            return [Closed(), Shown(expert)] if _running(state) else [Shown(expert)]
        case Pick(sites=sites, turn=turn):
            if len(sites) > MOST_PICKED:
                raise Refused("situation.too_many_picked", 400, most=MOST_PICKED)
            _must_have_decided(state, sites, turn)
            held = state.boards[turn].sites
            now = [(site, held[site].seq) for site in sites]
            before = [(site, one.seq) for site, one in state.picked_as.items()]
            return [] if now == before and turn == state.picked_turn else [Picked(sites, turn)]
        case Draw(text=text, sites=sites, turn=turn):
            _must_have_decided(state, sites, turn)
            held, split = state.boards[turn].sites, state.boards[turn].split
            facts = tuple(held[site].seq for site in sites)
            return [Drawn(_words(text, ask), sites, facts, tuple(split), turn)]
    return [Closed()] if _running(state) else []


def _developed(state: State, n: int) -> list[Struct]:
    events = state.plot.events
    if not 1 <= n <= len(events):
        raise Refused("situation.no_such_development", 400, of=len(events))
    if events[n - 1].checks and not events[n - 1].after:
        raise Refused("situation.comes_by_itself", 409)
    if any(arrival.n == n for arrival in state.arrivals):
        return []
    if not _running(state):  # it would move the endings that rooms have come to
        raise Refused("situation.not_open", 409)
    return [Developed(n)]


def _decided(body: Decide, ask: Ask) -> Decided:
    turn = turn_of(ask.content, body.turn)
    choices = tuple(sorted(set(body.choices)))
    given_to(turn, body.choice, choices, body.shares)
    of = len(turn.choices)
    if body.hands and (len(body.hands) != of or not all(0 <= n <= MOST_IN_ROOM for n in body.hands)):
        raise Refused("situation.bad_hands", 400, choices=of)
    words = _words(body.text, ask) if turn.form == "text" else None
    reason = _words(body.reason, ask) if clean(body.reason) else None
    site = ask.places.sites[ask.site]
    return Decided(
        site.id,
        body.choice if turn.form == "one" else 0,
        reason,
        body.named,
        site.kind,
        site.province,
        turn.code,
        choices if turn.form == "several" else (),
        body.shares if turn.form == "share" else (),
        words,
        body.hands,
    )


def _discussing(state: State, minutes: int, content: Situation) -> list[Struct]:
    if not 0 <= minutes <= MOST_MINUTES:
        raise Refused("situation.bad_minutes", 400, most=MOST_MINUTES)
    if state.phase == "shown":
        raise Refused("situation.shown", 409)
    if state.phase == "discuss" and not minutes:
        return []
    return [Discussing(minutes or content.minutes)]


def _must_have_decided(state: State, sites: tuple[int, ...], turn: str) -> None:
    if turn not in state.boards:
        raise Refused("situation.no_such_turn", 400)
    if any(site not in state.boards[turn].sites for site in sites):
        raise Refused("situation.no_decision", 404)


def _words(text: str, ask: Ask) -> Text:
    words = clean(text)
    if not words:
        raise Refused("situation.no_words", 400)
    if len(words) > LONGEST:
        raise Refused("situation.too_long", 400, most=LONGEST)
    return ask.keep(words)


KIND = SituationKind()
