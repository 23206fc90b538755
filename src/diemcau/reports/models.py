"""The table of papers that were made: what they were made from, their figures, their files."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from diemcau.planning.models import Course
from diemcau.units.models import ScopedRows, Unit

KINDS = ("report", "news_opening", "news_end")


class Snapshot(models.Model):
    """A paper at one moment. It never changes; a later one is another row.

    `positions`: [[sitting no, place in the journal, link of the chain in hex], ...]. `figures` and `run` as
    figures.Figures has them. `files`: name → path below the folder of papers; "vi.html" and "en.html" are fragments.
    """

    scope_unit = "unit_id"
    scope_province = "unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    course = models.ForeignKey(Course, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=[(kind, kind) for kind in KINDS])
    level = models.CharField(max_length=8)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    title = models.CharField(max_length=400)
    positions = models.JSONField(default=list)
    figures = models.JSONField(default=dict)
    run = models.JSONField(default=dict)
    files = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="snapshot_kind_known", condition=Q(kind__in=KINDS)),
        ]
        indexes = [models.Index(name="snapshot_list", fields=["course", "level", "unit"])]

    def __str__(self) -> str:
        return self.title
