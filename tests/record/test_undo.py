"""An act can be taken back once, in time, by whoever may see it; all of it or nothing."""

from datetime import timedelta
from typing import Any

import pytest

from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.people.actions import add_account
from diemcau.people.models import Account
from diemcau.record import actions
from diemcau.record.models import AuditEntry, Undo
from diemcau.record.rules import packed, unpacked
from diemcau.record.undoing import undoable
from diemcau.units.rules import Scope

pytestmark = pytest.mark.django_db
ALL = Scope.everything()


@undoable("test.names")
def give_names_back(data: dict[str, Any], by: Account) -> None:
    """Accounts get the names back that they had; by number. Refuses one that is away after it changed others."""
    for number, name in data["names"].items():
        if not Account.objects.filter(pk=number).update(name=name):
            raise Refused("test.away", 409)


def renamed(number: int = 1, unit: str = "01", days: int = 30) -> tuple[AuditEntry, list[Account]]:
    """Accounts with new names, and the entry that says so."""
    accounts = [add_account(f"account-{one}", "Old") for one in range(number)]
    Account.objects.update(name="New")
    entry = actions.note("test.renamed", actor="test", unit=unit)
    names = {str(one.pk): "Old" for one in accounts}
    actions.keep_undo(entry, "test.names", {"names": names}, unit=unit, days=days)
    return entry, accounts


def names() -> list[str]:
    return sorted(Account.objects.exclude(username="lan").values_list("name", flat=True))


def refused(entry: int, scope: Scope) -> tuple[str, int]:
    with pytest.raises(Refused) as no:
        actions.undo(entry, scope, add_account("lan", "Lan"))
    return no.value.code, no.value.status


def test_what_was_done_is_taken_back_and_noted():
    entry, _ = renamed(2)
    lan = add_account("lan", "Lan")
    said = actions.undo(entry.pk, Scope.of_unit("01"), lan)
    assert names() == ["Old", "Old"]
    assert (said.action, said.subject, said.account, said.unit) == ("undone", f"entry:{entry.pk}", lan, "01")
    kept = Undo.rows.of(ALL).get()
    assert (kept.undone_by, bytes(kept.data)) == (lan, b"")


def test_nothing_is_taken_back_twice():
    entry, _ = renamed()
    actions.undo(entry.pk, ALL, add_account("minh", "Minh"))
    assert refused(entry.pk, ALL) == ("undo.done", 409)


def test_what_belongs_to_another_branch_is_not_there():
    entry, _ = renamed(unit="19")
    assert refused(entry.pk, Scope.of_unit("01")) == ("undo.not_found", 404)
    assert names() == ["New"]


def test_what_was_never_kept_is_not_there():
    entry = actions.note("a.b", actor="test")
    assert refused(entry.pk, ALL) == ("undo.not_found", 404)


def test_after_its_days_an_act_stays():
    entry, _ = renamed(days=-1)
    assert refused(entry.pk, ALL) == ("undo.too_old", 409)
    assert names() == ["New"]


def test_a_kind_that_this_version_does_not_know_stays():
    entry, _ = renamed()
    Undo.rows.of(ALL).update(kind="test.of_another_version")
    assert refused(entry.pk, ALL) == ("undo.unknown", 409)


def test_half_of_an_act_is_never_taken_back():
    entry, accounts = renamed(3)
    accounts[2].delete()
    assert refused(entry.pk, ALL) == ("test.away", 409)
    assert names() == ["New", "New"]
    assert Undo.rows.of(ALL).get().undone_at is None


def test_old_ones_are_forgotten_and_their_entries_stay():
    old, _ = renamed(days=0)
    Account.objects.all().delete()
    young, _ = renamed(days=30)
    assert actions.forget_undos() == 1
    assert actions.forget_undos() == 0
    assert {one.entry_id: bool(one.data) for one in Undo.rows.of(ALL)} == {old.pk: False, young.pk: True}
    assert AuditEntry.rows.of(ALL).filter(action="test.renamed").count() == 2


def test_a_kind_that_nobody_can_take_back_is_not_kept():
    entry = actions.note("a.b", actor="test")
    with pytest.raises(LookupError, match="nobody registered how"):
        actions.keep_undo(entry, "test.unheard_of", {})


def test_a_kind_has_one_way_back():
    def another(_data: dict[str, Any], _by: Account) -> None: ...

    with pytest.raises(ValueError, match="another way"):
        undoable("test.names")(another)


def test_the_days_count_from_the_act():
    entry, _ = renamed(days=30)
    assert Undo.rows.of(ALL).get().until - entry.at == timedelta(days=30)
    assert entry.at <= clock.now()


def test_what_is_kept_comes_back_and_is_small():
    data = {"rows": [{"no": no, "name": "Nguyễn Văn A"} for no in range(10_000)]}
    kept = packed(data)
    assert unpacked(kept) == data
    assert len(kept) < 60_000
