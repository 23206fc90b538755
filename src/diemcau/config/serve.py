"""`diemcau serve`: runs and watches the three processes: live (public port), office, worker.

SQLite mode takes a lock on the data folder: two writers on one journal would break its one promise.
"""

import contextlib
import ctypes
import fcntl
import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import IO

from msgspec import Struct, field

from diemcau.base.refused import Refused

PR_SET_PDEATHSIG = 1
STOP_SECONDS = 12  # granian kills its own workers after 3


class Child(Struct):
    """A process to keep alive."""

    name: str
    command: list[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    restarts: int = 0


@contextlib.contextmanager
def only_one(data: Path) -> Iterator[None]:
    """Hold the data folder; Refused serve.second when another `serve` has it."""
    data.mkdir(parents=True, exist_ok=True)
    with (data / "serve.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Refused("serve.second", 409, folder=str(data)) from None
        yield


def check_port(host: str, port: int) -> None:
    """Refused serve.port when somebody listens there already."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            raise Refused("serve.port", 409, port=port) from None


def _with_parent() -> None:
    """End with the parent, even when that was killed and could not say so."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Supervisor(Struct):
    """Starts the children, starts again what dies, stops all of them in order."""

    data: Path
    host: str
    port: int
    public_url: str = ""
    children: list[Child] = field(default_factory=list)
    stopping: bool = False
    logs: dict[str, IO[bytes]] = field(default_factory=dict)

    def prepare(self, *, journal: str, secret: str) -> None:
        """Make the list of children."""
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard) if soft < hard else (soft, hard))
        office_socket = str(self.data / "office.sock")
        # A unix socket's path may have 107 bytes; a deep data folder goes by the runtime folder.
        if len(office_socket.encode()) > 100:
            office_socket = f"/tmp/diemcau-{os.getuid()}-{self.port}.sock"  # noqa: S108
        common = os.environ | {
            "DIEMCAU_DATA": str(self.data),
            "DIEMCAU_SECRET_KEY": secret,
            "DIEMCAU_LIVE_URL": f"http://{'127.0.0.1' if self.host == '0.0.0.0' else self.host}:{self.port}",  # noqa: S104
            "DJANGO_SETTINGS_MODULE": "diemcau.config.settings",
        }
        live = {
            "DIEMCAU_LISTEN": f"{self.host}:{self.port}",
            "DIEMCAU_OFFICE_SOCKET": office_socket,
            "DIEMCAU_JOURNAL": journal,
            "DIEMCAU_PUBLIC_URL": self.public_url,
        }
        Path(office_socket).unlink(missing_ok=True)
        python = sys.executable
        granian = [python, "-m", "granian", "--interface", "wsgi", "--uds", office_socket, "--workers", "1"]
        granian += ["--blocking-threads", "4", "--workers-kill-timeout", "3", "--respawn-failed-workers", "--no-ws"]
        self.children = [
            Child("live", [python, "-m", "diemcau.classroom.live.server"], common | live),
            Child("office", [*granian, "diemcau.config.wsgi:application"], common),
            Child("worker", [python, "-m", "diemcau.config.worker"], common),
        ]

    def start(self, child: Child) -> None:
        """Start a child; what it says goes to its log in the data folder."""
        folder = self.data / "log"
        folder.mkdir(exist_ok=True)
        log = self.logs.setdefault(child.name, (folder / f"{child.name}.log").open("ab"))
        child.process = subprocess.Popen(
            child.command,
            env=child.environment,
            stdout=log,
            stderr=log,
            preexec_fn=_with_parent,  # noqa: PLW1509 one thread
        )
        child.started = time.monotonic()

    def start_all(self) -> None:
        """Start everything and listen to signals."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        for child in self.children:
            self.start(child)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def look(self) -> list[str]:
        """Start again what died; the names of what was started."""
        again = []
        for child in self.children:
            if self.stopping or child.process is None or child.process.poll() is None:
                continue
            lived = time.monotonic() - child.started
            if lived < min(10.0, 0.2 * 2**child.restarts):
                continue
            child.restarts = child.restarts + 1 if lived < 30 else 0
            self.start(child)
            again.append(child.name)
        return again

    def watch(self) -> None:
        """Until a signal: keep everything alive."""
        while not self.stopping:
            for name in self.look():
                sys.stderr.write(f"{name}: started again\n")
            time.sleep(0.2)

    def stop(self) -> None:
        """Stop the live process last: it answers what the others still ask."""
        self.stopping = True
        for child in reversed(self.children):
            if child.process and child.process.poll() is None:
                child.process.terminate()
        until = time.monotonic() + STOP_SECONDS
        for child in self.children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.process.kill()
                child.process.wait()
        for log in self.logs.values():
            log.close()
