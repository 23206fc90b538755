"""The model of an official paper: head, blocks, recipients, signature, annexes. Pure data.

What is never filled in has no field here: number, date, signer's name and seal stay empty on
every paper this software makes.
"""

from dataclasses import dataclass, field, replace
from typing import Literal

Style = Literal["state", "party"]
Align = Literal["left", "center", "right"]
Prefix = Literal["", "TM", "KT", "TL", "TUQ", "Q"]


@dataclass(frozen=True)
class Plain:
    text: str


@dataclass(frozen=True)
class Bold:
    text: str


@dataclass(frozen=True)
class Italic:
    text: str


@dataclass(frozen=True)
class Figure:
    """A number as it is printed, with the key of the figure that it comes from (its rows can be opened)."""

    text: str
    key: str


Run = Plain | Bold | Italic | Figure
Text = str | Run | tuple[str | Run, ...]
"""What a caller may write for a piece of running text; `runs` gives its one form."""


def runs(text: Text) -> tuple[Run, ...]:
    """The runs of a text, bare strings as `Plain`, empty ones left out."""
    parts = text if isinstance(text, tuple) else (text,)
    made = (Plain(part) if isinstance(part, str) else part for part in parts)
    return tuple(run for run in made if run.text)


def plain(text: Text) -> str:
    """The letters of a text without its marks."""
    return "".join(run.text for run in runs(text))


@dataclass(frozen=True)
class Part:
    """“I. KHÁI QUÁT”: set in capitals, bold."""

    text: str


@dataclass(frozen=True)
class Section:
    """“1. Công tác chuẩn bị”: bold."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    text: Text


@dataclass(frozen=True)
class Bullets:
    """Items on their own lines after a dash, as official papers list things."""

    items: tuple[Text, ...]


@dataclass(frozen=True)
class Note:
    """A small line: source of a table, base of a figure, what came in later."""

    text: Text


@dataclass(frozen=True)
class Column:
    """A column of a table. `width` is its share against the other columns; numbers are aligned right."""

    title: str
    width: float = 1.0
    align: Align = "left"


@dataclass(frozen=True)
class HeadCell:
    """A cell of a heading in several rows, over `columns` columns and `rows` rows."""

    title: str
    columns: int = 1
    rows: int = 1


@dataclass(frozen=True)
class Row:
    """A row: plain, a total (bold), or a group heading (one cell over the whole width)."""

    cells: tuple[Text, ...]
    kind: Literal["plain", "total", "group"] = "plain"


@dataclass(frozen=True)
class Table:
    """A table whose heading repeats on every page.

    Without `head` the heading is one row made of the titles of the columns. With it, every row
    lists only the cells that begin there, as in HTML. `unit` is printed above the table, right.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    unit: str = ""
    head: tuple[tuple[HeadCell, ...], ...] = ()

    def __post_init__(self) -> None:
        for row in self.rows:
            expected = 1 if row.kind == "group" else len(self.columns)
            if len(row.cells) != expected:
                raise ValueError(f"{len(row.cells)} cells in a {row.kind} row of {expected}")
        heading_grid(self)

    @property
    def heading(self) -> tuple[tuple[HeadCell, ...], ...]:
        return self.head or (tuple(HeadCell(column.title) for column in self.columns),)


def heading_grid(table: Table) -> list[list[tuple[HeadCell, bool]]]:
    """The heading as a full grid: at each place the cell that covers it, and whether it begins there.

    Raises ValueError when the cells of the heading overlap or leave a gap.
    """
    heading, width = table.heading, len(table.columns)
    grid: list[list[tuple[HeadCell, bool] | None]] = [[None] * width for _ in heading]
    for y, cells in enumerate(heading):
        x = 0
        for cell in cells:
            while x < width and grid[y][x] is not None:
                x += 1
            for dy in range(cell.rows):
                for dx in range(cell.columns):
                    if y + dy >= len(grid) or x + dx >= width or grid[y + dy][x + dx] is not None:
                        raise ValueError(f"the heading cell {cell.title!r} does not fit")
                    grid[y + dy][x + dx] = (cell, dx == dy == 0)
    if any(place is None for row in grid for place in row):
        raise ValueError("the heading leaves a gap")
    return [[place for place in row if place is not None] for row in grid]


def leaf_titles(table: Table) -> tuple[str, ...]:
    """One title a column, with the titles that stand above it: “Nam”, “Ngày sinh – Nam”."""
    titles = []
    for column in zip(*heading_grid(table), strict=True):
        seen: list[HeadCell] = []
        for cell, _ in column:
            if not seen or seen[-1] is not cell:
                seen.append(cell)
        titles.append(" – ".join(" ".join(cell.title.split()) for cell in seen))
    return tuple(titles)


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its length, and the words printed at its end (default: nothing but the number)."""

    label: str
    value: float
    text: Text = ""


@dataclass(frozen=True)
class Bars:
    """A bar chart lying on its side, in one ink, from a zero base, labelled directly."""

    items: tuple[Bar, ...]
    caption: str = ""
    unit: str = ""

    def __post_init__(self) -> None:
        if any(item.value < 0 for item in self.items):
            raise ValueError("a bar has no negative length")

    @property
    def largest(self) -> float:
        return max((item.value for item in self.items), default=0.0) or 1.0


@dataclass(frozen=True)
class EmptyField:
    """What people must write themselves: an empty ruled field, with the evidence beside it."""

    label: str
    evidence: tuple[Text, ...] = ()
    lines: int = 4


Block = Part | Section | Paragraph | Bullets | Table | Bars | EmptyField | Note


@dataclass(frozen=True)
class Head:
    """Who issues the paper, and in which system of layout.

    `superior` may be empty. A line break in a name is kept; otherwise long names are broken evenly.
    `type_code` and `body_code` make the symbol: BC and HVCT give “/BC-HVCT” (State), “-BC/HVCT” (Party).
    """

    style: Style
    body: str
    type_code: str
    body_code: str
    place: str
    superior: str = ""


@dataclass(frozen=True)
class Signature:
    """The post that signs: “TM. ỦY BAN NHÂN DÂN / CHỦ TỊCH” is prefix TM, of ỦY BAN NHÂN DÂN, post CHỦ TỊCH."""

    post: str
    prefix: Prefix = ""
    of: str = ""


@dataclass(frozen=True)
class Annex:
    """An annex with its own page numbers; `landscape` for wide tables."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True)
class Paper:
    """An official paper. `simulation` is the mark that then stands on every page, or None."""

    head: Head
    kind: str
    summary: str
    blocks: tuple[Block, ...]
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    signature: Signature | None = None
    annexes: tuple[Annex, ...] = field(default=())
    draft: bool = False
    simulation: str | None = None
    lang: Literal["vi", "en"] = "vi"

    @property
    def title(self) -> str:
        """Type and summary on one line, for the properties of a file."""
        return " ".join(f"{self.kind} {self.summary}".split())


def closed(blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks of a body, ended with “./.” as official papers are."""
    last = blocks[-1] if blocks else None
    if isinstance(last, Paragraph) and runs(last.text):
        *before, end = runs(last.text)
        words = end.text.rstrip().removesuffix("./.").rstrip(" .")
        ended = replace(end, text=words), Plain("./.")
        return (*blocks[:-1], Paragraph((*before, *ended)))
    return (*blocks, Paragraph("./."))


ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def roman(number: int) -> str:
    """A number from 1 to 399 in Roman figures."""
    letters = ""
    for value, sign in ROMAN:
        times, number = divmod(number, value)
        letters += sign * times
    return letters
