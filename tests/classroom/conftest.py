"""A live process for each test that asks for one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.classroom.machine import Machine
from tests.classroom.rig import Live, new_journal
from tests.classroom.turning import Hall


@pytest.fixture
def journal(tmp_path: Path, django_db_blocker: Any) -> str:
    """The target of an empty journal store."""
    with django_db_blocker.unblock():
        return new_journal(tmp_path)


@pytest.fixture
def live(tmp_path: Path, journal: str) -> Iterator[Live]:
    """A running live process with an empty journal."""
    running = Live(tmp_path, journal).start()
    yield running
    if running.process and running.process.poll() is None:
        running.kill()


@pytest.fixture(scope="session")
def shared_journal(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> str:
    """A journal store for all tests that only need streams of their own in it."""
    with django_db_blocker.unblock():
        return new_journal(tmp_path_factory.mktemp("journal"))


@pytest.fixture
def hall(shared_journal: str) -> Iterator[Hall]:
    """A sitting of its own in the shared store; its plan is kept, nothing has happened."""
    made = Hall(shared_journal)
    yield made
    made.close()


@pytest.fixture
def on_air(hall: Hall) -> Hall:
    """The sitting on air at item 1, position 3."""
    hall.open()
    return hall


@pytest.fixture
def ledge(on_air: Hall) -> Hall:
    """The sitting on air, on a store that can be told where its disk ends."""
    on_air.edge("")
    return on_air


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A browser with a profile on disk; the test fails when a script on its page throws."""
    with Machine(tmp_path / "profile") as made:
        yield made
        assert made.thrown == []
