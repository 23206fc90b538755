"""A board from a snapshot and the facts after it is the board of all facts; one that does not fit is not used."""

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from diemcau.classroom import snapshot
from diemcau.classroom.board import Board
from diemcau.classroom.fold import Fold
from diemcau.classroom.live.keep import keep
from diemcau.classroom.turns import Turns
from diemcau.journal.store import StoreBroken
from tests.classroom.turning import EIGHT, LECTURER, OFFICE, OPERATOR, Hall, host, phone, sent, state_of

ADDED = {"id": 29, "site": 2, "no": 9, "group": "khac"}


def busy(hall: Hall) -> None:
    """Facts 4 to 13: marks, texts, a poll, an added seat."""
    hall.take(
        sent(host(2), "presence.mark", {"seat": 21, "status": "co_mat"}),
        sent(host(2), "presence.mark", {"seat": 22, "status": "vang_phep"}),
        sent(host(2), "question.ask", {"text": "Bao giờ có phần mềm?"}),
        sent(LECTURER, "poll.open", activity="q1"),
        *(sent(phone(seat), "poll.answer", {"choice": 2}, activity="q1") for seat in (21, 31, 41)),
        sent(OFFICE, "sitting.add_seat", {"added": ADDED}),
        sent(phone(29), "presence.check_in"),
        sent(host(3), "floor.ask"),
    )


def same(board: Board, whole: Board) -> None:
    """Two boards that hold and show the same."""
    assert state_of(board) == state_of(whole)
    for topic in ("all", "phones", "control", "presenters", "province:01", "site:2", "seat:29"):
        assert board.view(topic, EIGHT, lambda _: "") == whole.view(topic, EIGHT, lambda _: "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "snapshots"


def test_a_snapshot_and_the_facts_after_it_give_what_all_facts_give_at_every_cut(on_air: Hall, folder: Path) -> None:
    busy(on_air)
    facts, whole = on_air.kept.facts, on_air.fold()
    head = Board(on_air.plan)
    for fact in facts:
        head.apply(fact)
        snapshot.save(head, on_air.store, on_air.stream, folder)
        board = snapshot.start_board(on_air.store, on_air.stream, folder)
        assert board.position == fact.seq
        for rest in facts[fact.seq :]:
            board.fold(rest)
        same(board, whole)
    assert [at for at, _ in snapshot.snapshots_of(folder, on_air.stream)] == [len(facts), len(facts) - 1]


def test_turns_and_readers_go_on_from_a_snapshot_as_from_the_beginning(on_air: Hall, folder: Path) -> None:
    follower = on_air.follower()
    snapshot.save(on_air.turns.board, on_air.store, on_air.stream, folder)
    busy(on_air)
    node = Turns(on_air.connect(), on_air.stream, folder)
    reader = Fold(on_air.connect(), on_air.stream, folder)
    assert (node.board.position, reader.catch_up()) == (13, set())
    same(node.board, on_air.turns.board)
    follower.catch_up()
    (receipt,) = node.take([sent(phone(29), "poll.answer", {"choice": 1}, activity="q1")]).receipts
    told = reader.catch_up()
    assert (receipt.seq, reader.board.position, told, "seat:29" in told) == (14, 14, follower.catch_up(), True)
    same(reader.board, follower.board)


def test_what_moved_before_a_reader_began_is_not_known_so_it_gives_the_whole_view(on_air: Hall, folder: Path) -> None:
    busy(on_air)
    snapshot.save(on_air.turns.board, on_air.store, on_air.stream, folder)
    for snapshots in (folder, None):
        reader = Fold(on_air.connect(), on_air.stream, snapshots)
        assert reader.part("control", 3, EIGHT) is None
    assert on_air.turns.part("control", 3, EIGHT) is None
    on_air.send(host(2), "presence.mark", {"seat": 21, "status": "vang_phep"})
    reader.catch_up()
    part = reader.part("control", 13, EIGHT)
    assert part
    assert (list(part["acts"]["presence"]["sites"]), reader.part("control", 12, EIGHT)) == ([2], None)
    reader.store.connection.close()
    with pytest.raises(StoreBroken):
        reader.catch_up()
    assert reader.part("control", 14, EIGHT) is None
    reader.catch_up()
    assert reader.part("control", 13, EIGHT) is None
    on_air.send(host(3), "presence.mark", {"seat": 31, "status": "vang_phep"})
    reader.catch_up()
    assert (reader.part("control", 13, EIGHT), reader.part("control", 14, EIGHT) is None) == (None, False)


def test_a_reader_that_lost_the_store_takes_no_snapshot_that_is_newer_than_what_it_told(
    on_air: Hall, folder: Path
) -> None:
    reader = Fold(on_air.connect(), on_air.stream, folder)
    busy(on_air)
    snapshot.save(on_air.turns.board, on_air.store, on_air.stream, folder)
    reader.store.connection.close()
    with pytest.raises(StoreBroken):
        reader.catch_up()
    assert {"site:2", "seat:21", "all"} <= reader.catch_up()
    same(reader.board, on_air.turns.board)


def altered(path: Path, **more: Any) -> None:
    """The snapshot with something else in it, whole and with its digest."""
    held = replace(snapshot.read_snapshot(path), **more)
    body = msgspec.msgpack.encode(held)
    path.write_bytes(snapshot.MAGIC + snapshot.sha256(body).digest() + body)


UNFIT: dict[str, tuple[Callable[[Path], Any], str]] = {
    "empty": (lambda path: path.write_bytes(b""), "it is damaged"),
    "cut off": (lambda path: path.write_bytes(path.read_bytes()[:-1]), "it is damaged"),
    "a byte": (lambda path: path.write_bytes(path.read_bytes()[:-1] + b"?"), "it is damaged"),
    "another form": (lambda path: path.write_bytes(b"diemcau snapshot 2\n" + path.read_bytes()[19:]), "it is damaged"),
    "other rules": (lambda path: altered(path, rules=b"x"), "it was made by other rules"),
    "another plan": (lambda path: altered(path, plan=b"x"), "it was made from another plan"),
    "another stream": (lambda path: altered(path, stream="sitting:0"), "it was made from another plan"),
    "another chain": (lambda path: altered(path, link=b"x"), "the journal has another chain"),
    "a place that is not there": (lambda path: altered(path, position=99), "the journal has another chain"),
}


@pytest.mark.parametrize("unfit", UNFIT)
def test_a_snapshot_that_does_not_fit_is_said_in_the_log_and_the_one_before_is_used(
    on_air: Hall, folder: Path, unfit: str, caplog: pytest.LogCaptureFixture
) -> None:
    snapshot.save(on_air.turns.board, on_air.store, on_air.stream, folder)
    busy(on_air)
    path = snapshot.save(on_air.turns.board, on_air.store, on_air.stream, folder)
    spoil, why = UNFIT[unfit]
    spoil(path)
    assert snapshot.start_board(on_air.store, on_air.stream, folder).position == 3
    assert caplog.messages == [f"{path.name} is not used: {why}"]
    same(Turns(on_air.connect(), on_air.stream, folder).board, on_air.turns.board)


def test_a_snapshot_whose_inside_has_another_form_or_that_cannot_be_read_is_not_used(
    on_air: Hall, folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    path = snapshot.save(on_air.turns.board, on_air.store, on_air.stream, folder)
    held = snapshot.read_snapshot(path)
    for states in (dict.fromkeys(held.states, msgspec.Raw(b"\x01")), {}):
        altered(path, states=states)
        assert snapshot.start_board(on_air.store, on_air.stream, folder).position == 0
    body = msgspec.msgpack.encode([1, 2])
    path.write_bytes(snapshot.MAGIC + snapshot.sha256(body).digest() + body)
    assert snapshot.start_board(on_air.store, on_air.stream, folder).position == 0
    path.unlink()
    path.mkdir()
    assert snapshot.start_board(on_air.store, on_air.stream, folder).position == 0
    assert [message.partition(" (")[0] for message in caplog.messages] == [
        *[f"{path.name} is not used: it has another form"] * 3,
        f"{path.name} is not used: it cannot be read",
    ]


def test_a_file_of_another_name_is_no_snapshot_and_no_folder_is_no_fault(on_air: Hall, folder: Path) -> None:
    assert (snapshot.snapshots_of(folder, on_air.stream), snapshot.is_due(folder, on_air.stream, 49_999)) == ([], False)
    path = snapshot.save(on_air.turns.board, on_air.store, on_air.stream, folder)
    (folder / f"{on_air.stream.replace(':', '-')}-old.snapshot").write_bytes(b"")
    (folder / f"{on_air.stream.replace(':', '-')}1-000000000003.snapshot").write_bytes(b"")
    assert snapshot.snapshots_of(folder, on_air.stream) == [(3, path)]
    assert [snapshot.is_due(folder, on_air.stream, at) for at in (3, 50_002, 50_003)] == [False, False, True]
    assert folder.stat().st_mode & 0o777 == 0o700


def test_the_rules_that_a_snapshot_holds_for_are_those_of_the_very_source() -> None:
    assert (len(snapshot.digest_of_rules()), snapshot.digest_of_rules()) == (32, snapshot.digest_of_rules())


# --- made in a process of its own -----------------------------------------------------------


def test_a_snapshot_is_made_when_it_is_time(on_air: Hall, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert keep(on_air.store, on_air.stream, folder) is None
    monkeypatch.setattr(snapshot, "EVERY", 3)
    path = keep(on_air.store, on_air.stream, folder)
    assert (snapshot.snapshots_of(folder, on_air.stream), keep(on_air.store, on_air.stream, folder)) == (
        [(3, path)],
        None,
    )
    busy(on_air)
    assert (
        keep(on_air.store, on_air.stream, folder) == folder / f"{on_air.stream.replace(':', '-')}-000000000013.snapshot"
    )
    assert [at for at, _ in snapshot.snapshots_of(folder, on_air.stream)] == [13, 3]
    on_air.send(OPERATOR, "sitting.close")
    same(Fold(on_air.connect(), on_air.stream, folder).board, on_air.turns.board)


def test_the_process_that_keeps_says_what_it_could_not_keep_and_reads_only(on_air: Hall, folder: Path) -> None:
    environment = os.environ | {"DIEMCAU_JOURNAL": on_air.target, "DIEMCAU_SNAPSHOTS": str(folder)}
    program = (
        "from diemcau.classroom import snapshot; snapshot.EVERY = 3\n"
        "from diemcau.classroom.live import keep; raise SystemExit(keep.main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, on_air.stream, "sitting:0"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, [at for at, _ in snapshot.snapshots_of(folder, on_air.stream)]) == (1, [3])
    name, log = on_air.stream.replace(":", "-"), "diemcau.classroom.live.keep"
    again = [sys.executable, "-m", "diemcau.classroom.live.keep", on_air.stream]  # 50,000 facts are not there yet
    assert subprocess.run(again, env=environment, capture_output=True, check=True).stderr == b""
    assert done.stderr.splitlines() == [
        f"keep INFO {log}: {on_air.stream} is kept in {name}-000000000003.snapshot",
        f"keep ERROR {log}: sitting:0 is not kept: KeyError('sitting:0')",
    ]
