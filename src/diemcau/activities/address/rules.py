"""Speeches as a secretary notes them: who by post or unit, of which kind, from when to when, and the gist.

A speech is named by its place in the journal. Whoever runs the class notes those of the whole class (site 0); a desk
notes those of its own room. Who speaks is typed as a post or a unit and never composed from names.

RULES 1: all of it is an act. Starting another speech at the same place ends the one before. Of two gists, or of two
corrections, the one given later counts. A speech that was struck out stays in the journal and in no figure.
"""

from collections.abc import Iterable
from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct, field

from diemcau.activities.kind import (
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
from diemcau.activities.writing import written
from diemcau.base.refused import Refused

RULES = 1
LONGEST, LONGEST_BY = 4000, 200
SHOWN = 30  # on a desk above, the newest
# The codes of `planning.rules.AddressKind`, so that a speech noted live is the same thing in the office.
Sort = Literal["phat_bieu_khai_mac", "phat_bieu_chi_dao", "tham_luan", "phat_bieu_thao_luan", "phat_bieu_be_mac"]
SORTS: tuple[Sort, ...] = get_args(Sort)
NOTERS = DESK | STEERING
Place = Annotated[int, Meta(ge=0)]
_TOUCHED = touches(SITE, PRESENTERS, CONTROL, PROVINCE)


class Begin(Struct, frozen=True, forbid_unknown_fields=True):
    """Somebody begins to speak: the post or unit as it is typed, and the kind of the speech."""

    by: str
    kind: Sort
    site: int = 0


class End(Struct, frozen=True, forbid_unknown_fields=True):
    """The speech is over; 0 stands for the one that is going on at this place."""

    address: Place = 0
    site: int = 0


class Tell(Struct, frozen=True, forbid_unknown_fields=True):
    """The gist of a speech; 0 stands for the last one at this place."""

    text: str
    address: Place = 0
    site: int = 0


class Correct(Struct, frozen=True, forbid_unknown_fields=True):
    """Who spoke, or the kind, was put down wrongly."""

    address: Place
    by: str
    kind: Sort
    site: int = 0


class Strike(Struct, frozen=True, forbid_unknown_fields=True):
    """It was no speech."""

    address: Place
    site: int = 0


class Begun(Struct, frozen=True):
    """Fact: a speech began, while an item was on; site 0: before the whole class."""

    site: int
    item: int
    kind: Sort
    by: Text


class Ended(Struct, frozen=True):
    """Fact: it is over."""

    address: int
    site: int


class Told(Struct, frozen=True):
    """Fact: its gist."""

    address: int
    site: int
    text: Text


class Corrected(Struct, frozen=True):
    """Fact: who spoke, and what kind it was."""

    address: int
    site: int
    kind: Sort
    by: Text


class Struck(Struct, frozen=True):
    """Fact: it was no speech."""

    address: int
    site: int


class Speech(Struct, gc=False):
    """One speech; instants in ms, 0 for not yet."""

    site: int
    item: int
    kind: Sort
    by: Text
    begun_at: int
    ended_at: int = 0
    gist: Text | None = None
    told_at: int = 0
    corrected_at: int = 0
    struck: bool = False
    late: bool = False


class State(Struct):
    """All speeches by number; those of a site in order (0: before the whole class)."""

    speeches: dict[int, Speech] = field(default_factory=dict)
    of_site: dict[int, list[int]] = field(default_factory=dict)


class Addresses(Kind[None, State]):
    """Begun, ended, told."""

    name = "address"
    standing = True
    content = type(None)
    state = State
    verbs = {
        "begin": Verb(Begin, NOTERS, act=True),
        "end": Verb(End, NOTERS, act=True),
        "tell": Verb(Tell, NOTERS, act=True),
        "correct": Verb(Correct, NOTERS, act=True),
        "strike": Verb(Strike, NOTERS, act=True),
    }
    facts = {
        "begun": Happening(Begun, _TOUCHED),
        "ended": Happening(Ended, _TOUCHED, "address"),
        "told": Happening(Told, _TOUCHED, "address"),
        "corrected": Happening(Corrected, _TOUCHED, "address"),
        "struck": Happening(Struck, _TOUCHED, "address"),
    }

    def start(self, content: None, places: Places) -> State:
        """Nobody spoke."""
        return State()

    def decide(self, state: State, verb: str, body: Struct, ask: Ask) -> list[Struct]:
        """Facts for a command about speeches."""
        match body:
            case Begin(by=by, kind=kind):
                before = _going(state, ask.site)
                over = [Ended(before, ask.site)] if before else []
                return [*over, Begun(ask.site, ask.item, kind, written(ask, by, LONGEST_BY))]
            case End(address=number):
                number = number or _going(state, ask.site)
                return [] if not number or _own(state, number, ask).ended_at else [_ended(state, number)]
            case Tell(address=number, text=text):
                number = number or _last(state, ask.site)
                site = _own(state, number, ask).site
                return [Told(number, site, written(ask, text, LONGEST))]
            case Correct(address=number, by=by, kind=kind):
                site = _own(state, number, ask).site
                return [Corrected(number, site, kind, written(ask, by, LONGEST_BY))]
            case Strike(address=number):
                held = _own(state, number, ask)
                return [] if held.struck else [Struck(number, held.site)]
        raise AssertionError(verb)

    def apply(self, state: State, fact: Struct, head: Head) -> None:
        """Take in a fact."""
        at = head.given_at
        if isinstance(fact, Begun):
            state.speeches[head.seq] = Speech(fact.site, fact.item, fact.kind, fact.by, at, late=head.late)
            state.of_site.setdefault(fact.site, []).append(head.seq)
            return
        held = state.speeches.get(fact.address)  # type: ignore[attr-defined]
        if held is None:
            return
        match fact:
            case Ended() if not held.ended_at:
                held.ended_at = max(at, held.begun_at)
            case Told(text=text) if held.told_at <= at:
                held.gist, held.told_at = text, at
            case Corrected(by=by, kind=kind) if held.corrected_at <= at:
                held.by, held.kind, held.corrected_at = by, kind, at
            case Struck():
                held.struck = True

    def for_site(self, state: State, look: Look) -> View | None:
        """Speeches of its own room."""
        return {"speeches": _told(state, look, state.of_site.get(look.site, ()))}

    def for_presenters(self, state: State, look: Look) -> View | None:
        """The newest speeches of all places."""
        return {"speeches": _told(state, look, list(state.speeches)[-SHOWN:])}

    def for_control(self, state: State, look: Look) -> View | None:
        """The newest speeches of these sites, and how many each has; the control room: those of the whole class too."""
        mine = {*look.sites, *((0,) if len(look.sites) == len(look.places.sites) else ())}
        told = [number for number, held in state.speeches.items() if held.site in mine]
        sites = {site: n for site in look.rows if (n := len(_standing(state, state.of_site.get(site, ()))))}
        return {"speeches": _told(state, look, told[-SHOWN:]), "sites": sites}

    def summary(self, state: State, look: Look) -> View:
        """How many, by kind and by site (0: before the whole class); under "run" each with the ids of its texts."""
        standing = _standing(state, state.speeches)
        kinds = [state.speeches[number].kind for number in standing]
        sites = sorted(state.of_site)
        return {
            "rules": RULES,
            "n": len(standing),
            "kinds": {sort: kinds.count(sort) for sort in SORTS},
            "sites": {site: n for site in sites if (n := len(_standing(state, state.of_site[site])))},
            "run": {"addresses": [_recorded(number, state.speeches[number]) for number in standing]},
        }


def _standing(state: State, numbers: Iterable[int]) -> list[int]:
    return [number for number in numbers if not state.speeches[number].struck]


def _last(state: State, site: int) -> int:
    """The last speech at a place, 0 for none."""
    return next(reversed(_standing(state, state.of_site.get(site, ()))), 0)


def _going(state: State, site: int) -> int:
    """The speech that is going on at a place, 0 for none."""
    last = _last(state, site)
    return last if last and not state.speeches[last].ended_at else 0


def _own(state: State, number: int, ask: Ask) -> Speech:
    """A speech that the sender may write about."""
    held = state.speeches.get(number)
    if held is None:
        raise Refused("address.not_noted", 404)
    if ask.who.site and held.site != ask.who.site:
        raise Refused("address.not_yours", 403)
    return held


def _ended(state: State, number: int) -> Ended:
    return Ended(number, state.speeches[number].site)


def _told(state: State, look: Look, numbers: Iterable[int]) -> list[View]:
    """Speeches that stand, newest first."""
    return [
        {
            "id": number,
            "site": held.site,
            "kind": held.kind,
            "by": look.read(held.by),
            "from": held.begun_at,
            "to": held.ended_at,
            "gist": look.read(held.gist),
        }
        for number in reversed(_standing(state, numbers))
        for held in (state.speeches[number],)
    ]


def _recorded(number: int, held: Speech) -> View:
    return {
        "id": number,
        "site": held.site,
        "item": held.item,
        "kind": held.kind,
        "by": held.by.id,
        "from": held.begun_at,
        "to": held.ended_at,
        "gist": held.gist.id if held.gist else "",
        "late": held.late,
    }


KIND = Addresses()
