"""The turn on a real store: repeats, conflicts, late acts, wrong clocks, poison, two nodes, a store that fails."""

import threading
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from diemcau.activities.kind import Role
from diemcau.classroom.turns import Turns, clock_id
from diemcau.journal.rules import text_digest
from tests.classroom.rig import command_id
from tests.classroom.turning import (
    CLOCK,
    EIGHT,
    LECTURER,
    MINUTE,
    OFFICE,
    OPERATOR,
    YEAR,
    Hall,
    answer_of,
    host,
    phone,
    refusal,
    sent,
    state_of,
)

HERE = {"seat": 21, "status": "co_mat"}


# --- repeats and conflicts ------------------------------------------------------------------


def test_a_repeat_gets_the_first_receipt_even_when_it_would_be_refused_now(on_air: Hall) -> None:
    id_ = command_id()
    assert answer_of(on_air.send(LECTURER, "sitting.go", {"item": 2}, id_=id_)) == (4, False, False)
    on_air.send(OPERATOR, "sitting.close")
    assert refusal(on_air.send(LECTURER, "sitting.go", {"item": 2})) == ("sitting.not_on", 409)
    assert answer_of(on_air.send(LECTURER, "sitting.go", {"item": 2}, id_=id_)) == (4, False, True)
    assert on_air.store.head(on_air.stream)[0] == 5


def test_a_repeat_in_one_batch_is_answered_with_the_place_of_the_first(on_air: Hall) -> None:
    command = sent(host(2), "presence.mark", HERE)
    assert [answer_of(r) for r in on_air.take(command, command).receipts] == [(4, False, False), (4, False, True)]
    assert len(on_air.kept.facts) == 4


def test_a_repeat_says_what_was_said_of_lateness(on_air: Hall) -> None:
    on_air.send(OPERATOR, "sitting.close")
    late = sent(host(2), "presence.mark", HERE)
    assert [answer_of(on_air.take(late).receipts[0]) for _ in (1, 2)] == [(5, True, False), (5, True, True)]


def test_another_order_of_the_same_keys_is_the_same_command(on_air: Hall) -> None:
    id_ = command_id()
    on_air.send(host(2), "presence.mark", b'{"seat": 21, "status": "co_mat"}', id_=id_)
    again = on_air.send(host(2), "presence.mark", b'{ "status":"co_mat",\n"seat":21}', id_=id_)
    assert answer_of(again) == (4, False, True)


@pytest.mark.parametrize(
    "other",
    [
        lambda id_: sent(host(2), "presence.mark", {"seat": 22, "status": "co_mat"}, id_=id_),
        lambda id_: sent(host(2), "floor.ask", HERE, id_=id_),
        lambda id_: sent(host(2), "presence.mark", HERE, activity="q1", id_=id_),
        lambda id_: sent(host(2, Role.CHAIR), "presence.mark", HERE, id_=id_),
    ],
    ids=["body", "kind", "activity", "sender"],
)
def test_one_id_with_another_content_is_refused_and_kept_aside(on_air: Hall, other: Callable[[str], Any]) -> None:
    id_ = command_id()
    on_air.send(host(2), "presence.mark", HERE, id_=id_)
    conflicting = other(id_)
    assert refusal(on_air.take(conflicting).receipts[0]) == ("command.conflict", 409)
    assert on_air.quarantine() == [(2, conflicting.who.actor, "desk-2", "command.conflict", id_)]
    assert answer_of(on_air.send(host(2), "presence.mark", HERE, id_=id_)) == (4, False, True)


def test_a_conflict_inside_one_batch_is_found_too(on_air: Hall) -> None:
    id_ = command_id()
    first, second = on_air.take(
        sent(host(2), "presence.mark", HERE, id_=id_), sent(host(2), "presence.all_present", {}, id_=id_)
    ).receipts
    assert (answer_of(first), refusal(second)) == ((4, False, False), ("command.conflict", 409))


def test_a_refused_command_uses_up_no_id(on_air: Hall) -> None:
    id_ = command_id()
    assert refusal(on_air.send(LECTURER, "sitting.go", {"item": 77}, id_=id_)) == ("item.unknown", 404)
    assert answer_of(on_air.send(LECTURER, "sitting.go", {"item": 2}, id_=id_)) == (4, False, False)


def test_a_command_that_changes_nothing_has_the_place_of_now_and_its_repeat_the_same(on_air: Hall) -> None:
    id_ = command_id()
    assert answer_of(on_air.send(LECTURER, "sitting.go", {"item": 1}, id_=id_)) == (3, False, False)
    on_air.send(LECTURER, "sitting.go", {"item": 2})
    assert answer_of(on_air.send(LECTURER, "sitting.go", {"item": 1}, id_=id_)) == (3, False, True)
    assert on_air.kept.places[bytes.fromhex(id_.replace("-", ""))] == 3


# --- what is not believed -------------------------------------------------------------------


def test_a_foreign_subject_is_refused_and_kept_aside_and_its_neighbours_are_taken(on_air: Hall) -> None:
    stranger = sent(host(2), "presence.mark", {"seat": 31, "status": "co_mat"})
    first, foreign, third = on_air.take(
        sent(host(2), "presence.mark", HERE), stranger, sent(host(3), "presence.mark", {"seat": 31, "status": "co_mat"})
    ).receipts
    assert (answer_of(first)[0], refusal(foreign), answer_of(third)[0]) == (4, ("subject.foreign", 403), 5)
    assert on_air.quarantine() == [(2, "host:2", "desk-2", "subject.foreign", stranger.command.text)]
    ((raw,),) = on_air.store.run("SELECT raw FROM journal_quarantine WHERE stream = ?", (on_air.stream,))
    assert msgspec.json.decode(bytes(raw))["body"] == {"seat": 31, "status": "co_mat"}


def test_a_refused_batch_with_nothing_suspicious_writes_nothing(on_air: Hall) -> None:
    outcome = on_air.take(sent(LECTURER, "sitting.go", {"item": 77}), sent(phone(21), "sitting.close"))
    assert [refusal(r) for r in outcome.receipts] == [("item.unknown", 404), ("command.not_yours", 403)]
    assert (outcome.position, on_air.quarantine(), on_air.store.head(on_air.stream)[0]) == (3, [], 3)


def test_a_device_with_an_odd_name_can_be_put_in_quarantine_too(on_air: Hall) -> None:
    odd = phone(21, device="\0" + "x" * 500)
    assert refusal(on_air.send(odd, "presence.check_in", {"seat": 22})) == ("subject.foreign", 403)
    assert [row[2] for row in on_air.quarantine()] == ["x" * 64]


NO_JSON = [b"", b"{", b'{"seat":21,}', b'{"seat":"\xff"}', b'{"seat":"\\ud800"}', b'{"seat":1e999}', b"[" * 5000]


@pytest.mark.parametrize("body", NO_JSON, ids=repr)
def test_a_body_that_is_no_json_is_refused_and_the_others_are_taken(on_air: Hall, body: bytes) -> None:
    bad, good = on_air.take(sent(host(2), "presence.mark", body), sent(host(2), "presence.mark", HERE)).receipts
    assert (refusal(bad), answer_of(good)) == (("command.bad_body", 400), (4, False, False))


@pytest.mark.parametrize("id_", ["", "1", "0197f3b05c1e70008000000000000001", "-" * 300])
def test_an_id_that_is_none_is_refused(on_air: Hall, id_: str) -> None:
    bad = sent(host(2), "presence.mark", HERE, id_=id_ or " ")
    assert refusal(on_air.take(bad).receipts[0]) == ("command.bad_id", 400)


# --- time -----------------------------------------------------------------------------------


@pytest.mark.parametrize("off", [-5 * YEAR, -24 * 60 * MINUTE, -5 * MINUTE, 0, 5 * MINUTE, 24 * 60 * MINUTE, 5 * YEAR])
def test_a_wrong_clock_changes_neither_order_nor_acceptance_and_what_it_claims_is_kept(on_air: Hall, off: int) -> None:
    receipt = on_air.send(phone(21), "presence.check_in", claimed_at=EIGHT + off, at=EIGHT + MINUTE)
    fact = on_air.kept.facts[-1]
    assert answer_of(receipt) == (4, False, False)
    assert (fact.at, fact.claimed_at, fact.received_at) == (EIGHT + MINUTE, EIGHT + off, EIGHT + MINUTE)
    seen = on_air.turns.board.view("seat:21", EIGHT + MINUTE, lambda _: "")["acts"]["presence"]
    assert (seen["s"], seen["at"]) == ("co_mat", EIGHT + MINUTE)


def test_an_act_that_claims_no_time_happened_when_it_came(on_air: Hall) -> None:
    on_air.send(phone(21), "presence.check_in", at=EIGHT + MINUTE)
    assert on_air.kept.facts[-1].claimed_at == EIGHT + MINUTE


@pytest.mark.parametrize("claimed", [2**53 + 1, -(2**53) - 1, 2**63, 10**30])
def test_a_time_that_no_clock_can_show_is_refused_and_the_others_are_taken(on_air: Hall, claimed: int) -> None:
    bad, good = on_air.take(
        sent(phone(21), "presence.check_in", claimed_at=claimed), sent(phone(22), "presence.check_in")
    ).receipts
    assert (refusal(bad), answer_of(good)) == (("command.bad_body", 400), (4, False, False))


def test_acts_enter_late_after_the_close_and_steering_does_not(on_air: Hall) -> None:
    on_air.send(OPERATOR, "sitting.close")
    receipts = on_air.take(
        sent(phone(21), "presence.check_in", claimed_at=EIGHT),
        sent(host(2), "headcount.enter", {"present": 2, "excused": 1, "absent": 0}),
        sent(host(2), "question.ask", {"text": "Đến muộn"}),
        sent(phone(31), "poll.answer", {"choice": 1}, activity="q1"),
        sent(LECTURER, "sitting.go", {"item": 2}),
        sent(LECTURER, "poll.open", activity="q1"),
    ).receipts
    assert [receipt.late for receipt in receipts] == [True, True, True, True, False, False]
    assert refusal(receipts[4]) == ("sitting.not_on", 409)
    assert [(fact.late, fact.claimed_at) for fact in on_air.kept.facts[4:6]] == [(True, EIGHT), (True, EIGHT)]
    assert state_of(on_air.fold()) == state_of(on_air.turns.board)


def test_the_sitting_s_clock_of_a_rehearsal_gives_the_times_of_facts(on_air: Hall) -> None:
    on_air.send(OFFICE, "sitting.set_clock", {"real": EIGHT, "shown": EIGHT + YEAR, "rate": 2.0})
    on_air.send(phone(21), "presence.check_in", at=EIGHT + MINUTE)
    fact = on_air.kept.facts[-1]
    assert (fact.at, fact.received_at) == (EIGHT + YEAR + 2 * MINUTE, EIGHT + MINUTE)


# --- facts ----------------------------------------------------------------------------------


def test_free_text_lies_beside_the_facts_under_a_salted_digest(on_air: Hall) -> None:
    words = "Hồ sơ của bà Canary ở đâu?"
    on_air.take(
        sent(host(2), "question.ask", {"text": words}),
        sent(phone(21), "question.ask", {"text": f"  {words}\u200b "}),
        sent(host(2), "sitting.ask_help", {"trouble": "other", "note": words}),
        sent(host(2), "presence.mark", {"seat": 21, "status": "du_thay", "substitute": words, "note": words}),
        sent(host(2), "floor.ask", {"topic": words}),
        sent(host(2), "obstacle.send", {"text": words, "field": "to_chuc_bien_che"}),
    )
    facts = on_air.kept.facts
    texts = on_air.store.run("SELECT id, salt, words FROM journal_text WHERE stream = ?", (on_air.stream,))
    assert [b"Canary" in msgspec.json.encode(fact) + fact.body for fact in facts] == [False] * len(facts)
    assert ({kept for _, _, kept in texts}, len(texts) >= 6) == ({words}, True)
    assert len({bytes(salt) for _, salt, _ in texts}) == len(texts)
    bodies = b"".join(fact.body for fact in facts)
    for id_, salt, kept in texts:
        assert (id_.encode() in bodies, text_digest(bytes(salt), kept).encode() in bodies) == (True, True)


def test_a_text_is_read_from_memory_from_the_store_and_is_empty_when_there_is_none(on_air: Hall) -> None:
    other = on_air.node()
    on_air.send(host(2), "question.ask", {"text": "Một"})
    other.take([])
    question = other.board.states["question"].questions[4]
    assert (other.read_text(question.text), on_air.turns.read_text(question.text)) == ("Một", "Một")
    assert (other.read_text(None), other.words) == ("", {question.text.id: "Một"})
    on_air.store.erase_text(on_air.stream, question.text.id)
    assert on_air.node().read_text(question.text) == ""


def test_who_follows_the_journal_is_told_the_topics_whose_views_changed(on_air: Hall) -> None:
    follower = on_air.follower()
    assert follower.catch_up() == set()
    on_air.send(LECTURER, "sitting.go", {"item": 2})
    assert follower.catch_up() == {
        "all",
        "phones",
        "control",
        "presenters",
        "province:",
        "province:01",
        "province:40",
    }
    on_air.send(host(2), "presence.mark", HERE)
    assert (follower.catch_up(), follower.catch_up()) == ({"site:2", "seat:21", "control", "province:01"}, set())
    views = follower.views(["site:2", "seat:21"], EIGHT)
    assert [view["pos"] for view in views.values()] == [5, 5]
    assert state_of(follower.board) == state_of(on_air.turns.board)


def test_a_seat_added_during_the_sitting_is_known_to_all_nodes_and_shown_to_its_site(on_air: Hall) -> None:
    other, follower = on_air.node(), on_air.follower()
    seat = {"id": 29, "site": 2, "no": 9, "group": "khac"}
    outcome = on_air.take(sent(OFFICE, "sitting.add_seat", {"added": seat}), sent(phone(29), "presence.check_in"))
    assert ([answer_of(r)[0] for r in outcome.receipts], "site:2" in follower.catch_up()) == ([4, 5], True)
    assert other.take([]).position == 5
    assert (other.board.places.seats_of[2], state_of(other.board)) == ([21, 22, 23, 29], state_of(on_air.turns.board))
    assert answer_of(on_air.send(OFFICE, "sitting.add_seat", {"added": seat})) == (5, False, False)
    nowhere = {"id": 99, "site": 9, "no": 9, "group": "khac"}
    assert refusal(on_air.send(OFFICE, "sitting.add_seat", {"added": nowhere})) == ("subject.foreign", 403)


# --- two nodes ------------------------------------------------------------------------------


def test_two_nodes_see_each_other_s_facts_before_they_judge(on_air: Hall) -> None:
    nodes = [on_air.turns, on_air.node()]
    id_ = command_id()
    nodes[0].take([sent(host(2), "presence.mark", HERE, id_=id_)])
    outcome = nodes[1].take([sent(host(2), "presence.mark", HERE, id_=id_), sent(LECTURER, "sitting.go", {"item": 2})])
    assert [answer_of(r) for r in outcome.receipts] == [(4, False, True), (5, False, False)]
    assert (outcome.position, nodes[0].take([]).position) == (5, 5)
    assert state_of(nodes[0].board) == state_of(nodes[1].board) == state_of(on_air.fold())


def test_two_nodes_at_once_give_every_place_once(on_air: Hall) -> None:
    if on_air.target.startswith("/"):
        pytest.skip("on SQLite one process is the writer")
    got: list[list[int]] = [[], []]

    def work(node: Turns, places: list[int]) -> None:
        for n in range(40):
            status = ("co_mat", "vang_phep")[n % 2]
            receipt = node.take([sent(host(2), "presence.mark", {"seat": 21, "status": status})]).receipts[0]
            places.append(receipt.seq)

    threads = [threading.Thread(target=work, args=(on_air.node(), places)) for places in got]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(got[0] + got[1]) == list(range(4, 84))
    assert (got[0] == sorted(got[0]), got[1] == sorted(got[1]), on_air.fault) == (True, True, "")
    on_air.take()
    assert state_of(on_air.turns.board) == state_of(on_air.fold())


def test_a_transition_of_the_clock_is_one_fact_however_many_nodes_see_it(on_air: Hall) -> None:
    ids = [clock_id(on_air.stream, "site:2", what, EIGHT) for what in ("silent", "back")]
    other = on_air.node()
    for id_, what in zip(ids, ("silent", "back"), strict=True):
        command = sent(CLOCK, f"sitting.{what}", {"site": 2}, id_=id_)
        first, second = on_air.take(command).receipts[0], other.take([command]).receipts[0]
        assert (answer_of(first)[2], answer_of(second)) == (False, (first.seq, False, True))
    # The other node saw it one window later: another id, and still no second fact.
    late = clock_id(on_air.stream, "site:2", "back", EIGHT + 5000)
    other.take([sent(CLOCK, "sitting.back", {"site": 2}, id_=late)])
    assert [fact.kind for fact in on_air.kept.facts[3:]] == ["sitting.went_silent", "sitting.came_back"]
    assert (on_air.fold().sitting.silences, on_air.fold().sitting.silent) == ({2: 1}, {})


def test_nobody_falls_silent_after_the_close(on_air: Hall) -> None:
    on_air.send(CLOCK, "sitting.silent", {"site": 2})
    on_air.send(OPERATOR, "sitting.close")
    on_air.send(CLOCK, "sitting.silent", {"site": 3})
    on_air.send(CLOCK, "sitting.back", {"site": 2})
    assert ([fact.kind for fact in on_air.kept.facts[4:]], on_air.fold().sitting.silent) == (["sitting.closed"], {})


def test_the_id_of_a_transition_is_a_uuid_of_version_7_made_of_what_happened() -> None:
    import uuid

    id_ = clock_id("sitting:1", "site:2", "silent", EIGHT)
    others = {
        clock_id("sitting:2", "site:2", "silent", EIGHT),
        clock_id("sitting:1", "site:3", "silent", EIGHT),
        clock_id("sitting:1", "site:2", "back", EIGHT),
        clock_id("sitting:1", "site:2", "silent", EIGHT + 1),
    }
    assert (uuid.UUID(id_).version, uuid.UUID(id_).int >> 80) == (7, EIGHT)
    assert (clock_id("sitting:1", "site:2", "silent", EIGHT), len(others - {id_})) == (id_, 4)
