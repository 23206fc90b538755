"""What a stream process is told, by accept processes and by the board, and its line to the board.

Apart from what the other processes say, who know boards and turns: a stream process knows neither and stays small.
"""

import socket
from contextlib import suppress

from msgspec import Struct, msgpack

from diemcau.classroom.live.links import Frames

READ = 256 * 1024  # bytes taken at once


class Join(Struct, array_like=True, frozen=True):
    """What an accept process says with the socket that it hands over (SOCK_SEQPACKET, exactly one descriptor).

    `topics` are full names (`sitting:1/phones`); `position` is one up to which the listener has seen all of them, 0 for
    none; `desk` is the journal's stream and the site of a site desk, else ("", 0); `device` is that of a phone.
    """

    topics: tuple[str, ...]
    actor: str
    position: int
    retry_ms: int
    desk: tuple[str, int]
    device: str = ""


class View(Struct, array_like=True, tag="view"):
    """A new whole view; `event` is a complete server-sent event."""

    topic: str
    position: int
    event: bytes


class Part(Struct, array_like=True, tag="part"):
    """Only what changed in a view."""

    topic: str
    position: int
    event: bytes


class Whole(Struct, array_like=True, tag="whole"):
    """The answer to a want: the whole view."""

    topic: str
    position: int
    event: bytes


class Same(Struct, array_like=True, tag="same"):
    """The answer to a want: there is nothing newer."""

    topic: str


class End(Struct, array_like=True, tag="end"):
    """The rights of an actor have ended; those of the phone that holds its seat now, `device`, have not."""

    actor: str
    device: str = ""


read_join = msgpack.Decoder(Join).decode
read_board = msgpack.Decoder(View | Part | Whole | Same | End).decode


class BoardLine:
    """A line to the board at a path. OSError, from all that it does: the board is not there."""

    def __init__(self, path: str) -> None:
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM | socket.SOCK_NONBLOCK)
        self.out = b""  # what the board has not taken
        self._frames = Frames()
        try:
            self.socket.connect(path)
        except OSError:
            self.socket.close()
            raise

    def read(self) -> list[View | Part | Whole | Same | End]:
        """Messages that have come. Raises ValueError when the board speaks nonsense."""
        try:
            data = self.socket.recv(READ)
        except BlockingIOError:
            return []
        if not data:
            raise ConnectionResetError("it hung up")
        return [read_board(payload) for payload in self._frames.feed(data)]

    def write(self, data: bytes) -> None:
        """Write what waits, and more, as far as it goes."""
        self.out += data
        with suppress(BlockingIOError):
            while self.out:
                self.out = self.out[self.socket.send(self.out) :]
