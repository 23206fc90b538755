"""JPEG and PNG without what a camera or a program wrote about place, time and person. Pure.

The picture itself is not touched: segments (JPEG, ITU-T T.81) and chunks (PNG, W3C) are left out whole. Only the way
up of a photo is kept, because without it a sheet lies on its side.
"""

from struct import error as TooShort  # noqa: N812
from struct import pack, unpack_from
from zlib import crc32

from diemcau.base.refused import Refused

PIXELS = 200_000_000
_SOI, _EOI, _SOS, _TEM = 0xD8, 0xD9, 0xDA, 0x01
_RESTARTS = range(0xD0, 0xD8)
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
# Kept of the application segments: JFIF, colour profile, Adobe's colours.
_KEPT = {0xE0: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
_EXIF = b"Exif\0\0"
_ORIENTATION = 0x0112

PNG_HEAD = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"bKGD", b"pHYs"}
)


def bare_jpeg(data: bytes) -> bytes:
    """The picture without EXIF, XMP, IPTC, comments and whatever follows its end.

    Refuses: document.damaged, document.pixels.
    """
    try:
        return _bare_jpeg(data)
    except (IndexError, TooShort) as error:
        raise Refused("document.damaged", 400) from error


def _bare_jpeg(data: bytes) -> bytes:
    out, at, framed, scanned = [data[:2]], 2, False, False
    while True:
        if data[at] != 0xFF:
            raise Refused("document.damaged", 400)
        while data[at + 1] == 0xFF:  # any number of fill bytes
            at += 1
        marker = data[at + 1]
        if marker == _EOI:
            if not (framed and scanned):
                raise Refused("document.damaged", 400)
            return b"".join([*out, b"\xff\xd9"])
        if marker in _RESTARTS or marker == _TEM:
            at += 2
            continue
        length = unpack_from(">H", data, at + 2)[0]
        body = data[at + 4 : at + 2 + length]
        if length < 2 or len(body) != length - 2:
            raise Refused("document.damaged", 400)
        if marker in _FRAMES:
            height, width = unpack_from(">HH", body, 1)
            _sized(width, height)
            framed = True
        kept = _segment(marker, body)
        out.append(kept)
        at += 2 + length
        if marker == _SOS:
            end = _scan_end(data, at)
            out.append(data[at:end])
            at, scanned = end, True


def _segment(marker: int, body: bytes) -> bytes:
    if marker == 0xE1 and body.startswith(_EXIF):
        turned = _orientation(body[len(_EXIF) :])
        body = _EXIF + _only_orientation(turned)
        return b"" if turned == 1 else b"\xff\xe1" + pack(">H", len(body) + 2) + body
    named = 0xE0 <= marker <= 0xEF
    if marker == 0xFE or (named and not (marker in _KEPT and body.startswith(_KEPT[marker]))):
        return b""
    return bytes([0xFF, marker]) + pack(">H", len(body) + 2) + body


def _scan_end(data: bytes, at: int) -> int:
    """Where the next marker stands after entropy-coded data."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0:
            raise Refused("document.damaged", 400)
        following = data[at + 1]
        if following not in (0x00, 0xFF) and following not in _RESTARTS:
            return at
        at += 1 if following == 0xFF else 2


def _orientation(tiff: bytes) -> int:
    """Which way up, 1 to 8; 1 where nothing is said or what is said makes no sense."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return 1
    start: int = unpack_from(order + "L", tiff, 4)[0]
    if start + 2 > len(tiff):
        return 1
    count: int = unpack_from(order + "H", tiff, start)[0]
    for nth in range(count):
        place = start + 2 + 12 * nth
        if place + 12 > len(tiff):
            return 1
        tag, kind, _, value = unpack_from(order + "HHLH", tiff, place)
        if (tag, kind) == (_ORIENTATION, 3):
            return value if 1 <= value <= 8 else 1
    return 1


def _only_orientation(turned: int) -> bytes:
    return b"MM\0*" + pack(">LHHHLHHL", 8, 1, _ORIENTATION, 3, 1, turned, 0, 0)


def bare_png(data: bytes) -> bytes:
    """The picture without EXIF, texts, times and unknown chunks, and without whatever follows its end.

    Refuses: document.damaged, document.pixels.
    """
    try:
        return _bare_png(data)
    except TooShort as error:
        raise Refused("document.damaged", 400) from error


def _bare_png(data: bytes) -> bytes:
    out, at, first, drawn = [PNG_HEAD], len(PNG_HEAD), True, False
    while True:
        length, kind = unpack_from(">L4s", data, at)
        chunk = data[at : at + 12 + length]
        if len(chunk) != 12 + length or unpack_from(">L", chunk, 8 + length)[0] != crc32(chunk[4:-4]):
            raise Refused("document.damaged", 400)
        if first != (kind == b"IHDR"):
            raise Refused("document.damaged", 400)
        if first:
            _sized(*unpack_from(">LL", chunk, 8))
        first, drawn = False, drawn or kind == b"IDAT"
        if kind in _PNG_KEPT:
            out.append(chunk)
        at += 12 + length
        if kind == b"IEND":
            if not drawn:
                raise Refused("document.damaged", 400)
            return b"".join(out)


def _sized(width: int, height: int) -> None:
    if width < 1 or height < 1:
        raise Refused("document.damaged", 400)
    if width * height > PIXELS:
        raise Refused("document.pixels", 413)
