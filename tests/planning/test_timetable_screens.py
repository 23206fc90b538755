"""Planning in a real browser: an item moved by keyboard, a timetable released, a text copied, a mailing stopped.

DIEMCAU_SHOTS names a folder for pictures.
"""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from diemcau.people.models import Account
from diemcau.people.rules import OfficeRole
from tests.browser import bare, expect
from tests.planning import cast
from tests.planning.filing import signed_in

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("DIEMCAU_SHOTS", "")
DESK, PHONE = {"width": 1366, "height": 768}, {"width": 390, "height": 844}
AT = "/office/lop/lop-1"
PAGES = [
    "/office/", "/office/lop-moi/", "/office/lich/lop-1/", f"{AT}/", f"{AT}/lich/", f"{AT}/lich/buoi-moi",
    f"{AT}/buoi/1/", f"{AT}/buoi/1/muc/2/", f"{AT}/chuyen-de/1/giang-vien", f"{AT}/chep", f"{AT}/sua",
    f"{AT}/tin-nhan/?loai=test", f"{AT}/thu/", f"{AT}/thu/soan",
]  # fmt: skip


@pytest.fixture
def organiser(page, live_server):
    """An organiser of the centre, with a class of five rooms and an account in Hà Nội."""
    cast.country()
    cast.rooms(cast.a_course())
    cast.account("dau-moi", OfficeRole.PROVINCE, "01")
    Account.objects.filter(username="dau-moi").update(email="dau-moi@example.vn")
    session = signed_in("to-chuc", OfficeRole.ORGANISER, "00").cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    return page


def look(page, name):
    faults, wide = [], []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = page._aside.do(lambda: Axe().run(bare(page)))
        faults += [(scheme, one["id"], one["nodes"][0]["target"]) for one in found.response["violations"]]
        for size, view in (("desk", DESK), ("phone", PHONE)):
            page.set_viewport_size(view)
            wide.append(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))
            if SHOTS:
                page.screenshot(path=Path(SHOTS) / f"planning-{name}-{size}-{scheme}.png", full_page=True)
    page.set_viewport_size(DESK)
    page.emulate_media(color_scheme="light")
    assert (name, faults, wide) == (name, [], [0] * 4)


def test_every_page_of_planning_is_without_fault_and_fits_a_phone(organiser, live_server):
    for path in PAGES:
        organiser.goto(f"{live_server.url}{path}")
        organiser.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        look(organiser, path.strip("/").replace("/", "-").replace("?", "-"))


def test_an_item_goes_down_by_keyboard_and_the_focus_goes_with_it(organiser, live_server):
    page = organiser
    page.goto(f"{live_server.url}{AT}/buoi/1/")
    button = page.locator("button[value=down]").nth(1)
    name = button.get_attribute("id")
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr").nth(2)).to_contain_text("1. Chuyên đề 1")
    assert page.evaluate("document.activeElement.id") == name
    page.keyboard.press("Enter")
    expect(page.locator("tbody tr").nth(3)).to_contain_text("1. Chuyên đề 1")


def test_a_text_that_was_copied_can_be_pasted(organiser, live_server):
    page = organiser
    page.goto(f"{live_server.url}{AT}/tin-nhan/?loai=slip")
    page.locator("[data-copy=text-all]").click()
    expect(page.locator("#text-all + p [role=status]")).to_have_text("✓ Đã chép")
    page.locator("#listing-q").focus()
    page.keyboard.press("Control+v")
    assert page.locator("#listing-q").input_value().startswith("Kính gửi các đồng chí đầu mối điểm cầu,")


def test_a_timetable_goes_out_and_a_mailing_is_stopped(organiser, live_server):
    page = organiser
    page.goto(f"{live_server.url}{AT}/lich/")
    page.get_by_role("button", name="Phát hành lịch (bản 1)").click()
    expect(page.locator("#draft + p + p")).to_contain_text("giống hệt bản 1")
    page.goto(f"{live_server.url}{AT}/thu/soan")
    page.get_by_role("button", name="Xem trước").click()
    expect(page.locator(".lead")).to_contain_text("Sẽ gửi 1 thư")
    look(page, "mail-preview")
    page.get_by_role("button", name="Gửi", exact=True).click()
    expect(page.locator("#progress")).to_contain_text("Đã xong 0/1 thư")
    look(page, "mail-progress")
    page.get_by_role("button", name="Dừng").click()
    expect(page.locator("#progress")).to_contain_text("1 thư không gửi")
