"""Writing the audit log."""

from typing import Any

from diemcau.base import clock
from diemcau.base.text import fold
from diemcau.people.models import Account
from diemcau.record.asking import asker
from diemcau.record.models import AuditEntry
from diemcau.units.models import Unit
from diemcau.units.rules import Level, level_of


def note(
    action: str,
    subject: str = "",
    *,
    account: Account | None = None,
    actor: str = "",
    unit: str | None = None,
    device: str = "",
    address: str | None = None,
    **detail: Any,
) -> AuditEntry:
    """Put down what somebody did: `note("slips.issued", "course:1", account=request.user, sites=12)`.

    `actor` is for whoever has no account ("host:12", "cli"). `unit` is the code of the branch that the act belongs
    to, whose people see the entry; None stands for that of the asker's role, outside a request for the centre.
    Device and address are the request's. `detail` takes ids, codes and numbers only. The words of an action stand
    under "office.log.<action>".
    """
    one = asker()
    where = one.unit if unit is None else unit
    at = clock.now()
    day = clock.local(clock.to_ms(at)).strftime("%d/%m/%Y")
    return AuditEntry.rows.create(
        at=at,
        account=account,
        actor=f"account:{account.pk}" if account else actor,
        action=action,
        subject=subject,
        unit=where,
        province=province_of(where),
        fold=fold(f"{account.name if account else actor} {day}"),
        device=device or one.device,
        address=address or one.address,
        detail=detail,
    )


def province_of(unit: str) -> str:
    """The province of a unit by its code, "" for the centre and for a commune that is not known.

    Refuses: unit.bad-code.
    """
    level = level_of(unit)
    if level is Level.COMMUNE:
        return Unit.objects.filter(code=unit).values_list("province_id", flat=True).first() or ""
    return "" if level is Level.CENTRE else unit
