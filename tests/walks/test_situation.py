"""A demanding case on air: rooms decide turn by turn, things happen, the lecturer compares and draws a lesson."""

import re

from tests.browser import Remote, expect
from tests.walks.way import HALL, PHU_XUYEN, TOPIC, Hand, Walk, key, violations

CASE = "t1-situation2"
OTHER = 4  # number of the other room that decides by its own desk
LIKE = {
    5: "Bố trí thêm người hướng dẫn tại trung tâm để người dân không phải chờ lâu.",
    7: "Bố trí thêm người hướng dẫn ở trung tâm để người dân không phải chờ.",
    8: "Cần bố trí thêm người hướng dẫn tại trung tâm, để người dân không phải chờ lâu.",
}
LESSON = "Nói rõ ngày hẹn mới trước khi người dân phải đến hỏi."


def of(name: str) -> str:
    """A part of the case by its name, as its keys and fields are called."""
    return f"{CASE}-{name}"


def hand_in(desk: Remote, turn: str, reason: str = "") -> None:
    """Give a reason and hand in the decision on a turn: the desk says that it was recorded."""
    rest = "" if turn == "1" else f"-{turn}"
    if reason:
        desk.locator(f"#{of('reason')}{rest}").fill(reason)
    key(desk, of(f"decide{rest}")).click()
    expect(desk.locator("main .situation .status").first).to_contain_text("Đã ghi nhận số")


def several(desk: Remote, *choices: int) -> None:
    for choice in choices:
        desk.locator("main .situation label.choice").nth(choice - 1).click()


def share(desk: Remote, *shares: int) -> None:
    """Share out: the first by its button, the others typed."""
    for _ in range(shares[0]):
        key(desk, of("shares-3-0+")).click()
    for index, much in enumerate(shares[1:], 1):
        field = desk.locator(f"#{of(f'shares-3-{index}')}")
        field.fill(str(much))
        field.press("Tab")


def looks(walk: Walk, stop: str, **pages: Remote) -> None:
    """Everybody stops and looks: nothing for axe, nothing too wide, a picture of each."""
    found = {}
    for name, page in pages.items():
        found[name] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{stop} {name} is too wide"
        walk.shoot(page, f"case-{stop}-{name}")
    assert {name: rules for name, rules in found.items() if rules} == {}, stop


def chair(walk: Walk, no: int) -> Hand:
    return walk.a_class.desk("chair", no)


def test_a_demanding_case_goes_from_its_story_over_what_happens_to_a_lesson(walk: Walk) -> None:
    walk.a_class.begin(TOPIC)
    ours, theirs = walk.desk("chair", PHU_XUYEN), walk.desk("host", OTHER)
    lecturer, hall = walk.desk("lecturer"), walk.desk("room", PHU_XUYEN, size=HALL)
    phone = walk.come_in(walk.code(walk.desk("host", PHU_XUYEN)), "nguyen van an")
    with lecturer.expect_popup() as opened:
        key(lecturer, "monitor").click()
    monitor = opened.value
    monitor.set_viewport_size({"width": HALL[0], "height": HALL[1]})
    board = lecturer.locator("main .situation")

    key(lecturer, "pick").click()
    key(lecturer, f"pick-{CASE}").click()
    key(lecturer, of("open")).click()
    for page in (hall, phone, monitor):
        expect(page.get_by_role("heading", name="Tháng đầu tiên của xã mới")).to_be_visible()
    for page in (ours, theirs):
        key(page, "tab-now").click()
        expect(page.locator("main .situation")).to_contain_text("xã dồn sức vào việc nào trước?")
    looks(walk, "1-open", lecturer=lecturer, hall=hall, phone=phone, monitor=monitor, site=ours)

    # The first decision: one of three. Ours may be named, the other one not.
    key(lecturer, of("discuss")).click()
    expect(hall.locator(".countdown:visible")).to_have_count(1)
    several(ours, 3)
    ours.locator(f"#{of('named')}").check()
    hand_in(ours, "1", "Chưa phân công xong thì làm việc gì cũng dở.")
    several(theirs, 1)
    hand_in(theirs, "1", "Hồ sơ sắp hết hạn phải trả trước.")
    for no, reason in LIKE.items():
        chair(walk, no).send("situation.decide", {"choice": 2, "reason": reason}, CASE)
    expect(board).to_contain_text("5/8 phòng đã quyết định")

    # What its own decision brought to our room alone: a decision in words.
    expect(ours.locator(".newest")).to_contain_text("đăng ảnh hàng người chờ")
    expect(hall.locator(".newest")).to_contain_text("đăng ảnh hàng người chờ")
    expect(theirs.locator("main .situation")).not_to_contain_text("đăng ảnh")
    expect(phone.locator(".situation")).not_to_contain_text("đăng ảnh")
    ours.locator(f"#{of('text-4')}").fill("Xã xin lỗi vì trả hồ sơ chậm; ngày hẹn mới ghi trên giấy này.")
    looks(walk, "2-words", lecturer=lecturer, hall=hall, phone=phone, monitor=monitor, site=ours)
    hand_in(ours, "4")

    # A development by the lecturer's hand comes to all rooms, and puts a decision of several choices.
    key(lecturer, of("develop")).click()
    for page in (ours, theirs, hall, phone):
        expect(page.locator(".newest")).to_contain_text("cổng dịch vụ trực tuyến dừng")
    expect(phone.locator(".question")).to_contain_text("Xã làm những việc nào trong hai giờ tới?")
    several(ours, 1, 4)
    expect(ours.locator(f"#{CASE}-choices-2-1, [data-key='{CASE}-choices-2-1']")).to_be_disabled()
    looks(walk, "3-several", lecturer=lecturer, hall=hall, phone=phone, monitor=monitor, site=ours)
    hand_in(ours, "2", "Giữ quyền của người nộp, báo ngay cho nơi sửa.")
    several(theirs, 2)
    hand_in(theirs, "2", "Người dân khỏi đi lại.")

    # Two more, and twelve people to share out.
    for _ in range(2):
        key(lecturer, of("develop")).click()
    for page in (ours, theirs):
        expect(page.locator(".newest")).to_contain_text("cảnh báo mưa lớn")
    share(ours, 7, 2, 3)
    expect(ours.locator(".left-over")).to_contain_text("✓")
    looks(walk, "4-share", lecturer=lecturer, hall=hall, phone=phone, monitor=monitor, site=ours)
    hand_in(ours, "3", "Người ở chỗ thấp trước hết.")
    share(theirs, 8, 0, 4)
    hand_in(theirs, "3", "Mọi người đều ra hai thôn.")
    expect(theirs.locator(".newest")).to_contain_text("không có người trực nên đóng cửa")
    expect(ours.locator("main .situation")).not_to_contain_text("không có người trực")

    # The lecturer compares, and invites our room; it agrees.
    key(lecturer, of("turn-1")).click()
    key(lecturer, of("part-groups")).click()
    expect(board.locator(".groups > li").first).to_contain_text("3 phòng")
    looks(walk, "5-groups", lecturer=lecturer, monitor=monitor)
    key(lecturer, of("part-latest")).click()
    key(lecturer, of(f"invite-{walk.a_class.site()}")).first.click()
    ours.locator(".tasks button", has_text="mời").click()
    expect(key(ours, "agree")).to_be_visible()
    looks(walk, "6-invited", lecturer=lecturer, site=ours)
    key(ours, "agree").click()
    expect(key(ours, "agree")).to_have_count(0)
    expect(board).to_contain_text("✓")

    key(lecturer, of("close")).click()
    key(lecturer, of("show")).click()
    # The halls see how many rooms came to which ending; the phones the first decision too.
    expect(hall.locator(".share-count")).to_have_text(["0 phòng (0%)", "4 phòng (80%)", "1 phòng (20%)"])
    expect(phone.locator(".share-count").first).to_have_text("1 phòng (20%)")
    looks(walk, "7-shown", lecturer=lecturer, hall=hall, phone=phone, monitor=monitor, site=theirs)
    key(lecturer, of("part-latest")).click()
    for no in (PHU_XUYEN, OTHER):
        key(lecturer, of(f"pick-1-{walk.a_class.site(no)}")).first.click()
        expect(hall.locator(".case")).to_have_count(1 if no == PHU_XUYEN else 2)
    for page in (hall, phone):
        expect(page.locator(".cases")).to_contain_text("Phú Xuyên")  # its chair agreed
        # Nobody asked the chair of the other one.
        expect(page.locator(".situation, .room-situation").first).not_to_contain_text("Ba Đình")
    expect(monitor.locator(".cases")).to_contain_text("Ba Đình")
    looks(walk, "8-picked", lecturer=lecturer, hall=hall, phone=phone, monitor=monitor)

    key(lecturer, of("part-groups")).click()
    board.locator(".groups > li").first.get_by_role("button", name=re.compile("Rút bài học")).click()
    lecturer.locator(f"#{of('lesson')}").fill(LESSON)
    key(lecturer, of("draw")).click()
    expect(board.locator(".lessons")).to_contain_text(f"{LESSON} – dựa trên 3 quyết định")
    for page in (hall, phone):
        expect(page.locator(".lessons")).to_contain_text(LESSON)
    looks(walk, "9-lesson", lecturer=lecturer, hall=hall, phone=phone, monitor=monitor, site=ours)

    figures = walk.a_class.summary()[CASE]
    assert figures["split"] == [1, 3, 1]
    assert [len(turn["rows"]) for turn in figures["turns"]] == [2, 2, 1, 0, 0]
    assert walk.a_class.lessons(CASE) == [LESSON]
    assert [fact["body"]["turn"] for fact in walk.a_class.facts("situation.decided")] == [
        "1", "1", "1", "1", "1", "4", "2", "2", "3", "3",
    ]  # fmt: skip
