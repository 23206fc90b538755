"""The audit log: rows are added, and that is all; each says who, where and from which device."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from diemcau.people.actions import add_account
from diemcau.people.rules import OfficeRole
from diemcau.people.visitor import address_of, device_of
from diemcau.record.actions import note
from diemcau.record.middleware import Asked
from diemcau.record.migrations._append_only import SQLITE
from diemcau.record.models import AuditEntry
from diemcau.units.rules import Scope
from tests.planning import cast

pytestmark = pytest.mark.django_db
ALL = Scope.everything()
CHROME_7 = (
    "Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0 Safari/537.36"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/17.5 Mobile/15E148 Safari/604.1"
)
ANDROID = (
    "Mozilla/5.0 (Linux; Android 14; SM-A155F) AppleWebKit/537.36 (KHTML, like Gecko) "
    "SamsungBrowser/25.0 Chrome/121.0.0.0 Mobile Safari/537.36"
)


def test_a_note_says_who_did_what_to_what():
    lan = add_account("lan", "Lan")
    note("slips.issued", "course:1", account=lan, address="10.0.0.1", sites=[1, 2])
    note("desk.opened", "site:12", actor="host:12", unit="01", device="device-a")
    assert [
        (entry.actor, entry.action, entry.subject, entry.unit, entry.device, entry.address, entry.detail)
        for entry in AuditEntry.rows.of(ALL).order_by("id")
    ] == [
        (f"account:{lan.pk}", "slips.issued", "course:1", "00", "", "10.0.0.1", {"sites": [1, 2]}),
        ("host:12", "desk.opened", "site:12", "01", "device-a", None, {}),
    ]


def test_a_note_without_anybody_is_not_taken():
    with pytest.raises(IntegrityError), transaction.atomic():
        note("slips.issued")


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE record_auditentry SET actor = 'somebody else'",
        "DELETE FROM record_auditentry",
        "DELETE FROM record_auditentry WHERE id = (SELECT max(id) FROM record_auditentry)",
    ],
)
def test_the_database_itself_changes_and_removes_no_entry(sql):
    entry = note("a.b", actor="cli")
    if connection.vendor == "sqlite":  # tests/conftest.py takes this one away for tests that commit
        name = "record_auditentry_no_delete"
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TRIGGER {name} {SQLITE[name]}")
    with (
        pytest.raises(DatabaseError, match="the audit log is append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    entry.refresh_from_db()
    assert str(entry) == "cli a.b "


def test_an_entry_that_is_saved_again_is_refused():
    entry = note("a.b", actor="cli")
    entry.actor = "somebody else"
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        entry.save()


@pytest.mark.usefixtures("country")
def test_entries_are_seen_inside_their_branch_only():
    for unit in ("00", "01", "10273", "19", "05773"):
        note("a.b", actor="cli", unit=unit)
    seen = [
        [entry.unit for entry in AuditEntry.rows.of(Scope.of_unit(code)).order_by("id")]
        for code in ("00", "01", "19", "10273")
    ]
    assert seen == [["00", "01", "10273", "19", "05773"], ["01", "10273"], ["19", "05773"], ["10273"]]
    assert AuditEntry.rows.of(Scope.nothing()).count() == 0


# --- Who asks --------------------------------------------------------------------------------------------------------


def noted_in_a_request(held: list[tuple[OfficeRole, str]], **headers: str) -> AuditEntry:
    """The entry of an act done in a page, by somebody with roles."""

    def page(_request: HttpRequest) -> HttpResponse:
        note("a.b", actor="test")
        return HttpResponse()

    request = RequestFactory().get("/", **headers)
    request.held = held
    Asked(page)(request)
    return AuditEntry.rows.of(ALL).latest("id")


@pytest.mark.parametrize(
    ("held", "unit"),
    [
        ([], "00"),
        ([(OfficeRole.ORGANISER, "00")], "00"),
        ([(OfficeRole.PROVINCE, "01")], "01"),
        ([(OfficeRole.OPERATOR, "19"), (OfficeRole.PROVINCE, "01")], "19"),
        ([(OfficeRole.PROVINCE, "01"), (OfficeRole.OPERATOR, "00")], "00"),
    ],
)
def test_an_act_belongs_to_the_unit_of_whoever_did_it(held, unit):
    assert noted_in_a_request(held).unit == unit


def test_device_and_address_are_those_of_the_request_and_of_no_later_one():
    entry = noted_in_a_request(
        [], HTTP_USER_AGENT=CHROME_7, REMOTE_ADDR="", HTTP_X_FORWARDED_FOR="6.6.6.6, 203.0.113.9"
    )
    assert (entry.device, entry.address) == ("Chrome 109, Windows 7", "203.0.113.9")
    after = note("a.b", actor="cli")
    assert (after.device, after.address, after.unit) == ("", None, "00")


@pytest.mark.parametrize(
    ("remote", "forwarded", "address"),
    [
        ("203.0.113.7", "", "203.0.113.7"),
        ("203.0.113.7", "6.6.6.6", "203.0.113.7"),  # who is not on our socket says nothing of himself
        ("", "203.0.113.9", "203.0.113.9"),
        ("", "6.6.6.6, 203.0.113.9", "203.0.113.9"),
        ("", "2001:db8::1", "2001:db8::1"),
        ("", "<script>", None),
        ("", "", None),
    ],
)
def test_the_address_is_the_last_that_a_machine_of_ours_wrote(remote, forwarded, address):
    assert address_of(remote, forwarded) == address


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [
        (CHROME_7, "Chrome 109, Windows 7"),
        (CHROME_7.replace("Chrome/", "coc_coc_browser/117.0.1 Chrome/"), "Cốc Cốc 117, Windows 7"),
        (CHROME_7.replace("6.1", "10.0") + " Edg/131.0.0.0", "Edge 131, Windows 10"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox 128, Linux"),
        (IPHONE, "Safari 17, iPhone"),
        (ANDROID, "Samsung Internet 25, Android"),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)
def test_a_device_is_named_by_its_family(user_agent, device):
    assert device_of(user_agent) == device


def test_a_device_holds_nothing_that_a_sender_made_up():
    assert device_of("<b>Chrome/12345678901234567890 Windows NT 6.1" + "x" * 100_000) == "Chrome 1234, Windows 7"


def test_a_page_of_the_office_notes_its_asker(client, country):
    client.force_login(cast.account("hoa", OfficeRole.ORGANISER))
    course = cast.a_course()
    cast.rooms(course)
    client.post(f"/office/lop/{course.code}/diem-cau/3/phieu", HTTP_USER_AGENT=CHROME_7, REMOTE_ADDR="203.0.113.7")
    entry = AuditEntry.rows.of(ALL).latest("id")
    assert (entry.action, entry.device, entry.address) == ("slips.issued", "Chrome 109, Windows 7", "203.0.113.7")
