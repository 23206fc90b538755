"""Processes that are kept alive: started, started again when they die, stopped in an order.

Knows nothing of what they do. Linux only.
"""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import IO

from msgspec import Struct, field

PR_SET_PDEATHSIG = 1
LONGEST_WAIT = 10.0  # seconds between two starts of a process that dies at once
STEADY_SECONDS = 30.0  # who lived that long is started again without a wait
PRCTL = ctypes.CDLL(None).prctl  # looked up here: a new process between fork and exec must look up nothing


class Child(Struct):
    """A process to keep alive.

    `environment` is all that it gets. Higher `rank` starts later and is stopped earlier, the same rank
    at one time. `patience`: seconds from SIGTERM to SIGKILL.
    """

    name: str
    command: list[str]
    environment: dict[str, str]
    rank: int = 0
    patience: float = 5.0
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restarts: int = 0


def _end_with(parent: int) -> None:
    """In the new process: end when its parent ends, even when that was killed and could not say so."""
    PRCTL(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it was gone before the line above
        os._exit(1)


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """To a child and to all that it started itself."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


class Watch(Struct):
    """Children, and the folder of their logs (`<name>.log`; None: they write where the watcher writes).

    To be used from the main thread: the kernel counts the death of the thread that started a child as
    the death of its parent.
    """

    children: list[Child] = field(default_factory=list)
    logs: Path | None = None
    stopping: bool = False

    def start(self) -> None:
        """Start everything, lowest rank first; from now on SIGTERM, SIGINT and SIGHUP only end `watch`."""
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._stop)
        for child in sorted(self.children, key=lambda child: child.rank):
            self._start(child)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _start(self, child: Child) -> None:
        parent = os.getpid()
        with contextlib.ExitStack() as files:
            log: IO[bytes] | int | None = None
            if self.logs:
                try:
                    self.logs.mkdir(exist_ok=True)
                    log = files.enter_context((self.logs / f"{child.name}.log").open("ab"))
                except OSError:  # no room for a log file: it works all the same
                    log = subprocess.DEVNULL
            # A group of its own: Ctrl-C reaches the watcher alone, which knows the order. Not a session of its
            # own: the kernel shares processor time between sessions first, and `nice` would do nothing.
            child.process = subprocess.Popen(
                child.command,
                env=child.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,
                preexec_fn=lambda: _end_with(parent),  # noqa: PLW1509 nothing is imported or locked there
            )
        child.started = time.monotonic()

    def look(self) -> list[str]:
        """Start again what died, later the oftener it did; the names of what was started."""
        again = []
        for child in self.children:
            process = child.process
            if self.stopping or process is None:
                continue
            if process.returncode is None and process.poll() is not None:
                _signal(process, signal.SIGKILL)  # what it started itself and left behind
            lived = time.monotonic() - child.started
            if process.returncode is None or lived < min(LONGEST_WAIT, 0.2 * 2 ** min(child.restarts, 10)):
                continue
            child.restarts = child.restarts + 1 if lived < STEADY_SECONDS else 0
            self._start(child)
            again.append(child.name)
        return again

    def watch(self) -> None:
        """Until a signal: keep everything alive, and say on the error output what was started again."""
        while not self.stopping:
            for name in self.look():
                with contextlib.suppress(OSError):  # a full disk is no reason to watch no longer
                    sys.stderr.write(f"{name}: started again\n")
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop everything, highest rank first; each rank has ended before the next is told."""
        self.stopping = True
        for rank in sorted({child.rank for child in self.children}, reverse=True):
            there = [(child, child.process) for child in self.children if child.rank == rank and child.process]
            for _, process in there:
                if process.poll() is None:
                    process.terminate()
            told = time.monotonic()
            for child, process in there:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(max(0.0, told + child.patience - time.monotonic()))
                _signal(process, signal.SIGKILL)  # it, or what it left behind
                process.wait()
