"""Annexes: definitions, figures by province or site, roll by sitting, open headcounts, obstacles, the chain."""

from collections.abc import Iterator

from diemcau.assessment.models import SiteRecord
from diemcau.assessment.rules import CONFIRMED, Status
from diemcau.knowledge.models import Obstacle, Reply
from diemcau.knowledge.rules import ObstacleState
from diemcau.reports.ground import EVERYWHERE
from diemcau.reports.paper import Annex, Bold, Bullets, Column, Note, Paragraph, Row, Table, Text
from diemcau.reports.queries import UNMARKED
from diemcau.reports.rules import CENTRE, SITE, number
from diemcau.reports.writing import Writing, joined

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
    obstacles = _obstacles(w)
    if obstacles.rows:
        yield Annex(
            w.say("paper.annex.obstacles"), (obstacles, Note(w.say("paper.annex.obstacles_note"))), landscape=True
        )
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
        names[code] = (own if code == "00" else w.ground.units[code].full_name) if w.level == CENTRE else place.name
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


def _obstacles(w: Writing) -> Table:
    inside = {place.site: place for place in w.places}
    found = Obstacle.rows.of(EVERYWHERE).filter(course=w.ground.course).exclude(state=ObstacleState.WITHDRAWN)
    found = found.exclude(text="")
    # Replies of all in one statement; a prefetch of scoped rows must name its queryset.
    replies: dict[int, list[Reply]] = {}
    for reply in Reply.rows.of(EVERYWHERE).filter(obstacle__course=w.ground.course).order_by("id"):
        replies.setdefault(reply.obstacle_id, []).append(reply)
    order = {site: nth for nth, site in enumerate(inside)}
    rows = []
    for obstacle in sorted(
        (o for o in found if o.site_id in inside), key=lambda o: (order[o.site_id], o.sitting_id, o.text)
    ):
        place = inside[obstacle.site_id]
        # Whoever spoke for himself is shown by province only, above his own province.
        who = (
            w.say("paper.report.a_learner", where=_where(w, place.province, place.name))
            if obstacle.personal
            else w.whose(place)
        )
        since = "/".join(reversed(obstacle.since.split("-"))) if obstacle.since else "–"
        # Below the centre only what was published is printed.
        told = w.level == CENTRE or obstacle.state == ObstacleState.PUBLISHED
        answers: list[Text] = [_reply(w, reply) for reply in replies.get(obstacle.pk, [])] if told else []
        said = _lines(answers) if answers else w.say("paper.report.no_reply" if told else "paper.report.unpublished")
        rows.append((who, w.say(f"paper.field_of.{obstacle.field}"), since, obstacle.text, said))
    return Table(
        columns=(
            Column(w.say("paper.report.no"), 0.5, "center"),
            Column(w.say("paper.report.raised_by"), 2),
            Column(w.say("paper.report.field"), 1.6),
            Column(w.say("paper.report.since"), 0.9, "center"),
            Column(w.say("paper.report.content"), 3.4),
            Column(w.say("paper.report.reply"), 3.4),
        ),
        rows=tuple(Row((str(no), *row)) for no, row in enumerate(rows, 1)),
    )


def _where(w: Writing, province: str, name: str) -> str:
    if w.level == CENTRE:
        return w.say("paper.report.own_site") if province == "00" else w.ground.unit_title(province)
    return name


def _lines(texts: list[Text]) -> Text:
    return joined(*(part for nth, text in enumerate(texts) for part in ("\n" if nth else "", text)))


def _reply(w: Writing, reply: Reply) -> Text:
    """A reply under the name of its kind: a view stays a view, guidance names its document."""
    on = w.day(reply.document_on) if reply.document_on else ""
    name = w.say(f"paper.reply.{reply.kind}", number=reply.document_number, on=on, body=reply.body)
    return (Bold(f"{name}:"), f" {reply.text}")


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
                    " ".join(settled.settlement.head[at : at + 8] for at in range(0, 64, 8)),
                )
            )
            for settled in w.ground.settled
        ),
    )
