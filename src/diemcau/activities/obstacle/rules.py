"""Difficulties of practice, written down while the class is going on: what, in which area, since when.

A learner sends his own; a desk sends the room's, or the own one of who sits there. Their way to an answer
begins in the office, from the facts of this kind.

RULES 1: sending and withdrawing are acts; late ones count like others and are marked late.
"""

from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct, field

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
Area = Literal[
    "xay_dung_dang",
    "mat_tran_doan_the",
    "to_chuc_bien_che",
    "thu_tuc_hanh_chinh",
    "van_hoa_xa_hoi",
    "quoc_phong_an_ninh",
    "tai_chinh",
    "dat_dai_moi_truong",
    "chuyen_doi_so",
    "co_so_vat_chat",
    "khac",
]
AREAS: tuple[Area, ...] = get_args(Area)
Scope = Literal["own", "site"]
Month = Annotated[str, Meta(pattern=r"^((19|20)\d\d-(0[1-9]|1[0-2]))?$")]


class Send(Struct, frozen=True, forbid_unknown_fields=True):
    """An obstacle: the words, the area, since which month ("2025-07", "" when not said), whose it is."""

    text: str
    field: Area
    since: Month = ""
    scope: Scope | None = None
    site: int = 0
    seat: int = 0


class Withdraw(Struct, frozen=True, forbid_unknown_fields=True):
    """Take an own obstacle back, by the number that it got."""

    obstacle: Annotated[int, Meta(ge=1)]


class Sent(Struct, frozen=True):
    """Fact: an obstacle was sent, while an item was on; seat 0 when it came from a desk."""

    site: int
    seat: int
    item: int
    scope: Scope
    field: Area
    since: str
    text: Text


class Withdrawn(Struct, frozen=True):
    """Fact: who sent it took it back."""

    obstacle: int
    site: int
    seat: int


class Obstacle(Struct, array_like=True, gc=False):
    """One obstacle."""

    site: int
    seat: int
    scope: Scope
    area: Area
    since: str
    text: Text
    at: int
    item: int = 0
    withdrawn: bool = False
    late: bool = False


class State(Struct):
    """All obstacles by number (the place in the journal), who sent which, and counts of those that stand."""

    obstacles: dict[int, Obstacle] = field(default_factory=dict)
    of_seat: dict[int, list[int]] = field(default_factory=dict)
    of_site: dict[int, list[int]] = field(default_factory=dict)  # those sent from the desk
    at_site: dict[int, int] = field(default_factory=dict)
    areas: dict[str, int] = field(default_factory=dict)
    scopes: dict[str, int] = field(default_factory=dict)


class Obstacles(Kind[None, State]):
    """Sent, withdrawn, counted."""

    name = "obstacle"
    standing = True
    content = type(None)
    state = State
    verbs = {
        "send": Verb(Send, DESK | {Role.PHONE}, act=True),
        "withdraw": Verb(Withdraw, DESK | {Role.PHONE}, act=True),
    }
    facts = {
        "sent": Happening(Sent, touches(SITE, SEAT, PRESENTERS, CONTROL, PROVINCE)),
        "withdrawn": Happening(Withdrawn, touches(SITE, SEAT, PRESENTERS, CONTROL, PROVINCE), "obstacle"),
    }

    def start(self, content: None, places: Places) -> State:
        """None was sent."""
        return State()

    def decide(self, state: State, verb: str, body: Struct, ask: Ask) -> list[Struct]:
        """Facts for a command about obstacles."""
        phone = ask.who.role == Role.PHONE
        match body:
            case Send():
                scope: Scope = body.scope or ("own" if phone else "site")
                if phone and scope == "site":
                    raise Refused("obstacle.desk_only", 403)
                seat = ask.seat if phone else 0
                return [Sent(ask.site, seat, ask.item, scope, body.field, body.since, _kept(ask, body.text))]
            case Withdraw(obstacle=number):
                held = state.obstacles.get(number)
                if held is None:
                    raise Refused("obstacle.unknown", 404)
                if held.site != ask.site or held.seat != (ask.seat if phone else 0):
                    raise Refused("obstacle.not_yours", 403)
                return [] if held.withdrawn else [Withdrawn(number, held.site, held.seat)]
        raise AssertionError(verb)

    def apply(self, state: State, fact: Struct, head: Head) -> None:
        """Take in a fact."""
        match fact:
            case Sent(site=site, seat=seat):
                at = head.given_at
                held = Obstacle(site, seat, fact.scope, fact.field, fact.since, fact.text, at)
                held.item, held.late = fact.item, head.late
                state.obstacles[head.seq] = held
                owners = state.of_seat.setdefault(seat, []) if seat else state.of_site.setdefault(site, [])
                owners.append(head.seq)
                _count(state, held, 1)
            case Withdrawn(obstacle=number):
                known = state.obstacles.get(number)
                if known is not None and not known.withdrawn:
                    known.withdrawn = True
                    _count(state, known, -1)

    def for_site(self, state: State, look: Look) -> View | None:
        """What was sent from the desk."""
        return {"sent": [_own(state, number, look) for number in state.of_site.get(look.site, ())]}

    def for_seat(self, state: State, look: Look) -> View | None:
        """What the learner sent."""
        return {"sent": [_own(state, number, look) for number in state.of_seat.get(look.seat, ())]}

    def for_presenters(self, state: State, look: Look) -> View | None:
        """How many, by area and by whose they are."""
        return {"n": sum(state.areas.values()), "areas": _areas(state), "scopes": dict(state.scopes)}

    def for_control(self, state: State, look: Look) -> View | None:
        """How many came from each site."""
        sites = {site: state.at_site[site] for site in look.rows if site in state.at_site}
        return {"sites": sites, "n": total(state.at_site, look.sites)}

    def summary(self, state: State, look: Look) -> View:
        """Counts of those that stand by area, scope and site; under "run" each one with its text id."""
        return {
            "rules": RULES,
            "n": sum(state.areas.values()),
            "areas": _areas(state),
            "scopes": {scope: state.scopes.get(scope, 0) for scope in ("own", "site")},
            "sites": dict(sorted(state.at_site.items())),
            "run": {
                "obstacles": [
                    {
                        "id": number,
                        "site": held.site,
                        "seat": held.seat,
                        "item": held.item,
                        "scope": held.scope,
                        "field": held.area,
                        "since": held.since,
                        "text": held.text.id,
                        "at": held.at,
                        "withdrawn": held.withdrawn,
                        "late": held.late,
                    }
                    for number, held in state.obstacles.items()
                ]
            },
        }


def _count(state: State, held: Obstacle, step: int) -> None:
    state.areas[held.area] = state.areas.get(held.area, 0) + step
    state.scopes[held.scope] = state.scopes.get(held.scope, 0) + step
    state.at_site[held.site] = state.at_site.get(held.site, 0) + step


def _areas(state: State) -> dict[str, int]:
    return {area: state.areas[area] for area in AREAS if state.areas.get(area)}


def _own(state: State, number: int, look: Look) -> View:
    held = state.obstacles[number]
    return {
        "id": number,
        "text": look.read(held.text),
        "field": held.area,
        "since": held.since,
        "scope": held.scope,
        "at": held.at,
        "state": "withdrawn" if held.withdrawn else "sent",
    }


def _kept(ask: Ask, words: str) -> Text:
    words = clean(words)
    if not words:
        raise Refused("obstacle.empty")
    if len(words) > LONGEST:
        raise Refused("obstacle.too_long", limit=LONGEST)
    return ask.keep(words)


KIND = Obstacles()
