"""What was kept of an act so that it can be taken back."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from diemcau.record.models.audit import AuditEntry
from diemcau.units.models import ScopedRows


class Undo(models.Model):
    """How one act can be taken back, until a moment. `data`: see rules.packed; empty once it is of no more use."""

    scope_unit = "unit"
    scope_province = "province"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    entry = models.OneToOneField(AuditEntry, models.PROTECT, related_name="undo")
    kind = models.CharField(max_length=60)  # see record.undoing
    unit = models.CharField(max_length=5)
    province = models.CharField(max_length=2, blank=True)
    data = models.BinaryField()
    until = models.DateTimeField(db_index=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="undo_done_by_somebody",
                condition=Q(undone_at=None, undone_by=None) | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]
