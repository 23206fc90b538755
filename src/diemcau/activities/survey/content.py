"""What an author writes: questions on the class, answered by persons."""

from typing import Literal

from msgspec import Struct


class SurveyQuestion(Struct, frozen=True, forbid_unknown_fields=True):
    """One question. `scale`: choices are the steps in order, the lowest first; `text`: a short text, no choices.

    `lecturer`: it rates a named lecturer, so its result goes to the organiser and that lecturer alone.
    """

    text: str
    form: Literal["scale", "single", "several", "text"] = "scale"
    choices: tuple[str, ...] = ()
    lecturer: bool = False


class Survey(Struct, frozen=True, forbid_unknown_fields=True):
    """Questions on a topic or on the class. `anonymous`: nobody can find out who answered what."""

    title: str
    questions: tuple[SurveyQuestion, ...]
    about: Literal["topic", "class"] = "topic"
    anonymous: bool = True
    mark: str = ""
