"""How a paper is set: sizes, margins, fixed words and measured lengths, one answer for every form.

State: Decree 30/2020/NĐ-CP, Annex I. Party: Guideline 36-HD/VPTW, Annex 3. Where a rule leaves a
range, the choice is made here. Lengths are in points unless a name ends in `_mm`.
"""

from dataclasses import dataclass

from diemcau.base.typeface import balanced, width
from diemcau.base.words import say
from diemcau.reports.paper import Annex, Bars, Block, Note, Paper, Row, Style, Table, Text, heading_grid, plain, roman

MM = 72 / 25.4
PAGE_MM = (210.0, 297.0)
FIRST_LINE = 12.7 * MM
PARAGRAPH_GAP = 6.0
CELL_PAD = 4.0
NOTE_SIZE = 12.0
MARK_SIZE = 9.0
PAGE_NUMBER_SIZE = 13.0
TABLE_SIZES = (12.0, 11.0, 10.0, 9.0)
BLANK = "\u00a0" * 7
# Rules under names are to be a third to a half of the text above them.
RULE_SHARE = 0.4
# A table of so few rows and letters is never broken over two pages; of a longer one two rows stay together.
WHOLE_ROWS, WHOLE_LETTERS = 8, 700
# An empty field with so few pieces of evidence is never broken over two pages.
FIELD_ITEMS = 12
# The widest that one word may make a column before it is broken instead.
WORD_SHARE = 0.2


@dataclass(frozen=True)
class Layout:
    """The measures of one system of layout."""

    top_mm: float
    bottom_mm: float
    left_mm: float
    right_mm: float
    right_column_mm: float
    country: float
    motto: float
    body_name: float
    number: float
    date: float
    kind: float
    summary: float
    body: float
    recipients_label: float
    recipients: float
    star: bool
    dashes: bool
    prefixes: dict[str, str]


LAYOUTS: dict[Style, Layout] = {
    "state": Layout(
        top_mm=20, bottom_mm=20, left_mm=30, right_mm=15, right_column_mm=98,
        country=13, motto=14, body_name=13, number=13, date=14, kind=14, summary=14, body=14,
        recipients_label=12, recipients=11, star=False, dashes=False,
        prefixes={"": "", "TM": "TM. ", "KT": "KT. ", "TL": "TL. ", "TUQ": "TUQ. ", "Q": "Q. "},
    ),
    "party": Layout(
        top_mm=20, bottom_mm=20, left_mm=30, right_mm=15, right_column_mm=86,
        country=15, motto=15, body_name=14, number=14, date=14, kind=16, summary=14, body=14,
        recipients_label=12, recipients=11, star=True, dashes=True,
        prefixes={"": "", "TM": "T/M ", "KT": "K/T ", "TL": "T/L ", "TUQ": "TUQ. ", "Q": "Q. "},
    ),
}  # fmt: skip


def layout_of(paper: Paper) -> Layout:
    return LAYOUTS[paper.head.style]


def page_mm(landscape: bool) -> tuple[float, float]:
    return (PAGE_MM[1], PAGE_MM[0]) if landscape else PAGE_MM


def text_width(layout: Layout, landscape: bool = False) -> float:
    return (page_mm(landscape)[0] - layout.left_mm - layout.right_mm) * MM


@dataclass(frozen=True)
class HeadSet:
    """The head of a paper, line by line, with the lengths of its rules and the sizes that fit."""

    superior: tuple[str, ...]
    body: tuple[str, ...]
    body_rule: float
    number: str
    country: str
    motto: str
    motto_rule: float
    date: str
    date_size: float
    left: float
    right: float


def set_head(paper: Paper) -> HeadSet:
    head, layout = paper.head, layout_of(paper)
    right = layout.right_column_mm * MM
    left = text_width(layout) - right
    room = left - 2 * MM
    superior = balanced(head.superior.upper(), room, layout.body_name)
    body = balanced(head.body.upper(), room, layout.body_name, bold=True)
    longest = max((width(line, layout.body_name, bold=True) for line in body), default=0.0)
    if head.style == "state":
        country, motto = say("paper.state.country", paper.lang), say("paper.state.motto", paper.lang)
    else:
        country, motto = "", say("paper.party", paper.lang)
    date = say("paper.date", paper.lang, place=head.place)
    symbol = {"blank": BLANK, "type_code": head.type_code, "body_code": head.body_code}
    # 13 to 14 points are allowed; a long place name takes the smaller one.
    date_size = layout.date if width(date, layout.date, italic=True) <= right else layout.date - 1
    return HeadSet(
        superior=superior,
        body=body,
        body_rule=RULE_SHARE * min(longest, room),
        number=say(f"paper.{head.style}.number", paper.lang, **symbol),
        country=country,
        motto=motto,
        motto_rule=width(motto, layout.motto, bold=True),
        date=date,
        date_size=date_size,
        left=left,
        right=right,
    )


def set_summary(paper: Paper) -> tuple[tuple[str, ...], float]:
    """The lines of the summary, evenly broken, and the length of the rule under them."""
    layout = layout_of(paper)
    lines = balanced(paper.summary, text_width(layout) - 20 * MM, layout.summary, bold=True)
    longest = max((width(line, layout.summary, bold=True) for line in lines), default=0.0)
    return lines, RULE_SHARE * min(longest, text_width(layout))


def set_recipients(paper: Paper) -> tuple[str, ...]:
    """“- …;” for every recipient, a full stop after the last."""
    lines = [line.strip().removeprefix("-").strip().rstrip(" ;.") for line in paper.recipients]
    ends = [";"] * (len(lines) - 1) + ["."]
    return tuple(f"- {line}{end}" for line, end in zip(lines, ends, strict=False))


def set_signature(paper: Paper) -> tuple[str, ...]:
    """The lines above the signature, in capitals; the signer's name is never among them."""
    signature = paper.signature
    if signature is None:
        return ()
    authority = layout_of(paper).prefixes[signature.prefix] + signature.of if signature.of else ""
    room = text_width(layout_of(paper)) / 2 - 2 * MM
    lines: tuple[str, ...] = ()
    for text in (authority, signature.post):
        lines += balanced(text.upper(), room, layout_of(paper).body, bold=True) if text else ()
    return lines


def annex_label(paper: Paper, index: int) -> str:
    """“Phụ lục” for a single annex, “Phụ lục I” and so on for several."""
    if len(paper.annexes) == 1:
        return say("paper.annex", paper.lang)
    return say("paper.annex.numbered", paper.lang, number=roman(index + 1))


def annex_title(paper: Paper, annex: Annex) -> tuple[str, ...]:
    layout = layout_of(paper)
    return balanced(annex.title.upper(), text_width(layout, annex.landscape) - 20 * MM, layout.body, bold=True)


def annex_of(paper: Paper) -> str:
    """“(Kèm theo Báo cáo số … của …)”, number and date left empty."""
    head = paper.head
    return say(
        f"paper.annex.of.{head.style}", paper.lang, kind=paper.kind.capitalize(), blank=BLANK,
        type_code=head.type_code, body_code=head.body_code, body=" ".join(head.body.split()),
    )  # fmt: skip


def set_caption(paper: Paper, caption: str, room: float) -> tuple[str, ...]:
    """The lines of the caption of a table or a chart, evenly broken."""
    return balanced(caption, room - 10 * MM, layout_of(paper).body, bold=True) if caption else ()


@dataclass(frozen=True)
class TableSet:
    """The size of a table's letters and the widths of its columns."""

    size: float
    widths: tuple[float, ...]


def set_table(table: Table, room: float) -> TableSet:
    """Columns share the room by their widths, but none is narrower than its longest word.

    When the words do not fit, the letters get smaller, down to the last of `TABLE_SIZES`.
    """
    longest = _longest_words(table)
    for size in TABLE_SIZES:
        needs = [min(em * size, room * WORD_SHARE) + 2 * CELL_PAD + 1 for em in longest]
        if sum(needs) <= room:
            return TableSet(size, _share(room, [column.width for column in table.columns], needs))
    return TableSet(TABLE_SIZES[-1], tuple(room * need / sum(needs) for need in needs))


def _longest_words(table: Table) -> list[float]:
    """For each column the width in em of its widest word, in bold where it stands in bold."""
    longest = [0.0] * len(table.columns)

    def hold(column: int, text: str, bold: bool) -> None:
        for word in text.split():
            longest[column] = max(longest[column], width(word, 1.0, bold=bold))

    for cells in _single_heads(table):
        hold(*cells, True)
    for row in table.rows:
        if row.kind != "group":
            for column, cell in enumerate(row.cells):
                hold(column, plain(cell), row.kind == "total")
    return longest


def _single_heads(table: Table) -> list[tuple[int, str]]:
    """The heading cells that stand over one column, with its place."""
    grid = heading_grid(table)
    return [(x, cell.title) for row in grid for x, (cell, begins) in enumerate(row) if begins and cell.columns == 1]


def _share(room: float, weights: list[float], needs: list[float]) -> tuple[float, ...]:
    fixed: dict[int, float] = {}
    while True:
        free = [i for i in range(len(weights)) if i not in fixed]
        rest = room - sum(fixed.values())
        total = sum(weights[i] for i in free) or 1.0
        short = {i: needs[i] for i in free if rest * weights[i] / total < needs[i]}
        if not short:
            return tuple(fixed[i] if i in fixed else rest * weights[i] / total for i in range(len(weights)))
        fixed |= short


def is_whole(table: Table) -> bool:
    """Whether a table is so short that it stays on one page."""
    return len(table.rows) <= WHOLE_ROWS and sum(_letters(row) for row in table.rows) <= WHOLE_LETTERS


def holds_on(block: Block, following: Block | None) -> bool:
    """Whether a short table or a chart must stay with the note below it."""
    short = isinstance(block, Bars) or (isinstance(block, Table) and is_whole(block))
    return short and isinstance(following, Note)


def leads_on(text: Text) -> bool:
    """Whether a paragraph introduces what follows, so that it never stands last on a page."""
    return plain(text).rstrip().endswith(":")


def is_long(row: Row) -> bool:
    """Whether a row may be broken over two pages because it might not fit on one."""
    return _letters(row) > 1200


def _letters(row: Row) -> int:
    return sum(len(plain(cell)) for cell in row.cells)


@dataclass(frozen=True)
class BarsSet:
    """The width of the labels' column and the length of each bar."""

    label: float
    lengths: tuple[float, ...]
    texts: tuple[str, ...]


def set_bars(bars: Bars, room: float) -> BarsSet:
    texts = tuple(plain(item.text) or f"{item.value:g}" for item in bars.items)
    labels = max((width(item.label, NOTE_SIZE) for item in bars.items), default=0.0)
    label = min(labels + 2 * CELL_PAD + 3, 0.42 * room)
    end = max((width(text, NOTE_SIZE) for text in texts), default=0.0) + 4 * CELL_PAD
    full = max(room - label - end, 0.2 * room)
    return BarsSet(label, tuple(full * item.value / bars.largest for item in bars.items), texts)
