"""The room before the class: what its host looked at, and whether it is fit for the sitting.

Fixed items by code; each is `ok`, in `trouble` (with a note), or `none`: not used here. The room is ready when every
item of `REQUIRED` is ok; it is in trouble when one of them is; until then it is under way. The others are told and
hinder nothing.

RULES 1: ticking is an act. Of two ticks of an item the one made later counts, whichever arrives first.
"""

from collections.abc import Collection, Mapping
from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct, field

from diemcau.activities.kind import (
    CONTROL,
    DESK,
    PRESENTERS,
    PROVINCE,
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
from diemcau.activities.writing import written_if_any

RULES = 1
LONGEST = 300
Item = Literal[
    "phong", "man_hinh", "loa_micro", "camera", "duong_truyen", "du_phong", "dien", "danh_sach", "ma_vao_lop", "ho_tro"
]
ITEMS: tuple[Item, ...] = get_args(Item)
# Without these a room cannot take part: a place, a picture, sound, a line, the list to sign, somebody who can help.
REQUIRED = frozenset({"phong", "man_hinh", "loa_micro", "duong_truyen", "danh_sach", "ho_tro"})
Mark = Literal["ok", "trouble", "none"]
Fit = Literal["", "ready", "trouble"]


class Tick(Struct, frozen=True, forbid_unknown_fields=True):
    """Items that were looked at, and how they are; a note says what is wrong."""

    items: Annotated[tuple[Item, ...], Meta(min_length=1, max_length=len(ITEMS))]
    mark: Mark
    note: str = ""
    site: int = 0


class Ticked(Struct, frozen=True):
    """Fact: so it is with these items."""

    site: int
    items: tuple[Item, ...]
    mark: Mark
    note: Text | None


class Seen(Struct, array_like=True, gc=False):
    """How an item is, and since when (ms)."""

    mark: Mark
    at: int
    note: Text | None = None


class State(Struct):
    """Items by site."""

    sites: dict[int, dict[str, Seen]] = field(default_factory=dict)


class Checklists(Kind[None, State]):
    """Looked at, ticked."""

    name = "checklist"
    standing = True
    content = type(None)
    state = State
    verbs = {"tick": Verb(Tick, DESK | {Role.TECHNICIAN}, act=True)}
    facts = {"ticked": Happening(Ticked, touches(SITE, PRESENTERS, CONTROL, PROVINCE))}

    def start(self, content: None, places: Places) -> State:
        """Nothing was looked at."""
        return State()

    def decide(self, state: State, verb: str, body: Tick, ask: Ask) -> list[Struct]:
        """Facts for a tick."""
        items = tuple(item for item in ITEMS if item in body.items)
        note = written_if_any(ask, body.note, LONGEST) if body.mark == "trouble" else None
        return [Ticked(ask.site, items, body.mark, note)]

    def apply(self, state: State, fact: Ticked, head: Head) -> None:
        """Take in a tick."""
        at = head.given_at
        seen = state.sites.setdefault(fact.site, {})
        for item in fact.items:
            known = seen.get(item)
            if known is None or known.at <= at:
                seen[item] = Seen(fact.mark, at, fact.note)

    def for_site(self, state: State, look: Look) -> View | None:
        """Its own items, and whether it is fit."""
        seen = state.sites.get(look.site, {})
        items = {
            item: {"mark": seen[item].mark, "note": look.read(seen[item].note), "at": seen[item].at}
            for item in ITEMS
            if item in seen
        }
        return {"items": items, "fit": fit(seen), "done_at": done_at(seen)}

    def for_presenters(self, state: State, look: Look) -> View | None:
        """How many rooms are ready."""
        return _counts(state, look.places.sites)

    def for_control(self, state: State, look: Look) -> View | None:
        """Of each site that began: whether it is fit, how many items are done, what is in trouble."""
        rows = {site: _row(state.sites[site], look) for site in look.rows if site in state.sites}
        return {"sites": rows, **_counts(state, look.sites)}

    def summary(self, state: State, look: Look) -> View:
        """How many rooms were ready, and the items of each by code."""
        return {
            "rules": RULES,
            **_counts(state, look.places.sites),
            "rows": [
                {
                    "site": site,
                    "fit": fit(seen),
                    "items": {item: seen[item].mark for item in ITEMS if item in seen},
                    "notes": {item: note.id for item in ITEMS if item in seen and (note := seen[item].note)},
                }
                for site, seen in sorted(state.sites.items())
            ],
            "run": {"done_at": {site: done_at(seen) for site, seen in sorted(state.sites.items())}},
        }


def fit(seen: Mapping[str, Seen]) -> Fit:
    """Whether a room is fit for the sitting; "" while its required items were not all looked at."""
    marks = [seen[item].mark if item in seen else "" for item in REQUIRED]
    if "trouble" in marks or "none" in marks:  # a room without a line is not one that needs none
        return "trouble"
    return "" if "" in marks else "ready"


def done_at(seen: Mapping[str, Seen]) -> int:
    """When the last item was looked at (ms); 0 while some were not."""
    return max(one.at for one in seen.values()) if len(seen) == len(ITEMS) else 0


def _counts(state: State, among: Collection[int]) -> View:
    begun = [fit(state.sites[site]) for site in among if site in state.sites]
    return {"ready": begun.count("ready"), "trouble": begun.count("trouble"), "begun": len(begun), "of": len(among)}


def _row(seen: Mapping[str, Seen], look: Look) -> View:
    wrong = {item: look.read(seen[item].note) for item in ITEMS if item in seen and seen[item].mark == "trouble"}
    return {"fit": fit(seen), "n": len(seen), "trouble": wrong}


KIND = Checklists()
