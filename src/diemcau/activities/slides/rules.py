"""Slides of a topic: one number, the same in every room. Pure.

Only steering: the lecturer's desk (or the control room) says which slide is on. Slides are text, so a
room on a weak line gets a few hundred bytes. The first `show` (or `next`) starts them; before that
rooms see nothing of them. Going past either end changes nothing.
"""

from msgspec import Struct, field

from diemcau.activities.kind import (
    ALL,
    PRESENTERS,
    STEERING,
    Ask,
    Happening,
    Head,
    Kind,
    Look,
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


class Shown(Struct, frozen=True):
    """Fact: slide `n` is on."""

    n: int


class State(Struct):
    """The slide that is on (0 before the first), and when each was first seen (ms)."""

    n: int = 0
    moved: int = 0  # when this slide came on, ms: rooms show what was moved last
    seen: dict[int, int] = field(default_factory=dict)


class SlidesKind(Kind[Slides, State]):
    """Slides that move in every room at once."""

    name = "slides"
    content = Slides
    state = State
    verbs = {
        "show": Verb(Show, STEERING),
        "next": Verb(Next, STEERING),
        "prev": Verb(Previous, STEERING),
    }
    facts = {"shown": Happening(Shown, touches(ALL, PRESENTERS))}

    def start(self, content: Slides, places: Places) -> State:
        """No slide is on."""
        return State()

    def decide(self, state: State, verb: str, body: Struct, ask: Ask) -> list[Struct]:
        """The slide that comes on, if another one does."""
        of = len(ask.content.slides)
        match body:
            case Show(n=n):
                if not 1 <= n <= of:
                    raise Refused("slides.no_such_slide", 400, n=n, of=of)
            case Next():
                n = min(state.n + 1, of)
            case _:
                n = max(state.n - 1, min(of, 1))
        return [] if n == state.n else [Shown(n)]

    def apply(self, state: State, fact: Shown, head: Head) -> None:
        """Take in which slide is on."""
        state.n, state.moved = fact.n, head.at
        state.seen.setdefault(fact.n, head.at)

    def is_open(self, state: State) -> bool:
        """On from the first slide."""
        return state.n > 0

    def for_all(self, state: State, look: Look) -> View | None:
        """The slide that is on, without its notes."""
        if not state.n:
            return None
        content: Slides = look.content
        slide = content.slides[state.n - 1]
        return {"n": state.n, "of": len(content.slides), **_face(slide), "mark": content.mark, "moved": state.moved}

    def for_presenters(self, state: State, look: Look) -> View | None:
        """Notes, the next slide and the titles of all, besides."""
        content: Slides = look.content
        now = content.slides[state.n - 1] if state.n else None
        after = content.slides[state.n] if state.n < len(content.slides) else None
        return {
            "n": state.n,
            "of": len(content.slides),
            "name": content.title,
            "notes": now.notes if now else "",
            "after": {**_face(after), "notes": after.notes} if after else None,
            "titles": [slide.title for slide in content.slides],
        }

    def summary(self, state: State, look: Look) -> View:
        """Which slides were seen; when, apart."""
        content: Slides = look.content
        return {
            "title": content.title,
            "of": len(content.slides),
            "shown": sorted(state.seen),
            "run": {"seen": [{"n": n, "at": at} for n, at in sorted(state.seen.items())]},
        }


def _face(slide: Slide) -> View:
    return {"title": slide.title, "lines": list(slide.lines)}


KIND = SlidesKind()
