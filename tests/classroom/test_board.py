"""The board by itself: who may say what, topics of facts, views, the sitting's clock."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Raw

from diemcau.activities.kind import Role, Text, Who
from diemcau.base.refused import Refused
from diemcau.classroom.board import Board, Command, Draft
from diemcau.journal.rules import Fact
from tests.classroom.rig import command_id
from tests.classroom.turning import EIGHT, LECTURER, MINUTE, OFFICE, OPERATOR, host, phone, plan, province, state_of


class Table:
    """A board that adopts what it decides, one fact after another."""

    def __init__(self, *, rehearsal: bool = True) -> None:
        self.board = Board(plan(rehearsal=rehearsal))
        self.topics: set[str] = set()

    def decide(self, who: Who, kind: str, body: dict[str, Any] | None = None, *, activity: str = "") -> list[Draft]:
        command = Command(command_id(), kind, Raw(json.dumps(body or {}).encode()), activity)
        return self.board.decide(command, who, EIGHT, lambda words: Text("t", words))

    def do(self, who: Who, kind: str, body: dict[str, Any] | None = None, *, activity: str = "") -> set[str]:
        topics: set[str] = set()
        for n, draft in enumerate(self.decide(who, kind, body, activity=activity)):
            seq = self.board.position + 1
            device = who.device
            topics |= self.board.apply(
                Fact(
                    "sitting:1",
                    seq,
                    n,
                    b"",
                    draft.kind,
                    1,
                    draft.activity,
                    who.actor,
                    draft.subject,
                    device,
                    EIGHT,
                    EIGHT,
                    EIGHT,
                    draft.late,
                    draft.body,
                )
            )
        return topics

    def refused(self, who: Who, kind: str, body: dict[str, Any] | None = None, *, activity: str = "") -> str:
        before = state_of(self.board)
        with pytest.raises(Refused) as found:
            self.decide(who, kind, body, activity=activity)
        assert state_of(self.board) == before
        return f"{found.value.code} {found.value.status}"

    def view(self, topic: str) -> dict[str, Any]:
        return self.board.view(topic, EIGHT, lambda ref: ref.digest if ref else "")


@pytest.fixture
def table() -> Table:
    made = Table()
    made.do(OFFICE, "sitting.open", {"plan": "ab"})
    made.do(OPERATOR, "sitting.begin")
    made.do(OPERATOR, "sitting.go", {"item": 1})
    return made


# --- who may say what -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "activity"),
    [
        ("sitting", ""),
        ("", ""),
        ("sitting.fly", ""),
        ("poll.open", ""),
        ("poll.open", "q9"),
        ("slides.show", "q1"),
        ("q1.open", "q1"),
    ],
)
def test_what_the_board_does_not_know_is_refused(table: Table, kind: str, activity: str) -> None:
    assert table.refused(LECTURER, kind, activity=activity) == "command.unknown 404"


def test_a_role_sends_only_what_is_its_own(table: Table) -> None:
    assert table.refused(phone(21), "sitting.close") == "command.not_yours 403"
    assert table.refused(Who(Role.ROOM, "room:2", 2), "presence.check_in") == "command.not_yours 403"


def test_a_body_of_another_form_is_refused(table: Table) -> None:
    for body in ({}, {"item": "1"}, {"item": 1, "more": 1}, {"item": 1.5}):
        assert table.refused(LECTURER, "sitting.go", body) == "command.bad_body 400"


def test_steering_of_an_activity_waits_for_its_item_and_acts_do_not(table: Table) -> None:
    assert table.refused(LECTURER, "poll.open", activity="q2") == "activity.not_now 409"
    assert [draft.kind for draft in table.decide(phone(21), "poll.answer", {"choice": 1}, activity="q2")] == [
        "poll.answered"
    ]
    table.do(LECTURER, "sitting.go", {"item": 2})
    assert [draft.kind for draft in table.decide(LECTURER, "poll.open", activity="q2")] == ["poll.opened"]


SUBJECTS = [
    (phone(21), "presence.check_in", {}, "seat:21"),
    (phone(21), "presence.check_in", {"seat": 21}, "seat:21"),
    (phone(21), "presence.check_in", {"seat": 22}, ""),
    (phone(21), "question.ask", {"text": "Một", "site": 3}, ""),
    (host(2), "presence.mark", {"seat": 22, "status": "co_mat"}, "seat:22"),
    (host(2), "presence.mark", {"seat": 31, "status": "co_mat"}, ""),
    (host(2), "presence.mark", {"seat": 999, "status": "co_mat"}, ""),
    (host(2), "presence.all_present", {}, "site:2"),
    (host(2), "floor.ask", {"site": 2}, "site:2"),
    (host(2), "floor.ask", {"site": 3}, ""),
    (host(2), "question.ask", {"text": "Một", "site": 2, "seat": 31}, ""),
    (host(9), "floor.ask", {}, ""),
    (province("01"), "presence.correct", {"seat": 21, "status": "co_mat", "reason": "x"}, "seat:21"),
    (province("01"), "presence.correct", {"seat": 41, "status": "co_mat", "reason": "x"}, ""),
    (province("01"), "presence.correct", {"seat": 11, "status": "co_mat", "reason": "x"}, ""),
    (province("01"), "headcount.check", {"site": 4}, ""),
    (OPERATOR, "presence.correct", {"seat": 41, "status": "co_mat", "reason": "x"}, "seat:41"),
    (OPERATOR, "sitting.end_help", {"site": 9}, ""),
]


@pytest.mark.parametrize(("who", "kind", "body", "subject"), SUBJECTS, ids=lambda value: str(value)[:30])
def test_a_command_is_about_somebody_whom_its_sender_may_speak_of(
    table: Table, who: Who, kind: str, body: dict[str, Any], subject: str
) -> None:
    if subject:
        assert {draft.subject for draft in table.decide(who, kind, body)} == {subject}
    else:
        assert table.refused(who, kind, body) == "subject.foreign 403"


@given(st.sampled_from([phone(21), host(2), province("01")]), st.integers(-5, 60), st.integers(-5, 6))
def test_no_pair_of_seat_and_site_reaches_beyond_the_sender(who: Who, seat: int, site: int) -> None:
    board = Board(plan())
    try:
        found_site, found_seat = board._subject(who, site, seat)
    except Refused:
        return
    if who.role == Role.PHONE:
        assert (found_site, found_seat) == (2, 21)
    elif who.role == Role.HOST:
        assert (found_site, board.places.seats[found_seat].site if found_seat else 2) == (2, 2)
    else:
        assert not found_site or board.places.province_of(found_site) == "01"
        assert not found_seat or board.places.seats[found_seat].site == found_site


# --- topics of facts ------------------------------------------------------------------------

PROVINCES = {"province:", "province:01", "province:40"}


def test_that_the_doors_are_open_is_heard_by_all() -> None:
    topics = Table().do(OFFICE, "sitting.open", {"plan": "ab"})
    assert topics == {"all", "phones", "control", "presenters", *PROVINCES}


def test_a_fact_changes_the_views_of_those_whom_it_concerns(table: Table) -> None:
    assert table.do(LECTURER, "sitting.go", {"item": 2}) == {"all", "phones", "control", "presenters", *PROVINCES}
    assert table.do(phone(21), "presence.check_in") == {"site:2", "seat:21", "control", "province:01"}
    everybody = {"seat:31", "seat:32", "seat:33"}
    assert table.do(host(3), "presence.all_present") == {"site:3", *everybody, "control", "province:01"}
    assert table.do(host(1), "sitting.ask_help", {"trouble": "power"}) == {"site:1", "control", "province:"}
    seat = {"id": 29, "site": 2, "no": 9, "group": "khac"}
    assert table.do(OFFICE, "sitting.add_seat", {"added": seat}) == {
        "site:2",
        "control",
        "presenters",  # of how many they count
        "province:01",
    }


# --- views ----------------------------------------------------------------------------------


def test_a_view_says_where_the_sitting_stands(table: Table) -> None:
    seen = table.view("all")
    item = {
        "id": 1,
        "kind": "topic",
        "title": "Chuyên đề 1",
        "minutes": 60,
        "topic": 1,
        "phones": True,
        "recording": False,
    }
    assert (seen["pos"], seen["sitting"]["phase"], seen["sitting"]["item"]) == (3, "on", item)
    assert (seen["sitting"]["next"]["id"], seen["sitting"]["item_at"]) == (2, EIGHT)
    table.do(LECTURER, "sitting.go", {"item": 2})
    assert table.view("all")["sitting"]["next"] is None
    before = Table().view("all")["sitting"]
    assert (before["phase"], before["item"], before["next"]["id"], before["rate"]) == ("planned", None, 1, 1)


def test_only_the_activities_of_the_item_and_the_standing_ones_speak(table: Table) -> None:
    for item, own, other in ((1, "q1", "q2"), (2, "q2", "q1")):
        table.do(LECTURER, "sitting.go", {"item": item})
        table.do(LECTURER, "poll.open", activity=own)
        acts = table.view("presenters")["acts"]
        assert (own in acts, other in acts, "question" in acts) == (True, False, True)


def test_phones_get_nothing_while_an_item_does_without_them(table: Table) -> None:
    assert table.view("phones")["acts"] != {}
    table.do(LECTURER, "sitting.go", {"item": 2})
    assert (table.view("phones")["acts"], table.view("all")["acts"] != {}) == ({}, True)


def test_that_no_device_keeps_an_activity_is_said_in_the_whole_view_and_in_a_part(table: Table) -> None:
    for item, activity in ((1, "q1"), (2, "q2")):
        table.do(LECTURER, "sitting.go", {"item": item})
        table.do(LECTURER, "poll.open", activity=activity)
        before = table.board.position
        table.do(host(2), "poll.answer_rest", {"split": [1, 0]}, activity=activity)
        whole = table.view("control")["acts"][activity]
        part = table.board.part("control", before, EIGHT, lambda _: "")
        assert part is not None
        assert [seen.get("quiet", False) for seen in (whole, part["acts"][activity])] == [item == 2] * 2


def test_desks_provinces_and_control_see_their_own_sites(table: Table) -> None:
    table.do(host(2), "presence.mark", {"seat": 21, "status": "co_mat"})
    sites = {
        topic: table.view(topic)["acts"]["presence"]["sites"].keys()
        for topic in ("province:01", "province:40", "control")
    }
    assert {topic: sorted(found) for topic, found in sites.items()} == {
        "province:01": [2, 3],
        "province:40": [4],
        "control": [1, 2, 3, 4],
    }
    assert table.view("site:2")["acts"]["presence"]["seats"].keys() == {21}
    assert table.view("site:3")["acts"]["presence"]["seats"] == {}
    assert table.view("seat:21")["acts"]["presence"]["s"] == "co_mat"


def test_every_topic_is_json_and_names_nobody(table: Table) -> None:
    table.do(host(2), "presence.mark", {"seat": 21, "status": "co_mat"})
    topics = ["all", "phones", "site:2", "seat:21", "province:01", "presenters", "control"]
    assert [json.loads(json.dumps(table.view(topic)))["pos"] for topic in topics] == [4] * len(topics)


def test_the_summary_has_every_activity_with_its_kind(table: Table) -> None:
    summary = table.board.summary(lambda _: "")
    kinds = {activity: part["kind"] for activity, part in summary.items()}
    assert {"q1": "poll", "q2": "poll", "sitting": "sitting", "presence": "presence"}.items() <= kinds.items()
    assert kinds.keys() == table.board.states.keys()


# --- the sitting's clock --------------------------------------------------------------------


def test_the_clock_is_real_time_until_a_rehearsal_sets_it(table: Table) -> None:
    assert table.board.shown(EIGHT) == EIGHT
    table.do(OFFICE, "sitting.set_clock", {"real": EIGHT, "shown": EIGHT + 60 * MINUTE, "rate": 4.0})
    assert table.board.shown(EIGHT + MINUTE) == EIGHT + 64 * MINUTE
    assert table.view("all")["sitting"]["rate"] == 4.0
    assert Table(rehearsal=False).refused(OFFICE, "sitting.set_clock", {"real": 0, "shown": 0, "rate": 1.0}) == (
        "clock.real_course 403"
    )
