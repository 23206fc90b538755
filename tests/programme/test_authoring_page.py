"""The page that tells authors how to write is itself right."""

import re
from pathlib import Path

from diemcau.programme.folder import read_folder
from tests.programme.folders import SITUATION, files

PAGE = Path(__file__).resolve().parents[2] / "docs" / "authoring.md"


def test_its_whole_example_is_taken_without_a_word() -> None:
    (example,) = re.findall(r"```\n(---\n.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    reading = read_folder({**files(), SITUATION: example.encode()})
    assert [fault.words() for fault in (*reading.faults, *reading.warnings())] == []
    assert reading.programme
    (case,) = reading.programme.topics[0].situations
    assert (len(case.turns), len(case.developments), len(case.endings)) == (1, 1, 2)
