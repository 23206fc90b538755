"""Courses with their sittings and items, lecturers, and how topics were delivered."""

from django.db import models
from django.db.models import F, Q

from diemcau.people.models import Person
from diemcau.planning.models.choices import known, words_of
from diemcau.planning.rules import Half, How, ItemKind, SittingState


class Course(models.Model):
    """A class: one run of a release, with dates, sites and people.

    `heads`: {"centre" | "province" | "site": {"style", "above", "body", "place", "to"}}, see rules.PaperHead.
    """

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=240)
    release = models.ForeignKey("programme.Release", models.PROTECT, related_name="+")
    organiser = models.CharField(max_length=160)
    form = models.CharField(max_length=240)
    starts_on = models.DateField()
    ends_on = models.DateField()
    rehearsal = models.BooleanField(default=False)
    simulated = models.BooleanField(default=False)
    heads = models.JSONField(default=dict)

    practises = False  # whether the practice site is open; queries.course_of says it

    class Meta:
        constraints = [
            models.CheckConstraint(name="course_ends_after_start", condition=Q(ends_on__gte=F("starts_on"))),
        ]

    def __str__(self) -> str:
        return self.title


class Sitting(models.Model):
    """A half-day of a course."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="sittings")
    no = models.PositiveSmallIntegerField()
    on = models.DateField()
    half = models.CharField(max_length=5, choices=words_of(Half))
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    headcount_deadline = models.DateTimeField()
    state = models.CharField(max_length=8, choices=words_of(SittingState), default=SittingState.PLANNED)
    plan_digest = models.CharField(max_length=64, blank=True)  # SHA-256 in hex, "" until it is frozen

    class Meta:
        ordering = ["course", "no"]
        constraints = [
            models.UniqueConstraint(name="sitting_no_once", fields=["course", "no"]),
            models.UniqueConstraint(name="sitting_half_day_once", fields=["course", "on", "half"]),
            models.CheckConstraint(name="sitting_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            known("sitting_half_known", "half", Half),
            known("sitting_state_known", "state", SittingState),
        ]

    def __str__(self) -> str:
        return f"{self.half} {self.on:%d/%m/%Y}"


class Item(models.Model):
    """An item of a sitting, in order. `speaker` is a post, not a name."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="items")
    no = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=words_of(ItemKind))
    title = models.CharField(max_length=240)
    topic_no = models.PositiveSmallIntegerField(null=True)
    minutes = models.PositiveSmallIntegerField()
    phones = models.BooleanField(default=True)
    recording = models.BooleanField(default=False)
    speaker = models.CharField(max_length=160, blank=True)

    class Meta:
        ordering = ["sitting", "no"]
        constraints = [
            models.UniqueConstraint(name="item_no_once", fields=["sitting", "no"]),
            known("item_kind_known", "kind", ItemKind),
            models.CheckConstraint(name="item_takes_time", condition=Q(minutes__gte=1)),
            models.CheckConstraint(
                name="item_of_a_topic_names_it", condition=~Q(kind=ItemKind.TOPIC) | Q(topic_no__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Delivery(models.Model):
    """How a designed topic was delivered in a course."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="deliveries")
    topic_no = models.PositiveSmallIntegerField()
    how = models.CharField(max_length=20, choices=words_of(How))
    reason = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["course", "topic_no"]
        constraints = [
            models.UniqueConstraint(name="delivery_of_a_topic_once", fields=["course", "topic_no"]),
            known("delivery_how_known", "how", How),
        ]


class Lecturer(models.Model):
    """Who teaches a topic: by post, or a person besides. One of a topic may be ready to stand in."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="lecturers")
    topic_no = models.PositiveSmallIntegerField()
    post = models.CharField(max_length=160)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    stand_in = models.BooleanField(default=False)

    class Meta:
        ordering = ["course", "topic_no", "stand_in", "id"]
        constraints = [
            models.UniqueConstraint(name="lecturer_once", fields=["course", "topic_no", "post"]),
            models.UniqueConstraint(
                name="lecturer_one_stands_in", fields=["course", "topic_no"], condition=Q(stand_in=True)
            ),
        ]
