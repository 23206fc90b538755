"""The small country of tests.planning.cast, a course in it, and who works there."""

from typing import Any

import pytest


@pytest.fixture
def country(db: None) -> None:
    from tests.planning import cast

    cast.country()


@pytest.fixture
def course(country: None) -> Any:
    from tests.planning import cast

    return cast.a_course()


@pytest.fixture
def sites(course: Any) -> Any:
    from tests.planning import cast

    return cast.rooms(course)


@pytest.fixture
def centre(country: None) -> Any:
    """An organiser of the centre."""
    from tests.planning import cast

    return cast.signed_in("organiser")


@pytest.fixture
def hanoi(country: None) -> Any:
    """A focal person of Hà Nội."""
    from tests.planning import cast

    return cast.signed_in("province", "01")


@pytest.fixture
def operator(country: None) -> Any:
    """An operator of the control room."""
    from tests.planning import cast

    return cast.signed_in("operator")
