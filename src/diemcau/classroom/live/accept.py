"""An accept process: `python -m diemcau.classroom.live.accept`. All that comes from outside comes here first.

Commands go to the writer, open streams to a stream process, static files are answered, other addresses
under /live are asked of the board, everything else goes to the office. Several share one port. Environment:
DIEMCAU_LISTEN (host:port), DIEMCAU_RUN (folder of the node's sockets), DIEMCAU_NUMBER (from 1),
DIEMCAU_STREAMS (how many stream processes there are), DIEMCAU_SECRET_KEY, DIEMCAU_OFFICE_SOCKET,
DIEMCAU_SLIDES (folder of the pictures of slides),
DIEMCAU_TRUST_PROXY (1: the nearest proxy says the address and whether the line is safe) and, for
measurements, DIEMCAU_NOOP (1: commands are answered without being taken).
"""

import asyncio
import logging
import os
import resource
import signal
import socket
from collections.abc import Awaitable, Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec
import uvloop
from msgspec import Struct, field

from diemcau.activities.kind import DESK, Role, Who
from diemcau.base import tokens
from diemcau.base.metrics import CONTENT_TYPE
from diemcau.base.refused import Refused
from diemcau.classroom.board import Command
from diemcau.classroom.codes import b64
from diemcau.classroom.live import badges, gate, messages, static
from diemcau.classroom.live.askers import WriterLine
from diemcau.classroom.live.batches import COMMANDS_LIMIT, read_batch, weight
from diemcau.classroom.live.handing import Handing, joining
from diemcau.classroom.live.http import Answer, Connection, Given, Later, Request, TakeOver
from diemcau.classroom.live.limits import Share
from diemcau.classroom.live.lines import Calls, Line, keep
from diemcau.classroom.live.messages import Ask, Beats, Done, Gate, Hello, Stats, Told
from diemcau.classroom.live.pictures import WHERE, Pictures
from diemcau.classroom.live.relay import relay
from diemcau.journal.store import StoreBroken

DOOR_LIMIT = 2 * 1024
BALLOT_LIMIT = 64 * 1024  # a survey with its texts
CARRY_LIMIT = 512 * 1024  # a batch as a string in JSON
OFFICE_LIMIT = 64 * 1024 * 1024
UPLOAD_LIMIT = 24 * 1024 * 1024
SLIDES_LIMIT = 62 * 1024 * 1024  # slides and folders of programmes
SLIDES_UNDER = ("/office/chuong-trinh/", "/office/phong-hoc/")
STATS_SECONDS = 2.0
READY_SECONDS = 10.0  # after which it listens all the same, to say that nothing can be kept
NO_STORE = (b"cache-control: no-store", b"x-content-type-options: nosniff", b"referrer-policy: no-referrer")
METRICS = "/live/metrics"
COMMANDS_A_MINUTE = 400  # of a phone: two full batches, or 6 MB of photos
RESERVED_FILES = 200  # that are not clients


class Kept(Struct, frozen=True):
    """A receipt: the place in the journal, and a mac by which it is known as ours."""

    id: str
    seq: int
    mac: str
    late: bool
    repeat: bool


class Turned(Struct, frozen=True):
    """A command that was refused, and why."""

    id: str
    refused: dict[str, Any]


class Receipts(Struct, frozen=True):
    """The answer to a batch."""

    receipts: list[Any]


_write_receipts = msgspec.json.Encoder().encode


def limit_of(_method: str, target: str) -> int:
    """Bytes that the body of a request may have."""
    path = target.partition("?")[0]
    if path.startswith("/live/office/"):
        return OFFICE_LIMIT
    if path == "/live/commands":
        return COMMANDS_LIMIT
    if path == "/live/carry":
        return CARRY_LIMIT
    if path == "/live/ballot":
        return BALLOT_LIMIT
    if path.startswith(SLIDES_UNDER):
        return SLIDES_LIMIT
    return DOOR_LIMIT if path.startswith("/live/") else UPLOAD_LIMIT


def refuse(refused: Refused, lang: str) -> Answer:
    """A refusal as an answer."""
    headers = (*NO_STORE, b"retry-after: 2") if refused.status == 503 else NO_STORE
    return Answer(refused.status, msgspec.json.encode(gate.refusal(refused, lang)), headers=headers)


class Accept(Struct):
    """What an accept process needs for its answers."""

    secret: str
    office_socket: str
    handing: Handing
    pictures: Pictures
    number: int = 1
    trust_proxy: bool = False
    noop: bool = False
    writer: WriterLine = field(default_factory=WriterLine)
    board: Calls = field(default_factory=lambda: Calls("board"))
    gate: Gate | None = None
    beats: dict[int, set[int]] = field(default_factory=dict)
    commands: Share = field(default_factory=lambda: Share(COMMANDS_A_MINUTE, 60))
    carries: Share = field(default_factory=lambda: Share(120, 60))
    files: dict[str, static.File] = field(default_factory=static.load)
    figures: dict[str, float] = field(default_factory=lambda: {"requests": 0.0, "refused": 0.0, "joined": 0.0})
    token_key: bytes = b""
    receipt_key: bytes = b""
    badge_key: bytes = b""

    def __post_init__(self) -> None:
        """Derive the keys."""
        self.token_key = tokens.key_from(self.secret, tokens.LIVE)
        self.receipt_key = tokens.key_from(self.secret, "diemcau receipt 1")
        self.badge_key = tokens.key_from(self.secret, badges.PURPOSE)

    # --- the lines -----------------------------------------------------------------------------

    def take(self, _line: Line, payload: bytes) -> None:
        """A message from the board."""
        match message := messages.read_from_board(payload):
            case Told():
                self.board.answer(message.number, message)
            case Gate():
                self.gate = message

    def opened(self, line: Line) -> None:
        """The board is there."""
        self.board.opened(line)
        line.send(Hello(self.number))

    async def connect(self, run: Path) -> None:
        """Stay connected to writer and board, and tell the board how much was done and which desks were heard."""

        async def tell() -> None:
            while True:
                await asyncio.sleep(STATS_SECONDS)
                if self.board.is_up:
                    self.board.send(Stats(self.figures | {"connections": float(Connection.open_now)}))
                    if self.beats:
                        self.board.send(Beats(self.beats))
                        self.beats = {}

        board = keep(str(run / "board.sock"), lambda: Line(self.take, self.opened, self.board.lost))
        await asyncio.gather(self.writer.connect(str(run / "writer.sock")), board, tell())

    # --- answers -------------------------------------------------------------------------------

    def answer(self, request: Request) -> Given | Later | Awaitable[Given]:
        """The answer to any request."""
        self.figures["requests"] += 1
        path = request.path
        try:
            if path == "/live/commands" and request.method == "POST":
                self._check_origin(request)
                return self._commands(request)
            if request.method == "POST" and path in {"/live/beat", "/live/badge", "/live/carry"}:
                self._check_origin(request)
                own: dict[str, Callable[[Request], Given | Later]]
                own = {"/live/beat": self._beat, "/live/badge": self._badge, "/live/carry": self._carry}
                return own[path](request)
            if file := self.files.get(path):
                return static.answer(file, request)
            if path == "/health":
                path = "/live/health"
            if not path.startswith("/live/"):
                return relay(request, self.office_socket, trust_proxy=self.trust_proxy)
            self._check_origin(request)
            if path == "/live/stream" and request.method == "GET":
                return self._stream(request)
            if path.startswith(WHERE) and request.method == "GET":
                return self._picture(request)
            return self._ask(request, path)
        except Refused as refused:
            self.figures["refused"] += 1
            return refuse(refused, request.lang)
        except StoreBroken:
            return refuse(Refused("store.broken", 503), request.lang)

    def _check_origin(self, request: Request) -> None:
        if request.headers.get(b"sec-fetch-site", b"same-origin") not in {b"same-origin", b"none"}:
            raise Refused("address.foreign", 403)

    def _check_sitting(self, sitting: int) -> None:
        if self.gate is None or sitting not in self.gate.sittings:
            raise Refused("sitting.unknown", 404)

    def _claims(self, request: Request) -> tokens.Claims:
        if self.gate is None:  # who is revoked is not known yet
            raise Refused("store.broken", 503)
        return gate.read_claims(request.headers.get(b"authorization", b""), self.token_key, self.gate.revoked)

    def _commands(self, request: Request) -> Later | Answer:
        """Receipts of a batch, after all of it is on disk."""
        claims = self._claims(request)
        who = gate.who(claims)
        if self.noop:
            return Answer(200, NOOP, headers=NO_STORE)
        body = gate.unpacked(request, COMMANDS_LIMIT)
        commands = read_batch(body)
        if not commands:
            self._check_sitting(claims.sitting)
        if who.role == Role.PHONE and self.commands.is_over(gate.share_of(who), weight(commands, body)):
            raise Refused("code.too_many", 429)
        signed = badges.BADGE in request.headers
        suspect = badges.fault_of(request.headers, claims, body, self.badge_key) if signed else ""
        return self._submit(claims.sitting, who, commands, suspect, request.lang)

    def _submit(self, sitting: int, who: Who, commands: list[Command], suspect: str, lang: str) -> Later:
        later = Later()
        self.writer.ask(
            sitting, who, commands, lambda done: later.give(self._receipts(done, commands, who, lang)), suspect
        )
        return later

    def _badge(self, request: Request) -> Answer:
        """A badge for a device on which somebody came in."""
        claims = self._claims(request)
        self._check_sitting(claims.sitting)
        badge = badges.mint(claims, gate.who(claims), gate.read(request.body, badges.Device), self.badge_key)
        return Answer(200, msgspec.json.encode({"badge": badge}), headers=NO_STORE)

    def _carry(self, request: Request) -> Later:
        """Receipts of a batch that somebody carries for a device without a line. Who carries it needs no rights."""
        if self.gate is None:
            raise Refused("store.broken", 503)
        if self.carries.is_over(self._address(request)):
            raise Refused("code.too_many", 429)
        carried = gate.read(gate.unpacked(request, CARRY_LIMIT), badges.Carried)
        badge, body = badges.read(carried.badge, self.badge_key), carried.body.encode()
        self._check_sitting(badge.sitting)
        commands, suspect = read_batch(body), ""
        if not badges.is_signed(badge, carried.badge, carried.signature, body):
            suspect = "batch.forged"
        elif badge.epoch < self.gate.revoked.get(badge.who.actor, 0):
            suspect = "batch.revoked"
        # A badge is no secret: what others forge with it does not use up its owner's share.
        share = f"{suspect} {gate.share_of(badge.who)}".strip()
        counted = suspect or badge.who.role == Role.PHONE
        if counted and self.commands.is_over(share, weight(commands, body)):
            raise Refused("code.too_many", 429)
        return self._submit(badge.sitting, badge.who, commands, suspect, request.lang)

    def _address(self, request: Request) -> str:
        """Where a request comes from."""
        if self.trust_proxy and (said := request.headers.get(b"x-forwarded-for")):
            return said.rpartition(b",")[2].strip().decode("latin-1")
        return request.address

    def _beat(self, request: Request) -> Answer:
        """A sign of life of a desk. The board, which turns silence into facts, hears of all of them at a time."""
        claims = self._claims(request)
        who = gate.who(claims)
        self._check_sitting(claims.sitting)
        if who.site and who.role in DESK | {Role.TECHNICIAN}:
            self.beats.setdefault(claims.sitting, set()).add(who.site)
        return Answer(200, b"{}", headers=NO_STORE)

    def _picture(self, request: Request) -> Answer:
        """A picture of a slide, for a desk or room of a sitting."""
        claims = self._claims(request)
        self._check_sitting(claims.sitting)
        return self.pictures.answer(request.path, gate.who(claims))

    def _receipts(self, done: Done | None, commands: list[Command], who: Who, lang: str) -> Answer:
        """What the writer said, as the sender gets it."""
        if done is None or done.broken:
            return refuse(Refused("store.broken", 503), lang)
        receipts: list[Kept | Turned] = []
        for command, given in zip(commands, done.receipts, strict=True):
            if given.code == "sitting.unknown":
                return refuse(Refused(given.code, given.status), lang)
            if given.code:
                refused = Refused(given.code, given.status, **given.data)
                receipts.append(Turned(command.id, gate.refusal(refused, lang)))
            else:
                said = f"{command.id}/{given.seq}/{who.actor}".encode()
                mac = blake2b(said, digest_size=16, key=self.receipt_key).digest()  # a third of an HMAC's time
                receipts.append(Kept(command.id, given.seq, b64(mac), given.late, given.repeat))
        return Answer(200, _write_receipts(Receipts(receipts)), headers=NO_STORE)

    def _stream(self, request: Request) -> TakeOver | Awaitable[Given]:
        """Whole views of the sender's topics, now and whenever they change: a stream process gives them."""
        claims = self._claims(request)
        who = gate.who(claims)
        self._check_sitting(claims.sitting)
        join = joining(who, claims.sitting, request.query.get("after", ""))

        async def run(connection: Connection) -> None:
            self.figures["joined"] += 1
            await self.handing.give(connection, join)

        freed = self.gate.freed.get(claims.sitting, {}) if self.gate else {}
        return TakeOver(run) if gate.has_seat(who, freed) else self._seated(request, TakeOver(run))

    async def _seated(self, request: Request, stream: TakeOver) -> Given:
        """A stream, when the board finds in the journal that the phone has its seat: another node may have given it."""
        told = await self._ask(request, "/live/seat")
        return stream if isinstance(told, Answer) and told.status == 200 else told

    async def _ask(self, request: Request, path: str) -> Given:
        """What the board says."""
        address = self._address(request)
        if path == METRICS and b"x-forwarded-for" in request.headers:
            address = "elsewhere"  # it came through a proxy
        try:
            if path == "/live/health" and not self.writer.is_up:
                raise StoreBroken("no writer")
            number, future = self.board.future()
            headers = {name: request.headers[name] for name in PASSED if name in request.headers}
            self.board.send(Ask(number, request.method, path, request.query, headers, address, request.body))
            told: Told = await future
        except StoreBroken:
            return refuse(Refused("store.broken", 503), request.lang)
        retry = (b"retry-after: 2",) if told.status == 503 else ()
        kind = CONTENT_TYPE if path == METRICS and told.status == 200 else b"application/json"
        return Answer(told.status, told.body, kind, (*NO_STORE, *retry))


NOOP = b'{"receipts":[]}'
PASSED = (b"authorization", b"accept-language", b"content-encoding")


def listen(address: str) -> socket.socket:
    """A socket on host:port that several processes may share."""
    host, _, port = address.rpartition(":")
    door = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
    door.bind((host.strip("[]"), int(port)))
    door.setblocking(False)
    return door


async def main() -> None:
    """Serve until SIGTERM or SIGINT; commands that came in by then are answered."""
    run = Path(os.environ["DIEMCAU_RUN"])
    accept = Accept(
        secret=os.environ["DIEMCAU_SECRET_KEY"],
        office_socket=os.environ["DIEMCAU_OFFICE_SOCKET"],
        handing=Handing(run, int(os.environ.get("DIEMCAU_STREAMS", "1"))),
        pictures=Pictures(Path(os.environ["DIEMCAU_SLIDES"])),
        number=int(os.environ.get("DIEMCAU_NUMBER", "1")),
        trust_proxy=os.environ.get("DIEMCAU_TRUST_PROXY", "") == "1",
        noop=os.environ.get("DIEMCAU_NOOP", "") == "1",
    )
    Connection.most = resource.getrlimit(resource.RLIMIT_NOFILE)[0] - RESERVED_FILES
    loop = asyncio.get_running_loop()
    lines = loop.create_task(accept.connect(run))
    until = loop.time() + READY_SECONDS
    while not (accept.writer.is_up and accept.gate) and loop.time() < until:  # noqa: ASYNC110 once in a life
        await asyncio.sleep(0.01)  # another accept process that is ready gets the connections meanwhile
    server = await loop.create_server(
        lambda: Connection(accept.answer, limit_of), sock=listen(os.environ["DIEMCAU_LISTEN"]), backlog=4096
    )
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    await stopping.wait()
    server.close()
    until = loop.time() + READY_SECONDS
    while accept.writer.waiting and loop.time() < until:  # noqa: ASYNC110 once in a life
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)  # the answers go out
    lines.cancel()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="accept %(levelname)s %(name)s: %(message)s")
    uvloop.run(main())
