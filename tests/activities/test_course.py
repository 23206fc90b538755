"""The way of a room through a case: what comes, what is put, where variables stand, how it ends."""

import random
from itertools import permutations
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.activities.kind import Role, Who
from diemcau.activities.situation import counting, course
from diemcau.activities.situation.answers import given_to, some_answer, turn_of
from diemcau.activities.situation.content import Situation
from diemcau.activities.situation.course import Arrival
from diemcau.activities.situation.dry import Move, walk
from diemcau.base.refused import Refused
from tests.activities.rig import EIGHT, ENDS, MINUTE, Play
from tests.activities.written import WRITTEN

CONTENT: dict[str, Any] = {
    "title": "Tháng đầu",
    "story": ["Xã mới lập."],
    "task": "Việc đầu tiên?",
    "choices": [
        {"text": "Rà hồ sơ", "effects": [{"variable": "nguoi", "by": -9}]},
        {"text": "Chờ", "effects": [{"variable": "nguoi", "by": 1}]},
    ],
    "minutes": 25,
    "variables": [{"code": "nguoi", "title": "Người", "start": 2, "low": 0, "high": 6, "unit": "người"}],
    "turns": [
        {
            "code": "chia",
            "task": "Chia 20 triệu",
            "form": "share",
            "total": 20,
            "unit": "triệu đồng",
            "choices": [{"text": "Một", "effects": [{"variable": "nguoi", "by": 1}]}, {"text": "Hai"}],
        },
        {"code": "chon", "task": "Chọn", "form": "several", "most": 2, "choices": [{"text": t} for t in "ABC"]},
        {"code": "viet", "task": "Viết", "form": "text"},
    ],
    "developments": [
        {"code": "a", "text": "Mất mạng", "after": 5, "turn": "chia"},
        {"code": "b", "text": "Thiếu người", "when": [{"variable": "nguoi", "op": "≤", "value": 1}], "turn": "viet"},
        {
            "code": "c",
            "text": "Mưa",
            "after": 10,
            "when": [{"decision": "chia", "op": "=", "value": 2}],
            "turn": "chon",
        },
        "Đoàn kiểm tra đến.",
    ],
    "endings": [
        {"code": "du", "title": "Đủ", "text": "Đủ người", "when": [{"variable": "nguoi", "op": "≥", "value": 3}]},
        {"code": "thieu", "title": "Thiếu", "text": "Thiếu người"},
    ],
}
CASE = msgspec.convert(CONTENT, Situation)
CLOCK = Who(Role.CLOCK, "clock")


def discussing() -> Play:
    play = Play("situation", CONTENT)
    play.steer("open")
    play.steer("discuss")
    return play


def tick(play: Play) -> list[str]:
    """Let time go on to the next development, and the clock say so."""
    due = counting.due(play.state)
    assert due is not None
    play.now = max(play.now, due.at)
    return play.turn(CLOCK, due.verb, 0, msgspec.to_builtins(due.body))


def standing(play: Play, site: int) -> dict[str, Any]:
    seen: dict[str, Any] = (play.view(f"site:{site}") or play.view("all") or {})["course"]
    return seen


def test_a_development_with_tests_comes_to_a_room_as_soon_as_they_hold() -> None:
    play = discussing()
    play.desk(3, "decide", choice=1)
    play.desk(4, "decide", choice=2)
    assert [one["n"] for one in standing(play, 3)["came"]] == [2]
    assert standing(play, 3)["to_decide"] == ["viet"]
    assert (standing(play, 3)["values"], standing(play, 4)["values"]) == ([0], [3])
    assert (standing(play, 4)["came"], standing(play, 4)["to_decide"]) == ([], [])


def test_time_brings_a_development_once_to_all_rooms_also_those_that_decided_nothing() -> None:
    play = discussing()
    play.desk(3, "decide", choice=2)
    assert tick(play) == ["situation.arrived"]
    assert {"all", "site:3", "presenters"} <= play.on_board.topics
    assert play.now == EIGHT + 5 * MINUTE
    for site in (3, 4):
        assert [(one["n"], one["at"]) for one in standing(play, site)["came"]] == [(1, EIGHT + 5 * MINUTE)]
    assert (standing(play, 3)["to_decide"], standing(play, 4)["to_decide"]) == (["chia"], ["1", "chia"])
    assert play.turn(CLOCK, "arrive", 0, {"n": 1, "at": EIGHT + 5 * MINUTE}) == []


def test_one_with_a_time_and_tests_comes_when_both_hold() -> None:
    play = discussing()
    play.desk(3, "decide", choice=2)
    tick(play)
    tick(play)
    assert [one["n"] for one in standing(play, 3)["came"]] == [1]
    play.desk(3, "decide", turn="chia", shares=[0, 20], reason="Vì")
    assert [(one["n"], one["turn"]["code"]) for one in standing(play, 3)["came"]] == [(1, "chia"), (3, "chon")]
    play.desk(4, "decide", choice=2)
    play.desk(4, "decide", turn="chia", shares=[20, 0])
    assert [one["n"] for one in standing(play, 4)["came"]] == [1]


@pytest.mark.parametrize(("shares", "value"), [([20, 0], 6), ([5, 15], 3 + 2), ([3, 17], 3 + 1), ([1, 19], 3)])
def test_of_a_share_effects_count_once_for_each_whole_tenth_of_the_total(shares: list[int], value: int) -> None:
    play = discussing()
    play.desk(3, "decide", choice=2)
    tick(play)
    play.desk(3, "decide", turn="chia", shares=shares)
    assert standing(play, 3)["values"] == [value]
    assert play.state.boards["chia"].given == shares


def test_a_room_ends_when_nothing_is_to_be_decided_and_time_brings_nothing_more() -> None:
    play = discussing()
    play.desk(3, "decide", choice=2)
    assert standing(play, 3)["ending"] is None
    tick(play)
    play.desk(3, "decide", turn="chia", shares=[2, 18])
    assert standing(play, 3)["ending"] is None
    tick(play)
    play.desk(3, "decide", turn="chon", choices=[3, 1])
    assert standing(play, 3)["ending"] == {"title": "Đủ", "text": "Đủ người"}
    assert play.state.boards["chon"].split == [1, 0, 1]


def test_at_the_close_a_room_under_way_ends_too_and_one_that_decided_nothing_does_not() -> None:
    play = discussing()
    play.desk(3, "decide", choice=1)
    play.steer("close")
    assert (standing(play, 3)["ending"] or {})["title"] == "Thiếu"
    assert standing(play, 4)["ending"] is None


def test_a_changed_decision_walks_the_way_again_and_what_is_off_it_stands_in_no_figure() -> None:
    play = discussing()
    play.desk(3, "decide", choice=1)
    play.desk(3, "decide", turn="viet", text="Xin lỗi và hẹn lại")
    assert len(play.state.boards["viet"].sites) == 1
    play.now += 1
    play.desk(3, "decide", choice=2)
    assert (standing(play, 3)["came"], play.state.boards["viet"].sites) == ([], {})
    play.now += 1
    play.desk(3, "decide", choice=1)
    assert [one["n"] for one in standing(play, 3)["came"]] == [2]
    assert standing(play, 3)["to_decide"] == []


def test_a_decision_that_came_before_its_development_waits_for_it() -> None:
    play = discussing()
    play.desk(3, "decide", choice=2)
    play.desk(3, "decide", turn="chia", shares=[20, 0])
    assert (standing(play, 3)["values"], play.state.boards["chia"].sites) == ([3], {})
    tick(play)
    assert (standing(play, 3)["values"], list(play.state.boards["chia"].sites)) == ([6], [3])


def test_the_time_of_the_case_stands_still_while_nobody_discusses() -> None:
    play = Play("situation", CONTENT)
    play.steer("open")
    play.now += 7 * MINUTE
    assert counting.due(play.state) is None
    play.steer("discuss")
    play.now += 2 * MINUTE
    play.steer("close")
    assert counting.due(play.state) is None
    old = {"n": 1, "at": play.now + 3 * MINUTE}
    play.now += 20 * MINUTE
    play.steer("discuss", minutes=9)
    due = counting.due(play.state)
    assert due is not None
    assert due.at == play.now + 3 * MINUTE
    assert play.turn(CLOCK, "arrive", 0, old) == []


def test_the_lecturer_moves_time_on_and_what_lies_before_comes_too() -> None:
    play = discussing()
    play.desk(3, "decide", choice=2)
    play.desk(3, "decide", turn="chia", shares=[0, 20])
    assert play.steer("develop", n=3) == ["situation.developed"]
    assert [one["n"] for one in standing(play, 3)["came"]] == [1, 3]
    assert counting.due(play.state) is None
    with pytest.raises(Refused) as refused:
        play.steer("develop", n=2)
    assert refused.value.code == "situation.comes_by_itself"
    play.steer("develop", n=4)
    assert [one["n"] for one in standing(play, 4)["came"]] == [1, 4]


def test_a_desk_knows_what_time_will_bring_to_its_room_and_a_phone_does_not() -> None:
    play = discussing()
    play.desk(3, "decide", choice=2)
    play.desk(3, "decide", turn="chia", shares=[0, 20])
    ahead = {
        topic: [(one["n"], one["at"] - EIGHT) for one in (play.view(topic) or {}).get("next", [])]
        for topic in ("all", "site:3", "phones")
    }
    assert ahead == {
        "all": [(1, 5 * MINUTE)],
        "site:3": [(1, 5 * MINUTE), (3, 10 * MINUTE)],
        "phones": [],
    }


def test_what_is_void_counts_no_more_until_it_is_opened_again() -> None:
    play = discussing()
    play.desk(3, "decide", choice=2)
    assert play.steer("void") == ["situation.voided"]
    assert play.steer("void") == []
    with pytest.raises(Refused) as refused:
        play.steer("show")
    assert refused.value.code == "steering.void"
    play.now += MINUTE
    play.desk(4, "decide", choice=1)
    assert (list(play.state.sites), list(play.state.aside)) == ([3], [4])
    assert play.steer("open") == ["situation.opened"]
    assert sorted(play.state.sites) == [3, 4]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"turn": "x"}, "situation.no_such_turn"),
        ({"turn": "chia", "shares": [1, 2]}, "situation.bad_shares"),
        ({"turn": "chia", "shares": [21, -1]}, "situation.bad_shares"),
        ({"turn": "chia"}, "situation.bad_shares"),
        ({"turn": "chon", "choices": [1, 2, 3]}, "situation.too_many_choices"),
        ({"turn": "chon", "choices": [0]}, "situation.no_such_choice"),
        ({"turn": "chon"}, "situation.no_such_choice"),
        ({"turn": "viet", "text": "  "}, "situation.no_words"),
        ({"choice": 1, "hands": [3]}, "situation.bad_hands"),
        ({"choice": 1, "hands": [3, -1]}, "situation.bad_hands"),
    ],
)
def test_an_answer_that_does_not_fit_its_turn_is_refused(body: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused) as refused:
        discussing().desk(3, "decide", **body)
    assert refused.value.code == code


def test_the_split_inside_a_room_is_kept_where_it_was_counted() -> None:
    play = discussing()
    play.desk(3, "decide", choice=1, hands=[20, 11])
    assert play.state.sites[3].hands == (20, 11)
    assert (play.view("site:3") or {})["given"]["1"]["hands"] == [20, 11]


def test_the_way_does_not_hang_on_the_order_of_arrival() -> None:
    acts: list[tuple[int, dict[str, Any]]] = [
        (EIGHT + MINUTE, {"choice": 2}),
        (EIGHT + 6 * MINUTE, {"turn": "chia", "shares": [4, 16]}),
        (EIGHT + 7 * MINUTE, {"choice": 1}),
        (EIGHT + 8 * MINUTE, {"turn": "viet", "text": "Hẹn lại"}),
    ]
    seen = []
    for order in permutations(acts):
        play = discussing()
        tick(play)
        play.now = EIGHT + 9 * MINUTE
        for claimed, body in order:
            play.desk(3, "decide", claimed, **body)
        seen.append((standing(play, 3), play.figures()))
    assert all(each == seen[0] for each in seen)


# --- by chance -----------------------------------------------------------------------------------------

TURNS = ("1", "chia", "chon", "viet")
ACTS = st.lists(
    st.tuples(
        st.sampled_from(("decide",) * 6 + ("tick", "tick", "hand", "move on", "open", "discuss", "close", "void")),
        st.integers(1, 4),
        st.sampled_from(TURNS),
        st.integers(0, 30),
    ),
    max_size=25,
)


def played(acts: list[tuple[str, int, str, int]]) -> Play:
    """A play of what chance says; a decision may be claimed some minutes ago."""
    play = discussing()
    for verb, site, turn, chance in acts:
        match verb:
            case "decide":
                body = some_answer(CASE, turn, random.Random(chance).randrange)
                body |= {"text": "Lời"} if turn == "viet" else {"reason": "x" * (chance % 2)}
                play.desk(site, "decide", play.now - chance % 9 * MINUTE, **body)
            case "tick":
                if counting.due(play.state):
                    tick(play)
            case "hand" | "move on":
                if play.state.phase in {"open", "discuss"}:
                    play.steer("develop", n=4 if verb == "hand" else 1 + chance % 2 * 2)
            case "discuss":
                if play.state.phase != "void":
                    play.steer("discuss", minutes=1)
            case _:
                if verb in {"open", "void"} or play.state.phase != "void":
                    play.steer(verb)
        play.now += chance % 3 * MINUTE
    return play


@given(ACTS, st.integers(0, 40))
def test_ways_and_sums_are_what_a_recount_gives_and_a_snapshot_changes_nothing(
    acts: list[tuple[str, int, str, int]], cut: int
) -> None:
    play = played(acts)
    state = play.state
    for room in state.rooms.values():
        decided = {state.plot.place(turn): (one.first, one.given) for turn, one in room.decisions.items()}
        assert room.way == course.walk(state.plot, decided, state.arrivals)
        assert 0 <= room.way.values[0] <= 6
        assert len({arrival.n for arrival in room.way.came}) == len(room.way.came)
    assert state.nobody == course.walk(state.plot, {}, state.arrivals)
    for place, turn in enumerate(state.plot.turns):
        board = state.boards[turn.code]
        on_way = {site for site, room in state.rooms.items() if place in room.way.given}
        assert set(board.sites) == on_way
        for n in range(len(board.split)):
            given = [decision.given[n] for decision in board.sites.values()]
            assert (board.split[n], board.given[n]) == (sum(one > 0 for one in given), sum(given))
            assert sum(split[n] for split in board.by_unit.values()) == board.split[n]
            assert sum(split[n] for split in board.by_province.values()) == board.split[n]
        assert board.late == sum(decision.late for decision in board.sites.values())
        assert all(site in board.sites for sites in board.latest for site in sites)
    assert play.refolded(min(cut, play.position)) == state


def test_an_old_journal_folds_as_it_did() -> None:
    play = Play("situation", WRITTEN["situation"][0])
    decided = msgspec.json.decode(b'{"site":3,"choice":2,"reason":null,"named":false,"unit":"xa","province":"01"}')
    kind = play.on_board.board.kinds["a"]
    fact: Any = msgspec.convert(decided, kind.facts["decided"].body)
    assert (fact.turn, fact.choices, fact.shares, fact.text) == ("1", (), (), None)
    assert (play.state.split, play.state.arrivals) == ([0, 0, 0], [])
    assert play.state.ends == ENDS


# --- alone ---------------------------------------------------------------------------------------------


def test_one_person_alone_walks_a_case_by_the_same_rules() -> None:
    steps = walk(CASE, [Move("1", choice=2), Move(), Move("chia", shares=(0, 20)), Move(), Move(hand=4)])
    assert [(step.minute, step.came, step.values, step.to_decide) for step in steps] == [
        (0, (), (2,), ("1",)),
        (0, (), (3,), ()),
        (5, (1,), (3,), ("chia",)),
        (5, (), (3,), ()),
        (10, (3,), (3,), ("chon",)),
        (10, (4,), (3,), ("chon",)),
    ]
    assert [step.next_minute for step in steps] == [5, 5, 10, 10, 0, 0]
    assert walk(CASE, [Move("1", choice=2), Move(), Move(), Move("chia", shares=(20, 0))])[-1].ending == "du"
    with pytest.raises(Refused) as refused:
        walk(CASE, [Move("chon", choices=(1,))])
    assert refused.value.code == "situation.not_to_decide"


@given(st.sampled_from(TURNS), st.randoms(use_true_random=False))
def test_what_virtual_rooms_answer_is_always_an_answer(turn: str, chance: Any) -> None:
    body = some_answer(CASE, turn, chance.randrange)
    put = turn_of(CASE, turn)
    given = given_to(put, body.get("choice", 0), tuple(body.get("choices", ())), tuple(body.get("shares", ())))
    assert len(given) == len(put.choices)


def test_at_one_instant_arrivals_go_before_decisions() -> None:
    plot = course.plot_of(CASE)
    way = course.walk(plot, {0: (5, (1, 0)), 1: (5, (20, 0))}, [Arrival(1, 5)])
    assert (way.values, [one.n for one in way.came], way.to_decide) == ([6], [1, 2], [3])
