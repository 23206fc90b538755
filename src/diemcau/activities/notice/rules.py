"""Notices of who runs the class to the rooms: read, acknowledged, withdrawn with a reason and never erased.

A notice is named by its place in the journal. It goes to all sites, to those of a province, or to chosen ones; one to
all may be for people too: then phones and room screens show it. A province speaks to its own sites.

RULES 1: acknowledging is an act; the first of each site counts, whoever of its desk gave it, also of a notice that was
withdrawn meanwhile. Only what needs an acknowledgement is owed.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from diemcau.activities.kind import (
    ALL,
    CONTROL,
    PRESENTERS,
    PROVINCE,
    PROVINCES,
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
    touches,
)
from diemcau.activities.plan import Places
from diemcau.activities.writing import written
from diemcau.base.refused import Refused

RULES = 1
LONGEST, LONGEST_REASON = 500, 200
SHOWN = 20  # the newest, on a desk
To = Literal["all", "province", "sites"]
SENDERS = frozenset({Role.LECTURER, Role.OPERATOR, Role.PROVINCE, Role.OFFICE})
READERS = frozenset({Role.HOST, Role.CHAIR, Role.TECHNICIAN})
Number = Annotated[int, Meta(ge=1)]


class Send(Struct, frozen=True, forbid_unknown_fields=True):
    """A notice. `province` (code) with to "province", `sites` with to "sites"; a province leaves its own code out.

    `needs`: each site is asked to acknowledge it. `people`: phones and room screens show it, with to "all".
    """

    text: str
    to: To = "all"
    province: str = ""
    sites: tuple[Number, ...] = ()
    needs: bool = False
    people: bool = False


class Acknowledge(Struct, frozen=True, forbid_unknown_fields=True):
    """The desk of a site has read a notice."""

    notice: Number
    site: int = 0


class Withdraw(Struct, frozen=True, forbid_unknown_fields=True):
    """Take a notice back, and say why."""

    notice: Number
    reason: str


class Sent(Struct, frozen=True):
    """Fact: a notice went out, from somebody in a role; `sites` in the order of the plan, empty for all."""

    text: Text
    to: To
    province: str
    sites: tuple[int, ...]
    needs: bool
    people: bool
    role: str


class Acknowledged(Struct, frozen=True):
    """Fact: a site has read it."""

    notice: int
    site: int


class Withdrawn(Struct, frozen=True):
    """Fact: it was taken back."""

    notice: int
    reason: Text


class Notice(Struct, gc=False):
    """A notice; `seen`: site → when its desk acknowledged it (ms)."""

    text: Text
    to: To
    province: str
    sites: tuple[int, ...]
    needs: bool
    people: bool
    role: str
    at: int
    reason: Text | None = None
    withdrawn_at: int = 0
    seen: dict[int, int] = field(default_factory=dict)


class State(Struct):
    """All notices by number; those to all, and those to chosen sites (a province's too) by site."""

    notices: dict[int, Notice] = field(default_factory=dict)
    to_all: list[int] = field(default_factory=list)
    of_site: dict[int, list[int]] = field(default_factory=dict)


class Notices(Kind[None, State]):
    """Sent, acknowledged, withdrawn."""

    name = "notice"
    standing = True
    content = type(None)
    state = State
    verbs = {
        "send": Verb(Send, SENDERS),
        "acknowledge": Verb(Acknowledge, READERS, act=True),
        "withdraw": Verb(Withdraw, SENDERS),
    }
    facts = {
        "sent": Happening(Sent, touches(PRESENTERS, CONTROL, PROVINCES)),
        "acknowledged": Happening(Acknowledged, touches(SITE, PRESENTERS, CONTROL, PROVINCE), "notice"),
        "withdrawn": Happening(Withdrawn, touches(PRESENTERS, CONTROL, PROVINCES), "notice"),
    }

    def start(self, content: None, places: Places) -> State:
        """No notice."""
        return State()

    def decide(self, state: State, verb: str, body: Struct, ask: Ask) -> list[Struct]:
        """Facts for a command about notices."""
        match body:
            case Send():
                return [_sent(body, ask)]
            case Acknowledge(notice=number):
                held = state.notices.get(number)
                if held is None or not _reaches(held, ask.site):
                    raise Refused("notice.unknown", 404)
                return [] if ask.site in held.seen else [Acknowledged(number, ask.site)]
            case Withdraw(notice=number, reason=reason):
                known = state.notices.get(number)
                if known is None:
                    raise Refused("notice.unknown", 404)
                if ask.who.province and (known.role, known.province) != (Role.PROVINCE, ask.who.province):
                    raise Refused("notice.not_yours", 403)
                return [] if known.withdrawn_at else [Withdrawn(number, written(ask, reason, LONGEST_REASON))]
        raise AssertionError(verb)

    def apply(self, state: State, fact: Struct, head: Head) -> Iterable[str] | None:
        """Take in a fact; a notice reaches all, or the sites that it was sent to."""
        match fact:
            case Sent():
                state.notices[head.seq] = held = Notice(
                    fact.text, fact.to, fact.province, fact.sites, fact.needs, fact.people, fact.role, head.at
                )
                if fact.to == "all":
                    state.to_all.append(head.seq)
                for site in fact.sites:
                    state.of_site.setdefault(site, []).append(head.seq)
                return _readers(held)
            case Acknowledged(notice=number, site=site):
                read = state.notices.get(number)
                if read is not None:
                    read.seen.setdefault(site, head.given_at)
            case Withdrawn(notice=number, reason=reason):
                known = state.notices.get(number)
                if known is not None and not known.withdrawn_at:
                    known.reason, known.withdrawn_at = reason, head.at
                    return _readers(known)
        return None

    def for_all(self, state: State, look: Look) -> View | None:
        """The newest notices to all."""
        told = [_told(number, state.notices[number], look) for number in reversed(state.to_all[-SHOWN:])]
        return {"to_all": told} if told else None

    def for_phones(self, state: State, look: Look) -> View | None:
        """The newest one for people that stands."""
        for number, held in reversed(state.notices.items()):
            if held.people and not held.withdrawn_at:
                return {"to_all": [_told(number, held, look)]}
        return None

    def for_site(self, state: State, look: Look) -> View | None:
        """Notices to this site besides, and which ones it has acknowledged."""
        own = state.of_site.get(look.site, ())[-SHOWN:]
        seen = [number for number, held in state.notices.items() if look.site in held.seen]
        if not (own or seen):
            return None
        return {"own": [_told(number, state.notices[number], look) for number in reversed(own)], "seen": seen}

    def for_presenters(self, state: State, look: Look) -> View | None:
        """The newest notices and how many sites acknowledged each."""
        return {"sent": _sums(state, look, look.places.sites)}

    def for_control(self, state: State, look: Look) -> View | None:
        """The same for `look.sites`; the row of a site: the notices that it still owes an acknowledgement."""
        owed = {site: list(_owed(state, site)) for site in look.rows}
        return {"sent": _sums(state, look, look.sites), "sites": {site: rest for site, rest in owed.items() if rest}}

    def summary(self, state: State, look: Look) -> View:
        """How many notices, and of each how many sites it went to and how many acknowledged it."""
        made = [
            {
                "to": held.to,
                "province": held.province,
                "role": held.role,
                "needs": held.needs,
                "people": held.people,
                "of": len(_sites(held, look.places.sites)),
                "acknowledged": len(held.seen),
                "text": held.text.id,
                "withdrawn": bool(held.withdrawn_at),
                "reason": held.reason.id if held.reason else "",
            }
            for held in state.notices.values()
        ]
        times = [
            {
                "id": number,
                "at": held.at,
                "withdrawn_at": held.withdrawn_at,
                "seen": dict(sorted(held.seen.items())),
            }
            for number, held in state.notices.items()
        ]
        return {"rules": RULES, "n": len(made), "notices": made, "run": {"notices": times}}


def _sent(body: Send, ask: Ask) -> Sent:
    to, province = body.to, body.province
    own = ask.who.province
    if own and to != "sites":
        to, province = "province", own
    if body.people and (to != "all" or own):
        raise Refused("notice.people_are_all", 400)
    chosen: tuple[int, ...] = ()
    if to == "province":
        chosen = tuple(ask.places.provinces.get(province, ()))
    elif to == "sites":
        province = own
        wanted = set(body.sites)
        chosen = tuple(site for site in ask.places.sites if site in wanted)
        if len(chosen) < len(wanted) or any(own and ask.places.province_of(site) != own for site in chosen):
            raise Refused("notice.foreign_site", 403)
    else:
        province = ""
    if to != "all" and not chosen:
        raise Refused("notice.nobody", 400)
    return Sent(written(ask, body.text, LONGEST), to, province, chosen, body.needs, body.people, ask.who.role.value)


def _reaches(held: Notice, site: int) -> bool:
    return held.to == "all" or site in held.sites


def _readers(held: Notice) -> list[str]:
    return [ALL] if held.to == "all" else [f"site:{site}" for site in held.sites]


def _sites(held: Notice, among: Iterable[int]) -> list[int]:
    """The sites of a notice among these."""
    if held.to == "all":
        return list(among)
    mine = set(held.sites)
    return [site for site in among if site in mine]


def _owed(state: State, site: int) -> Iterator[int]:
    for number in (*state.to_all, *state.of_site.get(site, ())):
        held = state.notices[number]
        if held.needs and not held.withdrawn_at and site not in held.seen:
            yield number


def _told(number: int, held: Notice, look: Look) -> View:
    return {
        "id": number,
        "text": look.read(held.text),
        "role": held.role,
        "at": held.at,
        "needs": held.needs,
        "people": held.people,
        "withdrawn_at": held.withdrawn_at,
        "reason": look.read(held.reason),
    }


def _sums(state: State, look: Look, among: Iterable[int]) -> list[View]:
    """The newest notices that concern some of these sites, each with its base."""
    made: list[View] = []
    for number, held in reversed(state.notices.items()):
        mine = _sites(held, among)
        if mine:
            seen = sum(site in held.seen for site in mine)
            where = {"to": held.to, "province": held.province, "of": len(mine), "seen": seen}
            made.append({**_told(number, held, look), **where})
        if len(made) == SHOWN:
            break
    return made


KIND = Notices()
