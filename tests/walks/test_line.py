"""A desk that is cut off and comes back: what was done meanwhile arrives once, in the order in which it was done."""

import re

from tests.browser import expect
from tests.walks.way import PHU_XUYEN, Walk, key

LIVE = re.compile(r"^http://[^/]+/(live|vao)/")


def test_what_a_desk_did_without_a_line_is_there_once_and_in_order(walk: Walk) -> None:
    lecturer = walk.a_class.begin()
    profile = walk.profile()
    host = walk.desk("host", PHU_XUYEN, profile=profile)
    lecturer.send("situation.open", {}, "t1-situation")
    expect(host.locator(".tasks")).to_contain_text("nộp quyết định")

    profile.set_offline(True)  # the cable is out
    expect(host.locator(".top .line")).to_contain_text("Mất kết nối")
    key(host, "tab-roll").click()
    rows = host.locator(".roll-row")
    rows.nth(0).locator(".roll-here").click()
    rows.nth(1).locator("select").select_option("vang_phep")
    expect(rows.nth(1).locator("select")).to_have_value("vang_phep")
    key(host, "except").click()
    key(host, "except-save").click()
    expect(host.locator(".roll-card h2")).to_have_text("Điểm danh 5/6")
    expect(host.locator(".roll-card .status")).to_contain_text("3 dòng")
    key(host, "tab-headcount").click()
    host.locator("#headcount-present").fill("5")
    host.locator("#headcount-excused").fill("1")
    key(host, "enter").click()
    key(host, "confirm").click()
    key(host, "tab-now").click()
    host.locator(".situation label.choice").nth(2).click()
    host.locator("#t1-situation-reason").fill("Xã thiếu người.")
    key(host, "t1-situation-decide").click()
    expect(host.locator(".decided.waiting")).to_contain_text("C. Đề nghị tỉnh cử người hỗ trợ")
    expect(host.locator(".situation .status")).to_contain_text("Đã lưu trên máy này")
    expect(host.locator(".top .line")).to_contain_text("6")
    walk.shoot(host, "cut-off-site")
    assert [fact["kind"] for fact in walk.a_class.facts() if fact["actor"].startswith("host")] == []

    # The page is loaded again, and still nothing that asks the server gets through.
    host.route(LIVE, lambda route: route.abort())
    profile.set_offline(False)
    host.reload()
    expect(host.locator(".top .line")).to_contain_text("6")
    walk.shoot(host, "cut-off-site-reloaded")

    host.unroute(LIVE)  # the line is back
    host.reload()
    expect(host.locator(".top .line.good")).to_be_visible()
    expect(host.locator(".decided")).to_contain_text("C. Đề nghị tỉnh cử người hỗ trợ")
    expect(host.locator(".top .line")).not_to_contain_text("chờ")
    key(host, "tab-headcount").click()
    expect(host.locator(".panel .pill").first).to_contain_text("đã chốt")
    walk.shoot(host, "cut-off-site-back")

    facts = [fact for fact in walk.a_class.facts() if fact["actor"].startswith("host")]
    assert [fact["kind"] for fact in facts] == [
        "presence.marked",
        "presence.marked",
        "presence.all_marked",
        "headcount.entered",
        "headcount.confirmed",
        "situation.decided",
    ]
    assert [fact["late"] for fact in facts] == [False] * 6
    assert walk.a_class.summary()["t1-situation"]["split"] == [0, 0, 1]


def test_a_control_room_hears_of_a_room_that_asks_for_help(walk: Walk) -> None:
    host, province, control = walk.desk("host", PHU_XUYEN), walk.desk("province"), walk.desk("operator")
    key(host, "need-help").click()
    host.locator("label.choice", has_text="Không có tiếng").click()
    key(host, "ask-help").click()
    expect(host.locator(".panel")).to_contain_text("0912 000 001")
    for page in (province, control):
        expect(page.locator(".first")).to_contain_text("Không có tiếng")
        expect(key(page, "figure-help")).to_contain_text("1")
    walk.shoot(control, "help-control")
    key(province, f"end-{walk.a_class.site()}").click()
    expect(control.locator(".first")).to_contain_text("Không có yêu cầu nào")
