"""The comparison board while a country decides: how old the board is, how soon a new answer stands in its group.

Every room hands in a decision with a sentence of reason over HTTP, as its desk does, all at once. One stream of the
presenters' topic is read, as the lecturer's desk reads it. The age of the board at the arrival of a view is how long
ago the first receipt was there whose decision the view before it did not have. When all have come, single rooms answer
anew: from the receipt to the view in which the answer stands in a group.
"""

import http.client
import json
import threading
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from bench.node import Caller, Country, Node, command_id, token
from bench.report import Result
from bench.sentences import IDEAS, sentences
from bench.setting import Bench
from diemcau.activities.kind import Role
from diemcau.activities.plan import PlanActivity

PATIENCE = 60.0  # seconds
CASE = "t1"
CLIENTS = 4
ANEW = 10  # rooms that answer anew
CONTENT = {
    "title": "Hồ sơ chồng chất",
    "story": ["Sáng thứ hai có 120 người chờ ở bộ phận một cửa."],
    "task": "Xã xử lý thế nào?",
    "choices": [{"text": "Tăng người"}, {"text": "Hẹn giờ"}, {"text": "Về thôn"}],
    "minutes": 60,
}


class Lecturer(threading.Thread):
    """Reads the stream of the lecturer's desk: of each view when it came, its position, and the case in it."""

    def __init__(self, node: Node, bearer: str) -> None:
        super().__init__(daemon=True)
        self.seen: list[tuple[float, int, Any]] = []
        self.connection = http.client.HTTPConnection("127.0.0.1", node.port, timeout=PATIENCE)
        self.connection.request("GET", "/live/stream?after=0", headers={"Authorization": f"Bearer {bearer}"})
        self.answer = self.connection.getresponse()
        if self.answer.status != 200:
            raise RuntimeError(f"no stream: {self.answer.status}")
        self.start()

    def run(self) -> None:
        """Until the node hangs up."""
        while line := self.answer.readline():
            if line.startswith(b"data: {") and b'"presenters"' in line[:40]:
                said = json.loads(line[6:])
                acts = said["view"]["acts"]
                if CASE in acts:
                    self.seen.append((time.monotonic(), said["pos"], acts[CASE]))

    def wait(self, so: Any, after: int = 0) -> float:
        """When the first view came of which something is so. RuntimeError when none does."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            for at, pos, case in self.seen[after:]:
                if so(pos, case):
                    return at
            time.sleep(0.01)
        raise RuntimeError("the board does not show it")


def _decide(caller: Caller, site: int, choice: int, reason: str) -> tuple[float, int]:
    """Hand in a decision: when its receipt was there, and its place."""
    said = {"choice": choice, "reason": reason}
    sent = {"id": command_id(), "kind": "situation.decide", "activity": CASE, "body": said}
    body = json.dumps({"commands": [sent]}).encode()
    receipt = caller.insist("POST", "/live/commands", token(Role.CHAIR, site=site), body)["receipts"][0]
    if "seq" not in receipt:
        raise RuntimeError(f"a decision was refused: {receipt}")
    return time.monotonic(), int(receipt["seq"])


def _all_decide(node: Node, sites: int, seed: int) -> list[tuple[float, int]]:
    """Every room decides; receipts in the order of their places."""
    rows = list(enumerate(sentences(sites, seed), 1))

    def some(number: int) -> list[tuple[float, int]]:
        with node.caller() as caller:
            return [_decide(caller, site, 1 + idea % 3, words) for site, (idea, words) in rows[number::CLIENTS]]

    with ThreadPoolExecutor(CLIENTS) as clients:
        return sorted((one for told in clients.map(some, range(CLIENTS)) for one in told), key=lambda one: one[1])


def ages(receipts: list[tuple[float, int]], seen: list[tuple[float, int, Any]]) -> list[float]:
    """How old what the lecturer saw had become whenever a view took its place, seconds."""
    found, before, at_receipt = [], 0, 0
    for came, pos, _ in seen:
        while at_receipt < len(receipts) and receipts[at_receipt][1] <= before:
            at_receipt += 1
        if at_receipt < len(receipts) and receipts[at_receipt][1] <= pos:
            found.append(max(0.0, came - receipts[at_receipt][0]))
        before = pos
    return found


def board(bench: Bench) -> Iterable[Result]:
    """Oldest board while all rooms decide; a new answer in its group, the slowest of some; rooms that are missing."""
    sites = bench.size.sites
    place = bench.folder / "board"
    place.mkdir(exist_ok=True)
    country = Country(fresh(place), sites, 0, (PlanActivity(CASE, "situation", 1, CONTENT),))
    oldest, slowest, settled, missing = [], [], [], []
    for number in range(bench.rounds):
        node = country.node(accepts=bench.accepts, streams=1)
        with bench.round("board", number), node, node.caller() as caller:
            caller.send(country.lecturer, "situation.open", CASE)
            caller.send(country.lecturer, "situation.discuss", CASE)
            lecturer = Lecturer(node, country.lecturer)
            receipts = _all_decide(node, sites, bench.seed + number)
            last = receipts[-1]
            lecturer.wait(lambda pos, _, last=last: pos >= last[1])
            grouped = lecturer.wait(lambda _, case: case["turns"][0]["texts"] == sites)
            settled.append(max(0.0, grouped - max(at for at, _ in receipts)))
            oldest.append(max(ages(receipts, lecturer.seen)))
            slowest.append(max(_anew(caller, lecturer, sites, n) for n in range(ANEW)))
            missing.append(sites - lecturer.seen[-1][2]["turns"][0]["decided"])
        country.forget(node)
    return [
        Result(f"board: oldest while {sites} rooms decide", oldest, "s", at_most=1, absolute=True),
        Result("board: all grouped after the last receipt", settled, "s", at_most=5, absolute=True),
        Result(f"board: a new answer grouped among {sites}", slowest, "s", at_most=5, absolute=True),
        Result("board: decisions that are not on it", missing, at_most=0),
    ]


def _anew(caller: Caller, lecturer: Lecturer, sites: int, number: int) -> float:
    """A room answers anew in words of its own; seconds from its receipt until all its texts are in groups again."""
    idea = IDEAS[number % len(IDEAS)]
    before = len(lecturer.seen)
    at, place = _decide(caller, 1 + number, 1, f"{idea[0][0]} {idea[1][0]} lần {number}")
    shown = lecturer.wait(lambda pos, case: pos >= place and case["turns"][0]["texts"] == sites, before)
    return max(0.0, shown - at)


def fresh(place: Path) -> Path:
    """A folder of its own for each call."""
    made = place / str(len(list(place.iterdir())))
    made.mkdir()
    return made
