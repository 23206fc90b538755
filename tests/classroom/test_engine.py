"""Writer and board of a node: turns, views that go out, a store that fails, the clock on two nodes."""

import asyncio
import json
from typing import Any

import msgspec
import pytest

from diemcau.classroom.board import Command
from diemcau.classroom.live import engine as engines
from diemcau.classroom.live.engine import Engine
from diemcau.journal.store import StoreBroken
from tests.classroom.rig import command_id
from tests.classroom.stations import Station, asker, listening, running, until
from tests.classroom.turning import CLOCK, LECTURER, OPERATOR, Hall, Ledge, host

HERE = {"seat": 21, "status": "co_mat"}


def command(kind: str, body: dict[str, Any] | None = None) -> Command:
    return Command(command_id(), kind, msgspec.Raw(json.dumps(body or {}).encode()))


# --- the writer -----------------------------------------------------------------------------


def test_receipts_come_in_order_and_what_comes_during_a_turn_shares_the_next(on_air: Hall) -> None:
    async def talk(on: Station) -> tuple[list[list[int]], int, int]:
        status = ["co_mat", "vang_phep"]
        async with asker(on) as one, asker(on) as two:
            work = [
                asking.submit(
                    on.engine.sitting,
                    host(2),
                    [command("presence.mark", {"seat": 21, "status": status[n % 2]}) for n in range(5)],
                )
                for asking in (one, two)
                for _ in range(20)
            ]
            receipts = await asyncio.gather(*work)
            places = [[receipt.seq for receipt in each] for each in receipts]
        assert await on.engine.submit([], host(2)) == []
        return places, on.writer.commands, on.writer.batches

    places, commands, turns = running(on_air, talk)
    assert sorted(places) == [list(range(start, start + 5)) for start in range(4, 204, 5)]
    assert (commands, turns < 20) == (200, True)


def test_a_store_that_fails_answers_nobody_and_the_next_ones_are_answered(
    on_air: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    first = command("presence.mark", HERE)

    async def talk(on: Station) -> tuple[list[str], int, int]:
        on.disk.edge = "full"
        results = await asyncio.gather(
            on.engine.submit([first, command("floor.ask")], host(2)),
            on.engine.submit([command("floor.ask")], host(3)),
            return_exceptions=True,
        )
        shown = (await on.engine.views(["site:2"]))[0][1]
        on.disk.edge = ""
        (receipt,) = await on.engine.submit([first], host(2))
        return [type(result).__name__ for result in results], shown, receipt.seq

    assert running(on_air, talk) == (["StoreBroken"] * 2, 3, 4)
    ours = [record.message[:26] for record in caplog.records if record.name.startswith("diemcau")]
    assert ours == ["the journal store failed: "] * len(ours)


def test_a_fault_in_a_turn_stops_neither_the_writer_nor_the_next_turn(
    on_air: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    name, other = (on_air.stream,), on_air.connect()

    async def talk(on: Station) -> int:
        await on.engine.submit([], host(2))
        other.run("UPDATE journal_stream SET name = 'away' WHERE name = ?", name)
        with pytest.raises(StoreBroken):
            await on.engine.submit([command("presence.mark", HERE)], host(2))
        other.run("UPDATE journal_stream SET name = ? WHERE name = 'away'", name)
        (receipt,) = await on.engine.submit([command("presence.mark", HERE)], host(2))
        await on.engine.reached(receipt.seq)  # nor the board, which may have looked in between
        return receipt.seq

    assert running(on_air, talk) == 4
    assert caplog.messages.count("a turn failed") == 1
    assert {*caplog.messages} <= {"a turn failed", "the journal cannot be folded"}


def test_what_has_come_in_is_answered_before_the_writer_stops(on_air: Hall) -> None:
    async def talk(on: Station) -> list[int]:
        work = [on.engine.submit([command("question.ask", {"text": "Một"})], host(2)) for _ in range(20)]
        waiting = asyncio.gather(*work)
        await asyncio.sleep(0)  # they are asked
        await asyncio.sleep(0)  # and on their way
        on.writer.stopping = True
        return [receipt.seq for (receipt,) in await waiting]

    assert running(on_air, talk) == list(range(4, 24))


def test_who_waits_for_a_writer_that_goes_away_is_told_so(on_air: Hall) -> None:
    async def talk(on: Station) -> None:
        async with asker(on) as line:
            on.writer.stopping = True
            await until(lambda: not line.is_up)
            with pytest.raises(StoreBroken):
                await line.submit(on.engine.sitting, host(2), [command("floor.ask")])

    running(on_air, talk)


# --- views ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("topic", "kind"), [("site:2", "quick"), ("control", "slow")])
def test_a_view_that_changed_goes_out_also_after_a_time_without_a_store(
    on_air: Hall, topic: str, kind: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(engines, "SLOW_SECONDS", 0.05)

    async def talk(on: Station) -> list[tuple[str, int]]:
        reader = Ledge(on_air.target)
        on.engine.fold.store, replaced = reader, on.engine.fold.store
        got = []
        async with listening(on, topic) as heard:
            got.append((await heard.get())[:3])
            await on.engine.submit([command("presence.mark", HERE)], host(2))
            got.append((await heard.get())[:3])
            reader.edge = "gone"
            reader.connection.close()
            await on.engine.submit([command("presence.mark", {**HERE, "seat": 22})], host(2))
            await asyncio.sleep(0.3)
            assert heard.empty()
            reader.edge = ""
            got.append((await heard.get())[:3])
        replaced.close()
        return [(name, position) for name, _, position in got]

    views = running(on_air, talk)
    assert views in (
        [("whole", 3), ("view", 4), ("view", 5)],
        [("whole", 3), ("view", 4), ("part", 5)],
        [("whole", 3), ("part", 4), ("part", 5)],
    )
    assert any(message.startswith("the journal cannot be read: ") for message in caplog.messages)


def test_a_topic_to_which_nobody_listens_costs_nothing_and_is_known_to_have_changed(on_air: Hall) -> None:
    async def talk(on: Station) -> tuple[set[str], set[str], list[bool]]:
        engine = on.engine
        await engine.submit([command("presence.mark", HERE)], host(2))
        await engine.catch_up()
        changed = [
            engine.changed_after("site:2", 3),
            engine.changed_after("site:2", 5),
            engine.changed_after("site:3", 4),
        ]
        return engine.dirty, engine.slow, [*changed, engine.changed_after("site:3", 3)]

    assert running(on_air, talk) == (set(), set(), [True, False, False, True])


def test_a_node_shows_what_another_node_took(on_air: Hall) -> None:
    async def talk(one: Station, two: Station) -> list[Any]:
        async with listening(two, "site:2") as heard:
            first = (await heard.get())[:3]
            await one.engine.submit([command("presence.mark", HERE)], host(2))
            return [first, (await heard.get())[:3]]

    stream = on_air.stream
    assert running(on_air, talk, nodes=2) == [["whole", f"{stream}/site:2", 3], ["view", f"{stream}/site:2", 4]]


# --- the clock ------------------------------------------------------------------------------


def silent(engine: Engine) -> set[int]:
    return set(engine.board.sitting.silent)


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """Silence after a moment."""
    monkeypatch.setattr(engines, "SILENT_SECONDS", 0.08)
    monkeypatch.setattr(engines, "WATCH_SECONDS", 0.02)


@pytest.mark.usefixtures("hasty")
def test_two_nodes_turn_one_silence_into_one_fact_and_one_return_into_another(on_air: Hall) -> None:
    async def talk(first: Station, second: Station) -> None:
        one, two = first.engine, second.engine
        for engine in (one, two):
            engine.hear(2)
        await until(lambda: silent(one) == silent(two) == {2})

        def heard_again() -> bool:
            one.hear(2)
            two.hear(2)
            return silent(one) == silent(two) == set()

        await until(heard_again)

    running(on_air, talk, nodes=2)
    facts = [(fact.kind, fact.actor, fact.subject) for fact in on_air.kept.facts[3:5]]
    assert facts == [("sitting.went_silent", "clock", "site:2"), ("sitting.came_back", "clock", "site:2")]


@pytest.mark.usefixtures("hasty")
def test_a_silent_room_that_comes_back_to_another_node_is_back(on_air: Hall) -> None:
    async def talk(first: Station, second: Station) -> None:
        first.engine.hear(2)
        await until(lambda: silent(second.engine) == {2})
        while silent(first.engine):
            second.engine.hear(2)
            await asyncio.sleep(0.01)

    running(on_air, talk, nodes=2)
    assert [fact.kind for fact in on_air.kept.facts[3:5]] == ["sitting.went_silent", "sitting.came_back"]


@pytest.mark.usefixtures("hasty")
def test_after_the_close_nobody_is_missed(on_air: Hall) -> None:
    async def talk(on: Station) -> None:
        await on.engine.submit([command("sitting.close")], OPERATOR)
        await on.engine.catch_up()
        on.engine.hear(2)
        await asyncio.sleep(0.3)

    running(on_air, talk)
    assert [fact.kind for fact in on_air.kept.facts[3:]] == ["sitting.closed"]


@pytest.mark.usefixtures("hasty")
def test_the_clock_waits_for_a_store_that_is_away(on_air: Hall) -> None:
    async def talk(on: Station) -> bool:
        on.disk.edge = "full"
        on.engine.hear(2)
        await asyncio.sleep(0.6)
        before = 2 in silent(on.engine)
        on.disk.edge = ""
        await until(lambda: 2 in silent(on.engine))
        return before

    assert running(on_air, talk) is False
    assert [fact.kind for fact in on_air.kept.facts[3:]] == ["sitting.went_silent"]


def test_a_restart_knows_who_is_silent(on_air: Hall) -> None:
    on_air.send(CLOCK, "sitting.silent", {"site": 2})

    async def talk(on: Station) -> tuple[set[int], int]:
        return silent(on.engine), await on.engine.ask(lambda board: board.sitting.item)

    assert running(on_air, talk) == ({2}, 1)
    assert on_air.send(LECTURER, "sitting.go", {"item": 2}).seq == 5
