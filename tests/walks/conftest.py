"""The whole product for the walks: `diemcau serve` as an installation runs it, and its office beside it."""

import http.client
import os
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import Remote
from tests.walks.way import Class, Stack, Walk

STARTS = 180  # seconds; a busy machine is slow, not wrong


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _environment(folder: Path, port: int) -> dict[str, str]:
    """That of an installation with a data folder of its own; on PostgreSQL with a database of its own."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("DIEMCAU_", "DJANGO_"))}
    environment |= {
        "DIEMCAU_DATA": str(folder),
        "DIEMCAU_LIVE_URL": f"http://127.0.0.1:{port}",
        "DJANGO_SETTINGS_MODULE": "diemcau.config.settings",
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "LANG": "vi_VN.UTF-8",
        "PYTHONIOENCODING": "utf-8",
    }
    if base := os.environ.get("DATABASE_URL"):
        import psycopg

        name = f"walk_{uuid.uuid4().hex}"
        with psycopg.connect(base.replace("postgres://", "postgresql://"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        address, _, rest = base.partition("?")
        environment["DATABASE_URL"] = f"{address.rpartition('/')[0]}/{name}" + (f"?{rest}" if rest else "")
    return environment


def _wait(port: int, serving: subprocess.Popen[bytes], log: Path) -> None:
    """Until the live process answers, and the office behind it."""
    until = time.monotonic() + STARTS
    for path in ("/live/health", "/vao/"):
        while True:
            assert serving.poll() is None, log.read_text()
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
            try:
                connection.request("GET", path)
                if connection.getresponse().status == 200:
                    break
            except OSError:
                pass
            finally:
                connection.close()
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.05)


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    """A running server with its three processes, and an office that makes courses in it."""
    folder = tmp_path_factory.mktemp("stack")
    port = _free_port()
    environment = _environment(folder / "data", port)
    log = folder / "serve.log"
    with log.open("wb") as said:
        command = [sys.executable, "-m", "diemcau", "serve", "--port", str(port)]
        serving = subprocess.Popen(command, env=environment, stdout=said, stderr=said, cwd=folder)
    office: subprocess.Popen[str] | None = None
    try:
        _wait(port, serving, log)
        office = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("office.py"))],
            env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=folder,
        )  # fmt: skip
        yield Stack(f"http://127.0.0.1:{port}", office, environment)
    finally:
        if office is not None and office.stdin and office.stdout:
            office.stdin.close()
            office.wait(20)
            office.stdout.close()
        serving.terminate()
        serving.wait(30)


@pytest.fixture
def a_class(stack: Stack) -> Class:
    """A course of one day with its doors open; each walk has its own."""
    return Class(stack, stack.ask("course", code=f"lop-{uuid.uuid4().hex[:8]}"))


@pytest.fixture
def walk(a_class: Class, browser: Remote) -> Iterator[Walk]:
    """The class with one browser profile; what a script throws on any page of it fails the walk."""
    walking = Walk(a_class, browser)
    yield walking
    walking.end()
