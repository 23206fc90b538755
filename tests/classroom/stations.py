"""Writer and board of a node inside the test: the writer in a thread of its own, real sockets between them."""

import asyncio
import tempfile
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from diemcau.classroom.live.askers import WriterLine
from diemcau.classroom.live.boards import Switchboard
from diemcau.classroom.live.engine import Engine
from diemcau.classroom.live.house import House
from diemcau.classroom.live.lines import Line, keep
from diemcau.classroom.live.messages import Stream, Want
from diemcau.classroom.live.writer import Writer
from diemcau.journal.store import Store
from tests.classroom.rig import SECRET
from tests.classroom.turning import Hall, Ledge


@dataclass
class Station:
    """One node: its writer with a store that can be told where it ends, and the board's engine of the sitting."""

    writer: Writer
    engine: Engine
    house: House
    run: Path

    @property
    def disk(self) -> Ledge:
        """The writer's store."""
        assert isinstance(self.writer.store, Ledge)
        return self.writer.store


@asynccontextmanager
async def station(hall: Hall) -> AsyncIterator[Station]:
    """A running node on the sitting of a hall."""
    loop = asyncio.get_running_loop()
    with tempfile.TemporaryDirectory(prefix="dc-") as folder:
        run = Path(folder)
        writer = Writer(Ledge(hall.target), run / "writer.sock")
        thread = threading.Thread(target=writer.serve)
        thread.start()
        house = House(SECRET, Store(hall.target, read_only=True))
        switchboard = Switchboard(house)
        server = await loop.create_unix_server(switchboard.line, str(run / "board.sock"))
        line = loop.create_task(house.writer.connect(str(run / "writer.sock"), follow=True))
        try:
            await until(lambda: house.writer.is_up)
            await house.look()
            yield Station(writer, await house.engine(hall.sitting), house, run)
        finally:
            server.close()
            line.cancel()
            for caller in tuple(switchboard.lines):
                caller.close()
            await asyncio.sleep(0)
            for engine in house.engines.values():
                engine.stop()
            house.reader.submit(house.store.close).result()
            house.reader.shutdown()
            writer.stopping = True
            await loop.run_in_executor(None, thread.join)
            writer.store.close()


def running(hall: Hall, talk: Callable[..., Awaitable[Any]], *, nodes: int = 1) -> Any:
    """Run a conversation with nodes on the sitting of a hall."""

    async def run() -> Any:
        async with AsyncExitStack() as stack:
            made = [await stack.enter_async_context(station(hall)) for _ in range(nodes)]
            return await asyncio.wait_for(talk(*made), 20)

    return asyncio.run(run())


async def until(condition: Callable[[], bool]) -> None:
    """Wait for something that comes."""
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come")


@asynccontextmanager
async def listening(on: Station, *topics: str) -> AsyncIterator["asyncio.Queue[list[Any]]"]:
    """What a stream process with listeners for topics of the sitting hears from the board, message by message."""
    heard: asyncio.Queue[list[Any]] = asyncio.Queue()

    def opened(line: Line) -> None:
        line.send(Stream(1))
        line.send(Want([(on.engine.name(topic), 0) for topic in topics]))

    job = asyncio.create_task(
        keep(str(on.run / "board.sock"), lambda: Line(lambda _, payload: heard.put_nowait(read(payload)), opened))
    )
    try:
        yield heard
    finally:
        job.cancel()
        with suppress(asyncio.CancelledError):
            await job


def read(payload: bytes) -> list[Any]:
    """A message as a plain list."""
    message: list[Any] = msgspec.msgpack.decode(payload)
    return message


@asynccontextmanager
async def asker(on: Station) -> AsyncIterator[WriterLine]:
    """Another process that asks the writer."""
    line = WriterLine()
    job = asyncio.create_task(line.connect(str(on.run / "writer.sock")))
    await until(lambda: line.is_up)
    try:
        yield line
    finally:
        job.cancel()
