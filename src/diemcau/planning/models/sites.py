"""Rooms of units in a course, and units without one. Rows belong to a branch: `rows.of(scope)`."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q

from diemcau.people.models import Person
from diemcau.planning.models.choices import known, words_of
from diemcau.planning.models.courses import Course
from diemcau.planning.rules import LARGEST_ROOM, Connection
from diemcau.units.models import ScopedRows, Unit
from diemcau.units.rules import Level


class Site(models.Model):
    """A room of a unit in a course. `no` is what a learner types; `name` has the room when a unit has several.

    A site that joined another one's room, or that was not organised, has no place of its own in a sitting.
    Lists stand by `place` (see actions.sites.place_of) and are searched by `fold` (base.text.fold of the name).
    `equipment` holds members of rules.Equipment.
    """

    scope_unit = "unit_id"
    scope_province = "unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    course = models.ForeignKey(Course, models.PROTECT, related_name="sites")
    no = models.PositiveIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    level = models.CharField(max_length=8, choices=words_of(Level))
    name = models.CharField(max_length=120)
    fold = models.CharField(max_length=160, default="")
    place = models.CharField(max_length=7, default="")
    room = models.CharField(max_length=160, blank=True)
    capacity = models.PositiveSmallIntegerField(null=True)  # places of the room
    equipment = models.JSONField(default=list)
    carrier = models.CharField(max_length=60, blank=True)  # of the picture and sound
    connection = models.CharField(max_length=9, blank=True, choices=words_of(Connection))
    checked_on = models.DateField(null=True)  # when picture and sound were last tried out
    notes = models.CharField(max_length=1000, blank=True)
    chair = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    chair_post = models.CharField(max_length=160, blank=True)
    host = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    technician = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined")
    not_organised_reason = models.CharField(max_length=240, blank=True)

    class Meta:
        indexes = [models.Index(name="site_by_place", fields=["course", "place", "no"])]
        constraints = [
            models.UniqueConstraint(name="site_no_once", fields=["course", "no"]),
            models.UniqueConstraint(name="site_room_once", fields=["course", "unit", "room"]),
            known("site_level_known", "level", Level),
            models.CheckConstraint(
                name="site_connection_known", condition=Q(connection__in=["", *(way.value for way in Connection)])
            ),
            models.CheckConstraint(
                name="site_has_room_for_some",
                condition=Q(capacity=None) | Q(capacity__gte=1, capacity__lte=LARGEST_ROOM),
            ),
            models.CheckConstraint(name="site_joined_to_another", condition=Q(joined_to=None) | ~Q(joined_to=F("id"))),
            models.CheckConstraint(
                name="site_joined_or_not_organised", condition=Q(joined_to=None) | Q(not_organised_reason="")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SiteUnit(models.Model):
    """A unit whose people a site takes in."""

    scope_unit = "unit_id"
    scope_province = "unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    site = models.ForeignKey(Site, models.CASCADE, related_name="covers")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="site_covers_a_unit_once", fields=["site", "unit"])]


class NoSite(models.Model):
    """A unit that has no site in a course, and why."""

    scope_unit = "unit_id"
    scope_province = "unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    course = models.ForeignKey(Course, models.PROTECT, related_name="without_site")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=240)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="no_site_once", fields=["course", "unit"]),
            models.CheckConstraint(name="no_site_says_why", condition=~Q(reason="")),
        ]
