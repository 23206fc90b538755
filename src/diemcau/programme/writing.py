"""Writing the files of a programme: the inverse of reading a folder, canonical."""

from collections.abc import Iterator, Mapping

from diemcau.activities.poll.content import Poll
from diemcau.activities.situation.content import Choice, Situation
from diemcau.activities.slides.content import Slides
from diemcau.programme import sections
from diemcau.programme.content import Lesson, Programme, Topic
from diemcau.programme.head import write_list, write_text
from diemcau.programme.vocabulary import (
    ANSWERS,
    DECK,
    KINDS,
    MAIN,
    PARTS,
    PHONES,
    PROPOSERS,
    SLIDES,
    TOPIC,
    YES,
)


def write(programme: Programme, pdfs: Mapping[str, bytes]) -> dict[str, bytes]:
    """Path → bytes of every file; PDF files by their digests, as far as they are given."""
    files = {MAIN: _write_main(programme).encode()}
    for topic in programme.topics:
        files |= {f"chuyen-de-{topic.no}/{name}": raw for name, raw in _files_of(topic, pdfs)}
    return files


def _files_of(topic: Topic, pdfs: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    yield TOPIC, _write_topic(topic).encode()
    if topic.slides:
        yield SLIDES, _write_slides(topic.slides).encode()
        if topic.slides.file in pdfs:
            yield DECK, pdfs[topic.slides.file]
    for number, situation in enumerate(topic.situations, 1):
        yield f"tinh-huong-{number}.md", _write_situation(situation).encode()
    for number, poll in enumerate(topic.questions, 1):
        yield f"cau-hoi-{number}.md", _write_question(poll).encode()
    for number, lesson in enumerate(topic.lessons, 1):
        yield f"bai-hoc-{number}.md", _write_lesson(lesson).encode()
    for number, document in enumerate(topic.documents, 1):
        if document.file in pdfs:
            yield _document(number), pdfs[document.file]


def _file(head: str, body: str) -> str:
    return f"---\n{head}---\n{body}"


def _fields(*fields: tuple[str, str]) -> str:
    """Lines `name: value` for the values that are there."""
    return "".join(f"{name}: {write_text(value)}\n" for name, value in fields if value)


def _word(words: Mapping[str, object], value: object) -> str:
    return next(word for word, meaning in words.items() if meaning == value)


def _write_main(programme: Programme) -> str:
    head = _fields(("mã", programme.code), ("tên", programme.title)) + write_list("mục tiêu", programme.objectives)
    return _file(head, sections.write_body(programme.notes))


def _write_topic(topic: Topic) -> str:
    head = _fields(
        ("số", str(topic.no)),
        ("tên", topic.title),
        ("số phút", str(topic.minutes or "")),
        ("điện thoại", _word(PHONES, topic.phones)),
        ("ghi hình", _word(YES, topic.recording)),
    )
    head += write_list("phần khóa", [_word(PARTS, part) for part in topic.locked])
    head += "phần mở:\n" if topic.slots else ""
    for slot in topic.slots:
        head += f"  - loại: {_word(KINDS, slot.kind)}\n    ai đề xuất: {_word(PROPOSERS, slot.proposer)}\n"
        head += f"    nội dung: {write_text(slot.words)}\n"
    head += "tài liệu:\n" if topic.documents else ""
    for number, document in enumerate(topic.documents, 1):
        head += f"  - tên: {write_text(document.title)}\n    tệp: {_document(number)}\n"
    return _file(head, sections.write_body(topic.about))


def _document(number: int) -> str:
    return f"tai-lieu-{number}.pdf"


def _write_slides(deck: Slides) -> str:
    body = ""
    for slide in deck.slides:
        lines = [f"- {line}" for line in slide.lines]
        notes = sections.write_remark(slide.notes)
        picture = [f"![trang {slide.page}]({DECK})"] if slide.page else []
        parts = [part for part in (picture, lines, notes) if part]
        body += sections.write_part(slide.title, [words for part in parts for words in ("", *part)][1:])
    return _file(_fields(("tên", deck.title), ("đánh dấu", deck.mark)), body)


def _write_choices(choices: tuple[Choice, ...]) -> str:
    lines = []
    for number, choice in enumerate(choices, 1):
        lines += [f"{number}. {choice.text}", *sections.write_remark(choice.remark, "   ")]
    return sections.write_part("Phương án", lines)


def _write_situation(situation: Situation) -> str:
    head = _fields(("tên", situation.title), ("số phút", str(situation.minutes)))
    head += write_list("văn bản", situation.basis)
    body = sections.write_part("Nội dung", [f"- {line}" for line in situation.story])
    body += sections.write_section("Nhiệm vụ", situation.task)
    body += _write_choices(situation.choices)
    body += sections.write_section("Góc nhìn", situation.view)
    return _file(head + _fields(("đánh dấu", situation.mark)), body)


def _write_question(poll: Poll) -> str:
    secret = _word(YES, True) if poll.anonymous else ""
    head = _fields(
        ("tên", poll.title),
        ("ai trả lời", _word(ANSWERS, poll.answers)),
        ("kín danh", secret),
        ("đánh dấu", poll.mark),
    )
    body = sections.write_section("Câu hỏi", poll.question)
    return _file(head, body + _write_choices(tuple(Choice(text) for text in poll.choices)))


def _write_lesson(lesson: Lesson) -> str:
    return _file(_fields(("tên", lesson.title), ("đánh dấu", lesson.mark)), sections.write_body(lesson.text))
