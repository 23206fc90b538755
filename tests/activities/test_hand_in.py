"""Learners and desks fill in questions of every form, in a real browser."""

from typing import Any

from diemcau.activities.plan import PlanActivity
from tests.activities import make
from tests.activities.make import Play, who
from tests.activities.test_screens import DESK, address, roster, sent

__all__ = ["address"]

CHOICES = ["Đất đai", "Trực tuyến", "Biên chế"]
QUESTION: dict[str, Any] = {"title": "Vướng mắc", "question": "Vướng ở khâu nào?", "choices": CHOICES}
QUIZ: dict[str, Any] = {
    "title": "Trước khi học",
    "questions": [
        {"code": "a", "text": "Ai ký?", "right": [2], "choices": ["Trưởng phòng", "Chủ tịch"]},
        {"code": "b", "text": "Hồ sơ gồm gì?", "right": [1, 3], "form": "several", "choices": ["Đơn", "Ảnh", "Sơ đồ"]},
        {"code": "c", "text": "Hạn là 15 ngày.", "right": [2], "form": "true_false"},
    ],
}


def opened(kind: str, content: dict[str, Any]) -> Play:
    play = Play(make.plan(activities=(PlanActivity("a", kind, 1, content),)))
    play.send(who("lecturer"), f"{kind}.open", activity="a")
    return play


def screen(page: Any, address: str, play: Play, kind: str, which: str, topic: str) -> None:
    """Put a screen of the activity on the page; what it sends is in `desk.sent`."""
    act = {**play.view("all", "a"), **play.view(topic, "a"), "id": "a"}
    sitting = make.plain(play.board.view("all", play.now, play.read))["sitting"]
    page.goto(address)
    given = {
        "kind": kind,
        "file": kind,
        "which": which,
        "act": act,
        "sitting": sitting,
        "role": which,
        "roster": roster(play.plan),
    }
    page.evaluate(DESK, given)


def test_choices_are_put_in_order_by_pressing_them_one_after_the_other(page: Any, address: str) -> None:
    play = opened("poll", {**QUESTION, "form": "ranking"})
    screen(page, address, play, "poll", "phone", "seat:101")
    send = page.get_by_role("button", name="Gửi trả lời")
    for name in ("Biên chế", "Đất đai", "Biên chế", "Trực tuyến"):  # the third press takes the first one back
        page.get_by_role("button", name=name).click()
    assert send.is_disabled()
    page.get_by_role("button", name="Biên chế").click()
    assert page.locator(".rank").all_inner_texts() == [
        "Thứ 1 A. Đất đai",
        "Thứ 2 B. Trực tuyến",
        "Thứ 3 C. Biên chế",
    ]
    send.click()
    assert sent(page) == [["answer", {"choices": [1, 2, 3]}]]
    play.send(who("phone"), "poll.answer", activity="a", choices=[1, 2, 3])
    assert play.view("seat:101", "a")["mine"] == [1, 2, 3]


def test_no_more_choices_are_taken_than_may_be(page: Any, address: str) -> None:
    screen(page, address, opened("poll", {**QUESTION, "form": "several", "most": 2}), "poll", "phone", "seat:101")
    page.get_by_label("C. Biên chế").check()
    page.get_by_label("A. Đất đai").check()
    assert page.get_by_label("B. Trực tuyến").is_disabled()
    page.get_by_label("C. Biên chế").uncheck()
    page.get_by_label("B. Trực tuyến").check()
    page.get_by_role("button", name="Gửi trả lời").click()
    assert sent(page) == [["answer", {"choices": [1, 2]}]]


def test_a_room_answers_on_a_scale(page: Any, address: str) -> None:
    play = opened("poll", {**QUESTION, "form": "scale", "answers": "rooms"})
    screen(page, address, play, "poll", "site", "site:1")
    page.get_by_label("2. Trực tuyến").check()
    page.get_by_role("button", name="Gửi trả lời").click()
    assert sent(page) == [["answer", {"choice": 2}]]


def test_hands_for_several_choices_need_a_number_of_people_that_fits(page: Any, address: str) -> None:
    play = opened("poll", {**QUESTION, "form": "several", "most": 2})
    screen(page, address, play, "poll", "site", "site:1")
    page.get_by_label("A. Đất đai").fill("2")
    page.get_by_label("C. Biên chế").fill("1")
    send = page.get_by_role("button", name="Gửi số giơ tay")
    assert send.is_disabled()
    page.get_by_label("Số người đã giơ tay").fill("2")
    send.click()
    body: dict[str, Any] = {"split": [2, 0, 1], "persons": 2}
    assert sent(page) == [["answer_rest", body]]
    play.send(who("host"), "poll.answer_rest", activity="a", **body)
    assert play.summary("a")["base"]["persons"] == 2


def test_a_secret_poll_with_few_ballots_says_so_in_place_of_its_bars(page: Any, address: str) -> None:
    play = opened("poll", {**QUESTION, "anonymous": True})
    play.send(who("phone"), "poll.hand_in", activity="a", envelope="a1")
    play.send(who("lecturer"), "poll.close", activity="a")
    play.send(who("ballot"), "poll.ballot", activity="a", choice=2)
    play.send(who("lecturer"), "poll.show", activity="a")
    for which, topic in (("phone", "seat:102"), ("room", "site:1")):
        screen(page, address, play, "poll", which, topic)
        assert page.get_by_text("Chưa đủ 5 phiếu nên chưa chiếu kết quả.").is_visible()
        assert page.locator(".share-row").count() == 0


def test_a_paper_is_a_draft_until_it_is_handed_in(page: Any, address: str) -> None:
    play = opened("test", QUIZ)
    screen(page, address, play, "test", "phone", "seat:101")
    assert page.get_by_role("button", name="Nộp bài").is_disabled()
    page.get_by_label("B. Chủ tịch").check()
    page.get_by_label("A. Đơn").check()
    page.get_by_label("C. Sơ đồ").check()
    assert sent(page) == []
    page.evaluate("window.desk.redraw()")
    page.get_by_role("button", name="Nộp bài (còn 1 câu chưa trả lời)").click()
    answers: list[list[int]] = [[2], [1, 3], []]
    assert sent(page) == [["answer", {"answers": answers}]]
    play.send(who("phone"), "test.answer", activity="a", answers=answers)
    assert [question["right_n"] for question in play.summary("a")["questions"]] == [1, 1, 0]


def test_a_paper_that_was_handed_in_comes_back_to_be_changed(page: Any, address: str) -> None:
    play = opened("test", QUIZ)
    play.send(who("phone"), "test.answer", activity="a", answers=[[1], [2], [1]])
    screen(page, address, play, "test", "phone", "seat:101")
    again = page.get_by_role("button", name="Nộp lại")
    assert (again.is_disabled(), page.get_by_label("A. Trưởng phòng").is_checked()) == (True, True)
    page.get_by_label("Sai", exact=True).check()
    assert page.get_by_text("Bài đã sửa, chưa nộp lại.").is_visible()
    again.click()
    assert sent(page) == [["answer", {"answers": [[1], [2], [2]]}]]
