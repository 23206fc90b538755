"""What an author writes: a case of one screen that every room decides."""

from msgspec import Struct


class Choice(Struct, frozen=True, forbid_unknown_fields=True):
    """A way to act, and what is to be weighed with it (shown to the lecturer only)."""

    text: str
    remark: str = ""


class Situation(Struct, frozen=True, forbid_unknown_fields=True):
    """A story, a task for the room, two to four choices, minutes of discussion, an expert's view.

    `developments` are what happens next in the story; the lecturer lets them arrive one by one.
    """

    title: str
    story: tuple[str, ...]
    task: str
    choices: tuple[Choice, ...]
    minutes: int
    view: str = ""  # the expert's view, for the lecturer until it is shown
    basis: tuple[str, ...] = ()  # texts that bear on it; demo texts are marked as invented
    mark: str = ""
    developments: tuple[str, ...] = ()
