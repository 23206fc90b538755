"""Tables of units, and the manager that keeps rows of other rooms inside a scope."""

from collections.abc import Collection, Iterable
from typing import Any, Never, TypeVar

from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Length
from django.db.models.lookups import Exact

from diemcau.units.rules import Kind, Level, Scope

M = TypeVar("M", bound=models.Model)


class Unit(models.Model):
    """A code, which lives as long as the unit and is never given to another one.

    `province` is the province of today: itself for a province, none for the centre. What it was on a day stands in
    the version of that day.
    """

    code = models.CharField(max_length=5, primary_key=True)
    level = models.CharField(max_length=8, choices=[(level.value, level.value) for level in Level])
    province = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="unit_level_fits_code",
                condition=Q(level=Level.CENTRE.value, code="00", province__isnull=True)
                | Q(Exact(Length("code"), 2), level=Level.PROVINCE.value, province=F("code"))
                | Q(Exact(Length("code"), 5), level=Level.COMMUNE.value, province__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class UnitVersion(models.Model):
    """What a unit was called and what it belonged to, from the first day to the last, both included."""

    unit = models.ForeignKey(Unit, models.CASCADE, related_name="versions")
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in Kind])
    name = models.CharField(max_length=60)
    parent = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    fold = models.CharField(max_length=60, db_index=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="unit_version_starts_once", fields=["unit", "valid_from"]),
            models.UniqueConstraint(name="unit_version_one_is_open", fields=["unit"], condition=Q(valid_to=None)),
            models.CheckConstraint(
                name="unit_version_ends_after_start", condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from"))
            ),
            models.CheckConstraint(name="unit_version_kind_known", condition=Q(kind__in=[kind.value for kind in Kind])),
            models.CheckConstraint(
                name="unit_version_centre_has_no_parent",
                condition=Q(kind=Kind.TRUNG_UONG.value, parent=None)
                | (~Q(kind=Kind.TRUNG_UONG.value) & Q(parent__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.name}"


class FormerUnit(models.Model):
    """A commune of before 1/7/2025 and a unit of today that took it, or one of its `parts`, over."""

    former_code = models.CharField(max_length=5)
    former_name = models.CharField(max_length=80)
    former_district = models.CharField(max_length=80)
    former_province = models.CharField(max_length=80)
    fold = models.CharField(max_length=60, db_index=True)  # of the name without its type word
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="former_units")
    parts = models.PositiveSmallIntegerField()
    main_part = models.BooleanField()

    class Meta:
        constraints = [
            models.UniqueConstraint(name="former_unit_pair_once", fields=["former_code", "unit"]),
            models.UniqueConstraint(
                name="former_unit_one_main_part", fields=["former_code"], condition=Q(main_part=True)
            ),
            models.CheckConstraint(name="former_unit_has_parts", condition=Q(parts__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.former_code} {self.former_name}"


class UnscopedRows(RuntimeError):
    """Rows of a branch-owned model were asked for without a scope: a mistake in the code, never in a request."""


class ScopedRows(models.Manager[M]):
    """The only manager of a model whose rows belong to a branch of the tree: `Model.rows.of(scope)`.

    The model says where its rows belong, as lookups from itself along forward relations:

        class Enrolment(models.Model):
            scope_unit = "site__unit_id"
            scope_province = "site__unit__province_id"
            rows: ClassVar[ScopedRows[Self]] = ScopedRows()

    `rows.of(scope)` is an ordinary queryset. Everything else that reads or changes through `rows` (`all`, `filter`,
    `get`, `count`, `exists`, `update`, use inside another query, a reverse relation such as `site.enrolments.all()`,
    a prefetch without a queryset of its own) raises UnscopedRows on the spot. Work that nobody in person asked for
    says `of(Scope.everything())`. `create` and `bulk_create` are open: whether somebody may add is the action's to
    judge. A reverse relation is read by `site.enrolments.of(scope)`. Forward relations (`enrolment.site`), `save`,
    `refresh_from_db` and cascades use Django's base manager and need no scope.

    A form must name its choices (`queryset=Site.rows.of(scope)`), and uniqueness is judged by the constraint, not by
    `full_clean`: leave `validate_unique` and `validate_constraints` off. `manage.py check` finds a model whose
    lookups are missing or lead nowhere.
    """

    def of(self, scope: Scope) -> models.QuerySet[M]:
        """Rows inside a scope; none for `Scope.nothing()`."""
        rows = self._everywhere()
        if scope.whole:
            return rows
        unit, province = self._lookups()
        return rows.filter(Q(**{f"{unit}__in": scope.codes}) | Q(**{f"{province}__in": scope.provinces}))

    def get_queryset(self) -> Never:
        """Refuse: rows without a scope are a mistake."""
        name = self.model.__name__
        raise UnscopedRows(f"{name}.rows was read without a scope: write {name}.rows.of(scope)")

    def create(self, **fields: Any) -> M:
        """A new row, as by an ordinary manager."""
        return self._everywhere().create(**fields)

    def bulk_create(
        self,
        objs: Iterable[M],
        batch_size: int | None = None,
        ignore_conflicts: bool = False,
        update_conflicts: bool = False,
        update_fields: Collection[str] | None = None,
        unique_fields: Collection[str] | None = None,
    ) -> list[M]:
        """New rows, as by an ordinary manager; rows that are there are not changed without a scope."""
        if update_conflicts:
            self.get_queryset()
        return self._everywhere().bulk_create(objs, batch_size, ignore_conflicts)

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Complain about a model that does not say where its rows belong."""
        try:
            for lookup in self._lookups():
                models.QuerySet(self.model).filter(**{f"{lookup}__in": ["00"]})
        except (FieldError, UnscopedRows) as problem:
            return [*super().check(**kwargs), checks.Error(str(problem), obj=self.model, id="units.E001")]
        return super().check(**kwargs)

    def _everywhere(self) -> models.QuerySet[M]:
        rows: models.QuerySet[M] = super().get_queryset()
        # On a reverse relation (site.enrolments) Django adds this method, which keeps to that one object's rows.
        narrow = getattr(self, "_apply_rel_filters", None)
        return narrow(rows) if narrow else rows

    def _lookups(self) -> tuple[str, str]:
        try:
            return self.model.scope_unit, self.model.scope_province  # type: ignore[attr-defined]
        except AttributeError as missing:
            raise UnscopedRows(f"{self.model.__name__} must declare scope_unit and scope_province") from missing
