"""Nothing acknowledged is lost, nothing is counted twice: kill -9 under load, with repeats."""

import http.client
import os
import random
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from diemcau.activities.kind import Role
from diemcau.journal.log import fault
from diemcau.journal.store import Store
from tests.classroom.rig import Live, command_id, plan, token

KILLS = int(os.environ.get("TEST_KILLS", "6"))
PEOPLE = 50


def hammer(live: Live, seat: int, acknowledged: dict[str, int], stop: threading.Event, chance: random.Random) -> None:
    """A phone that checks in, a desk that marks it; one command in ten goes out twice, and whatever got no answer."""
    bearer, host = token(Role.PHONE, site=1, seat=seat, lasts=10**9), token(Role.HOST, site=1, lasts=10**9)
    unsure: tuple[str, str, str, dict[str, Any]] | None = None
    while not stop.is_set():
        sent = unsure or (
            command_id(),
            *(
                (bearer, "presence.check_in", {})
                if chance.random() < 0.5
                else (host, "presence.mark", {"seat": seat, "status": chance.choice(("co_mat", "vang_phep"))})
            ),
        )
        try:
            receipt = live.send(sent[1], sent[2], sent[3], id_=sent[0])
        except (OSError, http.client.HTTPException, ValueError, KeyError):  # HTTPException: half of an answer came
            unsure = sent
            time.sleep(0.01)
            continue
        if receipt.get("code") == "store.broken":
            unsure = sent
            time.sleep(0.01)
            continue
        unsure = None
        assert "seq" in receipt, receipt
        assert acknowledged.setdefault(sent[0], receipt["seq"]) == receipt["seq"]
        if chance.random() < 0.1:
            unsure = sent


@pytest.mark.parametrize("seed", [1])
def test_what_was_acknowledged_before_a_kill_is_in_the_journal_exactly_once(live: Live, seed: int) -> None:
    live.open(plan(1, PEOPLE))
    chance, stop = random.Random(seed), threading.Event()
    acknowledged: list[dict[str, int]] = [{} for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        hammers = [
            pool.submit(hammer, live, 101 + n, acknowledged[n], stop, random.Random(seed * 100 + n)) for n in range(8)
        ]
        try:
            for _ in range(KILLS):
                time.sleep(chance.uniform(0.1, 0.6))
                live.kill()
                live.start()
            until = time.monotonic() + 60  # a machine under load needs longer for as many
            while sum(map(len, acknowledged)) <= 100 and time.monotonic() < until:
                time.sleep(0.05)
            time.sleep(0.2)
        finally:
            stop.set()
        for one in hammers:
            one.result()
    live.kill()

    store = Store(live.journal)
    facts, links, head = store.facts("sitting:1"), store.links("sitting:1"), store.head("sitting:1")
    every = {id_: seq for part in acknowledged for id_, seq in part.items()}
    kept = store.repeats("sitting:1", [bytes.fromhex(id_.replace("-", "")) for id_ in every])
    store.close()

    assert len(every) > 100
    assert {id_: kept[bytes.fromhex(id_.replace("-", ""))].seq for id_ in every} == every
    assert len({(fact.command_id, fact.n) for fact in facts}) == len(facts)
    assert fault(facts, links, *head) == ""
