"""The store on both databases: turns, locks, repeats, quarantine, plans, and what a broken disk leaves."""

import threading
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest

from diemcau.journal import reading
from diemcau.journal.rules import GENESIS, Accepted, Head, Link, link
from diemcau.journal.store import Store, StoreBroken, Suspect, Turn
from tests.journal.made import ID, STREAM, accepted, fact, put, turn

# --- what a commit is worth -----------------------------------------------------------------


@pytest.mark.usefixtures("only_sqlite")
def test_on_sqlite_a_commit_waits_for_the_disk_in_a_write_ahead_log(store: Store) -> None:
    assert store.run("PRAGMA journal_mode") == [("wal",)]
    assert store.run("PRAGMA synchronous") == [(2,)]
    store.reopen()
    assert store.run("PRAGMA synchronous") == [(2,)]


@pytest.mark.usefixtures("only_postgres")
def test_on_postgresql_a_commit_waits_for_the_disk_whatever_the_server_says(store: Store) -> None:
    with psycopg.connect(store.target, autocommit=True) as other:
        assert other.execute("SHOW synchronous_commit").fetchone() == ("off",)
    assert store.run("SHOW synchronous_commit") == [("on",)]
    store.reopen()
    assert store.run("SHOW synchronous_commit") == [("on",)]


# --- turns ----------------------------------------------------------------------------------


def test_a_turn_is_read_back_as_it_was_written(store: Store) -> None:
    facts = [fact(1), fact(2, 1, body=b'{"a":"\xc4\x91"}')]
    made = turn(*facts)
    made.texts.append(("t.0", b"salt", "Một hai"))
    head = put(store, made)
    last = link(GENESIS, accepted(1, 2), facts)

    assert store.facts(STREAM) == facts
    assert store.facts(STREAM, 1) == facts[1:]
    assert store.links(STREAM) == [Link(1, accepted(1, 2), last)]
    assert (head, store.head(STREAM)) == (Head(2, 1, last), (2, last))
    assert store.standing(STREAM) == (head, "", 0)
    assert store.places(STREAM) == {ID: 1}
    assert (store.texts(STREAM), store.text(STREAM, "t.0"), store.text(STREAM, "?")) == (
        {"t.0": "Một hai"},
        "Một hai",
        "",
    )
    assert store.streams() == [(STREAM, 2, "")]


def test_a_turn_gives_what_others_appended_after_a_position(store: Store, journal: str) -> None:
    head = put(store, turn(fact(1)))
    other = Store(journal)
    assert other.begin(STREAM, 0) == (head, [fact(1)])
    other.rollback()
    assert other.begin(STREAM, 1) == (head, [])
    other.close()


def test_a_turn_of_many_commands_has_a_link_for_each_over_its_own_facts(store: Store) -> None:
    ids = [bytes([n] * 16) for n in range(4)]
    facts = [fact(1, id_=ids[0]), fact(2, id_=ids[2]), fact(3, 1, id_=ids[2]), fact(4, id_=ids[3])]
    commands = [accepted(1, 1, ids[0]), accepted(1, 0, ids[1]), accepted(2, 2, ids[2]), accepted(4, 1, ids[3])]
    put(store, Turn(facts[:3], commands[:3], []))
    head = put(store, Turn(facts[3:], commands[3:], []))
    chain, made = GENESIS, []
    for no, (command, mine) in enumerate(zip(commands, (facts[:1], [], facts[1:3], facts[3:]), strict=True), 1):
        chain = link(chain, command, mine)
        made.append(Link(no, command, chain))
    assert (store.links(STREAM), head) == (made, Head(4, 4, chain))
    assert [store.link_at(STREAM, at) for at in range(6)] == [GENESIS, made[0].link, b"", made[2].link, chain, b""]


def test_long_journals_are_read_page_by_page(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PAGE", 3)
    ids = [bytes([n] * 16) for n in range(1, 8)]
    facts = [fact(n, id_=id_) for n, id_ in enumerate(ids, 1)]
    put(store, Turn(facts, [accepted(n, 1, id_) for n, id_ in enumerate(ids, 1)], []))
    assert (store.facts(STREAM), store.facts(STREAM, 4), store.facts(STREAM, 7)) == (facts, facts[4:], [])
    assert [one.no for one in store.links(STREAM)] == [1, 2, 3, 4, 5, 6, 7]


def test_a_stream_that_nobody_made_is_a_key_error_and_holds_no_lock(store: Store, journal: str) -> None:
    other = Store(journal)
    for ask in (
        lambda: store.begin("sitting:9", 0),
        lambda: store.head("sitting:9"),
        lambda: store.standing("sitting:9"),
        lambda: store.plan(STREAM),
    ):
        with pytest.raises(KeyError):
            ask()
    other.begin(STREAM, 0)
    other.rollback()
    other.close()


def test_one_turn_at_a_time_on_a_stream(store: Store, journal: str) -> None:
    other, got = Store(journal), threading.Event()
    store.begin(STREAM, 0)

    def wait() -> None:
        other.begin(STREAM, 0)
        got.set()
        other.rollback()

    waiting = threading.Thread(target=wait)
    waiting.start()
    assert not got.wait(0.15)
    store.rollback()
    assert got.wait(10)
    waiting.join()
    other.close()


def test_repeats_are_found_among_more_ids_than_a_statement_takes_at_once(store: Store) -> None:
    ids = [n.to_bytes(16) for n in range(1200)]
    known = {id_: Accepted(id_, id_ * 2, n, 0, n % 2 == 0) for n, id_ in enumerate(ids)}
    put(store, Turn([], list(known.values()), []))
    assert store.repeats(STREAM, [*ids, b"?" * 16]) == known
    assert store.repeats("sitting:9", ids) == {}
    assert store.repeats(STREAM, []) == {}


def test_a_command_without_facts_is_a_link_and_no_place(store: Store) -> None:
    last = link(GENESIS, accepted(0, 0), [])
    assert put(store, Turn([], [accepted(0, 0)], [])) == Head(0, 1, last)
    assert (store.head(STREAM), store.links(STREAM)) == ((0, last), [Link(1, accepted(0, 0), last)])


@pytest.mark.parametrize(
    "second",
    [
        Turn([fact(1, id_=b"2" * 16)], [accepted(1, id_=b"2" * 16)], []),
        Turn([fact(2, id_=b"2" * 16)], [accepted(2, digest=b"y" * 32)], []),
    ],
    ids=["a place twice", "a command twice"],
)
def test_what_the_tables_forbid_breaks_the_turn_and_leaves_nothing_of_it(store: Store, second: Turn) -> None:
    put(store, turn(fact(1)))
    before = (store.head(STREAM), store.links(STREAM), store.facts(STREAM), store.places(STREAM))
    with pytest.raises(StoreBroken):
        put(store, second)
    assert (store.head(STREAM), store.links(STREAM), store.facts(STREAM), store.places(STREAM)) == before
    put(store, turn(fact(2, id_=b"3" * 16)))


def test_what_is_suspicious_is_kept_in_the_same_turn_and_counted_by_site(store: Store) -> None:
    rows = [Suspect(5, site, "seat:1", "d", "subject.foreign", "id", b"raw") for site in (7, 7, 8)]
    put(store, Turn([], [], [], rows))
    assert [store.suspects(STREAM, site) for site in (7, 8, 9)] == [2, 1, 0]


def test_a_turn_is_empty_when_no_command_was_taken_and_nothing_is_suspicious() -> None:
    suspect = Suspect(5, 7, "seat:1", "d", "subject.foreign", "id", b"raw")
    assert [Turn([], [], []).is_empty, turn(fact(1)).is_empty, Turn([], [], [], [suspect]).is_empty] == [
        True,
        False,
        False,
    ]


# --- plans, cards, texts, revocations -------------------------------------------------------


def test_a_plan_is_kept_under_its_digest_and_cards_may_be_sent_again(store: Store) -> None:
    digest = sha256(b"plan").hexdigest()
    store.keep_plan(STREAM, digest, b"plan", [("seat:1", "An"), ("site:2", "Bình")])
    store.keep_plan(STREAM, digest, b"plan", [("seat:1", "Chi")])
    assert (store.plan(STREAM), store.streams()) == (b"plan", [(STREAM, 0, digest)])
    assert store.cards(STREAM) == {"seat:1": "Chi", "site:2": "Bình"}


def test_a_plan_that_was_changed_in_the_store_is_not_used(store: Store) -> None:
    store.keep_plan(STREAM, sha256(b"plan").hexdigest(), b"plan", [])
    store.run("UPDATE journal_blob SET body = ?", (b"plot",))
    with pytest.raises(StoreBroken, match="the plan does not fit its digest"):
        store.plan(STREAM)


def test_a_plan_that_cannot_be_kept_leaves_nothing_and_no_lock(store: Store) -> None:
    with pytest.raises(StoreBroken):
        store.keep_plan(STREAM, sha256(b"plan").hexdigest(), b"plan", [("seat:1", None)])  # type: ignore[list-item]
    assert (store.streams(), store.cards(STREAM)) == ([(STREAM, 0, "")], {})
    put(store, turn(fact(1)))


def test_a_stream_is_made_once(store: Store) -> None:
    put(store, turn(fact(1)))
    store.make_stream(STREAM)
    assert store.head(STREAM)[0] == 1


def test_an_older_revocation_revives_no_token(store: Store) -> None:
    for actor, epoch in (("host:1", 5), ("host:1", 3), ("host:2", 1), ("host:2", 4)):
        store.revoke(actor, epoch)
    assert store.revocations() == {"host:1": 5, "host:2": 4}


# --- reading --------------------------------------------------------------------------------


def test_a_reader_cannot_write(store: Store, journal: str) -> None:
    put(store, turn(fact(1)))
    reader = Store(journal, read_only=True)
    assert reader.facts(STREAM) == [fact(1)]
    with pytest.raises(StoreBroken):
        reader.make_stream("sitting:2")
    with pytest.raises(StoreBroken):
        reader.run("DELETE FROM journal_fact")
    reader.close()
    assert store.facts(STREAM) == [fact(1)]


def test_all_reads_of_one_moment_see_the_same(store: Store, journal: str) -> None:
    reader = Store(journal, read_only=True)
    with reader.one_moment():
        assert reader.head(STREAM)[0] == 0
        put(store, turn(fact(1)))
        assert (reader.facts(STREAM), reader.head(STREAM)[0]) == ([], 0)
    assert reader.head(STREAM)[0] == 1
    reader.close()


# --- broken ---------------------------------------------------------------------------------


def test_a_store_that_is_not_there_is_broken_and_may_come(journal: str, tmp_path: Path) -> None:
    with pytest.raises(StoreBroken):
        Store(str(tmp_path / "no" / "journal.db"))
    with pytest.raises(StoreBroken):
        Store("postgresql://postgres@/x?host=/nowhere")
    away = Store(journal)
    away.target = "postgresql://postgres@/x?host=/nowhere" if away.postgres else str(tmp_path / "no.db")
    for _ in range(2):
        with pytest.raises(StoreBroken):
            away.reopen()
    away.target = journal
    away.reopen()
    assert away.streams() == []
    away.close()


def test_a_statement_that_fails_is_a_broken_store(store: Store) -> None:
    with pytest.raises(StoreBroken):
        store.run("SELECT nothing FROM nowhere")


@pytest.mark.usefixtures("only_sqlite")
def test_a_full_disk_keeps_nothing_of_a_turn_and_all_of_the_turns_before(store: Store) -> None:
    put(store, turn(fact(1)))
    (pages,) = store.run("PRAGMA page_count")[0]
    store.run(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreBroken, match="full"):
        put(store, turn(fact(2, id_=b"2" * 16, body=b"x" * 100_000)))
    assert (store.head(STREAM)[0], store.facts(STREAM)) == (1, [fact(1)])
    store.run("PRAGMA max_page_count = 1000000")
    put(store, turn(fact(2, id_=b"2" * 16, body=b"x" * 100_000)))
    assert store.head(STREAM)[0] == 2


@pytest.mark.usefixtures("only_postgres")
@pytest.mark.parametrize("when", ["before the turn", "in the turn", "in a rollback"])
def test_a_connection_that_is_cut_breaks_the_turn_and_the_next_connection_goes_on(store: Store, when: str) -> None:
    put(store, turn(fact(1)))
    (pid,) = store.run("SELECT pg_backend_pid()")[0]

    def cut() -> None:
        with psycopg.connect(store.target, autocommit=True) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (pid,))
            until = time.monotonic() + 10
            while other.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", (pid,)).fetchone():
                assert time.monotonic() < until

    def breaks() -> Any:
        if when == "before the turn":
            cut()
        head, _ = store.begin(STREAM, 0)
        cut()
        if when == "in a rollback":
            store.rollback()  # reopens by itself: nothing was to be kept
            raise StoreBroken
        return store.append(STREAM, turn(fact(2, id_=b"2" * 16)), head)

    with pytest.raises(StoreBroken):
        breaks()
    store.reopen()
    put(store, turn(fact(2, id_=b"2" * 16)))
    assert store.head(STREAM)[0] == 2
