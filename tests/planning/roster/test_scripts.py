"""Letters of another time: told by their words, converted before anything else, asked where they may be two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.planning.roster.rules.cells import Sheet
from diemcau.planning.roster.rules.legacy import convert, from_tcvn3, from_vni, readings
from diemcau.planning.roster.rules.syllables import is_syllable
from tests.planning.roster.scripts import tcvn3, vni

SMALL = "àảãáạăằẳẵắặâầẩẫấậèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵđ"
NAMES = ["Nguyễn Đức Việt", "Trần Thị Hương", "Lê Cẩm Nhã", "Đỗ Hữu Ước", "Huỳnh Thiên Khôi", "Vũ Quỳnh Uyên"]


def test_every_letter_goes_into_the_old_fonts_and_back():
    assert (from_tcvn3(tcvn3(SMALL)), from_vni(vni(SMALL)), from_vni(vni(SMALL.upper()))) == (
        SMALL,
        SMALL,
        SMALL.upper(),
    )


@given(st.text(SMALL + "aeiouybcdghklmnpqrstvx ", max_size=40))
def test_a_small_text_goes_into_tcvn3_and_back(text):
    assert from_tcvn3(tcvn3(text)) == text


@pytest.mark.parametrize(
    ("text", "script"),
    [
        ("hép møt tÕt", "tcvn3"), ("NguyÔn V¨n An", "tcvn3"), ("TRÇN V¡N AN", "tcvn3"), ("Hä vµ tªn", "tcvn3"),
        ("Lª Hµ", "tcvn3"),
        ("chaøo caùc baïn", "vni"), ("Nguyeãn Vaên An", "vni"), ("NGUYEÃN VAÊN AN", "vni"), ("Ñôn vò coâng taùc",
        "vni"),
        ("Nguyễn Văn An", "unicode"), ("Lê Hà", "unicode"), ("Họ và tên", "unicode"), ("Ông", "unicode"), ("Bà Hoà",
        "unicode"),
    ],
)  # fmt: skip
def test_a_text_tells_its_script_by_its_words(text, script):
    assert readings(text) == (script,)


@pytest.mark.parametrize("text", ["Phóc", "Hoàng Lan", "Vò", "Tó"])
def test_some_words_may_be_two_things(text):
    assert len(readings(text)) > 1


@pytest.mark.parametrize("text", ["H'Ñuôn Niê", "Siu Krông", "Y Dhôn Mlô", "Kpă H'Lan", "SĐT", "Email", "a@example.vn"])
def test_other_languages_and_signs_are_left_alone(text):
    sheet = Sheet(None, [["Họ và tên", "Chức vụ"], [text, "Bí thư"], ["Trần Gia Thịnh", "Ủy viên"]])
    assert (convert(sheet).converted, sheet.rows[1][0]) == ((), text)


@pytest.mark.parametrize("encode", [tcvn3, vni])
def test_a_whole_sheet_is_converted_and_told(encode):
    sheet = Sheet(
        None, [[encode("Họ và tên"), encode("Chức vụ")], *([encode(name), encode("Trưởng phòng")] for name in NAMES)]
    )
    letters = convert(sheet)
    assert [row[0].casefold() for row in sheet.rows] == ["họ và tên", *map(str.casefold, NAMES)]
    assert (letters.unclear, letters.converted[0].now) == ((), "Họ và tên")


@pytest.mark.parametrize("encode", [tcvn3, vni])
def test_a_column_in_an_old_font_is_converted_and_the_others_stay(encode):
    rows = [
        [n, encode(name), "Hoàng", "Phó Chủ tịch"] for n, name in enumerate([*NAMES, "Mai Thị Lý", "Cao Thị Thoa"], 1)
    ]
    sheet = Sheet(None, [["STT", "Họ và tên", "Nơi ở", "Chức vụ"], *rows])
    convert(sheet)
    assert [row[1].casefold() for row in sheet.rows[1:]] == [*map(str.casefold, NAMES), "mai thị lý", "cao thị thoa"]
    assert {row[2] for row in sheet.rows[1:]} == {"Hoàng"}


def test_rows_that_were_pasted_from_an_old_sheet_are_converted():
    rows = [[n, name, "Trưởng phòng"] for n, name in enumerate(NAMES)] + [
        [n, tcvn3(name), tcvn3("Trưởng phòng")] for n, name in enumerate(NAMES)
    ]
    sheet = Sheet(None, [["STT", "Họ và tên", "Chức vụ"], *rows])
    convert(sheet)
    assert [row[1].casefold() for row in sheet.rows[1:]] == [name.casefold() for name in NAMES] * 2


def test_what_neither_column_nor_row_tells_is_left_and_asked():
    rows = (
        [[n, name] for n, name in enumerate(NAMES)] + [[n, tcvn3(name)] for n, name in enumerate(NAMES)] + [[9, "Phóc"]]
    )
    sheet = Sheet(None, [["STT", "Họ và tên"], *rows])
    assert (convert(sheet).unclear, sheet.rows[-1][1]) == ((((13, 1), ("Phóc", "Phúc")),), "Phóc")


@pytest.mark.parametrize(
    "word",
    [
        "nguyễn",
        "quỳnh",
        "giếng",
        "gì",
        "khuỷu",
        "thuở",
        "người",
        "hòa",
        "hoà",
        "uỷ",
        "ủy",
        "xoài",
        "uống",
        "yến",
        "ý",
        "nghiêng",
        "tiếng",
        "của",
        "mía",
    ],
)
def test_syllables_are_known(word):
    assert is_syllable(word)


@pytest.mark.parametrize(
    "word", ["xaõ", "nguyen2", "nguyôn", "teân", "taùc", "vµ", "krông", "bkrông", "tóp̀", "mắṕ", "hot", "quung"]
)
def test_what_is_no_syllable_is_known(word):
    assert not is_syllable(word)
