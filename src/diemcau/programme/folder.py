"""A programme as a folder of files that people read and write; `read_folder` and `write_folder` are inverses.

    chuong-trinh.md                    mã, tên, mục tiêu; under it: notes
    chuyen-de-1/chuyen-de.md           số, tên, số phút, điện thoại, ghi hình, phần khóa, phần mở; under it: about
    chuyen-de-1/slide.md               tên, đánh dấu; `## ` begins a slide, `- ` a line, `> ` a note of the lecturer,
                                       `![trang 3](slide.pdf)` says which page is its picture
    chuyen-de-1/slide.pdf              the pictures of the slides
    chuyen-de-1/tinh-huong-1.md        tên, số phút, văn bản, đánh dấu; parts Nội dung, Nhiệm vụ, Phương án, Góc nhìn
    chuyen-de-1/cau-hoi-1.md           tên, ai trả lời, kín danh, đánh dấu; parts Câu hỏi, Phương án
    chuyen-de-1/bai-hoc-1.md           tên, đánh dấu; under it: the text
    chuyen-de-1/tai-lieu-1.pdf         a document for learners; its title stands in chuyen-de.md under tài liệu

Each file begins with a YAML head between two lines `---`. A folder of a topic may bear words after its number
(`chuyen-de-1-xay-dung-dang`); files of a topic count from 1. Reading notes every fault of every file and takes all or
nothing. Byte order marks, Windows line ends and decomposed letters are put right and noted. Writing is canonical.
"""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from diemcau.activities.poll.content import Poll
from diemcau.activities.situation.content import Choice, Situation
from diemcau.activities.slides.content import Slide, Slides
from diemcau.programme import content, sections, writing
from diemcau.programme.content import Document, Lesson, Programme, Slot, Topic
from diemcau.programme.faults import Fault, Page
from diemcau.programme.head import Head, read_head
from diemcau.programme.sections import Numbered
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

_PLACE = re.compile(
    r"(chuyen-de-([1-9]\d?)(?:-[a-z0-9-]+)?)"
    r"/((?:chuyen-de|slide|(?:tinh-huong|cau-hoi|bai-hoc)-[1-9]\d?)\.md|(?:slide|tai-lieu-[1-9]\d?)\.pdf)"
)
_DOCUMENT = re.compile(r"tai-lieu-[1-9]\d?\.pdf")
_PICTURE = re.compile(rf"!\[trang ([1-9]\d{{0,2}})\]\({re.escape(DECK)}\)")
# What systems leave in folders on their own.
_NOISE = re.compile(r"(?:.*/)?(?:\..*|__MACOSX/.*|Thumbs\.db|desktop\.ini)", re.IGNORECASE | re.DOTALL)
CODE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
# Characters that no text means: YAML stops at some of them, eyes pass over the others.
_INVISIBLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b-\u200d\u2060\ufeff\u00ad\ufffe\uffff]")
_ODD_SPACE = re.compile("[\x0b\x0c\x85\xa0\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class Reading:
    """What came out of a folder: the programme, or else at least one fault; and what was put right on the way."""

    programme: Programme | None
    faults: tuple[Fault, ...]
    repairs: tuple[Fault, ...]


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
    read = [_read_topic(folder, pages, own, files) for folder, own in topics.items()]
    programme = _read_main(main, files.get(MAIN), _in_order(read))
    faults = tuple(fault for page in sorted(pages, key=lambda p: p.file) for fault in sorted(page.faults, key=_by_line))
    repairs = tuple(repair for page in pages for repair in page.repairs)
    return Reading(None if faults else programme, faults, repairs)


def _by_line(fault: Fault) -> int:
    return fault.line


def _in_order(read: list[tuple[Page, Topic]]) -> tuple[Topic, ...]:
    """Topics by number; a number that comes again is a fault of the later file."""
    first: dict[int, Page] = {}
    for page, topic in read:
        if topic.no and first.setdefault(topic.no, page) is not page:
            page.fault("topic_twice", 2, no=topic.no, other=first[topic.no].file)
    return tuple(sorted((topic for _, topic in read), key=lambda topic: topic.no))


@dataclass(slots=True)
class _File:
    page: Page
    head: Head
    body: list[Numbered]


def _open(page: Page, raw: bytes) -> _File | None:
    """The head and the lines of a file; None when there is no reading it, which has then been noted."""
    text = _decode(page, raw)
    if text is None:
        return None
    lines = text.split("\n")
    ends = [number for number, words in enumerate(lines) if number and words.rstrip() == "---"]
    if lines[0].rstrip() != "---" or not ends:
        page.fault("no_head" if lines[0].rstrip() != "---" else "head_not_closed", 1)
        return None
    head = read_head(page, "\n".join(lines[1 : ends[0]]) + "\n")
    body = [(number, words) for number, words in enumerate(lines, 1) if number > ends[0] + 1]
    return _File(page, head, body) if head else None


def _decode(page: Page, raw: bytes) -> str | None:
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\x00" in raw:
        page.fault("utf16", 1)
        return None
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        page.fault("not_utf8", raw.count(b"\n", 0, error.start) + 1)
        return None
    steps = (
        ("byte_order_mark", lambda words: words.removeprefix("\ufeff")),
        ("line_ends", lambda words: words.replace("\r\n", "\n").replace("\r", "\n")),
        ("invisible", lambda words: _ODD_SPACE.sub(" ", _INVISIBLE.sub("", words))),
        ("decomposed", lambda words: unicodedata.normalize("NFC", words)),
    )
    for code, step in steps:
        before, text = text, step(text)
        if before != text:
            page.repair(code)
    return text


def _read_main(page: Page, raw: bytes | None, topics: tuple[Topic, ...]) -> Programme | None:
    file = _open(page, raw) if raw is not None else None
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
    folder: str, pages: list[Page], own: Mapping[str, Page], files: Mapping[str, bytes]
) -> tuple[Page, Topic]:
    """A topic from the files of its folder; number 0 when it has no readable head."""
    place = f"{folder}/{TOPIC}"
    page = own.get(place)
    if page is None:
        page = Page(place)
        pages.append(page)
        page.fault("missing_file", 1)
    opened = {path: _open(page, files[path]) for path, page in own.items() if path.endswith(".md")}
    pdfs = {
        path.removeprefix(f"{folder}/"): _pdf(page, files[path]) for path, page in own.items() if path not in opened
    }
    by_number = sorted(filter(None, opened.values()), key=lambda file: (len(file.page.file), file.page.file))
    names = {file.page.file: file.page.file.removeprefix(f"{folder}/") for file in by_number}
    deck = opened.get(f"{folder}/{SLIDES}")
    if DECK in pdfs and f"{folder}/{SLIDES}" not in opened:
        own[f"{folder}/{DECK}"].fault("deck_alone", 1)
    parts = Topic(
        no=0,
        title="",
        slides=_read_slides(deck, pdfs.get(DECK, "")) if deck else None,
        situations=tuple(_read_situation(file) for file in by_number if names[file.page.file].startswith("tinh-huong")),
        questions=tuple(_read_question(file) for file in by_number if names[file.page.file].startswith("cau-hoi")),
        lessons=tuple(_read_lesson(file) for file in by_number if names[file.page.file].startswith("bai-hoc")),
    )
    file = opened.get(place)
    if file is None:
        return page, parts
    topic, used = _read_topic_head(file, folder, parts, pdfs)
    for name in sorted(pdfs.keys() - used - {DECK}):
        own[f"{folder}/{name}"].fault("document_unnamed", 1)
    return page, topic


def _pdf(page: Page, raw: bytes) -> str:
    """The digest of a PDF file; what is none has then been noted."""
    if not raw.startswith(content.PDF):
        page.fault("not_pdf", 1)
    return hashlib.sha256(raw).hexdigest()


def _read_topic_head(file: _File, folder: str, parts: Topic, pdfs: Mapping[str, str]) -> tuple[Topic, set[str]]:
    """The topic, and the names of the documents that it speaks of."""
    page, head = file.page, file.head
    documents = [_read_document(group, pdfs) for group in head.groups("tài liệu")]
    topic = Topic(
        no=head.number("số", content.TOPIC_NUMBERS),
        title=head.text("tên"),
        minutes=head.number("số phút", content.TOPIC_MINUTES, required=False),
        phones=bool(head.one_of("điện thoại", PHONES)),
        recording=bool(head.one_of("ghi hình", YES)),
        locked=head.some_of("phần khóa", PARTS),
        slots=tuple(filter(None, map(_read_slot, head.groups("phần mở")))),
        about=sections.read_text(page, "giới thiệu", file.body),
        slides=parts.slides,
        situations=parts.situations,
        questions=parts.questions,
        lessons=parts.lessons,
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


def _read_slides(file: _File, pdf: str) -> Slides:
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


def _read_lesson(file: _File) -> Lesson:
    head = file.head
    text = sections.read_text(file.page, "bài học", file.body)
    if not text:
        file.page.fault("part_empty", 1, what="bài học")
    lesson = Lesson(head.text("tên"), text, head.text("đánh dấu", required=False))
    head.done(("tên", "đánh dấu"))
    return lesson


def _read_situation(file: _File) -> Situation:
    page, head = file.page, file.head
    found = sections.name_sections(page, file.body, ("Nội dung", "Nhiệm vụ", "Phương án", "Góc nhìn"))
    story = _need(page, found, "Nội dung")
    task = _need(page, found, "Nhiệm vụ")
    choices = _choices(page, found, content.SITUATION_CHOICES)
    view = found.get("Góc nhìn")
    lines = sections.read_list(page, story) if story else []
    for item in lines:
        if item.remark:
            page.fault("remark_not_here", item.remark[0][0])
    if story and not lines:
        page.fault("part_empty", story.line, what=story.title)
    situation = Situation(
        title=head.text("tên"),
        story=tuple(item.text for item in lines),
        task=sections.read_part(page, task, required=True) if task else "",
        choices=tuple(Choice(item.text, sections.read_remark(page, item.remark)) for item in choices),
        minutes=head.number("số phút", content.SITUATION_MINUTES),
        view=sections.read_part(page, view) if view else "",
        basis=head.texts("văn bản"),
        mark=head.text("đánh dấu", required=False),
    )
    head.done(("tên", "số phút", "văn bản", "đánh dấu"))
    return situation


def _read_question(file: _File) -> Poll:
    page, head = file.page, file.head
    found = sections.name_sections(page, file.body, ("Câu hỏi", "Phương án"))
    asked = _need(page, found, "Câu hỏi")
    choices = _choices(page, found, content.POLL_CHOICES)
    for item in choices:
        if item.remark:
            page.fault("remark_not_here", item.remark[0][0])
    by_rooms = head.one_of("ai trả lời", ANSWERS) == "rooms"
    anonymous = bool(head.one_of("kín danh", YES, required=False))
    if by_rooms and anonymous:
        page.fault("rooms_not_secret", head.line)
    poll = Poll(
        title=head.text("tên"),
        question=sections.read_part(page, asked, required=True) if asked else "",
        choices=tuple(item.text for item in choices),
        answers="rooms" if by_rooms else "persons",
        anonymous=anonymous and not by_rooms,
        mark=head.text("đánh dấu", required=False),
    )
    head.done(("tên", "ai trả lời", "kín danh", "đánh dấu"))
    return poll


def _need(page: Page, found: Mapping[str, sections.Section], name: str) -> sections.Section | None:
    if name not in found:
        page.fault("missing_part", 1, part=name)
    return found.get(name)


def _choices(page: Page, found: Mapping[str, sections.Section], between: tuple[int, int]) -> list[sections.Item]:
    section = _need(page, found, "Phương án")
    items = sections.read_list(page, section) if section else []
    if section and not between[0] <= len(items) <= between[1]:
        page.fault("choices", section.line, count=len(items), low=between[0], high=between[1])
    seen: set[str] = set()
    for item in items:
        if item.text in seen:
            page.fault("choice_twice", item.line, choice=item.text)
        seen.add(item.text)
    return items


def write_folder(programme: Programme, pdfs: Mapping[str, bytes] | None = None) -> dict[str, bytes]:
    """The files of a programme, in the one form that this software writes.

    `pdfs` are the bytes of its slides and documents by digest; what is not among them is left out.
    """
    return writing.write(programme, pdfs or {})
