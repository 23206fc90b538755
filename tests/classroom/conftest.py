"""A live process for each test that asks for one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.classroom.rig import Live, new_journal


@pytest.fixture
def journal(tmp_path: Path, django_db_setup: None, django_db_blocker: Any) -> str:
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
