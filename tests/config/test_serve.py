"""`diemcau serve`: a node as its operator starts and stops it."""

import http.client
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.db.utils import ConnectionHandler

from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.config.checks import Sizes
from diemcau.config.serve import Supervisor, alone_in, check_secret, sockets_of
from tests.classroom.rig import ended, free_port

POSTGRES = "postgresql" in settings.DATABASES["default"]["ENGINE"]
on_postgres = pytest.mark.skipif(not POSTGRES, reason="of several nodes on one PostgreSQL")


def children_of(pid: int) -> dict[int, str]:
    """Process ids of the children of a process, and what they are."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    found = {}
    for child in listed:
        with suppress(FileNotFoundError, ProcessLookupError):  # it may have ended since
            found[int(child)] = Path(f"/proc/{child}/cmdline").read_text().replace("\0", " ")
    return found


@contextmanager
def serving(data: Path, port: int, *more: str) -> Iterator[subprocess.Popen[str]]:
    """`diemcau serve` on SQLite, ready to answer."""
    environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    command = [sys.executable, "-m", "diemcau", "serve", "--port", str(port), "--data", str(data), *more]
    with subprocess.Popen(
        command, env=environment | {"LANG": "en_GB.UTF-8"}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            wait_for_health(process, port)
            yield process
        finally:
            process.kill()


def wait_for_health(process: subprocess.Popen[str], port: int) -> None:
    end = time.monotonic() + 140  # a test has five minutes, for two starts
    while health(port) != 200:
        assert process.poll() is None, process.communicate(timeout=10)
        assert time.monotonic() < end, "the server does not answer"
        time.sleep(0.05)


def health(port: int) -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/health")
        answer = connection.getresponse()
        return answer.status if json.loads(answer.read() or b"{}").get("ok") else 0
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


@pytest.mark.slow
def test_a_server_says_what_it_carries_restarts_what_dies_and_stops_all_of_it(tmp_path: Path) -> None:
    port = free_port()
    data = tmp_path / "data"
    with serving(data, port, "--accepts", "2", "--streams", "3") as process:
        before = children_of(process.pid)
        kinds = ["live.writer", "live.boards", "live.stream", "live.accept", "granian", "config.worker"]
        assert [sum(kind in what for what in before.values()) for kind in kinds] == [1, 1, 3, 2, 1, 1]

        (writer,) = [pid for pid, what in before.items() if "live.writer" in what]
        os.kill(writer, signal.SIGKILL)
        end = time.monotonic() + 60
        while not children_of(process.pid).keys() - before.keys():
            assert time.monotonic() < end, "the writer is not started again"
            time.sleep(0.02)
        wait_for_health(process, port)
        assert len(children_of(process.pid).keys() - before.keys()) == 1

        last = children_of(process.pid)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 0
        ended(last)
    files = Sizes(2, 3).carries(int(subprocess.check_output(["sh", "-c", "ulimit -Hn"])))
    assert out.splitlines() == [
        say("cli.carries", "en", accepts=2, streams=3, phones=files),
        say("cli.serving", "en", url=f"http://127.0.0.1:{port}"),
    ]
    said = [line for line in err.splitlines() if not line.startswith("NOTE: ")]  # of this machine
    assert said == ["writer: started again"]
    assert sorted(path.name for path in (data / "log").iterdir()) == [
        *("accept-1.log", "accept-2.log", "board.log", "grouper.log", "office.log"),
        *("stream-1.log", "stream-2.log", "stream-3.log", "worker.log", "writer.log"),
    ]


@pytest.mark.slow
def test_nothing_is_left_of_a_killed_server_and_the_next_one_starts(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, port) as process:
        children = children_of(process.pid)
        process.kill()
        process.wait()
        ended(children)
    with serving(tmp_path, port):
        pass


@pytest.mark.slow
def test_files_of_a_server_are_nobody_elses(tmp_path: Path) -> None:
    with serving(tmp_path / "data", free_port()):
        open_to_others = [path.name for path in (tmp_path / "data").rglob("*") if path.lstat().st_mode & 0o077]
    assert open_to_others == []


def test_what_stops_a_start_is_told_with_all_the_rest(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "diemcau", "serve", "--data", str(tmp_path), "--port", str(free_port())]
    ended = subprocess.run(
        [*command, "--public-url", "https://lop.example.vn"],
        env={key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        | {"LANG": "en_GB.UTF-8", "DIEMCAU_DEBUG": "1", "DIEMCAU_SECRET_KEY": "too short", "DIEMCAU_TLS": "0"},
        capture_output=True,
        text=True,
        check=False,
    )
    told = [line for line in ended.stderr.splitlines() if "clock" not in line and " MB left" not in line]
    assert (ended.returncode, ended.stdout) == (2, "")
    assert told == [
        say("cli.check.stops", "en", words=say("cli.check.debug", "en")),
        say("cli.check.warns", "en", words=say("cli.check.plain_cookies", "en")),
        say("cli.check.stops", "en", words=say("cli.check.secret.short", "en", least=32)),
        say("refused.serve.checks", "en"),
    ]
    assert not (tmp_path / "office.db").exists()


def test_sockets_lie_in_a_folder_of_our_own_and_their_paths_are_short_enough(tmp_path: Path) -> None:
    with tempfile.TemporaryDirectory() as short:
        assert sockets_of(Path(short)) == Path(short) / "run"
    deep = tmp_path / ("x" * 90)
    deep.mkdir()
    for folder in (sockets_of(deep), sockets_of(deep)):
        assert folder.stat().st_mode & 0o777 == 0o700
        assert len(str(folder / "stream-99.sock")) < 107
        folder.rmdir()


def test_the_number_of_processes_follows_from_the_machine_unless_it_is_said() -> None:
    with tempfile.TemporaryDirectory() as short:
        supervisor = Supervisor(Path(short), "127.0.0.1", 8000, size=Sizes(3, 5))
        supervisor.prepare(journal="journal.db", secret="s" * 40)
    names = [child.name for child in supervisor.children]
    accepts, streams = ([name for name in names if name.startswith(kind)] for kind in ("accept", "stream"))
    assert accepts == ["accept-1", "accept-2", "accept-3"]
    assert streams == ["stream-1", "stream-2", "stream-3", "stream-4", "stream-5"]


def test_office_and_worker_stop_first_and_the_writer_last() -> None:
    with tempfile.TemporaryDirectory() as short:
        supervisor = Supervisor(Path(short), "127.0.0.1", 8000, size=Sizes(1, 1))
        supervisor.prepare(journal="journal.db", secret="s" * 40)
    by_rank: dict[int, set[str]] = {}
    for child in supervisor.children:
        by_rank.setdefault(child.rank, set()).add(child.name)
    assert [by_rank[rank] for rank in sorted(by_rank, reverse=True)] == [
        {"office", "worker"},
        {"accept-1"},
        {"stream-1"},
        {"board", "grouper"},
        {"writer"},
    ]


def test_a_node_without_office_serves_the_live_class_only() -> None:
    with tempfile.TemporaryDirectory() as short:
        supervisor = Supervisor(Path(short), "127.0.0.1", 8000, size=Sizes(1, 1), office=False)
        supervisor.prepare(journal="journal.db", secret="s" * 40)
    assert [child.name for child in supervisor.children] == ["writer", "grouper", "board", "stream-1", "accept-1"]


# --- several nodes on one PostgreSQL -------------------------------------------------------------------


@on_postgres
@pytest.mark.django_db(databases=["default", "journal"])
def test_a_second_node_needs_the_secret_of_the_first() -> None:
    journal = connections["journal"]
    check_secret(journal, "first")
    check_secret(journal, "first")
    with pytest.raises(Refused) as no:
        check_secret(journal, "second")
    assert no.value.code == "serve.secret"


@on_postgres
@pytest.mark.django_db(databases=["default", "journal"])
def test_only_one_node_at_a_time_changes_the_schema() -> None:
    other = connections.create_connection("default")
    try:
        with alone_in(connections["default"]):
            assert not is_free(other)
        assert is_free(other)
    finally:
        other.close()


def is_free(connection: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [0x6469656D])
        return bool(cursor.fetchone()[0])


def test_on_sqlite_there_is_nobody_to_wait_for() -> None:
    sqlite = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}})["default"]
    with alone_in(sqlite):
        check_secret(sqlite, "any")
