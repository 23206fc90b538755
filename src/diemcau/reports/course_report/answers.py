"""What rooms and learners answered: the most chosen for the body, splits and charts for the annexes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from diemcau.knowledge.models import Lesson, LessonSite
from diemcau.reports.ground import EVERYWHERE, Settled
from diemcau.reports.paper import (
    Bar,
    Bars,
    Block,
    Bold,
    Column,
    Figure,
    Note,
    Paragraph,
    Plain,
    Row,
    Run,
    Section,
    Table,
    Text,
)
from diemcau.reports.rules import SITE, share
from diemcau.reports.writing import Writing, joined

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
    def choices(self) -> list[str]:
        return list(self.title["choices"])

    @property
    def by_persons(self) -> bool:
        return bool(self.title["base"] != "rooms")

    @property
    def words(self) -> str:
        """The question itself, ended with its mark or a full stop."""
        text = str(self.title["question"]).strip()
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


def told_apart(w: Writing, question: Question) -> bool:
    """Whether the choices may be shown: some answer came, and of persons enough."""
    whole = sum(values(w, question))
    return whole >= FEWEST if question.by_persons else whole > 0


def most_chosen(w: Writing, question: Question) -> Text:
    """The choices with the most answers and their share; a site's own choice without it."""
    numbers = values(w, question)
    whole, most = sum(numbers), max(numbers, default=0)
    if not told_apart(w, question):
        return w.say("paper.report.too_few") if whole else "–"
    found = [place for place, value in enumerate(numbers, 1) if value == most]
    parts: list[Text] = []
    for place in found:
        choice = question.choices[place - 1].rstrip(" .;")
        alone = w.level == SITE and not question.by_persons
        part = share(most, whole, w.lang)
        ending = () if alone else (" (", Figure(part, f"{question.start}.{place}"), ")")
        parts += [*(["; "] if parts else []), (choice, *ending)]
    return joined(*parts)


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


def charts(w: Writing) -> Iterator[Block]:
    """A chart for each poll, with its base. A site's one answer stands in the body alone."""
    for poll in asked(w, "poll"):
        numbers = values(w, poll)
        whole = sum(numbers)
        if not whole or (w.level == SITE and not poll.by_persons):
            continue
        sites = {} if poll.title["base"] == "secret" else {"rooms": w.n(f"{poll.start}.rooms")}
        base = w.text(f"paper.report.base.{poll.title['base']}", whole=whole, **sites)
        if not told_apart(w, poll):
            yield Paragraph(poll.words)
            yield Note((*base, " ", w.say("paper.report.too_few_note")))
            continue
        bars = tuple(
            Bar(choice, value, (w.cell(f"{poll.start}.{place}"), f" ({share(value, whole, w.lang)})"))
            for place, (choice, value) in enumerate(zip(poll.choices, numbers, strict=True), 1)
        )
        unit = w.say("paper.unit.person" if poll.by_persons else "paper.unit.site")
        yield Bars(bars, caption=poll.title["question"].strip(), unit=unit)
        yield Note(base)
