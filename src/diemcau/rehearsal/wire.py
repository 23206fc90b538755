"""HTTP of the virtual rooms: raw asyncio, keep-alive lanes, and the patience of a real device.

A lost connection, a restart or a full disk means "unknown": the same commands with the same ids go out
again until there is a receipt.
"""

import asyncio
import time
from typing import Any

import msgspec

from diemcau.base.refused import Refused

PATIENCE_SECONDS = 60
UNKNOWN = frozenset({500, 502, 503, 504})


class Wire:
    """A few connections to one server, shared by all virtual people."""

    def __init__(self, host: str, port: int, lanes: int = 24) -> None:
        self.host, self.port = host, port
        self.idle: asyncio.Queue[Lane] = asyncio.Queue()
        for _ in range(lanes):
            self.idle.put_nowait(Lane(host, port))
        self.requests = 0
        self.retries = 0
        self.seconds: list[float] = []

    async def call(self, method: str, path: str, content: object = None, bearer: str = "") -> tuple[int, Any]:
        """Status and JSON of a request, however often it takes. TimeoutError after a minute without any answer."""
        body = b"" if content is None else msgspec.json.encode(content)
        until = time.monotonic() + PATIENCE_SECONDS
        lane = await self.idle.get()
        try:
            while True:
                started = time.monotonic()
                try:
                    status, answer = await lane.call(method, path, body, bearer)
                    if status not in UNKNOWN:
                        self.requests += 1
                        self.seconds.append(time.monotonic() - started)
                        return status, answer
                except (OSError, asyncio.IncompleteReadError, msgspec.DecodeError):
                    lane.drop()
                if time.monotonic() > until:
                    raise TimeoutError(f"{method} {path}")
                self.retries += 1
                await asyncio.sleep(0.1)
        finally:
            self.idle.put_nowait(lane)

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
        """Close every lane that is idle."""
        while not self.idle.empty():
            self.idle.get_nowait().drop()


class Lane:
    """One keep-alive connection."""

    def __init__(self, host: str, port: int) -> None:
        self.host, self.port = host, port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def call(self, method: str, path: str, body: bytes, bearer: str) -> tuple[int, Any]:
        """One request and its answer on this connection."""
        if self.writer is None or self.reader is None or self.writer.is_closing():
            self.reader, self.writer = await asyncio.open_connection(self.host, self.port)
        head = f"{method} {path} HTTP/1.1\r\nhost: {self.host}:{self.port}\r\ncontent-length: {len(body)}\r\n"
        if bearer:
            head += f"authorization: Bearer {bearer}\r\n"
        self.writer.write(head.encode() + b"\r\n" + body)
        lines = (await self.reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
        status = int(lines[0].split(b" ", 2)[1])
        headers = {k.lower(): v.strip() for k, _, v in (line.partition(b":") for line in lines[1:])}
        if b"content-length" in headers:
            raw = await self.reader.readexactly(int(headers[b"content-length"]))
        else:
            raw = await self.reader.read()
        if headers.get(b"connection", b"").lower() == b"close":
            self.drop()
        if b"json" not in headers.get(b"content-type", b""):
            return status, raw
        return status, msgspec.json.decode(raw)

    def drop(self) -> None:
        """Close the connection."""
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


async def listen(host: str, port: int, bearer: str) -> None:
    """Hold a stream open as a desk does, coming back when it is cut; ends when cancelled."""
    while True:
        writer = None
        try:
            reader, writer = await asyncio.open_connection(host, port)
            writer.write(
                f"GET /live/stream HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer {bearer}\r\n\r\n".encode()
            )
            while await reader.read(65536):
                pass
        except OSError:
            pass  # the line is down: a desk tries again
        finally:
            if writer is not None:
                writer.close()
        await asyncio.sleep(1)
