"""Texts grouped by likeness: what is alike, that the order of arrival is nothing, that groups keep their numbers."""

import subprocess
import sys
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.sentences import IDEAS, sentences
from diemcau.activities.kind import Group
from diemcau.classroom.grouping import rules
from diemcau.classroom.grouping.rules import Corpus, renumbered, words_of

COUNTER = [
    "Tăng thêm người trực ở bộ phận một cửa vào buổi sáng",
    "Bố trí thêm cán bộ trực tại bộ phận một cửa",
    "bo tri them can bo truc bo phan 1 cua",
]
ONLINE = [
    "Tổ công nghệ số cộng đồng hướng dẫn người dân nộp trực tuyến",
    "Nhờ tổ công nghệ số cộng đồng giúp bà con nộp hồ sơ trực tuyến",
]
NAUGHTY = [
    "",
    " ",
    "???",
    "\u202e",
    "🙂🙂",
    "<script>alert(1)</script>",
    "null",
    "a" * 2000,
    "và của các",
    "Ω≈ç√∫",
    "0",
]
WORDS = [
    "rừng",
    "suối",
    "chè",
    "lúa",
    "cầu",
    "chợ",
    "hồ",
    "sơ",
    "dân",
    "thôn",
    "số",
    "mạng",
    "loa",
    "họp",
    "tổ",
    "hẹn",
    "giờ",
    "phiếu",
]
texts = st.lists(st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join), max_size=40)


def grouped(*said: str) -> set[tuple[int, ...]]:
    corpus = Corpus()
    corpus.add(dict(enumerate(said, 1)))
    return {group.members for group in corpus.group()}


def named(said: dict[int, str]) -> list[tuple[str, list[str]]]:
    corpus = Corpus()
    corpus.add(said)
    return sorted((said[group.typical], sorted(said[place] for place in group.members)) for group in corpus.group())


def test_sentences_that_say_one_thing_in_other_words_are_one_group() -> None:
    assert grouped(*COUNTER, *ONLINE, "Báo cáo tỉnh") == {(1, 2, 3), (4, 5), (6,)}


def test_marks_capitals_and_punctuation_make_no_difference() -> None:
    assert grouped("Hẹn giờ cho dân.", "HEN GIO CHO DAN", "hẹn giờ, cho dân!") == {(1, 2, 3)}


def test_a_group_is_named_by_the_sentence_that_most_rooms_could_have_written() -> None:
    said = ["Sơ tán dân vùng ngập", "Sơ tán dân vùng ngập", "Sơ tán dân vùng ngập ngay trong đêm", "Sơ tán người già"]
    assert named(dict(enumerate(said)))[0][0] == "Sơ tán dân vùng ngập"


def test_nothing_one_thing_and_the_same_thing_everywhere() -> None:
    assert (grouped(), grouped("Một câu"), grouped(*["Một câu"] * 5)) == (set(), {(1,)}, {(1, 2, 3, 4, 5)})


def test_naughty_texts_stand_each_where_it_belongs() -> None:
    found = grouped(*NAUGHTY)
    assert sorted(place for members in found for place in members) == list(range(1, len(NAUGHTY) + 1))
    assert all(words_of(text) for text in NAUGHTY)


def test_ideas_are_told_apart_at_the_size_of_the_country() -> None:
    rows = list(sentences(3356, 1))
    corpus = Corpus()
    corpus.add({place: text for place, (_, text) in enumerate(rows)})
    groups = sorted(corpus.group(), key=lambda group: -len(group.members))
    large = [group for group in groups if len(group.members) >= 30]
    pure = 0
    for group in large:
        ideas = [rows[place][0] for place in group.members]
        pure += max(ideas.count(idea) for idea in set(ideas))
    assert sum(len(group.members) for group in large) > 0.9 * len(rows)
    assert pure > 0.9 * sum(len(group.members) for group in large)
    assert {rows[group.typical][0] for group in large} == set(range(len(IDEAS)))


@settings(max_examples=60, deadline=None)
@given(texts, st.randoms(use_true_random=False))
def test_the_order_of_arrival_changes_nothing(said: list[str], chance: Random) -> None:
    places = list(range(len(said)))
    chance.shuffle(places)
    corpus = Corpus()
    for place in places[: len(places) // 2]:
        corpus.add({place: "một câu đã đổi"})
    corpus.drop(places[: len(places) // 2])
    for place in places:
        corpus.add({place: said[place]})
    straight = Corpus()
    straight.add(dict(enumerate(said)))
    assert sorted(corpus.group(), key=repr) == sorted(straight.group(), key=repr)


@settings(max_examples=60, deadline=None)
@given(texts)
def test_every_text_stands_in_one_group_and_its_typical_one_too(said: list[str]) -> None:
    corpus = Corpus()
    corpus.add(dict(enumerate(said)))
    groups = corpus.group()
    assert sorted(place for group in groups for place in group.members) == list(range(len(said)))
    assert all(group.typical in group.members for group in groups)


@settings(max_examples=60, deadline=None)
@given(texts, texts)
def test_numbers_are_one_for_each_group_and_are_kept_by_a_group_that_only_grows(old: list[str], new: list[str]) -> None:
    corpus = Corpus()
    corpus.add(dict(enumerate(old)))
    before = renumbered(corpus.group(), ())
    corpus.add(dict(enumerate(new, len(old))))
    after = renumbered(corpus.group(), before)
    assert len({group.id for group in after}) == len(after)
    assert [len(group.members) for group in after] == sorted((len(group.members) for group in after), reverse=True)
    whole = {group.members: group.id for group in before}
    for group in after:
        own = tuple(place for place in group.members if place < len(old))
        if own in whole:
            assert group.id == whole[own]


def test_a_group_that_splits_leaves_its_number_to_the_larger_part() -> None:
    before = (Group(7, 1, (1, 2, 3, 4, 5)), Group(9, 6, (6, 7)))
    found = [Group(1, 1, (1, 2)), Group(3, 3, (3, 4, 5, 6)), Group(7, 7, (7, 8))]
    assert [(group.id, group.members) for group in renumbered(found, before)] == [
        (7, (3, 4, 5, 6)),
        (1, (1, 2)),
        (9, (7, 8)),
    ]


def test_more_texts_than_can_be_compared_are_all_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST", 3)
    assert grouped(*COUNTER, *ONLINE) == {(1, 2, 3), (4,), (5,)}


def test_only_the_process_that_groups_loads_what_groups() -> None:
    for module in ("accept", "writer", "stream", "boards"):
        code = f"import sys, diemcau.classroom.live.{module}; sys.exit('numpy' in sys.modules)"
        assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0, module
