"""Units by the names that rosters use; what may be two units is asked."""

import pytest

from diemcau.planning.roster.gazette import gazetteer
from diemcau.planning.roster.rules.gazetteer import Around
from diemcau.planning.roster.rules.whereabouts import place_of
from diemcau.units.rules import full_name

PHU_XUYEN, HA_NOI, THAI_NGUYEN = "10273", "01", "19"
NOWHERE, IN_HA_NOI, AT_PHU_XUYEN = Around(), Around(province=HA_NOI), Around(site=PHU_XUYEN, province=HA_NOI)


def find(text, around=NOWHERE):
    place = place_of(text, gazetteer(), around)
    if place.found:
        return place.found.code or len(place.found.choices), place.found.rule
    return "unknown" if place.unknown else "", ""


@pytest.mark.parametrize(
    ("text", "around", "code", "rule"),
    [
        ("Xã Phú Xuyên", IN_HA_NOI, PHU_XUYEN, ""),
        ("xã Phú Xuyên, Hà Nội", NOWHERE, PHU_XUYEN, ""),
        ("Phú Xuyên - Thái Nguyên", NOWHERE, "05773", ""),
        ("Phú Xuyên", AT_PHU_XUYEN, PHU_XUYEN, ""),
        ("PHÚ XUYÊN", AT_PHU_XUYEN, PHU_XUYEN, ""),
        ("Đảng ủy xã Phú Xuyên", IN_HA_NOI, PHU_XUYEN, ""),
        ("UBND XÃ PHÚ XUYÊN", IN_HA_NOI, PHU_XUYEN, ""),
        ("UBND Phú Xuyên", IN_HA_NOI, PHU_XUYEN, ""),
        ("Công an xã Phú Xuyên, TP. Hà Nội", NOWHERE, PHU_XUYEN, ""),
        ("X. Phú Xuyên", IN_HA_NOI, PHU_XUYEN, ""),
        ("Chủ tịch UBND xã Phú Xuyên phụ trách chung", IN_HA_NOI, PHU_XUYEN, ""),
        ("xa phu xuyen", IN_HA_NOI, PHU_XUYEN, "unit_without_marks"),
        ("10273", NOWHERE, PHU_XUYEN, ""),
        ("Thị trấn Phú Xuyên", IN_HA_NOI, PHU_XUYEN, "unit_former"),
        ("TT. Phú Xuyên", IN_HA_NOI, PHU_XUYEN, "unit_former"),
        ("P. Phúc Xá, Q. Ba Đình", NOWHERE, "00097", "unit_former"),
        ("Phường Hoà Bình, tỉnh Phú Thọ", NOWHERE, "04795", ""),
        ("xã Mỹ Lý", NOWHERE, "16816", ""),
        ("xã Mĩ Lí", NOWHERE, "16816", "unit_spelling"),
        ("P.1 Bảo Lộc", NOWHERE, "24823", ""),
        ("Phường 01 Bảo Lộc", NOWHERE, "24823", ""),
        ("M'Drắk", NOWHERE, "24412", ""),
        ("Văn Miếu – Quốc Tử Giám", NOWHERE, "00226", ""),
        ("Phường Phú Xuyên", IN_HA_NOI, PHU_XUYEN, "unit_kind"),
        ("Xã Long Thành, Đồng Nai", NOWHERE, "26368", ""),
        ("Tỉnh ủy Thanh Hóa", NOWHERE, "38", ""),
        ("tỉnh Hà Nam", NOWHERE, "37", "unit_former"),
        ("phường Hội An Đông", Around(province="48"), "20413", ""),
    ],
)
def test_a_unit_is_found_by_its_name(text, around, code, rule):
    assert find(text, around) == (code, rule)


@pytest.mark.parametrize(
    ("text", "around", "choices"),
    [
        ("Xã Phú Xuyên", NOWHERE, 2),
        ("Tân Tiến", NOWHERE, 8),
        ("Thanh An", Around(province="79"), 2),
        ("Xã Tân Tiến", IN_HA_NOI, 2),
    ],
)
def test_what_may_be_several_units_is_asked(text, around, choices):
    assert find(text, around) == (choices, "")


def test_a_name_with_marks_is_meant_so_where_the_column_is_written_with_marks():
    assert find("Thanh An", Around(province="79", marked=True)) == ("25807", "")


def test_a_unit_of_another_province_is_asked_unless_the_text_says_where_it_lies():
    assert (find("xã Bó Sinh", IN_HA_NOI), find("xã Bó Sinh, tỉnh Sơn La", IN_HA_NOI)) == ((1, ""), ("04171", ""))


@pytest.mark.parametrize(
    "text", ["UBND xã", "Đảng ủy", "Phòng Văn hóa - Xã hội", "Văn phòng HĐND và UBND", "Trường Mầm non Sao Mai", ""]
)
def test_a_body_without_a_name_says_nothing_of_its_unit(text):
    assert find(text, IN_HA_NOI) == ("", "")


@pytest.mark.parametrize("text", ["xã Phú Xuyn", "Huyện Phú Xuyên", "xã Phú Xuyên, tỉnh Nam Định", "Xã Không Có Đâu"])
def test_a_name_that_no_unit_bears_is_told(text):
    assert find(text, IN_HA_NOI) == ("unknown", "")


def test_a_divided_former_unit_is_asked_but_at_one_of_its_parts():
    parts = place_of("Xã Hồng Hà", gazetteer(), IN_HA_NOI).found.choices
    assert (len(parts), find("Xã Hồng Hà", Around(site="09022", province=HA_NOI))) == (4, ("09022", "unit_former"))


def test_every_unit_is_found_by_its_full_name_and_province():
    today = gazetteer().today
    missed = {
        code
        for code, row in today.items()
        if (row["parent_code"] and find(gazetteer().full_name(code)) != (code, "")) or find(code) != (code, "")
    }
    assert missed == set()


def test_every_commune_is_found_in_its_province_with_and_without_its_type():
    missed = {"with": set(), "without": set()}
    for code, row in gazetteer().today.items():
        if not row["parent_code"]:
            continue
        around = Around(province=row["parent_code"], marked=True)
        if find(full_name(row["kind"], row["name"]), around) != (code, ""):
            missed["with"].add(code)
        found = find(row["name"], around)
        if found[0] != code and not isinstance(found[0], int):
            missed["without"].add(code)
    assert missed == {"with": set(), "without": set()}


def test_without_marks_a_name_is_never_another_unit():
    wrong = set()
    for code, row in gazetteer().today.items():
        if row["parent_code"]:
            from diemcau.base.text import fold

            found, _ = find(fold(full_name(row["kind"], row["name"])), Around(province=row["parent_code"]))
            wrong |= {code} if found != code and not isinstance(found, int) else set()
    assert wrong == set()
