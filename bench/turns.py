"""Turn-taking against its limit: durable commands with rules and chain, over bare inserts of the same rows.

Both use the same store, batches and fsync setting in the same run, in turn. The bar is low on purpose: it
guards against a fall, the aim for the whole server is measured over HTTP.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from hashlib import sha256
from pathlib import Path

import msgspec

from bench.report import Result
from diemcau.activities.kind import Role, Who
from diemcau.activities.plan import Plan, PlanItem, PlanSeat, PlanSite, write_plan
from diemcau.classroom.board import Command
from diemcau.classroom.turns import Sent, Turns
from diemcau.journal.store import Store, Turn
from diemcau.rehearsal.cast import new_id

SITES, PEOPLE, BATCH = 200, 50, 500
BAR = 0.15


def _plan() -> Plan:
    sites = tuple(PlanSite(n, n, "10273", "commune", "xa", f"xã {n}", "01") for n in range(1, SITES + 1))
    seats = tuple(PlanSeat(1000 * s.id + n, s.id, n, "lanh_dao_ubnd") for s in sites for n in range(1, PEOPLE + 1))
    item = PlanItem(1, "opening", "Khai mạc", 30)
    return Plan(1, 1, "Buổi", "do", "Lớp đo", True, True, 0, 1, 1, {}, (item,), sites, seats, ())


def measure(rounds: int, seed: int) -> list[Result]:
    """Commands a second of both, and their ratio."""
    product, limit = [], []
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            subprocess.run(
                [sys.executable, "-m", "diemcau", "migrate"], env=os.environ | {"DIEMCAU_DATA": folder}, check=True
            )
            store = Store(str(Path(folder) / "journal.db"))
            product.append(_take(store, random.Random(seed + number)))
            limit.append(_insert(store))
            store.close()
    return [
        Result("turns: commands", tuple(product), "1/s"),
        Result("turns: bare inserts", tuple(limit), "1/s"),
        Result("turns: product over limit", tuple(p / q for p, q in zip(product, limit, strict=True)), at_least=BAR),
    ]


def _take(store: Store, rng: random.Random) -> float:
    plan = _plan()
    body = write_plan(plan)
    store.make_stream("sitting:1")
    store.keep_plan("sitting:1", sha256(body).hexdigest(), body, [])
    turns = Turns(store, "sitting:1")
    empty = msgspec.Raw(b"{}")
    sents = [
        Sent(
            Command(new_id(rng, 1), "presence.check_in", empty),
            Who(Role.PHONE, f"seat:{s.id}", s.site, s.id, "01", "d"),
            1,
        )
        for s in plan.seats
    ]
    started = time.perf_counter()
    for start in range(0, len(sents), BATCH):
        turns.take(sents[start : start + BATCH])
    return len(sents) / (time.perf_counter() - started)


def _insert(store: Store) -> float:
    facts = store.facts("sitting:1")
    store.make_stream("sitting:2")
    copies = [msgspec.structs.replace(fact, stream="sitting:2") for fact in facts]
    started = time.perf_counter()
    for start in range(0, len(copies), BATCH):
        _, last, _ = store.begin("sitting:2", start)
        store.append("sitting:2", Turn(copies[start : start + BATCH], [], []), last)
    return len(copies) / (time.perf_counter() - started)
