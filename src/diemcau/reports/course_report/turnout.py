"""Sections II.4 and II.5: headcount beside the roll, sitting by sitting; silences and troubles."""

from diemcau.reports.paper import Block, Column, HeadCell, Note, Paragraph, Row, Section, Table, Text, runs
from diemcau.reports.writing import Writing


def blocks(w: Writing) -> list[Block]:
    """Numbers that chairs stand for, and the roll of the same rooms with the gap."""
    made: list[Block] = [Section(w.say("paper.report.section4"))]
    if not w.ground.settled:
        return [*made, Paragraph(w.say("paper.report.nothing_settled"))]
    return [
        *made,
        Paragraph(w.say("paper.report.headcount_lead")),
        _table(w),
        Note(w.say("paper.report.headcount_note")),
        *_open(w),
    ]


def _table(w: Writing) -> Table:
    rows = []
    for place, settled in enumerate(w.ground.settled, 1):
        start = f"sitting.{settled.no}"
        names = ("sites.confirmed", "head.present", "head.excused", "head.absent", "room", "gap")
        organised = sum(w.figures[f"{start}.sites.{name}"] for name in ("confirmed", "entered", "silent"))
        confirmed = w.cell(f"{start}.sites.confirmed")
        cells = [w.cell(f"{start}.{name}") for name in names[1:]]
        rows.append(Row((str(place), w.sitting(settled.sitting), (confirmed, f"/{organised}"), *cells)))
    titles = ("present", "excused", "absent", "roll", "gap")
    return Table(
        caption=w.say("paper.report.headcounts"),
        unit=w.say("paper.unit.turn"),
        columns=(
            Column("", 0.5, "center"),
            Column("", 2.4),
            Column("", 1.3, "right"),
            *(Column("", 1.1, "right") for _ in titles),
        ),
        rows=tuple(rows),
        head=(
            (
                HeadCell(w.say("paper.report.no"), rows=2),
                HeadCell(w.say("paper.report.sitting"), rows=2),
                HeadCell(w.say("paper.report.col.confirmed"), rows=2),
                HeadCell(w.say("paper.report.col.headcount"), columns=3),
                HeadCell(w.say("paper.report.col.roll"), rows=2),
                HeadCell(w.say("paper.report.col.gap"), rows=2),
            ),
            tuple(HeadCell(w.say(f"paper.report.col.{name}")) for name in titles[:3]),
        ),
    )


def _open(w: Writing) -> list[Block]:
    """Which sittings have sites that nobody confirmed; the names stand in an annex."""
    waiting = [
        w.text(
            "paper.report.waiting",
            sitting=w.sitting(settled.sitting),
            entered=w.n(f"sitting.{settled.no}.sites.entered"),
            silent=w.n(f"sitting.{settled.no}.sites.silent"),
        )
        for settled in w.ground.settled
        if w.figures[f"sitting.{settled.no}.sites.entered"] or w.figures[f"sitting.{settled.no}.sites.silent"]
    ]
    return [Paragraph(text) for text in waiting] or [Paragraph(w.say("paper.report.all_confirmed"))]


def technique(w: Writing) -> list[Block]:
    """How the line held, as the journal has it. Part of the run, not of the figures."""
    made: list[Block] = [Section(w.say("paper.report.section5"))]
    if not w.ground.settled:
        return [*made, Paragraph(w.say("paper.report.nothing_settled"))]
    rows = []
    for place, settled in enumerate(w.ground.settled, 1):
        start = f"run.sitting.{settled.no}"
        cells = [w.cell(f"{start}.{name}") for name in ("silences", "incidents", "by_word")]
        rows.append(Row((str(place), w.sitting(settled.sitting), *cells)))
    made.append(
        Table(
            caption=w.say("paper.report.run"),
            unit=w.say("paper.unit.time"),
            columns=(
                Column(w.say("paper.report.no"), 0.5, "center"),
                Column(w.say("paper.report.sitting"), 2.4),
                Column(w.say("paper.report.col.silences"), 1.6, "right"),
                Column(w.say("paper.report.col.incidents"), 1.6, "right"),
                Column(w.say("paper.report.col.by_word"), 1.8, "right"),
            ),
            rows=tuple(rows),
        )
    )
    made.append(Note(w.say("paper.report.run_note")))
    told = troubles(w)
    return [*made, Paragraph((*runs(told), "."))] if told else made


def troubles(w: Writing) -> Text:
    """“Sự cố do điểm cầu báo: mất hình (09 lần); …”, "" when there was none."""
    found = sorted(key for key in w.figures.run if key.startswith("run.trouble.") and w.figures[key])
    parts = [
        part
        for nth, key in enumerate(found)
        for part in w.text(
            "paper.report.trouble_more" if nth else "paper.report.trouble",
            what=w.say(f"paper.trouble.{key.rpartition('.')[2]}"),
            n=w.n(key),
        )
    ]
    return (*w.text("paper.report.troubles"), *parts) if parts else ""
