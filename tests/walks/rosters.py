"""Rosters as provinces really send them: one with the usual disorder, one with every disorder at once."""

import unicodedata
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

HEAD = ("TT", "Họ và tên", None, "Năm sinh", None, "Chức vụ", "Đơn vị", "Điện thoại", "Dân tộc")
UNDER = (None, "Họ đệm", "Tên", "Nam", "Nữ", None, None, None, None)
MERGED = ("A4:A5", "B4:C4", "D4:E4", "F4:F5", "G4:G5", "H4:H5", "I4:I5")
ROWS = (
    ("I. THƯỜNG TRỰC ĐẢNG ỦY",),
    # In the course already; his post is a new one, and the sheet took the zero from his number.
    (1, "Đ/c ĐINH CÔNG", "AN", "12/3/1975", None, "Bí thư Đảng ủy", "Xã Phú Xuyên", 915003000, "Kinh"),
    (2, "Bùi Thị", "Bình", None, "06/09/80", "Ủy viên Ban Thường vụ", "xa phu xuyen", "0915 003 001", "Kinh"),
    ("II. UBND",),
    (3, "Mai Quốc", "Dũng", "05.1982", None, "Phó Chủ tịch UBND", "Phường Ba Đình", "0168 500 3003", "Tày"),
    # The ward was divided between two of today's units.
    (4, "Đoàn Thị Thanh", "Huyền", None, 1984, "Chuyên viên", "Phường Đội Cấn", "+84 915 003 004", "Kinh"),
    (5, "Lương Minh", "Khôi", 1985, None, "Chánh Văn phòng HĐND và UBND", "Phường Ngọc Hà", "0915003005", "Kinh"),
    (6, "Lương Minh", "Khôi", 1985, None, "Chánh Văn phòng", "Phường Ngọc Hà", None, "Kinh"),
    (None, "Tổng cộng: 6 đồng chí"),
    (None, None, None, None, None, "Hà Nội, ngày 05 tháng 9 năm 2025"),
    (None, "NGƯỜI LẬP BIỂU", None, None, None, "TM. BAN TỔ CHỨC"),
)


def write_roster(path: Path) -> Path:
    """The usual one as XLSX; rows of people begin at row 7."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "Danh sách"
    page.append(["THÀNH ỦY HÀ NỘI"])
    page.append(["DANH SÁCH CÁN BỘ DỰ LỚP BỒI DƯỠNG"])
    page.append([])
    for row in (HEAD, UNDER, *ROWS):
        page.append(list(row))
    for cells in MERGED:
        page.merge_cells(cells)
    book.save(path)
    return path


# --- Every disorder at once ------------------------------------------------------------------------------------------

MESSY_HEAD = (
    "STT", "Họ và tên", None, "Ngày, tháng, năm sinh", None, "Số CCCD", "Chức vụ", "Đơn vị công tác", "Điện thoại",
    "Dân tộc", "Ghi chú",
)  # fmt: skip
MESSY_UNDER = (None, "Họ đệm", "Tên", "Nam", "Nữ", *[None] * 6)
OFFICE, PHU_XUYEN, BA_DINH, NGOC_HA = "Chánh Văn phòng", "Xã Phú Xuyên", "Phường Ba Đình", "Phường Ngọc Hà"
EXCEL_DAY = 29221  # 01/01/1980, as a cell without a date's format keeps it
# What each row of the main sheet is there for stands behind it.
# fmt: off
FIRST_PAGE: tuple[tuple[Any, ...], ...] = (
    ("I. THƯỜNG TRỰC ĐẢNG ỦY",),
    (1, "Đ/c ĐINH CÔNG", "AN", "12/3/1975", None, "001075000011", "Bí thư Đảng ủy", PHU_XUYEN, 915003000, "Kinh"),
    (2, "PGS, TS. Bùi Thị", "Bình", None, "06/09/80", "001180000012", "Phó Bí thư", "xa phu xuyen",
     "0915 003 001", "Kinh"),  # two digits of a year
    (3, "Cao\u00a0Hoàng", "Chi\u200b", date(1979, 4, 17), None, None, "Phó Bí thư", "X. Phú Xuyên",
     "+84915003002", "Tày"),  # spaces that are none, a day as Excel keeps it
    ("II. BAN THƯỜNG VỤ",),
    (4, unicodedata.normalize("NFD", "Hoàng Thuỳ"), "Dương", None, "05.1982", None, "Ủy viên Ban Thường vụ",
     BA_DINH, "0168 600 4103; 0916 004 113", "Kinh"),  # decomposed letters, a month, eleven digits, two telephones
    (5, "\u00d0oàn Văn", "Giang", 1984, None, None, "Ủy viên Ban Thường vụ", "Phường Đội Cấn", "0916004104",
     "Kinh"),  # a look-alike of Đ; the ward was divided between two of today's
    (6, "Y Bhăm", "Êban", EXCEL_DAY, None, None, "Ủy viên Ban Thường vụ", "Ba Đình", "0916004105", "Ê Đê"),
    (None, "Cộng: 3 đồng chí"),
    (None, None, None, "Trang 1"),
)
SECOND_PAGE: tuple[tuple[Any, ...], ...] = (
    ("III. LÃNH ĐẠO UBND",),
    (7, "Kiều Minh", "Khôi", "31/02/1985", None, None, "Chủ tịch UBND", NGOC_HA, "0916004106", "Kinh"),  # no such day
    (8, "Trịnh Thu", "Lan", None, "17/08/2031", None, "Phó Chủ tịch UBND", NGOC_HA, "0916004107", "Kinh"),  # to come
    (9, "Trịnh Thu", "Mai", None, "17/8/1988", None, "Phó Chủ tịch UBND", "Phường Cửa Nam", "0916004108",
     "Kinh"),  # a unit without a room in this course
    ("IV. LÃNH ĐẠO PHÒNG, BAN",),
    (10, "Vương Quốc", "Nam", "1986", None, None, OFFICE, NGOC_HA, "0916004109", "Kinh"),
    (11, "Vương Quốc", "Nam", "1986", None, None, OFFICE, NGOC_HA, "0916004109", "Kinh"),  # the same person again
    (12, "Tạ Ngọc", "Oanh", None, "20-10-1987", None, "Trưởng phòng Kinh tế", NGOC_HA, "12", "Kinh"),  # no telephone
    (None, "Tổng cộng: 12 đồng chí"),
    (None, None, None, None, None, None, "Hà Nội, ngày 05 tháng 9 năm 2025"),
    (None, "NGƯỜI LẬP BIỂU", None, None, None, None, "TM. BAN TỔ CHỨC"),
    (None, None, None, None, None, None, "TRƯỞNG BAN"),
)
# fmt: on
# An annex that an old machine typed in TCVN3 (ABC).
ANNEX: tuple[tuple[Any, ...], ...] = (
    ("TT", "Hä vµ tªn", "N¨m sinh", "Chøc vô", "§¬n vÞ"),
    (1, "Ph¹m §øc ThÞnh", 1978, "Chñ tÞch MÆt trËn Tæ quèc", "Ph\u00adêng Ba §×nh"),
    (2, "NguyÔn ThÞ Th¶o", 1983, "BÝ th\u00ad §oµn Thanh niªn", "Ph\u00adêng Ngäc Hµ"),
)
HIDDEN = ((1, "Không Ai", "Được Vào", 1970, None, None, OFFICE, NGOC_HA, "0915003999"),)


def write_messy(path: Path) -> Path:
    """The worst one as XLSX: main sheet, annex in an old font, a hidden sheet with people who do not come."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "Danh sách chính thức"
    page.append(["THÀNH ỦY HÀ NỘI"])
    page.append(["*"])
    page.append(["DANH SÁCH CÁN BỘ DỰ LỚP BỒI DƯỠNG"])
    page.append(["(Kèm theo Công văn số       /CV ngày     tháng 9 năm 2025)"])
    page.append([])
    for rows in (FIRST_PAGE, SECOND_PAGE):
        page.append(list(MESSY_HEAD))
        top = page.max_row
        page.append(list(MESSY_UNDER))
        for left, right in (("B", "C"), ("D", "E")):
            page.merge_cells(f"{left}{top}:{right}{top}")
        for column in "AFGHIJK":
            page.merge_cells(f"{column}{top}:{column}{top + 1}")
        for row in rows:
            page.append(list(row))
    page.merge_cells("A3:K3")
    annex = book.create_sheet("Phụ lục")
    annex.append(["DANH S¸CH Bæ SUNG"])
    for row in ANNEX:
        annex.append(list(row))
    hidden = book.create_sheet("Sheet3")
    for row in (MESSY_HEAD, MESSY_UNDER, *HIDDEN):
        hidden.append(list(row))
    hidden.sheet_state = "hidden"
    book.save(path)
    return path
