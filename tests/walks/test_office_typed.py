"""Nothing that somebody typed is lost: sessions end, tabs differ, fingers slip, buttons are pressed twice."""

import re
import uuid

import pytest

from tests.browser import Remote, expect
from tests.walks.test_province import PASSWORD, comes_in
from tests.walks.way import Walk

NOTES = "Cổng phụ mở từ 6 giờ; hỏi đồng chí trực ban."
KEPT = re.compile(r"Nội dung gõ lúc \d{2}:\d{2} chưa được lưu")


@pytest.fixture
def at_site(walk: Walk) -> tuple[Remote, str]:
    """A focal person on the page on which a site is changed, and the page's address."""
    code = f"lop-{uuid.uuid4().hex[:8]}"
    walk.a_class.stack.ask("planned", code=code)
    page = comes_in(walk, "province", "01", "Đặng Thu Hà (MP)")
    there = f"{walk.a_class.stack.url}/office/lop/{code}/diem-cau/3/sua"
    page.goto(there)
    return page, there


def types(page: Remote) -> None:
    page.get_by_label("Ghi chú").fill(NOTES)
    page.get_by_label("Camera").check()


def stands(page: Remote) -> None:
    expect(page.get_by_label("Ghi chú")).to_have_value(NOTES)
    expect(page.get_by_label("Camera")).to_be_checked()


def signs_in(page: Remote, name: str) -> None:
    page.get_by_label("Tên đăng nhập").fill(name)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_label("Mật khẩu").press("Enter")


def username(page: Remote) -> str:
    """Of whoever is signed in, from his own page."""
    other = page.context.new_page()
    other.goto(page.url.partition("/office/")[0] + "/vao/toi/")
    found = re.search(r"nguoi-[0-9a-f]{8}", str(other.locator("main").inner_text()))
    assert found
    other.close()
    return found[0]


def is_saved(page: Remote, there: str) -> None:
    """It is with the server, and no page speaks of it any more."""
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("status", name="Thông báo")).to_contain_text("Đã lưu")
    expect(page.locator("main")).to_contain_text(NOTES)
    page.goto(there)
    stands(page)
    expect(page.get_by_text(KEPT)).to_have_count(0)


def test_a_session_that_ended_costs_nothing(walk: Walk, at_site: tuple[Remote, str]) -> None:
    page, there = at_site
    name = username(page)
    types(page)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_text("Đăng nhập xong sẽ trở lại đúng trang đó")).to_be_visible()
    walk.stop(page, "typed-door")
    signs_in(page, name)
    expect(page).to_have_url(there)
    expect(page.get_by_text(KEPT)).to_be_visible()
    stands(page)
    walk.stop(page, "typed-back")
    is_saved(page, there)


def test_a_page_older_than_the_sign_in_says_so_and_leads_back(walk: Walk, at_site: tuple[Remote, str]) -> None:
    page, there = at_site
    name = username(page)
    types(page)
    other = page.context.new_page()
    other.goto(there)
    other.get_by_role("button", name="Thoát").click()
    signs_in(other, name)
    expect(other).to_have_url(re.compile("/office/$"))
    page.get_by_role("button", name="Lưu", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Trang mở trước lần đăng nhập gần nhất")
    walk.stop(page, "typed-stale")
    page.get_by_role("link", name="Mở lại trang đang làm").click()
    stands(page)
    is_saved(page, there)


def test_a_slip_of_the_mouse_is_put_right_or_dropped(walk: Walk, at_site: tuple[Remote, str]) -> None:
    page, there = at_site
    types(page)
    page.get_by_role("link", name="Nhật ký").click()
    page.go_back()
    expect(page.get_by_text(KEPT)).to_be_visible()
    stands(page)
    page.get_by_role("button", name="Bỏ, lấy nội dung đang lưu").click()
    expect(page.get_by_label("Ghi chú")).to_have_value("")
    expect(page.get_by_text(KEPT)).to_have_count(0)
    page.goto(there)
    expect(page.get_by_label("Ghi chú")).to_have_value("")
    types(page)
    page.get_by_role("button", name="Thoát").click()  # nothing stays on a machine that others use
    expect(page).to_have_url(re.compile("/vao/$"))
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('typed:'))") == []


def test_a_button_that_is_pressed_twice_acts_once(walk: Walk, at_site: tuple[Remote, str]) -> None:
    page, there = at_site
    root = there.partition("/diem-cau/")[0]
    page.goto(f"{root}/tinh/01/them")
    page.get_by_label("Phòng").fill("Phòng họp số 2")
    posted: list[str] = []
    page.on("request", lambda request: posted.append(request.url) if request.method == "POST" else None)
    page.locator("main form[method=post] button.primary").dblclick()
    expect(page).to_have_url(re.compile(r"/diem-cau/\d+/sua$"))
    assert len(posted) == 1
