"""A real node on a journal of its own: its plan of a whole country, its tokens, its processes.

`Country` makes once what every measurement starts from: a journal whose sitting is on air at its first item,
with a poll open and the first slide on. Each node works on a copy of it.
"""

import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

from msgspec import Struct, field, structs

from bench import machine
from bench.programs import free_port
from diemcau.activities.kind import Role
from diemcau.activities.plan import Plan, PlanActivity, PlanItem, PlanSeat, PlanSite, PlanUnit, write_plan
from diemcau.base import tokens
from diemcau.base.clock import now_ms
from diemcau.base.processes import PR_SET_PDEATHSIG, PRCTL

SECRET = "a secret of the measurements that opens nothing else"
KEY = tokens.key_from(SECRET, tokens.LIVE)
PROVINCES = 34
DAY = 24 * 3600 * 1000  # ms
SLIDES = 400
CHOICES = ["Hồ sơ đất đai", "Biên chế", "Kinh phí", "Khâu khác"]
POLL, SLIDE = "p1", "s1"
STARTS = 90.0  # seconds until a node must serve
RETRIES = 10.0  # seconds in which a command is sent again


def plan_of(sites: int, seats: int) -> Plan:
    """A sitting: sites spread over the provinces (the first is the centre's), seats spread over the sites."""
    codes = [f"{n:02}" for n in range(1, PROVINCES + 1)]
    units = {code: PlanUnit("tinh", f"tỉnh {code}", f"tỉnh {code}") for code in codes}
    rooms = []
    for number in range(1, sites + 1):
        code = codes[number % PROVINCES] if number > 1 else ""
        level = "centre" if number == 1 else "province" if number <= PROVINCES + 1 else "commune"
        rooms.append(PlanSite(number, number, code or "00", level, "xa", f"xã số {number}", code))
    return Plan(
        sitting=1,
        no=1,
        title="Buổi sáng 06/9/2025",
        course="do",
        course_title="Lớp đo",
        rehearsal=True,
        simulated=True,
        starts_at=now_ms() - DAY,
        ends_at=now_ms() + DAY,
        headcount_deadline=now_ms() + DAY,
        units=units,
        items=(PlanItem(1, "topic", "Chuyên đề 1", 60, 1), PlanItem(2, "topic", "Chuyên đề 2", 60, 2)),
        sites=tuple(rooms),
        seats=tuple(PlanSeat(n, 1 + n % sites, 1 + n // sites, "lanh_dao_ubnd") for n in range(1, seats + 1)),
        activities=(
            PlanActivity(POLL, "poll", 1, {"title": "Khâu vướng", "question": "Vướng ở đâu?", "choices": CHOICES}),
            PlanActivity(
                SLIDE,
                "slides",
                1,
                {
                    "title": "Chuyên đề 1",
                    "slides": [
                        {"title": f"Trang {n}", "lines": ["Một dòng như lời giảng viên đọc trong hội trường."] * 4}
                        for n in range(1, SLIDES + 1)
                    ],
                    "mark": "nội dung minh họa",
                },
            ),
        ),
    )


def token(role: Role, *, site: int = 0, seat: int = 0) -> str:
    """A token as the office mints it, for the whole measurement."""
    actor = f"seat:{seat}" if seat else f"{role}:{site}" if site else str(role)
    province = f"{1 + site % PROVINCES:02}" if site > 1 else ""
    return tokens.mint(tokens.Claims(role, 1, 1, site, seat, province, actor, "bench", 0, now_ms() + DAY), KEY)


def empty_journal(folder: Path) -> str:
    """An SQLite journal without a stream, made by the migrations in a folder; its path."""
    environment = os.environ | {"DIEMCAU_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "diemcau.config.settings"}
    environment.pop("DATABASE_URL", None)
    command = [sys.executable, "-m", "django", "migrate", "--database", "journal", "--verbosity", "0"]
    subprocess.run(command, env=environment, check=True)
    return str(folder / "journal.db")


def command_id() -> str:
    """A new UUIDv7."""
    value = now_ms() << 80 | 0x7 << 76 | int.from_bytes(os.urandom(2)) >> 4 << 64
    return str(uuid.UUID(int=value | 0b10 << 62 | int.from_bytes(os.urandom(8)) >> 2))


class Caller:
    """One keep-alive connection to a node."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def call(self, method: str, path: str, bearer: str = "", body: bytes | None = None) -> Any:
        """The JSON of an answer; RuntimeError for any other status than 200."""
        head = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        self.connection.request(method, path, body, head)
        answer = self.connection.getresponse()
        raw = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status} {raw[:300]!r}")
        return json.loads(raw)

    def insist(self, method: str, path: str, bearer: str, body: bytes) -> Any:
        """Call again for RETRIES seconds, as a desk does that gets no answer."""
        until = time.monotonic() + RETRIES
        while True:
            try:
                return self.call(method, path, bearer, body)
            except (OSError, RuntimeError, http.client.HTTPException):
                self.connection.close()
                if time.monotonic() > until:
                    raise
                time.sleep(0.01)

    def send(self, bearer: str, kind: str, activity: str = "", **body: object) -> int:
        """Send one command; the position in its receipt. RuntimeError when it is refused or never answered."""
        sent = {"id": command_id(), "kind": kind, "body": body, "activity": activity}
        answer = self.insist("POST", "/live/commands", bearer, json.dumps({"commands": [sent]}).encode())
        receipt = answer["receipts"][0]
        if "seq" not in receipt:
            raise RuntimeError(f"{kind}: {receipt}")
        return int(receipt["seq"])

    def close(self) -> None:
        """Hang up."""
        self.connection.close()


class Node(Struct):
    """A running node. `journal` is the path of its SQLite file or a postgresql:// address."""

    folder: Path
    journal: str
    accepts: int = 2
    streams: int = 2
    noop: bool = False
    port: int = field(default_factory=free_port)
    process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        """Start it."""
        try:
            return self.start()
        except BaseException:
            self.kill()
            raise

    def __exit__(self, *_error: object) -> None:
        """End it, whatever happened: its journal is not needed any more, or is to be as a power cut leaves it."""
        self.kill()

    def start(self) -> Self:
        """Start it and wait until it serves."""
        run = self.folder / "run"
        run.mkdir(exist_ok=True)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("DIEMCAU_")} | {
            "DIEMCAU_LISTEN": f"127.0.0.1:{self.port}",
            "DIEMCAU_OFFICE_SOCKET": str(self.folder / "office.sock"),
            "DIEMCAU_JOURNAL": self.journal,
            "DIEMCAU_SECRET_KEY": SECRET,
            "DIEMCAU_RUN": str(run),
            "DIEMCAU_SNAPSHOTS": str(self.folder / "snapshots"),
            "DIEMCAU_ACCEPTS": str(self.accepts),
            "DIEMCAU_STREAMS": str(self.streams),
            "DIEMCAU_NOOP": "1" if self.noop else "",
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        }
        with (self.folder / "node.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "diemcau.classroom.live.server"],
                env=environment,
                stdout=log,
                stderr=log,
                preexec_fn=lambda: PRCTL(PR_SET_PDEATHSIG, signal.SIGTERM),  # noqa: PLW1509 one thread
            )
        self.wait()
        return self

    def wait(self) -> None:
        """Until it serves. RuntimeError with the end of its log when it does not."""
        until = time.monotonic() + STARTS
        while time.monotonic() < until:
            with suppress(OSError, RuntimeError), self.caller() as caller:
                caller.call("GET", "/live/health")
                return
            if self.process is None or self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError("the node does not serve:\n" + (self.folder / "node.log").read_text()[-2000:])

    def kill(self) -> None:
        """Kill every process of it at once, as a power cut would."""
        if self.process:
            machine.end(self.process)

    @contextmanager
    def caller(self) -> Iterator[Caller]:
        """A connection to it."""
        calling = Caller(self.port)
        try:
            yield calling
        finally:
            calling.close()

    def cpu(self) -> dict[str, float]:
        """CPU seconds used so far, by part."""
        assert self.process
        return machine.cpu_of(self.process.pid)

    def memory(self, parts: set[str]) -> int:
        """Resident bytes of the processes of some parts."""
        assert self.process
        return machine.memory_of(self.process.pid, parts)


class Country:
    """A plan, the tokens of its people and a prepared journal, in a folder."""

    def __init__(self, folder: Path, sites: int, seats: int, more: tuple[PlanActivity, ...] = ()) -> None:
        self.folder, self.sites, self.seats = folder, sites, seats
        plan = plan_of(sites, seats)
        self.plan = structs.replace(plan, activities=(*plan.activities, *more))
        self.number = 0
        self.phones = self._tokens("phones", [token(Role.PHONE, site=s.site, seat=s.id) for s in self.plan.seats])
        self.hosts = self._tokens("hosts", [token(Role.HOST, site=s.id) for s in self.plan.sites])
        self.lecturer, self.operator = token(Role.LECTURER), token(Role.OPERATOR)
        self.prepared = self._place("prepared")
        empty_journal(self.prepared)
        self._open()

    def _tokens(self, name: str, minted: list[str]) -> Path:
        path = self.folder / name
        path.write_text("\n".join(minted) + "\n")
        return path

    def _place(self, name: str) -> Path:
        place = self.folder / name
        (place / "snapshots").mkdir(parents=True)
        return place

    def _open(self) -> None:
        with Node(self.prepared, str(self.prepared / "journal.db")) as node, node.caller() as caller:
            self.open(caller)

    def open(self, caller: Caller) -> None:
        """Put the sitting on air at its first item, with the poll open and the first slide on."""
        office = token(Role.OFFICE)
        body = b'{"plan":' + write_plan(self.plan) + b',"cards":{}}'
        digest = caller.insist("POST", "/live/office/plan", office, body)["digest"]
        caller.send(office, "sitting.open", plan=digest)
        caller.send(self.operator, "sitting.begin")
        caller.send(self.operator, "sitting.go", item=1)
        caller.send(self.lecturer, "poll.open", POLL)
        caller.send(self.lecturer, "slides.show", SLIDE, n=1)

    def move(self, caller: Caller) -> int:
        """Put the next slide on: one fact; its position."""
        return caller.send(self.lecturer, "slides.next", SLIDE)

    def view(self, caller: Caller, topic: str, position: int) -> Any:
        """The lecturer's view of a topic, at a position or later. RuntimeError when it does not come."""
        until = time.monotonic() + RETRIES
        while time.monotonic() < until:
            for one in caller.call("GET", "/live/view", self.lecturer)["views"]:
                if one["topic"] == topic and one["pos"] >= position:
                    return one["view"]
            time.sleep(0.005)
        raise RuntimeError(f"no view of {topic} at position {position}")

    def node(self, *, accepts: int, streams: int, noop: bool = False) -> Node:
        """A node, not yet started, on a copy of the prepared journal."""
        self.number += 1
        place = self._place(f"node-{self.number}")
        for path in self.prepared.glob("journal.db*"):
            shutil.copy(path, place)
        shutil.copytree(self.prepared / "snapshots", place / "snapshots", dirs_exist_ok=True)
        return Node(place, str(place / "journal.db"), accepts=accepts, streams=streams, noop=noop)

    def forget(self, node: Node) -> None:
        """Delete what a stopped node has written."""
        shutil.rmtree(node.folder, ignore_errors=True)
