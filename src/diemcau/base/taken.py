"""Names that exist once: what two people ask for at the same instant is given to one of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction

from diemcau.base.refused import Refused


@contextmanager
def once(code: str, **data: Any) -> Iterator[None]:
    """Write what a constraint lets stand once.

    Looking first is not enough where several write at a time: the second is refused here with `code` (409), and the
    transaction around it goes on.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError:
        raise Refused(code, 409, **data) from None
