"""What happened at one installation is carried to another in a signed file: all of it, once, and nothing else."""

import gzip
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from diemcau.activities.kind import Role
from diemcau.activities.plan import Plan, PlanActivity, read_plan
from diemcau.base import tokens
from diemcau.base.refused import Refused
from diemcau.classroom import carrying
from diemcau.classroom.board import Board
from diemcau.classroom.carrying import read_in, write_out
from diemcau.classroom.verifying import verify
from diemcau.journal.rules import Fact
from diemcau.journal.store import Store
from tests.classroom import rig
from tests.classroom.planting import Bug
from tests.classroom.rig import SECRET, Live, new_journal, token
from tests.faults.sowing import sown

KEY = tokens.key_from(SECRET, carrying.PURPOSE)
POLL = PlanActivity("q1", "poll", 1, {"title": "Hỏi", "question": "Khâu nào?", "choices": ["Một", "Hai"]})
WORDS = "Hồ sơ chuyển tiếp\nthiếu mẫu biên bản"


def a_plan() -> Plan:
    return replace(rig.plan(), activities=(POLL,))


Pair = Callable[..., tuple[Live, Live]]


@pytest.fixture
def pair(tmp_path: Path, django_db_blocker: Any) -> Iterator[Pair]:
    """Makes two installations with one secret, each with a journal of its own; the sitting is on air in both."""
    nodes: list[Live] = []

    def make(*bugs: Bug) -> tuple[Live, Live]:
        for name in ("inner", "outer"):
            folder = tmp_path / name
            folder.mkdir()
            with django_db_blocker.unblock():
                journal = new_journal(folder)
            nodes.append(Live(folder, journal, environment=sown(folder, *bugs) if bugs else {}).start())
            nodes[-1].open(a_plan())
            assert "seq" in nodes[-1].send(token(Role.LECTURER), "poll.open", activity="q1")
        return nodes[0], nodes[1]

    yield make
    for node in nodes:
        node.kill()


@pytest.fixture
def two(pair: Pair) -> tuple[Live, Live]:
    """The two."""
    return pair()


def host(site: int) -> str:
    return token(Role.HOST, site=site)


def phone(seat: int) -> str:
    return token(Role.PHONE, site=seat // 100, seat=seat)


def happen(inner: Live, outer: Live) -> None:
    """Room 1 sits in the inner network, the phones of all rooms are outside; one seat is spoken for on both sides."""
    for n in range(1, 5):
        assert "seq" in inner.send(host(1), "presence.mark", {"seat": 100 + n, "status": "co_mat"})
        assert "seq" in outer.send(phone(200 + n), "poll.answer", {"choice": 1 + n % 2}, "q1")
    assert "seq" in outer.send(phone(202), "question.ask", {"text": WORDS})
    regretted = outer.send(phone(203), "question.ask", {"text": "Câu hỏi gửi nhầm"})["seq"]
    assert "seq" in outer.send(phone(203), "question.withdraw", {"question": regretted})
    assert "seq" in inner.send(host(1), "floor.ask")


def state_of(journal: str) -> tuple[list[Fact], Board, dict[str, str]]:
    store = Store(journal, read_only=True)
    try:
        facts, board = store.facts("sitting:1"), Board(read_plan(store.plan("sitting:1")))
        for fact in facts:
            board.apply(fact)
        assert list(verify(store, "sitting:1")) == []
        return facts, board, store.texts("sitting:1")
    finally:
        store.close()


def carried(source: Live, path: Path) -> Path:
    store = Store(source.journal, read_only=True)
    write_out(store, 1, KEY, path)
    store.close()
    return path


def take_in(node: Live, path: Path, key: bytes = KEY) -> dict[str, int]:
    """As `actions.carry_in` does; the counts."""
    bill, parts = read_in(path, key)
    counts = {"new": 0, "known": 0, "conflicts": 0}
    for part in parts:
        body = gzip.compress(msgspec.msgpack.encode(part))
        status, answer = node.call(
            "POST", "/live/office/carry", body, token(Role.OFFICE, sitting=bill.sitting), Content_Encoding="gzip"
        )
        if status != 200:
            raise Refused(answer["code"], status)
        counts = {name: counts[name] + answer[name] for name in counts}
    return counts


def deeds(facts: list[Fact]) -> set[tuple[bytes, int, str, bytes]]:
    """What people did, wherever it was written down; places of others as the commands that stand there."""
    steering, at = tuple(carrying.STEER), {fact.seq: fact.command_id for fact in facts}
    return {
        (f.command_id, f.n, f.kind, at[place] if (place := carrying.place_in(f)) else f.body)
        for f in facts
        if not f.actor.startswith(steering)
    }


def joined(inner: Live, outer: Live, folder: Path) -> None:
    """Carry both ways; then both have everything, and a second time brings nothing."""
    happen(inner, outer)
    there, here = carried(inner, folder / "there"), carried(outer, folder / "here")
    told = [take_in(outer, there), take_in(inner, here)]
    again = [take_in(outer, there), take_in(inner, here), take_in(inner, there)]
    (facts, board, texts), (others, other, other_texts) = state_of(inner.journal), state_of(outer.journal)
    assert deeds(facts) == deeds(others)
    assert [count["new"] for count in told] == [5, 7]
    assert [count["new"] + count["conflicts"] for count in again] == [0, 0, 0]
    assert board.states["q1"].seats == other.states["q1"].seats == {201: 2, 202: 1, 203: 2, 204: 1}
    assert texts == other_texts
    assert sorted(texts.values()) == ["Câu hỏi gửi nhầm", WORDS]
    for one in (board, other):
        (asked, regretted) = one.states["question"].questions.values()
        assert (asked.stage, regretted.stage) == ("asked", "withdrawn")


def test_both_sides_have_everything_once(two: tuple[Live, Live], tmp_path: Path) -> None:
    joined(*two, tmp_path)


def test_whose_words_were_carried_in_sees_them(two: tuple[Live, Live], tmp_path: Path) -> None:
    inner, outer = two
    happen(inner, outer)
    take_in(inner, carried(outer, tmp_path / "file"))
    _, answer = inner.get("/live/view", phone(202))
    (own,) = [view["view"] for view in answer["views"] if view["topic"] == "seat:202"]
    assert [one["text"] for one in own["acts"]["question"]["asked"]] == [WORDS]


def test_a_file_that_was_changed_or_signed_by_others_is_forged(two: tuple[Live, Live], tmp_path: Path) -> None:
    inner, outer = two
    happen(inner, outer)
    path = carried(outer, tmp_path / "file")
    good = path.read_bytes()
    for place in (0, 31, 32, len(good) // 2, len(good) - 1):
        path.write_bytes(good[:place] + bytes([good[place] ^ 1]) + good[place + 1 :])
        with pytest.raises(Refused, match=r"^carry\.forged$"):
            read_in(path, KEY)
    for cut in (b"", good[:20], good[:-1]):
        path.write_bytes(cut)
        with pytest.raises(Refused, match=r"^carry\.forged$"):
            read_in(path, KEY)
    path.write_bytes(good)
    with pytest.raises(Refused, match=r"^carry\.forged$"):
        read_in(path, tokens.key_from("another secret of another ministry", carrying.PURPOSE))
    with pytest.raises(Refused, match=r"^carry\.unreadable$"):
        read_in(tmp_path / "no such file", KEY)
    assert len(state_of(inner.journal)[0]) == 4 + 5  # nothing of it came in


def test_a_file_of_another_plan_or_sitting_is_refused(
    two: tuple[Live, Live], tmp_path: Path, django_db_blocker: Any
) -> None:
    other_plans_are_refused(two, tmp_path, django_db_blocker)


def other_plans_are_refused(two: tuple[Live, Live], tmp_path: Path, django_db_blocker: Any, *bugs: Bug) -> None:
    inner, outer = two
    happen(inner, outer)
    path = carried(outer, tmp_path / "file")
    with django_db_blocker.unblock():
        strange = Live(tmp_path, new_journal(tmp_path), environment=sown(tmp_path, *bugs) if bugs else {}).start()
    try:
        with pytest.raises(Refused, match=r"^sitting\.unknown$"):
            take_in(strange, path)
        strange.open(rig.plan())
        with pytest.raises(Refused, match=r"^carry\.other_plan$"):
            take_in(strange, path)
        assert len(state_of(strange.journal)[0]) == 3
    finally:
        strange.kill()


def test_a_deed_about_what_is_not_there_is_a_conflict_and_the_others_come_in(
    two: tuple[Live, Live], tmp_path: Path
) -> None:
    inner, outer = two
    happen(inner, outer)
    _, parts = read_in(carried(outer, tmp_path / "file"), KEY)
    (part,) = parts
    (asked,) = [one for one in part.commands if any(one.id in other.about for other in part.commands)]
    without = replace(part, commands=[one for one in part.commands if one != asked])
    status, answer = inner.call("POST", "/live/office/carry", msgspec.msgpack.encode(without), token(Role.OFFICE))
    assert (status, answer) == (200, {"new": 5, "known": 0, "conflicts": 1})
    other = [replace(one, digest=b"\0" * 32) for one in part.commands[:1]]
    body = msgspec.msgpack.encode(replace(part, commands=other))
    assert inner.call("POST", "/live/office/carry", body, token(Role.OFFICE))[1]["conflicts"] == 1
    assert list(verify_all(inner)) == []


def verify_all(node: Live) -> list[Any]:
    store = Store(node.journal, read_only=True)
    try:
        return list(verify(store, "sitting:1"))
    finally:
        store.close()


BUGS = {
    "forgets what it knew": Bug(
        "classroom.turns", "known = self.store.repeats(self.stream, list(named))", "known = dict[bytes, Accepted]()"
    ),
    "keeps foreign places": Bug("classroom.carrying", "if about:", "if False:"),
    "believes any plan": Bug("classroom.turns", "!= part.plan", "== b''"),
}


@pytest.mark.parametrize("bug", list(BUGS)[:2])
def test_bugs_in_joining_are_caught(pair: Pair, tmp_path: Path, bug: str) -> None:
    with pytest.raises((AssertionError, Refused)):
        joined(*pair(BUGS[bug]), tmp_path)


def test_a_bug_that_believes_any_plan_is_caught(pair: Pair, tmp_path: Path, django_db_blocker: Any) -> None:
    two = pair(BUGS["believes any plan"])
    with pytest.raises(AssertionError):
        other_plans_are_refused(two, tmp_path, django_db_blocker, BUGS["believes any plan"])


def test_only_the_office_may_bring_a_file(two: tuple[Live, Live]) -> None:
    inner, _ = two
    statuses = [inner.call("POST", "/live/office/carry", b"", bearer)[0] for bearer in (host(1), phone(101), "")]
    assert statuses == [403, 403, 401]
    assert inner.call("POST", "/live/office/carry", b"\xc1", token(Role.OFFICE))[0] == 400


def test_what_steers_a_sitting_stays_where_it_is(two: tuple[Live, Live], tmp_path: Path) -> None:
    inner, outer = two
    outer.send(token(Role.LECTURER), "poll.close", activity="q1")
    assert take_in(inner, carried(outer, tmp_path / "file")) == {"new": 0, "known": 0, "conflicts": 0}


def test_words_that_were_erased_are_not_carried(two: tuple[Live, Live], tmp_path: Path) -> None:
    inner, outer = two
    happen(inner, outer)
    text = next(id_ for id_, words in state_of(outer.journal)[2].items() if words == WORDS)
    assert outer.post("/live/office/erase", {"text": text}, token(Role.OFFICE))[0] == 200
    path = carried(outer, tmp_path / "file")
    assert WORDS.encode() not in gzip.decompress(path.read_bytes()[32:])
    assert take_in(inner, path)["new"] == 7
    assert sorted(state_of(inner.journal)[2].values()) == ["", "Câu hỏi gửi nhầm"]
