"""What only rooms above know or can do, and this room must: they say so once, when the software starts.

`knows_sittings`: from the id of a course to the id of its sitting that is on, or the next (0 for none).
`ends_tokens`: an actor and the smallest number of his living tokens, for the live process.
`notes`: the audit log.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from diemcau.base.refused import Refused
from diemcau.people.models import Account
from diemcau.units.rules import CENTRE


class Note(Protocol):
    """What writes the audit log: record.actions.note."""

    def __call__(
        self, action: str, subject: str = "", *, account: Account | None, actor: str, unit: str | None, **detail: Any
    ) -> object:
        """Put down what somebody did."""


log = logging.getLogger(__name__)

_finders: list[Callable[[int], int]] = []
_enders: list[Callable[[str, int], None]] = []
_notes: list[Note] = []


def knows_sittings(finder: Callable[[int], int]) -> None:
    """Register who finds the sitting of a course; the last one holds."""
    _finders[:] = [finder]


def sitting_of(course: int) -> int:
    """The sitting of a course that is on, or the next; 0 for none."""
    return _finders[0](course) if _finders and course else 0


def ends_tokens(ender: Callable[[str, int], None]) -> None:
    """Register who ends tokens; the last one holds."""
    _enders[:] = [ender]


def end_tokens(numbers: Mapping[str, int]) -> None:
    """End the tokens of actors that are older than their numbers.

    When the live process is away there is no desk to end; a token that outlives it is not renewed and
    dies within ten minutes.
    """
    for actor, number in numbers.items() if _enders else ():
        try:
            _enders[0](actor, number)
        except Refused as no:
            log.warning("tokens of %s end by themselves: %s", actor, no.code)
            return


def notes(writer: Note) -> None:
    """Register who writes the audit log; the last one holds."""
    _notes[:] = [writer]


def note(action: str, subject: str = "", *, by: Account | None, actor: str = "", unit: str = "", **detail: Any) -> None:
    """Put down what `by` did; `actor` stands for whoever has no account. `detail`: ids, codes and numbers only."""
    for write in _notes:
        write(action, subject, account=by, actor="" if by else actor or "office", unit=unit or CENTRE, **detail)
