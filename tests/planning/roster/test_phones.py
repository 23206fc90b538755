"""Telephone numbers in every form, and two in a cell."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.planning.roster.rules.findings import Remark
from diemcau.planning.roster.rules.phones import NEW_PREFIXES, read_phones


def read(value):
    remark = Remark()
    found = read_phones(value, remark)
    return found, [one.rule for one in remark.repairs], [one.code for one in remark.problems]


@pytest.mark.parametrize(
    ("value", "found", "rules"),
    [
        ("0912000345", ["+84912000345"], []),
        ("0912.000.345", ["+84912000345"], []),
        ("0912-000-345", ["+84912000345"], []),
        ("0912 000 345", ["+84912000345"], []),
        ("+84912000345", ["+84912000345"], []),
        ("+84 (0)912 000 345", ["+84912000345"], []),
        ("84912000345", ["+84912000345"], []),
        ("0084912000345", ["+84912000345"], []),
        (912000345.0, ["+84912000345"], ["lost_zero"]),
        ("912000345.0", ["+84912000345"], ["lost_zero"]),
        ("'0912000345", ["+84912000345"], []),
        ("0912000345 (Zalo)", ["+84912000345"], []),
        ("(024) 3900 0345", ["+842439000345"], []),
        (2439000345.0, ["+842439000345"], ["lost_zero"]),
        ("01629000345", ["+84329000345"], ["new_prefix"]),
        (1629000345.0, ["+84329000345"], ["lost_zero", "new_prefix"]),
        ("0162.900.0345", ["+84329000345"], ["new_prefix"]),
        ("0912000345/0987000345", ["+84912000345", "+84987000345"], []),
        ("0912000345 - 0243 9000345", ["+84912000345", "+842439000345"], []),
        ("0912000345\n0987000345", ["+84912000345", "+84987000345"], []),
        ("0912 000 345 0987 000 345", ["+84912000345", "+84987000345"], []),
        ("0912-000-345-0987-000-345", ["+84912000345", "+84987000345"], []),
        ("0912000345 hoặc 01629000345", ["+84912000345", "+84329000345"], ["new_prefix"]),
        ("0912000345; 0912000345", ["+84912000345"], []),
        ("+1 202 555 0123", ["+12025550123"], []),
        ("", [], []),
        ("-", [], []),
        (None, [], []),
    ],
)
def test_a_number_is_read(value, found, rules):
    assert read(value) == (found, rules, [])


@pytest.mark.parametrize(
    "value",
    ["091200034", "09120003456", "9.12E+08", "0433000345", "01110003456", "113", "hỏi văn phòng", "0912000345/098700"],
)
def test_a_number_that_is_none_is_asked(value):
    assert read(value) == ([], [], ["phone_unclear"])


def test_of_three_numbers_two_are_asked_for():
    assert read("0912000345, 0987000345, 0333000345")[::2] == ([], ["phone_many"])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("0120", "070"), ("0121", "079"), ("0122", "077"), ("0123", "083"), ("0124", "084"), ("0125", "085"),
        ("0126", "076"),
        ("0127", "081"), ("0128", "078"), ("0129", "082"), ("0162", "032"), ("0163", "033"), ("0164", "034"),
        ("0165", "035"),
        ("0166", "036"), ("0167", "037"), ("0168", "038"), ("0169", "039"), ("0186", "056"), ("0188", "058"),
        ("0199", "059"),
    ],
)  # fmt: skip
def test_the_prefixes_of_2018_are_mapped_by_the_table(old, new):
    assert (read(f"{old}1234567")[0], len(NEW_PREFIXES)) == ([f"+84{new[1:]}1234567"], 21)


@given(
    st.integers(0, 999_999),
    st.sampled_from(["091", "098", "035", "070", "083", "056"]),
    st.sampled_from(["", ".", " ", "-"]),
)
def test_a_number_is_read_however_it_is_parted(rest, prefix, sign):
    digits = f"{prefix}{rest:07}"
    assert read(sign.join([digits[:4], digits[4:7], digits[7:]])) == ([f"+84{digits[1:]}"], [], [])


@given(st.one_of(st.text(max_size=40), st.floats(), st.integers()))
def test_anything_is_read_or_asked(value):
    found, _, asked = read(value)
    assert [number for number in found if not number.startswith("+")] == []
    assert not (found and asked)
