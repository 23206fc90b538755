"""Tables of the plan: courses with their sittings and items, sites, enrolments, addresses.

Rows that belong to a branch of the tree (sites, enrolments, addresses) are read by `rows.of(scope)`.
"""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import F, Q

from diemcau.people.models import Person, Post
from diemcau.people.rules import Group
from diemcau.planning.rules import AddressKind, ClassRole, Half, How, ItemKind, SittingState
from diemcau.units.models import ScopedRows, Unit
from diemcau.units.rules import Level


def _words(kind: Any) -> list[tuple[str, str]]:
    return [(member.value, member.value) for member in kind]


def _known(name: str, field: str, kind: Any) -> models.CheckConstraint:
    return models.CheckConstraint(name=name, condition=Q(**{f"{field}__in": [member.value for member in kind]}))


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
    half = models.CharField(max_length=5, choices=_words(Half))
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    headcount_deadline = models.DateTimeField()
    state = models.CharField(max_length=8, choices=_words(SittingState), default=SittingState.PLANNED)
    plan_digest = models.CharField(max_length=64, blank=True)  # SHA-256 in hex, "" until it is frozen

    class Meta:
        ordering = ["course", "no"]
        constraints = [
            models.UniqueConstraint(name="sitting_no_once", fields=["course", "no"]),
            models.UniqueConstraint(name="sitting_half_day_once", fields=["course", "on", "half"]),
            models.CheckConstraint(name="sitting_ends_after_start", condition=Q(ends_at__gt=F("starts_at"))),
            _known("sitting_half_known", "half", Half),
            _known("sitting_state_known", "state", SittingState),
        ]

    def __str__(self) -> str:
        return f"{self.half} {self.on:%d/%m/%Y}"


class Item(models.Model):
    """An item of a sitting, in order. `speaker` is a post, not a name."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="items")
    no = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=_words(ItemKind))
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
            _known("item_kind_known", "kind", ItemKind),
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
    how = models.CharField(max_length=20, choices=_words(How))
    reason = models.CharField(max_length=240, blank=True)

    class Meta:
        ordering = ["course", "topic_no"]
        constraints = [
            models.UniqueConstraint(name="delivery_of_a_topic_once", fields=["course", "topic_no"]),
            _known("delivery_how_known", "how", How),
        ]


class Lecturer(models.Model):
    """Who teaches a topic: by post, or a person besides."""

    course = models.ForeignKey(Course, models.PROTECT, related_name="lecturers")
    topic_no = models.PositiveSmallIntegerField()
    post = models.CharField(max_length=160)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["course", "topic_no", "id"]
        constraints = [models.UniqueConstraint(name="lecturer_once", fields=["course", "topic_no", "post"])]


class Site(models.Model):
    """A room of a unit in a course. `no` is what a learner types; `name` has the room when a unit has several.

    A site that joined another one's room, or that was not organised, has no place of its own in a sitting.
    """

    scope_unit = "unit_id"
    scope_province = "unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    course = models.ForeignKey(Course, models.PROTECT, related_name="sites")
    no = models.PositiveIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    level = models.CharField(max_length=8, choices=_words(Level))
    name = models.CharField(max_length=120)
    room = models.CharField(max_length=160, blank=True)
    carrier = models.CharField(max_length=60, blank=True)  # of the picture and sound
    chair = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    chair_post = models.CharField(max_length=160, blank=True)
    host = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    technician = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    joined_to = models.ForeignKey("self", models.PROTECT, null=True, related_name="joined")
    not_organised_reason = models.CharField(max_length=240, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="site_no_once", fields=["course", "no"]),
            models.UniqueConstraint(name="site_room_once", fields=["course", "unit", "room"]),
            _known("site_level_known", "level", Level),
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


class Enrolment(models.Model):
    """A person's place in a course. Its id is the seat of the live sitting, `no` the number in the room's list."""

    scope_unit = "site__unit_id"
    scope_province = "site__unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    course = models.ForeignKey(Course, models.PROTECT, related_name="enrolments")
    person = models.ForeignKey(Person, models.PROTECT, related_name="enrolments")
    site = models.ForeignKey(Site, models.PROTECT, related_name="enrolments")
    no = models.PositiveIntegerField()
    role = models.CharField(max_length=8, choices=_words(ClassRole), default=ClassRole.HOC_VIEN)
    group = models.CharField(max_length=20, choices=_words(Group))
    counting_post = models.ForeignKey(Post, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(name="enrolment_of_a_person_once", fields=["course", "person"]),
            models.UniqueConstraint(name="enrolment_no_once", fields=["site", "no"]),
            _known("enrolment_role_known", "role", ClassRole),
            _known("enrolment_group_known", "group", Group),
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
    kind = models.CharField(max_length=20, choices=_words(AddressKind))
    gist = models.TextField(max_length=4000, blank=True)

    class Meta:
        constraints = [_known("address_kind_known", "kind", AddressKind)]
