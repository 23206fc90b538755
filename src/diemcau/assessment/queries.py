"""Reads of the room: tests, surveys and papers of a course as they were settled."""

import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from diemcau.assessment.models import MarksRecord, Paper, RatingsLink, Settlement
from diemcau.assessment.rules.gain import Gain, Marks, Test, compare, shares
from diemcau.assessment.rules.intervals import Interval
from diemcau.assessment.rules.ratings import Told, told, why_shut
from diemcau.assessment.rules.surveys import Spread, spread
from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.journal.log import reader, stream_of
from diemcau.planning.models import Course, Delivery, Lecturer
from diemcau.planning.rules import TAUGHT
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


# --- ratings of a lecturer ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Whose:
    """Whose the ratings of a survey are: the one lecturer who taught its topic. None: the organiser's alone, and why.

    `why` is class (it asks of the whole class), untaught (the topic was not taught), nobody (no lecturer is named) or
    several (nobody can say on whom an answer is).
    """

    lecturer: Lecturer | None
    why: str = ""
    topics: tuple[int, ...] = ()  # his own, those of other surveys too


def _teaching(course: int) -> dict[int, list[Lecturer]]:
    """Of each topic that was taught in a course who taught it, those who stood ready left out. Two queries."""
    delivered = Delivery.objects.filter(course=course, how__in=TAUGHT).values_list("topic_no", flat=True)
    teaching: dict[int, list[Lecturer]] = {no: [] for no in delivered}
    for one in Lecturer.objects.filter(course=course, stand_in=False).select_related("person"):
        if one.topic_no in teaching:
            teaching[one.topic_no].append(one)
    return teaching


def is_same(one: Lecturer, other: Lecturer) -> bool:
    """Whether two rows of a course are of one lecturer: the same person. A post without a person is only itself."""
    return one.pk == other.pk or (one.person_id is not None and one.person_id == other.person_id)


def _own(teaching: Mapping[int, Sequence[Lecturer]], lecturer: Lecturer) -> tuple[int, ...]:
    """Topics that a lecturer taught alone, as things were delivered."""
    return tuple(sorted(no for no, who in teaching.items() if len(who) == 1 and is_same(who[0], lecturer)))


def whose(course: Course, sheet: Sheet) -> Whose:
    """Whose the ratings of a survey are, as the organiser says now who taught. At most two queries."""
    topic = sheet.told["topic"]
    if sheet.told["about"] != "topic" or not topic:
        return Whose(None, "class")
    teaching = _teaching(course.pk)
    who = teaching.get(topic)
    if who is None or len(who) != 1:
        return Whose(None, "untaught" if who is None else "several" if who else "nobody")
    return Whose(who[0], topics=_own(teaching, who[0]))


def link_of(lecturer: Lecturer) -> RatingsLink | None:
    """The last link that was made for a lecturer in his course, whatever became of it. One query."""
    return links_of(lecturer).select_related("made_by").order_by("-made_at", "-pk").first()


def rows_of(lecturer: Lecturer) -> QuerySet[Lecturer]:
    """The rows of a lecturer in his course, see is_same."""
    same = Q(pk=lecturer.pk) | Q(person=lecturer.person_id) if lecturer.person_id else Q(pk=lecturer.pk)
    return Lecturer.objects.filter(same, course=lecturer.course_id)


def links_of(lecturer: Lecturer) -> QuerySet[RatingsLink]:
    """All links of a lecturer in his course."""
    return RatingsLink.objects.filter(lecturer__in=rows_of(lecturer))


def shut(link: RatingsLink) -> str:
    """Why a link opens nothing any more, see rules.ratings.why_shut; "" while it does. Two queries."""
    teaches = bool(_own(_teaching(link.lecturer.course_id), link.lecturer))
    return why_shut(link.ended_at is not None, link.expires_at, teaches, clock.now())


def opened(number: int, digest: str) -> RatingsLink:
    """A link that was opened, for whoever shows its digest (hex). Three queries.

    Refuses: ratings.not_opened (also for one that is not there), ratings.ended, ratings.expired.
    """
    links = RatingsLink.objects.select_related("lecturer__course", "lecturer__person").exclude(opened_at=None)
    link = links.filter(pk=number).first()
    if link is None or not hmac.compare_digest(bytes(link.digest).hex(), digest):
        raise Refused("ratings.not_opened", 404)
    if why := shut(link):
        raise Refused(why, 410)
    return link


def state_of(link: RatingsLink) -> str:
    """What became of a link, for the organiser: ended, expired, opened or waiting."""
    if why := why_shut(link.ended_at is not None, link.expires_at, True, clock.now()):
        return why.partition(".")[2]
    return "opened" if link.opened_at else "waiting"


def name_of(lecturer: Lecturer) -> str:
    """The post, and who it is where that is known."""
    return f"{lecturer.post} – {lecturer.person.shown}" if lecturer.person else lecturer.post


@dataclass(frozen=True)
class Rated:
    """A survey on a lecturer's topic as he reads it. `ratings`: on him, with texts; `questions`: on the topic."""

    sheet: Sheet
    ratings: list[tuple[Told, list[str]]]
    questions: list[Told]


def rated(lecturer: Lecturer) -> list[Rated]:
    """What a lecturer may read: surveys on topics that he taught alone. Three queries, and texts from the journal."""
    own = _own(_teaching(lecturer.course_id), lecturer)
    return [
        _rated(sheet)
        for sheet in sheets_of(lecturer.course)
        if sheet.told["kind"] == "survey"
        and sheet.told["about"] == "topic"
        and sheet.told["topic"] in own
        and sheet.told["ratings"]
    ]


def _rated(sheet: Sheet) -> Rated:
    anonymous = sheet.told["anonymous"]
    ratings = [told(question, rates=True, anonymous=anonymous) for question in sheet.told["ratings"]]
    questions = [told(question, rates=False, anonymous=anonymous) for question in sheet.told["questions"]]
    return Rated(
        sheet,
        [(one, texts_of(sheet, "ratings", one.n) if one.texts else []) for one in ratings],
        [one for one in questions if one.form != "text"],
    )


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
