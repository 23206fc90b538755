"""The command `diemcau roster check`: JSON as it is promised, the sheet that goes back, words and exit codes."""

import ast
import io
import json
import re
from pathlib import Path

import pytest
from openpyxl import load_workbook

from diemcau.base.words import catalogue
from diemcau.config import cli
from tests.planning.roster.bombs import password_xls
from tests.planning.roster.files import as_csv, as_xlsx
from tests.planning.roster.layouts import Sheet

PACKAGE = Path(cli.__file__).parents[1] / "planning/roster"
ROWS = [
    ["DANH SÁCH HỌC VIÊN – DỮ LIỆU MÔ PHỎNG – KHÔNG CÓ GIÁ TRỊ VĂN BẢN"],
    ["STT", "Họ và tên", "Năm sinh", "Dân tộc", "Chức vụ", "Điện thoại"],
    ["I", "Đảng ủy"],
    [1, "Trần Gia Thịnh", 1975, "Kinh", "Bí thư", "0500123456"],
    [2, "Đ/c LÊ CẨM NHÃ", "9/1980", "Tày", "Phó Bí thư", 500223456],
    [3, "Vũ Thị Miên", "5/9/81", "Kinh", "=1+1", "0500323456/0500423456"],
    [4, "", "1982", "", "", ""],
]
TWO_DIGITS = "Năm sinh “5/9/81” chỉ có hai chữ số: xin ghi đủ bốn chữ số."
NO_NAME = "Dòng này không có họ tên."


def run(*arguments: str) -> int:
    return cli.main(["roster", "check", *arguments])


@pytest.fixture
def roster(tmp_path: Path) -> Path:
    path = tmp_path / "danh sách.xlsx"
    path.write_bytes(as_xlsx([Sheet("Danh sách", [list(row) for row in ROWS], merged=[(1, 1, 1, 8)])]))
    return path


def test_the_json_has_one_object_for_each_person(roster, tmp_path):
    assert run(str(roster), "--site", "10273", "--json", str(tmp_path / "out.json")) == 0
    made = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    empty = {"position": None, "phone": None, "phone2": None, "sex": None}
    assert made == [
        {
            "sheet": "Danh sách", "row": 4, "status": "ready",
            "person": {
                "family_name": "Trần Gia", "given_name": "Thịnh", "full_name": "Trần Gia Thịnh", "sex": None,
                "birth": {"date": "1975", "precision": "year"}, "phone": "+84500123456", "phone2": None,
                "position": "Bí thư",
                "position_group": "Đảng ủy", "unit_code": "10273",
            },
            "repairs": [], "problems": [],
        },
        {
            "sheet": "Danh sách", "row": 5, "status": "repaired",
            "person": {
                "family_name": "Lê Cẩm", "given_name": "Nhã", "full_name": "Lê Cẩm Nhã", "sex": None,
                "birth": {"date": "1980-09", "precision": "month"}, "phone": "+84500223456", "phone2": None,
                "position": "Phó Bí thư",
                "position_group": "Đảng ủy", "unit_code": "10273",
            },
            "repairs": [
                {"field": "full_name", "from": "Đ/c LÊ CẨM NHÃ", "to": "LÊ CẨM NHÃ", "rule": "title"},
                {"field": "full_name", "from": "LÊ CẨM NHÃ", "to": "Lê Cẩm Nhã", "rule": "capitals"},
                {"field": "phone", "from": "500223456", "to": "+84500223456", "rule": "lost_zero"},
            ],
            "problems": [],
        },
        {
            "sheet": "Danh sách", "row": 6, "status": "asks",
            "person": {
                "family_name": "Vũ Thị", "given_name": "Miên", "full_name": "Vũ Thị Miên", "sex": None, "birth": None,
                "phone": "+84500323456", "phone2": "+84500423456", "position": None, "position_group": "Đảng ủy",
                "unit_code": "10273",
            },
            "repairs": [],
            "problems": [
                {"field": "birth", "code": "birth_two_digits",
                "message": TWO_DIGITS}
            ],
        },
        {
            "sheet": "Danh sách", "row": 7, "status": "refused",
            "person": {
                "family_name": None, "given_name": None, "full_name": None, "birth": {"date": "1982",
                "precision": "year"},
                "position_group": "Đảng ủy", "unit_code": "10273", **empty,
            },
            "repairs": [], "problems": [{"field": "full_name", "code": "name_missing",
            "message": NO_NAME}],
        },
    ]  # fmt: skip


def test_a_file_of_text_has_no_sheet(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(as_csv(Sheet(None, [list(row) for row in ROWS]), "utf-8", ","))
    assert run(str(path), "--json", str(tmp_path / "out.json")) == 0
    made = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert [(row["sheet"], row["row"], row["person"]["unit_code"]) for row in made] == [
        (None, row, None) for row in (4, 5, 6, 7)
    ]


def test_what_was_found_is_printed(roster, capsys):
    assert run(str(roster), "--site", "10273") == 0
    assert capsys.readouterr().out.splitlines() == [
        "Trang “Danh sách”: không lấy vào dữ liệu cá nhân nhạy cảm: Dân tộc.",
        "Dòng 6 trang “Danh sách”, Vũ Thị Miên: Cần hỏi: Năm sinh “5/9/81” chỉ có hai chữ số: xin ghi đủ bốn chữ số.",
        "Dòng 7 trang “Danh sách”, –: Không nhận: Dòng này không có họ tên.",
        "4 dòng: 1 sẵn sàng, 1 đã sửa, 1 cần hỏi, 1 không nhận.",
    ]


def test_the_sheet_goes_back_in_its_own_layout_with_a_status_beside_each_row(roster, tmp_path):
    out = tmp_path / "out.xlsx"
    assert run(str(roster), "--site", "10273", "--out", str(out)) == 0
    before, after = load_workbook(roster)["Danh sách"], load_workbook(out)["Danh sách"]
    assert [[cell.value for cell in row[:6]] for row in after.iter_rows()][:5] == [
        [cell.value for cell in row[:6]] for row in before.iter_rows()
    ][:5]
    assert list(map(str, after.merged_cells.ranges)) == ["A1:H1"]
    assert [after.cell(row, 9).value for row in (1, 2, 3, 4, 6, 7)] == [
        None,
        None,
        "Trạng thái",
        "Sẵn sàng",
        "Cần hỏi: Năm sinh “5/9/81” chỉ có hai chữ số: xin ghi đủ bốn chữ số.",
        "Không nhận: Dòng này không có họ tên.",
    ]
    assert after.cell(5, 9).value == (
        "Đã chỉnh khi đọc: “Đ/c LÊ CẨM NHÃ” → “LÊ CẨM NHÃ” (bỏ danh xưng, học vị). "
        "“LÊ CẨM NHÃ” → “Lê Cẩm Nhã” (viết hoa đúng quy tắc). "
        "“500223456” → “+84500223456” (thêm số 0 ở đầu đã mất)."
    )


def test_nothing_that_runs_goes_back(roster, tmp_path):
    plain = tmp_path / "plain.csv"
    rows = [["Họ và tên", "Chức vụ"], ["Trần Gia Thịnh", "=HYPERLINK(1)"], ["Lê Cẩm Nhã", "@SUM(1)"]]
    plain.write_bytes(as_csv(Sheet(None, rows), "utf-8", ","))
    for source in (roster, plain):
        out = tmp_path / f"{source.name}-out.xlsx"
        assert run(str(source), "--site", "10273", "--out", str(out)) == 0
        kinds = {cell.data_type for page in load_workbook(out) for row in page.iter_rows() for cell in row}
        assert kinds <= {"s", "n", "d", "inlineStr"}


def test_a_sheet_that_came_in_another_form_goes_back_with_the_same_cells(tmp_path):
    path, out = tmp_path / "a.csv", tmp_path / "out.xlsx"
    path.write_bytes(as_csv(Sheet(None, [list(row) for row in ROWS]), "utf-8", ";"))
    assert run(str(path), "--out", str(out)) == 0
    page = load_workbook(io.BytesIO(out.read_bytes())).worksheets[0]
    assert [page.cell(5, column).value for column in (2, 3, 7)][:2] == ["Đ/c LÊ CẨM NHÃ", "9/1980"]
    assert [page.cell(row, 7).value.split(":")[0] for row in (4, 5, 6, 7)] == [
        "Sẵn sàng",
        "Đã chỉnh khi đọc",
        "Cần hỏi",
        "Không nhận",
    ]


def test_a_refusal_is_a_sentence_on_the_error_output_and_nothing_is_written(tmp_path, capsys):
    path, out = tmp_path / "a.xls", tmp_path / "out.json"
    path.write_bytes(password_xls())
    assert run(str(path), "--json", str(out)) == 2
    assert (capsys.readouterr().err, out.exists()) == ("Tệp có mật khẩu. Xin bỏ mật khẩu rồi gửi lại.\n", False)


def test_an_unknown_site_is_refused(roster, capsys):
    assert run(str(roster), "--site", "99999") == 2
    assert capsys.readouterr().err == "Không có đơn vị nào mang mã 99999.\n"


# --- words -------------------------------------------------------------------------------------------------


def literals() -> set[str]:
    """Every text in the code of the room: codes of problems, rules of repairs and codes of notes are among them."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.parent.rglob("*.py")]
    return {
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }


def used(pattern: str) -> set[str]:
    source = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    return {code for found in re.findall(pattern, source) for code in re.findall(r'"([a-z_]+)"', found)}


@pytest.mark.parametrize(
    ("kind", "pattern"),
    [
        ("problem", r'\.(?:asks|refuses)\(\s*(?:"\w+"|of|name|self\.\w+),\s*("[a-z_]+"(?:\s+if[^,)]+else "[a-z_]+")?)'),
        ("note", r'Note\((?:sheet\.)?name, ("[a-z_]+")'),
        ("repair", r'(?:step\(("[a-z_]+")|repaired\([^\n]*("[a-z_]+")\)|append\(("[a-z_]+")|return ("unit_[a-z]+"))'),
    ],
)
def test_every_code_has_words(kind, pattern):
    source = "\n".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py"))
    codes = {
        code
        for found in re.finditer(pattern, source)
        for code in re.findall(r'"([a-z_]+)"', "".join(filter(None, found.groups())))
    }
    assert len(codes) > 3
    assert {code for code in codes if f"office.roster.{kind}.{code}" not in catalogue()} == set()


def test_no_words_are_left_over():
    texts = literals() | {f"script_{name}" for name in ("tcvn3", "vni")}
    kept = re.compile(r"office\.roster\.(?:problem|repair|note|status)\.(\w+)|refused\.(roster\.\w+)")
    keys = [found[1] or found[2] for key in catalogue() if (found := kept.fullmatch(key))]
    assert [key for key in keys if key not in texts] == []
