"""Figures of a level: each with its value, its unit, its query in words and the rows that it is the sum of.

`figures` are equal for equal facts: they hold codes and numbers, no ids of rows, no time. `run` tells how the
class ran (silences, who got the floor); it is printed and kept apart.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from diemcau.base.refused import Refused
from diemcau.base.words import catalogue, say
from diemcau.planning.models import Course
from diemcau.reports import queries
from diemcau.reports.ground import Ground, Measure, Place, ground_of
from diemcau.reports.rules import CENTRE, adds_up, check_levels, check_sum

Figure = dict[str, Any]


@dataclass(frozen=True)
class Figures:
    """Figures and run of one level and unit. A figure: {"value", "unit", "query", "rows": [[code, number], ...]}."""

    level: str
    unit: str
    figures: dict[str, Figure]
    run: dict[str, Figure]

    def __getitem__(self, key: str) -> int:
        """The value of a figure or of what belongs to the run."""
        value: int = (self.figures.get(key) or self.run[key])["value"]
        return value

    def __contains__(self, key: str) -> bool:
        """Whether there is such a figure."""
        return key in self.figures or key in self.run


def ready(course: Course) -> Ground:
    """The ground of a course with its numbers counted."""
    ground = ground_of(course)
    queries.count(ground)
    return ground


def figures_of(ground: Ground, level: str, unit: str) -> Figures:
    """Figures of the centre (unit "00"), of a province, or of the site or sites of a unit.

    Refuses: reports.no_place.
    """
    places = list(ground.places_of(level, unit))
    if not places and level != CENTRE:
        raise Refused("reports.no_place", 404, unit=unit)
    made: dict[str, Figure] = {}
    for key, value in _totals(ground, places).items():
        rows = _rows(level, places, ground.cells.values[key]) if adds_up(key) else []
        measure = ground.cells.measures[key]
        made[key] = {"value": value, "unit": measure.unit, "query": words_of(measure), "rows": rows}
    run = ground.cells.run
    return Figures(
        level,
        unit,
        {key: made[key] for key in sorted(made) if key not in run},
        {key: made[key] for key in sorted(made) if key in run},
    )


def _totals(ground: Ground, places: Iterable[Place]) -> dict[str, int]:
    """Every number over some places, by key; those of the class itself as they are."""
    sites = {place.site for place in places}
    return {
        key: sum(numbers[site] for site in sites & numbers.keys()) if adds_up(key) else numbers[0]
        for key, numbers in ground.cells.values.items()
    }


def _rows(level: str, places: list[Place], numbers: dict[int, int]) -> list[list[Any]]:
    """By province for the centre, by place below it; places without a number are left out."""
    rows: dict[str, int] = {}
    for place in places:
        code = place.province if level == CENTRE else place.key
        if numbers.get(place.site):
            rows[code] = rows.get(code, 0) + numbers[place.site]
    return [[code, value] for code, value in rows.items() if value]


def words_of(measure: Measure, lang: str = "vi") -> str:
    """How a figure is counted, in words."""
    known = catalogue()
    data = {name: say(value, lang) if value in known else value for name, value in measure.data.items()}
    return say(f"paper.figure.{measure.words}", lang, **data)


def check(ground: Ground) -> None:
    """Site adds up to province, province and the centre's own to centre; and the database counts the same.

    Refuses: reports.sums.
    """
    inside: dict[str, list[Place]] = {}
    for place in ground.places.values():
        inside.setdefault(place.province, []).append(place)
    centre = _totals(ground, ground.places.values())
    provinces = {code: _totals(ground, inside[code]) for code in sorted(inside)}
    figures = [key for key in ground.cells.values if key not in ground.cells.run]
    check_levels(
        {key: centre[key] for key in figures},
        {code: {key: totals[key] for key in figures} for code, totals in provinces.items()},
        _of_places(ground, filter(adds_up, figures)),
    )
    counted = queries.totals_by_database(ground)
    for code, printed in (("00", centre), *((code, totals) for code, totals in provinces.items() if code != "00")):
        for key, value in counted[code].items():
            check_sum(key, code, printed[key], [value])


def _of_places(ground: Ground, keys: Iterable[str]) -> dict[str, dict[str, dict[str, int]]]:
    """Numbers by province, place and key."""
    found: dict[str, dict[str, dict[str, int]]] = {}
    of: dict[int, dict[str, int]] = {}
    for site, place in ground.places.items():
        of[site] = found.setdefault(place.province, {}).setdefault(f"{place.key}/{place.sort}", {})
    for key in keys:
        for site, number in ground.cells.values[key].items():
            of[site][key] = of[site].get(key, 0) + number
    return found
