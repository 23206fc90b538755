"""What an author writes: the slides of a topic."""

from msgspec import Struct


class Slide(Struct, frozen=True, forbid_unknown_fields=True):
    """One slide: a title, a few lines of text, notes for the lecturer only."""

    title: str
    lines: tuple[str, ...] = ()
    notes: str = ""


class Slides(Struct, frozen=True, forbid_unknown_fields=True):
    """Slides in order; `mark` stands small on each ("nội dung minh họa")."""

    title: str
    slides: tuple[Slide, ...]
    mark: str = ""
