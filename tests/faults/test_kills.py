"""kill -9 of every kind of process at random moments, under load, with repeats."""

import os
import random
import signal
import time
from contextlib import suppress
from pathlib import Path

import pytest

from diemcau.activities.kind import Role
from tests.classroom.planting import Bug
from tests.classroom.rig import Live, token
from tests.faults.books import check
from tests.faults.conftest import MakeNode
from tests.faults.load import is_back, load, open_doors, wait_for
from tests.faults.sizes import KILLS, SEED
from tests.faults.sowing import is_caught
from tests.faults.watchers import Watcher, all_show, mixed, watching

KINDS = ("writer", "boards", "stream", "accept")
ROUND = 10  # kills between two of the whole node, after which dead processes are started again without a wait
OFTEN = (  # a setting: snapshots of the board so often that starts are made from them
    Bug("classroom.snapshot", "EVERY = 50_000", "EVERY = 200"),
    Bug("classroom.live.house", "SNAPSHOT_FACTS = 50_000", "SNAPSHOT_FACTS = 200"),
)
# A connection that makes one commit of fifty, once the sitting is open; receipts do not wait for it.
HASTY = """
class Hasty:
    def __init__(self, connection):
        self.connection, self.commits = connection, 0

    def __getattr__(self, name):
        return getattr(self.connection, name)

    def execute(self, statement, *values):
        self.commits += statement == "COMMIT"
        if self.commits > 12 and self.commits % 50 and statement in {"BEGIN", "BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"}:
            statement = "SELECT 1"
        return self.connection.execute(statement, *values)


"""
BUGS = {  # with the kills that show them
    "lost": (
        8,
        [
            Bug(
                "classroom.live.writer",
                "    writer.serve()\n",
                "    writer.store.connection = Hasty(writer.store.connection)\n    writer.serve()\n",
            ),
            Bug("classroom.live.writer", "def main() -> None:\n", HASTY + "def main() -> None:\n"),
        ],
    ),
    "missing": (1, [Bug("classroom.live.stream", "self.listeners.ask_again()", "pass")]),
}


def kill(live: Live, kind: str, chance: random.Random) -> None:
    """kill -9 of one process of a kind, if there is one now."""
    for pid in chance.sample(there := live.children(kind), min(1, len(there))):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def show(live: Live, watchers: list[Watcher], kind: str) -> None:
    """Something that everybody is to see."""
    seq = live.send(token(Role.LECTURER), kind, activity="q1")["seq"]
    is_back(live)
    all_show(watchers, seq)


def processes_die(live: Live, kills: int, seed: int, enough: int = 0) -> None:
    """Under load, until `enough` was kept; in the end everybody has his receipts and shows the last position."""
    open_doors(live)
    chance, watchers = random.Random(seed), mixed(live)
    with watching(watchers):
        with load(live, seed=seed) as ledger:
            wait_for(ledger, 20)
            for number in range(1, kills + 1):
                time.sleep(chance.uniform(0.02, 0.4))
                if number % ROUND:
                    kill(live, KINDS[number % len(KINDS)], chance)
                else:
                    live.kill()
                    live.start()
            wait_for(ledger, max(20, enough - len(ledger.receipts)))
        is_back(live)
        check(live.journal, ledger)
        kill(live, "boards", chance)
        show(live, watchers, "poll.close")
        kill(live, "stream", chance)
        show(live, watchers, "poll.show")
    check(live.journal, ledger, live)


def test_nothing_acknowledged_is_lost_or_doubled_and_no_listener_is_missing(node: MakeNode) -> None:
    live = node(*OFTEN, DIEMCAU_ACCEPTS="2", DIEMCAU_STREAMS="2")
    processes_die(live, KILLS, SEED, enough=300)  # on a busy machine the kills are over before a snapshot is due
    assert any(Path(live.run).glob("*.snapshot"))


@pytest.mark.parametrize("word", BUGS)
def test_bugs_are_caught(node: MakeNode, word: str) -> None:
    kills, bugs = BUGS[word]
    is_caught(lambda n: processes_die(node(*bugs, DIEMCAU_STREAMS="2"), kills, SEED + n))
