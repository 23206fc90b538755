"""Words that people type into an activity: cleaned, not too long, kept beside the journal. Pure."""

from diemcau.activities.kind import Ask, Text
from diemcau.base.refused import Refused
from diemcau.base.text import clean


def written(ask: Ask, words: str, longest: int) -> Text:
    """Words put aside, as a fact may hold them. Refuses: writing.empty, writing.too_long."""
    words = clean(words)
    if not words:
        raise Refused("writing.empty")
    if len(words) > longest:
        raise Refused("writing.too_long", limit=longest)
    return ask.keep(words)


def written_if_any(ask: Ask, words: str, longest: int) -> Text | None:
    """The same; None when nothing was typed."""
    return written(ask, words, longest) if clean(words) else None
