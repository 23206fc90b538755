"""A server of its own for each conversation on raw sockets, in one process with the test."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from diemcau.classroom.live.http import Answer, Connection, Handler, Request, TakeOver

MOST = 1000


class Quick(Connection):
    """A connection with less patience."""

    request_seconds = 0.15
    idle_seconds = 0.3
    write_seconds = 0.3


async def echo(request: Request) -> Answer | TakeOver:
    """What came in, a moment later for /slow; a fault for /fault; much for /much."""
    if request.path == "/slow":
        await asyncio.sleep(0.05)
    if request.path == "/fault":
        raise ZeroDivisionError
    if request.path == "/much":
        return Answer(200, b"x" * 8_000_000, b"text/plain")
    words = f"{request.method} {request.path} {sorted(request.query.items())} ".encode()
    return Answer(200, words + request.body, b"text/plain")


Talk = Callable[[int], Awaitable[Any]]


def with_server(talk: Talk, handler: Handler = echo, kind: type[Connection] = Connection) -> Any:
    """Run a conversation with a server on a port of its own."""

    async def run() -> Any:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: kind(handler, lambda _method, _target: MOST), "127.0.0.1", 0)
        try:
            return await asyncio.wait_for(talk(server.sockets[0].getsockname()[1]), 20)
        finally:
            server.close()

    return asyncio.run(run())


async def exchange(port: int, sent: bytes, *, parts: int = 1) -> bytes:
    """Everything that a server answers to some bytes, sent in parts, until it closes."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    reading = asyncio.create_task(reader.read())
    size = -(-len(sent) // parts)
    for start in range(0, len(sent), size):
        writer.write(sent[start : start + size])
        await writer.drain()
        await asyncio.sleep(0 if parts == 1 else 0.001)
    answer = await reading
    writer.close()
    return answer


def bodies(raw: bytes) -> list[bytes]:
    """The bodies of answers that came one after another."""
    found = []
    while raw:
        head, _, raw = raw.partition(b"\r\n\r\n")
        lengths = [int(line[16:]) for line in head.split(b"\r\n") if line.lower().startswith(b"content-length: ")]
        found.append(raw[: lengths[0]])
        raw = raw[lengths[0] :]
    return found


LAST = b"GET /last HTTP/1.1\r\nconnection: close\r\n\r\n"
