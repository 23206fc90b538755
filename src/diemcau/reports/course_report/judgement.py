"""Objectives with their evidence; part III, left to people; part IV, proposals with what stands behind them."""

from diemcau.knowledge.queries import ProposalLine, proposals_of
from diemcau.knowledge.rules import ProposalKind
from diemcau.planning.rules import How
from diemcau.reports.paper import Block, Bold, Column, EmptyField, Note, Paragraph, Row, Section, Table, Text
from diemcau.reports.rules import CENTRE
from diemcau.reports.writing import Writing, joined, listed

# Which numbers bear on an objective, by a word of it; an objective with none of them is said to have no measure.
EVIDENCE = (
    ("vướng mắc", ("obstacles", "lessons")),
    ("kiến thức", ("topics", "attended")),
    ("chủ trương", ("topics", "situations")),
    ("quy định", ("topics", "situations")),
    ("hướng dẫn", ("topics", "situations")),
)


def _evidence(w: Writing, names: tuple[str, ...]) -> list[Text]:
    texts: dict[str, Text] = {
        "topics": w.text(
            "paper.evidence.topics", direct=w.n(f"topics.how.{How.TRUC_TIEP}"), designed=w.n("topics.designed")
        ),
        "attended": w.text(
            "paper.evidence.attended",
            once=w.n("people.once"),
            all=w.n("people.all"),
            summoned=w.n("people.summoned"),
        ),
        "obstacles": w.text("paper.evidence.obstacles", total=w.n("obstacle.total"), answered=w.n("obstacle.answered")),
        "lessons": w.text("paper.evidence.lessons", n=w.n("lessons.total")),
        "situations": w.text("paper.evidence.situations", n=_situations(w)),
    }
    return [texts[name] for name in names]


def _situations(w: Writing) -> int:
    titles = (title for settled in w.ground.settled for title in settled.settlement.titles.values())
    return sum(title["kind"] == "situation" for title in titles)


def objectives(w: Writing) -> list[Block]:
    """A line for each objective of the class, in the source's words, with the numbers that bear on it."""
    if not w.ground.programme.objectives:
        return []
    rows = []
    for no, objective in enumerate(w.ground.programme.objectives, 1):
        names = next((names for word, names in EVIDENCE if word in objective.lower()), ())
        parts = [part for nth, text in enumerate(_evidence(w, names)) for part in ("; " if nth else "", text)]
        rows.append(Row((str(no), objective, joined(*parts) if parts else w.say("paper.evidence.none"))))
    table = Table(
        caption=w.say("paper.report.objectives_table"),
        columns=(
            Column(w.say("paper.report.no"), 0.5, "center"),
            Column(w.say("paper.report.objective"), 3),
            Column(w.say("paper.report.evidence"), 4),
        ),
        rows=tuple(rows),
    )
    return [Section(w.say("paper.report.section7")), table, Note(w.say("paper.report.objectives_note"))]


def fields(w: Writing) -> list[Block]:
    """Empty fields for what people judge, each with its evidence."""
    strengths = _evidence(w, ("attended", "topics", "situations"))
    limits: list[Text] = []
    for settled in w.ground.settled:
        start = f"sitting.{settled.no}"
        waiting = w.figures[f"{start}.sites.entered"] + w.figures[f"{start}.sites.silent"]
        if waiting or w.figures[f"{start}.gap"]:
            limits.append(
                w.text(
                    "paper.evidence.limits",
                    sitting=w.sitting(settled.sitting),
                    waiting=waiting,
                    gap=w.cell(f"{start}.gap"),
                )
            )
    limits.append(w.text("paper.evidence.never", n=w.n("people.never")))
    lessons = _evidence(w, ("lessons", "obstacles"))
    return [
        EmptyField(w.say("paper.report.strengths"), tuple(strengths), lines=5),
        EmptyField(w.say("paper.report.limits"), tuple(limits), lines=5),
        EmptyField(w.say("paper.report.causes"), lines=4),
        EmptyField(w.say("paper.report.lessons_of_class"), tuple(lessons), lines=4),
    ]


def proposals(w: Writing) -> list[Block]:
    """Proposals by kind; a kind without any has a warning. A province or a site writes its own by hand."""
    if w.level != CENTRE:
        return [EmptyField(w.say("paper.report.own_proposals"), lines=5)]
    by_kind: dict[str, list[ProposalLine]] = {}
    for line in proposals_of(w.ground.course):
        by_kind.setdefault(line.proposal.kind, []).append(line)
    made: list[Block] = []
    for no, kind in enumerate(ProposalKind, 1):
        name = w.say(f"paper.proposal.{kind}")
        made.append(Section(f"{no}. {w.say('paper.report.proposals_on', kind=name)}"))
        if not by_kind.get(kind):
            made.append(Note(("▲ ", w.say("paper.report.no_proposal", kind=name))))
        for line in by_kind.get(kind, []):
            made += [
                Paragraph(line.proposal.text),
                listed(
                    (
                        (Bold(w.say("paper.report.ability")), " ", line.proposal.ability.rstrip(" .;")),
                        (Bold(w.say("paper.report.stands_on")), " ", _behind(w, line)),
                    )
                ),
            ]
    return made


def _behind(w: Writing, line: ProposalLine) -> str:
    parts = [w.say("paper.behind.lesson", text=lesson.text.rstrip(" .;")) for lesson in line.lessons]
    parts += [w.say("paper.behind.obstacle", text=row.text.rstrip(" .;")) for row in line.obstacles]
    titles = {settled.sitting.pk: settled for settled in w.ground.settled}
    for result in line.results:
        settled = titles.get(result.sitting_id)
        title = settled.settlement.titles.get(result.activity) if settled else None
        if settled and title:
            sitting = w.sitting(settled.sitting)
            parts.append(w.say("paper.behind.result", title=title["title"], sitting=sitting[:1].lower() + sitting[1:]))
    return "; ".join(parts)
