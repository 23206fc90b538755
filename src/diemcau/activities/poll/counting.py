"""Counts of answers, and the figures that are made of them. Pure.

Counts of a poll of n choices are one list of whole numbers:

- single, scale: n numbers, of who chose it;
- several: n numbers, of who chose it (he may stand in more than one), and one more: of who answered;
- ranking: n·n numbers: who put choice c in place p (both from 1) is counted at (c - 1)·n + p - 1.
"""

from collections.abc import Sequence
from typing import Any

MANY = frozenset({"several", "ranking"})  # forms that are answered with a list of choices


def nothing(form: str, n: int) -> list[int]:
    """The counts of no answers."""
    return [0] * {"several": n + 1, "ranking": n * n}.get(form, n)


def places_of(form: str, n: int, choices: Sequence[int]) -> list[int]:
    """Where an answer of a list of choices is counted; each of these goes up by one."""
    if form == "ranking":
        return [(choice - 1) * n + place for place, choice in enumerate(choices)]
    return [*(choice - 1 for choice in choices), n]


def answered(form: str, n: int, counts: Sequence[int]) -> int:
    """How many answered: the base of every figure."""
    match form:
        case "several":
            return counts[n]
        case "ranking":
            return sum(counts[:n])  # everybody gave the first choice some place
    return sum(counts)


def split_of(form: str, n: int, counts: Sequence[int]) -> list[int]:
    """By choice, how many chose it; of a ranking how many put it first."""
    return list(counts[::n] if form == "ranking" else counts[:n])


def figures(form: str, n: int, counts: Sequence[int]) -> dict[str, Any]:
    """What a form has besides its split; {} for single and several. None where nobody answered.

    scale: steps count 1 to n. With n_k answers at step k `mean` is Σ k·n_k / Σ n_k; `median` is the middle one of all
    answers in order, for an even number of answers the mean of the two in the middle.

    ranking: `points` of each choice after Borda (Mémoire sur les élections au scrutin, 1781): a place p gives n - p
    points, so the first place n - 1 and the last none; `means` are mean places Σ p·n_p / Σ n_p, from 1 (always first)
    to n. The points of all choices together are answers · n·(n - 1)/2.
    """
    whole = answered(form, n, counts)
    if form == "scale":
        return {"mean": _mean(counts), "median": _median(counts, whole)}
    if form == "ranking":
        rows = [counts[start : start + n] for start in range(0, n * n, n)]
        points = [sum((n - place) * number for place, number in enumerate(row, 1)) for row in rows]
        return {"points": points, "means": [_mean(row) for row in rows]}
    return {}


def _mean(counts: Sequence[int]) -> float | None:
    whole = sum(counts)
    return sum(step * number for step, number in enumerate(counts, 1)) / whole if whole else None


def _median(counts: Sequence[int], whole: int) -> float | None:
    if not whole:
        return None
    middle, seen, steps = ((whole + 1) // 2, whole // 2 + 1), 0, []
    for step, number in enumerate(counts, 1):
        steps += [step for place in middle if seen < place <= seen + number]
        seen += number
    return sum(steps) / 2
