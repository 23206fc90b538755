"""Headers, headings, totals, signatures, pages: what is a person and what is not."""

from datetime import date
from typing import Any

import pytest

from diemcau.base.refused import Refused
from diemcau.planning.roster.gazette import gazetteer
from diemcau.planning.roster.rules.cells import Sheet
from diemcau.planning.roster.rules.findings import Sheetcheck
from diemcau.planning.roster.rules.headers import Means, meaning
from diemcau.planning.roster.rules.sheet import check_book
from tests.planning.roster.people import TODAY

HEAD = ["STT", "Họ và tên", "Năm sinh", "Chức vụ"]


def check(
    *rows: list[Any], merged: Any = (), site: str = "10273", name: str | None = None, **wishes: Any
) -> Sheetcheck:
    return check_book([Sheet(name, [list(row) for row in rows], list(merged), **wishes)], gazetteer(), site, TODAY)


def people(*rows, **wishes):
    return [(row.no, row.person.full_name) for row in check(*rows, **wishes).rows]


def one(*rows, **wishes):
    return check(*rows, **wishes).rows[0].person


@pytest.mark.parametrize(
    ("label", "means"),
    [
        ("STT", Means.NO), ("TT", Means.NO), ("Họ và tên", Means.NAME), ("HỌ VÀ\nTÊN", Means.NAME), ("Họ đệm",
        Means.FAMILY),
        ("Họ và tên đệm", Means.FAMILY), ("Tên", Means.GIVEN), ("Ngày, tháng, năm sinh", Means.BIRTH),
        ("Năm sinh nam", Means.BIRTH_NAM),
        ("Ngày sinh (Nữ)", Means.BIRTH_NU), ("Giới tính", Means.SEX), ("Nam", Means.SEX_NAM), ("Nữ", Means.SEX_NU),
        ("Chức vụ, chức danh", Means.POSITION), ("Chức vụ, đơn vị công tác", Means.POSITION_UNIT),
        ("Đơn vị công tác", Means.UNIT),
        ("Xã/phường", Means.UNIT), ("Tỉnh/thành phố", Means.PROVINCE), ("SĐT", Means.PHONE), ("Điện thoại (Zalo)",
        Means.PHONE),
        ("Số CCCD", Means.CITIZEN), ("Mã đơn vị", Means.UNIT_CODE), ("Nhóm", Means.GROUP), ("Dân tộc", Means.LEFT_OUT),
        ("Ngày vào Đảng", Means.LEFT_OUT), ("Trình độ LLCT", Means.LEFT_OUT), ("Nơi sinh", Means.LEFT_OUT),
        ("Ghi chú", Means.LEFT_OUT),
        ("Nơi thường trú", Means.LEFT_OUT), ("Thường trực Đảng ủy", None), ("Hồ", None), ("Tổ", None), ("", None),
    ],
)  # fmt: skip
def test_a_label_means_what_its_words_say(label, means):
    assert meaning(label) == means


def test_the_header_is_found_below_a_title_and_what_follows_the_signature_is_nobody():
    assert people(
        ["ĐẢNG ỦY XÃ PHÚ XUYÊN", "", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
        ["DANH SÁCH HỌC VIÊN"],
        HEAD,
        ["(1)", "(2)", "(3)", "(4)"],
        [1, "Trần Gia Thịnh", 1975, "Bí thư"],
        [],
        [2, "Lê Cẩm Nhã", 1980, "Phó Bí thư"],
        ["", "Tổng cộng: 2 đồng chí"],
        ["", "", "", "Phú Xuyên, ngày 06 tháng 9 năm 2025"],
        ["", "NGƯỜI LẬP BIỂU", "", "TM. ĐẢNG ỦY"],
        ["", "Đỗ Văn Lập", "", "Vũ Văn Ký"],
    ) == [(5, "Trần Gia Thịnh"), (7, "Lê Cẩm Nhã")]


def test_a_header_may_have_three_rows():
    found = check(
        ["STT", "Thông tin cá nhân", "", "", "Chức vụ"],
        ["", "Họ và tên", "Năm sinh", "", ""],
        ["", "", "Nam", "Nữ", ""],
        [1, "Trần Gia Thịnh", 1975, "", "Bí thư"],
        [2, "Lê Cẩm Nhã", "", 1980, "Phó Bí thư"],
    ).rows
    assert [(row.person.full_name, row.person.sex, row.person.birth.date) for row in found] == [
        ("Trần Gia Thịnh", "nam", "1975"), ("Lê Cẩm Nhã", "nu", "1980"),
    ]  # fmt: skip


def test_day_month_and_year_may_have_columns_of_their_own():
    rows = [["STT", "Họ và tên", "Ngày sinh", "", ""], ["", "", "Ngày", "Tháng", "Năm"]]
    assert one(*rows, [1, "Trần Gia Thịnh", 5, 9, 1975]).birth.date == "1975-09-05"
    assert one(*rows, [1, "Trần Gia Thịnh", "", "", 1975]).birth.date == "1975"


def test_family_and_given_name_are_joined_and_kept():
    found = one(["STT", "Họ và tên", "", "Năm sinh"], [1, "Trần Gia", "Thịnh", 1975])
    assert (found.family_name, found.given_name, found.full_name) == ("Trần Gia", "Thịnh", "Trần Gia Thịnh")


def test_headings_are_position_groups_without_their_number_and_count():
    found = check(
        HEAD, ["I", "Đảng ủy (2 người)"], [1, "Trần Gia Thịnh", 1975, ""], ["II. UBND: 01 đ/c"], [2, "Lê Cẩm Nhã",
        1980, ""],
        ["", "CÁC PHÒNG, BAN"], [3, "Vũ Thị Miên", 1980, ""],
    )  # fmt: skip
    assert [row.person.position_group for row in found.rows] == ["Đảng ủy", "UBND", "Các phòng, ban"]


def test_headings_of_units_give_the_unit_and_begin_the_groups_anew():
    found = check(
        HEAD, ["A", "XÃ PHÚ XUYÊN"], ["I", "Đảng ủy"], [1, "Trần Gia Thịnh", 1975, ""], ["B", "XÃ CHUYÊN MỸ"],
        [2, "Lê Cẩm Nhã", 1980, ""],
        site="01",
    )  # fmt: skip
    assert [(row.person.unit_code, row.person.position_group) for row in found.rows] == [
        ("10273", "Đảng ủy"),
        ("10330", None),
    ]


def test_a_header_that_comes_again_on_the_next_page_keeps_the_group():
    title = ["", "ĐẢNG ỦY XÃ PHÚ XUYÊN", "", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"], ["DANH SÁCH HỌC VIÊN"]
    found = check(
        *title, HEAD, ["I", "Đảng ủy"], [1, "Trần Gia Thịnh", 1975, ""], ["", "", "", "Trang 1"],
        *title, HEAD, [2, "Lê Cẩm Nhã", 1980, ""],
    )  # fmt: skip
    assert [(row.no, row.person.position_group) for row in found.rows] == [(5, "Đảng ủy"), (10, "Đảng ủy")]


def test_a_second_list_below_the_first_has_its_own_title():
    found = check(
        ["DANH SÁCH XÃ PHÚ XUYÊN"], HEAD, ["I", "Đảng ủy"], [1, "Trần Gia Thịnh", 1975, ""], ["", "Người lập biểu"],
        ["", "Đỗ Lập"],
        ["DANH SÁCH XÃ CHUYÊN MỸ"], HEAD, [1, "Lê Cẩm Nhã", 1980, ""], site="01",
    )  # fmt: skip
    assert [(row.person.unit_code, row.person.position_group) for row in found.rows] == [
        ("10273", "Đảng ủy"),
        ("10330", None),
    ]


def test_a_merged_cell_counts_for_all_its_rows():
    found = check(
        ["STT", "Họ và tên", "Đơn vị"], [1, "Trần Gia Thịnh", "Xã Chuyên Mỹ"], [2, "Lê Cẩm Nhã", ""],
        [3, "Vũ Thị Miên", ""],
        merged=[((1, 2), (2, 2))],
    )  # fmt: skip
    assert [row.person.unit_code for row in found.rows] == ["10330", "10330", "10273"]


def test_hidden_rows_and_columns_are_left_out_and_told():
    found = check(
        HEAD, [1, "Trần Gia Thịnh", 1975, "Bí thư"], [2, "Lê Cẩm Nhã", 1980, "Phó Bí thư"],
        hidden_rows=frozenset({1}), hidden_columns=frozenset({3}),
    )  # fmt: skip
    assert [(row.no, row.person.position) for row in found.rows] == [(3, None)]
    assert [(note.code, dict(note.data)) for note in found.notes] == [
        ("hidden_rows", {"count": 1}),
        ("hidden_columns", {"count": 1}),
    ]


def test_columns_that_are_not_taken_in_are_told_sensitive_ones_first():
    found = check(["STT", "Họ và tên", "Dân tộc", "Email", "Tổ"], [1, "Trần Gia Thịnh", "Kinh", "a@example.vn", 3])
    assert [(note.code, note.data["columns"]) for note in found.notes] == [
        ("sensitive_left_out", "Dân tộc"), ("columns_left_out", "Email, Tổ"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "cells", "sex"),
    [
        (["Giới tính"], ["Nữ"], "nu"),
        (["Giới tính"], ["nam"], "nam"),
        (["Giới tính"], [""], None),
        (["Nam", "Nữ"], ["", "x"], "nu"),
        (["Nam", "Nữ"], ["", ""], None),
        (["Nữ"], ["x"], "nu"),
    ],
)
def test_sex_is_read_from_its_columns(head, cells, sex):
    assert one(["STT", "Họ và tên", *head, "Chức vụ"], [1, "Trần Văn An", *cells, "Bí thư"]).sex == sex


def test_who_is_not_marked_in_the_one_column_has_the_other_sex_when_somebody_is_marked():
    rows = ["STT", "Họ và tên", "Nữ", "Chức vụ"], [1, "Trần An", "", "Bí thư"], [2, "Lê Bé", "x", "Phó"]
    assert [row.person.sex for row in check(*rows).rows] == ["nam", "nu"]


def test_what_contradicts_itself_is_asked():
    found = check(
        ["STT", "Họ và tên", "Giới tính", "Năm sinh", ""], ["", "", "", "Nam", "Nữ"],
        [1, "Trần An", "Nữ", 1975, ""], [2, "Lê Bé", "Nữ", 1975, 1976], [3, "Vũ Ca", "khác", "", 1976],
    )  # fmt: skip
    assert [[problem.code for problem in row.problems] for row in found.rows] == [
        ["sex_differs"],
        ["birth_twice"],
        ["sex_unclear"],
    ]


def test_a_name_and_a_post_in_one_cell_are_parted():
    found = one(["STT", "Họ tên, chức vụ", "Năm sinh"], [1, "Trần Gia Thịnh\nBí thư Đảng ủy", 1975])
    assert (found.full_name, found.position) == ("Trần Gia Thịnh", "Bí thư Đảng ủy")


def test_posts_in_several_columns_are_joined_and_signs_for_nothing_left_out():
    rows = ["STT", "Họ và tên", "Chức vụ", ""], ["", "", "Đảng", "Chính quyền"]
    found = check(
        *rows, [1, "Trần An", "Bí thư", "Chủ tịch HĐND"], [2, "Lê Bé", "-", "Chủ tịch UBND"], merged=[((0, 2), (0, 3))]
    )
    assert [row.person.position for row in found.rows] == ["Bí thư, Chủ tịch HĐND", "Chủ tịch UBND"]


def test_a_post_in_capitals_is_written_as_in_a_sentence():
    assert one(HEAD, [1, "Trần An", 1975, "CHỦ TỊCH UBND XÃ PHÚ XUYÊN"]).position == "Chủ tịch UBND xã Phú Xuyên"


def test_a_row_without_a_name_is_refused_and_one_with_a_number_only_is_nothing():
    found = check(HEAD, [1, "Trần An", 1975, ""], [2, "", 1980, ""], [3, "", "", ""])
    assert [(row.no, row.status, [problem.code for problem in row.problems]) for row in found.rows[1:]] == [
        (3, "refused", ["name_missing"])
    ]


def test_a_name_without_a_number_among_numbered_ones_is_asked():
    found = check(HEAD, [1, "Trần An", 1975, ""], ["", "Lê Cẩm Nhã", "", ""])
    assert [[problem.code for problem in row.problems] for row in found.rows] == [[], ["row_unclear"]]


# --- units of rows -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("head", "cell", "site", "unit"),
    [
        ("Đơn vị", "UBND xã", "10273", "10273"),
        ("Đơn vị", "Xã Chuyên Mỹ", "10273", "10330"),
        ("Chức vụ, đơn vị công tác", "Bí thư Đảng ủy xã Chuyên Mỹ", "10273", "10330"),
        ("Chức vụ", "Bí thư Đảng ủy xã Chuyên Mỹ", "01", "10330"),
        ("Chức vụ", "Bí thư", "01", "01"),
        ("Chức vụ", "Bí thư", "", None),
        ("Mã đơn vị", "10330", "10273", "10330"),
        ("Mã đơn vị", 226.0, "01", "00226"),
    ],
)
def test_a_row_has_the_unit_that_is_told_nearest(head, cell, site, unit):
    assert one(["STT", "Họ và tên", head], [1, "Trần An", cell], site=site).unit_code == unit


def test_a_title_or_a_name_of_a_sheet_tells_the_unit():
    assert one(["UBND XÃ TÂN TIẾN"], ["TỈNH CÀ MAU"], HEAD, [1, "Trần An", 1975, ""], site="").unit_code == "32188"
    assert one(HEAD, [1, "Trần An", 1975, ""], site="01", name="Chuyên Mỹ").unit_code == "10330"


def test_commune_and_province_may_have_columns_of_their_own():
    rows = (
        ["STT", "Họ và tên", "Xã/phường", "Tỉnh"],
        [1, "Trần An", "Tân Tiến", "Cà Mau"],
        [2, "Lê Bé", "Phú Xuyên", "Thái Nguyên"],
    )
    assert [row.person.unit_code for row in check(*rows, site="").rows] == ["32188", "05773"]


# --- twins ---------------------------------------------------------------------------------------------------


def twins(*rows):
    head = ["STT", "Họ và tên", "Ngày sinh", "Điện thoại", "Số CCCD", "Chức vụ"]
    found = check(head, *[[place, *row] for place, row in enumerate(rows, 1)])
    return [
        next((problem.code for problem in row.problems if problem.code.startswith("twin")), "") for row in found.rows
    ]


AN = ["Trần Gia Thịnh", "05/09/1975", "0912000345", "", "Bí thư"]


@pytest.mark.parametrize(
    ("other", "code"),
    [
        (AN, "twin_exact"),
        (["TRẦN GIA THỊNH", "5.9.1975", 912000345.0, "", "Bí thư"], "twin_exact"),
        (["Trần Gia Thịnh", "1975", "0912000345", "", "Bí thư"], "twin_exact"),
        (["Trần Gia Thịnh", "05/09/1975", "", "", "Chủ tịch"], "twin_likely"),
        (["Trần Gia Thịnh", "05/09/1975", "0987000345", "", "Bí thư"], "twin_likely"),
        (["Tran Gia Thinh", "1975", "", "", ""], "twin_likely"),
        (["Trần Gia Thịnh", "06/09/1975", "", "", "Bí thư"], ""),
        (["Trần Gia Thịnh", "", "", "", "Chủ tịch"], ""),
        (["Lê Cẩm Nhã", "05/09/1975", "0912000345", "", "Bí thư"], ""),
    ],
)
def test_a_name_alone_never_makes_two_rows_one_person(other, code):
    assert twins(AN, other) == ["", code]


def test_one_citizen_number_with_two_names_is_asked_and_two_numbers_part_one_name():
    assert twins(["Trần An", "", "", "001075000001", ""], ["Lê Bé", "", "", "001075000001", ""]) == ["", "twin_likely"]
    assert twins([*AN[:3], "001075000001", "Bí thư"], [*AN[:3], "001075000002", "Bí thư"]) == ["", ""]


# --- citizen numbers ------------------------------------------------------------------------------------------


def numbered(*births, sex="Nam"):
    head = ["STT", "Họ và tên", "Giới tính", "Ngày sinh", "Số CCCD"]
    rows = [
        [place, f"Trần Gia {'ABCDĐEGHIKLMN'[place]}", sex, birth, f"0010{str(1960 + place)[2:]}{place:06}"]
        for place, birth in enumerate(births)
    ]
    return check(head, *rows)


def test_of_a_citizen_number_only_the_last_four_digits_are_kept():
    assert [row.citizen for row in numbered(1960, 1961).rows] == ["0000", "0001"]


def test_a_birth_that_the_numbers_of_a_trustworthy_column_contradict_is_asked():
    births = [1960 + place for place in range(12)]
    assert [row.problems for row in numbered(*births).rows] == [()] * 12
    births[5] = 1985
    assert [problem.code for row in numbered(*births).rows for problem in row.problems] == ["birth_citizen"]
    asked = [
        problem.code for row in numbered(*[1960 + n for n in range(12)], sex="Nữ").rows for problem in row.problems
    ]
    assert asked == ["sex_citizen"] * 12


def test_numbers_that_agree_with_nothing_are_not_held_against_births():
    assert [row.problems for row in numbered(*[1990 + place for place in range(12)]).rows] == [()] * 12


# --- refusals --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rows", "site", "code"),
    [
        ([HEAD], "", "roster.no_rows"),
        ([["xin chào"]], "", "roster.no_header"),
        ([HEAD, [1, "Trần An", 1975, ""]], "99999", "roster.site"),
    ],
)
def test_what_cannot_be_read_is_refused(rows, site, code):
    with pytest.raises(Refused) as refused:
        check(*rows, site=site)
    assert refused.value.code == code


def test_a_date_shown_without_its_day_is_a_month():
    found = one(HEAD, [1, "Trần An", date(1975, 9, 1), ""], months=frozenset({(1, 2)}))
    assert (found.birth.date, found.birth.precision) == ("1975-09", "month")
