"""Figures of the levels: values, rows that add up, checks that find a planted fault."""

from dataclasses import replace
from typing import Any

import pytest

from diemcau.assessment.actions import settle_course
from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.journal.store import Store
from diemcau.knowledge.actions import take_up_course
from diemcau.planning.models import Course
from diemcau.reports.figures import Figures, check, figures_of, ready
from diemcau.reports.ground import Ground
from diemcau.reports.rules import adds_up
from tests.assessment import rig


@pytest.fixture
def ground(course: Course) -> Ground:
    settle_course(course.pk)
    take_up_course(course.pk)
    return ready(course)


@pytest.fixture
def centre(ground: Ground) -> Figures:
    return figures_of(ground, "centre", "00")


def test_persons_and_turns_are_counted_apart(centre: Figures) -> None:
    told = {key: centre[key] for key in ("people.summoned", "people.once", "people.all", "people.never", "turns")}
    # Sitting 1: 15 of 16 sites' marked people came, Phú Xuyên 2 of 4, the two joined rooms were not marked.
    assert told == {"people.summoned": 28, "people.once": 28, "people.all": 18, "people.never": 0, "turns": 46}
    assert centre["sitting.1.attended"] + centre["sitting.2.attended"] == centre["turns"]
    assert (centre["people.guests"], centre["people.staff"]) == (1, 0)


def test_only_confirmed_headcounts_are_added_and_the_gap_is_left_as_it_is(centre: Figures) -> None:
    names = ("sites.confirmed", "sites.entered", "sites.silent", "head.present", "head.excused", "room", "gap")
    told = {name: centre[f"sitting.1.{name}"] for name in names}
    assert told == {
        "sites.confirmed": 4,
        "sites.entered": 1,
        "sites.silent": 1,
        "head.present": 17,
        "head.excused": 4,
        "room": 12,
        "gap": 5,
    }


def test_a_situation_is_split_by_choice_and_kind_of_unit(centre: Figures) -> None:
    start = "answer.1.t1-situation"
    assert [centre[f"{start}.{choice}"] for choice in (1, 2, 3)] == [2, 1, 1]
    by_kind = {
        kind: [centre[f"{start}.{kind}.{choice}"] for choice in (1, 2, 3)] for kind in ("xa", "phuong", "thanh_pho")
    }
    assert by_kind == {"xa": [1, 0, 0], "phuong": [1, 1, 0], "thanh_pho": [0, 0, 1]}


def test_rows_of_every_figure_add_up_to_it(ground: Ground) -> None:
    for level, unit in (("centre", "00"), ("province", "01"), ("province", "40"), ("site", "10273")):
        figures = figures_of(ground, level, unit).figures
        for key, figure in figures.items():
            if adds_up(key):
                assert sum(value for _, value in figure["rows"]) == figure["value"], key


def test_sites_add_up_to_provinces_and_these_with_the_centres_own_site_to_the_class(ground: Ground) -> None:
    check(ground)
    centre = figures_of(ground, "centre", "00")
    assert centre.figures["people.summoned"]["rows"] == [["00", 4], ["01", 12], ["40", 12]]
    assert figures_of(ground, "province", "01").figures["people.summoned"]["rows"] == [
        ["01-2", 4],
        ["00004", 4],
        ["10273", 4],
    ]


def test_a_place_under_the_wrong_province_is_found(ground: Ground) -> None:
    site = next(place for place in ground.places.values() if place.unit == "10273")
    ground.places[site.site] = replace(site, province="40")
    with pytest.raises(Refused) as fault:
        check(ground)
    assert fault.value.code == "reports.sums"


def test_a_number_that_no_place_has_is_found(ground: Ground) -> None:
    ground.cells.values["turns"][next(iter(ground.places))] += 1
    with pytest.raises(Refused) as fault:
        check(ground)
    assert fault.value.data["figure"] == "turns"
    assert say(f"refused.{fault.value.code}", **fault.value.data).startswith("Số liệu turns không khớp ở 00: 47")


def test_what_depends_on_the_hour_is_kept_apart_from_figures(centre: Figures) -> None:
    assert all(key.startswith("run.") for key in centre.run)
    assert not any(key.startswith("run.") for key in centre.figures)
    told = {key: centre[key] for key in ("run.sitting.1.silences", "run.trouble.no_sound", "run.floor.spoken")}
    assert told == {"run.sitting.1.silences": 1, "run.trouble.no_sound": 1, "run.floor.spoken": 1}


def test_every_figure_says_in_words_how_it_is_counted(centre: Figures) -> None:
    for figure in (*centre.figures.values(), *centre.run.values()):
        assert figure["query"].endswith(".")
        assert "{" not in figure["query"]


def test_a_unit_without_a_place_in_the_course_is_refused(ground: Ground) -> None:
    with pytest.raises(Refused) as no:
        figures_of(ground, "site", "00025")
    assert no.value.code == "reports.no_place"


def test_equal_facts_give_equal_figures(store: Store, ground: Ground, course: Course) -> None:
    """The same class played a second time under other row ids, at another hour."""
    first = figures_of(ground, "centre", "00").figures
    course.code = "truoc"
    course.save()
    from diemcau.people.models import Person
    from diemcau.programme.models import Programme

    Person.rows.of(rig.ALL).update(phone="")
    Programme.objects.filter(code="thu").update(code="thu-truoc")
    again = rig.new_course()
    rig.play_first(store, again)
    rig.play_second(store, again)
    settle_course(again.pk)
    take_up_course(again.pk)
    second: dict[str, Any] = figures_of(ready(again), "centre", "00").figures
    assert second == first


def test_reading_a_course_takes_the_same_queries_whatever_its_size(
    course: Course, django_assert_max_num_queries: Any
) -> None:
    settle_course(course.pk)
    with django_assert_max_num_queries(32):
        ground = ready(course)
    with django_assert_max_num_queries(3):
        check(ground)
