"""HTTP of the virtual rooms: keep-alive connections, and the patience of a real device.

A lost connection, a restart or a full disk means "unknown": the same commands with the same ids go out
again until there is a receipt.
"""

import asyncio
from typing import Any

import msgspec

from diemcau.base.refused import Refused

PATIENCE_SECONDS = 60
UNKNOWN = frozenset({500, 502, 503, 504})


class Wire:
    """Connections to one server, shared by all virtual people: as many as there are requests at a time."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.idle: list[Lane] = []
        self.retries = 0

    async def call(self, method: str, path: str, content: object = None, bearer: str = "") -> tuple[int, Any]:
        """Status and JSON of a request, however often it takes. TimeoutError after a minute without an answer."""
        body = b"" if content is None else msgspec.json.encode(content)
        head = f"{method} {path} HTTP/1.1\r\nhost: {self.host}:{self.port}\r\ncontent-length: {len(body)}\r\n"
        if bearer:
            head += f"authorization: Bearer {bearer}\r\n"
        request = head.encode() + b"\r\n" + body
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                try:
                    status, answer = await self._answer(request)
                    if status not in UNKNOWN:
                        return status, msgspec.json.decode(answer)
                except (OSError, msgspec.DecodeError):
                    pass
                self.retries += 1
                await asyncio.sleep(0.1)

    async def _answer(self, request: bytes) -> tuple[int, bytes]:
        """Status and body of one try."""
        lane = self.idle.pop() if self.idle else None
        if lane is None or lane.transport.is_closing():
            loop = asyncio.get_running_loop()
            _, lane = await loop.create_connection(Lane, self.host, self.port)
        try:
            answer = await lane.call(request)
        except BaseException:
            lane.transport.abort()  # an answer that still came would be nobody's
            raise
        self.idle.append(lane)
        return answer

    async def post(self, path: str, content: object, bearer: str = "") -> Any:
        """JSON of a POST; Refused as the server said."""
        status, answer = await self.call("POST", path, content, bearer)
        if status != 200:
            raise Refused(answer["code"], status)
        return answer

    async def get(self, path: str, bearer: str) -> Any:
        """JSON of a GET; Refused as the server said."""
        status, answer = await self.call("GET", path, None, bearer)
        if status != 200:
            raise Refused(answer["code"], status)
        return answer

    def close(self) -> None:
        """Close every connection that is idle."""
        while self.idle:
            self.idle.pop().transport.abort()


class Lane(asyncio.Protocol):
    """One keep-alive connection, one request at a time."""

    transport: asyncio.Transport

    def __init__(self) -> None:
        self.came = b""
        self.answer: asyncio.Future[tuple[int, bytes]] = asyncio.get_running_loop().create_future()

    async def call(self, request: bytes) -> tuple[int, bytes]:
        """Status and body that a request is answered with; ConnectionError when the connection is lost first."""
        self.answer = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self.answer

    # --- asyncio -----------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The server is there."""
        self.transport = transport  # type: ignore[assignment]

    def connection_lost(self, error: Exception | None) -> None:
        """The server is gone."""
        if not self.answer.done():
            self.answer.set_exception(ConnectionResetError(str(error)))

    def data_received(self, data: bytes) -> None:
        """Part of an answer."""
        self.came += data
        head, whole, body = self.came.partition(b"\r\n\r\n")
        if not whole:
            return
        first, *lines = head.lower().split(b"\r\n")
        headers = dict(line.split(b": ", 1) for line in lines)
        if len(body) < int(headers.get(b"content-length", 0)):
            return
        self.came = b""
        if headers.get(b"connection") == b"close":
            self.transport.close()
        if not self.answer.done():
            self.answer.set_result((int(first.split(b" ", 2)[1]), body))


class _Listener(asyncio.Protocol):
    """A stream that is read and thrown away."""

    def __init__(self, request: bytes) -> None:
        self.request = request
        self.lost = asyncio.Event()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        transport.write(self.request)  # type: ignore[attr-defined]

    def connection_lost(self, error: Exception | None) -> None:
        self.lost.set()


async def listen(host: str, port: int, bearer: str) -> None:
    """Hold a stream open as a desk does, coming back when it is cut; ends when cancelled."""
    request = f"GET /live/stream HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {bearer}\r\n\r\n".encode()
    loop = asyncio.get_running_loop()
    while True:
        try:
            transport, stream = await loop.create_connection(lambda: _Listener(request), host, port)
        except OSError:
            pass  # the line is down: a desk tries again
        else:
            try:
                await stream.lost.wait()
            finally:
                transport.abort()
        await asyncio.sleep(1)
