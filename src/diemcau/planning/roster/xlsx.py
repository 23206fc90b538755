"""What a reader of values does not tell of an XLSX file: hidden rows and columns, dates shown without their day."""

import re
import zipfile
from posixpath import join, normpath
from xml.etree import ElementTree as ET

from msgspec import Struct

from diemcau.planning.roster.rules.cells import Place

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/spreadsheetml/main}"
_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*)>")
_NUMBER = re.compile(rb'\br="(\d+)"')
_PLACE = re.compile(rb'\br="([A-Z]{1,3})(\d+)"')
_STYLE = re.compile(rb'\bs="(\d+)"')
_MIN = re.compile(rb'\bmin="(\d+)"')
_MAX = re.compile(rb'\bmax="(\d+)"')
_HIDDEN = re.compile(rb'\bhidden="(?:1|true)"')
_MONTH_YEAR = 17  # the number of the built-in format mmm-yy
_QUOTED = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_MOST_COLUMNS = 16_384


class Look(Struct, frozen=True):
    """Of one sheet, everything from 0."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    months: frozenset[Place] = frozenset()
    years: frozenset[Place] = frozenset()


def look(archive: zipfile.ZipFile) -> tuple[dict[str, Look], bool]:
    """Each sheet by its name, and whether days count from 1904. Raises KeyError or ParseError where there is none."""
    home = _home(archive)
    book = ET.fromstring(archive.read(home))  # noqa: S314 no DOCTYPE is left in it
    parts = _relations(archive, home)
    properties = next((node for node in book.iter() if node.tag.endswith("}workbookPr")), None)
    epoch = properties is not None and properties.get("date1904", "0") in {"1", "true"}
    months, years = _dayless(archive, next((part for part in parts.values() if part.endswith("styles.xml")), ""))
    looks = {}
    for node in book.iter():
        if node.tag in {f"{_MAIN}sheet", f"{_STRICT}sheet"}:
            relation = next((value for key, value in node.attrib.items() if key.endswith("}id")), "")
            if (part := parts.get(relation, "")) in archive.namelist():
                looks[node.get("name", "")] = _look_at(archive.read(part), months, years)
    return looks, epoch


def _home(archive: zipfile.ZipFile) -> str:
    relations = _targets(archive.read("_rels/.rels"), "")
    return next(target for kind, target in relations.values() if kind.endswith("/officeDocument"))


def _relations(archive: zipfile.ZipFile, home: str) -> dict[str, str]:
    folder, _, name = home.rpartition("/")
    targets = _targets(archive.read(f"{folder}/_rels/{name}.rels" if folder else f"_rels/{name}.rels"), folder)
    return {key: target for key, (_, target) in targets.items()}


def _targets(xml: bytes, folder: str) -> dict[str, tuple[str, str]]:
    found = {}
    for node in ET.fromstring(xml):  # noqa: S314 no DOCTYPE is left in it
        target = node.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else normpath(join(folder, target))
        found[node.get("Id", "")] = (node.get("Type", ""), path)
    return found


def _dayless(archive: zipfile.ZipFile, part: str) -> tuple[frozenset[bytes], frozenset[bytes]]:
    """Numbers of the styles that show month and year, and of those that show the year only."""
    if part not in archive.namelist():
        return frozenset(), frozenset()
    styles = ET.fromstring(archive.read(part))  # noqa: S314 no DOCTYPE is left in it
    formats = {}
    for node in styles.iter():
        if node.tag.endswith("}numFmt"):
            formats[node.get("numFmtId", "")] = _QUOTED.sub("", node.get("formatCode", "")).casefold()
    formats.setdefault(str(_MONTH_YEAR), "mmm-yy")
    months: set[bytes] = set()
    years: set[bytes] = set()
    cells = next((node for node in styles if node.tag.endswith("}cellXfs")), ())
    for place, node in enumerate(cells):
        code = formats.get(node.get("numFmtId", ""), "")
        if "y" in code and "d" not in code and "h" not in code:
            (months if "m" in code else years).add(str(place).encode())
    return frozenset(months), frozenset(years)


def _look_at(xml: bytes, months: frozenset[bytes], years: frozenset[bytes]) -> Look:
    hidden_rows: set[int] = set()
    hidden_columns: set[int] = set()
    if b"hidden=" in xml:
        number = 0
        for row in _ROW.finditer(xml):
            told = _NUMBER.search(row[1])
            number = int(told[1]) if told else number + 1
            if _HIDDEN.search(row[1]):
                hidden_rows.add(number - 1)
        for column in _COLUMN.finditer(xml[: xml.find(b"sheetData")]):
            first, last = _MIN.search(column[1]), _MAX.search(column[1])
            if _HIDDEN.search(column[1]) and first and last:
                hidden_columns.update(range(int(first[1]) - 1, min(int(last[1]), _MOST_COLUMNS)))
    if not months and not years:
        return Look(frozenset(hidden_rows), frozenset(hidden_columns))
    by_style: dict[bytes, set[Place]] = {style: set() for style in months | years}
    for cell in _CELL.finditer(xml):
        style, place = _STYLE.search(cell[1]), _PLACE.search(cell[1])
        if style and place and style[1] in by_style:
            by_style[style[1]].add((int(place[2]) - 1, _column(place[1])))
    return Look(
        frozenset(hidden_rows),
        frozenset(hidden_columns),
        frozenset(place for style in months for place in by_style[style]),
        frozenset(place for style in years for place in by_style[style]),
    )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1
