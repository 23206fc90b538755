"""Pictures and documents made by hand, with what cameras write into them."""

import io
import zipfile
from functools import cache
from struct import pack
from zlib import compress, crc32

PLACE = b"21.0285N 105.8542E"
CAMERA = b"Ten may anh"


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + pack(">H", len(body) + 2) + body


def tiff(orientation: int, order: str = ">") -> bytes:
    """EXIF with an orientation, a camera's name and a place."""
    head = (b"MM\0*" if order == ">" else b"II*\0") + pack(f"{order}L", 8)
    fields = pack(f"{order}HHLL", 0x010F, 2, len(CAMERA), 100) + pack(f"{order}HHLHH", 0x0112, 3, 1, orientation, 0)
    return head + pack(f"{order}H", 2) + fields + pack(f"{order}L", 0) + CAMERA + PLACE


SCAN = b"\x12\x34\xff\x00\x56\xff\xd0\x78\xff\x00"


def jpeg(*extra: bytes, scan: bytes = SCAN, tail: bytes = b"", size: tuple[int, int] = (8, 8)) -> bytes:
    """A JPEG in structure: its scan is data that no decoder is asked to draw."""
    frame = segment(0xC0, b"\x08" + pack(">HH", *size) + b"\x01\x01\x11\x00")
    start = segment(0xE0, b"JFIF\0\x01\x02\0\0\x01\0\x01\0\0")
    begin = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00")
    return b"\xff\xd8" + start + b"".join(extra) + segment(0xDB, bytes(65)) + frame + begin + scan + b"\xff\xd9" + tail


def exif(orientation: int = 1, order: str = ">") -> bytes:
    return segment(0xE1, b"Exif\0\0" + tiff(orientation, order))


def chunk(kind: bytes, body: bytes) -> bytes:
    return pack(">L", len(body)) + kind + body + pack(">L", crc32(kind + body))


def png(*extra: bytes, size: tuple[int, int] = (2, 2), tail: bytes = b"") -> bytes:
    """A real PNG, grey, two by two."""
    head = chunk(b"IHDR", pack(">LLBBBBB", *size, 8, 0, 0, 0, 0))
    data = chunk(b"IDAT", compress(b"\0\x10\x20\0\x30\x40"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(extra) + data + chunk(b"IEND", b"") + tail


def package(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name in names:
            made.writestr(name, "<x/>")
    return out.getvalue()


def docx() -> bytes:
    return package("[Content_Types].xml", "word/document.xml")


def xlsx() -> bytes:
    return package("[Content_Types].xml", "xl/workbook.xml")


@cache
def pdf() -> bytes:
    """One empty page, the same bytes for a whole run: the writer puts something new into each file."""
    import pypdfium2

    document, out = pypdfium2.PdfDocument.new(), io.BytesIO()
    document.new_page(200, 200)
    document.save(out)
    document.close()
    return out.getvalue()
