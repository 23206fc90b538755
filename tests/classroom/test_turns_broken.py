"""Turns that meet a fault: a command that breaks its kind, a disk that is full, a line that is cut."""

from typing import Any

import pytest
from msgspec import Struct

from diemcau.activities.kind import Ask, Happening, Head, Kind, Look, Role, Verb, View, touches
from diemcau.activities.plan import Places
from diemcau.classroom import board as boards
from diemcau.journal.store import StoreBroken
from tests.classroom.turning import (
    EIGHT,
    Hall,
    answer_of,
    host,
    refusal,
    sent,
    state_of,
)

HERE = {"seat": 21, "status": "co_mat"}


# --- poison ---------------------------------------------------------------------------------


class Bite(Struct, frozen=True, forbid_unknown_fields=True):
    """Break when judged, when folded, when looked at, or in what no store takes."""

    where: str


class Bitten(Struct, frozen=True):
    """Fact: somebody bit."""

    where: str


class Stings(Struct):
    """How many."""

    count: int = 0
    seen: bool = False


class Wasp(Kind[None, Stings]):
    """A kind with a fault in it."""

    name = "wasp"
    standing = True
    content = type(None)
    state = Stings
    verbs = {"bite": Verb(Bite, frozenset({Role.HOST}), act=True)}
    facts = {"bitten": Happening(Bitten, touches("site"))}

    def start(self, content: None, places: Places) -> Stings:
        return Stings()

    def decide(self, state: Stings, verb: str, body: Bite, ask: Ask) -> list[Struct]:
        if body.where == "decide":
            raise ZeroDivisionError
        if body.where == "columns":
            ask.claimed_at = 2**80
        return [Bitten(body.where)]

    def apply(self, state: Stings, fact: Bitten, head: Head) -> None:
        state.count += 1
        if fact.where == "apply":
            raise ZeroDivisionError
        state.seen = fact.where == "look"

    def for_site(self, state: Stings, look: Look) -> View:
        return {"bites": 1 // (not state.seen), "of": state.count}

    def summary(self, state: Stings, look: Look) -> View:
        return {}


@pytest.fixture
def with_wasp(shared_journal: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setitem(boards.REGISTRY, "wasp", Wasp())
    monkeypatch.setattr(boards, "STANDING", (*boards.STANDING, "wasp"))
    made = Hall(shared_journal)
    made.open()
    yield made
    made.close()


@pytest.mark.parametrize("where", ["decide", "apply", "columns"])
def test_a_command_that_breaks_its_kind_is_refused_and_the_others_are_kept(
    with_wasp: Hall, where: str, caplog: pytest.LogCaptureFixture
) -> None:
    ask, again = sent(host(2), "question.ask", {"text": "Một"}), sent(host(2), "wasp.bite", {"where": "?"})
    outcome = with_wasp.take(
        sent(host(2), "presence.mark", HERE),
        sent(host(2), "wasp.bite", {"where": where}),
        ask,
        sent(host(3), "wasp.bite", {"where": where}),
        again,
    )
    codes = [refusal(r) if r.refused else r.seq for r in outcome.receipts]
    assert codes == [4, ("command.fault", 500), 5, ("command.fault", 500), 6]
    assert (with_wasp.fold().states["wasp"].count, with_wasp.fault) == (1, "")
    assert state_of(with_wasp.turns.board) == state_of(with_wasp.fold())
    assert with_wasp.store.texts(with_wasp.stream).keys() == {f"{ask.command.id.hex()}.0"}
    assert caplog.messages == ["wasp.bite broke its kind"] * 2


def test_a_view_that_breaks_is_left_out_and_the_others_are_made(
    with_wasp: Hall, caplog: pytest.LogCaptureFixture
) -> None:
    with_wasp.send(host(2), "wasp.bite", {"where": "look"})
    assert sorted(with_wasp.turns.views(["all", "site:2", "seat:21"], EIGHT)) == ["all", "seat:21"]
    assert caplog.messages == ["no view of site:2"]


# --- a store that fails ---------------------------------------------------------------------


def test_on_a_full_disk_nothing_is_acknowledged_nothing_shows_and_afterwards_it_goes_on(ledge: Hall) -> None:
    before, command = state_of(ledge.turns.board), sent(host(2), "presence.mark", HERE)
    follower = ledge.follower()
    ledge.edge("full")
    for _ in range(2):
        with pytest.raises(StoreBroken):
            ledge.take(command, sent(host(2), "question.ask", {"text": "Một"}))
        assert ledge.turns.views(["site:2"], EIGHT)["site:2"]["pos"] == 3
        assert state_of(ledge.turns.board) == state_of(ledge.fold()) == before
        assert (follower.catch_up(), follower.board.position) == (set(), 3)
    ledge.edge("")
    outcome = ledge.take(command)
    assert (answer_of(outcome.receipts[0]), follower.catch_up()) == (
        (4, False, False),
        {"site:2", "seat:21", "control", "province:01"},
    )
    assert (ledge.fault, state_of(ledge.turns.board)) == ("", state_of(ledge.fold()))


def test_when_only_the_answer_of_a_commit_was_lost_the_repeat_gets_its_place_and_the_views_go_out(ledge: Hall) -> None:
    command, follower = sent(host(2), "presence.mark", HERE), ledge.follower()
    ledge.edge("answer lost")
    with pytest.raises(StoreBroken):
        ledge.take(command)
    ledge.edge("")
    assert follower.catch_up() == {"site:2", "seat:21", "control", "province:01"}
    assert answer_of(ledge.take(command).receipts[0]) == (4, False, True)
    assert follower.catch_up() == set()
    assert len(ledge.kept.facts) == 4


def test_while_nobody_answers_there_are_no_turns_and_no_views_and_then_there_are(ledge: Hall) -> None:
    command = sent(host(2), "presence.mark", HERE)
    ledge.edge("gone")
    for _ in range(2):
        with pytest.raises(StoreBroken):
            ledge.take(command)
        with pytest.raises(StoreBroken):
            ledge.turns.views(["all"], EIGHT)
        with pytest.raises(StoreBroken):
            ledge.turns.ask(lambda board: board.position)
    ledge.edge("")
    assert ledge.turns.views(["all"], EIGHT)["all"]["pos"] == 3
    assert (answer_of(ledge.take(command).receipts[0]), ledge.turns.ask(lambda board: board.position)) == (
        (4, False, False),
        4,
    )


def test_a_text_that_cannot_be_read_now_is_no_reason_to_leave_out_a_view(ledge: Hall) -> None:
    ledge.node().take([sent(host(2), "question.ask", {"text": "Một"})])
    ledge.take()
    ledge.edge("gone")
    with pytest.raises(StoreBroken):
        ledge.turns.views(["site:2"], EIGHT)
