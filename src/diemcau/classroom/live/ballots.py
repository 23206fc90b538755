"""What of a secret poll or survey is no command of a person: an envelope is signed unseen, a ballot comes from nobody.

Nothing here is written down about who asks and when: no address, no count of a person, no instant of a ballot
but the ten minutes in which it came. What proves a ballot stands in `activities.urn`.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Annotated, Any, Protocol, TypeVar

import msgspec
from msgspec import Meta, Struct, field

from diemcau.activities import urn
from diemcau.activities.kind import Kind, Role, Who
from diemcau.activities.urn import Envelope
from diemcau.base.clock import now_ms
from diemcau.base.refused import Refused
from diemcau.classroom.board import Command
from diemcau.classroom.live.engine import Engine
from diemcau.classroom.live.limits import Limit

PURPOSE = "diemcau urn 1"
NOBODY = Who(Role.BALLOT, "ballot")
SPREAD_MS = 10 * 60 * 1000  # instants of ballots are rounded down to this
MOST_WAITING = 1000  # about three seconds of arithmetic: phones ask again before they give up
T = TypeVar("T")


class Secret(Protocol):
    """What the state of a secret activity holds: envelopes that count, by seat."""

    handed: dict[int, str]


class Ask(Struct, frozen=True, forbid_unknown_fields=True):
    """The secret activity whose envelope a phone wants signed."""

    activity: str


class Cast(Struct, frozen=True, forbid_unknown_fields=True):
    """A ballot: the ticket that was in an envelope, its proof (both hex), and the body of the kind's `ballot`."""

    sitting: int
    activity: str
    ticket: Annotated[str, Meta(pattern="^[0-9a-f]{64}$")]
    proof: Envelope
    ballot: msgspec.Raw


class Urns(Struct):
    """The secret polls and surveys of a house; every node with the same secret signs alike.

    The arithmetic has a thread of its own: a hall whose poll closes must not hold up the others' views.
    """

    secret: bytes = b""
    addresses: Limit = field(default_factory=lambda: Limit(600, 60))  # a hall of 300 phones is one address
    seats: Limit = field(default_factory=lambda: Limit(12, 60))
    publics: dict[int, str] = field(default_factory=dict)
    waiting: int = 0
    thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "urn"))

    async def sign(self, engine: Engine, who: Who, body: Ask) -> dict[str, str]:
        """The sender's recorded envelope signed, and what opens it.

        Refused: command.not_yours, code.too_many, ballot.busy; by ballot.by_name, ballot.urn_shut (not
        closed yet) and ballot.no_envelope for what it is asked.
        """
        if who.role != Role.PHONE:
            raise Refused("command.not_yours", 403)
        seat = (engine.sitting, who.seat)
        if self.seats.full(seat):
            raise Refused("code.too_many", 429)
        self.seats.count(seat)
        await engine.catch_up()  # his envelope may be on disk and not on this board yet
        kind, state, key = self._secret(engine, body.activity)
        if kind.is_open(state) and engine.board.sitting.phase != "closed":
            raise Refused("ballot.urn_shut", 409)
        if who.seat not in state.handed:
            raise Refused("ballot.no_envelope", 403)
        envelope = state.handed[who.seat]
        if key not in self.publics:
            self.publics[key] = await self._work(lambda: urn.public(key))
        return {"signed": await self._work(lambda: urn.sign(envelope, key)), "public": self.publics[key]}

    def count(self, address: str) -> None:
        """One ballot of an address; Refused code.too_many when it was one too many."""
        if self.addresses.full(address):
            raise Refused("code.too_many", 429)
        self.addresses.count(address)

    async def cast(self, engine: Engine, body: Cast) -> dict[str, bool]:
        """Put a ballot in, after it is on disk; the same one again is the same ballot.

        Refused: ballot.forged, ballot.busy, ballot.by_name and as the rules of the kind say. Raises StoreBroken.
        """
        kind, _, key = self._secret(engine, body.activity)
        if not await self._work(lambda: urn.is_proof(body.ticket, body.proof, key)):
            raise Refused("ballot.forged", 403)
        id_ = urn.command_id(engine.fold.stream, body.activity, body.ticket)
        now = now_ms()
        command = Command(id_, f"{kind.name}.ballot", body.ballot, body.activity)
        (receipt,) = await engine.submit([command], NOBODY, now - now % SPREAD_MS)
        if receipt.refused:
            raise receipt.refused
        return {"cast": True}

    def _secret(self, engine: Engine, activity: str) -> tuple[Kind[Any, Any], Secret, int]:
        """Kind, state and key of a secret activity."""
        board = engine.board
        kind = board.kinds.get(activity)
        if kind is None or "ballot" not in kind.verbs or not board.contents[activity].anonymous:
            raise Refused("ballot.by_name", 409)
        return kind, board.states[activity], urn.key_of(self.secret, engine.fold.stream, activity)

    def check(self) -> None:
        """Refused ballot.busy when more waits than phones have patience for."""
        if self.waiting >= MOST_WAITING:
            raise Refused("ballot.busy", 503)

    async def _work(self, job: Callable[[], T]) -> T:
        self.check()
        self.waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self.thread, job)
        finally:
            self.waiting -= 1
