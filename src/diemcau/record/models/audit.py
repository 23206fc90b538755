"""The audit log: who did what in the office. Rows are added, never changed or removed."""

from typing import Any, ClassVar, Never

from django.conf import settings
from django.db import models


class AppendOnly(models.QuerySet["AuditEntry"]):
    """Rows that may be read and added only."""

    def update(self, **_fields: Any) -> Never:
        """Refuse: the log is not rewritten."""
        raise TypeError("the audit log is append-only")

    def delete(self) -> Never:
        """Refuse: the log is not shortened."""
        raise TypeError("the audit log is append-only")


class AuditEntry(models.Model):
    """One thing that somebody did. `detail` holds ids and codes, no free text and no name of a learner."""

    objects: ClassVar[models.Manager["AuditEntry"]] = AppendOnly.as_manager()

    at = models.DateTimeField(db_index=True)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    actor = models.CharField(max_length=40)  # "account:3", "host:12", "cli"
    action = models.CharField(max_length=60)  # "slips.issued"
    subject = models.CharField(max_length=60, blank=True)  # "course:1", "site:12"
    device = models.CharField(max_length=64, blank=True)
    address = models.GenericIPAddressField(null=True)
    detail = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="audit_says_who_and_what", condition=~models.Q(actor="") & ~models.Q(action="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.actor} {self.action} {self.subject}"
