"""Whatever a programme holds, its folder says the same: written, read and written again, byte for byte."""

import hashlib
import re
from typing import Any, get_args

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from diemcau.activities.discussion.content import Discussion
from diemcau.activities.essay.content import Essay
from diemcau.activities.poll.content import Poll
from diemcau.activities.response.content import Response
from diemcau.activities.situation.content import (
    FIRST,
    Choice,
    Development,
    Effect,
    Ending,
    Role,
    Situation,
    Turn,
    Variable,
)
from diemcau.activities.situation.content import Test as Asked
from diemcau.activities.slides.content import Slide, Slides
from diemcau.activities.survey.content import Survey, SurveyQuestion
from diemcau.activities.test.content import Quiz, QuizItem
from diemcau.programme import content
from diemcau.programme.content import Document, Lesson, Programme, Slot, Topic, tidy, tidy_line
from diemcau.programme.folder import read_folder, write_folder

# What has broken formats like this one: signs of YAML and Markdown, ends of heads, marks that stand alone.
_PIECES = st.sampled_from(
    [
        "---", "...", "# ", "## ", "### ", "\\## ", "\\\\# ", "##", "- ", "1. ", "> ", ">", "* ", ": ", ":", " #",
        "#", "'", '"', "\\", "\\n", "|", "&a", "*a", "!tag", "%", "@", "`", "{", "}", "[", "]", ",", "?", "~", "null",
        "no", "có", "không", "2025-09-06", "1.5", "tên: ", "Phương án", "## Nhiệm vụ", "## Quyết định 2 [chọn một]",
        "[ho-so +1]", "[]", "[đúng]", "(bộ)", "()", ", bắt đầu 1, từ 0 đến 2", "; ", " và ", "Ả", "Ặ", "Đ", "ư", "ễ",
        "“phục vụ”", "…", "–", "\u0301", "\u0338", "<", "=", " ", "  ", "\t", "\u00a0", "\u200b", "\u2028", "\x85",
        "\x0b", "\x00", "\x7f", "\ufeff", "\ufffe", "\ud800", "😀", "\U0001fffe", "ﬁ", "한",
    ]
)  # fmt: skip
_RAW = st.lists(_PIECES | st.text(max_size=8), max_size=12)
_FOREIGN = re.compile(r"!\[|\]\(|</?[A-Za-z!]|^\W*(?:```|~~~|\|)", re.MULTILINE)

lines = _RAW.map("".join).map(tidy_line).filter(bool)  # in a head: anything
shown = lines.filter(lambda words: not _FOREIGN.search(words))  # in a body: no foreign Markdown
texts = (
    st.lists(_RAW.map("".join), max_size=6).map("\n".join).map(tidy).filter(lambda words: not _FOREIGN.search(words))
)
marks = st.just("") | lines
units = st.just("") | shown
LARGE = [HealthCheck.data_too_large, HealthCheck.too_slow]  # a programme is large


def many(of: st.SearchStrategy[str], least: int, most: int) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(of, min_size=least, max_size=most, unique=True).map(tuple)


# Bytes of files for learners and slides, by digest: what a programme names it has somewhere.
PDFS = {hashlib.sha256(raw).hexdigest(): raw for raw in (b"%PDF-1.7 a", b"%PDF-1.4\r\n\x00\xff", b"%PDF-")}


def deck(file: str, slides: tuple[Slide, ...], **rest: str) -> Slides:
    """A deck in which only slides of a file have pages."""
    return Slides(slides=tuple(replace(slide, page=slide.page if file else 0) for slide in slides), file=file, **rest)


one_slide = st.builds(
    Slide, title=shown, lines=many(shown, 0, 3), notes=texts, page=st.just(0) | st.integers(1, content.SLIDES)
)
slides = st.builds(
    deck,
    title=lines,
    slides=st.lists(one_slide, min_size=1, max_size=3).map(tuple),
    mark=marks,
    file=st.just("") | st.sampled_from(sorted(PDFS)),
)
lessons = st.builds(Lesson, title=lines, text=texts.filter(bool), mark=marks)
documents = st.builds(Document, title=lines, file=st.sampled_from(sorted(PDFS)))
situations = st.builds(
    lambda choices, remarks, **rest: Situation(choices=tuple(map(Choice, choices, remarks)), **rest),
    choices=many(shown, *content.SITUATION_CHOICES),
    remarks=st.lists(texts, min_size=4, max_size=4),
    title=lines,
    story=many(shown, 1, 3),
    task=texts.filter(bool),
    minutes=st.integers(*content.SITUATION_MINUTES),
    view=texts,
    basis=many(lines, 0, 2),
    mark=marks,
)


@st.composite
def cases(draw: st.DrawFn) -> Situation:
    """A situation that goes on: whatever stands in it may speak of its variables and decisions."""
    codes = st.from_regex("[a-z0-9][a-z0-9-]{0,19}", fullmatch=True)
    named = draw(st.lists(codes, max_size=3, unique=True))
    amounts = st.integers(-content.NUMBER, content.NUMBER)
    effects = st.lists(st.builds(Effect, st.sampled_from(named), amounts), max_size=2).map(tuple) if named else NOTHING
    texts_there = texts.filter(bool)

    def choices(between: tuple[int, int]) -> tuple[Choice, ...]:
        words = draw(many(shown, *between))
        return tuple(Choice(one, draw(texts), draw(effects)) for one in words)

    def variable(code: str) -> Variable:
        low, start, high = sorted(draw(st.lists(amounts, min_size=3, max_size=3)))
        high = high if low < high else high + 1 if high < content.NUMBER else high
        low = low if low < high else low - 1
        unit = draw(units.filter(lambda words: not re.search(r"[()]", words)))
        return Variable(code, draw(shown), start, low, high, unit, draw(st.booleans()))

    def turn(code: str) -> Turn:
        form = draw(st.sampled_from(["one", "several", "text", "share"]))
        made = () if form == "text" else choices(content.TURN_CHOICES)
        most = draw(st.just(0) | st.integers(2, len(made))) if form == "several" else 0
        total = draw(st.integers(1, content.NUMBER)) if form == "share" else 0
        unit = draw(units.filter(lambda words: not re.search(r"[\[\];,]", words))) if form == "share" else ""
        return Turn(code, draw(texts_there), form, made, most, total, unit)

    variables = tuple(map(variable, named))
    first = choices(content.SITUATION_CHOICES)
    turns = tuple(map(turn, draw(st.lists(codes.filter(lambda code: code != FIRST), max_size=2, unique=True))))
    decisions = [(FIRST, len(first)), *((turn.code, len(turn.choices)) for turn in turns if turn.choices)]

    def tests() -> tuple[Asked, ...]:
        made = []
        for _ in range(draw(st.integers(0, 2))):
            if variables and draw(st.booleans()):
                of = draw(st.sampled_from(variables))
                value = draw(st.integers(of.low, of.high))
                made.append(Asked(value, variable=of.code, op=draw(st.sampled_from("=≠≥≤"))))
            else:
                code, count = draw(st.sampled_from(decisions))
                made.append(Asked(draw(st.integers(1, count)), decision=code, op=draw(st.sampled_from("=≠"))))
        return tuple(made)

    news = draw(st.lists(texts_there | codes, max_size=3, unique=True))
    comes = st.sampled_from(["", *(turn.code for turn in turns)])
    roles = draw(many(shown.filter(lambda words: ":" not in words), 0, 2))
    return Situation(
        title=draw(lines),
        story=draw(many(shown, 1, 3)),
        task=draw(texts_there),
        choices=first,
        minutes=draw(st.integers(*content.SITUATION_MINUTES)),
        view=draw(texts),
        basis=draw(many(lines, 0, 2)),
        mark=draw(marks),
        developments=tuple(
            Development(one, draw(texts_there), draw(st.integers(0, 120)), tests(), draw(effects), draw(comes))
            if re.fullmatch("[a-z0-9][a-z0-9-]{0,19}", one)
            else one
            for one in news
        ),
        roles=tuple(Role(title, draw(st.just("") | shown)) for title in roles),
        documents=draw(many(texts_there, 0, 2)),
        variables=variables,
        turns=turns,
        endings=tuple(
            Ending(code, draw(shown), draw(texts_there), tests())
            for code in draw(st.lists(codes, max_size=2, unique=True))
        ),
        debrief=draw(many(shown, 0, 2)),
    )


NOTHING: st.SearchStrategy[tuple[Any, ...]] = st.just(())


@st.composite
def polls(draw: st.DrawFn) -> Poll:
    who = draw(st.sampled_from(["persons", "rooms", "secret"]))
    choices = draw(many(shown, *content.POLL_CHOICES))
    form = draw(st.sampled_from(["single", "several", "scale", "ranking"]))
    return Poll(
        title=draw(lines),
        question=draw(texts.filter(bool)),
        choices=choices,
        answers="rooms" if who == "rooms" else "persons",
        anonymous=who == "secret",
        form=form,
        most=draw(st.just(0) | st.integers(2, len(choices))) if form == "several" else 0,
        mark=draw(marks),
    )


asked = shown.filter(lambda words: len(words) <= content.TITLE)


@st.composite
def survey_questions(draw: st.DrawFn) -> SurveyQuestion:
    form = draw(st.sampled_from(["scale", "single", "several", "text"]))
    choices = () if form == "text" else draw(many(shown, *content.POLL_CHOICES))
    return SurveyQuestion(draw(asked), form, choices, draw(st.booleans()))


@st.composite
def quiz_items(draw: st.DrawFn) -> QuizItem:
    form = draw(st.sampled_from(["single", "several", "true_false"]))
    choices = () if form == "true_false" else draw(many(shown, *content.POLL_CHOICES))
    most = len(choices) if form == "several" else 1
    right = draw(st.lists(st.integers(1, len(choices) or 2), min_size=1, max_size=most, unique=True))
    return QuizItem("", draw(asked), tuple(sorted(right)), form, choices)


def coded(items: list[QuizItem], codes: list[str]) -> tuple[QuizItem, ...]:
    return tuple(replace(item, code=code) for item, code in zip(items, codes, strict=False))


surveys = st.builds(
    Survey,
    title=lines,
    questions=st.lists(survey_questions(), min_size=1, max_size=3, unique_by=lambda one: one.text).map(tuple),
    about=st.sampled_from(["topic", "class"]),
    anonymous=st.booleans(),
    mark=marks,
)
quizzes = st.builds(
    lambda when, pair, **rest: Quiz(when=when, pair=pair, **rest),
    when=st.sampled_from(["before", "after", "alone"]),
    pair=lines,
    title=lines,
    questions=st.builds(
        coded,
        st.lists(quiz_items(), min_size=1, max_size=3, unique_by=lambda one: one.text),
        st.lists(st.from_regex("[a-z0-9][a-z0-9-]{0,19}", fullmatch=True), min_size=3, max_size=3, unique=True),
    ),
    minutes=st.just(0) | st.integers(*content.TEST_MINUTES),
    mark=marks,
)
responses = st.builds(
    Response, title=lines, question=texts.filter(bool), answers=st.sampled_from(["rooms", "persons"]), mark=marks
)
discussions = st.builds(
    Discussion,
    title=lines,
    task=texts.filter(bool),
    minutes=st.integers(*content.DISCUSSION_MINUTES),
    note=st.booleans(),
    mark=marks,
)
essays = st.builds(
    Essay,
    title=lines,
    task=texts.filter(bool),
    days=st.integers(*content.ESSAY_DAYS),
    photos=st.integers(*content.ESSAY_PHOTOS),
    mark=marks,
)
slots = st.builds(
    Slot,
    kind=st.sampled_from(["situation", "question", "lesson"]),
    proposer=st.sampled_from(["province", "site"]),
    words=lines,
)
parts = st.sets(st.sampled_from(get_args(content.Part))).map(
    lambda chosen: tuple(part for part in get_args(content.Part) if part in chosen)
)
topics = st.builds(
    Topic,
    no=st.integers(*content.TOPIC_NUMBERS),
    title=lines,
    minutes=st.just(0) | st.integers(*content.TOPIC_MINUTES),
    phones=st.booleans(),
    recording=st.booleans(),
    locked=parts,
    slots=st.lists(slots, max_size=2).map(tuple),
    about=texts,
    slides=st.none() | slides,
    situations=st.lists(situations | cases(), max_size=2).map(tuple),
    questions=st.lists(polls(), max_size=2).map(tuple),
    lessons=st.lists(lessons, max_size=2).map(tuple),
    documents=st.lists(documents, max_size=2).map(tuple),
    responses=st.lists(responses, max_size=1).map(tuple),
    discussions=st.lists(discussions, max_size=1).map(tuple),
    surveys=st.lists(surveys, max_size=1).map(tuple),
    essays=st.lists(essays, max_size=1).map(tuple),
    tests=st.lists(quizzes, max_size=1).map(tuple),
)
programmes = st.builds(
    Programme,
    code=st.from_regex("[a-z0-9][a-z0-9-]{0,39}", fullmatch=True),
    title=lines,
    objectives=many(lines, 1, 4),
    notes=texts,
    topics=st.lists(topics, min_size=1, max_size=3, unique_by=lambda topic: topic.no).map(
        lambda found: tuple(sorted(found, key=lambda topic: topic.no))
    ),
)


@settings(max_examples=40, suppress_health_check=LARGE)
@given(programmes)
def test_a_written_folder_reads_as_what_was_written(programme: Programme) -> None:
    files = write_folder(programme, PDFS)
    reading = read_folder(files)
    assert [(fault.file, fault.line, fault.code, fault.data) for fault in reading.faults] == []
    assert reading.programme == programme
    assert reading.repairs == ()
    assert write_folder(programme, PDFS) == files


@settings(max_examples=10, suppress_health_check=LARGE)
@given(programmes)
def test_a_programme_is_the_same_as_json(programme: Programme) -> None:
    assert content.read(content.write(programme)) == programme


@given(_RAW.map("".join))
def test_tidy_text_stays_as_it_is(words: str) -> None:
    assert tidy(tidy(words)) == tidy(words)
    assert tidy_line(tidy_line(words)) == tidy_line(words)


@given(st.dictionaries(st.sampled_from(["chuong-trinh.md", "chuyen-de-1/chuyen-de.md", "chuyen-de-1/slide.md"]), _RAW))
def test_nothing_that_is_typed_makes_reading_stop(typed: dict[str, list[str]]) -> None:
    files = {
        path: f"---\n{''.join(words)}\n---\n{''.join(words)}".encode("utf-8", "replace")
        for path, words in typed.items()
    }
    reading = read_folder(files)
    assert (reading.programme is None) == bool(reading.faults)
    assert all(fault.words() and fault.fix() for fault in reading.faults)
