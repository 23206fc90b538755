"""Loading the units that come with the package, and many rows of any table at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connections, models, router, transaction

from diemcau.base.text import fold
from diemcau.units.models import FormerUnit, Unit, UnitVersion
from diemcau.units.packaged import rows
from diemcau.units.rules import CENTRE, Kind, Level, level_of, split_type

# The first day of the two tiers; the centre's own row is made here, it has no code in the national list.
_FIRST_DAY = date(2025, 7, 1)
_CENTRE_NAME = "Trung ương"


@dataclass(frozen=True)
class Loaded:
    """How many rows stand in the tables after loading."""

    units: int
    versions: int
    former: int


def _version(row: dict[str, str]) -> UnitVersion:
    return UnitVersion(
        unit_id=row["code"],
        kind=row["kind"],
        name=row["name"],
        parent_id=row["parent_code"] or CENTRE,
        fold=fold(row["name"]),
        lat=float(row["lat"]),
        lon=float(row["lon"]),
        valid_from=date.fromisoformat(row["valid_from"]),
        valid_to=date.fromisoformat(row["valid_to"]) if row["valid_to"] else None,
    )


def _former(row: dict[str, str]) -> FormerUnit:
    kind, name = split_type(row["former_name"])
    district, province = (" ".join(split_type(row[key])).strip() for key in ("former_district", "former_province"))
    return FormerUnit(
        former_code=row["former_code"],
        former_name=f"{kind} {name}".strip(),
        former_district=district,
        former_province=province,
        fold=fold(name),
        unit_id=row["code"],
        parts=int(row["parts"]),
        main_part=row["main_part"] == "1",
    )


@transaction.atomic
def load_units() -> Loaded:
    """Bring the tables to the state of the package's data. May be repeated: rows that are there are brought up to date.

    A unit never goes away, so nothing but former units is deleted. About a second on SQLite.
    """
    centre = UnitVersion(
        unit_id=CENTRE, kind=Kind.TRUNG_UONG, name=_CENTRE_NAME, fold=fold(_CENTRE_NAME), valid_from=_FIRST_DAY
    )
    # By day, so that a version that has ended is closed before the one after it is opened.
    versions = [centre, *sorted(map(_version, rows("units.csv")), key=lambda version: version.valid_from)]
    units = {}
    for version in versions:
        level = level_of(version.unit_id)
        province = {Level.CENTRE: None, Level.PROVINCE: version.unit_id, Level.COMMUNE: version.parent_id}[level]
        units[version.unit_id] = Unit(code=version.unit_id, level=level, province_id=province)
    former = [_former(row) for row in rows("former_units.csv")]

    Unit.objects.bulk_create(
        units.values(), update_conflicts=True, unique_fields=["code"], update_fields=["level", "province"]
    )
    UnitVersion.objects.bulk_create(
        versions,
        update_conflicts=True,
        unique_fields=["unit", "valid_from"],
        update_fields=["kind", "name", "parent", "fold", "lat", "lon", "valid_to"],
    )
    FormerUnit.objects.all().delete()
    FormerUnit.objects.bulk_create(former)
    return Loaded(len(units), len(versions), len(former))


# What a database takes as it is.
_PLAIN = (models.BooleanField, models.CharField, models.ForeignKey, models.IntegerField, models.TextField)


def load_rows(model: type[models.Model], columns: Sequence[str], values: Iterable[Sequence[Any]]) -> None:
    """New rows of a table from bare values, where nobody wants objects: several times as fast as `bulk_create`.

    `columns` are names as on an object ("site_id"): all that the table has but its own key. One statement.
    Whether somebody may add is the caller's to judge, as with `bulk_create`.
    """
    connection = connections[router.db_for_write(model) or "default"]
    known = {field.attname: field for field in model._meta.concrete_fields}
    fields = [known[name] for name in columns]
    special = [(place, field) for place, field in enumerate(fields) if not isinstance(field, _PLAIN)]

    def stored(row: Sequence[Any]) -> list[Any]:
        made = list(row)
        for place, field in special:
            made[place] = field.get_db_prep_save(made[place], connection)
        return made

    name = connection.ops.quote_name
    into = ", ".join(name(str(field.column)) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    with connection.cursor() as cursor:
        cursor.executemany(
            f"INSERT INTO {name(model._meta.db_table)} ({into}) VALUES ({marks})",  # noqa: S608
            [stored(row) for row in values],
        )
