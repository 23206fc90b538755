"""The news brief of a site: from the data alone."""

from io import BytesIO

import pypdfium2
import pytest
from docx import Document

from diemcau.assessment.actions import settle_course
from diemcau.knowledge.actions import take_up_course
from diemcau.planning.models import Address, Course
from diemcau.reports import brief, news
from diemcau.reports.brief import Brief
from diemcau.reports.figures import figures_of, ready
from tests.assessment.rig import ALL


@pytest.fixture
def settled(course: Course) -> Course:
    settle_course(course.pk)
    take_up_course(course.pk)
    return course


def brief_of(course: Course, form: news.Form, unit: str = "10273", **fields: str) -> Brief:
    ground = ready(course)
    return news.news(ground, figures_of(ground, "site", unit), form, news.Fields(**fields))


def sentences(told: Brief) -> list[str]:
    return [sentence.text for body in told.bodies for sentence in body]


def test_groups_stand_in_the_sources_order_and_a_part_is_called_representatives(settled: Course) -> None:
    told = next(text for text in sentences(brief_of(settled, "opening")) if text.startswith("Dự tại"))
    # Of four learners of Phú Xuyên, each of another group, the first and the fourth came.
    assert told == "Dự tại điểm cầu xã Phú Xuyên có: Thường trực Đảng ủy; lãnh đạo UBND."


def test_a_group_of_which_only_part_came_is_represented(settled: Course) -> None:
    told = next(text for text in sentences(brief_of(settled, "opening", "01")) if text.startswith("Dự tại"))
    assert "đại diện" not in told
    from diemcau.assessment.models import Record

    # Two of Phú Xuyên's learners in one group, one of whom came.
    from diemcau.planning.models import Enrolment

    seats = list(Enrolment.rows.of(ALL).filter(site__unit="10273").order_by("no"))
    Enrolment.rows.of(ALL).filter(pk=seats[1].pk).update(group=seats[0].group)
    assert Record.rows.of(ALL).filter(enrolment=seats[1], sitting__no=1).get().attended is False
    told = next(text for text in sentences(brief_of(settled, "opening")) if text.startswith("Dự tại"))
    assert told == "Dự tại điểm cầu xã Phú Xuyên có: đại diện Thường trực Đảng ủy; lãnh đạo UBND."


def test_the_gist_of_an_address_is_quoted_and_an_empty_one_leaves_its_sentence_out(settled: Course) -> None:
    quoted = "Phát biểu khai mạc, Lãnh đạo Học viện nêu: “nêu mục đích, yêu cầu của lớp”."
    assert quoted in sentences(brief_of(settled, "opening"))
    Address.rows.of(ALL).update(gist="")
    assert [text for text in sentences(brief_of(settled, "opening")) if "“" in text] == []


def test_the_end_counts_persons_and_names_the_topics_that_were_taught(settled: Course) -> None:
    told = sentences(brief_of(settled, "end"))
    assert told[0] == (
        "Ngày 06/9/2025, điểm cầu xã Phú Xuyên tham gia lớp bồi dưỡng thử do "
        "Học viện Chính trị quốc gia Hồ Chí Minh tổ chức, hình thức trực tiếp kết hợp trực tuyến."
    )
    groups = "Thường trực Đảng ủy; ủy viên Ban Thường vụ; Thường trực HĐND; lãnh đạo UBND"
    assert told[1] == f"Tham gia lớp tại điểm cầu xã Phú Xuyên có: {groups}."
    assert told[2].startswith(
        "Theo điểm danh, 04 trên 04 học viên được triệu tập dự ít nhất một buổi, trong đó 02 học viên"
    )
    assert told[3].startswith("Có 02 chuyên đề được trực tiếp truyền đạt: ")
    assert told[4] == "Điểm cầu thảo luận và chốt phương án cho 01 tình huống thực tiễn."


def test_what_nobody_filled_in_is_left_out(settled: Course) -> None:
    empty, filled = (
        brief_of(settled, "end"),
        brief_of(settled, "end", next_steps="Triển khai tại chi bộ", byline="Tin: A", publisher="Trung tâm B"),
    )
    assert [text for text in sentences(empty) if text.startswith("Việc tiếp theo")] == []
    assert empty.signed == []
    assert sentences(filled)[-1] == "Việc tiếp theo: Triển khai tại chi bộ."
    assert filled.signed == ["Tin: A", "Trung tâm B"]


def test_every_sentence_names_its_data(settled: Course) -> None:
    ground = ready(settled)
    figures = figures_of(ground, "site", "10273")
    for form in ("opening", "end"):
        told = news.news(ground, figures, "end" if form == "end" else "opening")
        keys = [sentence.key for body in told.bodies for sentence in body]
        assert [key for key in keys if not key.startswith("data.") and key not in figures] == []


def test_all_forms_say_the_same(settled: Course) -> None:
    told = brief_of(settled, "end")
    document = Document(BytesIO(brief.to_docx(told)))
    text = "\n".join(paragraph.text for paragraph in document.paragraphs)
    markdown = brief.to_markdown(told).replace("\\", "")
    page = brief.to_html(told, lambda key: f"so/{key}/")
    for sentence in sentences(told):
        assert (sentence in text, sentence in markdown, sentence in page) == (True, True, True)
    pdf = pypdfium2.PdfDocument(brief.to_pdf(told))
    printed = " ".join(pdf[0].get_textpage().get_text_range().split())
    assert [told.title in printed, told.mark in printed, told.lead[0].text in printed] == [True] * 3
    assert document.sections[0].header.paragraphs[0].text == told.mark
