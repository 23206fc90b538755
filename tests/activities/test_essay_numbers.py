"""Numbers of papers: whoever once spoke for a seat cannot bar the papers that come after his."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.activities.essay.shapes import FAR, JUMP, HandedIn, State, counting, newest, piece
from diemcau.activities.kind import Head
from diemcau.activities.steering import Run
from diemcau.base.refused import Refused
from tests.activities.make import JPEG
from tests.activities.rig import ENDS, Play
from tests.activities.test_essay import DUE, ESSAY

YEAR = 365 * 24 * 3_600_000
NUMBERS = st.one_of(
    st.integers(1, 2**53),
    st.integers(DUE + FAR - 3, DUE + FAR + 3 * JUMP),
    st.sampled_from([DUE + FAR, DUE + FAR + JUMP, 2**53 - 1, 2**53]),
)
PIECES = st.lists(st.tuples(NUMBERS, st.booleans(), st.integers(0, 2)), max_size=30)


def made() -> Play:
    play = Play("essay", ESSAY)
    play.steer("open")
    return play


@given(PIECES, st.integers(-5 * YEAR, 5 * YEAR))
def test_a_paper_that_a_phone_numbers_by_what_it_sees_always_counts(
    before: list[tuple[int, bool, int]], wrong: int
) -> None:
    play = made()
    for number, is_photo, photos in before:
        with suppress(Refused):
            if is_photo:
                play.phone(31, "photo", paper=number, place=1, photo=JPEG)
            else:
                play.phone(31, "hand_in", paper=number, text="Bài của người khác", photos=photos)
    mine = (play.view("seat:31") or {}).get("mine")
    number = max(ENDS + wrong, mine["paper"] + 1 if mine else 0)  # as the screen does
    play.phone(31, "hand_in", paper=number, text="Bài của tôi")
    row = next(one for one in play.figures()["rows"] if one["seat"] == 31)
    assert row["paper"] == number


@pytest.mark.parametrize("number", [DUE + FAR + 1, 2**53])
def test_a_number_that_no_clock_makes_is_refused_with_words_about_the_clock(number: int) -> None:
    play = made()
    for verb, body in (("hand_in", {"text": "Bài"}), ("photo", {"place": 1, "photo": JPEG})):
        with pytest.raises(Refused) as refused:
            play.phone(31, verb, paper=number, **body)
        assert refused.value.code == "essay.number"


def test_a_number_may_go_on_from_the_newest_paper() -> None:
    play = made()
    play.phone(31, "hand_in", paper=DUE + FAR, text="Bài")
    play.phone(31, "hand_in", paper=DUE + FAR + 1, text="Bài sau")
    assert next(one for one in play.figures()["rows"] if one["seat"] == 31)["paper"] == DUE + FAR + 1


def test_a_number_that_an_older_version_took_into_the_journal_is_no_paper() -> None:
    play = made()
    state = State(Run(ENDS), DUE)
    head = Head(1, 0, ENDS, ENDS, "seat:31", "a", False, play.on_board.board.places)
    piece(state, HandedIn(31, 3, 2**53, None, 0), head)
    assert (newest(state, 31), counting(state, 31)) == (None, None)
