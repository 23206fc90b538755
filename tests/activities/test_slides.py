"""Slides: one number, the same in every room."""

from typing import Any

import pytest
from msgspec import structs

from diemcau.activities.kind import Role, Who
from diemcau.activities.plan import PlanItem
from diemcau.base.refused import Refused
from tests.activities.rig import EIGHT, MINUTE, Play, plan_of

CONTENT = {
    "title": "Chuyên đề 1",
    "slides": [
        {"title": "Mở đầu", "lines": ["Một", "Hai"], "notes": "Chào lớp"},
        {"title": "Nội dung", "lines": ["Ba"]},
        {"title": "Kết luận", "notes": "Cảm ơn"},
    ],
    "mark": "nội dung minh họa",
}


@pytest.fixture
def play() -> Play:
    return Play("slides", CONTENT)


def test_rooms_see_nothing_before_the_first_slide(play: Play) -> None:
    assert play.view("all") is None


def test_the_lecturer_sees_the_first_slide_coming(play: Play) -> None:
    assert play.view("presenters") == {
        "kind": "slides",
        "n": 0,
        "of": 3,
        "name": "Chuyên đề 1",
        "notes": "",
        "after": {"title": "Mở đầu", "lines": ["Một", "Hai"], "notes": "Chào lớp"},
        "titles": ["Mở đầu", "Nội dung", "Kết luận"],
    }


def test_every_room_sees_the_slide_without_notes(play: Play) -> None:
    play.steer("show", n=2)
    expected = {
        "kind": "slides",
        "n": 2,
        "of": 3,
        "title": "Nội dung",
        "lines": ["Ba"],
        "mark": "nội dung minh họa",
        "moved": EIGHT,
    }
    assert play.view("all") == expected
    assert play.view("phones") == expected


def test_steps_stop_at_both_ends(play: Play) -> None:
    numbers = []
    for verb in ("next", "prev", "next", "next", "next", "prev"):
        play.steer(verb)
        numbers.append(play.state.n)
    assert numbers == [1, 1, 2, 3, 3, 2]


def test_the_same_slide_twice_is_no_new_fact(play: Play) -> None:
    assert play.steer("show", n=1) == ["slides.shown"]
    assert play.steer("show", n=1) == []


@pytest.mark.parametrize("n", [-1, 0, 4])
def test_a_slide_that_does_not_exist_is_refused(play: Play, n: int) -> None:
    with pytest.raises(Refused) as refused:
        play.steer("show", n=n)
    assert (refused.value.code, refused.value.data) == ("slides.no_such_slide", {"n": n, "of": 3})


def test_the_record_says_which_slides_were_seen_and_when_first(play: Play) -> None:
    play.steer("show", n=2)
    play.now += MINUTE
    play.steer("show", n=1)
    play.steer("show", n=2)
    assert play.summary() == {
        "kind": "slides",
        "title": "Chuyên đề 1",
        "of": 3,
        "shown": [1, 2],
        "run": {"seen": [{"n": 1, "at": EIGHT + MINUTE}, {"n": 2, "at": EIGHT}]},
    }
    assert play.state == play.refolded(4)


def test_an_empty_set_shows_nothing() -> None:
    empty = Play("slides", {"title": "Trống", "slides": []})
    assert empty.steer("next") == empty.steer("prev") == []
    assert empty.view("all") is empty.view("presenters") is None


FILE = "ab" * 32
NEW = {
    "title": "Bản mới",
    "slides": [{"title": "Trang 1", "page": 1, "notes": "Nói chậm"}, {"title": "Trang 2", "lines": ["Ý"], "page": 2}],
    "file": FILE,
}


def replace(play: Play, deck: dict[str, Any] = NEW) -> list[str]:
    return play.turn(Who(Role.OFFICE, "office"), "replace", 0, {"deck": deck})


def test_a_new_deck_takes_the_place_of_the_old_one_at_the_same_slide(play: Play) -> None:
    play.steer("show", n=2)
    play.now += MINUTE
    assert replace(play) == ["slides.replaced"]
    assert play.view("all") == {
        "kind": "slides",
        "n": 2,
        "of": 2,
        "title": "Trang 2",
        "lines": ["Ý"],
        "picture": f"{FILE}-2",
        "mark": "",
        "moved": EIGHT + MINUTE,
    }


def test_phones_see_the_words_of_a_picture(play: Play) -> None:
    replace(play)
    play.steer("next")
    assert play.view("phones") == {
        "kind": "slides",
        "n": 1,
        "of": 2,
        "title": "Trang 1",
        "lines": [],
        "mark": "",
        "moved": EIGHT,
    }


def test_the_class_goes_on_at_the_last_slide_of_a_shorter_deck(play: Play) -> None:
    play.steer("show", n=3)
    replace(play)
    assert play.state.n == 2
    with pytest.raises(Refused) as refused:
        play.steer("show", n=3)
    assert refused.value.data == {"n": 3, "of": 2}


def test_before_the_first_slide_rooms_see_nothing_of_a_new_deck(play: Play) -> None:
    replace(play)
    assert play.view("all") is None
    seen = play.view("presenters")
    assert seen is not None
    assert (seen["titles"], seen["after"]["picture"], seen["replaced"]) == (["Trang 1", "Trang 2"], f"{FILE}-1", EIGHT)


def test_a_deck_without_slides_is_refused(play: Play) -> None:
    with pytest.raises(Refused) as refused:
        replace(play, {"title": "Trống", "slides": []})
    assert refused.value.code == "slides.no_slides"


def test_a_deck_comes_although_its_item_is_not_on() -> None:
    plan = structs.replace(
        plan_of("slides", CONTENT), items=(PlanItem(1, "topic", "Một", 60), PlanItem(2, "break", "Nghỉ", 5))
    )
    play = Play("slides", CONTENT, plan)
    play.on_board.send(Who(Role.OPERATOR, "operator"), "sitting.go", item=2)
    assert replace(play) == ["slides.replaced"]


def test_the_record_keeps_what_was_seen_of_the_deck_before(play: Play) -> None:
    play.steer("show", n=1)
    play.now += MINUTE
    replace(play)
    play.now += MINUTE
    play.steer("next")
    assert play.summary() == {
        "kind": "slides",
        "title": "Chuyên đề 1",
        "of": 2,
        "shown": [1, 2],
        "replaced": [{"of": 3, "shown": [1]}],
        "run": {
            "seen": [{"n": 1, "at": EIGHT + MINUTE}, {"n": 2, "at": EIGHT + 2 * MINUTE}],
            "replaced": [{"at": EIGHT + MINUTE, "seen": [{"n": 1, "at": EIGHT}]}],
        },
    }
    assert play.state == play.refolded(4)


def test_the_fact_of_a_new_deck_holds_none_of_its_words(play: Play) -> None:
    replace(play)
    fact = play.on_board.facts[-1]
    assert [words.encode() in fact.body for words in ("Bản mới", "Trang 1", "Nói chậm", FILE)] == [False] * 4


def test_a_deck_whose_words_were_erased_shows_that_something_is_on(play: Play) -> None:
    replace(play)
    play.steer("next")
    play.on_board.texts.clear()
    seen = play.view("all")
    assert seen is not None
    assert (seen["n"], seen["of"], seen["title"], "picture" in seen) == (1, 2, "", False)
