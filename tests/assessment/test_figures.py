"""Intervals against published tables, hiding against an attack by counting, gain and surveys against hand counts."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from diemcau.assessment.rules.gain import Marks, compare, normalised, shares
from diemcau.assessment.rules.hiding import LEAST, hidden, with_sums
from diemcau.assessment.rules.intervals import Interval, paired, unpaired, wilson
from diemcau.assessment.rules.surveys import mean, median, spread


def limits(interval: Interval, places: int = 4) -> tuple[float, float]:
    return round(interval.low, places), round(interval.high, places)


# Newcombe 1998, Statistics in Medicine 17, 857-872, table I, method 3.
SINGLE = {
    (81, 263): (0.2553, 0.3662),
    (15, 148): (0.0624, 0.1605),
    (0, 20): (0.0, 0.1611),
    (1, 29): (0.0061, 0.1718),
}
# Newcombe 1998, Statistics in Medicine 17, 873-890, table II, method 10.
INDEPENDENT = {
    (56, 70, 48, 80): (0.0524, 0.3339),
    (9, 10, 3, 10): (0.1705, 0.8090),
    (6, 7, 2, 7): (0.0582, 0.8062),
    (5, 56, 0, 29): (-0.0381, 0.1926),
    (0, 10, 0, 20): (-0.1611, 0.2775),
    (0, 10, 0, 10): (-0.2775, 0.2775),
    (10, 10, 0, 20): (0.6791, 1.0),
    (10, 10, 0, 10): (0.6075, 1.0),
}
# (both, first only, second only, neither). Newcombe 1998, Statistics in Medicine 17, 2635-2650; Altman, Machin, Bryant,
# Gardner, Statistics with Confidence, 2nd edition, table 6.2; Fagerland, Lydersen, Laake, Statistics in Medicine 33
# (2014) 2850-2875, airway hyper-responsiveness.
PAIRED = {
    (36, 12, 2, 0): (0.0569, 0.3404, 4),
    (14, 5, 0, 22): (0.011, 0.226, 3),
    (1, 1, 7, 12): (-0.507, -0.026, 3),
}


@pytest.mark.parametrize("counts", list(SINGLE))
def test_one_share_has_the_published_interval(counts: tuple[int, int]) -> None:
    assert limits(wilson(*counts)) == SINGLE[counts]


@pytest.mark.parametrize("counts", list(INDEPENDENT))
def test_two_shares_have_the_published_interval(counts: tuple[int, int, int, int]) -> None:
    assert limits(unpaired(*counts)) == INDEPENDENT[counts]


@pytest.mark.parametrize("counts", list(PAIRED))
def test_two_shares_of_the_same_persons_have_the_published_interval(counts: tuple[int, int, int, int]) -> None:
    low, high, places = PAIRED[counts]
    assert limits(paired(*counts), places) == (low, high)


@given(st.tuples(*[st.integers(0, 40)] * 4).filter(any))
def test_an_interval_of_pairs_holds_its_estimate_and_turns_with_the_question(counts: tuple[int, ...]) -> None:
    both, first, second, neither = counts
    here, there = paired(both, first, second, neither), paired(both, second, first, neither)
    assert -1 - 1e-9 <= here.low <= here.value + 1e-9
    assert here.value - 1e-9 <= here.high <= 1 + 1e-9
    assert (round(here.low, 9), round(here.high, 9)) == (round(-there.high, 9), round(-there.low, 9))


# --- hiding --------------------------------------------------------------------------------------------

MOST = 11  # persons that somebody may guess in a cell: more than stand in one here
TABLES = st.tuples(st.integers(1, 3), st.integers(1, 3)).flatmap(
    lambda size: st.lists(
        st.lists(st.sampled_from([0, 1, 2, 4, 5, 6]), min_size=size[1], max_size=size[1]),
        min_size=size[0],
        max_size=size[0],
    )
)


def guessed(table: list[list[int]], shut: frozenset[tuple[int, int]]) -> dict[tuple[int, int], set[int]]:
    """What somebody who sees the rest of a table with its sums finds possible for each hidden cell: all tries."""
    full = with_sums(table)
    places = [(row, column) for row in range(len(table)) for column in range(len(table[0])) if (row, column) in shut]
    found: dict[tuple[int, int], set[int]] = {cell: set() for cell in shut}
    for values in product(range(MOST), repeat=len(places)):
        tried = [list(row) for row in table]
        for (row, column), value in zip(places, values, strict=True):
            tried[row][column] = value
        sums = with_sums(tried)
        if all(
            sums[row][column] == full[row][column]
            for row in range(len(full))
            for column in range(len(full[0]))
            if (row, column) not in shut
        ):
            for row, column in shut:
                found[row, column].add(sums[row][column])
    return found


def few(table: list[list[int]]) -> bool:
    """Whether all tries are few enough."""
    return (
        sum(n > 0 for row in table for n in row) <= 9
        and len([cell for cell in hidden(table) if cell[0] < len(table) and cell[1] < len(table[0])]) <= 4
    )


@settings(max_examples=150, deadline=None)
@given(TABLES.filter(few))
def test_no_hidden_cell_can_be_worked_out(table: list[list[int]]) -> None:
    shut = hidden(table)
    full = with_sums(table)
    assert {(r, c) for r, row in enumerate(full) for c, n in enumerate(row) if 0 < n < LEAST} <= shut
    assert [cell for cell, values in guessed(table, shut).items() if len(values) < 2] == []


def test_the_attack_finds_what_hiding_small_cells_alone_leaves_open() -> None:
    table = [[3, 9], [8, 7]]
    assert guessed(table, frozenset({(0, 0)})) == {(0, 0): {3}}
    shut = hidden(table)
    assert (len(shut), min(len(values) for values in guessed(table, shut).values()) >= 2) == (4, True)


def test_a_table_without_small_cells_hides_nothing() -> None:
    assert hidden([[5, 0], [9, 12]]) == frozenset()


# --- gain ----------------------------------------------------------------------------------------------


def marked(group: str, first: int, answers: str, code: str = "a") -> dict[int, Marks]:
    """Persons from a number on, 1 right and 0 wrong."""
    return {first + n: Marks(group, {code: mark == "1"}) for n, mark in enumerate(answers) if mark != "-"}


def test_the_same_persons_are_compared_as_pairs() -> None:
    before, after = marked("ubnd", 1, "1100000000"), marked("ubnd", 1, "1111110000")
    gain = compare(before, after, ["a"])
    ((line, groups),) = gain.lines
    assert line.gain == paired(2, 4, 0, 4)
    assert (line.of_both, line.before, line.after) == (10, wilson(2, 10), wilson(6, 10))
    assert [one.group for one in groups] == ["ubnd"]
    assert [round(share or 0, 9) for share in (gain.before, gain.after, gain.normalised)] == [0.2, 0.6, 0.5]


def test_different_persons_are_compared_as_two_samples() -> None:
    before, after = marked("ubnd", 1, "1100000000"), marked("ubnd", 51, "1111110000")
    ((line, _),) = compare(before, after, ["a"]).lines
    assert (line.gain, line.of_both) == (unpaired(6, 10, 2, 10), 0)


def test_a_small_group_is_hidden_and_a_second_one_with_it() -> None:
    before = marked("ubnd", 1, "0" * 8) | marked("dang_uy", 51, "0" * 3) | marked("hdnd", 91, "0" * 6)
    after = marked("ubnd", 1, "1" * 8) | marked("dang_uy", 51, "1" * 3) | marked("hdnd", 91, "1" * 6)
    ((whole, groups),) = compare(before, after, ["a"]).lines
    assert {line.group: line.is_hidden for line in groups} == {"dang_uy": True, "hdnd": True, "ubnd": False}
    assert whole.of_both == 17


def test_hidden_lines_say_no_number() -> None:
    before, after = marked("ubnd", 1, "111"), marked("ubnd", 1, "111")
    ((whole, groups),) = compare(before, after, ["a"]).lines
    assert [(one.of_before, one.of_after, one.of_both, one.gain) for one in (whole, *groups)] == [(0, 0, 0, None)] * 2


def test_the_normalised_gain_says_nothing_where_nothing_was_left_to_gain() -> None:
    assert round(normalised(0.45, 0.67) or 0, 9) == 0.4
    assert [normalised(0.97, 0.99), normalised(0.6, 0.5)] == [None, None]


def test_shares_leave_out_who_left_a_question_open() -> None:
    assert shares(marked("ubnd", 1, "110-00"), ["a", "b"]) == [wilson(2, 5), None]


# --- surveys -------------------------------------------------------------------------------------------


@given(st.lists(st.integers(0, 9), min_size=1, max_size=10).filter(any))
def test_median_and_mean_are_those_of_the_answers_one_by_one(counts: list[int]) -> None:
    answers = [step for step, n in enumerate(counts, 1) for _ in range(n)]
    middle = len(answers) // 2
    assert median(counts) == (answers[middle] + answers[~middle]) / 2
    assert mean(counts) == pytest.approx(sum(answers) / len(answers))


def question(split: list[int], form: str = "scale") -> dict[str, object]:
    face = {"n": 1, "text": "Thế nào?", "form": form, "choices": ["Kém", "Vừa", "Tốt"]}
    return face | {"split": split, "by_hand": [0, 1, 0], "answered": sum(split), "texts": []}


def test_fewer_than_five_answers_are_not_told_apart() -> None:
    small, enough = spread(question([1, 1, 2])), spread(question([5, 6, 9]))
    assert (small.is_hidden, small.persons, small.answered, small.median) == (True, (), 0, None)
    assert (enough.persons, enough.median, enough.mean, enough.by_hand) == ((5, 6, 9), 2.0, 2.2, 1)
    assert spread(question([5, 6, 9], "single")).mean is None


def test_a_choice_of_few_is_hidden_with_another_and_the_most_is_told_only_where_it_is_sure() -> None:
    sure, unsure = spread(question([3, 20, 30], "single")), spread(question([3, 9, 8], "single"))
    assert (sure.persons, sure.most) == ((None, None, 30), [("Tốt", 30)])
    assert (unsure.persons, unsure.most) == ((None, 9, None), [])
    assert spread(question([0, 0, 0], "single")).most == []
