"""The class file: documents of a course, of a province's part in it and of its sites; what was handed in; prints.

Rows belong to a branch: `rows.of(scope)`. Documents of the centre are for everybody of the course, see queries.
"""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from diemcau.people.models import Account
from diemcau.planning.documents.rules.types import DocumentType
from diemcau.planning.models.choices import known, words_of
from diemcau.planning.models.courses import Course, Sitting
from diemcau.planning.models.sites import Site
from diemcau.planning.papers.kinds import DocumentKind, PrintState
from diemcau.units.models import ScopedRows, Unit


class ClassDocument(models.Model):
    """A document of a class file. `unit` is the site's; the province's or "00" where it is of no site.

    `number` and `dated` are as typed. The file lies under its digest (SHA-256 in hex), see actions.class_file.
    """

    scope_unit = "unit_id"
    scope_province = "unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    course = models.ForeignKey(Course, models.PROTECT, related_name="documents")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="documents")
    sitting = models.ForeignKey(Sitting, models.PROTECT, null=True, related_name="documents")  # of a signed sheet
    kind = models.CharField(max_length=10, choices=words_of(DocumentKind))
    title = models.CharField(max_length=240)
    number = models.CharField(max_length=60, blank=True)
    dated = models.CharField(max_length=30, blank=True)
    name = models.CharField(max_length=160)  # of the file, as it was called
    type = models.CharField(max_length=4, choices=words_of(DocumentType))
    digest = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()  # bytes
    added_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["kind", "id"]
        indexes = [models.Index(name="document_by_place", fields=["course", "unit", "kind"])]
        constraints = [
            known("document_kind_known", "kind", DocumentKind),
            known("document_type_known", "type", DocumentType),
            models.CheckConstraint(
                name="document_of_a_sitting_is_signed",
                condition=Q(sitting=None) | Q(kind=DocumentKind.SIGNED, site__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class SiteFile(models.Model):
    """Whether a site has handed in its part of the class file (“đã nộp hồ sơ”), or it was taken back, and why."""

    scope_unit = "site__unit_id"
    scope_province = "site__unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    site = models.OneToOneField(Site, models.PROTECT, related_name="file")
    handed_in = models.BooleanField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.CharField(max_length=240, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="site_file_back_with_a_reason", condition=Q(handed_in=True) | ~Q(reason="")),
        ]


class PrintOrder(models.Model):
    """Papers of all sites of a province in one file, made by the worker. `sittings`: numbers, for sign-in sheets."""

    scope_unit = "unit_id"
    scope_province = "unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    course = models.ForeignKey(Course, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # the province, or the centre
    paper = models.CharField(max_length=10)
    sittings = models.JSONField(default=list)
    lang = models.CharField(max_length=2)
    address = models.CharField(max_length=200)  # where the office answers, for codes that phones scan
    state = models.CharField(max_length=6, choices=words_of(PrintState), default=PrintState.MAKING)
    done = models.PositiveIntegerField(default=0)  # sites
    all = models.PositiveIntegerField(default=0)
    size = models.PositiveIntegerField(default=0)  # bytes
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]
        constraints = [known("print_state_known", "state", PrintState)]
