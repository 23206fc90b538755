"""The pages of the audit log: who sees what, how it is searched, taking an act back."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from diemcau.base import clock
from diemcau.people.actions import add_account
from diemcau.people.models import Account
from diemcau.people.rules import OfficeRole
from diemcau.record.actions import keep_undo, note
from diemcau.record.models import AuditEntry, Undo
from diemcau.units.rules import Scope
from tests.planning import cast
from tests.record.test_undo import renamed

pytestmark = pytest.mark.usefixtures("country")
LOG = "/office/nhat-ky/"
ALL = Scope.everything()


def signed_in(role: OfficeRole, unit: str = "00") -> Client:
    client = Client()
    client.force_login(cast.account(f"{role}-{unit}", role, unit))
    return client


@pytest.fixture
def centre(country: None) -> Client:
    return signed_in(OfficeRole.ORGANISER)


@pytest.fixture
def hanoi(country: None) -> Client:
    return signed_in(OfficeRole.PROVINCE, "01")


def entries(page: HttpResponse | Any) -> list[str]:
    """What was done, line by line."""
    return re.findall(rf'<a href="{LOG}\d+/">([^<]+)</a></td>', page.content.decode())


def text(page: HttpResponse | Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.content.decode()).split())


def test_an_empty_log_says_so(centre):
    assert "Chưa có việc nào được ghi lại." in text(centre.get(LOG))
    assert "Nothing has been recorded yet." in text(centre.get(LOG, HTTP_ACCEPT_LANGUAGE="en"))


def test_the_newest_act_stands_first_with_who_where_and_what_about(centre):
    course = cast.a_course()
    lan = add_account("lan", "Đặng Thị Lan (MP)")
    note("slips.issued", f"course:{course.pk}", account=lan, unit="01", sites=[3, 4])
    note("sitting.opened", f"course:{course.pk}", actor="office", sitting=1)
    page = centre.get(LOG)
    assert entries(page)[:2] == ["Mở cửa buổi học", "Cấp phiếu truy cập"]
    assert "Cấp phiếu truy cập Lớp bồi dưỡng Đặng Thị Lan (MP) Thành phố Hà Nội" in text(page)
    assert "Mở cửa buổi học Lớp bồi dưỡng Phần mềm, theo lệnh tại máy chủ Trung ương" in text(page)


def test_a_province_sees_the_acts_of_its_branch_only(hanoi, centre):
    for unit in ("00", "01", "10273", "19", "05773"):
        note("slips.issued", f"course:{unit}", actor="office", unit=unit)
    assert (len(entries(centre.get(LOG))), len(entries(hanoi.get(LOG)))) == (5, 2)
    foreign = AuditEntry.rows.of(Scope.of_unit("19")).earliest("id")
    assert hanoi.get(f"{LOG}{foreign.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("?q=dang+lan", 1),
        ("?q=ĐẶNG", 1),
        ("?q=minh", 1),
        ("?q=ai do", 0),
        ("?viec=slips.issued", 2),
        ("?viec=link.made", 1),
        ("?noi=19", 1),
        ("?noi=00", 1),
        ("?noi=19&viec=link.made", 0),
        ("?q=01/01/2001", 0),
    ],
)
def test_the_log_is_searched_by_person_act_unit_and_day(asked, found, centre):
    note("slips.issued", account=add_account("lan", "Đặng Thị Lan (MP)"), unit="10273")
    note("slips.issued", account=add_account("minh", "Trần Minh (MP)"), unit="05773")
    note("link.made", actor="office")
    assert len(entries(centre.get(LOG + asked))) == found


def test_a_day_is_a_day_in_vietnam(centre):
    note("link.made", actor="office")
    today = clock.local(clock.now_ms()).date()
    days = [today + timedelta(days=more) for more in (-1, 0, 1)]
    assert [len(entries(centre.get(f"{LOG}?q=office {day:%d/%m/%Y}"))) for day in days] == [0, 1, 0]


def test_an_entry_tells_all_that_was_put_down(centre):
    lan = add_account("lan", "Đặng Thị Lan (MP)")
    entry = note(
        "slips.issued", "site:999", account=lan, device="Chrome 109, Windows 7", address="203.0.113.7", sites=[3, 4]
    )
    page = text(centre.get(f"{LOG}{entry.pk}/"))
    assert "Thiết bị Chrome 109, Windows 7 Địa chỉ mạng 203.0.113.7" in page
    assert "Chi tiết đã ghi Điểm cầu số 3, 4" in page


def test_markup_in_an_entry_is_shown_as_text(centre):
    entry = note("slips.issued", "course:x", account=add_account("b", "<b>x</b>"), about="<script>alert(1)</script>")
    for page in (centre.get(LOG), centre.get(f"{LOG}{entry.pk}/")):
        assert "<script>alert" not in page.content.decode()
        assert "&lt;b&gt;x&lt;/b&gt;" in page.content.decode()


def test_an_act_is_taken_back_on_its_page(centre, hanoi):
    entry, accounts = renamed(1, unit="01")
    assert "Hoàn tác" in text(hanoi.get(LOG))
    page = hanoi.get(f"{LOG}{entry.pk}/")
    assert f'action="{LOG}{entry.pk}/hoan-tac"' in page.content.decode()
    said = hanoi.post(f"{LOG}{entry.pk}/hoan-tac", follow=True)
    accounts[0].refresh_from_db()
    assert accounts[0].name == "Old"
    assert "Đã hoàn tác. Mọi thay đổi của việc đó đã trở lại như trước." in text(said)
    assert "đã hoàn tác" in text(centre.get(LOG))
    assert "hoan-tac" not in hanoi.get(f"{LOG}{entry.pk}/").content.decode()
    assert hanoi.post(f"{LOG}{entry.pk}/hoan-tac").status_code == 409


def test_what_can_no_longer_be_taken_back_offers_no_button(centre):
    entry, _ = renamed(1, unit="01", days=-1)
    page = centre.get(f"{LOG}{entry.pk}/")
    assert "Việc này không còn hoàn tác được." in text(page)
    assert "hoan-tac" not in page.content.decode()
    assert centre.post(f"{LOG}{entry.pk}/hoan-tac").status_code == 409


def test_a_way_back_that_belongs_to_the_centre_is_not_offered_to_a_province(hanoi):
    entry = note("test.renamed", actor="test", unit="01")
    keep_undo(entry, "test.names", {"names": {}}, unit="00")
    assert "hoan-tac" not in hanoi.get(f"{LOG}{entry.pk}/").content.decode()
    assert hanoi.post(f"{LOG}{entry.pk}/hoan-tac").status_code == 404
    assert Undo.rows.of(ALL).get().undone_at is None


def test_the_list_takes_the_same_queries_for_one_entry_and_for_sixty(centre, django_assert_num_queries):
    course = cast.a_course()
    for number in (1, 59):
        for one in range(number):
            entry = note(
                "slips.issued",
                f"course:{course.pk}",
                account=Account.objects.earliest("pk"),
                unit=("01", "19")[one % 2],
            )
            keep_undo(entry, "test.names", {})
        with django_assert_num_queries(8):
            centre.get(LOG)
