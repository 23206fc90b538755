"""The practice site: made once, fresh each day, a room a visitor, never in anybody's figures."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.classroom.actions import follow
from diemcau.classroom.door import phases
from diemcau.knowledge.models import Obstacle
from diemcau.people.actions import enter_by_link, session_of
from diemcau.people.models import DeskSession, Link
from diemcau.people.queries import token_of
from diemcau.people.rules import SESSION_LASTS
from diemcau.planning.models import Course, Enrolment, Site
from diemcau.record.models import AuditEntry
from diemcau.rehearsal import practice
from diemcau.units.actions import load_units
from diemcau.units.rules import Scope
from tests.classroom.rig import SECRET, Live

pytestmark = pytest.mark.django_db(databases=["default", "journal"])
EVERYWHERE = Scope.everything()
ROOMS = 3


def today() -> date:
    return clock.local(clock.now_ms()).date()


@pytest.fixture
def site(shared_journal: str, live: Live, settings: Any) -> Live:
    """A live process and a practice site of three rooms. The shared journal has written down, outside of the test's
    transaction, what a journal is made of."""
    settings.LIVE_URL, settings.SECRET_KEY = f"http://127.0.0.1:{live.port}", SECRET
    settings.PRACTICE_SITES = ROOMS
    load_units()
    practice.make(today())
    return live


def refusal(address: str | None) -> str:
    with pytest.raises(Refused) as no:
        practice.take_site(address)
    return no.value.code


def test_made_again_it_is_the_same_course_with_the_same_sitting_on_air(site: Live) -> None:
    course = Course.objects.get(code="tap")
    [sitting] = course.sittings.all()
    assert practice.make(today()) == ROOMS
    assert [one.pk for one in course.sittings.all()] == [sitting.pk]
    assert (course.rehearsal, course.simulated) == (True, True)
    assert phases([sitting.pk]) == {sitting.pk: "on"}
    names = Site.rows.of(EVERYWHERE).filter(course=course).order_by("no").values_list("name", flat=True)
    assert list(names) == [f"Điểm cầu tập dượt số {no}" for no in range(1, ROOMS + 1)]
    learners = Enrolment.rows.of(EVERYWHERE).filter(course=course)
    assert (learners.count(), learners.filter(person__simulated=False).count()) == (ROOMS * practice.LEARNERS, 0)


def test_a_new_day_closes_the_sitting_of_yesterday_and_has_its_rooms_free_and_more_where_wanted(
    site: Live, settings: Any
) -> None:
    for _ in range(ROOMS):
        practice.take_site("192.0.2.1")
    assert refusal("192.0.2.2") == "practice.full"
    settings.PRACTICE_SITES = ROOMS + 1
    practice.renew(today() + timedelta(days=1))
    old, new = Course.objects.get(code="tap").sittings.order_by("no")
    assert phases([old.pk, new.pk]) == {old.pk: "closed", new.pk: "on"}
    assert (old.state, new.state) == ("closed", "open")
    for _ in range(ROOMS + 1):
        practice.take_site("192.0.2.3")
    assert refusal("192.0.2.3") == "practice.full"


def test_nothing_is_renewed_where_nobody_asked_for_a_practice_site() -> None:
    practice.renew(today())
    assert Course.objects.count() == 0


def test_each_visitor_has_a_room_of_his_own_by_a_link_that_opens_once(site: Live) -> None:
    paths = [practice.take_site("192.0.2.1") for _ in range(2)]
    desks = [enter_by_link(path.removeprefix("/site?tap#l="), "device-1") for path in paths]
    sessions = [desk[0] for desk in desks if isinstance(desk, tuple)]
    sitting = Course.objects.get(code="tap").sittings.get()
    assert [(one.role, one.sitting) for one in sessions] == [("host", sitting.pk)] * 2
    assert len({one.site for one in sessions}) == 2
    with pytest.raises(Refused, match=r"link\.bad"):
        enter_by_link(paths[0].removeprefix("/site?tap#l="), "device-2")


def test_a_practice_desk_lives_an_hour_and_no_other_desk_less_than_before(site: Live) -> None:
    secret = practice.take_site("192.0.2.1").removeprefix("/site?tap#l=")
    entered = enter_by_link(secret, "device-1")
    assert isinstance(entered, tuple)
    session, key = entered
    rows = DeskSession.rows.of(EVERYWHERE).filter(pk=session.pk)
    rows.update(created_at=clock.now() - timedelta(minutes=59))
    assert session_of(key).pk == session.pk
    rows.update(created_at=clock.now() - timedelta(minutes=61))
    with pytest.raises(Refused, match=r"session\.over"):
        session_of(key)
    Link.rows.of(EVERYWHERE).update(desk_minutes=0)
    assert session_of(key).pk == session.pk
    rows.update(created_at=clock.now() - SESSION_LASTS)
    with pytest.raises(Refused, match=r"session\.over"):
        session_of(key)


def test_the_door_leads_into_a_room_until_an_address_has_had_enough_and_says_calmly_when_to_come_back(
    site: Live, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(practice, "MOST", 2)
    assert client.get("/tap").status_code == 200
    answers = [client.post("/tap", REMOTE_ADDR="192.0.2.1") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [302, 302, 429]
    assert [answer.headers["location"].partition("=")[0] for answer in answers[:2]] == ["/site?tap#l"] * 2
    assert "Thử lại sau 60 phút" in answers[2].content.decode()
    assert client.post("/tap", REMOTE_ADDR="192.0.2.2").status_code == 302
    full = client.post("/tap", REMOTE_ADDR="192.0.2.3")
    assert full.status_code == 503
    assert "Các phòng tập đang kín, thử lại sau" in full.content.decode()
    noted = AuditEntry.rows.of(EVERYWHERE).filter(action="practice.begun").order_by("pk")
    assert [(one.address, one.actor, one.detail) for one in noted] == [
        ("192.0.2.1", "visitor", {"site": 1}),
        ("192.0.2.1", "visitor", {"site": 2}),
        ("192.0.2.2", "visitor", {"site": 3}),
    ]


def test_without_a_practice_site_the_door_says_so(client: Client) -> None:
    answer = client.post("/tap")
    assert answer.status_code == 409
    assert "chưa mở phòng tập" in answer.content.decode()


def test_what_is_said_in_it_reaches_nobodys_figures(site: Live) -> None:
    entered = enter_by_link(practice.take_site("192.0.2.1").removeprefix("/site?tap#l="), "device-1")
    assert isinstance(entered, tuple)
    sitting = Course.objects.get(code="tap").sittings.get()
    token = token_of(entered[0], sitting.pk)
    receipt = site.send(token, "obstacle.send", {"text": "Máy tính của phòng đã cũ.", "field": "khac"})
    assert "seq" in receipt, receipt
    practice.renew(today() + timedelta(days=1))
    # The worker follows what it finds open: the closed sitting is not among it, so no paper is ordered.
    assert follow() == []
    assert (Obstacle.rows.of(EVERYWHERE).count(), DBTaskResult.objects.count()) == (0, 0)
