"""The writer: takes turns for every sitting of this node. `python -m diemcau.classroom.live.writer`.

One thread, no event loop: while a turn is being synced to disk the next commands gather in the sockets, so
a batch grows with the load and no timer waits. Environment: DIEMCAU_RUN (folder of the node's sockets),
DIEMCAU_JOURNAL (path or postgresql:// address), DIEMCAU_SNAPSHOTS (folder; absent: beside the journal).
"""

import logging
import os
import selectors
import signal
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from diemcau.base.metrics import Buckets
from diemcau.base.refused import Refused
from diemcau.classroom.live import messages
from diemcau.classroom.live.links import Frames, frame
from diemcau.classroom.live.messages import Done, Erase, Follow, Given, Keep, Moved, Revoke, Stats, TakeIn, Work
from diemcau.classroom.turns import Outcome, Sent, Turns
from diemcau.journal.store import Store, StoreBroken

log = logging.getLogger(__name__)

READ = 256 * 1024  # bytes taken from one asker a round: it bounds a batch
MOST_WAITING = 64 * 1024 * 1024  # bytes of answers that an asker has not taken; more, and it is cut
REST_SECONDS = 0.2  # after a failure of the store
STATS_SECONDS = 2.0
UNUSED_SECONDS = 5 * 60
TURN_SECONDS = (0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3)  # bounds by which turns are counted
WAKE_SECONDS = 0.25  # until it looks whether it is to stop


class Peer:
    """A process that asks."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.frames = Frames()
        self.out = bytearray()
        self.follows = False

    def flush(self) -> bool:
        """Write what waits, as far as it goes; False when the other end is gone or takes nothing."""
        with suppress(BlockingIOError):
            try:
                while self.out:
                    del self.out[: self.connection.send(self.out)]
            except OSError as error:
                if isinstance(error, BlockingIOError):
                    raise
                return False
        return len(self.out) < MOST_WAITING


class Writer:
    """Askers, and the turns of each sitting. `listen` is a path of a unix socket."""

    def __init__(self, store: Store, listen: Path, snapshots: Path | None = None) -> None:
        self.store = store
        self.snapshots = snapshots
        self.turns: dict[int, Turns] = {}
        self.used: dict[int, float] = {}
        self.commands = 0
        self.batches = 0
        self.broken = 0
        self.times = Buckets.of(TURN_SECONDS)
        self.stopping = False
        self.told_stats = 0.0
        self.selector = selectors.DefaultSelector()
        listen.unlink(missing_ok=True)
        self.door = socket.socket(socket.AF_UNIX)
        self.door.bind(str(listen))
        self.door.listen(64)
        self.door.setblocking(False)
        self.selector.register(self.door, selectors.EVENT_READ, None)

    def serve(self) -> None:
        """Until `stopping`: what was read by then is still answered."""
        while not self.stopping:
            work: dict[int, list[tuple[Peer, Work]]] = {}
            for key, _ in self.selector.select(WAKE_SECONDS):
                if key.data is None:
                    self._welcome()
                else:
                    self._read(key.data, work)
            for sitting, asked in work.items():
                self._take(sitting, asked)
            self._tell_stats()
            for peer in self._peers():
                if peer.flush():
                    self._watch(peer)
                else:
                    self._forget(peer)
        for peer in self._peers():
            peer.connection.setblocking(True)
            peer.flush()
            self._forget(peer)
        self.door.close()

    def _peers(self) -> list[Peer]:
        return [key.data for key in list(self.selector.get_map().values()) if key.data is not None]

    def _welcome(self) -> None:
        with suppress(OSError):
            connection, _ = self.door.accept()
            connection.setblocking(False)
            self.selector.register(connection, selectors.EVENT_READ, Peer(connection))

    def _watch(self, peer: Peer) -> None:
        """Wait for room to write only while something waits."""
        events = selectors.EVENT_READ | (selectors.EVENT_WRITE if peer.out else 0)
        if self.selector.get_key(peer.connection).events != events:
            self.selector.modify(peer.connection, events, peer)

    def _forget(self, peer: Peer) -> None:
        self.selector.unregister(peer.connection)
        peer.connection.close()

    def _read(self, peer: Peer, work: dict[int, list[tuple[Peer, Work]]]) -> None:
        try:
            data = peer.connection.recv(READ)
        except BlockingIOError:
            return
        except OSError:
            data = b""
        if not data:
            self._forget(peer)
            return
        for payload in peer.frames.feed(data):
            match message := messages.read_to_writer(payload):
                case Work():
                    work.setdefault(message.sitting, []).append((peer, message))
                case TakeIn(number=number, sitting=sitting, part=part):
                    given, broken = self._turn(sitting, len(part.commands), lambda t, p=part: t.take_in(p))  # type: ignore[misc]
                    peer.out += frame(Done(number, given, broken))
                    self._tell_moved(sitting)
                case Follow():
                    peer.follows = True
                case Keep():
                    self._do(peer, message.number, partial(self._keep, message))
                case Revoke():
                    self._do(peer, message.number, partial(self.store.revoke, message.actor, message.epoch))
                case Erase():
                    forget = partial(self.store.erase_text, f"sitting:{message.sitting}", message.text)
                    self._do(peer, message.number, forget)

    # --- doing -------------------------------------------------------------------------------

    def _do(self, peer: Peer, number: int, what: Callable[[], Any]) -> None:
        try:
            what()
            done = Done(number)
        except StoreBroken as broken:
            self._failed(broken)
            with suppress(StoreBroken):
                self.store.reopen()
            done = Done(number, broken=str(broken))
        peer.out += frame(done)

    def _keep(self, new: Keep) -> None:
        stream = f"sitting:{new.sitting}"
        self.store.make_stream(stream)
        try:
            self.store.plan(stream)  # another node may have opened the doors
        except KeyError:
            self.store.keep_plan(stream, new.digest, new.plan, new.cards)

    def _take(self, sitting: int, asked: list[tuple[Peer, Work]]) -> None:
        """One turn for all that was asked of a sitting."""
        batch = [
            Sent(command, work.who, work.received_at, work.suspect) for _, work in asked for command in work.commands
        ]
        given, broken = self._turn(sitting, len(batch), lambda turns: turns.take(batch))
        place = 0
        for peer, work in asked:
            end = place + len(work.commands)
            peer.out += frame(Done(work.number, given[place:end], broken))
            place = end
        if not broken:
            self._tell_moved(sitting)

    def _turn(self, sitting: int, commands: int, take: Callable[[Turns], Outcome]) -> tuple[list[Given], str]:
        """What each command of a turn is answered; or nothing, and why nothing is known to be kept."""
        begun = time.monotonic()
        try:
            given, broken = [messages.given(receipt) for receipt in take(self._of(sitting)).receipts], ""
        except Refused as refused:
            given, broken = [Given(code=refused.code, status=refused.status)] * commands, ""
        except Exception as fault:  # noqa: BLE001 it is logged, and said to those who asked
            # A store that failed, or a fault of ours: these commands are not answered, the next ones are.
            given, broken = [], str(fault) or type(fault).__name__
            self._failed(fault)
        self.commands += commands
        self.batches += 1
        self.times.add(time.monotonic() - begun)
        return given, broken

    def _tell_moved(self, sitting: int) -> None:
        if sitting in self.turns:
            moved = frame(Moved(sitting, self.turns[sitting].board.position))
            for peer in self._peers():
                if peer.follows:
                    peer.out += moved

    def _of(self, sitting: int) -> Turns:
        """The turns of a sitting, read from the journal when it is needed first. Refused when there is none."""
        self.used[sitting] = time.monotonic()
        if sitting not in self.turns:
            try:
                self.turns[sitting] = Turns(self.store, f"sitting:{sitting}", self.snapshots)
            except KeyError:
                raise Refused("sitting.unknown", 404) from None
        return self.turns[sitting]

    def _failed(self, fault: Exception) -> None:
        self.broken += 1
        if isinstance(fault, StoreBroken):
            log.error("the journal store failed: %s", fault)
        else:
            log.error("a turn failed", exc_info=fault)
        time.sleep(REST_SECONDS)

    def _tell_stats(self) -> None:
        if time.monotonic() - self.told_stats < STATS_SECONDS:
            return
        self.told_stats = time.monotonic()
        for sitting in [s for s, at in self.used.items() if at < self.told_stats - UNUSED_SECONDS]:
            if sitting in self.turns and self.turns[sitting].board.sitting.phase == "closed":
                del self.turns[sitting], self.used[sitting]  # late facts read it again
        values = {"commands": self.commands, "turns": self.batches, "failures": self.broken}
        if not self.store.postgres:  # how much was written since the last checkpoint
            with suppress(OSError):
                values["wal_bytes"] = Path(f"{self.store.target}-wal").stat().st_size
        stats = frame(Stats({name: float(value) for name, value in values.items()}, {"turn_seconds": self.times}))
        for peer in self._peers():
            if peer.follows:
                peer.out += stats


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    logging.basicConfig(level=logging.INFO, format="writer %(levelname)s %(name)s: %(message)s")
    journal, run = os.environ["DIEMCAU_JOURNAL"], Path(os.environ["DIEMCAU_RUN"])
    snapshots = os.environ.get("DIEMCAU_SNAPSHOTS")
    writer = Writer(Store(journal), run / "writer.sock", Path(snapshots) if snapshots else None)

    def stop(_number: int, _frame: object) -> None:
        writer.stopping = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    writer.serve()
    writer.store.close()


if __name__ == "__main__":
    main()
