"""What a reader of values does not tell of an XLS file: hidden rows and columns, and whether it has a password.

Sources: [MS-CFB] for the container, [MS-XLS] for the records.
"""

import struct
from collections.abc import Iterator

from msgspec import Struct

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_END = 0xFFFFFFFC  # this and all above mark no sector
_EOF, _FILEPASS, _COLINFO, _BOUNDSHEET, _ROW = 0x000A, 0x002F, 0x007D, 0x0085, 0x0208
_ROW_HIDDEN, _COLUMN_HIDDEN = 0x20, 0x01
_DATEMODE = 0x0022
_MOST_COLUMNS = 256


class Container(Struct, frozen=True):
    """The streams of a compound file by their names, each as its first sector and its length."""

    data: bytes
    size: int
    table: tuple[int, ...]
    streams: dict[str, tuple[int, int]]

    def read(self, name: str) -> bytes:
        """A stream; b"" for one that is not there, or so small that it lies in the stream of small ones."""
        start, length = self.streams.get(name, (_END, 0))
        return b"".join(self._sectors(start))[:length] if length >= 4096 else b""

    def _sectors(self, start: int) -> Iterator[bytes]:
        sector = start
        for _ in range(len(self.table)):  # a chain cannot be longer, unless it is a ring
            if sector >= len(self.table):
                return
            yield _sector(self.data, sector, self.size)
            sector = self.table[sector]


class Look(Struct, frozen=True):
    """Of one sheet, everything from 0."""

    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()


class Book(Struct, frozen=True):
    """What the records say: sheets in their order."""

    password: bool = False
    epoch_1904: bool = False
    sheets: tuple[Look, ...] = ()


def open_container(data: bytes) -> Container:
    """The directory of a compound file. Raises struct.error or ValueError for one that is none."""
    if data[:8] != MAGIC:
        raise ValueError("no compound file")
    (shift,) = struct.unpack_from("<H", data, 0x1E)
    if shift not in (9, 12):
        raise ValueError("no known size of sectors")
    size = 1 << shift
    (first_directory,) = struct.unpack_from("<I", data, 0x30)
    difat = [number for number in struct.unpack_from("<109I", data, 0x4C) if number < _END]
    following, count = struct.unpack_from("<2I", data, 0x44)
    for _ in range(min(count, len(data) // size)):
        if following >= _END:
            break
        numbers = struct.unpack(f"<{size // 4}I", _sector(data, following, size))
        difat += [number for number in numbers[:-1] if number < _END]
        following = numbers[-1]
    most = len(data) // size + 1
    table: list[int] = []
    for number in difat[:most]:
        table += struct.unpack(f"<{size // 4}I", _sector(data, number, size))
    container = Container(data, size, tuple(table[:most]), {})
    directory = b"".join(container._sectors(first_directory))  # noqa: SLF001 of the same module
    for at in range(0, len(directory) - 127, 128):
        (length,) = struct.unpack_from("<H", directory, at + 64)
        name = directory[at : at + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        start, long = struct.unpack_from("<2I", directory, at + 116)
        if directory[at + 66] == 2:
            container.streams[name] = (start, long)
    return container


def look(container: Container) -> Book:
    """Walk through the records of a workbook."""
    stream = container.read("Workbook") or container.read("Book")
    starts, epoch = [], False
    for kind, body in _records(stream, 0):
        if kind == _FILEPASS:
            return Book(password=True)
        if kind == _BOUNDSHEET and len(body) >= 4:
            starts.append(struct.unpack_from("<I", body)[0])
        if kind == _DATEMODE and len(body) >= 2:
            epoch = body[0] == 1
    return Book(False, epoch, tuple(_look_at(stream, start) for start in starts))


def _look_at(stream: bytes, start: int) -> Look:
    rows: set[int] = set()
    columns: set[int] = set()
    for kind, body in _records(stream, start):
        if kind == _ROW and len(body) >= 14 and body[12] & _ROW_HIDDEN:
            rows.add(struct.unpack_from("<H", body)[0])
        elif kind == _COLINFO and len(body) >= 10 and body[8] & _COLUMN_HIDDEN:
            first, last = struct.unpack_from("<2H", body)
            columns.update(range(first, min(last + 1, _MOST_COLUMNS)))
    return Look(frozenset(rows), frozenset(columns))


def _records(stream: bytes, at: int) -> Iterator[tuple[int, bytes]]:
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<2H", stream, at)
        if kind == _EOF:
            return
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _sector(data: bytes, number: int, size: int) -> bytes:
    return data[(number + 1) * size : (number + 2) * size].ljust(size, b"\0")
