"""A file of text with signs between its values: in which letters it is, and which sign it is."""

import csv
import re
from io import StringIO
from itertools import islice

from diemcau.base.refused import Refused
from diemcau.planning.roster.rules.legacy import readings, scores
from diemcau.planning.roster.rules.letters import clean
from diemcau.planning.roster.rules.syllables import is_syllable

_DELIMITERS = ",;\t|"
_LOOKED_AT = 200  # lines that tell the sign
_PROBE = 20_000  # bytes or letters that tell the letters
_BYTES_OF_TEXT = re.compile(rb"[^\x00-\x08\x0e-\x1f]*")
_LONGEST_CELL = 10_000
_OTHER_FILES = re.compile(r"\s*(?:<(?:!|\?xml|html|table|div|body|workbook)|%PDF|\{\\rtf|[{\[]\s*[\"{])", re.IGNORECASE)


def read_text(data: bytes, most_rows: int, most_columns: int) -> list[list[str]]:
    """The rows of a file of text.

    Refuses: roster.type, roster.damaged, roster.large.
    """
    text = decode(data)
    if _OTHER_FILES.match(text[:200]):
        raise Refused("roster.type")
    csv.field_size_limit(_LONGEST_CELL)
    sign, text = _sign_of(text)
    try:
        rows = list(islice(csv.reader(StringIO(text, newline=""), delimiter=sign), most_rows + 1))
    except csv.Error as error:
        raise Refused("roster.damaged") from error
    if len(rows) > most_rows or any(len(row) > most_columns for row in rows):
        raise Refused("roster.large", 413, rows=most_rows, columns=most_columns)
    return rows


def decode(data: bytes) -> str:
    """The letters of a file: UTF-8, UTF-16, CP1258, or one letter a byte for the scripts of another time.

    Refuses: roster.type for bytes that are no text.
    """
    for mark, code in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _decoded(data, code)
    head = data[:_PROBE]
    if b"\x00" in head:
        odd, even = head[1::2].count(0), head[::2].count(0)
        if max(odd, even) * 4 < len(head):
            raise Refused("roster.type")
        return _decoded(data, "utf-16-le" if odd > even else "utf-16-be")
    if not _BYTES_OF_TEXT.fullmatch(data):
        raise Refused("roster.type")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return _of_bytes(data)


def _decoded(data: bytes, code: str) -> str:
    try:
        return data.decode(code)
    except UnicodeDecodeError as error:
        raise Refused("roster.damaged") from error


def _of_bytes(data: bytes) -> str:
    """One byte a letter: Windows' page 1258, or a Western page that holds TCVN3 or VNI."""
    western = data.decode("latin-1")
    try:
        vietnamese = data.decode("cp1258")
    except UnicodeDecodeError:
        return western
    cells = [cell for line in western[:_PROBE].splitlines() for cell in re.split(r"[,;\t|]", line)]
    older = sum(max(scores(cell).values()) for cell in cells if readings(cell))
    return vietnamese if _syllables(vietnamese[:_PROBE]) >= older else western


def _syllables(text: str) -> int:
    words = re.findall(r"[^\W\d_]+", clean(text)[0])
    return sum(1 if is_syllable(word) else -1 for word in words if not word.isascii())


def _sign_of(text: str) -> tuple[str, str]:
    """The sign between values, and the text without a line that says it."""
    if found := re.match(r"sep=(.)\r?\n", text):
        return found[1], text[found.end() :]

    def worth(sign: str) -> tuple[int, int]:
        rows = islice(csv.reader(StringIO(text, newline=""), delimiter=sign), _LOOKED_AT)
        try:
            widths = [len(row) for row in rows]
        except csv.Error:  # a cell without end: it is not this sign
            return 0, 0
        usual = max(set(widths), key=lambda width: (widths.count(width) * (width > 1), width), default=0)
        return widths.count(usual) * (usual > 1), usual

    return max(_DELIMITERS, key=worth), text
