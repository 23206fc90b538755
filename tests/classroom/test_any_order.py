"""Any mix of new, repeated, conflicting, foreign, broken and late commands, on one or two nodes, with failures.

After every turn: the fold of the journal is the board, each command is there once, receipts never change.
"""

import json
import os
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from diemcau.activities.kind import Role, Who
from diemcau.classroom.turns import Receipt, Sent, Turns
from diemcau.classroom.verifying import verify
from diemcau.journal.log import fault
from diemcau.journal.rules import Head
from diemcau.journal.store import Store, StoreBroken, Turn
from tests.classroom.turning import CLOCK, EIGHT, LECTURER, MINUTE, OPERATOR, YEAR, Hall, host, phone, sent, state_of

RUNS = int(os.environ.get("TEST_RUNS", "60"))
SEATS = (21, 22, 31, 41)


class Shaky(Store):
    """A connection that fails once where it is told to: before the commit, or after it with the answer lost."""

    fails: str = ""

    def append(self, stream: str, turn: Turn, head: Head) -> Head:
        fails, self.fails = self.fails, ""
        if fails == "before":
            self.connection.close()
        made = super().append(stream, turn, head)
        if fails == "after":
            raise StoreBroken("the line was cut between the commit and its answer")
        return made


Made = tuple[Who, str, dict[str, Any] | bytes, str]


def of_a_seat(seat: int) -> st.SearchStrategy[Made]:
    site, learner = seat // 10, phone(seat)
    desk = st.sampled_from([host(site), host(site, Role.CHAIR)])
    words = st.text(min_size=1, max_size=20).filter(lambda text: text.strip())
    return st.one_of(
        st.tuples(st.just(learner), st.just("presence.check_in"), st.just({}), st.just("")),
        st.tuples(st.just(learner), st.just("question.ask"), st.builds(lambda w: {"text": w}, words), st.just("")),
        st.tuples(
            st.just(learner),
            st.just("poll.answer"),
            st.builds(lambda c: {"choice": c}, st.integers(0, 3)),
            st.just("q1"),
        ),
        st.tuples(
            desk,
            st.just("presence.mark"),
            st.builds(lambda s: {"seat": seat, "status": s}, st.sampled_from(["co_mat", "vang_phep", "muon_som", "?"])),
            st.just(""),
        ),
        st.tuples(desk, st.just("presence.all_present"), st.just({}), st.just("")),
        st.tuples(desk, st.just("presence.undo"), st.just({}), st.just("")),
        st.tuples(
            desk,
            st.just("headcount.enter"),
            st.builds(lambda n: {"present": n, "excused": 0, "absent": 0}, st.integers(-1, 5)),
            st.just(""),
        ),
        st.tuples(desk, st.just("floor.ask"), st.just({}), st.just("")),
        st.tuples(
            desk, st.just("sitting.ask_help"), st.builds(lambda w: {"trouble": "other", "note": w}, words), st.just("")
        ),
        # not his own, not understood, not there
        st.tuples(
            st.just(host(site)), st.just("presence.mark"), st.just({"seat": 11, "status": "co_mat"}), st.just("")
        ),
        st.tuples(st.just(learner), st.just("sitting.close"), st.just({}), st.just("")),
        st.tuples(st.just(learner), st.just("no.such"), st.just({}), st.just("")),
        st.tuples(st.just(learner), st.just("question.ask"), st.sampled_from([b"{", b'{"x":1}', b"\xff"]), st.just("")),
    )


steering: st.SearchStrategy[Made] = st.sampled_from(
    [
        (OPERATOR, "sitting.begin", {}, ""),
        (LECTURER, "sitting.go", {"item": 1}, ""),
        (LECTURER, "sitting.go", {"item": 2}, ""),
        (LECTURER, "poll.open", {}, "q1"),
        (LECTURER, "poll.close", {}, "q1"),
        (LECTURER, "question.select", {"question": 5}, ""),
        (CLOCK, "sitting.silent", {"site": 2}, ""),
        (CLOCK, "sitting.back", {"site": 2}, ""),
    ]
)
made = st.one_of(*(of_a_seat(seat) for seat in SEATS), steering)
clocks = st.sampled_from([0, EIGHT, EIGHT - 5 * YEAR, EIGHT + 5 * YEAR, EIGHT + MINUTE])


batches = st.lists(st.tuples(made, clocks), min_size=1, max_size=6)
places = st.lists(st.integers(0, 1000), max_size=6)
node = st.integers(0, 1)
# Most steps are new commands and repeats; the others are rarer, as in life.
steps = st.one_of(
    *[st.tuples(st.just("act"), node, batches)] * 4,
    *[st.tuples(st.just("repeat"), node, places)] * 2,
    st.tuples(st.just("conflict"), node, st.tuples(st.integers(0, 1000), made)),
    st.tuples(st.just("fail"), node, st.sampled_from(["before", "after"])),
    st.tuples(st.just("restart"), node, st.none()),
    st.tuples(st.just("close"), node, st.none()),
)


class Play:
    """`said` is what the senders know: the receipt of each command that was acknowledged."""

    def __init__(self, target: str) -> None:
        self.hall = Hall(target)
        self.hall.open()
        self.now = EIGHT
        self.known: list[Sent] = []
        self.said: dict[str, Receipt] = {}
        self.unsure: list[Sent] = []
        self.nodes = [self.node(), self.node()] if self.hall.store.postgres else [self.node()]

    def node(self) -> Turns:
        store = Shaky(self.hall.target)
        self.hall.stores.append(store)
        return Turns(store, self.hall.stream)

    def take(self, node: Turns, batch: list[Sent]) -> None:
        self.now += 1000
        try:
            receipts = node.take(batch).receipts
        except StoreBroken:
            self.unsure += batch
            return
        assert [receipt.id for receipt in receipts] == [command.command.text for command in batch]
        for receipt in receipts:
            before = self.said.get(receipt.id)
            if receipt.refused is None and before is None:
                self.said[receipt.id] = receipt
            elif receipt.refused is None and before is not None:
                assert (receipt.seq, receipt.late, receipt.repeat) == (before.seq, before.late, True)

    # --- steps -------------------------------------------------------------------------------

    def act(self, node: Turns, makes: list[tuple[Made, int]]) -> None:
        batch = [
            sent(who, kind, body, activity=activity, claimed_at=claimed, at=self.now)
            for (who, kind, body, activity), claimed in makes
        ]
        self.known += batch
        self.take(node, batch)

    def repeat(self, node: Turns, places: list[int]) -> None:
        """What was sent goes out again, in any order, more than once, beside what has no answer yet."""
        unsure, self.unsure = self.unsure, []
        again = [self.known[place % len(self.known)] for place in places] if self.known else []
        self.take(node, again + unsure)

    def conflict(self, node: Turns, what: tuple[int, Made]) -> None:
        """An id that was acknowledged, with another content: refused, whatever it is."""
        if not self.said:
            return
        id_ = list(self.said)[what[0] % len(self.said)]
        first = next(command for command in self.known if command.command.text == id_)
        who, kind, body, activity = what[1]
        second = sent(who, kind, body, activity=activity, id_=id_, at=self.now)
        try:
            receipt = node.take([second]).receipts[0]
        except StoreBroken:
            return
        code = receipt.refused.code if receipt.refused else ""
        assert code in ({""} if content(second) == content(first) else {"command.conflict", "command.bad_body"})

    def fail(self, node: Turns, when: str) -> None:
        assert isinstance(node.store, Shaky)
        node.store.fails = when

    def restart(self, node: Turns, _: None) -> None:
        self.nodes[self.nodes.index(node)] = self.node()

    def close(self, node: Turns, _: None) -> None:
        command = sent(OPERATOR, "sitting.close", at=self.now)
        self.known.append(command)
        self.take(node, [command])

    # --- what must hold ----------------------------------------------------------------------

    def check(self) -> None:
        fold, kept = self.hall.fold(), self.hall.kept
        for node in self.nodes:
            if node.ask(lambda board: board.position) == fold.position:  # else the other one was faster
                assert state_of(node.board) == state_of(fold)
            assert node.board.position <= fold.position
        assert fault(kept.facts, kept.links, *kept.head) == ""
        by_command: dict[bytes, list[int]] = {}
        for fact in kept.facts:
            by_command.setdefault(fact.command_id, []).append(fact.n)
        assert [numbers for numbers in by_command.values() if numbers != list(range(len(numbers)))] == []
        told = {bytes.fromhex(id_.replace("-", "")): receipt.seq for id_, receipt in self.said.items()}
        assert told == {id_: kept.places[id_] for id_ in told}
        sent_ids = {command.command.id for command in self.known}
        assert {fact.command_id for fact in kept.facts[3:]} - sent_ids == set()

    def end(self) -> None:
        """Everything that had no answer gets one, and all nodes and the fold agree."""
        for node in self.nodes:
            self.fail(node, "")
        self.take(self.nodes[0], self.unsure)
        for node in self.nodes:
            node.take([])
            fold = self.hall.fold()
            assert state_of(node.board) == state_of(fold)
            for topic in ("all", "phones", "control", "presenters", "province:01", "site:2", "seat:21"):
                here, there = (board.view(topic, self.now, node.read_text) for board in (node.board, fold))
                assert (topic, here) == (topic, there)
        self.check()
        assert list(verify(self.hall.store, self.hall.stream)) == []


def content(command: Sent) -> Any:
    """What makes two commands of one id the same; of what is no JSON nothing is."""
    try:
        body = json.loads(bytes(command.command.body))
    except ValueError:
        body = object()
    return body, command.command.kind, command.command.activity, command.who.actor


@settings(max_examples=RUNS)
@given(st.lists(steps, min_size=6, max_size=16))
def test_in_any_order_with_any_failure_the_board_is_the_fold_and_every_receipt_holds(
    shared_journal: str, steps: list[tuple[str, int, Any]]
) -> None:
    play = Play(shared_journal)
    try:
        for name, number, what in steps:
            getattr(play, name)(play.nodes[number % len(play.nodes)], what)
            play.check()
        play.end()
    finally:
        play.hall.close()
