"""Papers as PDF, read back page by page."""

import ctypes
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw

from diemcau.reports.paper import Column, Head, Paper, Paragraph, Row, Table
from diemcau.reports.pdf import to_pdf
from tests.reports.paper_samples import MARK, NASTY, PROVINCES, centre, commune, nasty

SAMPLES = {"commune": commune, "centre": centre, "nasty": nasty}


@contextmanager
def opened(data: bytes) -> Iterator[pdfium.PdfDocument]:
    document = pdfium.PdfDocument(data)
    try:
        yield document
    finally:
        document.close()


@pytest.fixture(scope="module", params=SAMPLES)
def made(request: pytest.FixtureRequest) -> bytes:
    return to_pdf(SAMPLES[request.param]())


def pages(data: bytes) -> list[str]:
    with opened(data) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document]


def squeezed(text: str) -> str:
    """The letters alone: the places of line breaks are the typesetter's."""
    return re.sub(r"[\s\u200b\ufffe]", "", text)


def fonts(document: pdfium.PdfDocument) -> set[tuple[str, bool]]:
    """Name and whether embedded, of the font of every piece of text."""
    found = set()
    for page in document:
        for item in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT]):
            font = raw.FPDFTextObj_GetFont(item.raw)
            room = ctypes.create_string_buffer(100)
            raw.FPDFFont_GetBaseFontName(font, room, 100)
            found.add((room.value.decode().split("+")[-1], raw.FPDFFont_GetIsEmbedded(font) == 1))
    return found


def test_the_same_paper_is_the_same_file() -> None:
    assert to_pdf(commune()) == to_pdf(commune())


def test_only_our_fonts_are_in_the_file(made: bytes) -> None:
    with opened(made) as document:
        used = fonts(document)
    ours = {"LiberationSerif", "LiberationSerif-Bold", "LiberationSerif-Italic", "LiberationSerif-BoldItalic"}
    assert {name for name, _ in used} <= ours
    assert {embedded for _, embedded in used} == {True}


def test_the_mark_of_simulation_stands_on_every_page(made: bytes) -> None:
    assert [squeezed(page).count(squeezed(MARK)) for page in pages(made)] == [1] * len(pages(made))


def test_a_real_paper_carries_no_mark() -> None:
    paper = Paper(commune().head, "BÁO CÁO", "Không mô phỏng", (Paragraph("Nội dung."),))
    assert [MARK in page for page in pages(to_pdf(paper))] == [False]


def test_nothing_leaves_the_page(made: bytes) -> None:
    with opened(made) as document:
        for page in document:
            wide, high = page.get_size()
            text = page.get_textpage()
            boxes = [text.get_charbox(i) for i in range(text.count_chars()) if text.get_text_range(i, 1).strip()]
            assert min(box[0] for box in boxes) >= 30 / 25.4 * 72 - 3
            assert max(box[2] for box in boxes) <= wide - 15 / 25.4 * 72 + 3
            assert min(box[1] for box in boxes) >= 20 / 25.4 * 72 - 3
            assert max(box[3] for box in boxes) <= high


def test_every_page_of_a_table_repeats_its_heading() -> None:
    whole = pages(to_pdf(centre()))
    heading = "TT Tỉnh, thành phố Điểm cầu Triệu tập Có mặt Tỷ lệ"
    rows = [len(re.findall(r"^\d+ (?:Tỉnh|Thành phố) .*%$", page, re.MULTILINE)) for page in whole]
    assert [page.count(heading) for page in whole] == [1 if count else 0 for count in rows]
    assert sum(rows) == 2 * len(PROVINCES)
    assert len([count for count in rows if count]) == 4


@pytest.mark.parametrize("count", range(26, 34))
def test_the_heading_of_a_group_is_never_the_last_row_of_a_page(count: int) -> None:
    rows = (*(Row((f"dòng {number}",)) for number in range(count)), Row(("nhóm hai",), "group"), Row(("cuối",)))
    paper = Paper(commune().head, "BÁO CÁO", "x", (Table(columns=(Column("Tên"),), rows=rows),))
    page = next(page for page in pages(to_pdf(paper)) if "nhóm hai" in page)
    assert "nhóm hai\ncuối" in page


def test_pages_are_numbered_from_the_second_and_anew_in_every_annex() -> None:
    numbers = []
    for page in pages(to_pdf(centre())):
        lines = [line for line in page.split("\n") if line.strip()]
        numbers.append(int(lines[1]) if lines[1].isdigit() else 1)
    first_annex = numbers.index(1, 1)
    assert numbers[:first_annex] == list(range(1, first_annex + 1))
    assert [number for number in numbers if number == 1] == [1, 1, 1]


def test_an_annex_with_a_wide_table_lies_on_its_side() -> None:
    with opened(to_pdf(centre())) as document:
        sizes = [tuple(round(side / 72 * 25.4) for side in page.get_size()) for page in document]
    assert set(sizes) == {(210, 297), (297, 210)}
    assert sizes[-1] == (297, 210)


def test_what_people_typed_stays_text() -> None:
    whole = squeezed("".join(pages(to_pdf(nasty()))))
    assert whole.count(squeezed(NASTY)) >= 12
    assert squeezed("./.") in whole


def test_a_letter_that_no_font_of_ours_has_leaves_a_box() -> None:
    assert "xuống dòng □ □□" in "".join(pages(to_pdf(nasty()))).replace("\n", " ")


def test_long_names_and_short_papers_are_set() -> None:
    assert len(pages(to_pdf(Paper(Head("party", "A", "BC", "A", "A"), "BÁO CÁO", "", ())))) == 1


def test_title_author_and_structure_are_set() -> None:
    data = to_pdf(commune())
    with opened(data) as document:
        about = document.get_metadata_dict()
        assert about["Title"].startswith("BÁO CÁO Kết quả tham gia")
        assert about["Author"] == "Ủy ban nhân dân xã Phú Xuyên"
        assert about["Subject"] == MARK
        assert about["CreationDate"] == ""
        assert raw.FPDFCatalog_IsTagged(document.raw)
        assert next(document.get_toc()).get_title().startswith("BÁO CÁO")
