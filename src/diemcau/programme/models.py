"""Tables of programmes: the draft that people work on, and the frozen releases that courses are held by."""

from typing import Any, ClassVar, Never

from django.db import models
from django.db.models import Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from diemcau.base.refused import Refused


class Programme(models.Model):
    """A programme under its code. `draft` is the canonical JSON of `content.Programme`."""

    code = models.CharField(max_length=40, unique=True)
    title = models.CharField(max_length=300)
    draft = models.TextField()

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
