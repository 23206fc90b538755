"""Section II.2: learners, who came how often, by position group in the order of protocol."""

from diemcau.people.rules import Group
from diemcau.reports.paper import Block, Column, Note, Paragraph, Row, Section, Table, Text
from diemcau.reports.writing import Writing


def blocks(w: Writing) -> list[Block]:
    """Persons and turns, never mixed; sexes where the lists say them."""
    made: list[Block] = [
        Section(w.say("paper.report.section2")),
        Paragraph(
            w.text(
                "paper.report.people",
                summoned=w.n("people.summoned"),
                once=w.n("people.once"),
                once_share=w.share("people.once", "people.summoned"),
                all=w.n("people.all"),
                all_share=w.share("people.all", "people.summoned"),
                settled=w.n("sittings.settled"),
                turns=w.n("turns"),
            )
        ),
        Paragraph(_sexes(w)),
        _groups(w),
        Note(w.say("paper.report.groups_note")),
    ]
    if w.figures["people.guests"] or w.figures["people.staff"]:
        besides = w.text("paper.report.besides", guests=w.n("people.guests"), staff=w.n("people.staff"))
        made.append(Paragraph(besides))
    return made


def _sexes(w: Writing) -> Text:
    """Men and women of those who came; nothing is guessed from names."""
    unknown = "people.sex.khong_ro.once"
    key = "paper.report.sexes_known" if not w.figures[unknown] else "paper.report.sexes"
    if w.figures[unknown] == w.figures["people.once"]:
        key = "paper.report.sexes_unknown"
    return w.text(key, men=w.n("people.sex.nam.once"), women=w.n("people.sex.nu.once"), unknown=w.n(unknown))


def _groups(w: Writing) -> Table:
    rows = [
        Row(
            (
                str(place),
                w.say(f"group.{group}"),
                w.cell(f"people.group.{group}.summoned"),
                w.cell(f"people.group.{group}.once"),
                w.share(f"people.group.{group}.once", f"people.group.{group}.summoned"),
            )
        )
        for place, group in enumerate((g for g in Group if w.figures[f"people.group.{g}.summoned"]), 1)
    ]
    total = (
        "",
        w.say("paper.report.total"),
        w.cell("people.summoned"),
        w.cell("people.once"),
        w.share("people.once", "people.summoned"),
    )
    return Table(
        caption=w.say("paper.report.groups"),
        unit=w.say("paper.unit.person"),
        columns=(
            Column(w.say("paper.report.no"), 0.5, "center"),
            Column(w.say("paper.report.group"), 4),
            Column(w.say("paper.report.summoned"), 1.2, "right"),
            Column(w.say("paper.report.once"), 1.5, "right"),
            Column(w.say("paper.report.share"), 1, "right"),
        ),
        rows=(*rows, Row(total, "total")),
    )
