"""The headcount: entered, confirmed, checked, locked, corrected."""

import pytest

from diemcau.activities.headcount.shapes import LEVELS
from diemcau.base.words import catalogue
from tests.activities.make import CENTRE, DEADLINE, EIGHT, ENDS, MINUTE, Play, plan, who

HOST, CHAIR, PROVINCE, OPERATOR = who("host"), who("chair"), who("province"), who("operator")
SEEN = {"present": 3, "excused": 1, "absent": 0}


@pytest.fixture
def play() -> Play:
    return Play(plan(sites=4, people=4))


def sheet(play: Play, site: int = 1) -> dict:
    return play.view(f"site:{site}", "headcount")


def confirmed(play: Play, *sites: int) -> None:
    for site in sites:
        play.send(who("host", site), "headcount.enter", **SEEN)
        play.send(who("chair", site), "headcount.confirm")


def test_a_number_goes_from_the_desk_to_the_lock(play: Play) -> None:
    levels = [sheet(play)["state"]]
    for sender, verb, body in [
        (HOST, "enter", SEEN),
        (CHAIR, "confirm", {"seen": SEEN}),
        (PROVINCE, "check", {"site": 1}),
        (OPERATOR, "lock", {"province": "01"}),
    ]:
        play.now += MINUTE
        play.send(sender, f"headcount.{verb}", **body)
        levels.append(sheet(play)["state"])
    assert levels == list(LEVELS)
    assert sheet(play) == {
        "kind": "headcount",
        "state": "locked",
        "numbers": SEEN,
        "steps": {
            "entered": ["host", EIGHT + MINUTE, False],
            "confirmed": ["chair", EIGHT + 2 * MINUTE, False],
            "checked": ["province", EIGHT + 3 * MINUTE, False],
            "locked": ["operator", EIGHT + 4 * MINUTE, False],
        },
        "after": None,
        "unmatched": None,
        "corrections": [],
        "deadline": DEADLINE,
        "seats": 4,
        "seq": 7,
    }


def test_the_host_confirms_only_on_the_word_of_the_chair(play: Play) -> None:
    play.send(HOST, "headcount.enter", **SEEN)
    assert play.refused(HOST, "headcount.confirm") == "headcount.chair_confirms"
    play.send(HOST, "headcount.confirm", word=True)
    assert sheet(play)["steps"]["confirmed"] == ["word", EIGHT, False]


@pytest.mark.parametrize("body", [{"present": -1}, {"present": 10_000}, {"present": "37"}, {"excused": 1}])
def test_a_headcount_is_a_number_of_people_in_a_room(play: Play, body: dict) -> None:
    assert play.refused(HOST, "headcount.enter", **body) == "command.bad_body"


def test_other_numbers_than_the_chair_saw_are_not_confirmed(play: Play) -> None:
    play.send(HOST, "headcount.enter", present=4)
    play.send(CHAIR, "headcount.confirm", seen=SEEN)
    assert (sheet(play)["state"], sheet(play)["unmatched"]) == ("entered", SEEN)
    play.send(CHAIR, "headcount.confirm", seen={"present": 4})
    assert (sheet(play)["state"], sheet(play)["unmatched"]) == ("confirmed", None)


def test_a_confirmation_that_arrives_first_brings_its_numbers(play: Play) -> None:
    play.send(CHAIR, "headcount.confirm", seen=SEEN)
    play.send(HOST, "headcount.enter", claimed=EIGHT - MINUTE, **SEEN)
    assert (sheet(play)["state"], sheet(play)["numbers"], sheet(play)["after"]) == ("confirmed", SEEN, None)


def test_a_confirmation_of_nothing_confirms_nothing(play: Play) -> None:
    assert len(play.send(CHAIR, "headcount.confirm")) == 1
    assert sheet(play)["state"] == ""


def test_numbers_entered_after_the_confirmation_are_shown_and_do_not_count(play: Play) -> None:
    confirmed(play, 1)
    play.send(HOST, "headcount.enter", present=4)
    assert sheet(play)["numbers"] == SEEN
    assert sheet(play)["after"] == {"present": 4, "excused": 0, "absent": 0}
    assert play.view("province:01", "headcount")["sites"]["1"]["differs"] is True


def test_a_correction_carries_its_reason_and_takes_back_a_check(play: Play) -> None:
    confirmed(play, 1)
    play.send(PROVINCE, "headcount.check", site=1)
    play.send(HOST, "headcount.correct", present=4, reason="Một đồng chí đến sau")
    assert sheet(play)["state"] == "confirmed"
    assert sheet(play)["corrections"] == [
        {
            "by": "host",
            "at": EIGHT,
            "was": SEEN,
            "now": {"present": 4, "excused": 0, "absent": 0},
            "reason": "Một đồng chí đến sau",
        }
    ]


def test_a_correction_never_opens_a_lock(play: Play) -> None:
    confirmed(play, 1)
    play.send(OPERATOR, "headcount.lock", unchecked=True)
    play.close()
    play.now = ENDS
    play.send(CHAIR, "headcount.correct", present=2, reason="Cộng nhầm")
    assert (sheet(play)["state"], sheet(play)["numbers"]["present"]) == ("locked", 2)
    assert play.figures("headcount")["sites"]["1"] == {
        "level": "locked",
        "present": 2,
        "excused": 0,
        "absent": 0,
        "corrections": 1,
    }


@pytest.mark.parametrize(("reason", "code"), [("  ", "headcount.no_reason"), ("x" * 2001, "headcount.too_long")])
def test_a_correction_without_a_fit_reason_is_refused(play: Play, reason: str, code: str) -> None:
    assert play.refused(HOST, "headcount.correct", present=1, reason=reason) == code


def test_who_has_no_site_says_which_one_he_corrects(play: Play) -> None:
    assert play.refused(OPERATOR, "headcount.correct", present=1, reason="Đối chiếu") == "headcount.which_site"


def test_only_what_is_confirmed_is_checked(play: Play) -> None:
    play.send(HOST, "headcount.enter", **SEEN)
    assert play.refused(PROVINCE, "headcount.check", site=1) == "headcount.not_confirmed"


def test_a_province_checks_all_of_its_own_at_once(play: Play) -> None:
    confirmed(play, 1, 2, 3)
    facts = play.send(PROVINCE, "headcount.check")
    assert len(facts) == 2
    assert [sheet(play, site)["state"] for site in (1, 2, 3, 4)] == ["checked", "confirmed", "checked", ""]
    assert play.send(PROVINCE, "headcount.check") == []


def test_a_province_does_not_check_for_another(play: Play) -> None:
    confirmed(play, 2)
    assert play.refused(who("province", 1), "headcount.check", site=2) == "subject.foreign"


def test_the_centre_checks_its_own_site_and_no_other(play: Play) -> None:
    confirmed(play, 1, CENTRE)
    assert play.refused(OPERATOR, "headcount.check", site=1) == "headcount.province_checks"
    play.send(OPERATOR, "headcount.check")
    assert [sheet(play, site)["state"] for site in (1, CENTRE)] == ["confirmed", "checked"]


def test_a_lock_takes_what_is_checked_and_leaves_the_others_open(play: Play) -> None:
    confirmed(play, 1, 3)
    play.send(PROVINCE, "headcount.check", site=1)
    play.send(OPERATOR, "headcount.lock")
    assert [sheet(play, site)["state"] for site in (1, 2, 3)] == ["locked", "", "confirmed"]
    play.send(OPERATOR, "headcount.lock", site=3, unchecked=True)
    assert sheet(play, 3)["state"] == "locked"


def test_a_lock_of_nothing_is_refused(play: Play) -> None:
    confirmed(play, 1)
    assert play.refused(OPERATOR, "headcount.lock", province="40") == "headcount.nothing_to_lock"


def test_a_province_reads_how_many_communes_have_not_confirmed(play: Play) -> None:
    confirmed(play, 1)
    play.send(who("host", 3), "headcount.enter", present=4)
    seen = play.view("province:01", "headcount")
    assert (seen["open"], seen["of"], seen["other"]) == (1, 2, 0)
    assert seen["total"] == SEEN
    assert seen["sites"] == {
        "1": {"s": "confirmed", **SEEN, "by": "chair", "at": EIGHT},
        "3": {"s": "entered", "present": 4, "excused": 0, "absent": 0, "by": "host", "at": EIGHT},
    }


def test_the_control_room_reads_provinces_in_the_order_of_their_codes(play: Play) -> None:
    confirmed(play, 2)
    seen = play.view("control", "headcount")
    assert list(seen["provinces"].items()) == [
        ("", {"of": 0, "open": 0, "other": 1, "open_other": 1}),
        ("01", {"of": 2, "open": 2, "other": 0, "open_other": 0}),
        ("40", {"of": 2, "open": 1, "other": 0, "open_other": 0}),
    ]
    assert (seen["open"], seen["of"], seen["open_other"], seen["other"]) == (3, 4, 1, 1)


def test_figures_never_mix_what_is_confirmed_with_what_is_only_entered(play: Play) -> None:
    confirmed(play, 1)
    play.send(who("host", 2), "headcount.enter", present=4)
    figures = play.figures("headcount")
    assert figures["settled"] == {"sites": 1, **SEEN}
    assert figures["entered"] == {"sites": 1, "present": 4, "excused": 0, "absent": 0}


def test_a_confirmation_after_the_deadline_is_told_in_the_run(play: Play) -> None:
    play.now = DEADLINE + MINUTE
    confirmed(play, 2)
    play.send(who("chair", 1), "headcount.confirm", claimed=DEADLINE - MINUTE, seen=SEEN)
    assert play.summary("headcount")["run"]["after_deadline"] == [2]


def test_a_headcount_that_arrives_after_the_close_counts_and_is_marked(play: Play) -> None:
    play.close()
    play.now = ENDS
    play.send(HOST, "headcount.enter", claimed=EIGHT, **SEEN)
    play.send(HOST, "headcount.confirm", claimed=EIGHT, word=True)
    assert sheet(play)["steps"] == {"entered": ["host", EIGHT, True], "confirmed": ["word", EIGHT, True]}
    assert play.figures("headcount")["settled"]["present"] == 3


def test_a_number_of_a_line_that_was_down_does_not_replace_a_later_one_of_another_device(play: Play) -> None:
    play.now = EIGHT + 20 * MINUTE
    play.send(who("chair", device="b"), "headcount.enter", present=4)
    play.send(who("host", device="a"), "headcount.enter", present=2, claimed=EIGHT)
    assert sheet(play)["numbers"]["present"] == 4


def test_the_lecturer_reads_one_sum(play: Play) -> None:
    confirmed(play, 1, 2)
    assert play.view("presenters", "headcount") == {"kind": "headcount", "people": 6, "settled": 2, "rooms": 5}


def test_every_level_has_words() -> None:
    assert [level for level in LEVELS if level and f"headcount.state.{level}" not in catalogue()] == []
