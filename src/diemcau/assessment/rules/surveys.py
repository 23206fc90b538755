"""Figures of a survey question: how the answers are spread, their median and mean, and whom they stand on. Pure.

A question that fewer than LEAST persons answered has no figures. A choice that fewer than LEAST took is hidden, and
with it what would tell it (`hiding`); where several could be taken, also one that all but a few took. Median and mean
stand only where they leave open what is hidden.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, combinations
from typing import Any

from diemcau.assessment.rules.hiding import LEAST, hidden


@dataclass(frozen=True)
class Spread:
    """A question with the persons behind each of its choices.

    `persons` is empty where fewer than LEAST persons answered, None stands for a choice that is hidden. Median and mean
    are of a scale only; its steps count 1, 2, 3 …, the lowest first. `by_hand`: of all persons those counted in rooms.
    """

    n: int
    text: str
    form: str
    choices: tuple[str, ...]
    persons: tuple[int | None, ...]
    answered: int
    by_hand: int
    median: float | None
    mean: float | None
    texts: tuple[str, ...] = ()

    @property
    def is_hidden(self) -> bool:
        """Whether too few answered."""
        return self.form != "text" and not self.persons

    @property
    def has_hidden(self) -> bool:
        """Whether a choice is hidden."""
        return None in self.persons

    @property
    def most(self) -> list[tuple[str, int]]:
        """The choices that most took, with their persons; [] where a hidden one may be among them."""
        seen = [n for n in self.persons if n is not None]
        top = max(seen, default=0)
        left = self.answered if self.form == "several" else self.answered - sum(seen)
        if not top or (self.has_hidden and top <= left):
            return []
        return [(words, n) for words, n in zip(self.choices, self.persons, strict=False) if n == top]

    @property
    def rows(self) -> list[tuple[str, int | None, float]]:
        """Each choice with its persons and their share in per cent of those who answered; None with 0 where hidden."""
        whole = max(self.answered, 1)
        return [(words, n, 100 * (n or 0) / whole) for words, n in zip(self.choices, self.persons, strict=False)]


def median(counts: Sequence[int]) -> float:
    """The middle step of so many answers at steps 1, 2, 3 …; between two middle ones, halfway. There is an answer."""
    sums, of = list(accumulate(counts)), sum(counts)
    low, high = (next(step for step, n in enumerate(sums, 1) if n > place) for place in ((of - 1) // 2, of // 2))
    return (low + high) / 2


def mean(counts: Sequence[int]) -> float:
    """The mean step of so many answers at steps 1, 2, 3 …; there is an answer."""
    return sum(step * n for step, n in enumerate(counts, 1)) / sum(counts)


def spread(question: Mapping[str, Any]) -> Spread:
    """Figures of a question as the summary of a survey has it."""
    split, answered, is_scale = tuple(question["split"]), question["answered"], question["form"] == "scale"
    shown = answered >= LEAST
    away = small(split, answered, question["form"]) if shown and question["form"] != "text" else frozenset()
    has_middle = shown and is_scale and bool(sum(split)) and leaves_open(split, away)
    return Spread(
        n=question["n"],
        text=question["text"],
        form=question["form"],
        choices=tuple(question["choices"]),
        persons=tuple(None if place in away else n for place, n in enumerate(split)) if shown else (),
        answered=answered if shown or question["form"] == "text" else 0,
        by_hand=sum(question["by_hand"]) if shown and question["form"] != "several" else 0,
        median=median(split) if has_middle else None,
        mean=mean(split) if has_middle else None,
        texts=tuple(question["texts"]),
    )


def small(split: Sequence[int], answered: int, form: str) -> frozenset[int]:
    """Places of the choices to hide: that fewer than LEAST took, and what would tell them."""
    if form == "several":  # each choice is a question of its own: taken, or left
        return frozenset(place for place, n in enumerate(split) if 0 < n < LEAST or 0 < answered - n < LEAST)
    return frozenset(column for row, column in hidden([split]) if row == 0 and column < len(split))


def _printed(split: Sequence[int]) -> tuple[float, str]:
    return median(split), f"{mean(split):.1f}"


def leaves_open(split: Sequence[int], away: frozenset[int]) -> bool:
    """Whether each hidden count may be another one with the same median and the same printed mean."""
    free: set[int] = set()
    for one, other in combinations(sorted(away), 2):
        for giver, taker in ((one, other), (other, one)):
            moved = list(split)
            moved[giver] -= 1
            moved[taker] += 1
            if moved[giver] >= 0 and _printed(moved) == _printed(split):
                free |= {giver, taker}
    return free == away
