"""A file becomes sheets of cells. Runs in a child process: whatever the file does, only that process suffers."""

import struct
import zipfile
from collections.abc import Collection
from datetime import time, timedelta
from io import BytesIO
from xml.etree.ElementTree import ParseError

from msgspec import Struct, field
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from diemcau.base.refused import Refused
from diemcau.planning.roster import ods, packed, xls, xlsx
from diemcau.planning.roster.delimited import read_text
from diemcau.planning.roster.rules.cells import Cell, Sheet

ROWS, COLUMNS, SHEETS = 60_000, 400, 200
LONGEST_CELL = 1000  # letters; what is longer is cut, and no name or post any more
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"


class Book(Struct):
    """The visible sheets of a file, the names of the hidden ones, and what it is: xlsx, xls, ods or csv."""

    sheets: list[Sheet]
    hidden: list[str] = field(default_factory=list)
    kind: str = "csv"


def read_book(data: bytes) -> Book:
    """Read a file by what it is, whatever its name says.

    Refuses: roster.empty, roster.type, roster.password, roster.damaged, roster.unsafe, roster.large, roster.all_hidden.
    """
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise Refused("roster.empty")
    if data.startswith(b"PK"):
        book = _of_zip(data)
    elif data.startswith(xls.MAGIC):
        book = _of_xls(data)
    else:
        rows = [[_cell(value) for value in row] for row in read_text(data, ROWS, COLUMNS)]
        book = Book([Sheet(None, rows)])
    if not book.sheets:
        raise Refused("roster.all_hidden")
    if all(value in ("", None) for sheet in book.sheets for row in sheet.rows for value in row):
        raise Refused("roster.empty")
    if sum(len(sheet.rows) for sheet in book.sheets) > ROWS:
        raise Refused("roster.large", 413, rows=ROWS, columns=COLUMNS)
    return book


def _of_zip(data: bytes) -> Book:
    archive = packed.look(data)
    names = set(archive.namelist())
    if "mimetype" in names and archive.read("mimetype")[: len(_ODS)] == _ODS:
        return _of_ods(data, archive)
    if "[Content_Types].xml" not in names or not any(name.endswith("workbook.xml") for name in names):
        raise Refused("roster.type")
    try:
        looks, epoch = xlsx.look(archive)
    except (KeyError, ParseError, StopIteration, ValueError) as error:
        raise Refused("roster.damaged") from error
    found, hidden = _values(data)
    for sheet in found.values():
        look = looks.get(sheet.name or "", xlsx.Look())
        sheet.hidden_rows, sheet.hidden_columns = look.hidden_rows, look.hidden_columns
        sheet.months, sheet.years, sheet.epoch_1904 = look.months, look.years, epoch
    return Book(list(found.values()), hidden, "xlsx")


def _of_ods(data: bytes, archive: zipfile.ZipFile) -> Book:
    manifest = "META-INF/manifest.xml"
    if manifest in archive.namelist() and b"encryption-data" in archive.read(manifest):
        raise Refused("roster.password")
    try:
        looks = ods.look(archive)
    except KeyError as error:
        raise Refused("roster.damaged") from error
    found, hidden = _values(data, {place for place, look in enumerate(looks) if look.hidden})
    for place, sheet in found.items():
        look = looks[place] if place < len(looks) else ods.Look()
        sheet.hidden_rows, sheet.hidden_columns = frozenset(look.hidden_rows), frozenset(look.hidden_columns)
        sheet.merged = look.merged
    return Book(list(found.values()), hidden, "ods")


def _of_xls(data: bytes) -> Book:
    try:
        container = xls.open_container(data)
        if "EncryptedPackage" in container.streams:
            raise Refused("roster.password")
        if not {"Workbook", "Book"} & set(container.streams):
            raise Refused("roster.type" if container.streams else "roster.damaged")
        book = xls.look(container)
    except (struct.error, ValueError, IndexError) as error:
        raise Refused("roster.damaged") from error
    if book.password:
        raise Refused("roster.password")
    found, hidden = _values(data)
    for place, sheet in found.items():
        look = book.sheets[place] if place < len(book.sheets) else xls.Look()
        sheet.hidden_rows, sheet.hidden_columns = look.hidden_rows, look.hidden_columns
        sheet.epoch_1904 = book.epoch_1904
    return Book(list(found.values()), hidden, "xls")


def _values(data: bytes, hidden: Collection[int] = ()) -> tuple[dict[int, Sheet], list[str]]:
    """The values of the visible sheets by their place in the file, and the names of the hidden ones."""
    found, names = {}, []
    try:
        book = CalamineWorkbook.from_filelike(BytesIO(data))
        if len(book.sheets_metadata) > SHEETS:
            raise Refused("roster.unsafe", 413)
        for place, told in enumerate(book.sheets_metadata):
            if told.typ is not SheetTypeEnum.WorkSheet:
                continue
            if place in hidden or told.visible is not SheetVisibleEnum.Visible:
                names.append(told.name)
                continue
            found[place] = _sheet(told.name, book.get_sheet_by_index(place))
    except PasswordError as error:
        raise Refused("roster.password") from error
    except CalamineError as error:
        raise Refused("roster.damaged") from error
    return found, names


def _sheet(name: str, sheet: CalamineSheet) -> Sheet:
    if sheet.total_height > ROWS or sheet.total_width > COLUMNS:
        raise Refused("roster.large", 413, rows=ROWS, columns=COLUMNS)
    rows = sheet.to_python(skip_empty_area=False)
    return Sheet(name, [[_cell(value) for value in row] for row in rows], sheet.merged_cell_ranges or [])


def _cell(value: Cell | time | timedelta) -> Cell:
    if isinstance(value, str):
        return value if len(value) <= LONGEST_CELL else f"{value[:LONGEST_CELL]}…"
    return str(value) if isinstance(value, time | timedelta) else value
