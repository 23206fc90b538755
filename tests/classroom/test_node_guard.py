"""The corners of a node: who listens to what, doors that stay shut, a writer whose askers or store go away."""

import asyncio
import gzip
import selectors
import socket
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from diemcau.activities.kind import Role
from diemcau.base import tokens
from diemcau.base.clock import now_ms
from diemcau.base.refused import Refused
from diemcau.classroom.live import doors, gate
from diemcau.classroom.live.http import Request
from diemcau.classroom.live.links import Frames, frame
from diemcau.classroom.live.messages import Revoke
from diemcau.classroom.live.writer import MOST_WAITING, UNUSED_SECONDS, Peer, Writer
from diemcau.journal.chain import Walk
from diemcau.journal.store import StoreBroken
from tests.classroom.rig import command_id
from tests.classroom.stations import Station, asker, read, running
from tests.classroom.test_engine import command
from tests.classroom.turning import EIGHT, LECTURER, OFFICE, OPERATOR, Hall, host, phone, province, sent

HERE = {"seat": 21, "status": "co_mat"}


def code_of(no: Any) -> str:
    return str(no.value.code)


# --- what may be read, and what a body may be ------------------------------------------------


def test_each_role_listens_to_its_own_topics() -> None:
    senders = [phone(21), host(2), host(2, Role.TECHNICIAN), host(2, Role.ROOM), LECTURER, province("01"), OPERATOR]
    assert [gate.topics_of(who) for who in senders] == [
        ("phones", "seat:21"),
        ("all", "site:2"),
        ("all", "site:2"),
        ("all", "site:2"),
        ("all", "presenters"),
        ("all", "province:01"),
        ("all", "presenters", "control"),
    ]
    with pytest.raises(Refused) as no:
        gate.topics_of(OFFICE)
    assert code_of(no) == "command.not_yours"


def test_a_packed_body_is_whole_short_enough_and_really_packed() -> None:
    packed = gzip.compress(b"{}" * 50)

    def unpacked(body: bytes, limit: int = 1000) -> bytes:
        asked = Request("POST", b"/", "/", {}, {b"content-encoding": b"gzip"}, body, "")
        return gate.unpacked(asked, limit)

    assert unpacked(packed) == b"{}" * 50
    codes = []
    for body, limit in ((b"{}", 1000), (packed[:-9], 1000), (packed, 10)):
        with pytest.raises(Refused) as no:
            unpacked(body, limit)
        codes.append((no.value.code, no.value.status))
    assert codes == [("command.bad_body", 400), ("command.bad_body", 400), ("command.too_large", 413)]


# --- the fold and the chain ------------------------------------------------------------------


def test_a_part_whose_words_cannot_be_read_now_is_made_when_the_store_is_back(on_air: Hall) -> None:
    follower = on_air.follower()
    after = follower.board.position
    told = {"items": ["loa_micro"], "mark": "trouble", "note": "Không có tiếng"}
    assert on_air.send(host(2), "checklist.tick", told).refused is None
    follower.catch_up()
    follower.store.connection.close()
    with pytest.raises(StoreBroken):
        follower.part("control", after, EIGHT)
    assert follower.part("control", after, EIGHT) is None
    follower.catch_up()
    after = follower.board.position
    assert on_air.send(host(2), "checklist.tick", told | {"note": "Vẫn không có"}).refused is None
    follower.catch_up()
    part = follower.part("control", after, EIGHT)
    assert part is not None
    assert part["acts"]["checklist"]["sites"][2]["trouble"] == {"loa_micro": "Vẫn không có"}


def test_a_last_link_that_was_changed_alone_is_named_as_that(on_air: Hall) -> None:
    on_air.store.run("UPDATE journal_command SET link = ? WHERE stream = ? AND no = 3", (bytes(32), on_air.stream))
    head = on_air.store.standing(on_air.stream)[0]
    walk = Walk(on_air.store.links(on_air.stream), on_air.store.facts(on_air.stream), head)
    assert [(fault.code, fault.data) for fault in walk.faults()] == [("link_changed", {"no": 3})]


# --- the doors -------------------------------------------------------------------------------


def test_doors_that_stay_shut(on_air: Hall) -> None:
    def take(on: Station, role: str, seat: int = 0) -> doors.Take:
        claims = tokens.Claims(role, on_air.sitting, 0, 2, 0, "01", "x", "d", 0, now_ms() + 60_000)
        return doors.Take(command_id(), tokens.mint(claims, on.house.token_key), "d1", seat)

    async def talk(on: Station) -> list[str]:
        found = []

        async def refused(what: Any) -> None:
            try:
                made = what()
                if asyncio.iscoroutine(made):
                    await made
            except Refused as no:
                found.append(no.code)

        await refused(lambda: doors.claim(on.house, take(on, "host")))  # a token is no ticket
        await refused(lambda: doors.claim(on.house, take(on, "ticket")))  # names no seat
        bad = doors.Take("no id", take(on, "ticket").ticket, "d1", 21)
        await refused(lambda: doors.claim(on.house, bad))
        await refused(lambda: doors.code(on.house, LECTURER, on.engine, "vi"))
        await refused(lambda: doors.again(on.house, LECTURER, on.engine, doors.Back(21)))
        await refused(lambda: doors.confirm_pair(on.house, LECTURER, doors.Letters("ABC"), on_air.sitting))
        for _ in range(10):
            await refused(lambda: doors.confirm_pair(on.house, host(2), doors.Letters("ABC"), on_air.sitting))
        await refused(lambda: doors.confirm_pair(on.house, host(2), doors.Letters("ABC"), on_air.sitting))
        return found

    assert running(on_air, talk) == [
        "token.bad",
        "seat.unknown",
        "command.bad_id",
        "command.not_yours",
        "command.not_yours",
        "command.not_yours",
        *["pair.unknown"] * 10,
        "code.too_many",
    ]


def test_a_room_has_a_code_while_its_doors_are_open(hall: Hall) -> None:
    async def talk(on: Station) -> str:
        with pytest.raises(Refused) as no:
            await doors.code(on.house, host(2), on.engine, "vi")
        return code_of(no)

    assert running(hall, talk) == "sitting.not_open"


def test_letters_that_nobody_typed_in_time_make_room_for_others(on_air: Hall) -> None:
    async def talk(on: Station) -> tuple[bool, list[str]]:
        first = doors.pair(on.house, "a")["letters"]
        on.house.pairings[first].until = 0.0
        other = doors.pair(on.house, "a")["letters"]
        codes = []
        with pytest.raises(Refused) as late:
            doors.confirm_pair(on.house, host(2), doors.Letters(first), on_air.sitting)
        codes.append(code_of(late))
        on.house.pairings.update((str(n), on.house.pairings[other]) for n in range(20_000))
        with pytest.raises(Refused) as full:
            doors.pair(on.house, "b")
        codes.append(code_of(full))
        return first in on.house.pairings, codes

    assert running(on_air, talk) == (False, ["pair.unknown", "code.too_many"])


# --- the writer ------------------------------------------------------------------------------


def test_a_command_for_a_sitting_that_nobody_opened_is_refused_and_nobody_hears_of_it(on_air: Hall) -> None:
    async def talk(on: Station) -> str:
        async with asker(on) as asking:
            (receipt,) = await asking.submit(999_999, host(2), [command("presence.mark", HERE)])
        assert receipt.refused is not None
        return receipt.refused.code

    assert running(on_air, talk) == "sitting.unknown"


def test_a_store_that_fails_outside_of_a_turn_is_said_to_who_asked(
    apart: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    async def talk(on: Station) -> list[bool]:
        told = []
        async with asker(on) as asking:
            on.disk.connection.close()
            for edge in ("gone", "", ""):
                on.disk.edge = edge
                try:
                    await asking.revoke("seat:21", 1)
                    told.append(True)
                except StoreBroken:
                    told.append(False)
        return told

    assert running(apart, talk) == [False, False, True]
    assert caplog.messages[0].startswith("the journal store failed: ")


@pytest.fixture
def apart(journal: str) -> Iterator[Hall]:
    """A sitting in a store of its own: who is revoked there is so for every sitting."""
    made = Hall(journal)
    made.open()
    yield made
    made.close()


@pytest.fixture
def alone(apart: Hall) -> Iterator[Writer]:
    """A writer that is not running yet."""
    with tempfile.TemporaryDirectory(prefix="dc-") as folder:
        made = Writer(apart.connect(), Path(folder) / "writer.sock")
        yield made
        made.stopping = True
        made.serve()


def test_an_asker_that_is_gone_or_takes_nothing_is_cut() -> None:
    one, other = socket.socketpair()
    one.setblocking(False)
    peer = Peer(one)
    peer.out += bytes(1 << 22)
    assert (peer.flush(), len(peer.out) > 1 << 20) == (True, True)
    peer.out += bytes(MOST_WAITING)
    assert peer.flush() is False
    other.close()
    assert peer.flush() is False
    one.close()


def test_the_writer_waits_for_room_only_while_something_waits(alone: Writer) -> None:
    one, other = socket.socketpair()
    peer = Peer(one)
    alone.selector.register(one, selectors.EVENT_READ, peer)
    seen = []
    for out in (b"x", b"x", b""):
        peer.out[:] = out
        alone._watch(peer)
        seen.append(alone.selector.get_key(one).events)
    assert seen == [selectors.EVENT_READ | selectors.EVENT_WRITE] * 2 + [selectors.EVENT_READ]
    other.close()


def test_an_asker_that_ends_in_the_middle_is_forgotten(alone: Writer) -> None:
    one, other = socket.socketpair()
    one.setblocking(False)
    peer = Peer(one)
    alone.selector.register(one, selectors.EVENT_READ, peer)
    alone._read(peer, {})  # woken for nothing
    assert alone._peers() == [peer]
    one.send(b"never read")
    other.close()
    alone._read(peer, {})  # the line was reset
    assert alone._peers() == []


def test_an_answer_to_somebody_who_hung_up_stops_nobody(alone: Writer, apart: Hall) -> None:
    path = alone.door.getsockname()
    with socket.socket(socket.AF_UNIX) as gone:
        gone.connect(path)
        gone.send(frame(Revoke(1, "seat:22", 7)))
    thread = threading.Thread(target=alone.serve)
    thread.start()
    with socket.socket(socket.AF_UNIX) as there:
        there.connect(path)
        there.settimeout(20)
        there.send(frame(Revoke(2, "seat:21", 8)))
        (answer,) = Frames().feed(there.recv(1000))
    alone.stopping = True
    thread.join()
    assert (read(answer)[:2], alone._peers()) == (["done", 2], [])
    assert apart.store.revocations() == {"seat:22": 7, "seat:21": 8}


def test_a_sitting_that_is_over_and_that_nobody_asks_about_is_put_away(alone: Writer, apart: Hall) -> None:
    apart.send(OPERATOR, "sitting.close")
    late = [sent(host(2), "presence.mark", HERE)]
    assert [one.code for one in alone._turn(apart.sitting, 1, lambda turns: turns.take(late))[0]] == [""]
    kept = []
    for ago in (0.0, 2 * UNUSED_SECONDS):
        alone.used[apart.sitting] -= ago
        alone.told_stats = 0.0
        alone._tell_stats()
        kept.append((apart.sitting in alone.turns, apart.sitting in alone.used))
    assert kept == [(True, True), (False, False)]
