"""The two provinces of `world`, made once a module."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Made in a transaction that ends with the module; a test puts back what it changes (`walk.ask` does)."""
    from django.db import connection, transaction
    from django.test import override_settings

    from tests.assessment.rig import journal_at
    from tests.classroom.rig import new_journal
    from tests.config.world import build

    folder: Path = tmp_path_factory.mktemp("world")
    with django_db_blocker.unblock(), override_settings(DATA=folder), transaction.atomic():
        stores = journal_at(new_journal(folder))
        made = build(next(stores))
        yield made
        transaction.set_rollback(True)
        next(stores, None)
    connection.close()
