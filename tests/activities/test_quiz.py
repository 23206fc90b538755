"""Tests: papers by phone, right answers that nobody sees before they are shown."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.activities.kind import Due, Role, Who
from diemcau.activities.plan import PlanSeat
from diemcau.activities.test.rules import KIND
from diemcau.activities.test.shapes import TimeUp
from diemcau.base.refused import Refused
from tests.activities import make
from tests.activities.rig import EIGHT, MINUTE, Play, plan_of

QUESTIONS: list[dict[str, Any]] = [
    {"code": "tham-quyen", "text": "Ai ký?", "right": [2], "choices": ["Chủ tịch HĐND", "Chủ tịch UBND", "Bí thư"]},
    {"code": "ho-so", "text": "Hồ sơ gồm gì?", "right": [3, 1], "form": "several", "choices": ["Đơn", "Ảnh", "Sơ đồ"]},
    {"code": "han", "text": "Hạn là 15 ngày.", "right": [2], "form": "true_false"},
]
QUIZ: dict[str, Any] = {"title": "Trước khi học", "questions": QUESTIONS, "when": "before", "pair": "cd1"}
TIMED = {**QUIZ, "minutes": 5}
RIGHT = [[2], [1, 3], [2]]
CLOCK = Who(Role.CLOCK, "clock")
HIDDEN = ("all", "phones", "site:3", "site:4", "seat:31", "seat:32", "control", "province:01")


def opened(content: dict[str, Any] = QUIZ) -> Play:
    play = Play("test", content)
    play.steer("open")
    return play


def code(send: Any, *args: Any, **body: Any) -> str:
    with pytest.raises(Refused) as refused:
        send(*args, **body)
    return refused.value.code


def sums(play: Play) -> list[list[Any]]:
    return [[one["answered"], one["right_n"], one["split"]] for one in play.summary()["questions"]]


def test_nothing_opens_by_itself_and_nobody_sees_it_before() -> None:
    play = Play("test", TIMED)
    assert KIND.due(play.state, play.on_board.board.contents["a"]) is None
    assert [play.view(topic) for topic in HIDDEN] == [None] * len(HIDDEN)


def test_a_paper_is_counted_question_by_question() -> None:
    play = opened()
    play.phone(31, "answer", answers=[[2], [3, 1], [1]])
    play.phone(32, "answer", answers=[[1], [1], []])
    assert sums(play) == [[2, 1, [1, 1, 0]], [2, 1, [2, 0, 1]], [1, 0, [1, 0]]]
    assert play.summary()["base"] == {"persons": 2}
    assert [row["right"] for row in play.summary()["rows"]] == [[1, 1, 0], [0, 0, None]]
    assert play.view("control") == {"kind": "test", "phase": "open", "sites": {"3": 2}}
    assert play.view("seat:31") == {"kind": "test", "mine": [[2], [1, 3], [1]], "at": EIGHT, "late": False}


def test_a_paper_may_be_handed_in_again_and_the_last_one_stands() -> None:
    play = opened()
    play.phone(31, "answer", answers=[[1], [2], [1]])
    play.phone(31, "answer", answers=RIGHT)
    assert sums(play) == [[1, 1, [0, 1, 0]], [1, 1, [1, 0, 1]], [1, 1, [0, 1]]]
    assert play.view("control") == {"kind": "test", "phase": "open", "sites": {"3": 1}}


@pytest.mark.parametrize(
    "answers",
    [
        [],
        [[1], [1]],
        [[0], [], []],
        [[4], [], []],
        [[1, 2], [], []],
        [[], [1, 1], []],
        [[], [], [3]],
        [[1], [1], [1], []],
    ],
)
def test_a_paper_that_fits_no_question_is_refused(answers: list[list[int]]) -> None:
    assert code(opened().phone, 31, "answer", answers=answers) == "test.bad_answers"


def test_right_answers_are_in_no_view_but_the_presenters_before_they_are_shown() -> None:
    play = opened()
    for seat in (31, 32, 41):
        play.phone(seat, "answer", answers=[[1], [2], [1]])
    for step in ("close", "open", "close", "void", "open", "close"):
        told = [msgspec.json.encode(play.view(topic)) for topic in HIDDEN]
        assert [view for view in told if b'"right' in view or b'"result' in view or b'"split' in view] == []
        assert [item["right"] for item in (play.view("presenters") or {})["questions"]] == [[2], [1, 3], [2]]
        play.steer(step)
    play.steer("show")
    shown = play.view("all") or {}
    assert [item["right"] for item in shown["questions"]] == [[2], [1, 3], [2]]
    assert shown["result"]["base"] == {"persons": 3}
    assert b'"right' not in msgspec.json.encode([play.view(topic) for topic in ("site:3", "seat:32", "control")])


def test_who_knows_the_right_answers_can_hand_in_nothing_any_more() -> None:
    play = opened()
    play.now += MINUTE
    play.steer("show")
    play.now += MINUTE
    play.phone(31, "answer", answers=RIGHT)
    play.phone(32, "answer", EIGHT + 1, answers=RIGHT)  # handed in before, on a line that was lost
    assert code(play.steer, "open") == "test.shown"
    play.steer("void")
    assert code(play.steer, "open") == "test.shown"
    assert (play.state.late.keys(), play.state.papers.keys()) == ({31}, {32})


def test_a_late_paper_has_a_row_and_is_in_no_sum() -> None:
    play = opened()
    play.now += MINUTE
    play.steer("close")
    play.now += 1
    play.phone(31, "answer", answers=RIGHT)
    summary = play.summary()
    assert (summary["base"], summary["late"]) == ({"persons": 0}, {"persons": 1, "seats": [31]})
    assert [(row["seat"], row["right"], row["late"]) for row in summary["rows"]] == [(31, [1, 1, 1], True)]
    assert sums(play) == [[0, 0, [0, 0, 0]], [0, 0, [0, 0, 0]], [0, 0, [0, 0]]]
    assert play.view("seat:31") == {"kind": "test", "mine": None, "at": 0, "late": True}
    play.steer("open")
    assert play.summary()["base"] == {"persons": 1}
    assert play.summary()["late"] == {"persons": 0, "seats": []}


def test_a_void_test_has_no_figures_until_it_is_opened_again() -> None:
    play = opened()
    play.phone(31, "answer", answers=RIGHT)
    assert play.steer("void") == ["test.voided"]
    void = play.summary()
    assert (void["asked"], void["void"], void["rows"], void["base"]) == (False, True, [], {"persons": 0})
    assert play.view("control") == {"kind": "test", "phase": "void", "sites": {}}
    play.steer("open")
    assert (play.summary()["asked"], play.summary()["base"]) == (True, {"persons": 1})


def test_the_minutes_close_it_and_begin_anew_when_it_is_opened_again() -> None:
    play = opened(TIMED)
    content = play.on_board.board.contents["a"]
    assert KIND.due(play.state, content) == Due(EIGHT + 5 * MINUTE, "time_up", TimeUp())
    assert (play.view("all") or {})["until"] == EIGHT + 5 * MINUTE
    play.now += 5 * MINUTE - 1
    assert play.turn(CLOCK, "time_up", 0, {}) == []
    play.now += 1
    assert play.turn(CLOCK, "time_up", 0, {}) == ["test.closed"]
    assert KIND.due(play.state, content) is None
    assert play.turn(CLOCK, "time_up", 0, {}) == []
    play.now += MINUTE
    play.steer("open")
    assert play.turn(CLOCK, "time_up", 0, {}) == []
    assert KIND.due(play.state, content) == Due(EIGHT + 11 * MINUTE, "time_up", TimeUp())


def test_the_minutes_close_it_when_the_next_item_is_on_already() -> None:
    play = Play("test", TIMED, msgspec.structs.replace(plan_of("test", TIMED), items=make.plan().items))
    play.steer("open")
    play.on_board.send(Who(Role.OPERATOR, "operator"), "sitting.go", item=2)
    play.now += 5 * MINUTE
    assert play.turn(CLOCK, "time_up", 0, {}) == ["test.closed"]


def test_rows_name_the_position_group_of_the_seat() -> None:
    plan = plan_of("test", QUIZ)
    seats = tuple(PlanSeat(seat.id, seat.site, seat.no, "ubnd" if seat.no == 1 else "hdnd") for seat in plan.seats)
    play = Play("test", QUIZ, msgspec.structs.replace(plan, seats=seats))
    play.steer("open")
    for seat in (32, 71):
        play.phone(seat, "answer", answers=RIGHT)
    assert play.summary()["rows"] == [
        {"seat": 32, "site": 3, "group": "hdnd", "right": [1, 1, 1], "late": False},
        {"seat": 71, "site": 7, "group": "ubnd", "right": [1, 1, 1], "late": False},
    ]
    assert play.summary()["questions"][0] == {
        "code": "tham-quyen",
        "text": "Ai ký?",
        "form": "single",
        "choices": ["Chủ tịch HĐND", "Chủ tịch UBND", "Bí thư"],
        "right": [2],
        "answered": 2,
        "right_n": 2,
        "split": [0, 2, 0],
    }


# --- properties --------------------------------------------------------------------------------------------------

PAPERS = st.tuples(
    st.lists(st.integers(1, 3), max_size=1),
    st.lists(st.integers(1, 3), unique=True),
    st.lists(st.integers(1, 2), max_size=1),
)
STEPS = st.one_of(
    st.tuples(st.just("paper"), st.integers(1, 8), st.integers(1, 3), PAPERS, st.integers(0, 3)),
    st.tuples(st.sampled_from(["open", "close", "show", "void", "time_up", "wait"])),
)


@given(st.lists(STEPS, max_size=25), st.integers(0, 28))
def test_sums_are_what_a_recount_gives_and_a_snapshot_changes_nothing(steps: list[tuple[Any, ...]], cut: int) -> None:
    play = Play("test", TIMED)
    for what, *more in steps:
        if what == "paper":
            site, number, paper, ago = more
            play.phone(site * 10 + number, "answer", play.now - ago * MINUTE, answers=list(paper))
        elif what == "time_up":
            play.turn(CLOCK, what, 0, {})
        elif not play.state.shown_at if what == "open" else play.state.phase not in ("", "void") and what != "wait":
            play.steer(what)
        play.now += MINUTE
    state = play.state
    for place, right in enumerate(RIGHT):
        given = [paper.answers[place] for paper in state.papers.values() if paper.answers[place]]
        assert state.sums[place].answered == len(given)
        assert state.sums[place].right == sum(list(chosen) == right for chosen in given)
        assert state.sums[place].split == [
            sum(choice in chosen for chosen in given) for choice in range(1, len(state.sums[place].split) + 1)
        ]
    assert sum(state.at_site.values()) == len(state.papers)
    assert play.refolded(min(cut, play.position)) == state
