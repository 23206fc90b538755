"""The k-th write, sync or open of the journal's files fails: for every k, no receipt for what is not there."""

import errno
import random
import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.classroom.planting import Bug
from tests.classroom.rig import Live
from tests.faults.books import check, lost
from tests.faults.conftest import MakeNode
from tests.faults.failing import KINDS, Failing
from tests.faults.load import Ledger, Sender, open_doors
from tests.faults.sizes import CALLS, SEED

ROUND = 6  # turns in which the log is also taken over into the database
OFTEN = Bug(  # a setting: the log is taken over every few turns, not every thousand pages
    "journal.reading",
    'opened.execute("PRAGMA synchronous=FULL")',
    'opened.execute("PRAGMA synchronous=FULL")\n            opened.execute("PRAGMA wal_autocheckpoint=8")',
)
BUGS = {
    "lost": Bug(
        "classroom.turns",
        "            self.store.append(self.stream, turn, head)",
        "            with suppress(StoreBroken):\n                self.store.append(self.stream, turn, head)",
    ),
    "not opened again": Bug("journal.reading", "        failed = self.connection\n", "        return\n"),
}


@pytest.fixture
def failing(tmp_path: Path, journal: str) -> Iterator[Failing]:
    """Calls of the writer to the journal's files."""
    if journal.startswith("postgres"):
        pytest.skip("the disk of PostgreSQL is not ours")
    made = Failing(tmp_path, journal, "live.writer")
    yield made
    made.close()


def calls_fail(live: Live, failing: Failing, most: int, folder: Path) -> None:
    """One call of each kind after the other. An error that the database can mend later it does not tell."""
    open_doors(live)
    ledger = Ledger()
    with closing(Sender(ledger, [live], 1, random.Random(SEED))) as sender:

        def turns() -> int:
            """Tries that were answered with a refusal."""
            tries = ledger.tries
            for _ in range(ROUND):
                sender.settle(*sender.make())
            return ledger.tries - tries - ROUND

        turns()
        before = {kind: failing.seen(kind) for kind in KINDS}
        turns()
        calls = [(kind, k) for kind in KINDS for k in range(1, failing.seen(kind) - before[kind] + 1)]
        calls += [("open", k) for k in range(1, 9)]
        failed = 0
        for number, (kind, k) in enumerate(calls[:: max(1, len(calls) // most)]):
            failing.arm(kind, k, (errno.EIO, errno.ENOSPC)[number % 2])
            if kind == "open":  # which happens when it starts afresh
                failing.arm("sync", 1, errno.EIO)
            opened, failures = failing.seen("open"), failing.failed()
            if turns():
                assert failing.seen("open") > opened, f"not opened again: after {kind} {k}"
            failing.calm()
            failed += failing.failed() > failures
            if number % 5 == 0:
                shows_after_a_power_cut(live.journal, ledger, folder)
        assert failed >= min(most, len(calls)) // 2
    check(live.journal, ledger, live)


def shows_after_a_power_cut(journal: str, ledger: Ledger, folder: Path) -> None:
    """What was acknowledged is in the files alone, without the memory that processes share."""
    for name in ("journal.db", "journal.db-wal"):
        shutil.copy(Path(journal).with_name(name), folder / name)
    lost(str(folder / "journal.db"), ledger)
    for path in folder.glob("journal.db*"):
        path.unlink()


def test_a_call_that_fails_costs_time_and_nothing_else(node: MakeNode, failing: Failing, tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    calls_fail(node(OFTEN, **failing.environment), failing, CALLS, copy)


@pytest.mark.parametrize("words", BUGS)
def test_bugs_are_caught(node: MakeNode, failing: Failing, tmp_path: Path, words: str) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    live = node(OFTEN, BUGS[words], **failing.environment)
    with pytest.raises(AssertionError, match=f"^{words}: "):
        calls_fail(live, failing, 8, copy)
