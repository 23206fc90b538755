"""Nodes for tests that break them."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.classroom.conftest import journal  # noqa: F401 the fixture
from tests.classroom.planting import Bug
from tests.classroom.rig import Live
from tests.faults.sizes import LARGE_SECONDS, is_large
from tests.faults.sowing import sown

MakeNode = Callable[..., Live]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests here that were made large take their time."""
    for item in items:
        if is_large and Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.timeout(LARGE_SECONDS))


@pytest.fixture
def node(tmp_path: Path, journal: str) -> Iterator[MakeNode]:  # noqa: F811 the fixture
    """Makes running nodes on one journal: with a bug, or more, sown into them; other words are their environment."""
    made: list[Live] = []

    def make(*bugs: Bug, at: str = "", logs: Path | None = None, **environment: str) -> Live:
        folder = tmp_path / f"node-{len(made)}"
        folder.mkdir()
        more = sown(folder, *bugs) if bugs else {}
        made.append(Live(logs or folder, at or journal, environment=more | environment))
        return made[-1].start()

    yield make
    for live in made:
        if live.process and live.process.poll() is None:
            live.kill()
