"""Opening a text file of a folder: bytes to a head and numbered lines, with what can be put right put right."""

import re
import unicodedata
from dataclasses import dataclass

from diemcau.programme.faults import Page
from diemcau.programme.head import Head, read_head
from diemcau.programme.sections import Numbered

# Characters that no text means: YAML stops at some of them, eyes pass over the others.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200d\u2060\ufeff\u00ad\ufffe\uffff]")
_ODD_SPACE = re.compile("[\x0b\x0c\x85\xa0\u2028\u2029]")


@dataclass(slots=True)
class TextFile:
    """A file that could be opened: where faults are noted, its head, the numbered lines under it."""

    page: Page
    head: Head
    body: list[Numbered]


def open_text(page: Page, raw: bytes) -> TextFile | None:
    """The head and the lines of a file; None when there is no reading it, which has then been noted."""
    text = _decode(page, raw)
    if text is None:
        return None
    lines = text.split("\n")
    ends = [number for number, words in enumerate(lines) if number and words.rstrip() == "---"]
    if lines[0].rstrip() != "---" or not ends:
        page.fault("no_head" if lines[0].rstrip() != "---" else "head_not_closed", 1)
        return None
    head = read_head(page, "\n".join(lines[1 : ends[0]]) + "\n")
    body = [(number, words) for number, words in enumerate(lines, 1) if number > ends[0] + 1]
    return TextFile(page, head, body) if head else None


def _decode(page: Page, raw: bytes) -> str | None:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in raw:
        page.fault("utf16", 1)
        return None
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        page.fault("not_utf8", raw.count(b"\n", 0, error.start) + 1)
        return None
    steps = (
        ("byte_order_mark", lambda words: words.removeprefix("\ufeff")),
        ("line_ends", lambda words: words.replace("\r\n", "\n").replace("\r", "\n")),
        ("invisible", lambda words: _ODD_SPACE.sub(" ", _INVISIBLE.sub("", words))),
        ("decomposed", lambda words: unicodedata.normalize("NFC", words)),
    )
    for code, step in steps:
        before, text = text, step(text)
        if before != text:
            page.repair(code)
    return text
