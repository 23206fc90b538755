"""Tables of what was settled from a sitting: how everybody and every site stood, what rooms answered.

Every row is made from the journal by `actions.settle` and can be made again. Names and texts stay where
they are: a record holds ids, numbers and the id of a text in the journal.
"""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from diemcau.assessment.rules import COUNTED, Status
from diemcau.people.models import Account
from diemcau.planning.models import Enrolment, Lecturer, Site, Sitting
from diemcau.units.models import ScopedRows


class Settlement(models.Model):
    """To which place of the journal a sitting was settled, and the chain's link there (hex)."""

    sitting = models.OneToOneField(Sitting, models.PROTECT, related_name="settlement")
    position = models.PositiveBigIntegerField()
    head = models.CharField(max_length=64)
    rules_version = models.PositiveSmallIntegerField()
    at = models.DateTimeField()
    titles = models.JSONField(default=dict)  # activity → what it asked, as the author wrote it: see actions
    # activity → summary of a test, survey or paper without its rows, besides {"kind", "topic"}: see rows
    sheets = models.JSONField(default=dict)

    class Meta:
        ordering = ["sitting__no"]


class Record(models.Model):
    """How somebody stood in a sitting. `site` is the room where his seat was, `elsewhere` the one where he sat."""

    scope_unit = "site__unit_id"
    scope_province = "site__unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="records")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    status = models.CharField(max_length=16, blank=True, choices=[(s.value, s.value) for s in Status])
    attended = models.BooleanField()  # rules.attended(status), kept so that sums are one query
    elsewhere = models.ForeignKey(Site, models.PROTECT, null=True, related_name="+")
    said_by = models.CharField(max_length=10, blank=True)  # phone, desk, correction
    evidence = models.CharField(max_length=12, blank=True)  # of the phone's claim: code, code_digits, host
    late = models.BooleanField(default=False)  # said after the close

    class Meta:
        constraints = [
            models.UniqueConstraint(name="record_once", fields=["sitting", "enrolment"]),
            models.CheckConstraint(
                name="record_attended_fits_status",
                condition=Q(attended=True, status__in=COUNTED) | (Q(attended=False) & ~Q(status__in=COUNTED)),
            ),
        ]


class SiteRecord(models.Model):
    """How a site stood in a sitting: its roll, and beside it the headcount that people said; never one from the other.

    `in_room` counts those who sat there by the roll, guests of other rooms included. The three numbers of the
    headcount are empty when nobody said any; `level` tells how far they were confirmed, `confirmed_by` the role.
    """

    scope_unit = "site__unit_id"
    scope_province = "site__unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="records")
    seats = models.PositiveIntegerField()
    in_room = models.PositiveIntegerField()
    guests = models.PositiveIntegerField(default=0)
    level = models.CharField(max_length=9, blank=True)  # "", entered, confirmed, checked, locked
    present = models.PositiveIntegerField(null=True)
    excused = models.PositiveIntegerField(null=True)
    absent = models.PositiveIntegerField(null=True)
    confirmed_by = models.CharField(max_length=12, blank=True)  # chair, word (the host in his name)
    corrections = models.PositiveSmallIntegerField(default=0)
    silences = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="site_record_once", fields=["sitting", "site"]),
            models.CheckConstraint(
                name="site_record_level_has_numbers",
                condition=Q(level="", present=None, excused=None, absent=None)
                | (~Q(level="") & Q(present__isnull=False, excused__isnull=False, absent__isnull=False)),
            ),
        ]

    @property
    def gap(self) -> int | None:
        """People in the room by the headcount, less those by the roll; None without a headcount."""
        return None if self.present is None else self.present - self.in_room


class ActivityRecord(models.Model):
    """What a site said in an activity: its choice, or numbers by name ("1": 4, "asked": 2)."""

    scope_unit = "site__unit_id"
    scope_province = "site__unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="answers")
    activity = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    topic_no = models.PositiveSmallIntegerField(default=0)
    choice = models.PositiveSmallIntegerField(default=0)  # counted from 1; 0 for none
    numbers = models.JSONField(default=dict)
    reason = models.CharField(max_length=60, blank=True)  # id of a text in the journal
    fact = models.PositiveBigIntegerField(default=0)  # its place in the journal

    class Meta:
        constraints = [models.UniqueConstraint(name="activity_record_once", fields=["sitting", "activity", "site"])]


class QuestionRecord(models.Model):
    """A question that somebody asked, by its place in the journal; who asked stays there. `text` is its id there.

    `stage` is how far it came live: asked (never taken), selected, answered, later. What was taken back has no row.
    """

    scope_unit = "site__unit_id"
    scope_province = "site__unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    number = models.PositiveBigIntegerField()
    topic_no = models.PositiveSmallIntegerField(default=0)
    personal = models.BooleanField()  # by a learner's phone
    stage = models.CharField(max_length=10)
    text = models.CharField(max_length=60)

    class Meta:
        constraints = [models.UniqueConstraint(name="question_record_once", fields=["sitting", "number"])]


class Incident(models.Model):
    """A trouble that a site reported. Part of how a class ran, not of its figures."""

    scope_unit = "site__unit_id"
    scope_province = "site__unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="incidents")
    trouble = models.CharField(max_length=12)
    at = models.DateTimeField()  # by the sitting's clock

    class Meta:
        constraints = [models.UniqueConstraint(name="incident_once", fields=["sitting", "site", "trouble", "at"])]


class MarksRecord(models.Model):
    """What somebody knew in a test: for each of its questions, in order, 1 right, 0 wrong, - left open."""

    scope_unit = "site__unit_id"
    scope_province = "site__unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    activity = models.CharField(max_length=40)
    group = models.CharField(max_length=24, blank=True)  # position group
    marks = models.CharField(max_length=200)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="marks_record_once", fields=["sitting", "activity", "enrolment"]),
        ]


class Paper(models.Model):
    """The paper (bài thu hoạch) of somebody that counts, by its number; its words and photos lie in the journal.

    `text`, each of `photos` and `remark` are ids of texts there. `passed` is empty until somebody judged it.
    """

    scope_unit = "site__unit_id"
    scope_province = "site__unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")
    enrolment = models.ForeignKey(Enrolment, models.PROTECT, related_name="+")
    activity = models.CharField(max_length=40)
    paper = models.PositiveBigIntegerField()
    at = models.DateTimeField()  # when its last piece was given
    late = models.BooleanField()
    by_desk = models.BooleanField()
    text = models.CharField(max_length=60, blank=True)
    photos = models.JSONField(default=list)
    passed = models.BooleanField(null=True)
    remark = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(name="paper_once", fields=["sitting", "activity", "enrolment"])]
        ordering = ["sitting", "activity", "site", "enrolment__no"]


class RatingsLink(models.Model):
    """A one-time link of a lecturer to what people thought of his own topics in a course.

    Pressed once it is opened, and stays so for that browser. It ends when it is taken back or another one is made,
    when he is taken off the topic, and on its day. The secret is nowhere, only its digest.
    """

    lecturer = models.ForeignKey(Lecturer, models.CASCADE, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="ratings_link_one_is_valid", fields=["lecturer"], condition=Q(ended_at__isnull=True)
            ),
            models.CheckConstraint(name="ratings_link_expires_later", condition=Q(expires_at__gt=F("made_at"))),
        ]
