"""What a lecturer is told of what people thought of his topics, and how long his link opens it. Pure.

What is small is hidden as on the organiser's page (`surveys`). Texts stand only where LEAST
persons or more wrote them to a question on him, in an anonymous survey.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from diemcau.assessment.rules.hiding import LEAST
from diemcau.assessment.rules.surveys import leaves_open, mean, median, small

RATINGS_LAST = timedelta(days=14)  # a link, and what it opened


@dataclass(frozen=True)
class Told:
    """A question as a lecturer reads it.

    `persons` by choice, None where it is hidden; empty where too few answered, and for texts. The mean has one place.
    `texts` are ids, empty where he may not read them.
    """

    n: int
    text: str
    form: str
    choices: tuple[str, ...]
    persons: tuple[int | None, ...]
    answered: int
    median: float | None
    mean: float | None
    texts: tuple[str, ...]

    @property
    def is_hidden(self) -> bool:
        """Whether too few answered, or none of what they wrote is his to read."""
        return not (self.texts if self.form == "text" else self.persons)

    @property
    def has_hidden(self) -> bool:
        """Whether a choice is hidden."""
        return None in self.persons

    @property
    def rows(self) -> list[tuple[str, int | None, float]]:
        """Each choice with its persons and their share in per cent of those who answered; None with 0 where hidden."""
        whole = max(self.answered, 1)
        return [(words, n, 100 * (n or 0) / whole) for words, n in zip(self.choices, self.persons, strict=False)]


def told(question: Mapping[str, Any], *, rates: bool, anonymous: bool) -> Told:
    """A question of the summary of a survey as its lecturer may read it; `rates`: it is on him, not on the topic."""
    form, answered = question["form"], question["answered"]
    split: tuple[int, ...] = tuple(question["split"])
    shown = answered >= LEAST and form != "text"
    away = small(split, answered, form) if shown else frozenset()
    has_middle = shown and form == "scale" and leaves_open(split, away)
    ids = tuple(question["texts"])
    reads = form == "text" and rates and anonymous and len(ids) >= LEAST
    return Told(
        n=question["n"],
        text=question["text"],
        form=form,
        choices=tuple(question["choices"]),
        persons=tuple(None if place in away else n for place, n in enumerate(split)) if shown else (),
        answered=answered if shown or reads else 0,
        median=median(split) if has_middle else None,
        mean=mean(split) if has_middle else None,
        texts=ids if reads else (),
    )


def why_shut(ended: bool, expires_at: datetime, teaches: bool, now: datetime) -> str:
    """Why a link opens nothing any more: ratings.ended, ratings.expired; "" while it does."""
    if ended or not teaches:
        return "ratings.ended"
    return "ratings.expired" if now >= expires_at else ""
