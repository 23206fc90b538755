"""Names in lists and in running text, what a typed name may mean, scopes."""

import csv
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.base.refused import Refused
from diemcau.base.text import line
from diemcau.base.words import say
from diemcau.units.rules import (
    CENTRE,
    Kind,
    Level,
    Scope,
    fit,
    full_name,
    in_text,
    level_of,
    lies_in,
    readings,
    split_type,
    typed_kind,
)

PROVINCE_CODES = ("01", "19", "75")
COMMUNES = {"10273": "01", "00097": "01", "05773": "19", "26368": "75"}
codes = st.sampled_from([CENTRE, *PROVINCE_CODES, *COMMUNES])
rows = st.sampled_from([(CENTRE, None), *((code, code) for code in PROVINCE_CODES), *COMMUNES.items()])


@pytest.mark.parametrize(
    ("kind", "name", "listed", "running"),
    [
        ("xa", "Phú Xuyên", "Xã Phú Xuyên", "xã Phú Xuyên"),
        ("phuong", "Đông Sơn", "Phường Đông Sơn", "phường Đông Sơn"),
        ("phuong", "1 Bảo Lộc", "Phường 1 Bảo Lộc", "Phường 1 Bảo Lộc"),
        ("phuong", "Điện Biên Phủ", "Phường Điện Biên Phủ", "Phường Điện Biên Phủ"),
        ("phuong", "Nguyễn Úy", "Phường Nguyễn Úy", "Phường Nguyễn Úy"),
        ("phuong", "Nguyễn Uý", "Phường Nguyễn Uý", "Phường Nguyễn Uý"),
        ("phuong", "Bạch Đằng", "Phường Bạch Đằng", "phường Bạch Đằng"),
        ("xa", "A Lưới 3", "Xã A Lưới 3", "xã A Lưới 3"),
        ("dac_khu", "Vân Đồn", "Đặc khu Vân Đồn", "đặc khu Vân Đồn"),
        ("tinh", "Thanh Hóa", "Tỉnh Thanh Hóa", "tỉnh Thanh Hóa"),
        ("thanh_pho", "Hà Nội", "Thành phố Hà Nội", "thành phố Hà Nội"),
        ("thanh_pho", "Hồ Chí Minh", "Thành phố Hồ Chí Minh", "Thành phố Hồ Chí Minh"),
        ("trung_uong", "Trung ương", "Trung ương", "Trung ương"),
    ],
)
def test_a_unit_has_a_name_for_lists_and_one_for_running_text(kind: str, name: str, listed: str, running: str) -> None:
    assert (full_name(kind, name), in_text(kind, name)) == (listed, running)


def test_a_kind_that_nobody_knows_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="huyen"):
        full_name("huyen", "Phú Xuyên")


def test_every_name_of_a_person_is_the_name_of_a_unit_that_exists() -> None:
    from diemcau.units import rules

    names = {line(row["name"]) for row in _rows_of("units.csv")}

    assert {name for name in rules._NAMES_OF_PERSONS_AND_EVENTS.split(", ") if name not in names} == set()


def test_kinds_and_levels_have_words_in_both_languages() -> None:
    assert [say(f"units.kind.{kind}") for kind in Kind] == [
        "Trung ương",
        "Tỉnh",
        "Thành phố",
        "Xã",
        "Phường",
        "Đặc khu",
    ]
    assert [say(f"units.level.{level}", "en") for level in Level] == ["Centre", "Province level", "Commune level"]


@pytest.mark.parametrize(("code", "level"), [("00", "centre"), ("01", "province"), ("00097", "commune")])
def test_the_length_of_a_code_tells_its_level(code: str, level: str) -> None:
    assert level_of(code) == level


@pytest.mark.parametrize("code", ["", "1", "123", "1O273", "102730", "٠١", "²²"])
def test_what_is_no_code_is_refused_with_words(code: str) -> None:
    with pytest.raises(Refused) as refusal:
        level_of(code)

    assert (refusal.value.code, refusal.value.status) == ("unit.bad-code", 400)
    assert say("refused.unit.bad-code", "en", **refusal.value.data).startswith(f"“{code}” is not the code")


@pytest.mark.parametrize(
    ("full", "parts"),
    [
        ("Thị Trấn Phú Xuyên", ("Thị trấn", "Phú Xuyên")),
        ("Phường 14", ("Phường", "14")),
        ("Thành Phố Huế", ("Thành phố", "Huế")),
        ("Phú Xuyên", ("", "Phú Xuyên")),
        ("Xã", ("", "Xã")),
    ],
)
def test_a_former_name_splits_into_type_and_name(full: str, parts: tuple[str, str]) -> None:
    assert split_type(full) == parts


def test_a_type_word_stands_for_a_kind_or_for_none() -> None:
    assert [typed_kind(word) for word in ("Thị trấn", "Xã", "Huyện", "")] == ["thi_tran", "xa", "", ""]


def _found(text: str, kind: str, name: str, *places: str) -> tuple[int, bool, bool] | None:
    fits = [fit(reading, kind, name) for reading in readings(text) if lies_in(reading.where, *places)]
    return min((found for found in fits if found), default=None)


WHOLE, BEGUN, LATER = 0, 1, 2


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Phú Xuyên", (WHOLE, False, False)),
        ("PHÚ XUYÊN", (WHOLE, False, False)),
        ("phu xuyen", (WHOLE, False, True)),
        ("  phú   xuyên ", (WHOLE, False, False)),
        ("Phú Xuyên, Hà Nội", (WHOLE, False, False)),
        ("xã Phú Xuyên - thành phố Hà Nội", (WHOLE, False, False)),
        ("X. Phú Xuyên, TP. Hà Nội", (WHOLE, False, False)),
        ("phường Phú Xuyên", (WHOLE, True, False)),
        ("Thị trấn Phú Xuyên", (WHOLE, True, False)),
        ("Phú Xu", (BEGUN, False, False)),
        ("Phú X", (BEGUN, False, False)),
        ("Phu X", (BEGUN, False, True)),
        ("xã phú", (BEGUN, False, False)),
        ("Xuyên", (LATER, False, False)),
        ("xuyen", (LATER, False, True)),
        ("Phú Xuyên Hà N", (WHOLE, False, False)),
        ("Phú Xuyên, Thái Nguyên", None),
        ("Phú Xu, Hà Nội", None),
        ("uyên", None),
        ("", None),
    ],
)
def test_a_typed_name_fits_whole_begun_or_by_a_later_word(typed: str, expected: tuple[int, bool, bool] | None) -> None:
    assert _found(typed, "xa", "Phú Xuyên", "Thành phố Hà Nội") == expected


@pytest.mark.parametrize(
    ("typed", "name"),
    [("Hoà Bình", "Hòa Bình"), ("b'lao", "B’Lao"), ("văn miếu quốc tử giám", "Văn Miếu - Quốc Tử Giám")],
)
def test_the_place_of_a_tone_an_apostrophe_and_a_dash_make_no_difference(typed: str, name: str) -> None:
    assert _found(typed, "phuong", name) == (WHOLE, False, False)


def test_a_name_that_begins_like_a_type_is_a_name_first() -> None:
    assert _found("xa dung", "xa", "Xa Dung") == (WHOLE, False, False)
    assert _found("xa dung", "xa", "Dũng Tiến") == (BEGUN, False, True)


def test_hcm_is_short_for_a_city() -> None:
    assert _found("TPHCM", "thanh_pho", "Hồ Chí Minh") == (WHOLE, False, False)
    assert _found("tp hcm", "thanh_pho", "Hồ Chí Minh") == (WHOLE, False, False)


@pytest.mark.parametrize("where", ["", "ba dinh", "q. ba dinh", "ha noi", "Ba Đình, TP. Hà Nội", "quan ba dinh ha n"])
def test_inner_places_may_be_left_out(where: str) -> None:
    assert _found(f"phúc xá {where}", "phuong", "Phúc Xá", "Quận Ba Đình", "Thành phố Hà Nội") == (WHOLE, False, False)


@given(st.text(max_size=60))
def test_whatever_is_typed_can_be_read(text: str) -> None:
    for reading in readings(text):
        assert reading.name == " ".join(reading.name.split()) != ""


def _rows_of(name: str) -> list[dict[str, str]]:
    text = (resources.files("diemcau.units") / "data" / name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def test_every_unit_fits_its_own_full_name() -> None:
    for row in _rows_of("units.csv"):
        assert _found(full_name(row["kind"], row["name"]), row["kind"], row["name"]) == (WHOLE, False, False)


def test_a_province_covers_itself_and_its_communes() -> None:
    scope = Scope.of_unit("01")

    assert [scope.covers("01", "01"), scope.covers("10273", "01")] == [True, True]
    assert [scope.covers("05773", "19"), scope.covers("19", "19"), scope.covers("00", None)] == [False, False, False]


def test_a_commune_covers_itself_only() -> None:
    scope = Scope.of_unit("10273")

    assert scope.covers("10273", "01")
    assert [scope.covers("00097", "01"), scope.covers("01", "01"), scope.covers("00", "")] == [False, False, False]


def test_a_commune_code_in_the_place_of_a_province_opens_nothing() -> None:
    assert not Scope.of_unit("10273").covers("00097", "10273")


def test_the_centre_covers_everything_and_nothing_covers_nothing() -> None:
    assert Scope.of_unit("00") == Scope.everything()
    assert [Scope.everything().covers(unit, province) for unit, province in [("00", None), ("10273", "01")]] == [
        True
    ] * 2
    assert [Scope.nothing().covers(unit, province) for unit, province in [("00", None), ("10273", "01")]] == [False] * 2


def test_a_scope_of_what_is_no_code_is_refused() -> None:
    with pytest.raises(Refused):
        Scope.of_unit("Hà Nội")


@given(st.lists(codes, max_size=4), rows)
def test_joined_scopes_cover_what_one_of_them_covers(held: list[str], row: tuple[str, str | None]) -> None:
    joined = Scope.nothing()
    for code in held:
        joined |= Scope.of_unit(code)

    assert joined.covers(*row) == any(Scope.of_unit(code).covers(*row) for code in held)
