"""Who is let in on a node: seats that hosts took from phones, looks that go wrong, sittings of other nodes."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import msgspec
import pytest

from diemcau.activities.kind import Role, Who
from diemcau.base.refused import Refused
from diemcau.classroom.board import Board, Command
from diemcau.classroom.live import engine as engines
from diemcau.classroom.live import gate, house
from diemcau.classroom.live.house import NewPlan, ended
from diemcau.classroom.live.messages import Gate
from diemcau.classroom.sitting import State
from tests.classroom.rig import command_id
from tests.classroom.stations import Station, listening, running, until
from tests.classroom.turning import LECTURER, Hall, host, phone, plan

CLAIM = {"seat": 21, "evidence": "code"}


@pytest.fixture
def freed(on_air: Hall) -> Hall:
    """A host took seat 21 from a phone, and nobody holds it."""
    on_air.send(phone(21), "sitting.claim", CLAIM)
    on_air.send(host(2), "sitting.free_seat", {"seat": 21})
    return on_air


@asynccontextmanager
async def looking(on: Station, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[None]:
    """The node looks at what others did, often."""
    monkeypatch.setattr(house, "LOOK_SECONDS", 0.02)
    job = asyncio.create_task(on.house.keep_looking())
    try:
        yield
    finally:
        job.cancel()
        with suppress(asyncio.CancelledError):
            await job


@pytest.mark.parametrize(
    ("before", "now", "found"),
    [
        ({}, {21: ""}, [("seat:21", "")]),  # freed
        ({}, {21: "b"}, [("seat:21", "b")]),  # and taken, both within one look
        ({21: ""}, {21: "b"}, []),  # somebody took it: nobody else listens any more
        ({21: "b"}, {21: ""}, [("seat:21", "")]),
        ({21: "b"}, {21: "c"}, [("seat:21", "c")]),
        ({21: "b"}, {21: "b"}, []),
    ],
)
def test_streams_end_whose_seat_was_taken_and_no_others(
    before: dict[int, str], now: dict[int, str], found: list[tuple[str, str]]
) -> None:
    assert ended(Gate({}, [1], {1: before}), Gate({}, [1], {1: now})) == found


@pytest.mark.parametrize(("device", "held", "code"), [("a", "", 410), ("a", "b", 410), ("a", "a", 0), ("b", "b", 0)])
def test_only_who_holds_a_freed_seat_may_listen(device: str, held: str, code: int) -> None:
    status = 0
    try:
        gate.check_seat(Who(Role.PHONE, "seat:21", 2, 21, device=device), {21: held})
    except Refused as refused:
        status = refused.status
    assert status == code


def test_a_stream_process_that_was_away_hears_whose_seats_were_taken(freed: Hall) -> None:
    async def talk(on: Station) -> list[list[Any]]:
        await on.house.look()
        async with listening(on, "site:2") as heard:
            return [await heard.get() for _ in range(2)]

    said = running(freed, talk)
    assert ["end", "seat:21", ""] in said


def test_who_takes_his_seat_back_reads_at_no_node_that_it_is_not_his(
    freed: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "LOOK_SECONDS", 3600.0)  # the other node looks at the journal when it must

    async def talk(one: Station, two: Station) -> bytes:
        claim = Command(command_id(), "sitting.claim", msgspec.Raw(msgspec.json.encode(CLAIM)))
        await one.engine.writer.submit(freed.sitting, phone(21), [claim])
        async with listening(two, "seat:21") as heard:
            message = await heard.get()
            while message[0] != "whole":
                message = await heard.get()
        return bytes(message[3])

    assert b'"freed":false' in running(freed, talk, nodes=2)


def test_a_seat_that_is_claimed_while_somebody_looks_at_it_is_no_fault() -> None:
    class Moving(dict[int, Any]):
        """Claims that the reader thread folds between two looks of another."""

        def __contains__(self, seat: object) -> bool:
            there = super().__contains__(seat)
            self.clear()
            return there

    state = State(freed={21}, claims=Moving({21: type("Held", (), {"device": "b"})()}))
    assert state.holders()[21] in {"b", ""}


def test_a_look_that_goes_wrong_is_not_the_last_one(
    freed: Hall, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    usual: Callable[[State], dict[int, str]] = State.holders
    wrong: list[str] = []

    def holders(state: State) -> dict[int, str]:
        if wrong:
            raise RuntimeError(wrong.pop())
        return usual(state)

    monkeypatch.setattr(State, "holders", holders)

    async def talk(on: Station) -> None:
        on.house.gate = Gate({}, [])
        wrong.append("dictionary changed size during iteration")
        async with looking(on, monkeypatch):
            await until(lambda: on.house.gate.freed.get(freed.sitting) == {21: ""})

    running(freed, talk)
    assert "a look went wrong" in caplog.messages


def test_a_sitting_that_another_node_opened_is_at_hand_before_anybody_asks(
    on_air: Hall, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = on_air.sitting + 500_000

    async def talk(one: Station, two: Station) -> None:
        async with looking(two, monkeypatch):
            await one.house.open_sitting(NewPlan(plan(other), {}))
            await until(lambda: other in two.house.engines)

    running(on_air, talk, nodes=2)


def test_a_part_that_cannot_be_made_is_a_whole_view(
    on_air: Hall, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(engines, "SLOW_SECONDS", 0.05)

    def broken(*_: Any) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(Board, "part", broken)

    async def talk(on: Station) -> list[str]:
        async with listening(on, "control") as heard:
            got = [await heard.get()]
            for item in (2, 1, 2):
                await on.engine.writer.submit(on_air.sitting, LECTURER, [go(item)])
                got.append(await heard.get())
            return [one[0] for one in got]

    assert running(on_air, talk) == ["whole", "view", "view", "view"]
    assert "no part of control" in caplog.messages


def go(item: int) -> Any:
    """The command that starts an item."""
    return Command(command_id(), "sitting.go", msgspec.Raw(b'{"item":%d}' % item))
