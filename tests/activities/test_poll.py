"""Polls: persons by phone and by hand, or rooms; never both added."""

from functools import partial
from typing import Any

import pytest

from diemcau.base.refused import Refused
from tests.activities.rig import EIGHT, ENDS, MINUTE, Play

PERSONS: dict[str, Any] = {
    "title": "Vướng mắc",
    "question": "Vướng nhất ở khâu nào?",
    "choices": ["Đất đai", "Trực tuyến", "Biên chế"],
}
ROOMS: dict[str, Any] = {**PERSONS, "answers": "rooms"}
FACE = {"kind": "poll", **{key: PERSONS[key] for key in ("title", "question", "choices")}}


def opened(content: dict[str, Any] = PERSONS) -> Play:
    play = Play("poll", content)
    play.steer("open")
    return play


def refusal(play: Play, who: str, number: int, verb: str, **body: object) -> str:
    send = play.steer if who == "steer" else partial(getattr(play, who), number)
    with pytest.raises(Refused) as refused:
        send(verb, **body)
    return refused.value.code


def test_nobody_sees_a_question_before_it_is_opened() -> None:
    play = Play("poll", PERSONS)
    assert [play.view(topic) for topic in ("all", "site:3", "seat:31", "control")] == [None] * 4
    assert play.view("presenters") == {
        **FACE,
        "phase": "",
        "moved": 0,
        "answers": "persons",
        "result": {"split": [0, 0, 0], "base": {"persons": 0, "phones": 0, "hands": 0, "hands_at": 0}},
        "late": {"persons": 0, "rooms": 0},
    }


def test_an_open_question_shows_no_result() -> None:
    play = opened()
    play.phone(31, "answer", choice=2)
    assert play.view("all") == {**FACE, "phase": "open", "moved": EIGHT, "answers": "persons"}
    assert play.view("seat:31") == {"kind": "poll", "mine": 2, "late": 0}
    assert play.view("seat:32") is None


def test_phones_and_hands_are_persons_and_are_added() -> None:
    play = opened()
    play.phone(31, "answer", choice=2)
    play.phone(32, "answer", choice=3)
    play.phone(31, "answer", choice=1)
    play.desk(4, "answer_rest", split=[0, 1, 1])
    play.desk(4, "answer_rest", split=[0, 0, 2])
    play.steer("show")
    result = {"split": [1, 0, 3], "base": {"persons": 4, "phones": 2, "hands": 2, "hands_at": 1}}
    assert play.view("all") == {**FACE, "phase": "shown", "moved": EIGHT, "answers": "persons", "result": result}
    assert play.summary() == {
        **FACE,
        "answers": "persons",
        "form": "single",
        "asked": True,
        "void": False,
        "after_shown": False,
        "rules": 1,
        **result,
        "late": {"seats": [], "sites": []},
        "rows": [
            {"site": 3, "phones": [1, 0, 1], "hands": [0, 0, 0], "over": False},
            {"site": 4, "phones": [0, 0, 0], "hands": [0, 0, 2], "over": False},
        ],
        "run": {"opened_at": EIGHT, "closed_at": EIGHT, "shown_at": EIGHT},
    }


def test_more_answers_than_the_list_has_are_taken_and_marked() -> None:
    play = opened()
    play.phone(31, "answer", choice=1)
    play.desk(3, "answer_rest", split=[3, 0, 0])
    assert play.view("site:3") == {
        "kind": "poll",
        "mine": {"choice": 0, "split": [3, 0, 0], "at": EIGHT},
        "late": None,
        "over": True,
    }
    assert play.view("control") == {"kind": "poll", "phase": "open", "sites": {"3": {"phones": 1, "hands": 3}}}


def test_the_desk_is_told_when_a_phone_is_one_too_many_and_not_of_each_phone() -> None:
    play = opened()
    play.desk(3, "answer_rest", split=[2, 0, 0])
    told = []
    for seat in (31, 32, 33):
        play.phone(seat, "answer", choice=1)
        told.append("site:3" in play.on_board.topics)
    assert told == [False, True, False]


def test_who_sees_the_result_sees_what_still_comes_in_time() -> None:
    play = opened()
    play.now += MINUTE
    play.steer("show")
    for claimed, everybody in ((EIGHT, {"all", "phones"}), (play.now + MINUTE, set())):
        play.now += 2 * MINUTE
        play.phone(31, "answer", claimed, choice=1)
        assert {"all", "phones"} & play.on_board.topics == everybody


def test_a_room_answers_once_and_rooms_are_the_base() -> None:
    play = opened(ROOMS)
    play.desk(3, "answer", choice=1)
    play.desk(3, "answer", choice=2)
    play.desk(7, "answer", choice=2)
    play.steer("show")
    view = play.view("all")
    assert view is not None
    assert view["result"] == {"split": [0, 2, 0], "base": {"rooms": 2, "of": 8}}
    assert play.summary()["rows"] == [{"site": 3, "choice": 2}, {"site": 7, "choice": 2}]
    assert play.view("province:01") == {"kind": "poll", "phase": "shown", "sites": {"3": 1}}


def test_who_answers_is_said_by_the_poll() -> None:
    assert refusal(opened(ROOMS), "phone", 31, "answer", choice=1) == "poll.for_rooms"
    assert refusal(opened(ROOMS), "desk", 3, "answer_rest", split=[1, 1, 1]) == "poll.for_rooms"
    assert refusal(opened(), "desk", 3, "answer", choice=1) == "poll.for_persons"


@pytest.mark.parametrize("choice", [-1, 0, 4])
def test_a_choice_that_does_not_exist_is_refused(choice: int) -> None:
    assert refusal(opened(), "phone", 31, "answer", choice=choice) == "poll.no_such_choice"


@pytest.mark.parametrize("split", [[1, 1], [1, 1, 1, 1], [-1, 0, 0], [0, 0, 1001]])
def test_hands_need_a_sensible_count_for_each_choice(split: list[int]) -> None:
    assert refusal(opened(), "desk", 3, "answer_rest", split=split) == "poll.bad_split"


def test_steering_is_judged_by_state() -> None:
    play = Play("poll", PERSONS)
    assert refusal(play, "steer", 0, "close") == refusal(play, "steer", 0, "show") == "steering.not_open"
    assert [play.steer(verb) for verb in ("open", "open", "close", "close", "open", "show", "show", "close")] == [
        ["poll.opened"],
        [],
        ["poll.closed"],
        [],
        ["poll.opened"],
        ["poll.closed", "poll.shown"],
        [],
        [],
    ]


def test_an_answer_given_before_the_close_counts_when_it_arrives_later() -> None:
    play = opened()
    play.now += 5 * MINUTE
    play.steer("close")
    play.now += MINUTE
    play.phone(31, "answer", EIGHT + MINUTE, choice=1)
    play.phone(32, "answer", choice=2)
    play.phone(33, "answer", EIGHT - MINUTE, choice=3)
    play.desk(3, "answer_rest", EIGHT + 5 * MINUTE, split=[0, 0, 1])
    play.desk(4, "answer_rest", EIGHT + 5 * MINUTE + 1, split=[0, 0, 1])
    summary = play.summary()
    assert (summary["split"], summary["late"]) == ([1, 0, 1], {"seats": [32, 33], "sites": [4]})
    assert play.view("seat:32") == {"kind": "poll", "mine": 0, "late": 2}


def test_opening_again_takes_in_what_was_given_since() -> None:
    play = opened()
    play.now += 5 * MINUTE
    play.steer("close")
    play.phone(31, "answer", EIGHT - MINUTE, choice=3)
    play.now += 1
    play.phone(32, "answer", choice=2)
    play.desk(4, "answer_rest", split=[1, 0, 0])
    play.steer("open")
    assert play.summary()["split"] == [1, 1, 0]
    assert play.summary()["late"] == {"seats": [31], "sites": []}


def test_where_nobody_closed_the_planned_end_stands_for_the_close() -> None:
    play = opened()
    play.now = ENDS + 5 * MINUTE
    play.end_sitting()
    play.phone(31, "answer", ENDS, choice=1)
    play.phone(32, "answer", ENDS + 1, choice=2)
    assert (play.summary()["split"], play.summary()["late"]["seats"]) == ([1, 0, 0], [32])


def test_of_two_answers_of_a_room_the_one_given_later_counts() -> None:
    play = opened(ROOMS)
    play.now += 5 * MINUTE
    play.desk(3, "answer", EIGHT + 2 * MINUTE, choice=2)
    play.desk(3, "answer", EIGHT + MINUTE, choice=1)
    assert play.summary()["split"] == [0, 1, 0]


def test_of_two_late_answers_of_a_room_the_one_given_later_counts_when_it_is_opened_again() -> None:
    play = opened(ROOMS)
    play.steer("close")
    play.now += 5 * MINUTE
    play.desk(3, "answer", EIGHT + 2 * MINUTE, choice=2)
    play.desk(3, "answer", EIGHT + MINUTE, choice=1)
    play.steer("open")
    assert play.summary()["split"] == [0, 1, 0]


# --- a mistake is voided or opened again, never erased ----------------------------------------------------------


def test_a_void_poll_has_no_figures_and_opened_again_it_has_them_all() -> None:
    play = opened()
    play.phone(31, "answer", choice=2)
    play.desk(4, "answer_rest", split=[1, 0, 0])
    counted = play.summary()
    assert play.steer("void") == ["poll.voided"]
    void = play.summary()
    assert (void["asked"], void["void"], void["rows"], void["split"]) == (False, True, [], [0, 0, 0])
    assert play.view("all") == {**FACE, "phase": "void", "moved": EIGHT, "answers": "persons"}
    assert play.view("control") == {"kind": "poll", "phase": "void", "sites": {}}
    assert (play.view("presenters") or {})["result"]["split"] == [0, 0, 0]
    assert refusal(play, "steer", 0, "show") == "steering.void"
    play.phone(32, "answer", play.now + MINUTE, choice=1)  # nobody answers a void question, but a phone that was away
    assert play.steer("open") == ["poll.opened"]
    assert play.summary()["split"] == [2, 1, 0]
    assert counted["split"] == [1, 1, 0]


def test_answers_of_who_knows_the_result_are_marked() -> None:
    play = opened()
    play.phone(31, "answer", choice=2)
    play.now += MINUTE
    play.steer("show")
    play.now += MINUTE
    play.phone(32, "answer", EIGHT + 1, choice=2)  # given before it was shown
    play.phone(33, "answer", choice=3)
    assert (play.summary()["after_shown"], play.summary()["late"]["seats"]) == (False, [33])
    assert play.steer("open") == ["poll.opened"]
    assert (play.summary()["after_shown"], play.summary()["split"]) == (True, [0, 2, 1])
    assert "result" not in (play.view("all") or {})
    assert (play.view("presenters") or {})["result"]["known"] is True


def test_a_room_that_knows_the_result_is_marked_and_its_older_answer_changes_nothing() -> None:
    play = opened(ROOMS)
    play.now += MINUTE
    play.steer("show")
    play.steer("open")
    play.now += MINUTE
    play.desk(3, "answer", EIGHT, choice=1)
    assert play.summary()["after_shown"] is False
    play.desk(3, "answer", choice=2)
    play.desk(3, "answer", EIGHT + 1, choice=3)
    assert (play.summary()["after_shown"], play.summary()["split"]) == (True, [0, 1, 0])
