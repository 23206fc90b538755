"""Figures of a survey question: how the answers are spread, their median and mean, and whom they stand on. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

from diemcau.assessment.rules.hiding import LEAST


@dataclass(frozen=True)
class Spread:
    """A question with the persons behind each of its choices.

    `persons` is empty, `median` and `mean` are None, where fewer than LEAST persons answered. Median and mean are of a
    scale only; its steps count 1, 2, 3 …, the lowest first. `by_hand`: of all persons those counted in rooms.
    """

    n: int
    text: str
    form: str
    choices: tuple[str, ...]
    persons: tuple[int, ...]
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
    def rows(self) -> list[tuple[str, int, float]]:
        """Each choice with its persons and their share in per cent of those who answered."""
        whole = max(self.answered, 1)
        return [(words, n, 100 * n / whole) for words, n in zip(self.choices, self.persons, strict=False)]


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
    return Spread(
        n=question["n"],
        text=question["text"],
        form=question["form"],
        choices=tuple(question["choices"]),
        persons=split if shown else (),
        answered=answered if shown or question["form"] == "text" else 0,
        by_hand=sum(question["by_hand"]) if shown and question["form"] != "several" else 0,
        median=median(split) if shown and is_scale and sum(split) else None,
        mean=mean(split) if shown and is_scale and sum(split) else None,
        texts=tuple(question["texts"]),
    )
