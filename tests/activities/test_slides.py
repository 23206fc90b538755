"""Slides: one number, the same in every room."""

import pytest

from diemcau.base.refused import Refused
from tests.activities.rig import EIGHT, MINUTE, Play

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
    assert empty.view("all") is None
