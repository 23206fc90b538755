"""People of a course and what they said. Rows belong to a branch: `rows.of(scope)`."""

from typing import ClassVar, Self

from django.db import models

from diemcau.people.models import Person, Post
from diemcau.people.rules import Group
from diemcau.planning.models.choices import known, words_of
from diemcau.planning.models.courses import Course, Item
from diemcau.planning.models.sites import Site
from diemcau.planning.rules import AddressKind, ClassRole
from diemcau.units.models import ScopedRows


class Enrolment(models.Model):
    """A person's place in a course. Its id is the seat of the live sitting, `no` the number in the room's list."""

    scope_unit = "site__unit_id"
    scope_province = "site__unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    course = models.ForeignKey(Course, models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments")
    site = models.ForeignKey(Site, models.PROTECT, related_name="enrolments")
    no = models.PositiveIntegerField()
    role = models.CharField(max_length=8, choices=words_of(ClassRole), default=ClassRole.HOC_VIEN)
    group = models.CharField(max_length=20, choices=words_of(Group))
    counting_post = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="enrolment_of_a_person_once", fields=["course", "person"]),
            models.UniqueConstraint(name="enrolment_no_once", fields=["site", "no"]),
            known("enrolment_role_known", "role", ClassRole),
            known("enrolment_group_known", "group", Group),
        ]


class EnrolmentPost(models.Model):
    """Every post that somebody is enrolled with; one of them is `Enrolment.counting_post`."""

    scope_unit = "enrolment__site__unit_id"
    scope_province = "enrolment__site__unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    enrolment = models.ForeignKey(Enrolment, models.CASCADE, related_name="posts")
    post = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="enrolment_post_once", fields=["enrolment", "post"])]


class Address(models.Model):
    """A speech in a sitting: who by post, from which site (none: the centre's hall), and its gist as typed."""

    scope_unit = "site__unit_id"
    scope_province = "site__unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    item = models.ForeignKey(Item, models.PROTECT, related_name="addresses")
    site = models.ForeignKey(Site, models.PROTECT, null=True, related_name="addresses")
    post = models.CharField(max_length=160)
    kind = models.CharField(max_length=20, choices=words_of(AddressKind))
    gist = models.TextField(max_length=4000, blank=True)

    class Meta:
        constraints = [known("address_kind_known", "kind", AddressKind)]
