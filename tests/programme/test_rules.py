"""Differences between two versions, each with words."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from diemcau.activities.discussion.content import Discussion
from diemcau.activities.essay.content import Essay
from diemcau.activities.poll.content import Poll
from diemcau.activities.response.content import Response
from diemcau.activities.situation.content import Choice, Development, Situation, Variable
from diemcau.activities.situation.content import Test as Asked
from diemcau.activities.slides.content import Slide, Slides
from diemcau.activities.survey.content import Survey
from diemcau.activities.test.content import Quiz
from diemcau.base.words import catalogue, say
from diemcau.programme.content import Document, Lesson, Programme, Slot, Topic
from diemcau.programme.rules import ITEM_LISTS, differences, warnings

TOPIC = Topic(no=2, title="Hai", slides=Slides("Hai", (Slide("a"), Slide("b"))))
OLD = Programme("thu", "Thử", ("Một",), "", (Topic(no=1, title="Một"), TOPIC))


def with_topic(**changed: Any) -> Programme:
    return replace(OLD, topics=(OLD.topics[0], replace(TOPIC, **changed)))


CHANGES: dict[str, tuple[Programme, dict[str, Any]]] = {
    "title": (replace(OLD, title="Khác"), {}),
    "objectives": (replace(OLD, objectives=()), {}),
    "notes": (replace(OLD, notes="Có"), {}),
    "topic_added": (replace(OLD, topics=(*OLD.topics, Topic(no=3, title="Ba"))), {"no": 3, "title": "Ba"}),
    "topic_removed": (replace(OLD, topics=OLD.topics[:1]), {"no": 2, "title": "Hai"}),
    "topic_title": (with_topic(title="Nhị"), {"no": 2, "old": "Hai", "new": "Nhị"}),
    "topic_minutes": (with_topic(minutes=90), {"no": 2, "old": 0, "new": 90}),
    "topic_moved": (
        replace(OLD, topics=(replace(TOPIC, no=1), replace(OLD.topics[0], no=2))),
        {"no": 1, "old": 2, "title": "Hai"},
    ),
    "topic_phones_no": (with_topic(phones=False), {"no": 2}),
    "topic_recording_no": (with_topic(recording=False), {"no": 2}),
    "topic_locked": (with_topic(locked=("title",)), {"no": 2}),
    "topic_slots": (with_topic(slots=(Slot("lesson", "site", "x"),)), {"no": 2}),
    "topic_about": (with_topic(about="Có"), {"no": 2}),
    "topic_slides": (with_topic(slides=None), {"no": 2, "old": 2, "new": 0}),
}


def lists(part: str, *titles: str, text: str = "") -> Programme:
    """The programme with these things in a list of its second topic."""
    made: dict[str, Callable[[str], Any]] = {
        "situations": lambda title: Situation(title, (), text, (), 5),
        "questions": lambda title: Poll(title, text, ()),
        "responses": lambda title: Response(title, text),
        "discussions": lambda title: Discussion(title, text, 5),
        "tests": lambda title: Quiz(title, (), pair=text),
        "surveys": lambda title: Survey(title, (), mark=text),
        "essays": lambda title: Essay(title, text),
        "lessons": lambda title: Lesson(title, text),
        "documents": lambda title: Document(title, text),
    }
    return with_topic(**{part: tuple(map(made[part], titles))})


@pytest.mark.parametrize("part", ITEM_LISTS)
def test_things_of_a_list_are_said_by_their_titles(part: str) -> None:
    one = part.removesuffix("s")
    told: dict[str, tuple[Programme, Programme, dict[str, Any]]] = {
        f"{one}_added": (lists(part, "A"), lists(part, "A", "B"), {"no": 2, "title": "B"}),
        f"{one}_removed": (lists(part, "A", "B"), lists(part, "B"), {"no": 2, "title": "A"}),
        f"{one}_changed": (lists(part, "A", "B"), lists(part, "A", "B", text="mới"), {"no": 2, "title": "A"}),
        f"{part}_order": (lists(part, "A", "B"), lists(part, "B", "A"), {"no": 2}),
    }
    for code, (before, after, data) in told.items():
        assert differences(before, after)[0] == (code, data)
        for lang in ("vi", "en"):
            assert "{" not in say(f"office.programme.change.{code}", lang, **data)


def test_what_is_now_allowed_is_said_as_well() -> None:
    changes = differences(with_topic(phones=False, recording=False), OLD)
    assert [say(f"office.programme.change.{change.code}", **change.data) for change in changes] == [
        "Chuyên đề 2: nay được dùng điện thoại",
        "Chuyên đề 2: nay có ghi hình",
    ]


def test_two_topics_that_changed_places_are_not_two_other_topics() -> None:
    moved = replace(OLD, topics=(replace(TOPIC, no=1), replace(OLD.topics[0], no=2)))
    assert [say(f"office.programme.change.{change.code}", **change.data) for change in differences(OLD, moved)] == [
        "Chuyên đề “Hai”: chuyển từ số 2 thành số 1",
        "Chuyên đề “Một”: chuyển từ số 1 thành số 2",
    ]


@pytest.mark.parametrize("code", CHANGES)
def test_each_change_is_said(code: str) -> None:
    new, data = CHANGES[code]
    assert differences(OLD, new)[0] == (code, data)
    for lang in ("vi", "en"):
        assert "{" not in say(f"office.programme.change.{code}", lang, **data)


def test_every_change_that_has_words_is_tested() -> None:
    start = "office.programme.change."
    of_lists = {
        f"{part if how == 'order' else part.removesuffix('s')}_{how}"
        for part in ITEM_LISTS
        for how in ("added", "removed", "changed", "order")
    }
    worded = {key.removeprefix(start) for key in catalogue() if key.startswith(start)}
    assert worded == set(CHANGES) | of_lists | {"topic_phones_yes", "topic_recording_yes"}


def test_warnings_are_said_and_forbid_nothing() -> None:
    file = "ab" * 32
    bare = Programme("thu", "Thử", topics=(Topic(no=1, title="Một"),))
    full = with_topic(
        minutes=10,
        slides=Slides("Hai", (Slide("a", page=1),), file=file),
        situations=(Situation("Nước lên", (), "", (), 12),),
        documents=(Document("Sổ tay", file),),
    )
    found = [
        warnings(replace(bare, topics=()), frozenset()),
        warnings(bare, frozenset()),
        warnings(replace(full, topics=full.topics[1:]), frozenset({file})),
    ]
    assert [[say(f"office.programme.warning.{one.code}", **one.data) for one in some] for some in found] == [
        ["Chưa ghi mục tiêu của lớp.", "Chưa có chuyên đề nào."],
        ["Chưa ghi mục tiêu của lớp.", "Chuyên đề 1: chưa có nội dung.", "Chuyên đề 1: chưa nêu thời lượng."],
        [
            "Chuyên đề 2: thiếu tệp slide trên máy chủ; hãy tải lại.",
            "Chuyên đề 2: thiếu tệp của tài liệu “Sổ tay” trên máy chủ; hãy tải lại.",
            "Chuyên đề 2: thảo luận tình huống cần 12 phút, chuyên đề chỉ có 10 phút.",
        ],
    ]
    for change in [one for some in found for one in some]:
        assert "{" not in say(f"office.programme.warning.{change.code}", "en", **change.data)


def test_a_situation_that_holds_something_odd_and_half_a_pair_of_tests_are_said_before_a_release() -> None:
    never = Development("1", "Lũ về.", when=(Asked(10, variable="nuoc", op="≥"),))
    variables = (Variable("nuoc", "Nước", 0, 0, 10),)
    case = Situation("Nước lên", ("a",), "?", (Choice("A"), Choice("B")), 5, developments=(never,), variables=variables)
    before, after = (Quiz(when, (), when, "cap") for when in ("before", "after"))
    held = with_topic(minutes=60, situations=(case,), tests=(before,))
    told = [one for one in warnings(held, frozenset()) if one.code in {"situation", "pair_alone"}]
    assert told == [
        ("situation", {"no": 2, "title": "Nước lên", "count": 2}),  # nothing brings it, and there is no ending
        ("pair_alone", {"no": 2, "title": "before"}),
    ]
    for change in told:
        for lang in ("vi", "en"):
            assert "{" not in say(f"office.programme.warning.{change.code}", lang, **change.data)
    paired = with_topic(minutes=60, tests=(before, after))
    assert "pair_alone" not in [one.code for one in warnings(paired, frozenset())]


def test_equal_programmes_do_not_differ() -> None:
    assert differences(OLD, OLD) == []
