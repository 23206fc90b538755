"""Is a sitting's journal what it was? Everything is read and folded again, and what does not fit is named.

The chain (see journal/chain.py), the plan, the words of every text against their digests, snapshots against the
fold at their position, and heads that were printed or shown earlier. Reads only, page by page; what is appended
meanwhile is not looked at.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import takewhile
from pathlib import Path

from msgspec import Struct, json, msgpack

from diemcau.activities.plan import read_plan
from diemcau.classroom import snapshot
from diemcau.classroom.board import Board
from diemcau.journal.chain import Fault, Walk
from diemcau.journal.rules import GENESIS, Fact, Head, Link, text_digest
from diemcau.journal.store import Store, StoreBroken

# A reference to a text, as canonical JSON writes it into the body of a fact.
TEXT = re.compile(rb'\{"id":"([0-9a-f]{32}\.\d+)","digest":"([0-9a-f]{64})"\}')


class Known(Struct, frozen=True):
    """A head that somebody wrote down: the position and the link (hex, or its beginning) that stood there."""

    position: int
    link: str


def verify(store: Store, stream: str, folder: Path | None = None, known: Sequence[Known] = ()) -> Iterator[Fault]:
    """All that does not fit. KeyError when there is no such stream."""
    return Verifying(store, stream, folder, known).faults()


def strays(store: Store) -> Iterator[Fault]:
    """Rows of streams that are not there: a stream was removed, or took another name."""
    for table, stream in store.strays():
        yield Fault("stream_stray", {"stream": stream, "table": table})


class Verifying:
    """One look at a stream."""

    def __init__(self, store: Store, stream: str, folder: Path | None, known: Sequence[Known]) -> None:
        self.store, self.stream, self.known = store, stream, known
        self.head, self.plan, self.erased = store.standing(stream)
        self.board: Board | None = None
        self.found: list[Fault] = []  # by the way, while the walk goes on
        self.texts: dict[str, tuple[int, str]] = {}  # id → place of the fact that refers to it, digest
        self.seen: set[Known] = {one for one in known if GENESIS.hex().startswith(one.link) and not one.position}
        self.snapshots = snapshot.kept(folder, stream) if folder else []
        self.next_snapshot = self.snapshots.pop() if self.snapshots else None

    def faults(self) -> Iterator[Fault]:
        """Everything, in the order in which it is met."""
        yield from self._plan()
        for fault in Walk(self._links(), self._facts(), self.head).faults():
            yield from self._found()
            yield fault
        yield from self._found()
        yield from self._texts()
        for one in self.known:
            if one not in self.seen:
                code = "head_older" if one.position > self.head.position else "head_other"
                yield Fault(code, {"seq": one.position, "link": one.link, "now": self.head.position})

    ...
