"""Files of the data folder: whole or not at all, for one user alone."""

import stat
from pathlib import Path

import pytest

from diemcau.base.files import put


def test_a_file_is_written_for_this_user_alone_and_may_be_written_again(tmp_path: Path) -> None:
    path = tmp_path / "ab" / "tep"
    put(path, b"one")
    put(path, b"two")
    assert (path.read_bytes(), stat.S_IMODE(path.stat().st_mode)) == (b"two", 0o600)
    assert [one.name for one in path.parent.iterdir()] == ["tep"]


def test_a_write_that_breaks_leaves_what_was_there_and_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "tep"
    put(path, b"one")
    with pytest.raises(TypeError):
        put(path, "no bytes")  # type: ignore[arg-type]
    assert (path.read_bytes(), [one.name for one in tmp_path.iterdir()]) == (b"one", ["tep"])
