"""One sitting in this process: commands queue for the next turn, views go out after it.

Turns run in the one writer thread; the loop sees only receipts and encoded views. While a turn is
being synced to disk the next commands gather, so a batch grows with the load and no timer waits.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import msgspec

from diemcau.activities.kind import Role, Who
from diemcau.base.clock import now_ms
from diemcau.classroom.board import Board, Command
from diemcau.classroom.live.hub import Hub, event
from diemcau.classroom.turns import Receipt, Sent, Turns, clock_id
from diemcau.journal.store import StoreBroken

log = logging.getLogger(__name__)

BATCH = 4000
SLOW_TOPICS = ("presenters", "control", "province")  # at most twice a second
SLOW_SECONDS = 0.5
SILENT_SECONDS = 45  # three missed heartbeats of 15 s
WATCH_SECONDS = 5
DUE_MS = 5000  # transitions that two nodes see in one window of this length have one id
CLOCK = Who(role=Role.CLOCK, actor="clock")
T = TypeVar("T")


class Engine:
    """Queue, turns, views and the clock of one sitting."""

    def __init__(self, turns: Turns, hub: Hub, writer: ThreadPoolExecutor) -> None:
        self.turns = turns
        self.hub = hub
        self.writer = writer
        self.queue: asyncio.Queue[tuple[Sent, asyncio.Future[Receipt]]] = asyncio.Queue()
        self.dirty: set[str] = set()
        self.slow: set[str] = set()
        self.wake = asyncio.Event()
        self.changed: dict[str, int] = {}
        self.position = self.read_up_to = turns.board.position
        self.heard: dict[int, float] = {}
        self.silent: set[int] = set(turns.board.sitting.silent)
        self.tasks: list[asyncio.Task[None]] = []
        self.commands = 0
        self.turn_count = 0

    def start(self) -> None:
        """Begin to take turns."""
        loop = asyncio.get_running_loop()
        self.tasks = [
            loop.create_task(job()) for job in (self._take_turns, self._publish, self._publish_slow, self._watch)
        ]

    async def stop(self) -> None:
        """Answer what has come in, then take no more turns."""
        await self.queue.join()
        for task in self.tasks:
            task.cancel()

    async def _in_writer(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self.writer, work)

    # --- up ----------------------------------------------------------------------------------

    async def submit(self, commands: Iterable[Command], who: Who) -> list[Receipt]:
        """Receipts of commands, in order, after they are on disk. StoreBroken: nothing is known to be kept."""
        loop, received = asyncio.get_running_loop(), now_ms()
        waiting = []
        for command in commands:
            future: asyncio.Future[Receipt] = loop.create_future()
            self.queue.put_nowait((Sent(command, who, received), future))
            waiting.append(future)
        return await asyncio.gather(*waiting)

    async def _take_turns(self) -> None:
        while True:
            batch = [await self.queue.get()]
            while len(batch) < BATCH and not self.queue.empty():
                batch.append(self.queue.get_nowait())
            sents = [sent for sent, _ in batch]
            try:
                outcome = await self._in_writer(lambda sents=sents: self.turns.take(sents))  # type: ignore[misc]
            except Exception as fault:
                if isinstance(fault, StoreBroken):
                    log.error("the journal store failed: %s", fault)  # noqa: TRY400 the words are enough
                else:  # a fault of ours: these commands are not answered, the next ones are
                    log.exception("a turn failed")
                for _, future in batch:
                    self.queue.task_done()
                    if not future.done():
                        future.set_exception(StoreBroken(str(fault)))
                await asyncio.sleep(0.2)
                continue
            for (_, future), receipt in zip(batch, outcome.receipts, strict=True):
                if not future.done():
                    future.set_result(receipt)
            for _ in batch:
                self.queue.task_done()
            self.commands += len(batch)
            self.turn_count += 1
            self._note(outcome.topics)

    def _note(self, topics: set[str]) -> None:
        self.position = self.turns.board.position
        for topic in topics:
            self.changed[topic] = self.position
            if self.hub.wanted(self.name(topic)):
                (self.slow if topic.startswith(SLOW_TOPICS) else self.dirty).add(topic)
        if self.dirty:
            self.wake.set()

    # --- down --------------------------------------------------------------------------------

    def name(self, topic: str) -> str:
        """The topic's name in the hub, which serves several sittings."""
        return f"{self.turns.stream}/{topic}"

    def changed_after(self, topic: str, position: int) -> bool:
        """Whether a view may have changed after a position; of the time before this process nothing is known."""
        return self.changed.get(topic, self.read_up_to) > position

    async def views(self, topics: Iterable[str]) -> list[tuple[str, int, bytes]]:
        """Topic, position and encoded view, all of one moment."""
        wanted = list(topics)
        made = await self._in_writer(lambda: self.turns.views(wanted, now_ms()))
        return [(topic, view["pos"], msgspec.json.encode(view)) for topic, view in made.items()]

    async def _publish(self) -> None:
        while True:
            await self.wake.wait()
            self.wake.clear()
            topics, self.dirty = self.dirty, set()
            if not await self._sent(topics):
                self.dirty |= topics
                self.wake.set()

    async def _publish_slow(self) -> None:
        while True:
            await asyncio.sleep(SLOW_SECONDS)
            topics, self.slow = self.slow, set()
            if not await self._sent(topics):
                self.slow |= topics

    async def _sent(self, topics: set[str]) -> bool:
        """Send views; False, a moment later, when the store has no board for us."""
        try:
            await self._send(topics)
        except StoreBroken as broken:
            log.error("no views: %s", broken)  # noqa: TRY400 the words are enough
            await asyncio.sleep(SLOW_SECONDS)
            return False
        return True

    async def _send(self, topics: set[str]) -> None:
        # Phones' own topics are many: a part at a time, so that turns come between.
        ordered = sorted(topics)
        for start in range(0, len(ordered), 200):
            for topic, position, view in await self.views(ordered[start : start + 200]):
                await self.hub.publish(self.name(topic), event(topic, position, view))

    async def ask(self, question: Callable[[Board], T]) -> T:
        """Ask the board something between two turns."""
        return await self._in_writer(lambda: self.turns.ask(question))

    # --- the clock ---------------------------------------------------------------------------

    def hear(self, site: int) -> None:
        """A desk of a site gave a sign of life."""
        self.heard[site] = time.monotonic()

    def silence(self) -> dict[int, float]:
        """Seconds since each site was heard."""
        now = time.monotonic()
        return {site: now - heard for site, heard in self.heard.items()}

    async def _watch(self) -> None:
        """Turn silence into facts: `sitting.silent` and `sitting.back`, by the actor clock."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            for stream, site in self.hub.desks.values():  # an open stream is a sign of life
                if stream == self.turns.stream:
                    self.hear(site)
            if self.turns.board.sitting.phase == "closed":
                continue
            quiet = {site for site, seconds in self.silence().items() if seconds > SILENT_SECONDS}
            for site, transition in [(s, "silent") for s in quiet - self.silent] + [
                (s, "back") for s in self.silent & self.heard.keys() - quiet
            ]:
                due = now_ms() // DUE_MS * DUE_MS
                body = msgspec.Raw(msgspec.json.encode({"site": site}))
                id_ = clock_id(self.turns.stream, f"site:{site}", transition, due)
                try:
                    await self.submit([Command(id_, f"sitting.{transition}", body)], CLOCK)
                except StoreBroken:
                    break  # the disk is not there now: the next round tries again
                (self.silent.add if transition == "silent" else self.silent.discard)(site)
