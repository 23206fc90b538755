"""A made roster written as a file: XLSX, ODS, CSV in several letters."""

import csv
import io
import unicodedata
import zipfile
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook

from tests.planning.roster.layouts import Sheet
from tests.planning.roster.rosters import Roster

_ENCODINGS = {
    "csv-utf8": "utf-8",
    "csv-bom": "utf-8-sig",
    "csv-utf16": "utf-16",
    "csv-cp1258": "cp1258",
    "csv-latin": "latin-1",
}


def written(roster: Roster) -> bytes:
    if roster.kind == "xlsx":
        return as_xlsx(roster.sheets)
    if roster.kind == "ods":
        return as_ods(roster.sheets)
    return as_csv(roster.sheets[0], _ENCODINGS[roster.kind], ";" if roster.seed % 3 == 0 else ",")


def as_xlsx(sheets: list[Sheet]) -> bytes:
    book = Workbook()
    book.remove(book.worksheets[0])
    for sheet in sheets:
        page = book.create_sheet(sheet.name)
        page.sheet_state = "hidden" if sheet.hidden else "visible"
        for row, cells in enumerate(sheet.rows, 1):
            for column, value in enumerate(cells, 1):
                if value is not None and value != "":
                    shape = None
                    if isinstance(value, tuple):
                        value, shape = value
                    cell = page.cell(row, column, value)
                    if shape:
                        cell.number_format = shape
                    elif isinstance(value, datetime):
                        cell.number_format = "dd/mm/yyyy"
        for top, left, bottom, right in sheet.merged:
            page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
        for row in sheet.hidden_rows:
            page.row_dimensions[row].hidden = True
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _plain(value: Any) -> str:
    """As a program writes a cell into a file of text."""
    if isinstance(value, tuple):
        value, shape = value
        if shape == "mm/yyyy":
            return f"{value:%m/%Y}"
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else str(value)


def as_csv(sheet: Sheet, encoding: str, sign: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=sign)
    for row, cells in enumerate(sheet.rows, 1):
        if row not in sheet.hidden_rows:
            writer.writerow([_plain(value) for value in cells])
        else:
            writer.writerow([])
    text = out.getvalue()
    if encoding == "cp1258":
        return b"".join(_cp1258(char) for char in text)
    if encoding == "latin-1":  # an old font has one dash and one apostrophe
        text = text.replace("–", "-").replace("’", "'")
    return text.encode(encoding)


def _cp1258(char: str) -> bytes:
    """The page has no letters with two marks: the tone follows its letter."""
    try:
        return char.encode("cp1258")
    except UnicodeEncodeError:
        spread = unicodedata.normalize("NFD", char)
        tones = [mark for mark in spread[1:] if mark in "\u0300\u0301\u0303\u0309\u0323"]
        bare = unicodedata.normalize("NFC", spread[0] + "".join(mark for mark in spread[1:] if mark not in tones))
        return (bare + "".join(tones)).encode("cp1258", "replace")


def as_ods(sheets: list[Sheet]) -> bytes:
    """The least that makes an ODS file."""
    tables = []
    for sheet in sheets:
        covered = {
            (row, column)
            for top, left, bottom, right in sheet.merged
            for row in range(top, bottom + 1)
            for column in range(left, right + 1)
        }
        spans = {(top, left): (bottom - top + 1, right - left + 1) for top, left, bottom, right in sheet.merged}
        rows = []
        for row, cells in enumerate(sheet.rows, 1):
            width = max([len(cells), *(column for at, column in covered if at == row)], default=0)
            cells = [*cells, *[None] * (width - len(cells))]
            shown = "".join(
                _ods_cell(value, spans.get((row, at)), (row, at) in covered) for at, value in enumerate(cells, 1)
            )
            hidden = ' table:visibility="collapse"' if row in sheet.hidden_rows else ""
            rows.append(f"<table:table-row{hidden}>{shown or '<table:table-cell/>'}</table:table-row>")
        style = ' table:style-name="ta2"' if sheet.hidden else ' table:style-name="ta1"'
        tables.append(f"<table:table table:name={quoteattr(sheet.name or 'A')}{style}>{''.join(rows)}</table:table>")
    content = _ODS.format(tables="".join(tables))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("mimetype"), "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
    return out.getvalue()


def _ods_cell(value: Any, span: tuple[int, int] | None, covered: bool) -> str:
    if isinstance(value, tuple):
        value = value[0] if value[1] == "dd/mm/yyyy" else _plain(value)
    tag = "table:covered-table-cell" if covered and not span else "table:table-cell"
    size = f' table:number-rows-spanned="{span[0]}" table:number-columns-spanned="{span[1]}"' if span else ""
    if value is None or value == "":
        return f"<{tag}{size}/>"
    if isinstance(value, datetime):
        typed = f'office:value-type="date" office:date-value="{value:%Y-%m-%d}"'
        return f"<{tag}{size} {typed}><text:p>{value:%d/%m/%Y}</text:p></{tag}>"
    if isinstance(value, int | float):
        typed = f'office:value-type="float" office:value="{value}"'
        return f"<{tag}{size} {typed}><text:p>{value}</text:p></{tag}>"
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in str(value).split("\n"))
    return f'<{tag}{size} office:value-type="string">{lines}</{tag}>'


_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
_SPACES = " ".join(f'xmlns:{name}="{_OASIS}:{name}:1.0"' for name in ("office", "style", "table", "text"))
_STYLE = (
    '<style:style style:name="{name}" style:family="table">'
    '<style:table-properties table:display="{shown}"/></style:style>'
)
_ODS = (
    f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES} office:version="1.2">'
    f"<office:automatic-styles>{_STYLE.format(name='ta1', shown='true')}{_STYLE.format(name='ta2', shown='false')}"
    "</office:automatic-styles><office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    "</office:document-content>"
)
_MANIFEST = (
    f'<?xml version="1.0"?><manifest:manifest xmlns:manifest="{_OASIS}:manifest:1.0"><manifest:file-entry '
    'manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)
