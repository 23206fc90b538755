"""What an author writes: questions with right answers, before or after the teaching."""

from typing import Literal

from msgspec import Struct


class QuizItem(Struct, frozen=True, forbid_unknown_fields=True):
    """One question. `right`: choices counted from 1; true_false has no choices of its own, 1 is true and 2 is false.

    `code` names it lastingly: the same question before and after has the same code.
    """

    code: str
    text: str
    right: tuple[int, ...]
    form: Literal["single", "several", "true_false"] = "single"
    choices: tuple[str, ...] = ()


class Quiz(Struct, frozen=True, forbid_unknown_fields=True):
    """A test of persons. `pair` names the two tests (before and after) that are compared; minutes: 0 for no limit."""

    title: str
    questions: tuple[QuizItem, ...]
    when: Literal["before", "after", "alone"] = "alone"
    pair: str = ""
    minutes: int = 0
    mark: str = ""
