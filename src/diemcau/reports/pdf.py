"""A paper as PDF: the document as data for the typst template beside this file."""

from pathlib import Path

from diemcau.base.typeface import breakable
from diemcau.base.typesetting import Json, typeset
from diemcau.base.words import say
from diemcau.reports import setting
from diemcau.reports.paper import (
    Bars,
    Block,
    Bold,
    Bullets,
    EmptyField,
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

TEMPLATE = Path(__file__).parent / "paper.typ"


def to_pdf(paper: Paper) -> bytes:
    """The paper as a tagged PDF with our fonts embedded."""
    return typeset(TEMPLATE, _paper(paper))


def _lines(texts: tuple[str, ...], room: float, size: float, bold: bool = False) -> list[str]:
    return [breakable(text, room, size, bold=bold) for text in texts]


def _paper(paper: Paper) -> Json:
    layout, head = setting.layout_of(paper), setting.set_head(paper)
    summary, summary_rule = setting.set_summary(paper)
    room = setting.text_width(layout)
    return {
        "lang": paper.lang,
        "title": paper.title,
        "author": " ".join(paper.head.body.split()),
        "mark": paper.simulation or "",
        "draft": say("paper.draft", paper.lang) if paper.draft else "",
        "layout": {
            "top": layout.top_mm, "bottom": layout.bottom_mm, "left": layout.left_mm, "right": layout.right_mm,
            "country": layout.country, "motto": layout.motto, "body_name": layout.body_name,
            "number": layout.number, "kind": layout.kind, "summary": layout.summary, "body": layout.body,
            "recipients_label": layout.recipients_label, "recipients": layout.recipients,
            "star": layout.star, "dashes": layout.dashes,
            "first_line": setting.FIRST_LINE, "gap": setting.PARAGRAPH_GAP, "pad": setting.CELL_PAD,
            "note": setting.NOTE_SIZE, "mark": setting.MARK_SIZE, "page_number": setting.PAGE_NUMBER_SIZE,
        },
        "head": {
            **vars(head),
            "superior": _lines(head.superior, head.left, layout.body_name),
            "body": _lines(head.body, head.left, layout.body_name, bold=True),
        },
        "kind": paper.kind.upper(),
        "summary": _lines(summary, room, layout.summary, bold=True),
        "summary_rule": summary_rule,
        "to": say("paper.to", paper.lang),
        "addressees": _lines(paper.addressees, 0.6 * room, layout.body),
        "blocks": _blocks(paper, closed(paper.blocks), room),
        "recipients_label": say("paper.recipients", paper.lang),
        "recipients": _lines(setting.set_recipients(paper), room / 2 - 12, layout.recipients),
        "signature": _lines(setting.set_signature(paper), room / 2, layout.body, bold=True),
        "annexes": [
            {
                "label": setting.annex_label(paper, index),
                "title": setting.annex_title(paper, annex),
                "of": setting.annex_of(paper),
                "landscape": annex.landscape,
                "blocks": _blocks(paper, annex.blocks, setting.text_width(layout, annex.landscape)),
            }
            for index, annex in enumerate(paper.annexes)
        ],
    }  # fmt: skip


def _runs(text: Text, room: float, size: float, bold: bool = False) -> list[Json]:
    return [
        {
            "t": breakable(run.text, room, size, bold=bold or isinstance(run, Bold)),
            "b": bold or isinstance(run, Bold),
            "i": isinstance(run, Italic),
        }
        for run in runs(text)
    ]


def _blocks(paper: Paper, blocks: tuple[Block, ...], room: float) -> list[Json]:
    following = (*blocks, None)[1:]
    return [
        _block(paper, block, room) | {"holds_on": setting.holds_on(block, after)}
        for block, after in zip(blocks, following, strict=True)
    ]


def _block(paper: Paper, block: Block, room: float) -> Json:
    size = setting.layout_of(paper).body
    match block:
        case Part(text):
            return {"is": "part", "text": breakable(text.upper(), room, size, bold=True)}
        case Section(text):
            return {"is": "section", "text": breakable(text, room - setting.FIRST_LINE, size, bold=True)}
        case Paragraph(text):
            words = _runs(text, room - setting.FIRST_LINE, size)
            return {"is": "paragraph", "runs": words, "leads_on": setting.leads_on(text)}
        case Note(text):
            return {"is": "note", "runs": _runs(text, room, setting.NOTE_SIZE)}
        case Bullets(items):
            return {"is": "bullets", "items": [_runs(item, room - setting.FIRST_LINE, size) for item in items]}
        case Table():
            return _table(paper, block, room)
        case Bars():
            return _bars(paper, block, room)
        case EmptyField(label, evidence, lines):
            inner = room - 2 * setting.CELL_PAD
            return {
                "is": "field",
                "label": breakable(label, inner, setting.NOTE_SIZE, bold=True),
                "write": say("paper.field.write", paper.lang),
                "lines": lines,
                "weigh": say("paper.field.evidence", paper.lang),
                "whole": len(evidence) <= setting.FIELD_ITEMS,
                "evidence": [_runs(item, inner - 10, setting.NOTE_SIZE) for item in evidence],
            }


def _unit(paper: Paper, unit: str) -> str:
    return say("paper.unit", paper.lang, unit=unit) if unit else ""


def _table(paper: Paper, table: Table, room: float) -> Json:
    shape = setting.set_table(table, room)
    inner = [each - 2 * setting.CELL_PAD for each in shape.widths]

    def cells(row: Row) -> list[list[Json]]:
        rooms = [room - 2 * setting.CELL_PAD] if row.kind == "group" else inner
        pairs = zip(row.cells, rooms, strict=True)
        return [_runs(cell, space, shape.size, row.kind != "plain") for cell, space in pairs]

    return {
        "is": "table",
        "caption": setting.set_caption(paper, table.caption, room),
        "unit": _unit(paper, table.unit),
        "size": shape.size,
        "widths": shape.widths,
        "aligns": [column.align for column in table.columns],
        "head": _heading(table, shape),
        "whole": setting.is_whole(table),
        "rows": [{"kind": row.kind, "long": setting.is_long(row), "cells": cells(row)} for row in table.rows],
    }


def _heading(table: Table, shape: setting.TableSet) -> list[list[Json]]:
    rows: list[list[Json]] = []
    for places in heading_grid(table):
        rows.append([])
        for x, (cell, begins) in enumerate(places):
            room = sum(shape.widths[x : x + cell.columns]) - 2 * setting.CELL_PAD
            title = breakable(cell.title, room, shape.size, bold=True)
            if begins:
                rows[-1].append({"t": title, "columns": cell.columns, "rows": cell.rows})
    return rows


def _bars(paper: Paper, bars: Bars, room: float) -> Json:
    shape = setting.set_bars(bars, room)
    return {
        "is": "bars",
        "caption": setting.set_caption(paper, bars.caption, room),
        "unit": _unit(paper, bars.unit),
        "label": shape.label,
        "items": [
            {"label": breakable(item.label, shape.label - 8, setting.NOTE_SIZE), "length": length, "text": text}
            for item, length, text in zip(bars.items, shape.lengths, shape.texts, strict=True)
        ],
    }
