"""The rules of accounts: passwords, idleness, who may give what."""

from datetime import date, timedelta

import pytest

from diemcau.people.rules import OfficeRole, is_idle, may_manage, may_manage_account, password_faults
from diemcau.people.visitor import device_of

ORGANISER, PROVINCE, OPERATOR = OfficeRole.ORGANISER, OfficeRole.PROVINCE, OfficeRole.OPERATOR
CENTRE_ORGANISER = [(ORGANISER, "00")]
HA_NOI = [(PROVINCE, "01")]


@pytest.mark.parametrize(
    ("password", "second_factor", "faults"),
    [
        ("Lop-boi-duong1", False, []),
        ("Lop-boi-duon1", False, ["short"]),
        ("Lop-bd-1", True, []),
        ("Lop-b-1", True, ["short"]),
        ("LOP-BOI-DUONG-1", False, ["lower"]),
        ("lop-boi-duong-1", False, ["upper"]),
        ("Lop-boi-duong-x", False, ["digit"]),
        ("Lopboiduong2026", False, ["special"]),
        ("Lop boi duong 2026", False, ["special"]),
        ("Lớp-bồi-dưỡng-1", False, []),
        ("", False, ["short", "lower", "upper", "digit", "special"]),
    ],
)
def test_a_password_is_long_and_mixed_and_may_be_shorter_with_a_second_factor(password, second_factor, faults):
    assert password_faults(password, second_factor=second_factor) == faults


def test_a_password_does_not_hold_the_name_of_its_owner_with_or_without_marks():
    assert password_faults("Phuong.Thao-2026!", second_factor=False, names=["Phương Thảo"]) == ["name"]
    assert password_faults("PHUONGTHAO-a-2026!", second_factor=False, names=["phuong.thao"]) == ["name"]
    assert password_faults("Song-Hong-2026-an", second_factor=False, names=["an", ""]) == []


def test_an_account_is_idle_after_45_whole_days_without_use():
    last = date(2026, 1, 1)
    assert not is_idle(last, last + timedelta(days=45))
    assert is_idle(last, last + timedelta(days=46))
    assert not is_idle(None, last)


def test_organisers_of_the_centre_give_every_role_and_a_province_its_own_focal_persons():
    assert all(may_manage(CENTRE_ORGANISER, role, unit) for role in OfficeRole for unit in ("00", "01", "10273"))
    assert may_manage(HA_NOI, PROVINCE, "01")
    assert not may_manage(HA_NOI, PROVINCE, "19")
    assert not may_manage(HA_NOI, ORGANISER, "01")
    assert not may_manage([(OPERATOR, "00")], PROVINCE, "01")
    assert not may_manage([(PROVINCE, "00")], PROVINCE, "00")


def test_a_whole_account_is_managed_by_whoever_may_give_every_role_it_ever_had():
    assert may_manage_account(HA_NOI, [("province", "01")])
    assert not may_manage_account(HA_NOI, [("province", "01"), ("operator", "00")])
    assert not may_manage_account(HA_NOI, [])
    assert may_manage_account(CENTRE_ORGANISER, [])


def test_a_device_is_told_by_browser_and_system_and_nothing_else_of_the_header():
    chrome = "Mozilla/5.0 (Windows NT 6.1; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/109.0.0.0"
    assert device_of(chrome + " Safari/537.36") == "Chrome 109, Windows 7"
    assert device_of("<script>alert(1)</script>") == ""
