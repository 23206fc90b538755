"""The stores of the classroom's tests, for the journal."""

from collections.abc import Iterator

import pytest

from diemcau.journal.store import Store
from tests.classroom.conftest import hall, journal, on_air, shared_journal
from tests.journal.made import STREAM

__all__ = ["hall", "journal", "on_air", "shared_journal"]


@pytest.fixture
def store(journal: str) -> Iterator[Store]:
    opened = Store(journal)
    opened.make_stream(STREAM)
    yield opened
    opened.close()


@pytest.fixture
def only_sqlite(journal: str) -> None:
    if journal.startswith("postgres"):
        pytest.skip("a setting of SQLite")


@pytest.fixture
def only_postgres(journal: str) -> None:
    if not journal.startswith("postgres"):
        pytest.skip("a setting of PostgreSQL")
