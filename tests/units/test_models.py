"""Constraints of the tables, and the manager that keeps rows inside a scope (with planted mistakes)."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any, ClassVar, Self

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import isolate_apps

from diemcau.units.actions import load_rows
from diemcau.units.models import FormerUnit, ScopedRows, Unit, UnitVersion, UnscopedRows
from diemcau.units.rules import Scope

PLACES = [(1, "00", None), (2, "01", "01"), (3, "10273", "01"), (4, "00097", "01"), (5, "05773", "19")]


@pytest.mark.parametrize(
    ("code", "level", "province"),
    [
        ("00", "centre", "01"),
        ("0", "province", "01"),
        ("01", "province", "04"),
        ("1", "commune", "01"),
        ("97", "centre", None),
    ],
)
def test_a_unit_whose_level_does_not_fit_its_code_is_refused_by_the_database(
    units: None, code: str, level: str, province: str | None
) -> None:
    Unit.objects.filter(code=code).update(province=None) if code == "00" else None
    with pytest.raises(IntegrityError, match="unit_level_fits_code"), transaction.atomic():
        Unit.objects.update_or_create(code=code, defaults={"level": level, "province_id": province})


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"valid_from": date(2025, 7, 1), "valid_to": date(2025, 7, 2)}, "unit_version_starts_once"),
        ({"valid_from": date(2026, 7, 1)}, "unit_version_one_is_open"),
        ({"valid_from": date(2024, 7, 1), "valid_to": date(2024, 6, 1)}, "unit_version_ends_after_start"),
        ({"valid_from": date(2024, 7, 1), "valid_to": date(2024, 8, 1), "kind": "huyen"}, "unit_version_kind_known"),
        (
            {"valid_from": date(2024, 7, 1), "valid_to": date(2024, 8, 1), "parent_id": None},
            "unit_version_centre_has_no_parent",
        ),
    ],
)
def test_a_wrong_version_is_refused_by_the_database(units: None, fields: dict[str, Any], constraint: str) -> None:
    version = {"unit_id": "10273", "kind": "xa", "name": "Phú Xuyên", "parent_id": "01", "fold": "phu xuyen"}
    columns = {"unit_version_starts_once": "valid_from", "unit_version_one_is_open": "unit_id"}
    with (
        pytest.raises(IntegrityError, match=f"{constraint}|{columns.get(constraint, constraint)}"),
        transaction.atomic(),
    ):
        UnitVersion.objects.create(**version | fields)


def test_a_former_unit_has_one_main_part_and_no_pair_twice(units: None) -> None:
    row = FormerUnit.objects.get(former_code="00001")
    for unit, main_part, parts in [(row.unit_id, False, 1), ("10273", True, 1), ("10273", False, 0)]:
        row.pk, row.unit_id, row.main_part, row.parts = None, unit, main_part, parts
        with pytest.raises(IntegrityError), transaction.atomic():
            row.save()


def test_rows_of_units_have_a_text_for_the_reader(units: None) -> None:
    assert [str(Unit(code="01")), str(UnitVersion.objects.get(unit="10273"))] == ["01", "10273 Phú Xuyên"]
    assert str(FormerUnit.objects.get(former_code="00001")) == "00001 Phường Phúc Xá"


@pytest.fixture
def rooms(db: None) -> Iterator[tuple[Any, Any]]:
    """Two branch-owned models: rooms at a unit, and the people in them, with one person a room."""
    with isolate_apps("diemcau.units"), connection.cursor() as cursor:

        class Room(models.Model):
            scope_unit = "unit"
            scope_province = "province"
            id = models.BigIntegerField(primary_key=True)
            unit = models.CharField(max_length=5)
            province = models.CharField(max_length=2, null=True)  # noqa: DJ001 the centre has none
            rows: ClassVar[ScopedRows[Self]] = ScopedRows()

            class Meta:
                app_label = "units"

        class Person(models.Model):
            scope_unit = "room__unit"
            scope_province = "room__province"
            id = models.BigIntegerField(primary_key=True)
            room = models.ForeignKey(Room, models.CASCADE, related_name="people")
            rows: ClassVar[ScopedRows[Self]] = ScopedRows()

            class Meta:
                app_label = "units"

        cursor.execute("CREATE TABLE units_room (id bigint PRIMARY KEY, unit varchar(5), province varchar(2))")
        cursor.execute("CREATE TABLE units_person (id bigint PRIMARY KEY, room_id bigint REFERENCES units_room (id))")
        Room.rows.bulk_create(Room(id=number, unit=unit, province=province) for number, unit, province in PLACES)
        for number, _, _ in PLACES:
            Person.rows.create(id=number * 10, room_id=number)
        yield Room, Person
        cursor.execute("DROP TABLE units_person")
        cursor.execute("DROP TABLE units_room")


@pytest.mark.parametrize(
    ("scope", "numbers"),
    [
        (Scope.everything(), [1, 2, 3, 4, 5]),
        (Scope.of_unit("00"), [1, 2, 3, 4, 5]),
        (Scope.of_unit("01"), [2, 3, 4]),
        (Scope.of_unit("10273"), [3]),
        (Scope.of_unit("19") | Scope.of_unit("00097"), [4, 5]),
        (Scope.of_unit("04"), []),
        (Scope.nothing(), []),
    ],
)
def test_rows_of_a_scope_are_those_that_the_scope_covers(
    rooms: tuple[Any, Any], scope: Scope, numbers: list[int]
) -> None:
    room, person = rooms

    assert [row.id for row in room.rows.of(scope).order_by("id")] == numbers
    assert [row.id for row in person.rows.of(scope).order_by("id")] == [number * 10 for number in numbers]
    assert [number for number, unit, province in PLACES if scope.covers(unit, province)] == numbers


def test_rows_of_a_scope_are_an_ordinary_queryset_in_one_query(
    rooms: tuple[Any, Any], django_assert_num_queries: Any
) -> None:
    _, person = rooms

    with django_assert_num_queries(1):
        found = [row.room.unit for row in person.rows.of(Scope.of_unit("01")).select_related("room").order_by("-id")]
    with django_assert_num_queries(0):
        nobody = list(person.rows.of(Scope.nothing()))

    assert (found, nobody) == (["00097", "10273", "01"], [])


def test_rows_are_loaded_from_bare_values_in_one_statement_and_judged_as_others(
    rooms: tuple[Any, Any], django_assert_num_queries: Any
) -> None:
    room, person = rooms

    with django_assert_num_queries(1):
        load_rows(room, ["id", "unit", "province"], ((number, "26734", None) for number in (6, 7)))
    load_rows(person, ["room_id", "id"], [(6, 60)])

    added = room.rows.of(Scope.of_unit("26734")).order_by("id").values_list("id", "unit", "province")
    assert list(added) == [(6, "26734", None), (7, "26734", None)]
    assert list(person.rows.of(Scope.of_unit("26734")).values_list("id", "room")) == [(60, 6)]
    with pytest.raises(IntegrityError), transaction.atomic():
        load_rows(room, ["id", "unit", "province"], [(7, "26734", None)])


MISTAKES: dict[str, Callable[[Any, Any], Any]] = {
    "all": lambda room, _: room.rows.all(),
    "filter": lambda room, _: room.rows.filter(unit="01"),
    "get": lambda room, _: room.rows.get(id=1),
    "first": lambda room, _: room.rows.first(),
    "count": lambda room, _: room.rows.count(),
    "exists": lambda room, _: room.rows.exists(),
    "values": lambda room, _: room.rows.values("unit"),
    "aggregate": lambda room, _: room.rows.aggregate(models.Max("id")),
    "iterator": lambda room, _: room.rows.iterator(),
    "in_bulk": lambda room, _: room.rows.in_bulk(),
    "raw database": lambda room, _: room.rows.using("default"),
    "update": lambda room, _: room.rows.update(unit="01"),
    "delete": lambda room, _: room.rows.filter().delete(),
    "get_or_create": lambda room, _: room.rows.get_or_create(id=1),
    "update_or_create": lambda room, _: room.rows.update_or_create(id=1),
    "upsert": lambda room, _: room.rows.bulk_create(
        [room(id=1, unit="10273")], update_conflicts=True, unique_fields=["id"], update_fields=["unit"]
    ),
    "default manager": lambda room, _: room._default_manager.all(),
    "in another query": lambda room, person: person.rows.of(Scope.everything()).filter(room__in=room.rows.all()),
    "union": lambda room, _: room.rows.of(Scope.nothing()).union(room.rows.all()),
    "reverse relation": lambda room, _: room(id=1).people.all(),
    "reverse count": lambda room, _: room(id=1).people.count(),
    "prefetch": lambda room, _: list(room.rows.of(Scope.everything()).prefetch_related("people")),
    "related manager": lambda _, person: person(room_id=1).room.people.first(),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_read_or_change_without_a_scope_stops_on_the_spot(
    rooms: tuple[Any, Any], mistake: Callable[[Any, Any], Any]
) -> None:
    with pytest.raises(
        UnscopedRows, match=r"(Room|Person)\.rows was read without a scope: write \w+\.rows\.of\(scope\)"
    ):
        mistake(*rooms)


def test_a_reverse_relation_with_a_scope_keeps_to_its_own_row_and_to_the_scope(rooms: tuple[Any, Any]) -> None:
    room, _ = rooms
    hanoi = room.rows.of(Scope.everything()).get(id=3)

    assert [row.id for row in hanoi.people.of(Scope.everything())] == [30]
    assert [row.id for row in hanoi.people.of(Scope.of_unit("01"))] == [30]
    assert [row.id for row in hanoi.people.of(Scope.of_unit("19"))] == []
    assert hanoi.people.create(id=31).room_id == 3


def test_a_prefetch_with_a_scope_of_its_own_is_an_ordinary_one(rooms: tuple[Any, Any]) -> None:
    room, person = rooms
    people = models.Prefetch("people", person.rows.of(Scope.of_unit("10273")), to_attr="seen")

    found = room.rows.of(Scope.of_unit("01")).prefetch_related(people).order_by("id")

    assert [[row.id for row in each.seen] for each in found] == [[], [30], []]


def test_saving_refreshing_and_following_a_row_at_hand_need_no_scope(rooms: tuple[Any, Any]) -> None:
    _, person = rooms
    somebody = person.rows.of(Scope.of_unit("10273")).get()

    somebody.room_id = 4
    somebody.save()
    somebody.refresh_from_db()

    assert (somebody.room.unit, somebody.delete()[0]) == ("00097", 1)


def test_a_model_that_does_not_say_where_its_rows_belong_is_found_by_check_and_gives_no_rows() -> None:
    with isolate_apps("diemcau.units"):

        class Silent(models.Model):
            rows: ClassVar[ScopedRows[Self]] = ScopedRows()

            class Meta:
                app_label = "units"

        class Astray(models.Model):
            scope_unit = "site__unit"
            scope_province = "province"
            rows: ClassVar[ScopedRows[Self]] = ScopedRows()

            class Meta:
                app_label = "units"

    assert [error.id for error in Silent.check()] == [error.id for error in Astray.check()] == ["units.E001"]
    assert Silent.check()[0].msg == "Silent must declare scope_unit and scope_province"
    with pytest.raises(UnscopedRows):
        Silent.rows.of(Scope.of_unit("01"))


def test_check_has_nothing_to_say_about_a_model_that_does(rooms: tuple[Any, Any]) -> None:
    assert [model.check() for model in rooms] == [[], []]
