"""What all reports of a course stand on, read once: places, sittings, and numbers of every place by key.

A number belongs to a place: a room, a site that joined another's room or was not organised, a unit without a
site. Nothing here is summed over places; `figures` does that for a level.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from diemcau.assessment.models import Settlement
from diemcau.planning.models import Course, Delivery, Lecturer, NoSite, Site, Sitting
from diemcau.programme.content import Programme
from diemcau.programme.models import DeckChange
from diemcau.programme.queries import content_of, deck_changes
from diemcau.reports.speeches import Speech, speeches_of
from diemcau.units.queries import UnitOn, versions_on
from diemcau.units.rules import CENTRE, Level, Scope

EVERYWHERE = Scope.everything()


@dataclass(frozen=True)
class Place:
    """A place that numbers belong to.

    `key` is the code of its unit; with the site's number where a unit has several, and for the site of a province,
    whose bare code stands for the whole province.

    `site` is the site's id, negative for a unit without one; `sort` is organised, joined, not_organised or no_site.
    """

    site: int
    no: int
    key: str
    unit: str
    province: str  # "00" for the centre's own
    kind: str
    name: str
    sort: str
    note: str = ""  # why not organised, or the name of the room that it joined
    runs: tuple[str, ...] = ()  # which of chair, host and technician are named


@dataclass(frozen=True)
class Measure:
    """What a figure is: its unit ("person", "site", "turn"...) and the key and data of its words."""

    unit: str
    words: str
    data: dict[str, Any]


@dataclass
class Cells:
    """Numbers by key and place; `run` marks keys that tell how the class ran, which are no figures."""

    values: dict[str, dict[int, int]] = field(default_factory=dict)
    measures: dict[str, Measure] = field(default_factory=dict)
    run: set[str] = field(default_factory=set)

    def declare(self, key: str, unit: str, words: str, *, run: bool = False, **data: Any) -> dict[int, int]:
        """The numbers of a key by place, to be filled; known even when no place has any."""
        if key not in self.measures:
            self.measures[key] = Measure(unit, words, data)
            self.values[key] = {}
            if run:
                self.run.add(key)
        return self.values[key]

    def add(self, key: str, site: int, value: int) -> None:
        """Add to a number of a place."""
        row = self.values[key]
        row[site] = row.get(site, 0) + value


@dataclass(frozen=True)
class Settled:
    """A sitting whose records stand."""

    sitting: Sitting
    settlement: Settlement

    @property
    def no(self) -> int:
        """Its number in the course."""
        return self.sitting.no


@dataclass
class Ground:
    """Everything of a course that reports read."""

    course: Course
    programme: Programme
    units: dict[str, UnitOn]
    places: dict[int, Place]
    sittings: list[Sitting]
    settled: list[Settled]
    deliveries: dict[int, Delivery]
    lecturers: dict[int, list[Lecturer]]
    speeches: list[Speech]
    deck_changes: list[DeckChange]
    cells: Cells = field(default_factory=Cells)

    def unit_title(self, code: str) -> str:
        """A unit in running text, as it was on the first day."""
        return self.units[code].in_text

    def places_of(self, level: str, unit: str) -> Iterator[Place]:
        """Places inside a level: all, those of a province ("00": the centre's own), or those of a unit."""
        for place in self.places.values():
            if level == "centre" or (place.province if level == "province" else place.unit) == unit:
                yield place


def ground_of(course: Course) -> Ground:
    """Read a course for its reports. A fixed number of queries, whatever the size."""
    units = versions_on(course.starts_on)
    sittings = list(course.sittings.order_by("no"))
    settled = {row.sitting_id: row for row in Settlement.objects.filter(sitting__course=course)}
    lecturers: dict[int, list[Lecturer]] = {}
    for lecturer in course.lecturers.filter(stand_in=False):
        lecturers.setdefault(lecturer.topic_no, []).append(lecturer)
    return Ground(
        course=course,
        programme=content_of(course.release),
        units=units,
        places={place.site: place for place in _places(course, units)},
        sittings=sittings,
        settled=[Settled(sitting, settled[sitting.pk]) for sitting in sittings if sitting.pk in settled],
        deliveries={delivery.topic_no: delivery for delivery in course.deliveries.all()},
        lecturers=lecturers,
        speeches=speeches_of([(sitting, settled[sitting.pk]) for sitting in sittings if sitting.pk in settled]),
        deck_changes=deck_changes(list(settled)),
    )


def _runs(site: Site) -> tuple[str, ...]:
    """Which of those who run a room are named; a chair may be named by post alone."""
    named = {"chair": site.chair_post or site.chair_id, "host": site.host_id, "technician": site.technician_id}
    return tuple(name for name, known in named.items() if known)


def _places(course: Course, units: dict[str, UnitOn]) -> list[Place]:
    """Places by code: the centre's own, then each province with its communes."""
    found = []
    sites = list(Site.rows.of(EVERYWHERE).filter(course=course).select_related("joined_to").order_by("no"))
    of_unit: dict[str, int] = {}
    for site in sites:
        of_unit[site.unit_id] = of_unit.get(site.unit_id, 0) + 1
    for site in sites:
        unit = units[site.unit_id]
        sort = "not_organised" if site.not_organised_reason else "joined" if site.joined_to else "organised"
        note = site.not_organised_reason or (site.joined_to.name if site.joined_to else "")
        alone = of_unit[unit.code] == 1 and unit.level != Level.PROVINCE
        key = unit.code if alone else f"{unit.code}-{site.no}"
        above = unit.province or CENTRE
        found.append(Place(site.pk, site.no, key, unit.code, above, unit.kind, site.name, sort, note, _runs(site)))
    for row in NoSite.rows.of(EVERYWHERE).filter(course=course).order_by("unit"):
        unit = units[row.unit_id]
        found.append(
            Place(
                -row.pk,
                0,
                unit.code,
                unit.code,
                unit.province or CENTRE,
                unit.kind,
                unit.in_text,
                "no_site",
                row.reason,
            )
        )
    return sorted(found, key=lambda place: (place.province, len(place.unit), place.unit, place.no))
