"""Accounts: invited, given roles, switched off and on; and what ends with a role."""

from datetime import date, timedelta

import pytest
import time_machine

from diemcau.base.refused import Refused
from diemcau.people import above, actions, queries
from diemcau.people.models import Account, DeskSession, Link, RoleHeld
from diemcau.people.rules import DeskRole, OfficeRole
from diemcau.units.rules import Scope

pytestmark = pytest.mark.django_db
ALL = Scope.everything()
PROVINCE, ORGANISER, OPERATOR = OfficeRole.PROVINCE, OfficeRole.ORGANISER, OfficeRole.OPERATOR


def refusal(act):
    with pytest.raises(Refused) as no:
        act()
    return no.value.code, no.value.status


def invite(by=None, role=PROVINCE, unit="01", **more):
    return actions.invite("Trần Minh (MP)", more.pop("email", ""), role, unit, queries.today(), by=by, **more)


def enter(path):
    return actions.enter_by_link(path.partition("=")[2], "")


# --- invitations --------------------------------------------------------------------------------------------


def test_an_invited_account_comes_in_once_and_owes_a_password(country):
    account, path = invite()
    assert path.startswith("/vao/#l=")
    assert enter(path) == account
    account.refresh_from_db()
    assert (account.username, account.password_due, account.has_usable_password()) == ("tran-minh-mp", True, False)
    assert refusal(lambda: enter(path)) == ("link.bad", 401)


def test_a_user_name_made_from_a_name_is_free(country):
    assert [invite()[0].username for _ in range(3)] == ["tran-minh-mp", "tran-minh-mp-2", "tran-minh-mp-3"]


def test_user_names_and_addresses_are_taken_once_whatever_their_case(country):
    invite(username="minh", email="Minh@example.vn")
    assert refusal(lambda: invite(username="MINH")) == ("account.username_taken", 409)
    assert refusal(lambda: invite(email="MINH@EXAMPLE.VN")) == ("account.email_taken", 409)


def test_an_invitation_by_somebody_lasts_seven_days_and_one_of_the_command_line_until_it_is_used(somebody):
    lan = somebody("lan")
    with time_machine.travel("2026-03-01T08:00:00+07:00", tick=False):
        _, seven = invite(by=lan)
        _, ever = invite()
    with time_machine.travel("2026-03-08T08:00:01+07:00", tick=False):
        assert refusal(lambda: enter(seven)) == ("link.bad", 401)
        assert isinstance(enter(ever), Account)


def test_a_province_invites_its_own_focal_persons_only(somebody):
    hoa = somebody("hoa", "province", "01")
    assert invite(by=hoa)[0].roles.of(ALL).get().unit_id == "01"
    for role, unit in ((PROVINCE, "19"), (ORGANISER, "01"), (OPERATOR, "00")):
        assert refusal(lambda r=role, u=unit: invite(by=hoa, role=r, unit=u)) == ("account.not_yours", 404)


def test_waking_an_account_ends_the_old_password_and_the_old_links(somebody):
    lan, hoa = somebody("lan"), somebody("hoa", "province", "01")
    first = actions.wake(hoa, lan)
    second = actions.wake(hoa, lan)
    hoa.refresh_from_db()
    assert (hoa.has_usable_password(), hoa.password_due, hoa.is_active) == (False, True, True)
    assert refusal(lambda: enter(first)) == ("link.bad", 401)
    assert enter(second) == hoa


def test_the_command_line_invites_the_same_organiser_again_and_nobody_else_of_that_name(somebody):
    somebody("ban-to-chuc", "province", "01")
    Account.objects.update(name="Ban tổ chức")
    path = actions.invite_organiser("Ban tổ chức")
    organiser = enter(path)
    assert organiser.roles.of(ALL).get().role == "organiser"
    assert enter(actions.invite_organiser("Ban tổ chức")) == organiser


def test_a_province_does_not_lend_itself_the_account_of_somebody_with_more_roles(somebody):
    hoa, both = somebody("hoa", "province", "01"), somebody("both", "province", "01")
    actions.grant(both, OPERATOR, "00", date(2025, 9, 1))
    for act in (actions.wake, actions.block, actions.reset_second_factor):
        assert refusal(lambda a=act: a(both, hoa)) == ("account.not_yours", 404)


# --- roles --------------------------------------------------------------------------------------------------


def test_a_role_is_held_once_at_a_time(somebody):
    lan, hoa = somebody("lan"), somebody("hoa", "province", "01")
    today = queries.today()
    assert refusal(lambda: actions.grant(hoa, PROVINCE, "01", today, by=lan)) == ("account.role_held", 409)
    assert refusal(lambda: actions.grant(hoa, PROVINCE, "19", today, today - timedelta(days=1), by=lan)) == (
        "account.dates",
        400,
    )
    actions.grant(hoa, PROVINCE, "19", today, today, by=lan)
    assert queries.roles_held(hoa, today) == [(PROVINCE, "01"), (PROVINCE, "19")]


def test_a_role_that_was_ended_gives_nothing_from_that_moment_and_may_be_given_again_the_same_day(somebody):
    lan, hoa = somebody("lan"), somebody("hoa", "province", "01")
    today = queries.today()
    actions.end_role(hoa.roles.of(ALL).get(), lan)
    assert queries.roles_held(hoa, today) == []
    assert hoa.roles.of(ALL).get().ends_on == today
    assert refusal(lambda: actions.end_role(hoa.roles.of(ALL).get(), lan)) == ("account.role_over", 409)
    actions.grant(hoa, PROVINCE, "01", today, by=lan)
    assert queries.roles_held(hoa, today) == [(PROVINCE, "01")]


def test_nobody_ends_his_own_role_or_blocks_himself(somebody):
    lan = somebody("lan")
    assert refusal(lambda: actions.end_role(lan.roles.of(ALL).get(), lan)) == ("account.yourself", 409)
    assert refusal(lambda: actions.block(lan, lan)) == ("account.yourself", 409)


# --- what ends with a role ----------------------------------------------------------------------------------


@pytest.fixture
def ended():
    """What the live process is told: actor → number."""
    heard = {}
    before = list(above._enders)
    above.ends_tokens(heard.__setitem__)
    yield heard
    above._enders[:] = before


def desk(role, by, unit="00", course=7):
    return actions.enter_by_link(actions.make_link(role, unit, course, made_by=by), "may")


def alive(secret):
    try:
        actions.session_of(secret)
    except Refused:
        return False
    return True


def test_with_a_role_end_the_desks_it_opened_and_others_of_the_same_name_go_on(
    somebody, ended, django_capture_on_commit_callbacks
):
    lan, an, mai = somebody("lan"), somebody("an"), somebody("mai")
    (_, of_an), (_, of_mai) = desk(DeskRole.OPERATOR, an), desk(DeskRole.OPERATOR, mai)
    _, elsewhere = desk(DeskRole.OPERATOR, mai, course=8)
    unused = actions.make_link(DeskRole.OPERATOR, "00", 7, made_by=an)
    with django_capture_on_commit_callbacks(execute=True):
        actions.end_role(an.roles.of(ALL).get(), lan)
    assert ended == {"operator:7": 2}
    assert [alive(secret) for secret in (of_an, of_mai, elsewhere)] == [False, True, True]
    assert actions.session_of(of_mai).epoch == 2
    assert refusal(lambda: actions.enter_by_link(unused, "may")) == ("link.bad", 401)


def test_a_desk_that_was_void_before_does_not_come_to_life_again(somebody, ended):
    lan, an, mai = somebody("lan"), somebody("an"), somebody("mai")
    _, void = desk(DeskRole.OPERATOR, mai)
    actions.revoke(["operator:7"])
    desk(DeskRole.OPERATOR, an)
    actions.end_role(an.roles.of(ALL).get(), lan)
    assert not alive(void)


def test_a_role_that_stays_keeps_its_desks(somebody, ended, django_capture_on_commit_callbacks):
    lan, an = somebody("lan"), somebody("an")
    actions.grant(an, PROVINCE, "01", date(2025, 9, 1))
    _, centre = desk(DeskRole.OPERATOR, an)
    _, province = desk(DeskRole.PROVINCE, an, unit="01")
    with django_capture_on_commit_callbacks(execute=True):
        actions.end_role(an.roles.of(ALL).get(role="organiser"), lan)
    assert [alive(centre), alive(province)] == [False, True]
    assert ended == {"operator:7": 2}


def test_blocking_ends_sessions_links_and_desks(somebody, door, ended, django_capture_on_commit_callbacks):
    lan, an = somebody("lan"), somebody("an")
    client, _ = door("an")
    _, secret = desk(DeskRole.OPERATOR, an)
    with django_capture_on_commit_callbacks(execute=True):
        actions.block(an, lan)
    assert client.get("/vao/toi/").headers["Location"] == "/vao/?next=%2Fvao%2Ftoi%2F"
    assert not alive(secret)
    assert ended == {"operator:7": 2}
    assert door("an")[1].headers["Location"] == "/vao/tam-khoa"


# --- days ---------------------------------------------------------------------------------------------------


def test_when_the_last_day_has_passed_the_desks_end_once(somebody, ended, django_capture_on_commit_callbacks):
    with time_machine.travel("2026-03-01T08:00:00+07:00", tick=False):
        an = somebody("an")
        RoleHeld.rows.of(ALL).filter(account=an).update(ends_on=date(2026, 3, 1))
        _, secret = desk(DeskRole.OPERATOR, an)
        assert actions.begin_day(date(2026, 3, 1)) == (0, 0)
    with time_machine.travel("2026-03-02T00:00:05+07:00", tick=False), django_capture_on_commit_callbacks(execute=True):
        assert actions.begin_day(date(2026, 3, 2)) == (1, 0)
        assert actions.begin_day(date(2026, 3, 2)) == (0, 0)
        assert not alive(secret)
    assert ended == {"operator:7": 2}


def test_idle_accounts_are_switched_off_and_may_be_woken(somebody, door, notes):
    with time_machine.travel("2026-03-01T08:00:00+07:00", tick=False):
        an = somebody("an")
    with time_machine.travel("2026-04-15T08:00:00+07:00", tick=False):
        assert actions.begin_day(date(2026, 4, 15)) == (0, 0)
    with time_machine.travel("2026-04-16T08:00:00+07:00", tick=False):
        assert actions.begin_day(date(2026, 4, 16)) == (0, 1)
        an.refresh_from_db()
        assert (an.is_active, an.off) == (False, "idle")
        enter(actions.wake(an))
        assert actions.begin_day(date(2026, 4, 16)) == (0, 0)
    assert ("account.idle", f"account:{an.pk}") in notes


def test_links_of_an_idle_account_die_with_it(somebody):
    with time_machine.travel("2026-03-01T08:00:00+07:00", tick=False):
        an = somebody("an")
        path = actions.wake(an)
    with time_machine.travel("2026-04-16T08:00:00+07:00", tick=False):
        actions.begin_day(date(2026, 4, 16))
        assert refusal(lambda: enter(path)) == ("link.bad", 401)
        assert Link.rows.of(ALL).filter(account=an, used_at=None).count() == 0
        assert DeskSession.rows.of(ALL).count() == 0


def test_what_is_done_with_accounts_is_noted(somebody, notes):
    lan = somebody("lan")
    hoa, _ = invite(by=lan)
    actions.grant(hoa, PROVINCE, "19", queries.today(), by=lan)
    actions.end_role(hoa.roles.of(ALL).get(unit="19"), lan)
    actions.reset_second_factor(hoa, lan)
    actions.block(hoa, lan)
    assert [action for action, subject in notes if subject == f"account:{hoa.pk}"] == [
        "account.invited",
        "account.role_given",
        "account.role_ended",
        "account.factor_reset",
        "account.blocked",
    ]


# --- a class is to be prepared ------------------------------------------------------------------------------


def test_a_new_class_wakes_the_idle_focal_persons_and_nobody_else(somebody):
    lan = somebody("lan")
    idle, blocked, over, control = (somebody(name, "province", "01") for name in ("hoa", "minh", "nam", "tam"))
    RoleHeld.rows.of(ALL).filter(account=over).update(ends_on=queries.today() - timedelta(days=1))
    RoleHeld.rows.of(ALL).filter(account=control).update(role=OPERATOR)
    for account in (idle, over, control):
        actions.turn_idle(account)
    actions.block(blocked, lan)
    [(woken, path)] = actions.wake_idle(lan)
    assert (woken, enter(path)) == (idle, idle)
    on = dict(Account.objects.exclude(pk=lan.pk).values_list("username", "off"))
    assert on == {"hoa": "", "minh": "blocked", "nam": "idle", "tam": "idle"}
    assert actions.wake_idle(lan) == []
