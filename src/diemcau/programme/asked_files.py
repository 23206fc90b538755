"""The files of what people are asked or given to do: poll, open question, discussion, survey, essay, test.

A text stands for itself under the head. Of a survey and a test each question is a part: its words are the heading, how
it is answered stands in square brackets behind them, its choices below.

    ## Tài liệu có đủ để làm theo không? [thang đo]
    ## Giảng viên trả lời đúng chỗ vướng không? [thang đo; về giảng viên]
    ## Điều gì cần bổ sung? [trả lời ngắn]

    ## Ai ký quyết định giao việc? [ky; chọn một]      in a test the code of the question comes first
    1. Trưởng phòng
    2. Chủ tịch [đúng]                                 behind a choice: it is right
    ## Hồ sơ trực tuyến không có phiếu hẹn. [hen; sai]  a statement, and whether it is true
"""

import re
from collections.abc import Iterator

from diemcau.activities.discussion.content import Discussion
from diemcau.activities.essay.content import Essay
from diemcau.activities.poll.content import Poll
from diemcau.activities.response.content import Response
from diemcau.activities.survey.content import Survey, SurveyQuestion
from diemcau.activities.test.content import Quiz, QuizItem
from diemcau.base.text import fold
from diemcau.programme import content, sections
from diemcau.programme.content import LINE, TITLE
from diemcau.programme.head import write_fields
from diemcau.programme.notation import CODE, parts_of, split_signs, with_signs
from diemcau.programme.sections import Section
from diemcau.programme.textfile import TextFile
from diemcau.programme.vocabulary import (
    ABOUT,
    ANSWERS,
    OF_LECTURER,
    POLL_FORMS,
    RIGHT,
    SURVEY_FORMS,
    TEST_FORMS,
    TRUTH,
    WHEN,
    YES,
    word_of,
)

Written = tuple[str, str]  # head and body of a file
_CODE = re.compile(CODE)


def _text(file: TextFile, what: str) -> str:
    """The text under the head, which must be there."""
    text = sections.read_text(file.page, what, file.body)
    if not text:
        file.page.fault("part_empty", 1, what=what)
    return text


# --- poll -------------------------------------------------------------------------------------------------


def read_poll(file: TextFile) -> Poll:
    """A question to all."""
    page, head = file.page, file.head
    found = sections.name_sections(page, file.body, ("Câu hỏi", "Phương án"))
    asked, listed = (sections.need(page, found, name) for name in ("Câu hỏi", "Phương án"))
    choices = sections.read_choices(page, listed, content.POLL_CHOICES) if listed else []
    sections.judge_choices(page, choices)
    by_rooms = head.one_of("ai trả lời", ANSWERS) == "rooms"
    anonymous = bool(head.one_of("kín danh", YES, required=False))
    if by_rooms and anonymous:
        page.fault("rooms_not_secret", head.line)
    form = head.one_of("dạng", POLL_FORMS, required=False) or "single"
    most = head.number("tối đa", (1, content.POLL_CHOICES[1]), required=False)
    if most and form != "several":
        page.fault("most_not_here", head.line)
    elif most and not 2 <= most <= len(choices):
        page.fault("most", head.line, most=most, count=len(choices))
    poll = Poll(
        title=head.text("tên"),
        question=sections.read_part(page, asked, required=True) if asked else "",
        choices=tuple(item.text for item in choices),
        answers="rooms" if by_rooms else "persons",
        anonymous=anonymous and not by_rooms,
        form=form,
        most=most,
        mark=head.text("đánh dấu", required=False),
    )
    head.done(("tên", "ai trả lời", "kín danh", "dạng", "tối đa", "đánh dấu"))
    return poll


def write_poll(poll: Poll) -> Written:
    """The inverse."""
    head = write_fields(
        ("tên", poll.title),
        ("ai trả lời", word_of(ANSWERS, poll.answers)),
        ("kín danh", word_of(YES, True) if poll.anonymous else ""),
        ("dạng", word_of(POLL_FORMS, poll.form) if poll.form != "single" else ""),
        ("tối đa", str(poll.most or "")),
        ("đánh dấu", poll.mark),
    )
    choices = [f"{n}. {words}" for n, words in enumerate(poll.choices, 1)]
    return head, sections.write_section("Câu hỏi", poll.question) + sections.write_part("Phương án", choices)


# --- open question, discussion, essay ---------------------------------------------------------------------


def read_response(file: TextFile) -> Response:
    """An open question."""
    head = file.head
    made = Response(
        title=head.text("tên"),
        question=_text(file, "câu hỏi"),
        answers=head.one_of("ai trả lời", ANSWERS) or "rooms",
        mark=head.text("đánh dấu", required=False),
    )
    head.done(("tên", "ai trả lời", "đánh dấu"))
    return made


def write_response(asked: Response) -> Written:
    """The inverse."""
    who = word_of(ANSWERS, asked.answers)
    head = write_fields(("tên", asked.title), ("ai trả lời", who), ("đánh dấu", asked.mark))
    return head, sections.write_body(asked.question)


def read_discussion(file: TextFile) -> Discussion:
    """What rooms talk over."""
    head = file.head
    made = Discussion(
        title=head.text("tên"),
        task=_text(file, "nội dung thảo luận"),
        minutes=head.number("số phút", content.DISCUSSION_MINUTES),
        note=bool(head.one_of("gửi kết quả", YES)),
        mark=head.text("đánh dấu", required=False),
    )
    head.done(("tên", "số phút", "gửi kết quả", "đánh dấu"))
    return made


def write_discussion(given: Discussion) -> Written:
    """The inverse."""
    head = write_fields(
        ("tên", given.title),
        ("số phút", str(given.minutes)),
        ("gửi kết quả", word_of(YES, given.note)),
        ("đánh dấu", given.mark),
    )
    return head, sections.write_body(given.task)


def read_essay(file: TextFile) -> Essay:
    """The task of a short paper."""
    head = file.head
    made = Essay(
        title=head.text("tên"),
        task=_text(file, "đề bài"),
        days=head.number("số ngày", content.ESSAY_DAYS),
        photos=head.number("số ảnh", content.ESSAY_PHOTOS),
        mark=head.text("đánh dấu", required=False),
    )
    head.done(("tên", "số ngày", "số ảnh", "đánh dấu"))
    return made


def write_essay(given: Essay) -> Written:
    """The inverse."""
    head = write_fields(
        ("tên", given.title),
        ("số ngày", str(given.days)),
        ("số ảnh", str(given.photos)),
        ("đánh dấu", given.mark),
    )
    return head, sections.write_body(given.task)


# --- survey and test --------------------------------------------------------------------------------------


def _questions(file: TextFile, between: tuple[int, int]) -> Iterator[tuple[Section, str, list[str]]]:
    """The questions of a file: their part, their words, their signs one by one."""
    page = file.page
    found = sections.read_sections(page, file.body, LINE)
    if not between[0] <= len(found) <= between[1]:
        page.fault("questions", 1, count=len(found), low=between[0], high=between[1])
    seen: set[str] = set()
    for section in found:
        words, signs = split_signs(section.title)
        if not words or len(words) > TITLE:
            page.fault("part_title", section.line, limit=TITLE)
        if words in seen:
            page.fault("question_twice", section.line, question=words)
        seen.add(words)
        if foreign := sections.is_foreign(words):
            page.fault("markdown", section.line, found=foreign)
        yield section, words, parts_of((signs or "").replace(",", ";"))


def _no_list(file: TextFile, section: Section) -> None:
    """Complain where something stands under a question that has no choices."""
    under = next((number for number, words in section.lines if words.strip()), 0)
    if under:
        file.page.fault("choices_not_here", under)


def read_survey(file: TextFile) -> Survey:
    """Questions on a topic or on the class."""
    head = file.head
    made = Survey(
        title=head.text("tên"),
        questions=tuple(
            _read_asked(file, section, words, signs)
            for section, words, signs in _questions(file, content.SURVEY_QUESTIONS)
        ),
        about=head.one_of("về", ABOUT) or "topic",
        anonymous=bool(head.one_of("kín danh", YES)),
        mark=head.text("đánh dấu", required=False),
    )
    head.done(("tên", "về", "kín danh", "đánh dấu"))
    return made


def _read_asked(file: TextFile, section: Section, words: str, signs: list[str]) -> SurveyQuestion:
    by_word = {fold(word): form for word, form in SURVEY_FORMS.items()}
    form = by_word.get(fold(signs[0])) if signs else None
    rest = [fold(sign) for sign in signs[1:]]
    if form is None or any(sign != fold(OF_LECTURER) for sign in rest) or len(rest) > 1:
        file.page.fault("question_form", section.line, known=", ".join(SURVEY_FORMS))
        form = form or "text"
    choices: tuple[str, ...] = ()
    if form == "text":
        _no_list(file, section)
    else:
        items = sections.read_choices(file.page, section, content.POLL_CHOICES)
        sections.judge_choices(file.page, items)
        choices = tuple(item.text for item in items)
    return SurveyQuestion(words, form, choices, lecturer=bool(rest))


def write_survey(survey: Survey) -> Written:
    """The inverse."""
    head = write_fields(
        ("tên", survey.title),
        ("về", word_of(ABOUT, survey.about)),
        ("kín danh", word_of(YES, survey.anonymous)),
        ("đánh dấu", survey.mark),
    )
    body = ""
    for question in survey.questions:
        signs = [word_of(SURVEY_FORMS, question.form), *([OF_LECTURER] if question.lecturer else [])]
        choices = [f"{n}. {words}" for n, words in enumerate(question.choices, 1)]
        body += sections.write_part(f"{question.text} [{'; '.join(signs)}]", choices)
    return head, body


def read_test(file: TextFile) -> Quiz:
    """Questions with right answers."""
    head = file.head
    found = list(_questions(file, content.TEST_QUESTIONS))
    made = Quiz(
        title=head.text("tên"),
        questions=tuple(
            _read_judged(file, section, words, signs, nth) for nth, (section, words, signs) in enumerate(found, 1)
        ),
        when=head.one_of("khi nào", WHEN, required=False) or "alone",
        pair=head.text("cặp", required=False),
        minutes=head.number("số phút", content.TEST_MINUTES, required=False),
        mark=head.text("đánh dấu", required=False),
    )
    if made.when != "alone" and not made.pair:
        file.page.fault("pair", head.line)
    seen: set[str] = set()
    for (section, _, _), item in zip(found, made.questions, strict=True):
        if item.code in seen:
            file.page.fault("code_twice", section.line, code=item.code)
        seen.add(item.code)
    head.done(("tên", "khi nào", "cặp", "số phút", "đánh dấu"))
    return made


def _read_judged(file: TextFile, section: Section, words: str, signs: list[str], nth: int) -> QuizItem:
    page = file.page
    code = signs.pop(0) if len(signs) > 1 else f"c{nth}"
    if not _CODE.fullmatch(code):
        page.fault("part_code", section.line, part=section.title)
    sign = fold(signs[0]) if signs else ""
    truth = next((value for word, value in TRUTH.items() if fold(word) == sign), 0)
    if truth and len(signs) == 1:
        _no_list(file, section)
        return QuizItem(code, words, (truth,), "true_false")
    form = next((form for word, form in TEST_FORMS.items() if fold(word) == sign), None)
    if form is None or len(signs) > 1:
        page.fault("question_form", section.line, known=", ".join((*TEST_FORMS, *TRUTH)))
    items = sections.read_choices(page, section, content.POLL_CHOICES)
    right = []
    for n, item in enumerate(items, 1):
        item.text, said = split_signs(item.text)
        if said and fold(said) == fold(RIGHT):
            right.append(n)
        elif said:
            page.fault("not_right", item.line, sign=said)
    sections.judge_choices(page, items)
    if not right or (form == "single" and len(right) > 1):
        page.fault("right", section.line, count=len(right))
    return QuizItem(code, words, tuple(right), form or "single", tuple(item.text for item in items))


def write_test(test: Quiz) -> Written:
    """The inverse."""
    head = write_fields(
        ("tên", test.title),
        ("khi nào", word_of(WHEN, test.when)),
        ("cặp", test.pair),
        ("số phút", str(test.minutes or "")),
        ("đánh dấu", test.mark),
    )
    body = ""
    for item in test.questions:
        said = word_of(TRUTH, item.right[0]) if item.form == "true_false" else word_of(TEST_FORMS, item.form)
        choices = [
            f"{n}. {with_signs(words, RIGHT if n in item.right else '')}" for n, words in enumerate(item.choices, 1)
        ]
        body += sections.write_part(f"{item.text} [{item.code}; {said}]", choices)
    return head, body
