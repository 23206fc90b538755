"""The floor: rooms ask to speak, wait, are called, come on, are counted."""

import pytest

from tests.activities.make import EIGHT, MINUTE, Play, plan, who

LECTURER = who("lecturer")


@pytest.fixture
def play() -> Play:
    return Play(plan(sites=4, people=2))


def ask(play: Play, *sites: int) -> None:
    for site in sites:
        play.send(who("host", site), "floor.ask", topic=f"Ý kiến của điểm {site}")


def place(play: Play, site: int) -> int:
    """The place in the queue as the desk tells it: in the line that all desks see, before that the one that it got."""
    own, line = play.view(f"site:{site}", "floor"), play.view("all", "floor")["line"]
    return line.index(own["number"]) + 1 if own["number"] in line else own["place"]


def test_rooms_wait_in_the_order_in_which_they_asked(play: Play) -> None:
    ask(play, 3, 1, 2)
    assert [place(play, site) for site in (1, 2, 3, 4)] == [2, 3, 1, 0]
    assert [row["site"] for row in play.view("presenters", "floor")["queue"]] == [3, 1, 2]


def test_a_request_is_no_news_to_other_desks_and_phones_hear_nothing(play: Play) -> None:
    ask(play, 3, 1)
    assert play.topics == {"site:1", "presenters", "control", *(f"province:{code}" for code in ("", "01", "40"))}
    assert (play.view("all", "floor")["line"], play.view("phones", "floor")) == ([], {})
    play.send(LECTURER, "floor.call")
    assert play.view("all", "floor")["line"] == [play.view("site:1", "floor")["number"]]
    assert {"all", "phones"} & play.topics == {"all"}


def test_asking_again_keeps_the_place(play: Play) -> None:
    ask(play, 1, 2)
    assert play.send(who("chair", 1), "floor.ask") == []
    assert place(play, 1) == 1


def test_all_screens_name_the_room_only_when_it_has_come_on(play: Play) -> None:
    ask(play, 1)
    play.send(LECTURER, "floor.call", site=1)
    assert play.view("all", "floor")["on"] == {"at": EIGHT, "site": ""}
    assert play.view("site:1", "floor")["called"] is True
    play.send(who("chair", 1), "floor.accept")
    assert play.view("all", "floor")["on"] == {"at": EIGHT, "site": "xã Mẫu 1"}


def test_the_next_one_is_called_without_a_name(play: Play) -> None:
    ask(play, 2, 1)
    play.send(LECTURER, "floor.call")
    assert play.view("presenters", "floor")["now"] == {
        "site": 2,
        "at": EIGHT,
        "accepted": False,
        "topic": "Ý kiến của điểm 2",
    }
    assert place(play, 1) == 1


def test_a_room_may_be_called_that_did_not_ask(play: Play) -> None:
    play.send(LECTURER, "floor.call", site=4)
    assert play.view("presenters", "floor")["now"]["site"] == 4


def test_one_room_speaks_at_a_time(play: Play) -> None:
    ask(play, 1, 2)
    play.send(LECTURER, "floor.call", site=1)
    assert play.send(LECTURER, "floor.call", site=1) == []
    assert play.refused(LECTURER, "floor.call", site=2) == "floor.busy"
    play.send(LECTURER, "floor.end")
    assert play.send(LECTURER, "floor.end") == []
    play.send(LECTURER, "floor.call", site=2)
    assert play.view("presenters", "floor")["now"]["site"] == 2


def test_nobody_is_called_when_nobody_waits(play: Play) -> None:
    assert play.refused(LECTURER, "floor.call") == "floor.nobody_waits"


def test_only_the_called_room_comes_on(play: Play) -> None:
    ask(play, 1, 2)
    play.send(LECTURER, "floor.call", site=1)
    assert play.refused(who("host", 2), "floor.accept") == "floor.not_called"
    assert len(play.send(who("host", 1), "floor.accept")) == 1
    assert play.send(who("host", 1), "floor.accept") == []


def test_a_room_takes_its_request_back(play: Play) -> None:
    ask(play, 1, 2)
    play.send(who("host", 1), "floor.cancel")
    assert [place(play, site) for site in (1, 2)] == [0, 1]
    assert play.send(who("host", 1), "floor.cancel") == []


def test_a_called_room_that_steps_back_frees_the_floor_and_is_not_counted(play: Play) -> None:
    ask(play, 1)
    play.send(LECTURER, "floor.call")
    play.send(who("host", 1), "floor.cancel")
    assert play.view("all", "floor")["on"] is None
    assert play.figures("floor")["turns"] == 0


def test_turns_are_counted_by_site(play: Play) -> None:
    for site, spoke in ((1, True), (2, False), (1, True)):
        ask(play, site)
        play.send(LECTURER, "floor.call")
        play.now += 5 * MINUTE
        play.send(LECTURER, "floor.end", spoke=spoke)
    ask(play, 4)
    assert play.figures("floor") == {
        "kind": "floor",
        "rules": 1,
        "asked": {"1": 2, "2": 1, "4": 1},
        "spoken": {"1": 2},
        "invited": {},
        "declined": {},
        "turns": 2,
        "unheard": [4],
    }
    turn = play.summary("floor")["run"]["turns"][0]
    assert (turn["called_at"], turn["ended_at"]) == (EIGHT, EIGHT + 5 * MINUTE)
    assert play.texts[turn["topic"]] == "Ý kiến của điểm 1"
    assert play.view("site:1", "floor")["spoken"] == 2


def test_a_province_sees_its_own_rooms_in_the_queue(play: Play) -> None:
    ask(play, 2, 1)
    play.send(LECTURER, "floor.call", site=2)
    assert play.view("province:01", "floor") == {
        "kind": "floor",
        "line": [[1, 1]],
        "called": 0,
        "accepted": False,
        "waiting": 1,
        "spoken": 0,
    }
    assert play.view("control", "floor")["called"] == 2


def test_a_request_after_the_close_is_kept_and_does_not_queue(play: Play) -> None:
    play.close()
    ask(play, 1)
    assert play.view("presenters", "floor")["waiting"] == 0
    assert play.summary("floor")["run"]["late"] == [1]


def test_a_topic_is_not_longer_than_a_page(play: Play) -> None:
    assert play.refused(who("host"), "floor.ask", topic="x" * 2001) == "floor.too_long"
    play.send(who("host"), "floor.ask", topic="  ")
    assert play.view("site:1", "floor")["topic"] == ""


# --- a room is invited ---------------------------------------------------------------------------------


def test_an_invited_room_is_asked_at_its_desk_and_nobody_else_hears_of_it(play: Play) -> None:
    play.send(LECTURER, "floor.invite", site=2)
    assert play.topics == {"site:2", "presenters"}
    assert play.view("site:2", "floor")["invited"] == EIGHT
    assert [play.view(topic, "floor").get("invited", 0) for topic in ("all", "site:1", "control")] == [0, 0, 0]
    assert play.view("presenters", "floor")["invited"] == [{"site": 2, "at": EIGHT}]


def test_a_room_that_agrees_speaks_next_whoever_waits(play: Play) -> None:
    ask(play, 3, 1)
    play.send(LECTURER, "floor.invite", site=2)
    play.send(who("chair", 2), "floor.agree")
    assert [place(play, site) for site in (2, 3, 1)] == [1, 2, 3]
    assert play.view("presenters", "floor")["invited"] == []
    play.send(LECTURER, "floor.call")
    assert play.view("site:2", "floor")["called"] is True


def test_a_room_that_declines_is_left_in_peace_and_may_be_invited_again(play: Play) -> None:
    play.send(LECTURER, "floor.invite", site=2)
    play.now += MINUTE
    play.send(who("host", 2), "floor.decline")
    assert play.view("site:2", "floor")["invited"] == 0
    seen = play.view("presenters", "floor")
    assert (seen["invited"], seen["declined"]) == ([], [{"site": 2, "at": EIGHT + MINUTE}])
    assert play.send(who("host", 2), "floor.agree") == []
    play.send(LECTURER, "floor.invite", site=2)
    assert (play.view("presenters", "floor")["declined"], play.view("site:2", "floor")["invited"]) == (
        [],
        EIGHT + MINUTE,
    )
    assert play.figures("floor")["invited"] == {"2": 2}
    assert play.figures("floor")["declined"] == {"2": 1}


def test_an_invitation_is_taken_back_or_ends_when_the_room_is_called(play: Play) -> None:
    for site in (1, 2):
        play.send(LECTURER, "floor.invite", site=site)
    play.send(LECTURER, "floor.invite", site=1, off=True)
    play.send(LECTURER, "floor.call", site=2)
    assert [play.view(f"site:{site}", "floor")["invited"] for site in (1, 2)] == [0, 0]
    assert play.send(LECTURER, "floor.invite", site=2) == []


def test_an_agreement_after_the_close_is_kept_and_does_not_queue(play: Play) -> None:
    play.send(LECTURER, "floor.invite", site=2)
    play.close()
    play.send(who("chair", 2), "floor.agree")
    assert play.view("presenters", "floor")["queue"] == []
    assert play.summary("floor")["run"]["late"] == [2]


def test_nobody_is_invited_without_being_named(play: Play) -> None:
    assert play.refused(LECTURER, "floor.invite", site=0) == "floor.invite_whom"
