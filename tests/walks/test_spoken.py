"""What is told and asked beside the lesson: a notice that is acknowledged, a moderated question, the room's check."""

from tests.browser import expect
from tests.walks.way import PHU_XUYEN, Walk, key, violations


def test_a_notice_stands_on_the_desk_until_the_host_has_read_it(walk: Walk) -> None:
    lecturer = walk.a_class.begin()
    lecturer.send("slides.show", {"n": 1}, "t1-slides")
    host, desk = walk.desk("host", PHU_XUYEN), walk.desk("lecturer")
    desk.locator("[data-key=notice-new] summary").click()
    desk.locator("#notice-text").fill("Buổi chiều bắt đầu lúc 13 giờ 45.")
    desk.locator("label", has_text="xác nhận đã nhận").click()
    key(desk, "notice-send").click()
    key(host, "tab-now").click()
    card = host.locator(".notices")
    host.locator("[data-key^=task-notice]").click()
    expect(card.locator("button")).to_be_focused()
    expect(card).to_contain_text("13 giờ 45")
    expect(host.locator(".tasks")).to_contain_text("Thông báo mới")
    walk.shoot(host, "notice-desk")
    assert violations(host) == []
    expect(desk.locator(".notices .own")).to_contain_text("đã nhận 0/")
    card.get_by_role("button", name="Đã nhận").click()
    expect(card).to_have_count(0)
    expect(desk.locator(".notices .own")).to_contain_text("đã nhận 1/")
    walk.shoot(desk, "notice-lecturer")
    assert violations(desk) == []
    told = lecturer.send("notice.send", {"text": "Cả lớp xem tài liệu.", "people": True})
    assert told["seq"]
    assert [fact["kind"] for fact in walk.a_class.facts("notice.acknowledged")] == ["notice.acknowledged"]


def test_a_question_is_seen_by_others_after_it_was_approved_and_its_answer_by_who_asked(walk: Walk) -> None:
    walk.a_class.begin().send("slides.show", {"n": 1}, "t1-slides")
    host, desk = walk.desk("host", PHU_XUYEN), walk.desk("lecturer")
    asker = walk.come_in(walk.code(host), "nguyen van an")
    key(asker, "foot-question").click()
    asker.locator("#question-text").fill("Hồ sơ nhận ngoài giờ thì ghi ngày nào?")
    key(asker, "ask").click()
    expect(asker.locator(".own")).to_contain_text("đã gửi, chờ xem")
    key(host, "tab-question").click()
    expect(host.locator("[data-panel=question]")).to_be_visible()
    expect(host.locator("[data-panel=question]")).not_to_contain_text("ngoài giờ")
    desk.locator(".questions").get_by_role("button", name="Duyệt").click()
    expect(host.locator("[data-panel=question]")).to_contain_text("ngoài giờ")
    expect(asker.locator(".own").first).to_contain_text("đã duyệt, chờ trả lời")
    desk.locator(".questions summary").first.click()
    desk.locator(".questions textarea").fill("Ghi ngày tiếp nhận.")
    walk.shoot(desk, "question-lecturer")
    assert violations(desk) == []
    desk.locator(".questions").get_by_role("button", name="Gửi trả lời").click()
    expect(asker.locator(".reply")).to_contain_text("Ghi ngày tiếp nhận.")
    walk.shoot(asker, "question-answered")
    assert violations(asker) == []


def test_a_host_checks_his_room_and_the_control_room_sees_it(walk: Walk) -> None:
    host, control = walk.desk("host", PHU_XUYEN), walk.desk("operator")
    key(host, "tab-checklist").click()
    key(host, "loa_micro-trouble").click()
    host.locator("#checklist-note").fill("Micro không dây hết pin")
    key(host, "loa_micro-put").click()
    key(host, "rest").click()
    expect(host.locator(".checklist")).to_contain_text("▲ Chưa đủ điều kiện")
    expect(host.locator(".tasks")).to_contain_text("Kiểm tra phòng")
    walk.shoot(host, "checklist-desk")
    assert violations(host) == []
    key(host, "loa_micro-ok").click()
    expect(host.locator(".checklist")).to_contain_text("✓ Đủ điều kiện")
    expect(host.locator(".checklist")).to_contain_text("kiểm tra xong lúc")
    walk.shoot(host, "checklist-ready")
    said = [fact["body"]["mark"] for fact in walk.a_class.facts("checklist.ticked")]
    assert said == ["trouble", "ok", "ok"]
    assert violations(control) == []
