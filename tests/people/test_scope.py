"""What somebody may see follows from the roles that he holds on the day."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.test import RequestFactory

from diemcau.people.actions import add_account, grant
from diemcau.people.middleware import ScopeOfRequest
from diemcau.people.models import RoleHeld
from diemcau.people.permits import OPEN, SIGNED_IN, own, whole
from diemcau.people.queries import roles_held, scope_of
from diemcau.people.rules import OfficeRole
from diemcau.units.rules import Scope
from tests.planning import cast

pytestmark = pytest.mark.usefixtures("country")
ORGANISER, PROVINCE, OPERATOR, LECTURER = OfficeRole


def asked(user):
    request = RequestFactory().get("/")
    request.user = user
    ScopeOfRequest(lambda _request: HttpResponse())(request)
    return request


def test_roles_join_into_one_scope():
    seen = [
        [],
        [(LECTURER, "00")],
        [(PROVINCE, "01")],
        [(PROVINCE, "01"), (PROVINCE, "19")],
        [(PROVINCE, "01"), (ORGANISER, "00")],
    ]
    assert [scope_of(held) for held in seen] == [
        Scope.nothing(),
        Scope.nothing(),
        Scope.of_unit("01"),
        Scope.of_unit("01") | Scope.of_unit("19"),
        Scope.everything(),
    ]


def test_a_role_counts_from_its_first_day_to_its_last():
    account = add_account("hoa", "Hoa")
    grant(account, PROVINCE, "01", date(2025, 9, 1), date(2025, 9, 8))
    days = [date(2025, 8, 31), date(2025, 9, 1), date(2025, 9, 8), date(2025, 9, 9)]
    assert [roles_held(account, day) for day in days] == [[], [(PROVINCE, "01")], [(PROVINCE, "01")], []]


def test_an_account_has_no_password():
    assert not add_account("hoa", "Hoa").has_usable_password()


def test_a_request_bears_the_scope_of_its_account():
    request = asked(cast.account("hoa", PROVINCE, "01"))
    assert (request.scope, request.held) == (Scope.of_unit("01"), [(PROVINCE, "01")])


def test_a_stranger_sees_nothing():
    request = asked(AnonymousUser())
    assert (request.scope, request.held) == (Scope.nothing(), [])


@pytest.mark.parametrize(
    ("permit", "held", "may"),
    [
        (OPEN, [], True),
        (SIGNED_IN, [], True),
        (own(ORGANISER), [], False),
        (own(ORGANISER), [(PROVINCE, "01")], False),
        (own(ORGANISER, PROVINCE), [(PROVINCE, "01")], True),
        (whole(ORGANISER), [(ORGANISER, "00")], True),
        (whole(ORGANISER), [(ORGANISER, "01")], False),
        (whole(ORGANISER), [(OPERATOR, "00"), (ORGANISER, "01")], False),
    ],
)
def test_a_permit_lets_in_by_role_and_where_it_is_held(permit, held, may):
    assert permit.lets_in(held) is may


def test_roles_themselves_are_seen_inside_the_scope_only():
    cast.account("hoa", PROVINCE, "01")
    cast.account("lan", ORGANISER)
    seen = [RoleHeld.rows.of(Scope.of_unit(code)).count() for code in ("00", "01", "19")]
    assert seen == [2, 1, 0]
