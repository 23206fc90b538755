"""Units, a journal of its own, and the small class of `rig`, played."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from diemcau.journal.store import Store
from tests.classroom.rig import new_journal


def _load_if_empty() -> None:
    # Django is not set up yet when this file is read.
    from diemcau.units.actions import load_units
    from diemcau.units.models import Unit

    if not Unit.objects.exists():
        load_units()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    with django_db_blocker.unblock():
        _load_if_empty()


@pytest.fixture
def journal(tmp_path: Path, django_db_setup: None, django_db_blocker: Any) -> str:
    """The target of an empty journal store."""
    with django_db_blocker.unblock():
        return new_journal(tmp_path)


@pytest.fixture
def store(journal: str, db: None) -> Iterator[Store]:
    """The journal that the office reads, open for writing."""
    from tests.assessment import rig

    _load_if_empty()  # another test may have emptied the tables
    yield from rig.journal_at(journal)


@pytest.fixture
def course(store: Store) -> Any:
    """The small class with both sittings closed; nothing is settled."""
    from tests.assessment import rig

    made = rig.new_course()
    rig.play_first(store, made)
    rig.play_second(store, made)
    return made
