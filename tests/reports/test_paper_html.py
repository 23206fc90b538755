"""Papers as fragments of HTML."""

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import diemcau.reports
from diemcau.reports.html import to_html
from diemcau.reports.paper import Paper, Paragraph
from tests.reports.paper_samples import MARK, NASTY, centre, commune, nasty

SAMPLES = {"commune": commune, "centre": centre, "nasty": nasty}
CSS = Path(diemcau.reports.__file__).parent / "static" / "reports" / "paper.css"
KNOWN = {
    "a", "article", "br", "caption", "div", "em", "footer", "h2", "h3", "h4", "header", "li", "p", "rect", "section",
    "span", "strong", "svg", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "aria-hidden", "aria-label", "class", "colspan", "focusable", "height", "href", "lang", "role", "rowspan",
    "scope", "tabindex", "width",
}  # fmt: skip


@pytest.fixture(params=SAMPLES)
def tree(request: pytest.FixtureRequest) -> ET.Element:
    made = to_html(SAMPLES[request.param](), figure_url=lambda key: f"/so-lieu/{key}")
    return ET.fromstring(made.replace("<br>", "<br/>"))


def words(element: ET.Element) -> str:
    return " ".join("".join(element.itertext()).split())


def test_a_number_links_to_the_rows_that_it_comes_from() -> None:
    made = to_html(commune(), figure_url=lambda key: f"/so-lieu/{key}?a=1&b=2")
    assert '<a class="paper-figure" href="/so-lieu/site.present?a=1&amp;b=2">39</a>' in made


def test_without_addresses_a_number_keeps_its_key() -> None:
    made = to_html(commune(), figure_url=None)
    assert '<span class="paper-figure" data-figure="site.present">39</span>' in made
    assert "<a " not in made


def test_nothing_but_known_elements_and_no_style_or_script(tree: ET.Element) -> None:
    names = {element.tag for element in tree.iter()}
    assert " ".join(sorted(names - KNOWN)) == ""
    attributes = {name for element in tree.iter() for name in element.attrib}
    assert " ".join(sorted(attributes - ATTRIBUTES)) == ""


def test_what_people_typed_stays_text() -> None:
    tree = ET.fromstring(to_html(nasty(), figure_url=lambda key: key).replace("<br>", "<br/>"))
    assert words(tree).count(" ".join(NASTY.split())) >= 10
    assert [link.get("href") for link in tree.iter("a")] == ['key"><script>']


def test_the_mark_stands_above_below_and_over_every_annex(tree: ET.Element) -> None:
    annexes = [element for element in tree.iter("section") if (element.get("class") or "").startswith("paper-annex")]
    marks = [element for element in tree.iter("p") if element.get("class") == "paper-mark"]
    assert [words(mark) for mark in marks] == [MARK] * (2 + len(annexes))
    assert (tree[0], tree[-1]) == (marks[0], marks[-1])
    assert all(words(annex[0]) == MARK for annex in annexes)


def test_a_real_paper_carries_no_mark() -> None:
    made = to_html(Paper(commune().head, "BÁO CÁO", "Thật", (Paragraph("Nội dung."),)), figure_url=None)
    assert "paper-mark" not in made


def test_headings_of_tables_are_bound_to_their_cells(tree: ET.Element) -> None:
    for table in tree.iter("table"):
        assert all(cell.get("scope") for cell in table.iter("th"))


def test_bars_are_shares_of_the_longest() -> None:
    tree = ET.fromstring(to_html(commune(), figure_url=None).replace("<br>", "<br/>"))
    assert [bar.get("width") for bar in tree.iter("svg")] == ["80.00%", "45.71%", "22.86%"]


def test_every_class_has_its_looks() -> None:
    made = "".join(to_html(sample(), figure_url=None) for sample in SAMPLES.values())
    used = {name for names in re.findall(r'class="([^"]*)"', made) for name in names.split()}
    styled = set(re.findall(r"\.(paper[a-z-]*)", CSS.read_text(encoding="utf-8")))
    assert used - styled == {"paper-state"}
