"""The worker process: one works on a database."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.conf import settings
from django.db import connections

from diemcau.config import worker

POSTGRES = "postgresql" in settings.DATABASES["default"]["ENGINE"]
on_postgres = pytest.mark.skipif(not POSTGRES, reason="on SQLite the lock of the data folder lets one in")
on_sqlite = pytest.mark.skipif(POSTGRES, reason="on PostgreSQL it would hold the place")


@contextmanager
def started() -> Iterator[subprocess.Popen[bytes]]:
    """A worker on the database of this test; ended afterwards."""
    database = connections["default"].settings_dict
    url = f"postgres://{database['USER']}@/{database['NAME']}?host={database['HOST'] or database['OPTIONS']['host']}"
    process = subprocess.Popen([sys.executable, "-m", "diemcau.config.worker"], env=os.environ | {"DATABASE_URL": url})
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def places() -> list[bool]:
    """Who has the place (True) and who waits for it (False)."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT granted FROM pg_locks JOIN pg_database ON pg_database.oid = database "
            "WHERE locktype = 'advisory' AND objid = %s AND datname = current_database() ORDER BY granted",
            [worker.WORKING],
        )
        return [granted for (granted,) in cursor.fetchall()]


def until(wanted: list[bool]) -> None:
    end = time.monotonic() + 60
    while places() != wanted:
        assert time.monotonic() < end, places()
        time.sleep(0.05)


@on_postgres
@pytest.mark.django_db(databases=["default", "journal"], transaction=True)
def test_the_worker_of_another_node_waits_until_the_first_is_gone() -> None:
    with started() as first:
        until([True])
        with started() as second:
            until([False, True])
            first.kill()
            first.wait()
            until([True])
            assert second.poll() is None


@on_postgres
@pytest.mark.django_db(databases=["default", "journal"], transaction=True)
def test_a_worker_that_lost_its_place_ends() -> None:
    with started() as first:
        until([True])
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
                "WHERE objid = %s AND datname = current_database()",
                [worker.WORKING],
            )
        assert first.wait(60) == 0


@on_sqlite
def test_on_sqlite_nobody_waits() -> None:
    assert worker.only_worker() is None


def test_a_job_of_the_day_that_breaks_is_told_and_the_others_are_done(caplog: pytest.LogCaptureFixture) -> None:
    done: list[str] = []

    def broken() -> None:
        raise ValueError("broken")

    for job in (broken, lambda: done.append("next")):
        worker.begin(job)
    assert done == ["next"]
    assert [record.exc_info[1].args for record in caplog.records if record.exc_info] == [("broken",)]  # type: ignore[union-attr]
