"""Slides of a topic: one number, the same in every room. Pure.

Steering: the lecturer's desk (or the control room) says which slide is on. A slide has words, so a room on
a weak line gets a few hundred bytes, and may have a picture: a page of the deck's file, which rooms fetch
by its name. The first `show` (or `next`) starts them; before that rooms see nothing of them. Going past
either end changes nothing. The office may put another deck in the place of this one, before the item and
while it is on; what was seen of the decks before is kept.
"""

from msgspec import Struct, field, json

from diemcau.activities.kind import (
    ALL,
    PRESENTERS,
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
from diemcau.activities.slides.content import Slide, Slides
from diemcau.base.refused import Refused


class Show(Struct, frozen=True, forbid_unknown_fields=True):
    """Put slide `n` on, counted from 1. A desk sends this for each step: said twice it moves once."""

    n: int


class Next(Struct, frozen=True, forbid_unknown_fields=True):
    """The slide after the one that is on."""


class Previous(Struct, frozen=True, forbid_unknown_fields=True):
    """The slide before the one that is on."""


class Replace(Struct, frozen=True, forbid_unknown_fields=True):
    """Put another deck in the place of this one. The office has drawn it and named who did it and why."""

    deck: Slides


class Shown(Struct, frozen=True):
    """Fact: slide `n` is on."""

    n: int


class Replaced(Struct, frozen=True):
    """Fact: from now on a deck of so many slides is shown; its words and the name of its file lie in a text."""

    deck: Text
    of: int


class Before(Struct):
    """A deck that was replaced: its slides, when it was replaced (ms), what was seen of it."""

    of: int
    at: int
    seen: dict[int, int]


class State(Struct):
    """The slide that is on (0 before the first), when each was first seen (ms), and decks that came later."""

    n: int = 0
    moved: int = 0  # when this slide came on, ms: rooms show what was moved last
    seen: dict[int, int] = field(default_factory=dict)
    deck: Text | None = None  # None: the deck of the plan
    of: int = 0  # slides of `deck`
    before: list[Before] = field(default_factory=list)


class SlidesKind(Kind[Slides, State]):
    """Slides that move in every room at once."""

    name = "slides"
    content = Slides
    state = State
    verbs = {
        "show": Verb(Show, STEERING),
        "next": Verb(Next, STEERING),
        "prev": Verb(Previous, STEERING),
        # An act: a lecturer's new deck must not be refused because its item is not on yet.
        "replace": Verb(Replace, frozenset({Role.OFFICE}), act=True),
    }
    facts = {
        "shown": Happening(Shown, touches(ALL, PRESENTERS)),
        "replaced": Happening(Replaced, touches(ALL, PRESENTERS)),
    }

    def start(self, content: Slides, places: Places) -> State:
        """No slide is on."""
        return State()

    def decide(self, state: State, verb: str, body: Struct, ask: Ask) -> list[Struct]:
        """The slide that comes on, if another one does; the deck that comes instead."""
        of = state.of if state.deck else len(ask.content.slides)
        match body:
            case Replace(deck=deck):
                if not deck.slides:
                    raise Refused("slides.no_slides", 400)
                words = json.encode(deck, order="deterministic").decode()
                return [Replaced(ask.keep(words), len(deck.slides))]
            case Show(n=n):
                if not 1 <= n <= of:
                    raise Refused("slides.no_such_slide", 400, n=n, of=of)
            case Next():
                n = min(state.n + 1, of)
            case _:
                n = max(state.n - 1, min(of, 1))
        return [] if n == state.n else [Shown(n)]

    def apply(self, state: State, fact: Shown | Replaced, head: Head) -> None:
        """Take in which slide is on, or which deck is."""
        match fact:
            case Shown():
                state.n, state.moved = fact.n, head.at
            case Replaced():
                state.before.append(Before(state.of, head.at, state.seen))
                state.deck, state.of, state.seen = fact.deck, fact.of, {}
                # The class goes on where it was, as far as the new deck goes.
                state.n = min(state.n, fact.of)
                state.moved = head.at if state.n else state.moved
        if state.n:
            state.seen.setdefault(state.n, head.at)

    def is_open(self, state: State) -> bool:
        """On from the first slide."""
        return state.n > 0

    def for_all(self, state: State, look: Look) -> View | None:
        """The slide that is on, without its notes."""
        if not state.n:
            return None
        deck = _deck(state, look)
        slide = deck.slides[state.n - 1]
        return {
            "n": state.n,
            "of": len(deck.slides),
            **_face(slide, deck.file),
            "mark": deck.mark,
            "moved": state.moved,
        }

    def for_phones(self, state: State, look: Look) -> View | None:
        """The words of the slide: a phone fetches no pictures."""
        seen = self.for_all(state, look)
        return {key: value for key, value in seen.items() if key != "picture"} if seen else None

    def for_presenters(self, state: State, look: Look) -> View | None:
        """Notes, the next slide and the titles of all, besides; nothing of a deck without slides."""
        deck = _deck(state, look)
        if not deck.slides:
            return None
        now = deck.slides[state.n - 1] if state.n else None
        after = deck.slides[state.n] if state.n < len(deck.slides) else None
        replaced = {"replaced": state.before[-1].at} if state.before else {}
        return {
            "n": state.n,
            "of": len(deck.slides),
            "name": deck.title,
            "notes": now.notes if now else "",
            "after": {**_face(after, deck.file), "notes": after.notes} if after else None,
            "titles": [slide.title for slide in deck.slides],
            **replaced,
        }

    def summary(self, state: State, look: Look) -> View:
        """Which slides were seen, of the deck that counts and of those before it; when, apart."""
        deck: Slides = look.content
        made: View = {
            "title": deck.title,
            "of": state.of if state.deck else len(deck.slides),
            "shown": sorted(state.seen),
            "run": {"seen": _times(state.seen)},
        }
        if state.before:
            decks = [{"of": one.of or len(deck.slides), "shown": sorted(one.seen)} for one in state.before]
            made["replaced"] = decks
            made["run"]["replaced"] = [{"at": one.at, "seen": _times(one.seen)} for one in state.before]
        return made


def _deck(state: State, look: Look) -> Slides:
    """The deck that counts; without words where those of a replacement were erased."""
    if state.deck is None:
        deck: Slides = look.content
        return deck
    words = look.read(state.deck)
    return json.decode(words, type=Slides) if words else Slides("", (Slide(""),) * state.of)


def _face(slide: Slide, file: str) -> View:
    picture = {"picture": f"{file}-{slide.page}"} if slide.page else {}
    return {"title": slide.title, "lines": list(slide.lines), **picture}


def _times(seen: dict[int, int]) -> list[View]:
    return [{"n": n, "at": at} for n, at in sorted(seen.items())]


KIND = SlidesKind()
