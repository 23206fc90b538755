"""A situation: a case that every room discusses, decides and gives a reason for. Pure.

Steering goes `open` → `discuss` (with a timer) → `close` → `show`; then contrasts are picked and a lesson
is drawn. A room's decision is an act: taken at any time, counted by the rule in `shapes`. Nobody but the
presenters and the control room sees which room decided what; what everybody sees of a picked room is its
kind of unit and its province, unless its chair agreed to be named (see `looks`).
"""

from collections.abc import Iterable

from msgspec import Struct

from diemcau.activities.kind import (
    ALL,
    CONTROL,
    DESK,
    PRESENTERS,
    PROVINCE,
    SITE,
    STEERING,
    Ask,
    Happening,
    Head,
    Kind,
    Look,
    Text,
    Verb,
    View,
    touches,
)
from diemcau.activities.plan import Places
from diemcau.activities.situation import looks
from diemcau.activities.situation.content import Situation
from diemcau.activities.situation.shapes import (
    Close,
    Closed,
    Decide,
    Decided,
    Develop,
    Developed,
    Discuss,
    Discussing,
    Draw,
    Drawn,
    Open,
    Opened,
    Pick,
    Picked,
    Show,
    Shown,
    State,
    begin,
    take,
    take_aside,
)
from diemcau.base.refused import Refused
from diemcau.base.text import clean

LONGEST = 2000  # characters of a reason or a lesson
MOST_MINUTES = 120
MOST_PICKED = 2

_EVERYBODY = touches(ALL, PRESENTERS, CONTROL, PROVINCE)


class SituationKind(Kind[Situation, State]):
    """A case of one screen that every room decides."""

    name = "situation"
    content = Situation
    state = State
    verbs = {
        "open": Verb(Open, STEERING),
        "discuss": Verb(Discuss, STEERING),
        "develop": Verb(Develop, STEERING),
        "decide": Verb(Decide, DESK, act=True),
        "close": Verb(Close, STEERING),
        "show": Verb(Show, STEERING),
        "pick": Verb(Pick, STEERING),
        "lesson": Verb(Draw, STEERING),
    }
    facts = {
        "opened": Happening(Opened, _EVERYBODY),
        "discussing": Happening(Discussing, _EVERYBODY),
        "developed": Happening(Developed, touches(ALL, PRESENTERS)),
        "decided": Happening(Decided, touches(SITE, PRESENTERS, CONTROL, PROVINCE)),
        "closed": Happening(Closed, _EVERYBODY),
        "shown": Happening(Shown, _EVERYBODY),
        "picked": Happening(Picked, touches(ALL, PRESENTERS)),
        "lesson_drawn": Happening(Drawn, touches(ALL, PRESENTERS)),
    }

    def start(self, content: Situation, places: Places) -> State:
        """Nobody has seen it."""
        return begin(len(content.choices), places)

    def decide(self, state: State, verb: str, body: Struct, ask: Ask) -> list[Struct]:
        """Facts for a command."""
        match body:
            case Decide():
                return [_decided(body, ask)]
            case Open():
                return [] if state.phase else [Opened()]
        if not state.phase:
            raise Refused("situation.not_open", 409)
        return _steered(state, body, ask)

    def apply(self, state: State, fact: Struct, head: Head) -> Iterable[str] | None:
        """Take in a fact; a decision may change what all see already, discussing again takes in what was set aside."""
        if isinstance(fact, Decided):
            seen = take(state, fact, head) and (state.phase == "shown" or fact.site in state.picked)
            return (ALL,) if seen else None
        state.moved = head.at
        match fact:
            case Opened():
                state.phase, state.opened_at = "open", head.at
            case Discussing(minutes=minutes):
                start = max(state.until, head.at) if state.phase == "discuss" else head.at
                state.phase, state.closed_at, state.until = "discuss", 0, start + minutes * 60_000
                return [f"site:{site}" for site in take_aside(state)]
            case Developed(n=n):
                state.developed = n
            case Closed():
                state.phase, state.closed_at = "closed", head.at
            case Shown(expert=expert):
                state.phase, state.expert = "shown", expert
            case Picked(sites=sites):
                state.picked = list(sites)
            case Drawn():
                state.lessons.append(fact)
        return None

    def is_open(self, state: State) -> bool:
        """Whether rooms may decide in time."""
        return _running(state)

    def for_all(self, state: State, look: Look) -> View | None:
        """The story and the timer; after the close what was picked and drawn, then the split."""
        return looks.for_all(state, look) if state.phase else None

    def for_site(self, state: State, look: Look) -> View | None:
        """The room's own decision."""
        return looks.for_site(state, look)

    def for_presenters(self, state: State, look: Look) -> View | None:
        """Everything that the lecturer steers by."""
        return looks.for_presenters(state, look)

    def for_control(self, state: State, look: Look) -> View | None:
        """Which sites have decided."""
        return looks.for_control(state, look) if state.phase else None

    def summary(self, state: State, look: Look) -> View:
        """Split, rows of rooms, what came late, lessons."""
        return looks.summary(state, look)


def _running(state: State) -> bool:
    return state.phase in {"open", "discuss"}


def _steered(state: State, body: Struct, ask: Ask) -> list[Struct]:
    match body:
        case Discuss(minutes=minutes):
            return _discussing(state, minutes, ask.content)
        case Develop(n=n):
            if not 1 <= n <= len(ask.content.developments):
                raise Refused("situation.no_such_development", 400, of=len(ask.content.developments))
            return [Developed(n)] if n > state.developed else []
        case Show(expert=expert):
            if state.phase == "shown" and state.expert == expert:
                return []
            return [Closed(), Shown(expert)] if _running(state) else [Shown(expert)]
        case Pick(sites=sites):
            if len(sites) > MOST_PICKED:
                raise Refused("situation.too_many_picked", 400, most=MOST_PICKED)
            _must_have_decided(state, sites)
            return [] if list(sites) == state.picked else [Picked(sites)]
        case Draw(text=text, sites=sites):
            _must_have_decided(state, sites)
            facts = tuple(state.sites[site].seq for site in sites)
            return [Drawn(_words(text, ask), sites, facts, tuple(state.split))]
    return [Closed()] if _running(state) else []


def _decided(body: Decide, ask: Ask) -> Decided:
    content: Situation = ask.content
    if not 1 <= body.choice <= len(content.choices):
        raise Refused("situation.no_such_choice", 400, choices=len(content.choices))
    reason = _words(body.reason, ask) if clean(body.reason) else None
    site = ask.places.sites[ask.site]
    return Decided(site.id, body.choice, reason, body.named, site.kind, site.province)


def _discussing(state: State, minutes: int, content: Situation) -> list[Struct]:
    if not 0 <= minutes <= MOST_MINUTES:
        raise Refused("situation.bad_minutes", 400, most=MOST_MINUTES)
    if state.phase == "shown":
        raise Refused("situation.shown", 409)
    if state.phase == "discuss" and not minutes:
        return []
    return [Discussing(minutes or content.minutes)]


def _must_have_decided(state: State, sites: tuple[int, ...]) -> None:
    if any(site not in state.sites for site in sites):
        raise Refused("situation.no_decision", 404)


def _words(text: str, ask: Ask) -> Text:
    words = clean(text)
    if not words:
        raise Refused("situation.no_words", 400)
    if len(words) > LONGEST:
        raise Refused("situation.too_long", 400, most=LONGEST)
    return ask.keep(words)


KIND = SituationKind()
