"""Differences between two versions, each with words."""

from typing import Any

import pytest
from msgspec.structs import replace

from diemcau.activities.slides.content import Slide, Slides
from diemcau.base.words import catalogue, say
from diemcau.programme.content import Programme, Slot, Topic
from diemcau.programme.rules import differences

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
    "topic_phones": (with_topic(phones=False), {"no": 2}),
    "topic_recording": (with_topic(recording=False), {"no": 2}),
    "topic_locked": (with_topic(locked=("title",)), {"no": 2}),
    "topic_slots": (with_topic(slots=(Slot("lesson", "site", "x"),)), {"no": 2}),
    "topic_about": (with_topic(about="Có"), {"no": 2}),
    "topic_slides": (with_topic(slides=None), {"no": 2, "old": 2, "new": 0}),
    "topic_situations": (with_topic(situations=(object(),)), {"no": 2, "old": 0, "new": 1}),
    "topic_questions": (with_topic(questions=(object(),)), {"no": 2, "old": 0, "new": 1}),
}


@pytest.mark.parametrize("code", CHANGES)
def test_each_change_is_said(code: str) -> None:
    new, data = CHANGES[code]
    assert differences(OLD, new) == [(code, data)]
    for lang in ("vi", "en"):
        assert "{" not in say(f"office.programme.change.{code}", lang, **data)


def test_every_change_that_has_words_is_tested() -> None:
    start = "office.programme.change."
    assert {key.removeprefix(start) for key in catalogue() if key.startswith(start)} == set(CHANGES)


def test_equal_programmes_do_not_differ() -> None:
    assert differences(OLD, OLD) == []
