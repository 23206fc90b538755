"""A PostgreSQL server of a test's own, to be killed: with fsync, in a folder that is emptied afterwards."""

import os
import shutil
import signal
import subprocess
import tempfile
import time
import uuid
from contextlib import suppress
from pathlib import Path
from typing import Self

import psycopg

from diemcau.journal.store import Store
from tests.classroom.rig import ended, tables

FROZEN_SECONDS = 1.0


class Database:
    """The server, of the programs and the user of another one. `target` is its address; `ways` are ways to break it."""

    def __init__(self, like: str, folder: Path | None = None) -> None:
        self.folder = folder or Path(tempfile.mkdtemp(prefix="dc-pg-"))  # short: a socket's path may have 107 bytes
        self.target = f"postgresql://postgres@/postgres?host={self.folder}"
        with psycopg.connect(like) as connection:
            rows = connection.execute("SELECT setting FROM pg_settings WHERE name = 'data_directory'").fetchall()
        first = Path(rows[0][0], "postmaster.pid").read_text().split()[0]
        self.programs = Path(f"/proc/{first}/exe").readlink().parent
        self.user = Path(f"/proc/{first}").stat().st_uid
        os.chown(self.folder, self.user, -1)
        self.process: subprocess.Popen[bytes] | None = None
        self.ways = (self.kill_all, self.freeze, self.kill_the_first, self.kill_one_at_work, self.restart_at_once)

    def __enter__(self) -> Self:
        """Make it and start it."""
        data = str(self.folder / "data")
        make = [
            str(self.programs / "initdb"),
            "--auth=trust",
            "--encoding=utf8",
            "--no-sync",
            "-U",
            "postgres",
            "-D",
            data,
        ]
        subprocess.run(make, check=True, user=self.user, stdout=subprocess.DEVNULL, cwd=self.folder)
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill_all()
        shutil.rmtree(self.folder, ignore_errors=True)

    def journal(self) -> str:
        """The address of a new, empty journal."""
        name = f"live_{uuid.uuid4().hex}"
        with psycopg.connect(self.target, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        made = self.target.replace("/postgres?", f"/{name}?")
        store = Store(made)
        for statement in tables():
            store.run(statement)
        store.close()
        return made

    def start(self) -> None:
        """Start it and wait until it answers; the rest of an earlier run may have to end first."""
        until = time.monotonic() + 60
        while True:
            if self.process is None or self.process.poll() is not None:
                with (self.folder / "log").open("ab") as log:
                    command = [
                        str(self.programs / "postgres"),
                        "-D",
                        str(self.folder / "data"),
                        "-h",
                        "",
                        "-k",
                        str(self.folder),
                    ]
                    self.process = subprocess.Popen(command, user=self.user, stdout=log, stderr=log, cwd=self.folder)
            with suppress(psycopg.Error):
                psycopg.connect(self.target).close()
                return
            assert time.monotonic() < until, (self.folder / "log").read_text()
            time.sleep(0.05)

    def settle(self) -> None:
        """Bring to disk what was written, whether anybody waits for it or not."""
        with psycopg.connect(self.target, autocommit=True) as connection:
            connection.execute("CHECKPOINT")

    # --- ways to break it --------------------------------------------------------------------

    def kill_all(self) -> None:
        """kill -9 of every process of it at one time, as when its container is killed."""
        assert self.process
        workers = self._workers()
        for pid in (self.process.pid, *workers):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        ended(workers)

    def freeze(self) -> None:
        """All of it stands still for a while."""
        assert self.process
        everybody = (self.process.pid, *self._workers())
        for number in (signal.SIGSTOP, signal.SIGCONT):
            for pid in everybody:
                with suppress(ProcessLookupError):
                    os.kill(pid, number)
            time.sleep(FROZEN_SECONDS)

    def kill_the_first(self) -> None:
        """kill -9 of the process that starts the others; those end when they notice."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def kill_one_at_work(self) -> None:
        """kill -9 of a process that serves somebody: the first one ends all others and recovers."""
        with psycopg.connect(self.target) as connection:
            rows = connection.execute(
                "SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
            ).fetchall()
        for (pid,) in rows[:1]:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

    def restart_at_once(self) -> None:
        """Stop without finishing anything, as an impatient administrator does."""
        assert self.process
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait()

    def _workers(self) -> list[int]:
        assert self.process
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(pid) for pid in listed.split()]
