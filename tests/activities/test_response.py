"""Open questions: answered in words by rooms or persons, grouped, and put before everybody without names."""

from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.activities.kind import Group, Grouping, Role
from diemcau.base.refused import Refused
from tests.activities.make import plain
from tests.activities.rig import EIGHT, MINUTE, Play

CONTENT = {"title": "Kinh nghiệm", "question": "Khâu nào hay vướng nhất?"}
HANOI = "thành phố Hà Nội"


@pytest.fixture
def play() -> Play:
    made = Play("response", CONTENT)
    made.steer("open")
    return made


@pytest.fixture
def by_phone() -> Play:
    made = Play("response", CONTENT | {"answers": "persons"})
    made.steer("open")
    return made


def answer(play: Play, site: int, text: str, **body: Any) -> int:
    """The place in the journal of a room's answer."""
    play.desk(site, "answer", text=text, **body)
    return play.position


def refused(send: Any, *args: Any, **body: Any) -> str:
    with pytest.raises(Refused) as caught:
        send(*args, **body)
    return caught.value.code


def desk_with(play: Play, *groups: Group) -> dict[str, Any]:
    """The lecturer's view when answers are grouped so."""
    board = play.on_board.board
    look = board.look("a", play.now, play.on_board.read)
    look.grouping = Grouping(1, play.position, groups)
    return plain(board.kinds["a"].for_presenters(play.state, look) or {})


def test_a_room_answers_in_words_and_may_change_them(play: Play) -> None:
    answer(play, 3, "Hồ sơ đất đai")
    play.now += MINUTE
    last = answer(play, 3, "Một cửa", named=True)
    mine = {"text": "Một cửa", "named": True, "at": EIGHT + MINUTE, "late": False}
    assert play.view("site:3") == {"kind": "response", "mine": mine, "aside": None}
    seen = play.view("presenters") or {}
    assert seen["base"] == {"rooms": 1, "persons": 0, "of": 8}
    assert [(row["id"], row["text"], row["site"], row["by"]) for row in seen["newest"]] == [
        (last, "Một cửa", 3, "room")
    ]


def test_nothing_of_an_answer_is_seen_by_others_before_it_is_picked(play: Play) -> None:
    answer(play, 3, "Hồ sơ đất đai")
    assert play.view("all") == {
        "kind": "response",
        "phase": "open",
        "moved": EIGHT,
        "title": "Kinh nghiệm",
        "question": "Khâu nào hay vướng nhất?",
        "answers": "rooms",
        "mark": "",
        "picked": [],
    }


def test_where_rooms_answer_a_phone_does_not(play: Play) -> None:
    assert refused(play.phone, 31, "answer", text="Tôi") == "response.rooms_answer"


def test_persons_and_rooms_are_two_bases(by_phone: Play) -> None:
    by_phone.phone(31, "answer", text="Một")
    by_phone.phone(32, "answer", text="Hai")
    answer(by_phone, 3, "Cả phòng", role=Role.HOST)
    assert by_phone.figures()["base"] == {"rooms": 1, "persons": 2, "of": 8}
    assert by_phone.figures()["persons"] == {"3": 2}
    assert by_phone.view("seat:31") == {
        "kind": "response",
        "mine": {"text": "Một", "named": False, "at": EIGHT, "late": False},
        "aside": None,
    }
    assert by_phone.on_board.view("control", "a")["sites"] == {"3": 3}


def test_a_person_is_never_named_and_a_room_only_when_it_agreed(by_phone: Play) -> None:
    by_phone.phone(31, "answer", text="Một", named=True)
    person = by_phone.position
    room, named = answer(by_phone, 3, "Hai"), answer(by_phone, 4, "Ba", named=True)
    by_phone.steer("pick", chosen=[{"answer": place} for place in (person, room, named)])
    assert (by_phone.view("all") or {})["picked"] == [
        {"text": "Một", "alike": 1, "by": "person"},
        {"text": "Hai", "alike": 1, "by": "room", "unit": "xa", "of": HANOI, "name": ""},
        {"text": "Ba", "alike": 1, "by": "room", "unit": "xa", "of": HANOI, "name": "xã 2"},
    ]


def test_a_group_stands_before_everybody_with_how_many_are_alike(play: Play) -> None:
    places = [answer(play, site, "Đất đai") for site in (3, 4)]
    play.steer("pick", chosen=[{"answer": places[0], "alike": 900}])
    assert (play.view("all") or {})["picked"][0]["alike"] == 2  # no more than answered
    play.steer("pick", chosen=[])
    assert (play.view("all") or {})["picked"] == []


def test_the_lecturer_sees_groups_with_their_typical_answer(play: Play) -> None:
    one, two, three, four = (answer(play, site, f"Ý {site}") for site in (3, 4, 5, 6))
    seen = desk_with(play, Group(9, two, (one, two)), Group(7, four, (three, four)), Group(8, 999, (999,)))
    assert [(group["id"], group["n"], group["typical"]["text"]) for group in seen["groups"]] == [
        (7, 2, "Ý 6"),
        (9, 2, "Ý 4"),
    ]
    assert [row["text"] for row in seen["groups"][1]["members"]] == ["Ý 3"]
    answer(play, 4, "Ý khác")
    assert [group["id"] for group in desk_with(play, Group(9, two, (one, two)))["groups"]] == []


def test_texts_to_be_grouped_are_those_that_count(play: Play) -> None:
    answer(play, 3, "Cũ")
    now = answer(play, 3, "Mới")
    kind, words = play.on_board.board.kinds["a"], play.on_board.read
    assert {place: words(text) for place, text in kind.texts(play.state).items()} == {now: "Mới"}
    play.steer("void")
    assert dict(kind.texts(play.state)) == {}


def test_an_answer_that_was_changed_is_not_picked_unread(play: Play) -> None:
    old = answer(play, 3, "Cũ")
    answer(play, 3, "Mới")
    assert refused(play.steer, "pick", chosen=[{"answer": old}]) == "response.no_such_answer"


def test_what_stands_before_everybody_stays_as_it_was_read(play: Play) -> None:
    play.steer("pick", chosen=[{"answer": answer(play, 3, "Đã đọc")}])
    answer(play, 3, "Chưa ai đọc")
    assert (play.view("all") or {})["picked"][0]["text"] == "Đã đọc"
    play.steer("void")
    assert (play.view("all") or {})["picked"] == []
    assert refused(play.steer, "pick", chosen=[]) == "steering.void"


def test_a_late_answer_is_kept_aside_and_taken_in_when_it_is_opened_again(play: Play) -> None:
    play.now += MINUTE
    play.steer("close")
    play.now += MINUTE
    answer(play, 3, "Muộn")
    assert (play.figures()["base"]["rooms"], play.figures()["late"]) == (0, 1)
    play.steer("open")
    assert (play.figures()["base"]["rooms"], play.figures()["late"]) == (1, 0)


def test_a_voided_question_has_no_figures(play: Play) -> None:
    answer(play, 3, "Nhầm")
    play.steer("void")
    figures = play.figures()
    assert (figures["void"], figures["base"], figures["rows"]) == (True, {"rooms": 0, "persons": 0, "of": 8}, [])


@pytest.mark.parametrize(("text", "code"), [(" ", "writing.empty"), ("x" * 1001, "writing.too_long")])
def test_an_answer_has_words_and_not_too_many(play: Play, text: str, code: str) -> None:
    assert refused(play.desk, 3, "answer", text=text) == code


givings = st.tuples(st.sampled_from([31, 32, -3, -4]), st.integers(-4, 4))
steps = st.lists(st.one_of(givings, st.sampled_from(["open", "close", "void", "pick"])), max_size=14)


@given(steps, st.integers(0, 40))
def test_an_owner_has_one_answer_and_every_cut_gives_the_same(steps: list[Any], cut: int) -> None:
    play = Play("response", CONTENT | {"answers": "persons"})
    for step in steps:
        play.now += MINUTE
        try:
            if step == "pick":
                play.steer("pick", chosen=[{"answer": place} for place in list(play.state.answers.owners)[:2]])
            elif isinstance(step, str):
                play.steer(step)
            else:
                owner, minutes = step
                send = play.phone if owner > 0 else play.desk
                send(abs(owner), "answer", play.now + minutes * MINUTE, text=f"Lúc {play.now}")
        except Refused:
            continue
    assert play.refolded(min(cut, play.position)) == play.state
    base = play.figures()["base"]
    assert play.state.run.phase == "void" or base["rooms"] + base["persons"] == len(play.state.answers.held)
    assert msgspec.json.decode(msgspec.json.encode(play.state), type=type(play.state)) == play.state
