"""PostgreSQL is killed and restarted under load, and its line is cut between a commit and the answer to it."""

import random
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from diemcau.journal.log import target
from tests.classroom.planting import Bug
from tests.classroom.rig import Live
from tests.faults.books import check
from tests.faults.conftest import MakeNode
from tests.faults.cutting import Cut, through
from tests.faults.database import Database
from tests.faults.disks import Disk, small_disk
from tests.faults.load import PATIENCE, is_back, load, open_doors, wait_for
from tests.faults.sizes import CUTS, DATABASE_KILLS, SEED
from tests.faults.sowing import is_caught
from tests.faults.test_disk_full import there_is_no_room

HASTY = Bug("journal.reading", "synchronous_commit=on", "synchronous_commit=off")
NEW_NAMES = Bug("classroom.turns", "        _id_bytes(command.id),", "        secrets.token_bytes(16),")
COMMITTED = b"COMMIT\0"  # in what PostgreSQL answers to COMMIT


@pytest.fixture(scope="module")
def database(django_db_blocker: Any) -> Iterator[Database]:
    """A server to be killed."""
    if not target().startswith("postgres"):
        pytest.skip("this run has no PostgreSQL")
    with django_db_blocker.unblock(), Database(target()) as made:
        yield made


def the_server_dies(live: Live, database: Database, kills: int, seed: int) -> None:
    """Again and again, in every way; the node waits for it and goes on."""
    open_doors(live)
    database.settle()
    chance = random.Random(seed)
    with load(live, seed=seed) as ledger:
        for number in range(kills):
            wait_for(ledger, 20)
            time.sleep(chance.uniform(0.0, 0.4))
            database.ways[number % len(database.ways)]()
            database.start()
        wait_for(ledger, 20)
    is_back(live)
    check(live.journal, ledger, live)


def test_a_server_that_is_killed_loses_nothing_and_the_node_goes_on_by_itself(
    node: MakeNode, database: Database
) -> None:
    the_server_dies(node(at=database.journal()), database, DATABASE_KILLS, SEED)


def test_receipts_that_do_not_wait_for_the_disk_are_caught(node: MakeNode, database: Database) -> None:
    is_caught(lambda n: the_server_dies(node(HASTY, at=database.journal()), database, 4, SEED + n))


@pytest.fixture
def cramped(django_db_blocker: Any) -> Iterator[tuple[Database, Disk]]:
    """A server whose disk is small."""
    if not target().startswith("postgres"):
        pytest.skip("this run has no PostgreSQL")
    with tempfile.TemporaryDirectory(prefix="dc-pg-") as home, small_disk(Path(home) / "disk", "160m") as disk:
        Path(home).chmod(0o711)  # the server is another user
        with django_db_blocker.unblock(), Database(target(), disk.folder) as made:
            yield made, disk


def test_on_a_full_disk_of_the_server_nothing_is_acknowledged_and_it_goes_on_when_there_is_room(
    node: MakeNode, cramped: tuple[Database, Disk]
) -> None:
    database, disk = cramped
    there_is_no_room(node(at=database.journal()), disk)


def answers_of_the_database_are_cut(node: MakeNode, journal: str, folder: Path, cuts: int, *bugs: Bug) -> None:
    """Every fifth commit happens, and the writer does not hear of it; now and then all connections end at once."""
    if not journal.startswith("postgres"):
        pytest.skip("SQLite has no line")
    base, _, host = journal.partition("?host=")
    folder.mkdir()
    with through(Cut(COMMITTED), path=f"{host}/.s.PGSQL.5432", door=f"{folder}/.s.PGSQL.5432") as cut:
        live = node(*bugs, at=f"{base}?host={folder}")
        open_doors(live)
        cut.each = 5
        with load(live, senders=4, seed=SEED) as ledger:
            until = time.monotonic() + 3 * PATIENCE
            while cut.cut < cuts:
                assert time.monotonic() < until, f"only {cut.cut} of {cut.seen} answers were cut"
                wait_for(ledger, 40)
                with psycopg.connect(journal, autocommit=True) as other:
                    other.execute(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
                    )
        is_back(live)
        check(journal, ledger, live)
        live.kill()


def test_a_line_that_is_cut_after_a_commit_doubles_nothing(node: MakeNode, journal: str, tmp_path: Path) -> None:
    answers_of_the_database_are_cut(node, journal, tmp_path / "door", CUTS)


def test_a_repeat_that_is_taken_for_new_is_caught(node: MakeNode, journal: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"^(lost|twice|wrong answers): "):
        answers_of_the_database_are_cut(node, journal, tmp_path / "door", 3, NEW_NAMES)
