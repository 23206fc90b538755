"""Files that are made to hurt, or are no rosters at all."""

import io
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from openpyxl import Workbook

FILES = Path(__file__).with_name("files")
_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)
_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
_BOOK = (
    '<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
    '<sheet name="A" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
_BOOK_RELS = (
    '<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
    'Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" '
    'Target="sharedStrings.xml"/></Relationships>'
)
_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{rows}</sheetData></worksheet>'
_HEAD = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Họ và tên</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>Năm sinh</t></is></c></row>'
)


def package(
    sheet: str | Iterator[bytes], strings: Iterator[bytes] | None = None, more: dict[str, bytes] | None = None
) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        parts = {
            "[Content_Types].xml": _TYPES,
            "_rels/.rels": _RELS,
            "xl/workbook.xml": _BOOK,
            "xl/_rels/workbook.xml.rels": _BOOK_RELS,
        }
        for name, text in parts.items():
            archive.writestr(name, text)
        for name, content in (("xl/worksheets/sheet1.xml", sheet), ("xl/sharedStrings.xml", strings)):
            if isinstance(content, str):
                archive.writestr(name, content)
            elif content is not None:
                with archive.open(name, "w", force_zip64=True) as part:
                    for chunk in content:
                        part.write(chunk)
        for name, data in (more or {}).items():
            archive.writestr(name, data)
    return out.getvalue()


def five_million_cells() -> bytes:
    def sheet() -> Iterator[bytes]:
        start, end = _SHEET.split("{rows}")
        yield start.encode()
        for _ in range(5000):
            yield b"<row>" + b"<c><v>1</v></c>" * 1000 + b"</row>"
        yield end.encode()

    return package(sheet())


def one_far_cell() -> bytes:
    return package(_SHEET.format(rows=f'{_HEAD}<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'))


def one_far_row() -> bytes:
    return package(_SHEET.format(rows=f'{_HEAD}<row r="1048576"><c r="A1048576"><v>1</v></c></row>'))


def shared_strings() -> bytes:
    def strings() -> Iterator[bytes]:
        yield b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        for _ in range(300):
            yield b"<si><t>" + b"a" * (1 << 20) + b"</t></si>"
        yield b"</sst>"

    return package(_SHEET.format(rows=_HEAD), strings())


def many_distinct_strings() -> bytes:
    """Not so packed that the ratio would tell."""
    import random

    rng = random.Random(1)

    def strings() -> Iterator[bytes]:
        yield b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        for _ in range(900):
            yield b"".join(b"<si><t>%d</t></si>" % rng.getrandbits(40) for _ in range(3000))
        yield b"</sst>"

    return package(_SHEET.format(rows=_HEAD), strings())


def _with_entities(doctype: str, use: str) -> bytes:
    rows = f'{_HEAD}<row r="2"><c r="A2" t="inlineStr"><is><t>{use}</t></is></c></row>'
    return package(f'<?xml version="1.0"?>{doctype}{_SHEET.format(rows=rows)}')


def billion_laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return _with_entities(f'<!DOCTYPE x [<!ENTITY l0 "ha">{entities}]>', "&l9;")


def quadratic() -> bytes:
    return _with_entities(f'<!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]>', "&a;" * 50_000)


def outside_entity() -> bytes:
    return _with_entities('<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>', "&a;")


def hidden_doctype() -> bytes:
    out = io.BytesIO(billion_laughs())
    with zipfile.ZipFile(out) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    text = parts["xl/worksheets/sheet1.xml"].decode().replace("?>", ' encoding="UTF-16"?>', 1)
    parts["xl/worksheets/sheet1.xml"] = text.encode("utf-16")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return made.getvalue()


def zip_of_zips() -> bytes:
    inner = b"0" * (4 << 20)
    for depth in range(5):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            for copy in range(16 if depth else 1):
                archive.writestr(f"{copy}.zip", inner)
        inner = out.getvalue()
    return inner


def many_entries() -> bytes:
    return package(_SHEET.format(rows=_HEAD), more={f"xl/media/{n}.xml": b"<a/>" for n in range(300)})


def lying_size() -> bytes:
    """The directory says that the shared strings are short."""
    data = bytearray(shared_strings())
    at = data.rfind(b"PK\x01\x02")
    while data[at + 46 : at + 66] != b"xl/sharedStrings.xml":
        at = data.rfind(b"PK\x01\x02", 0, at)
    struct.pack_into("<I", data, at + 24, 1000)
    return bytes(data)


def encrypted_zip() -> bytes:
    data = bytearray(package(_SHEET.format(rows=_HEAD)))
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    return bytes(data)


def ods_of_repeats() -> bytes:
    from tests.planning.roster.files import as_ods
    from tests.planning.roster.layouts import Sheet

    sheet = Sheet("A")
    sheet.add("Họ và tên", "Năm sinh")
    sheet.add("Lê Văn An", 1975)
    data = as_ods([sheet])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    content = parts["content.xml"].replace(
        b'<table:table-row><table:table-cell office:value-type="string"><text:p>L',
        b'<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns'
        b'-repeated="16000" office:value-type="string"><text:p>L',
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", parts.pop("mimetype"), zipfile.ZIP_STORED)
        for name, part in (parts | {"content.xml": content}).items():
            archive.writestr(name, part)
    return out.getvalue()


def many_newlines() -> bytes:
    return b"Ho va ten,Nam sinh\n" + b"\n" * (15 << 20)


def many_commas() -> bytes:
    return b"Ho va ten,Nam sinh\n" + b"," * (15 << 20)


def ring_of_sectors() -> bytes:
    """An XLS file in which every sector says that it is followed by the first."""
    data = bytearray((FILES / "two-rows.xls").read_bytes())
    (table,) = struct.unpack_from("<I", data, 0x4C)
    data[(table + 1) * 512 : (table + 2) * 512] = struct.pack("<128I", *([0] * 128))
    return bytes(data)


def cut_xlsx() -> bytes:
    data = package(_SHEET.format(rows=_HEAD))
    return data[: len(data) // 2]


def cut_xls() -> bytes:
    return (FILES / "two-rows.xls").read_bytes()[:1500]


def password_xlsx() -> bytes:
    """What Office makes of a workbook with a password: a container with an encrypted package."""
    return _renamed((FILES / "two-rows.xls").read_bytes(), "Workbook", "EncryptedPackage")


def word_of_old() -> bytes:
    return _renamed((FILES / "two-rows.xls").read_bytes(), "Workbook", "WordDocument")


def _renamed(container: bytes, old: str, new: str) -> bytes:
    name = old.encode("utf-16-le")
    at = container.index(name)
    data = bytearray(container)
    data[at : at + 64] = new.encode("utf-16-le").ljust(64, b"\0")
    struct.pack_into("<H", data, at + 64, 2 * len(new) + 2)
    return bytes(data)


def password_xls() -> bytes:
    """The record of code pages becomes the one that says how the rest is encrypted."""
    data = (FILES / "two-rows.xls").read_bytes()
    at = data.index(struct.pack("<2H", 0x0042, 2))
    return data[:at] + struct.pack("<2H", 0x002F, 2) + data[at + 4 :]


def password_ods() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", b"\x8f\x01\x02" * 50)
        archive.writestr("META-INF/manifest.xml", "<manifest><manifest:encryption-data/></manifest>")
    return out.getvalue()


def docx() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document/>")
    return out.getvalue()


def no_people() -> bytes:
    return package(_SHEET.format(rows=_HEAD))


def no_header() -> bytes:
    return package(_SHEET.format(rows='<row r="1"><c r="A1"><v>1</v></c></row>'))


def empty_workbook() -> bytes:
    out = io.BytesIO()
    Workbook().save(out)
    return out.getvalue()


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "five million cells": (five_million_cells, "roster.unsafe"),
    "one far cell": (one_far_cell, "roster.heavy"),
    "one far row": (one_far_row, "roster.large"),
    "300 MB of shared strings": (shared_strings, "roster.unsafe"),
    "billion laughs": (billion_laughs, "roster.unsafe"),
    "quadratic entities": (quadratic, "roster.unsafe"),
    "an entity from outside": (outside_entity, "roster.unsafe"),
    "a doctype in other letters": (hidden_doctype, "roster.unsafe"),
    "zip of zips": (zip_of_zips, "roster.type"),
    "300 entries": (many_entries, "roster.unsafe"),
    "a size that is a lie": (lying_size, "roster.damaged"),
    "an encrypted zip": (encrypted_zip, "roster.password"),
    "an ODS of repeats": (ods_of_repeats, "roster.damaged"),
    "15 million lines": (many_newlines, "roster.large"),
    "15 million columns": (many_commas, "roster.large"),
    "a ring of sectors": (ring_of_sectors, "roster.heavy"),
    "half an XLSX": (cut_xlsx, "roster.damaged"),
    "half an XLS": (cut_xls, "roster.damaged"),
    "XLSX with a password": (password_xlsx, "roster.password"),
    "XLS with a password": (password_xls, "roster.password"),
    "ODS with a password": (password_ods, "roster.password"),
    "a text of an old word processor": (word_of_old, "roster.type"),
    "DOCX": (docx, "roster.type"),
    "PDF": (lambda: b"%PDF-1.7\n1 0 obj\n<< >>\nendobj\n", "roster.type"),
    "PNG": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "roster.type"),
    "a page of the web under the name XLS": (
        lambda: b"<html><table><tr><td>Ho va ten</td></tr></table></html>",
        "roster.type",
    ),
    "JSON": (lambda: b'[{"ho_ten": "An"}]', "roster.type"),
    "RTF": (lambda: b"{\\rtf1 An}", "roster.type"),
    "noise": (lambda: bytes((n * 7919) % 256 for n in range(5000)), "roster.type"),
    "nothing": (bytes, "roster.empty"),
    "spaces": (lambda: b" \r\n\t\n", "roster.empty"),
    "a workbook without a value": (empty_workbook, "roster.empty"),
    "a header without people": (no_people, "roster.no_rows"),
    "no header": (no_header, "roster.no_header"),
    "a text without a header": ("xin chào\ncác đồng chí\n".encode, "roster.no_header"),
}
