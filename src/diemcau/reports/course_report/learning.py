"""Section II.7, where there is any: tests, surveys, papers of learners.

Shares of a test and figures of a survey are for the organiser, so they stand in the centre's report alone; what fewer
than LEAST persons said is hidden, and how somebody rated a named lecturer stands in no report.
"""

from collections.abc import Iterator

from diemcau.assessment.queries import Sheet, Tests, gain_of, shares_of, sheets_of, spreads_of, tests_of
from diemcau.assessment.rules.hiding import LEAST
from diemcau.assessment.rules.intervals import Interval
from diemcau.assessment.rules.surveys import Spread
from diemcau.reports.paper import Block, Column, Note, Paragraph, Row, Section, Table, Text
from diemcau.reports.rules import CENTRE, number
from diemcau.reports.writing import Writing


def blocks(w: Writing) -> list[Block]:
    """The section, [] when the class had none of them."""
    sheets = [sheet for sheet in sheets_of(w.ground.course) if sheet.told["kind"] in {"test", "survey", "essay"}]
    whole = w.level == CENTRE
    made = [
        *(block for tests in tests_of(sheets) if whole for block in _test(w, tests)),
        *(block for sheet in sheets if whole and sheet.told["kind"] == "survey" for block in _survey(w, sheet)),
        *_essays(w, [sheet for sheet in sheets if sheet.told["kind"] == "essay"]),
    ]
    if not made:
        return []
    hidden = [Note(w.say("paper.learning.note", least=f"{LEAST:02}"))] if whole else []
    return [Section(w.say("paper.learning.section")), *made, *hidden]


def has(w: Writing, kind: str) -> bool:
    """Whether the class had such a sheet: test, survey, essay; pair: tests before and after."""
    sheets = sheets_of(w.ground.course)
    if kind == "pair":
        return any(tests.after for tests in tests_of(sheets))
    return any(sheet.told["kind"] == kind for sheet in sheets)


def _key(sheet: Sheet, name: str) -> str:
    return f"{sheet.told['kind']}.{sheet.no}.{sheet.activity}.{name}"


def _percent(w: Writing, value: float | None, *, signed: bool = False) -> str:
    """A share from 0 to 1, or a difference, as per cent with one place."""
    if value is None:
        return "–"
    text = f"{value * 100:{'+' if signed else ''}.1f}".replace("-", "−")
    return text.replace(".", "." if w.lang == "en" else ",") + ("" if signed else "%")


def _number(w: Writing, value: float | None, form: str) -> str:
    """A median as it is (3; 3,5), a mean with one place."""
    return "–" if value is None else f"{value:{form or 'g'}}".replace(".", "." if w.lang == "en" else ",")


def _test(w: Writing, tests: Tests) -> Iterator[Block]:
    before = tests.before
    if tests.after is None:
        yield Paragraph(w.text("paper.learning.test", title=before.title, n=w.n(_key(before, "persons"))))
        rows = [
            Row((str(nth), words, _percent(w, found.value if found else None)))
            for nth, (words, found) in enumerate(shares_of(before), 1)
        ]
        yield Table(
            columns=(
                Column(w.say("paper.report.no"), 0.5, "center"),
                Column(w.say("paper.report.question"), 6),
                Column(w.say("paper.learning.right"), 1.2, "right"),
            ),
            rows=tuple(rows),
        )
        return
    yield Paragraph(
        w.text(
            "paper.learning.pair",
            before=before.title,
            after=tests.after.title,
            n_before=w.n(_key(before, "persons")),
            n_after=w.n(_key(tests.after, "persons")),
        )
    )
    yield from _gain(w, tests)


def _gain(w: Writing, tests: Tests) -> Iterator[Block]:
    gain = gain_of(tests)
    words = {question["code"]: question["text"] for question in tests.before.told["questions"]}
    rows = [
        Row(
            (
                str(nth),
                words[line.code],
                _percent(w, line.before.value if line.before else None),
                _percent(w, line.after.value if line.after else None),
                _difference(w, line.gain),
            )
        )
        for nth, (line, _) in enumerate(gain.lines, 1)
    ]
    yield Table(
        columns=(
            Column(w.say("paper.report.no"), 0.5, "center"),
            Column(w.say("paper.report.question"), 4.4),
            Column(w.say("paper.learning.before"), 1.1, "right"),
            Column(w.say("paper.learning.after"), 1.1, "right"),
            Column(w.say("paper.learning.gain"), 2.2, "right"),
        ),
        rows=tuple(rows),
    )
    if gain.before is not None:
        told = w.say("paper.learning.average", before=_percent(w, gain.before), after=_percent(w, gain.after))
        if gain.normalised is not None:
            told += " " + w.say("paper.learning.normalised", gain=_percent(w, gain.normalised))
        yield Note(f"{told} {w.say('paper.learning.no_proof')}")


def _difference(w: Writing, gain: Interval | None) -> str:
    if gain is None:
        return "–"
    value, low, high = (_percent(w, part, signed=True) for part in (gain.value, gain.low, gain.high))
    return f"{value} ({low}; {high})"


def _survey(w: Writing, sheet: Sheet) -> Iterator[Block]:
    """Of each question its base and its figures; of words only how many wrote some."""
    rows = [
        Row((str(nth), spread.text, number(spread.answered) if spread.answered else "–", _spread(w, spread)))
        for nth, spread in enumerate(spreads_of(sheet, "questions"), 1)
    ]
    yield Table(
        caption=w.say("paper.learning.survey", title=sheet.title),
        columns=(
            Column(w.say("paper.report.no"), 0.5, "center"),
            Column(w.say("paper.report.question"), 4),
            Column(w.say("paper.learning.answered"), 1.2, "right"),
            Column(w.say("paper.learning.result"), 3.6),
        ),
        rows=tuple(rows),
    )
    yield Note(w.text("paper.learning.survey_base", n=w.n(_key(sheet, "persons"))))


def _spread(w: Writing, spread: Spread) -> Text:
    if spread.form == "text":
        return w.say("paper.learning.in_words")
    if spread.is_hidden:
        return w.say("paper.report.too_few")
    if spread.form == "scale":
        middle, average = _number(w, spread.median, ""), _number(w, spread.mean, ".1f")
        return w.say("paper.poll.scale", median=middle, mean=average, steps=len(spread.choices))
    found = [f"{words.rstrip(' .;')} ({_percent(w, n / spread.answered)})" for words, n in spread.most]
    return "; ".join(found) or "–"


def _essays(w: Writing, sheets: list[Sheet]) -> Iterator[Block]:
    """Papers that were handed in and judged; verdicts of fewer than LEAST are not told."""
    shown = [sheet for sheet in sheets if w.level == CENTRE or w.figures[_key(sheet, "handed")]]
    if not shown:
        return
    rows = []
    for sheet in shown:
        handed = w.figures[_key(sheet, "handed")]
        verdicts = [w.cell(_key(sheet, name)) if handed >= LEAST else "–" for name in ("passed", "failed")]
        rows.append(Row((sheet.title, w.cell(_key(sheet, "handed")), w.cell(_key(sheet, "in_time")), *verdicts)))
    yield Paragraph(w.say("paper.learning.essays"))
    yield Table(
        columns=(
            Column(w.say("paper.learning.essay"), 4),
            *(
                Column(w.say(f"paper.learning.{name}"), 1.1, "right")
                for name in ("handed", "in_time", "good", "not_yet")
            ),
        ),
        rows=tuple(rows),
    )
