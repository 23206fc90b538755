"""Keeping what an act needs to be taken back, taking it back, and forgetting it in time."""

from datetime import timedelta
from typing import Any

from django.db import transaction

from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.people.models import Account
from diemcau.record.actions.audit import note, province_of
from diemcau.record.models import AuditEntry, Undo
from diemcau.record.rules import packed, unpacked
from diemcau.record.undoing import way_of
from diemcau.units.rules import Scope


def keep_undo(entry: AuditEntry, kind: str, data: dict[str, Any], unit: str = "", days: int = 30) -> Undo:
    """Let an act be taken back for some days, in the transaction that does it.

    `data` is JSON, whatever the way of `kind` (record.undoing) needs. `unit` is the code of the branch whose people
    may take it back; "" is that of the entry. Raises LookupError for a kind that nobody registered.
    """
    if way_of(kind) is None:
        raise LookupError(f"nobody registered how {kind} is taken back: @undoable({kind!r})")
    unit = unit or entry.unit
    until = entry.at + timedelta(days=days)
    return Undo.rows.create(
        entry=entry, kind=kind, unit=unit, province=province_of(unit), data=packed(data), until=until
    )


@transaction.atomic
def undo(entry_id: int, scope: Scope, by: Account) -> AuditEntry:
    """Take an act back by the number of its entry; the entry that says so. All of it or nothing.

    Refuses: undo.not_found (404); undo.done, undo.too_old, undo.unknown (409); whatever the way of its kind refuses.
    """
    kept = Undo.rows.of(scope).select_for_update().filter(entry=entry_id).first()
    if kept is None:
        raise Refused("undo.not_found", 404)
    if kept.undone_at is not None:
        raise Refused("undo.done", 409, at=clock.local(clock.to_ms(kept.undone_at)).strftime("%H:%M %d/%m/%Y"))
    if kept.until <= clock.now() or not kept.data:
        raise Refused("undo.too_old", 409, until=clock.local(clock.to_ms(kept.until)).strftime("%d/%m/%Y"))
    way = way_of(kept.kind)
    if way is None:
        raise Refused("undo.unknown", 409)
    way(unpacked(bytes(kept.data)), by)
    kept.undone_at, kept.undone_by, kept.data = clock.now(), by, b""
    kept.save(update_fields=["undone_at", "undone_by", "data"])
    return note("undone", f"entry:{entry_id}", account=by, unit=kept.unit, kind=kept.kind)


def forget_undos() -> int:
    """Erase what was kept of acts that can no longer be taken back; how many. Their entries stay."""
    old = Undo.rows.of(Scope.everything()).filter(until__lte=clock.now()).exclude(data=b"")
    return old.update(data=b"")
