"""Papers as Markdown, read again by a Markdown parser."""

from html import unescape

from markdown_it import MarkdownIt

from diemcau.reports.markdown import to_markdown
from tests.reports.paper_samples import MARK, NASTY, centre, commune, nasty

PARSER = MarkdownIt("commonmark").enable("table")


def texts(markdown: str) -> list[str]:
    """The text of every block, as a reader sees it."""
    return [
        "".join(
            child.content if child.type == "text" else "\n" if "break" in child.type else ""
            for child in token.children or []
        )
        for token in PARSER.parse(markdown)
        if token.type == "inline"
    ]


def test_headings_tables_and_figures_read_as_such() -> None:
    made = to_markdown(commune())
    tokens = PARSER.parse(made)
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", "h2", "h3", "h3", "h2", "h2"]
    assert "| **Tổng lượt** | **126** | **120** |" in made
    assert "| TT | Buổi | Triệu tập | Có mặt | Ghi chú |\n| :---: | :--- | ---: | ---: | :--- |" in made
    assert "- Hồ sơ đất đai: 21" in made
    assert made.count("./.") == 1


def test_the_mark_stands_above_below_and_over_every_annex() -> None:
    blocks = texts(to_markdown(centre()))
    assert (blocks[0], blocks[-1], blocks.count(MARK)) == (MARK, MARK, 4)


def test_what_people_typed_stays_text() -> None:
    made = to_markdown(nasty())
    seen = texts(made)
    plain = " ".join(NASTY.split())
    assert sum(plain in text for text in seen) >= 10
    types = {token.type for token in PARSER.parse(made)}
    assert types & {"html_block", "fence", "code_block", "lheading_open"} == set()
    inside = {child.type for token in PARSER.parse(made) for child in token.children or []}
    assert inside <= {
        "text",
        "strong_open",
        "strong_close",
        "em_open",
        "em_close",
        "hardbreak",
        "softbreak",
        "text_special",
    }
    assert "<b>" not in unescape(PARSER.render(made)).replace(plain, "")


def test_two_rows_of_heading_become_one() -> None:
    assert "| Ngày, tháng, năm sinh – Nam | Ngày, tháng, năm sinh – Nữ |" in to_markdown(centre())
