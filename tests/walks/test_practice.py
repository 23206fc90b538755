"""A clerk who has never seen the desk: the practice site, from its door through the guided tour to the end."""

from collections.abc import Iterator

import pytest

from tests.browser import Remote, expect
from tests.walks.way import DESK, PHONE, Class, Stack, Walk, key


@pytest.fixture
def visit(stack: Stack, browser: Remote) -> Iterator[Walk]:
    """The running server with its practice site open; no class of one's own."""
    code, said = stack.command("practice", "--port", stack.url.rpartition(":")[2])
    assert code == 0, said
    walking = Walk(Class(stack, {}), browser)
    yield walking
    walking.end()


def step(page: Remote, name: str) -> None:
    """The card asks for a step; its button leads there."""
    expect(page.locator(".practice h2")).to_contain_text(name)
    key(page, "practice-show").click()
    expect(page.locator(".pointed")).to_be_visible()


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_clerk_walks_the_whole_tour_and_receipts_tick_its_steps(visit: Walk, size: tuple[int, int]) -> None:
    page = visit.open("/tap", size)
    where = f"practice-{size[0]}"
    visit.stop(page, f"{where}-door")
    page.get_by_role("button", name="Bắt đầu tập").click()
    expect(page.locator("h1")).to_contain_text("Điểm cầu tập dượt số")
    assert page.evaluate("location.pathname + location.search + location.hash") == "/site?tap"

    step(page, "Kiểm tra phòng")
    visit.stop(page, f"{where}-room")
    key(page, "loa_micro-ok").click()
    step(page, "Điểm danh")
    expect(page.locator(".practice")).to_contain_text("Đã ghi nhận: Kiểm tra phòng")
    key(page, "except").click()
    key(page, "except-save").click()
    step(page, "Sĩ số")
    page.locator("#headcount-present").fill("12")
    key(page, "enter").click()
    key(page, "confirm").click()
    step(page, "Mã vào lớp")
    expect(page.locator("svg.qr")).to_be_visible()
    visit.stop(page, f"{where}-code")
    key(page, "practice-seen").click()
    step(page, "Trả lời câu hỏi")
    visit.shoot(page, f"{where}-poll")
    page.locator(".pointed label").first.click()
    page.locator(".pointed button.primary").click()
    step(page, "Quyết định tình huống")
    visit.shoot(page, f"{where}-case")
    page.locator(".pointed label").first.click()
    page.locator(".pointed textarea").first.fill("Không để lỡ bài.")
    page.locator(".pointed button.primary").click()
    step(page, "Gửi câu hỏi")
    page.locator("#question-text").fill("Ai giữ danh sách ký?")
    key(page, "ask").click()
    expect(page.locator(".practice h2")).to_contain_text("Mất mạng")
    page.reload()
    expect(page.locator(".practice h2")).to_contain_text("Mất mạng")
    step(page, "Mất mạng")
    key(page, "ask-help").click()
    expect(page.locator(".practice h2")).to_contain_text("Đã tập xong")
    visit.stop(page, f"{where}-end")
    key(page, "practice-leave").click()
    expect(page.get_by_role("button", name="Bắt đầu tập")).to_be_visible()
