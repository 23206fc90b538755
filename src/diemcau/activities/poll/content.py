"""What an author writes: a question with choices."""

from typing import Literal

from msgspec import Struct


class Poll(Struct, frozen=True, forbid_unknown_fields=True):
    """A question on facts or practice. `answers`: persons (phones, and the host for those without) or rooms.

    `anonymous`: persons answer by phone and nobody can find out who chose what; no hands are counted. `mark` says what
    it is, or who proposed it.

    `form`: one choice, several (up to `most`; 0 for any number), a step of a scale (choices are its steps, the lowest
    first), or all choices put in order.
    """

    title: str
    question: str
    choices: tuple[str, ...]
    answers: Literal["persons", "rooms"] = "persons"
    anonymous: bool = False
    form: Literal["single", "several", "scale", "ranking"] = "single"
    most: int = 0
    mark: str = ""

    def __post_init__(self) -> None:
        """Only persons can be anonymous."""
        if self.anonymous and self.answers == "rooms":
            raise ValueError("a poll of rooms cannot be anonymous")
