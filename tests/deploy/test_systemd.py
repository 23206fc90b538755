"""The systemd units of deploy/: understood by systemd, and what they start is understood by the command."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from diemcau.config import cli
from diemcau.config.checks import open_files, sizes

UNITS = sorted((Path(__file__).resolve().parents[2] / "deploy").glob("diemcau*.*"))
PROGRAM = "/opt/diemcau/.venv/bin/diemcau"


def line(unit: str, key: str) -> str:
    """What a unit says for a key."""
    (path,) = [path for path in UNITS if path.name == unit]
    (found,) = re.findall(rf"^{key}=(.*)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return str(found)


def test_all_units_are_there() -> None:
    assert [path.name for path in UNITS] == ["diemcau-backup.service", "diemcau-backup.timer", "diemcau.service"]


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="needs systemd-analyze")
def test_systemd_understands_the_units(tmp_path: Path) -> None:
    for path in UNITS:  # the program is not there on the machine of this test
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8").replace(PROGRAM, "/bin/true"))
    ended = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(str(tmp_path / path.name) for path in UNITS)],
        capture_output=True,
        text=True,
        check=False,
    )
    said = [one for one in ended.stderr.splitlines() if str(tmp_path) in one or "diemcau" in one]
    assert (ended.returncode, said) == (0, [])


@pytest.mark.parametrize(("unit", "command"), [("diemcau.service", "serve"), ("diemcau-backup.service", "backup")])
def test_what_a_unit_starts_is_understood(unit: str, command: str) -> None:
    program, *arguments = line(unit, "ExecStart").split()
    args = cli._parser().parse_args(arguments)
    assert (program, args.command, str(args.data)) == (PROGRAM, command, "/var/lib/diemcau")


def test_the_service_may_open_as_many_files_as_its_phones_need_and_has_time_to_stop() -> None:
    args = cli._parser().parse_args(line("diemcau.service", "ExecStart").split()[1:])
    files = int(line("diemcau.service", "LimitNOFILE"))
    assert open_files(files, sizes(2, files, args.phones), args.phones) is None
    # office and worker 8 s, then accept, stream, board, writer 5 s each
    assert int(line("diemcau.service", "TimeoutStopSec")) > 8 + 4 * 5
