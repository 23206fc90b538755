"""A unit is what it was on the day that is asked about, the first and the last one included; bugs in that are seen."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

import pytest

from diemcau.base.refused import Refused
from diemcau.people.queries import names_of
from diemcau.units.queries import communes_of, provinces, version_of, versions_of, versions_on
from tests.base.bugs import plant
from tests.classroom.planting import Bug

Guard = Callable[[], None]
pytestmark = pytest.mark.usefixtures("units")
FIRST, CHANGED = date(2025, 7, 1), date(2026, 4, 30)  # units of today; Đồng Nai becomes a city
DAY = timedelta(1)
DAYS = {FIRST: "Tỉnh Đồng Nai", CHANGED - DAY: "Tỉnh Đồng Nai", CHANGED: "Thành phố Đồng Nai"}


def one_is_what_it_was() -> None:
    assert {day: version_of("75", day).full_name for day in DAYS} == DAYS
    with suppress(Refused):
        raise AssertionError(version_of("75", FIRST - DAY))


def all_are_what_they_were() -> None:
    assert {day: versions_on(day)["75"].full_name for day in DAYS} == DAYS
    assert {day: versions_of(["75"], day)["75"].full_name for day in DAYS} == DAYS
    assert (versions_on(FIRST - DAY), versions_of(["75"], FIRST - DAY)) == ({}, {})


def each_is_there_once() -> None:
    assert [len(provinces(day)) for day in (FIRST - DAY, *DAYS)] == [0, 34, 34, 34]
    communes = [communes_of("75", day) for day in DAYS]
    assert [len({unit.code for unit in some}) - len(some) for some in communes] == [0, 0, 0]
    assert [unit.kind for unit in communes[1] if unit.code == "26368"] == ["xa"]
    assert [unit.kind for unit in communes[2] if unit.code == "26368"] == ["phuong"]


def names_beside_roles_are_those_of_the_day() -> None:
    assert {day: names_of({"75"}, day) for day in DAYS} == {day: {"75": name} for day, name in DAYS.items()}
    assert names_of({"75"}, FIRST - DAY) == {}


GUARDS = [one_is_what_it_was, all_are_what_they_were, each_is_there_once, names_beside_roles_are_those_of_the_day]
WRONG_END = "Q(valid_from__lte=on), valid_from__lte=on"
WRONG = {
    "Q(valid_to__gte=on), valid_from__lte=on": [
        "Q(valid_to__gt=on), valid_from__lte=on",
        "Q(valid_to__gte=on), valid_from__lt=on",
        "Q(valid_to__gte=on)",
        WRONG_END,
    ],
    "filter(Q(valid_to=None) | Q(": ["filter(Q("],
}
# Of two versions the later one is taken, which is the right one as long as no unit ends.
UNSEEN = [(guard, WRONG_END) for guard in (all_are_what_they_were, names_beside_roles_are_those_of_the_day)]
BUGS = [
    (guard, Bug(module, good, bad))
    for module, guards in {"units.queries": GUARDS[:3], "people.queries": GUARDS[3:]}.items()
    for guard in guards
    for good, wrong in WRONG.items()
    for bad in wrong
    if (guard, bad) not in UNSEEN
]


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.__name__)
def test_units_of_a_day(guard: Guard) -> None:
    guard()


@pytest.mark.parametrize(("guard", "bug"), BUGS, ids=lambda value: getattr(value, "__name__", None))
def test_a_planted_bug_is_seen(guard: Guard, bug: Bug, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(bug, monkeypatch)
    with pytest.raises((AssertionError, KeyError, Refused)):
        guard()
