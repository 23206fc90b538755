"""The engine of a sitting: the queue, views that go out, a store that fails, the clock on two nodes."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest

from diemcau.classroom.board import Command
from diemcau.classroom.live import engine as engines
from diemcau.classroom.live.engine import Engine
from diemcau.classroom.live.http import Answer, Connection, Request, TakeOver
from diemcau.classroom.live.hub import Hub
from diemcau.classroom.turns import Turns
from diemcau.journal.store import StoreBroken
from tests.classroom.rig import command_id
from tests.classroom.turning import CLOCK, LECTURER, OPERATOR, Hall, host

HERE = {"seat": 21, "status": "co_mat"}


def command(kind: str, body: dict[str, Any] | None = None) -> Command:
    return Command(command_id(), kind, msgspec.Raw(json.dumps(body or {}).encode()))


def running(hall: Hall, talk: Callable[..., Awaitable[Any]], *, nodes: int = 1) -> Any:
    """Run a conversation with engines on the sitting of a hall."""

    async def run() -> Any:
        writers = [ThreadPoolExecutor(1) for _ in range(nodes)]
        all_turns = [hall.turns, *(Turns(hall.connect(), hall.stream) for _ in range(nodes - 1))]
        made = [Engine(turns, Hub(), writer) for turns, writer in zip(all_turns, writers, strict=True)]
        for each in made:
            each.start()
        try:
            return await asyncio.wait_for(talk(*made), 20)
        finally:
            for each in made:
                await asyncio.wait_for(each.stop(), 5)
            for writer in writers:
                writer.shutdown()

    return asyncio.run(run())


async def until(condition: Callable[[], bool]) -> None:
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come")


def test_receipts_come_in_order_and_what_comes_during_a_turn_shares_the_next(on_air: Hall) -> None:
    async def talk(engine: Engine) -> tuple[list[list[int]], int, int]:
        status = ["co_mat", "vang_phep"]
        work = [
            engine.submit([command("presence.mark", {"seat": 21, "status": status[n % 2]}) for n in range(5)], host(2))
            for _ in range(40)
        ]
        receipts = await asyncio.gather(*work)
        return [[r.seq for r in each] for each in receipts], engine.commands, engine.turn_count

    places, commands, turns = running(on_air, talk)
    assert places == [list(range(start, start + 5)) for start in range(4, 204, 5)]
    assert (commands, turns < 20) == (200, True)
    assert running(on_air, lambda engine: engine.submit([], host(2))) == []


def test_a_store_that_fails_answers_nobody_and_the_next_ones_are_answered(
    ledge: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    first = command("presence.mark", HERE)

    async def talk(engine: Engine) -> tuple[list[str], int, int]:
        ledge.edge("full")
        results = await asyncio.gather(
            engine.submit([first, command("floor.ask")], host(2)),
            engine.submit([command("floor.ask")], host(3)),
            return_exceptions=True,
        )
        shown = (await engine.views(["site:2"]))[0][1]
        ledge.edge("")
        (receipt,) = await engine.submit([first], host(2))
        return [type(result).__name__ for result in results], shown, receipt.seq

    assert running(ledge, talk) == (["StoreBroken"] * 2, 3, 4)
    ours = [record.message[:26] for record in caplog.records if record.name.startswith("diemcau")]
    assert ours == ["the journal store failed: "]


def test_a_fault_in_a_turn_stops_neither_the_queue_nor_the_next_turn(
    on_air: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    position, link = on_air.store.head(on_air.stream)
    name = (on_air.stream,)
    ((plan,),) = on_air.store.run("SELECT plan FROM journal_stream WHERE name = ?", name)
    other = on_air.connect()

    async def talk(engine: Engine) -> int:
        other.run("DELETE FROM journal_stream WHERE name = ?", name)
        with pytest.raises(StoreBroken):
            await engine.submit([command("presence.mark", HERE)], host(2))
        other.run(
            "INSERT INTO journal_stream (name, position, link, plan) VALUES (?, ?, ?, ?)", (*name, position, link, plan)
        )
        (receipt,) = await engine.submit([command("presence.mark", HERE)], host(2))
        return receipt.seq

    assert running(on_air, talk) == 4
    assert caplog.messages == ["a turn failed"]


@asynccontextmanager
async def listening(engine: Engine, topics: tuple[str, ...]) -> AsyncIterator[asyncio.StreamReader]:
    """A client that listens to topics of the engine."""

    async def run(connection: Connection) -> None:
        engine.hub.join(connection, [engine.name(topic) for topic in topics], "host:2", 1)

    async def handler(_request: Request) -> Answer | TakeOver:
        return TakeOver(run)

    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(handler, lambda _m, _t: 0), "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection("127.0.0.1", server.sockets[0].getsockname()[1])
    writer.write(b"GET / HTTP/1.1\r\n\r\n")
    await reader.readuntil(b"retry: 1\n\n")
    yield reader
    writer.close()
    engine.hub.close()
    server.close()


async def next_view(reader: asyncio.StreamReader) -> tuple[str, int]:
    raw = await reader.readuntil(b"\n\n")
    view = json.loads(raw.partition(b"data: ")[2])
    return view["topic"], view["pos"]


@pytest.mark.parametrize(("topic", "kind"), [("site:2", "quick"), ("control", "slow")])
def test_a_view_that_changed_goes_out_also_after_a_time_without_a_store(
    ledge: Hall, topic: str, kind: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(engines, "SLOW_SECONDS", 0.05)

    async def talk(engine: Engine) -> list[tuple[str, int]]:
        async with listening(engine, (topic,)) as reader:
            await engine.submit([command("presence.mark", HERE)], host(2))
            got = [await next_view(reader)]
            ledge.edge("gone")
            with pytest.raises(StoreBroken):
                await engine.submit([command("presence.mark", {**HERE, "seat": 22})], host(2))
            engine._note({topic})
            await asyncio.sleep(0.2)
            ledge.edge("")
            got.append(await next_view(reader))
            await engine.submit([command("presence.mark", {**HERE, "seat": 22})], host(2))
            while got[-1][1] != 5:
                got.append(await next_view(reader))
        return got[:2]

    assert running(ledge, talk) == [(topic, 4), (topic, 4)]
    assert any(message.startswith("no views: ") for message in caplog.messages)


def test_a_topic_to_which_nobody_listens_costs_nothing_and_is_known_to_have_changed(on_air: Hall) -> None:
    async def talk(engine: Engine) -> tuple[set[str], set[str], list[bool]]:
        await engine.submit([command("presence.mark", HERE)], host(2))
        changed = [
            engine.changed_after("site:2", 3),
            engine.changed_after("site:2", 4),
            engine.changed_after("site:3", 3),
        ]
        return engine.dirty, engine.slow, [*changed, engine.changed_after("site:3", 2)]

    assert running(on_air, talk) == (set(), set(), [True, False, False, True])


def test_what_has_come_in_is_answered_before_the_engine_stops(on_air: Hall) -> None:
    async def talk(engine: Engine) -> list[int]:
        waiting = asyncio.gather(
            *(engine.submit([command("question.ask", {"text": "Một"})], host(2)) for _ in range(20))
        )
        await asyncio.sleep(0)
        await engine.stop()
        return [receipt.seq for (receipt,) in await waiting]

    assert running(on_air, talk) == list(range(4, 24))


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence after a moment."""
    monkeypatch.setattr(engines, "SILENT_SECONDS", 0.08)
    monkeypatch.setattr(engines, "WATCH_SECONDS", 0.02)


@pytest.mark.usefixtures("hasty")
def test_two_nodes_turn_one_silence_into_one_fact_and_one_return_into_another(on_air: Hall) -> None:
    async def talk(one: Engine, two: Engine) -> None:
        for engine in (one, two):
            engine.hear(2)
        await until(lambda: one.silent == two.silent == {2})
        for _ in range(10):
            one.hear(2)
            two.hear(2)
            await asyncio.sleep(0.01)
        await until(lambda: one.silent == two.silent == set())

    running(on_air, talk, nodes=2)
    facts = [(fact.kind, fact.actor, fact.subject) for fact in on_air.kept.facts[3:5]]
    assert facts == [("sitting.went_silent", "clock", "site:2"), ("sitting.came_back", "clock", "site:2")]


@pytest.mark.usefixtures("hasty")
def test_after_the_close_nobody_is_missed(on_air: Hall) -> None:
    async def talk(engine: Engine) -> None:
        engine.hear(2)
        await engine.submit([command("sitting.close")], OPERATOR)
        await asyncio.sleep(0.2)

    running(on_air, talk)
    assert [fact.kind for fact in on_air.kept.facts[3:]] == ["sitting.closed"]


@pytest.mark.usefixtures("hasty")
def test_the_clock_waits_for_a_store_that_is_away(ledge: Hall) -> None:
    async def talk(engine: Engine) -> bool:
        ledge.edge("full")
        engine.hear(2)
        await asyncio.sleep(0.4)
        before = 2 in engine.silent
        ledge.edge("")
        await until(lambda: 2 in engine.silent)
        return before

    assert running(ledge, talk) is False
    assert [fact.kind for fact in ledge.kept.facts[3:]] == ["sitting.went_silent"]


def test_a_restart_knows_who_is_silent(on_air: Hall) -> None:
    on_air.send(CLOCK, "sitting.silent", {"site": 2})

    async def silent(engine: Engine) -> set[int]:
        return engine.silent

    assert running(on_air, silent) == {2}
    assert running(on_air, lambda engine: engine.ask(lambda board: board.sitting.item)) == 1
    assert on_air.send(LECTURER, "sitting.go", {"item": 2}).seq == 5
