"""Reads of the room: tests, surveys and papers of a course as they were settled."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from diemcau.assessment.models import MarksRecord, Paper, Settlement
from diemcau.assessment.rules.gain import Gain, Marks, Test, compare, shares
from diemcau.assessment.rules.intervals import Interval
from diemcau.assessment.rules.surveys import Spread, spread
from diemcau.base.refused import Refused
from diemcau.journal.log import reader, stream_of
from diemcau.planning.models import Course
from diemcau.units.rules import Scope

_EVERYWHERE = Scope.everything()


@dataclass(frozen=True)
class Sheet:
    """A test, survey or paper of a settled sitting; `told` is its summary without rows."""

    sitting: int
    no: int  # of the sitting
    activity: str
    told: Mapping[str, Any]

    @property
    def title(self) -> str:
        """As its author wrote it."""
        return str(self.told["title"])


@dataclass(frozen=True)
class Tests:
    """A test alone (`after` is None), or two that are compared."""

    before: Sheet
    after: Sheet | None = None


def sheets_of(course: Course) -> list[Sheet]:
    """What was asked in the settled sittings of a course, in their order. One query."""
    settled = Settlement.objects.filter(sitting__course=course).values_list("sitting_id", "sitting__no", "sheets")
    return [
        Sheet(sitting, no, activity, told)
        for sitting, no, sheets in settled.order_by("sitting__no")
        for activity, told in sheets.items()
    ]


def sheet_of(sheets: Sequence[Sheet], kind: str, no: int, activity: str) -> Sheet:
    """One of them. Refuses: figures.not_found."""
    found = [one for one in sheets if (one.told["kind"], one.no, one.activity) == (kind, no, activity)]
    if not found:
        raise Refused("figures.not_found", 404)
    return found[0]


def tests_of(sheets: Sequence[Sheet]) -> list[Tests]:
    """Tests in order; one before and the one after that has the same pair stand together."""
    tests = [sheet for sheet in sheets if sheet.told["kind"] == "test"]
    later = {sheet.told["pair"]: sheet for sheet in tests if sheet.told["when"] == "after" and sheet.told["pair"]}
    pairs = [Tests(one, later.get(one.told["pair"])) for one in tests if one.told["when"] == "before"]
    known = {id(sheet) for pair in pairs for sheet in (pair.before, pair.after)}
    return sorted([*pairs, *(Tests(one) for one in tests if id(one) not in known)], key=lambda one: one.before.no)


def _marks(sheet: Sheet) -> Test:
    codes = [question["code"] for question in sheet.told["questions"]]
    rows = MarksRecord.rows.of(_EVERYWHERE).filter(sitting=sheet.sitting, activity=sheet.activity)
    return {
        seat: Marks(group, {code: mark == "1" for code, mark in zip(codes, marks, strict=False) if mark != "-"})
        for seat, group, marks in rows.values_list("enrolment_id", "group", "marks")
    }


def gain_of(tests: Tests) -> Gain:
    """Two tests side by side. Two queries."""
    assert tests.after is not None  # noqa: S101 the page asks only for pairs
    known = {question["code"] for question in tests.after.told["questions"]}
    codes = [question["code"] for question in tests.before.told["questions"] if question["code"] in known]
    return compare(_marks(tests.before), _marks(tests.after), codes)


def shares_of(sheet: Sheet) -> list[tuple[str, Interval | None]]:
    """Of each question of a test its words and the share of right answers. One query."""
    questions = sheet.told["questions"]
    found = shares(_marks(sheet), [question["code"] for question in questions])
    return [(question["text"], share) for question, share in zip(questions, found, strict=True)]


def spreads_of(sheet: Sheet, part: str) -> list[Spread]:
    """Figures of a survey: "questions", or "ratings" of a named lecturer, which are for the organiser."""
    return [spread(question) for question in sheet.told[part]]


# --- papers ------------------------------------------------------------------------------------------


def papers_of(sheet: Sheet, scope: Scope) -> QuerySet[Paper]:
    """Papers of a task inside a scope, by room and number in the list."""
    rows = Paper.rows.of(scope).filter(sitting=sheet.sitting, activity=sheet.activity)
    return rows.select_related("enrolment__person", "site").order_by("site__unit", "site__no", "enrolment__no")


def paper_counts(course: Course, scope: Scope) -> dict[tuple[int, str], dict[str, Any]]:
    """(sitting, activity) → how many papers: all, judged, passed, late. One query."""
    rows = Paper.rows.of(scope).filter(sitting__course=course).order_by().values("sitting_id", "activity")
    counted = rows.annotate(
        all=Count("id"),
        judged=Count("id", filter=Q(passed__isnull=False)),
        good=Count("id", filter=Q(passed=True)),
        behind=Count("id", filter=Q(late=True)),
    )
    return {(row["sitting_id"], row["activity"]): dict(row) for row in counted}


@dataclass(frozen=True)
class Words:
    """What a paper says, as far as it was not erased."""

    text: str
    photos: tuple[str, ...]  # data addresses
    remark: str


def paper_of(number: int, scope: Scope) -> Paper:
    """A paper inside a scope. Refuses: paper.not_found."""
    rows = Paper.rows.of(scope).select_related("sitting__course", "enrolment__person", "site")
    found = rows.filter(pk=number).first()
    if found is None:
        raise Refused("paper.not_found", 404)
    return found


def words_of_paper(paper: Paper) -> Words:
    """Text, photos and remark of a paper, from the journal."""
    stream = stream_of(paper.sitting_id)
    with reader() as store:
        text, remark = (store.text(stream, id_) if id_ else "" for id_ in (paper.text, paper.remark))
        photos = [store.text(stream, id_) for id_ in paper.photos]
    return Words(text, tuple(filter(None, photos)), remark)


def next_of(paper: Paper, scope: Scope) -> Paper | None:
    """The next paper of the same task that nobody judged yet; None when there is none."""
    rows = Paper.rows.of(scope).filter(sitting=paper.sitting_id, activity=paper.activity, passed=None)
    return rows.exclude(pk=paper.pk).order_by("site__unit", "site__no", "enrolment__no").first()


def texts_of(sheet: Sheet, part: str, n: int) -> list[str]:
    """Texts that were written to a question, in the order of their ids, which says nothing of who wrote them."""
    ids: list[str] = next((question["texts"] for question in sheet.told[part] if question["n"] == n), [])
    if not ids:
        return []
    with reader() as store:
        words = store.texts(stream_of(sheet.sitting))
    return [words[id_] for id_ in ids if words.get(id_)]
