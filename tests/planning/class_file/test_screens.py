"""The class file in a real browser: no fault that a program can find, a sheet brought and handed in by hand.

DIEMCAU_SHOTS names a folder for pictures.
"""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from diemcau.people.rules import OfficeRole
from tests.browser import bare, expect
from tests.planning import cast, pictures
from tests.planning.filing import ROOT, signed_in

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("DIEMCAU_SHOTS", "")
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}


@pytest.fixture
def province(page, live_server):
    """A focal person of Hà Nội with a class of five rooms."""
    cast.country()
    course = cast.a_course()
    rooms = cast.rooms(course)
    cast.learners(course, rooms["10273"], 12)
    session = signed_in("dau-moi-ha-noi", OfficeRole.PROVINCE, "01").cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return page


def look(page, name):
    faults = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = page._aside.do(lambda: Axe().run(bare(page)))
        faults += [(scheme, one["id"], one["nodes"][0]["target"]) for one in found.response["violations"]]
        for size, view in (("desk", DESK), ("phone", PHONE)):
            page.set_viewport_size(view)
            if SHOTS:
                page.screenshot(path=Path(SHOTS) / f"class-file-{name}-{size}-{scheme}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")
    assert (name, faults, wide) == (name, [], 0)


def test_a_province_brings_a_signed_sheet_hands_in_and_gives_back(province, live_server, tmp_path):
    page, photo = province, tmp_path / "IMG_1.jpg"
    photo.write_bytes(pictures.jpeg(pictures.exif(6)))
    page.goto(f"{live_server.url}{ROOT}/")
    look(page, "course")
    page.get_by_role("link", name="Thành phố Hà Nội").first.click()
    look(page, "province")
    page.get_by_role("link", name="Xã Phú Xuyên").first.click()
    page.get_by_role("link", name="Đưa lên").first.click()
    expect(page.locator("#id_sitting")).to_have_value("1")
    page.set_input_files("#id_file", str(photo))
    look(page, "site")
    page.get_by_role("button", name="Lưu văn bản").click()
    expect(page.get_by_text("đã được bỏ")).to_be_visible()
    page.get_by_role("button", name="Nộp hồ sơ").click()
    expect(page.get_by_text("Đã nộp hồ sơ của điểm cầu.")).to_be_visible()
    look(page, "handed-in")
    page.fill("#id_reason", "Thiếu danh sách buổi chiều")
    page.get_by_role("button", name="Trả lại hồ sơ").click()
    expect(page.get_by_text("Đã trả lại, lý do: Thiếu danh sách buổi chiều")).to_be_visible()


def test_an_order_shows_how_far_it_is_and_then_its_file(province, live_server):
    from diemcau.planning.models import PrintOrder
    from diemcau.planning.printing import print_province
    from diemcau.units.rules import Scope

    page = province
    page.goto(f"{live_server.url}{ROOT}/tinh/01/")
    page.get_by_role("button", name="Lập tệp").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    look(page, "order")
    print_province.call(PrintOrder.rows.of(Scope.everything()).get().pk)
    expect(page.get_by_role("link", name="Danh sách điểm danh – Buổi sáng 06/9/2025")).to_be_visible(timeout=10_000)
    expect(page.get_by_role("progressbar")).to_have_count(0)
    look(page, "ready")


def test_what_was_typed_stays_where_a_file_is_refused(province, live_server, tmp_path):
    page, wrong = province, tmp_path / "ke-hoach.pdf"
    wrong.write_bytes(b"MZ")
    page.goto(f"{live_server.url}{ROOT}/diem-cau/3/")
    page.get_by_text("Đưa văn bản lên").click()
    page.select_option("#id_kind", "plan")
    page.fill("#id_number", "07/KH-UBND")
    page.set_input_files("#id_file", str(wrong))
    page.get_by_role("button", name="Lưu văn bản").click()
    expect(page.get_by_role("alert").filter(has_text="Có chỗ cần sửa")).to_be_visible()
    expect(page.locator("#id_number")).to_have_value("07/KH-UBND")
    look(page, "refused")
