"""Texts of rooms on their way to the process that groups them, and the groups on their way to the presenters' view.

The board is never held up: of an activity only what is new travels, about once a second, and the views go on with the
groups of before until others come. Without the process nothing is grouped; everything else goes on.
"""

import asyncio
import logging
from collections.abc import Iterable

from msgspec import Struct, field

from diemcau.activities.kind import PRESENTERS, Group, Grouping, Kind
from diemcau.classroom.live import messages
from diemcau.classroom.live.engine import Engine
from diemcau.classroom.live.lines import Calls, Line, keep
from diemcau.classroom.live.messages import Forget, Grouped, Texts
from diemcau.journal.store import StoreBroken

LOOK_SECONDS = 1.0  # how often texts that came are sent on
log = logging.getLogger(__name__)


class GrouperLine(Calls):
    """The line to the process that groups. `times` counts how often it was reached: each time it knows nothing."""

    def __init__(self) -> None:
        super().__init__("grouper")
        self.times = 0

    def opened(self, line: Line) -> None:
        """The line is there."""
        super().opened(line)
        self.times += 1

    def take(self, _line: Line, payload: bytes) -> None:
        """Groups of an activity."""
        message = messages.read_from_grouper(payload)
        self.answer(message.number, message)

    async def connect(self, path: str) -> None:
        """Stay connected for ever."""
        await keep(path, lambda: Line(self.take, self.opened, self.lost))

    async def group(
        self, sitting: int, activity: str, before: Iterable[Group], added: dict[int, str], gone: list[int]
    ) -> Grouped:
        """Groups of an activity after these texts came and those went. StoreBroken: nobody groups now."""
        number, future = self.future()
        self.send(Texts(number, sitting, activity, list(before), added, gone))
        grouped: Grouped = await future
        return grouped


class News(Struct):
    """What the process that groups does not know yet of an activity, as of a position."""

    activity: str
    position: int
    added: dict[int, str] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)


class Groupings:
    """Of one sitting."""

    def __init__(self, engine: Engine, grouper: GrouperLine) -> None:
        self.engine = engine
        self.grouper = grouper
        self.known: dict[str, set[int]] = {}  # activity → places of the texts that were sent
        self.seen = (-1, -1, -1)  # position, erasure and connection of the last look

    async def keep_up(self) -> None:
        """For ever: have grouped what came."""
        try:
            while True:
                await asyncio.sleep(LOOK_SECONDS)
                try:
                    await self.look()
                except StoreBroken as broken:  # no journal or nobody who groups: the next look tries again
                    log.info("nothing is grouped: %s", broken)
                    self.seen = (-1, -1, -1)
                except Exception:
                    log.exception("nothing is grouped")
                    self.seen = (-1, -1, -1)
        finally:
            self.grouper.send(Forget(self.engine.sitting))

    async def look(self) -> None:
        """Send what is new, and publish the groups that come back."""
        engine, fold = self.engine, self.engine.fold
        now = (engine.position, fold.erased, self.grouper.times)
        if not self.grouper.is_up or now == self.seen:
            return
        if now[2] != self.seen[2]:
            self.known = {}
        news = await engine.in_reader(lambda: self._news(erased=now[1] != self.seen[1]))
        self.seen = now
        for one in news:
            before = fold.groupings[one.activity].groups if one.activity in fold.groupings else ()
            first = one.activity not in self.known
            self.known.setdefault(one.activity, set()).update(one.added)
            self.known[one.activity].difference_update(one.gone)
            said = await self.grouper.group(engine.sitting, one.activity, before if first else (), one.added, one.gone)
            fold.groupings[one.activity] = Grouping(said.version, one.position, said.groups)
            engine.again(PRESENTERS)

    def _news(self, *, erased: bool) -> list[News]:
        """Of the activities that presenters see now. Words that were erased are gone."""
        fold, board = self.engine.fold, self.engine.fold.board
        found = []
        for activity, kind in board.kinds.items():
            if type(kind).texts is Kind.texts or board.item_of.get(activity, board.sitting.item) != board.sitting.item:
                continue
            texts, known = kind.texts(board.states[activity]), self.known.get(activity, set())
            asked = texts if erased else texts.keys() - known
            words = {place: fold.read_text(texts[place]) for place in asked}
            added = {place: said for place, said in words.items() if said and place not in known}
            gone = [place for place in known if place not in texts or words.get(place, " ") == ""]
            if added or gone:
                found.append(News(activity, board.position, added, gone))
        return found
