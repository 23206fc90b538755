"""Is a sitting's journal what it was? Everything is read and folded again, and what does not fit is named.

The chain (see journal/chain.py), the plan, the words of every text against their digests, snapshots against the
fold at their position, and heads that were shown or printed earlier. Reads only, page by page; what is appended
meanwhile is left for the next time.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from pathlib import Path

from msgspec import DecodeError, Struct

from diemcau.activities.plan import read_plan
from diemcau.classroom.board import Board
from diemcau.classroom.snapshot import (
    Unfit,
    check_snapshot,
    digest_of_rules,
    read_snapshot,
    restore,
    snapshots_of,
)
from diemcau.journal.chain import Fault, Walk
from diemcau.journal.rules import GENESIS, Fact, Link, text_digest
from diemcau.journal.store import Store, StoreBroken

# A reference to a text, as canonical JSON writes it into the body of a fact.
TEXT = re.compile(rb'\{"id":"([0-9a-f]{32}\.\d+)","digest":"([0-9a-f]{64})"\}')


class Known(Struct, frozen=True):
    """A head that somebody wrote down: a position, and the link (hex, or the beginning of it) that stood there."""

    position: int
    link: str


def verify(store: Store, stream: str, folder: Path | None = None, known: Sequence[Known] = ()) -> Iterator[Fault]:
    """All that does not fit in a stream, with its snapshots in a folder. KeyError when there is no such stream."""
    return Verifying(store, stream, folder, known).faults()


def verify_store(store: Store) -> Iterator[Fault]:
    """What is wrong with the store as a whole: a damaged file, rows of streams that are not there."""
    if damage := store.damage():
        yield Fault("store_damaged", {"why": damage})
    for stream, table in store.ownerless():
        yield Fault("stream_missing", {"stream": stream, "table": table})


class Verifying:
    """One look at a stream."""

    def __init__(self, store: Store, stream: str, folder: Path | None, known: Sequence[Known]) -> None:
        self.store, self.stream, self.known = store, stream, known
        self.head, self.plan, self.erased = store.standing(stream)
        self.snapshots = snapshots_of(folder, stream) if folder else []
        self.board: Board | None = None
        self.found: list[Fault] = []  # by the way, while the walk goes on
        self.texts: dict[str, tuple[str, int]] = {}  # id → digest, place of the fact that refers to it
        self.links: set[Known] = {one for one in known if self._is(one, 0, GENESIS)}

    def faults(self) -> Iterator[Fault]:
        """Everything, in the order in which it is met."""
        walk = Walk((), (), self.head)
        try:
            self.board = self._board()
            walk = Walk(self._links(), self._facts(), self.head)
            for fault in walk.faults():
                yield from self._by_the_way()
                yield fault
            yield from self._by_the_way()
            facts, commands = self.store.beyond(self.stream)
            yield from (Fault("fact_stray", {"seq": seq, "kind": kind}) for seq, kind in facts)
            yield from (Fault("command_stray", {"no": no}) for no in commands)
            yield from self._texts()
        except (StoreBroken, TypeError, ValueError, AttributeError) as error:
            # A file that is damaged, or a value of a sort that nothing of ours ever wrote.
            yield Fault("unreadable", {"seq": walk.seq, "why": error})
        yield from self._known()

    def _by_the_way(self) -> Iterator[Fault]:
        yield from self.found
        self.found.clear()

    def _is(self, known: Known, position: int, link: bytes) -> bool:
        return known.position == position and link.hex().startswith(known.link.lower())

    # --- plan and fold -----------------------------------------------------------------------

    def _board(self) -> Board | None:
        """The board to fold on; None when the plan is not there or not what it was."""
        try:
            return Board(read_plan(self.store.plan(self.stream)))
        except (KeyError, TypeError, StoreBroken, DecodeError):
            if self.plan or self.head.position:
                self.found.append(Fault("plan_changed"))
            return None

    def _facts(self) -> Iterator[Fact]:
        for fact in takewhile(lambda fact: fact.seq <= self.head.position, self.store.each_fact(self.stream)):
            self._fold(fact)
            yield fact

    def _fold(self, fact: Fact) -> None:
        try:
            for id_, digest in TEXT.findall(fact.body):
                self.texts[id_.decode()] = digest.decode(), fact.seq
            if self.board is None:
                return
            self.board.fold(fact)
        except Exception as error:  # noqa: BLE001 what somebody put in may break a kind in any way
            self.found.append(Fault("fold", {"seq": fact.seq, "kind": fact.kind, "why": repr(error)}))
            self.board = None
            return
        if fact.kind == "sitting.opened" and self.board.sitting.plan != self.plan:
            self.found.append(Fault("plan_changed"))
        while self.snapshots and self.snapshots[-1][0] <= fact.seq:
            _, path = self.snapshots.pop()
            self._compare(path, self.board)

    def _compare(self, path: Path, board: Board) -> None:
        """A snapshot against the fold where it stands. One by other rules is nobody's fault: it is not used."""
        try:
            snapshot = read_snapshot(path)
            if snapshot.rules != digest_of_rules():
                return
            check_snapshot(snapshot, self.store, self.stream, bytes.fromhex(self.plan))
            good = restore(snapshot, board.places.plan).states == board.states and snapshot.position == board.position
        except Unfit:
            good = False
        if not good:
            self.found.append(Fault("snapshot", {"name": path.name}))

    # --- the rest ----------------------------------------------------------------------------

    def _links(self) -> Iterator[Link]:
        for link in takewhile(lambda link: link.no <= self.head.commands, self.store.each_link(self.stream)):
            position = link.command.seq + max(link.command.facts - 1, 0)
            self.links.update(one for one in self.known if self._is(one, position, link.link))
            yield link

    def _texts(self) -> Iterator[Fault]:
        """Words against their digests. An erased text has neither words nor salt, and a number of its own."""
        rows = self.store.salted(self.stream)
        _, _, now = self.store.standing(self.stream)
        numbers = set(range(1, now + 1))
        for id_, salt, words, number in rows:
            digest, seq = self.texts.pop(id_, ("", 0))
            if number in numbers and not salt and not words:
                numbers.discard(number)
            elif seq and (number or text_digest(salt, words) != digest):
                yield Fault("text_changed", {"id": id_, "seq": seq})
            if not seq and not self._is_new(id_):
                yield Fault("text_stray", {"id": id_})
        for id_, (_, seq) in self.texts.items():
            yield Fault("text_missing", {"id": id_, "seq": seq})
        if numbers := {number for number in numbers if number <= self.erased}:
            yield Fault("erased_changed", {"numbers": ", ".join(map(str, sorted(numbers)))})

    def _is_new(self, text: str) -> bool:
        """Whether a text came with a command after the head at which this look began."""
        try:
            command = bytes.fromhex(text.partition(".")[0])
        except ValueError:
            return False
        accepted = self.store.repeats(self.stream, [command]).get(command)
        return accepted is not None and accepted.seq > self.head.position

    def _known(self) -> Iterator[Fault]:
        for one in self.known:
            if one not in self.links:
                code = "head_older" if one.position > self.head.position else "head_other"
                yield Fault(code, {"seq": one.position, "link": one.link, "now": self.head.position})
