"""Whatever is changed in a journal, removed from it or put into it is found and named."""

import random
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from diemcau.activities.plan import write_plan
from diemcau.activities.question.shapes import State as QuestionState
from diemcau.classroom import snapshot
from diemcau.classroom.verifying import Known, verify, verify_store
from diemcau.journal.rules import GENESIS
from diemcau.journal.store import Store, StoreBroken
from tests.classroom.turning import LECTURER, Hall, host
from tests.classroom.witness import COLUMNS, KEY, Found, Witness, other, places, remade


@pytest.fixture(scope="module")
def witness(shared_journal: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Witness]:
    hall = Hall(shared_journal)
    yield Witness(hall, tmp_path_factory.mktemp("snapshots"))
    hall.close()


def test_a_journal_that_nobody_touched_is_whole(witness: Witness) -> None:
    shorter = Known(witness.known.position, witness.known.link[:8])
    earlier = Known(2, witness.links[1].link.hex())
    assert witness.look(witness.known, shorter, earlier, Known(0, GENESIS.hex()), Known(0, "")) == []
    assert [at for at, _ in snapshot.snapshots_of(witness.folder, witness.stream)] == [16, 7]


def test_a_stream_that_is_not_there_is_a_key_error(witness: Witness) -> None:
    with pytest.raises(KeyError):
        list(verify(witness.store, "sitting:0"))


def test_a_stream_without_a_plan_or_a_fact_is_whole(witness: Witness) -> None:
    witness.store.make_stream("sitting:0")
    assert list(verify(witness.store, "sitting:0")) == []
    witness.store.run("DELETE FROM journal_stream WHERE name = 'sitting:0'")


@settings(max_examples=300)
@given(st.data(), st.randoms(use_true_random=False))
def test_an_edited_column_of_any_row_is_found_and_its_place_is_named(
    witness: Witness, data: st.DataObject, chance: random.Random
) -> None:
    table = data.draw(st.sampled_from(sorted(COLUMNS)))
    column = data.draw(st.sampled_from(COLUMNS[table]))
    row = data.draw(st.sampled_from(witness.rows(table)))
    changed = row | {column: other(row[column], chance)}
    if changed == row:
        return
    if any(
        {KEY[table]: one[KEY[table]], "stream": one["stream"]}.items() <= changed.items()
        for one in witness.rows(table)
        if one != row
    ):
        return  # the table forbids two rows of one key
    if table == "command" and any(
        one["command_id"] == changed["command_id"] for one in witness.rows(table) if one != row
    ):
        return
    found = witness.after(
        (
            f"UPDATE journal_{table} SET {column} = ? WHERE stream = ? AND {KEY[table]} = ?",
            (changed[column], witness.stream, row[KEY[table]]),
        )
    )
    if table == "fact":
        assert row["seq"] in places(found, "seq")
    elif table == "command":
        mine = {row["no"]} & places(found, "no") or {row["seq"], row["seq"] + 1} & places(found, "seq")
        assert (mine != set(), found) == (True, found)
    else:
        assert row["id"] in {given["id"] for _, given in found if "id" in given}


@settings(max_examples=60)
@given(st.data())
def test_a_removed_row_is_found_and_its_place_is_named(witness: Witness, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(sorted(COLUMNS)))
    key = data.draw(st.sampled_from(witness.rows(table)))[KEY[table]]
    found = witness.after((f"DELETE FROM journal_{table} WHERE stream = ? AND {KEY[table]} = ?", (witness.stream, key)))
    if table == "text":
        assert [fault for fault in found if fault[0] in {"text_missing", "erased_changed"}] == found != []
    else:
        named = places([fault for fault in found if fault[0] == f"{table}_missing"], "seq" if table == "fact" else "no")
        assert key in named


@settings(max_examples=60)
@given(st.data())
def test_a_row_that_was_put_in_is_found_and_named(witness: Witness, data: st.DataObject) -> None:
    """A copy of a row at a place that is free, or one in the place of another."""
    table = data.draw(st.sampled_from(["fact", "command"]))
    rows = witness.rows(table)
    copied = data.draw(st.sampled_from(rows))
    at = data.draw(st.integers(-2, len(rows) + 5).filter(lambda at: at != copied[KEY[table]]))
    row = copied | {KEY[table]: at}
    if table == "command":
        row["command_id"] = b"n" * 16
    found = witness.after(
        (f"DELETE FROM journal_{table} WHERE stream = ? AND {KEY[table]} = ?", (witness.stream, at)),
        (f"INSERT INTO journal_{table} ({','.join(row)}) VALUES ({','.join('?' * len(row))})", tuple(row.values())),
    )
    word = "seq" if table == "fact" else "no"
    instead = [one["seq"] for one in rows if one[KEY[table]] in {at, copied[KEY[table]]}]
    near = {at, *instead, *(seq + 1 for seq in instead)} if table == "command" else {at}
    assert (near & (places(found, word) | places(found, "seq")) != set(), found) == (True, found)


@settings(max_examples=60)
@given(st.data())
def test_two_rows_that_changed_places_are_found(witness: Witness, data: st.DataObject) -> None:
    table = data.draw(st.sampled_from(["fact", "command"]))
    one, two = data.draw(
        st.lists(st.sampled_from([r[KEY[table]] for r in witness.rows(table)]), min_size=2, max_size=2, unique=True)
    )
    move = f"UPDATE journal_{table} SET {KEY[table]} = ? WHERE stream = ? AND {KEY[table]} = ?"
    found = witness.after(*((move, (to, witness.stream, of)) for of, to in ((one, -9), (two, one), (-9, two))))
    named = places(found, "seq") | places(found, "no")
    assert (named & {one, two, one + 1, two + 1} != set(), found) == (True, found)


@settings(max_examples=30)
@given(st.data())
def test_a_tail_that_was_cut_off_is_found_and_with_a_known_head_also_when_the_head_was_cut_too(
    witness: Witness, data: st.DataObject
) -> None:
    keep = data.draw(st.integers(0, len(witness.links) - 1))
    position = max((one.command.seq + max(one.command.facts - 1, 0) for one in witness.links[:keep]), default=0)
    cut = (
        ("DELETE FROM journal_fact WHERE stream = ? AND seq > ?", (witness.stream, position)),
        ("DELETE FROM journal_command WHERE stream = ? AND no > ?", (witness.stream, keep)),
    )
    found = witness.after(*cut)
    assert set(range(keep + 1, len(witness.links) + 1)) <= places(found, "no")
    assert set(range(position + 1, len(witness.facts) + 1)) <= places(found, "seq")

    found = witness.after(*cut, *remade(witness, witness.facts, keep), known=(witness.known,))
    code = "head_older" if position < witness.known.position else "head_other"
    assert code in [code for code, _ in found]


def test_a_chain_that_was_made_anew_is_found_by_a_head_that_is_known(witness: Witness) -> None:
    facts = list(witness.facts)
    facts[4] = replace(facts[4], device="other")
    change = ("UPDATE journal_fact SET device = 'other' WHERE stream = ? AND seq = 5", (witness.stream,))
    anew = remade(witness, facts, len(witness.links))
    assert witness.after(change, *anew, known=(witness.known,))[-1][0] == "head_other"
    # A snapshot in a folder of its own is a head that is known, too.
    assert [code for code, _ in witness.after(change, *anew)] == ["snapshot", "snapshot"]


ODD: dict[str, tuple[str, set[str]]] = {
    "the digest of the plan": ("UPDATE journal_stream SET plan = 'x' WHERE name = ?", {"plan_changed"}),
    "no plan": ("UPDATE journal_stream SET plan = '' WHERE name = ?", {"plan_changed"}),
    "the plan": (
        "UPDATE journal_blob SET body = 'x' WHERE digest = (SELECT plan FROM journal_stream WHERE name = ?)",
        {"plan_changed"},
    ),
    "the plan is gone": (
        "DELETE FROM journal_blob WHERE digest = (SELECT plan FROM journal_stream WHERE name = ?)",
        {"plan_changed"},
    ),
    "position too small": ("UPDATE journal_stream SET position = position - 1 WHERE name = ?", {"fact_stray"}),
    "position too large": ("UPDATE journal_stream SET position = position + 1 WHERE name = ?", {"fact_missing"}),
    "commands too few": ("UPDATE journal_stream SET commands = commands - 1 WHERE name = ?", {"fact_stray"}),
    "commands too many": ("UPDATE journal_stream SET commands = commands + 1 WHERE name = ?", {"command_missing"}),
    "the last link": ("UPDATE journal_stream SET link = substr(link, 2) WHERE name = ?", {"head_changed"}),
    "one erasure more": ("UPDATE journal_stream SET erased = 2 WHERE name = ?", {"erased_changed"}),
    "one erasure less": ("UPDATE journal_stream SET erased = 0 WHERE name = ?", {"text_changed"}),
    "words wiped without a number": (
        "UPDATE journal_text SET words = '', salt = substr(salt, 1, 0) WHERE erased = 0 AND stream = ?",
        {"text_changed"},
    ),
    "words put back": (
        "UPDATE journal_text SET words = 'Xoá' WHERE erased = 1 AND stream = ?",
        {"text_changed", "erased_changed"},
    ),
    "a text more": (
        "INSERT INTO journal_text SELECT stream, 'new', salt, '', 0 FROM journal_text WHERE erased = 1 AND stream = ?",
        {"text_stray"},
    ),
    "the name": ("UPDATE journal_stream SET name = 'sitting:0' WHERE name = ?", {"stream_missing"}),
}


@pytest.mark.parametrize("odd", ODD)
def test_plan_head_texts_and_names_that_do_not_fit_are_found(witness: Witness, odd: str) -> None:
    statement, codes = ODD[odd]
    if odd == "the plan" and witness.store.postgres:
        statement = statement.replace("'x'", "'x'::bytea")
    witness.store.run("BEGIN")
    try:
        witness.store.run(statement, (witness.stream,))
        found = list(verify_store(witness.store))
        if odd != "the name":
            found += verify(witness.store, witness.stream, witness.folder)
    finally:
        witness.store.rollback()
    assert ({fault.code for fault in found} & codes, found) == (codes, found)


def test_another_plan_than_the_one_that_the_doors_were_opened_with_is_found(witness: Witness) -> None:
    hall = Hall(witness.hall.target)
    hall.open()
    body = write_plan(replace(hall.plan, title="Buổi khác"))
    hall.store.keep_plan(hall.stream, sha256(body).hexdigest(), body, [])
    assert [fault.code for fault in verify(hall.store, hall.stream)] == ["plan_changed"]
    hall.close()


def test_what_is_appended_and_erased_while_it_looks_is_no_fault(witness: Witness, tmp_path: Path) -> None:
    hall = Hall(witness.hall.target)
    Witness(hall, tmp_path)

    class Busy(type(hall.store)):  # type: ignore[misc]
        """Between its reads turns are taken and texts erased."""

        def each_link(self, stream: str) -> Any:
            hall.send(host(2), "question.ask", {"text": "Một"})
            hall.send(LECTURER, "sitting.go", {"item": 1})
            return super().each_link(stream)

        def salted(self, stream: str) -> Any:
            hall.send(host(3), "question.ask", {"text": "Hai"})
            text = max(hall.store.texts(hall.stream))
            hall.store.erase_text(hall.stream, text)
            return super().salted(stream)

    busy = hall.connect()
    busy.__class__ = Busy
    assert list(verify(busy, hall.stream, tmp_path)) == []
    assert list(verify(hall.store, hall.stream, tmp_path)) == []
    hall.close()


def write(path: Path, kept: snapshot.Snapshot) -> None:
    """A snapshot by somebody who knows the form."""
    body = msgspec.msgpack.encode(kept)
    path.write_bytes(snapshot.MAGIC + sha256(body).digest() + body)


def test_a_snapshot_that_is_damaged_or_says_something_else_is_found_and_one_by_other_rules_is_not_looked_at(
    witness: Witness, tmp_path: Path
) -> None:
    path = snapshot.save(witness.hall.turns.board, witness.store, witness.stream, tmp_path)

    def look() -> Found:
        return [(fault.code, fault.data) for fault in verify(witness.store, witness.stream, tmp_path)]

    assert look() == []
    good = path.read_bytes()
    chance = random.Random(1)
    for _ in range(40):
        place = chance.randrange(len(good))
        path.write_bytes(good[:place] + bytes([good[place] ^ 1 << chance.randrange(8)]) + good[place + 1 :])
        assert look() == [("snapshot", {"name": path.name})]
    path.write_bytes(good)
    kept = snapshot.read_snapshot(path)
    states = {**kept.states, "sitting": kept.states["floor"]}
    write(path, replace(kept, states=states))
    assert look() == [("snapshot", {"name": path.name})]
    states = {**kept.states, "question": msgspec.Raw(msgspec.msgpack.encode(QuestionState()))}
    write(path, replace(kept, states=states))
    assert look() == [("snapshot", {"name": path.name})]
    write(path, replace(kept, rules=b"other", states=states))
    assert look() == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_fact SET body = 'text' WHERE seq = 5",
        "UPDATE journal_fact SET seq = 'five' WHERE seq = 5",
        "UPDATE journal_command SET link = 'text' WHERE no = 5",
        "UPDATE journal_command SET no = 'five' WHERE no = 5",
        "UPDATE journal_command SET seq = 'five' WHERE no = 5",
        "UPDATE journal_text SET salt = 'text'",
        "UPDATE journal_stream SET position = 'many'",
    ],
)
def test_a_value_of_another_sort_is_found(witness: Witness, statement: str) -> None:
    if witness.store.postgres:
        pytest.skip("PostgreSQL keeps the sort of a column")
    assert witness.after((statement, ())) != []


def test_a_damaged_file_is_found(journal: str, tmp_path: Path) -> None:
    if journal.startswith("postgres"):
        pytest.skip("PostgreSQL has pg_amcheck")
    hall = Hall(journal)
    Witness(hall, tmp_path)
    hall.store.run("DELETE FROM journal_card")  # names are no part of the record
    hall.store.run("PRAGMA wal_checkpoint(TRUNCATE)")
    hall.close()
    good, chance = Path(journal).read_bytes(), random.Random(2)
    copy, missed = tmp_path / "copy.db", []
    for _ in range(200):
        place = chance.randrange(4096, len(good))  # the first page says what tables there are
        if good[place : place + 1] == b"\0":
            continue  # most likely between the cells of a page, where nothing is read
        copy.write_bytes(good[:place] + bytes([good[place] ^ 1 << chance.randrange(8)]) + good[place + 1 :])
        store = Store(str(copy), read_only=True)
        try:
            found = [*verify_store(store), *verify(store, hall.stream)]
        except (StoreBroken, KeyError) as broken:
            found = [broken]
        store.close()
        missed += [] if found else [place]
    assert missed == []
