"""A secret poll in the papers: its sums are of the whole class, and no room and no person stands beside them."""

import pytest
from django.db import connection

from diemcau.activities.kind import Role, Who
from diemcau.assessment.actions import settle_course
from diemcau.assessment.models import ActivityRecord, Record, Settlement
from diemcau.journal.log import stream_of
from diemcau.journal.store import Store
from diemcau.knowledge import actions as knowledge
from diemcau.planning.models import Course, Sitting
from diemcau.reports import figures
from diemcau.reports.course_report import course_report
from diemcau.reports.figures import figures_of, ready
from diemcau.reports.markdown import to_markdown
from tests.activities.attacking import everything, told
from tests.assessment import rig

BALLOT = Who(Role.BALLOT, "ballot")
POLL = "t2-q2"


def held(store: Store, ballots: tuple[int, ...]) -> Course:
    """The small class; in the second sitting one person for each ballot takes part in a secret poll."""
    course = rig.new_course()
    rig.play_first(store, course)
    play = rig.Player(store, Sitting.objects.get(course=course, no=2))
    play.go(2)
    play.steer("poll.open", POLL)
    for seat in list(play.turns.board.places.seats)[: len(ballots)]:
        play.phone(seat, "poll.hand_in", POLL, envelope=f"{seat:x}")
    play.steer("poll.close", POLL)
    for choice in ballots:
        play.send(BALLOT, "poll.ballot", POLL, choice=choice)
    play.steer("poll.show", POLL)
    play.close()
    settle_course(course.pk)
    knowledge.take_up_course(course.pk)
    return course


def words(course: Course, level: str, unit: str, lang: str = "vi") -> str:
    ground = ready(course)
    return to_markdown(course_report(ground, figures_of(ground, level, unit), lang)).replace("\\", "")


def test_the_sums_of_a_secret_poll_are_those_of_the_class_on_every_level(store: Store) -> None:
    course = held(store, (1, 2, 1, 1, 2, 1))
    assert list(ActivityRecord.rows.of(rig.ALL).filter(activity=POLL)) == []
    assert Settlement.objects.get(sitting__no=2).titles[POLL]["split"] == [4, 2]
    ground = ready(course)
    figures.check(ground)
    for level, unit in (("centre", "00"), ("province", "01"), ("site", "10273")):
        made = figures_of(ground, level, unit)
        assert {key: made.figures[key]["value"] for key in made.figures if POLL in key} == {
            f"secret.2.{POLL}.1": 4,
            f"secret.2.{POLL}.2": 2,
        }
        assert [made.figures[key]["rows"] for key in made.figures if POLL in key] == [[], []]
        said = words(course, level, unit)
        assert said.count("6 phiếu kín của cả lớp; không biết phiếu đến từ điểm cầu nào") == 1
        assert said.count("Bỏ phiếu kín, tính cho cả lớp") == 1
    assert words(course, "centre", "00", "en").count("6 secret ballots of the whole class") == 1


def speaking_of(activity: str) -> set[str]:
    """The tables of the office that have a word of an activity."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            found |= {table for row in cursor.fetchall() if activity in repr(row)}
    return found


def test_no_table_of_the_office_knows_more_of_a_secret_poll_than_its_sums(store: Store) -> None:
    course = held(store, (1, 2, 1, 1, 2, 1))
    sums, answers = Settlement._meta.db_table, ActivityRecord._meta.db_table
    assert speaking_of("t1-q1") == {sums, answers}  # a poll by name: this is how it would be found
    assert speaking_of(POLL) == {sums}
    stream = stream_of(course.sittings.get(no=2).pk)
    rows = [row for row in everything(store) if stream in row]
    seats = [record.enrolment_id for record in Record.rows.of(rig.ALL).filter(sitting__no=2)]
    assert [kind for row in rows for kind in row if kind == "poll.cast"] == ["poll.cast"] * 6
    assert told(rows, seats) == {}


@pytest.mark.parametrize("ballots", [(), (1, 1, 2)])
def test_few_secret_ballots_are_not_told_apart(store: Store, ballots: tuple[int, ...]) -> None:
    said = words(held(store, ballots), "centre", "00")
    assert said.count("Tốt (") == 0
    assert said.count("phiếu kín của cả lớp") == (1 if ballots else 0)
