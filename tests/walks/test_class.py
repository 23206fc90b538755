"""Walks through a class on the running product: what one screen does is seen on the others."""

import re

from tests.browser import expect
from tests.walks.way import HALL, PHONE, PHU_XUYEN, QUIET_TOPIC, TOPIC, Walk, key

LESSON = "Phân loại hồ sơ ngay trong tuần đầu và công khai thứ tự xử lý."


def test_a_check_in_goes_from_the_phone_to_the_site_desk_and_the_control_room(walk: Walk) -> None:
    host, control = walk.desk("host", PHU_XUYEN), walk.desk("operator")
    expect(control.locator(".siterow", has_text="Phú Xuyên")).to_be_visible()

    phone = walk.come_in(walk.code(host), "tran thi", digits="3001")

    expect(phone.locator(".did")).to_contain_text(re.compile(r"✓ Đã điểm danh lúc \d\d:\d\d"))
    expect(phone.locator(".person")).to_contain_text("Trần Thị Bình (MP)")
    key(host, "tab-roll").click()
    row = host.locator(".roll-row", has_text="Trần Thị Bình")
    expect(row.locator("select")).to_have_value("co_mat")
    expect(host.locator(".roll-card h2")).to_have_text("Điểm danh 1/6")
    control.locator(".siterow", has_text="Phú Xuyên").click()
    expect(control.locator(".lights")).to_contain_text("có mặt 1 · đã điểm danh 1/6")
    # Streams are told of every 5 s, and silence is looked at every 5 s.
    expect(control.locator(".lights")).to_contain_text(re.compile(r"có tín hiệu \d+ giây trước"), timeout=20_000)
    expect(control.locator(".third .contacts")).to_contain_text("0912 000 002")
    for page, name in ((host, "check-in-site"), (control, "check-in-control"), (phone, "check-in-phone")):
        walk.shoot(page, name)

    (claimed,) = walk.a_class.facts("sitting.claimed")
    (checked_in,) = walk.a_class.facts("presence.checked_in")
    assert claimed["body"]["evidence"] == "code_digits"
    assert (checked_in["actor"], checked_in["subject"]) == (claimed["actor"], claimed["subject"])


def test_a_slide_goes_from_the_lecturer_to_the_hall_the_phone_and_the_desk(walk: Walk) -> None:
    host = walk.desk("host", PHU_XUYEN)
    room, lecturer = walk.desk("room", PHU_XUYEN, size=HALL), walk.desk("lecturer")
    phone = walk.come_in(walk.code(host), "nguyen van an")
    expect(room.locator("svg.qr")).to_be_visible()

    key(lecturer, "begin").click()
    key(lecturer, f"go-{walk.a_class.item(TOPIC)['id']}").click()
    key(lecturer, "t1-slides-next").click()
    key(host, "tab-now").click()
    for page in (room, phone, host):
        expect(page.get_by_role("heading", name="Khái quát")).to_be_visible()
    lecturer.locator("body").press("ArrowRight")
    for page in (room, phone, host):
        expect(page.get_by_role("heading", name="Quy trình xử lý")).to_be_visible()
        expect(page.get_by_role("heading", name="Khái quát")).to_have_count(0)

    # What was steered last is what the hall sees, and what stands first in the hand.
    key(lecturer, "pick").click()
    key(lecturer, "pick-t1-q1").click()
    key(lecturer, "t1-q1-open").click()
    expect(room.get_by_role("heading", name="vướng nhất ở khâu nào")).to_be_visible()
    expect(room.get_by_role("heading", name="Quy trình xử lý")).to_have_count(0)
    expect(lecturer.locator("main .poll")).to_be_visible()
    expect(phone.locator(".now .card").first).to_contain_text("vướng nhất ở khâu nào")
    phone.locator("label.choice").first.click()
    key(phone, "t1-q1-send").click()
    expect(phone.locator(".poll .status")).to_contain_text("Đã ghi nhận số")
    expect(lecturer.locator("main .poll")).to_contain_text("1 người (100%)")
    walk.shoot(lecturer, "poll-lecturer")
    key(lecturer, "t1-slides-next").click()
    expect(room.get_by_role("heading", name="Việc cần làm ngay")).to_be_visible()
    expect(room.locator(".room-poll")).to_have_count(0)
    expect(phone.locator(".now .card").first).to_contain_text("Việc cần làm ngay")
    for page, name in (
        (room, "slide-room"),
        (lecturer, "slide-lecturer"),
        (host, "slide-site"),
        (phone, "slide-phone"),
    ):
        walk.shoot(page, name)


def test_a_situation_goes_from_its_opening_to_a_lesson(walk: Walk) -> None:
    walk.a_class.begin()
    lecturer, chair = walk.desk("lecturer"), walk.desk("chair", PHU_XUYEN)
    room = walk.desk("room", PHU_XUYEN, size=HALL)
    situation = lecturer.locator("main .situation")

    key(lecturer, "pick").click()
    key(lecturer, "pick-t1-situation").click()
    key(lecturer, "t1-situation-open").click()
    expect(situation).to_contain_text("0/8 phòng đã quyết định")
    expect(room.get_by_role("heading", name="Hồ sơ quá hạn sau sắp xếp")).to_be_visible()
    key(lecturer, "t1-situation-discuss").click()
    expect(room.locator(".countdown").first).to_have_text(re.compile(r"^[45]:\d\d$"))

    key(chair, "tab-now").click()
    chair.locator("label.choice").first.click()
    chair.locator("#t1-situation-reason").fill("Người dân chờ lâu, cần trả kết quả trước.")
    key(chair, "t1-situation-decide").click()
    expect(chair.locator(".decided")).to_contain_text("A. Xử lý hồ sơ quá hạn trước")
    expect(chair.locator(".tasks")).to_contain_text("đã nộp quyết định")
    for no, choice in ((4, 1), (5, 2), (7, 2), (8, 3)):
        reason = {"choice": choice, "reason": f"Lý do của phòng số {no}."}
        walk.a_class.desk("chair", no).send("situation.decide", reason, "t1-situation")
    expect(situation).to_contain_text("5/8 phòng đã quyết định")
    walk.shoot(lecturer, "situation-lecturer-discuss")

    key(lecturer, "t1-situation-close").click()
    expect(situation.locator(".share-count")).to_have_text(["2 phòng (40%)", "2 phòng (40%)", "1 phòng (20%)"])
    key(lecturer, "t1-situation-show").click()
    expect(room.locator(".share-count").first).to_have_text("2 phòng (40%)")
    expect(situation.locator(".case")).to_have_count(2)
    key(lecturer, "t1-situation-pick").click()
    expect(room.locator(".case")).to_have_count(2)
    expect(room.locator(".cases")).not_to_contain_text("Phú Xuyên")  # no room is named unless its chair agreed
    key(lecturer, "t1-situation-part-lessons").click()
    expect(situation).to_contain_text("Gắn với 2 quyết định")
    lecturer.locator("#t1-situation-lesson").fill(LESSON)
    key(lecturer, "t1-situation-draw").click()
    expect(situation.locator(".lessons")).to_contain_text(f"{LESSON} – dựa trên 2 quyết định")
    expect(room.locator(".lessons")).to_contain_text(LESSON)
    for page, name in ((lecturer, "situation-lecturer"), (room, "situation-room"), (chair, "situation-site")):
        walk.shoot(page, name)

    assert walk.a_class.summary()["t1-situation"]["split"] == [2, 2, 1]
    assert walk.a_class.lessons("t1-situation") == [LESSON]


def test_all_five_screens_and_an_office_page_live_in_one_browser_profile(walk: Walk) -> None:
    one = walk.profile()
    host = walk.desk("host", PHU_XUYEN, profile=one)
    phone = walk.come_in(walk.code(host), "le hoang", profile=one)
    desks = {role: walk.desk(role, profile=one) for role in ("lecturer", "operator")}
    room = walk.desk("room", PHU_XUYEN, profile=one)
    office = walk.open(walk.a_class.organiser(), profile=one)
    expect(office).to_have_url(re.compile(r"/office/$"))
    expect(office.get_by_role("link", name="Lớp bồi dưỡng cán bộ lãnh đạo").first).to_be_visible()

    key(desks["lecturer"], "begin").click()
    key(desks["lecturer"], f"go-{walk.a_class.item(TOPIC)['id']}").click()
    title = walk.a_class.item(TOPIC)["title"]
    for page in (host, phone, room, *desks.values()):
        expect(page.get_by_text(title).first).to_be_visible()
        expect(page.locator("#simulated")).to_have_text("DỮ LIỆU MÔ PHỎNG – KHÔNG CÓ GIÁ TRỊ VĂN BẢN")
    # A page that is loaded again is still who it was.
    for page, words in ((host, "xã Phú Xuyên"), (phone, "Lê Hoàng Chi"), (desks["operator"], "Bàn điều hành")):
        page.reload()
        expect(page.locator(".top")).to_contain_text(words)


def test_a_class_goes_on_where_phones_are_not_allowed(walk: Walk) -> None:
    host = walk.desk("host", PHU_XUYEN)
    room = walk.desk("room", PHU_XUYEN, size=HALL)
    phone = walk.come_in(walk.code(host), "pham quoc")
    lecturer = walk.a_class.begin(QUIET_TOPIC)
    lecturer.send("slides.show", {"n": 1}, "t2-slides")

    expect(phone.locator(".now")).to_contain_text("Không dùng điện thoại ở mục này")
    expect(phone.locator(".slide")).to_have_count(0)
    expect(room.get_by_role("heading", name="Khái quát")).to_be_visible()
    expect(room.locator("svg.qr")).to_have_count(0)
    expect(host.locator(".code-place")).to_contain_text("không dùng điện thoại")
    expect(host.locator("svg.qr")).to_have_count(0)
    walk.shoot(phone, "no-phones-phone")
    walk.shoot(host, "no-phones-code")

    lecturer.send("poll.open", {}, "t2-q1")
    expect(host.locator("main .attention")).to_contain_text("Có hoạt động mới")
    key(host, "to-now").click()
    for place, hands in enumerate((3, 2, 1)):
        host.locator(f"#t2-q1-hands-{place}").fill(str(hands))
    key(host, "t2-q1-hands").click()
    expect(host.locator(".poll .status")).to_contain_text("Đã ghi nhận số")
    walk.shoot(host, "no-phones-hands")
    lecturer.send("poll.show", {}, "t2-q1")
    expect(room.locator(".share-count")).to_have_text(["3 người (50%)", "2 người (33%)", "1 người (17%)"])
    lecturer.send("situation.open", {}, "t2-situation")
    situation = host.locator(".situation")
    situation.locator("label.choice").nth(1).click()
    situation.locator("textarea").fill("Cần biết đủ số hồ sơ rồi mới chia việc.")
    key(host, "t2-situation-decide").click()
    expect(situation.locator(".decided")).to_contain_text("B. Lập tổ công tác")

    assert walk.a_class.summary()["t2-q1"]["split"] == [3, 2, 1]
    assert [fact["actor"].partition(":")[0] for fact in walk.a_class.facts("situation.decided")] == ["host"]


def test_a_headcount_goes_from_the_host_over_the_chair_and_the_province_to_the_centre(walk: Walk) -> None:
    host, chair = walk.desk("host", PHU_XUYEN), walk.desk("chair", PHU_XUYEN)
    province, control = walk.desk("province"), walk.desk("operator")
    key(host, "except").click()
    host.locator(".roll-toggle", has_text="Vũ Minh Khôi").click()
    key(host, "except-save").click()
    expect(host.locator(".roll-card h2")).to_have_text("Điểm danh 5/6")
    key(host, "tab-headcount").click()
    expect(host.locator(".panel")).to_contain_text("Theo điểm danh (6 người): có mặt 5, vắng có phép 1")
    host.locator("#headcount-present").fill("6")
    expect(host.locator(".panel .warn")).to_contain_text("1")  # the gap between the sheet and the roll
    host.locator("#headcount-present").fill("5")
    host.locator("#headcount-excused").fill("1")
    key(host, "enter").click()
    key(chair, "tab-headcount").click()
    key(chair, "confirm").click()
    expect(host.locator(".panel .pill").first).to_contain_text("đã chốt")
    key(province, "tab-headcount").click()
    expect(province.locator(".panel .head")).to_contain_text("còn 2/3")
    key(province, f"check-{walk.a_class.site()}").click()
    expect(province.locator(".panel")).to_contain_text("đã kiểm tra")
    walk.shoot(province, "headcount-province")
    control.locator(".siterow", has_text="Phú Xuyên").click()
    expect(control.locator(".lights")).to_contain_text("đã kiểm tra")

    for page in (host, province, control):
        key(page, "quick-report").click()
        expect(page.locator(".quick-text")).to_have_value(re.compile("5"))
        assert "refused." not in page.locator(".quick-text").input_value()
        key(page, "quick-reminder").click()
        expect(page.locator(".quick .status")).to_be_visible()
    walk.shoot(host, "headcount-site")
    walk.shoot(control, "headcount-control")


def test_a_screen_speaks_english_as_soon_as_it_is_asked_to(walk: Walk) -> None:
    walk.a_class.begin()
    lecturer = walk.desk("lecturer", size=PHONE)
    expect(lecturer.locator("nav.left")).to_have_attribute("aria-label", "Tiến trình buổi học")
    key(lecturer, "lang").click()
    expect(lecturer.locator("nav.left")).to_have_attribute("aria-label", "Run sheet")
    assert lecturer.evaluate("document.documentElement.lang") == "en"
    key(lecturer, "pick").click()
    key(lecturer, "pick-t1-situation").click()
    expect(key(lecturer, "t1-situation-open")).to_have_text("1 Open the situation")
    walk.shoot(lecturer, "english-lecturer-phone")
