"""The parts of a Word file (Office Open XML) and the few words of its markup that papers need.

The order of elements inside `w:pPr`, `w:tblPr` and the like is fixed by the schema (ECMA-376) and Word
refuses a file that breaks it. Zip entries carry one date, so the same paper is the same file.
"""

import io
import re
import struct
import zipfile
import zlib
from typing import NewType
from xml.sax.saxutils import escape, quoteattr

Xml = NewType("Xml", str)
"""Markup that is already safe; only the functions here make it from text."""

TWIPS = 20
EMU = 12700
DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    f'xmlns:r="{_RELATIONS}" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"'
)
# What XML 1.0 has no way to write.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def clear(text: str) -> str:
    return _FORBIDDEN.sub("", text)


def join(parts: list[Xml] | tuple[Xml, ...]) -> Xml:
    return Xml("".join(parts))


def w(name: str, /, *inside: Xml, **attributes: str | int) -> Xml:
    """An element of the `w:` vocabulary; attributes in the order given."""
    given = "".join(f" w:{key}={quoteattr(clear(str(value)))}" for key, value in attributes.items())
    return Xml(f"<w:{name}{given}>{''.join(inside)}</w:{name}>" if inside else f"<w:{name}{given}/>")


def twips(points: float) -> int:
    return round(points * TWIPS)


def run(text: str, *, bold: bool = False, italic: bool = False, size: float = 0, boxed: bool = False) -> Xml:
    """Running text; line breaks in it become breaks. `boxed` draws a line around the words."""
    marks = []
    if bold:
        marks += [w("b"), w("bCs")]
    if italic:
        marks += [w("i"), w("iCs")]
    if size:
        marks += [w("sz", val=round(2 * size)), w("szCs", val=round(2 * size))]
    if boxed:
        marks += [w("bdr", val="single", sz=6, space=0, color="auto")]
    pieces = []
    for index, piece in enumerate(clear(text).split("\n")):
        pieces += [w("br")] if index else []
        pieces += [Xml(f'<w:t xml:space="preserve">{escape(piece)}</w:t>')] if piece else []
    return w("r", *([w("rPr", *marks)] if marks else []), *pieces) if pieces else Xml("")


def page_number(size: float) -> Xml:
    def mark(kind: str) -> Xml:
        return w("r", w("fldChar", fldCharType=kind))

    code = Xml('<w:instrText xml:space="preserve"> PAGE </w:instrText>')
    return join([mark("begin"), w("r", code), mark("separate"), run("2", size=size), mark("end")])


def picture(identity: int, points_wide: float, points_high: float, name: str) -> Xml:
    """The one ink dot of the file, drawn as a bar of a given size; `name` is read aloud instead of it."""
    extent = f'cx="{round(points_wide * EMU)}" cy="{round(points_high * EMU)}"'
    told = f'id="{identity}" name="bar {identity}" descr={quoteattr(clear(name))}'
    return Xml(
        f'<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/><wp:docPr {told}/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f"<pic:pic><pic:nvPicPr><pic:cNvPr {told}/><pic:cNvPicPr/></pic:nvPicPr>"
        '<pic:blipFill><a:blip r:embed="rIdInk"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {extent}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def ink_dot() -> bytes:
    """A PNG of one black point."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    # Stored, not squeezed: the bytes then do not depend on the version of zlib.
    pixels = b"\x00\x00"
    stored = b"\x78\x01\x01" + struct.pack("<HH", len(pixels), len(pixels) ^ 0xFFFF) + pixels
    stored += struct.pack(">I", zlib.adler32(pixels))
    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", stored) + chunk(b"IEND", b"")


def part(root: str, *inside: Xml) -> str:
    """A whole part of the file with `w:` root element."""
    return f"{DECLARATION}<w:{root} {_SPACES}>{''.join(inside)}</w:{root}>"


def _core(title: str, author: str, language: str, subject: str) -> str:
    fields = (("dc:title", title), ("dc:subject", subject), ("dc:creator", author), ("dc:language", language))
    inside = "".join(f"<{name}>{escape(clear(text))}</{name}>" for name, text in fields)
    spaces = f'xmlns:cp="{_PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"'
    return f"{DECLARATION}<cp:coreProperties {spaces}>{inside}</cp:coreProperties>"


def _types() -> str:
    parts = {
        "/word/document.xml": f"{_WORD}.document.main+xml",
        "/word/styles.xml": f"{_WORD}.styles+xml",
        "/word/settings.xml": f"{_WORD}.settings+xml",
        "/word/header1.xml": f"{_WORD}.header+xml",
        "/word/header2.xml": f"{_WORD}.header+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    inside = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts.items())
    return (
        f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f"{inside}</Types>"
    )


def _relations(links: dict[str, tuple[str, str]]) -> str:
    inside = "".join(
        f'<Relationship Id="{name}" Type="{kind}" Target="{target}"/>' for name, (kind, target) in links.items()
    )
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def package(
    *, document: str, styles: str, settings: str, first_header: str, next_header: str,
    title: str, author: str, language: str, subject: str,
) -> bytes:  # fmt: skip
    """A Word file of these parts; sections name their headers `rIdFirst` and `rIdNext`."""
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations(
            {
                "rId1": (f"{_RELATIONS}/officeDocument", "word/document.xml"),
                "rId2": (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            }
        ),
        "docProps/core.xml": _core(title, author, language, subject),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": _relations(
            {
                "rIdStyles": (f"{_RELATIONS}/styles", "styles.xml"),
                "rIdSettings": (f"{_RELATIONS}/settings", "settings.xml"),
                "rIdFirst": (f"{_RELATIONS}/header", "header1.xml"),
                "rIdNext": (f"{_RELATIONS}/header", "header2.xml"),
                "rIdInk": (f"{_RELATIONS}/image", "media/ink.png"),
            }
        ),
        "word/styles.xml": styles,
        "word/settings.xml": settings,
        "word/header1.xml": first_header,
        "word/header2.xml": next_header,
        "word/media/ink.png": ink_dot(),
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name, content in files.items():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            file.writestr(entry, content)
    return made.getvalue()
