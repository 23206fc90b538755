"""A paper as a fragment of HTML for the screen: semantic, escaped by construction, without inline style.

Every number that comes from a figure can link to its rows. The looks are in `static/reports/paper.css`.
"""

from collections.abc import Callable
from typing import NewType

from django.utils.html import escape

from diemcau.base.words import say
from diemcau.reports import setting
from diemcau.reports.paper import (
    Bars,
    Block,
    Bold,
    Bullets,
    EmptyField,
    Figure,
    Italic,
    Note,
    Paper,
    Paragraph,
    Part,
    Plain,
    Row,
    Run,
    Section,
    Table,
    Text,
    closed,
    runs,
)

FigureUrl = Callable[[str], str]
Markup = NewType("Markup", str)
"""Markup that is already safe; only `_tag`, `_words` and joins of those make it."""

# The share of its cell that the longest bar takes; the rest is for the words at its end.
FULL_BAR = 80


def to_html(paper: Paper, *, figure_url: FigureUrl | None) -> str:
    """The paper as one `<article>`; `figure_url` gives the address of a figure's rows, None for no links."""
    drawing = _Drawing(paper, figure_url)
    return drawing.article()


def _tag(name: str, *inside: Markup, **attributes: str | int) -> Markup:
    """An element; `class_` and `data_key` are written as class and data-key."""
    given = "".join(f' {key.rstrip("_").replace("_", "-")}="{escape(str(value))}"' for key, value in attributes.items())
    return Markup(f"<{name}{given}>{''.join(inside)}</{name}>")


def _words(text: str) -> Markup:
    return Markup("<br>".join(str(escape(line)) for line in text.split("\n")))


def _join(parts: list[Markup]) -> Markup:
    return Markup("".join(parts))


class _Drawing:
    def __init__(self, paper: Paper, figure_url: FigureUrl | None) -> None:
        self.paper = paper
        self.figure_url = figure_url

    def say(self, key: str, **data: str) -> Markup:
        return _words(say(key, self.paper.lang, **data))

    def article(self) -> str:
        paper = self.paper
        parts = [*self.mark(), self.head(), self.title(), self.addressees()]
        parts += [self.block(block) for block in closed(paper.blocks)]
        parts += [self.foot()]
        parts += [self.annex(index) for index in range(len(paper.annexes))]
        parts += self.mark()
        return _tag("article", *parts, class_=f"paper paper-{paper.head.style}", lang=paper.lang)

    def mark(self) -> list[Markup]:
        mark = self.paper.simulation
        return [_tag("p", _words(mark), class_="paper-mark")] if mark else []

    def head(self) -> Markup:
        head = setting.set_head(self.paper)
        issuer = [_tag("p", _words(line)) for line in head.superior]
        issuer += [_tag("p", _tag("strong", _words("\n".join(head.body))), class_="paper-issuer")]
        issuer += [_tag("p", _words("*"))] if setting.layout_of(self.paper).star else []
        country = [_tag("p", _words(head.country), class_="paper-country")] if head.country else []
        motto = _tag("p", _tag("span", _words(head.motto)), class_="paper-motto")
        number = [_tag("p", _words(head.number), class_="paper-number")]
        number += [_tag("p", self.say("paper.draft"), class_="paper-draft")] if self.paper.draft else []
        return _tag(
            "header",
            _tag("div", *issuer),
            _tag("div", *country, motto),
            _tag("div", *number),
            _tag("div", _tag("p", _words(head.date), class_="paper-date")),
            class_="paper-head",
        )

    def title(self) -> Markup:
        lines, _rule = setting.set_summary(self.paper)
        kind = _tag("span", _words(self.paper.kind.upper()), class_="paper-kind")
        phrases = [_tag("span", _words(line), class_="paper-phrase") for line in lines]
        summary = _tag("span", Markup(" ".join(phrases)), class_="paper-summary")
        title = _tag("h2", kind, _words(" "), summary, class_="paper-title")
        dashes = _tag("p", _words("-----"), class_="paper-dashes")
        return _join([title, dashes]) if setting.layout_of(self.paper).dashes else title

    def addressees(self) -> Markup:
        names = self.paper.addressees
        if len(names) == 1:
            return _tag("p", self.say("paper.to"), _words(f" {names[0]}"), class_="paper-to")
        if not names:
            return Markup("")
        items = [_tag("li", _words(name)) for name in names]
        return _tag("div", _tag("p", self.say("paper.to")), _tag("ul", *items), class_="paper-to paper-to-several")

    def text(self, text: Text) -> Markup:
        return _join([self.run(run) for run in runs(text)])

    def run(self, run: Run) -> Markup:
        match run:
            case Plain(text):
                return _words(text)
            case Bold(text):
                return _tag("strong", _words(text))
            case Italic(text):
                return _tag("em", _words(text))
            case Figure(text, key) if self.figure_url is not None:
                return _tag("a", _words(text), class_="paper-figure", href=self.figure_url(key))
            case Figure(text, key):
                return _tag("span", _words(text), class_="paper-figure", data_figure=key)

    def block(self, block: Block) -> Markup:
        match block:
            case Part(text):
                return _tag("h3", _words(text.upper()), class_="paper-part")
            case Section(text):
                return _tag("h4", _words(text), class_="paper-section")
            case Paragraph(text):
                return _tag("p", self.text(text), class_="paper-paragraph")
            case Note(text):
                return _tag("p", self.text(text), class_="paper-note")
            case Bullets(items):
                return _tag("ul", *(_tag("li", self.text(item)) for item in items), class_="paper-bullets")
            case Table():
                return self.table(block)
            case Bars():
                return self.bars(block)
            case EmptyField():
                return self.field(block)

    def caption(self, name: str, caption: str, unit: str) -> list[Markup]:
        """Caption and unit together in one element, so that both are read with the table."""
        words = [_tag("strong", _words(caption))] if caption else []
        words += [_tag("span", self.say("paper.unit", unit=unit), class_="paper-unit")] if unit else []
        return [_tag(name, *words)] if words else []

    def table(self, table: Table) -> Markup:
        heading = []
        for cells in table.heading:
            made = []
            for cell in cells:
                spans: dict[str, str | int] = {"scope": "colgroup" if cell.columns > 1 else "col"}
                spans |= {"colspan": cell.columns} if cell.columns > 1 else {}
                spans |= {"rowspan": cell.rows} if cell.rows > 1 else {}
                made.append(_tag("th", _words(cell.title), **spans))
            heading.append(_tag("tr", *made))
        rows = [self.row(table, row) for row in table.rows]
        parts = self.caption("caption", table.caption, table.unit)
        whole = _tag("table", *parts, _tag("thead", *heading), _tag("tbody", *rows), class_="paper-table")
        # A wide table scrolls in its own box, which keys must be able to reach.
        name = table.caption or self.paper.title
        return _tag("div", whole, class_="paper-scroll", tabindex=0, role="group", aria_label=name)

    def row(self, table: Table, row: Row) -> Markup:
        if row.kind == "group":
            cell = _tag("th", self.text(row.cells[0]), colspan=len(table.columns), scope="rowgroup")
            return _tag("tr", cell, class_="paper-group")
        cells = [
            _tag("td", self.text(cell), class_=f"paper-{column.align}")
            for cell, column in zip(row.cells, table.columns, strict=True)
        ]
        return _tag("tr", *cells, class_="paper-total") if row.kind == "total" else _tag("tr", *cells)

    def bars(self, bars: Bars) -> Markup:
        rows = []
        for item in bars.items:
            share = f"{FULL_BAR * item.value / bars.largest:.2f}%"
            ink = _tag("rect", width="100%", height="100%")
            bar = _tag("svg", ink, class_="paper-bar", width=share, height=10, aria_hidden="true", focusable="false")
            value = self.text(item.text) or _words(f"{item.value:g}")
            drawn = _tag("td", *([bar] if item.value else []), _tag("span", value, class_="paper-bar-value"))
            rows.append(_tag("tr", _tag("th", _words(item.label), scope="row"), drawn))
        parts = self.caption("caption", bars.caption, bars.unit)
        return _tag("table", *parts, _tag("tbody", *rows), class_="paper-bars")

    def field(self, field: EmptyField) -> Markup:
        label = _tag("p", _tag("strong", _words(field.label)), _words(" "), _tag("em", self.say("paper.field.write")))
        lines = [_tag("span", class_="paper-line") for _ in range(field.lines)]
        parts = [label, _tag("div", *lines, class_="paper-lines", aria_hidden="true")]
        if field.evidence:
            items = [_tag("li", self.text(item)) for item in field.evidence]
            weigh = _tag("p", _tag("em", self.say("paper.field.evidence")))
            parts.append(_tag("div", weigh, _tag("ul", *items), class_="paper-evidence"))
        return _tag("div", *parts, class_="paper-field", role="group", aria_label=field.label)

    def foot(self) -> Markup:
        recipients, post = setting.set_recipients(self.paper), setting.set_signature(self.paper)
        if not recipients and not post:
            return Markup("")
        left = []
        if recipients:
            left.append(_tag("p", self.say("paper.recipients"), class_="paper-recipients-label"))
            left += [_tag("p", _words(line)) for line in recipients]
        right = [_tag("p", _tag("strong", _words("\n".join(post))))] if post else []
        inside = [_tag("div", *left, class_="paper-recipients"), _tag("div", *right, class_="paper-signature")]
        return _tag("footer", *inside, class_="paper-foot")

    def annex(self, index: int) -> Markup:
        annex = self.paper.annexes[index]
        label = _tag("span", _words(setting.annex_label(self.paper, index)), class_="paper-annex-label")
        title = _tag("h3", label, _words(" "), _words(annex.title.upper()), class_="paper-annex-title")
        of = _tag("p", _tag("em", _words(setting.annex_of(self.paper))), class_="paper-annex-of")
        kind = "paper-annex paper-landscape" if annex.landscape else "paper-annex"
        blocks = [self.block(block) for block in annex.blocks]
        return _tag("section", *self.mark(), title, of, *blocks, class_=kind)
