"""A clerk and the worst roster there is: sent in, read, asked about, shown, applied, given back, taken back."""

import re
import uuid
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from tests.browser import Remote, expect
from tests.walks.rosters import FIRST_PAGE, write_messy
from tests.walks.test_province import comes_in, saved
from tests.walks.way import DESK, PHONE, Walk

# Who is asked about, what the question says, and the answer: nth choice, or what is typed.
ASKED: tuple[tuple[str, str, int | str], ...] = (
    ("Bùi Thị Bình", "chỉ có hai chữ số", "06/09/1980"),
    ("Đoàn Văn Giang", "có thể là nhiều đơn vị", 1),
    ("Kiều Minh Khôi", "Không có ngày “31/02/1985”", "28/02/1985"),
    ("Trịnh Thu Lan", "ở tương lai", "17/08/1981"),
    ("Trịnh Thu Mai", "chưa có điểm cầu trong lớp này", 2),
    ("Tạ Ngọc Oanh", "Không đọc được số điện thoại “12”", "0916004112"),
)
# Rows of the sheets that came back, by name: how the status cell begins.
SAID = {
    "AN": "Đã chỉnh khi đọc: “Đ/c ĐINH CÔNG” → “ĐINH CÔNG”",
    "Dương": "Đã chỉnh khi đọc",
    "Giang": "Đã chỉnh khi đọc",
    "Êban": "Đã chỉnh khi đọc",
    "Oanh": "Đã chỉnh khi đọc: “12” → “0916 004 112” (theo trả lời của người gửi). Đã thêm.",
    "Mai": "Sẵn sàng. Đã thêm.",
}


def at_both_widths(walk: Walk, page: Remote, name: str) -> None:
    """Look at a page as it is on the desk and on a phone."""
    walk.stop(page, name)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    walk.stop(page, f"{name}-phone")
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})


def counts(page: Remote) -> dict[str, int]:
    """The figures on top of a roster's page."""
    return {
        one.locator("dt").inner_text(): int(one.locator("dd").inner_text())
        for one in page.locator("dl.figures > div").all()
    }


def answer(page: Remote, who: str, words: str, given: int | str) -> None:
    """Answer one question as it stands in its row."""
    row = page.get_by_role("row", name=re.compile(who))
    expect(row).to_contain_text(words)
    if isinstance(given, int):
        row.get_by_role("radio").nth(given).check()
    else:
        row.get_by_role("textbox").fill(given)


def people_of(page: Remote, walk: Walk, code: str, folder: Path) -> list[str]:
    """Names of those who are enrolled, as the list that is taken away says."""
    page.goto(f"{walk.a_class.stack.url}/office/lop/{code}/hoc-vien/")
    with page.expect_download() as download:
        page.get_by_role("link", name=re.compile("^Tải danh sách")).first.click()
    sheet = load_workbook(BytesIO(saved(download, folder))).worksheets[0]
    return [" ".join(str(cell) for cell in row if cell) for row in sheet.iter_rows(values_only=True)]


def test_a_clerk_brings_the_worst_roster_in_and_takes_it_back(walk: Walk, tmp_path: Path) -> None:
    code = f"lop-{uuid.uuid4().hex[:8]}"
    walk.a_class.stack.ask("planned", code=code)
    page = comes_in(walk, "province", "01", "Đặng Thu Hà (MP)")
    before = people_of(page, walk, code, tmp_path)
    sent = write_messy(tmp_path / "danh-sach-that.xlsx")
    page.get_by_label("Tệp danh sách").set_input_files(str(sent))
    page.get_by_role("button", name="Gửi và kiểm tra").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("danh-sach-that.xlsx")

    # What was read, what was left out, what an old font was turned into.
    notes = page.get_by_role("region", name="Ghi chú khi đọc")
    for words in ("“Sheet3”: đang bị ẩn nên không đọc", "không lấy vào dữ liệu cá nhân nhạy cảm: Dân tộc", "TCVN3"):
        expect(notes).to_contain_text(words)
    expect(notes.get_by_role("row", name=re.compile("Ph¹m §øc ThÞnh"))).to_contain_text("Phạm Đức Thịnh")
    expect(page.locator("main")).not_to_contain_text("Được Vào")
    assert counts(page)["Cần hỏi"] == len(ASKED)
    expect(page.get_by_role("row", name=re.compile("Vương Quốc Nam.*Trùng hoàn toàn"))).to_have_count(1)
    at_both_widths(walk, page, "messy-read")

    # The questions: first one answered wrongly, which is said beside it, and what was typed stays.
    page.get_by_role("link", name=re.compile("Trả lời câu hỏi")).click()
    at_both_widths(walk, page, "messy-questions")
    answer(page, "Kiều Minh Khôi", "Không có ngày", "30/02/1985")
    page.get_by_role("button", name="Lưu trả lời").click()
    again = page.get_by_role("row", name=re.compile("Kiều Minh Khôi"))
    expect(again).to_contain_text("30/02/1985")
    expect(again.get_by_role("textbox")).to_have_value("30/02/1985")
    walk.stop(page, "messy-wrong")
    page.get_by_role("link", name="Để sau").click()
    page.get_by_role("link", name=re.compile("Trả lời câu hỏi")).click()
    for one in ASKED:
        answer(page, *one)
    walk.stop(page, "messy-answers")
    page.get_by_role("button", name="Lưu trả lời").click()
    expect(page.get_by_role("status", name="Thông báo")).to_contain_text("Đã lưu trả lời")
    assert counts(page)["Cần hỏi"] == 0

    # The differences, and doing it.
    at_both_widths(walk, page, "messy-differences")
    known = page.get_by_role("row", name=re.compile("Đinh Công An"))
    expect(known.locator("ins")).to_have_text(["12/03/1975", "Nam", "Bí thư Đảng ủy"])
    page.get_by_role("button", name=re.compile("^Ghi vào lớp: thêm 10, sửa 3, đưa ra 0")).click()
    expect(page.get_by_role("heading", name="Đã ghi vào lớp")).to_be_visible()
    at_both_widths(walk, page, "messy-applied")

    gives_the_sheet_back(page, sent, tmp_path)
    here = page.url
    after = people_of(page, walk, code, tmp_path)
    for name in ("Đoàn Văn Giang", "Y Bhăm Êban", "Phạm Đức Thịnh"):
        assert (any(name in row for row in before), sum(name in row for row in after)) == (False, 1), name
    assert sum("Vương Quốc Nam" in row for row in after) == 1

    page.goto(here)
    page.get_by_text("Hoàn tác", exact=True).click()
    page.get_by_role("button", name="Hoàn tác lần ghi này").click()
    expect(page.get_by_role("heading", name="Đã hoàn tác")).to_be_visible()
    at_both_widths(walk, page, "messy-undone")
    assert people_of(page, walk, code, tmp_path) == before


def gives_the_sheet_back(page: Remote, sent: Path, folder: Path) -> None:
    """It comes back as it was sent, every cell and merged range and the hidden sheet, with one column more."""
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải lại bảng kèm cột trạng thái").click()
    was, now = load_workbook(sent), load_workbook(BytesIO(saved(download, folder)))
    assert now.sheetnames == was.sheetnames
    assert [sheet.sheet_state for sheet in now.worksheets] == ["visible", "visible", "hidden"]
    for old, new in zip(was.worksheets, now.worksheets, strict=True):
        for row in old.iter_rows():
            for cell in row:
                assert new[cell.coordinate].value == cell.value, (old.title, cell.coordinate)
        assert {str(one) for one in old.merged_cells.ranges} <= {str(one) for one in new.merged_cells.ranges}
    page_, annex = now.worksheets[0], now.worksheets[1]
    column = page_.max_column
    assert column == was.worksheets[0].max_column + 1
    status = {str(row[2].value).strip("\u200b"): str(row[-1].value) for row in page_.iter_rows() if row[2].value}
    assert {name: status[name][: len(words)] for name, words in SAID.items()} == SAID
    twins = [str(row[-1].value) for row in page_.iter_rows() if row[2].value == "Nam" and row[1].value == "Vương Quốc"]
    assert [said.startswith("Không nhận: Trùng hoàn toàn với dòng") for said in twins] == [False, True]
    titles = [row[-1].value for row in page_.iter_rows() if row[0].value in {FIRST_PAGE[0][0], "THÀNH ỦY HÀ NỘI"}]
    assert titles == [None, None]  # only people have a status
    assert page_.cell(7, column).value == "Trạng thái"  # beside the headers, not on a group's row
    assert all("TCVN3" in str(annex.cell(row, annex.max_column).value) for row in (3, 4))
    assert [
        cell for row in now.worksheets[2].iter_rows(min_col=len(was.worksheets[2][1]) + 1) for cell in row if cell.value
    ] == []


WRONG = {"anh.xlsx": b"\x89PNG\r\n\x1a\n" + b"0" * 64, "trong.xlsx": b""}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_file_is_refused_in_a_sentence_and_leaves_a_way_on(name: str, walk: Walk, tmp_path: Path) -> None:
    code = f"lop-{uuid.uuid4().hex[:8]}"
    walk.a_class.stack.ask("planned", code=code)
    page = comes_in(walk, "province", "01", "Đặng Thu Hà (MP)")
    page.goto(f"{walk.a_class.stack.url}/office/lop/{code}/hoc-vien/")
    (tmp_path / name).write_bytes(WRONG[name])
    page.get_by_label("Tệp danh sách").set_input_files(str(tmp_path / name))
    page.get_by_role("button", name="Gửi và kiểm tra").click()
    expect(page.get_by_role("alert").filter(has_text=re.compile(r"\w"))).to_be_visible()
    walk.stop(page, f"messy-refused-{name.partition('.')[0]}")


def test_an_empty_table_is_refused_in_a_sentence(walk: Walk, tmp_path: Path) -> None:
    book = Workbook()
    book.save(tmp_path / "khong-co-ai.xlsx")
    code = f"lop-{uuid.uuid4().hex[:8]}"
    walk.a_class.stack.ask("planned", code=code)
    page = comes_in(walk, "province", "01", "Đặng Thu Hà (MP)")
    page.goto(f"{walk.a_class.stack.url}/office/lop/{code}/hoc-vien/")
    page.get_by_label("Tệp danh sách").set_input_files(str(tmp_path / "khong-co-ai.xlsx"))
    page.get_by_role("button", name="Gửi và kiểm tra").click()
    expect(page.get_by_role("alert").filter(has_text=re.compile(r"\w"))).to_be_visible()
    walk.stop(page, "messy-refused-nobody")
