"""Tables of people: accounts and roles, persons and posts, and the ways in to a desk.

`course`, `sitting` and `site` are plain numbers here: the tables that they name belong to a room above.
Secrets are never stored, only their SHA-256 (they have 128 bits or more) or, for PINs, a slow hash.
"""

from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from diemcau.people.rules import SLIP_ROLES, DeskRole, Group, Off, OfficeRole, Sex
from diemcau.units.models import ScopedRows, Unit


class Account(AbstractBaseUser):
    """Somebody who works in the office. What he may see follows from the roles that he holds.

    He comes in by user name or e-mail and a password, by the ministry's login, or by a one-time link.
    """

    username = models.CharField(max_length=60, unique=True)
    email = models.EmailField(blank=True)  # in small letters
    name = models.CharField(max_length=120)
    fold = models.CharField(max_length=450, blank=True)  # name, user name and e-mail, for the search
    is_active = models.BooleanField(default=True)
    off = models.CharField(max_length=8, blank=True, choices=[(off.value, off.value) for off in Off])  # why not active
    used_on = models.DateField(null=True)  # the last day of use, or of the last invitation
    long_password = models.BooleanField(default=False)  # good enough without a second factor
    password_due = models.BooleanField(default=False)  # must set one before anything else

    objects: ClassVar[BaseUserManager[Self]] = BaseUserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [
            models.UniqueConstraint(name="account_email_once", fields=["email"], condition=~Q(email="")),
            models.CheckConstraint(
                name="account_off_for_a_reason",
                condition=Q(is_active=True, off="") | Q(is_active=False, off__in=[off.value for off in Off]),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoleHeld(models.Model):
    """A role of an account at a unit, from the first day to the last, both included, unless it was ended before."""

    scope_unit = "unit_id"
    scope_province = "unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    account = models.ForeignKey(Account, models.PROTECT, related_name="roles")
    role = models.CharField(max_length=12, choices=[(role.value, role.value) for role in OfficeRole])
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    rights_ended_at = models.DateTimeField(null=True)  # from then on it gives none, and its desks are ended

    class Meta:
        constraints = [
            models.CheckConstraint(name="role_known", condition=Q(role__in=[role.value for role in OfficeRole])),
            models.CheckConstraint(
                name="role_ends_after_start", condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on"))
            ),
            models.UniqueConstraint(
                name="role_open_once", fields=["account", "role", "unit"], condition=Q(ends_on=None)
            ),
        ]


class Person(models.Model):
    """A person of a roster. `unit` is where he works, which decides who may see the row."""

    scope_unit = "unit_id"
    scope_province = "unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    family_name = models.CharField(max_length=80, blank=True)  # with the middle names
    given_name = models.CharField(max_length=40)
    full_name = models.CharField(max_length=120)
    sort_key = models.CharField(max_length=240)  # base.text.name_key, or one set by hand
    fold = models.CharField(max_length=120, db_index=True)
    phone = models.CharField(max_length=16, blank=True)  # E.164, "" when unknown
    birth = models.CharField(max_length=10, blank=True)  # YYYY, YYYY-MM or YYYY-MM-DD, "" when unknown
    sex = models.CharField(max_length=3, blank=True, choices=[(sex.value, sex.value) for sex in Sex])
    simulated = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(name="person_phone_is_e164", condition=Q(phone="") | Q(phone__startswith="+")),
            models.CheckConstraint(
                name="person_birth_is_a_date",
                condition=Q(birth="") | Q(birth__regex=r"^[12][0-9]{3}(-[01][0-9](-[0-3][0-9])?)?$"),
            ),
            models.CheckConstraint(name="person_sex_known", condition=Q(sex__in=["", *(sex.value for sex in Sex)])),
        ]

    def __str__(self) -> str:
        return self.shown

    @property
    def shown(self) -> str:
        """The name as it is printed: an invented person bears “(MP)”."""
        return f"{self.full_name} (MP)" if self.simulated else self.full_name


class Post(models.Model):
    """A post that a person holds at a unit; `group` is the position group that it counts in."""

    scope_unit = "unit_id"
    scope_province = "unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    person = models.ForeignKey(Person, models.CASCADE, related_name="posts")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    title = models.CharField(max_length=160)
    group = models.CharField(max_length=20, choices=[(group.value, group.value) for group in Group])

    class Meta:
        constraints = [
            models.UniqueConstraint(name="post_once", fields=["person", "unit", "title"]),
            models.CheckConstraint(name="post_group_known", condition=Q(group__in=[group.value for group in Group])),
        ]

    def __str__(self) -> str:
        return self.title


class Slip(models.Model):
    """An access slip: a link and a PIN on paper, bound to the first device that uses it.

    A slip of a site and role is valid while it is not revoked; a new one revokes the old one.
    """

    scope_unit = "unit_id"
    scope_province = "unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    course = models.PositiveBigIntegerField()
    site = models.PositiveBigIntegerField()
    role = models.CharField(max_length=12, choices=[(role.value, role.value) for role in DeskRole])
    digest = models.BinaryField(max_length=32, unique=True)
    pin = models.CharField(max_length=160)
    tries = models.PositiveSmallIntegerField(default=0)  # wrong PINs since the last right one
    device = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="slip_one_is_valid", fields=["site", "role"], condition=Q(revoked_at=None)),
            models.CheckConstraint(
                name="slip_role_is_of_a_site", condition=Q(role__in=[role.value for role in SLIP_ROLES])
            ),
            models.CheckConstraint(name="slip_used_by_a_device", condition=Q(used_at=None) | ~Q(device="")),
        ]


class Link(models.Model):
    """A one-time link. `expires_at` is empty for an organiser's first link, which lives until it is used."""

    scope_unit = "unit_id"
    scope_province = "unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=[(role.value, role.value) for role in DeskRole])
    course = models.PositiveBigIntegerField(default=0)
    sitting = models.PositiveBigIntegerField(default=0)  # 0: the one that is on, or the next
    site = models.PositiveBigIntegerField(default=0)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")  # who comes in by it
    made_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    desk_minutes = models.PositiveSmallIntegerField(default=0)  # how long its desk lives; 0: as long as any

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="link_of_an_organiser_has_an_account",
                condition=~Q(role="organiser") | Q(account__isnull=False),
            ),
            models.CheckConstraint(
                name="link_expires_unless_organiser", condition=Q(expires_at__isnull=False) | Q(role="organiser")
            ),
        ]


class DeskSession(models.Model):
    """A desk that came in by a slip or a link: it renews the token of the live process with its secret."""

    scope_unit = "unit_id"
    scope_province = "unit__province_id"
    rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    role = models.CharField(max_length=12, choices=[(role.value, role.value) for role in DeskRole])
    course = models.PositiveBigIntegerField(default=0)
    sitting = models.PositiveBigIntegerField(default=0)  # 0: the one that is on, or the next
    site = models.PositiveBigIntegerField(default=0)
    slip = models.ForeignKey(Slip, models.PROTECT, null=True, related_name="sessions")
    link = models.ForeignKey(Link, models.PROTECT, null=True, related_name="sessions")
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    digest = models.BinaryField(max_length=32, unique=True)
    epoch = models.PositiveIntegerField()
    device = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="desk_session_has_one_way_in",
                condition=Q(slip__isnull=False, link=None) | Q(slip=None, link__isnull=False),
            ),
        ]


class Epoch(models.Model):
    """Tokens and sessions of an actor with a smaller number than this are void; no row means 1."""

    actor = models.CharField(max_length=40, primary_key=True)  # see rules.actor_of
    number = models.PositiveIntegerField()
