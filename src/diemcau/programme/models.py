"""Tables of programmes: drafts, frozen releases, proposals for open slots, slides replaced for a sitting."""

from typing import Any, ClassVar, Never, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from diemcau.base.refused import Refused
from diemcau.programme.rules import ProposalState
from diemcau.units.models import ScopedRows, Unit


class Programme(models.Model):
    """A programme under its code. `draft` is the canonical JSON of `content.Programme`; who saved it last, and when."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=300)
    draft = models.TextField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    saved_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="programme_has_code", condition=~Q(code=""))]

    def __str__(self) -> str:
        return self.code


class FrozenRows(models.QuerySet["Release"]):
    """Rows that may be added and read; changing or removing them in bulk is refused.

    A row that was changed by any other road no longer fits its digest, and `queries.content_of` refuses to read it.
    """

    def update(self, **_values: Any) -> Never:
        """Refuse: a release is frozen."""
        raise Refused("programme.frozen", 409)

    def bulk_update(self, *_rows: Any, **_options: Any) -> Never:
        """Refuse: a release is frozen."""
        raise Refused("programme.frozen", 409)

    def delete(self) -> Never:
        """Refuse: a release is frozen."""
        raise Refused("programme.frozen", 409)


class Release(models.Model):
    """A version of a programme that never changes. `digest` is the SHA-256 of the bytes of `content`, in hex."""

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="releases")
    version = models.PositiveIntegerField()
    content = models.TextField()
    digest = models.CharField(max_length=64)
    notes = models.TextField(blank=True)
    released_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Release"]] = models.Manager.from_queryset(FrozenRows)()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="release_version_once", fields=["programme", "version"]),
            models.CheckConstraint(name="release_version_from_one", condition=Q(version__gte=1)),
            models.CheckConstraint(name="release_has_digest", condition=Q(Exact(Length("digest"), 64))),
        ]

    def __str__(self) -> str:
        return f"{self.programme_id} v{self.version}"


class SlotProposal(models.Model):
    """What a province or site proposes for an open slot. `content` is canonical JSON of Situation, Poll or Lesson.

    `slot` are the slot's words when it was proposed. `entered` is the title under which it came into the draft.
    """

    scope_unit = "unit_id"
    scope_province = "unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    programme = models.ForeignKey(Programme, models.PROTECT, related_name="proposals")
    topic_no = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10)
    slot = models.CharField(max_length=600)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    content = models.TextField()
    state = models.CharField(max_length=9, default=ProposalState.SENT)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)
    changed = models.BooleanField(default=False)  # the academy changed it before it approved
    entered = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="slot_proposal_state_known", condition=Q(state__in=[state.value for state in ProposalState])
            ),
            models.CheckConstraint(
                name="slot_proposal_kind_known", condition=Q(kind__in=["situation", "question", "lesson"])
            ),
            models.CheckConstraint(
                name="slot_proposal_decided_by_somebody",
                condition=Q(decided_at=None, decided_by=None) | Q(decided_at__isnull=False, decided_by__isnull=False),
            ),
            models.CheckConstraint(
                name="slot_proposal_declined_with_a_reason", condition=~Q(state="declined") | ~Q(reason="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.kind} {self.state}"


class DeckChange(models.Model):
    """Slides of a topic that took the place of the release's in one sitting: a deviation, with who, when and why.

    `sitting` is a plain number: its table belongs to a room above. `deck` is canonical JSON of Slides. The last one of
    a sitting and topic counts.
    """

    sitting = models.PositiveBigIntegerField(db_index=True)
    topic_no = models.PositiveSmallIntegerField()
    deck = models.TextField()
    pages = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=600)
    live = models.BooleanField()  # the doors were open: it reached the rooms as a fact
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="deck_change_has_pages", condition=Q(pages__gte=1)),
            models.CheckConstraint(name="deck_change_says_why", condition=~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"sitting:{self.sitting} t{self.topic_no}"
