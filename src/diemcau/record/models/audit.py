"""The audit log: who did what in the office. Rows are added, never changed or removed.

The database itself refuses UPDATE and DELETE on the table, by triggers of the room's migrations. SQLite loses them
when a migration makes the table anew: such a migration makes them again (migrations/_append_only.py).
"""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models

from diemcau.units.models import ScopedRows
from diemcau.units.rules import CENTRE


class AuditEntry(models.Model):
    """One thing that somebody did. `detail` holds ids and codes, no free text and no name of a learner.

    `unit` is the code of the branch that it belongs to, "00" for the centre; no foreign key, so that an entry
    outlives whatever it speaks of.
    """

    scope_unit = "unit"
    scope_province = "province"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    at = models.DateTimeField(db_index=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=40)  # "account:3", "host:12", "cli"
    action = models.CharField(max_length=60)  # "slips.issued"
    subject = models.CharField(max_length=60, blank=True)  # "course:1", "site:12"
    unit = models.CharField(max_length=5, default=CENTRE)
    province = models.CharField(max_length=2, blank=True)  # of the unit; "" for the centre
    fold = models.CharField(max_length=160, blank=True)  # for the search: who, by the name of that time, and the day
    device = models.CharField(max_length=64, blank=True)
    address = models.GenericIPAddressField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="audit_says_who_and_what", condition=~models.Q(actor="") & ~models.Q(action="")
            ),
        ]
        indexes = [models.Index(name="audit_by_branch", fields=["province", "-id"])]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.subject}"
