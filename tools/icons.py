"""The icons of the installable screens, drawn from the mark: `python -m tools.icons` writes them anew.

The mark is a square with round corners and circles; a launcher cuts its own shape, so the square fills all of it.
"""

import re
import struct
import zlib
from pathlib import Path

from tools.house import PACKAGE

ROOT = Path(__file__).resolve().parent.parent
MARK = PACKAGE / "base/static/base/mark.svg"
SIZES = (192, 512)
FINE = 4  # samples a pixel in each direction
CIRCLE = re.compile(r'<circle cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"/>')


def _chunk(word: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + word + data + struct.pack(">I", zlib.crc32(word + data))


def _covered(start: float, end: float, scale: float) -> dict[int, int]:
    """Samples of each pixel of a row that lie between two places."""
    found: dict[int, int] = {}
    for sample in range(max(0, round(start * scale * FINE)), round(end * scale * FINE)):
        found[sample // FINE] = found.get(sample // FINE, 0) + 1
    return found


def png(svg: str, size: int) -> bytes:
    """A PNG of the mark, `size` pixels wide, in the two colours of the mark and what lies between."""
    width = float(re.findall(r'viewBox="0 0 ([\d.]+)', svg)[0])
    ground = bytes.fromhex(re.findall(r'fill="#([0-9a-f]{6})"', svg)[0])
    # Drawn at four fifths, so that a round cut of the launcher leaves all of it.
    middle = width / 2
    circles = [
        (middle + (float(x) - middle) * 0.8, middle + (float(y) - middle) * 0.8, float(radius) * 0.8)
        for x, y, radius in CIRCLE.findall(svg)
    ]
    scale, rows = size / width, []
    for y in range(size):
        white = [0] * size
        for line in range(FINE):
            at = (y + (line + 0.5) / FINE) / scale
            for x, y_of, radius in circles:
                half = radius**2 - (at - y_of) ** 2
                if half > 0:
                    for pixel, samples in _covered(x - half**0.5, x + half**0.5, scale).items():
                        white[pixel] += samples
        shares = [min(count, FINE * FINE) / (FINE * FINE) for count in white]
        rows.append(b"\0" + b"".join(bytes(round(c + (255 - c) * share) for c in ground) for share in shares))
    head = struct.pack(">IIBBBBB", size, size, 8, 2, 0, 0, 0)
    body = zlib.compress(b"".join(rows), 9)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", body) + _chunk(b"IEND", b"")


def main() -> None:
    """Write the icons."""
    for size in SIZES:
        path = ROOT / PACKAGE / f"classroom/static/live/icon-{size}.png"
        path.write_bytes(png((ROOT / MARK).read_text(encoding="utf-8"), size))


if __name__ == "__main__":
    main()
