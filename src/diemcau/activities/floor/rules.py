"""The floor: a room asks to speak, waits its turn, is called, comes on, ends. One room at a time.

A request is named by the place in the journal where it was asked; the queue is in that order. The lecturer may also
invite a room: its desk is asked, and may decline without a reason. Who agrees stands first in the queue.

RULES 1: asking, taking back, agreeing and declining are acts. What is asked or agreed to after the close is kept
(`late`) and does not queue. A turn counts as spoken when the room came on (`accept`) or the lecturer ended it as such.
"""

from itertools import islice

from msgspec import Struct

from diemcau.activities.floor.shapes import (
    Accepted,
    Agreed,
    Asked,
    AskFloor,
    Call,
    Called,
    Cancelled,
    Declined,
    End,
    Ended,
    Invite,
    Invited,
    OwnFloor,
    Request,
    State,
    Turn,
)
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
DECLINED = 5  # rooms that declined last, as the lecturer sees them

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
        "agree": Verb(OwnFloor, DESK, act=True),
        "decline": Verb(OwnFloor, DESK, act=True),
        "invite": Verb(Invite, STEERING),
        "call": Verb(Call, STEERING),
        "end": Verb(End, STEERING),
    }
    facts = {
        "asked": Happening(Asked, touches(SITE, PRESENTERS, CONTROL, PROVINCES)),
        "cancelled": Happening(Cancelled, _EVERYWHERE),
        "invited": Happening(Invited, touches(SITE, PRESENTERS)),
        "agreed": Happening(Agreed, _EVERYWHERE),
        "declined": Happening(Declined, touches(SITE, PRESENTERS)),
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
            case Invite(off=off):
                return _invite(state, ask.site, off=off)
            case End(spoke=spoke):
                return [Ended(state.now, spoke)] if state.now else []
        match verb:
            case "agree":
                return [Agreed(ask.site)] if ask.site in state.invited else []
            case "decline":
                return [Declined(ask.site)] if ask.site in state.invited else []
            case "cancel":
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
                state.invited.pop(site, None)
                state.request = _leave(state, site) or Request(head.seq, head.at)
                state.now, state.called_at, state.accepted = site, head.at, False
            case Accepted(site=site):
                state.accepted = state.accepted or site == state.now
            case Ended(site=site, spoke=spoke):
                if site == state.now:
                    _end(state, head, spoke=spoke)
            case _:
                _invitation(state, fact, head)

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
            "invited": state.invited.get(look.site, 0),
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
            "invited": [{"site": site, "at": at} for site, at in islice(state.invited.items(), LINE)],
            "declined": [{"site": site, "at": at} for site, at in islice(reversed(state.declined.items()), DECLINED)],
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
            "invited": dict(sorted(state.invitations.items())),
            "declined": dict(sorted(state.refusals.items())),
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


def _invite(state: State, site: int, *, off: bool) -> list[Struct]:
    if not site:
        raise Refused("floor.invite_whom", 400)
    if off:
        return [Invited(site, off=True)] if site in state.invited else []
    return [] if site in state.invited or site in state.waiting or site == state.now else [Invited(site)]


def _invitation(state: State, fact: Struct, head: Head) -> None:
    """Take in that a room was invited, or what it answered."""
    match fact:
        case Invited(site=site, off=off):
            state.invited.pop(site, None)
            state.declined.pop(site, None)
            if not off:
                state.invited[site] = head.at
                state.invitations[site] = state.invitations.get(site, 0) + 1
        case Agreed(site=site):
            state.invited.pop(site, None)
            if head.late:
                state.late.append(site)
            else:
                _go_first(state, site, head)
        case Declined(site=site):
            state.invited.pop(site, None)
            state.declined[site] = head.at
            state.refusals[site] = state.refusals.get(site, 0) + 1


def _go_first(state: State, site: int, head: Head) -> None:
    """Stand first in the queue, before all who asked."""
    if site == state.now:
        return
    request = state.waiting.pop(site, None) or Request(head.seq, head.at, None, 1)
    state.waiting = {site: request, **state.waiting}
    _line_up(state)


def _line_up(state: State) -> None:
    state.line = [other.number for other in islice(state.waiting.values(), LINE)]


def _leave(state: State, site: int) -> Request | None:
    request = state.waiting.pop(site, None)
    if request:
        _line_up(state)
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
