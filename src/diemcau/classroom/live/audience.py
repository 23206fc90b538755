"""The sockets of listeners: what one of them does not take waits for it, within bounds, and stops nobody else."""

import os
import select
import socket
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress

from diemcau.classroom.live.listeners import Listener, Listeners

BUFFER = 64 * 1024  # bytes that may wait for one listener besides one set of its views; more, and it is cut
PIECES = 64  # of what waits, written at once
TALK = 4096  # bytes that a listener may say at once; it has nothing to say
SEND_BUFFER = 16 * 1024  # bytes in the kernel; its own choice would be 4 MB for each who does not read
# For who gets large views. A proxy on this machine takes segments of 64 KB and acknowledges fewer than two only after
# 40 ms: with the small buffer it would get 1.5 MB in a second.
WIDE_BUFFER = 128 * 1024
TIMEOUT_MS = 30_000  # until a listener that acknowledges nothing is given up
RETRY_MS, RETRY_SPREAD_MS = 2000, 18_000  # when listeners come back after this process has ended
GONE = select.EPOLLHUP | select.EPOLLERR
RESET = struct.pack("ii", 1, 0)  # linger for no second: the kernel forgets what was not sent
RETRY = b"retry: %d\n\n"
HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-store, no-transform\r\n"
    b"x-accel-buffering: no\r\nconnection: close\r\n\r\n" + RETRY
)
FULL = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
BEAT = b":\n\n"


class Audience:
    """All open streams of a process, `most` at a time."""

    def __init__(self, listeners: Listeners, epoll: select.epoll, most: int) -> None:
        self.listeners = listeners
        self.epoll = epoll
        self.most = most
        self.by_socket: list[Listener | None] = []  # the place is the file descriptor
        self.beaten, self.round = 0, 0.0  # place and share that the present round of signs of life has come to
        self.streams = self.joined = self.refused = self.sent = self.cut = 0

    # --- coming and going ----------------------------------------------------------------------

    def join(self, fd: int, listener: Listener, retry_ms: int) -> None:
        """Start a stream on a socket, which is ours from now on. Raises OSError when it cannot be one."""
        try:
            with _borrowed(fd) as raw:
                raw.setblocking(False)
                raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
                if raw.family != socket.AF_UNIX:
                    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # an event waits for no acknowledgement
                    raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, TIMEOUT_MS)
            if self.streams >= self.most:
                self.refused += 1
                os.write(fd, FULL)
                os.close(fd)
                return
            self.epoll.register(fd, select.EPOLLIN)
        except OSError:
            os.close(fd)
            raise
        while len(self.by_socket) <= fd:
            self.by_socket.append(None)
        self.by_socket[fd] = listener
        listener.socket = fd
        self.streams += 1
        self.joined += 1
        self._write(listener, [HEAD % retry_ms, *self.listeners.join(listener)])

    def close(self, listener: Listener) -> None:
        """End a stream; nothing happens when it has ended."""
        fd, listener.socket = listener.socket, -1
        if fd < 0:
            return
        self.by_socket[fd] = None
        self.streams -= 1
        self.listeners.leave(listener)
        # Who handed the socket over may still have it open, and epoll watches it as long as anybody has.
        self.epoll.unregister(fd)
        os.close(fd)

    def end(self, actor: str, device: str = "") -> None:
        """End all streams of an actor but those of one phone."""
        for listener in self._all():
            if listener.actor == actor and not (device and listener.device == device):
                self.close(listener)

    def end_all(self) -> None:
        """End all streams; when they come back is spread evenly."""
        streams = self.streams
        for place, listener in enumerate(self._all()):
            if not listener.owed:
                with suppress(OSError):
                    os.write(listener.socket, RETRY % (RETRY_MS + RETRY_SPREAD_MS * place // streams))
            self.close(listener)

    def desks(self) -> set[tuple[str, int]]:
        """The site desks that are open: (stream of the journal, site)."""
        return {listener.desk for listener in self._all() if listener.desk}

    def _all(self) -> list[Listener]:
        return [listener for listener in self.by_socket if listener]

    # --- writing -------------------------------------------------------------------------------

    def give(self, listeners: Iterable[Listener], event: bytes) -> None:
        """Write an event to listeners. Who has not taken the events before gets it after them, or is cut."""
        size = len(event)
        for listener in listeners:
            if listener.owed:
                self._add(listener, listener.owed, event)
                continue
            try:
                sent = os.write(listener.socket, event)
            except BlockingIOError:
                sent = 0
            except OSError:
                self.close(listener)
                continue
            if sent < size:
                self._owe(listener, [event], sent)

    def beat(self, share: float) -> None:
        """A sign of life to a share of all who have taken what they got; the next share the next time."""
        self.round = min(1.0, self.round + share)
        end = round(len(self.by_socket) * self.round)
        self.give([one for one in self.by_socket[self.beaten : end] if one and not one.owed], BEAT)
        self.beaten = end
        if self.round == 1.0:
            self.beaten, self.round = 0, 0.0

    def look(self, listener: Listener, events: int) -> None:
        """Something happened on a socket."""
        if events & GONE:
            self.close(listener)
            return
        if events & select.EPOLLOUT and listener.owed:
            self._write(listener, listener.owed)
        if events & select.EPOLLIN and listener.socket >= 0:
            self._hush(listener)

    def _write(self, listener: Listener, events: Sequence[bytes | memoryview]) -> None:
        try:
            sent = os.writev(listener.socket, events[:PIECES])
        except BlockingIOError:
            sent = 0
        except OSError:
            self.close(listener)
            return
        self._owe(listener, events, sent)

    def _owe(self, listener: Listener, events: Sequence[bytes | memoryview], sent: int) -> None:
        """Keep what comes after the first bytes of events: not a copy, as many may owe the same."""
        rest = []
        for event in events:
            if sent < len(event):
                rest.append(memoryview(event)[sent:])
            sent = max(0, sent - len(event))
        if rest and not listener.owed:
            self.epoll.modify(listener.socket, select.EPOLLIN | select.EPOLLOUT)
            if sum(map(len, rest)) > SEND_BUFFER:
                with suppress(OSError), _borrowed(listener.socket) as raw:
                    raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, WIDE_BUFFER)
        elif listener.owed and not rest:
            self.epoll.modify(listener.socket, select.EPOLLIN)
        listener.owed = rest or None

    def _add(self, listener: Listener, owed: list[memoryview], event: bytes) -> None:
        if sum(map(len, owed)) > BUFFER + self.listeners.one_set(listener):
            self._cut(listener)
        else:
            owed.append(memoryview(event))

    def _hush(self, listener: Listener) -> None:
        """Throw away what a listener says."""
        try:
            said = os.read(listener.socket, TALK)
        except BlockingIOError:
            return
        except OSError:
            said = b""
        if not said:
            self.close(listener)
        elif len(said) == TALK:
            self._cut(listener)

    def _cut(self, listener: Listener) -> None:
        self.cut += 1
        with suppress(OSError), _borrowed(listener.socket) as raw:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        self.close(listener)


@contextmanager
def _borrowed(fd: int) -> Iterator[socket.socket]:
    """A file descriptor as a socket object, which does not close it in the end."""
    raw = socket.socket(fileno=fd)
    try:
        yield raw
    finally:
        raw.detach()
