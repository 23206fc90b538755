"""Nobody sees a row outside the branches of his roles of the day; bugs in each place that decides it are seen."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import IntegrityError
from django.test import Client

from diemcau.people.actions import grant
from diemcau.people.models import RoleHeld
from diemcau.people.permits import own, whole
from diemcau.people.queries import accounts_managed, roles_held, scope_of
from diemcau.people.rules import OfficeRole
from diemcau.planning.models import Enrolment, Site
from diemcau.units.models import UnscopedRows
from diemcau.units.rules import Scope
from tests.base.bugs import plant
from tests.classroom.planting import Bug
from tests.planning import cast

Guard = Callable[[], None]
pytestmark = pytest.mark.usefixtures("country")
ORGANISER, PROVINCE, OPERATOR, LECTURER = OfficeRole
INSIDE = {
    "00": {"00", "01", "10273", "10330", "05773"},
    "01": {"01", "10273", "10330"},
    "19": {"05773"},
    "10273": {"10273"},
    "05773": {"05773"},
}
EVERYWHERE = Scope.everything()
OF_DAY = "account=account, starts_on__lte=on, rights_ended_at=None"
RAISED = 'raise UnscopedRows(f"{name}.rows was read without a scope: write {name}.rows.of(scope)")'


def units_of(scope: Scope) -> set[str]:
    return set(Site.rows.of(scope).values_list("unit", flat=True))


def rows_are_those_of_the_branch() -> None:
    sites = cast.rooms(cast.a_course())
    for site in sites.values():
        cast.learners(site.course, site)
    assert {unit: units_of(Scope.of_unit(unit)) for unit in INSIDE} == INSIDE
    assert (units_of(EVERYWHERE), units_of(Scope.nothing())) == (INSIDE["00"], set())
    assert units_of(Scope.of_unit("19") | Scope.of_unit("10330")) == {"05773", "10330"}
    assert units_of(Scope.of_unit("19") | Scope.of_unit("00")) == INSIDE["00"]
    people = {unit: Enrolment.rows.of(Scope.of_unit(unit)).count() for unit in INSIDE}
    assert people == {unit: 3 * len(codes) for unit, codes in INSIDE.items()}
    assert {sites[unit].enrolments.of(EVERYWHERE).count() for unit in sites} == {3}
    for unit, codes in INSIDE.items():
        scope = Scope.of_unit(unit)
        assert {one for one in INSIDE["00"] if scope.covers(one, cast.PARENT[one] if len(one) == 5 else one)} == codes


def rows_without_a_scope_are_a_mistake() -> None:
    site = cast.rooms(cast.a_course())["10273"]
    for mistake in (
        Site.rows.count,
        lambda: Site.rows.bulk_create([site], update_conflicts=True, unique_fields=["id"], update_fields=["no"]),
    ):
        try:
            mistake()
        except UnscopedRows:
            continue
        raise AssertionError("rows were read or changed without a scope")


def roles_count_on_their_days_alone() -> None:
    account = cast.account("hoa", None)
    held = grant(account, PROVINCE, "01", date(2025, 9, 2), date(2025, 9, 8))
    days = [date(2025, 9, day) for day in (1, 2, 8, 9)]
    assert [roles_held(account, day) for day in days] == [[], [(PROVINCE, "01")], [(PROVINCE, "01")], []]
    RoleHeld.rows.of(EVERYWHERE).filter(pk=held.pk).update(rights_ended_at="2025-09-03T00:00:00Z")
    assert [roles_held(account, day) for day in days] == [[]] * 4
    assert scope_of([(LECTURER, "00"), (PROVINCE, "19")]) == Scope.of_unit("19")


def a_permit_asks_for_role_and_place() -> None:
    held = [(OPERATOR, "00"), (ORGANISER, "01")]
    permits = [own(ORGANISER), own(OPERATOR), own(PROVINCE), whole(OPERATOR), whole(ORGANISER), whole(PROVINCE)]
    assert [permit.lets_in(held) for permit in permits] == [True, True, False, True, False, False]


def a_page_sees_by_the_roles_that_let_in() -> None:
    course = cast.a_course()
    sites = cast.rooms(course)
    page = f"/office/lop/{course.code}/diem-cau"
    both = cast.account("lan", OPERATOR)
    grant(both, PROVINCE, "19", date(2025, 9, 1))
    client = Client()
    client.force_login(both)
    addresses = [f"{page}/{sites[unit].no}{act}" for unit in ("05773", "10273") for act in ("/", "/sua")]
    assert [client.get(address).status_code for address in addresses] == [200, 200, 200, 404]
    teacher = cast.signed_in("lecturer")
    asked = (addresses[0], "/vao/tai-khoan/", "/vao/toi/")
    strange = [who.get(address).status_code for who in (teacher, Client()) for address in asked]
    assert strange == [404, 404, 200, 302, 302, 302]
    assert client.post(addresses[0]).status_code == 405
    assert client.get("/khong-co/").status_code == 404


def a_province_looks_after_its_own_focal_persons() -> None:
    for name, role, unit in (
        ("a", PROVINCE, "01"),
        ("b", PROVINCE, "19"),
        ("c", OPERATOR, "00"),
        ("d", None, "00"),
        ("e", OPERATOR, "01"),
    ):
        cast.account(name, role, unit)
    told = {unit: [one.username for one in accounts_managed([(role, unit)]).order_by("username")]
            for role, unit in ((ORGANISER, "00"), (PROVINCE, "01"), (PROVINCE, "19"))}  # fmt: skip
    assert told == {"00": ["a", "b", "c", "d", "e"], "01": ["a"], "19": ["b"]}


BUGS = {
    rows_are_those_of_the_branch: [
        ("units.models", "if scope.whole:", "if True:"),
        ("units.models", 'Q(**{f"{unit}__in": scope.codes}) | ', ""),
        ("units.models", ' | Q(**{f"{province}__in": scope.provinces})', ""),
        ("units.models", "return narrow(rows) if narrow else rows", "return rows"),
        ("units.rules", "if level_of(code) is Level.CENTRE:\n            return cls.everything()", "pass"),
        ("units.rules", "if self.whole or other.whole:", "if self.whole and other.whole:"),
        ("units.rules", "codes=self.codes | other.codes", "codes=self.codes"),
        ("units.rules", "self.whole or unit_code in self.codes or ", "self.whole or "),
        ("units.rules", ' or (province_code or "") in self.provinces', ""),
    ],
    rows_without_a_scope_are_a_mistake: [
        ("units.models", RAISED, "return self._everywhere()"),
        ("units.models", "if update_conflicts:", "if False:"),
    ],
    roles_count_on_their_days_alone: [
        ("people.queries", OF_DAY, "account=account, rights_ended_at=None"),
        ("people.queries", OF_DAY, "account=account, starts_on__lte=on"),
        ("people.queries", "Q(ends_on__gte=on), account=account", "Q(ends_on__gt=on), account=account"),
        ("people.queries", "if role in _ROLES_THAT_SEE:", "if role:"),
    ],
    a_permit_asks_for_role_and_place: [
        ("people.permits", "(self.relation is Relation.OWN or unit == CENTRE)", "True"),
        ("people.permits", "role in self.roles and", ""),
        ("people.permits", "any(role in", "all(role in"),
    ],
    a_page_sees_by_the_roles_that_let_in: [
        ("people.middleware", "asked.scope = scope_by(asked, *permit.roles)", "pass"),
        ("people.middleware", "if not permit.lets_in(asked.held):", "if False:"),
        ("people.middleware", "if not request.user.is_authenticated:", "if False:"),
        ("people.middleware", "            return HttpResponseNotAllowed(methods)\n", "            return None\n"),
        ("people.middleware", "if isinstance(account, Account) else []", "if False else []"),
    ],
    a_province_looks_after_its_own_focal_persons: [
        ("people.queries", "        rows = rows.filter(role=OfficeRole.PROVINCE, unit__in=units)\n", ""),
        ("people.queries", "if not may_manage(held, OfficeRole.ORGANISER, CENTRE):", "if False:"),
        ("people.queries", 'accounts = accounts.filter(pk__in=rows.order_by().values("account"))', "pass"),
    ],
}  # fmt: skip


@pytest.mark.parametrize("guard", BUGS, ids=lambda guard: guard.__name__)
def test_scope(guard: Guard) -> None:
    guard()


@pytest.mark.parametrize(
    ("guard", "bug"),
    [
        pytest.param(guard, Bug(*bug), id=f"{guard.__name__}-{place}")
        for guard, bugs in BUGS.items()
        for place, bug in enumerate(bugs)
    ],
)
def test_a_planted_bug_is_seen(guard: Guard, bug: Bug, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(bug, monkeypatch)
    with pytest.raises((AssertionError, IntegrityError)):
        guard()
