"""Units of a day and the search."""

from collections import Counter
from datetime import date
from typing import Any

import pytest

from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.units.queries import UnitHit, UnitOn, communes_of, provinces, search, version_of, versions_on
from diemcau.units.rules import Level

CLASS_DAY = date(2025, 9, 6)
LAST_DAY_AS_PROVINCE = date(2026, 4, 29)
FIRST_DAY_AS_CITY = date(2026, 4, 30)
TODAY = date(2026, 11, 22)
BECAME_WARDS = ["25270", "25357", "25363", "26116", "26170", "26248", "26326", "26368", "26425", "26485"]

pytestmark = pytest.mark.usefixtures("units")


@pytest.mark.parametrize(
    ("on", "counts"),
    [
        (TODAY, {"trung_uong": 1, "tinh": 27, "thanh_pho": 7, "xa": 2611, "phuong": 697, "dac_khu": 13}),
        (FIRST_DAY_AS_CITY, {"trung_uong": 1, "tinh": 27, "thanh_pho": 7, "xa": 2611, "phuong": 697, "dac_khu": 13}),
        (LAST_DAY_AS_PROVINCE, {"trung_uong": 1, "tinh": 28, "thanh_pho": 6, "xa": 2621, "phuong": 687, "dac_khu": 13}),
        (CLASS_DAY, {"trung_uong": 1, "tinh": 28, "thanh_pho": 6, "xa": 2621, "phuong": 687, "dac_khu": 13}),
        (date(2025, 6, 30), {}),
    ],
)
def test_there_are_34_provinces_and_3321_communes_and_their_kinds_depend_on_the_day(
    on: date, counts: dict[str, int]
) -> None:
    assert Counter(unit.kind for unit in versions_on(on).values()) == counts


def test_units_of_a_day_come_in_one_query_and_in_code_order(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        units = versions_on(TODAY)

    codes = list(units)
    assert (len(codes), codes[:3], codes[34:36]) == (3356, ["00", "01", "04"], ["96", "00004"])
    assert codes[1:35] == sorted(codes[1:35])
    assert codes[35:] == sorted(codes[35:])


def test_a_unit_tells_its_names_its_level_and_its_province() -> None:
    unit = version_of("10273", CLASS_DAY)

    assert (unit.full_name, unit.in_text, unit.level, unit.parent, unit.province) == (
        "Xã Phú Xuyên",
        "xã Phú Xuyên",
        Level.COMMUNE,
        "01",
        "01",
    )
    assert [(version_of(code, TODAY).parent, version_of(code, TODAY).province) for code in ("01", "00")] == [
        ("00", "01"),
        ("", ""),
    ]


def test_dong_nai_was_a_province_and_is_a_city_and_ten_communes_became_wards() -> None:
    assert [version_of("75", on).in_text for on in (CLASS_DAY, LAST_DAY_AS_PROVINCE, FIRST_DAY_AS_CITY)] == [
        "tỉnh Đồng Nai",
        "tỉnh Đồng Nai",
        "thành phố Đồng Nai",
    ]
    before, after = versions_on(CLASS_DAY), versions_on(TODAY)
    assert [code for code in after if before[code].kind != after[code].kind] == ["75", *BECAME_WARDS]
    assert [
        code for code in after if (before[code].name, before[code].parent) != (after[code].name, after[code].parent)
    ] == []


def test_a_code_that_nobody_had_on_that_day_is_refused_with_words() -> None:
    with pytest.raises(Refused) as refusal:
        version_of("06978", TODAY)

    assert (refusal.value.code, refusal.value.status) == ("unit.unknown", 404)
    assert say("refused.unit.unknown", **refusal.value.data) == (
        "Không có đơn vị hành chính mang mã 06978 vào ngày 22/11/2026."
    )


def test_ba_che_has_the_code_of_the_national_list() -> None:
    assert version_of("06970", TODAY).full_name == "Xã Ba Chẽ"


def test_provinces_and_communes_come_in_code_order(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        found = provinces(CLASS_DAY)
    with django_assert_num_queries(1):
        communes = communes_of("12", TODAY)

    assert [(unit.code, unit.full_name) for unit in (*found[:2], found[-1])] == [
        ("01", "Thành phố Hà Nội"),
        ("04", "Tỉnh Cao Bằng"),
        ("96", "Tỉnh Cà Mau"),
    ]
    assert len(found) == 34
    assert (len(communes), communes) == (38, sorted(communes, key=lambda unit: unit.code))  # Lai Châu has fewest
    assert [len(communes_of(code, TODAY)) for code in ("79", "38", "46")] == [168, 166, 40]
    assert communes_of("99", TODAY) == []


def test_every_commune_lies_in_a_province_and_every_province_under_the_centre() -> None:
    units = versions_on(TODAY)

    assert Counter(units[unit.parent].level for unit in units.values() if unit.parent) == {
        Level.CENTRE: 34,
        Level.PROVINCE: 3321,
    }


def test_every_unit_but_the_centre_has_a_point_in_or_near_the_country() -> None:
    def near(unit: UnitOn) -> bool:
        return unit.lat is not None and unit.lon is not None and 7 < unit.lat < 24 and 102 < unit.lon < 117

    assert [code for code, unit in versions_on(TODAY).items() if not near(unit)] == ["00"]


def _found(text: str, on: date = TODAY, limit: int = 20) -> list[tuple[str, str, str]]:
    return [(hit.code, hit.full_name, hit.province_name) for hit in search(text, on, limit)]


@pytest.mark.parametrize("text", ["phu xuyen", "Phú Xuyên", "xã phú xuyên", "PHU  XUYEN", "Phu\u0301 Xuyên"])
def test_both_communes_called_phu_xuyen_are_found_and_say_their_province(text: str) -> None:
    assert _found(text) == [("05773", "Xã Phú Xuyên", "Thái Nguyên"), ("10273", "Xã Phú Xuyên", "Hà Nội")]


@pytest.mark.parametrize("text", ["Phú Xuyên Hà Nội", "phu xuyen ha n", "xã Phú Xuyên, thành phố Hà Nội", "10273"])
def test_a_province_after_the_name_or_a_code_leaves_one(text: str) -> None:
    assert search(text, TODAY) == [UnitHit("10273", "xa", "Phú Xuyên", "Xã Phú Xuyên", "Hà Nội")]


def test_the_kind_is_that_of_the_day() -> None:
    assert [search("long thành, đồng nai", on)[0].full_name for on in (CLASS_DAY, TODAY)] == [
        "Xã Long Thành",
        "Phường Long Thành",
    ]
    assert [search("đồng nai", on)[0].full_name for on in (CLASS_DAY, TODAY)] == ["Tỉnh Đồng Nai", "Thành phố Đồng Nai"]


# Eight pairs of one province become equal without marks.
@pytest.mark.parametrize(
    ("typed", "province", "marked", "codes"),
    [
        ("van lang", "Thái Nguyên", "Văn Lăng", {"Văn Lăng", "Văn Lang"}),
        ("cam giang", "Hải Phòng", "Cẩm Giang", {"Cẩm Giàng", "Cẩm Giang"}),
        ("son ha", "Quảng Ngãi", "Sơn Hạ", {"Sơn Hà", "Sơn Hạ"}),
        ("ba to", "Quảng Ngãi", "Ba Tô", {"Ba Tơ", "Ba Tô"}),
        ("loc thanh", "Đồng Nai", "Lộc Thành", {"Lộc Thạnh", "Lộc Thành"}),
        ("thanh an", "Hồ Chí Minh", "Thanh An", {"Thạnh An", "Thanh An"}),
        ("tan thanh", "Tây Ninh", "Tân Thành", {"Tân Thạnh", "Tân Thành"}),
        ("tan thanh", "Đồng Tháp", "Tân Thạnh", {"Tân Thạnh", "Tân Thành"}),
    ],
)
def test_names_that_are_equal_without_marks_are_both_found_and_marks_decide_which_is_first(
    typed: str, province: str, marked: str, codes: set[str]
) -> None:
    unmarked = [hit for hit in search(f"{typed}, {province}", TODAY) if hit.former is None]
    with_marks = [hit for hit in search(f"{marked}, {province}", TODAY) if hit.former is None]

    assert {hit.name for hit in unmarked} == codes
    assert len(unmarked) == len(with_marks) == 2
    assert with_marks[0].name == marked
    assert {hit.province_name for hit in unmarked} == {province}


def test_a_name_that_seven_communes_share_gives_seven() -> None:
    assert len([hit for hit in search("xã Tân Tiến", TODAY, 50) if hit.name == "Tân Tiến" and hit.kind == "xa"]) == 7


def test_a_begun_name_a_later_word_and_a_begun_code_find_too() -> None:
    assert _found("phú xuy") == [("05773", "Xã Phú Xuyên", "Thái Nguyên"), ("10273", "Xã Phú Xuyên", "Hà Nội")]
    assert _found("quoc tu giam") == [("00226", "Phường Văn Miếu - Quốc Tử Giám", "Hà Nội")]
    assert [code for code, _, _ in _found("1027")] == ["10273", "10279"]
    assert _found("blao", limit=1) == []


def test_whole_names_come_before_begun_ones_and_provinces_before_communes() -> None:
    assert _found("hà giang", limit=2) == [
        ("00691", "Phường Hà Giang 2", "Tuyên Quang"),
        ("00694", "Phường Hà Giang 1", "Tuyên Quang"),
    ]
    assert _found("cà mau", limit=1) == [("96", "Tỉnh Cà Mau", "")]
    assert [hit.name for hit in search("tân an", TODAY, 12)] == [*["Tân An"] * 10, "Tân Ân", "Tân An Hội"]
    assert {hit.former for hit in search("tân an", TODAY, 12)} == {None}


def test_the_centre_is_found() -> None:
    assert _found("trung ương") == [("00", "Trung ương", "")]


@pytest.mark.parametrize(
    "text",
    [
        "Phúc Xá",
        "phuc xa",
        "Phường Phúc Xá",
        "p. phúc xá, q. ba đình",
        "Phúc Xá, Hà Nội",
        "phuc xa ba dinh ha noi",
        "00001",
    ],
)
def test_a_former_name_answers_with_the_unit_of_today(text: str) -> None:
    assert search(text, TODAY) == [
        UnitHit(
            code="00097",
            kind="phuong",
            name="Hồng Hà",
            full_name="Phường Hồng Hà",
            province_name="Hà Nội",
            former="Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội",
        )
    ]


def test_a_former_unit_that_was_divided_answers_with_all_parts_the_main_part_first() -> None:
    assert _found("Cống Vị") == [("00008", "Phường Ngọc Hà", "Hà Nội"), ("00025", "Phường Giảng Võ", "Hà Nội")]
    assert _found("Phường 14, Quận 10, TP.HCM") == [
        ("27169", "Phường Diên Hồng", "Hồ Chí Minh"),
        ("27163", "Phường Hòa Hưng", "Hồ Chí Minh"),
    ]


def test_a_former_unit_of_the_typed_type_comes_before_one_of_today_of_another_type() -> None:
    hits = search("Thị trấn Phú Xuyên", TODAY)

    assert [(hit.code, hit.former) for hit in hits] == [
        ("10273", "Thị trấn Phú Xuyên, Huyện Phú Xuyên, Thành phố Hà Nội"),
        ("05773", None),
    ]


def test_a_former_unit_of_another_district_is_not_meant() -> None:
    assert _found("Phúc Xá, quận Hoàn Kiếm") == []


@pytest.mark.parametrize("text", ["", "  ", "-", "đô thị", "%", "_", "Phú%", "99999", "x" * 300])
def test_what_is_no_name_finds_nothing(text: str) -> None:
    assert search(text, TODAY) == []


def test_before_the_two_tiers_nothing_is_found() -> None:
    assert search("phú xuyên", date(2025, 6, 30)) == []


@pytest.mark.parametrize("text", ["phu xuyen", "Phúc Xá", "t", "Phường 14"])
def test_a_search_is_two_queries_whatever_it_finds(text: str, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(2):
        search(text, TODAY)


def test_nothing_typed_is_no_query(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        search(" ", TODAY)


def test_every_hundredth_commune_is_the_first_answer_to_its_name_and_province() -> None:
    units = versions_on(TODAY)
    communes = [unit for unit in units.values() if unit.level is Level.COMMUNE][::100]

    assert len(communes) == 34
    for unit in communes:
        assert search(f"{unit.full_name}, {units[unit.parent].full_name}", TODAY)[0].code == unit.code
