"""Commands and the data folder: two at one time on a new one wait for each other, on one without data they say so."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from diemcau.base.words import say


def begun(*words: str) -> "subprocess.Popen[str]":
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"} | {"LANG": "vi_VN.UTF-8"}
    command = [sys.executable, "-m", "diemcau", *words]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def test_two_commands_on_a_new_folder_do_not_get_into_each_others_way(tmp_path: Path) -> None:
    running = [begun("migrate", "--data", str(tmp_path / "new")) for _ in range(2)]
    said = [one.communicate(timeout=120) for one in running]
    assert ([one.returncode for one in running], said) == ([0, 0], [("", ""), ("", "")])


@pytest.mark.parametrize(
    "words",
    [("verify",), ("backup", "to"), ("carry", "out", "1", "a.tep"), ("programme", "import", "b"), ("practice",)],
)
def test_what_needs_data_says_which_folder_has_none(tmp_path: Path, words: tuple[str, ...]) -> None:
    folder = tmp_path / "forgotten"
    ended = begun(*words, "--data", str(folder))
    assert (ended.communicate(timeout=60), ended.returncode) == (
        ("", say("refused.data.none", folder=folder) + "\n"),
        2,
    )


def test_the_practice_site_is_not_rehearsed_in(tmp_path: Path) -> None:
    assert begun("migrate", "--data", str(tmp_path)).communicate(timeout=120) == ("", "")
    ended = begun("rehearse", "tap", "--data", str(tmp_path))
    assert (ended.communicate(timeout=60), ended.returncode) == (("", say("refused.rehearsal.practice") + "\n"), 2)
