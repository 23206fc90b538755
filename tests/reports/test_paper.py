"""The model of a paper, the measuring of its letters, and how its fixed words are set."""

import hashlib
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diemcau.base import typeface
from diemcau.reports import setting
from diemcau.reports.paper import (
    Bar,
    Bars,
    Bold,
    Column,
    Figure,
    Head,
    HeadCell,
    Note,
    Paper,
    Paragraph,
    Plain,
    Row,
    Signature,
    Table,
    closed,
    leaf_titles,
    plain,
    roman,
    runs,
)
from tests.reports.paper_samples import centre, commune, nasty, people_table

VOWELS = "aàảãáạăằẳẵắặâầẩẫấậeèẻẽéẹêềểễếệiìỉĩíịoòỏõóọôồổỗốộơờởỡớợuùủũúụưừửữứựyỳỷỹýỵđ"
# Every Vietnamese letter with marks, in both cases, is 134 letters; the rest is what papers print beside them.
MARKED = [letter for letter in VOWELS + VOWELS.upper() if not letter.isascii()]
BESIDE = string.ascii_letters + string.digits + string.punctuation + " –—…“”‘’₫°×≥≤□•\u00a0"
FACES = list(typeface.FILES)


def test_there_are_134_marked_letters() -> None:
    assert len(set(MARKED)) == len(MARKED) == 134


@pytest.mark.parametrize(("bold", "italic"), FACES)
def test_every_face_has_every_letter_of_a_vietnamese_paper(bold: bool, italic: bool) -> None:
    face = typeface.face(bold, italic)
    assert [letter for letter in [*MARKED, *BESIDE] if not face.covers(letter)] == []
    assert not face.covers("漢")


def test_the_fonts_are_the_unmodified_files_whose_licence_lies_beside_them() -> None:
    digests = {file.name: hashlib.sha256(file.read_bytes()).hexdigest()[:12] for file in typeface.FOLDER.glob("*.ttf")}
    assert digests == {
        "LiberationSerif-Regular.ttf": "29d12439831b",
        "LiberationSerif-Bold.ttf": "446a4421f297",
        "LiberationSerif-Italic.ttf": "c1830c433ab4",
        "LiberationSerif-BoldItalic.ttf": "36dd6965be89",
    }
    assert "SIL OPEN FONT LICENSE Version 1.1" in (typeface.FOLDER / "OFL.txt").read_text(encoding="utf-8")


def test_letters_are_as_wide_as_those_of_times_new_roman() -> None:
    # Widths of Times: n is half an em, M 0.889 em, a figure half an em.
    assert typeface.width("n", 1000) == 500
    assert round(typeface.width("M", 1000)) == 889
    assert typeface.width("0123456789", 10) == 50


def test_a_long_name_is_broken_evenly() -> None:
    lines = typeface.balanced("HỌC VIỆN CHÍNH TRỊ QUỐC GIA HỒ CHÍ MINH", 190, 13)
    assert lines == ("HỌC VIỆN CHÍNH TRỊ", "QUỐC GIA HỒ CHÍ MINH")


def test_the_name_of_an_organ_stays_in_one_line_where_it_fits() -> None:
    assert typeface.balanced("ỦY BAN NHÂN DÂN TỈNH SƠN LA", 150, 13) == ("ỦY BAN NHÂN DÂN", "TỈNH SƠN LA")
    assert typeface.balanced("ỦY BAN NHÂN DÂN TỈNH SƠN LA", 90, 13) == ("ỦY BAN", "NHÂN DÂN", "TỈNH SƠN LA")


def test_a_break_after_a_comma_is_preferred() -> None:
    assert typeface.balanced("cập nhật kiến thức, kỹ năng đối với cán bộ", 200, 14, bold=True) == (
        "cập nhật kiến thức,",
        "kỹ năng đối với cán bộ",
    )


@given(st.lists(st.text(alphabet="aăbcnghTRỊ,.", min_size=1, max_size=12), max_size=20), st.integers(20, 400))
def test_breaking_a_name_loses_no_word_and_overflows_only_with_a_single_word(words: list[str], room: int) -> None:
    lines = typeface.balanced(" ".join(words), room, 13)
    assert " ".join(lines).split() == words
    assert [line for line in lines if typeface.width(line, 13) > room and " " in line] == []


@given(st.text(max_size=80), st.integers(20, 200))
def test_break_places_change_no_letter_and_leave_no_word_too_wide(text: str, room: int) -> None:
    broken = typeface.breakable(text, room, 12)
    assert broken.replace("\u200b", "") == text.replace("\u200b", "")
    pieces = [piece for word in broken.split() for piece in word.split("\u200b")]
    assert [piece for piece in pieces if len(piece) > 1 and typeface.width(piece, 12) > room + 12] == []


def test_a_text_has_one_form_whatever_way_it_was_given() -> None:
    assert runs("có") == (Plain("có"),)
    assert runs(("có ", Figure("39", "site.present"), "", Bold(" đồng chí"))) == (
        Plain("có "),
        Figure("39", "site.present"),
        Bold(" đồng chí"),
    )
    assert plain(("có ", Figure("39", "k"))) == "có 39"


@pytest.mark.parametrize("end", ["hết", "hết.", "hết./.", "hết ./."])
def test_a_body_ends_with_a_stroke_between_two_stops(end: str) -> None:
    assert plain(closed((Paragraph(("Đến đây là ", Figure(end, "k"))),))[-1].text) == "Đến đây là hết./."  # type: ignore[union-attr]


def test_a_body_that_ends_otherwise_gets_a_closing_paragraph() -> None:
    assert closed((Note("Nguồn"),)) == (Note("Nguồn"), Paragraph("./."))
    assert closed(()) == (Paragraph("./."),)


def test_roman_numbers() -> None:
    assert [roman(n) for n in (1, 4, 9, 14, 40, 99)] == ["I", "IV", "IX", "XIV", "XL", "XCIX"]


def test_titles_of_a_heading_in_two_rows_are_joined_by_column() -> None:
    assert leaf_titles(people_table(1))[1:5] == (
        "Họ và tên",
        "Ngày, tháng, năm sinh – Nam",
        "Ngày, tháng, năm sinh – Nữ",
        "Chức vụ, chức danh",
    )


@pytest.mark.parametrize(
    "head",
    [
        ((HeadCell("A"),),),
        ((HeadCell("A"), HeadCell("B"), HeadCell("C")),),
        ((HeadCell("A", columns=2), HeadCell("B")),),
        ((HeadCell("A", rows=2), HeadCell("B", rows=3)), ()),
    ],
)
def test_a_heading_that_does_not_fill_its_grid_is_refused(head: tuple[tuple[HeadCell, ...], ...]) -> None:
    with pytest.raises(ValueError, match="heading"):
        Table(columns=(Column("A"), Column("B")), rows=(), head=head)


def test_a_row_of_another_length_and_a_negative_bar_are_refused() -> None:
    with pytest.raises(ValueError, match="cells"):
        Table(columns=(Column("A"), Column("B")), rows=(Row(("1",)),))
    with pytest.raises(ValueError, match="negative"):
        Bars((Bar("A", -1),))


def test_number_and_symbol_follow_the_system_and_stay_without_a_number() -> None:
    state, party = setting.set_head(commune()), setting.set_head(centre())
    assert state.number.replace("\u00a0", " ") == "Số:       /BC-UBND"
    assert party.number.replace("\u00a0", " ") == "Số       -BC/HVCTQG"
    assert state.date == "Phú Xuyên, ngày … tháng … năm …"


def test_the_nation_and_the_party_stand_on_one_line_each() -> None:
    for paper in (commune(), centre()):
        head, layout = setting.set_head(paper), setting.layout_of(paper)
        assert typeface.width(head.country, layout.country, bold=True) <= head.right
        assert head.motto_rule <= head.right


def test_the_rule_under_a_name_is_a_third_to_a_half_of_it() -> None:
    head = setting.set_head(commune())
    longest = max(typeface.width(line, 13, bold=True) for line in head.body)
    assert 1 / 3 <= head.body_rule / longest <= 1 / 2


def test_a_long_place_takes_the_smaller_size_of_the_date() -> None:
    head = Head("state", "Ủy ban nhân dân", "BC", "UBND", "Thành phố Hồ Chí Minh")
    assert setting.set_head(Paper(head, "BÁO CÁO", "", ())).date_size == 13
    assert setting.set_head(commune()).date_size == 14


def test_signing_for_a_body_is_written_as_each_system_writes_it() -> None:
    assert setting.set_signature(commune()) == ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")
    assert setting.set_signature(centre()) == ("T/M BAN GIÁM ĐỐC HỌC VIỆN", "GIÁM ĐỐC")
    deputy = Signature("Phó Chủ tịch", "KT", "Chủ tịch")
    assert setting.set_signature(Paper(commune().head, "BÁO CÁO", "", (), signature=deputy)) == (
        "KT. CHỦ TỊCH",
        "PHÓ CHỦ TỊCH",
    )


def test_recipients_end_as_the_rule_says() -> None:
    assert setting.set_recipients(commune()) == (
        "- Như trên;",
        "- Thường trực Đảng ủy xã (để báo cáo);",
        "- Lưu: VT, VP.",
    )


def test_annexes_are_numbered_only_when_there_are_several() -> None:
    assert [setting.annex_label(centre(), 0), setting.annex_label(centre(), 1)] == ["Phụ lục I", "Phụ lục II"]
    assert setting.annex_label(nasty(), 0) == "Phụ lục"


@pytest.mark.parametrize("room", [460, 700])
def test_no_column_is_narrower_than_its_longest_word(room: int) -> None:
    table = people_table(2)
    shape = setting.set_table(table, room)
    assert round(sum(shape.widths), 6) == room
    for column, cells in enumerate(zip(*(row.cells for row in table.rows if row.kind == "plain"), strict=True)):
        for word in " ".join(plain(cell) for cell in cells).split():
            assert typeface.width(word, shape.size) <= shape.widths[column] - 2 * setting.CELL_PAD


def test_letters_get_smaller_before_words_are_broken() -> None:
    table = people_table(2)
    assert setting.set_table(table, 700).size == 12
    assert setting.set_table(table, 420).size < 12


def test_bars_begin_at_zero_and_keep_their_proportions() -> None:
    lengths = setting.set_bars(Bars((Bar("A", 21), Bar("B", 7), Bar("C", 0))), 460).lengths
    assert lengths[2] == 0
    assert round(lengths[0] / lengths[1], 9) == 3
