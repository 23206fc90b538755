"""One-time links: used once, within thirty minutes; an organiser's first one until it is used."""

from datetime import timedelta

import pytest
import time_machine

from diemcau.base.refused import Refused
from diemcau.people import actions, queries
from diemcau.people.models import Account
from diemcau.people.rules import DeskRole, path_of_link
from tests.planning import cast

pytestmark = pytest.mark.usefixtures("country")


def refused(do, *args, **more):
    with pytest.raises(Refused) as no:
        do(*args, **more)
    return no.value.code, no.value.status


def test_a_link_opens_a_desk_once():
    secret = actions.make_link(DeskRole.LECTURER, "00", 7, sitting=3)
    session, _ = actions.enter_by_link(secret, "device-a")
    assert (session.role, session.course, session.sitting, session.site) == ("lecturer", 7, 3, 0)
    assert refused(actions.enter_by_link, secret, "device-a") == ("link.bad", 401)


def test_a_link_dies_after_thirty_minutes_and_is_refused_like_an_unknown_one():
    with time_machine.travel("2025-09-06T01:00:00+00:00", tick=False) as clock:
        in_time = actions.make_link(DeskRole.OPERATOR, "00", 7)
        too_late = actions.make_link(DeskRole.OPERATOR, "00", 7)
        clock.shift(timedelta(minutes=29, seconds=59))
        actions.enter_by_link(in_time, "")
        clock.shift(timedelta(seconds=1))
        assert refused(actions.enter_by_link, too_late, "") == ("link.bad", 401)
        assert refused(actions.enter_by_link, "unknown", "") == ("link.bad", 401)


def test_an_organisers_link_lives_until_it_is_used():
    organiser = cast.account("lan", None)
    with time_machine.travel("2025-09-01T01:00:00+00:00", tick=False) as clock:
        secret = actions.make_link(DeskRole.ORGANISER, "00", account=organiser)
        clock.shift(timedelta(days=30))
        assert actions.enter_by_link(secret, "") == organiser
        assert refused(actions.enter_by_link, secret, "") == ("link.bad", 401)


def test_an_account_that_was_closed_does_not_come_in():
    organiser = cast.account("lan", None)
    secret = actions.make_link(DeskRole.ORGANISER, "00", account=organiser)
    Account.objects.filter(pk=organiser.pk).update(is_active=False, off="blocked")
    assert refused(actions.enter_by_link, secret, "") == ("link.bad", 401)


@pytest.mark.parametrize(
    ("role", "more"),
    [(DeskRole.HOST, {}), (DeskRole.LECTURER, {"site": 3}), (DeskRole.ORGANISER, {}), (DeskRole.ROOM, {})],
)
def test_a_link_names_what_its_role_needs(role, more):
    assert refused(actions.make_link, role, "00", 1, **more) == ("link.incomplete", 400)


@pytest.mark.parametrize(
    ("role", "unit", "site", "actor"),
    [
        (DeskRole.HOST, "10273", 5, "host:5"),
        (DeskRole.PROVINCE, "01", 0, "province:01"),
        (DeskRole.LECTURER, "00", 0, "lecturer:7"),
        (DeskRole.OPERATOR, "00", 0, "operator:7"),
    ],
)
def test_every_desk_has_a_name_that_can_be_revoked(role, unit, site, actor):
    _, secret = actions.enter_by_link(actions.make_link(role, unit, 7, site=site), "")
    assert queries.actor_of_session(actions.session_of(secret)) == actor
    assert actions.revoke([actor]) == {actor: 2}
    assert refused(actions.session_of, secret) == ("session.over", 401)
    _, fresh = actions.enter_by_link(actions.make_link(role, unit, 7, site=site), "")
    assert actions.session_of(fresh).epoch == 2
    assert actions.revoke([actor, "x:1"]) == {actor: 3, "x:1": 2}


def test_links_lead_to_their_screens():
    assert [path_of_link(role, "abc") for role in ("lecturer", "operator", "province", "organiser", "room")] == [
        "/lecturer#l=abc",
        "/control#l=abc",
        "/control#l=abc",
        "/vao/#l=abc",
        "/room#l=abc",
    ]
