"""Two nodes on one PostgreSQL, each with half of the rooms: one dies in the middle, the other goes on with all."""

import time

import pytest

from diemcau.activities.kind import Role
from tests.classroom.planting import Bug
from tests.classroom.rig import Live, token
from tests.faults.books import check
from tests.faults.conftest import MakeNode
from tests.faults.load import LONG, is_back, is_used, load, open_doors, wait_for
from tests.faults.silence import connected, hung_up, joining
from tests.faults.sizes import KILLS, SEED
from tests.faults.watchers import SHOWN_SECONDS, all_show, mixed, watching

DEAF = Bug("classroom.live.engine", "LOOK_SECONDS = 0.2", "LOOK_SECONDS = 3600.0")
LASTING = Bug("classroom.live.outlets", 'outlet.line.send(("end", actor, device))', "pass")
BLIND = Bug("classroom.live.house", "LOOK_SECONDS = 2.0", "LOOK_SECONDS = 3600.0")


@pytest.fixture(autouse=True)
def _only_postgres(journal: str) -> None:
    if not journal.startswith("postgres"):
        pytest.skip("an SQLite file has one node")


def one_dies(one: Live, other: Live, times: int) -> None:
    """Under load on both; who spoke to it goes to the other one, and when it is back both show the same."""
    open_doors(one)
    lecturer, watchers = token(Role.LECTURER, lasts=LONG), mixed(one, other)
    with watching(watchers):
        with load(one, other, seed=SEED) as ledger:
            for _ in range(times):
                is_used(ledger, one, 20)
                is_used(ledger, other, 20)
                one.kill()
                for kind in ("poll.close", "poll.open"):
                    all_show(watchers, other.send(lecturer, kind, activity="q1")["seq"])
                wait_for(ledger, 40)
                one.start()
            is_used(ledger, one, 20)
        is_back(one)
        all_show(watchers, one.send(lecturer, "poll.close", activity="q1")["seq"])
    check(one.journal, ledger, one, other)


def test_what_one_node_kept_before_it_died_the_other_one_has(node: MakeNode) -> None:
    one_dies(node(), node(), max(2, KILLS // 10))


def test_a_node_that_hears_only_of_its_own_facts_is_caught(node: MakeNode) -> None:
    one, other = node(DEAF), node(DEAF)
    with pytest.raises(AssertionError, match=r"^missing: "):
        one_dies(one, other, 1)


def rights_and_doors_hold_everywhere(one: Live, other: Live) -> None:
    """What is opened on one node is used on the other; rights that end on one end the other's streams."""
    open_doors(one)
    revoked, stays = token(Role.HOST, site=1), token(Role.HOST, site=2)
    until = time.monotonic() + SHOWN_SECONDS
    while (stream := first_words(other)) != b"HTTP/1.1 200":
        assert time.monotonic() < until, f"closed: the doors on the other node, {stream!r}"
        time.sleep(0.05)
    assert "seq" in other.send(revoked, "floor.ask")
    with connected(other, 1, lambda _: joining(Role.HOST, 1)) as (raw,):
        assert not hung_up(raw, 0.5)
        assert one.post("/live/office/revoke", {"actor": "host:1", "epoch": 1}, token(Role.OFFICE))[0] == 200
        assert hung_up(raw, SHOWN_SECONDS), "still open: the stream of a host whose rights have ended"
    assert [other.get("/live/view", bearer)[0] for bearer in (revoked, stays)] == [401, 200]


def first_words(node: Live) -> bytes:
    """How a node begins its answer to who wants a stream."""
    with connected(node, 1, lambda _: joining(Role.HOST, 1)) as (raw,):
        raw.settimeout(5)
        return raw.recv(12)


def test_doors_that_open_and_rights_that_end_on_one_node_do_so_on_the_other(node: MakeNode) -> None:
    rights_and_doors_hold_everywhere(node(), node())


@pytest.mark.parametrize(("words", "bug"), [("closed", BLIND), ("still open", LASTING)])
def test_a_node_that_does_not_look_what_others_did_is_caught(node: MakeNode, words: str, bug: Bug) -> None:
    one, other = node(bug), node(bug)
    with pytest.raises(AssertionError, match=f"^{words}: "):
        rights_and_doors_hold_everywhere(one, other)
