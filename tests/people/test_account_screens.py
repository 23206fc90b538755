"""Accounts in a real browser: an invitation, a password, a second factor, signing in; no page is in anybody's way.

DIEMCAU_SHOTS names a folder for pictures.
"""

import os
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from diemcau.people.rules import OfficeRole
from tests.browser import bare, expect
from tests.people.conftest import PASSWORD
from tests.planning import cast

pytestmark = pytest.mark.django_db(transaction=True)
SHOTS = os.environ.get("DIEMCAU_SHOTS", "")
PHONE = {"width": 390, "height": 844}


@pytest.fixture
def organiser(page, live_server):
    """An organiser of the centre at the door, with a password."""
    from django.core.cache import cache

    from diemcau.people.actions import set_password

    cache.clear()
    cast.country()
    account = cast.account("lan", OfficeRole.ORGANISER)
    account.name = "Lê Thị Lan (MP)"
    account.save()
    set_password(account, PASSWORD)
    page.goto(f"{live_server.url}/vao/")
    return page


def look(page, name):
    """No fault that a program can find, in light and dark; on a phone no wider than it. Pictures where asked for."""
    faults = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = page._aside.do(lambda: Axe().run(bare(page)))
        faults += [(scheme, one["id"], one["nodes"][0]["target"]) for one in found.response["violations"]]
        for size, view in (("desk", {"width": 1366, "height": 768}), ("phone", PHONE)):
            if SHOTS:
                page.set_viewport_size(view)
                page.screenshot(path=Path(SHOTS) / f"accounts-{name}-{size}-{scheme}.png", full_page=True)
    page.set_viewport_size(PHONE)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    page.set_viewport_size({"width": 1366, "height": 768})
    page.emulate_media(color_scheme="light")
    assert (name, faults, wide) == (name, [], 0)


def sign_in(page, username, password=PASSWORD):
    page.fill("#id_login", username)
    page.fill("#id_password", password)
    page.press("#id_password", "Enter")


def code_on(page):
    """What an app shows that was given the secret of the page."""
    from tests.people.test_sign_in import code_of

    return code_of(page.inner_text(".secret").strip())


def test_from_the_invitation_to_signing_in_with_a_second_factor(organiser, live_server, browser):
    page = organiser
    look(page, "door")
    sign_in(page, "lan", "sai")
    expect(page.get_by_role("alert").filter(has_text="không đúng")).to_be_visible()
    look(page, "door-wrong")
    sign_in(page, "lan")
    page.wait_for_url("**/office/")

    page.goto(f"{live_server.url}/vao/tai-khoan/them")
    look(page, "add")
    page.fill("#id_name", "Trần Minh (MP)")
    page.select_option("#id_role", "province")
    page.select_option("#id_unit", "00")
    page.click("main button.primary")
    expect(page.locator(".errors")).to_contain_text("Đầu mối cấp tỉnh phải thuộc một tỉnh, thành phố.")
    look(page, "add-wrong")
    page.select_option("#id_unit", "01")
    page.click("main button.primary")
    link = page.input_value("#link")
    look(page, "invited")
    page.goto(f"{live_server.url}/vao/tai-khoan/")
    look(page, "list")
    page.click("text=Trần Minh (MP)")
    page.wait_for_selector("text=Giao vai trò khác")
    page.click("summary:has-text('Kết thúc vai trò')")
    look(page, "account")

    context = browser.new_context(locale="vi-VN", viewport={"width": 1366, "height": 768})
    minh = context.new_page()
    minh.goto(link)
    minh.wait_for_url("**/vao/toi/mat-khau-dau")
    look(minh, "first")
    for field in ("#id_password1", "#id_password2"):
        minh.fill(field, PASSWORD)
    minh.click("main button.primary")
    minh.wait_for_url("**/vao/toi/")
    look(minh, "me")
    minh.click("main a.primary")
    minh.wait_for_selector("#id_password")
    look(minh, "again")
    minh.fill("#id_password", PASSWORD)
    minh.press("#id_password", "Enter")
    minh.wait_for_url("**/vao/toi/ung-dung")
    look(minh, "app")
    minh.fill("#id_code", code_on(minh))
    minh.press("#id_code", "Enter")
    minh.wait_for_url("**/vao/toi/ma-du-phong")
    paper = minh.locator(".codes code").all_inner_texts()
    look(minh, "codes")
    minh.goto(f"{live_server.url}/vao/toi/phien")
    look(minh, "sessions")
    minh.click("form[action='/vao/ra'] button")
    minh.wait_for_url("**/vao/")
    sign_in(minh, "tran-minh-mp")
    minh.wait_for_url("**/vao/ma")
    look(minh, "second")
    minh.fill("#id_code", "000000")
    minh.press("#id_code", "Enter")
    expect(minh.locator(".errors")).to_contain_text("Mã không đúng")
    minh.fill("#id_code", paper[0])
    minh.press("#id_code", "Enter")
    minh.wait_for_url("**/office/")

    page.reload()
    page.click("summary:has-text('Khóa tài khoản')")
    page.click("text=Khóa ngay")
    expect(page.locator(".messages")).to_contain_text("Đã khóa tài khoản.")
    minh.goto(f"{live_server.url}/office/")
    minh.wait_for_url("**/vao/")
    sign_in(minh, "tran-minh-mp")
    minh.wait_for_url("**/vao/tam-khoa")
    look(minh, "off")
    context.close()


def test_the_door_speaks_english_to_whoever_chose_it(organiser):
    organiser.click("text=English")
    expect(organiser.locator("#by-account")).to_have_text("With an account")
    look(organiser, "door-en")
