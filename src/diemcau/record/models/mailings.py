"""Mail that the office sends: a mailing, and a letter for each who gets it."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from diemcau.record.mailing.rules import LetterState
from diemcau.units.models import ScopedRows, Unit


class Mailing(models.Model):
    """One text to many. `unit` is whose it is: the centre's, or a province's. Nothing leaves before `due_at`.

    `subject` and `body` are as they were written; what each one gets stands in his letter.
    """

    scope_unit = "unit_id"
    scope_province = "unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    about = models.CharField(max_length=60, db_index=True)  # "course:1"
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    subject = models.CharField(max_length=200)
    body = models.TextField(max_length=8000)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        constraints = [models.CheckConstraint(name="mailing_waits", condition=Q(due_at__gt=F("made_at")))]

    def __str__(self) -> str:
        return self.subject


class Letter(models.Model):
    """What one gets. `tries` counts those that failed; `fault` is the code of the last one's reason."""

    scope_unit = "mailing__unit_id"
    scope_province = "mailing__unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="letters")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    email = models.EmailField()
    place = models.CharField(max_length=120)  # who he is: the name of his unit
    subject = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(
        max_length=6, choices=[(state.value, state.value) for state in LetterState], default=LetterState.QUEUED
    )
    tries = models.PositiveSmallIntegerField(default=0)
    fault = models.CharField(max_length=20, blank=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["mailing", "id"]
        constraints = [
            models.UniqueConstraint(name="letter_once", fields=["mailing", "email"]),
            models.CheckConstraint(
                name="letter_state_known", condition=Q(state__in=[state.value for state in LetterState])
            ),
            models.CheckConstraint(
                name="letter_sent_has_time",
                condition=Q(state=LetterState.SENT.value, sent_at__isnull=False)
                | (~Q(state=LetterState.SENT.value) & Q(sent_at=None)),
            ),
        ]
