"""When lecturers cannot come, and the releases of a timetable."""

from typing import Any, ClassVar, Never

from django.conf import settings
from django.db import models
from django.db.models import Q

from diemcau.base.refused import Refused
from diemcau.planning.models.choices import words_of
from diemcau.planning.models.courses import Course, Lecturer
from diemcau.planning.rules import Half


class LecturerAway(models.Model):
    """A half-day, or a whole day (`half` ""), when a lecturer cannot come."""

    lecturer = models.ForeignKey(Lecturer, models.CASCADE, related_name="away")
    on = models.DateField()
    half = models.CharField(max_length=5, choices=words_of(Half), blank=True)

    class Meta:
        ordering = ["on", "-half"]
        constraints = [
            models.UniqueConstraint(name="lecturer_away_once", fields=["lecturer", "on", "half"]),
            models.CheckConstraint(
                name="lecturer_away_half_known", condition=Q(half__in=["", *(half.value for half in Half)])
            ),
        ]


class FrozenTimetables(models.QuerySet["TimetableRelease"]):
    """Rows that may be added and read only."""

    def update(self, **_values: Any) -> Never:
        """Refuse: a release is frozen."""
        raise Refused("timetable.frozen", 409)

    def delete(self) -> Never:
        """Refuse: a release is frozen."""
        raise Refused("timetable.frozen", 409)


class TimetableRelease(models.Model):
    """A timetable as it was sent out. `content` is the canonical JSON of timetable.rules.sheet.Timetable."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="timetables")
    version = models.PositiveIntegerField()
    content = models.TextField()
    released_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects: ClassVar[models.Manager["TimetableRelease"]] = models.Manager.from_queryset(FrozenTimetables)()

    class Meta:
        ordering = ["course", "-version"]
        constraints = [
            models.UniqueConstraint(name="timetable_version_once", fields=["course", "version"]),
            models.CheckConstraint(name="timetable_version_from_one", condition=Q(version__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.course_id} v{self.version}"
