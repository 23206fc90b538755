"""An item without phones: they are shown nothing in any kind, no device keeps it, and the desk answers for the room."""

from typing import Any

import pytest
from msgspec.structs import replace

from diemcau.activities.kind import Role
from diemcau.activities.plan import PlanItem
from diemcau.activities.registry import KINDS
from tests.activities.rig import Play, plan_of

CHOICES = ["Một", "Hai", "Ba"]
QUESTION: dict[str, Any] = {"title": "T", "question": "?", "choices": CHOICES}
MOVES = [{"text": words} for words in CHOICES]
QUIZ = {"title": "T", "questions": [{"code": "a", "text": "?", "right": [1], "choices": CHOICES}]}
# What is asked; the command with which the desk answers for its room and what it says, none where paper is used.
CASES: dict[str, tuple[str, dict[str, Any], str, dict[str, Any]]] = {
    "slides": ("slides", {"title": "T", "slides": [{"title": "Một"}]}, "", {}),
    "poll": ("poll", QUESTION, "answer_rest", {"split": [2, 1, 0]}),
    "poll of rooms": ("poll", {**QUESTION, "answers": "rooms"}, "answer", {"choice": 1}),
    "test": ("test", QUIZ, "", {}),
    "situation": (
        "situation",
        {"title": "T", "story": ["K"], "task": "?", "minutes": 5, "choices": MOVES},
        "decide",
        {"choice": 2, "hands": [1, 2, 0]},
    ),
    "discussion": ("discussion", {"title": "T", "task": "?", "minutes": 5}, "note", {"text": "Gọn"}),
    "response": ("response", {"title": "T", "question": "?"}, "answer", {"text": "Gọn"}),
    "response of persons": (
        "response",
        {"title": "T", "question": "?", "answers": "persons"},
        "answer",
        {"text": "Gọn"},
    ),
    "survey": (
        "survey",
        {"title": "T", "questions": [{"text": "?", "choices": CHOICES}]},
        "answer_rest",
        {"persons": 3, "counts": [[2, 1, 0]]},
    ),
    "essay": ("essay", {"title": "T", "task": "?"}, "hand_in", {"paper": 1, "text": "Gọn", "seat": 31}),
}
every_case = pytest.mark.parametrize("name", list(CASES))


def opened(name: str, *, phones: bool = False) -> Play:
    """The activity in an item without phones, opened; the item after it takes phones."""
    kind, content, _, _ = CASES[name]
    plan = plan_of(kind, content)
    items = (replace(plan.items[0], phones=phones), PlanItem(2, "closing", "Bế mạc", 30))
    play = Play(kind, content, replace(plan, items=items))
    play.steer("open" if "open" in KINDS[kind].verbs else "show", **({} if kind != "slides" else {"n": 1}))
    return play


def all_acts(play: Play, topic: str) -> dict[str, Any]:
    board = play.on_board
    acts: dict[str, Any] = board.board.view(topic, board.now, board.read)["acts"]
    return acts


@every_case
def test_phones_are_shown_nothing_of_it_before_or_after_the_close(name: str) -> None:
    play = opened(name)
    assert all_acts(play, "phones") == {}
    assert "a" in all_acts(play, "all")
    play.end_sitting()
    assert "a" not in all_acts(play, "phones")


@every_case
def test_in_an_item_with_phones_they_are_shown_it_and_may_keep_it(name: str) -> None:
    shown = all_acts(opened(name, phones=True), "phones")["a"]
    assert "quiet" not in shown


@every_case
def test_whatever_is_shown_of_it_says_that_no_device_keeps_it(name: str) -> None:
    play = opened(name)
    verb, body = CASES[name][2:]
    if verb:
        play.desk(3, verb, role=Role.HOST, **body)
    topics = ("all", "site:3", "seat:31", "presenters", "control", "province:01")
    shown = [act for topic in topics if (act := all_acts(play, topic).get("a"))]
    assert len(shown) > 1
    assert [act["quiet"] for act in shown] == [True] * len(shown)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case[2]])
def test_the_desk_answers_for_the_room(name: str) -> None:
    play = opened(name)
    _, _, verb, body = CASES[name]
    assert play.desk(3, verb, role=Role.HOST, **body) != []
    base = play.figures()["base"]
    assert (base.get("rooms", 0), base.get("persons", 0)) in {(1, 0), (0, 3), (0, 1)}


def test_every_kind_that_is_opened_is_looked_at() -> None:
    assert {kind for kind, *_ in CASES.values()} == {name for name, kind in KINDS.items() if not kind.standing}
