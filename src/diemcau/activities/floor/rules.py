"""The floor: a room asks to speak, waits its turn, is called, comes on, ends. One room at a time.

A request is named by the place in the journal where it was asked; the queue is in that order.

RULES 1: asking and taking back are acts. What is asked after the close is kept (`late`) and does not queue.
A turn counts as spoken when the room came on (`accept`) or the lecturer ended it as such.
"""

from itertools import islice

from msgspec import Struct, field

from diemcau.activities.kind import (
    CONTROL,
    DESK,
    DESKS,
    PRESENTERS,
    PROVINCES,
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
    total,
    touches,
)
from diemcau.activities.plan import Places
from diemcau.base.refused import Refused
from diemcau.base.text import clean

RULES = 1
LONGEST = 2000
LINE = 200  # requests of the queue that a desk is shown


class AskFloor(Struct, frozen=True, forbid_unknown_fields=True):
    """The room asks to speak, if it likes about a topic."""

    topic: str = ""
    site: int = 0


class OwnFloor(Struct, frozen=True, forbid_unknown_fields=True):
    """A command of the room about its own request."""

    site: int = 0


class Call(Struct, frozen=True, forbid_unknown_fields=True):
    """The lecturer calls a room; site 0 stands for the next one that waits."""

    site: int = 0


class End(Struct, frozen=True, forbid_unknown_fields=True):
    """The turn is over; `spoke` is false when the room did not come on."""

    spoke: bool = True


class Asked(Struct, frozen=True):
    """Fact: a room asked to speak."""

    site: int
    topic: Text | None


class Cancelled(Struct, frozen=True):
    """Fact: the room took its request back."""

    site: int


class Called(Struct, frozen=True):
    """Fact: the room was called."""

    site: int


class Accepted(Struct, frozen=True):
    """Fact: the called room came on; it may be named on all screens."""

    site: int


class Ended(Struct, frozen=True):
    """Fact: the turn is over."""

    site: int
    spoke: bool


class Request(Struct, array_like=True, gc=False):
    """A room that waits or speaks. `place` is the one in the queue that it got when it asked."""

    number: int
    at: int
    topic: Text | None = None
    place: int = 0


class Turn(Struct, array_like=True, gc=False):
    """A turn that is over. `called_at` and `ended_at` by the sitting's clock."""

    site: int
    called_at: int
    ended_at: int
    spoke: bool
    topic: Text | None = None


class State(Struct):
    """`waiting` by site in the order of asking; `now` is the called room, 0 for none.

    `line` is the queue as numbers, of when a place in it last changed: who asks later has his own place still,
    and so a request is no news to all desks.
    """

    waiting: dict[int, Request] = field(default_factory=dict)
    line: list[int] = field(default_factory=list)
    now: int = 0
    request: Request | None = None
    called_at: int = 0
    accepted: bool = False
    turns: list[Turn] = field(default_factory=list)
    asked: dict[int, int] = field(default_factory=dict)  # site → how often it asked
    spoken: dict[int, int] = field(default_factory=dict)  # site → how often it spoke
    late: list[int] = field(default_factory=list)


_EVERYWHERE = touches(DESKS, SITE, PRESENTERS, CONTROL, PROVINCES)  # whoever waits anywhere moves up


class Floor(Kind[None, State]):
    """Asked, called, spoken, counted."""

    name = "floor"
    standing = True
    content = type(None)
    state = State
    verbs = {
        "ask": Verb(AskFloor, DESK, act=True),
        "cancel": Verb(OwnFloor, DESK, act=True),
        "accept": Verb(OwnFloor, DESK),
        "call": Verb(Call, STEERING),
        "end": Verb(End, STEERING),
    }
    facts = {
        "asked": Happening(Asked, touches(SITE, PRESENTERS, CONTROL, PROVINCES)),
        "cancelled": Happening(Cancelled, _EVERYWHERE),
        "called": Happening(Called, _EVERYWHERE),
        "accepted": Happening(Accepted, _EVERYWHERE),
        "ended": Happening(Ended, _EVERYWHERE),
    }

    def start(self, content: None, places: Places) -> State:
        """Nobody waits."""
        return State()

    def decide(self, state: State, verb: str, body: Struct, ask: Ask) -> list[Struct]:
        """Facts for a command about the floor."""
        match body:
            case AskFloor(topic=topic):
                if not ask.late and (ask.site in state.waiting or state.now == ask.site):
                    return []
                return [Asked(ask.site, _kept(ask, topic))]
            case Call():
                return _call(state, ask)
            case End(spoke=spoke):
                return [Ended(state.now, spoke)] if state.now else []
        if verb == "cancel":
            return [Cancelled(ask.site)] if ask.site in state.waiting or ask.site == state.now else []
        if state.now != ask.site:
            raise Refused("floor.not_called", 409)
        return [] if state.accepted else [Accepted(ask.site)]

    def apply(self, state: State, fact: Struct, head: Head) -> None:
        """Take in a fact."""
        match fact:
            case Asked(site=site, topic=topic):
                state.asked[site] = state.asked.get(site, 0) + 1
                if head.late:
                    state.late.append(site)
                elif site not in state.waiting:
                    state.waiting[site] = Request(head.seq, head.at, topic, len(state.waiting) + 1)
            case Cancelled(site=site):
                _leave(state, site)
                if site == state.now:
                    _end(state, head, spoke=state.accepted)
            case Called(site=site):
                state.request = _leave(state, site) or Request(head.seq, head.at)
                state.now, state.called_at, state.accepted = site, head.at, False
            case Accepted(site=site):
                state.accepted = state.accepted or site == state.now
            case Ended(site=site, spoke=spoke):
                if site == state.now:
                    _end(state, head, spoke=spoke)

    def for_all(self, state: State, look: Look) -> View | None:
        """Who speaks: the room's name once it came on; the queue as numbers, without names."""
        on = None
        if state.now:
            on = {"at": state.called_at, "site": look.places.sites[state.now].name if state.accepted else ""}
        return {"on": on, "line": state.line}

    def for_phones(self, state: State, look: Look) -> View | None:
        """Nothing: who has the floor is heard in the room."""
        return None

    def for_site(self, state: State, look: Look) -> View | None:
        """The room's own request, the place that it got in the queue, whether it is called or on."""
        request = state.waiting.get(look.site)
        return {
            "number": request.number if request else 0,
            "place": request.place if request else 0,
            "topic": look.read(request.topic) if request else "",
            "called": state.now == look.site,
            "accepted": state.now == look.site and state.accepted,
            "spoken": state.spoken.get(look.site, 0),
        }

    def for_presenters(self, state: State, look: Look) -> View | None:
        """The queue with sites and topics, who is called or speaks, how many spoke."""
        now = None
        if state.now:
            topic = look.read(state.request.topic) if state.request else ""
            now = {"site": state.now, "at": state.called_at, "accepted": state.accepted, "topic": topic}
        return {
            "now": now,
            "queue": [
                {"site": site, "at": request.at, "topic": look.read(request.topic)}
                for site, request in islice(state.waiting.items(), LINE)
            ],
            "waiting": len(state.waiting),
            "spoken": sum(state.spoken.values()),
        }

    def for_control(self, state: State, look: Look) -> View | None:
        """Of its own sites the first that wait, each with its place; who is called, how many turns there were."""
        seen = set(look.sites)
        places = ((site, place) for place, site in enumerate(state.waiting, 1) if site in seen)
        return {
            "line": list(islice(places, LINE)),
            "called": state.now if state.now in seen else 0,
            "accepted": state.accepted and state.now in seen,
            "waiting": len(state.waiting),
            "spoken": total(state.spoken, look.sites),
        }

    def summary(self, state: State, look: Look) -> View:
        """How often each site asked and spoke; order and times under "run"."""
        return {
            "rules": RULES,
            "asked": dict(sorted(state.asked.items())),
            "spoken": dict(sorted(state.spoken.items())),
            "turns": sum(state.spoken.values()),
            "unheard": sorted(state.waiting),
            "run": {
                "turns": [
                    {
                        "site": turn.site,
                        "called_at": turn.called_at,
                        "ended_at": turn.ended_at,
                        "spoke": turn.spoke,
                        "topic": turn.topic.id if turn.topic else "",
                    }
                    for turn in state.turns
                ],
                "late": sorted(state.late),
            },
        }


def _call(state: State, ask: Ask) -> list[Struct]:
    site = ask.site or next(iter(state.waiting), 0)
    if not site:
        raise Refused("floor.nobody_waits", 409)
    if state.now == site:
        return []
    if state.now:
        raise Refused("floor.busy", 409)
    return [Called(site)]


def _leave(state: State, site: int) -> Request | None:
    request = state.waiting.pop(site, None)
    if request:
        state.line = [other.number for other in islice(state.waiting.values(), LINE)]
    return request


def _end(state: State, head: Head, *, spoke: bool) -> None:
    topic = state.request.topic if state.request else None
    state.turns.append(Turn(state.now, state.called_at, head.at, spoke, topic))
    if spoke:
        state.spoken[state.now] = state.spoken.get(state.now, 0) + 1
    state.now, state.request, state.called_at, state.accepted = 0, None, 0, False


def _kept(ask: Ask, words: str) -> Text | None:
    words = clean(words)
    if len(words) > LONGEST:
        raise Refused("floor.too_long", limit=LONGEST)
    return ask.keep(words) if words else None


KIND = Floor()
