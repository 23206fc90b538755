"""HTTP/1.1 on raw asyncio: requests in, answers or streams out, with limits of size and time.

Limits: head 16 KB, body as the route says, 15 s to send a whole request, 75 s idle between two,
120 s to take what was written, 16 requests ahead of their answers.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from urllib.parse import parse_qs, unquote

import httptools
from msgspec import Struct, field

log = logging.getLogger(__name__)

HEAD_LIMIT = 16 * 1024
REQUEST_SECONDS = 15
IDLE_SECONDS = 75
WRITE_SECONDS = 120
AHEAD = 16  # requests that may wait for the answer of an earlier one
REASONS = {
    200: "OK",
    204: "No Content",
    206: "Partial Content",
    301: "Moved Permanently",
    302: "Found",
    304: "Not Modified",
    400: "Bad Request",
    401: "Unauthorized",
    403: "Forbidden",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    409: "Conflict",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    429: "Too Many Requests",
    500: "Internal Server Error",
    502: "Bad Gateway",
    503: "Service Unavailable",
}


class Request(Struct):
    """A whole request. Header names are lower case."""

    method: str
    target: bytes
    path: str
    query: dict[str, str]
    headers: dict[bytes, bytes]
    body: bytes
    address: str
    keep_alive: bool = True

    @property
    def lang(self) -> str:
        """The reader's language: en when asked for first, else vi."""
        return "en" if self.headers.get(b"accept-language", b"").lower().startswith(b"en") else "vi"


class Answer(Struct):
    """A whole answer. `headers` are lines without their end."""

    status: int = 200
    body: bytes = b""
    kind: bytes = b"application/json"
    headers: tuple[bytes, ...] = ()

    def encode(self, *, keep_alive: bool, head_only: bool = False) -> bytes:
        """The bytes on the wire."""
        lines = [
            b"HTTP/1.1 %d %s" % (self.status, REASONS.get(self.status, "").encode()),
            b"content-length: %d" % len(self.body),
            b"connection: keep-alive" if keep_alive else b"connection: close",
            *self.headers,
        ]
        if self.body:
            lines.append(b"content-type: " + self.kind)
        return b"\r\n".join(lines) + b"\r\n\r\n" + (b"" if head_only else self.body)


class TakeOver(Struct):
    """The handler wants the connection for itself: a stream, or a relay to the office."""

    run: Callable[["Connection"], Awaitable[None]]


Handler = Callable[[Request], Awaitable[Answer | TakeOver]]
LimitOf = Callable[[str, str], int]


class _Reading(Struct):
    target: bytes = b""
    headers: dict[bytes, bytes] = field(default_factory=dict)
    head_size: int = 0
    body: list[bytes] = field(default_factory=list)
    body_size: int = 0
    body_limit: int = 0


class Connection(asyncio.Protocol):
    """One client. Answers come in the order of the requests."""

    request_seconds: float = REQUEST_SECONDS
    idle_seconds: float = IDLE_SECONDS
    write_seconds: float = WRITE_SECONDS

    def __init__(self, handler: Handler, limit_of: LimitOf) -> None:
        self._handler = handler
        self._limit_of = limit_of
        self._waiting: deque[Request] = deque()
        self._parser = httptools.HttpRequestParser(self)
        self._reading = _Reading()
        self._task: asyncio.Task[None] | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._paused = False
        self.taken = False
        self.on_lost: Callable[[], None] | None = None
        self.transport: asyncio.Transport
        self.address = ""

    # --- asyncio -----------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there."""
        self.transport = transport  # type: ignore[assignment]
        peer = transport.get_extra_info("peername")
        self.address = peer[0] if peer else "unix"
        self._wait(self.request_seconds)

    def connection_lost(self, _error: Exception | None) -> None:
        """The client is gone."""
        self._wait(0)
        self._writable.set()
        if self.on_lost:
            self.on_lost()

    def pause_writing(self) -> None:
        """The client reads too slowly."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """The client caught up."""
        self._writable.set()

    def data_received(self, data: bytes) -> None:
        """Bytes of a request."""
        if self.taken:
            return
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            self.refuse(400)
        except httptools.HttpParserError:
            self.refuse(400)

    def _wait(self, seconds: float) -> None:
        if self._timer:
            self._timer.cancel()
            self._timer = None
        if seconds:
            self._timer = asyncio.get_running_loop().call_later(seconds, self._too_late)

    def _too_late(self) -> None:
        if self._task is None:
            self.transport.close()

    def refuse(self, status: int) -> None:
        """Answer with a bare status and close; what the client still sends is not read."""
        if not self.transport.is_closing():
            self.transport.write(Answer(status).encode(keep_alive=False))
            self.transport.close()
        self.taken = True

    # --- httptools ---------------------------------------------------------------------------

    def on_message_begin(self) -> None:
        """A new request starts."""
        self._reading = _Reading()
        self._wait(self.request_seconds)

    def on_url(self, url: bytes) -> None:
        """Part of the target."""
        self._reading.target += url
        self._grow(len(url))

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header."""
        self._reading.headers[name.lower()] = value
        self._grow(len(name) + len(value))

    def _grow(self, more: int) -> None:
        self._reading.head_size += more
        if self._reading.head_size > HEAD_LIMIT:
            self.refuse(413)

    def on_headers_complete(self) -> None:
        """The head is there: the route says how large the body may be."""
        reading = self._reading
        reading.body_limit = self._limit_of(self._parser.get_method().decode(), reading.target.decode("latin-1"))
        announced = reading.headers.get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > reading.body_limit:
            self.refuse(413)
        elif reading.headers.get(b"expect", b"").lower() == b"100-continue":
            self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")

    def on_body(self, body: bytes) -> None:
        """Part of the body."""
        self._reading.body_size += len(body)
        if self._reading.body_size > self._reading.body_limit:
            self.refuse(413)
        else:
            self._reading.body.append(body)

    def on_message_complete(self) -> None:
        """A whole request is there."""
        if self.taken:
            return
        reading = self._reading
        path, _, query = reading.target.decode("latin-1").partition("?")
        request = Request(
            method=self._parser.get_method().decode(),
            target=reading.target,
            path=unquote(path),
            query={key: values[-1] for key, values in parse_qs(query).items()},
            headers=reading.headers,
            body=b"".join(reading.body),
            address=self.address,
            keep_alive=self._parser.should_keep_alive(),
        )
        self._waiting.append(request)
        self._wait(0)
        if len(self._waiting) > AHEAD and not self._paused:
            self._paused = True
            self.transport.pause_reading()
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._serve())

    # --- answering ---------------------------------------------------------------------------

    async def _serve(self) -> None:
        while self._waiting and not self.transport.is_closing():
            request = self._waiting.popleft()
            try:
                answer = await self._handler(request)
            except Exception:
                log.exception("%s %s", request.method, request.path)
                answer = Answer(500)
            if isinstance(answer, TakeOver):
                await self._give(answer)
                return
            await self.write(answer.encode(keep_alive=request.keep_alive, head_only=request.method == "HEAD"))
            if not request.keep_alive:
                self.transport.close()
            elif not self._waiting:
                self._read_on()
        self._task = None
        if not self.transport.is_closing():
            self._wait(self.idle_seconds)

    def _read_on(self) -> None:
        if self._paused and not self.transport.is_closing():
            self._paused = False
            self.transport.resume_reading()

    async def _give(self, answer: TakeOver) -> None:
        self.taken = True
        self._read_on()  # only so the transport notices that the client went away
        try:
            await answer.run(self)
        except Exception:
            log.exception("a stream broke")
            self.transport.abort()

    async def write(self, data: bytes) -> None:
        """Write, no faster than the client reads; one that does not read at all is cut."""
        if self.transport.is_closing():
            return
        self.transport.write(data)
        try:
            async with asyncio.timeout(self.write_seconds):
                await self._writable.wait()
        except TimeoutError:
            self.transport.abort()
