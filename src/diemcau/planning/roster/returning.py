"""The sheet that goes back: the roster as it came, with what became of each row beside it."""

import re
from collections import defaultdict
from collections.abc import Iterable
from io import BytesIO

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from diemcau.base.words import say
from diemcau.planning.roster.reading import read_book
from diemcau.planning.roster.rules.cells import Cell, shown
from diemcau.planning.roster.rules.findings import Status
from diemcau.planning.roster.telling import Mark

_COLOURS: dict[str, str] = {
    Status.READY: "E3F3E6",
    Status.REPAIRED: "E4EEFA",
    Status.ASKS: "FFF3CC",
    Status.REFUSED: "FBE0DD",
}
_GREY = "ECEEF2"  # of rows that were left out
_WIDTH = 60  # of the column with the status, in letters
_NAME = "Danh sách"
_NOT_IN_TITLE = re.compile(r"[\\/*?:\[\]]")
_LONGEST_TITLE = 31


def give_back(data: bytes, kind: str, marks: Iterable[Mark], lang: str) -> bytes:
    """An XLSX file. One that came as XLSX keeps its layout; of others the values come back in their cells.

    Formulas come back as the values that they had, so nothing that runs leaves in it.
    """
    book = _as_it_came(data) if kind == "xlsx" else _plain(data)
    by_sheet: dict[str, list[Mark]] = defaultdict(list)
    for mark in marks:
        by_sheet[_title(mark.sheet)].append(mark)
    for title, rows in by_sheet.items():
        _mark(book[title], rows, lang)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _as_it_came(data: bytes) -> Workbook:
    try:
        return load_workbook(BytesIO(data), data_only=True)
    # Files of other programs have styles or parts that the writer does not know; their values can still go back.
    except (AttributeError, IndexError, KeyError, TypeError, ValueError):
        return _plain(data)


def _plain(data: bytes) -> Workbook:
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in read_book(data).sheets:
        page = book.create_sheet(_title(sheet.name))
        for row, cells in enumerate(sheet.rows, 1):
            for column, value in enumerate(cells, 1):
                if value is not None and value != "":
                    cell = page.cell(row, column, _plain_value(value))
                    if isinstance(value, str):
                        cell.data_type = "s"  # a text that begins with = is no formula
    return book


def _title(name: str | None) -> str:
    """The name of a sheet as a workbook takes it."""
    return _NOT_IN_TITLE.sub(" ", name or _NAME)[:_LONGEST_TITLE]


def _plain_value(value: Cell) -> Cell:
    return ILLEGAL_CHARACTERS_RE.sub("", shown(value)) if isinstance(value, bool | str) else value


def _head_row(page: Worksheet, first: int) -> int:
    """The row of headers above the first person: the nearest with several cells. A title or a group fills one."""
    for row in range(first - 1, 0, -1):
        if sum(cell.value not in (None, "") for cell in page[row]) > 1:
            return row
    return max(1, first - 1)


def _mark(page: Worksheet, rows: list[Mark], lang: str) -> None:
    used = [column for row in page.iter_rows() for column, cell in enumerate(row, 1) if cell.value not in (None, "")]
    column = max([*used, *(area.max_col for area in page.merged_cells.ranges)]) + 1
    head = page.cell(_head_row(page, min(row.no for row in rows)), column, say("office.roster.sheet.status", lang))
    head.font = Font(bold=True)
    page.column_dimensions[get_column_letter(column)].width = _WIDTH
    for row in rows:
        cell = page.cell(row.no, column, ILLEGAL_CHARACTERS_RE.sub("", row.words))
        cell.data_type = "s"
        cell.fill = PatternFill("solid", fgColor=_COLOURS.get(row.status, _GREY))
        cell.alignment = Alignment(wrap_text=True, vertical="top")
