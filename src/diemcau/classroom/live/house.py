"""What the board process holds together: engines by sitting, keys, revocations, limits, cards."""

import asyncio
import gc
import logging
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from msgspec import Struct, field

from diemcau.activities.plan import Plan, write_plan
from diemcau.base import tokens
from diemcau.base.metrics import Buckets
from diemcau.base.refused import Refused
from diemcau.classroom import codes
from diemcau.classroom.fold import Fold
from diemcau.classroom.live import ballots
from diemcau.classroom.live.askers import WriterLine
from diemcau.classroom.live.engine import Engine
from diemcau.classroom.live.gate import read_claims
from diemcau.classroom.live.groupings import GrouperLine, Groupings
from diemcau.classroom.live.limits import Limit
from diemcau.classroom.live.messages import Gate, Moved, Stats
from diemcau.classroom.live.outlets import Outlets
from diemcau.journal.store import Store, StoreBroken

T = TypeVar("T")
LOOK_SECONDS = 2.0  # how long a revocation, or a sitting, of another node may stay unseen
UNASKED_SECONDS = 5 * 60
SNAPSHOT_FACTS = 50_000
KEEP = "diemcau.classroom.live.keep"
log = logging.getLogger(__name__)


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
    """Everything that the routes of the board need. `store` is read only."""

    secret: str
    store: Store
    public_url: str = ""
    snapshots: Path | None = None
    outlets: Outlets = field(default_factory=Outlets)
    writer: WriterLine = field(default_factory=WriterLine)
    grouper: GrouperLine = field(default_factory=GrouperLine)
    reader: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "reader"))
    engines: dict[int, Engine] = field(default_factory=dict)
    asked: dict[int, float] = field(default_factory=dict)
    keepers: list[subprocess.Popen[bytes]] = field(default_factory=list)
    kept: dict[int, int] = field(default_factory=dict)
    cards: dict[int, dict[str, dict[str, Any]]] = field(default_factory=dict)
    gate: Gate = field(default_factory=lambda: Gate({}, []))
    on_gate: list[Callable[[Gate], None]] = field(default_factory=list)
    figures: dict[str, dict[str, float]] = field(default_factory=dict)
    times: dict[str, Buckets] = field(default_factory=dict)
    pairings: dict[str, Pairing] = field(default_factory=dict)
    wrong_codes: Limit = field(default_factory=lambda: Limit(10, 60))
    wrong_addresses: Limit = field(default_factory=lambda: Limit(200, 60))
    claims: Limit = field(default_factory=lambda: Limit(600, 60))  # of a site: 300 phones that had to try twice
    own_claims: Limit = field(default_factory=lambda: Limit(20, 60))  # of a ticket
    pairing_addresses: Limit = field(default_factory=lambda: Limit(600, 60))
    token_key: bytes = b""
    code_key: bytes = b""
    urns: ballots.Urns = field(default_factory=ballots.Urns)
    looking: asyncio.Lock = field(default_factory=asyncio.Lock)
    loading: dict[int, asyncio.Lock] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Derive the keys."""
        self.token_key = tokens.key_from(self.secret, tokens.LIVE)
        self.code_key = tokens.key_from(self.secret, codes.PURPOSE)
        self.urns.secret = tokens.key_from(self.secret, ballots.PURPOSE)
        self.writer.moved = self._moved  # type: ignore[method-assign]
        self.writer.stats = self._stats  # type: ignore[method-assign]

    def _moved(self, message: Moved) -> None:
        engine = self.engines.get(message.sitting)
        if engine:
            engine.moved.set()

    def _stats(self, message: Stats) -> None:
        self.figures["writer"], self.times = message.values, message.times

    async def in_reader(self, work: Callable[[], T]) -> T:
        """Run something where the store is."""
        return await asyncio.get_running_loop().run_in_executor(self.reader, work)

    async def look(self) -> None:
        """Read who is revoked, whose seat was freed, which sittings there are; tell accept processes what is new."""

        def read() -> Gate:
            plans = [name for name, _, plan in self.store.streams() if plan]
            return Gate(self.store.revocations(), sorted(int(name.partition(":")[2]) for name in plans))

        async with self.looking:
            gate = await self.in_reader(read)
            gate.freed = {sitting: engine.board.sitting.holders() for sitting, engine in self.engines.items()}
            before, self.gate = self.gate, gate
        if gate == before:
            return
        for tell in self.on_gate:
            tell(gate)
        for actor, device in ended(before, gate):
            self.outlets.end(actor, device)
            # Once more for a stream that an accept process let in just before it heard of this.
            asyncio.get_running_loop().call_later(LOOK_SECONDS, self.outlets.end, actor, device)

    async def keep_looking(self) -> None:
        """For ever: see what other nodes did, close what nobody needs."""
        while True:
            known = set(self.gate.sittings)
            try:
                await self.look()
                for sitting in sorted(set(self.gate.sittings) - known):  # of another node: its codes hold here too
                    await self.engine(sitting)
            except StoreBroken as broken:
                log.error("the journal cannot be read: %s", broken)  # noqa: TRY400 the words are enough
                with suppress(StoreBroken):
                    await self.in_reader(self.store.reopen)
            except Exception:  # who looks no more would never hear of a revocation again
                log.exception("a look went wrong")
            try:
                self._put_away()
                self._keep_snapshots()
            except Exception:
                log.exception("boards cannot be tidied")
            await asyncio.sleep(LOOK_SECONDS)

    def _keep_snapshots(self) -> None:
        """Have a process write a snapshot of every board that has gone far enough since the last one."""
        self.keepers = [keeper for keeper in self.keepers if keeper.poll() is None]
        for sitting, engine in self.engines.items():
            due = engine.position // SNAPSHOT_FACTS
            if self.snapshots and due > self.kept.get(sitting, 0):
                self.kept[sitting] = due
                self.keepers.append(subprocess.Popen([sys.executable, "-m", KEEP, engine.fold.stream]))

    def _put_away(self) -> None:
        """Let go of the boards of closed sittings that nobody asked for in a long time."""
        for sitting in [s for s, at in self.asked.items() if at < time.monotonic() - UNASKED_SECONDS]:
            engine = self.engines[sitting]
            if engine.board.sitting.phase == "closed" and not engine.is_heard:
                engine.stop()
                del self.engines[sitting], self.asked[sitting], self.cards[sitting]

    async def engine(self, sitting: int) -> Engine:
        """The engine of a sitting, read from the journal when it is needed first.

        Refused sitting.unknown when its doors are not open.
        """
        if sitting not in self.engines:
            async with self.loading.setdefault(sitting, asyncio.Lock()):
                if sitting not in self.engines:
                    try:
                        await self._load(sitting)
                    except KeyError:
                        raise Refused("sitting.unknown", 404) from None
        self.asked[sitting] = time.monotonic()
        return self.engines[sitting]

    async def _load(self, sitting: int) -> None:
        """A thread and a connection of its own: who reads an old sitting does not hold up the one on air."""
        stream = f"sitting:{sitting}"
        reader = ThreadPoolExecutor(1, stream)
        opened: list[Store] = []

        def read() -> tuple[Fold, dict[str, dict[str, Any]]]:
            store = Store(self.store.target, read_only=True)
            opened.append(store)
            cards = {key: msgspec.json.decode(card) for key, card in store.cards(stream).items()}
            return Fold(store, stream, self.snapshots), cards

        def close() -> None:
            for store in opened:
                store.close()

        try:
            fold, self.cards[sitting] = await asyncio.get_running_loop().run_in_executor(reader, read)
        except BaseException:  # also when nobody waits for it any more: its thread closes what it has opened
            reader.submit(close)
            reader.shutdown(wait=False)
            raise
        # Plan and board live as long as the process: a full collection need not walk them.
        gc.collect()
        gc.freeze()
        engine = self.engines[sitting] = Engine(fold, self.outlets, reader, self.writer)
        engine.start()
        engine.tasks.append(asyncio.get_running_loop().create_task(Groupings(engine, self.grouper).keep_up()))

    async def open_sitting(self, new: NewPlan) -> str:
        """Keep a plan, unless the sitting has one; the digest of the plan that it has."""
        body = write_plan(new.plan)
        cards = [(key, msgspec.json.encode(card).decode()) for key, card in new.cards.items()]
        await self.writer.keep_plan(new.plan.sitting, sha256(body).hexdigest(), body, cards)
        await self.look()
        engine = await self.engine(new.plan.sitting)
        return sha256(write_plan(engine.board.places.plan)).hexdigest()

    async def revoke(self, actor: str, epoch: int) -> None:
        """End the rights of an actor: tokens at once, open streams with them."""
        await self.writer.revoke(actor, epoch)
        await self.look()

    def claims_of(self, bearer: bytes) -> tokens.Claims:
        """The claims of an Authorization header; Refused when it is missing, forged, old or revoked."""
        return read_claims(bearer, self.token_key, self.gate.revoked)


def ended(before: Gate, now: Gate) -> list[tuple[str, str]]:
    """Whose open streams end: the actors with newer revocations, and the seats that hosts took from phones.

    Each with the phone whose streams stay, "" for none.
    """
    found = [(actor, "") for actor, epoch in now.revoked.items() if epoch > before.revoked.get(actor, 0)]
    for sitting, holders in now.freed.items():
        was = before.freed.get(sitting, {})
        # Of a seat that was free before, there is no stream but that of the phone that holds it now.
        found += [(f"seat:{seat}", device) for seat, device in holders.items() if was.get(seat) not in {device, ""}]
    return found
