"""The units of Vietnam, loaded once for all tests of this room."""

from typing import Any

import pytest


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
def units(db: None) -> None:
    _load_if_empty()  # another test may have emptied the tables
