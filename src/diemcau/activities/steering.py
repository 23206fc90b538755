"""Opening, closing, showing and voiding: what most kinds with an author's content share. Pure.

A run goes `open` → `close` → `show`. A mistake is voided or opened again, never erased: what was answered stays in the
journal; what is void is in no figure. Counting, RULES 1: while it is open every answer counts. One that arrives later
counts when it was given (`claimed_at`) between opening and closing: a line was lost. Where nobody closed it, the
planned end of the sitting stands for the close. All others are kept aside as late, outside the figures; opening again
takes in those that were given since it was first opened.
"""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from diemcau.activities.kind import ALL, CONTROL, PRESENTERS, PROVINCE, STEERING, Happening, Head, Verb, View, touches
from diemcau.base.refused import Refused

RULES = 1
LEAST = 5  # what fewer persons answered without their names is told apart to nobody in the class

Phase = Literal["", "open", "closed", "shown", "void"]


class Open(Struct, frozen=True, forbid_unknown_fields=True):
    """Ask, or ask again: after a close, after the result was shown by mistake, or after it was voided."""


class Close(Struct, frozen=True, forbid_unknown_fields=True):
    """Take no more answers."""


class Show(Struct, frozen=True, forbid_unknown_fields=True):
    """Show the result to everybody; closes first when it is still open."""


class Void(Struct, frozen=True, forbid_unknown_fields=True):
    """Say that this was a mistake: its answers stand in no figure until it is opened again."""


class Opened(Struct, frozen=True):
    """Fact: answers are taken."""


class Closed(Struct, frozen=True):
    """Fact: no more answers; what comes is late."""


class Shown(Struct, frozen=True):
    """Fact: everybody sees the result."""


class Voided(Struct, frozen=True):
    """Fact: it counts no more."""


_EVERYBODY = touches(ALL, PRESENTERS, CONTROL, PROVINCE)
VERBS: Mapping[str, Verb] = {
    "open": Verb(Open, STEERING),
    "close": Verb(Close, STEERING),
    "show": Verb(Show, STEERING),
    "void": Verb(Void, STEERING),
}
FACTS: Mapping[str, Happening] = {
    "opened": Happening(Opened, _EVERYBODY),
    "closed": Happening(Closed, _EVERYBODY),
    "shown": Happening(Shown, _EVERYBODY),
    "voided": Happening(Voided, _EVERYBODY),
}


class Run(Struct):
    """How far it has come; all instants in ms, 0 for never."""

    ends: int = 0  # planned end of the sitting
    phase: Phase = ""
    opened_at: int = 0  # first time
    closed_at: int = 0  # last time, 0 while it is open
    shown_at: int = 0  # first time: what was answered after it was answered with the result known
    moved: int = 0  # when it was last steered: rooms show what was moved last

    @property
    def is_open(self) -> bool:
        """Whether answers are taken."""
        return self.phase == "open"

    def counts(self, at: int, late: bool) -> bool:
        """Whether an answer given at an instant counts; `late`: it came after the close of the sitting."""
        in_time = 0 < self.opened_at <= at <= (self.closed_at or self.ends)
        return in_time or (not late and self.phase == "open")

    @property
    def seers(self) -> tuple[str, ...]:
        """Audiences that see sums as they change, besides those who steer."""
        return (ALL,) if self.phase == "shown" else ()

    def takes_in(self, at: int) -> bool:
        """Whether an answer kept aside counts now that it is open again: whoever gave it had been asked."""
        return at >= self.opened_at


def steered(run: Run, body: Struct) -> list[Struct]:
    """Facts for a command of VERBS; Refused where it makes no sense now."""
    if isinstance(body, Open):
        return [] if run.phase == "open" else [Opened()]
    if not run.phase:
        raise Refused("steering.not_open", 409)
    if isinstance(body, Void):
        return [] if run.phase == "void" else [Voided()]
    if run.phase == "void":
        raise Refused("steering.void", 409)
    if isinstance(body, Close):
        return [Closed()] if run.phase == "open" else []
    if run.phase == "shown":
        return []
    return [Closed(), Shown()] if run.phase == "open" else [Shown()]


def take(run: Run, fact: Struct, head: Head) -> bool:
    """Take in a fact of FACTS; False for any other."""
    match fact:
        case Opened():
            run.phase, run.closed_at = "open", 0
            run.opened_at = run.opened_at or head.at
        case Closed():
            run.phase, run.closed_at = "closed", head.at
        case Shown():
            run.phase = "shown"
            run.shown_at = run.shown_at or head.at
        case Voided():
            run.phase = "void"
            run.closed_at = run.closed_at or head.at
        case _:
            return False
    run.moved = head.at
    return True


def told(run: Run) -> View:
    """A run in the summary of a kind, under "run"; "asked" and "void" stand beside the figures."""
    return {"opened_at": run.opened_at, "closed_at": run.closed_at, "shown_at": run.shown_at}
