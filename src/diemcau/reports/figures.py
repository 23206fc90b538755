"""Figures of a level: each with its value, its unit, its query in words and the rows that it is the sum of.

`figures` are equal for equal facts: they hold codes and numbers, no ids of rows, no time. `run` tells how the
class ran (silences, who got the floor); it is printed and kept apart.
"""

from dataclasses import dataclass
from typing import Any

from diemcau.base.refused import Refused
from diemcau.base.words import catalogue, say
from diemcau.planning.models import Course
from diemcau.reports import queries
from diemcau.reports.ground import Ground, Measure, Place, ground_of
from diemcau.reports.rules import CENTRE, PROVINCE, adds_up, check_levels, check_sum

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

    def values(self) -> dict[str, int]:
        """Values alone, by key."""
        return {key: figure["value"] for key, figure in self.figures.items()}


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
    for key, numbers in ground.cells.values.items():
        if adds_up(key):
            rows = _rows(level, places, numbers)
            value = sum(numbers.get(place.site, 0) for place in places)
        else:
            rows, value = [], numbers[0]
        measure = ground.cells.measures[key]
        made[key] = {"value": value, "unit": measure.unit, "query": words_of(measure), "rows": rows}
    run = ground.cells.run
    return Figures(
        level,
        unit,
        {key: made[key] for key in sorted(made) if key not in run},
        {key: made[key] for key in sorted(made) if key in run},
    )


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
    provinces = sorted({place.province for place in ground.places.values()})
    centre = figures_of(ground, CENTRE, "00")
    of_province = {code: figures_of(ground, PROVINCE, code) for code in provinces}
    of_site: dict[str, dict[str, dict[str, int]]] = {}
    for place in ground.places.values():
        one = {key: numbers.get(place.site, 0) for key, numbers in ground.cells.values.items() if adds_up(key)}
        of_site.setdefault(place.province, {})[f"{place.key}/{place.sort}"] = one
    kept = {key for key in ground.cells.values if key not in ground.cells.run}
    check_levels(
        centre.values(),
        {code: figures.values() for code, figures in of_province.items()},
        {
            code: {k: {n: v for n, v in one.items() if n in kept} for k, one in sites.items()}
            for code, sites in of_site.items()
        },
    )
    for code in ("00", *(code for code in provinces if code != "00")):
        printed = centre if code == "00" else of_province[code]
        for key, value in queries.totals_by_database(ground, code).items():
            check_sum(key, code, printed[key], [value])
