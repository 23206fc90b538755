"""The small country of tests.planning.cast."""

import pytest


@pytest.fixture
def country(db: None) -> None:
    from tests.planning import cast

    cast.country()
