"""Discussions: a countdown that the clock ends, notes of rooms, and which of them stand before everybody."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.activities.kind import Due, Role, Who
from diemcau.activities.steering import Close
from diemcau.base.refused import Refused
from tests.activities.rig import EIGHT, MINUTE, Play

CONTENT = {"title": "Trao đổi", "task": "Việc gì cần làm trước?", "minutes": 10, "note": True}
CLOCK = Who(Role.CLOCK, "clock")


@pytest.fixture
def play() -> Play:
    return Play("discussion", CONTENT)


def due(play: Play) -> Due | None:
    board = play.on_board.board
    return board.kinds["a"].due(play.state, board.contents["a"])


def refused(play: Play, send: Any, *args: Any, **body: Any) -> str:
    with pytest.raises(Refused) as caught:
        send(*args, **body)
    return caught.value.code


def test_everybody_sees_the_task_and_the_countdown(play: Play) -> None:
    assert play.view("all") is None
    assert play.steer("open") == ["discussion.opened", "discussion.timed"]
    face = play.view("all")
    assert face == {
        "kind": "discussion",
        "phase": "open",
        "moved": EIGHT,
        "title": "Trao đổi",
        "task": "Việc gì cần làm trước?",
        "note": True,
        "minutes": 10,
        "until": EIGHT + 10 * MINUTE,
        "mark": "",
        "picked": [],
    }
    assert play.view("phones") == face


def test_the_lecturer_may_take_other_minutes_and_add_some(play: Play) -> None:
    play.steer("open", minutes=5)
    assert play.state.until == EIGHT + 5 * MINUTE
    play.steer("more", minutes=2)
    assert play.state.until == EIGHT + 7 * MINUTE
    play.now = EIGHT + 8 * MINUTE
    play.steer("more", minutes=2)
    assert play.state.until == EIGHT + 10 * MINUTE


@pytest.mark.parametrize(("note", "grace"), [(True, 2), (False, 0)])
def test_the_clock_ends_it_and_leaves_time_to_write_a_note(note: bool, grace: int) -> None:
    play = Play("discussion", CONTENT | {"note": note})
    assert due(play) is None
    play.steer("open")
    assert due(play) == Due(EIGHT + (10 + grace) * MINUTE, "close", Close())
    play.now = EIGHT + (10 + grace) * MINUTE
    assert play.turn(CLOCK, "close", 0, {}) == ["discussion.closed"]
    assert due(play) is None
    assert play.turn(CLOCK, "close", 0, {}) == []


def test_minutes_that_were_added_just_then_win_over_the_clock(play: Play) -> None:
    play.steer("open")
    play.steer("more", minutes=5)
    play.now = EIGHT + 12 * MINUTE
    assert play.turn(CLOCK, "close", 0, {}) == []
    assert play.steer("close") == ["discussion.closed"]


def test_a_room_hands_in_a_note_and_may_change_it(play: Play) -> None:
    play.steer("open")
    play.desk(3, "note", text="Ý một")
    play.desk(4, "note", text="Ý hai")
    play.now += MINUTE
    play.desk(3, "note", text="Ý một rưỡi", named=True, role=Role.HOST)
    seen = play.view("presenters") or {}
    assert [(row["site"], row["text"], row["named"]) for row in seen["newest"]] == [
        (3, "Ý một rưỡi", True),
        (4, "Ý hai", False),
    ]
    assert (seen["notes"], seen["of"]) == (2, 8)
    mine = {"text": "Ý một rưỡi", "named": True, "at": EIGHT + MINUTE, "late": False}
    assert play.view("site:3") == {"kind": "discussion", "mine": mine, "aside": None}
    assert play.on_board.view("control", "a")["sites"] == {"3": 1, "4": 1}


def test_the_lecturer_reads_the_newest_thirty_and_the_count_of_all(play: Play) -> None:
    play.steer("open")
    for n in range(40):
        play.desk(3 + n % 2, "note", text=f"Ý {n}")
    seen = play.view("presenters") or {}
    assert [row["text"] for row in seen["newest"]] == ["Ý 39", "Ý 38"]
    assert seen["notes"] == 2


def test_two_notes_at_most_stand_before_everybody_without_a_name(play: Play) -> None:
    play.steer("open")
    for site, named in ((3, False), (4, True), (7, False)):
        play.desk(site, "note", text=f"Ý của {site}", named=named)
    play.steer("pick", sites=[3, 4])
    hanoi = "thành phố Hà Nội"
    assert (play.view("all") or {})["picked"] == [
        {"text": "Ý của 3", "unit": "xa", "of": hanoi, "name": ""},
        {"text": "Ý của 4", "unit": "xa", "of": hanoi, "name": "xã 2"},
    ]
    assert refused(play, play.steer, "pick", sites=[3, 4, 7]) == "command.bad_body"
    assert refused(play, play.steer, "pick", sites=[5]) == "discussion.nothing_handed_in"
    assert play.steer("pick", sites=[3, 4]) == []
    play.steer("pick", sites=[])
    assert (play.view("all") or {})["picked"] == []


def test_what_stands_before_everybody_is_what_the_lecturer_read(play: Play) -> None:
    play.steer("open")
    play.desk(3, "note", text="Đã đọc")
    play.steer("pick", sites=[3])
    play.desk(3, "note", text="Chưa ai đọc")
    assert (play.view("all") or {})["picked"][0]["text"] == "Đã đọc"
    play.steer("pick", sites=[3])
    assert (play.view("all") or {})["picked"][0]["text"] == "Chưa ai đọc"


def test_a_note_after_the_close_is_kept_aside_and_counts_when_it_was_written_before(play: Play) -> None:
    play.steer("open")
    play.now += 5 * MINUTE
    play.steer("close")
    play.now += MINUTE
    play.desk(3, "note", text="Muộn")
    play.desk(4, "note", claimed_at=EIGHT + MINUTE, text="Đường truyền mất")
    assert (play.figures()["base"], play.figures()["late"]) == ({"rooms": 1, "of": 8}, 1)
    assert (play.view("site:3") or {})["aside"]["text"] == "Muộn"
    play.steer("open", minutes=1)
    assert "site:3" in play.on_board.topics
    assert (play.figures()["base"]["rooms"], play.figures()["late"]) == (2, 0)


def test_a_mistake_is_voided_and_its_notes_stand_in_no_figure(play: Play) -> None:
    play.steer("open")
    play.desk(3, "note", text="Ý một")
    play.steer("pick", sites=[3])
    play.steer("void")
    assert (play.view("all") or {})["picked"] == []
    assert refused(play, play.steer, "pick", sites=[3]) == "steering.void"
    figures = play.figures()
    assert (figures["void"], figures["base"]["rooms"], figures["rows"]) == (True, 0, [])
    play.steer("open")
    assert play.figures()["base"]["rooms"] == 1


@pytest.mark.parametrize(("text", "code"), [(" \n ", "writing.empty"), ("x" * 2001, "writing.too_long")])
def test_a_note_has_words_and_not_too_many(play: Play, text: str, code: str) -> None:
    assert refused(play, play.desk, 3, "note", text=text) == code


def test_where_no_note_is_asked_none_is_taken() -> None:
    play = Play("discussion", CONTENT | {"note": False})
    play.steer("open")
    assert refused(play, play.desk, 3, "note", text="Ý") == "discussion.no_note"


def test_minutes_are_added_to_what_is_going_on_only(play: Play) -> None:
    assert refused(play, play.steer, "more", minutes=2) == "steering.not_open"


notes = st.tuples(st.sampled_from([3, 4, 5]), st.integers(-5, 5), st.sampled_from(["A", "B"]))
steps = st.lists(st.one_of(notes, st.sampled_from(["open", "close", "void"])), max_size=14)


@given(steps, st.integers(0, 40))
def test_the_last_note_of_a_room_counts_wherever_the_journal_is_cut(steps: list[Any], cut: int) -> None:
    play = Play("discussion", CONTENT)
    for step in steps:
        play.now += MINUTE
        if isinstance(step, str):
            try:
                play.steer(step)
            except Refused:
                continue
        else:
            site, minutes, text = step
            play.desk(site, "note", claimed_at=play.now + minutes * MINUTE, text=text)
    assert play.refolded(min(cut, play.position)) == play.state
    sheet = play.state.notes
    assert sum(sheet.at_site.values()) == len(sheet.held) == len(sheet.owners)
    assert all(sheet.at(given.seq) is given for given in sheet.held.values())
