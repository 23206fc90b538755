"""`diemcau serve`: runs and watches the processes of a node: the live ones, office, worker.

SQLite mode takes a lock on the data folder: two writers on one journal would break its one promise.
"""

import contextlib
import fcntl
import os
import socket
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from diemcau.base import tokens
from diemcau.base.processes import Child, Watch
from diemcau.base.refused import Refused
from diemcau.classroom.live.node import ACCEPT, Node
from diemcau.config.checks import Sizes, cores, raise_files, sizes

OFFICE = ACCEPT + 1  # rank: office and worker ask the live processes, so they are stopped first
FINGERPRINT = "diemcau fingerprint 1"
MIGRATING = 0x6469656D  # the number of the lock in PostgreSQL
SOCKET_PATH = 100 - len("/stream-99.sock")  # a unix socket's path may have 107 bytes


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


@contextlib.contextmanager
def alone_in(connection: Any) -> Iterator[None]:
    """Nodes that start at one time on one PostgreSQL bring it to the present schema one after another."""
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])


def check_secret(connection: Any, secret: str) -> None:
    """Refused serve.secret when this PostgreSQL was used with another secret: its tokens would fit nowhere else.

    A comment on the schema says which one, without telling it.
    """
    if connection.vendor != "postgresql":
        return
    mine = f"diemcau secret {tokens.key_from(secret, FINGERPRINT)[:8].hex()}"
    with connection.cursor() as cursor:
        cursor.execute("SELECT obj_description('journal'::regnamespace, 'pg_namespace')")
        kept = cursor.fetchone()[0]
        if kept and kept != mine:
            raise Refused("serve.secret", 409)
        cursor.execute(f"COMMENT ON SCHEMA journal IS '{mine}'")


def sockets_of(data: Path) -> Path:
    """The folder for the sockets between our processes; only this user may enter it."""
    folder = data / "run"
    if len(str(folder).encode()) > SOCKET_PATH:
        return Path(tempfile.mkdtemp(prefix="diemcau-"))
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


class Supervisor(Struct):
    """A node: its processes, made from where it lives and listens.

    `size` None: what suits the machine. Without `office` it serves the live class only.
    """

    data: Path
    host: str
    port: int
    public_url: str = ""
    size: Sizes | None = None
    office: bool = True
    kept: Watch = field(default_factory=Watch)

    def prepare(self, *, journal: str, secret: str) -> None:
        """Make the list of processes."""
        size = self.size or sizes(cores(), raise_files())
        run = sockets_of(self.data)
        node = Node(
            run=run,
            listen=f"{self.host}:{self.port}",
            journal=journal,
            secret=secret,
            office_socket=str(run / "office.sock"),
            snapshots=self.data / "snapshots",
            public_url=self.public_url,
            accepts=size.accepts,
            streams=size.streams,
            trust_proxy=os.environ.get("DIEMCAU_TRUST_PROXY", "") == "1",
        )
        node.snapshots.mkdir(mode=0o700, exist_ok=True)
        Path(node.office_socket).unlink(missing_ok=True)
        self.kept = Watch(node.children() + (self._office(node) if self.office else []), self.data / "log")

    def _office(self, node: Node) -> list[Child]:
        host = "127.0.0.1" if self.host == "0.0.0.0" else self.host  # noqa: S104 it asks its own node
        environment = os.environ | {
            "DIEMCAU_DATA": str(self.data),
            "DIEMCAU_SECRET_KEY": node.secret,
            "DIEMCAU_LIVE_URL": f"http://{host}:{self.port}",
            "DJANGO_SETTINGS_MODULE": "diemcau.config.settings",
        }
        python = sys.executable
        granian = [python, "-m", "granian", "--interface", "wsgi", "--uds", node.office_socket, "--workers", "1"]
        granian += ["--blocking-threads", "4", "--workers-kill-timeout", "3", "--respawn-failed-workers", "--no-ws"]
        return [
            Child("office", [*granian, "diemcau.config.wsgi:application"], environment, rank=OFFICE, patience=8),
            Child("worker", [python, "-m", "diemcau.config.worker"], environment, rank=OFFICE, patience=8),
        ]

    @property
    def children(self) -> list[Child]:
        """The processes."""
        return self.kept.children

    def start_all(self) -> None:
        """Start everything and listen to signals."""
        self.kept.start()

    def look(self) -> list[str]:
        """Start again what died; the names of what was started."""
        return self.kept.look()

    def watch(self) -> None:
        """Until a signal: keep everything alive."""
        self.kept.watch()

    def stop(self) -> None:
        """Stop everything in order."""
        self.kept.stop()
