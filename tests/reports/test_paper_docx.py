"""Papers as Word files, opened again with another library."""

import io
import zipfile

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from diemcau.reports.docx import to_docx
from tests.reports.paper_samples import MARK, NASTY, centre, commune, nasty

SAMPLES = {"commune": commune, "centre": centre, "nasty": nasty}
# The order that the schema (ECMA-376 part 1, 17.3 and 17.4) asks for; Word refuses any other.
ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore pBdr tabs spacing ind jc outlineLvl rPr sectPr",
    "rPr": "rFonts b bCs i iCs color sz szCs bdr lang",
    "tblPr": "tblW tblBorders tblLayout tblCellMar tblCaption",
    "tcPr": "tcW gridSpan vMerge tcBorders tcMar vAlign",
    "trPr": "cantSplit tblHeader",
    "tblBorders": "top left bottom right insideH insideV",
    "sectPr": "headerReference pgSz pgMar pgNumType titlePg",
    "style": "name basedOn next qFormat pPr rPr",
    "tbl": "tblPr tblGrid tr",
    "settings": "autoHyphenation compat themeFontLang",
}


@pytest.fixture(scope="module", params=SAMPLES)
def made(request: pytest.FixtureRequest) -> bytes:
    return to_docx(SAMPLES[request.param]())


def read(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def texts(data: bytes) -> list[str]:
    body = read(data).element.body
    return ["".join(node.text or "" for node in p.iter(qn("w:t"))) for p in body.iter(qn("w:p"))]


def test_the_same_paper_is_the_same_file() -> None:
    assert to_docx(centre()) == to_docx(centre())


def test_elements_stand_in_the_order_that_word_asks_for(made: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        assert {entry.date_time for entry in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    parts = [read(made).element, read(made).styles.element, read(made).settings.element]
    for part in parts:
        for name, order in ORDERS.items():
            places = {qn(f"w:{child}"): place for place, child in enumerate(order.split())}
            for element in part.iter(qn(f"w:{name}")):
                seen = [places[child.tag] for child in element]
                assert seen == sorted(seen)


def test_every_cell_ends_with_a_paragraph_and_every_row_fills_the_grid(made: bytes) -> None:
    for table in read(made).element.body.iter(qn("w:tbl")):
        columns = len(table.findall(f"{qn('w:tblGrid')}/{qn('w:gridCol')}"))
        for row in table.findall(qn("w:tr")):
            spans = [cell.find(f"{qn('w:tcPr')}/{qn('w:gridSpan')}") for cell in row.findall(qn("w:tc"))]
            assert sum(1 if span is None else int(span.get(qn("w:val"))) for span in spans) == columns
            assert all(cell[-1].tag == qn("w:p") for cell in row.findall(qn("w:tc")))


def test_pages_are_a4_with_the_margins_of_each_system() -> None:
    for paper in (commune(), centre()):
        for section in read(to_docx(paper)).sections:
            margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
            assert [round((side or 0) / Mm(1)) for side in margins] == [20, 20, 30, 15]
            assert section.different_first_page_header_footer
    sizes = [
        (round((section.page_width or 0) / Mm(1)), round((section.page_height or 0) / Mm(1)))
        for section in read(to_docx(centre())).sections
    ]
    assert sizes == [(210, 297), (210, 297), (297, 210)]


def test_the_mark_stands_in_the_header_of_every_page(made: bytes) -> None:
    for section in read(made).sections:
        for header in (section.first_page_header, section.header):
            assert [p.text.strip("\u00a0") for p in header.paragraphs][:1] == [MARK]
        assert "PAGE" in section.header.paragraphs[-1]._p.xml
        assert "PAGE" not in section.first_page_header.paragraphs[-1]._p.xml


def test_every_section_counts_its_own_pages() -> None:
    sections = [section._sectPr for section in read(to_docx(centre())).sections]
    assert [part.find(qn("w:pgNumType")).get(qn("w:start")) for part in sections] == ["1", "1", "1"]


def test_title_author_and_language_are_set() -> None:
    about = read(to_docx(commune())).core_properties
    assert about.title.startswith("BÁO CÁO Kết quả tham gia")
    assert (about.author, about.language, about.subject) == ("Ủy ban nhân dân xã Phú Xuyên", "vi-VN", MARK)


def test_headings_are_headings_and_the_body_is_justified_with_its_first_line_in() -> None:
    document = read(to_docx(commune()))
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    assert headings == ["I. KHÁI QUÁT", "II. ĐÁNH GIÁ", "III. ĐỀ XUẤT, KIẾN NGHỊ"]
    body = document.styles["Body Text"].paragraph_format
    assert (body.alignment, body.first_line_indent, body.space_after) == (3, Mm(12.7), 6 * 12700)
    fonts = document.styles.element.find(f".//{qn('w:rFonts')}")
    assert fonts.get(qn("w:ascii")) == fonts.get(qn("w:cs")) == "Times New Roman"


def test_the_heading_of_a_table_repeats_and_merges() -> None:
    tables = read(to_docx(centre())).tables
    people = next(table for table in tables if len(table.columns) == 10)
    marked = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in people.rows]
    assert marked == [True, True] + [False] * (len(people.rows) - 2)
    assert people.cell(0, 1)._tc is people.cell(1, 1)._tc
    assert people.cell(0, 2)._tc is people.cell(0, 3)._tc


def test_bars_are_pictures_with_words_for_those_who_cannot_see_them() -> None:
    body = read(to_docx(commune())).element.body
    told = [element.get("descr") for element in body.iter(qn("wp:docPr"))]
    assert told == ["Hồ sơ đất đai: 21", "Dịch vụ công trực tuyến: 12", "Biên chế: 6"]


def test_what_people_typed_stays_text() -> None:
    words = texts(to_docx(nasty()))
    assert sum(NASTY in text for text in words) >= 10
    assert words.count(f"{NASTY}{NASTY}{NASTY}{NASTY}xuống dòng 😀 漢字") == 1


def test_letters_that_xml_cannot_write_are_left_out() -> None:
    paper = commune()
    broken = type(paper)(paper.head, "BÁO CÁO", "một\x00hai\x08ba\ufffe", ())
    assert "mộthaiba" in texts(to_docx(broken))


def test_no_field_holds_a_number_a_date_or_a_name() -> None:
    words = texts(to_docx(centre()))
    assert "Số       -BC/HVCTQG" in [text.replace("\u00a0", " ") for text in words]
    assert "Hà Nội, ngày … tháng … năm …" in words
    after_post = words[words.index("GIÁM ĐỐC") + 1 :]
    assert after_post[:5] == [""] * 5
