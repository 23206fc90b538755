"""The draft report of a course at three levels, in the usual order of its sections.

Every number comes from a figure and bears its key. Judgement is left to people: the fields are empty, with the
evidence beside them. Provinces and sites stand in the order of their codes; nothing is ranked.
"""

from diemcau.base.words import say
from diemcau.reports.course_report import annexes, judgement, learning, overview, people, topics, turnout, voices
from diemcau.reports.figures import Figures
from diemcau.reports.ground import Ground
from diemcau.reports.paper import Block, Paper, Paragraph, Part, Signature
from diemcau.reports.rules import CENTRE
from diemcau.reports.writing import Writing, head_of


def course_report(ground: Ground, figures: Figures, lang: str = "vi") -> Paper:
    """The draft of a level. Refuses nothing: what is not known is said to be so."""
    writing = Writing(ground, figures, lang)
    head, stored = head_of(writing)
    blocks: list[Block] = [Part(say("paper.report.part1", lang)), *overview.blocks(writing)]
    blocks += [Part(say("paper.report.part2", lang)), *overview.preparation(writing)]
    blocks += [*people.blocks(writing), *topics.blocks(writing), *turnout.blocks(writing), *turnout.technique(writing)]
    blocks += [*voices.blocks(writing), *learning.blocks(writing), *judgement.objectives(writing)]
    blocks += [Part(say("paper.report.part3", lang)), *judgement.fields(writing)]
    blocks += [Part(say("paper.report.part4", lang)), *judgement.proposals(writing)]
    what = "draft_of" if writing.level == CENTRE else "draft_of_unit"
    closing = writing.text(f"paper.report.{what}", course=writing.course_title(), unit=writing.place_name())
    blocks.append(Paragraph(closing))
    return Paper(
        head=head,
        kind=say("paper.report.kind", lang),
        summary=_summary(writing),
        blocks=tuple(blocks),
        addressees=stored.to,
        recipients=(say("paper.report.as_above", lang), say("paper.report.archive", lang)),
        signature=Signature(say("paper.report.signer", lang)),
        annexes=tuple(annexes.all_of(writing)),
        draft=True,
        simulation=say("paper.simulation", lang) if ground.course.simulated else None,
        lang="en" if lang == "en" else "vi",
    )


def _summary(writing: Writing) -> str:
    if writing.level == CENTRE:
        return writing.say("paper.report.summary", course=writing.course_title())
    return writing.say("paper.report.summary_unit", course=writing.course_title(), unit=writing.place_name())
