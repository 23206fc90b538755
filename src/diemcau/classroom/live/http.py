"""HTTP/1.1 on raw asyncio: requests in, answers or streams out, with limits of size and time.

Limits: head 16 KB, body as the route says, 15 s to send a whole request (a long body: a megabit a second),
75 s idle between two, 120 s to take what was written, 16 requests ahead of their answers. Times are kept to
a third of the shortest: a timer for each request would cost more than the request.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import parse_qs, unquote

import httptools
from msgspec import Struct, field

log = logging.getLogger(__name__)

HEAD_LIMIT = 16 * 1024
REQUEST_SECONDS = 15
IDLE_SECONDS = 75
WRITE_SECONDS = 120
PACE = 128 * 1024  # bytes a second of a body that is longer than this: a megabit line
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
STATUS = {status: f"HTTP/1.1 {status} {reason}".encode() for status, reason in REASONS.items()}


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
            STATUS.get(self.status) or b"HTTP/1.1 %d " % self.status,
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


Given = Answer | TakeOver


class Later:
    """An answer that comes later without a task of its own: `give` is called once, by whoever has it."""

    __slots__ = ("give",)

    def __init__(self) -> None:
        self.give: Callable[[Given], None] = _nobody


def _nobody(_given: Given) -> None:
    """The connection that asked is gone."""


# A handler answers at once, later, or with what its answer will come to.
Handler = Callable[[Request], Given | Later | Awaitable[Given]]
LimitOf = Callable[[str, str], int]


class _Reading(Struct):
    method: str = ""
    target: bytes = b""
    headers: dict[bytes, bytes] = field(default_factory=dict)
    head_size: int = 0
    body: list[bytes] = field(default_factory=list)
    body_size: int = 0
    body_limit: int = 0


class Connection(asyncio.Protocol):
    """One client. Answers come in the order of the requests."""

    open_now = 0  # of all connections of this process
    most = 10_000  # so many may be open; above half of it idle ones are closed soon
    request_seconds: float = REQUEST_SECONDS
    idle_seconds: float = IDLE_SECONDS
    write_seconds: float = WRITE_SECONDS

    def __init__(self, handler: Handler, limit_of: LimitOf) -> None:
        self._handler = handler
        self._limit_of = limit_of
        self._loop = asyncio.get_running_loop()
        self._waiting: deque[Request] = deque()
        self._parser = httptools.HttpRequestParser(self)
        self._reading = _Reading()
        self._asked: Request | None = None  # the one that is being answered
        self._job: asyncio.Future[Any] | None = None
        self._deadline = 0.0
        self._timer: asyncio.TimerHandle | None = None
        self._writable = asyncio.Event()
        self._writable.set()
        self._paused = False
        self.taken = False
        self.transport: asyncio.Transport
        self.address = ""

    # --- asyncio -----------------------------------------------------------------------------

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client is there."""
        self.transport = transport  # type: ignore[assignment]
        peer = transport.get_extra_info("peername")
        self.address = peer[0] if peer else "unix"
        Connection.open_now += 1
        if Connection.open_now > self.most:
            self.transport.abort()
        self._wait(self.request_seconds)
        self._look_at_clock()

    def connection_lost(self, _error: Exception | None) -> None:
        """The client is gone."""
        Connection.open_now -= 1
        if self._timer:
            self._timer.cancel()
        self._writable.set()

    def pause_writing(self) -> None:
        """The client reads too slowly."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """The client caught up."""
        self._writable.set()
        if self._asked is None:
            self._next()

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
        self._deadline = self._loop.time() + seconds if seconds else 0

    def _look_at_clock(self) -> None:
        if self._deadline and self._loop.time() > self._deadline:
            if self._writable.is_set():
                self.transport.close()
            else:  # what it did not take will not be taken
                self.transport.abort()
            return
        self._timer = self._loop.call_later(self.request_seconds / 3, self._look_at_clock)

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
        reading = self._reading
        reading.target += url
        reading.head_size += len(url)
        if reading.head_size > HEAD_LIMIT:
            self.refuse(413)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header."""
        reading = self._reading
        reading.headers[name.lower()] = value
        reading.head_size += len(name) + len(value)
        if reading.head_size > HEAD_LIMIT:
            self.refuse(413)

    def on_headers_complete(self) -> None:
        """The head is there: the route says how large the body may be."""
        reading = self._reading
        reading.method = self._parser.get_method().decode()
        reading.body_limit = self._limit_of(reading.method, reading.target.decode("latin-1"))
        announced = reading.headers.get(b"content-length", b"0")
        if announced.isdigit() and int(announced) > reading.body_limit:
            self.refuse(413)
        elif announced.isdigit() and int(announced) > PACE:  # a long body may take longer, but not for ever
            self._wait(self.request_seconds + int(announced) / PACE)
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
            method=reading.method,
            target=reading.target,
            path=unquote(path) if "%" in path else path,
            query={key: values[-1] for key, values in parse_qs(query).items()} if query else {},
            headers=reading.headers,
            body=reading.body[0] if len(reading.body) == 1 else b"".join(reading.body),
            address=self.address,
            keep_alive=self._parser.should_keep_alive(),
        )
        self._waiting.append(request)
        self._deadline = 0
        if len(self._waiting) > AHEAD and not self._paused:
            self._paused = True
            self.transport.pause_reading()
        if self._asked is None:
            self._next()

    # --- answering ---------------------------------------------------------------------------

    def _next(self) -> None:
        """Answer what waits, as long as answers come at once and are taken."""
        while self._waiting and self._writable.is_set() and not self.taken and not self.transport.is_closing():
            self._asked = self._waiting.popleft()
            try:
                given = self._handler(self._asked)
            except Exception:
                log.exception("%s %s", self._asked.method, self._asked.path)
                given = Answer(500)
            if isinstance(given, Later):
                given.give = self._came
                return
            if not isinstance(given, Answer | TakeOver):
                self._job = asyncio.ensure_future(given)
                self._job.add_done_callback(self._given)
                return
            self._answer(given)

    def _came(self, given: Given) -> None:
        self._answer(given)
        self._next()

    def _given(self, job: "asyncio.Future[Given]") -> None:
        self._job = None
        if job.cancelled() or self._asked is None:
            return
        fault = job.exception()
        if fault:
            log.error("%s %s", self._asked.method, self._asked.path, exc_info=fault)
        self._answer(Answer(500) if fault else job.result())
        self._next()

    def _answer(self, given: Given) -> None:
        request, self._asked = self._asked, None
        if request is None or self.transport.is_closing():
            return
        if isinstance(given, TakeOver):
            self.taken = True
            self._read_on()  # only so the transport notices that the client went away
            self._job = self._loop.create_task(self._give(given))
            return
        self.transport.write(given.encode(keep_alive=request.keep_alive, head_only=request.method == "HEAD"))
        idle = self.idle_seconds if Connection.open_now < self.most / 2 else self.request_seconds
        self._wait(idle if self._writable.is_set() else self.write_seconds)
        if not request.keep_alive:
            self.transport.close()
        elif not self._waiting:
            self._read_on()

    def _read_on(self) -> None:
        if self._paused and not self.transport.is_closing():
            self._paused = False
            self.transport.resume_reading()

    async def _give(self, answer: TakeOver) -> None:
        try:
            await answer.run(self)
        except Exception:
            log.exception("a connection that was given away broke")
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
