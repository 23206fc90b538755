"""A programme as a folder of files that people read and write; `read_folder` and `write_folder` are inverses.

    chuong-trinh.md                    mã, tên, mục tiêu; under it: notes
    chuyen-de-1/chuyen-de.md           số, tên, số phút, điện thoại, ghi hình, phần khóa, phần mở; under it: about
    chuyen-de-1/slide.md               tên, đánh dấu; `## ` begins a slide, `- ` a line, `> ` a note of the lecturer,
                                       `![trang 3](slide.pdf)` says which page is its picture
    chuyen-de-1/slide.pdf              the pictures of the slides
    chuyen-de-1/tinh-huong-1.md        tên, số phút, văn bản, đánh dấu; parts Nội dung, Nhiệm vụ, Phương án, Góc nhìn
                                       and, where it goes on, more: see `case_file`
    chuyen-de-1/cau-hoi-1.md           tên, ai trả lời, kín danh, dạng, tối đa, đánh dấu; parts Câu hỏi, Phương án
    chuyen-de-1/cau-hoi-mo-1.md        tên, ai trả lời, đánh dấu; under it: the open question
    chuyen-de-1/thao-luan-1.md         tên, số phút, gửi kết quả, đánh dấu; under it: what is talked over
    chuyen-de-1/khao-sat-1.md          tên, về, kín danh, đánh dấu; each `## ` a question: see `asked_files`
    chuyen-de-1/bai-kiem-tra-1.md      tên, khi nào, cặp, số phút, đánh dấu; each `## ` a question with its answer
    chuyen-de-1/bai-thu-hoach-1.md     tên, số ngày, số ảnh, đánh dấu; under it: the task
    chuyen-de-1/bai-hoc-1.md           tên, đánh dấu; under it: the text
    chuyen-de-1/tai-lieu-1.pdf         a document for learners; its title stands in chuyen-de.md under tài liệu

Authors are told the same in docs/authoring.md. Each file begins with a YAML head between two lines `---`. A folder of a
topic may bear words after its number (`chuyen-de-1-xay-dung-dang`); files of a topic count from 1. Reading notes every
fault of every file and takes all or nothing. Byte order marks, Windows line ends and decomposed letters are put right
and noted. Writing is canonical.
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from msgspec.structs import replace

from diemcau.activities.situation.content import Situation
from diemcau.activities.situation.explore import MOST
from diemcau.activities.slides.content import Slide, Slides
from diemcau.programme import asked_files, case_file, content, sections, writing
from diemcau.programme.content import Document, Lesson, Programme, Slot, Topic
from diemcau.programme.faults import Fault, Page
from diemcau.programme.head import Head
from diemcau.programme.sections import Numbered
from diemcau.programme.textfile import TextFile, open_text
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
)

_PLACE = re.compile(
    r"(chuyen-de-([1-9]\d?)(?:-[a-z0-9-]+)?)"
    rf"/((?:chuyen-de|slide|(?:{'|'.join(FILES.values())})-[1-9]\d?)\.md|(?:slide|tai-lieu-[1-9]\d?)\.pdf)"
)
_STEM = re.compile(r"([a-z-]+)-[1-9]\d?\.md")
_DOCUMENT = re.compile(r"tai-lieu-[1-9]\d?\.pdf")
_PICTURE = re.compile(rf"!\[trang ([1-9]\d{{0,2}})\]\({re.escape(DECK)}\)")
# What systems leave in folders on their own.
_NOISE = re.compile(r"(?:.*/)?(?:\..*|__MACOSX/.*|Thumbs\.db|desktop\.ini)", re.IGNORECASE | re.DOTALL)
MOST_STATES = 2 * MOST  # walked of all situations of a folder: some seconds at worst
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out of a folder: the programme, or else at least one fault; and what was put right on the way."""

    programme: Programme | None
    faults: tuple[Fault, ...]
    repairs: tuple[Fault, ...]
    cases: tuple[tuple[Page, Situation], ...] = ()

    def warnings(self) -> tuple[Fault, ...]:
        """What the authors of situations hardly mean, though it can be taken. Walks them: some seconds at worst."""
        left = MOST_STATES
        found: list[Fault] = []
        for page, situation in self.cases:
            odd, states = case_file.look_through(page, situation, min(left, MOST))
            found += odd
            left -= states
        return tuple(found)


def read_folder(files: Mapping[str, bytes]) -> Reading:
    """The programme in these files (path with `/` → bytes), or all that is wrong with them."""
    pages: list[Page] = []
    topics: dict[str, dict[str, Page]] = {}
    main: Page | None = None
    for path in sorted(path for path in files if not _NOISE.fullmatch(path)):
        page = Page(path)
        pages.append(page)
        place = _PLACE.fullmatch(path)
        if path == MAIN:
            main = page
        elif place:
            topics.setdefault(place[1], {})[path] = page
        else:
            page.fault("unknown_file", 1)
    if main is None:
        main = Page(MAIN)
        main.fault("missing_file", 1)
        pages.append(main)
    elif not topics:
        main.fault("no_topics", 1)
    cases: list[tuple[Page, Situation]] = []
    read = [_read_topic(folder, pages, own, files, cases) for folder, own in topics.items()]
    programme = _read_main(main, files.get(MAIN), _in_order(read))
    faults = tuple(fault for page in sorted(pages, key=lambda p: p.file) for fault in sorted(page.faults, key=_by_line))
    repairs = tuple(repair for page in pages for repair in page.repairs)
    return Reading(None if faults else programme, faults, repairs, tuple(cases))


def _by_line(fault: Fault) -> int:
    return fault.line


def _in_order(read: list[tuple[Page, Topic]]) -> tuple[Topic, ...]:
    """Topics by number; a number that comes again is a fault of the later file."""
    first: dict[int, Page] = {}
    for page, topic in read:
        if topic.no and first.setdefault(topic.no, page) is not page:
            page.fault("topic_twice", 2, no=topic.no, other=first[topic.no].file)
    return tuple(sorted((topic for _, topic in read), key=lambda topic: topic.no))


def _read_main(page: Page, raw: bytes | None, topics: tuple[Topic, ...]) -> Programme | None:
    file = open_text(page, raw) if raw is not None else None
    if file is None:
        return None
    head = file.head
    code = head.text("mã")
    if code and not CODE.fullmatch(code):
        page.fault("bad_code", 2, code=code)
    programme = Programme(
        code=code,
        title=head.text("tên"),
        objectives=head.texts("mục tiêu", required=True),
        notes=sections.read_text(page, "ghi chú", file.body),
        topics=topics,
    )
    head.done(("mã", "tên", "mục tiêu"))
    return programme


def _read_topic(
    folder: str,
    pages: list[Page],
    own: Mapping[str, Page],
    files: Mapping[str, bytes],
    cases: list[tuple[Page, Situation]],
) -> tuple[Page, Topic]:
    """A topic from the files of its folder; number 0 when it has no readable head."""
    place = f"{folder}/{TOPIC}"
    page = own.get(place)
    if page is None:
        page = Page(place)
        pages.append(page)
        page.fault("missing_file", 1)
    opened = {path: open_text(page, files[path]) for path, page in own.items() if path.endswith(".md")}
    pdfs = {
        path.removeprefix(f"{folder}/"): _pdf(page, files[path]) for path, page in own.items() if path not in opened
    }
    by_number = sorted(filter(None, opened.values()), key=lambda file: (len(file.page.file), file.page.file))
    lists: dict[str, list[Any]] = {part: [] for part in FILES}
    for file in by_number:
        stem = _STEM.fullmatch(file.page.file.removeprefix(f"{folder}/"))
        if stem:
            part = next(part for part, name in FILES.items() if name == stem[1])
            lists[part].append(_READ[part](file))
            if part == "situations":
                cases.append((file.page, lists[part][-1]))
    deck = opened.get(f"{folder}/{SLIDES}")
    if DECK in pdfs and f"{folder}/{SLIDES}" not in opened:
        own[f"{folder}/{DECK}"].fault("deck_alone", 1)
    parts = replace(
        Topic(no=0, title="", slides=_read_slides(deck, pdfs.get(DECK, "")) if deck else None),
        **{part: tuple(things) for part, things in lists.items()},
    )
    heading = opened.get(place)
    if heading is None:
        return page, parts
    topic, used = _read_topic_head(heading, folder, parts, pdfs)
    for name in sorted(pdfs.keys() - used - {DECK}):
        own[f"{folder}/{name}"].fault("document_unnamed", 1)
    return page, topic


def _pdf(page: Page, raw: bytes) -> str:
    """The digest of a PDF file; what is none has then been noted."""
    if not raw.startswith(content.PDF):
        page.fault("not_pdf", 1)
    return hashlib.sha256(raw).hexdigest()


def _read_topic_head(file: TextFile, folder: str, parts: Topic, pdfs: Mapping[str, str]) -> tuple[Topic, set[str]]:
    """The topic, and the names of the documents that it speaks of."""
    page, head = file.page, file.head
    documents = [_read_document(group, pdfs) for group in head.groups("tài liệu")]
    topic = replace(
        parts,
        no=head.number("số", content.TOPIC_NUMBERS),
        title=head.text("tên"),
        minutes=head.number("số phút", content.TOPIC_MINUTES, required=False),
        phones=bool(head.one_of("điện thoại", PHONES)),
        recording=bool(head.one_of("ghi hình", YES)),
        locked=head.some_of("phần khóa", PARTS),
        slots=tuple(filter(None, map(_read_slot, head.groups("phần mở")))),
        about=sections.read_text(page, "giới thiệu", file.body),
        documents=tuple(Document(title, pdfs[name]) for title, name in documents if name in pdfs),
    )
    head.done(("số", "tên", "số phút", "điện thoại", "ghi hình", "phần khóa", "phần mở", "tài liệu"))
    if topic.no and topic.no != int(folder.split("-")[2]):
        page.fault("number_differs", 2, folder=folder, no=topic.no)
    return topic, {name for _, name in documents}


def _read_document(head: Head, pdfs: Mapping[str, str]) -> tuple[str, str]:
    """Title and file name of a document of a topic."""
    title, name = head.text("tên"), head.text("tệp")
    head.done(("tên", "tệp"))
    if name and (name not in pdfs or not _DOCUMENT.fullmatch(name)):
        head.page.fault("document_missing", head.line, file=name)
    return title, name


def _read_slot(head: Head) -> Slot | None:
    kind = head.one_of("loại", KINDS)
    proposer = head.one_of("ai đề xuất", PROPOSERS)
    words = head.text("nội dung", limit=content.LINE)
    head.done(("loại", "ai đề xuất", "nội dung"))
    return Slot(kind, proposer, words) if kind and proposer else None


def _read_slides(file: TextFile, pdf: str) -> Slides:
    slides = []
    for section in sections.read_sections(file.page, file.body):
        notes: list[Numbered] = []
        page = _read_picture(file.page, section, pdf)
        lines = tuple(item.text for item in sections.read_list(file.page, section, notes))
        slides.append(Slide(section.title, lines, sections.read_remark(file.page, notes), page))
    if not slides:
        file.page.fault("no_slides", 1)
    if len(slides) > content.SLIDES:
        file.page.fault("too_many", 1, what=SLIDES, count=len(slides), limit=content.SLIDES)
    deck = Slides(file.head.text("tên"), tuple(slides), file.head.text("đánh dấu", required=False), pdf)
    file.head.done(("tên", "đánh dấu"))
    return deck


def _read_picture(page: Page, section: sections.Section, pdf: str) -> int:
    """Which page is the picture of a slide; its line is taken out of the section."""
    found = [(number, mark) for number, words in section.lines if (mark := _PICTURE.fullmatch(words.strip()))]
    section.lines = [line for line in section.lines if not _PICTURE.fullmatch(line[1].strip())]
    if len(found) > 1:
        page.fault("picture_twice", found[1][0])
    if found and not pdf:
        page.fault("picture_missing", found[0][0], file=DECK)
    return int(found[0][1][1]) if found else 0


def _read_lesson(file: TextFile) -> Lesson:
    head = file.head
    text = sections.read_text(file.page, "bài học", file.body)
    if not text:
        file.page.fault("part_empty", 1, what="bài học")
    lesson = Lesson(head.text("tên"), text, head.text("đánh dấu", required=False))
    head.done(("tên", "đánh dấu"))
    return lesson


_READ: dict[str, Callable[[TextFile], Any]] = {
    "situations": case_file.read,
    "questions": asked_files.read_poll,
    "lessons": _read_lesson,
    "responses": asked_files.read_response,
    "discussions": asked_files.read_discussion,
    "surveys": asked_files.read_survey,
    "essays": asked_files.read_essay,
    "tests": asked_files.read_test,
}


def write_folder(programme: Programme, pdfs: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """The files of a programme, in the one form that this software writes.

    `pdfs` are the bytes of its slides and documents by digest; what is not among them is left out.
    """
    return writing.write(programme, pdfs or {})
