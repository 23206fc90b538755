"""Section II.6: situations and lessons, polls, questions, the floor, obstacles; a line each, the rest in annexes."""

from django.db.models import Count

from diemcau.knowledge.models import Lesson
from diemcau.reports.course_report import spoken
from diemcau.reports.course_report.answers import Question, answered, asked, taken_up
from diemcau.reports.course_report.polls import most_chosen
from diemcau.reports.paper import Bar, Bars, Block, Column, Note, Paragraph, Row, Section, Table, Text
from diemcau.reports.queries import STAGES
from diemcau.reports.rules import SITE, number
from diemcau.reports.writing import Writing, joined, listed


def blocks(w: Writing) -> list[Block]:
    """What rooms and learners said. Bases are named: rooms are never added to persons."""
    said = [*_situations(w), *_polls(w), *spoken.blocks(w), *_questions(w), *_obstacles(w)]
    return [Section(w.say("paper.report.section6")), *said]


def _situations(w: Writing) -> list[Block]:
    situations = asked(w, "situation")
    if not situations:
        return []
    own, decided = w.level == SITE, len(taken_up(w, "situation"))
    lead = "paper.report.own_situations" if own else "paper.report.situations"
    if not decided:
        return [Paragraph(w.text(f"{lead}_none", all=len(situations))), *_lessons(w)]
    rows = [
        Row(
            (
                str(one.nth),
                one.title["title"],
                *(() if own else (w.cell(f"{one.start}.rooms"),)),
                most_chosen(w, one),
            )
        )
        for one in situations
    ]
    table = Table(
        caption=w.say("paper.report.situations_table"),
        columns=(
            Column(w.say("paper.report.no"), 0.5, "center"),
            Column(w.say("paper.report.situation_title"), 3),
            *(() if own else (Column(w.say("paper.report.decided"), 1.2, "right"),)),
            Column(w.say("paper.report.own_choice" if own else "paper.report.most_chosen"), 4),
        ),
        rows=tuple(rows),
    )
    made: list[Block] = [Paragraph(w.text(lead, n=decided, all=len(situations))), table]
    if not own:
        made.append(Note(w.say("paper.report.situations_note")))
    return [*made, *_lessons(w)]


def _lessons(w: Writing) -> list[Block]:
    lessons = Lesson.objects.filter(course=w.ground.course).annotate(behind=Count("rooms"))
    told: list[Text] = [
        w.text("paper.report.lesson", text=one.text.rstrip(" .;"), title=one.title.rstrip(" .;"), rooms=one.behind)
        for one in lessons.order_by("sitting__no", "seq")
    ]
    return [Paragraph(w.say("paper.report.lessons_all")), listed(told)] if told else []


def _polls(w: Writing) -> list[Block]:
    """One line for each poll, those of rooms apart from those of persons; secret ones are of the whole class."""
    polls, of = taken_up(w, "poll"), len(asked(w, "poll"))
    if not polls:
        return [Paragraph(w.text("paper.report.polls_none", all=of))] if of else []
    rows: list[Row] = []
    for base in ("rooms", "persons", "secret"):
        own = [poll for poll in polls if poll.title["base"] == base]
        if own:
            rows += [Row((w.say(f"paper.report.polls.{base}"),), "group"), *(_poll(w, poll) for poll in own)]
    table = Table(
        caption=w.say("paper.report.polls_table"),
        columns=(
            Column(w.say("paper.report.poll"), 4),
            Column(w.say("paper.report.answers"), 1, "right"),
            Column(w.say("paper.report.own_choice" if w.level == SITE else "paper.report.most_chosen"), 3.2),
        ),
        rows=tuple(rows),
    )
    return [Paragraph(w.text("paper.report.polls", n=len(polls), all=of)), table]


def _poll(w: Writing, poll: Question) -> Row:
    question = poll.title["question"].strip()
    if poll.form in {"several", "scale", "ranking"}:
        question = f"{question} ({w.say(f'paper.poll.form.{poll.form}')})"
    return Row((question, number(answered(w, poll)), most_chosen(w, poll)))


def _questions(w: Writing) -> list[Block]:
    if not w.figures["question.asked"] and not w.figures["floor.asked"]:
        return [Paragraph(w.say("paper.report.no_questions"))]
    answered = "run.question.answered"
    how = w.text(
        "paper.report.questions_answered" if w.figures[answered] else "paper.report.questions_none", n=w.n(answered)
    )
    rest = [
        part
        for stage in STAGES[1:]
        if w.figures[f"run.question.{stage}"]
        for part in w.text(f"paper.report.questions.{stage}", n=w.n(f"run.question.{stage}"))
    ]
    asked_ = w.text("paper.report.questions", asked=w.n("question.asked"), how=joined(*how, *rest))
    if not w.figures["question.asked"]:
        asked_ = w.text("paper.report.questions_not")
    floor = w.text("paper.report.floor", floor=w.n("floor.asked"), spoken=w.n("run.floor.spoken"))
    return [Paragraph(joined(asked_, *(("; ", floor) if w.figures["floor.asked"] else ()), "."))]


def _obstacles(w: Writing) -> list[Block]:
    if not w.figures["obstacle.total"]:
        return [Paragraph(w.say("paper.report.no_obstacles"))]
    answered = bool(w.figures["obstacle.answered"])
    how = w.text(
        "paper.report.obstacles_answered" if answered else "paper.report.obstacles_none",
        answered=w.n("obstacle.answered"),
        published=w.n("obstacle.published"),
    )
    lead = w.text(
        "paper.report.obstacles",
        total=w.n("obstacle.total"),
        site=w.n("obstacle.site"),
        own=w.n("obstacle.own"),
        how=how,
    )
    made: list[Block] = [Paragraph(lead)]
    keys = sorted(key for key in w.figures.figures if key.startswith("obstacle.field.") and w.figures[key])
    if w.level != SITE:
        bars = tuple(
            Bar(w.say(f"paper.field_of.{key.rpartition('.')[2]}"), w.figures[key], w.cell(key)) for key in keys
        )
        made.append(Bars(bars, caption=w.say("paper.report.fields"), unit=w.say("paper.unit.obstacle")))
    return [*made, Note(w.say("paper.report.obstacles_note"))]
