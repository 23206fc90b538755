"""The audit log as its pages show it, inside a scope."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet

from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.people.models import Account
from diemcau.record.models import AuditEntry, Mailing, Undo
from diemcau.record.naming import named, words_of
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


def lines(found: Iterable[AuditEntry], scope: Scope, lang: str) -> list[LogLine]:
    """Entries as the page shows them. One query for the units, one for each kind of subject among them."""
    found = list(found)
    units = unit_names({entry.unit for entry in found})
    about = named((entry.subject for entry in found), lang)
    return [
        LogLine(entry, about.get(entry.subject, ""), units.get(entry.unit, ""), kept, _may_undo(kept, scope))
        for entry in found
        for kept in [_undo_of(entry)]
    ]


def entry_of(number: int, scope: Scope, lang: str) -> LogLine:
    """One entry.

    Refuses: log.not_found (404).
    """
    found = entries(scope).filter(pk=number).first()
    if found is None:
        raise Refused("log.not_found", 404)
    return lines([found], scope, lang)[0]


def accounts_named(ids: Collection[int], _lang: str) -> dict[int, str]:
    """Names of accounts; the entries that speak of them were chosen by scope."""
    return dict(Account.objects.filter(pk__in=ids).values_list("pk", "name"))


def mailings_named(ids: Collection[int], _lang: str) -> dict[int, str]:
    """What the letters of mailings are headed with."""
    return dict(Mailing.rows.of(Scope.everything()).filter(pk__in=ids).values_list("pk", "subject"))


def entries_named(ids: Collection[int], lang: str) -> dict[int, str]:
    """What entries say was done, and when."""
    found = AuditEntry.rows.of(Scope.everything()).filter(pk__in=ids).values_list("pk", "action", "at")
    when = {pk: clock.local(clock.to_ms(at)).strftime("%H:%M %d/%m/%Y") for pk, _, at in found}
    return {pk: f"{words_of(action, lang)} ({when[pk]})" for pk, action, _ in found}


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
