"""The typeface of papers: Liberation Serif, whose letters are as wide as those of Times New Roman.

Measuring here lets every form of a paper break the same names at the same place, draw rules of the
right length and give columns the room that their words need, on machines with and without Word.
"""

import re
import struct
from functools import cache
from pathlib import Path

FAMILY = "Liberation Serif"
FOLDER = Path(__file__).parent / "fonts"
FILES = {
    (False, False): "LiberationSerif-Regular.ttf",
    (True, False): "LiberationSerif-Bold.ttf",
    (False, True): "LiberationSerif-Italic.ttf",
    (True, True): "LiberationSerif-BoldItalic.ttf",
}

# What breaking a line inside a phrase costs, as a share of the room.
PHRASE_CUT = 0.3
# Names of organs that are read as one word.
ORGAN = re.compile("(?:ủy ban|hội đồng) nhân dân", re.IGNORECASE)
JOINER = "\u2060"


class Face:
    """One TrueType file: which letters it has, and how wide they are.

    Source: the OpenType specification, tables head, hhea, hmtx and cmap (format 4). Raises ValueError for a file
    without a Unicode map, struct.error for one that was cut off.
    """

    def __init__(self, data: bytes) -> None:
        self._data = data
        count = struct.unpack_from(">H", data, 4)[0]
        records = (struct.unpack_from(">4sLLL", data, 12 + 16 * i) for i in range(count))
        self._tables = {tag.decode("ascii"): offset for tag, _sum, offset, _length in records}
        self._em: int = struct.unpack_from(">H", data, self._tables["head"] + 18)[0]
        self._metrics: int = struct.unpack_from(">H", data, self._tables["hhea"] + 34)[0]
        self._glyphs = self._character_map()

    def _character_map(self) -> dict[int, int]:
        """Code point to glyph from the Windows Unicode map (format 4); 0 means no glyph."""
        start = self._tables["cmap"]
        count = struct.unpack_from(">H", self._data, start + 2)[0]
        for i in range(count):
            platform, encoding, offset = struct.unpack_from(">HHL", self._data, start + 4 + 8 * i)
            if (platform, encoding) == (3, 1) and struct.unpack_from(">H", self._data, start + offset)[0] == 4:
                return self._segments(start + offset)
        raise ValueError("the font has no Windows Unicode character map")

    def _segments(self, at: int) -> dict[int, int]:
        twice = struct.unpack_from(">H", self._data, at + 6)[0]
        count = twice // 2
        ends = struct.unpack_from(f">{count}H", self._data, at + 14)
        starts = struct.unpack_from(f">{count}H", self._data, at + 16 + twice)
        deltas = struct.unpack_from(f">{count}h", self._data, at + 16 + 2 * twice)
        ranges_at = at + 16 + 3 * twice
        ranges = struct.unpack_from(f">{count}H", self._data, ranges_at)
        glyphs: dict[int, int] = {}
        for i in range(count):
            for code in range(starts[i], min(ends[i], 0xFFFE) + 1):
                if ranges[i] == 0:
                    glyph = (code + deltas[i]) & 0xFFFF
                else:
                    place = ranges_at + 2 * i + ranges[i] + 2 * (code - starts[i])
                    glyph = struct.unpack_from(">H", self._data, place)[0]
                    glyph = (glyph + deltas[i]) & 0xFFFF if glyph else 0
                if glyph:
                    glyphs[code] = glyph
        return glyphs

    def covers(self, letter: str) -> bool:
        """Whether the font draws a letter (one code point)."""
        return ord(letter) in self._glyphs

    def advance(self, letter: str) -> float:
        """Width of a letter in em; that of the empty box for a letter the font lacks."""
        glyph = min(self._glyphs.get(ord(letter), 0), self._metrics - 1)
        units: int = struct.unpack_from(">H", self._data, self._tables["hmtx"] + 4 * glyph)[0]
        return units / self._em


@cache
def face(bold: bool = False, italic: bool = False) -> Face:
    """The typeface in one of its four cuts, read once a process."""
    return Face((FOLDER / FILES[bold, italic]).read_bytes())


@cache
def _advance(letter: str, bold: bool, italic: bool) -> float:
    return face(bold, italic).advance(letter)


def width(text: str, size: float, *, bold: bool = False, italic: bool = False) -> float:
    """Width in points of a text on one line, set in a size in points."""
    return size * sum(_advance(letter, bold, italic) for letter in text)


def balanced(text: str, room: float, size: float, *, bold: bool = False) -> tuple[str, ...]:
    """A text in a size in points, broken into the fewest lines that fit `room` points, of lengths as even as can be.

    A break after a comma is preferred to one in the middle of a phrase, and the name of an organ (“ủy ban nhân
    dân”) is broken only where it does not fit. Line breaks already in the text are kept. A single word wider
    than the room stands alone.
    """
    lines: list[str] = []
    for piece in text.split("\n"):
        lines += _balanced(_words(piece, room, size, bold), room, size, bold)
    return tuple(lines)


def _words(text: str, room: float, size: float, bold: bool) -> list[str]:
    words = ORGAN.sub(lambda organ: organ[0].replace(" ", JOINER), " ".join(text.split())).split()
    joined = [word.replace(JOINER, " ") for word in words]
    return [part for word in joined for part in ([word] if width(word, size, bold=bold) <= room else word.split())]


def _balanced(words: list[str], room: float, size: float, bold: bool) -> list[str]:
    space = width(" ", size, bold=bold)
    sizes = [width(word, size, bold=bold) for word in words]
    # best[i]: (number of lines, cost, where the first line ends) for words[i:]; even lines cost least
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)] * (len(words) + 1)
    for i in reversed(range(len(words))):
        choices = []
        length = -space
        for j in range(i, len(words)):
            length += space + sizes[j]
            if length > room and j > i:
                break
            lines, squares, _ = best[j + 1]
            phrase_cut = j + 1 < len(words) and words[j][-1] not in ",;:"
            squares += (PHRASE_CUT * room) ** 2 * phrase_cut
            choices.append((lines + 1, squares + length * length, j + 1))
        best[i] = min(choices)
    made, i = [], 0
    while i < len(words):
        made.append(" ".join(words[i : best[i][2]]))
        i = best[i][2]
    return made


def breakable(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """The text with break places put into words that are wider than `room` points (addresses, codes)."""
    if width(text, size, bold=bold) <= room:
        return text
    out, run = [], 0.0
    for letter in text:
        step = width(letter, size, bold=bold)
        run = 0.0 if letter.isspace() else run + step
        if run > room:
            out.append("\u200b")
            run = step
        out.append(letter)
    return "".join(out)
