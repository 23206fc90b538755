"""The layout of a sheet: which rows are people, which are titles, headings of groups, totals and signatures."""

import re

from msgspec import Struct, field

from diemcau.planning.roster.rules import posts
from diemcau.planning.roster.rules.headers import Means
from diemcau.planning.roster.rules.lexicon import any_of
from diemcau.planning.roster.rules.names import looks_like_name
from diemcau.planning.roster.rules.tables import RUNNING, Columns, Grid, header_at

_LONGEST_HEADING = 120
_WIDE = 3  # columns that a merged heading covers at least
_COLUMN_NUMBER = re.compile(r"\(?\s*(?:\d{1,2}|[A-Za-z])\s*\)?(?:\s*=.*)?")
_COUNT = re.compile(r"\d{1,4}(?:\s*(?:người|đ/c|đồng chí|học viên|đại biểu))?")
_TOTAL = re.compile(
    any_of(
        """tổng cộng|tổng số|tổng\\b|trong đó\\b|cộng\\b|ấn định|danh sách (?:này |trên )?(?:có|gồm)|tong cong|tong so
        |an dinh danh sach"""
    ),
    re.IGNORECASE,
)
_SIGNED = re.compile(
    any_of(
        r"""người lập|lập biểu|lập danh sách|thủ trưởng|nơi nhận|xác nhận của|ký,? ?(?:ghi rõ )?(?:họ|tên|và)|\(ký
        |đóng dấu|^(?:tm|kt|tl|tuq|t/m|k/t|t/l)[.\s]|ngày\s*[.…\d]*\s*tháng\s*[.…\d]*\s*năm|nguoi lap|noi nhan
        |ky,? ghi ro|ngay\s*[.…\d]+\s*thang\s*[.…\d]+\s*nam"""
    ),
    re.IGNORECASE,
)
_TITLE = re.compile(
    any_of(
        r"""danh sách|cộng h[òo][aà] xã|độc lập\s*[-–]|phụ lục|kính gửi|biểu mẫu|kèm theo|dữ liệu mô phỏng
        |^\s*trang\s*\d|tiếp theo|danh sach|cong hoa xa|doc lap\s*[-–]"""
    ),
    re.IGNORECASE,
)
_HEADED_UNIT = re.compile(
    r"(?:điểm cầu|đơn vị)?[\s:]*(?:(?:xã|phường|đặc khu|thị trấn|tỉnh|thành phố|xa|phuong)\s|(?:tp|tt|p|x)\.)",
    re.IGNORECASE,
)


class Entry(Struct, frozen=True):
    """A row that stands for a person, with the headings and the title that it stands under.

    `table` counts the different headers of the sheet; `sure`: no doubt that it is a person.
    """

    row: int
    table: int
    columns: Columns
    group: str = ""
    unit: str = ""
    title: tuple[str, ...] = ()
    sure: bool = True


class Layout(Struct):
    """What a sheet is made of: people, the different headers, rows with something in them that are hidden."""

    entries: list[Entry] = field(default_factory=list)
    columns: list[Columns] = field(default_factory=list)
    hidden: int = 0


def lay_out(grid: Grid) -> Layout:
    """Walk down a sheet: headers, people, headings; from a signature on nothing counts until the next header."""
    walk = _Walk(grid)
    row = 0
    while row < walk.grid.height:
        row = walk.step(row)
    return walk.layout


class _Walk:
    """Where the walk stands: the header and the headings in force, and what came since the last person."""

    def __init__(self, grid: Grid) -> None:
        self.grid = grid
        self.layout = Layout()
        self.columns: Columns | None = None
        self.group = self.unit = ""
        self.title: tuple[str, ...] = ()
        self.between: list[str] = []
        self.before = ("", "")  # group and unit of the last person
        self.new_page = self.closed = self.numbers_seen = False

    def step(self, row: int) -> int:
        """Take a row, give the next one to look at."""
        texts = self.grid.texts(row)
        if row in self.grid.sheet.hidden_rows:
            self.layout.hidden += bool(texts and self.columns and not self.closed)
        elif texts and (header := header_at(self.grid, row, texts)):
            self._begin_table(header[0])
            return header[1]
        elif texts and self.columns and not _is_column_numbers(texts):
            self._below_header(row, texts, self.columns)
        elif texts and not self.columns:
            self.between += texts.values()
        return row + 1

    def _begin_table(self, columns: Columns) -> None:
        # The same words over the columns are the same table, gone on.
        known = next((one for one in self.layout.columns if one.words() == columns.words()), None)
        if not known:
            self.layout.columns.append(columns)
        self.columns = known or columns
        self.closed = False
        # What stands over a header is a title on its first page, and again on the next pages.
        self.new_page = not self.title or any(_TITLE.search(text) for text in self.between)
        if self.new_page:
            self.group, self.unit = self.before

    def _below_header(self, row: int, texts: dict[int, str], columns: Columns) -> None:
        kind = self._kind(row, texts, columns)
        if kind == "signed":
            self.closed = True
        elif kind in ("person", "unsure"):
            self._add(row, texts, columns, sure=kind == "person")
            return
        elif kind == "heading":
            heading = posts.group_of(_heading(texts, columns))
            if _HEADED_UNIT.match(heading):
                self.unit, self.group = heading, ""
            else:
                self.group = heading
        self.between += texts.values()

    def _add(self, row: int, texts: dict[int, str], columns: Columns, *, sure: bool) -> None:
        number = _number(texts, columns)
        if self.new_page and (not self.title or number.rstrip(".)") == "1"):
            self.title = (*self.between, "")
            if (self.group, self.unit) == self.before:
                self.group = self.unit = ""
        self.new_page = False
        self.closed = False
        self.numbers_seen = self.numbers_seen or bool(number)
        self.before = (self.group, self.unit)
        self.between = []
        table = self.layout.columns.index(columns)
        self.layout.entries.append(Entry(row, table, columns, self.group, self.unit, self.title[:-1], sure))

    def _kind(self, row: int, texts: dict[int, str], columns: Columns) -> str:
        """What a row below a header is: person, unsure, heading, total, signed, or "" for nothing of these."""
        names = columns.of(Means.NAME, Means.FAMILY, Means.GIVEN)
        name = " ".join(texts[column] for column in names if column in texts)
        number = _number(texts, columns)
        facts = [column for column in texts if column not in names and columns.is_fact(column)]
        ahead = name or next(iter(texts.values()))
        if _TOTAL.match(next(iter(texts.values()))) or (_TOTAL.match(name) and not number):
            return "total"
        signed = any(_SIGNED.search(text) for text in texts.values())
        if not number and signed and not (name and len(facts) > 1):
            return "signed"
        if name and number:
            return "heading" if posts.is_group(name) and _only_counts(texts, facts) else "person"
        if self.closed or any(_TITLE.search(text) for text in texts.values()):
            return ""
        if not number and _only_counts(texts, facts) and self._is_heading(row, texts, ahead, name, columns):
            return "heading"
        if facts:
            told = columns.of(Means.BIRTH, Means.BIRTH_NAM, Means.BIRTH_NU, Means.PHONE)
            return "person" if name or number or set(facts) & set(told) else ""
        if not name or not looks_like_name(name):
            return ""
        return "unsure" if self.numbers_seen else "person"

    def _is_heading(self, row: int, texts: dict[int, str], text: str, name: str, columns: Columns) -> bool:
        first = next(iter(texts))
        if len(text) > _LONGEST_HEADING or _TITLE.search(text):
            return False
        in_number = texts.get(next(iter(columns.of(Means.NO)), -1), "")
        if posts.is_group_number(in_number):
            return bool(name)
        if posts.is_group(text) or posts.has_group_number(text) or _HEADED_UNIT.match(posts.group_of(text)):
            return True
        if self.grid.width_of(row, first) >= _WIDE:
            return True
        # Something by itself in the columns of number and name that is no name.
        return first in columns.of(Means.NO, Means.NAME, Means.FAMILY) and not looks_like_name(text)


def _number(texts: dict[int, str], columns: Columns) -> str:
    """The running number of a row, "" when it has none."""
    found = next((texts[column] for column in columns.of(Means.NO) if column in texts), "")
    return found if RUNNING.fullmatch(found) else ""


def _only_counts(texts: dict[int, str], facts: list[int]) -> bool:
    """Whether nothing but a count of people stands beside the words of a row."""
    return all(_COUNT.fullmatch(texts[column]) for column in facts) or len(texts) == 1


def _is_column_numbers(texts: dict[int, str]) -> bool:
    """The row of (1) (2) (3) under a header."""
    return len(texts) > 2 and all(_COLUMN_NUMBER.fullmatch(text) for text in texts.values())


def _heading(texts: dict[int, str], columns: Columns) -> str:
    """The words of a heading, without the number that stands in its own column."""
    names = columns.of(Means.NAME, Means.FAMILY, Means.GIVEN)
    return " ".join(texts[column] for column in names if column in texts) or next(iter(texts.values()))
