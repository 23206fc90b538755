"""A roster as provinces really send it: title block, two-row header, group rows, a total and a signature."""

from pathlib import Path

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
    """Write it as XLSX; rows of people begin at row 7."""
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
