"""A lecturer's new file, while the class is on: uploaded in the office, looked at, in every room within seconds."""

import time

from tests.browser import Remote, expect
from tests.programme.pdfs import pdf
from tests.walks.way import HALL, PHONE, PHU_XUYEN, TOPIC, Walk, key, violations

NEW = pdf("Khai quat moi\nSo lieu moi", "Quy trinh moi", "Ket luan")


def office(walk: Walk) -> Remote:
    page = walk.open(walk.a_class.organiser())
    page.wait_for_url("**/office/**")
    return page


def upload(page: Remote, walk: Walk, raw: bytes = NEW) -> None:
    page.goto(f"{walk.a_class.stack.url}/office/phong-hoc/{walk.a_class.made['code']}/1/slide")
    card = page.locator("section", has_text="Chuyên đề 1.")
    card.locator("summary").click()
    card.locator("input[type=file]").set_input_files({"name": "bai.pdf", "mimeType": "application/pdf", "buffer": raw})
    card.get_by_role("button", name="Tải lên và xem trước").click()


def test_new_slides_are_in_every_room_soon_after_the_lecturer_brings_them(walk: Walk) -> None:
    lecturer = walk.a_class.begin(TOPIC)
    lecturer.send("slides.show", {"n": 2}, "t1-slides")
    room, host = walk.desk("room", PHU_XUYEN, size=HALL), walk.desk("host", PHU_XUYEN)
    desk = walk.desk("lecturer")
    phone = walk.come_in(walk.code(host), "nguyen van an")
    page = office(walk)
    expect(room.get_by_role("heading", name="Quy trình xử lý")).to_be_visible()

    began = time.monotonic()
    upload(page, walk)
    expect(page.get_by_role("heading", name="Xem lại slide mới: chuyên đề 1")).to_be_visible()
    expect(page.locator(".review img")).to_have_count(3)
    assert page.locator(".review img").first.evaluate("img => img.decode().then(() => img.naturalWidth)") == 1600
    assert violations(page) == []
    walk.shoot(page, "slides-review")
    page.get_by_role("button", name="Thay ngay").click()
    expect(page.get_by_text("Đồng chí ghi lý do thay slide")).to_be_visible()
    page.get_by_label("Lý do thay").fill("Giảng viên cập nhật số liệu")
    page.get_by_role("button", name="Thay ngay").click()
    expect(page.get_by_text("Các phòng đang nhận bộ mới.")).to_be_visible()
    picture = room.locator(".room-slide img.slide-picture")
    expect(picture).to_have_attribute("alt", "Quy trinh moi")
    assert picture.evaluate("img => img.decode().then(() => img.naturalWidth)") == 1600
    assert time.monotonic() - began < 120
    walk.shoot(page, "slides-replaced")
    walk.shoot(room, "slides-picture-room")

    expect(room.locator(".room-foot")).to_have_text("nội dung minh họa · Trang 2/3")
    boxes = [room.locator(part).bounding_box() for part in (".shell > header", "img.slide-picture", ".shell > footer")]
    head, shown, foot = boxes
    assert head["y"] + head["height"] <= shown["y"] < shown["y"] + shown["height"] <= HALL[1]
    assert shown["x"] + shown["width"] <= foot["x"]  # the picture lies under the head and beside the code, whole
    expect(room.get_by_role("heading", name="Quy trình xử lý")).to_have_count(0)
    expect(phone.get_by_role("heading", name="Quy trinh moi")).to_be_visible()
    expect(phone.locator("img.slide-picture")).to_have_count(0)
    expect(desk.locator(".slides")).to_contain_text("Bộ slide đã được thay lúc")
    expect(desk.locator(".slide-after img")).to_have_attribute("alt", "Ket luan")
    walk.shoot(desk, "slides-picture-lecturer")
    walk.shoot(phone, "slides-picture-phone")
    key(desk, "t1-slides-next").click()
    expect(picture).to_have_attribute("alt", "Ket luan")
    assert violations(room) == []
    (fact,) = walk.a_class.facts("slides.replaced")
    assert (fact["actor"], fact["body"]["of"], sorted(fact["body"])) == ("office", 3, ["deck", "of"])
    assert walk.a_class.summary()["t1-slides"]["replaced"] == [{"of": 3, "shown": [2]}]


def test_a_file_that_is_none_is_refused_on_the_page(walk: Walk) -> None:
    page = office(walk)
    upload(page, walk, b"GIF89a")
    expect(page.get_by_role("alert").filter(has_text="không phải PDF hay PPTX")).to_be_visible()
    assert violations(page) == []
    walk.shoot(page, "slides-refused")


def test_pictures_need_a_token_of_a_desk_or_room(walk: Walk) -> None:
    page = office(walk)
    upload(page, walk)
    page.wait_for_url("**/slide/1/*")
    address = f"/live/slides/{page.url.rpartition('/')[2]}-1.png"
    stack, host = walk.a_class.stack, walk.a_class.desk("host", PHU_XUYEN)
    assert stack.call("GET", address)[0] == 401
    assert stack.call("GET", address.replace("-1.", "-9."), bearer=host.token)[0] == 404
    assert stack.call("GET", "/live/slides/../journal.db", bearer=host.token)[0] == 404
    desk = walk.desk("host", PHU_XUYEN)
    phone = walk.come_in(walk.code(desk), "le hoang")
    get = """([path, token]) => fetch(path, {headers: {Authorization: `Bearer ${token}`}})
      .then((answer) => [answer.status, answer.headers.get("cache-control")])"""
    assert desk.evaluate(get, [address, host.token]) == [200, "private, max-age=31536000, immutable"]
    token = """Object.values(sessionStorage).map((kept) => (JSON.parse(kept) || {}).token).find(Boolean)"""
    assert phone.evaluate(get, [address, phone.evaluate(token)])[0] == 403


def test_the_editor_is_for_everybody(walk: Walk) -> None:
    page = office(walk)
    root = f"{walk.a_class.stack.url}/office/chuong-trinh"
    pages = [
        ("", "programmes"),
        ("/moi", "programme-new"),
        ("/buoc-di/", "programme"),
        ("/buoc-di/soan/1/", "editor-topic"),
        ("/buoc-di/soan/1/tinh-huong/1", "editor-situation"),
        ("/buoc-di/soan/1/sua", "editor-topic-head"),
        ("/buoc-di/phat-hanh", "programme-release"),
        ("/buoc-di/so-sanh", "programme-compare"),
        ("/de-xuat", "proposals"),
    ]
    for path, name in pages:
        page.goto(f"{root}{path or '/'}")
        assert (name, violations(page)) == (name, [])
        walk.shoot(page, name)
        page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
        assert (name, page.evaluate("document.documentElement.scrollWidth")) == (name, PHONE[0])
        walk.shoot(page, f"{name}-phone")
        page.set_viewport_size({"width": 1366, "height": 768})
    page.goto(f"{root}/buoc-di/soan/1/tinh-huong/1")
    page.get_by_label("Số phút thảo luận").fill("mười")
    page.get_by_role("button", name="Lưu vào bản thảo").click()
    expect(page.locator("[name=minutes]")).to_have_attribute("aria-invalid", "true")
    assert violations(page) == []
    walk.shoot(page, "editor-faulty")
