"""Slips in bulk: for whom, on paper, as a table, as text; and what is left of their secrets afterwards."""

import re
from io import BytesIO
from zipfile import ZipFile

import openpyxl
import pypdfium2
import pytest

from diemcau.base.refused import Refused
from diemcau.people.actions import enter_by_slip, session_of
from diemcau.people.models import Slip
from diemcau.people.rules import OfficeRole
from diemcau.planning import actions
from diemcau.planning.models import Site
from diemcau.record.models import AuditEntry
from diemcau.units.rules import Scope
from tests.planning.cast import signed_in

pytestmark = pytest.mark.usefixtures("country")
ALL = Scope.everything()
AT = "/office/lop/lop-1/"
SECRET = re.compile(r"http://testserver/site#p=([\w-]{32})")


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def valid():
    """Numbers of the sites that have a valid slip."""
    slips = Slip.rows.of(ALL).filter(revoked_at=None).values("site")
    return sorted(Site.rows.of(ALL).filter(pk__in=slips).values_list("no", flat=True))


def cells_of(answer):
    """Rows of the table, and what sort of cells those that are not empty are."""
    rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows())
    sorts = {cell.data_type for row in rows for cell in row if cell.value is not None}
    return [[cell.value for cell in row] for row in rows], sorts


def test_a_province_issues_to_sites_without_a_slip_with_an_unused_one_or_chosen_ones(hanoi, sites):
    at = f"{AT}tinh/01/phieu"
    hanoi.post(at, {"which": "chosen", "site": ["3", "5"], "form": "text"})  # 5 is another province's
    assert valid() == [3]
    hanoi.post(at, {"which": "missing", "form": "text"})
    assert valid() == [2, 3, 4]
    Slip.rows.of(ALL).filter(site=sites["10330"].pk).update(used_at="2025-09-01T00:00:00Z", device="12345678")
    hanoi.post(at, {"which": "unused", "form": "text"})
    assert Slip.rows.of(ALL).filter(site=sites["10330"].pk).count() == 1
    assert Slip.rows.of(ALL).filter(site=sites["10273"].pk).count() == 2
    hanoi.post(at, {"which": "all", "form": "text"})
    assert Slip.rows.of(ALL).filter(site=sites["10330"].pk).count() == 2
    assert "không cấp thêm phiếu nào" in text(hanoi.post(at, {"which": "missing", "form": "text"}))


def test_sites_without_a_room_get_no_slip(hanoi, sites):
    actions.join_site(sites["10273"], sites["10330"])
    Site.rows.of(ALL).filter(pk=sites["01"].pk).update(not_organised_reason="mất điện")
    hanoi.post(f"{AT}tinh/01/phieu", {"which": "all", "form": "text"})
    assert valid() == [4]


def test_the_page_of_choice_says_how_many_each_way(hanoi, sites):
    actions.issue_site_slips([sites["10273"]])
    page = text(hanoi.get(f"{AT}tinh/01/phieu", {"site": ["3", "4"]}))
    for words in ("2 điểm cầu đã chọn", "2 điểm cầu chưa có phiếu", "1 điểm cầu chưa dùng phiếu", "Tất cả 3 điểm cầu"):
        assert words in page, words


def test_slips_for_a_whole_course_stay_inside_the_scope(hanoi, sites):
    hanoi.post(f"{AT}diem-cau/phieu", {"which": "all", "form": "pdf"})
    assert valid() == [2, 3, 4]


HALF = [{"which": "all"}, {"form": "pdf"}, {"which": "x", "form": "pdf"}, {"which": "all", "form": "doc"}]


@pytest.mark.parametrize("form", HALF)
def test_half_an_order_issues_nothing(form, hanoi, sites):
    assert hanoi.post(f"{AT}tinh/01/phieu", form).status_code == 400
    assert Slip.rows.of(ALL).count() == 0


def test_a_pdf_has_a_page_a_site(hanoi, sites):
    answer = hanoi.post(f"{AT}tinh/01/phieu", {"which": "all", "form": "pdf"})
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "no-store" in answer.headers["Cache-Control"]
    document = pypdfium2.PdfDocument(answer.content)
    pages = [page.get_textpage().get_text_range() for page in document]
    assert [
        name for page, name in zip(pages, ("Hà Nội", "Phú Xuyên", "Ứng Thiên"), strict=True) if name not in page
    ] == []


def test_a_whole_course_on_paper_is_a_pdf_a_province(sites):
    centre = signed_in(OfficeRole.ORGANISER)
    answer = centre.post(f"{AT}diem-cau/phieu", {"which": "all", "form": "pdf"})
    folder = ZipFile(BytesIO(answer.content))
    pages = {name: len(pypdfium2.PdfDocument(folder.read(name))) for name in folder.namelist()}
    assert pages == {"phieu-00.pdf": 1, "phieu-01.pdf": 3, "phieu-19.pdf": 1}
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_table_opens_again_and_holds_texts_only(hanoi, sites):
    Site.rows.of(ALL).filter(no=3).update(name="=cmd|' /C calc'!A0")
    answer = hanoi.post(f"{AT}tinh/01/phieu", {"which": "all", "form": "xlsx"})
    rows, sorts = cells_of(answer)
    assert rows[0][0] == "Số điểm cầu"
    assert [row[:3] for row in rows[1:]] == [
        ["2", "01", "Thành phố Hà Nội"],
        ["3", "10273", "=cmd|' /C calc'!A0"],
        ["4", "10330", "Phường Ứng Thiên"],
    ]
    assert rows[1][5:7] == ["Đầu Mối 01 (MP)", "0900 000 001"]
    assert sorts == {"s"}
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_text_for_the_chat_lets_the_host_in_on_one_device(hanoi, sites):
    answer = hanoi.post(f"{AT}tinh/01/phieu", {"which": "chosen", "site": "3", "form": "text"})
    page = answer.content.decode()
    secret, pin = SECRET.search(page)[1], re.search(r"Mã PIN: (\d{3}) (\d{3})", page)
    session, _ = enter_by_slip(secret, pin[1] + pin[2], "device-1")
    assert (session.role, session.site) == ("host", sites["10273"].pk)
    with pytest.raises(Refused) as no:
        enter_by_slip(secret, pin[1] + pin[2], "device-2")
    assert no.value.code == "slip.other_device"
    assert "Điểm cầu số 3: Xã Phú Xuyên, Thành phố Hà Nội" in page
    assert "Đầu Mối 10273 (MP) – 0900 010 273" in page


def test_an_operator_issues_a_lost_slip_anew_and_the_old_desk_dies_at_once(operator, sites):
    [old] = actions.issue_site_slips([sites["10273"]])
    _, key = enter_by_slip(old.secret, old.pin, "device-1")
    assert session_of(key).site == sites["10273"].pk
    answer = operator.post(f"{AT}diem-cau/3/phieu", {"role": "host"})
    assert answer.status_code == 200
    for refused in (lambda: session_of(key), lambda: enter_by_slip(old.secret, old.pin, "device-1")):
        with pytest.raises(Refused) as no:
            refused()
        assert no.value.status == 401
    new = SECRET.search(answer.content.decode())[1]
    assert new != old.secret
    entry = AuditEntry.rows.of(ALL).filter(action="slips.issued").latest("id")
    assert (entry.account.username, entry.unit, entry.detail) == (
        "operator-00",
        "10273",
        {"sites": [3], "roles": ["host"]},
    )


def test_secrets_are_nowhere_but_in_the_answer(hanoi, sites):
    page = hanoi.post(f"{AT}tinh/01/phieu", {"which": "all", "form": "text"}).content.decode()
    found = SECRET.findall(page)
    pins = ["".join(two) for two in re.findall(r"Mã PIN: (\d{3}) (\d{3})", page)]
    assert (len(found), len(pins)) == (3, 3)
    kept = repr(list(Slip.rows.of(ALL).values())) + repr(list(AuditEntry.rows.of(ALL).values()))
    assert [secret for secret in found if secret in kept] == []
    again = "".join(hanoi.get(AT + path).content.decode() for path in ("diem-cau/", "tinh/01/", "diem-cau/3/"))
    assert [secret for secret in found if secret in again] == []


def test_a_printed_page_holds_two_hundred_slips_at_most(course, hanoi):
    actions.add_sites(course, [actions.NewSite("10273", room=f"P{n}") for n in range(201)])
    at = f"{AT}tinh/01/phieu"
    assert hanoi.post(at, {"which": "all", "form": "page"}).status_code == 400
    assert (Slip.rows.of(ALL).count(), "Trang để in ngay" in text(hanoi.get(at))) == (0, False)
