"""Clients that say nothing, say half, or read nothing: others keep their service, memory stays bounded."""

import time
from pathlib import Path

import pytest

from diemcau.activities.kind import Role
from tests.classroom.planting import Bug
from tests.classroom.rig import Live
from tests.faults.books import check
from tests.faults.conftest import MakeNode
from tests.faults.load import PATIENCE, PEOPLE, SITES, load, open_doors, wait_for
from tests.faults.silence import connected, hung_up, joining
from tests.faults.sizes import LORIS, SEED, STREAMS

# A setting: who says nothing is hung up after 2 s, not 15.
SHORT = Bug("classroom.live.http", "REQUEST_SECONDS = 15", "REQUEST_SECONDS = 2")
HALVES = (
    b"",
    b"G",
    b"POST /live/commands HTTP/1.1\r\nauthorization: Bear",
    b"POST /live/commands HTTP/1.1\r\ncontent-length: 99\r\n\r\n{",
)
IDLE_BYTES = 2 * 1024  # that an idle stream may cost of a process's memory
SLACK = 2_000_000  # bytes by which a process grows whatever it does
WAVE = 100  # that come at a time: who is on his way takes memory that is used again, but not given back


def memory(live: Live, kind: str) -> int:
    """Bytes in use of all processes of a kind."""
    return sum(4096 * int(Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in live.children(kind))


def nothing_is_said(live: Live, many: int) -> None:
    """Connections that say nothing, or half a request, are hung up; meanwhile commands are kept."""
    open_doors(live)
    with connected(live, many, lambda number: HALVES[number % len(HALVES)]) as silent:
        with load(live, senders=2, seed=SEED) as ledger:
            wait_for(ledger, 50)
        until = time.monotonic() + 6
        left = [raw for raw in silent if not hung_up(raw, max(0.01, until - time.monotonic()))]
        assert not left, f"still open: {len(left)} of {many}"
    check(live.journal, ledger, live)


def test_who_says_nothing_or_half_of_something_is_hung_up(node: MakeNode) -> None:
    nothing_is_said(node(SHORT), LORIS)


def test_patience_without_end_is_caught(node: MakeNode) -> None:
    live = node(
        SHORT, Bug("classroom.live.http", "if self._deadline and self._loop.time() > self._deadline:", "if False:")
    )
    with pytest.raises(AssertionError, match=r"^still open: "):
        nothing_is_said(live, 40)


def phone(number: int) -> bytes:
    """One phone's request for its stream."""
    site = 1 + number % SITES
    return joining(Role.PHONE, site, 100 * site + 1 + number % PEOPLE)


def streams(live: Live) -> int:
    """How many are open, as it was known a moment ago."""
    return int(live.get("/live/health")[1]["streams"])


def all_are_in(live: Live, many: int) -> None:
    """Until so many streams are open."""
    until = time.monotonic() + PATIENCE
    while (there := streams(live)) < many:
        assert time.monotonic() < until, f"only {there} of {many} streams"
        time.sleep(0.05)


def many_idle_streams(live: Live, many: int) -> None:
    """Phones that wait cost little of the memory of accept and stream processes, and stop nobody."""
    open_doors(live)
    before = {kind: memory(live, kind) for kind in ("accept", "stream")}
    with connected(live, many, phone, WAVE):
        all_are_in(live, many)
        for kind, bytes_before in before.items():
            grown = memory(live, kind) - bytes_before
            assert grown < IDLE_BYTES * many + SLACK, f"memory: {kind} grew by {grown} for {many} streams"
        with load(live, senders=2, seed=SEED) as ledger:
            wait_for(ledger, 50)
    check(live.journal, ledger, live)


def test_idle_streams_cost_little_and_stop_nobody(node: MakeNode) -> None:
    many_idle_streams(node(), STREAMS)


def test_a_connection_that_is_kept_after_it_was_handed_over_is_caught(node: MakeNode) -> None:
    live = node(Bug("classroom.live.handing", "connection.transport.abort()  #", "pass  #"))
    with pytest.raises(AssertionError, match=r"^memory: accept"):
        many_idle_streams(live, 2000)


def desks_read_nothing(live: Live, many: int) -> None:
    """Desks that never read are cut as their views pile up; meanwhile commands are kept."""
    open_doors(live)
    with connected(live, many, lambda _: joining(Role.HOST, 1)):
        all_are_in(live, many)
        with load(live, senders=8, seed=SEED) as ledger:
            until = time.monotonic() + 10
            while left := streams(live):
                assert time.monotonic() < until, f"not cut: {left} of {many}"
                wait_for(ledger, 50)
    check(live.journal, ledger, live)


def test_desks_that_never_read_are_cut(node: MakeNode) -> None:
    desks_read_nothing(node(), 50)


def test_a_buffer_without_end_is_caught(node: MakeNode) -> None:
    live = node(Bug("classroom.live.audience", "BUFFER = 64 * 1024 ", "BUFFER = 1 << 40 "))
    with pytest.raises(AssertionError, match=r"^not cut: "):
        desks_read_nothing(live, 50)
