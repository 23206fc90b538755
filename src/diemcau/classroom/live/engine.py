"""One sitting in the board process: its board follows the journal, views go out, silence becomes facts.

The board is read and looked at in the one reader thread; the loop sees only answers and encoded views.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

import msgspec

from diemcau.activities.kind import Due, Role, Who
from diemcau.base.clock import now_ms
from diemcau.classroom.board import Board, Command
from diemcau.classroom.fold import Fold
from diemcau.classroom.live.askers import WriterLine
from diemcau.classroom.live.outlets import Outlets
from diemcau.classroom.turns import Receipt, clock_id
from diemcau.journal.rules import canonical
from diemcau.journal.store import StoreBroken

log = logging.getLogger(__name__)

LOOK_SECONDS = 0.2  # the journal is looked at this often, for what other nodes wrote
SLOW_TOPICS = ("presenters", "control", "province")  # at most twice a second
SLOW_SECONDS = 0.5
PARTS = ("control", "province")  # topics of which only what changed is sent
CHUNK = 200  # views made between two looks at the journal
DUE_SECONDS = 0.5  # what time alone brings comes this late at most, where the store answers
SILENT_SECONDS = 45  # three missed heartbeats of 15 s
WATCH_SECONDS = 5
DUE_MS = 5000  # transitions that two nodes see in one window of this length have one id
CLOCK = Who(role=Role.CLOCK, actor="clock")
T = TypeVar("T")


def event(topic: str, position: int, view: bytes, name: bytes = b"view") -> bytes:
    """A server-sent event with a view (JSON without line breaks)."""
    return b'event: %s\nid: %d\ndata: {"topic":"%s","pos":%d,"view":%s}\n\n' % (
        name,
        position,
        topic.encode(),
        position,
        view,
    )


class Engine:
    """Board, views and the clock of one sitting."""

    def __init__(self, fold: Fold, outlets: Outlets, reader: ThreadPoolExecutor, writer: WriterLine) -> None:
        self.fold = fold
        self.outlets = outlets
        self.reader = reader
        self.writer = writer
        self.sitting = int(fold.stream.partition(":")[2])
        self.moved = asyncio.Event()
        self.looking = asyncio.Lock()
        self.wake = asyncio.Event()
        self.dirty: set[str] = set()
        self.slow: set[str] = set()
        self.changed: dict[str, int] = {}
        self.sent: dict[str, int] = {}  # position of the last event of the topics that go out in parts
        self.position = self.read_up_to = fold.board.position
        self.heard: dict[int, float] = {}
        self.sites_by_number = {site.no: site.id for site in fold.board.places.plan.sites}
        self.waiting: list[tuple[int, asyncio.Future[None]]] = []
        self.tasks: list[asyncio.Task[None]] = []

    @property
    def board(self) -> Board:
        """The board as it is; to be asked things that one fact cannot tear apart."""
        return self.fold.board

    def start(self) -> None:
        """Begin to follow."""
        loop = asyncio.get_running_loop()
        jobs = (self._follow, self._publish, self._publish_slow, self._watch, self._wait_for_dues)
        self.tasks = [loop.create_task(job()) for job in jobs]

    def stop(self) -> None:
        """Follow no longer."""
        for task in self.tasks:
            task.cancel()
        self.reader.submit(self.fold.store.close)
        self.reader.shutdown(wait=False)

    @property
    def is_heard(self) -> bool:
        """Whether anybody listens to it."""
        return any(topic.startswith(f"{self.fold.stream}/") for topic in self.outlets.listening)

    async def in_reader(self, work: Callable[[], T]) -> T:
        """Run something where the board is."""
        return await asyncio.get_running_loop().run_in_executor(self.reader, work)

    # --- up ----------------------------------------------------------------------------------

    async def submit(self, commands: Iterable[Command], who: Who, received_at: int | None = None) -> list[Receipt]:
        """Receipts of commands, in order, after they are on disk. StoreBroken: nothing is known to be kept.

        `received_at` (ms) is what is written down; without it, now.
        """
        return await self.writer.submit(self.sitting, who, list(commands), received_at)

    async def catch_up(self) -> None:
        """Take in all that is in the journal now: who has a receipt sees what he did."""
        async with self.looking:
            erased = self.fold.erased
            topics = await self.in_reader(self.fold.catch_up)
            self.position = self.board.position
            # Erased words leave a view without a fact: who comes back with this very position must get it again.
            now = self.position + (self.fold.erased > erased)
            for topic in topics:
                self.changed[topic] = now
                if self.outlets.wanted(self.name(topic)):
                    (self.slow if topic.startswith(SLOW_TOPICS) else self.dirty).add(topic)
            if self.dirty:
                self.wake.set()
        there = [future for position, future in self.waiting if position <= self.position]
        self.waiting = [(position, future) for position, future in self.waiting if position > self.position]
        for future in there:
            if not future.done():
                future.set_result(None)

    def again(self, topic: str) -> None:
        """Publish a view anew: something without a fact has changed, so who has this position must get it again."""
        self.changed[topic] = self.position + 1
        if self.outlets.wanted(self.name(topic)):
            self.slow.add(topic)

    async def reached(self, position: int) -> None:
        """Wait until the board has taken in a place of the journal, with all others who wait for one."""
        if position > self.position:
            future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self.waiting.append((position, future))
            self.moved.set()
            await future

    async def _follow(self) -> None:
        while True:
            try:
                async with asyncio.timeout(LOOK_SECONDS):
                    await self.moved.wait()
            except TimeoutError:
                pass
            self.moved.clear()
            try:
                await self.catch_up()
            except StoreBroken as broken:
                log.error("the journal cannot be read: %s", broken)  # noqa: TRY400 the words are enough
                await asyncio.sleep(SLOW_SECONDS)
            except Exception:  # a fact of another version: who follows no more would stand still for ever
                log.exception("the journal cannot be folded")
                await asyncio.sleep(SLOW_SECONDS)

    # --- down --------------------------------------------------------------------------------

    def name(self, topic: str) -> str:
        """The topic's name among the streams, which serve several sittings."""
        return f"{self.fold.stream}/{topic}"

    def changed_after(self, topic: str, position: int) -> bool:
        """Whether a view may say something that a client with a position has not seen.

        A client's position may come from another topic of the same moment, so the moment itself counts as
        after it. Of the time before this process nothing is known.
        """
        return self.changed.get(topic, self.read_up_to) >= position

    async def views(self, topics: Iterable[str]) -> list[tuple[str, int, bytes]]:
        """Topic, position and encoded view, all of one moment."""
        wanted = list(topics)

        def make() -> list[tuple[str, int, bytes]]:
            made = self.fold.views(wanted, now_ms())
            return [(topic, view["pos"], msgspec.json.encode(view)) for topic, view in made.items()]

        return await self.in_reader(make)

    async def answer(self, wants: list[tuple[str, int]], whole: Callable[[str, int, bytes], None]) -> None:
        """Give whole views of topics that changed after a position; an empty one says that nothing did."""
        fresh = []
        for topic, position in wants:
            if position and not self.changed_after(topic, position):
                whole(self.name(topic), 0, b"")
            else:
                fresh.append(topic)
        freed = {f"seat:{seat}" for seat in tuple(self.board.sitting.freed)}
        if not freed.isdisjoint(fresh):  # whose seat was freed on another node must not read it when it is his again
            await self.catch_up()
        for start in range(0, len(fresh), CHUNK):
            some = fresh[start : start + CHUNK]
            made = {topic: (position, view) for topic, position, view in await self.views(some)}
            for topic in some:
                position, view = made.get(topic, (0, b""))
                whole(self.name(topic), position, event(topic, position, view) if view else b"")

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
            if topics and not await self._sent(topics):
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
        # What all see goes first; phones' own topics are many: a part at a time, so that facts come between.
        ordered = sorted(topics, key=lambda topic: (":" in topic, topic))
        for start in range(0, len(ordered), CHUNK):
            some = ordered[start : start + CHUNK]
            for topic, position, view in await self.in_reader(lambda some=some: self._parts(some)):  # type: ignore[misc]
                self._went(topic, position)
                self.outlets.publish(self.name(topic), position, event(topic, position, view, b"part"), part=True)
                some.remove(topic)
            for topic, position, view in await self.views(some):
                self._went(topic, position)
                self.outlets.publish(self.name(topic), position, event(topic, position, view))

    def _went(self, topic: str, position: int) -> None:
        self.changed[topic] = position
        if topic.startswith(PARTS):
            self.sent[topic] = position

    def _parts(self, topics: list[str]) -> list[tuple[str, int, bytes]]:
        """Of the topics that go out in parts: what changed since the last time, where that can be told."""
        made = []
        for topic in topics:
            if topic.startswith(PARTS) and topic in self.sent:
                part = self.fold.part(topic, self.sent[topic], now_ms())
                if part is not None:
                    made.append((topic, part["pos"], msgspec.json.encode(part)))
        return made

    async def ask(self, question: Callable[[Board], T]) -> T:
        """Ask the board something as of now."""
        await self.catch_up()
        return await self.in_reader(lambda: self.fold.ask(question))

    # --- the clock ---------------------------------------------------------------------------

    def hear(self, site: int) -> None:
        """A desk of a site gave a sign of life."""
        self.heard[site] = time.monotonic()

    def silence(self) -> dict[int, float]:
        """Seconds since each site was heard."""
        for site in self.outlets.desks(self.fold.stream):  # an open stream is a sign of life
            self.hear(site)
        now = time.monotonic()
        return {site: now - heard for site, heard in self.heard.items()}

    async def _watch(self) -> None:
        """Turn silence into facts: `sitting.silent` and `sitting.back`, by the actor clock."""
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            if self.board.sitting.phase == "closed":
                continue
            silent, silence = set(self.board.sitting.silent), self.silence()
            quiet = {site for site, seconds in silence.items() if seconds > SILENT_SECONDS}
            for site, transition in [(s, "silent") for s in quiet - silent] + [
                (s, "back") for s in silent & silence.keys() - quiet
            ]:
                due = now_ms() // DUE_MS * DUE_MS
                body = msgspec.Raw(msgspec.json.encode({"site": site}))
                id_ = clock_id(self.fold.stream, f"site:{site}", transition, due)
                try:
                    await self.submit([Command(id_, f"sitting.{transition}", body)], CLOCK)
                except StoreBroken:
                    break  # the disk is not there now: the next round tries again
                if transition == "silent":  # from now on only who hears it says that it is back
                    del self.heard[site]

    async def _wait_for_dues(self) -> None:
        """Send what time alone brings to activities, each once: its id follows from when it was due."""
        seen, dues = -1, []
        tried: set[str] = set()  # two transitions of an activity may be due at one instant
        while True:
            await asyncio.sleep(DUE_SECONDS)
            if self.board.sitting.phase == "closed":
                continue
            if self.position != seen:
                seen, dues = self.position, await self.in_reader(lambda: _dues(self.board))
            now = self.board.shown(now_ms())
            for activity, kind, due in dues:
                id_ = clock_id(self.fold.stream, f"{activity}:{due.verb}", canonical(due.body).hex(), due.at)
                if due.at > now or id_ in tried:
                    continue
                body = msgspec.Raw(canonical(due.body))
                try:
                    await self.submit([Command(id_, f"{kind}.{due.verb}", body, activity)], CLOCK)
                except StoreBroken:
                    break  # the disk is not there now: the next round tries again
                tried.add(id_)


def _dues(board: Board) -> list[tuple[str, str, Due]]:
    """What time alone is to bring next to each activity. One that breaks is told, and the others have their time."""
    found = []
    for id_, kind in board.kinds.items():
        try:
            due = kind.due(board.states[id_], board.contents[id_])
        except Exception:
            log.exception("what time brings to %s", id_)
            continue
        if due is not None:
            found.append((id_, kind.name, due))
    return found
