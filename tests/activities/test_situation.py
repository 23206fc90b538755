"""Situations: a case, the decision of every room, contrasts, a lesson."""

from time import perf_counter
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.activities.kind import Role
from diemcau.activities.plan import PlanSite, PlanUnit
from diemcau.base.refused import Refused
from tests.activities import make
from tests.activities.rig import EIGHT, ENDS, MINUTE, Play, plan_of

CONTENT: dict[str, Any] = {
    "title": "Hồ sơ chồng chất",
    "story": ["Sáng thứ hai có 120 người chờ."],
    "task": "Xã xử lý thế nào?",
    "choices": [{"text": "Tăng người", "remark": "Thiếu biên chế"}, {"text": "Hẹn giờ"}, {"text": "Về thôn"}],
    "minutes": 5,
    "view": "Cần kết hợp.",
    "basis": ["Văn bản giả định số 1"],
    "mark": "nội dung minh họa",
    "developments": ["Mạng bị chậm.", "Đoàn kiểm tra đến."],
}
FACE = {
    "kind": "situation",
    "moved": EIGHT,
    "title": "Hồ sơ chồng chất",
    "story": ["Sáng thứ hai có 120 người chờ."],
    "news": [],
    "task": "Xã xử lý thế nào?",
    "choices": ["Tăng người", "Hẹn giờ", "Về thôn"],
    "minutes": 5,
    "basis": ["Văn bản giả định số 1"],
    "mark": "nội dung minh họa",
}


def text_id(words: str) -> str:
    return make.Play(begun=False).keep(words).id


def discussing() -> Play:
    play = Play("situation", CONTENT)
    play.steer("open")
    play.steer("discuss")
    return play


def seen(play: Play, topic: str) -> dict[str, Any]:
    view = play.view(topic)
    assert view is not None
    return view


def refusal(play: Play, verb: str, **body: Any) -> str:
    with pytest.raises(Refused) as refused:
        play.steer(verb, **body)
    return refused.value.code


def test_nobody_but_the_lecturer_sees_a_case_before_it_is_opened() -> None:
    play = Play("situation", CONTENT)
    assert [play.view(topic) for topic in ("all", "phones", "site:3", "control")] == [None] * 4
    view = seen(play, "presenters")
    assert (view["phase"], view["remarks"], view["view"]) == ("", ["Thiếu biên chế", "", ""], "Cần kết hợp.")


def test_discussion_runs_by_the_timer_and_may_get_more_minutes() -> None:
    play = discussing()
    assert play.view("all") == {**FACE, "phase": "discuss", "until": EIGHT + 5 * MINUTE}
    play.now += 4 * MINUTE
    assert play.steer("discuss") == []
    play.steer("discuss", minutes=2)
    assert seen(play, "all")["until"] == EIGHT + 7 * MINUTE
    play.now += 6 * MINUTE
    play.steer("discuss", minutes=1)
    assert seen(play, "all")["until"] == EIGHT + 11 * MINUTE


def test_developments_arrive_one_after_the_other() -> None:
    play = discussing()
    assert play.steer("develop", n=1) == ["situation.developed"]
    assert play.steer("develop", n=1) == []
    assert seen(play, "all")["news"] == ["Mạng bị chậm."]
    assert refusal(play, "develop", n=3) == "situation.no_such_development"


def test_nothing_develops_once_rooms_decide_no_more() -> None:
    play = discussing()
    play.steer("develop", n=1)
    for step in ("close", "show"):
        play.steer(step)
        assert refusal(play, "develop", n=2) == "situation.not_open"
        assert play.steer("develop", n=1) == []
    play.steer("open")
    assert play.steer("develop", n=2) == ["situation.developed"]


def test_the_room_sees_its_own_decision_and_everybody_sees_none() -> None:
    play = discussing()
    play.desk(3, "decide", choice=2, reason="  Dân đỡ   phải chờ ")
    assert play.view("site:3") == {
        "kind": "situation",
        "mine": {
            "choice": 2,
            "reason": "Dân đỡ phải chờ",
            "named": False,
            "at": EIGHT,
            "seq": play.position,
            "late": False,
        },
        "aside": None,
    }
    assert play.view("site:4") is None
    assert seen(play, "all") == {**FACE, "phase": "discuss", "until": EIGHT + 5 * MINUTE}


def test_a_room_may_change_its_decision_until_the_close() -> None:
    play = discussing()
    for choice in (1, 2, 3):
        play.desk(3, "decide", role=Role.HOST, choice=choice)
    play.steer("close")
    play.now += 1
    play.desk(3, "decide", choice=1)
    assert play.state.split == [0, 0, 1]
    assert seen(play, "site:3")["aside"]["choice"] == 1
    assert play.summary()["late"] == [{"site": 3, "choice": 1, "reason": "", "late": True}]


def test_sums_stand_by_kind_of_unit_and_by_province_in_code_order() -> None:
    play = discussing()
    for site, choice in ((2, 1), (3, 1), (4, 2), (7, 3), (8, 1)):
        play.desk(site, "decide", choice=choice, reason="Lý do")
    view = seen(play, "presenters")
    assert view["result"] == {"split": [3, 1, 1], "base": {"rooms": 5, "of": 8}}
    board = view["turns"][0]
    assert board["by_unit"] == [
        {"unit": "thanh_pho", "split": [1, 0, 0], "of": 1},
        {"unit": "xa", "split": [2, 1, 0], "of": 5},
        {"unit": "phuong", "split": [0, 0, 1], "of": 1},
        {"unit": "trung_uong", "split": [0, 0, 0], "of": 1},
    ]
    assert board["by_province"] == [
        {"province": "", "name": "", "split": [0, 0, 0], "of": 1},
        {"province": "01", "name": "Hà Nội", "split": [2, 1, 0], "of": 5},
        {"province": "40", "name": "Nghệ An", "split": [1, 0, 1], "of": 2},
    ]
    assert [[row["site"] for row in rows] for rows in board["latest"]] == [[8, 3, 2], [4], [7]]


def test_control_and_provinces_see_who_has_decided() -> None:
    play = discussing()
    play.desk(3, "decide", choice=2)
    play.desk(8, "decide", choice=1)
    until = EIGHT + 5 * MINUTE
    face = {"kind": "situation", "phase": "discuss", "title": "Hồ sơ chồng chất", "until": until}
    assert play.view("control") == {**face, "of": 8, "sites": {"3": 1, "8": 1}}  # what they decided is hidden
    assert play.view("province:40") == {**face, "of": 2, "sites": {"8": 1}}


def test_the_split_is_shown_to_all_only_when_the_lecturer_shows_it() -> None:
    play = discussing()
    play.desk(3, "decide", choice=2)
    play.steer("close")
    assert seen(play, "all") == {**FACE, "phase": "closed", "until": EIGHT + 5 * MINUTE, "cases": [], "lessons": []}
    play.steer("show")
    assert seen(play, "all") == {
        **FACE,
        "phase": "shown",
        "until": EIGHT + 5 * MINUTE,
        "cases": [],
        "lessons": [],
        "result": {"split": [0, 1, 0], "base": {"rooms": 1, "of": 8}},
        "expert": "",
    }
    play.steer("show", expert=True)
    assert seen(play, "all")["expert"] == "Cần kết hợp."


def test_steering_goes_in_order() -> None:
    play = Play("situation", CONTENT)
    for verb, body in (
        ("discuss", {}),
        ("close", {}),
        ("show", {}),
        ("pick", {"sites": []}),
        ("lesson", {"text": "x"}),
    ):
        assert refusal(play, verb, **body) == "situation.not_open"
    assert play.steer("open") == ["situation.opened"]
    assert play.steer("open") == []
    assert play.steer("show") == ["situation.closed", "situation.shown"]
    assert play.steer("show") == play.steer("close") == []
    assert refusal(play, "discuss") == "situation.shown"
    assert refusal(discussing(), "discuss", minutes=121) == "situation.bad_minutes"


def test_a_decision_made_before_the_close_counts_when_it_arrives_later() -> None:
    play = discussing()
    play.now += 5 * MINUTE
    play.steer("close")
    play.now += 60 * MINUTE
    play.end_sitting()
    play.desk(3, "decide", EIGHT + 5 * MINUTE, choice=1, reason="Mất mạng")
    play.desk(4, "decide", EIGHT + 5 * MINUTE + 1, choice=2)
    play.desk(5, "decide", EIGHT - 1, choice=3)
    summary = play.summary()
    assert summary["split"] == [1, 0, 0]
    assert summary["rows"] == [{"site": 3, "choice": 1, "reason": text_id("Mất mạng"), "late": True}]
    assert [row["site"] for row in summary["late"]] == [4, 5]
    board = seen(play, "presenters")["turns"][0]
    assert (board["late"], board["aside"]) == (1, 2)


def test_where_nobody_closed_the_planned_end_stands_for_the_close() -> None:
    play = discussing()
    play.now = ENDS + 5 * MINUTE
    play.end_sitting()
    play.desk(3, "decide", ENDS, choice=1)
    play.desk(4, "decide", ENDS + 1, choice=1)
    assert play.state.split == [1, 0, 0]


def test_of_two_decisions_the_one_made_later_counts() -> None:
    play = discussing()
    play.now += 5 * MINUTE
    play.desk(3, "decide", EIGHT + 2 * MINUTE, choice=2)
    play.desk(3, "decide", EIGHT + MINUTE, choice=1)
    assert play.state.split == [0, 1, 0]


def test_discussing_again_takes_in_what_was_decided_since() -> None:
    play = discussing()
    play.now += 5 * MINUTE
    play.steer("close")
    play.now += 1
    play.desk(3, "decide", choice=1)
    play.desk(4, "decide", EIGHT - 1, choice=1)
    play.steer("discuss", minutes=2)
    assert (play.state.split, sorted(play.state.aside)) == ([1, 0, 0], [4])
    assert seen(play, "all")["until"] == play.now + 2 * MINUTE


def test_of_two_late_decisions_the_one_made_later_counts_when_rooms_go_on() -> None:
    play = discussing()
    play.steer("close")
    play.now += 5 * MINUTE
    play.desk(3, "decide", EIGHT + 2 * MINUTE, choice=2)
    play.desk(3, "decide", EIGHT + MINUTE, choice=1, role=Role.HOST)
    play.steer("discuss", minutes=2)
    assert play.state.split == [0, 1, 0]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"choice": 0}, "situation.no_such_choice"),
        ({"choice": 4}, "situation.no_such_choice"),
        ({"choice": 1, "reason": "a" * 2001}, "situation.too_long"),
    ],
)
def test_a_decision_that_makes_no_sense_is_refused(body: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        discussing().desk(3, "decide", **body)
    assert refused.value.code == code


def test_a_picked_room_is_told_by_its_kind_and_province_only_where_three_share_them() -> None:
    play = discussing()
    for site in (2, 3, 7):
        play.desk(site, "decide", choice=1, reason=f"Lý do {site}")
    play.desk(4, "decide", choice=2, named=True)
    play.steer("close")
    cases = {}
    for site in (2, 3, 4, 7):
        play.steer("pick", sites=[site])
        cases[site] = seen(play, "all")["cases"]
    assert cases == {
        2: [{"choice": 1, "reason": "Lý do 2", "unit": "", "of": "", "name": ""}],
        3: [{"choice": 1, "reason": "Lý do 3", "unit": "xa", "of": "thành phố Hà Nội", "name": ""}],
        4: [{"choice": 2, "reason": "", "unit": "xa", "of": "thành phố Hà Nội", "name": "xã 2"}],
        7: [{"choice": 1, "reason": "Lý do 7", "unit": "", "of": "", "name": ""}],
    }
    assert [row["name"] for row in seen(play, "presenters")["picked"]] == ["phường 1"]
    play.steer("pick", sites=[])
    assert seen(play, "all")["cases"] == []


def test_what_stands_before_everybody_stays_as_it_was_picked_until_it_is_picked_again() -> None:
    play = discussing()
    play.desk(3, "decide", choice=1, reason="Đã đọc", named=True)
    play.steer("close")
    play.steer("pick", sites=[3])
    play.desk(3, "decide", choice=2, reason="Chưa ai đọc")  # nor has the chair agreed to be named any more
    assert [(one["choice"], one["reason"], one["name"]) for one in seen(play, "all")["cases"]] == [(1, "Đã đọc", "")]
    assert [play.steer("pick", sites=[3]) for _ in range(2)] == [["situation.picked"], []]
    assert [case["reason"] for case in seen(play, "all")["cases"]] == ["Chưa ai đọc"]


def test_only_rooms_that_decided_can_be_picked_and_no_more_than_two() -> None:
    play = discussing()
    for site in (3, 4, 5):
        play.desk(site, "decide", choice=1)
    assert refusal(play, "pick", sites=[6]) == "situation.no_decision"
    assert refusal(play, "pick", sites=[3, 4, 5]) == "situation.too_many_picked"


def test_a_lesson_keeps_the_decisions_behind_it_and_the_split_of_its_time() -> None:
    play = discussing()
    play.desk(3, "decide", choice=1, reason="Một")
    first = play.position
    play.desk(4, "decide", choice=2, reason="Hai")
    play.steer("close")
    play.steer("lesson", text=" Chuẩn bị trước. ", sites=[3, 4])
    assert play.summary()["lessons"] == [{"text": text_id("Chuẩn bị trước."), "sites": [3, 4], "split": [1, 1, 0]}]
    assert play.summary()["run"]["lesson_facts"] == [[first, first + 1]]
    assert seen(play, "all")["lessons"] == ["Chuẩn bị trước."]
    assert refusal(play, "lesson", text="x", sites=[5]) == "situation.no_decision"
    assert refusal(play, "lesson", text=" \n ") == "situation.no_words"


def test_an_erased_text_leaves_the_figures_as_they_were() -> None:
    play = discussing()
    play.desk(3, "decide", choice=1, reason="Một")
    play.steer("close")
    play.steer("lesson", text="Bài học", sites=[3])
    before = play.summary()
    play.on_board.texts.clear()
    assert play.summary() == before
    assert seen(play, "all")["lessons"] == []
    assert seen(play, "presenters")["turns"][0]["latest"] == [[], [], []]


def test_who_sees_the_split_sees_a_decision_that_still_comes_in_time() -> None:
    play = discussing()
    play.now += MINUTE
    play.steer("show")
    play.desk(4, "decide", EIGHT, choice=2, reason="Nhanh")
    assert {"all", "phones", "site:4"} <= play.on_board.topics


ACTS = st.lists(
    st.tuples(
        st.sampled_from(["decide", "decide", "decide", "open", "discuss", "close"]),
        st.integers(1, 8),
        st.integers(1, 3),
    ),
    max_size=25,
)


@given(ACTS, st.integers(0, 28))
def test_sums_are_what_a_recount_gives_and_a_snapshot_changes_nothing(
    acts: list[tuple[str, int, int]], cut: int
) -> None:
    play = Play("situation", CONTENT)
    for verb, site, choice in acts:
        if verb == "decide":
            play.desk(site, "decide", play.now - site * MINUTE, choice=choice, reason="x" * (site % 2))
        elif verb == "open" or play.state.phase:
            play.steer(verb)
        play.now += MINUTE
    state = play.state
    decided = state.sites.items()
    assert state.split == [sum(decision.choice == n for _, decision in decided) for n in (1, 2, 3)]
    for sums, name in ((state.by_unit, "unit"), (state.by_province, "province")):
        assert [sum(split[n] for split in sums.values()) for n in range(3)] == state.split
        assert all(sum(split) == sum(getattr(d, name) == key for _, d in decided) for key, split in sums.items())
    assert state.late == sum(decision.late for _, decision in decided)
    assert all(state.sites[site].choice == n for n, sites in enumerate(state.latest, 1) for site in sites)
    assert play.refolded(min(cut, play.position)) == state


def big_play(sites: int) -> Play:
    plan = plan_of("situation", CONTENT)
    provinces = {f"{n:02}": PlanUnit("tinh", f"Tỉnh {n}", f"tỉnh {n}") for n in range(1, 35)}
    rooms = tuple(
        PlanSite(n, n, f"u{n}", "commune", ("xa", "phuong")[n % 2], f"xã {n}", f"{1 + n % 34:02}")
        for n in range(1, sites + 1)
    )
    return Play("situation", CONTENT, msgspec.structs.replace(plan, units=provinces, sites=rooms))


def test_the_lecturers_view_of_3356_rooms_is_made_in_milliseconds() -> None:
    play = big_play(3356)
    play.steer("open")
    for site in range(1, 3357):
        play.desk(site, "decide", choice=1 + site % 3, reason="Lý do")
    play.steer("show")
    spent = []
    for _ in range(5):
        start = perf_counter()
        view = seen(play, "presenters")
        spent.append(perf_counter() - start)
    assert view["result"]["base"] == {"rooms": 3356, "of": 3356}
    assert min(spent) < 0.05
