"""A learner with another phone: the host makes a way back in, the seat goes from one phone to the other."""

from tests.browser import expect
from tests.walks.way import PHONE, PHU_XUYEN, Walk, key


def test_a_learner_with_another_phone_comes_back_in_by_what_the_host_made(walk: Walk) -> None:
    host = walk.desk("host", PHU_XUYEN)
    walk.a_class.begin()
    lost = walk.come_in(walk.code(host), "nguyen van an")
    expect(lost.locator(".did")).to_contain_text("✓")

    who = host.locator("select[name=seat]")
    expect(key(host, "back-go")).to_be_disabled()
    who.select_option(label="1. Nguyễn Văn An (MP)")
    expect(host.locator(".panel")).to_contain_text("▲ Đang có điện thoại giữ chỗ này.")
    with host.expect_response("**/live/again") as answer:
        key(host, "back-go").click()
    expect(host.locator(".panel")).to_contain_text("Mã dùng được trong 30 phút, cho một máy.")
    expect(key(host, "back-copy")).to_be_visible()
    walk.stop(host, "way-back-1-desk")
    expect(lost.locator(".card")).to_contain_text("Đầu mối điểm cầu đã mở lại chỗ này.")

    new = walk.open("/phone", PHONE)
    expect(new.locator("#code")).to_be_visible()
    new.goto(walk.a_class.stack.url + answer.value.json()["path"])  # in the same tab: only the fragment is new
    key(new, "go").click()  # what is recorded
    expect(new.locator("h1")).to_have_text("Nguyễn Văn An (MP)")
    expect(new.locator("#digits")).to_have_count(0)
    walk.stop(new, "way-back-2-phone")
    key(new, "go").click()
    expect(new.locator("body.phone .shell")).to_be_visible()
    assert new.url.endswith("/phone")
    expect(new.locator(".did")).not_to_contain_text("Chờ đầu mối xác nhận")

    key(host, "tab-roll").click()  # who leaves the panel leaves no code on the desk
    key(host, "tab-phones").click()
    expect(host.locator("svg.qr")).to_have_count(1)
    claimed = [fact["body"]["evidence"] for fact in walk.a_class.facts("sitting.claimed")]
    assert (claimed, len(walk.a_class.facts("sitting.seat_freed"))) == (["code", "host"], 1)
    assert len(walk.a_class.facts("presence.checked_in")) == 1  # he was here already
