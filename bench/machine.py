"""The machine that is measured on: how busy others keep it, how fast its disk is, how many files it allows."""

import math
import os
import resource
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from msgspec import Struct

TICKS = os.sysconf("SC_CLK_TCK")
QUIET = 0.3  # cores that others may use
SAMPLE = 0.5  # seconds over which quiet is looked for
SPARE = 500  # open files that a process keeps for other things than clients
MOST_PROCESSES = 40
_ended: list[float] = []  # CPU seconds of processes whose end nobody here waits for


class Refusal(Exception):
    """This machine cannot do what was asked; the words say what would do."""


class Process(Struct, frozen=True):
    """A living process. `cpu` is seconds with those of its children that ended; `part` is what it is in the node."""

    pid: int
    parent: int
    cpu: float
    part: str


def _part(pid: int) -> str:
    """The last word of the module that a process runs: accept, writer, boards, stream, server; "" for others."""
    with suppress(OSError):
        words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        for word in words:
            if word.startswith(b"diemcau."):
                return word.rpartition(b".")[2].decode()
    return ""


def tree(root: int) -> list[Process]:
    """A process and all that descend from it."""
    found: dict[int, Process] = {}
    for entry in Path("/proc").iterdir():
        name = entry.name
        if name.isdigit():
            with suppress(OSError):
                fields = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()
                cpu = sum(map(int, fields[11:15])) / TICKS
                found[int(name)] = Process(int(name), int(fields[1]), cpu, "")
    ours = {root}
    grown = True
    while grown:
        more = {p.pid for p in found.values() if p.parent in ours} - ours
        grown = bool(more)
        ours |= more
    return [Process(p.pid, p.parent, p.cpu, _part(p.pid)) for p in found.values() if p.pid in ours]


def cpu_of(root: int) -> dict[str, float]:
    """CPU seconds used so far by a process and its descendants, by part."""
    used: dict[str, float] = {}
    for process in tree(root):
        used[process.part] = used.get(process.part, 0.0) + process.cpu
    return used


def end(process: subprocess.Popen[Any]) -> None:
    """Kill a process and all that descend from it, as a power cut would; what they used still counts as ours."""
    family = tree(process.pid)
    process.kill()  # first: it may start again what dies
    for one in family:
        if one.pid != process.pid:
            with suppress(ProcessLookupError):
                os.kill(one.pid, signal.SIGKILL)
            _ended.append(one.cpu)
    process.wait()


def memory_of(root: int, parts: set[str]) -> int:
    """Resident bytes of the descendants of a process that are one of some parts."""
    pages = 0
    for process in tree(root):
        if process.part in parts:
            with suppress(OSError):
                pages += int(Path(f"/proc/{process.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def busy() -> float:
    """CPU seconds that all cores have been busy since they started; what a host took away counts as busy."""
    fields = [int(field) for field in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:9]]
    user, nice, system, _, _, irq, softirq, steal = fields
    return (user + nice + system + irq + softirq + steal) / TICKS


class Load(Struct):
    """Cores that others used since it was made."""

    at: float
    all: float
    ours: float

    @classmethod
    def now(cls) -> "Load":
        """Begin to watch."""
        return cls(time.monotonic(), busy(), sum(cpu_of(os.getpid()).values()) + sum(_ended))

    def others(self) -> float:
        """Cores, over the time since the beginning."""
        later = Load.now()
        return max(0.0, (later.all - self.all - later.ours + self.ours) / max(0.01, later.at - self.at))


def wait_for_quiet(patience: float) -> float:
    """Wait until others use less than QUIET cores, `patience` seconds at most; cores that they used at last."""
    until = time.monotonic() + patience
    while True:
        load = Load.now()
        time.sleep(SAMPLE)
        others = load.others()
        if others < QUIET or time.monotonic() > until:
            return others


def probe_disk(folder: Path, seconds: float = 0.25) -> tuple[float, float]:
    """Milliseconds of fdatasync after an append of 8 KB in a folder: median and 99th of a hundred."""
    path, taken = folder / "probe", []
    with path.open("wb", buffering=0) as file:
        until = time.perf_counter() + seconds
        while time.perf_counter() < until:
            file.write(b"x" * 8192)
            before = time.perf_counter()
            os.fdatasync(file.fileno())
            taken.append((time.perf_counter() - before) * 1000)
    path.unlink()
    taken.sort()
    return taken[len(taken) // 2], taken[math.ceil(len(taken) * 0.99) - 1]


def files() -> int:
    """Files that a process may hold open here, after raising its limit to the highest."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def processes_for(clients: int, *, even: bool) -> int:
    """Processes that can hold so many clients. `even`: shared out exactly, else by chance, with room for it.

    Refusal when RLIMIT_NOFILE is too small, with the number that would do.
    """
    hard = files()
    share = 1.0 if even else 0.9
    room = (hard - SPARE) * share
    needed = math.ceil(clients / MOST_PROCESSES / share) + SPARE
    if hard < needed:
        raise Refusal(
            f"{clients} clients need RLIMIT_NOFILE ≥ {needed} in {MOST_PROCESSES} processes; it is {hard} (ulimit -n)"
        )
    return math.ceil(clients / room)
