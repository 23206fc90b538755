"""A paper as a Word file that clerks go on working in: real styles, headings, tables and sections.

The head and the foot are tables without borders, rules are borders of paragraphs, the first page of
every section is different (it has no number). The same paper gives the same bytes.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from diemcau.base.words import say
from diemcau.reports import setting
from diemcau.reports.docx_styles import settings, styles
from diemcau.reports.ooxml import Xml, join, package, page_number, part, picture, run, twips, w
from diemcau.reports.paper import (
    Annex,
    Bars,
    Block,
    Bold,
    Bullets,
    EmptyField,
    HeadCell,
    Italic,
    Note,
    Paper,
    Paragraph,
    Part,
    Row,
    Section,
    Table,
    Text,
    closed,
    heading_grid,
    runs,
)

LANGUAGES = {"vi": "vi-VN", "en": "en-GB"}
HEADER_MM = 6
SIGNATURE_LINES = 5
BAR_HEIGHT = 8.0


@dataclass(frozen=True)
class _Making:
    """What blocks need while they are drawn: the paper, the room in points, and numbers for pictures."""

    paper: Paper
    room: float
    pictures: Iterator[int]

    @property
    def layout(self) -> setting.Layout:
        return setting.layout_of(self.paper)


def to_docx(paper: Paper) -> bytes:
    """The paper as a .docx file."""
    layout, language = setting.layout_of(paper), LANGUAGES[paper.lang]
    pictures = count(1)
    body = _Making(paper, setting.text_width(layout), pictures)
    parts = [_head(body), _title(body), _addressees(body), *_body(body), _foot(body)]
    section = _section(layout, landscape=False)
    for index, annex in enumerate(paper.annexes):
        parts.append(_tiny(section))
        making = _Making(paper, setting.text_width(layout, annex.landscape), pictures)
        parts += [_annex_head(making, index, annex), *_blocks(making, annex.blocks)]
        section = _section(layout, annex.landscape)
    parts += [_tiny(), section]
    return package(
        document=part("document", w("body", *parts)),
        styles=styles(layout, language),
        settings=settings(language),
        first_header=_header(paper, numbered=False),
        next_header=_header(paper, numbered=True),
        title=paper.title,
        author=" ".join(paper.head.body.split()),
        language=language,
        subject=paper.simulation or "",
    )


def _p(style: str, *inside: Xml, direct: tuple[Xml, ...] = ()) -> Xml:
    named = (w("pStyle", val=style),) if style else ()
    return w("p", *([w("pPr", *named, *direct)] if named or direct else []), *inside)


def _jc(how: str) -> Xml:
    return w("jc", val=how)


def _tiny(section: Xml | None = None) -> Xml:
    """The paragraph that Word wants after a table or at the end of a section, as small as can be."""
    low = w("spacing", before=0, after=0, line=20, lineRule="exact")
    return _p("", direct=(low, w("rPr", w("sz", val=2)), *([section] if section else [])))


def _rule(length: float, room: float, above: float = 2) -> Xml:
    """A line of a given length in the middle of the room: the top border of an empty paragraph."""
    side = twips((room - length) / 2)
    border = w("pBdr", w("top", val="single", sz=6, space=1, color="auto"))
    low = w("spacing", before=twips(above), after=0, line=80, lineRule="exact")
    return _p("", direct=(border, low, w("ind", left=side, right=side), w("rPr", w("sz", val=4))))


def _section(layout: setting.Layout, landscape: bool) -> Xml:
    wide, high = (twips(side * setting.MM) for side in setting.page_mm(landscape))
    turned: dict[str, str | int] = {"orient": "landscape"} if landscape else {}
    margins = {side: twips(getattr(layout, f"{side}_mm") * setting.MM) for side in ("top", "right", "bottom", "left")}
    headers = [
        Xml('<w:headerReference w:type="first" r:id="rIdFirst"/>'),
        Xml('<w:headerReference w:type="default" r:id="rIdNext"/>'),
    ]
    return w(
        "sectPr",
        *headers,
        w("pgSz", w=wide, h=high, **turned),
        w("pgMar", **margins, header=twips(HEADER_MM * setting.MM), footer=twips(10 * setting.MM), gutter=0),
        w("pgNumType", start=1),
        w("titlePg"),
    )


def _header(paper: Paper, numbered: bool) -> str:
    inside = []
    if paper.simulation:
        mark = run(f"\u00a0{paper.simulation}\u00a0", bold=True, size=setting.MARK_SIZE, boxed=True)
        inside.append(_p("Header", mark, direct=(w("spacing", before=0, after=20),)))
    if numbered:
        inside.append(_p("Header", page_number(setting.PAGE_NUMBER_SIZE)))
    return part("hdr", *(inside or [_p("Header")]))


def _cell(
    width: float, *paragraphs: Xml, span: int = 1, merge: str = "", special: tuple[Xml, ...] = (), middle: bool = False
) -> Xml:
    about = [w("tcW", w=twips(width), type="dxa")]
    about += [w("gridSpan", val=span)] if span > 1 else []
    about += [w("vMerge", val=merge)] if merge else []
    about += special
    about += [w("vAlign", val="center")] if middle else []
    return w("tc", w("tcPr", *about), *(paragraphs or (_p(""),)))


def _table(widths: tuple[float, ...], rows: list[Xml], *, border: int = 0, pad: float = 0, name: str = "") -> Xml:
    """A table of fixed widths; `border` in eighths of a point, 0 for none."""
    kind = "single" if border else "none"
    lines = [
        w(side, val=kind, sz=border, space=0, color="auto")
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    ]
    about = w(
        "tblPr",
        w("tblW", w=twips(sum(widths)), type="dxa"),
        w("tblBorders", *lines),
        w("tblLayout", type="fixed"),
        w("tblCellMar", w("left", w=twips(pad), type="dxa"), w("right", w=twips(pad), type="dxa")),
        *([w("tblCaption", val=name)] if name else []),
    )
    return w("tbl", about, w("tblGrid", *(w("gridCol", w=twips(width)) for width in widths)), *rows)


def _row(*cells: Xml, heading: bool = False, whole: bool = True) -> Xml:
    about = ([w("cantSplit")] if whole else []) + ([w("tblHeader")] if heading else [])
    return w("tr", *([w("trPr", *about)] if about else []), *cells)


def _head(making: _Making) -> Xml:
    layout, head = making.layout, setting.set_head(making.paper)
    left = [_p("", run(line, size=layout.body_name), direct=(_jc("center"),)) for line in head.superior]
    left += [_p("", run(line, size=layout.body_name, bold=True), direct=(_jc("center"),)) for line in head.body]
    star = _p("", run("*", size=layout.body_name), direct=(_jc("center"),))
    left.append(star if layout.star else _rule(head.body_rule, head.left))
    right = [_p("", run(head.country, size=layout.country, bold=True), direct=(_jc("center"),))] if head.country else []
    right.append(_p("", run(head.motto, size=layout.motto, bold=True), direct=(_jc("center"),)))
    right.append(_rule(head.motto_rule, head.right))
    lower = (w("spacing", before=60, after=0), _jc("center"))
    rows = [
        _row(_cell(head.left, *left), _cell(head.right, *right)),
        _row(
            _cell(head.left, _p("", run(head.number, size=layout.number), direct=lower)),
            _cell(head.right, _p("", run(head.date, size=head.date_size, italic=True), direct=lower)),
        ),
    ]
    if making.paper.draft:
        words = f"\u00a0\u00a0{say('paper.draft', making.paper.lang)}\u00a0\u00a0"
        mark = run(words, bold=True, size=layout.number, boxed=True)
        drafted = _p("", mark, direct=(w("spacing", before=120, after=0), _jc("center")))
        rows.append(_row(_cell(head.left, drafted), _cell(head.right)))
    return _table((head.left, head.right), rows)


def _title(making: _Making) -> Xml:
    lines, rule = setting.set_summary(making.paper)
    parts = [_p("Title", run(making.paper.kind.upper())), _p("Subtitle", run("\n".join(lines)))]
    dashes = _p("", run("-----"), direct=(w("keepNext"), _jc("center")))
    parts.append(dashes if making.layout.dashes else _rule(rule, making.room, above=3))
    return join(parts)


def _addressees(making: _Making) -> Xml:
    names, to = making.paper.addressees, say("paper.to", making.paper.lang)
    if len(names) < 2:
        words = run(f"{to} {names[0]}") if names else Xml("")
        return _p("", words, direct=(w("spacing", before=240, after=240), _jc("center")))
    first = _p("", run(to), direct=(w("spacing", before=240, after=0), w("ind", left=twips(0.2 * making.room))))
    ends = [";"] * (len(names) - 1) + ["."]
    inset = w("ind", left=twips(0.3 * making.room), hanging=160)
    others = [
        _p("", run(f"- {name}{end}"), direct=(w("spacing", before=40, after=0 if end == ";" else 240), inset))
        for name, end in zip(names, ends, strict=True)
    ]
    return join([first, *others])


def _runs(text: Text, *, size: float = 0, bold: bool = False, italic: bool = False) -> Xml:
    return join(
        [
            run(each.text, size=size, bold=bold or isinstance(each, Bold), italic=italic or isinstance(each, Italic))
            for each in runs(text)
        ]
    )


def _body(making: _Making) -> list[Xml]:
    """The blocks of the body; its last paragraph goes with the signature, which never stands alone on a page."""
    *blocks, last = closed(making.paper.blocks)
    ending = _runs(last.text) if isinstance(last, Paragraph) else Xml("")
    return [*_blocks(making, tuple(blocks)), _p("BodyText", ending, direct=(w("keepNext"),))]


def _blocks(making: _Making, blocks: tuple[Block, ...]) -> list[Xml]:
    following = (*blocks, None)[1:]
    return [
        _block(making, block, held=setting.holds_on(block, after))
        for block, after in zip(blocks, following, strict=True)
    ]


def _block(making: _Making, block: Block, *, held: bool) -> Xml:
    """A block; one that is `held` stays on the page of what follows it."""
    match block:
        case Part(text):
            return _p("Heading1", run(text.upper()))
        case Section(text):
            return _p("Heading2", run(text))
        case Paragraph(text):
            return _p("BodyText", _runs(text), direct=(w("keepNext"),) if setting.leads_on(text) else ())
        case Note(text):
            return _p("Note", _runs(text))
        case Bullets(items):
            return join([_p("BodyText", run("- "), _runs(item)) for item in items])
        case Table():
            return _data_table(making, block, held=held)
        case Bars():
            return _bars(making, block, held=held)
        case EmptyField():
            return _field(making, block)


def _caption(making: _Making, caption: str, unit: str) -> list[Xml]:
    lines = setting.set_caption(making.paper, caption, making.room)
    parts = [_p("Caption", run("\n".join(lines)))] if lines else []
    return parts + ([_p("Unit", run(say("paper.unit", making.paper.lang, unit=unit)))] if unit else [])


def _after(*, held: bool = False) -> Xml:
    """The gap below a table, which also keeps two tables from growing together."""
    kept = (w("keepNext"),) if held else ()
    return _p("", direct=(*kept, w("spacing", before=0, after=0, line=120, lineRule="exact"), w("rPr", w("sz", val=8))))


def _data_table(making: _Making, table: Table, *, held: bool) -> Xml:
    shape = setting.set_table(table, making.room)
    size = shape.size if shape.size != setting.TABLE_SIZES[0] else 0
    rows = [_heading_row(places, shape, size) for places in heading_grid(table)]
    whole, last = setting.is_whole(table), len(table.rows) - 1
    for place, row in enumerate(table.rows):
        # Neither the first nor the last row stands alone on a page.
        keep = held or (place < last and (whole or place in {0, last - 1} or table.rows[place].kind == "group"))
        rows.append(_data_row(table, row, shape, size, keep=keep))
    drawn = _table(shape.widths, rows, border=4, pad=setting.CELL_PAD, name=table.caption)
    return join([*_caption(making, table.caption, table.unit), drawn, _after(held=held)])


def _heading_row(places: list[tuple[HeadCell, bool]], shape: setting.TableSet, size: float) -> Xml:
    """One row of the heading; a cell that began further up goes on as an empty merged one."""
    cells = []
    for x, (cell, begins) in enumerate(places):
        if x and places[x - 1][0] is cell:
            continue
        width = sum(shape.widths[x : x + cell.columns])
        title = run(cell.title if begins else "", size=size, bold=True)
        words = _p("TableText", title, direct=(w("keepNext"), _jc("center")))
        merge = ("restart" if begins else "continue") if cell.rows > 1 else ""
        cells.append(_cell(width, words, span=cell.columns, merge=merge, middle=True))
    return _row(*cells, heading=True)


def _data_row(table: Table, row: Row, shape: setting.TableSet, size: float, *, keep: bool) -> Xml:
    bold = row.kind != "plain"
    if row.kind == "group":
        words = _p("TableText", _runs(row.cells[0], size=size, bold=True), direct=(w("keepNext"),))
        return _row(_cell(sum(shape.widths), words, span=len(shape.widths), middle=True))
    kept = (w("keepNext"),) if keep else ()
    cells = []
    for width, cell, column in zip(shape.widths, row.cells, table.columns, strict=True):
        words = _p("TableText", _runs(cell, size=size, bold=bold), direct=(*kept, _jc(column.align)))
        cells.append(_cell(width, words, middle=True))
    return _row(*cells, whole=not setting.is_long(row))


def _bars(making: _Making, bars: Bars, *, held: bool) -> Xml:
    shape = setting.set_bars(bars, making.room)
    # Bars begin on the axis itself: zero is where the line is.
    axis = (
        w("tcBorders", w("left", val="single", sz=6, space=0, color="auto")),
        w("tcMar", w("left", w=0, type="dxa")),
    )
    rows = []
    for item, length, text in zip(bars.items, shape.lengths, shape.texts, strict=True):
        keep = (w("keepNext"),) if held or item is not bars.items[-1] else ()
        label = _p("TableText", run(item.label), direct=(*keep, _jc("right")))
        name = f"{item.label}: {text}"
        drawn = picture(next(making.pictures), length, BAR_HEIGHT, name) if length >= 0.5 else Xml("")
        value = _p("TableText", drawn, run(f"\u00a0{text}"), direct=keep)
        rows.append(_row(_cell(shape.label, label, middle=True), _cell(making.room - shape.label, value, special=axis)))
    chart = _table((shape.label, making.room - shape.label), rows, pad=setting.CELL_PAD, name=bars.caption)
    return join([*_caption(making, bars.caption, bars.unit), chart, _after(held=held)])


def _field(making: _Making, field: EmptyField) -> Xml:
    end = twips(making.room - 2 * setting.CELL_PAD)
    dots = (w("keepNext"), w("tabs", w("tab", val="right", leader="dot", pos=end)), w("spacing", before=80, after=0))
    write = say("paper.field.write", making.paper.lang)
    inside = [_p("TableText", run(field.label, bold=True), run(f" {write}", italic=True), direct=(w("keepNext"),))]
    inside += [_p("TableText", w("r", w("tab")), direct=dots) for _ in range(field.lines)]
    inside.append(_p("TableText", direct=(w("spacing", before=0, after=0, line=80, lineRule="exact"),)))
    rows = [_row(_cell(making.room, *inside))]
    if field.evidence:
        weigh = _p("TableText", run(say("paper.field.evidence", making.paper.lang), italic=True))
        inset = w("ind", left=160, hanging=160)
        items = [_p("TableText", run("- "), _runs(item), direct=(inset,)) for item in field.evidence]
        rows.append(_row(_cell(making.room, weigh, *items), whole=len(items) <= setting.FIELD_ITEMS))
    return join([_table((making.room,), rows, border=8, pad=setting.CELL_PAD), _after()])


def _foot(making: _Making) -> Xml:
    paper, layout = making.paper, making.layout
    post, recipients = setting.set_signature(paper), setting.set_recipients(paper)
    if not post and not recipients:
        return Xml("")
    left = []
    if recipients:
        label, inset = say("paper.recipients", paper.lang), (w("ind", left=120, hanging=120),)
        left.append(_p("", run(label, size=layout.recipients_label, bold=True, italic=True)))
        left += [_p("", run(line, size=layout.recipients), direct=inset) for line in recipients]
    right = [_p("", run(line, bold=True), direct=(_jc("center"),)) for line in post]
    right += [_p("", direct=(_jc("center"), w("rPr", w("b")))) for _ in range(SIGNATURE_LINES)]
    half = making.room / 2
    gap = _p("", direct=(w("keepNext"), w("spacing", before=0, after=0, line=120, lineRule="exact")))
    return join([gap, _table((half, half), [_row(_cell(half, *left), _cell(half, *right))])])


def _annex_head(making: _Making, index: int, annex: Annex) -> Xml:
    paper = making.paper
    label = _p("AnnexTitle", run(setting.annex_label(paper, index)))
    title = _p("AnnexTitle", run("\n".join(setting.annex_title(paper, annex))), direct=(w("outlineLvl", val=9),))
    of = _p("", run(setting.annex_of(paper), italic=True), direct=(w("spacing", before=0, after=200), _jc("center")))
    return join([label, title, of])
