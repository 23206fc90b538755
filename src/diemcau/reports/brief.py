"""A news brief: a title, sentences that know where they come from, a byline; as DOCX, PDF, Markdown and HTML.

It is no official paper, so it has no head of State or Party, no number and no signer.
"""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from django.utils.html import escape
from docx import Document
from docx.document import Document as Word
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

from diemcau.base.typesetting import typeset
from diemcau.reports.setting import MARK_SIZE

TEMPLATE = Path(__file__).parent / "brief.typ"
FONT = "Times New Roman"


@dataclass(frozen=True)
class Sentence:
    """A sentence, and the key of the data that it tells: of a figure, or "data." and a name."""

    text: str
    key: str


@dataclass(frozen=True)
class Brief:
    """A brief. `byline` and `publisher` are "" until somebody fills them in."""

    title: str
    lead: tuple[Sentence, ...]
    paragraphs: tuple[tuple[Sentence, ...], ...]
    byline: str = ""
    publisher: str = ""
    mark: str = ""
    lang: str = "vi"

    @property
    def bodies(self) -> list[tuple[Sentence, ...]]:
        """Lead and paragraphs that say something."""
        return [sentences for sentences in (self.lead, *self.paragraphs) if sentences]

    @property
    def signed(self) -> list[str]:
        """Byline and publisher, those that are filled in."""
        return [line for line in (self.byline, self.publisher) if line]


def _text(sentences: tuple[Sentence, ...]) -> str:
    return " ".join(sentence.text for sentence in sentences)


def to_markdown(brief: Brief) -> str:
    """The brief as Markdown."""

    def plain(text: str) -> str:
        return "".join(f"\\{letter}" if letter in "\\`*_{}[]<>#|~&" else letter for letter in text)

    mark = [f"**{plain(brief.mark)}**"] if brief.mark else []
    bodies = [plain(_text(sentences)) for sentences in brief.bodies]
    bodies[:1] = [f"**{body}**" for body in bodies[:1]]
    parts = [*mark, f"# {plain(brief.title)}", *bodies, *(f"*{plain(line)}*" for line in brief.signed), *mark]
    return "\n\n".join(parts) + "\n"


def to_html(brief: Brief, data_url: Callable[[str], str]) -> str:
    """The brief as an `<article>`; each sentence leads to its data."""

    def sentence(told: Sentence) -> str:
        return f'<a class="paper-figure" href="{escape(data_url(told.key))}">{escape(told.text)}</a>'

    mark = f'<p class="paper-mark">{escape(brief.mark)}</p>' if brief.mark else ""
    bodies = [" ".join(map(sentence, sentences)) for sentences in brief.bodies]
    lines = [f'<p class="paper-paragraph"><strong>{body}</strong></p>' for body in bodies[:1]]
    lines += [f'<p class="paper-paragraph">{body}</p>' for body in bodies[1:]]
    lines += [f'<p class="paper-byline"><strong>{escape(line)}</strong></p>' for line in brief.signed]
    inside = f'{mark}<h2 class="paper-title">{escape(brief.title)}</h2>{"".join(lines)}{mark}'
    return f'<article class="paper paper-brief" lang="{escape(brief.lang)}">{inside}</article>'


def to_pdf(brief: Brief) -> bytes:
    """The brief as PDF with our fonts embedded."""
    data = {
        "title": brief.title,
        "bodies": [_text(sentences) for sentences in brief.bodies],
        "signed": brief.signed,
        "mark": brief.mark,
        "lang": brief.lang,
    }
    return typeset(TEMPLATE, data)


def to_docx(brief: Brief) -> bytes:
    """The brief for Word: margins 20/20/30/15 mm, 14 points."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = FONT, Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), FONT)
    document.core_properties.title, document.core_properties.author = brief.title, ""
    document.core_properties.language = "en-GB" if brief.lang == "en" else "vi-VN"
    document.core_properties.subject = brief.mark
    if brief.mark:
        header = section.header.paragraphs[0]
        header.alignment = WD_ALIGN_PARAGRAPH.CENTER
        mark = header.add_run(brief.mark)
        mark.bold, mark.font.size = True, Pt(MARK_SIZE)
    _paragraph(document, brief.title, WD_ALIGN_PARAGRAPH.CENTER, bold=True, before=12)
    for nth, sentences in enumerate(brief.bodies):
        _paragraph(document, _text(sentences), WD_ALIGN_PARAGRAPH.JUSTIFY, bold=nth == 0, indent=True)
    for line in brief.signed:
        _paragraph(document, line, WD_ALIGN_PARAGRAPH.RIGHT, bold=True)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def _paragraph(
    document: Word, text: str, align: WD_ALIGN_PARAGRAPH, *, bold: bool, indent: bool = False, before: float = 0
) -> None:
    paragraph = document.add_paragraph()
    paragraph.alignment = align
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(before), Pt(6)
    paragraph.paragraph_format.line_spacing = 1.15
    if indent:
        paragraph.paragraph_format.first_line_indent = Mm(12.7)
    paragraph.add_run(text).bold = bold
