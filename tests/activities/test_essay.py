"""A short paper: its pieces, its date, what is taken as a photo, what the office says of it."""

from base64 import b64encode
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.activities.essay.shapes import DAY, LARGEST_PHOTO, MOST_PAPERS, PHOTO, is_photo
from diemcau.activities.kind import Role, Who
from diemcau.base.refused import Refused
from tests.activities.make import JPEG
from tests.activities.rig import ENDS, MINUTE, Play

ESSAY = {"title": "Bài thu hoạch", "task": "Nêu một việc.", "days": 3, "photos": 2}
OFFICE = Who(Role.OFFICE, "office")
DUE = ENDS + 3 * DAY


@pytest.fixture
def play() -> Play:
    made = Play("essay", ESSAY)
    made.steer("open")
    return made


def code(send: Any, *args: Any, **body: Any) -> str:
    with pytest.raises(Refused) as refused:
        send(*args, **body)
    return refused.value.code


def row(play: Play, seat: int = 31) -> dict[str, Any]:
    return next(one for one in play.figures()["rows"] if one["seat"] == seat)


def test_a_paper_is_there_when_its_cover_and_all_photos_are_in_any_order(play: Play) -> None:
    play.phone(31, "photo", paper=7, place=2, photo=JPEG)
    play.phone(31, "hand_in", paper=7, text="Một việc", photos=2)
    assert (play.view("seat:31") or {})["mine"]["missing"] == [1]
    assert play.figures()["rows"] == []
    play.phone(31, "photo", paper=7, place=1, photo=JPEG)
    assert (len(row(play)["photos"]), row(play)["late"], play.figures()["base"]["persons"]) == (2, False, 1)
    assert (play.view("seat:31") or {})["mine"]["text"] == "Một việc"


def test_the_last_whole_paper_counts(play: Play) -> None:
    play.phone(31, "hand_in", paper=1, text="Cũ")
    play.phone(31, "hand_in", paper=3, text="Mới")
    play.phone(31, "hand_in", paper=4, text="Thiếu ảnh", photos=1)
    assert row(play)["paper"] == 3
    assert (play.view("seat:31") or {})["mine"] | {"at": 0} == {
        "paper": 4, "at": 0, "whole": False, "late": False, "text": "Thiếu ảnh", "of": 1, "missing": [1],
    }  # fmt: skip
    assert (play.view("presenters") or {})["handed"] == 1


def test_a_cover_that_comes_again_changes_nothing(play: Play) -> None:
    play.phone(31, "hand_in", paper=3, text="Bài")
    play.desk(3, "hand_in", paper=3, text="Khác", photos=2, seat=31)
    assert (row(play)["by_desk"], play.figures()["base"]["persons"]) == (False, 1)


def test_a_paper_that_was_handed_in_is_changed_by_no_piece_that_comes_later(play: Play) -> None:
    play.phone(31, "hand_in", paper=3, photos=1)
    play.phone(31, "photo", paper=3, place=1, photo=JPEG)
    before = row(play)
    play.now = DUE + DAY
    play.phone(31, "photo", paper=3, place=1, photo=address(b"\xff\xd8\xff\xe1\xff\xd9"))
    play.phone(31, "photo", paper=3, place=2, photo=JPEG)
    assert (row(play), before["late"]) == (before, False)


def test_papers_that_never_become_whole_do_not_pile_up(play: Play) -> None:
    play.phone(31, "hand_in", paper=5, text="Bài")
    for paper in (*range(1, 40), *range(40, 0, -1)):
        play.phone(31, "photo", paper=paper, place=1, photo=JPEG)
    held = [paper.number for paper in play.state.papers[31]]
    assert held == [5, *range(41 - MOST_PAPERS, 41)]
    assert row(play)["paper"] == 5
    play.phone(31, "hand_in", paper=40, photos=1)
    assert (row(play)["paper"], play.figures()["base"]["persons"]) == (40, 1)


def test_papers_are_taken_after_the_close_and_marked_by_their_date(play: Play) -> None:
    play.now = ENDS
    play.on_board.now = ENDS
    play.on_board.close()
    for seat, at in ((31, DUE), (32, DUE + 1), (33, DUE + DAY)):
        play.now = at
        play.phone(seat, "hand_in", at if seat != 33 else DUE - MINUTE, paper=1, text="Bài")
    assert [(one["seat"], one["late"]) for one in play.figures()["rows"]] == [(31, False), (32, True), (33, False)]


def test_after_the_close_it_stands_on_phones_and_desks_again(play: Play) -> None:
    play.on_board.close()
    assert [(play.view(topic) or {}).get("due") for topic in ("all", "phones")] == [DUE, DUE]


def test_a_desk_hands_in_for_a_seat_of_its_own_room(play: Play) -> None:
    play.desk(3, "hand_in", seat=32, paper=1, text="Bài viết tay")
    assert (row(play, 32)["by_desk"], (play.view("site:3") or {})["seats"]["32"]["whole"]) == (True, True)
    assert code(play.desk, 3, "hand_in", paper=1, text="Của ai?") == "essay.no_seat"
    assert code(play.desk, 3, "hand_in", seat=41, paper=1, text="Phòng khác") == "subject.foreign"


@pytest.mark.parametrize(
    ("verb", "body", "refusal"),
    [
        ("hand_in", {"paper": 1, "text": "  "}, "essay.empty"),
        ("hand_in", {"paper": 1, "text": "a" * 4001}, "essay.too_long"),
        ("hand_in", {"paper": 1, "photos": 3}, "essay.too_many_photos"),
        ("photo", {"paper": 1, "place": 3, "photo": JPEG}, "essay.too_many_photos"),
        ("photo", {"paper": 1, "place": 1, "photo": "https://example.vn/a.jpg"}, "essay.no_photo"),
    ],
)
def test_what_cannot_be_a_paper_is_refused(play: Play, verb: str, body: dict[str, Any], refusal: str) -> None:
    assert code(play.phone, 31, verb, **body) == refusal


def address(raw: bytes, head: str = PHOTO) -> str:
    return head + b64encode(raw).decode()


@pytest.mark.parametrize(
    "photo",
    [
        "",
        PHOTO,
        address(b"GIF89a...."),
        address(b"\xff\xd8\xff\xe0"),  # cut off
        address(b"\xff\xd8\xff\xd9", "data:image/svg+xml;base64,"),
        address(b"\xff\xd8\xff\xd9", "data:text/html;base64,"),
        JPEG + "\n",
        JPEG + '" onload="alert(1)',
        JPEG.replace("/9j", "/9j "),
        PHOTO + "/9j/" + "A" * LARGEST_PHOTO,
    ],
)
def test_only_a_small_jpeg_is_a_photo(photo: str) -> None:
    assert not is_photo(photo)
    assert is_photo(JPEG)


@given(st.binary(max_size=200))
def test_bytes_between_head_and_end_of_a_jpeg_come_back_as_they_went(inside: bytes) -> None:
    assert is_photo(address(b"\xff\xd8\xff" + inside + b"\xff\xd9"))


def judge(play: Play, paper: int, passed: bool, remark: str = "") -> None:
    play.turn(OFFICE, "judge", 0, {"seat": 31, "paper": paper, "passed": passed, "remark": remark})


def test_what_was_said_of_a_paper_reaches_its_writer_and_not_a_later_paper(play: Play) -> None:
    play.phone(31, "hand_in", paper=1, text="Bài")
    judge(play, 1, passed=False, remark="Cần cụ thể hơn.")
    verdict = (play.view("seat:31") or {})["verdict"]
    assert (verdict["passed"], verdict["remark"]) == (False, "Cần cụ thể hơn.")
    assert "Cần cụ thể hơn." not in str([play.view(topic) for topic in ("all", "site:3", "presenters", "control")])
    play.phone(31, "hand_in", paper=2, text="Bài sửa")
    assert ((play.view("seat:31") or {})["verdict"], row(play)["passed"]) == (None, None)
    judge(play, 2, passed=True)
    judge(play, 1, passed=False)  # of the older one: too late
    assert row(play)["passed"] is True


def test_a_phone_judges_nothing(play: Play) -> None:
    said = {"seat": 31, "paper": 1, "passed": True}
    assert code(play.turn, Who(Role.PHONE, "seat:31", 3, 31), "judge", 0, said) == "command.not_yours"
