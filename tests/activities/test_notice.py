"""Notices: to all, to a province, to chosen sites; acknowledged by desks, withdrawn with a reason."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.base.refused import Refused
from tests.activities.make import EIGHT, MINUTE, Play, fold, plan, snapshot, who

OPERATOR, LECTURER, HANOI, NGHE_AN = who("operator"), who("lecturer"), who("province", 1), who("province", 2)
WORDS = "Buổi chiều bắt đầu lúc 13 giờ 45."


@pytest.fixture
def play() -> Play:
    return Play(plan(sites=4))


def send(play: Play, sender: Any = OPERATOR, **body: Any) -> int:
    return play.send(sender, "notice.send", **({"text": WORDS} | body))[0].seq


def owed(play: Play, topic: str = "control") -> dict[str, list[int]]:
    rows: dict[str, list[int]] = play.view(topic, "notice")["sites"]
    return rows


def test_a_notice_to_all_reaches_every_desk_and_no_phone(play: Play) -> None:
    number = send(play, needs=True)
    assert {"all", "phones", "control", "presenters", "province:01"} <= play.topics
    (told,) = play.view("all", "notice")["to_all"]
    assert told == {
        "id": number,
        "text": WORDS,
        "role": "operator",
        "at": EIGHT,
        "needs": True,
        "people": False,
        "withdrawn_at": 0,
        "reason": "",
    }
    assert play.view("phones", "notice") == {}


def test_one_for_people_stands_on_phones_until_it_is_withdrawn(play: Play) -> None:
    number = send(play, people=True)
    assert [told["id"] for told in play.view("phones", "notice")["to_all"]] == [number]
    play.send(OPERATOR, "notice.withdraw", notice=number, reason="Nhầm giờ")
    assert play.view("phones", "notice") == {}
    assert [(told["reason"], told["withdrawn_at"]) for told in play.view("all", "notice")["to_all"]] == [
        ("Nhầm giờ", EIGHT)
    ]


def test_what_is_acknowledged_after_the_close_counts_and_the_first_time_stands(play: Play) -> None:
    number = send(play, needs=True)
    play.now += 9 * MINUTE
    play.close()
    play.send(who("host", 3), "notice.acknowledge", notice=number, claimed=EIGHT + MINUTE)
    assert play.send(who("chair", 3), "notice.acknowledge", notice=number) == []
    assert owed(play) == {str(site): [number] for site in (1, 2, 4, 900)}
    assert play.summary("notice")["run"]["notices"][0]["seen"] == {"3": EIGHT + MINUTE}


def test_chosen_sites_alone_hear_of_theirs(play: Play) -> None:
    number = send(play, to="sites", sites=[3, 1])
    assert {topic for topic in play.topics if topic.startswith("site:")} == {"site:1", "site:3"}
    assert [told["id"] for told in play.view("site:3", "notice")["own"]] == [number]
    assert (play.view("all", "notice"), play.view("site:2", "notice")) == ({}, {})


def test_a_province_speaks_to_its_own_sites(play: Play) -> None:
    send(play, HANOI, needs=True)
    assert owed(play) == {"1": [4], "3": [4]}
    assert owed(play, "province:40") == {}
    assert play.view("province:40", "notice")["sent"] == []
    assert play.view("province:01", "notice")["sent"][0]["of"] == 2
    assert play.refused(HANOI, "notice.send", text=WORDS, to="sites", sites=[1, 2]) == "notice.foreign_site"
    assert play.refused(HANOI, "notice.withdraw", notice=send(play), reason="Không phải") == "notice.not_yours"
    assert play.refused(NGHE_AN, "notice.withdraw", notice=4, reason="Không phải") == "notice.not_yours"
    assert len(play.send(HANOI, "notice.withdraw", notice=4, reason="Nhầm")) == 1


def test_the_sender_sees_how_many_have_acknowledged_and_who_has_not(play: Play) -> None:
    number = send(play, to="province", province="01", needs=True)
    play.now += MINUTE
    assert len(play.send(who("host", 1), "notice.acknowledge", notice=number)) == 1
    assert {"site:1", "control", "presenters", "province:01"} <= play.topics
    assert play.send(who("technician", 1), "notice.acknowledge", notice=number) == []
    (row,) = play.view("presenters", "notice")["sent"]
    assert (row["seen"], row["of"], row["to"], row["province"]) == (1, 2, "province", "01")
    assert owed(play) == {"3": [number]}
    assert play.view("site:1", "notice")["seen"] == [number]
    assert play.refused(who("host", 2), "notice.acknowledge", notice=number) == "notice.unknown"


def test_what_needs_no_acknowledgement_is_owed_by_nobody(play: Play) -> None:
    number = send(play)
    assert owed(play) == {}
    play.send(who("chair", 2), "notice.acknowledge", notice=number)
    assert play.view("control", "notice")["sent"][0]["seen"] == 1


def test_a_withdrawn_notice_is_owed_by_nobody_and_stays_in_the_record(play: Play) -> None:
    number = send(play, needs=True)
    play.send(OPERATOR, "notice.withdraw", notice=number, reason="Đã đổi phòng")
    assert owed(play) == {}
    assert play.send(OPERATOR, "notice.withdraw", notice=number, reason="Lần nữa") == []
    (row,) = play.figures("notice")["notices"]
    assert (row["withdrawn"], row["of"], row["acknowledged"]) == (True, 5, 0)
    assert play.texts[row["text"]] == WORDS
    assert play.send(who("host", 1), "notice.acknowledge", notice=number) != []


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": " "}, "writing.empty"),
        ({"text": "x" * 501}, "writing.too_long"),
        ({"to": "sites"}, "notice.nobody"),
        ({"to": "province", "province": "99"}, "notice.nobody"),
        ({"to": "sites", "sites": [77]}, "notice.foreign_site"),
        ({"to": "province", "province": "01", "people": True}, "notice.people_are_all"),
    ],
)
def test_a_notice_has_words_and_readers(play: Play, body: dict[str, Any], code: str) -> None:
    assert play.refused(OPERATOR, "notice.send", **({"text": WORDS} | body)) == code


def test_a_withdrawal_says_why(play: Play) -> None:
    assert play.refused(LECTURER, "notice.withdraw", notice=send(play), reason="") == "writing.empty"
    assert play.refused(LECTURER, "notice.withdraw", notice=99, reason="Nhầm") == "notice.unknown"


acts = st.tuples(st.just("notice.acknowledge"), st.integers(1, 4), st.integers(4, 12))
sendings = st.tuples(st.just("notice.send"), st.sampled_from(["all", "province", "sites"]), st.booleans())
regrets = st.tuples(st.just("notice.withdraw"), st.integers(4, 12), st.just(0))


@given(st.lists(st.one_of(acts, sendings, regrets), max_size=16), st.integers(0, 20))
def test_what_is_owed_and_what_is_acknowledged_add_up_at_every_cut(steps: list[Any], cut: int) -> None:
    play = Play(plan(sites=4))
    for command, one, other in steps:
        try:
            if command == "notice.send":
                send(play, to=one, province="01", sites=[1, 2], needs=other)
            elif command == "notice.acknowledge":
                play.send(who("host", one), command, notice=other)
            else:
                play.send(OPERATOR, command, notice=one, reason="Nhầm")
        except Refused:
            continue
    left = owed(play)
    for row in play.view("control", "notice")["sent"]:
        missing = sum(row["id"] in rest for rest in left.values())
        assert missing == (0 if row["withdrawn_at"] or not row["needs"] else row["of"] - row["seen"])
    head = snapshot(fold(play.plan, play.facts[:cut]), play.plan)
    assert fold(play.plan, play.facts[cut:], head).states["notice"] == play.state("notice")
