"""The academy prepares a class: from a release to the timetable in everybody's hands, and the class file."""

import re
import uuid
from pathlib import Path

import pypdfium2

from tests.browser import Remote, expect
from tests.walks.test_province import comes_in
from tests.walks.way import Walk

CHANGE = "Buổi sáng 05/9/2027: “Khai mạc” còn 15 phút (trước: 20 phút)."
TITLE = "Lớp bồi dưỡng cán bộ cấp xã, đợt hai"


def makes_a_course(walk: Walk, page: Remote, code: str) -> None:
    """A course of one day from the newest release."""
    title = walk.a_class.stack.ask("programme")
    page.get_by_role("link", name="Mở lớp mới").click()
    release = page.get_by_label("Bản chính thức của chương trình")
    expect(release.locator("option:checked")).to_have_text(re.compile(rf"^Bản 1 .* – {title}$"))
    page.get_by_label("Tên lớp").fill(TITLE)
    page.get_by_label("Mã lớp").fill(code)
    page.get_by_label("Đơn vị tổ chức").fill("Học viện")
    page.get_by_label("Hình thức tổ chức").fill("trực tiếp và trực tuyến")
    page.get_by_label("Ngày khai giảng").fill("05/09/2027")
    page.get_by_label("Số ngày").fill("1")
    walk.stop(page, "academy-new")
    page.get_by_role("button", name="Mở lớp").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    walk.stop(page, "academy-made")


def makes_sites(walk: Walk, page: Remote) -> None:
    """All sites of a province in one go."""
    page.get_by_role("link", name="Điểm cầu", exact=True).click()
    page.get_by_role("link", name="Tạo điểm cầu cho các xã").first.click()
    walk.stop(page, "academy-sites-new")
    hanoi = page.get_by_role("row", name=re.compile("Thành phố Hà Nội"))
    hanoi.get_by_role("button").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thành phố Hà Nội")
    walk.stop(page, "academy-sites")


def names_a_lecturer(walk: Walk, page: Remote) -> None:
    """A topic without a lecturer is warned of; its own link leads to where he is named."""
    page.get_by_role("link", name="Lịch", exact=True).click()
    expect(page.get_by_role("heading", name="Điều cần xem lại (4)")).to_be_visible()
    walk.stop(page, "academy-timetable")
    page.get_by_role("listitem").filter(has_text="Chuyên đề 1").get_by_role("link").click()
    page.get_by_label("Chức vụ").fill("Trưởng khoa Xây dựng Đảng")
    walk.stop(page, "academy-lecturer")
    page.get_by_role("button", name="Thêm giảng viên").click()
    expect(page.get_by_role("heading", name="Trưởng khoa Xây dựng Đảng")).to_be_visible()
    page.get_by_role("link", name="Lịch", exact=True).click()
    expect(page.get_by_role("heading", name="Điều cần xem lại (3)")).to_be_visible()


def changes_minutes(page: Remote, item: str, minutes: int) -> None:
    """Change how long an item of the sitting takes."""
    page.get_by_role("row", name=re.compile(item)).get_by_role("link", name=re.compile("Sửa")).click()
    page.get_by_label("Phút").fill(str(minutes))
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("Đã lưu mục.")).to_be_visible()


def adds_an_item(walk: Walk, page: Remote) -> None:
    """One item too many: the sitting warns; the opening is made shorter, and the warning is gone."""
    page.get_by_role("link", name="Buổi sáng 05/9/2027").click()
    page.get_by_role("link", name="Thêm mục").click()
    page.get_by_label("Loại").select_option(label="Phát biểu từ điểm cầu")
    page.get_by_label("Phút").fill("10")
    walk.stop(page, "academy-item")
    page.get_by_role("button", name="Lưu").click()
    expect(page.get_by_text("▲ Quá 10 phút")).to_be_visible()
    walk.stop(page, "academy-over")
    changes_minutes(page, "Khai mạc", 20)
    expect(page.get_by_text("✓ Vừa đủ giờ")).to_be_visible()


def releases(walk: Walk, page: Remote, version: int) -> None:
    """Release the timetable."""
    page.get_by_role("link", name="Lịch", exact=True).click()
    page.get_by_role("button", name=f"Phát hành lịch (bản {version})").click()
    expect(page.get_by_text(f"Đã phát hành lịch bản {version}.")).to_be_visible()


def changes_it(walk: Walk, page: Remote) -> None:
    """What differs from the release is said in words."""
    page.get_by_role("link", name="Buổi sáng 05/9/2027").click()
    changes_minutes(page, "Khai mạc", 15)
    page.get_by_role("link", name="Lịch", exact=True).click()
    expect(page.get_by_text("Thay đổi so với bản 1")).to_be_visible()
    expect(page.get_by_text(CHANGE)).to_be_visible()
    walk.stop(page, "academy-changes")


def tells_the_sites(walk: Walk, page: Remote) -> None:
    """The message for hosts says what has changed, and lies in the clipboard."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("link", name="Tin nhắn cho điểm cầu").click()
    page.get_by_role("link", name="Lịch có thay đổi").click()
    page.get_by_role("button", name="Chép", exact=True).first.click()
    expect(page.get_by_text("✓ Đã chép").first).to_be_visible()
    walk.stop(page, "academy-message")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert CHANGE in copied
    address = re.search(r"http\S+", copied)
    assert address, copied
    opened = walk.open(address[0].removeprefix(walk.a_class.stack.url))  # as a host reads it
    expect(opened.get_by_role("heading", level=1)).to_contain_text(TITLE)
    walk.stop(opened, "academy-open-timetable")


def hands_in_the_class_file(walk: Walk, page: Remote, code: str, folder: Path) -> None:
    """A document of the course, the sign-in sheets of a province, and the file of one site handed in."""
    plan = folder / "ke-hoach.pdf"
    paper = pypdfium2.PdfDocument.new()
    paper.new_page(210, 297)
    paper.save(str(plan))
    paper.close()
    page.goto(f"{walk.a_class.stack.url}/office/lop/{code}/")
    page.get_by_role("link", name="Hồ sơ lớp", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Hồ sơ lớp")
    page.get_by_text("Đưa văn bản lên").click()
    page.get_by_label("Loại văn bản").select_option(label="Kế hoạch")
    page.get_by_label("Tệp").set_input_files(str(plan))
    page.get_by_role("button", name="Lưu văn bản").click()
    expect(page.get_by_text("Đã lưu văn bản.")).to_be_visible()
    walk.stop(page, "academy-file")
    page.get_by_role("row", name=re.compile("Thành phố Hà Nội")).get_by_role("link").first.click()
    page.get_by_role("button", name="Lập tệp").click()
    made = page.locator("#orders").get_by_role("link", name="Danh sách điểm danh – Buổi sáng 05/9/2027")
    expect(made).to_be_visible(timeout=30_000)  # by the worker; the page follows it
    walk.stop(page, "academy-file-province")

    page.get_by_label(re.compile("^Tìm")).fill("phu xuyen")
    page.get_by_role("link", name="Xã Phú Xuyên").click()
    walk.stop(page, "academy-file-site")
    page.get_by_role("button", name="Nộp hồ sơ").click()
    expect(page.get_by_text("Đã nộp hồ sơ của điểm cầu.")).to_be_visible()
    walk.stop(page, "academy-handed-in")


def test_the_academy_makes_a_course_and_brings_its_timetable_to_the_sites(walk: Walk, tmp_path: Path) -> None:
    code = f"lop-{uuid.uuid4().hex[:8]}"
    page = comes_in(walk, "organiser", "00", "Lý Quốc Bảo (MP)")
    makes_a_course(walk, page, code)
    makes_sites(walk, page)
    names_a_lecturer(walk, page)
    adds_an_item(walk, page)
    releases(walk, page, 1)
    changes_it(walk, page)
    releases(walk, page, 2)
    tells_the_sites(walk, page)
    hands_in_the_class_file(walk, page, code, tmp_path)
