"""Objectives with their evidence; part III, left to people; part IV, proposals with what stands behind them."""

from diemcau.knowledge.queries import ProposalLine, proposals_of
from diemcau.knowledge.rules import ProposalKind
from diemcau.planning.rules import How
from diemcau.reports.course_report import learning
from diemcau.reports.course_report.answers import asked, taken_up
from diemcau.reports.course_report.turnout import troubles
from diemcau.reports.paper import Block, Bold, Column, EmptyField, Note, Paragraph, Row, Section, Table, Text
from diemcau.reports.rules import CENTRE, SITE
from diemcau.reports.writing import Writing, joined, listed

# Which numbers bear on an objective, by a word of it, and which data were not collected (paper.missing.<name>).
EVIDENCE = (
    ("vướng mắc", ("obstacles", "published", "lessons", "proposals"), "obstacles"),
    ("kiến thức", ("topics", "attended", "tests"), "knowledge"),
    ("nhận thức", ("essays", "surveys"), "awareness"),
    ("chủ trương", ("topics", "situations", "polls"), "rules"),
    ("quy định", ("topics", "situations", "polls"), "rules"),
    ("hướng dẫn", ("topics", "situations", "polls"), "rules"),
)


def _evidence(w: Writing, names: tuple[str, ...]) -> list[Text]:
    decided, polls = len(taken_up(w, "situation")), len(taken_up(w, "poll"))
    worked_on = f"paper.evidence.{'own_' if w.level == SITE else ''}situations"
    proposals_ = sum(w.figures[f"proposals.{kind}"] for kind in ProposalKind)
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
        "obstacles": _obstacles(w),
        "published": w.text("paper.evidence.published", n=w.n("obstacle.published"))
        if w.figures["obstacle.published"]
        else "",
        "lessons": w.text("paper.evidence.lessons", n=w.n("lessons.total")),
        "proposals": w.text("paper.evidence.proposals", n=proposals_) if proposals_ else "",
        "situations": w.text(worked_on, n=decided, all=len(asked(w, "situation"))) if decided else "",
        "polls": w.text("paper.evidence.polls", n=polls) if polls else "",
        "questions": w.text("paper.evidence.questions", n=w.n("question.asked"), floor=w.n("floor.asked")),
    }
    for kind, keys in (("tests", "test."), ("surveys", "survey."), ("essays", "essay.")):
        n = len({key.rpartition(".")[0] for key in w.figures.figures if key.startswith(keys)})
        texts[kind] = w.text(f"paper.evidence.{kind}", n=n) if n else ""
    return [texts[name] for name in names if texts[name]]


def _obstacles(w: Writing) -> Text:
    total, answered = w.n("obstacle.total"), w.n("obstacle.answered")
    if not w.figures[total.key]:
        return w.say("paper.evidence.no_obstacles")
    if not w.figures[answered.key]:
        return w.text("paper.evidence.obstacles_open", total=total)
    return w.text("paper.evidence.obstacles", total=total, answered=answered)


def objectives(w: Writing) -> list[Block]:
    """A line for each objective of the class, in the source's words, with the numbers that bear on it."""
    if not w.ground.programme.objectives:
        return []
    rows = []
    for no, objective in enumerate(w.ground.programme.objectives, 1):
        words = objective.lower()
        found = next(((names, missing) for word, names, missing in EVIDENCE if word in words), ((), "none"))
        parts = [part for nth, text in enumerate(_evidence(w, found[0])) for part in ("; " if nth else "", text)]
        missing = w.say(f"paper.missing.{_missing(w, found[1])}")
        rows.append(Row((str(no), objective, joined(*parts) if parts else w.say("paper.evidence.none"), missing)))
    table = Table(
        caption=w.say("paper.report.objectives_table"),
        columns=(
            Column(w.say("paper.report.no"), 0.5, "center"),
            Column(w.say("paper.report.objective"), 3),
            Column(w.say("paper.report.evidence"), 3.4),
            Column(w.say("paper.report.missing"), 2.4),
        ),
        rows=tuple(rows),
    )
    section = "section8" if learning.blocks(w) else "section7"
    return [Section(w.say(f"paper.report.{section}")), table, Note(w.say("paper.report.objectives_note"))]


def _missing(w: Writing, name: str) -> str:
    """What was not collected, less what was: tests before and after, papers of learners."""
    if (name == "knowledge" and learning.has(w, "pair")) or (name == "awareness" and learning.has(w, "essay")):
        return f"{name}_later"
    return name


def fields(w: Writing) -> list[Block]:
    """Empty fields for what people judge, each with its evidence."""
    strengths = _evidence(w, ("attended", "topics", "situations", "questions"))
    lessons = _evidence(w, ("lessons", "obstacles"))
    return [
        EmptyField(w.say("paper.report.strengths"), tuple(strengths), lines=5),
        EmptyField(w.say("paper.report.limits"), tuple(_limits(w)), lines=5),
        EmptyField(w.say("paper.report.causes"), lines=4),
        EmptyField(w.say("paper.report.lessons_of_class"), tuple(lessons), lines=4),
    ]


def _limits(w: Writing) -> list[Text]:
    """What was missing or went wrong, as the figures have it; what did not happen has no line."""
    found: list[Text] = []
    for settled in w.ground.settled:
        start = f"sitting.{settled.no}.sites"
        waiting = w.figures[f"{start}.entered"] + w.figures[f"{start}.silent"]
        if waiting:
            found.append(w.text("paper.evidence.waiting", sitting=w.sitting(settled.sitting), waiting=waiting))
    gaps = [w.cell(f"sitting.{settled.no}.gap") for settled in w.ground.settled]
    if any(w.figures[gap.key] for gap in gaps):
        listed_ = joined(*(part for nth, gap in enumerate(gaps) for part in ("; " if nth else "", gap)))
        found.append(w.text("paper.evidence.gaps", gaps=listed_))
    if w.figures["people.never"]:
        found.append(w.text("paper.evidence.never", n=w.n("people.never")))
    told = troubles(w)
    found += [told] if told else []
    if w.figures["obstacle.total"] > w.figures["obstacle.answered"]:
        found += _evidence(w, ("obstacles",))
    return found


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
