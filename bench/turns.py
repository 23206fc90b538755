"""Turn-taking against its limit: durable commands with rules and chain, over bare inserts of the same rows.

Both use the same store, batches and fsync setting in the same run, in turn. The bar is low on purpose: it
guards against a fall, the aim for the whole server is measured over HTTP.
"""

import random
import time
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec

from bench.node import empty_journal
from bench.report import Result
from bench.setting import Bench
from diemcau.activities.kind import Role, Who
from diemcau.activities.plan import Plan, PlanItem, PlanSeat, PlanSite, write_plan
from diemcau.classroom.board import Command
from diemcau.classroom.turns import Sent, Turns, read_command
from diemcau.journal.store import Store
from diemcau.rehearsal.cast import new_id

SITES, PEOPLE, BATCH = 200, 50, 500
BAR = 0.15


def _plan() -> Plan:
    sites = tuple(PlanSite(n, n, "10273", "commune", "xa", f"xã {n}", "01") for n in range(1, SITES + 1))
    seats = tuple(PlanSeat(1000 * s.id + n, s.id, n, "lanh_dao_ubnd") for s in sites for n in range(1, PEOPLE + 1))
    item = PlanItem(1, "opening", "Khai mạc", 30)
    return Plan(1, 1, "Buổi", "do", "Lớp đo", True, True, 0, 1, 1, {}, (item,), sites, seats, ())


def measure(bench: Bench) -> Iterable[Result]:
    """Commands a second of both, and their ratio."""
    product, limit = [], []
    for number in range(bench.rounds):
        with bench.round("turns", number), TemporaryDirectory(dir=bench.folder) as folder:
            store = Store(empty_journal(Path(folder)))
            product.append(_take(store, random.Random(bench.seed + number)))
            limit.append(_insert(store))
            store.close()
    return [
        Result("turns: commands", product, "1/s"),
        Result("turns: bare inserts", limit, "1/s"),
        Result("turns: product over limit", [p / q for p, q in zip(product, limit, strict=True)], at_least=BAR),
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
            read_command(Command(new_id(rng, 1), "presence.check_in", empty), f"seat:{s.id}"),
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
    """The rows of the product's turns once more, for another stream."""
    tables = {}
    for table in ("journal_fact", "journal_command"):
        cursor = store.connection.execute(f"SELECT * FROM {table} ORDER BY seq")
        names = [column[0] for column in cursor.description]
        place = names.index("stream")
        rows = [(*row[:place], "sitting:2", *row[place + 1 :]) for row in cursor]
        marks = ",".join("?" * len(names))
        tables[f"INSERT INTO {table} ({','.join(names)}) VALUES ({marks})"] = rows
    count = len(next(iter(tables.values())))
    started = time.perf_counter()
    for start in range(0, count, BATCH):
        store.connection.execute("BEGIN IMMEDIATE")
        for statement, rows in tables.items():
            store.connection.executemany(statement, rows[start : start + BATCH])
        store.connection.execute("COMMIT")
    return count / (time.perf_counter() - started)
