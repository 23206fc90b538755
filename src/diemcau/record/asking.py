"""Who asks just now, for the audit log: the device, the address and the unit of a request.

`middleware.Asked` says it before a page is made; `actions.note` reads it, so that no view has to pass it on.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from diemcau.units.rules import CENTRE


@dataclass(frozen=True)
class Asker:
    """What is known of whoever asks. `unit`: the code where his acts belong unless an act says so itself."""

    device: str = ""
    address: str | None = None
    unit: str = CENTRE


_NOBODY = Asker()
_asker: ContextVar[Asker] = ContextVar("asker", default=_NOBODY)


def asker() -> Asker:
    """Whoever asks; nobody outside a request."""
    return _asker.get()


@contextmanager
def asked_by(one: Asker) -> Iterator[None]:
    """Say who asks while a page is made."""
    before = _asker.set(one)
    try:
        yield
    finally:
        _asker.reset(before)
