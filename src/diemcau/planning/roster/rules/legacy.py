"""Text in letters of another time, TCVN3 (ABC) and VNI: recognised and converted before anything else touches it.

Both put Vietnamese letters on the places of Western ones, so a text is told by its words: read one way they are
syllables, read another way they are not. Where a cell can be both, its row decides, then its column.
Sources of the tables: TCVN 5712:1993, VN3, as in glibc's TCVN5712-1; the VNI-Windows table as published in xvnkb.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from functools import lru_cache

from msgspec import Struct

from diemcau.planning.roster.rules import headers
from diemcau.planning.roster.rules.cells import Place, Sheet
from diemcau.planning.roster.rules.syllables import is_syllable

UNICODE, TCVN3, VNI = "unicode", "tcvn3", "vni"

# Places A1 to FE of VN3; a dot is a place that no font of the time fills.
_VN3 = "ĂÂÊÔƠƯĐăâêôơưđ......àảãáạ.ằẳẵắ.......ặầẩẫấậè.ẻẽéẹềểễếệìỉ...ĩíịò.ỏõóọồổỗốộờởỡớợù.ủũúụừửữứựỳỷỹýỵ"
_FROM_TCVN3 = {chr(0xA1 + place): letter for place, letter in enumerate(_VN3) if letter != "."}
_NOT_TCVN3 = re.compile(f"[^A-Za-z{''.join(_FROM_TCVN3)}]")

# In VNI a mark follows its vowel; letters with i and two others have places of their own.
_VNI_MARKS = {
    "a": "ùá øà ûả õã ïạ ââ áấ àầ åẩ ãẫ äậ êă éắ èằ úẳ üẵ ëặ",
    "e": "ùé øè ûẻ õẽ ïẹ âê áế àề åể ãễ äệ",
    "o": "ùó øò ûỏ õõ ïọ âô áố àồ åổ ãỗ äộ",
    "ô": "ùớ øờ ûở õỡ ïợ",
    "u": "ùú øù ûủ õũ ïụ",
    "ö": "ùứ øừ ûử õữ ïự",
    "y": "ùý øỳ ûỷ õỹ",
}
_VNI_SINGLE = {"ô": "ơ", "ö": "ư", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ"}
_FROM_VNI = {vowel + pair[0]: pair[1] for vowel, pairs in _VNI_MARKS.items() for pair in pairs.split()} | _VNI_SINGLE
# A capital vowel takes a capital or a small mark; the letter is as large as the vowel.
_FROM_VNI |= {
    typed[0].upper() + mark: letter.upper()
    for typed, letter in _FROM_VNI.items()
    for mark in {typed[1:], typed[1:].upper()}
}
_VNI_PARTS = re.compile("|".join(sorted(map(re.escape, _FROM_VNI), key=len, reverse=True)))

_HIGH = re.compile("[\u0080-\u00ff]")
_MODERN = re.compile(
    "[\u0100-\u0237\u0300-\u036f\u1e00-\u1eff\u200b-\u200f\u2060\ufeff]"
)  # no font of the time has these
_WORDS = re.compile("[A-Za-z\u00a1-\u00ff]+")
_NOT_UNICODE = re.compile("[^A-Za-zÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúý]")
_VOWEL = re.compile("[aeiouy]", re.IGNORECASE)
_INNER_CAPITAL = re.compile("[a-zß-ÿ][A-ZÀ-Þ]")
_MOST = 0.8  # of a column's clear cells, for the others to follow them


class Converted(Struct, frozen=True):
    """A cell whose text was converted."""

    row: int
    column: int
    script: str
    was: str
    now: str


class Letters(Struct, frozen=True):
    """What was converted, and the cells that may be read in two ways, each with its readings."""

    converted: tuple[Converted, ...] = ()
    unclear: tuple[tuple[Place, tuple[str, ...]], ...] = ()


def from_tcvn3(text: str) -> str:
    """A TCVN3 text in Unicode; capitals that came from a capitals' font are small."""
    return "".join(_FROM_TCVN3.get(char, char) for char in text)


def from_vni(text: str) -> str:
    """A VNI text in Unicode."""
    return _VNI_PARTS.sub(lambda part: _FROM_VNI[part[0]], text)


_READ: dict[str, Callable[[str], str]] = {UNICODE: str, TCVN3: from_tcvn3, VNI: from_vni}


def scores(text: str) -> dict[str, int]:
    """For each way of reading how many words with marks are syllables, less those that are none."""
    found = dict.fromkeys(_READ, 0)
    for word in _WORDS.findall(text):
        if not _HIGH.search(word):
            continue
        for script in found:
            found[script] += _worth(word, script)
    return found


@lru_cache(maxsize=20_000)
def _worth(word: str, script: str) -> int:
    """1 for a syllable, 0 for an abbreviation without a vowel, -1 for neither, -2 where a letter has no meaning."""
    if script == UNICODE:
        foreign = _NOT_UNICODE.search(word) or (_INNER_CAPITAL.search(word) and not word.isupper())
        if foreign:
            return -1  # a name of another language may have it
    elif _NOT_TCVN3.search(word) if script == TCVN3 else _HIGH.search(_VNI_PARTS.sub("", word)):
        return -2
    read = _READ[script](word)
    if is_syllable(read):
        return 1
    return -1 if _VOWEL.search(unicodedata.normalize("NFD", read)) else 0


def readings(text: str) -> tuple[str, ...]:
    """The scripts that a text may be in, all that are nearly as good as the best; () for one that is ASCII."""
    if _MODERN.search(text) or not _HIGH.search(text):
        return (UNICODE,) if _MODERN.search(text) else ()
    found = scores(text)
    best = max(found.values())
    return tuple(script for script, score in found.items() if score + 1 >= best)


def convert(sheet: Sheet) -> Letters:
    """Turn the texts of a sheet into Unicode, in place; texts that may be two things stay, and are told."""
    texts = list(_texts(sheet))
    if not any(_HIGH.search(text) for _, text in texts):
        return Letters()
    told = {place: readings(text) for place, text in texts}
    rows: dict[int, Counter[str]] = defaultdict(Counter)
    columns: dict[int, Counter[str]] = defaultdict(Counter)
    heads: dict[int, Counter[str]] = defaultdict(Counter)
    below_head = _below_head(sheet)
    for (row, column), fitting in told.items():
        if len(fitting) == 1:
            rows[row][fitting[0]] += 1
            (columns if row in below_head else heads)[column][fitting[0]] += 1
    if not any(script != UNICODE for row in rows.values() for script in row):
        return Letters()
    converted, unclear = [], []
    for (row, column), text in texts:
        fitting = told[row, column]
        choices = tuple(dict.fromkeys(_READ[script](text) for script in fitting))
        # A column none of whose cells tells anything is written as the words over it are.
        usual = (columns[column] or heads[column]) if row in below_head else Counter[str]()
        # The words of a header that comes again stand among other letters than the names below it.
        is_label = set(rows[row]) == {UNICODE} and headers.meaning(text) is not None
        decided = UNICODE if is_label else _decide(fitting, rows[row], usual)
        if decided is None and (len(choices) == 1 or max(scores(text).values()) <= 0):
            decided = UNICODE  # the same in all of them, or an abbreviation, or of another language
        if decided is None:
            unclear.append(((row, column), choices))
        elif decided != UNICODE and (now := _READ[decided](text)) != text:
            converted.append(Converted(row, column, decided, text, now))
            sheet.rows[row][column] = now
    return Letters(tuple(converted), tuple(unclear))


def _decide(fitting: tuple[str, ...], row: Counter[str], column: Counter[str]) -> str | None:
    """One script; None when it may be several, and neither column nor row tells which.

    A column is often typed in a font of its own; a row that stands out was pasted from elsewhere.
    """
    if len(fitting) <= 1:
        return fitting[0] if fitting else UNICODE
    usual, count = column.most_common(1)[0] if column.total() else ("", 0)
    if usual in fitting and count >= _MOST * column.total():
        return usual
    if len(row) == 1 and (alone := next(iter(row))) in fitting:
        return None if alone == UNICODE and column.total() > column[UNICODE] else alone
    return None


def _below_head(sheet: Sheet) -> set[int]:
    """Rows of the table, told by having as many cells as most; the first of them is its header."""
    filled = [sum(value not in ("", None) for value in cells) for cells in sheet.rows]
    most = max(filled, default=0)
    rows = [row for row, count in enumerate(filled) if count * 2 > most]
    return set(rows[1:])


def _texts(sheet: Sheet) -> Iterator[tuple[Place, str]]:
    for row, cells in enumerate(sheet.rows):
        for column, value in enumerate(cells):
            if isinstance(value, str) and not value.isascii():
                yield (row, column), value
