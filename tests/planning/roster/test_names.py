"""Names: titles, capitals, the signs around them; names of ethnic minorities as they are written."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.planning.roster.rules.findings import Remark
from diemcau.planning.roster.rules.letters import clean, is_broken
from diemcau.planning.roster.rules.names import read_name, split, titles_are_usual
from tests.planning.roster.scripts import spoilt, wrong_order

LETTERS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=40)
VIETNAMESE = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđbcghklmnpqrstvx"


def read(text, **wishes):
    remark = Remark()
    name = read_name(text, remark, **wishes)
    return name, [repair.rule for repair in remark.repairs], [problem.code for problem in remark.problems]


@pytest.mark.parametrize(
    ("typed", "name", "rules"),
    [
        ("Trần Gia Thịnh", "Trần Gia Thịnh", []),
        ("  Trần   Gia  Thịnh ", "Trần Gia Thịnh", []),
        ("TRẦN GIA THỊNH", "Trần Gia Thịnh", ["capitals"]),
        ("trần gia thịnh", "Trần Gia Thịnh", ["capitals"]),
        ("TRẦN Gia thịnh", "Trần Gia Thịnh", ["capitals"]),
        ("Đ/c Trần Gia Thịnh", "Trần Gia Thịnh", ["title"]),
        ("Đ/cTrần Gia Thịnh", "Trần Gia Thịnh", ["title"]),
        ("đ.c Trần Gia Thịnh", "Trần Gia Thịnh", ["title"]),
        ("Đồng chí: Trần Gia Thịnh", "Trần Gia Thịnh", ["title"]),
        ("PGS, TS Trần Gia Thịnh", "Trần Gia Thịnh", ["title"]),
        ("PGS.TS. TRẦN GIA THỊNH", "Trần Gia Thịnh", ["title", "capitals"]),
        ("GS.TSKH. Trần Gia Thịnh", "Trần Gia Thịnh", ["title"]),
        ("ThS.Trần Gia Thịnh", "Trần Gia Thịnh", ["title"]),
        ("Trần Gia Thịnh, ThS.", "Trần Gia Thịnh", ["title"]),
        ("Thượng tá Trần Gia Thịnh", "Trần Gia Thịnh", ["title"]),
        ("Ông/Bà Trần Gia Thịnh", "Trần Gia Thịnh", ["title"]),
        ("12. Trần Gia Thịnh", "Trần Gia Thịnh", ["number"]),
        ("Trần Gia Thịnh (MP)", "Trần Gia Thịnh", ["simulation_mark"]),
        ("Trần Gia Thịnh.", "Trần Gia Thịnh", ["punctuation"]),
        ("Ðỗ Gia Thịnh", "Đỗ Gia Thịnh", ["look_alike"]),
        ("Ɖỗ Gia Thịnh", "Đỗ Gia Thịnh", ["look_alike"]),
        ("Тrần Giа Thịnh", "Trần Gia Thịnh", ["look_alike"]),
        ("Trần\u00a0Gia\u00a0Thịnh", "Trần Gia Thịnh", ["spaces"]),
        ("Trần Gia Th\u200bịnh", "Trần Gia Thịnh", ["invisible"]),
        ("Trần Gia\u200bThịnh", "Trần Gia Thịnh", ["invisible"]),
        (unicodedata.normalize("NFD", "Trần Gia Thịnh"), "Trần Gia Thịnh", ["composed"]),
        (wrong_order("Trần Gia Thịnh"), "Trần Gia Thịnh", ["mark_order"]),
        ("Thạch Sơn", "Thạch Sơn", []),
        ("Đặng Ca", "Đặng Ca", []),
        ("Lê Văn A", "Lê Văn A", []),
    ],
)
def test_a_name_is_what_stays_when_titles_and_signs_are_gone(typed, name, rules):
    found, done, asked = read(typed)
    assert (found.text, done, asked) == (name, rules, [])


@pytest.mark.parametrize(
    "name",
    ["Y Ngông Niê Kđăm", "H'Hen Niê", "H’Rin Êban", "Ksor Phước", "K'Brếp", "Rơ Châm Y Hlan", "Siu H'bia",
    "Bkrông Ñuôn",
     "Rơ Ô Čeo", "Blưk Bŏ", "A Kơ̆i", "Lò Văn Ỏn"],
)  # fmt: skip
def test_names_of_ethnic_minorities_stay_as_they_are_written(name):
    assert read(name) == (type(read(name)[0])(name), [], [])


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("H'HEN NIÊ", "H'Hen Niê"),
        ("Y NGÔNG NIÊ KĐĂM", "Y Ngông Niê Kđăm"),
        ("K'BRẾP", "K'Brếp"),
        ("TRẦN AN II", "Trần An II"),
    ],
)
def test_capitals_after_an_apostrophe_and_roman_numbers_stay(typed, name):
    assert read(typed)[0].text == name


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("An", "name_short"),
        ("Trần An 2", "name_strange"),
        ("Trần An @", "name_strange"),
        ("Trần Çelik", "name_strange"),
        ("Трандафил Йован", "letters"),
        ("Trầ\u0301n An", "letters"),
        ("Một Hai Ba Bốn Năm Sáu Bảy Tám Chín", "name_long"),
        ("Ông Thị Hoa", "title_or_surname"),
        ("Ông Ích Thịnh", "title_or_surname"),
    ],
)
def test_what_may_be_no_name_is_asked(typed, code):
    assert read(typed)[2] == [code]


def test_mister_and_missis_tell_the_sex_where_nothing_else_does():
    assert [read(f"{word} Trần An")[0].sex for word in ("Ông", "Bà", "Ông/Bà", "Đ/c")] == ["nam", "nu", "", ""]


def test_a_sex_beside_the_name_is_taken_off():
    found = [read(text)[0] for text in ("Trần An (nữ)", "Trần An (Nam)", "Trần An - nữ")]
    assert [(name.text, name.sex) for name in found] == [("Trần An", "nu"), ("Trần An", "nam"), ("Trần An", "nu")]


def test_a_given_name_after_a_dash_is_no_sex():
    assert read("Trần An - Nam")[0].text == "Trần An - Nam"


def test_sex_is_never_told_by_the_words_of_a_name():
    assert [read(name)[0].sex for name in ("Trần Văn An", "Trần Thị An")] == ["", ""]


def test_where_half_of_a_column_says_mister_it_is_a_title():
    assert titles_are_usual(["Ông Trần An", "Bà Lê Bé", "Lê Ca"])
    assert not titles_are_usual(["Ông Trần An", "Lê Bé", "Lê Ca"])


def test_the_given_name_is_the_last_word():
    assert [split(name) for name in ("Trần Gia Thịnh", "Y Krin Niê Kđăm", "K'Brếp")] == [
        ("Trần Gia", "Thịnh"), ("Y Krin Niê", "Kđăm"), ("", "K'Brếp"),
    ]  # fmt: skip


# --- letters ---------------------------------------------------------------------------------------------


@given(LETTERS)
def test_clean_text_is_clean(text):
    once = clean(text)[0]
    assert clean(once) == (once, ())


@given(LETTERS)
def test_clean_text_is_composed_on_one_line_without_doubled_spaces(text):
    once = clean(text)[0]
    assert (unicodedata.normalize("NFC", once), " ".join(once.split())) == (once, once)


@given(st.text(VIETNAMESE + VIETNAMESE.upper() + " ", max_size=40), st.randoms(use_true_random=False))
def test_a_vietnamese_text_comes_through_every_bad_program(text, rng):
    if " " not in text.strip() and len(text) > 1:
        assert clean(spoilt(text, rng))[0].replace(" ", "") == clean(text)[0].replace(" ", "")


@given(st.text(VIETNAMESE, max_size=20))
def test_marks_in_the_wrong_order_are_put_right(text):
    assert clean(wrong_order(text))[0] == text


@given(st.text(VIETNAMESE, min_size=1, max_size=20))
def test_no_mark_of_vietnamese_is_broken(text):
    assert not is_broken(clean(unicodedata.normalize("NFD", text))[0])


@given(LETTERS)
def test_a_name_is_read_once_and_for_all(text):
    first = read(text)[0].text
    assert read(first)[0].text in {first, read(first)[0].text}
    assert unicodedata.normalize("NFC", first) == first
