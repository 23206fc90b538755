"""The board process: `python -m diemcau.classroom.live.boards`. Follows the journal, makes views, answers questions.

Environment: DIEMCAU_RUN (folder of the node's sockets), DIEMCAU_JOURNAL (path or postgresql:// address, read
only), DIEMCAU_SECRET_KEY, DIEMCAU_PUBLIC_URL, DIEMCAU_SNAPSHOTS.
"""

import asyncio
import logging
import os
import signal
from collections.abc import Coroutine
from pathlib import Path

import uvloop

from diemcau.base.refused import Refused
from diemcau.classroom.live import messages, outlets, routes
from diemcau.classroom.live.house import House, ended
from diemcau.classroom.live.http import Request
from diemcau.classroom.live.lines import Line
from diemcau.classroom.live.messages import Ask, Beats, Desks, Drop, Hello, Stats, Stream, Told, Want
from diemcau.journal.store import Store, StoreBroken

log = logging.getLogger(__name__)

PRELOADED = 2  # sittings that are read at the start: the last that were opened
RETRY_SECONDS = 0.5
NOBODY = messages.Gate({}, [])
UNREADABLE = "sitting %d cannot be read"


class Switchboard:
    """Lines from accept and stream processes, and what they say."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.lines: set[Line] = set()
        self.names: dict[Line, str] = {}
        self.jobs: set[asyncio.Task[None]] = set()
        house.on_gate.append(self._tell_gate)

    def line(self) -> Line:
        """An end for a process that calls."""
        return Line(self.take, self.lines.add, self.lost)

    def lost(self, line: Line) -> None:
        """A process is gone."""
        self.lines.discard(line)
        self.house.figures.pop(self.names.pop(line, ""), None)
        self.house.outlets.leave(line)

    def _tell_gate(self, gate: messages.Gate) -> None:
        for line, name in self.names.items():
            if name.startswith("accept"):
                line.send(gate)

    def _run(self, work: Coroutine[None, None, None]) -> None:
        job = asyncio.get_running_loop().create_task(work)
        self.jobs.add(job)
        job.add_done_callback(self.jobs.discard)

    def take(self, line: Line, payload: bytes) -> None:
        """A message from a process."""
        match message := messages.read_to_board(payload):
            case Ask():
                self._run(self._answer(line, message))
            case Hello(number=number):
                self.names[line] = f"accept-{number}"
                line.send(self.house.gate)
            case Stream(number=number):
                self.names[line] = f"stream-{number}"
                self.house.outlets.join(line)
                for actor, device in ended(NOBODY, self.house.gate):  # it may have been away when rights ended
                    line.send(("end", actor, device))
            case Want():
                self.house.outlets.want(line, [topic for topic, _ in message.topics])
                self._run(self._views(line, message))
            case Drop(topics=topics):
                self.house.outlets.drop(line, topics)
            case Desks(desks=desks):
                self.house.outlets.heard(line, desks)
            case Beats(desks=beats):
                self._run(self._hear(beats))
            case Stats(values=values):
                self.house.figures[self.names[line]] = values

    async def _hear(self, beats: dict[int, set[int]]) -> None:
        for sitting, sites in beats.items():
            try:
                engine = await self.house.engine(sitting)
            except (Refused, StoreBroken):
                continue  # the next beat is heard
            for site in sites:
                engine.hear(site)

    async def _answer(self, line: Line, ask: Ask) -> None:
        request = Request(ask.method, b"", ask.path, ask.query, ask.headers, ask.body, ask.address)
        try:
            status, body = await routes.answer(self.house, request)
        except Exception:
            log.exception("%s %s", ask.method, ask.path)
            status, body = 500, b""
        line.send(Told(ask.number, status, body))

    async def _views(self, line: Line, want: Want) -> None:
        """Whole views for listeners; of a sitting that cannot be read now, as soon as it can."""
        by_sitting: dict[int, list[tuple[str, int]]] = {}
        for name, position in want.topics:
            stream, _, topic = name.partition("/")
            by_sitting.setdefault(int(stream.partition(":")[2]), []).append((topic, position))
        for sitting, wants in by_sitting.items():
            while line.is_up:
                try:
                    engine = await self.house.engine(sitting)
                    await engine.answer(wants, lambda *view: outlets.whole(line, *view))
                    break
                except StoreBroken as broken:
                    log.error("no views: %s", broken)  # noqa: TRY400 the words are enough
                    await asyncio.sleep(RETRY_SECONDS)
                except Exception:
                    log.exception(UNREADABLE, sitting)
                    for topic, _ in wants:  # every want gets an answer
                        outlets.whole(line, f"sitting:{sitting}/{topic}", 0, b"")
                    break


async def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    run, snapshots = Path(os.environ["DIEMCAU_RUN"]), os.environ.get("DIEMCAU_SNAPSHOTS")
    house = House(
        secret=os.environ["DIEMCAU_SECRET_KEY"],
        store=Store(os.environ["DIEMCAU_JOURNAL"], read_only=True),
        public_url=os.environ.get("DIEMCAU_PUBLIC_URL", ""),
        snapshots=Path(snapshots) if snapshots else None,
    )
    await house.look()
    for sitting in house.gate.sittings[-PRELOADED:]:
        try:
            await house.engine(sitting)
        except Exception:  # one sitting that another version made must not keep the others off the air
            log.exception(UNREADABLE, sitting)
    switchboard = Switchboard(house)
    loop = asyncio.get_running_loop()
    door = run / "board.sock"
    door.unlink(missing_ok=True)
    server = await loop.create_unix_server(switchboard.line, str(door))
    jobs = [
        loop.create_task(house.writer.connect(str(run / "writer.sock"), follow=True)),
        loop.create_task(house.grouper.connect(str(run / "grouper.sock"))),
        loop.create_task(house.keep_looking()),
    ]
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    await stopping.wait()
    server.close()
    for job in jobs:
        job.cancel()
    for engine in house.engines.values():
        engine.stop()
    for line in tuple(switchboard.lines):
        line.close()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="board %(levelname)s %(name)s: %(message)s")
    uvloop.run(main())
