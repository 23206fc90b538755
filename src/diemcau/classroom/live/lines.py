"""Lines between the processes of a node, for those that run an event loop."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from diemcau.classroom.live.links import Frames, frame
from diemcau.journal.store import StoreBroken

SHORTEST_WAIT, LONGEST_WAIT = 0.05, 1.0  # seconds between two tries to connect
MOST_WAITING = 64 * 1024 * 1024  # bytes that the other end has not taken; more, and the line is cut


class Line(asyncio.Protocol):
    """One end of a line. Messages sent in one round of the loop leave in one piece."""

    def __init__(
        self,
        take: Callable[["Line", bytes], None],
        opened: Callable[["Line"], None] | None = None,
        lost: Callable[["Line"], None] | None = None,
    ) -> None:
        self._take = take
        self._opened = opened
        self._lost = lost
        self._frames = Frames()
        self._waiting: list[bytes] = []
        self._transport: asyncio.Transport | None = None
        self.ended = asyncio.get_running_loop().create_future()

    @property
    def is_up(self) -> bool:
        """Whether somebody is at the other end."""
        return self._transport is not None and not self._transport.is_closing()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The other end is there."""
        self._transport = transport  # type: ignore[assignment]
        if self._opened:
            self._opened(self)

    def data_received(self, data: bytes) -> None:
        """Bytes of messages."""
        for payload in self._frames.feed(data):
            self._take(self, payload)

    def connection_lost(self, _error: Exception | None) -> None:
        """The other end is gone."""
        self._transport = None
        self._waiting.clear()
        if self._lost:
            self._lost(self)
        if not self.ended.done():
            self.ended.set_result(None)

    def send(self, message: object) -> None:
        """Send a message; into the void when nobody is there."""
        if not self._waiting:
            asyncio.get_running_loop().call_soon(self._flush)
        self._waiting.append(frame(message))

    def _flush(self) -> None:
        data, self._waiting = b"".join(self._waiting), []
        if self._transport and not self._transport.is_closing():
            self._transport.write(data)
            if self._transport.get_write_buffer_size() > MOST_WAITING:
                self._transport.abort()

    def close(self) -> None:
        """Hang up after what was sent."""
        self._flush()
        if self._transport:
            self._transport.close()


async def keep(path: str, make: Callable[[], Line]) -> None:
    """Stay connected to a process of the node for ever, however often it starts again."""
    loop, wait = asyncio.get_running_loop(), SHORTEST_WAIT
    while True:
        with suppress(OSError):
            _, line = await loop.create_unix_connection(make, path)
            try:
                await asyncio.shield(line.ended)
            finally:
                line.close()
            wait = SHORTEST_WAIT
        await asyncio.sleep(wait)
        wait = min(LONGEST_WAIT, wait * 2)


Reply = Callable[[Any], None]


class Calls:
    """Questions by number over a line that may break: then all that wait are answered with None."""

    def __init__(self, whom: str) -> None:
        self.whom = whom
        self.line: Line | None = None
        self.number = 0
        self.waiting: dict[int, Reply] = {}

    @property
    def is_up(self) -> bool:
        """Whether somebody would hear a question."""
        return self.line is not None and self.line.is_up

    def next(self, reply: Reply) -> int:
        """A number for a question, with what is done with its answer. Raises StoreBroken when nobody is there."""
        if not self.is_up:
            raise StoreBroken(f"no {self.whom}")
        self.number += 1
        self.waiting[self.number] = reply
        return self.number

    def future(self) -> tuple[int, "asyncio.Future[Any]"]:
        """A number for a question, and what its answer will come to; StoreBroken when the line broke meanwhile."""
        future = asyncio.get_running_loop().create_future()

        def reply(answer: Any) -> None:
            if future.done():
                return
            if answer is None:
                future.set_exception(StoreBroken(f"the {self.whom} went away"))
            else:
                future.set_result(answer)

        return self.next(reply), future

    def send(self, message: object) -> None:
        """Send a question that has a number."""
        if self.line:
            self.line.send(message)

    def answer(self, number: int, given: object) -> None:
        """An answer came."""
        reply = self.waiting.pop(number, None)
        if reply:
            reply(given)

    def opened(self, line: Line) -> None:
        """The line is there."""
        self.line = line

    def lost(self, _line: Line) -> None:
        """The line broke: nothing is known of what waits."""
        self.line, waiting, self.waiting = None, self.waiting, {}
        for reply in waiting.values():
            reply(None)
