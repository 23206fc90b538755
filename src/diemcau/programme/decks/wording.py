"""Words of a drawn page: a title and lines that a programme may hold, for thin lines, phones and ears. Pure."""

from diemcau.programme.content import TITLE, tidy_line
from diemcau.programme.sections import is_foreign

LINES, LINE = 12, 200  # a page that says more is read from its picture


def words_of(text: str) -> tuple[str, tuple[str, ...]]:
    """Title and lines of the text of a page, as far as a folder can hold them; ("", ()) where there is no text."""
    read = (tidy_line(raw).lstrip("•●▪-–* ") for raw in text.splitlines())
    found = [words for words in read if words and not is_foreign(words)]
    if not found:
        return "", ()
    title, *lines = found
    return title[:TITLE].rstrip(), tuple(words[:LINE].rstrip() for words in lines[:LINES])
