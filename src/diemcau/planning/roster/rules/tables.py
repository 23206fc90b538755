"""The header of a table: found by its words in one or more rows, wherever it stands; and what each column holds."""

import re
from datetime import date

from msgspec import Struct

from diemcau.planning.roster.rules import headers, posts
from diemcau.planning.roster.rules.cells import Cell, Place, Sheet, shown
from diemcau.planning.roster.rules.headers import Label, Means
from diemcau.planning.roster.rules.letters import clean
from diemcau.planning.roster.rules.names import looks_like_name

_TALLEST = 4  # rows of a header
_LONGEST_LABEL = 70
_NAMED = frozenset({Means.NAME, Means.FAMILY, Means.GIVEN})
_MOST_MERGED = 200_000  # cells of merged ranges that are looked up
_PEEK = 40  # rows that tell what a column without words holds
# Words of a lower row that mean nothing by themselves: under birth, post, training, telephone.
_LOWER = re.compile(r"(?:ngay|thang|dang|chinh quyen|doan the|mat tran|kiem nhiem|chinh tri|nha rieng)\b")
# What every header has, so that the other rows need no closer look.
_MAY_BE_HEADER = re.compile(
    r"(?<!\w)(?:họ|ho|tên|ten|name|surname|học viên|hoc vien|hoten|đại biểu|dai bieu)(?!\w)", re.IGNORECASE
)
_ONLY_LETTERS = re.compile(r"[^\W\d_]+(?:[ ’'-][^\W\d_]+)*")
RUNNING = re.compile(r"\d{1,5}[.)]?")


class Columns(Struct, frozen=True):
    """Which column holds what, after a header; `labels` by column."""

    labels: dict[int, Label]
    by_meaning: dict[Means, tuple[int, ...]]

    def of(self, *meanings: Means) -> tuple[int, ...]:
        """The columns of some meanings, in the order of the meanings."""
        return tuple(column for means in meanings for column in self.by_meaning.get(means, ()))

    def words(self) -> dict[int, str]:
        """The words over the columns, by which a header is known again on the next page; the running number's apart."""
        return {column: label.text for column, label in self.labels.items() if label.means is not Means.NO}

    def is_fact(self, column: int) -> bool:
        """Whether a column says something of a person that is taken in, number and name apart."""
        means = self.labels[column].means if column in self.labels else None
        return means not in (None, Means.NO, Means.LEFT_OUT)


class Grid:
    """A sheet with merged ranges looked through: values as they stand, texts as they are read."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.height = len(sheet.rows)
        self.across: dict[Place, Place] = {}
        left = _MOST_MERGED
        for (top, first), (bottom, last) in sheet.merged:
            bottom = min(bottom, self.height - 1)
            left -= max(0, bottom - top + 1) * (last - first + 1)
            if left < 0:
                break
            for row in range(top, bottom + 1):
                self.across.update({(row, column): (top, first) for column in range(first, last + 1)})

    def value(self, row: int, column: int) -> Cell:
        """What stands in a cell itself."""
        cells = self.sheet.rows[row]
        return cells[column] if column < len(cells) else None

    def text(self, row: int, column: int) -> str:
        """The cleaned text of a cell itself."""
        value = self.value(row, column)
        return "" if value is None or value == "" else clean(shown(value))[0]

    def filled(self, row: int, column: int) -> Cell:
        """What stands in a cell, or in the merged range that it belongs to."""
        value = self.value(row, column)
        origin = self.across.get((row, column)) if value is None or value == "" else None
        return self.value(*origin) if origin else value

    def width_of(self, row: int, column: int) -> int:
        """How many columns of a row the merged range around a cell covers, 1 for a cell by itself."""
        origin, width = self.across.get((row, column)), 1
        while origin and self.across.get((row, column + width)) == origin:
            width += 1
        return width

    def texts(self, row: int) -> dict[int, str]:
        """The cleaned texts of a row, by column, empty cells and hidden columns left out."""
        hidden = self.sheet.hidden_columns
        found = {}
        for column, value in enumerate(self.sheet.rows[row]):
            if value is not None and value != "" and column not in hidden and (text := clean(shown(value))[0]):
                found[column] = text
        return found


def header_at(grid: Grid, row: int, texts: dict[int, str]) -> tuple[Columns, int] | None:
    """The columns of a header that begins in a row, and the row after it; None when none begins there."""
    if not any(len(text) <= _LONGEST_LABEL and _MAY_BE_HEADER.search(text) for text in texts.values()):
        return None
    meanings = {column: headers.meaning(text) for column, text in texts.items()}
    known = [means for means in meanings.values() if means]
    if len(known) < 2 or not _NAMED & set(known) or any(RUNNING.fullmatch(text) for text in texts.values()):
        return None
    last = row
    for below in range(row + 1, min(row + _TALLEST, grid.height)):
        if not _continues(grid, row, below, set(texts)):
            break
        last = below
    return _columns(grid, row, last), last + 1


def _continues(grid: Grid, top: int, row: int, above: set[int]) -> bool:
    """Whether a row is a further row of the header that begins at `top`."""
    texts = grid.texts(row)
    if any(grid.across.get((row, column)) == (top, column) for column in above):
        return True  # a cell of the header reaches down to it
    if not texts or any(isinstance(value, int | float | date) for value in grid.sheet.rows[row]):
        return False
    if any(len(text) > _LONGEST_LABEL or re.search(r"\d", text) for text in texts.values()):
        return False
    if any(posts.has_group_number(text) or posts.is_group_number(text) for text in texts.values()):
        return False
    if _is_person_like(texts):
        return False
    known = [
        column
        for column, text in texts.items()
        if headers.meaning(text) is not None or _LOWER.match(headers.words_of(text))
    ]
    if min(texts) in above and not grid.text(top, min(texts)):
        return False
    return len(known) * 2 > len(texts) or (bool(known) and all(_is_spanned(grid, top, column) for column in texts))


def _is_spanned(grid: Grid, top: int, column: int) -> bool:
    """Whether a cell of the header's first row stands for this column and a neighbour."""
    return not grid.text(top, column) or not grid.text(top, column + 1)


def _is_person_like(texts: dict[int, str]) -> bool:
    """A name of several words with capitals, that is no label."""
    return any(looks_like_name(text) and headers.meaning(text) is None for text in texts.values())


def _columns(grid: Grid, top: int, bottom: int) -> Columns:
    width = max(len(grid.sheet.rows[row]) for row in range(top, bottom + 1))
    parts: dict[int, list[str]] = {}
    origins: dict[int, Place] = {}
    for column in range(width):
        if column in grid.sheet.hidden_columns:
            continue
        parts[column] = [_label(grid, row, column, bottom) for row in range(top, bottom + 1)]
        origins[column] = grid.across.get((top, column), (top, column))
    lowest = {
        column: headers.words_of(next((part for part in reversed(texts) if part), ""))
        for column, texts in parts.items()
    }
    labels = {}
    for column, texts in parts.items():
        beside = {lowest[other] for other in parts if parts[other][0] == texts[0]}
        labels[column] = headers.label_of(texts, beside)
    by_meaning: dict[Means, list[int]] = {}
    for column, label in labels.items():
        if label.means:
            by_meaning.setdefault(label.means, []).append(column)
    _settle_names(grid, bottom + 1, labels, by_meaning)
    _settle_sexes(grid, bottom + 1, by_meaning)
    return Columns(labels, {means: tuple(found) for means, found in by_meaning.items()})


def _label(grid: Grid, row: int, column: int, bottom: int) -> str:
    """The words over a column in one row of the header, taken from the left where they stand for several columns."""
    if own := grid.text(row, column):
        return own
    if origin := grid.across.get((row, column)):
        return grid.text(*origin)
    below = row < bottom and any(grid.text(lower, column) for lower in range(row + 1, bottom + 1))
    for left in range(column - 1, -1, -1) if below else ():
        if text := grid.text(row, left):
            # Only columns that have lower words of their own stand together under one word.
            return text if any(grid.text(lower, left) for lower in range(row + 1, bottom + 1)) else ""
    return ""


def _settle_names(grid: Grid, first: int, labels: dict[int, Label], by_meaning: dict[Means, list[int]]) -> None:
    """One word over two columns, "Họ và tên", stands for family and given name."""
    names = by_meaning.get(Means.NAME, [])
    given = by_meaning.get(Means.GIVEN, [])
    if names and given:
        by_meaning[Means.FAMILY] = by_meaning.get(Means.FAMILY, []) or [names[0]]
        by_meaning.pop(Means.NAME)
    elif len(names) > 1 and names[1] == names[0] + 1 and labels[names[0]].text == labels[names[1]].text:
        by_meaning[Means.FAMILY], by_meaning[Means.GIVEN] = [names[0]], [names[1]]
        by_meaning.pop(Means.NAME)
    elif names and (beside := labels.get(names[0] + 1)) and not beside.text and _holds_names(grid, first, names[0] + 1):
        by_meaning[Means.FAMILY], by_meaning[Means.GIVEN] = [names[0]], [names[0] + 1]
        by_meaning.pop(Means.NAME)
    elif not names and bool(given) != (Means.FAMILY in by_meaning):
        by_meaning[Means.NAME] = given or by_meaning[Means.FAMILY]
        by_meaning.pop(Means.GIVEN, None)
        by_meaning.pop(Means.FAMILY, None)


def _holds_names(grid: Grid, first: int, column: int) -> bool:
    """Whether the column beside a name has words in most rows that have more than a heading."""
    rows = [grid.texts(row) for row in range(first, min(first + _PEEK, grid.height))]
    beside = [texts.get(column, "") for texts in rows if column - 1 in texts and len(texts) > 2]
    return sum(bool(text) and _ONLY_LETTERS.fullmatch(text) is not None for text in beside) * 2 > len(beside)


def _settle_sexes(grid: Grid, first: int, by_meaning: dict[Means, list[int]]) -> None:
    """Columns "Nam" and "Nữ" without words above hold births when they hold digits."""
    for sex, birth in ((Means.SEX_NAM, Means.BIRTH_NAM), (Means.SEX_NU, Means.BIRTH_NU)):
        columns = by_meaning.get(sex, [])
        rows = range(first, min(first + _PEEK, grid.height))
        texts = [text for column in columns for row in rows if (text := grid.text(row, column))]
        if texts and sum(bool(re.search(r"\d{4}", text)) for text in texts) * 2 > len(texts):
            by_meaning.setdefault(birth, []).extend(by_meaning.pop(sex))
