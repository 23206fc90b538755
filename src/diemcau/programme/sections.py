"""The Markdown under a head: parts that begin with `## `, lists with `- ` or `1. `, remarks with `> `.

A remark is for the lecturer only. Reading and writing are inverses for tidy texts: a line of text that looks like the
beginning of a part is written with a backslash before it, as Markdown has it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from diemcau.base.text import fold
from diemcau.programme.content import LINE, TEXT, TITLE, tidy, tidy_line
from diemcau.programme.faults import Page

Numbered = tuple[int, str]  # number of a line in its file, and the line

_PART = re.compile(r"#{1,2}(?: |$)")
_LIKE_PART = re.compile(r"\\*#{1,2}(?: |$)")
ITEM = re.compile(r"(?:[-*•]|[0-9]{1,2}[.)]) +(?=\S)")
# Pictures, links, HTML, code, tables: what a line of text is not.
_FOREIGN = re.compile(r"!\[|\]\(|</?[A-Za-z!]|^(?:```|~~~|\|)")


@dataclass(slots=True)
class Section:
    """A part with its heading, the line that the heading stands in, and the lines under it."""

    title: str
    line: int
    lines: list[Numbered] = field(default_factory=list)


@dataclass(slots=True)
class Item:
    """An item of a list, with the remark under it."""

    line: int
    text: str
    remark: list[Numbered] = field(default_factory=list)


def read_text(page: Page, what: str, lines: Sequence[Numbered]) -> str:
    """Lines as one tidy text; `what` names it in a fault."""
    for number, words in lines:
        _judge(page, number, words)
    text = tidy("\n".join(words for _, words in lines))
    if len(text) > TEXT:
        page.fault("too_long", lines[0][0], what=what, length=len(text), limit=TEXT)
    return text


def read_part(page: Page, section: Section, *, required: bool = False) -> str:
    """The text of a part, without the backslashes that keep its lines from looking like parts."""
    lines = [
        (number, words.removeprefix("\\") if _LIKE_PART.match(words) else words) for number, words in section.lines
    ]
    text = read_text(page, section.title, lines)
    if required and not text:
        page.fault("part_empty", section.line, what=section.title)
    return text


def read_sections(page: Page, lines: Sequence[Numbered], limit: int = TITLE) -> list[Section]:
    """Parts in the order of the file; what stands before the first is complained about."""
    found: list[Section] = []
    for number, words in lines:
        if _PART.match(words.strip()):
            found.append(Section(tidy_line(words.strip().lstrip("#")), number))
            if not found[-1].title or len(found[-1].title) > limit:
                page.fault("part_title", number, limit=limit)
        elif found:
            found[-1].lines.append((number, words))
        elif words.strip():
            page.fault("text_outside", number)
    return found


def name_sections(page: Page, lines: Sequence[Numbered], names: Sequence[str]) -> dict[str, Section]:
    """Parts under their fixed names; unknown and repeated ones are complained about."""
    wanted = {fold(name): name for name in names}
    found: dict[str, Section] = {}
    for section in read_sections(page, lines):
        name = wanted.get(fold(section.title))
        if name is None:
            page.fault("unknown_part", section.line, part=section.title, known=", ".join(names))
        elif name in found:
            page.fault("part_twice", section.line, part=name)
        else:
            found[name] = section
    return found


def read_list(page: Page, section: Section, notes: list[Numbered] | None = None) -> list[Item]:
    """The items of a part. Remarks go into `notes` when given, else to the item above them."""
    items: list[Item] = []
    open_item = False  # whether an indented line goes on with the item above it
    for number, words in section.lines:
        _judge(page, number, words)
        stripped = words.strip()
        mark = ITEM.match(stripped)
        if stripped.startswith(">"):
            if notes is None and not items:
                page.fault("remark_of_nothing", number)
            else:
                (items[-1].remark if notes is None else notes).append((number, stripped[1:]))
        elif mark:
            items.append(Item(number, stripped[mark.end() :]))
        elif stripped and open_item and words[0] in " \t":
            items[-1].text += f" {stripped}"
        elif stripped:
            page.fault("not_an_item", number)
        open_item = bool(stripped and items)
    for item in items:
        item.text = tidy_line(item.text)
        if len(item.text) > LINE:
            page.fault("too_long", item.line, what=section.title, length=len(item.text), limit=LINE)
    return items


def need(page: Page, found: Mapping[str, Section], name: str) -> Section | None:
    """A part that must be there; None when it is not, which has then been noted."""
    if name not in found:
        page.fault("missing_part", 1, part=name)
    return found.get(name)


def read_choices(page: Page, section: Section, between: tuple[int, int], *, remarks: bool = False) -> list[Item]:
    """The choices of a part, so many; `remarks`: the lecturer may be told something of each."""
    items = read_list(page, section)
    if not between[0] <= len(items) <= between[1]:
        page.fault("choices", section.line, count=len(items), low=between[0], high=between[1])
    for item in items:
        if item.remark and not remarks:
            page.fault("remark_not_here", item.remark[0][0])
    return items


def judge_choices(page: Page, items: Sequence[Item]) -> None:
    """Complain about a choice that is empty or stands twice."""
    seen: set[str] = set()
    for item in items:
        if not item.text:
            page.fault("choice_empty", item.line)
        if item.text in seen:
            page.fault("choice_twice", item.line, choice=item.text)
        seen.add(item.text)


def read_remark(page: Page, lines: Sequence[Numbered]) -> str:
    """The lines of a remark as one tidy text."""
    text = tidy("\n".join(words for _, words in lines))
    if len(text) > TEXT:
        page.fault("too_long", lines[0][0], what="> …", length=len(text), limit=TEXT)
    return text


def is_foreign(words: str) -> str:
    """What a line holds that no text may hold (the beginning of a picture, of a link, of HTML...), "" for nothing."""
    found = _FOREIGN.search(words.strip())
    return found.group() if found else ""


def _judge(page: Page, number: int, words: str) -> None:
    if found := is_foreign(words):
        page.fault("markdown", number, found=found)


def write_body(text: str) -> str:
    """A text that stands for itself under a head."""
    return f"\n{text}\n" if text else ""


def write_section(title: str, text: str) -> str:
    """A part with a text; nothing when the text is empty."""
    escaped = ("\\" + words if _LIKE_PART.match(words) else words for words in text.split("\n"))
    return f"\n## {title}\n\n" + "\n".join(escaped) + "\n" if text else ""


def write_part(title: str, lines: Sequence[str]) -> str:
    """A part with lines that are already written."""
    return f"\n## {title}\n" + ("\n" + "".join(f"{words}\n" for words in lines) if lines else "")


def write_remark(text: str, indent: str = "") -> list[str]:
    """A remark, line by line; nothing when it is empty."""
    return [f"{indent}> {words}".rstrip() for words in text.split("\n")] if text else []
