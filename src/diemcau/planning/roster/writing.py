"""Rosters that the office gives out: an empty form with the units filled in, and lists of who is enrolled.

Both have the columns that the check knows, so they come in again without loss.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook  # type: ignore[import-untyped]

from diemcau.base.words import say
from diemcau.people.rules import Group
from diemcau.planning.rules import ClassRole

_COLUMNS = ("no", "name", "birth", "sex", "position", "group", "unit", "code", "phone")
_WIDTHS = (6, 28, 14, 10, 44, 30, 26, 12, 16)
_SEXES = "Nam", "Nữ"
_NOT_IN_TITLE = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_LONGEST_TITLE = 31
_BLANK = 25  # rows of a form for each unit


@dataclass(frozen=True)
class Line:
    """A row of a list: birth YYYY[-MM[-DD]], sex nam or nu, a telephone as it is dialled; "" for what is unknown."""

    no: int
    name: str
    birth: str
    sex: str
    posts: Sequence[str]
    role: str
    group: str
    unit: str
    code: str
    phone: str

    def cells(self) -> list[str | int]:
        """As the sheet has it."""
        return [
            self.no,
            self.name,
            "/".join(reversed(self.birth.split("-"))),
            {"nam": "Nam", "nu": "Nữ"}.get(self.sex, ""),
            "; ".join(post for post in self.posts if post),
            group_words(self.role, self.group),
            self.unit,
            self.code,
            self.phone.replace(" ", ""),
        ]


def group_words(role: str, group: str) -> str:
    """The words of the column of groups: "Lãnh đạo UBND", "Đại biểu – Khác"."""
    words = say(f"group.{group}")
    return words if role == ClassRole.HOC_VIEN else f"{say(f'class_role.{role}')} – {words}"


def list_xlsx(title: str, lines: Iterable[Line]) -> bytes:
    """An XLSX file with the people of a room, a province or a course."""
    return _book(title, (line.cells() for line in lines), notes=())


def form_xlsx(title: str, units: Sequence[tuple[str, str]]) -> bytes:
    """An empty form for units as (code, name): each with some rows that name it already; none for a free form."""
    rows = [["", "", "", "", "", "", name, code, ""] for code, name in units for _ in range(_BLANK)]
    notes = [say(f"office.rosters.form.note{nth}", lang) for lang in ("vi", "en") for nth in (1, 2)]
    return _book(title, rows or [[""] * len(_COLUMNS)] * _BLANK, notes=notes)


def _book(title: str, rows: Iterable[Sequence[str | int]], notes: Sequence[str]) -> bytes:
    out = BytesIO()
    # Texts stay texts: what begins with = is no formula, what looks like an address is no link.
    options = {
        "in_memory": True,
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with Workbook(out, options) as book:
        sheet = book.add_worksheet(say("office.rosters.form.sheet").translate(_NOT_IN_TITLE)[:_LONGEST_TITLE])
        plain: dict[str, Any] = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
        text = book.add_format({**plain, "num_format": "@", "border": 1, "text_wrap": True})
        number = book.add_format({**plain, "border": 1, "align": "center"})
        head = book.add_format(
            {**plain, "bold": True, "border": 1, "text_wrap": True, "align": "center", "bg_color": "#E3F1F0"}
        )
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width, text if column else number)
        sheet.write_string(0, 0, title, book.add_format({**plain, "bold": True, "font_size": 14}))
        for row, words in enumerate(notes, 1):
            sheet.write_string(row, 0, words, book.add_format({**plain, "italic": True}))
        top = len(notes) + 2
        for column, name in enumerate(_COLUMNS):
            sheet.write_string(top, column, say(f"office.rosters.form.{name}"), head)
        row = top
        for row, cells in enumerate(rows, top + 1):
            for column, value in enumerate(cells):
                if isinstance(value, int):
                    sheet.write_number(row, column, value, number)
                elif value:
                    sheet.write_string(row, column, value, text)
                else:
                    sheet.write_blank(row, column, None, text)
        sheet.freeze_panes(top + 1, 2)
        sheet.repeat_rows(top)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        for column, values in ((3, list(_SEXES)), (5, [say(f"group.{group.value}") for group in Group])):
            allowed = {"validate": "list", "source": values, "error_type": "information"}
            sheet.data_validation(top + 1, column, row + 200, column, allowed)
    return out.getvalue()
