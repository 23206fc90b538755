"""What counts of the answers of rooms and persons: one rule for all kinds that are opened and closed, told once more.

`Rule` is `activities.steering` in other words and slowly: by owner, from all that happened.
"""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diemcau.activities.steering import Run
from diemcau.base.refused import Refused
from tests.activities.rig import ENDS, MINUTE, Play

CHOICES = ["Một", "Hai", "Ba"]
QUESTION: dict[str, Any] = {"title": "T", "question": "?", "choices": CHOICES}
OPEN: dict[str, Any] = {"title": "T", "question": "?"}
TALK: dict[str, Any] = {"title": "T", "task": "?", "minutes": 5}
CASE: dict[str, Any] = {**TALK, "story": ["K"], "choices": [{"text": words} for words in CHOICES]}
QUIZ = {"title": "T", "questions": [{"code": "a", "text": "?", "right": [2], "choices": CHOICES}]}
SURVEY = {"title": "T", "questions": [{"text": "?", "form": "scale", "choices": CHOICES}], "anonymous": False}

# kind, what is asked, by whom it is answered, the command that says the nth choice
ASKED: dict[str, tuple[str, dict[str, Any], str, Any]] = {
    "poll of persons": ("poll", QUESTION, "phone", lambda n: ("answer", {"choice": n})),
    "poll of rooms": ("poll", {**QUESTION, "answers": "rooms"}, "desk", lambda n: ("answer", {"choice": n})),
    "poll by hand": ("poll", QUESTION, "desk", lambda n: ("answer_rest", {"split": [n, 0, 0]})),
    "test": ("test", QUIZ, "phone", lambda n: ("answer", {"answers": [[n]]})),
    "survey": ("survey", SURVEY, "phone", lambda n: ("answer", {"choices": [[n]]})),
    "survey by hand": ("survey", SURVEY, "desk", lambda n: ("answer_rest", {"persons": n, "counts": [[n, 0, 0]]})),
    "response of rooms": ("response", OPEN, "desk", lambda n: ("answer", {"text": f"{n}"})),
    "response of persons": (
        "response",
        {**OPEN, "answers": "persons"},
        "phone",
        lambda n: ("answer", {"text": f"{n}"}),
    ),
    "discussion": ("discussion", TALK, "desk", lambda n: ("note", {"text": f"{n}"})),
    "situation": ("situation", CASE, "desk", lambda n: ("decide", {"choice": n})),
}
every_sort = pytest.mark.parametrize("sort", list(ASKED))


class Rule:
    """Which answer of each owner counts: (when it was given, what it says)."""

    def __init__(self) -> None:
        self.phase, self.opened, self.closed, self.over = "", 0, 0, False
        self.counts: dict[int, tuple[int, int]] = {}
        self.aside: dict[int, tuple[int, int]] = {}

    def steer(self, step: str, now: int) -> None:
        if step == "open" and self.phase != "open":
            self.phase, self.opened, self.closed = "open", self.opened or now, 0
            for owner in [owner for owner, (at, _) in self.aside.items() if at >= self.opened]:
                self.take(self.counts, owner, self.aside.pop(owner))
        elif step == "close" and self.phase == "open":
            self.phase, self.closed = "closed", now
        elif step == "show":
            self.phase, self.closed = "shown", now if self.phase == "open" else self.closed
        elif step == "void":
            self.phase, self.closed = "void", self.closed or now

    def act(self, owner: int, at: int, value: int) -> None:
        in_time = 0 < self.opened <= at <= (self.closed or ENDS)
        live = self.phase == "open" and not self.over
        self.take(self.counts if in_time or live else self.aside, owner, (at, value))

    def take(self, into: dict[int, tuple[int, int]], owner: int, given: tuple[int, int]) -> None:
        if owner not in into or into[owner][0] <= given[0]:
            into[owner] = given


def held(play: Play, sort: str) -> dict[int, int]:
    """What counts, as the kind keeps it: owner → the choice."""
    kind, state = ASKED[sort][0], play.state
    if sort == "poll of persons":
        return dict(state.seats)
    if sort == "poll of rooms":
        return {site: given.choice for site, given in state.sites.items()}
    if sort == "poll by hand":
        return {site: given.split[0] for site, given in state.sites.items()}
    if sort == "test":
        return {seat: paper.answers[0][0] for seat, paper in state.papers.items()}
    if sort == "survey":
        return {seat: given.choices[0][0] for seat, given in state.seats.items()}
    if sort == "survey by hand":
        return {site: given.persons for site, given in state.rooms.items()}
    if kind == "situation":
        return {site: decision.choice for site, decision in state.sites.items()}
    sheet = state.answers if kind == "response" else state.notes
    return {abs(owner): int(play.on_board.read(given.text)) for owner, given in sheet.held.items()}


def base(play: Play) -> int:
    """How many answers the figures stand on; persons counted by hand are a room's one answer."""
    figures = play.figures()
    return len(figures["rows"]) if figures["rows"] else figures["base"].get("persons", 0)


STEERED = [(step, 0, 0, 0) for step in ("open", "open", "close", "show", "void", "end")]
ACTS = st.tuples(st.just("act"), st.integers(3, 5), st.integers(0, 12), st.integers(1, 3))
STEPS = st.lists(st.one_of(ACTS, st.sampled_from(STEERED)), max_size=24)


@every_sort
@settings(max_examples=60, deadline=None)
@given(steps=STEPS, gap=st.sampled_from([1, 7, 30]))
def test_what_counts_is_what_the_rule_says(sort: str, steps: list[tuple[str, int, int, int]], gap: int) -> None:
    kind, content, by, said = ASKED[sort]
    play, rule, latest = Play(kind, content), Rule(), dict.fromkeys(range(3, 6), 0)
    for what, site, back, value in steps:
        play.now += gap * MINUTE
        if what == "act":
            at = play.now - back * gap * MINUTE // 4
            if by == "phone":  # one phone a seat, and it sends in order
                at = latest[site] = max(latest[site], at)
            verb, body = said(value)
            getattr(play, by)(site * 10 + 1 if by == "phone" else site, verb, at, **body)
            rule.act(site * 10 + 1 if by == "phone" else site, at, value)
        elif what == "end":
            play.end_sitting()
            rule.over = True
        else:
            try:
                play.steer(what)
            except Refused:
                continue
            rule.steer(what, play.now)
    counts = {owner: value for owner, (_, value) in rule.counts.items()}
    assert held(play, sort) == counts
    figures = play.figures()
    assert figures["void"] == (rule.phase == "void")
    if rule.phase == "void":
        assert base(play) == 0
    elif by == "desk":
        assert sorted(row["site"] for row in figures["rows"]) == sorted(counts)
    else:
        assert figures["base"]["persons"] == len(counts)


@every_sort
def test_a_mistake_has_no_figures_and_opened_again_it_has_them_all(sort: str) -> None:
    kind, content, by, said = ASKED[sort]
    play = Play(kind, content)
    play.steer("open")
    for site in (3, 4, 7):
        verb, body = said(1 + site % 3)
        getattr(play, by)(site * 10 + 1 if by == "phone" else site, verb, **body)
    before = play.figures()
    play.steer("void")
    void = play.figures()
    assert (void["void"], void["rows"], set(numbers(void["base"])) <= {0, 8}) == (True, [], True)
    for part in ("split", "by_unit", "by_province", "questions"):
        assert set(sums(void.get(part))) <= {0}
    play.steer("open")
    assert play.figures() == before


def numbers(value: Any) -> list[int]:
    if isinstance(value, dict):
        return [n for one in value.values() for n in numbers(one)]
    if isinstance(value, list):
        return [n for one in value for n in numbers(one)]
    return [value] if isinstance(value, int) else []


def sums(value: Any) -> list[int]:
    """Every split and count of answers in a part of the figures."""
    if isinstance(value, dict):
        return [n for key in ("split", "answered", "right_n") if key in value for n in numbers(value[key])]
    return [n for one in value or [] for n in (sums(one) if isinstance(one, dict) else numbers(one))]


def test_another_rule_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def live_only(run: Run, _at: int, _late: bool) -> bool:
        return run.phase == "open"

    monkeypatch.setattr(Run, "counts", live_only)
    steps = [("open", 0, 0, 0), ("act", 3, 0, 1), ("close", 0, 0, 0), ("act", 3, 8, 2)]
    with pytest.raises(AssertionError):
        test_what_counts_is_what_the_rule_says.hypothesis.inner_test("poll of rooms", steps, 7)  # type: ignore[attr-defined]
