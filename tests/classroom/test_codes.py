"""Room codes: fresh for 35 s from the beginning of their window, of one room only."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.classroom.codes import ALIVE_MS, WINDOW_MS, b64, code_of, is_fresh, window

KEY = b"key"
instants = st.integers(0, 4 * 10**12)


@given(instants, st.integers(0, 2 * ALIVE_MS), st.integers(0, 1))
def test_a_code_is_taken_exactly_while_it_lives(shown: int, later: int, form: int) -> None:
    started = window(shown) * WINDOW_MS
    given_code = code_of(KEY, 1, 2, window(shown))[form]
    assert is_fresh(KEY, 1, 2, given_code, started + later) == (later <= ALIVE_MS)


@given(instants)
def test_what_the_screen_shows_now_is_taken_for_another_20_seconds_at_least(now: int) -> None:
    long, short = code_of(KEY, 1, 2, window(now))
    assert (is_fresh(KEY, 1, 2, long, now + 20_000), is_fresh(KEY, 1, 2, short, now + 20_000)) == (True, True)


@given(instants)
def test_a_code_of_the_future_another_room_another_sitting_or_another_key_is_not_taken(now: int) -> None:
    for code in (
        code_of(KEY, 1, 2, window(now) + 1)[0],
        code_of(KEY, 1, 3, window(now))[0],
        code_of(KEY, 2, 2, window(now))[0],
        code_of(b"other", 1, 2, window(now))[0],
    ):
        assert not is_fresh(KEY, 1, 2, code, now)


def test_codes_have_their_two_forms() -> None:
    long, short = code_of(KEY, 1, 2, 3)
    assert (len(long), len(short), short.isdecimal(), b64(b"\xff\xfe")) == (22, 6, True, "__4")
    assert len({code_of(KEY, 1, 2, number) for number in range(1000)}) == 1000


@pytest.mark.parametrize("nonsense", ["", "0", "đ", "\0", "１２３４５６", "x" * 2000])
def test_nonsense_is_no_code(nonsense: str) -> None:
    assert not is_fresh(KEY, 1, 2, nonsense, 1_757_120_400_000)
