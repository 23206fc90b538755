"""The audit log: rows are added, and that is all."""

import pytest
from django.db import IntegrityError, transaction

from diemcau.people.actions import add_account
from diemcau.record.actions import note
from diemcau.record.models import AuditEntry

pytestmark = pytest.mark.django_db


def test_a_note_says_who_did_what_to_what():
    lan = add_account("lan", "Lan")
    note("slips.issued", "course:1", account=lan, address="10.0.0.1", sites=[1, 2])
    note("desk.opened", "site:12", actor="host:12", device="device-a")
    assert [
        (entry.actor, entry.action, entry.subject, entry.device, entry.address, entry.detail)
        for entry in AuditEntry.objects.order_by("id")
    ] == [
        (f"account:{lan.pk}", "slips.issued", "course:1", "", "10.0.0.1", {"sites": [1, 2]}),
        ("host:12", "desk.opened", "site:12", "device-a", None, {}),
    ]


def test_a_note_without_anybody_is_not_taken():
    with pytest.raises(IntegrityError), transaction.atomic():
        note("slips.issued")


def test_entries_are_neither_changed_nor_removed():
    note("a.b", actor="cli")
    with pytest.raises(TypeError):
        AuditEntry.objects.update(actor="x")
    with pytest.raises(TypeError):
        AuditEntry.objects.all().delete()
    assert str(AuditEntry.objects.get()) == "cli a.b "
