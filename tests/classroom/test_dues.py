"""What time alone brings: the clock of the live process says it once, on however many nodes."""

import asyncio
from typing import Any

import msgspec
import pytest

from diemcau.activities.plan import Plan, PlanActivity
from diemcau.activities.presence.rules import Presence
from diemcau.base.clock import now_ms
from diemcau.classroom.live import engine as engines
from tests.activities.test_course import CONTENT
from tests.classroom import turning
from tests.classroom.stations import Station, running, until
from tests.classroom.turning import EIGHT, LECTURER, MINUTE, OFFICE, Hall


@pytest.fixture
def content() -> dict[str, Any]:
    """A case in which time brings something after five minutes and ten."""
    return CONTENT


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch, content: dict[str, Any]) -> None:
    """A clock that looks often, and a plan with the case."""
    monkeypatch.setattr(engines, "DUE_SECONDS", 0.02)
    usual = turning.plan

    def with_a_case(sitting: int = 1, *, rehearsal: bool = True) -> Plan:
        made = usual(sitting, rehearsal=rehearsal)
        case = PlanActivity("s1", "situation", 1, content)
        return msgspec.structs.replace(made, activities=(*made.activities, case))

    monkeypatch.setattr(turning, "plan", with_a_case)


@pytest.fixture
def discussing(hasty: None, hall: Hall) -> Hall:
    """Rooms discuss since eight; a minute of the class takes a fiftieth of a second."""
    hall.open()
    at = now_ms()
    set_to = {"real": at, "shown": EIGHT, "rate": 3000}
    assert hall.send(OFFICE, "sitting.set_clock", set_to, at=at).refused is None
    hall.send(LECTURER, "situation.open", activity="s1", at=at)
    hall.send(LECTURER, "situation.discuss", activity="s1", at=at)
    return hall


@pytest.mark.parametrize("nodes", [1, 2])
def test_time_brings_each_development_once_when_it_is_due(discussing: Hall, nodes: int) -> None:
    async def talk(*on: Station) -> None:
        for one in on:
            await until(lambda one=one: len(one.engine.board.states["s1"].arrivals) == 2)  # type: ignore[misc]
        await asyncio.sleep(0.3)

    running(discussing, talk, nodes=nodes)
    arrived = [fact for fact in discussing.kept.facts if fact.kind == "situation.arrived"]
    state = discussing.fold().states["s1"]
    assert [fact.actor for fact in arrived] == ["clock", "clock"]
    assert [(arrival.n, arrival.at - state.zero) for arrival in state.arrivals] == [(1, 5 * MINUTE), (3, 10 * MINUTE)]
    assert discussing.fault == ""


def test_a_kind_that_breaks_holds_up_nobody_elses_time(
    discussing: Hall, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any) -> None:
        raise ValueError("broken")

    monkeypatch.setattr(Presence, "due", broken)

    async def talk(station: Station) -> None:
        await until(lambda: len(station.engine.board.states["s1"].arrivals) == 2)

    running(discussing, talk)
    assert {record.getMessage() for record in caplog.records} == {"what time brings to presence"}


TWINS = {**CONTENT, "developments": [{"code": code, "text": code, "after": 5} for code in ("a", "b")]}


@pytest.mark.parametrize("content", [TWINS])
def test_two_developments_of_one_minute_both_come(discussing: Hall) -> None:
    async def talk(station: Station) -> None:
        await until(lambda: len(station.engine.board.states["s1"].arrivals) == 2)

    running(discussing, talk)
    assert [arrival.n for arrival in discussing.fold().states["s1"].arrivals] == [1, 2]
