"""The whole way by one command: programme, class, six sittings over HTTP, papers; the same figures after a kill."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

PAPERS = {
    "bao-cao-trung-uong.docx",
    "bao-cao-trung-uong.pdf",
    "bao-cao-tinh-01.docx",
    "bao-cao-tinh-01.pdf",
    "bao-cao-xa-10273.docx",
    "bao-cao-xa-10273.pdf",
    "tin-xa-10273.docx",
    "tin-xa-10273.pdf",
    "tin-xa-10273.md",
    "bao-cao-nhanh.txt",
    "figures.json",
}
MARK = "DỮ LIỆU MÔ PHỎNG"


def play(out: Path, *more: str) -> tuple[Any, str]:
    """Play the demo into a folder; its figures.json and what it said."""
    environment = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "DIEMCAU_DATA"}}
    small = ["--sites", "1", "--learners", "5", "--seed", "3"]
    command = [sys.executable, "-m", "diemcau", "demo", "--once", "--out", str(out), *small, *more]
    ended = subprocess.run(command, check=False, env=environment, capture_output=True, text=True, timeout=240)
    assert (ended.returncode, ended.stderr[-2000:] if ended.returncode else "") == (0, "")
    return json.loads((out / "figures.json").read_text()), ended.stderr


@pytest.mark.timeout(600)  # two whole classes; each has its own limit
def test_the_demo_writes_its_papers_and_a_kill_changes_no_figure(tmp_path: Path) -> None:
    calm, _ = play(tmp_path / "calm")
    shaken, said = play(tmp_path / "shaken", "--kill-live")

    assert PAPERS - {path.name for path in (tmp_path / "calm").iterdir()} == set()
    assert MARK in (tmp_path / "calm" / "tin-xa-10273.md").read_text()
    assert MARK in (tmp_path / "calm" / "bao-cao-nhanh.txt").read_text()
    assert calm["figures"] != {}
    assert int(re.findall(r"(\d+) (?:yêu cầu được gửi lại|requests were sent again)", said)[0]) > 0
    assert shaken["figures"] == calm["figures"]
