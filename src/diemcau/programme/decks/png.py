"""PNG files of rendered pages, with the standard library only: no other package is needed for pictures.

A page of a slide is flat colour, text and now and then a photograph. Each of three filters is tried on the whole page
and the smallest result is kept; a page that stays large loses the three lowest bits of its colours, which a projector
does not show. Bytes are filtered as one large number, a thousand times as fast as one by one.
"""

import struct
import zlib

LARGE = 500 * 1024  # bytes; beyond it colours are made coarser
_COARSE = bytes((value & 0xF8) | value >> 5 for value in range(256))  # black stays black, white stays white


def encode(pixels: bytes, width: int, height: int) -> bytes:
    """A PNG file of RGB pixels, `height` rows of `width` times three bytes."""
    made = _encode(pixels, width, height)
    return made if len(made) <= LARGE else _encode(pixels.translate(_COARSE), width, height)


def _encode(pixels: bytes, width: int, height: int) -> bytes:
    row = width * 3
    candidates = (
        (0, pixels),
        (1, _minus(pixels, _left(pixels, row))),
        (2, _minus(pixels, bytes(row) + pixels[:-row])),
    )
    tried = (_rows(mark, filtered, row) for mark, filtered in candidates)
    best = min(tried, key=lambda rows: len(zlib.compress(rows, 1)))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(best, 7)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in parts
    )


def _left(pixels: bytes, row: int) -> bytes:
    """For each byte the one of the pixel to its left; 0 at the beginning of a row."""
    moved = bytearray(bytes(3) + pixels[:-3])
    for start in range(0, len(moved), row):
        moved[start : start + 3] = bytes(3)
    return bytes(moved)


def _minus(ours: bytes, theirs: bytes) -> bytes:
    """Byte by byte the difference, modulo 256: the highest bit of each byte is kept out of the borrowing."""
    size = len(ours)
    high = int.from_bytes(b"\x80" * size, "little")
    low = int.from_bytes(b"\x7f" * size, "little")
    a, b = int.from_bytes(ours, "little"), int.from_bytes(theirs, "little")
    return (((a | high) - (b & low)) ^ ((a ^ b ^ high) & high)).to_bytes(size, "little")


def _rows(mark: int, filtered: bytes, row: int) -> bytes:
    """Each row after the mark of its filter."""
    sign = bytes([mark])
    return b"".join(sign + filtered[start : start + row] for start in range(0, len(filtered), row))
