"""The demanding case of the demo in all rooms of a country: every turn, every development, as fast as they can.

Time is compressed: the lecturer puts on each development as soon as all rooms have answered what the one before it
asked. Rooms decide by the rules of the case, each with words of its own; what the lecturer reads is measured as in
`bench.board`.
"""

import json
import random
import time
from collections import Counter
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import msgspec

import diemcau
from bench.board import CASE, CLIENTS, Lecturer, ages, fresh
from bench.node import Caller, Country, Node, command_id, token
from bench.report import Result
from bench.sentences import sentences
from bench.setting import Bench
from diemcau.activities.kind import Role
from diemcau.activities.plan import PlanActivity
from diemcau.activities.situation import course
from diemcau.activities.situation.answers import given_to, some_answer, turn_of
from diemcau.activities.situation.content import Situation
from diemcau.programme.folder import read_folder

PLACES = [number * 97 % 3356 for number in range(20)]  # rooms that answer anew, far from one another


def demanding() -> Situation:
    """The situation of the demo programme with the most turns."""
    folder = Path(str(diemcau.__file__)).parent / "rehearsal/demo/programme"
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    programme = read_folder(files).programme
    assert programme
    every = [situation for topic in programme.topics for situation in topic.situations]
    return max(every, key=lambda situation: len(situation.turns))


class Room:
    """A room's chair: where it stands in the case, and what it says."""

    def __init__(self, site: int, case: Situation, words: str, seed: int) -> None:
        self.site, self.case, self.words = site, case, words
        self.plot = course.plot_of(case)
        self.way = course.begin(self.plot)
        self.chance = random.Random(seed * 10_000 + site)

    def come(self, n: int) -> None:
        """Development `n` has come."""
        course.ripen(self.plot, self.way, n, self.way.at + 1)

    def decide(self) -> list[tuple[str, dict[str, Any]]]:
        """All that it is to decide now: turn and body of each decision."""
        made = []
        while self.way.to_decide:
            place = self.way.to_decide[0]
            turn = turn_of(self.case, self.plot.turns[place].code)
            body = some_answer(self.case, turn.code, self.chance.randrange)
            choices, shares = tuple(body.get("choices", ())), tuple(body.get("shares", ()))
            given = given_to(turn, body.get("choice", 0), choices, shares)
            course.decide(self.plot, self.way, place, given, self.way.at + 1)
            made.append((turn.code, body | {"text" if turn.form == "text" else "reason": self.words}))
        return made


def _send(caller: Caller, room: Room, body: dict[str, Any]) -> tuple[float, int]:
    """A decision of a room: when its receipt was there, and its place."""
    sent = {"id": command_id(), "kind": "situation.decide", "activity": CASE, "body": body}
    packed = json.dumps({"commands": [sent]}).encode()
    receipt = caller.insist("POST", "/live/commands", token(Role.CHAIR, site=room.site), packed)["receipts"][0]
    if "seq" not in receipt:
        raise RuntimeError(f"a decision was refused: {receipt}")
    return time.monotonic(), int(receipt["seq"])


def _all_decide(node: Node, rooms: list[Room], texts: Counter[str]) -> list[tuple[float, int]]:
    """Every room decides what it is to decide; receipts in the order of their places. `texts` counts by turn."""

    def some(number: int) -> tuple[list[tuple[float, int]], Counter[str]]:
        told, said = [], Counter[str]()
        with node.caller() as caller:
            for room in rooms[number::CLIENTS]:
                for code, body in room.decide():
                    told.append(_send(caller, room, body))
                    said[code] += 1
        return told, said

    receipts = []
    with ThreadPoolExecutor(CLIENTS) as clients:
        for told, said in clients.map(some, range(CLIENTS)):
            receipts += told
            texts.update(said)
    return sorted(receipts, key=lambda one: one[1])


def case(bench: Bench) -> Iterable[Result]:
    """Oldest board while all rooms work through the case; when all is grouped; what is missing; how many decisions."""
    content = demanding()
    place = bench.folder / "case"
    place.mkdir(exist_ok=True)
    activity = PlanActivity(CASE, "situation", 1, msgspec.to_builtins(content))
    country = Country(fresh(place), bench.size.sites, 0, (activity,))
    plot = course.plot_of(content)
    coming = [n for n, event in enumerate(plot.events, 1) if event.by_hand] + plot.timed()
    oldest, settled, slowest, missing, made = [], [], [], [], []
    for number in range(bench.rounds):
        node = country.node(accepts=bench.accepts, streams=1)
        words = [text for _, text in sentences(bench.size.sites, bench.seed + number)]
        rooms = [Room(site, content, text, bench.seed + number) for site, text in enumerate(words, 1)]
        texts, worst, receipts = Counter[str](), 0.0, []
        with bench.round("case", number), node, node.caller() as caller:
            caller.send(country.lecturer, "situation.open", CASE)
            caller.send(country.lecturer, "situation.discuss", CASE)
            lecturer = Lecturer(node, country.lecturer)
            for n in [0, *coming]:
                if n:
                    caller.send(country.lecturer, "situation.develop", CASE, n=n)
                    for room in rooms:
                        room.come(n)
                before = len(lecturer.seen)
                stage = _all_decide(node, rooms, texts)
                if not stage:
                    continue
                receipts += stage
                lecturer.wait(lambda pos, _, last=stage[-1]: pos >= last[1], before)
                worst = max(worst, *ages(stage, lecturer.seen[before:]))
            grouped = lecturer.wait(lambda _, case, texts=texts: _texts(case) == texts)
            settled.append(max(0.0, grouped - max(at for at, _ in receipts)))
            slowest.append(max(_anew(caller, lecturer, content, rooms[at % len(rooms)], texts) for at in PLACES))
            oldest.append(worst)
            missing.append(sum(texts.values()) - sum(turn["decided"] for turn in lecturer.seen[-1][2]["turns"]))
            made.append(len(receipts))
        country.forget(node)
    return [
        Result(f"case: oldest board while {bench.size.sites} rooms work", oldest, "s", at_most=1, absolute=True),
        Result("case: all grouped after the last receipt", settled, "s", at_most=5, absolute=True),
        Result("case: a new answer grouped among all", slowest, "s", at_most=5, absolute=True),
        Result("case: decisions that are not on it", missing, at_most=0),
        Result("case: decisions", made),
    ]


def _texts(case: Any) -> Counter[str]:
    return Counter({turn["code"]: turn["texts"] for turn in case["turns"] if turn["texts"]})


def _anew(caller: Caller, lecturer: Lecturer, content: Situation, room: Room, texts: Counter[str]) -> float:
    """A room words its answer to a turn of words anew; seconds from its receipt until all texts are in groups again."""
    turn = next(turn for turn in content.turns if turn.form == "text" and texts[turn.code])
    before = len(lecturer.seen)
    at, place = _send(caller, room, {"turn": turn.code, "text": f"{room.words} {room.site}"})
    shown = lecturer.wait(lambda pos, case: pos >= place and _texts(case) == texts, before)
    return max(0.0, shown - at)
