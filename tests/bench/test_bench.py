"""The measurements themselves: they run end to end against a real node, and they catch what they must."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from bench import machine, programs, streams
from bench.__main__ import main
from bench.machine import Refusal
from bench.node import Country
from bench.report import Result
from bench.setting import SIZES


def measured(tmp_path: Path, *names: str) -> tuple[int, dict[str, Any]]:
    """Exit code and rows by name of a tiny run."""
    path = tmp_path / "report.json"
    code = main([*names, "--size", "tiny", "--rounds", "1", "--accepts", "1", "--json", str(path)])
    report = json.loads(path.read_text())
    assert report["left_out"] == {}
    return code, {row["name"]: row for row in report["results"]}


def altered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: str, before: str, after: str) -> None:
    """Compile a generator with one line changed."""
    sources = tmp_path / "sources"
    sources.mkdir()
    for path in programs.SOURCES.glob("*.[ch]"):
        shutil.copy(path, sources)
    text = (sources / f"{program}.c").read_text()
    assert text.count(before) == 1
    (sources / f"{program}.c").write_text(text.replace(before, after))
    monkeypatch.setattr(programs, "SOURCES", sources)


def test_a_tiny_bench_has_a_receipt_for_every_command_and_a_view_for_every_client(tmp_path: Path) -> None:
    _, rows = measured(tmp_path, "accept", "votes", "fanout")
    assert {name: row["values"] for name, row in rows.items() if row["at_most"] == 0} == {
        "accept: without a receipt": [0],
        "accept: repeats answered otherwise": [0],
        "votes: without a receipt": [0],
        "votes: counted otherwise": [0],
        "fanout: without the last view after 5 s": [0],
    }
    assert rows["accept: durable over no-op"]["median"] == pytest.approx(
        rows["accept: durable"]["median"] / rows["accept: no-op"]["median"]
    )
    assert (rows["fanout: 200 streams p99"]["median"] > 0, rows["fanout: limit p99"]["median"] > 0) == (True, True)


def test_a_client_that_loses_events_is_counted_as_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(streams, "SHOWS", 1.0)
    # Every tenth client throws away what comes after its first views.
    altered(tmp_path, monkeypatch, "phones", "c->ours = true;", "c->ours = !c->shown || (c - clients) % 10;")
    code, rows = measured(tmp_path, "rooms")
    row = rows["rooms: without the last view after 1 s"]
    assert (row["values"], row["reached"], code) == ([4], False, 1)
    (line,) = [line for line in capsys.readouterr().out.splitlines() if line.startswith("rooms: without")]
    assert line.endswith("≤ 0 MISSED")


def test_commands_that_are_refused_get_no_receipt(tmp_path: Path) -> None:
    country = Country(tmp_path, 3, 12)
    with country.node(accepts=1, streams=1) as node, node.caller() as caller:
        options = {"c": 2, "n": 24, "k": "poll.answer", "b": '{"choice":%}'}
        wrong = programs.load(node.port, country.phones, seconds=20, y="nothing", **options)
        good = programs.load(node.port, country.phones, seconds=20, y="p1", m=4, **options)
        position = country.move(caller)
    assert (wrong.answered, wrong.receipts, wrong.refused) == (0, 0, 24)
    assert (good.answered, good.receipts, good.refused, good.retried) == (24, 24, 0, 0)
    assert position == 5 + 24 + 1  # opened, begun, at its item, poll and slides; the answers; the next slide


def test_a_country_has_the_rooms_and_people_that_were_asked_for(tmp_path: Path) -> None:
    country = Country(tmp_path, 50, 420)
    sites = [site.province for site in country.plan.sites]
    assert (len(sites), len(set(sites)), sites.count("")) == (50, 35, 1)
    assert sorted({len([seat for seat in country.plan.seats if seat.site == n]) for n in range(1, 51)}) == [8, 9]
    assert [len(path.read_text().split()) for path in (country.phones, country.hosts)] == [420, 50]


def test_too_few_open_files_are_refused_with_the_number_that_would_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "files", lambda: 20_000)
    assert machine.processes_for(170_000, even=True) == 9
    assert machine.processes_for(170_000, even=False) == 10
    monkeypatch.setattr(machine, "files", lambda: 1024)
    with pytest.raises(Refusal) as refusal:
        machine.processes_for(170_000, even=True)
    assert str(refusal.value) == ("170000 clients need RLIMIT_NOFILE ≥ 4750 in 40 processes; it is 1024 (ulimit -n)")


def test_without_a_compiler_the_run_ends_with_the_line_that_installs_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    altered(tmp_path, monkeypatch, "load", "static int port,", "static int unused, port,")
    path = tmp_path / "path"
    path.mkdir()
    monkeypatch.setenv("PATH", str(path))
    assert main(["votes", "--size", "tiny"]) == 2
    assert capsys.readouterr().err.splitlines()[-1] == (
        "Cần trình biên dịch C / A C compiler is needed: apt-get install -y --no-install-recommends gcc libc6-dev"
    )


def test_the_generators_compile_without_a_warning(tmp_path: Path) -> None:
    for program in ("load", "phones", "limit"):
        command = ["cc", "-O2", "-std=gnu11", "-pthread", "-Wall", "-Wextra", "-o", str(tmp_path / program)]
        command.append(str(programs.SOURCES / f"{program}.c"))
        said = subprocess.run(command, capture_output=True, text=True, check=False)
        assert (said.returncode, said.stderr) == (0, "")


@pytest.mark.parametrize(
    ("bars", "judged"),
    [
        ({}, (True, True)),
        ({"at_least": 2.0}, (True, True)),
        ({"at_least": 2.1}, (False, False)),
        ({"at_most": 1.9}, (False, False)),
        ({"at_most": 1.9, "absolute": True}, (True, False)),
    ],
)
def test_the_median_is_judged_and_absolute_bars_only_at_the_size_of_the_country(
    bars: dict[str, Any], judged: tuple[bool, bool]
) -> None:
    result = Result("a", [1, 2, 9], **bars)
    strict = [SIZES[name].strict for name in ("tiny", "ci", "country")]
    assert (result.good(strict=False), result.good(strict=True)) == judged
    assert strict == [False, False, True]
