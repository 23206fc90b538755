"""What a reader of values does not tell of an ODS file: hidden sheets, rows and columns, merged ranges."""

import re
import zipfile

from msgspec import Struct, field

from diemcau.planning.roster.rules.cells import Place

_TAG = re.compile(
    rb"<(/?)table:(table|table-row|table-column|table-cell|covered-table-cell)(?=[\s/>])((?:[^>\"]|\"[^\"]*\")*?)(/?)>"
)
_ATTRIBUTE = re.compile(rb'table:(name|style-name|visibility|number-[a-z]+-(?:repeated|spanned))="([^"]*)"')
_STYLE = re.compile(
    rb'<style:style\b[^>]*style:name="([^"]*)"[^>]*style:family="table"[^>]*>\s*<style:table-properties\b[^>]*table:display="false"'
)
_HIDDEN = {b"collapse", b"filter"}
_MOST = 2_000_000  # rows or columns that a repeat counts for


class Look(Struct):
    """Of one sheet, everything from 0."""

    hidden: bool = False
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    row: int = 0
    column: int = 0
    columns: int = 0


def look(archive: zipfile.ZipFile) -> list[Look]:
    """The sheets in their order. Raises KeyError where there is no content."""
    xml = archive.read("content.xml")
    hidden_styles = {style[1] for style in _STYLE.finditer(xml)}
    sheets: list[Look] = []
    for tag in _TAG.finditer(xml):
        name = tag[2]
        if tag[1]:
            if name == b"table-row" and sheets:
                sheets[-1].column = 0
            continue
        attributes = dict(_ATTRIBUTE.findall(tag[3]))
        if name == b"table":
            sheets.append(Look(hidden=attributes.get(b"style-name") in hidden_styles))
        elif sheets:
            _step(sheets[-1], name, attributes)
    return sheets


def _step(sheet: Look, name: bytes, attributes: dict[bytes, bytes]) -> None:
    hidden = attributes.get(b"visibility") in _HIDDEN
    if name == b"table-row":
        count = _count(attributes, b"number-rows-repeated")
        if hidden and count < _MOST:
            sheet.hidden_rows.update(range(sheet.row, sheet.row + min(count, 100_000)))
        sheet.row += count
        sheet.column = 0
        return
    count = _count(attributes, b"number-columns-repeated")
    if name == b"table-column":
        if hidden:
            sheet.hidden_columns.update(range(sheet.columns, sheet.columns + min(count, 20_000)))
        sheet.columns += count
        return
    rows, columns = _count(attributes, b"number-rows-spanned"), _count(attributes, b"number-columns-spanned")
    if rows > 1 or columns > 1:
        top = sheet.row - 1
        sheet.merged.append(((top, sheet.column), (top + rows - 1, sheet.column + columns - 1)))
    sheet.column += count


def _count(attributes: dict[bytes, bytes], name: bytes) -> int:
    told = attributes.get(name, b"1")
    return min(int(told), _MOST) if told.isdigit() else 1
