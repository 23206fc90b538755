"""Questions: asked by rooms and learners, one on the screens, answered or kept for later."""

import pytest

from diemcau.activities.question.rules import STAGES
from diemcau.base.words import catalogue
from tests.activities.make import EIGHT, Play, plan, seat, who

HOST, LECTURER, AN = who("host"), who("lecturer"), who("phone")
WORDS = "Hồ sơ nhận ngoài giờ thì ghi ngày nào?"


@pytest.fixture
def play() -> Play:
    return Play(plan(sites=3, people=2))


def ask(play: Play, sender, text: str = WORDS) -> int:
    return play.send(sender, "question.ask", text=text)[0].seq


def stages(play: Play) -> dict[str, int]:
    return {stage: n for stage, n in play.figures("question")["stages"].items() if n}


def test_a_question_waits_in_the_queue_of_the_lecturer_without_a_person(play: Play) -> None:
    by_phone, by_room = ask(play, AN), ask(play, who("chair", 2), "Câu hai")
    assert play.view("presenters", "question") == {
        "kind": "question",
        "queue": [
            {"id": by_phone, "text": WORDS, "site": 1, "by": "phone", "at": EIGHT, "stage": "asked"},
            {"id": by_room, "text": "Câu hai", "site": 2, "by": "room", "at": EIGHT, "stage": "asked"},
        ],
        "counts": {"asked": 2},
    }


def test_a_learner_sees_his_own_questions_and_the_desk_those_of_the_room(play: Play) -> None:
    by_phone, by_room = ask(play, AN), ask(play, HOST, "Câu của phòng")
    mine = {"id": by_phone, "text": WORDS, "at": EIGHT, "stage": "asked"}
    assert play.view(f"seat:{seat(1, 1)}", "question")["asked"] == [mine]
    assert play.view(f"seat:{seat(1, 2)}", "question")["asked"] == []
    assert play.view("site:1", "question")["asked"] == [mine | {"id": by_room, "text": "Câu của phòng"}]


def test_one_question_stands_on_the_screens_with_the_province_of_a_room(play: Play) -> None:
    by_room, by_phone = ask(play, HOST), ask(play, AN, "Câu hai")
    play.send(LECTURER, "question.select", question=by_room)
    assert {"all", "phones", "presenters"} <= play.topics
    assert play.view("all", "question") == {
        "kind": "question",
        "on": {"id": by_room, "text": WORDS, "from": "thành phố Hà Nội"},
        "moved": EIGHT,
    }
    play.send(LECTURER, "question.select", question=by_phone)
    assert play.view("all", "question")["on"] == {"id": by_phone, "text": "Câu hai", "from": ""}
    assert stages(play) == {"asked": 1, "selected": 1}


@pytest.mark.parametrize(("verb", "stage"), [("answered", "answered"), ("later", "later"), ("clear", "asked")])
def test_a_question_leaves_the_screens(play: Play, verb: str, stage: str) -> None:
    number = ask(play, HOST)
    play.send(LECTURER, "question.select", question=number)
    play.send(LECTURER, f"question.{verb}", **({} if verb == "clear" else {"question": number}))
    assert play.view("all", "question") == {"kind": "question", "on": None}
    assert stages(play) == {stage: 1}


@pytest.mark.parametrize("verb", ["withdraw", "answered", "later"])
def test_all_hear_of_a_question_only_when_it_stood_on_the_screens(play: Play, verb: str) -> None:
    quiet, shown = ask(play, HOST), ask(play, HOST, "Câu hai")
    play.send(LECTURER, "question.select", question=shown)
    heard = []
    for number in (quiet, shown):
        play.send(HOST if verb == "withdraw" else LECTURER, f"question.{verb}", question=number)
        heard.append({"all", "phones"} <= play.topics)
    assert heard == [False, True]


def test_who_asked_hears_that_another_question_took_the_screens(play: Play) -> None:
    first, second = ask(play, AN), ask(play, who("host", 2))
    play.send(LECTURER, "question.select", question=first)
    play.send(LECTURER, "question.select", question=second)
    assert play.view(f"seat:{AN.seat}", "question")["asked"][0]["stage"] == "asked"
    assert {f"seat:{AN.seat}", "site:2"} <= play.topics


def test_a_question_that_is_taken_up_again_has_its_old_place_in_the_queue(play: Play) -> None:
    numbers = [ask(play, who("host", site), f"Câu {site}") for site in (1, 2, 3)]
    play.send(LECTURER, "question.later", question=numbers[0])
    play.send(LECTURER, "question.select", question=numbers[0])
    assert [row["id"] for row in play.view("presenters", "question")["queue"]] == numbers


def test_what_is_said_twice_happens_once(play: Play) -> None:
    number = ask(play, HOST)
    for verb in ("select", "answered", "later"):
        assert len(play.send(LECTURER, f"question.{verb}", question=number)) == 1
        assert play.send(LECTURER, f"question.{verb}", question=number) == []
    assert play.send(LECTURER, "question.clear") == []


def test_who_asked_may_take_it_back(play: Play) -> None:
    by_phone, by_room = ask(play, AN), ask(play, HOST)
    play.send(LECTURER, "question.select", question=by_phone)
    play.send(AN, "question.withdraw", question=by_phone)
    play.send(who("chair"), "question.withdraw", question=by_room)
    assert play.view("all", "question")["on"] is None
    assert stages(play) == {"withdrawn": 2}
    assert play.refused(LECTURER, "question.select", question=by_phone) == "question.withdrawn"


@pytest.mark.parametrize("sender", [who("phone", 1, 2), HOST, who("phone", 2, 1)])
def test_nobody_takes_back_the_question_of_another(play: Play, sender) -> None:
    number = ask(play, AN)
    assert play.refused(sender, "question.withdraw", question=number) == "question.not_yours"


def test_a_room_does_not_take_back_the_question_of_another_room(play: Play) -> None:
    assert play.refused(who("host", 2), "question.withdraw", question=ask(play, HOST)) == "question.not_yours"


def test_what_was_answered_stays_answered(play: Play) -> None:
    number = ask(play, AN)
    play.send(LECTURER, "question.answered", question=number)
    assert play.send(AN, "question.withdraw", question=number) == []
    assert stages(play) == {"answered": 1}


def test_a_question_that_nobody_asked_is_unknown(play: Play) -> None:
    assert play.refused(LECTURER, "question.select", question=999) == "question.unknown"


@pytest.mark.parametrize(("text", "code"), [(" \u200b ", "question.empty"), ("x" * 2001, "question.too_long")])
def test_a_question_has_words_and_not_too_many(play: Play, text: str, code: str) -> None:
    assert play.refused(AN, "question.ask", text=text) == code


def test_a_question_after_the_close_is_kept_for_later(play: Play) -> None:
    play.close()
    ask(play, AN)
    assert stages(play) == {"later": 1}
    assert play.view("presenters", "question")["queue"] == []


def test_questions_of_rooms_are_not_lost_behind_those_of_phones(play: Play) -> None:
    for n in range(100):
        ask(play, AN, f"Câu {n}")
    number = ask(play, HOST)
    queue = play.view("presenters", "question")["queue"]
    assert [row["text"] for row in queue] == [*(f"Câu {n}" for n in range(20)), WORDS]
    assert queue[-1]["id"] == number


def test_an_erased_question_leaves_its_place(play: Play) -> None:
    number = ask(play, AN)
    play.texts.clear()
    assert play.view(f"seat:{seat(1, 1)}", "question")["asked"] == [
        {"id": number, "text": "", "at": EIGHT, "stage": "asked"}
    ]


def test_figures_count_by_stage_site_and_sender_and_the_run_names_texts(play: Play) -> None:
    ask(play, AN)
    ask(play, who("host", 3))
    figures = play.figures("question")
    assert {key: figures[key] for key in ("asked", "rooms", "phones", "sites")} == {
        "asked": 2,
        "rooms": 1,
        "phones": 1,
        "sites": {"1": 1, "3": 1},
    }
    first = play.summary("question")["run"]["questions"][0]
    assert play.texts[first.pop("text")] == WORDS
    assert first == {"id": 4, "site": 1, "seat": seat(1, 1), "item": 1, "at": EIGHT, "stage": "asked", "late": False}
    assert play.view("province:40", "question") == {"kind": "question", "sites": {}, "n": 0}


def test_every_stage_has_words() -> None:
    assert [stage for stage in STAGES if f"question.stage.{stage}" not in catalogue()] == []
