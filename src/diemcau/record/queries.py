"""The audit log as its pages show it, inside a scope."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet

from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.people.models import Account
from diemcau.record.models import AuditEntry, Undo
from diemcau.record.naming import named
from diemcau.record.undoing import way_of
from diemcau.units.models import UnitVersion
from diemcau.units.rules import CENTRE, Scope, full_name


@dataclass(frozen=True)
class LogLine:
    """An entry with what it speaks of. `about` and `unit`: words, "" for what has none (any more)."""

    entry: AuditEntry
    about: str
    unit: str
    undo: Undo | None
    may_undo: bool  # as far as time and scope go; the permit is asked besides


def entries(scope: Scope) -> QuerySet[AuditEntry]:
    """Entries of a scope."""
    return AuditEntry.rows.of(scope).select_related("account", "undo").defer("undo__data")


def lines(found: Iterable[AuditEntry], scope: Scope) -> list[LogLine]:
    """Entries as the page shows them. One query for the units, one for each kind of subject among them."""
    found = list(found)
    units = unit_names({entry.unit for entry in found})
    about = named(entry.subject for entry in found)
    return [
        LogLine(entry, about.get(entry.subject, ""), units.get(entry.unit, ""), kept, _may_undo(kept, scope))
        for entry in found
        for kept in [_undo_of(entry)]
    ]


def entry_of(number: int, scope: Scope) -> LogLine:
    """One entry.

    Refuses: log.not_found (404).
    """
    found = entries(scope).filter(pk=number).first()
    if found is None:
        raise Refused("log.not_found", 404)
    return lines([found], scope)[0]


def accounts_named(ids: Collection[int]) -> dict[int, str]:
    """Names of accounts; the entries that speak of them were chosen by scope."""
    return dict(Account.objects.filter(pk__in=ids).values_list("pk", "name"))


def unit_names(codes: Collection[str]) -> dict[str, str]:
    """Names of units of today by code, for lists; "00" has none here."""
    rows = UnitVersion.objects.filter(unit__in=set(codes) - {CENTRE}, valid_to=None)
    return {code: full_name(kind, name) for code, kind, name in rows.values_list("unit_id", "kind", "name")}


def _undo_of(entry: AuditEntry) -> Undo | None:
    try:
        kept: Undo = entry.undo
    except ObjectDoesNotExist:
        return None
    return kept


def _may_undo(kept: Undo | None, scope: Scope) -> bool:
    if kept is None or kept.undone_at is not None or kept.until <= clock.now():
        return False
    return way_of(kept.kind) is not None and scope.covers(kept.unit, kept.province)
