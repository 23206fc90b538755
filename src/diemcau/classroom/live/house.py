"""What the live process holds together: engines by sitting, keys, revocations, limits, cards."""

import asyncio
import gc
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from typing import Any, TypeVar

import msgspec
from msgspec import Struct, field

from diemcau.activities.kind import Role, Who
from diemcau.activities.plan import Plan, write_plan
from diemcau.base import tokens
from diemcau.base.clock import now_ms
from diemcau.base.refused import Refused
from diemcau.classroom import codes
from diemcau.classroom.live.engine import Engine
from diemcau.classroom.live.hub import Hub
from diemcau.classroom.turns import Turns
from diemcau.journal.store import Store

T = TypeVar("T")
TOKEN_ROLES = frozenset(Role)


class Limit:
    """At most `most` events in `seconds` for each key."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self.events: dict[object, deque[float]] = {}

    def full(self, key: object) -> bool:
        """Whether a key has used up its share; does not count."""
        past, now = self.events.get(key), time.monotonic()
        while past and past[0] < now - self.seconds:
            past.popleft()
        if not past:
            self.events.pop(key, None)
            return False
        return len(past) >= self.most

    def count(self, key: object) -> None:
        """One event of a key."""
        self.events.setdefault(key, deque()).append(time.monotonic())


class Pairing(Struct):
    """A room screen that waits for its host."""

    secret: str
    until: float
    token: str = ""


class NewPlan(Struct, frozen=True, forbid_unknown_fields=True):
    """What the office sends to open the doors of a sitting: the frozen plan, and cards by key."""

    plan: Plan
    cards: dict[str, dict[str, Any]]


class House(Struct):
    """Everything that the routes need."""

    secret: str
    store: Store
    office_socket: str
    public_url: str = ""
    trust_proxy: bool = False
    hub: Hub = field(default_factory=Hub)
    writer: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "writer"))
    engines: dict[int, Engine] = field(default_factory=dict)
    cards: dict[int, dict[str, dict[str, Any]]] = field(default_factory=dict)
    revoked: dict[str, int] = field(default_factory=dict)
    pairings: dict[str, Pairing] = field(default_factory=dict)
    wrong_codes: Limit = field(default_factory=lambda: Limit(10, 60))
    wrong_addresses: Limit = field(default_factory=lambda: Limit(200, 60))
    claims: Limit = field(default_factory=lambda: Limit(300, 60))
    commands: Limit = field(default_factory=lambda: Limit(240, 60))
    token_key: bytes = b""
    code_key: bytes = b""
    receipt_key: bytes = b""
    opening: asyncio.Lock = field(default_factory=asyncio.Lock)

    def __post_init__(self) -> None:
        """Derive the keys."""
        self.token_key = tokens.key_from(self.secret, tokens.LIVE)
        self.code_key = tokens.key_from(self.secret, codes.PURPOSE)
        self.receipt_key = tokens.key_from(self.secret, "diemcau receipt 1")

    async def in_writer(self, work: Callable[[], T]) -> T:
        """Run something where the store is."""
        return await asyncio.get_running_loop().run_in_executor(self.writer, work)

    async def start(self) -> None:
        """Go on with every sitting that has a plan."""
        self.revoked = await self.in_writer(self.store.revocations)
        for stream, _, plan in await self.in_writer(self.store.streams):
            if plan:
                await self.add_engine(int(stream.partition(":")[2]))

    async def add_engine(self, sitting: int) -> None:
        """Fold a sitting from the disk and take its turns."""
        stream = f"sitting:{sitting}"
        turns = await self.in_writer(lambda: Turns(self.store, stream))
        raw = await self.in_writer(lambda: self.store.cards(stream))
        self.cards[sitting] = {key: msgspec.json.decode(body) for key, body in raw.items()}
        # Plan and board live as long as the process: a full collection need not walk them.
        gc.collect()
        gc.freeze()
        self.engines[sitting] = Engine(turns, self.hub, self.writer)
        self.engines[sitting].start()

    async def open_sitting(self, new: NewPlan) -> str:
        """Keep a plan and start its engine, unless the sitting has one; the digest of the plan that it has."""
        sitting, body = new.plan.sitting, write_plan(new.plan)
        stream = f"sitting:{sitting}"
        async with self.opening:
            if sitting in self.engines:
                body = await self.in_writer(lambda: self.store.plan(stream))
                return sha256(body).hexdigest()
            digest = sha256(body).hexdigest()
            cards = [(key, msgspec.json.encode(card).decode()) for key, card in new.cards.items()]

            def keep() -> None:
                self.store.make_stream(stream)
                self.store.keep_plan(stream, digest, body, cards)

            await self.in_writer(keep)
            await self.add_engine(sitting)
        return digest

    async def revoke(self, actor: str, epoch: int) -> None:
        """End the rights of an actor: tokens at once, open streams with them."""
        await self.in_writer(lambda: self.store.revoke(actor, epoch))
        self.revoked[actor] = max(epoch, self.revoked.get(actor, 0))
        self.hub.close_actor(actor)

    def claims_of(self, bearer: bytes) -> tokens.Claims:
        """The claims of an Authorization header; Refused when it is missing, forged, old or revoked."""
        kind, _, token = bearer.partition(b" ")
        if kind.lower() != b"bearer":
            raise Refused("token.missing", 401)
        claims = tokens.read(token.decode("latin-1"), self.token_key, now_ms())
        if claims.epoch < self.revoked.get(claims.actor, 0):
            raise Refused("token.revoked", 401)
        return claims

    def who(self, claims: tokens.Claims) -> Who:
        """The sender that a token names; a ticket is not a sender."""
        if claims.role not in TOKEN_ROLES:
            raise Refused("token.bad", 401)
        return Who(Role(claims.role), claims.actor, claims.site, claims.seat, claims.province, claims.device)

    def engine(self, sitting: int) -> Engine:
        """The engine of a sitting; Refused sitting.unknown when its doors are not open."""
        found = self.engines.get(sitting)
        if found is None:
            raise Refused("sitting.unknown", 404)
        return found
