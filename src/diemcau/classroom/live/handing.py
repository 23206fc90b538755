"""How an accept process hands an open connection to a stream process: by its descriptor (SCM_RIGHTS)."""

import asyncio
import socket
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from msgspec import msgpack

from diemcau.activities.kind import DESK, Role, Who
from diemcau.classroom.live import gate
from diemcau.classroom.live.http import Answer, Connection
from diemcau.classroom.live.stream_lines import Join

TRIES = 40
TRY_SECONDS = 0.05  # a stream process that is busy or starting again gets two seconds


def joining(who: Who, sitting: int, after: str) -> Join:
    """What a stream process is told of a sender; `after` is the position that he says he has."""
    stream = f"sitting:{sitting}"
    desk = who.site if who.role in DESK | {Role.TECHNICIAN} else 0
    return Join(
        topics=tuple(f"{stream}/{topic}" for topic in gate.topics_of(who)),
        actor=who.actor,
        position=int(after) if after.isdecimal() and len(after) < 19 else 0,
        retry_ms=2000 + int.from_bytes(sha256(f"{who.actor}{who.device}".encode()).digest()[:2]) % 18_000,
        desk=(stream, desk) if desk else ("", 0),
        device=who.device if who.role == Role.PHONE else "",
    )


class Handing:
    """The doors of the stream processes of this node, used in turn."""

    def __init__(self, run: Path, streams: int) -> None:
        self.paths = [str(run / f"stream-{number}.sock") for number in range(1, streams + 1)]
        self.doors: dict[str, socket.socket] = {}
        self.turn = 0

    async def give(self, connection: Connection, join: Join) -> None:
        """Give a connection away; a client whom nobody can take is asked to come back."""
        message = msgpack.encode(join)
        for _ in range(TRIES):
            for _ in self.paths:
                self.turn = (self.turn + 1) % len(self.paths)
                if connection.transport.is_closing():
                    return
                if self._sent(self.paths[self.turn], message, connection):
                    connection.transport.abort()  # closes our copy: the other process has its own
                    return
            await asyncio.sleep(TRY_SECONDS)
        connection.transport.write(Answer(503, headers=(b"retry-after: 5",)).encode(keep_alive=False))
        connection.transport.close()

    def _sent(self, path: str, message: bytes, connection: Connection) -> bool:
        descriptor = connection.transport.get_extra_info("socket").fileno()
        try:
            if path not in self.doors:
                door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
                door.setblocking(False)
                door.connect(path)
                self.doors[path] = door
            socket.send_fds(self.doors[path], [message], [descriptor])
        except BlockingIOError:
            return False  # busy: the next one
        except OSError:
            with suppress(KeyError):
                self.doors.pop(path).close()
            return False
        return True
