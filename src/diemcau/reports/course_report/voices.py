"""Section II.6: situations with their split and lessons, polls, questions, the floor, obstacles."""

from typing import Any

from django.db.models import Count

from diemcau.knowledge.models import Lesson
from diemcau.reports.ground import Settled
from diemcau.reports.paper import Bar, Bars, Block, Column, Note, Paragraph, Row, Section, Table, Text
from diemcau.reports.rules import CENTRE, share
from diemcau.reports.writing import Writing, listed

KINDS = ("trung_uong", "tinh", "thanh_pho", "xa", "phuong", "dac_khu")


def blocks(w: Writing) -> list[Block]:
    """What rooms and learners said. Bases are named: rooms are never added to persons."""
    made: list[Block] = [Section(w.say("paper.report.section6"))]
    asked = [(settled, name, title) for settled in w.ground.settled for name, title in _asked(settled)]
    situations = [entry for entry in asked if entry[2]["kind"] == "situation"]
    if situations:
        made.append(Paragraph(w.text("paper.report.situations", n=len(situations))))
    for nth, (settled, name, title) in enumerate(situations, 1):
        made += _situation(w, nth, settled, name, title)
    for settled, name, title in asked:
        if title["kind"] == "poll":
            made += _poll(w, settled, name, title)
    return [*made, *_questions(w), *_obstacles(w)]


def _asked(settled: Settled) -> list[tuple[str, dict[str, Any]]]:
    return list(settled.settlement.titles.items())


def _situation(w: Writing, nth: int, settled: Settled, name: str, title: dict[str, Any]) -> list[Block]:
    """Split by choice and kind of unit; the lessons that were drawn from it."""
    start = f"answer.{settled.no}.{name}"
    kinds = [kind for kind in KINDS if any(f"{start}.{kind}.{n}" in w.figures for n in (1,)) and _has(w, kind)]
    rows = []
    for place, choice in enumerate(title["choices"], 1):
        by_kind = [w.cell(f"{start}.{kind}.{place}") for kind in kinds] if len(kinds) > 1 else []
        total = w.cell(f"{start}.{place}")
        rows.append(Row((str(place), choice, *by_kind, total, w.share(f"{start}.{place}", f"{start}.rooms"))))
    columns = [Column(w.say("paper.report.no"), 0.5, "center"), Column(w.say("paper.report.choice"), 4)]
    if len(kinds) > 1:
        columns += [Column(w.say(f"units.kind.{kind}"), 0.9, "right") for kind in kinds]
    columns += [Column(w.say("paper.report.total"), 0.9, "right"), Column(w.say("paper.report.share"), 1, "right")]
    lead = w.text(
        "paper.report.situation",
        nth=str(nth),
        title=title["title"],
        topic=str(title["topic"]),
        question=title["question"].rstrip(" .?") + ("?" if title["question"].rstrip().endswith("?") else "."),
        rooms=w.n(f"{start}.rooms"),
    )
    table = Table(
        caption=w.say("paper.report.split", nth=nth),
        unit=w.say("paper.unit.site"),
        columns=tuple(columns),
        rows=tuple(rows),
    )
    lessons = Lesson.objects.filter(course=w.ground.course, sitting=settled.sitting, activity=name)
    made: list[Block] = [Paragraph(lead), table]
    drawn = [_lesson(w, lesson, lesson.behind) for lesson in lessons.annotate(behind=Count("rooms"))]
    if drawn:
        made += [Paragraph(w.say("paper.report.lessons")), listed(drawn)]
    return made


def _has(w: Writing, kind: str) -> bool:
    return any(place.kind == kind and place.sort == "organised" for place in w.places)


def _lesson(w: Writing, lesson: Lesson, rooms: int) -> Text:
    """A lesson and what it rests on; rooms by their number only, for no room is named without its chair's word."""
    split = " – ".join(str(rooms_of) for rooms_of in lesson.split)
    words = lesson.text.rstrip(" .;")
    if not rooms:
        return w.text("paper.report.lesson_alone", text=words, split=split)
    return w.text("paper.report.lesson", text=words, rooms=rooms, split=split)


def _poll(w: Writing, settled: Settled, name: str, title: dict[str, Any]) -> list[Block]:
    start = f"answer.{settled.no}.{name}"
    values = [w.figures[f"{start}.{place}"] for place in range(1, len(title["choices"]) + 1)]
    whole = sum(values)
    if not whole:
        return []
    bars = tuple(
        Bar(choice, value, (w.cell(f"{start}.{place}"), f" ({share(value, whole, w.lang)})"))
        for place, (choice, value) in enumerate(zip(title["choices"], values, strict=True), 1)
    )
    unit = w.say("paper.unit.person" if title["base"] == "persons" else "paper.unit.site")
    question = title["question"].strip()
    base = w.text(f"paper.report.base.{title['base']}", whole=whole, rooms=w.n(f"{start}.rooms"))
    return [Bars(bars, caption=question, unit=unit), Note(base)]


def _questions(w: Writing) -> list[Block]:
    return [
        Paragraph(
            w.text(
                "paper.report.questions",
                asked=w.n("question.asked"),
                answered=w.n("run.question.answered"),
                floor=w.n("floor.asked"),
                spoken=w.n("run.floor.spoken"),
            )
        )
    ]


def _obstacles(w: Writing) -> list[Block]:
    if not w.figures["obstacle.total"]:
        return [Paragraph(w.say("paper.report.no_obstacles"))]
    lead = w.text(
        "paper.report.obstacles",
        total=w.n("obstacle.total"),
        site=w.n("obstacle.site"),
        own=w.n("obstacle.own"),
        answered=w.n("obstacle.answered"),
        published=w.n("obstacle.published"),
    )
    keys = [key for key in w.figures.figures if key.startswith("obstacle.field.") and w.figures[key]]
    bars = tuple(
        Bar(w.say(f"paper.field_of.{key.rpartition('.')[2]}"), w.figures[key], w.cell(key)) for key in sorted(keys)
    )
    made: list[Block] = [
        Paragraph(lead),
        Bars(bars, caption=w.say("paper.report.fields"), unit=w.say("paper.unit.obstacle")),
    ]
    if w.level == CENTRE:
        made.append(Note(w.say("paper.report.obstacles_note")))
    return made
