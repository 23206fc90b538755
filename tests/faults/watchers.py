"""Clients with open streams, in a thread of their own: each comes back after every cut, from where it was."""

import asyncio
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import cycle

from diemcau.activities.kind import Role
from tests.classroom.rig import Live, token
from tests.faults.load import LONG, PEOPLE, SITES

AGAIN_SECONDS = 0.1  # the server asks for 2 to 20 s; here all come at once
SHOWN_SECONDS = 5.0  # after publishing stops everybody shows the last position


class Watcher:
    """One client of nodes in turn. `position` is the newest that it shows in the topic for all."""

    def __init__(self, nodes: Sequence[Live], bearer: str) -> None:
        self.nodes, self.bearer = nodes, bearer
        self.position = 0

    async def watch(self) -> None:
        """For ever."""
        for node in cycle(self.nodes):
            with suppress(OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                await self._once(node)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _once(self, node: Live) -> None:
        reader, writer = await asyncio.open_connection("127.0.0.1", node.port, limit=1 << 20)
        try:
            head = f"authorization: Bearer {self.bearer}\r\n\r\n"
            writer.write(f"GET /live/stream?after={self.position} HTTP/1.1\r\n{head}".encode())
            async with asyncio.timeout(5):
                begun = await reader.readuntil(b"\r\n\r\n")
            if not begun.startswith(b"HTTP/1.1 200"):
                return
            position = 0
            while line := await reader.readline():
                if line.startswith(b"id: "):
                    position = int(line[4:])
                elif line.startswith((b'data: {"topic":"all"', b'data: {"topic":"phones"')):
                    self.position = max(self.position, position)
        finally:
            writer.close()


def mixed(*nodes: Live, many: int = 40) -> list[Watcher]:
    """Phones and desks of all rooms, and the two desks of the centre, as many at each node."""
    bearers = [token(role, lasts=LONG) for role in (Role.OPERATOR, Role.LECTURER) for _ in nodes]
    for number in range(many):
        site = 1 + number // len(nodes) % SITES
        seat = 100 * site + 1 + number % PEOPLE
        role, seat = (Role.PHONE, seat) if number % 8 else (Role.HOST, 0)
        bearers.append(token(role, site=site, seat=seat, lasts=LONG))
    turns = [[*nodes[first:], *nodes[:first]] for first in range(len(nodes))]
    return [Watcher(turns[number % len(nodes)], bearer) for number, bearer in enumerate(bearers)]


@contextmanager
def watching(watchers: Sequence[Watcher]) -> Iterator[None]:
    """Watch as long as the block runs."""
    loop = asyncio.new_event_loop()
    jobs = [loop.create_task(watcher.watch()) for watcher in watchers]
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:

        def stop() -> None:
            for job in jobs:
                job.cancel()

        loop.call_soon_threadsafe(stop)
        try:
            asyncio.run_coroutine_threadsafe(_all(jobs), loop).result(60)
        finally:
            loop.call_soon_threadsafe(loop.stop)
            thread.join(60)
            loop.close()


async def _all(jobs: list["asyncio.Task[None]"]) -> None:
    await asyncio.gather(*jobs, return_exceptions=True)


def all_show(watchers: Sequence[Watcher], position: int) -> None:
    """Nobody is missing: everybody shows a position soon after it was published."""
    until = time.monotonic() + SHOWN_SECONDS
    while missing := [watcher for watcher in watchers if watcher.position < position]:
        assert time.monotonic() < until, f"missing: {len(missing)} of {len(watchers)} do not show {position}"
        time.sleep(0.02)
