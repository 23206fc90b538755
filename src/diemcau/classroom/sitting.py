"""The sitting itself as a kind: doors, items, seats, silence, help, clock. Pure.

It is the frame that all other kinds live in, so it stands in the classroom and not among the kinds.
Phases: `planned` → `open` (doors: practice, check-in) → `on` → `closed`.
"""

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
    touches,
)
from diemcau.activities.plan import Places, PlanSeat
from diemcau.base.refused import Refused

Phase = Literal["planned", "open", "on", "closed"]
Evidence = Literal["code", "code_digits", "host"]


class Open(Struct, frozen=True, forbid_unknown_fields=True):
    """Open the doors with a plan (its digest in hex)."""

    plan: str


class Nothing(Struct, frozen=True, forbid_unknown_fields=True):
    """A command without a body."""


class Go(Struct, frozen=True, forbid_unknown_fields=True):
    """Start an item."""

    item: int


class SetClock(Struct, frozen=True, forbid_unknown_fields=True):
    """Rehearsal only: from the real instant `real` on, the sitting's clock shows `shown` and runs `rate` times."""

    real: int
    shown: int
    rate: float


class Claim(Struct, frozen=True, forbid_unknown_fields=True):
    """A phone claims a seat of its site; the live process says how strong the evidence is."""

    seat: int
    evidence: Evidence


class AboutSeat(Struct, frozen=True, forbid_unknown_fields=True):
    """A command about a seat."""

    seat: int


class AboutSite(Struct, frozen=True, forbid_unknown_fields=True):
    """A command about a site."""

    site: int


class Help(Struct, frozen=True, forbid_unknown_fields=True):
    """A site asks its next helper: what is wrong, in a word of the list, and in its own words."""

    trouble: Literal["no_picture", "no_sound", "link_lost", "power", "late_start", "other"]
    note: Annotated[str, Meta(max_length=2000)] = ""
    site: int = 0


class AddSeat(Struct, frozen=True, forbid_unknown_fields=True):
    """A person enrolled after the plan was frozen."""

    added: PlanSeat


class Began(Struct, frozen=True):
    """Fact: the sitting is on air."""


class Closed(Struct, frozen=True):
    """Fact: the sitting is closed; acts that come later are late."""


class Contested(Struct, frozen=True):
    """Fact: a second phone wanted a seat that is held; the host decides."""

    seat: int


class ClaimConfirmed(Struct, frozen=True):
    """Fact: the host knows the person who holds the seat by phone."""

    seat: int


class SeatFreed(Struct, frozen=True):
    """Fact: the host took the seat back from a phone."""

    seat: int


class WentSilent(Struct, frozen=True):
    """Fact: nothing was heard of a site for longer than the rule allows."""

    site: int


class CameBack(Struct, frozen=True):
    """Fact: a silent site is heard again."""

    site: int


class HelpAsked(Struct, frozen=True):
    """Fact: help was asked for."""

    site: int
    trouble: str
    note: Text | None


class Helped(Struct, frozen=True):
    """Fact: the trouble of a site is over."""

    site: int


class Claimed(Struct, gc=False):
    """Who holds a seat by phone."""

    device: str
    evidence: str
    at: int


class Trouble(Struct):
    """An open request for help."""

    trouble: str
    note: Text | None
    at: int


class State(Struct):
    """What the sitting is at."""

    phase: Phase = "planned"
    plan: str = ""
    opened_at: int = 0
    began_at: int = 0
    closed_at: int = 0
    item: int = 0
    item_at: int = 0
    done: list[tuple[int, int]] = field(default_factory=list)  # (item, started at)
    claims: dict[int, Claimed] = field(default_factory=dict)
    contested: dict[int, int] = field(default_factory=dict)  # seat → how often somebody else claimed it
    freed: set[int] = field(default_factory=set)  # seats that a host once took from a phone
    silent: dict[int, int] = field(default_factory=dict)  # site → since
    silences: dict[int, int] = field(default_factory=dict)  # site → how often
    troubles: dict[int, Trouble] = field(default_factory=dict)
    incidents: list[tuple[int, str, int]] = field(default_factory=list)  # (site, trouble, at)
    clock: SetClock | None = None

    def speaks(self, seat: int, device: str) -> bool:
        """Whether a phone may speak for a seat: it holds it, or no host ever took it from anybody."""
        held = self.claims.get(seat)
        return held.device == device if held else seat not in self.freed

    def holders(self) -> dict[int, str]:
        """Of the seats that a host once took from a phone: the device that holds each now, or ""."""
        held = {seat: self.claims.get(seat) for seat in tuple(self.freed)}  # it may be folded on meanwhile
        return {seat: claim.device if claim else "" for seat, claim in held.items()}


class Sitting(Kind[None, State]):
    """Doors, items, seats, silence, help and clock of a sitting."""

    name = "sitting"
    standing = True
    content = type(None)
    state = State
    verbs = {
        "open": Verb(Open, frozenset({Role.OFFICE})),
        "begin": Verb(Nothing, STEERING),
        "go": Verb(Go, STEERING),
        "close": Verb(Nothing, frozenset({Role.OPERATOR, Role.OFFICE})),
        "set_clock": Verb(SetClock, frozenset({Role.OFFICE})),
        "add_seat": Verb(AddSeat, frozenset({Role.OFFICE})),
        "claim": Verb(Claim, frozenset({Role.PHONE}), act=True),
        "confirm_claim": Verb(AboutSeat, DESK, act=True),
        "free_seat": Verb(AboutSeat, DESK, act=True),
        "silent": Verb(AboutSite, frozenset({Role.CLOCK}), act=True),
        "back": Verb(AboutSite, frozenset({Role.CLOCK}), act=True),
        "ask_help": Verb(Help, DESK | STEERING | {Role.TECHNICIAN, Role.PROVINCE}, act=True),
        "end_help": Verb(AboutSite, DESK | STEERING | {Role.TECHNICIAN, Role.PROVINCE}, act=True),
    }
    facts = {
        "opened": Happening(Open, touches(ALL, CONTROL, PROVINCE, PRESENTERS)),
        "began": Happening(Began, touches(ALL, CONTROL, PROVINCE, PRESENTERS)),
        "item_started": Happening(Go, touches(ALL, CONTROL, PROVINCE, PRESENTERS)),
        "closed": Happening(Closed, touches(ALL, CONTROL, PROVINCE, PRESENTERS)),
        "clock_set": Happening(SetClock, touches(ALL, CONTROL, PROVINCE, PRESENTERS)),
        "seat_added": Happening(AddSeat, touches(SITE, CONTROL, PROVINCE, PRESENTERS)),
        "claimed": Happening(Claim, touches(SITE, SEAT)),
        "contested": Happening(Contested, touches(SITE, SEAT)),
        "claim_confirmed": Happening(ClaimConfirmed, touches(SITE, SEAT)),
        "seat_freed": Happening(SeatFreed, touches(SITE, SEAT)),
        "went_silent": Happening(WentSilent, touches(CONTROL, PROVINCE)),
        "came_back": Happening(CameBack, touches(CONTROL, PROVINCE)),
        "help_asked": Happening(HelpAsked, touches(SITE, CONTROL, PROVINCE)),
        "helped": Happening(Helped, touches(SITE, CONTROL, PROVINCE)),
    }

    def start(self, content: None, places: Places) -> State:
        """A sitting that is only planned."""
        return State()

    def decide(self, state: State, verb: str, body: Struct, ask: Ask) -> list[Struct]:
        """Facts for a command of the sitting."""
        match body:
            case Open() | SetClock() | AddSeat():
                return _office(state, body, ask)
            case Go(item=item):
                if state.phase != "on":
                    raise Refused("sitting.not_on", 409)
                if item not in ask.places.items:
                    raise Refused("item.unknown", 404)
                return [] if item == state.item else [body]
            case Claim(seat=seat):
                held = state.claims.get(seat)
                if held is None:
                    return [body]
                return [] if held.device == ask.who.device else [Contested(seat)]
            case Help(trouble=trouble, note=note):
                return [HelpAsked(ask.site, trouble, ask.keep(note) if note else None)]
            case AboutSeat(seat=seat):
                return _about_seat(state, verb, seat)
            case AboutSite(site=site):
                return _about_site(state, verb, site)
        return _phase(state, verb)

    def apply(self, state: State, fact: Struct, head: Head) -> None:  # noqa: C901
        """Take in a fact."""
        match fact:
            case Claim(seat=seat, evidence=evidence):
                state.claims[seat] = Claimed(head.device, evidence, head.at)
            case Contested(seat=seat):
                state.contested[seat] = state.contested.get(seat, 0) + 1
            case ClaimConfirmed(seat=seat):
                state.claims[seat].evidence = "host"
                state.contested.pop(seat, None)
            case SeatFreed(seat=seat):
                state.claims.pop(seat, None)
                state.contested.pop(seat, None)
                state.freed.add(seat)
            case WentSilent(site=site):
                state.silent[site] = head.at
                state.silences[site] = state.silences.get(site, 0) + 1
            case CameBack(site=site):
                state.silent.pop(site, None)
            case HelpAsked(site=site, trouble=trouble, note=note):
                state.troubles[site] = Trouble(trouble, note, head.at)
                state.incidents.append((site, trouble, head.at))
            case Helped(site=site):
                state.troubles.pop(site, None)
            case Open(plan=plan):
                state.phase, state.plan, state.opened_at = "open", plan, head.at
            case Began():
                state.phase, state.began_at = "on", head.at
            case Go(item=item):
                state.item, state.item_at = item, head.at
                state.done.append((item, head.at))
            case Closed():
                state.phase, state.closed_at = "closed", head.at
                state.silent.clear()
            case SetClock():
                state.clock = fact

    def for_site(self, state: State, look: Look) -> View | None:
        """Seats held by phones, claims that wait for the host, the help that was asked for."""
        seats = look.places.seats_of.get(look.site, [])
        trouble = state.troubles.get(look.site)
        return {
            "claims": {seat: state.claims[seat].evidence for seat in seats if seat in state.claims},
            "contested": [seat for seat in seats if seat in state.contested],
            "help": {"trouble": trouble.trouble, "note": look.read(trouble.note), "at": trouble.at}
            if trouble
            else None,
        }

    def for_seat(self, state: State, look: Look) -> View | None:
        """How the phone's claim stands."""
        held = state.claims.get(look.seat)
        return {
            "evidence": held.evidence if held else "",
            "contested": look.seat in state.contested,
            "freed": held is None and look.seat in state.freed,
        }

    def for_control(self, state: State, look: Look) -> View | None:
        """Silent sites and open troubles."""
        return {
            "sites": {
                site: {
                    "silent": state.silent.get(site, 0),
                    "help": state.troubles[site].trouble if site in state.troubles else "",
                    "help_at": state.troubles[site].at if site in state.troubles else 0,
                }
                for site in look.rows
                if site in state.silent or site in state.troubles
            }
        }

    def summary(self, state: State, look: Look) -> View:
        """Times and incidents; they belong to the run, not to the figures."""
        return {
            "phase": state.phase,
            "items": [{"item": item, "at": at} for item, at in state.done],
            "silences": sum(state.silences.values()),
            "incidents": [{"site": site, "trouble": trouble, "at": at} for site, trouble, at in state.incidents],
            "claims": {seat: held.evidence for seat, held in sorted(state.claims.items())},
        }


def _office(state: State, body: Struct, ask: Ask) -> list[Struct]:
    if isinstance(body, SetClock) and not ask.places.plan.rehearsal:
        raise Refused("clock.real_course", 403)
    if isinstance(body, Open) and state.phase != "planned":
        return []
    if isinstance(body, AddSeat) and body.added.id in ask.places.seats:
        return []
    return [body]


def _phase(state: State, verb: str) -> list[Struct]:
    if verb == "begin":
        if state.phase == "on":
            return []
        if state.phase != "open":
            raise Refused("sitting.not_open", 409)
        return [Began()]
    if state.phase not in {"on", "closed"}:
        raise Refused("sitting.not_on", 409)
    return [] if state.phase == "closed" else [Closed()]


def _about_seat(state: State, verb: str, seat: int) -> list[Struct]:
    if seat not in state.claims:
        return []
    return [ClaimConfirmed(seat) if verb == "confirm_claim" else SeatFreed(seat)]


def _about_site(state: State, verb: str, site: int) -> list[Struct]:
    if verb == "end_help":
        return [Helped(site)] if site in state.troubles else []
    if verb == "silent":  # after the close everybody goes home
        return [] if site in state.silent or state.phase == "closed" else [WentSilent(site)]
    return [CameBack(site)] if site in state.silent else []
