"""Annexes: definitions, figures by branch, roll, open headcounts, answers, what was raised, the run, the chain."""

from collections.abc import Iterator

from diemcau.assessment.models import SiteRecord
from diemcau.assessment.rules import CONFIRMED, Status
from diemcau.reports.course_report import answers, polls, raised, spoken
from diemcau.reports.ground import EVERYWHERE
from diemcau.reports.paper import Annex, Block, Bold, Bullets, Column, Note, Paragraph, Row, Table
from diemcau.reports.queries import UNMARKED
from diemcau.reports.rules import CENTRE, SITE, number
from diemcau.reports.writing import Writing, capital

DEFINITIONS = ("summoned", "attended", "once", "all", "turns", "headcount", "roll", "gap", "open", "levels", "run")


def all_of(w: Writing) -> Iterator[Annex]:
    """The annexes of a level, in order; an empty one is left out."""
    defined = [(Bold(w.say(f"paper.define.{name}.name")), ": ", w.say(f"paper.define.{name}")) for name in DEFINITIONS]
    yield Annex(w.say("paper.annex.definitions"), (Bullets(tuple(defined)),))
    if w.level != SITE:
        key = "by_province" if w.level == CENTRE else "by_site"
        yield Annex(w.say(f"paper.annex.{key}"), (_branches(w), Note(w.say(f"paper.annex.{key}_note"))), landscape=True)
    if w.ground.settled:
        yield Annex(w.say("paper.annex.roll"), (_roll(w), Note(w.say("paper.annex.roll_note"))), landscape=True)
    open_ = _open(w)
    if open_.rows:
        yield Annex(w.say("paper.annex.open"), (open_,))
    for name, blocks, wide in (
        ("situations", tuple((answers.own_turns if w.level == SITE else answers.splits)(w)), False),
        ("polls", tuple(polls.charts(w)), False),
        ("said", tuple(spoken.annex(w)), False),
        ("questions", tuple(raised.questions(w)), False),
        ("obstacles", tuple(raised.obstacles(w)), True),
        ("running", tuple(_running(w)), False),
    ):
        if blocks:
            yield Annex(w.say(f"paper.annex.{name}"), blocks, landscape=wide)
    if w.ground.settled:
        yield Annex(w.say("paper.annex.chain"), (Paragraph(w.say("paper.annex.chain_lead")), _chain(w)))


_COLUMNS = (
    "sites.organised",
    "people.summoned",
    "people.once",
    "people.all",
    "turns",
    "question.asked",
    "obstacle.total",
)


def _branches(w: Writing) -> Table:
    """A row for each province, the centre's own site first; or for each place of a province. Their sum at the end."""
    sums: dict[str, list[int]] = {}
    names: dict[str, str] = {}
    for place in w.places:
        code = place.province if w.level == CENTRE else f"{place.key}/{place.sort}"
        own = w.say("paper.report.own_site")
        names[code] = (
            (own if code == "00" else w.ground.units[code].full_name) if w.level == CENTRE else capital(place.name)
        )
        if place.sort != "organised" and w.level != CENTRE:
            names[code] += f" ({w.say(f'paper.sort.{place.sort}')})"
        row = sums.setdefault(code, [0] * len(_COLUMNS))
        for nth, key in enumerate(_COLUMNS):
            row[nth] += w.ground.cells.values[key].get(place.site, 0)
    rows = [
        Row((str(no), code[:5].partition("-")[0], names[code], *map(number, row)))
        for no, (code, row) in enumerate(sums.items(), 1)
    ]
    total = Row(("", "", w.say("paper.report.total"), *(w.cell(key) for key in _COLUMNS)), "total")
    return Table(
        columns=(
            Column(w.say("paper.report.no"), 0.5, "center"),
            Column(w.say("paper.report.code"), 0.8, "center"),
            Column(w.say("paper.report.province" if w.level == CENTRE else "paper.report.site"), 3.2),
            *(Column(w.say(f"paper.report.col.{key}"), 1.2, "right") for key in _COLUMNS),
        ),
        rows=(*rows, total),
    )


def _roll(w: Writing) -> Table:
    names = [status.value or UNMARKED for status in (*list(Status)[1:], Status.NONE)]
    rows = [
        Row(
            (
                str(settled.no),
                w.sitting(settled.sitting),
                *(w.cell(f"sitting.{settled.no}.roll.{name}") for name in names),
                w.cell(f"sitting.{settled.no}.attended"),
            )
        )
        for settled in w.ground.settled
    ]
    sums = [sum(w.figures[f"sitting.{settled.no}.roll.{name}"] for settled in w.ground.settled) for name in names]
    total = Row(("", w.say("paper.report.total_turns"), *map(number, sums), w.cell("turns")), "total")
    return Table(
        unit=w.say("paper.unit.turn"),
        columns=(
            Column(w.say("paper.report.no"), 0.5, "center"),
            Column(w.say("paper.report.sitting"), 2.2),
            *(Column(w.say(f"paper.status.{name}"), 1, "right") for name in names),
            Column(w.say("paper.report.col.attended"), 1.1, "right"),
        ),
        rows=(*rows, total),
    )


def _open(w: Writing) -> Table:
    """Headcounts that no chair stands for, then places without a room of their own, with the reason."""
    rows = []
    inside = {place.site: place for place in w.places}
    records = SiteRecord.rows.of(EVERYWHERE).filter(sitting__in=[s.sitting.pk for s in w.ground.settled])
    waiting = {(r.sitting_id, r.site_id): r.level for r in records.exclude(level__in=CONFIRMED) if r.site_id in inside}
    for settled in w.ground.settled:
        for site, place in inside.items():
            level = waiting.get((settled.sitting.pk, site))
            if level is not None:
                state = w.say(f"paper.level.{level or 'none'}")
                rows.append((place.unit, w.whose(place), w.sitting(settled.sitting), state))
    for place in inside.values():
        if place.sort != "organised":
            note = w.say(f"paper.sort_note.{place.sort}", note=place.note)
            rows.append((place.unit, w.whose(place), w.say("paper.report.whole_class"), note))
    return Table(
        columns=(
            Column(w.say("paper.report.no"), 0.5, "center"),
            Column(w.say("paper.report.code"), 0.8, "center"),
            Column(w.say("paper.report.site"), 2.6),
            Column(w.say("paper.report.sitting"), 1.9),
            Column(w.say("paper.report.state"), 2.6),
        ),
        rows=tuple(Row((str(no), *row)) for no, row in enumerate(rows, 1)),
    )


RUNNING = ("begun", "ready", "trouble")


def _running(w: Writing) -> Iterator[Block]:
    """Rooms that were looked at before the sitting, and notices to the sites; nothing when there were none."""
    rows = []
    for settled in w.ground.settled:
        keys = [*(f"run.sitting.{settled.no}.{name}" for name in RUNNING), f"run.notices.{settled.no}"]
        if any(w.figures[key] for key in keys):
            rows.append(Row((w.sitting(settled.sitting), *map(w.cell, keys))))
    if rows:
        yield Table(
            columns=(
                Column(w.say("paper.report.sitting"), 2.4),
                *(Column(w.say(f"paper.running.{name}"), 1.4, "right") for name in (*RUNNING, "notices")),
            ),
            rows=tuple(rows),
        )
        yield Note(w.say("paper.running.note"))


def _chain(w: Writing) -> Table:
    return Table(
        columns=(
            Column(w.say("paper.report.no"), 0.5, "center"),
            Column(w.say("paper.report.sitting"), 1.8),
            Column(w.say("paper.report.position"), 1, "right"),
            Column(w.say("paper.report.link"), 4),
        ),
        rows=tuple(
            Row(
                (
                    str(settled.no),
                    w.sitting(settled.sitting),
                    number(settled.settlement.position),
                    _link(settled.settlement.head),
                )
            )
            for settled in w.ground.settled
        ),
    )


def _link(head: str) -> str:
    """A link of the chain in two lines of four groups."""
    groups = [head[at : at + 8] for at in range(0, len(head), 8)]
    return "\n".join(" ".join(groups[at : at + 4]) for at in range(0, len(groups), 4))
