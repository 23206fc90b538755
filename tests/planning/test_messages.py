"""Texts for hosts to copy, and letters to the accounts of provinces."""

import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from diemcau.people.actions import grant
from diemcau.people.models import Account, Slip
from diemcau.people.rules import OfficeRole
from diemcau.planning import actions
from diemcau.planning.messaging import MessageKind, Told, filled, possible, text, to_all, to_site
from diemcau.record.models import Letter, Mailing
from diemcau.units.rules import Scope
from tests.planning import cast

ALL = Scope.everything()
AT = "/office/lop/lop-1"
SITTING = ("Buổi sáng 06/9/2025", datetime(2025, 9, 6, 1, tzinfo=UTC), datetime(2025, 9, 6, 1, 15, tzinfo=UTC))
TOLD = Told("Lớp A", cast.DAY, cast.DAY, "https://x/lich", 2, ("Đổi giờ.",), SITTING, "15:00 ngày 05/9/2025")


def signed_in(role, unit="00", email=""):
    client = Client()
    account = cast.account(f"{role}-{unit}", role, unit)
    Account.objects.filter(pk=account.pk).update(email=email)
    client.force_login(account)
    return client


@pytest.fixture
def course(db):
    cast.country()
    return cast.a_course()


def areas(answer):
    return re.findall(r"<textarea[^>]*readonly[^>]*>([^<]*)</textarea>", answer.content.decode())


def plain(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_hosts_are_told_to_be_there_an_hour_before_the_start():
    said = text(MessageKind.TOMORROW, TOLD, "vi")
    assert "bắt đầu lúc 08:00" in said
    assert "có mặt tại phòng học lúc 07:00 ngày 06/9/2025" in said
    assert "Chốt sĩ số trước 08:15." in said


def test_every_text_is_whole_in_both_languages_and_only_said_when_there_is_something():
    for lang in ("vi", "en"):
        for kind in MessageKind:
            said = text(kind, TOLD, lang)
            assert ("{" in said, "Lớp A" in said) == (False, True)
    assert "- Đổi giờ." in text(MessageKind.CHANGED, TOLD, "vi")
    early = Told("Lớp A", cast.DAY, cast.DAY, "")
    assert [kind for kind in MessageKind if possible(kind, early)] == [MessageKind.SLIP, MessageKind.TEST]


def test_a_text_is_addressed_to_all_to_a_province_or_to_one_host():
    assert to_all("", "Tin.", [], 0, "vi") == "Kính gửi các đồng chí đầu mối điểm cầu,\n\nTin."
    assert to_all("Tỉnh A", "Tin.", ["xã B"], 2, "vi") == (
        "Kính gửi các đồng chí đầu mối điểm cầu của Tỉnh A,\n\nTin.\n\nCác điểm cầu cần thực hiện (2):\n- xã B\n…"
    )
    assert to_site("Nguyễn An", "xã B", "Tin.", "vi") == "Kính gửi đồng chí Nguyễn An, đầu mối xã B,\n\nTin."
    assert to_site("", "xã B", "Tin.", "vi") == "Kính gửi đồng chí đầu mối xã B,\n\nTin."
    assert filled("{ten} {x} {ten}", {"ten": "An"}) == "An {x} An"


def test_messages_are_for_the_sites_of_a_province_in_a_state(course):
    sites = cast.rooms(course)
    actions.issue_site_slips([sites["10273"], sites["05773"]])
    Slip.rows.of(ALL).filter(site=sites["05773"].pk).update(used_at=datetime(2025, 9, 1, tzinfo=UTC), device="d")
    centre = signed_in(OfficeRole.ORGANISER)
    assert len(areas(centre.get(f"{AT}/tin-nhan/?loai=slip"))) == 6
    unused = areas(centre.get(f"{AT}/tin-nhan/?loai=slip&loc=phieu-chua-dung"))
    assert len(unused) == 2
    assert "Các điểm cầu cần thực hiện (1):\n- xã Phú Xuyên" in unused[0]
    assert unused[1].startswith("Kính gửi đồng chí Đầu Mối 10273 (MP), đầu mối xã Phú Xuyên,")
    assert len(areas(centre.get(f"{AT}/tin-nhan/?tinh=19"))) == 2
    hanoi = signed_in(OfficeRole.PROVINCE, "01")
    assert len(areas(hanoi.get(f"{AT}/tin-nhan/?tinh=19"))) == 4  # the address asks for what is not his: not narrowed
    assert "Thái Nguyên" not in plain(hanoi.get(f"{AT}/tin-nhan/"))


def test_the_text_of_a_new_timetable_has_its_changes_and_where_to_read_it(course):
    cast.rooms(course)
    centre = signed_in(OfficeRole.ORGANISER)
    for _ in range(2):
        actions.release_timetable(course)
        actions.move_item(course.sittings.get(no=1).items.get(no=3), -1)
    said = areas(centre.get(f"{AT}/tin-nhan/?loai=changed"))[0]
    assert "nay là bản 2:\n- Buổi sáng 06/9/2025: “Giải lao” chuyển sang 08:30 (trước: 10:45)." in said
    assert "Lịch mới: http://testserver/office/lich/lop-1/" in said
    when = areas(centre.get(f"{AT}/tin-nhan/?loai=test&luc=15:00+ngày+05/9"))[0]
    assert "dự phiên thử của “Lớp bồi dưỡng” 15:00 ngày 05/9." in when


LETTER = {"subject": "Lịch của {lop}", "body": "Gửi {ten} ({don_vi}): {lich}"}


def test_a_letter_is_counted_and_shown_before_it_waits_ten_minutes(course):
    centre = signed_in(OfficeRole.ORGANISER)
    signed_in(OfficeRole.PROVINCE, "01", "ha-noi@example.vn")
    signed_in(OfficeRole.PROVINCE, "19", "thai-nguyen@example.vn")
    signed_in(OfficeRole.ORGANISER, "19")  # no address
    shown = plain(centre.post(f"{AT}/thu/soan", {**LETTER, "step": "preview"}))
    assert "Sẽ gửi 2 thư. Dưới đây là 2 thư mẫu" in shown
    assert "1 tài khoản chưa có địa chỉ thư" in shown
    assert "Gửi Province-01 (Thành phố Hà Nội): http://testserver/office/lich/lop-1/" in shown
    assert Mailing.rows.of(ALL).count() == 0
    sent = centre.post(f"{AT}/thu/soan", {**LETTER, "step": "send", "provinces": ["19"]})
    [mailing] = Mailing.rows.of(ALL)
    assert sent.headers["Location"] == f"{AT}/thu/{mailing.pk}/"
    assert [(one.email, one.subject) for one in Letter.rows.of(ALL)] == [
        ("thai-nguyen@example.vn", "Lịch của Lớp bồi dưỡng")
    ]
    assert "0/1 thư: 0 đã gửi" in plain(centre.get(f"{AT}/thu/{mailing.pk}/"))
    centre.post(f"{AT}/thu/{mailing.pk}/dung")
    page = plain(centre.get(f"{AT}/thu/{mailing.pk}/"))
    assert ("1/1 thư: 0 đã gửi" in page, "○ Đã dừng, không gửi" in page) == (True, True)
    assert "Lịch của {lop}" in plain(centre.get(f"{AT}/thu/"))


def test_a_province_writes_to_its_own_branch_and_sees_its_own_letters(course):
    hanoi = signed_in(OfficeRole.PROVINCE, "01", "ha-noi@example.vn")
    centre = signed_in(OfficeRole.ORGANISER)
    thai_nguyen = signed_in(OfficeRole.PROVINCE, "19", "thai-nguyen@example.vn")
    hanoi.post(f"{AT}/thu/soan", {**LETTER, "step": "send", "provinces": ["19"]})
    assert Mailing.rows.of(ALL).count() == 0  # not among his choices
    hanoi.post(f"{AT}/thu/soan", {**LETTER, "step": "send"})
    [mailing] = Mailing.rows.of(ALL)
    assert (mailing.unit_id, [one.email for one in Letter.rows.of(ALL)]) == ("01", ["ha-noi@example.vn"])
    at = f"{AT}/thu/{mailing.pk}/"
    assert [who.get(at).status_code for who in (hanoi, centre, thai_nguyen)] == [200, 200, 404]
    assert thai_nguyen.post(f"{at}dung").status_code == 404
    assert signed_in(OfficeRole.OPERATOR).get(f"{AT}/thu/").status_code == 404


def test_somebody_of_two_provinces_sends_one_mailing_in_each(course):
    thai_nguyen = signed_in(OfficeRole.PROVINCE, "19", "thai-nguyen@example.vn")
    hanoi = signed_in(OfficeRole.PROVINCE, "01", "ha-noi@example.vn")
    both = cast.account("hai-tinh", OfficeRole.PROVINCE, "01")
    grant(both, OfficeRole.PROVINCE, "19", date(2025, 9, 1))
    client = Client()
    client.force_login(both)
    client.post(f"{AT}/thu/soan", {**LETTER, "step": "send"})
    sent = {one.unit_id: [to.email for to in one.letters.of(ALL)] for one in Mailing.rows.of(ALL)}
    assert sent == {"01": ["ha-noi@example.vn"], "19": ["thai-nguyen@example.vn"]}
    ids = dict(Mailing.rows.of(ALL).values_list("unit_id", "pk"))
    seen = [who.get(f"{AT}/thu/{ids[unit]}/").status_code for who in (hanoi, thai_nguyen) for unit in ("01", "19")]
    assert seen == [200, 404, 404, 200]


@pytest.mark.parametrize("number", [1, 3])
def test_pages_of_letters_take_the_same_queries_for_any_number(number, course, django_assert_num_queries):
    centre = signed_in(OfficeRole.ORGANISER)
    for code in ("01", "19", "10273")[:number]:
        signed_in(OfficeRole.PROVINCE, code, f"x{code}@example.vn")
    for _ in range(number):
        centre.post(f"{AT}/thu/soan", {**LETTER, "step": "send"})
    newest = Mailing.rows.of(ALL).order_by("-id")[0]
    assert newest.letters.of(ALL).count() == number
    cast.rooms(course)
    for path, count in ((f"{AT}/thu/", 6), (f"{AT}/thu/{newest.pk}/", 8), (f"{AT}/tin-nhan/", 9)):
        with django_assert_num_queries(count):
            assert centre.get(path).status_code == 200
