"""Obstacles: written down on the phone or at the desk, listed to who sent them, counted for the others."""

import pytest

from diemcau.activities.obstacle.rules import AREAS
from diemcau.base.words import catalogue
from tests.activities.make import EIGHT, Play, plan, seat, who

HOST, AN = who("host"), who("phone")
WORDS = "Máy quét hồ sơ hỏng, hồ sơ giấy chưa số hóa được."


@pytest.fixture
def play() -> Play:
    return Play(plan(sites=3, people=2))


def send(play: Play, sender, **body) -> int:
    return play.send(sender, "obstacle.send", **({"text": WORDS, "field": "chuyen_doi_so"} | body))[0].seq


def test_a_learner_sends_his_own_and_a_desk_that_of_the_room(play: Play) -> None:
    mine, ours = send(play, AN, since="2025-07"), send(play, HOST)
    row = {
        "id": mine,
        "text": WORDS,
        "field": "chuyen_doi_so",
        "since": "2025-07",
        "scope": "own",
        "at": EIGHT,
        "state": "sent",
    }
    assert play.view(f"seat:{seat(1, 1)}", "obstacle")["sent"] == [row]
    assert play.view("site:1", "obstacle")["sent"] == [row | {"id": ours, "since": "", "scope": "site"}]


def test_a_desk_may_write_down_an_own_one(play: Play) -> None:
    send(play, HOST, scope="own")
    assert play.view("site:1", "obstacle")["sent"][0]["scope"] == "own"


def test_a_phone_does_not_speak_for_the_room(play: Play) -> None:
    body = {"text": WORDS, "field": "khac", "scope": "site"}
    assert play.refused(AN, "obstacle.send", **body) == "obstacle.desk_only"


@pytest.mark.parametrize("body", [{"field": "thai_do"}, {"since": "2025-13"}, {"since": "tháng 7"}, {"scope": "tinh"}])
def test_area_month_and_scope_are_of_the_lists(play: Play, body: dict) -> None:
    full = {"text": WORDS, "field": "khac"} | body
    assert play.refused(HOST, "obstacle.send", **full) == "command.bad_body"


@pytest.mark.parametrize(("text", "code"), [("\n ", "obstacle.empty"), ("x" * 2001, "obstacle.too_long")])
def test_an_obstacle_has_words_and_not_too_many(play: Play, text: str, code: str) -> None:
    assert play.refused(HOST, "obstacle.send", text=text, field="khac") == code


def test_others_see_counts_and_no_words(play: Play) -> None:
    send(play, AN)
    send(play, HOST, field="tai_chinh")
    send(play, who("chair", 2), field="tai_chinh")
    assert play.view("presenters", "obstacle") == {
        "kind": "obstacle",
        "n": 3,
        "areas": {"tai_chinh": 2, "chuyen_doi_so": 1},
        "scopes": {"own": 1, "site": 2},
    }
    assert play.view("province:01", "obstacle") == {"kind": "obstacle", "sites": {"1": 2}, "n": 2}
    assert play.view("all", "obstacle") == {}


def test_who_sent_it_takes_it_back_and_it_is_not_counted(play: Play) -> None:
    number = send(play, AN)
    assert play.refused(who("phone", 1, 2), "obstacle.withdraw", obstacle=number) == "obstacle.not_yours"
    assert play.refused(HOST, "obstacle.withdraw", obstacle=number) == "obstacle.not_yours"
    play.send(AN, "obstacle.withdraw", obstacle=number)
    assert play.send(AN, "obstacle.withdraw", obstacle=number) == []
    assert play.view(f"seat:{seat(1, 1)}", "obstacle")["sent"][0]["state"] == "withdrawn"
    assert play.figures("obstacle")["n"] == 0


def test_what_nobody_sent_is_unknown(play: Play) -> None:
    assert play.refused(HOST, "obstacle.withdraw", obstacle=999) == "obstacle.unknown"


def test_one_that_arrives_after_the_close_counts_and_is_marked(play: Play) -> None:
    play.close()
    send(play, HOST)
    assert play.figures("obstacle")["n"] == 1
    assert play.summary("obstacle")["run"]["obstacles"][0]["late"] is True


def test_figures_count_by_area_scope_and_site(play: Play) -> None:
    send(play, HOST)
    send(play, AN, field="khac")
    assert play.figures("obstacle") == {
        "kind": "obstacle",
        "rules": 1,
        "n": 2,
        "areas": {"chuyen_doi_so": 1, "khac": 1},
        "scopes": {"own": 1, "site": 1},
        "sites": {"1": 2},
    }


def test_every_area_has_words() -> None:
    assert [area for area in AREAS if f"obstacle.area.{area}" not in catalogue()] == []
