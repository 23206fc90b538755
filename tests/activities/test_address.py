"""Speeches: begun, ended, told afterwards; those of the whole class and those of a room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.activities.address.rules import SORTS
from diemcau.base.refused import Refused
from diemcau.base.words import catalogue
from diemcau.planning.rules import AddressKind
from tests.activities.make import EIGHT, MINUTE, Play, fold, plan, snapshot, who

HOST, OPERATOR, LECTURER = who("host"), who("operator"), who("lecturer")
BY = "Chủ tịch UBND xã"


@pytest.fixture
def play() -> Play:
    return Play(plan(sites=3))


def begin(play: Play, sender, by: str = BY, kind: str = "tham_luan", **more: object) -> int:
    return play.send(sender, "address.begin", by=by, kind=kind, **more)[-1].seq


def speeches(play: Play, topic: str) -> list[dict]:
    told: list[dict] = play.view(topic, "address")["speeches"]
    return told


def test_a_speech_has_a_beginning_an_end_and_a_gist(play: Play) -> None:
    number = begin(play, HOST)
    play.now += 7 * MINUTE
    play.send(HOST, "address.end")
    play.send(HOST, "address.tell", text="Ba việc cần làm ngay.")
    assert play.topics == {"site:1", "control", "presenters", "province:01"}
    assert speeches(play, "site:1") == [
        {
            "id": number,
            "site": 1,
            "kind": "tham_luan",
            "by": BY,
            "from": EIGHT,
            "to": EIGHT + 7 * MINUTE,
            "gist": "Ba việc cần làm ngay.",
        }
    ]
    assert play.send(HOST, "address.end") == []


def test_who_begins_next_ends_the_one_before(play: Play) -> None:
    first = begin(play, HOST)
    play.now += MINUTE
    begin(play, who("chair"), "Bí thư Đảng ủy xã")
    assert {row["id"]: row["to"] for row in speeches(play, "site:1")}[first] == EIGHT + MINUTE
    other = begin(play, who("host", 2))
    assert [row["to"] for row in speeches(play, "site:2") if row["id"] == other] == [0]


def test_a_speech_that_is_put_down_after_the_close_counts_and_is_marked(play: Play) -> None:
    play.now += 9 * MINUTE
    play.close()
    number = begin(play, HOST, claimed=EIGHT)
    play.send(HOST, "address.end", claimed=EIGHT + 5 * MINUTE)
    play.send(HOST, "address.tell", text="Hai việc.")
    (told,) = play.summary("address")["run"]["addresses"]
    assert (told["id"], told["from"], told["to"], told["late"]) == (number, EIGHT, EIGHT + 5 * MINUTE, True)
    assert play.figures("address")["n"] == 1


def test_those_of_the_whole_class_are_noted_above(play: Play) -> None:
    number = begin(play, OPERATOR, "Lãnh đạo Học viện", "phat_bieu_khai_mac")
    begin(play, HOST)
    assert [row["site"] for row in speeches(play, "presenters")] == [1, 0]
    assert [row["site"] for row in speeches(play, "control")] == [1, 0]
    assert [row["site"] for row in speeches(play, "province:01")] == [1]
    assert speeches(play, "province:40") == []
    assert play.refused(HOST, "address.tell", address=number, text="Ý") == "address.not_yours"
    assert len(play.send(LECTURER, "address.tell", address=number, text="Ý chính")) == 1


def test_a_desk_without_a_line_puts_down_when_it_was(play: Play) -> None:
    play.now += 30 * MINUTE
    begin(play, HOST, claimed=EIGHT + 5 * MINUTE)
    play.send(HOST, "address.end", claimed=EIGHT + 9 * MINUTE)
    row = speeches(play, "site:1")[0]
    assert (row["from"], row["to"]) == (EIGHT + 5 * MINUTE, EIGHT + 9 * MINUTE)


def test_what_was_put_down_wrongly_is_corrected_or_struck_out(play: Play) -> None:
    number = begin(play, HOST)
    play.send(HOST, "address.correct", address=number, by="Phó Chủ tịch UBND xã", kind="phat_bieu_thao_luan")
    row = speeches(play, "site:1")[0]
    assert (row["by"], row["kind"]) == ("Phó Chủ tịch UBND xã", "phat_bieu_thao_luan")
    play.send(HOST, "address.strike", address=number)
    assert (speeches(play, "site:1"), play.figures("address")["n"]) == ([], 0)
    assert play.send(HOST, "address.strike", address=number) == []


def test_figures_count_by_kind_and_place_and_the_run_names_texts(play: Play) -> None:
    begin(play, HOST)
    begin(play, LECTURER, "Lãnh đạo Học viện", "phat_bieu_be_mac")
    figures = play.figures("address")
    assert (figures["n"], figures["sites"]) == (2, {"0": 1, "1": 1})
    assert {kind: n for kind, n in figures["kinds"].items() if n} == {"tham_luan": 1, "phat_bieu_be_mac": 1}
    first = play.summary("address")["run"]["addresses"][0]
    assert (play.texts[first["by"]], first["gist"], first["item"]) == (BY, "", 1)


@pytest.mark.parametrize(
    ("verb", "body", "code"),
    [
        ("begin", {"by": " ", "kind": "tham_luan"}, "writing.empty"),
        ("begin", {"by": "x" * 201, "kind": "tham_luan"}, "writing.too_long"),
        ("begin", {"by": BY, "kind": "tro_chuyen"}, "command.bad_body"),
        ("tell", {"text": "Ý"}, "address.not_noted"),
        ("strike", {"address": 99}, "address.not_noted"),
    ],
)
def test_a_speech_is_somebody_s_and_is_known(play: Play, verb: str, body: dict, code: str) -> None:
    assert play.refused(HOST, f"address.{verb}", **body) == code


def test_a_gist_is_not_longer_than_it_may_be(play: Play) -> None:
    begin(play, HOST)
    assert play.refused(HOST, "address.tell", text="x" * 4001) == "writing.too_long"


def test_kinds_are_those_of_the_office_and_have_words() -> None:
    assert set(SORTS) == {kind.value for kind in AddressKind}
    assert [sort for sort in SORTS if f"address.{sort}" not in catalogue()] == []


verbs = st.sampled_from(["begin", "end", "tell", "correct", "strike"])


@given(st.lists(st.tuples(verbs, st.sampled_from([1, 2]), st.integers(0, 9)), max_size=16), st.integers(0, 30))
def test_one_speech_at_most_is_going_on_at_a_place(steps, cut: int) -> None:
    play = Play(plan(sites=2))
    for verb, site, number in steps:
        play.now += MINUTE
        body = {
            "begin": {"by": BY, "kind": "tham_luan"},
            "end": {"address": number},
            "tell": {"address": number, "text": "Ý"},
            "correct": {"address": number, "by": "Khác", "kind": "tham_luan"},
            "strike": {"address": number},
        }[verb]
        try:
            play.send(who("host", site), f"address.{verb}", **body)
        except Refused:
            continue
    for site in (1, 2):
        assert sum(not row["to"] for row in speeches(play, f"site:{site}")) <= 1
    head = snapshot(fold(play.plan, play.facts[:cut]), play.plan)
    assert fold(play.plan, play.facts[cut:], head).states["address"] == play.state("address")
