"""Settling a sitting from its journal."""

import time
from typing import Any

import pytest

from diemcau.activities.kind import Role
from diemcau.assessment import actions
from diemcau.assessment.models import ActivityRecord, Incident, Record, Settlement, SiteRecord
from diemcau.base.refused import Refused
from diemcau.journal.log import head, stream_of
from diemcau.journal.store import Store
from diemcau.planning.models import Course, Sitting
from tests.assessment import rig
from tests.assessment.rig import ALL


def first(course: Course) -> int:
    return Sitting.objects.get(course=course, no=1).pk


def test_everybody_gets_the_status_that_counted_at_the_close(course: Course) -> None:
    actions.settle(first(course))
    rows = Record.rows.of(ALL).filter(sitting=first(course), site__unit="10273").order_by("enrolment__no")
    told = [(row.status, row.attended, row.said_by, row.elsewhere_id is not None) for row in rows]
    assert told == [
        ("co_mat", True, "phone", False),
        ("vang_phep", False, "desk", False),
        ("du_thay", False, "desk", False),
        ("o_diem_khac", True, "desk", True),
    ]


def test_headcount_and_roll_stand_side_by_side_with_their_gap(course: Course) -> None:
    actions.settle(first(course))
    rows = SiteRecord.rows.of(ALL).filter(sitting=first(course)).order_by("site__unit")
    told = {row.site.unit_id: (row.seats, row.in_room, row.present, row.level, row.gap) for row in rows}
    assert told == {
        "00": (5, 5, 4, "confirmed", -1),
        "00004": (4, 4, None, "", None),
        "01": (4, 5, 3, "confirmed", -2),  # a guest from Phú Xuyên sits there
        "10273": (4, 2, 3, "confirmed", 1),
        "16690": (8, 0, 7, "confirmed", 7),  # two rooms in one, nobody marked
        "40": (4, 4, 3, "entered", -1),
    }


def test_rooms_answers_and_what_was_asked_are_kept(course: Course) -> None:
    settlement = actions.settle(first(course))
    answers = ActivityRecord.rows.of(ALL).filter(sitting=first(course)).order_by("activity", "site__unit")
    told = [(row.activity, row.site.unit_id, row.topic_no, row.choice, row.numbers) for row in answers]
    assert told == [
        ("floor", "40", 0, 0, {"asked": 1, "spoken": 1}),
        ("question", "10273", 0, 0, {"asked": 1, "stage.asked": 1}),
        ("t1-q1", "01", 1, 0, {"1": 1, "2": 2}),
        ("t1-q1", "10273", 1, 0, {"1": 2}),
        ("t1-situation", "00004", 1, 1, {}),
        ("t1-situation", "01", 1, 3, {}),
        ("t1-situation", "10273", 1, 1, {}),
        ("t1-situation", "16690", 1, 2, {}),
    ]
    assert [(name, asked["kind"], asked["base"]) for name, asked in settlement.titles.items()] == [
        ("t1-situation", "situation", "rooms"),
        ("t1-q1", "poll", "persons"),
    ]


def test_silences_and_troubles_are_kept_as_incidents_of_the_run(course: Course) -> None:
    actions.settle(first(course))
    assert list(Incident.rows.of(ALL).values_list("site__unit", "trouble")) == [("40", "no_sound")]
    assert list(SiteRecord.rows.of(ALL).filter(silences__gt=0).values_list("site__unit", "silences")) == [("16690", 1)]


def _rows(course: Course) -> list[Any]:
    models = (Record, SiteRecord, ActivityRecord, Incident)
    return [list(model.rows.of(ALL).order_by("id").values()) for model in models]


def test_settling_again_where_nothing_came_asks_for_the_settlement_alone(
    course: Course, django_assert_num_queries: Any
) -> None:
    sitting = first(course)
    made, before = actions.settle(sitting), _rows(course)
    with django_assert_num_queries(1):
        again = actions.settle(sitting)
    assert (again.pk, again.at, _rows(course)) == (made.pk, made.at, before)


@pytest.mark.parametrize("stale", [{"position": 1}, {"head": ""}, {"rules_version": 0}])
def test_what_was_settled_otherwise_is_settled_again_and_only_what_differs_is_written(
    course: Course, django_assert_num_queries: Any, stale: dict[str, Any]
) -> None:
    sitting = first(course)
    made, before = actions.settle(sitting), _rows(course)
    Settlement.objects.update(**stale)
    with django_assert_num_queries(15):  # the settlement twice, seven kinds of rows, the sitting, and their savepoints
        actions.settle(sitting)
    assert _rows(course) == before
    again = Settlement.objects.get()
    assert (again.position, again.head, again.rules_version) == (made.position, made.head, made.rules_version)


def test_rows_that_are_wrong_too_many_or_missing_are_put_right(course: Course) -> None:
    actions.settle(first(course))
    before = _rows(course)
    of = {"sitting": first(course)}
    SiteRecord.rows.of(ALL).filter(**of, site__unit="01").update(in_room=99, guests=7)
    ActivityRecord.rows.of(ALL).filter(**of, activity="t1-q1", site__unit="01").update(numbers={"1": 40})
    Record.rows.of(ALL).filter(**of, status="vang_phep").delete()
    ActivityRecord.rows.create(sitting_id=first(course), site_id=before[1][0]["site_id"], activity="x", kind="poll")
    Settlement.objects.update(position=0)
    actions.settle(first(course))
    for rows, wanted in zip(_rows(course), before, strict=True):
        alike = [sorted(({**row, "id": 0} for row in some), key=str) for some in (rows, wanted)]
        assert alike[0] == alike[1]


def test_a_settlement_names_the_place_in_the_journal_and_the_link_there(course: Course) -> None:
    settlement = actions.settle(first(course))
    position, link = head(stream_of(first(course)))
    assert (settlement.position, settlement.head) == (position, link.hex())
    assert Sitting.objects.get(pk=first(course)).state == "settled"


def test_a_late_fact_is_settled_the_next_time_and_marked(course: Course, store: Store) -> None:
    actions.settle(first(course))
    play = rig.Player(store, Sitting.objects.get(pk=first(course)), again=True)
    seats = play.seats("16690")
    play.desk("16690", "presence.mark", role=Role.HOST, seat=seats[0], status="co_mat")
    actions.settle(first(course))
    rows = Record.rows.of(ALL).filter(sitting=first(course), late=True)
    assert list(rows.values_list("enrolment", "status")) == [(seats[0], "co_mat")]


def test_a_sitting_that_is_not_closed_is_refused(store: Store) -> None:
    course = rig.new_course()
    sitting = Sitting.objects.get(course=course, no=1)
    with pytest.raises(Refused) as none:
        actions.settle(sitting.pk)
    assert none.value.code == "settle.no_journal"
    rig.Player(store, sitting)
    with pytest.raises(Refused) as early:
        actions.settle(sitting.pk)
    assert early.value.code == "settle.not_closed"


def test_settling_a_course_leaves_open_sittings_out(store: Store) -> None:
    course = rig.new_course()
    rig.play_first(store, course)
    rig.Player(store, Sitting.objects.get(course=course, no=2))
    assert [settled.sitting.no for settled in actions.settle_course(course.pk)] == [1]
    assert Settlement.objects.count() == 1


@pytest.mark.slow
def test_a_thousand_people_settle_in_a_second(store: Store) -> None:
    course = rig.new_course(people=160)
    play = rig.play_second(store, course)
    started = time.perf_counter()
    actions.settle(play.sitting.pk)
    assert time.perf_counter() - started < 4
    assert Record.rows.of(ALL).count() == 7 * 160 + 1
