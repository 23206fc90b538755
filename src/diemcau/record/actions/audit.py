"""Writing the audit log."""

from typing import Any

from diemcau.base import clock
from diemcau.people.models import Account
from diemcau.record.models import AuditEntry


def note(
    action: str,
    subject: str = "",
    *,
    account: Account | None = None,
    actor: str = "",
    device: str = "",
    address: str | None = None,
    **detail: Any,
) -> AuditEntry:
    """Put down what somebody did: `note("slips.issued", "course:1", account=request.user, sites=12)`.

    `actor` is for whoever has no account ("host:12", "cli"). `detail` takes ids, codes and numbers only.
    """
    who = f"account:{account.pk}" if account else actor
    return AuditEntry.objects.create(
        at=clock.now(),
        account=account,
        actor=who,
        action=action,
        subject=subject,
        device=device,
        address=address,
        detail=detail,
    )
