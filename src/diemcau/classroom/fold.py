"""The board of one stream, kept up with its journal, and the words that it refers to.

When the store fails the board is dropped and read again from disk, so what was judged but not kept never
shows; until that works there are no views.
"""

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TypeVar

from diemcau.activities.kind import ALL, CONTROL, PRESENTERS, PROVINCES, SEAT, SITE, Grouping, Text, View
from diemcau.classroom.board import Board
from diemcau.classroom.snapshot import start_board
from diemcau.journal.rules import LARGEST
from diemcau.journal.store import Store, StoreBroken

log = logging.getLogger(__name__)
T = TypeVar("T")

# A text can be shown to anybody who is told of its fact, so its erasure is told to all of these.
READERS = frozenset({ALL, SITE, SEAT, PROVINCES, CONTROL, PRESENTERS})


class Fold:
    """Board and position of a stream. Not for two threads at once. `snapshots` is a folder to start from."""

    def __init__(self, store: Store, stream: str, snapshots: Path | None = None) -> None:
        self.store = store
        self.stream = stream
        self.snapshots = snapshots
        self.board: Board
        self.words: dict[str, str] = {}
        self.groupings: dict[str, Grouping] = {}  # by activity, as far as somebody groups
        _, _, self.erased = store.standing(stream)  # up to which erasure callers know the topics
        self.fresh = False
        self.told = LARGEST  # up to which position callers know the topics that changed: of the past nobody asks
        self.untold: set[str] = set()
        self.read()
        self.told = self.board.position

    def read(self) -> None:
        """Fold the board from the disk. What nobody was told of yet, the next `catch_up` tells."""
        self.fresh = False
        self.words = {}
        self.board = start_board(self.store, self.stream, self.snapshots, self.told)
        self.board.groupings = self.groupings
        self._read_on()
        self.fresh = True

    def _read_on(self) -> None:
        for fact in self.store.each_fact(self.stream, self.board.position):
            if fact.seq > self.told:
                self.untold |= self.board.apply(fact)
            else:
                self.board.fold(fact)

    def recover(self) -> None:
        """After a failure: another connection, and the board as it is on disk."""
        self.store.reopen()
        self.read()

    def catch_up(self) -> set[str]:
        """Take in what the journal has after the position; the topics that changed. Raises StoreBroken."""
        if not self.fresh:
            self.recover()
        try:
            head, _, erased = self.store.standing(self.stream)
            if head.position > self.board.position:
                self._read_on()
            if erased > self.erased:
                self._forget(erased)
        except Exception:
            self.fresh = False
            raise
        topics, self.untold, self.told = self.untold, set(), self.board.position
        return topics

    def _forget(self, erased: int) -> None:
        """Drop the words that were erased, and tell all who may have been shown them."""
        for text, fact in self.store.erased(self.stream, self.erased):
            self.words.pop(text, None)
            self.untold |= self.board.reach.topics(READERS, None, fact, 0)
        self.board.reach.moved_all = self.board.position + 1  # no part of a view may stand on what was shown before
        self.erased = erased

    def read_text(self, ref: Text | None) -> str:
        """The words of a text, "" when it was erased."""
        if ref is None:
            return ""
        if ref.id not in self.words:
            self.words[ref.id] = self.store.text(self.stream, ref.id)
        return self.words[ref.id]

    def views(self, topics: Iterable[str], real: int) -> dict[str, View]:
        """The whole views of topics as of now; one that cannot be made is left out, the others are not."""
        if not self.fresh:
            self.recover()
        made: dict[str, View] = {}
        for topic in topics:
            try:
                made[topic] = self.board.view(topic, real, self.read_text)
            except StoreBroken:
                self.fresh = False
                raise
            except Exception:
                log.exception("no view of %s", topic)
        return made

    def part(self, topic: str, after: int, real: int) -> View | None:
        """What changed in a topic after a position; None when only the whole view says it."""
        if not self.fresh:
            return None
        try:
            return self.board.part(topic, after, real, self.read_text)
        except StoreBroken:
            self.fresh = False
            raise
        except Exception:
            log.exception("no part of %s", topic)
            return None

    def ask(self, question: Callable[[Board], T]) -> T:
        """Ask the board something between two turns."""
        if not self.fresh:
            self.recover()
        return question(self.board)
