"""The line to a phone is cut after its command was kept, before the receipt arrives: the repeat gets the same one."""

import time

import pytest

from tests.classroom.planting import Bug
from tests.classroom.rig import Live
from tests.faults.books import check
from tests.faults.conftest import MakeNode
from tests.faults.cutting import Cut, through
from tests.faults.load import PATIENCE, load, open_doors, wait_for
from tests.faults.sizes import CUTS, SEED

NEW_NAMES = Bug("classroom.turns", "        _id_bytes(command.id),", "        secrets.token_bytes(16),")


def answers_are_cut(live: Live, cuts: int) -> None:
    """Every fifth answer is not heard by who asked."""
    open_doors(live)
    with through(Cut(b"receipts", each=5), live.port) as cut, load(cut, seed=SEED) as ledger:
        until = time.monotonic() + 2 * PATIENCE
        while cut.cut < cuts:
            assert time.monotonic() < until, f"only {cut.cut} of {cut.seen} answers were cut"
            wait_for(ledger, 10)
    check(live.journal, ledger, live)


def test_the_repeat_of_a_command_whose_answer_was_cut_off_gets_the_same_receipt(node: MakeNode) -> None:
    answers_are_cut(node(), 10 * CUTS)


def test_a_repeat_that_is_taken_for_new_is_caught(node: MakeNode) -> None:
    live = node(NEW_NAMES)
    with pytest.raises(AssertionError, match=r"^(lost|twice|wrong answers): "):
        answers_are_cut(live, 3)
