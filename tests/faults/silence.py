"""Raw connections that say something once and then are silent."""

import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

from diemcau.activities.kind import Role
from tests.classroom.rig import Live, token
from tests.faults.load import LONG, PATIENCE


def joining(role: Role, site: int = 0, seat: int = 0) -> bytes:
    """The request for a stream."""
    bearer = token(role, site=site, seat=seat, lasts=LONG)
    return f"GET /live/stream HTTP/1.1\r\nauthorization: Bearer {bearer}\r\n\r\n".encode()


@contextmanager
def connected(live: Live, many: int, says: Callable[[int], bytes], wave: int = 0) -> Iterator[list[socket.socket]]:
    """Connections that say something and then nothing, and read nothing.

    `wave`: so many come at a time, the next ones when all of these have an answer, which they leave unread.
    """
    with ExitStack() as stack:
        made = []
        for number in range(many):
            raw = stack.enter_context(socket.socket())
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            raw.connect(("127.0.0.1", live.port))
            raw.sendall(says(number))
            made.append(raw)
            if wave and len(made) % wave == 0:
                for waiting in made[-wave:]:
                    waiting.settimeout(PATIENCE)
                    waiting.recv(1, socket.MSG_PEEK)
        yield made


def hung_up(raw: socket.socket, seconds: float) -> bool:
    """Whether the other end hangs up within a time."""
    raw.settimeout(seconds)
    try:
        while raw.recv(65536):
            pass
    except ConnectionError:
        return True
    except TimeoutError:
        return False
    return True
