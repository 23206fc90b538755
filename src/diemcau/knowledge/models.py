"""Tables of what was learnt: obstacles on their way to an answer, lessons, proposals with their evidence.

Obstacles and lessons are taken up from the journal; (stream, seq, n) names the fact that each comes from.
"""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from diemcau.knowledge.rules import ABILITY, BODY, NUMBER, ObstacleState, ProposalKind, ReplyKind
from diemcau.people.models import Account
from diemcau.planning.models import Course, Site, Sitting
from diemcau.units.models import ScopedRows


def _words(kind: Any) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in kind]


def _known(name: str, field: str, kind: Any) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": [member.value for member in kind]}))


class TakenUp(models.Model):
    """Up to which place of the journal a sitting was taken up."""

    sitting = models.OneToOneField(Sitting, models.PROTECT, related_name="+")
    position = models.PositiveBigIntegerField()


class Obstacle(models.Model):
    """A difficulty of practice. `personal`: a learner's own; who he is stays in the journal. Personal data: `text`."""

    scope_unit = "site__unit_id"
    scope_province = "site__unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    course = models.ForeignKey(Course, models.PROTECT, related_name="+")
    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, related_name="obstacles")
    stream = models.CharField(max_length=40)
    seq = models.PositiveBigIntegerField()
    n = models.PositiveSmallIntegerField(default=0)
    topic_no = models.PositiveSmallIntegerField(default=0)  # of the item that was on
    personal = models.BooleanField()
    field = models.CharField(max_length=24)
    since = models.CharField(max_length=7, blank=True)  # YYYY-MM, "" when not said
    text = models.TextField()
    fold = models.TextField()  # base.text.fold of the text
    late = models.BooleanField(default=False)
    state = models.CharField(max_length=9, choices=_words(ObstacleState), default=ObstacleState.NEW)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="obstacle_of_a_fact_once", fields=["stream", "seq", "n"]),
            _known("obstacle_state_known", "state", ObstacleState),
        ]
        indexes = [models.Index(name="obstacle_list", fields=["course", "state"])]

    def __str__(self) -> str:
        return f"{self.stream}/{self.seq}"


class Reply(models.Model):
    """An answer to an obstacle. `document_*` are of guidance, `body` is whom it was passed on to."""

    scope_unit = "obstacle__site__unit_id"
    scope_province = "obstacle__site__unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    obstacle = models.ForeignKey(Obstacle, models.CASCADE, related_name="replies")
    kind = models.CharField(max_length=20, choices=_words(ReplyKind))
    text = models.TextField()
    document_number = models.CharField(max_length=NUMBER, blank=True)
    document_on = models.DateField(null=True)
    body = models.CharField(max_length=BODY, blank=True)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["obstacle", "id"]
        constraints = [
            _known("reply_kind_known", "kind", ReplyKind),
            models.CheckConstraint(
                name="reply_guidance_names_document",
                condition=~Q(kind=ReplyKind.GUIDANCE.value) | (~Q(document_number="") & Q(document_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="reply_passed_on_names_body", condition=~Q(kind=ReplyKind.PASSED_ON.value) | ~Q(body="")
            ),
        ]


class Lesson(models.Model):
    """What a lecturer drew from a situation. `facts` are the places in the journal of the decisions behind it."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="lessons")
    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="+")
    stream = models.CharField(max_length=40)
    seq = models.PositiveBigIntegerField()
    n = models.PositiveSmallIntegerField(default=0)
    activity = models.CharField(max_length=40)
    topic_no = models.PositiveSmallIntegerField(default=0)
    title = models.CharField(max_length=300)  # of the situation
    text = models.TextField()
    fold = models.TextField()
    facts = models.JSONField(default=list)
    split = models.JSONField(default=list)  # rooms by choice when it was drawn

    class Meta:
        ordering = ["course", "sitting__no", "seq"]
        constraints = [models.UniqueConstraint(name="lesson_of_a_fact_once", fields=["stream", "seq", "n"])]

    def __str__(self) -> str:
        return self.text


class LessonSite(models.Model):
    """A room whose decision stands behind a lesson."""

    scope_unit = "site__unit_id"
    scope_province = "site__unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="rooms")
    site = models.ForeignKey(Site, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="lesson_site_once", fields=["lesson", "site"])]


class Proposal(models.Model):
    """What the organiser proposes, and which ability of cadres it raises. It has at least one piece of evidence."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="proposals")
    kind = models.CharField(max_length=12, choices=_words(ProposalKind))
    ability = models.CharField(max_length=ABILITY)
    text = models.TextField()
    lessons = models.ManyToManyField(Lesson, related_name="proposals")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["course", "kind", "id"]
        constraints = [_known("proposal_kind_known", "kind", ProposalKind)]

    def __str__(self) -> str:
        return self.text


class ProposalObstacle(models.Model):
    """An obstacle as evidence of a proposal."""

    scope_unit = "obstacle__site__unit_id"
    scope_province = "obstacle__site__unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="obstacles")
    obstacle = models.ForeignKey(Obstacle, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="proposal_obstacle_once", fields=["proposal", "obstacle"])]


class ProposalResult(models.Model):
    """The result of an activity of a sitting as evidence of a proposal."""

    proposal = models.ForeignKey(Proposal, models.CASCADE, related_name="results")
    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="+")
    activity = models.CharField(max_length=40)

    class Meta:
        ordering = ["proposal", "sitting__no", "activity"]
        constraints = [models.UniqueConstraint(name="proposal_result_once", fields=["proposal", "sitting", "activity"])]
