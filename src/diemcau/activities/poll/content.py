"""What an author writes: a question with choices."""

from typing import Literal

from msgspec import Struct


class Poll(Struct, frozen=True, forbid_unknown_fields=True):
    """A question on facts or practice. `answers`: persons (phones, and the host for those without) or rooms."""

    title: str
    question: str
    choices: tuple[str, ...]
    answers: Literal["persons", "rooms"] = "persons"
