"""Those who ask the writer: an accept process with commands, the board with the office's and the clock's."""

from diemcau.activities.kind import Who
from diemcau.base.clock import now_ms
from diemcau.classroom.board import Command
from diemcau.classroom.carrying import Part
from diemcau.classroom.live import messages
from diemcau.classroom.live.lines import Calls, Line, Reply, keep
from diemcau.classroom.live.messages import Done, Erase, Follow, Given, Keep, Moved, Revoke, TakeIn, Work
from diemcau.classroom.turns import Receipt, read_command
from diemcau.journal.store import StoreBroken


class WriterLine(Calls):
    """The line to the writer of this node. A follower hears of every turn by `moved`, other figures by `stats`."""

    def __init__(self) -> None:
        super().__init__("writer")

    def take(self, _line: Line, payload: bytes) -> None:
        """A message from the writer."""
        match message := messages.read_from_writer(payload):
            case Done():
                self.answer(message.number, message)
            case Moved():
                self.moved(message)
            case messages.Stats():
                self.stats(message)

    def moved(self, message: Moved) -> None:
        """A sitting has new facts."""

    def stats(self, message: messages.Stats) -> None:
        """Figures of the writer."""

    async def connect(self, path: str, *, follow: bool = False) -> None:
        """Stay connected for ever."""

        def opened(line: Line) -> None:
            self.opened(line)
            if follow:
                line.send(Follow())

        await keep(path, lambda: Line(self.take, opened, self.lost))

    def ask(self, sitting: int, who: Who, commands: list[Command], reply: Reply, suspect: str = "") -> None:
        """Send commands; `reply` gets the writer's `Done`, or None. Raises StoreBroken when no writer is there.

        `suspect`: why they are not believed but put into quarantine.
        """
        number, ready = self.next(reply), [read_command(command, who.actor) for command in commands]
        self.send(Work(number, sitting, who, now_ms(), ready, suspect))

    async def submit(
        self, sitting: int, who: Who, commands: list[Command], received_at: int | None = None
    ) -> list[Receipt]:
        """Receipts of commands, in order, after they are on disk. StoreBroken: nothing is known to be kept.

        `received_at` (ms) is what is written down; without it, now.
        """
        at = now_ms() if received_at is None else received_at
        number, future = self.future()
        self.send(Work(number, sitting, who, at, [read_command(command, who.actor) for command in commands]))
        done = kept(await future)
        return [messages.receipt(command.id, given) for command, given in zip(commands, done.receipts, strict=True)]

    async def take_in(self, sitting: int, part: Part) -> list[Given]:
        """Receipts of commands that another installation has judged, in order, after they are on disk."""
        number, future = self.future()
        self.send(TakeIn(number, sitting, part))
        return kept(await future).receipts

    async def keep_plan(self, sitting: int, digest: str, plan: bytes, cards: list[tuple[str, str]]) -> None:
        """Keep a frozen plan, unless the sitting has one."""
        number, future = self.future()
        self.send(Keep(number, sitting, digest, plan, cards))
        kept(await future)

    async def erase(self, sitting: int, text: str) -> None:
        """Forget the words of a text; fold, chain and figures stay as they are."""
        number, future = self.future()
        self.send(Erase(number, sitting, text))
        kept(await future)

    async def revoke(self, actor: str, epoch: int) -> None:
        """Kill the tokens of an actor that are older than an epoch."""
        number, future = self.future()
        self.send(Revoke(number, actor, epoch))
        kept(await future)


def kept(done: Done) -> Done:
    """An answer of the writer; StoreBroken when it could not keep anything."""
    if done.broken:
        raise StoreBroken(done.broken)
    return done
