"""What an author writes: a case that every room works.

The simple form is one screen: story, task, two to four choices, one turn. All else has a default and is left out:
roles, documents, named variables, developments by time or condition, further decisions, endings.
"""

from typing import Literal

from msgspec import Struct

FIRST = "1"  # the decision of the simple form; those of `turns` bear other codes


class Effect(Struct, frozen=True, forbid_unknown_fields=True):
    """What moves a variable: `by` is added, and the sum is kept within the variable's range."""

    variable: str
    by: int


class Variable(Struct, frozen=True, forbid_unknown_fields=True):
    """Something of the case that decisions move, a whole number `low`..`high`; shown to rooms when `shown`."""

    code: str
    title: str
    start: int
    low: int
    high: int
    unit: str = ""
    shown: bool = True


class Test(Struct, frozen=True, forbid_unknown_fields=True):
    """One thing that must hold: of a variable its value, of a decision whether `value` is (among) what was chosen.

    Exactly one of `variable` and `decision` is named; of a decision `op` is "=" or "≠".
    """

    value: int
    variable: str = ""
    decision: str = ""
    op: Literal["=", "≠", "≥", "≤"] = "="


class Choice(Struct, frozen=True, forbid_unknown_fields=True):
    """A way to act, and what is to be weighed with it (shown to the lecturer only)."""

    text: str
    remark: str = ""
    effects: tuple[Effect, ...] = ()


class Role(Struct, frozen=True, forbid_unknown_fields=True):
    """A part that somebody in the room plays, by post and never by name, and what he looks after."""

    title: str
    words: str = ""


class Turn(Struct, frozen=True, forbid_unknown_fields=True):
    """A further decision; it is put when a development names it.

    one: a choice; several: up to `most` (0: any number) choices; text: words alone; share: a whole `total` of `unit`
    (người, triệu đồng) shared out among the choices, an effect counting once for each tenth of the total given.
    """

    code: str
    task: str
    form: Literal["one", "several", "text", "share"] = "one"
    choices: tuple[Choice, ...] = ()
    most: int = 0
    total: int = 0
    unit: str = ""


class Development(Struct, frozen=True, forbid_unknown_fields=True):
    """What happens next in the story of a room.

    It arrives `after` so many minutes of discussion (0: at any time), where all of `when` holds; with neither, by
    the lecturer's hand. It arrives once. `turn` is the code of the decision that it puts before the room.
    """

    code: str
    text: str
    after: int = 0
    when: tuple[Test, ...] = ()
    effects: tuple[Effect, ...] = ()
    turn: str = ""


class Ending(Struct, frozen=True, forbid_unknown_fields=True):
    """How a case ends: the first whose tests all hold once a room has nothing to decide; no tests: the usual one."""

    code: str
    title: str
    text: str
    when: tuple[Test, ...] = ()


class Situation(Struct, frozen=True, forbid_unknown_fields=True):
    """A story, a task for the room, two to four choices, minutes for all of it, an expert's view.

    `developments`: a plain text arrives by the lecturer's hand.
    """

    title: str
    story: tuple[str, ...]
    task: str
    choices: tuple[Choice, ...]
    minutes: int
    view: str = ""  # the expert's view, for the lecturer until it is shown
    basis: tuple[str, ...] = ()  # texts that bear on it; demo texts are marked as invented
    mark: str = ""
    developments: tuple[str | Development, ...] = ()
    roles: tuple[Role, ...] = ()
    documents: tuple[str, ...] = ()  # what the room is given to read, a text each
    variables: tuple[Variable, ...] = ()
    turns: tuple[Turn, ...] = ()
    endings: tuple[Ending, ...] = ()
    debrief: tuple[str, ...] = ()  # questions for the talk afterwards


def all_turns(content: Situation) -> tuple[Turn, ...]:
    """Every decision of a case in the author's order; first the one of the simple form."""
    return Turn(FIRST, content.task, choices=content.choices), *content.turns


def words_of(development: str | Development) -> str:
    """What a development tells the room."""
    return development if isinstance(development, str) else development.text
