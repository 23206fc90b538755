"""A line between two that cuts off some answers: what was asked has happened, and who asked does not hear of it."""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

Open = Callable[[], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


@dataclass
class Cut:
    """Which answers are cut off: every `each`-th of those with `mark` in them, 0: none. `port`: where it begins."""

    mark: bytes = b""
    each: int = 0
    port: int = 0
    seen: int = 0
    cut: int = 0

    def takes(self, answer: bytes) -> bool:
        """Whether an answer is cut off."""
        if not self.each or self.mark not in answer:
            return False
        self.seen += 1
        self.cut += self.seen % self.each == 0
        return self.seen % self.each == 0


@contextmanager
def through(cut: Cut, port: int = 0, path: str = "", door: str = "") -> Iterator[Cut]:
    """A line to a port, or from a unix socket `door` to one at `path`, as long as the block runs."""
    loop = asyncio.new_event_loop()
    open_jobs: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        job = asyncio.current_task()
        assert job
        open_jobs[job] = writer
        try:
            with suppress(OSError, asyncio.CancelledError):
                far_reader, far_writer = await (
                    asyncio.open_unix_connection(path) if path else asyncio.open_connection("127.0.0.1", port)
                )
                sides = {
                    loop.create_task(_pass_on(reader, far_writer, None)),
                    loop.create_task(_pass_on(far_reader, writer, cut)),
                }
                try:
                    await asyncio.wait(sides, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    for side in sides:
                        side.cancel()
                    await asyncio.gather(*sides, return_exceptions=True)
                    far_writer.close()
        finally:
            writer.transport.abort()
            del open_jobs[job]

    async def start() -> asyncio.Server:
        if door:
            return await asyncio.start_unix_server(take, door)
        server = await asyncio.start_server(take, "127.0.0.1", 0)
        cut.port = server.sockets[0].getsockname()[1]
        return server

    async def end() -> None:
        server.close()
        await asyncio.sleep(0.05)  # who was let in just now begins, so that it can end
        # Not cancelled: a job that is connecting would leave its far end open.
        for writer in open_jobs.values():
            writer.transport.abort()
        await asyncio.gather(*open_jobs, return_exceptions=True)

    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        server = asyncio.run_coroutine_threadsafe(start(), loop).result(60)
        try:
            yield cut
        finally:
            asyncio.run_coroutine_threadsafe(end(), loop).result(60)
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(60)
        loop.close()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, cut: Cut | None) -> None:
    with suppress(OSError):
        while data := await reader.read(1 << 18):
            if cut and cut.takes(data):
                return
            writer.write(data)
            await writer.drain()
