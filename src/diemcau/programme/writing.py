"""Writing the files of a programme: the inverse of reading a folder, canonical."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from diemcau.activities.slides.content import Slides
from diemcau.programme import asked_files, case_file, sections
from diemcau.programme.content import Lesson, Programme, Topic
from diemcau.programme.head import write_fields, write_list, write_text
from diemcau.programme.vocabulary import (
    DECK,
    FILES,
    KINDS,
    MAIN,
    PARTS,
    PHONES,
    PROPOSERS,
    SLIDES,
    TOPIC,
    YES,
    word_of,
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
    for part, stem in FILES.items():
        for number, thing in enumerate(getattr(topic, part), 1):
            yield f"{stem}-{number}.md", _file(*_WRITE[part](thing)).encode()
    for number, document in enumerate(topic.documents, 1):
        if document.file in pdfs:
            yield _document(number), pdfs[document.file]


def _file(head: str, body: str) -> str:
    return f"---\n{head}---\n{body}"


def _write_main(programme: Programme) -> str:
    head = write_fields(("mã", programme.code), ("tên", programme.title)) + write_list("mục tiêu", programme.objectives)
    return _file(head, sections.write_body(programme.notes))


def _write_topic(topic: Topic) -> str:
    head = write_fields(
        ("số", str(topic.no)),
        ("tên", topic.title),
        ("số phút", str(topic.minutes or "")),
        ("điện thoại", word_of(PHONES, topic.phones)),
        ("ghi hình", word_of(YES, topic.recording)),
    )
    head += write_list("phần khóa", [word_of(PARTS, part) for part in topic.locked])
    head += "phần mở:\n" if topic.slots else ""
    for slot in topic.slots:
        head += f"  - loại: {word_of(KINDS, slot.kind)}\n    ai đề xuất: {word_of(PROPOSERS, slot.proposer)}\n"
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
    return _file(write_fields(("tên", deck.title), ("đánh dấu", deck.mark)), body)


def _write_lesson(lesson: Lesson) -> tuple[str, str]:
    return write_fields(("tên", lesson.title), ("đánh dấu", lesson.mark)), sections.write_body(lesson.text)


_WRITE: dict[str, Callable[[Any], tuple[str, str]]] = {
    "situations": case_file.write,
    "questions": asked_files.write_poll,
    "lessons": _write_lesson,
    "responses": asked_files.write_response,
    "discussions": asked_files.write_discussion,
    "surveys": asked_files.write_survey,
    "essays": asked_files.write_essay,
    "tests": asked_files.write_test,
}
