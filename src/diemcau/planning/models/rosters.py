"""Rosters that were sent in: each file, and its rows with what was found, answered and is to be done.

Rows belong to a branch: `rows.of(scope)`. The rows of a file and the file itself go away after 30 days; who sent
what and when stays.
"""

from typing import ClassVar, Self

from django.db import models

from diemcau.people.models import Account, Person
from diemcau.planning.models.choices import known, words_of
from diemcau.planning.models.courses import Course
from diemcau.planning.models.sites import Site
from diemcau.planning.roster.rules.states import Does, Ends, FileState
from diemcau.units.models import ScopedRows, Unit


class RosterFile(models.Model):
    """A roster that somebody sent in for a unit ("00": for the whole country), perhaps for one site.

    `told`: notes and previews of letters as JSON (msgspec of a Sheetcheck without rows). `plan` is the digest of
    what its rows would do; `before` and `after` are kept so that it can be taken back, see actions.rosters_undo.
    """

    scope_unit = "unit_id"
    scope_province = "unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    course = models.ForeignKey(Course, models.PROTECT, related_name="rosters")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    site = models.ForeignKey(Site, models.SET_NULL, null=True, related_name="+")
    batch = models.CharField(max_length=32)  # files that were sent together
    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)  # SHA-256 in hex, by which the file is kept
    size = models.PositiveIntegerField()  # bytes
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=words_of(FileState), default=FileState.READING)
    refused = models.CharField(max_length=60, blank=True)  # the code of the refusal
    refused_data = models.JSONField(default=dict)
    counts = models.JSONField(default=dict)  # {"rows", each Ends, each Does: number}
    told = models.TextField(blank=True)
    missing = models.JSONField(default=list)  # enrolments of its rooms that it does not name
    removing = models.JSONField(default=list)  # those of them that are to be taken off
    plan = models.CharField(max_length=64, blank=True)
    applied_at = models.DateTimeField(null=True)
    applied_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    entry = models.PositiveBigIntegerField(null=True)  # in the audit log, by which it is taken back
    before = models.TextField(blank=True)
    after = models.CharField(max_length=64, blank=True)
    forgotten = models.BooleanField(default=False)

    class Meta:
        ordering = ["-id"]
        constraints = [known("roster_state_known", "state", FileState)]

    def __str__(self) -> str:
        return self.name


class RosterRow(models.Model):
    """A row of a roster. `body` is what the check found, `settled` the same with answers (both msgspec of a Row)."""

    scope_unit = "file__unit_id"
    scope_province = "file__unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    file = models.ForeignKey(RosterFile, models.CASCADE, related_name="lines")
    place = models.PositiveIntegerField()  # in the file, from 0
    name = models.CharField(max_length=120)
    fold = models.CharField(max_length=120)
    ends = models.CharField(max_length=8, choices=words_of(Ends))
    does = models.CharField(max_length=8, choices=words_of(Does))
    site = models.ForeignKey(Site, models.SET_NULL, null=True, related_name="+")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="+")
    body = models.TextField()
    answers = models.TextField(default="{}")
    settled = models.TextField()
    changes = models.TextField(default="[]")  # [[field, old, new], …]

    class Meta:
        ordering = ["file", "place"]
        constraints = [
            models.UniqueConstraint(name="roster_row_place_once", fields=["file", "place"]),
            known("roster_row_ends_known", "ends", Ends),
            known("roster_row_does_known", "does", Does),
        ]
        indexes = [
            models.Index(name="roster_row_by_end", fields=["file", "ends"]),
            models.Index(name="roster_row_by_deed", fields=["file", "does"]),
        ]
