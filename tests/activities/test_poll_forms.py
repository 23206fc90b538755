"""Polls of all four forms: several choices, a scale, an order; how they are counted, and what nobody sees too early."""

import statistics
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.activities.poll import counting
from diemcau.activities.poll.counting import MANY
from tests.activities.rig import EIGHT, MINUTE, Play
from tests.activities.test_poll import PERSONS, opened, refusal

SEVERAL: dict[str, Any] = {**PERSONS, "form": "several", "most": 2}
SCALE: dict[str, Any] = {**PERSONS, "choices": ["Rất khó", "Khó", "Vừa", "Dễ", "Rất dễ"], "form": "scale"}
RANKING: dict[str, Any] = {**PERSONS, "form": "ranking"}


def result(play: Play) -> dict[str, Any]:
    return {key: value for key, value in play.summary().items() if key in {"split", "base", "points", "mean", "median"}}


def test_of_several_choices_each_person_is_one_in_the_base() -> None:
    play = opened(SEVERAL)
    play.phone(31, "answer", choices=[3, 1])
    play.phone(32, "answer", choices=[1])
    play.phone(32, "answer", choices=[2])
    play.desk(3, "answer_rest", split=[1, 1, 0], persons=1)
    play.desk(4, "answer_rest", split=[2, 1, 1], persons=3)
    assert result(play) == {
        "split": [4, 3, 2],
        "base": {"persons": 6, "phones": 2, "hands": 4, "hands_at": 2},
    }
    assert play.view("seat:31") == {"kind": "poll", "mine": [1, 3], "late": 0}
    assert (play.view("site:4") or {})["mine"] == {"choice": 0, "split": [2, 1, 1], "persons": 3, "at": EIGHT}
    assert play.summary()["rows"] == [
        {"site": 3, "phones": [1, 1, 1], "hands": [1, 1, 0], "persons": 3, "over": False},
        {"site": 4, "phones": [0, 0, 0], "hands": [2, 1, 1], "persons": 3, "over": False},
    ]


@pytest.mark.parametrize("choices", [[], [1, 1], [0], [4], [1, 2, 3]])
def test_a_list_of_choices_that_cannot_be_is_refused(choices: list[int]) -> None:
    assert refusal(opened(SEVERAL), "phone", 31, "answer", choices=choices) == "poll.bad_choices"


@pytest.mark.parametrize(
    ("split", "persons"), [([2, 0, 0], 1), ([1, 1, 1], 1), ([1, 0, 0], 2), ([1, 1, 0], 0), ([0, 0, 0], 1)]
)
def test_hands_for_several_choices_fit_the_number_of_people(split: list[int], persons: int) -> None:
    assert refusal(opened(SEVERAL), "desk", 3, "answer_rest", split=split, persons=persons) == "poll.bad_persons"


def test_a_scale_has_a_mean_and_a_median() -> None:
    play = opened(SCALE)
    for seat, choice in ((31, 1), (32, 4), (33, 5)):
        play.phone(seat, "answer", choice=choice)
    assert result(play) == {
        "split": [1, 0, 0, 1, 1],
        "base": {"persons": 3, "phones": 3, "hands": 0, "hands_at": 0},
        "mean": 10 / 3,
        "median": 4,
    }
    play.desk(4, "answer_rest", split=[0, 0, 0, 0, 1])
    assert (play.summary()["mean"], play.summary()["median"]) == (3.75, 4.5)


def test_a_ranking_gives_points_and_mean_places() -> None:
    """Borda's own example: A is first for 8 of 21, and last for the 13 others."""
    play = Play("poll", {**RANKING, "answers": "persons"})
    play.steer("open")
    votes = [[1, 2, 3]] * 1 + [[1, 3, 2]] * 7 + [[2, 3, 1]] * 7 + [[3, 2, 1]] * 6
    for number, vote in enumerate(votes):
        play.phone((number // 3 + 1) * 10 + number % 3 + 1, "answer", choices=vote)
    assert result(play) == {
        "split": [8, 7, 6],
        "base": {"persons": 21, "phones": 21, "hands": 0, "hands_at": 0},
        "points": [16, 21, 26],
    }
    assert play.summary()["means"] == [3 - 16 / 21, 2, 3 - 26 / 21]


@pytest.mark.parametrize("choices", [[], [1, 2], [1, 2, 2], [1, 2, 4], [1, 2, 3, 1]])
def test_an_order_that_lacks_a_choice_is_refused(choices: list[int]) -> None:
    assert refusal(opened(RANKING), "phone", 31, "answer", choices=choices) == "poll.bad_order"


def test_an_order_cannot_be_given_by_hands() -> None:
    assert refusal(opened(RANKING), "desk", 3, "answer_rest", split=[1, 0, 0]) == "poll.no_hands"


@pytest.mark.parametrize("form", [SEVERAL, RANKING])
def test_a_list_does_not_take_a_single_choice_nor_a_single_question_a_list(form: dict[str, Any]) -> None:
    assert refusal(opened(form), "phone", 31, "answer", choice=1).startswith("poll.bad_")
    assert refusal(opened(), "phone", 31, "answer", choice=1, choices=[1]) == "poll.no_such_choice"


def test_rooms_answer_in_every_form_too() -> None:
    for content, body, shown in (
        (SEVERAL, {"choices": [2, 3]}, {"choice": 0, "choices": [2, 3]}),
        (SCALE, {"choice": 2}, {"choice": 2}),
        (RANKING, {"choices": [3, 1, 2]}, {"choice": 3, "choices": [3, 1, 2]}),
    ):
        play = opened({**content, "answers": "rooms"})
        play.desk(3, "answer", choices=list(range(1, 4))[: content.get("most", 3)]) if "choices" in body else None
        play.desk(3, "answer", **body)
        assert play.summary()["base"] == {"rooms": 1, "of": 8}
        assert play.summary()["rows"] == [{"site": 3, **shown}]


@pytest.mark.parametrize("content", [PERSONS, SEVERAL, SCALE, RANKING])
def test_nobody_but_presenters_sees_a_result_before_it_is_shown(content: dict[str, Any]) -> None:
    play = opened(content)
    one = {"choices": [1, 2, 3][: content.get("most", 3)]} if content.get("form") in MANY else {"choice": 2}
    play.phone(31, "answer", **one)
    others = ("all", "phones", "site:3", "site:4", "seat:32", "control", "province:01")
    for _ in ("open", "closed"):
        seen = [play.view(topic) or {} for topic in others]
        assert [set(view) & {"result", "split", "points", "mean"} for view in seen] == [set()] * len(others)
        assert (play.view("presenters") or {})["result"]["base"]["persons"] == 1
        play.steer("close")
    play.steer("show")
    assert (play.view("all") or {})["result"]["base"]["persons"] == 1


# --- properties --------------------------------------------------------------------------------------------------


@given(st.lists(st.integers(1, 7), min_size=1, max_size=60))
def test_mean_and_median_of_counts_are_those_of_the_answers(answers: list[int]) -> None:
    told = counting.figures("scale", 7, [answers.count(step) for step in range(1, 8)])
    assert told == {"mean": pytest.approx(statistics.mean(answers)), "median": statistics.median(answers)}


@given(st.lists(st.permutations(range(1, 6)), max_size=30))
def test_points_of_a_ranking_are_what_each_is_placed_before(orders: list[list[int]]) -> None:
    counts = counting.nothing("ranking", 5)
    for order in orders:
        for place in counting.places_of("ranking", 5, order):
            counts[place] += 1
    beaten = [sum(order.index(c) < order.index(other) for order in orders for other in order) for c in range(1, 6)]
    assert counting.figures("ranking", 5, counts)["points"] == beaten
    assert counting.split_of("ranking", 5, counts) == [sum(order[0] == c for order in orders) for c in range(1, 6)]
    assert counting.answered("ranking", 5, counts) == len(orders)


WHAT = ["phone", "hands", "open", "close", "show", "void", "wait"]
ACTS = st.lists(st.tuples(st.sampled_from(WHAT), st.integers(1, 8), st.integers(1, 3)), max_size=25)
LISTS = ([1, 2], [3], [2, 3])


@given(ACTS, st.integers(0, 28), st.sampled_from([PERSONS, SEVERAL, SCALE, RANKING]))
def test_sums_are_what_a_recount_gives_and_a_snapshot_changes_nothing(
    acts: list[tuple[str, int, int]], cut: int, content: dict[str, Any]
) -> None:
    play, form, size = Play("poll", content), content.get("form", "single"), len(content["choices"])
    for what, site, number in acts:
        if what == "phone":
            several = {"several": LISTS[site % 3], "ranking": [number, *({1, 2, 3} - {number})]}
            body: dict[str, Any] = {"choices": several[form]} if form in several else {"choice": 1 + site % 3}
            play.phone(site * 10 + number, "answer", play.now - MINUTE, **body)
        elif what == "hands" and form != "ranking":
            hands: dict[str, Any] = {"split": [number, 0, site] + [0] * (size - 3), "persons": number + site}
            play.desk(site, "answer_rest", play.now - number * MINUTE, **hands)
        elif what == "open" or (what in {"close", "show", "void"} and play.state.phase not in ("", "void")):
            play.steer(what)
        play.now += MINUTE
    state, phones = play.state, counting.nothing(form, size)
    for chosen in [*state.lists.values(), *([choice] for choice in state.seats.values())]:
        for place in counting.places_of(form, size, chosen) if form in MANY else [chosen[0] - 1]:
            phones[place] += 1
    assert state.phones == phones
    assert state.phones == [sum(tally[n] for tally in state.tally.values()) for n in range(len(phones))]
    assert state.hands == [sum(one.split[n] for one in state.sites.values()) for n in range(len(state.hands))]
    assert play.refolded(min(cut, play.position)) == state
