"""Polls by their form: what was said most for the body, charts and tables with their base for the annex."""

from collections.abc import Iterator

from diemcau.reports.course_report.answers import Question, answered, asked, told_apart, values
from diemcau.reports.paper import Bar, Bars, Block, Column, Figure, Note, Paragraph, Row, Run, Table, Text
from diemcau.reports.rules import SITE, mean, median, share
from diemcau.reports.writing import Writing, joined


def most_chosen(w: Writing, question: Question) -> Text:
    """The choices with the most answers and their share; of a scale its mean and median; of a ranking what leads it.

    A site's own answer stands without a share.
    """
    if not told_apart(w, question):
        return w.say("paper.report.too_few") if answered(w, question) else "–"
    alone = w.level == SITE and not question.by_persons
    if question.form == "scale" and not alone:
        return _step(w, question)
    if question.form == "ranking":
        return _order(w, question) if alone else _leader(w, question)
    numbers, whole = values(w, question), answered(w, question)
    found = [nth for nth, value in enumerate(numbers, 1) if value and (alone or value == max(numbers))]
    parts: list[Text] = []
    for nth in found:
        choice = question.choices[nth - 1].rstrip(" .;")
        part = share(numbers[nth - 1], whole, w.lang)
        ending = () if alone else (" (", Figure(part, f"{question.start}.{nth}"), ")")
        parts += [*(["; "] if parts else []), (choice, *ending)]
    return joined(*parts)


def _step(w: Writing, question: Question) -> Text:
    """Median and mean of a scale, on how many steps."""
    numbers, key = values(w, question), f"{question.start}.steps"
    middle = Figure(median(numbers, w.lang), key)
    average = Figure(mean(w.figures[key], sum(numbers), w.lang), key)
    return w.text("paper.poll.scale", median=middle, mean=average, steps=str(len(numbers)))


def _places(w: Writing, question: Question) -> list[int]:
    """Sums of the places that each choice was given."""
    return [w.figures[f"{question.start}.place.{nth}"] for nth in range(1, len(question.choices) + 1)]


def _place(w: Writing, question: Question, nth: int) -> Figure:
    key = f"{question.start}.place.{nth}"
    return Figure(mean(w.figures[key], answered(w, question), w.lang), key)


def _leader(w: Writing, question: Question) -> Text:
    places = _places(w, question)
    parts: list[Text] = []
    for nth, total in enumerate(places, 1):
        if total == min(places):
            choice = question.choices[nth - 1].rstrip(" .;")
            told = w.text("paper.poll.leader", choice=choice, place=_place(w, question, nth))
            parts += [*(["; "] if parts else []), told]
    return joined(*parts)


def _order(w: Writing, question: Question) -> Text:
    """The order that a site gave."""
    pairs = sorted(zip(_places(w, question), question.choices, strict=True), key=lambda pair: pair[0])
    return "; ".join(f"({nth}) {choice.rstrip(' .;')}" for nth, (_, choice) in enumerate(pairs, 1))


# --- annex -----------------------------------------------------------------------------------


def charts(w: Writing) -> Iterator[Block]:
    """Each poll as its form needs it, with its base. A site's one answer stands in the body alone."""
    for poll in asked(w, "poll"):
        if not answered(w, poll) or (w.level == SITE and not poll.by_persons):
            continue
        if not told_apart(w, poll):
            yield Paragraph(poll.words)
            yield Note((*_base(w, poll), " ", w.say("paper.report.too_few_note")))
            continue
        yield from _ranking(w, poll) if poll.form == "ranking" else [_bars(w, poll)]
        yield Note((*_base(w, poll), *_remarks(w, poll)))


def _base(w: Writing, poll: Question) -> tuple[Run, ...]:
    sites = {} if poll.title["base"] == "secret" else {"rooms": w.n(f"{poll.start}.rooms")}
    return w.text(f"paper.report.base.{poll.title['base']}", whole=answered(w, poll), **sites)


def _remarks(w: Writing, poll: Question) -> Iterator[str | Run]:
    """What must be known to read the figures of a form."""
    if poll.form == "several":
        yield f" {w.say('paper.poll.several_note')}"
    if poll.form == "scale":
        yield " "
        yield from w.text("paper.poll.scale_note", figures=_step(w, poll))
    if poll.form == "ranking":
        yield f" {w.say('paper.poll.ranking_note')}"
    if poll.title.get("after_shown"):
        yield f" {w.say('paper.poll.after_shown')}"


def _bars(w: Writing, poll: Question) -> Bars:
    whole = answered(w, poll)
    bars = tuple(
        Bar(choice, value, (w.cell(f"{poll.start}.{nth}"), f" ({share(value, whole, w.lang)})"))
        for nth, (choice, value) in enumerate(zip(poll.choices, values(w, poll), strict=True), 1)
    )
    unit = w.say("paper.unit.person" if poll.by_persons else "paper.unit.site")
    return Bars(bars, caption=poll.title["question"].strip(), unit=unit)


def _ranking(w: Writing, poll: Question) -> Iterator[Block]:
    """Mean places and first places, in the author's order."""
    whole = answered(w, poll)
    rows = [
        Row(
            (
                str(nth),
                choice,
                _place(w, poll, nth),
                w.cell(f"{poll.start}.{nth}"),
                share(value, whole, w.lang),
            )
        )
        for nth, (choice, value) in enumerate(zip(poll.choices, values(w, poll), strict=True), 1)
    ]
    yield Table(
        caption=poll.title["question"].strip(),
        unit=w.say("paper.unit.person" if poll.by_persons else "paper.unit.site"),
        columns=(
            Column(w.say("paper.report.no"), 0.5, "center"),
            Column(w.say("paper.report.choice"), 4),
            Column(w.say("paper.poll.mean_place"), 1.1, "right"),
            Column(w.say("paper.poll.first"), 1.1, "right"),
            Column(w.say("paper.report.share"), 0.9, "right"),
        ),
        rows=tuple(rows),
    )
