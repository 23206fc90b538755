"""The process that groups texts by likeness: `python -m diemcau.classroom.live.grouper`.

The board tells it which texts came and went; it answers with the groups of all. It keeps no file and reads none: when
it starts anew, the board tells it everything again. Environment: DIEMCAU_RUN (folder of the node's sockets).
"""

import asyncio
import logging
import os
import signal
from pathlib import Path

import uvloop
from msgspec import Struct, field

from diemcau.activities.kind import Group
from diemcau.classroom.grouping import rules
from diemcau.classroom.live import messages
from diemcau.classroom.live.lines import Line
from diemcau.classroom.live.messages import Forget, Grouped, Texts

NICE = 10  # commands and views go before
log = logging.getLogger(__name__)


class Kept(Struct):
    """What is known of an activity: its texts, and its groups of the last time."""

    corpus: rules.Corpus = field(default_factory=rules.Corpus)
    groups: tuple[Group, ...] = ()


class Grouper:
    """Activities by the board that told of them: the next one tells everything itself."""

    def __init__(self) -> None:
        self.lines: dict[Line, dict[tuple[int, str], Kept]] = {}

    def line(self) -> Line:
        """An end for a board that calls."""
        return Line(self.take, lambda line: self.lines.update({line: {}}), self.lost)

    def lost(self, line: Line) -> None:
        """A board is gone."""
        self.lines.pop(line, None)

    def take(self, line: Line, payload: bytes) -> None:
        """A message from the board."""
        known = self.lines[line]
        match message := messages.read_to_grouper(payload):
            case Texts():
                kept = known.setdefault((message.sitting, message.activity), Kept(groups=tuple(message.before)))
                kept.corpus.drop(message.gone)
                kept.corpus.add(message.added)
                kept.groups = rules.renumbered(kept.corpus.group(), kept.groups)
                line.send(Grouped(message.number, rules.RULES, kept.groups))
            case Forget(sitting=sitting):
                for key in [key for key in known if key[0] == sitting]:
                    del known[key]


async def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    os.nice(NICE)
    grouper = Grouper()
    loop = asyncio.get_running_loop()
    door = Path(os.environ["DIEMCAU_RUN"]) / "grouper.sock"
    door.unlink(missing_ok=True)
    server = await loop.create_unix_server(grouper.line, str(door))
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    await stopping.wait()
    server.close()
    for line in tuple(grouper.lines):
        line.close()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="grouper %(levelname)s %(name)s: %(message)s")
    uvloop.run(main())
