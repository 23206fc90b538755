"""What an author writes: the slides of a topic."""

from msgspec import Struct


class Slide(Struct, frozen=True, forbid_unknown_fields=True):
    """One slide: a title, a few lines of text, notes for the lecturer only.

    `page` is the page of the deck's file that is its picture, from 1; 0 for a slide of text. A slide with a picture has
    its words as well: they stand in for it on a weak line, on phones and for whoever cannot see.
    """

    title: str
    lines: tuple[str, ...] = ()
    notes: str = ""
    page: int = 0


class Slides(Struct, frozen=True, forbid_unknown_fields=True):
    """Slides in order; `mark` stands small on each ("nội dung minh họa").

    `file` is the SHA-256 in hex of the PDF file that the pictures are pages of, "" for none.
    """

    title: str
    slides: tuple[Slide, ...]
    mark: str = ""
    file: str = ""
