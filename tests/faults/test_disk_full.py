"""The disk of the journal is full, or that of the log files: nothing false is said, and it goes on by itself."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from diemcau.activities.kind import Role
from diemcau.base.words import say
from tests.classroom.planting import Bug
from tests.classroom.rig import Live, command_id, new_journal, token
from tests.faults.books import check
from tests.faults.conftest import MakeNode
from tests.faults.disks import Disk, small_disk
from tests.faults.load import Ledger, command, is_back, load, open_doors, wait_for

MOST = 500  # commands that find a place in what the log of the database had taken before
FALSE = Bug(
    "classroom.turns",
    "            self.store.append(self.stream, turn, head)",
    "            with suppress(StoreBroken):\n                self.store.append(self.stream, turn, head)",
)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Disk]:
    """A small disk."""
    with small_disk(tmp_path / "disk") as made:
        yield made


@pytest.fixture
def cramped(disk: Disk, django_db_blocker: Any) -> str:
    """A journal on the small disk."""
    with django_db_blocker.unblock():
        made = new_journal(disk.folder)
    if made.startswith("postgres"):
        pytest.skip("the disk of PostgreSQL is not ours")
    return made


def ask(live: Live, bearer: str, ledger: Ledger) -> dict[str, Any]:
    """A desk asks to speak; what it is answered, which the books have too when it was kept."""
    id_ = command_id()
    answer: dict[str, Any] = live.send(bearer, "floor.ask", id_=id_)
    if "seq" in answer:
        ledger.note(command("floor.ask", {}) | {"id": id_}, 0, answer)
    return answer


def there_is_no_room(live: Live, disk: Disk) -> None:
    """Three times, under load."""
    open_doors(live)
    host = token(Role.HOST, site=1)
    with load(live) as ledger:
        for _ in range(3):
            wait_for(ledger, 20)
            disk.fill()
            answers = (ask(live, host, ledger) for _ in range(MOST))
            refused = next((answer for answer in answers if "seq" not in answer), {})
            assert refused, "lost: what does not fit is acknowledged"
            assert refused == {"code": "store.broken", "status": 503, "words": say("refused.store.broken", "vi")}
            assert live.get("/live/view", host)[0] == 200
            disk.free()
        wait_for(ledger, 20)
    check(live.journal, ledger, live)


def test_what_does_not_fit_is_not_acknowledged_and_it_goes_on_when_there_is_room(
    node: MakeNode, disk: Disk, cramped: str
) -> None:
    there_is_no_room(node(at=cramped), disk)


def test_a_receipt_for_what_does_not_fit_is_caught(node: MakeNode, disk: Disk, cramped: str) -> None:
    live = node(FALSE, at=cramped)
    with pytest.raises(AssertionError, match=r"^lost: "):
        there_is_no_room(live, disk)


def there_is_no_room_for_log_files(live: Live, disk: Disk, patience: float = 30) -> None:
    """Processes that have something to write there die, start, and fail at a turn; the node serves on."""
    open_doors(live)
    disk.fill()
    with load(live) as ledger:
        for kind in ("accept", "writer", "stream", "boards"):
            wait_for(ledger, 20, patience)
            os.kill(live.children(kind)[0], signal.SIGKILL)
        wait_for(ledger, 20, patience)
    is_back(live)
    check(live.journal, ledger, live)


def test_full_log_files_stop_nobody(node: MakeNode, disk: Disk) -> None:
    there_is_no_room_for_log_files(node(logs=disk.folder), disk)


def test_a_watcher_that_falls_over_a_full_log_is_caught(node: MakeNode, disk: Disk) -> None:
    careless = Bug(
        "base.processes", "contextlib.suppress(OSError):  # a full disk", "contextlib.suppress(KeyError):  #"
    )
    live = node(careless, logs=disk.folder)
    with pytest.raises(AssertionError, match=r"^unanswered: "):
        there_is_no_room_for_log_files(live, disk, 10)
