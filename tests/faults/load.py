"""Phones and desks that send without end and forget nothing: the journal is held to what they were told."""

import gzip
import http.client
import json
import random
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Protocol

from msgspec.structs import replace

from diemcau.activities.kind import Role
from diemcau.activities.plan import Plan, PlanActivity
from tests.classroom import rig
from tests.classroom.rig import Live, command_id, token

SITES, PEOPLE = 4, 99  # as many as seats have numbers here; a phone may send only 240 times a minute
LONG = 10**9  # ms that a token lasts here
PATIENCE = 90.0  # seconds after which an answer will not come any more
POLL = PlanActivity("q1", "poll", 1, {"title": "Hỏi", "question": "Khâu nào?", "choices": ["Một", "Hai"]})


def plan() -> Plan:
    """A sitting with four rooms and a poll."""
    return replace(rig.plan(SITES, PEOPLE), activities=(POLL,))


def open_doors(live: Live) -> None:
    """The sitting on air, its poll open."""
    live.open(plan())
    assert "seq" in live.send(token(Role.LECTURER), "poll.open", activity="q1")


class Door(Protocol):
    """Where commands can be sent to."""

    port: int


@dataclass
class Ledger:
    """What was sent, and what was answered."""

    receipts: dict[str, int] = field(default_factory=dict)
    answers: dict[int, tuple[int, int]] = field(default_factory=dict)  # seat → place and choice of its last answer
    by_door: Counter[int] = field(default_factory=Counter)  # batches that were answered at a port
    wrong: list[str] = field(default_factory=list)
    unanswered: list[str] = field(default_factory=list)
    tries: int = 0
    repeats: int = 0
    given_up: bool = False
    stop: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, command: dict[str, Any], seat: int, receipt: dict[str, Any]) -> None:
        """A command was answered."""
        with self.lock:
            if "seq" not in receipt:
                self.wrong.append(f"refused: {receipt}")
                return
            seq, id_ = receipt["seq"], command["id"]
            if self.receipts.setdefault(id_, seq) != seq:
                self.wrong.append(f"told {self.receipts[id_]} and then {seq}")
            if command["kind"] == "poll.answer" and seq > self.answers.get(seat, (0, 0))[0]:
                self.answers[seat] = seq, command["body"]["choice"]


class Sender(threading.Thread):
    """A room: its desk and its phones. It has a node of its own, and sends to one after another until answered."""

    def __init__(self, ledger: Ledger, doors: Sequence[Door], site: int, chance: random.Random) -> None:
        super().__init__(daemon=True)
        self.ledger, self.doors, self.site, self.chance = ledger, list(doors), site, chance
        self.door = self.own_door = site % len(self.doors)  # of two nodes each has half of the rooms
        self.connection: http.client.HTTPConnection | None = None

    def run(self) -> None:
        """Send until it is enough; what has no answer by then still gets one."""
        while not self.ledger.stop.is_set():
            bearer, seat, commands = self.make()
            self.settle(bearer, seat, commands)
            if self.chance.random() < 0.1:
                self.ledger.repeats += len(commands)
                self.settle(bearer, seat, self.chance.sample(commands, len(commands)))
            if self.chance.random() < 0.1 and self.door != self.own_door:
                self.turn_to(self.own_door)
        self.close()

    def make(self) -> tuple[str, int, list[dict[str, Any]]]:
        """A token and commands of one sender, one of them perhaps twice."""
        seat = 100 * self.site + self.chance.randint(1, PEOPLE)
        many = self.chance.choice((1, 1, 1, 3))
        if self.chance.random() < 0.5:
            bearer = token(Role.PHONE, site=self.site, seat=seat, lasts=LONG)
            commands = [
                command("poll.answer", {"choice": self.chance.randint(1, 2)}, "q1")
                if self.chance.random() < 0.8
                else command("presence.check_in", {})
                for _ in range(many)
            ]
        else:
            bearer = token(Role.HOST, site=self.site, lasts=LONG)
            status = self.chance.choice(("co_mat", "vang_phep"))
            commands = [command("presence.mark", {"seat": seat, "status": status}) for _ in range(many)]
        if self.chance.random() < 0.05:
            commands.append(commands[0])
        return bearer, seat, commands

    def settle(self, bearer: str, seat: int, commands: list[dict[str, Any]]) -> None:
        """Send the same until there is an answer."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and not self.ledger.given_up:
            self.ledger.tries += 1
            receipts = self.ask(bearer, commands)
            if receipts is not None:
                for sent, receipt in zip(commands, receipts, strict=True):
                    self.ledger.note(sent, seat, receipt)
                return
            time.sleep(0.02)
        self.ledger.unanswered += [sent["id"] for sent in commands]

    def ask(self, bearer: str, commands: list[dict[str, Any]]) -> list[dict[str, Any]] | None:
        """One try; None when nothing is known after it."""
        body, head = json.dumps({"commands": commands}).encode(), {"Authorization": f"Bearer {bearer}"}
        if self.chance.random() < 0.2:
            body, head["Content-Encoding"] = gzip.compress(body, 1), "gzip"
        try:
            if self.connection is None:
                port = self.doors[self.door].port
                self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
            self.connection.request("POST", "/live/commands", body, head)
            answer = self.connection.getresponse()
            raw = answer.read()
        except (OSError, http.client.HTTPException):
            self.turn_away()
            return None
        if answer.status in {429, 503}:
            self.turn_away()
            return None
        if answer.status != 200:
            self.ledger.wrong.append(f"{answer.status} {raw[:200]!r}")
            self.ledger.given_up = True
            return None
        self.ledger.by_door[self.doors[self.door].port] += 1
        receipts: list[dict[str, Any]] = json.loads(raw)["receipts"]
        return receipts

    def close(self) -> None:
        """Hang up."""
        if self.connection:
            self.connection.close()
        self.connection = None

    def turn_away(self) -> None:
        """Hang up, and try the next node."""
        self.turn_to((self.door + 1) % len(self.doors))

    def turn_to(self, door: int) -> None:
        """Hang up, and speak to a node."""
        self.close()
        self.door = door


def command(kind: str, body: dict[str, Any], activity: str = "") -> dict[str, Any]:
    """A new command."""
    return {"id": command_id(), "kind": kind, "body": body, "activity": activity}


@contextmanager
def load(*doors: Door, senders: int = 8, seed: int = 1) -> Iterator[Ledger]:
    """Senders at work as long as the block runs; afterwards all of them have their answers."""
    ledger = Ledger()
    threads = [
        Sender(ledger, doors, 1 + number % SITES, random.Random(1000 * seed + number)) for number in range(senders)
    ]
    for thread in threads:
        thread.start()
    try:
        yield ledger
    except BaseException:
        ledger.given_up = True
        raise
    finally:
        ledger.stop.set()
        for thread in threads:
            thread.join()


def wait_for(ledger: Ledger, more: int, seconds: float = PATIENCE) -> None:
    """Until so many more commands were answered."""
    enough, until = len(ledger.receipts) + more, time.monotonic() + seconds
    while len(ledger.receipts) < enough:
        assert ledger.wrong == [], f"wrong answers: {ledger.wrong[:3]}"
        assert time.monotonic() < until, "unanswered: the load stands still"
        time.sleep(0.01)


def is_used(ledger: Ledger, node: Door, more: int, seconds: float = PATIENCE) -> None:
    """Until a node has answered so many more batches."""
    enough, until = ledger.by_door[node.port] + more, time.monotonic() + seconds
    while ledger.by_door[node.port] < enough:
        assert time.monotonic() < until, "unanswered: nobody speaks to the node"
        time.sleep(0.01)


def is_back(live: Live, seconds: float = PATIENCE) -> None:
    """Until all kinds of processes of a node are at work again."""
    until = time.monotonic() + seconds
    while True:
        with suppress(OSError, http.client.HTTPException):
            if live.get("/live/health")[0] == 200:
                return
        assert time.monotonic() < until, "the node does not come back"
        time.sleep(0.02)
