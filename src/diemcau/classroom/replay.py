"""The board of a sitting for the office and the worker: folded from the journal alone, read only.

No snapshot is used here: figures that are settled and signed come from the facts themselves.
"""

from collections.abc import Callable

from diemcau.activities.kind import Text
from diemcau.activities.plan import read_plan
from diemcau.classroom.board import Board
from diemcau.journal.log import reader, stream_of

Read = Callable[[Text | None], str]


def board_of(sitting: int) -> tuple[Board, Read]:
    """The board of a sitting as of now, and what gives back its texts; KeyError when it has no journal."""
    stream = stream_of(sitting)
    with reader() as store:
        board = Board(read_plan(store.plan(stream)))
        for fact in store.each_fact(stream):
            board.fold(fact)
        words = store.texts(stream)
    return board, lambda ref: words.get(ref.id, "") if ref else ""
