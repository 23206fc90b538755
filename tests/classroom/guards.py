"""What the journal and the turn must never do: each guard takes the modules that it looks at from its ground."""

import threading
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from typing import Any

import psycopg
from msgspec import Raw
from msgspec.structs import replace

from diemcau.activities.plan import write_plan
from diemcau.classroom.board import Command
from tests.classroom.planting import House
from tests.classroom.rig import command_id
from tests.classroom.turning import EIGHT, LECTURER, MINUTE, OFFICE, OPERATOR, host, phone, plan, province, sent

HERE = {"seat": 21, "status": "co_mat"}
STREAM = "sitting:1"


class Ground:
    """A store of its own and a sitting on air in it, made with the modules under test."""

    def __init__(self, house: House, target: str) -> None:
        self.house, self.target = house, target
        self.stores: list[Any] = []
        self.store = self.connect()
        body = write_plan(plan())
        self.digest = sha256(body).hexdigest()
        self.store.make_stream(STREAM)
        self.store.keep_plan(STREAM, self.digest, body, [])
        self.turns = self.node(self.store)
        self.send(OFFICE, "sitting.open", {"plan": self.digest})
        self.send(OPERATOR, "sitting.begin")
        self.send(OPERATOR, "sitting.go", {"item": 1})

    def connect(self, **more: Any) -> Any:
        self.stores.append(self.house.store.Store(self.target, **more))
        return self.stores[-1]

    def node(self, store: Any = None) -> Any:
        return self.house.turns.Turns(store or self.connect(), STREAM)

    def take(self, *commands: Any) -> Any:
        """One turn, which must not break; the commands are read by the modules under test."""
        try:
            return self.turns.take([self.read(command) for command in commands])
        except Exception as broken:
            raise AssertionError(f"the turn broke: {broken!r}") from broken

    def send(self, who: Any, kind: str, body: Any = None, **more: Any) -> Any:
        return self.take(sent(who, kind, body, **more)).receipts[0]

    def read(self, sent: Any) -> Any:
        command = sent.command
        raw = Command(command.text, command.kind, Raw(command.body), command.activity, command.claimed_at)
        return replace(sent, command=self.house.turns.read_command(raw, sent.who.actor))

    def faults(self) -> list[tuple[str, str]]:
        """Codes of what does not fit in the chain, and where."""
        head = self.store.standing(STREAM)[0]
        walk = self.house.chain.Walk(self.store.links(STREAM), self.store.facts(STREAM), head)
        return [(fault.code, str(fault.data.get("seq", fault.data.get("no")))) for fault in walk.faults()]

    def run(self, statement: str, *values: Any) -> Any:
        return self.store.run(statement, values)

    def close(self) -> None:
        for store in self.stores:
            with suppress(*store.broken):
                store.connection.close()


Guard = Callable[[Ground], None]


def a_repeat_is_answered_before_it_is_judged(ground: Ground) -> None:
    id_ = command_id()
    ground.send(LECTURER, "sitting.go", {"item": 2}, id_=id_)
    ground.send(OPERATOR, "sitting.close")
    again = ground.send(LECTURER, "sitting.go", {"item": 2}, id_=id_)
    assert (again.refused, again.seq, again.repeat) == (None, 4, True)


def one_id_is_one_fact_also_in_one_batch(ground: Ground) -> None:
    command = sent(host(2), "question.ask", {"text": "Một"})
    first, second = ground.take(command, command).receipts
    assert (first.seq, second.seq, ground.store.head(STREAM)[0]) == (4, 4, 4)


def one_id_with_two_contents_is_a_conflict_that_is_kept_aside(ground: Ground) -> None:
    id_ = command_id()
    ground.send(host(2), "presence.mark", HERE, id_=id_)
    for who, body in ((host(2), {"seat": 22, "status": "co_mat"}), (host(3), HERE)):
        refused = ground.send(who, "presence.mark", body, id_=id_).refused
        assert refused is not None
        assert refused.code == "command.conflict"
    assert [ground.store.suspects(STREAM, site) for site in (2, 3)] == [1, 1]


def nothing_is_acknowledged_that_is_not_on_disk_and_nothing_of_it_shows(ground: Ground) -> None:
    real = ground.store

    class Ending(type(real)):  # type: ignore[misc]
        """A connection that the database itself breaks in the next turn."""

        def append(self, stream: str, turn: Any, head: Any) -> Any:
            if self.postgres:
                (pid,) = self.run("SELECT pg_backend_pid()")[0]
                with psycopg.connect(self.target, autocommit=True) as other:
                    other.execute("SELECT pg_terminate_backend(%s, 10000)", (pid,))
            else:
                (pages,) = self.run("PRAGMA page_count")[0]
                self.run(f"PRAGMA max_page_count = {pages}")
                turn.texts.append(("big", b"", "x" * 200_000))
            return super().append(stream, turn, head)

    real.__class__ = Ending
    acknowledged = []
    with suppress(ground.house.store.StoreBroken):
        acknowledged = ground.turns.take([sent(host(2), "presence.mark", HERE)]).receipts
    real.__class__ = ground.house.store.Store
    assert (acknowledged, ground.connect().head(STREAM)[0]) == ([], 3)
    assert ground.turns.views(["site:2"], EIGHT)["site:2"]["pos"] == 3
    assert ground.send(host(2), "presence.mark", HERE).seq == 4
    assert ground.faults() == []


def what_was_kept_though_its_answer_was_lost_is_told_with_the_repeat(ground: Ground) -> None:
    real = ground.store

    class Cut(type(real)):  # type: ignore[misc]
        """The line ends between the commit and its answer."""

        def append(self, stream: str, turn: Any, head: Any) -> Any:
            super().append(stream, turn, head)
            raise ground.house.store.StoreBroken("cut")

    real.__class__ = Cut
    command = sent(host(2), "presence.mark", HERE)
    with suppress(ground.house.store.StoreBroken):
        ground.turns.take([command])
    real.__class__ = ground.house.store.Store
    (receipt,) = ground.take(command).receipts
    assert (receipt.refused, receipt.seq, receipt.repeat) == (None, 4, True)


def who_follows_is_told_what_he_missed_while_the_store_was_gone(ground: Ground) -> None:
    follower = ground.house.fold.Fold(ground.connect(read_only=True), STREAM)
    ground.send(host(2), "presence.mark", HERE)
    follower.store.connection.close()
    with suppress(ground.house.store.StoreBroken):
        follower.catch_up()
    assert follower.views(["site:2"], EIGHT)["site:2"]["pos"] == 4
    assert ("site:2" in follower.catch_up(), follower.catch_up()) == (True, set())


def words_that_were_erased_while_the_store_was_gone_are_told_of(ground: Ground) -> None:
    ground.send(host(2), "question.ask", {"text": "Canary"})
    follower = ground.house.fold.Fold(ground.connect(read_only=True), STREAM)
    text = follower.board.states["question"].questions[4].text
    assert (follower.read_text(text), follower.catch_up()) == ("Canary", set())
    ground.store.erase_text(STREAM, text.id)
    follower.store.connection.close()
    with suppress(ground.house.store.StoreBroken):
        follower.catch_up()
    follower.views(["site:2"], EIGHT)
    assert ("site:2" in follower.catch_up(), follower.read_text(text), follower.catch_up()) == (True, "", set())


def erased_words_are_forgotten_by_who_follows(ground: Ground) -> None:
    follower = ground.house.fold.Fold(ground.connect(read_only=True), STREAM)
    ground.send(host(2), "question.ask", {"text": "Canary"})
    follower.catch_up()
    text = follower.board.states["question"].questions[4].text
    assert follower.read_text(text) == "Canary"
    ground.store.erase_text(STREAM, text.id)
    assert {"site:2", "presenters", "all", "control", "province:01"} <= follower.catch_up()
    assert (follower.read_text(text), follower.catch_up(), follower.part("control", 4, EIGHT)) == ("", set(), None)
    ground.send(host(2), "presence.mark", HERE)
    follower.catch_up()
    assert (follower.part("control", 4, EIGHT), follower.part("control", 5, EIGHT) is None) == (None, False)


def a_commit_waits_for_the_disk(ground: Ground) -> None:
    if ground.store.postgres:
        assert ground.run("SHOW synchronous_commit") == [("on",)]
    else:
        assert (ground.run("PRAGMA synchronous"), ground.run("PRAGMA journal_mode")) == ([(2,)], [("wal",)])


def a_stream_has_one_turn_at_a_time(ground: Ground) -> None:
    other, got = ground.connect(), threading.Event()
    ground.store.begin(STREAM, 3)

    def wait() -> None:
        other.begin(STREAM, 3)
        got.set()
        other.rollback()

    waiting = threading.Thread(target=wait)
    waiting.start()
    early = got.wait(0.15)
    ground.store.rollback()
    waiting.join()
    assert (early, got.is_set()) == (False, True)


def a_rewritten_command_breaks_the_chain_after_it(ground: Ground) -> None:
    assert ground.faults() == []
    # Somebody rewrites fact 1 and, knowing the form, its own link too.
    ground.run("UPDATE journal_fact SET actor = 'somebody' WHERE seq = 1")
    first, command = ground.store.facts(STREAM)[0], ground.store.links(STREAM)[0].command
    link = ground.house.rules.link(b"\0" * 32, command, [first])
    ground.run("UPDATE journal_command SET link = ? WHERE no = 1", link)
    assert ground.faults() == [("fact_changed", "2")]


def a_changed_column_is_found(ground: Ground) -> None:
    for table, column, value in (
        ("fact", "actor", "x"),
        ("fact", "device", "x"),
        ("fact", "subject", "x"),
        ("fact", "claimed_at", 1),
        ("fact", "at", 1),
        ("fact", "received_at", 1),
        ("fact", "late", True),
        ("fact", "body", b"{}"),
        ("command", "command_id", b"x" * 16),
        ("command", "digest", b"x" * 32),
        ("command", "facts", 2),
        ("command", "late", True),
    ):
        where = f"journal_{table} WHERE seq = 3"
        ((before,),) = ground.run(f"SELECT {column} FROM {where}")
        ground.run(f"UPDATE journal_{table} SET {column} = ? WHERE seq = 3", value)
        assert (column, ground.faults()) == (column, [("fact_changed", "3")])
        ground.run(f"UPDATE journal_{table} SET {column} = ? WHERE seq = 3", before)
    assert ground.faults() == []


def a_removed_fact_and_one_put_in_are_found(ground: Ground) -> None:
    columns = "kind, version, activity, actor, subject, device, at, claimed_at, received_at, late, body"
    new = f"SELECT stream, 5, 0, ?, {columns} FROM journal_fact WHERE seq = 3"
    ground.run(f"INSERT INTO journal_fact (stream, seq, n, command_id, {columns}) {new}", b"x" * 16)
    assert ground.faults() == [("fact_stray", "5")]
    ground.run("DELETE FROM journal_fact WHERE seq IN (2, 5)")
    assert ground.faults() == [("fact_missing", "2")]
    ground.run("DELETE FROM journal_command WHERE no = 2")
    assert ground.faults() == [("command_missing", "2"), ("fact_missing", "2")]
    ground.run("DELETE FROM journal_fact")
    ground.run("DELETE FROM journal_command")
    assert ground.faults() == [("command_missing", "1–3"), ("fact_missing", "1–3")]
    ground.run("UPDATE journal_stream SET position = 0, commands = 0")
    assert ground.faults() == [("head_changed", "0")]


def the_walk_along_the_chain_sees_one_moment(ground: Ground) -> None:
    store, house = ground.connect(), ground.house

    class Slow(type(store)):  # type: ignore[misc]
        """Between its reads another turn is taken."""

        def links(self, stream: str) -> Any:
            ground.send(host(2), "question.ask", {"text": "Một"})
            return super().links(stream)

    store.__class__ = Slow
    kept = house.log.everything(store, STREAM)
    assert (house.log.fault(kept.facts, kept.links, *kept.head), ground.store.head(STREAM)[0]) == ("", 4)


def a_fact_holds_no_free_text(ground: Ground) -> None:
    ground.send(host(2), "question.ask", {"text": "Canary"})
    ground.send(host(2), "sitting.ask_help", {"trouble": "other", "note": "Canary"})
    assert ["Canary" in repr(fact) for fact in ground.store.facts(STREAM)] == [False] * 5
    assert list(ground.store.texts(STREAM).values()) == ["Canary"] * 2


def equal_words_cannot_be_told_from_their_digests(ground: Ground) -> None:
    for site in (2, 3):
        ground.send(host(site), "question.ask", {"text": "Một"})
    questions = ground.turns.board.states["question"].questions
    assert questions[4].text.digest != questions[5].text.digest


def nobody_speaks_for_another(ground: Ground) -> None:
    foreign = [
        (phone(21), "presence.check_in", {"seat": 22}),
        (phone(21), "question.ask", {"text": "Một", "site": 3}),
        (phone(21), "question.ask", {"text": "Một", "seat": 31}),
        (host(2), "presence.mark", {"seat": 31, "status": "co_mat"}),
        (host(2), "presence.mark", {"seat": 999, "status": "co_mat"}),
        (host(2), "question.ask", {"text": "Một", "site": 3}),
        (host(2), "question.ask", {"text": "Một", "site": 2, "seat": 31}),
        (province("01"), "presence.correct", {"seat": 41, "status": "co_mat", "reason": "x"}),
        (province("40"), "sitting.end_help", {"site": 2}),
        (OPERATOR, "sitting.end_help", {"site": 99}),
    ]
    for who, kind, body in foreign:
        refused = ground.send(who, kind, body).refused
        assert (kind, body, refused and refused.code) == (kind, body, "subject.foreign")
    assert sum(ground.store.suspects(STREAM, site) for site in (0, 2)) == len(foreign)


def a_role_sends_only_what_is_its_own(ground: Ground) -> None:
    for who, kind in ((phone(21), "sitting.close"), (host(2), "sitting.go"), (LECTURER, "sitting.close")):
        refused = ground.send(who, kind, {"item": 2} if kind == "sitting.go" else {}).refused
        assert (kind, refused and refused.code) == (kind, "command.not_yours")


def a_command_that_breaks_does_not_stop_the_others(ground: Ground) -> None:
    bad = sent(host(2), "presence.mark", HERE, claimed_at=2**70)
    worse = sent(phone(21, device="x" * 65), "presence.check_in")
    receipts = ground.take(bad, worse, sent(host(2), "presence.mark", HERE)).receipts
    assert [r.refused.code if r.refused else r.seq for r in receipts] == ["command.bad_body", "command.fault", 4]


def an_act_after_the_close_is_kept_and_marked(ground: Ground) -> None:
    ground.send(OPERATOR, "sitting.close")
    receipt = ground.send(host(2), "presence.mark", HERE, claimed_at=EIGHT - MINUTE)
    fact = ground.store.facts(STREAM)[-1]
    assert (receipt.refused, receipt.late, fact.late, fact.claimed_at) == (None, True, True, EIGHT - MINUTE)


def two_nodes_fold_each_other_s_facts_first(ground: Ground) -> None:
    other = ground.node()
    ground.send(LECTURER, "sitting.go", {"item": 2})
    (receipt,) = other.take([sent(LECTURER, "sitting.go", {"item": 2})]).receipts
    assert (receipt.seq, receipt.repeat, other.board.position) == (4, False, 4)


def a_reader_cannot_write(ground: Ground) -> None:
    reader = ground.connect(read_only=True)
    refused = False
    try:
        reader.make_stream("sitting:2")
    except ground.house.store.StoreBroken:
        refused = True
    assert (refused, len(ground.store.streams())) == (True, 1)


def a_plan_is_what_its_digest_says(ground: Ground) -> None:
    ground.run("UPDATE journal_blob SET body = ?", write_plan(plan(2)))
    found = ""
    try:
        ground.store.plan(STREAM)
    except ground.house.store.StoreBroken as broken:
        found = str(broken)
    assert found == "the plan does not fit its digest"


def a_revocation_stays(ground: Ground) -> None:
    ground.store.revoke("host:2", 5)
    ground.store.revoke("host:2", 3)
    assert ground.store.revocations() == {"host:2": 5}


def a_code_lives_for_35_seconds_in_its_own_room(ground: Ground) -> None:
    codes = ground.house.codes
    for form in codes.code_of(b"k", 1, 2, codes.window(EIGHT)):
        lives = [codes.is_fresh(b"k", 1, 2, form, EIGHT + ms) for ms in (0, 35_000, 35_001)]
        others = [codes.is_fresh(b"k", 1, 3, form, EIGHT), codes.is_fresh(b"k", 2, 2, form, EIGHT)]
        assert (lives, others, codes.is_fresh(b"l", 1, 2, form, EIGHT)) == ([True, True, False], [False] * 2, False)
