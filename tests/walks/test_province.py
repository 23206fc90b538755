"""A province prepares its part of a class: in by an invitation, the roster in, questions answered, slips out, undo."""

import re
import uuid
from io import BytesIO
from pathlib import Path

from openpyxl import load_workbook

from tests.browser import Remote, expect
from tests.planning.papers_read import flat, pages
from tests.walks.rosters import write_roster
from tests.walks.way import Walk

LOGGED = [  # the newest first
    "Cấp phiếu truy cập", "Cấp phiếu truy cập", "Ghi danh sách vào lớp", "Làm lại danh sách đã hoàn tác",
    "Hoàn tác một việc", "Ghi danh sách vào lớp", "Nhận danh sách gửi lên", "Đăng nhập", "Ra khỏi hệ thống",
    "Đặt mật khẩu", "Đăng nhập", "Mời tài khoản",
]  # fmt: skip
PASSWORD = "Mười bốn ký tự, có số 1"


def comes_in(walk: Walk, role: str, unit: str, name: str) -> Remote:
    """Somebody who was invited, set a password, signed out and in again by it; his page of courses."""
    username = f"nguoi-{uuid.uuid4().hex[:8]}"
    page = walk.open(walk.a_class.stack.ask("invitation", username=username, name=name, role=role, unit=unit))
    page.get_by_label("Mật khẩu mới", exact=True).fill(PASSWORD)
    page.get_by_label("Nhập lại mật khẩu mới").fill(PASSWORD)
    walk.stop(page, f"{role}-password")
    page.get_by_role("button", name="Đặt mật khẩu").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    page.get_by_role("button", name="Thoát").click()
    page.goto(f"{walk.a_class.stack.url}/vao/")
    page.get_by_label("Tên đăng nhập").fill(username)
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_label("Mật khẩu").press("Enter")
    expect(page).to_have_url(re.compile(r"/office/$"))
    return page


def saved(download: Remote, folder: Path) -> bytes:
    """What came down."""
    path = folder / str(download.value.suggested_filename)
    download.value.save_as(path)
    return path.read_bytes()


def tab_to(page: Remote, target: Remote) -> None:
    """Go by the keyboard to something, as somebody without a mouse."""
    for _ in range(60):
        if target.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no way by the keyboard to {target}")


def answers(walk: Walk, page: Remote) -> None:
    """The questions, by keyboard alone: what is picked by arrows and space, and what is typed."""
    tab_to(page, page.get_by_role("link", name=re.compile("Trả lời câu hỏi")))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Những chỗ cần hỏi")
    walk.stop(page, "province-questions")
    born = page.get_by_role("row", name=re.compile("Bùi Thị Bình"))
    tab_to(page, born.get_by_role("textbox"))
    page.keyboard.type("06/09/1980")
    ward = page.get_by_role("row", name=re.compile("Đội Cấn")).get_by_role("radio")
    tab_to(page, ward.first)
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(ward.nth(1)).to_be_checked()
    twice = page.get_by_role("row", name=re.compile("Lương Minh Khôi")).get_by_role("radio")
    tab_to(page, twice.first)
    page.keyboard.press("Space")
    walk.shoot(page, "province-answers")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status", name="Thông báo")).to_contain_text("Đã lưu trả lời")


def puts_in(walk: Walk, page: Remote) -> None:
    """Apply the roster as the page shows it."""
    page.get_by_role("button", name="Ghi vào lớp: thêm 3, sửa 2, đưa ra 0").click()
    expect(page.get_by_role("heading", name="Đã ghi vào lớp")).to_be_visible()


def gives_out_slips(walk: Walk, page: Remote, folder: Path) -> None:
    """Slips of the province's sites: on paper for those without, then one as text for a chat."""
    page.get_by_role("link", name="Điểm cầu và phiếu truy cập").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thành phố Hà Nội")
    walk.stop(page, "province-sites")
    page.get_by_role("link", name="Phiếu truy cập").click()
    expect(page.get_by_label(re.compile("4 điểm cầu chưa có phiếu"))).to_be_checked()
    walk.stop(page, "province-slips")
    with page.expect_download() as download:
        page.get_by_role("button", name="Cấp phiếu").click()
    papers = [flat(text) for text in pages(saved(download, folder))]
    rooms = ("Thành phố Hà Nội", "Phường Ba Đình", "Phường Ngọc Hà", "Xã Phú Xuyên")
    assert [room in paper for room, paper in zip(rooms, papers, strict=True)] == [True] * 4
    assert all(re.search(r"\b\d{3} \d{3}\b", paper) for paper in papers)

    page.go_back()
    page.get_by_role("row", name=re.compile("Xã Phú Xuyên")).get_by_role("checkbox").check()
    page.get_by_role("button", name="Cấp phiếu cho các điểm cầu đã chọn").click()
    expect(page.get_by_label(re.compile("1 điểm cầu đã chọn"))).to_be_checked()
    page.get_by_label("Văn bản để dán vào tin nhắn").check()
    page.get_by_role("button", name="Cấp phiếu").click()
    expect(page.get_by_role("textbox", name=re.compile("Xã Phú Xuyên"))).to_have_value(
        re.compile(r"Địa chỉ: http://.*/site#p=\S+\s+Mã PIN: \d{3} \d{3}")
    )
    walk.stop(page, "province-slip-text")


def test_a_province_sends_its_roster_in_answers_gets_it_back_and_gives_out_slips(walk: Walk, tmp_path: Path) -> None:
    code = f"lop-{uuid.uuid4().hex[:8]}"
    title = "Lớp bồi dưỡng cán bộ cấp xã năm sau"
    walk.a_class.stack.ask("planned", code=code)
    page = comes_in(walk, "province", "01", "Đặng Thu Hà (MP)")
    walk.stop(page, "province-courses")
    page.locator(f"a[href='/office/lop/{code}/']").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    walk.stop(page, "province-course")

    page.get_by_role("link", name="Học viên", exact=True).click()
    page.get_by_label("Tệp danh sách").set_input_files(str(write_roster(tmp_path / "ha-noi.xlsx")))
    walk.stop(page, "province-rosters")
    page.get_by_role("button", name="Gửi và kiểm tra").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("ha-noi.xlsx")
    expect(page.get_by_role("heading", name="Việc tiếp theo")).to_be_visible()
    walk.stop(page, "province-read")
    answers(walk, page)
    changed = page.get_by_role("row", name=re.compile("Đinh Công An"))
    expect(changed.locator("del")).to_have_text(["–", "–", "Phó Bí thư Thường trực Đảng ủy"])
    expect(changed.locator("ins")).to_have_text(["12/03/1975", "Nam", "Bí thư Đảng ủy"])
    walk.stop(page, "province-differences")
    puts_in(walk, page)
    walk.stop(page, "province-applied")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải lại bảng kèm cột trạng thái").click()
    sheet = load_workbook(BytesIO(saved(download, tmp_path))).worksheets[0]
    said = {row[2].value: str(row[-1].value) for row in sheet.iter_rows(min_row=7, max_row=13)}
    assert said["Bình"].startswith("Đã chỉnh khi đọc: “xa phu xuyen” → “Xã Phú Xuyên” (tên đơn vị gõ không dấu).")
    assert said["Khôi"] == "Bỏ qua"

    page.get_by_text("Hoàn tác", exact=True).click()
    page.get_by_role("button", name="Hoàn tác lần ghi này").click()
    expect(page.get_by_role("heading", name="Đã hoàn tác")).to_be_visible()
    walk.stop(page, "province-undone")
    page.get_by_role("button", name="Kiểm tra lại để ghi").click()
    puts_in(walk, page)
    gives_out_slips(walk, page, tmp_path)

    page.get_by_role("link", name="Nhật ký").click()
    acts = page.locator("#listing tbody td:nth-child(2)")
    expect(acts.first).to_have_text(LOGGED[0])
    assert acts.all_inner_texts()[: len(LOGGED)] == LOGGED  # below them stands what others did in this province before
    walk.stop(page, "province-log")
