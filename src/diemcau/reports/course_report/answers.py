"""What rooms and learners were asked, and the splits of situations for the annex: by choice, further turns, endings."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from diemcau.knowledge.models import Lesson, LessonSite
from diemcau.reports.declaring import ending_key
from diemcau.reports.ground import EVERYWHERE, Settled
from diemcau.reports.paper import Block, Bold, Column, Paragraph, Plain, Row, Run, Section, Table, Text
from diemcau.reports.rules import number
from diemcau.reports.writing import Writing, listed

KINDS = ("trung_uong", "tinh", "thanh_pho", "xa", "phuong", "dac_khu")
# What fewer persons said is not told apart, so that nobody's answer can be read off.
FEWEST = 5


@dataclass(frozen=True)
class Question:
    """A situation or a poll of a sitting, numbered among its kind; `start` begins the keys of its figures."""

    nth: int
    settled: Settled
    name: str
    title: dict[str, Any]

    @property
    def start(self) -> str:
        return f"{'secret' if self.title['base'] == 'secret' else 'answer'}.{self.settled.no}.{self.name}"

    @property
    def endings(self) -> str:
        """Begins the keys of the endings of a situation, which are of the run."""
        return f"run.{ending_key(self.start)}"

    @property
    def choices(self) -> list[str]:
        return list(self.title["choices"])

    @property
    def form(self) -> str:
        """single, several, scale or ranking."""
        return str(self.title.get("form", "single"))

    @property
    def by_persons(self) -> bool:
        return bool(self.title["base"] != "rooms")

    @property
    def words(self) -> str:
        """The question itself, ended with its mark or a full stop."""
        return ended(str(self.title["question"]))


def ended(text: str) -> str:
    """A question or a task with its mark, or a full stop."""
    text = text.strip()
    return text if text.endswith("?") else text.rstrip(" .") + "."


def asked(w: Writing, kind: str) -> list[Question]:
    """Situations, or polls, in the order in which they were held."""
    found = [
        (settled, name, title)
        for settled in w.ground.settled
        for name, title in settled.settlement.titles.items()
        if title["kind"] == kind
    ]
    return [Question(nth, *one) for nth, one in enumerate(found, 1)]


def values(w: Writing, question: Question) -> list[int]:
    """Answers by choice."""
    return [w.figures[f"{question.start}.{place}"] for place in range(1, len(question.choices) + 1)]


def answered(w: Writing, question: Question) -> int:
    """How many rooms or persons answered: the base of every share. Of several choices it is no sum of them."""
    if question.form != "several":
        return sum(values(w, question))
    return w.figures[f"{question.start}.{'answered' if question.by_persons else 'rooms'}"]


def taken_up(w: Writing, kind: str) -> list[Question]:
    """Of what was asked that which somebody of this level answered: a site need not have been there for all of it."""
    return [question for question in asked(w, kind) if answered(w, question)]


def told_apart(w: Writing, question: Question) -> bool:
    """Whether the choices may be shown: some answer came, and of persons enough."""
    whole = answered(w, question)
    return whole >= FEWEST if question.by_persons else whole > 0


# --- annexes ---------------------------------------------------------------------------------


def splits(w: Writing) -> Iterator[Block]:
    """Every situation with its split by choice and kind of unit, and the lessons that were drawn from it."""
    behind: dict[int, list[int]] = {}
    for lesson, site in (
        LessonSite.rows.of(EVERYWHERE).filter(lesson__course=w.ground.course).values_list("lesson", "site")
    ):
        behind.setdefault(lesson, []).append(site)
    lessons: dict[tuple[int, str], list[Lesson]] = {}
    for drawn in Lesson.objects.filter(course=w.ground.course).order_by("sitting__no", "seq"):
        lessons.setdefault((drawn.sitting_id, drawn.activity), []).append(drawn)
    for question in asked(w, "situation"):
        yield Section(w.say("paper.report.situation", nth=question.nth, title=question.title["title"]))
        rooms = w.n(f"{question.start}.rooms")
        topic = str(question.title["topic"])
        yield Paragraph(w.text("paper.report.situation_task", topic=topic, question=question.words, rooms=rooms))
        yield _split(w, question)
        yield from _turns(w, question)
        told = lessons.get((question.settled.sitting.pk, question.name), [])
        for one in told:
            yield Paragraph((Bold(w.say("paper.report.lesson_name")), " ", *_lesson(w, one, behind.get(one.pk, []))))


def _split(w: Writing, question: Question) -> Table:
    start = question.start
    kinds = [kind for kind in KINDS if f"{start}.{kind}.1" in w.figures and _has(w, kind)]
    by_kind = kinds if len(kinds) > 1 else []
    rows = [
        Row(
            (
                str(place),
                choice,
                *(w.cell(f"{start}.{kind}.{place}") for kind in by_kind),
                w.cell(f"{start}.{place}"),
                w.share(f"{start}.{place}", f"{start}.rooms"),
            )
        )
        for place, choice in enumerate(question.choices, 1)
    ]
    return Table(
        columns=(
            Column(w.say("paper.report.no"), 0.5, "center"),
            Column(w.say("paper.report.choice"), 4),
            *(Column(w.say(f"units.kind.{kind}"), 0.8, "right") for kind in by_kind),
            Column(w.say("paper.report.total"), 0.8, "right"),
            Column(w.say("paper.report.share"), 0.9, "right"),
        ),
        rows=tuple(rows),
    )


def _turns(w: Writing, question: Question) -> Iterator[Block]:
    """Further decisions, each with the rooms that it stands on, and the endings that rooms came to."""
    for nth, turn in enumerate(question.title.get("turns", ()), 1):
        start = f"{question.start}.turn.{nth}"
        task = ended(str(turn["task"]))
        lead = w.text("paper.turn.lead", nth=str(nth + 1), task=task, rooms=w.n(f"{start}.rooms"))
        yield Paragraph((*lead, " ", w.say(f"paper.turn.form.{turn['form']}", unit=turn["unit"])))
        if turn["choices"]:
            yield _turn(w, start, turn)
    endings = question.title.get("endings", ())
    if endings:
        rows = [Row((str(n), title, w.cell(f"{question.endings}.{n}"))) for n, title in enumerate(endings, 1)]
        yield Table(
            caption=w.say("paper.turn.endings"),
            columns=(
                Column(w.say("paper.report.no"), 0.5, "center"),
                Column(w.say("paper.turn.ending"), 5),
                Column(w.say("paper.turn.rooms"), 1.2, "right"),
            ),
            rows=tuple(rows),
        )


def _turn(w: Writing, start: str, turn: dict[str, Any]) -> Table:
    shared = turn["form"] == "share"
    rows = [
        Row(
            (
                str(n),
                choice,
                w.cell(f"{start}.{n}"),
                w.share(f"{start}.{n}", f"{start}.rooms"),
                *((w.cell(f"{start}.given.{n}"),) if shared else ()),
            )
        )
        for n, choice in enumerate(turn["choices"], 1)
    ]
    given = (Column(w.say("paper.turn.given", unit=turn["unit"]), 1.3, "right"),) if shared else ()
    return Table(
        columns=(
            Column(w.say("paper.report.no"), 0.5, "center"),
            Column(w.say("paper.report.choice"), 4),
            Column(w.say("paper.turn.rooms"), 1.2, "right"),
            Column(w.say("paper.report.share"), 0.9, "right"),
            *given,
        ),
        rows=tuple(rows),
    )


def _given(w: Writing, key: str, unit: str) -> str:
    """How much a site gave to a choice, “ (6 người)”; "" of a turn where nothing is shared out."""
    return f" ({number(w.figures[key])} {unit})" if key in w.figures else ""


def own_turns(w: Writing) -> Iterator[Block]:
    """What a site decided on further turns, and how its cases ended."""
    for question in asked(w, "situation"):
        told: list[Text] = []
        for nth, turn in enumerate(question.title.get("turns", ()), 1):
            start = f"{question.start}.turn.{nth}"
            chosen = [
                f"{choice.rstrip(' .;')}{_given(w, f'{start}.given.{n}', turn['unit'])}"
                for n, choice in enumerate(turn["choices"], 1)
                if w.figures[f"{start}.{n}"]
            ]
            if w.figures[f"{start}.rooms"]:
                what = "; ".join(chosen) or w.say("paper.turn.in_words")
                told.append((Bold(ended(str(turn["task"]))), f" {what}"))
        for nth, title in enumerate(question.title.get("endings", ()), 1):
            if w.figures[f"{question.endings}.{nth}"]:
                told.append((Bold(f"{w.say('paper.turn.ending')}:"), f" {title.rstrip(' .;')}"))
        if told:
            yield Section(w.say("paper.report.situation", nth=question.nth, title=question.title["title"]))
            yield listed(told)


def _has(w: Writing, kind: str) -> bool:
    return any(place.kind == kind and place.sort == "organised" for place in w.places)


def _lesson(w: Writing, lesson: Lesson, sites: list[int]) -> tuple[Run, ...]:
    """A lesson and what it rests on; no room is named without its chair's word."""
    split = " – ".join(map(str, lesson.split))
    words = lesson.text.rstrip(" .;")
    rooms = [w.ground.places[site] for site in sites if site in w.ground.places]
    if not rooms:
        return (*w.text("paper.report.lesson_alone", text=words, split=split), Plain("."))
    whence = "; ".join(w.from_room(place) for place in rooms)
    return (*w.text("paper.report.lesson_from", text=words, whence=whence, split=split), Plain("."))
