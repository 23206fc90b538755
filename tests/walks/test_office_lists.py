"""A list of the office in a real browser: typing, keys, the Back button, and what is said when nothing arrives."""

import re
from collections.abc import Iterator

import pytest

from tests.browser import Remote, expect
from tests.walks.test_office_look import Office, office

__all__ = ["office"]  # the fixture
pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")

LIST = "/office/vuong-mac/thu/"


@pytest.fixture
def listed(browser: Remote, office: Office) -> Iterator[Remote]:
    """The list of obstacles, two rows long, as the centre sees it."""
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    context.set_default_timeout(10_000)
    cookie = office.people["centre"].cookies["sessionid"].value
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": office.url}])
    page = context.new_page()
    page.goto(office.url + LIST)
    yield page
    context.close()


def rows(page: Remote) -> Remote:
    found: Remote = page.locator("#listing tbody tr")
    return found


def test_typing_narrows_the_list_keeps_what_is_typed_and_can_be_gone_back(listed: Remote) -> None:
    expect(rows(listed)).to_have_count(2)
    search = listed.get_by_role("searchbox")
    search.press_sequentially("may quet")
    expect(rows(listed)).to_have_count(1)
    expect(listed).to_have_url(re.compile(r"\?q=may(\+|%20)quet"))
    expect(search).to_be_focused()
    search.press_sequentially(" ho so")
    expect(listed).to_have_url(re.compile(r"quet(\+|%20)ho(\+|%20)so"))
    expect(search).to_have_value("may quet ho so")
    listed.get_by_role("link", name="Bỏ tìm và lọc").click()
    expect(rows(listed)).to_have_count(2)
    listed.go_back()
    expect(rows(listed)).to_have_count(1)


def test_a_choice_narrows_at_once(listed: Remote) -> None:
    listed.get_by_label("Lĩnh vực", exact=True).select_option(label="Chuyển đổi số")
    expect(rows(listed)).to_have_count(1)


def test_keys_lead_to_the_search_along_the_rows_and_into_one(listed: Remote) -> None:
    expect(rows(listed)).to_have_count(2)
    listed.keyboard.press("/")
    expect(listed.get_by_role("searchbox")).to_be_focused()
    listed.keyboard.press("ArrowDown")
    expect(rows(listed).nth(0).locator("a")).to_be_focused()
    listed.keyboard.press("j")
    expect(rows(listed).nth(1).locator("a")).to_be_focused()
    listed.keyboard.press("j")
    expect(rows(listed).nth(1).locator("a")).to_be_focused()
    listed.keyboard.press("ArrowUp")
    expect(rows(listed).nth(0).locator("a")).to_be_focused()
    listed.keyboard.press("Enter")
    expect(listed).to_have_url(re.compile(r"/noi-dung/\d+/$"))


def test_a_heading_orders_the_list(listed: Remote) -> None:
    before = rows(listed).nth(0).inner_text()
    listed.get_by_role("link", name="Nơi nêu").click()
    expect(listed.locator("[aria-sort=descending]")).to_have_count(1)
    assert rows(listed).nth(0).inner_text() != before


def test_a_lost_line_is_said_and_the_list_stays(listed: Remote) -> None:
    listed.route("**/office/**", lambda route: route.abort())
    listed.get_by_role("searchbox").press_sequentially("may")
    expect(listed.get_by_role("alert")).to_contain_text("Mất kết nối với máy chủ")
    expect(rows(listed)).to_have_count(2)
    listed.unroute("**/office/**")
    listed.get_by_role("searchbox").press_sequentially(" quet")
    expect(rows(listed)).to_have_count(1)
    expect(listed.locator("#notice")).to_be_empty()


def test_a_refusal_is_said_and_the_list_stays(listed: Remote) -> None:
    listed.evaluate("() => { document.querySelector('form.tools').setAttribute('hx-get', '/office/khong-co/') }")
    listed.evaluate("() => htmx.process(document.querySelector('form.tools'))")
    listed.get_by_role("searchbox").press_sequentially("may")
    expect(listed.get_by_role("alert")).to_contain_text("Không có trang này")
    expect(rows(listed)).to_have_count(2)


def test_whoever_was_signed_out_meanwhile_is_led_to_the_door(listed: Remote) -> None:
    listed.context.clear_cookies()
    listed.get_by_role("searchbox").press_sequentially("may")
    expect(listed).to_have_url(re.compile(r"/vao/"))
    expect(listed.get_by_role("heading", level=1)).to_be_visible()
