"""Every number of a paper is a figure, every figure the sum of its rows down to people; bugs on that way are seen."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from diemcau.assessment.actions import settle_course
from diemcau.base.refused import Refused
from diemcau.knowledge.actions import take_up_course
from diemcau.planning.models import Course
from diemcau.reports.course_report import course_report
from diemcau.reports.figures import check, figures_of, ready
from diemcau.reports.ground import Ground
from diemcau.reports.leaves import Asked, leaves
from diemcau.reports.paper import Figure
from diemcau.reports.rules import adds_up
from tests.assessment import rig
from tests.base.bugs import plant
from tests.classroom.planting import Bug

LEVELS = [("centre", "00"), ("province", "01"), ("province", "40"), ("site", "10273")]
Guard = Callable[[Course], None]


def counted(course: Course) -> Ground:
    settle_course(course.pk)
    take_up_course(course.pk)
    return ready(course)


def printed(value: Any) -> Iterator[Figure]:
    """Every figure that a paper prints, in tables and charts too."""
    if isinstance(value, Figure):
        yield value
    elif isinstance(value, tuple | list):
        for one in value:
            yield from printed(one)
    elif hasattr(value, "__dataclass_fields__"):
        for name in value.__dataclass_fields__:
            yield from printed(getattr(value, name))


def a_number_that_no_place_has_stops_the_papers(course: Course) -> None:
    ground = counted(course)
    ground.cells.values["turns"][next(iter(ground.places))] += 1
    found: list[tuple[str, str]] = []
    try:
        check(ground)
    except Refused as no:
        found.append((no.code, no.data["figure"]))
    assert found == [("reports.sums", "turns")]


def levels_and_database_count_the_same(course: Course) -> None:
    check(counted(course))


def figures_are_the_sum_of_their_rows(course: Course) -> None:
    ground = counted(course)
    for level, unit in LEVELS:
        made = figures_of(ground, level, unit)
        for key, figure in (made.figures | made.run).items():
            if adds_up(key):
                assert sum(value for _, value in figure["rows"]) == figure["value"], (level, unit, key)
    summoned = {unit: figures_of(ground, level, unit).figures["people.summoned"]["rows"] for level, unit in LEVELS}
    assert summoned == {
        "00": [["00", 4], ["01", 12], ["40", 12]],
        "01": [["01-2", 4], ["00004", 4], ["10273", 4]],
        "40": [["40-3", 4], ["16690", 8]],
        "10273": [["10273", 4]],
    }


def numbers_of_a_place_open_to_its_people(course: Course) -> None:
    ground = counted(course)
    settled = {one.sitting.pk: one.no for one in ground.settled}
    for key in filter(adds_up, ground.cells.values):
        for place in ground.places.values():
            told = leaves(Asked(course, key, place, rig.ALL, settled))
            assert sum(leaf.value for leaf in told) == ground.cells.values[key].get(place.site, 0), (key, place.key)


def numbers_on_paper_are_those_of_their_figures(course: Course) -> None:
    ground = counted(course)
    for level, unit in LEVELS:
        figures = figures_of(ground, level, unit)
        found = list(printed(course_report(ground, figures)))
        whole = [one for one in found if one.text.replace(".", "").isdecimal()]
        assert len(whole) > 40
        wrong = [one for one in whole if int(one.text.replace(".", "")) != figures[one.key]]
        assert wrong == []
        nothing = [one for one in found if one.text.endswith("%") and (one.text == "0,0%") != (figures[one.key] == 0)]
        assert nothing == []


def units_are_called_what_they_were_on_the_first_day(course: Course) -> None:
    assert counted(course).unit_title("75") == "tỉnh Đồng Nai"  # a city since


BUGS: dict[Guard, list[tuple[str, str, str]]] = {
    a_number_that_no_place_has_stops_the_papers: [
        ("reports.rules", "if total != whole:", "if False:"),
    ],
    levels_and_database_count_the_same: [
        ("reports.figures", "for site in sites & numbers.keys()", "for site in numbers"),
        ("reports.ground", "above = unit.province or CENTRE", 'above = "01"'),
        ("reports.queries", "people)\n        if attended:", "people)\n        if True:"),
        ("reports.queries", 'if name != "confirmed" or row.present is None:', "if row.present is None:"),
        ("reports.queries", "if role != LEARNER:", "if False:"),
    ],
    figures_are_the_sum_of_their_rows: [
        ("reports.figures", "place.province if level == CENTRE else place.key", "place.key"),
        ("reports.figures", "rows[code] = rows.get(code, 0) + numbers[place.site]", "rows[code] = numbers[place.site]"),
    ],
    numbers_of_a_place_open_to_its_people: [
        ("reports.queries", "room = joined or site", "room = site"),
        ("reports.queries", "people * attended", "people"),
        ("reports.leaves", " | Q(site__joined_to=asked.place.site)", ""),
        ("reports.leaves", ", site__joined_to=None) | Q(", ") | Q("),
        ("reports.leaves", "_roll(asked, Q(attended=True))", "_roll(asked, Q())"),
        ("reports.leaves", "row.present if confirmed else 0", "row.present"),
        ("reports.leaves", "learner and came == 0", "learner"),
        ("reports.leaves", "counts = parts == [place.sort]", "counts = True"),
    ],
    numbers_on_paper_are_those_of_their_figures: [
        ("reports.writing", "counted(self.figures[key]), key", "counted(self.figures[key] + 1), key"),
        ("reports.writing", "number(self.figures[key]), key", "number(self.figures[key] + 1), key"),
        ("reports.writing", "self.figures[whole], self.lang), part", "self.figures[whole], self.lang), whole"),
    ],
    units_are_called_what_they_were_on_the_first_day: [
        ("reports.ground", "versions_on(course.starts_on)", "versions_on(course.starts_on.replace(year=2027))"),
        ("reports.ground", "return self.units[code].in_text", "return self.units[code].full_name"),
    ],
}


@pytest.mark.parametrize("guard", BUGS, ids=lambda guard: guard.__name__)
def test_lineage(guard: Guard, course: Course) -> None:
    guard(course)


@pytest.mark.parametrize(
    ("guard", "bug"),
    [
        pytest.param(guard, Bug(*bug), id=f"{guard.__name__}-{place}")
        for guard, bugs in BUGS.items()
        for place, bug in enumerate(bugs)
    ],
)
def test_a_planted_bug_is_seen(guard: Guard, bug: Bug, course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(bug, monkeypatch)
    with pytest.raises((AssertionError, Refused)):
        guard(course)
