"""Processes that are kept alive, with real ones."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from diemcau.base.processes import Child, Watch

SLEEPS = "import time; time.sleep(600)"
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('deaf', flush=True); time.sleep(600)"
# Says that it ended, a moment after it was told to.
SLOW = """
import signal, sys, time
def end(*_):
    time.sleep(0.3)
    print(sys.argv[1], time.monotonic(), flush=True)
    sys.exit()
signal.signal(signal.SIGTERM, end)
print("up", flush=True)
time.sleep(600)
"""


@pytest.fixture(autouse=True)
def _signals() -> Iterator[None]:
    """A watch listens to signals of its process, which is here that of all tests."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def child(name: str, code: str, *more: str, rank: int = 0, patience: float = 5.0) -> Child:
    return Child(name, [sys.executable, "-c", code, *more], dict(os.environ), rank, patience)


def until(true: Callable[[], bool], seconds: float = 30.0) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def pid_of(child: Child) -> int:
    assert child.process is not None
    return child.process.pid


def lines(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def test_who_dies_is_started_again_and_the_others_stay(tmp_path: Path) -> None:
    watch = Watch([child("one", SLEEPS), child("two", SLEEPS)], tmp_path / "log")
    watch.start()
    try:
        first, other = pid_of(watch.children[0]), pid_of(watch.children[1])
        os.kill(first, signal.SIGKILL)
        again: list[str] = []
        until(lambda: bool(again.extend(watch.look()) or again))
        assert again == ["one"]
        assert pid_of(watch.children[0]) != first
        assert pid_of(watch.children[1]) == other
    finally:
        watch.stop()
    assert [entry.process.returncode for entry in watch.children if entry.process] == [-signal.SIGTERM] * 2


def test_who_dies_at_once_is_waited_for_longer_each_time_and_never_beyond_10_seconds(tmp_path: Path) -> None:
    watch = Watch([child("broken", "")], tmp_path)
    watch.start()
    broken = watch.children[0]
    for restarts, waits in ((0, 0.2), (3, 1.6), (5, 6.4), (9, 10), (5_000, 10)):
        until(lambda: broken.process is not None and broken.process.poll() is not None)
        broken.restarts, broken.started = restarts, time.monotonic() + 60 - waits  # a minute is left
        assert watch.look() == []
        broken.started -= 60
        assert watch.look() == ["broken"]
        assert broken.restarts == restarts + 1
    watch.stop()


def test_who_lived_long_is_started_again_at_once(tmp_path: Path) -> None:
    watch = Watch([child("steady", "")], tmp_path)
    watch.start()
    steady = watch.children[0]
    until(lambda: steady.process is not None and steady.process.poll() is not None)
    steady.restarts, steady.started = 7, time.monotonic() - 31
    assert watch.look() == ["steady"]
    assert steady.restarts == 0
    watch.stop()


def test_the_highest_rank_has_ended_before_the_next_is_told(tmp_path: Path) -> None:
    watch = Watch([child("writer", SLOW, "writer"), child("accept", SLOW, "accept", rank=3)], tmp_path)
    watch.start()
    until(lambda: lines(tmp_path / "writer.log") == lines(tmp_path / "accept.log") == ["up"])
    watch.stop()
    ended = [line.split() for log in ("writer.log", "accept.log") for line in lines(tmp_path / log)[1:]]
    assert [name for name, _ in ended] == ["writer", "accept"]
    assert float(ended[0][1]) - float(ended[1][1]) >= 0.3


def test_who_ignores_the_end_is_killed_with_all_that_it_started(tmp_path: Path) -> None:
    code = f"import subprocess, sys; subprocess.Popen([sys.executable, '-c', {DEAF!r}]); " + DEAF
    watch = Watch([child("deaf", code, patience=0.3)], tmp_path)
    watch.start()
    until(lambda: lines(tmp_path / "deaf.log") == ["deaf", "deaf"])
    group = pid_of(watch.children[0])
    watch.stop()
    assert watch.children[0].process is not None
    assert watch.children[0].process.returncode == -signal.SIGKILL
    until(lambda: not of_group(group))


def test_what_a_dead_child_left_behind_ends_before_it_is_started_again(tmp_path: Path) -> None:
    code = f"import subprocess, sys, time; subprocess.Popen([sys.executable, '-c', {DEAF!r}]); time.sleep(600)"
    watch = Watch([child("parent", code)], tmp_path)
    watch.start()
    try:
        until(lambda: lines(tmp_path / "parent.log") == ["deaf"])
        group = pid_of(watch.children[0])
        assert len(of_group(group)) == 2
        os.kill(group, signal.SIGKILL)
        until(lambda: watch.look() == ["parent"])
        until(lambda: not of_group(group))
        until(lambda: lines(tmp_path / "parent.log") == ["deaf", "deaf"])
        group = pid_of(watch.children[0])
    finally:
        watch.stop()
    until(lambda: not of_group(group))  # the same at the end


def of_group(group: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and alive(int(entry.name)):
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except (FileNotFoundError, ProcessLookupError):
                continue
            if int(fields[2]) == group:
                found.append(int(entry.name))
    return found


WATCHER = """
import os, sys
from diemcau.base.processes import Child, Watch
watch = Watch([Child("one", [sys.executable, "-c", "import time; time.sleep(600)"], dict(os.environ))])
watch.start()
print(watch.children[0].process.pid, flush=True)
watch.watch()
watch.stop()
print("stopped", flush=True)
"""


@contextmanager
def watcher() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", textwrap.dedent(WATCHER)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def test_children_end_with_a_watcher_that_was_killed() -> None:
    with watcher() as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        assert alive(pid)
        process.kill()
        until(lambda: not alive(pid))


def test_a_watcher_that_is_told_to_end_stops_its_children_first() -> None:
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        with watcher() as process:
            assert process.stdout is not None
            pid = int(process.stdout.readline())
            process.send_signal(number)
            assert process.stdout.read() == "stopped\n"
            assert (process.wait(60), alive(pid)) == (0, False)


def test_ctrl_c_reaches_the_watcher_alone() -> None:
    """A terminal sends it to the foreground group; a child has a group of its own, in the same session."""
    watch = Watch([child("one", SLEEPS)])
    watch.start()
    try:
        pid = pid_of(watch.children[0])
        assert (os.getpgid(pid), os.getsid(pid)) == (pid, os.getsid(0))
    finally:
        watch.stop()
