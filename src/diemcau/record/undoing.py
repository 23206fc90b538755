"""Which acts of the office can be taken back, and how: `@undoable(kind)` in the room that owns the act.

The room's `ready()` imports its actions, so that every process knows every kind.
"""

from collections.abc import Callable
from typing import Any

from diemcau.people.models import Account

# Takes an act back from what was kept of it. Raises Refused when that can no longer be done; then nothing is changed.
TakeBack = Callable[[dict[str, Any], Account], None]

_ways: dict[str, TakeBack] = {}


def undoable(kind: str) -> Callable[[TakeBack], TakeBack]:
    """Register how acts of a kind are taken back: `@undoable("sites.bulk")`. One way for a kind."""

    def keep(way: TakeBack) -> TakeBack:
        known = _ways.setdefault(kind, way)
        if (known.__module__, known.__qualname__) != (way.__module__, way.__qualname__):
            raise ValueError(f"{kind} has another way to be taken back: {known.__module__}.{known.__qualname__}")
        return way

    return keep


def way_of(kind: str) -> TakeBack | None:
    """How a kind is taken back; None for one that nobody registered."""
    return _ways.get(kind)
