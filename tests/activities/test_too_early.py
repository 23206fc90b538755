"""Nobody is led by what others answered: until it is shown, other answers give the very same views.

Two classes differ in what site 4 and its people said, in nothing else. Whoever does not steer sees the same in both.
"""

from typing import Any

import pytest

from diemcau.activities.kind import PRESENTERS, Role, Who
from diemcau.activities.poll.rules import KIND as POLL
from diemcau.activities.poll.rules import PollKind
from diemcau.activities.registry import KINDS
from tests.activities.rig import MINUTE, Play

CHOICES = ["Một", "Hai", "Ba"]
QUESTION: dict[str, Any] = {"title": "T", "question": "?", "choices": CHOICES}
MOVES = [{"text": words, "effects": [{"variable": "x", "by": by}]} for words, by in (("Một", 1), ("Hai", -1))]
CASE: dict[str, Any] = {
    "title": "T",
    "story": ["K"],
    "task": "?",
    "minutes": 5,
    "choices": MOVES,
    "variables": [{"code": "x", "title": "Người", "start": 2, "low": 0, "high": 4}],
    "turns": [{"code": "2", "task": "Viết", "form": "text"}],
    "developments": [{"code": "a", "text": "Lũ", "turn": "2", "when": [{"decision": "1", "value": 1}]}],
    "endings": [
        {"code": "1", "title": "Đủ", "text": "Đ", "when": [{"variable": "x", "value": 3}]},
        {"code": "2", "title": "Thường", "text": "T"},
    ],
}
ITEMS = [{"code": "a", "text": "?", "right": [2], "choices": CHOICES}]
RATED = [{"text": "?", "choices": CHOICES}, {"text": "Giảng viên?", "choices": CHOICES, "lecturer": True}]
BALLOT = Who(Role.BALLOT, "ballot")
# What is asked; what site 4 says in the one class and in the other; what shows it.
Said = list[tuple[str, str, dict[str, Any]]]  # by whom ("phone" and "desk" of site 4, or a seat), verb, body
HANDED_IN: Said = [(str(seat), "hand_in", {"envelope": f"{seat}"}) for seat in (43, 51, 52, 53)]
CASES: dict[str, tuple[str, dict[str, Any], Said, Said, str]] = {
    "poll": (
        "poll",
        QUESTION,
        [("phone", "answer", {"choice": 1}), ("desk", "answer_rest", {"split": [2, 0, 0]})],
        [("phone", "answer", {"choice": 3}), ("desk", "answer_rest", {"split": [0, 1, 1]})],
        "show",
    ),
    "poll of rooms": (
        "poll",
        {**QUESTION, "answers": "rooms"},
        [("desk", "answer", {"choice": 1})],
        [("desk", "answer", {"choice": 3})],
        "show",
    ),
    "poll, several": (
        "poll",
        {**QUESTION, "form": "several"},
        [("phone", "answer", {"choices": [1]}), ("desk", "answer_rest", {"split": [2, 0, 0], "persons": 2})],
        [("phone", "answer", {"choices": [2, 3]}), ("desk", "answer_rest", {"split": [1, 2, 1], "persons": 2})],
        "show",
    ),
    "poll, scale": (
        "poll",
        {**QUESTION, "form": "scale"},
        [("phone", "answer", {"choice": 1})],
        [("phone", "answer", {"choice": 3})],
        "show",
    ),
    "poll, ranking": (
        "poll",
        {**QUESTION, "form": "ranking"},
        [("phone", "answer", {"choices": [1, 2, 3]})],
        [("phone", "answer", {"choices": [3, 1, 2]})],
        "show",
    ),
    "secret poll": (
        "poll",
        {**QUESTION, "anonymous": True},
        [("phone", "hand_in", {"envelope": "a1"}), *HANDED_IN, *[("nobody", "ballot", {"choice": 1})] * 5],
        [("phone", "hand_in", {"envelope": "b2"}), *HANDED_IN, *[("nobody", "ballot", {"choice": 3})] * 5],
        "show",
    ),
    "test": (
        "test",
        {"title": "T", "questions": ITEMS},
        [("phone", "answer", {"answers": [[1]]})],
        [("phone", "answer", {"answers": [[2]]})],
        "show",
    ),
    "survey": (
        "survey",
        {"title": "T", "questions": RATED, "anonymous": False},
        [("phone", "answer", {"choices": [[1], [1]]}), ("desk", "answer_rest", {"persons": 9, "counts": [[9, 0, 0]]})],
        [("phone", "answer", {"choices": [[3], [3]]}), ("desk", "answer_rest", {"persons": 9, "counts": [[0, 0, 9]]})],
        "show",
    ),
    "secret survey": (
        "survey",
        {"title": "T", "questions": RATED},
        [
            ("phone", "hand_in", {"envelope": "a1"}),
            ("nobody", "ballot", {"choices": [[1], [1]]}),
            ("desk", "answer_rest", {"persons": 9, "counts": [[9, 0, 0]]}),
        ],
        [
            ("phone", "hand_in", {"envelope": "b2"}),
            ("nobody", "ballot", {"choices": [[3], [3]]}),
            ("desk", "answer_rest", {"persons": 9, "counts": [[0, 0, 9]]}),
        ],
        "show",
    ),
    "response of rooms": (
        "response",
        {"title": "T", "question": "?"},
        [("desk", "answer", {"text": "Một", "named": True})],
        [("desk", "answer", {"text": "Hai"})],
        "pick",
    ),
    "response of persons": (
        "response",
        {"title": "T", "question": "?", "answers": "persons"},
        [("phone", "answer", {"text": "Một"}), ("desk", "answer", {"text": "Ba"})],
        [("phone", "answer", {"text": "Hai"}), ("desk", "answer", {"text": "Bốn"})],
        "pick",
    ),
    "discussion": (
        "discussion",
        {"title": "T", "task": "?", "minutes": 5},
        [("desk", "note", {"text": "Một"})],
        [("desk", "note", {"text": "Hai", "named": True})],
        "pick",
    ),
    "situation": (
        "situation",
        CASE,
        [
            ("desk", "decide", {"choice": 1, "reason": "Vì gần"}),
            ("desk", "decide", {"turn": "2", "text": "Gọi xã bên"}),
        ],
        [("desk", "decide", {"choice": 2, "reason": "Vì xa", "named": True, "hands": [1, 2]})],
        "show",
    ),
    "essay": (
        "essay",
        {"title": "T", "task": "?"},
        [("phone", "hand_in", {"paper": 1, "text": "Một"})],
        [("phone", "hand_in", {"paper": 1, "text": "Hai"})],
        "",
    ),
}
OTHERS = ("all", "phones", "site:3", "site:1", "seat:31", "seat:42", "control", "province:01", "province:40")
every_case = pytest.mark.parametrize("name", list(CASES))


def say(play: Play, said: Said, *, ballots: bool) -> None:
    for by, verb, body in said:
        if by == "nobody" and ballots:
            play.turn(BALLOT, verb, 0, body)
        elif by.isdecimal() and not ballots:
            play.phone(int(by), verb, **body)
        elif by != "nobody" and not ballots:
            getattr(play, by)(41 if by == "phone" else 4, verb, **body)


def acts(kind: str, content: dict[str, Any], said: Said, stop: str) -> Play:
    """A class up to a step: opened, closed, opened again where that may be, voided, shown."""
    play = Play(kind, content)
    play.steer("open")
    if kind == "situation":
        play.steer("discuss")
    say(play, said, ballots=False)
    if stop == "open":
        return play
    play.now += MINUTE
    if stop == "void":
        play.steer("close")
        play.steer("void")
        return play
    play.steer("close")
    say(play, said, ballots=True)
    if stop == "show":
        play.steer("show", **({"expert": True} if kind == "situation" else {}))
    elif stop == "pick":
        given = {"response": {"chosen": [{"answer": 5}]}, "discussion": {"sites": [4]}}[kind]
        play.steer("pick", **given)
    return play


def seen(play: Play) -> dict[str, Any]:
    return {topic: play.view(topic) for topic in OTHERS}


@every_case
@pytest.mark.parametrize("stop", ["open", "close", "void"])
def test_what_others_answered_changes_no_view_before_it_is_shown(name: str, stop: str) -> None:
    kind, content, one, other, _ = CASES[name]
    first, second = (acts(kind, content, said, stop) for said in (one, other))
    assert seen(first) == seen(second)


@pytest.mark.parametrize("name", [name for name, case in CASES.items() if case[4]])
def test_what_was_shown_is_seen_by_all(name: str) -> None:
    kind, content, one, other, shows = CASES[name]
    first, second = (acts(kind, content, said, shows) for said in (one, other))
    assert first.view("all") != second.view("all")


@every_case
def test_who_steers_sees_the_answers_as_they_come_but_never_an_envelope(name: str) -> None:
    kind, content, one, other, _ = CASES[name]
    first, second = (acts(kind, content, said, "open") for said in (one, other))
    unseen = kind in {"essay", "survey"} or content.get("anonymous")
    assert (first.view(PRESENTERS) == second.view(PRESENTERS)) is bool(unseen)


def test_every_kind_with_answers_of_others_is_looked_at() -> None:
    asked = {kind for kind, *_ in CASES.values()}
    assert {name for name, kind in KINDS.items() if not kind.standing} - asked == {"slides"}


def test_a_view_that_tells_too_early_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    told = PollKind.for_control

    def too_much(kind: PollKind, state: Any, look: Any) -> Any:
        view = told(kind, state, look)
        return view and {**view, "split": list(state.phones)}

    monkeypatch.setattr(type(POLL), "for_control", too_much)
    with pytest.raises(AssertionError):
        test_what_others_answered_changes_no_view_before_it_is_shown("poll", "open")
