"""A real live process on a journal of its own, and what speaks to it: plain HTTP, tokens, ids."""

import http.client
import io
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterable
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from django.core.management import call_command
from django.db import connections

from diemcau.activities.kind import Role
from diemcau.activities.plan import Plan, PlanItem, PlanSeat, PlanSite, PlanUnit, write_plan
from diemcau.base import tokens
from diemcau.base.clock import now_ms
from diemcau.journal.log import target
from diemcau.journal.store import Store

SECRET = "a secret of the tests that opens nothing else"
KEY = tokens.key_from(SECRET, tokens.LIVE)


def plan(sites: int = 3, people: int = 4, *, sitting: int = 1, rehearsal: bool = True) -> Plan:
    """A small sitting: item 1 allows phones, item 2 does not."""
    return Plan(
        sitting=sitting,
        no=1,
        title="Buổi sáng 06/9/2025",
        course="thu",
        course_title="Lớp thử",
        rehearsal=rehearsal,
        simulated=True,
        starts_at=1_757_120_400_000,
        ends_at=1_757_133_000_000,
        headcount_deadline=1_757_122_200_000,
        units={
            "01": PlanUnit("thanh_pho", "Hà Nội", "thành phố Hà Nội"),
            "10273": PlanUnit("xa", "Phú Xuyên", "xã Phú Xuyên", "01"),
        },
        items=(PlanItem(1, "topic", "Chuyên đề 1", 60, 1), PlanItem(2, "topic", "Chuyên đề 5", 60, 5, phones=False)),
        sites=tuple(
            PlanSite(s, 100 + s, "10273", "commune", "xa", f"xã Phú Xuyên {s}", "01") for s in range(1, sites + 1)
        ),
        seats=tuple(
            PlanSeat(100 * s + n, s, n, "lanh_dao_ubnd") for s in range(1, sites + 1) for n in range(1, people + 1)
        ),
        activities=(),
    )


def command_id() -> str:
    """A new UUIDv7."""
    value = (now_ms() & (1 << 48) - 1) << 80 | 0x7 << 76 | int.from_bytes(os.urandom(2)) >> 4 << 64
    return str(uuid.UUID(int=value | 0b10 << 62 | int.from_bytes(os.urandom(8)) >> 2))


def token(
    role: Role,
    *,
    site: int = 0,
    seat: int = 0,
    province: str = "",
    sitting: int = 1,
    epoch: int = 0,
    lasts: int = 3 * 3_600_000,
) -> str:
    """A token as the office mints it; it outlasts a run of all tests, as some are made when a module is read."""
    actor = f"seat:{seat}" if seat else f"{role}:{site}" if site else "office" if role == Role.OFFICE else str(role)
    claims = tokens.Claims(role, sitting, 1, site, seat, province, actor, "device", epoch, now_ms() + lasts)
    return tokens.mint(claims, KEY)


@cache
def tables() -> tuple[str, ...]:
    """The statements that make the tables of a journal store, as the migrations have them."""
    connection = connections["journal"]
    was_open, name = connection.connection is not None, connection.settings_dict["NAME"]
    with tempfile.TemporaryDirectory() as folder, redirect_stdout(io.StringIO()) as sql:
        if connection.vendor == "sqlite" and not was_open:  # else all workers would make one file at one moment
            connection.settings_dict["NAME"] = f"{folder}/journal.db"
        for migration in ("0001", "0002"):
            call_command("sqlmigrate", "journal", migration, database="journal")
        if not was_open:
            connection.close()
        connection.settings_dict["NAME"] = name
    script = "\n".join(line for line in sql.getvalue().splitlines() if not line.startswith("--"))
    return tuple(s for s in script.split(";") if s.strip() and s.strip() not in {"BEGIN", "COMMIT"})


def new_journal(folder: Path) -> str:
    """An empty journal store of the kind that this run tests, with its tables; its target."""
    base = target()
    if base.startswith("postgres"):
        name = f"live_{uuid.uuid4().hex}"
        with psycopg.connect(base, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        address, _, query = base.partition("?")
        where = f"{address.rpartition('/')[0]}/{name}" + (f"?{query}" if query else "")
    else:
        where = str(folder / "journal.db")
        Path(where).touch()
    store = Store(where)
    for statement in tables():
        store.run(statement)
    store.close()
    return where


def ended(pids: Iterable[int], seconds: float = 60.0) -> None:
    """Until processes of somebody else have ended: then their ports, files and locks are free. A zombie has ended."""
    until = time.monotonic() + seconds
    for pid in pids:
        while state(pid) not in "ZX":
            assert time.monotonic() < until, f"still there: {pid}"
            time.sleep(0.005)


def state(pid: int) -> str:
    """What the kernel says of a process: R, S, D; T when it stands still; Z as a zombie; "" when there is none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return ""


def family(pid: int) -> list[int]:
    """A process that starts others again, made to stand still so that it starts no more, and its children."""
    until = time.monotonic() + 60
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGSTOP)
    while state(pid) not in "TZX":
        assert time.monotonic() < until, f"does not stand still: {pid}"
        time.sleep(0.001)
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    except (FileNotFoundError, ProcessLookupError):  # it may have ended by itself
        children = ""
    return [pid, *map(int, children.split())]


def free_port() -> int:
    """A port below those that outgoing connections take, so that it stays free between a kill and a start."""
    while True:
        port = random.randint(10_000, 32_000)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port


@dataclass
class Live:
    """A live process under test. `kill` is kill -9; `start` again goes on with the same journal."""

    folder: Path
    journal: str
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    environment: dict[str, str] = field(default_factory=dict)
    run: str = ""

    def start(self) -> "Live":
        """Start it and wait until it answers."""
        self.port = self.port or free_port()
        environment = (
            os.environ
            | {
                "DIEMCAU_LISTEN": f"127.0.0.1:{self.port}",
                "DIEMCAU_OFFICE_SOCKET": str(self.folder / "office.sock"),
                "DIEMCAU_JOURNAL": self.journal,
                "DIEMCAU_SECRET_KEY": SECRET,
                "DIEMCAU_RUN": self.run or self._make_run(),
            }
            | self.environment
        )
        with (self.folder / "live.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "diemcau.classroom.live.server"],
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        try:
            self._answers(time.monotonic() + 90)
        except BaseException:
            self.kill()  # nobody else knows of it yet
            raise
        return self

    def _answers(self, until: float) -> None:
        assert self.process
        while time.monotonic() < until:
            with suppress(OSError, http.client.HTTPException):
                if self.get("/live/health")[0] == 200:
                    return
            assert self.process.poll() is None, (self.folder / "live.log").read_text()
            time.sleep(0.02)
        raise AssertionError(f"the live process does not answer: {(self.folder / 'live.log').read_text()}")

    def _make_run(self) -> str:
        self.run = tempfile.mkdtemp(prefix="diemcau-run-")  # short: the path of a socket may have 107 bytes
        return self.run

    def children(self, name: str) -> list[int]:
        """Process ids of the node's processes of a kind: writer, boards, stream, accept."""
        assert self.process
        listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        found = []
        for pid in listed:
            with suppress(OSError):  # it may have ended since
                if f"live.{name}" in Path(f"/proc/{pid}/cmdline").read_text():
                    found.append(int(pid))
        return found

    def kill(self) -> None:
        """Kill all of it as a power cut would."""
        assert self.process
        first, *others = family(self.process.pid)
        for pid in (first, *others):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()
        ended(others)  # somebody else's children now: wait until the port is free

    def stop(self) -> int:
        """Ask it to stop; its exit code."""
        assert self.process
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(20)

    def call(
        self, method: str, path: str, body: bytes | None = None, bearer: str = "", **headers: str
    ) -> tuple[int, Any]:
        """Status and JSON (or bytes) of one request on a connection of its own."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            head = {"Authorization": f"Bearer {bearer}"} if bearer else {}
            connection.request(method, path, body, head | {k.replace("_", "-"): v for k, v in headers.items()})
            answer = connection.getresponse()
            raw = answer.read()
        finally:
            connection.close()
        return answer.status, json.loads(raw) if answer.getheader("content-type", "").startswith(
            "application/json"
        ) else raw

    def get(self, path: str, bearer: str = "") -> tuple[int, Any]:
        """GET."""
        return self.call("GET", path, bearer=bearer)

    def post(self, path: str, content: object, bearer: str = "") -> tuple[int, Any]:
        """POST of JSON."""
        return self.call("POST", path, json.dumps(content).encode(), bearer)

    def send(
        self, bearer: str, kind: str, body: dict[str, Any] | None = None, activity: str = "", id_: str = ""
    ) -> Any:
        """Send one command; its receipt."""
        sent = {"id": id_ or command_id(), "kind": kind, "body": body or {}, "activity": activity}
        status, answer = self.post("/live/commands", {"commands": [sent]}, bearer)
        return answer["receipts"][0] if status == 200 else answer

    def send_plan(self, a_plan: Plan, cards: dict[str, Any] | None = None) -> str:
        """Open the doors of a sitting, as the office does; the digest of its plan."""
        office = token(Role.OFFICE, sitting=a_plan.sitting)
        body = b'{"plan":' + write_plan(a_plan) + b',"cards":' + json.dumps(cards or {}).encode() + b"}"
        status, answer = self.call("POST", "/live/office/plan", body, office)
        assert (status, answer) == (200, {"digest": sha256(write_plan(a_plan)).hexdigest()})
        self.send(office, "sitting.open", {"plan": answer["digest"]})
        return str(answer["digest"])

    def open(self, a_plan: Plan | None = None, cards: dict[str, Any] | None = None) -> None:
        """Open the doors of a sitting and put it on air at item 1."""
        a_plan = a_plan or plan()
        self.send_plan(a_plan, cards)
        operator = token(Role.OPERATOR, sitting=a_plan.sitting)
        self.send(operator, "sitting.begin")
        self.send(operator, "sitting.go", {"item": 1})
