"""Turns on a real store, without HTTP: a plan with everything in it, senders, commands."""

import itertools
import json
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import msgspec

from diemcau.activities.kind import Role, Who
from diemcau.activities.plan import Plan, PlanActivity, PlanItem, PlanSeat, PlanSite, PlanUnit, write_plan
from diemcau.classroom.board import Board, Command
from diemcau.classroom.fold import Fold
from diemcau.classroom.turns import Outcome, Receipt, Sent, Turns, read_command
from diemcau.journal.log import Kept, everything
from diemcau.journal.log import fault as fault_of
from diemcau.journal.rules import Head
from diemcau.journal.store import Store, StoreBroken, Turn
from tests.classroom.rig import command_id

EIGHT = 1_757_120_400_000  # 08:00 of the day of `plan`
MINUTE = 60_000
YEAR = 365 * 24 * 60 * MINUTE
OPERATOR = Who(Role.OPERATOR, "operator")
LECTURER = Who(Role.LECTURER, "lecturer")
OFFICE = Who(Role.OFFICE, "office")
CLOCK = Who(Role.CLOCK, "clock")
_numbers = itertools.count(1001)


def plan(sitting: int = 1, *, rehearsal: bool = True) -> Plan:
    """The centre (site 1), two communes of Hà Nội (2, 3), one of Nghệ An (4); seats 11-13, 21-23, ... by site."""
    return Plan(
        sitting=sitting,
        no=1,
        title="Buổi sáng 06/9/2025",
        course="thu",
        course_title="Lớp thử",
        rehearsal=rehearsal,
        simulated=True,
        starts_at=EIGHT,
        ends_at=EIGHT + 210 * MINUTE,
        headcount_deadline=EIGHT + 30 * MINUTE,
        units={
            "TW": PlanUnit("trung_uong", "Trung ương", "Trung ương"),
            "01": PlanUnit("thanh_pho", "Hà Nội", "thành phố Hà Nội"),
            "40": PlanUnit("tinh", "Nghệ An", "tỉnh Nghệ An"),
        },
        items=(PlanItem(1, "topic", "Chuyên đề 1", 60, 1), PlanItem(2, "topic", "Chuyên đề 5", 60, 5, phones=False)),
        sites=(
            PlanSite(1, 101, "TW", "centre", "trung_uong", "Trung ương"),
            PlanSite(2, 102, "012", "commune", "xa", "xã Hai", "01"),
            PlanSite(3, 103, "013", "commune", "phuong", "phường Ba", "01"),
            PlanSite(4, 104, "404", "commune", "xa", "xã Bốn", "40"),
        ),
        seats=tuple(PlanSeat(10 * site + no, site, no, "lanh_dao") for site in (1, 2, 3, 4) for no in (1, 2, 3)),
        activities=(
            PlanActivity("q1", "poll", 1, {"title": "Hỏi", "question": "Khâu nào?", "choices": ["Một", "Hai"]}),
            PlanActivity("q2", "poll", 2, {"title": "Hỏi", "question": "Khâu nào?", "choices": ["Một", "Hai"]}),
        ),
    )


def host(site: int, role: Role = Role.HOST) -> Who:
    """A desk of a site."""
    return Who(role, f"{role}:{site}", site, device=f"desk-{site}")


def phone(seat: int, device: str = "") -> Who:
    """A learner's phone."""
    return Who(Role.PHONE, f"seat:{seat}", seat // 10, seat, device=device or f"phone-{seat}")


def province(code: str) -> Who:
    """A focal person of a province."""
    return Who(Role.PROVINCE, f"province:{code}", province=code)


def sent(
    who: Who,
    kind: str,
    body: dict[str, Any] | bytes | None = None,
    *,
    id_: str = "",
    activity: str = "",
    claimed_at: int = 0,
    at: int = EIGHT,
) -> Sent:
    """A command as it came in at an instant."""
    raw = body if isinstance(body, bytes) else json.dumps(body or {}).encode()
    command = Command(id_ or command_id(), kind, msgspec.Raw(raw), activity, claimed_at)
    return Sent(read_command(command, who.actor), who, at)


class Ledge(Store):
    """A store whose disk ends, or whose line is cut, when `edge` says so: for real, by the database itself."""

    edge: str = ""

    def append(self, stream: str, turn: Turn, head: Head) -> Head:
        if self.edge == "full" and not self.postgres:
            (pages,) = self.run("PRAGMA page_count")[0]
            self.run(f"PRAGMA max_page_count = {pages}")
            turn.texts.append(("big", b"", "x" * 200_000))
        elif self.edge == "full":
            self.run("SET TRANSACTION READ ONLY")  # as a full disk, PostgreSQL refuses every write
        made = super().append(stream, turn, head)
        if self.edge == "answer lost":
            raise StoreBroken("the line was cut between the commit and its answer")
        return made

    def reopen(self) -> None:
        if self.edge == "gone":
            self.connection.close()
            raise StoreBroken("nobody answers")
        super().reopen()


@dataclass
class Hall:
    """One sitting in a store. `node` opens another connection with a board of its own."""

    target: str
    sitting: int = field(default_factory=lambda: next(_numbers))
    stores: list[Store] = field(default_factory=list)
    rehearsal: bool = True

    def __post_init__(self) -> None:
        """Keep the plan and open the first node."""
        self.stream = f"sitting:{self.sitting}"
        self.plan = plan(self.sitting, rehearsal=self.rehearsal)
        body = write_plan(self.plan)
        self.store = self.connect()
        self.store.make_stream(self.stream)
        self.store.keep_plan(
            self.stream, sha256(body).hexdigest(), body, [("seat:11", '{"name": "Nguyễn Văn An (MP)"}')]
        )
        self.turns = Turns(self.store, self.stream)

    def connect(self) -> Store:
        """One more connection to the store."""
        self.stores.append(Store(self.target))
        return self.stores[-1]

    def node(self) -> Turns:
        """Another machine that takes turns on the stream."""
        return Turns(self.connect(), self.stream)

    def follower(self) -> Fold:
        """Somebody who reads the journal and is told which views changed."""
        self.stores.append(Store(self.target, read_only=True))
        return Fold(self.stores[-1], self.stream)

    def close(self) -> None:
        """Close every connection."""
        for store in self.stores:
            store.close()

    def take(self, *commands: Sent) -> Outcome:
        """One turn of the first node."""
        return self.turns.take(list(commands))

    def send(self, who: Who, kind: str, body: dict[str, Any] | bytes | None = None, **more: Any) -> Receipt:
        """One command in a turn of its own."""
        return self.take(sent(who, kind, body, **more)).receipts[0]

    def open(self) -> None:
        """Doors open, on air, item 1: facts 1 to 3."""
        digest = sha256(write_plan(self.plan)).hexdigest()
        self.send(OFFICE, "sitting.open", {"plan": digest})
        self.send(OPERATOR, "sitting.begin")
        self.send(OPERATOR, "sitting.go", {"item": 1})

    @property
    def kept(self) -> Kept:
        """All that the store holds of the stream."""
        return everything(self.store, self.stream)

    @property
    def fault(self) -> str:
        """What the walk along the chain says."""
        kept = self.kept
        return fault_of(kept.facts, kept.links, *kept.head)

    def fold(self) -> Board:
        """A board made from the store alone."""
        board = Board(self.plan)
        for fact in self.store.facts(self.stream):
            board.apply(fact)
        return board

    def edge(self, name: str) -> None:
        """Where the store ends from now on: "full", "answer lost", "gone", "" for nowhere."""
        if not isinstance(self.store, Ledge):
            self.store = Ledge(self.target)
            self.stores.append(self.store)
            self.turns = Turns(self.store, self.stream)
        self.store.edge = name
        if name == "gone":
            self.store.connection.close()

    def quarantine(self) -> list[tuple[Any, ...]]:
        """Site, actor, device, code and command id of what lies in quarantine, in order."""
        return self.store.run(
            "SELECT site, actor, device, code, command_id FROM journal_quarantine WHERE stream = ? ORDER BY id",
            (self.stream,),
        )


def state_of(board: Board) -> dict[str, Any]:
    """All that a board holds, as plain values."""
    states: dict[str, Any] = json.loads(msgspec.json.encode(board.states))
    return {"position": board.position, "seats": sorted(board.places.seats), "states": states}


def refusal(receipt: Receipt) -> tuple[str, int]:
    """Code and status of a refusal."""
    assert receipt.refused
    return receipt.refused.code, receipt.refused.status


def answer_of(receipt: Receipt) -> tuple[int, bool, bool]:
    """Place, late, repeat."""
    assert receipt.refused is None
    return receipt.seq, receipt.late, receipt.repeat
