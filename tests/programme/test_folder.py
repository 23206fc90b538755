"""A folder is read whole or not at all, and every fault is said with its file, its line and what to do."""

import hashlib
import unicodedata

import pytest

from diemcau.activities.poll.content import Poll
from diemcau.activities.situation.content import Choice, Situation
from diemcau.activities.slides.content import Slide, Slides
from diemcau.base.words import catalogue
from diemcau.programme.content import Document, Lesson, Programme, Slot, Topic
from diemcau.programme.folder import read_folder, write_folder
from tests.programme.folders import GOOD, MAIN, QUESTION, SITUATION, SLIDES, TOPIC, files
from tests.programme.test_kind_files import FOUND, SPOILT


def said(given: dict[str, bytes]) -> list[tuple[str, int, str]]:
    reading = read_folder(given)
    for fault in reading.faults:
        for lang in ("vi", "en"):
            assert fault.words(lang)
            assert fault.fix(lang)
    assert (reading.programme is None) == bool(reading.faults)
    return [(fault.file, fault.line, fault.code) for fault in reading.faults]


def head(file: str, old: str, new: str) -> str:
    assert old in GOOD[file]
    return GOOD[file].replace(old, new, 1)


def test_a_good_folder_is_a_programme() -> None:
    assert read_folder(files()).programme == Programme(
        code="thu",
        title="Thử",
        objectives=("Cập nhật kiến thức",),
        notes="Ghi chú.",
        topics=(
            Topic(
                no=1,
                title="Mở đầu",
                minutes=90,
                phones=True,
                recording=False,
                locked=("title", "slides"),
                slots=(Slot("situation", "site", "Một việc thật"),),
                about="Giới thiệu.",
                slides=Slides(
                    "Slide", (Slide("Một", ("A", "B"), "Chào lớp\n\nHai"), Slide("Hai")), "nội dung minh họa"
                ),
                situations=(
                    Situation(
                        title="Nước lên",
                        story=("Mưa lớn", "Đường ngập"),
                        task="Chọn một cách.",
                        choices=(Choice("Ở lại", "Chờ trời sáng"), Choice("Đi ngay")),
                        minutes=12,
                        view="Tùy nơi.\n\nAn toàn trước.",
                        basis=("Phương án mẫu (văn bản giả định)",),
                        mark="nội dung minh họa",
                    ),
                ),
                questions=(Poll("Đến đâu", "Đã làm đến đâu?", ("Xong", "Chưa"), "rooms"),),
            ),
        ),
    )


def test_a_good_folder_is_written_as_it_was_read() -> None:
    programme = read_folder(files()).programme
    assert programme
    assert {path: raw.decode() for path, raw in write_folder(programme).items()} == GOOD


def test_a_question_can_be_a_secret_ballot() -> None:
    asked = head(QUESTION, "ai trả lời: từng phòng", "ai trả lời: từng người\nkín danh: có")
    programme = read_folder(files(question=asked)).programme
    assert programme
    (poll,) = programme.topics[0].questions
    assert (poll.answers, poll.anonymous) == ("persons", True)
    assert write_folder(programme)[QUESTION].decode() == asked
    spelled_out = head(QUESTION, "ai trả lời: từng phòng", "ai trả lời: từng phòng\nkín danh: không")
    assert read_folder(files(question=spelled_out)).programme == read_folder(files()).programme


PICTURE, DOCUMENT = "chuyen-de-1/slide.pdf", "chuyen-de-1/tai-lieu-1.pdf"
PDF = b"%PDF-1.7\n"


def test_slides_of_a_file_and_documents_are_read_and_written() -> None:
    slides = GOOD[SLIDES].replace("## Một\n\n", "## Một\n\n![trang 2](slide.pdf)\n\n")
    topic = GOOD[TOPIC].replace("---\n\nGiới", "tài liệu:\n  - tên: Sổ tay\n    tệp: tai-lieu-1.pdf\n---\n\nGiới")
    lesson = "---\ntên: Họp sớm\nđánh dấu: xã Mẫu đề xuất\n---\n\nHọp trước khi nước lên.\n"
    given = {
        **files(slides=slides, topic=topic),
        PICTURE: PDF,
        DOCUMENT: PDF + b"x",
        "chuyen-de-1/bai-hoc-1.md": lesson.encode(),
    }
    programme = read_folder(given).programme
    assert programme
    read = programme.topics[0]
    deck, paper = hashlib.sha256(PDF).hexdigest(), hashlib.sha256(PDF + b"x").hexdigest()
    assert read.slides
    assert (read.slides.file, [slide.page for slide in read.slides.slides]) == (deck, [2, 0])
    assert read.documents == (Document("Sổ tay", paper),)
    assert read.lessons == (Lesson("Họp sớm", "Họp trước khi nước lên.", "xã Mẫu đề xuất"),)
    assert write_folder(programme, {deck: PDF, paper: PDF + b"x"}) == given
    assert write_folder(programme) == {path: raw for path, raw in given.items() if not path.endswith(".pdf")}


FAULTS = {
    # PDF files
    "a file of slides without slides": (
        {**files(slides=None), PICTURE: PDF},
        [(PICTURE, 1, "deck_alone")],
    ),
    "a PDF file that is none": ({**files(), PICTURE: b"PK"}, [(PICTURE, 1, "not_pdf")]),
    "a document without a title": ({**files(), DOCUMENT: PDF}, [(DOCUMENT, 1, "document_unnamed")]),
    "a document without a file": (
        files(topic=head(TOPIC, "phần mở:", "tài liệu:\n  - tên: Sổ tay\n    tệp: tai-lieu-1.pdf\nphần mở:")),
        [(TOPIC, 11, "document_missing")],
    ),
    "a picture without a file": (
        files(slides=head(SLIDES, "- A", "![trang 1](slide.pdf)\n- A")),
        [(SLIDES, 8, "picture_missing")],
    ),
    "two pictures on a slide": (
        {**files(slides=head(SLIDES, "- A", "![trang 1](slide.pdf)\n![trang 2](slide.pdf)\n- A")), PICTURE: PDF},
        [(SLIDES, 9, "picture_twice")],
    ),
    "too many slides": (
        files(slides=head(SLIDES, "## Hai\n", "## Hai\n" * 200)),
        [(SLIDES, 1, "too_many")],
    ),
    # Files
    "no main file": (files(main=None), [(MAIN, 1, "missing_file")]),
    "no topic at all": ({MAIN: GOOD[MAIN].encode()}, [(MAIN, 1, "no_topics")]),
    "a topic without its head": (files(topic=None), [(TOPIC, 1, "missing_file")]),
    "a file that has no place": (
        {**files(), "chuyen-de-1/Slide.docx": b"x"},
        [("chuyen-de-1/Slide.docx", 1, "unknown_file")],
    ),
    "a number with a nought": (
        {**files(), "chuyen-de-01/chuyen-de.md": b""},
        [("chuyen-de-01/chuyen-de.md", 1, "unknown_file")],
    ),
    "one number twice": (
        {**files(), "chuyen-de-1-moi/chuyen-de.md": GOOD[TOPIC].encode()},
        [(TOPIC, 2, "topic_twice")],
    ),
    "another number than the folder": (files(topic=head(TOPIC, "số: 1", "số: 2")), [(TOPIC, 2, "number_differs")]),
    # Bytes
    "UTF-16": (files(slides=GOOD[SLIDES].encode("utf-16")), [(SLIDES, 1, "utf16")]),
    "UTF-16 without its mark": (files(slides=GOOD[SLIDES].encode("utf-16-le")), [(SLIDES, 1, "utf16")]),
    "an old code of letters": (
        files(main=GOOD[MAIN].encode().replace("Ghi chú".encode(), "Ghi chú".encode("latin-1"))),
        [(MAIN, 8, "not_utf8")],
    ),
    # Heads
    "an empty file": (files(slides=""), [(SLIDES, 1, "no_head")]),
    "no head": (files(slides="## Một\n"), [(SLIDES, 1, "no_head")]),
    "a head without end": (files(slides="---\ntên: Slide\n## Một\n"), [(SLIDES, 1, "head_not_closed")]),
    "an empty head": (files(slides="---\n---\n## Một\n"), [(SLIDES, 1, "missing_field")]),
    "a head that is a list": (files(slides="---\n- tên\n---\n## Một\n"), [(SLIDES, 2, "head_not_fields")]),
    "a colon in a value": (files(slides=head(SLIDES, "tên: Slide", "tên: Một: hai")), [(SLIDES, 2, "yaml_colon")]),
    "a tab": (files(main=head(MAIN, "  - Cập", "\t- Cập")), [(MAIN, 5, "yaml_tab")]),
    "an open quote": (files(slides=head(SLIDES, "tên: Slide", 'tên: "Slide')), [(SLIDES, 4, "yaml")]),
    "an anchor": (files(slides=head(SLIDES, "tên: ", "tên: &a ")), [(SLIDES, 2, "head_too_clever")]),
    "an alias": (files(slides=head(SLIDES, "tên: Slide", "tên: *a")), [(SLIDES, 2, "head_too_clever")]),
    "a tag": (files(slides=head(SLIDES, "tên: ", "tên: !!python/name:os.system ")), [(SLIDES, 2, "head_too_clever")]),
    "deep nesting": (files(slides=head(SLIDES, "Slide", "[[[[[")), [(SLIDES, 2, "head_too_clever")]),
    "two documents": (files(slides="---\ntên: a\n--- b\n---\n## Một\n"), [(SLIDES, 3, "head_too_clever")]),
    "a field twice": (files(slides=head(SLIDES, "đánh dấu", "TEN")), [(SLIDES, 3, "field_twice")]),
    "a missing field": (files(main=head(MAIN, "tên: Thử\n", "")), [(MAIN, 1, "missing_field")]),
    "a missing list": (files(main=head(MAIN, "mục tiêu:\n  - Cập nhật kiến thức\n", "")), [(MAIN, 1, "missing_field")]),
    "an unknown field": (files(main=head(MAIN, "mã: ", "tác giả: ai\nmã: ")), [(MAIN, 2, "unknown_field")]),
    "a field whose name is a list": (files(main=head(MAIN, "mã: ", "? [a]\n: b\nmã: ")), [(MAIN, 2, "unknown_field")]),
    "an empty field": (files(main=head(MAIN, "tên: Thử", "tên:")), [(MAIN, 3, "empty_field")]),
    "a list for a text": (files(main=head(MAIN, "tên: Thử", "tên: [a, b]")), [(MAIN, 3, "not_a_text")]),
    "a text for a list": (files(main=head(MAIN, ":\n  - Cập", ": Cập")), [(MAIN, 4, "not_a_list")]),
    "a list in a list": (files(main=head(MAIN, "- Cập", "- - Cập")), [(MAIN, 5, "not_a_text")]),
    "an empty list": (files(main=head(MAIN, ":\n  - Cập nhật kiến thức", ": []")), [(MAIN, 4, "not_a_list")]),
    "an empty item": (files(main=head(MAIN, "- Cập nhật kiến thức", "-")), [(MAIN, 5, "empty_field")]),
    "a long field": (files(main=head(MAIN, "tên: Thử", "tên: " + "a" * 301)), [(MAIN, 3, "too_long")]),
    "a bad code": (files(main=head(MAIN, "mã: thu", "mã: Lớp 1")), [(MAIN, 2, "bad_code")]),
    "a number with a unit": (files(topic=head(TOPIC, "90", "90 phút")), [(TOPIC, 4, "not_a_number")]),
    "a number that is too large": (files(topic=head(TOPIC, "90", "9000")), [(TOPIC, 4, "not_a_number")]),
    "a number that is none of ours": (files(topic=head(TOPIC, "90", "९०")), [(TOPIC, 4, "not_a_number")]),
    "a number that is empty": (files(topic=head(TOPIC, "số phút: 90", "số phút:")), [(TOPIC, 4, "empty_field")]),
    "no number": (files(topic=head(TOPIC, "số: 1\n", "")), [(TOPIC, 1, "missing_field")]),
    "a value that is none of ours": (files(topic=head(TOPIC, "được dùng", "tùy")), [(TOPIC, 5, "not_a_choice")]),
    "an empty choice": (files(topic=head(TOPIC, " được dùng", "")), [(TOPIC, 5, "empty_field")]),
    "an unknown part that is locked": (files(topic=head(TOPIC, "- slide", "- video")), [(TOPIC, 9, "not_a_choice")]),
    "a slot that is no group": (
        files(topic=head(TOPIC, "loại: tình huống\n    ai đề xuất: điểm cầu\n    nội dung: ", "")),
        [(TOPIC, 11, "not_a_group")],
    ),
    "a slot without a proposer": (
        files(topic=head(TOPIC, "    ai đề xuất: điểm cầu\n", "")),
        [(TOPIC, 11, "missing_field")],
    ),
    "a slot with more": (
        files(topic=head(TOPIC, "    nội dung", "    ai: x\n    nội dung")),
        [(TOPIC, 13, "unknown_field")],
    ),
    # Parts
    "text before the first slide": (
        files(slides=head(SLIDES, "\n## Một", "\nXin chào\n\n## Một")),
        [(SLIDES, 6, "text_outside")],
    ),
    "no slide": (files(slides="---\ntên: Slide\n---\n"), [(SLIDES, 1, "no_slides")]),
    "a slide without a title": (files(slides=head(SLIDES, "## Một", "##")), [(SLIDES, 6, "part_title")]),
    "a slide with a long title": (files(slides=head(SLIDES, "Một", "a" * 301)), [(SLIDES, 6, "part_title")]),
    "a line outside the list": (files(slides=head(SLIDES, "- B", "B")), [(SLIDES, 9, "not_an_item")]),
    "an indented line after a gap": (files(slides=head(SLIDES, "- B", "\n   B")), [(SLIDES, 10, "not_an_item")]),
    "a long line": (files(slides=head(SLIDES, "- B", "- " + "b" * 601)), [(SLIDES, 9, "too_long")]),
    "long notes": (files(slides=head(SLIDES, "Chào", "c" * 4001)), [(SLIDES, 11, "too_long")]),
    "a long text": (files(main=head(MAIN, "Ghi chú", "g" * 4001)), [(MAIN, 7, "too_long")]),
    "a picture": (files(main=head(MAIN, "Ghi chú", "![a](b.png)")), [(MAIN, 8, "markdown")]),
    "a link in a list": (files(slides=head(SLIDES, "- B", "- [B](http://b)")), [(SLIDES, 9, "markdown")]),
    "HTML": (files(situation=head(SITUATION, "Tùy nơi", "<b>Tùy</b>")), [(SITUATION, 26, "markdown")]),
    "a table": (files(topic=head(TOPIC, "Giới thiệu", "| a | b |")), [(TOPIC, 16, "markdown")]),
    "an unknown part": (
        files(situation=head(SITUATION, "## Góc nhìn", "## Đáp án")),
        [(SITUATION, 24, "unknown_part")],
    ),
    "a part twice": (files(situation=head(SITUATION, "## Góc nhìn", "## Nhiệm vụ")), [(SITUATION, 24, "part_twice")]),
    "no story": (
        files(situation=head(SITUATION, "## Nội dung\n\n- Mưa lớn\n- Đường ngập\n", "")),
        [(SITUATION, 1, "missing_part")],
    ),
    "an empty story": (
        files(situation=head(SITUATION, "- Mưa lớn\n- Đường ngập\n", "")),
        [(SITUATION, 9, "part_empty")],
    ),
    "no task": (
        files(situation=head(SITUATION, "## Nhiệm vụ\n\nChọn một cách.\n", "")),
        [(SITUATION, 1, "missing_part")],
    ),
    "an empty task": (files(situation=head(SITUATION, "Chọn một cách.", "")), [(SITUATION, 14, "part_empty")]),
    "no choices": (
        files(situation=head(SITUATION, "## Phương án\n\n1. Ở lại\n   > Chờ trời sáng\n2. Đi ngay\n", "")),
        [(SITUATION, 1, "missing_part")],
    ),
    "one choice": (files(situation=head(SITUATION, "2. Đi ngay\n", "")), [(SITUATION, 18, "choices")]),
    "one choice twice": (files(situation=head(SITUATION, "Đi ngay", "Ở lại")), [(SITUATION, 22, "choice_twice")]),
    "a remark before the choices": (
        files(situation=head(SITUATION, "1. Ở", "> Hay\n1. Ở")),
        [(SITUATION, 20, "remark_of_nothing")],
    ),
    "a remark in the story": (
        files(situation=head(SITUATION, "- Đường", "> Hay\n- Đường")),
        [(SITUATION, 12, "remark_not_here")],
    ),
    "a secret question of rooms": (
        files(question=head(QUESTION, "ai trả lời: từng phòng", "ai trả lời: từng phòng\nkín danh: có")),
        [(QUESTION, 1, "rooms_not_secret")],
    ),
    "a remark in a question": (
        files(question=head(QUESTION, "2. Chưa", "> Hay\n2. Chưa")),
        [(QUESTION, 13, "remark_not_here")],
    ),
    "no question": (
        files(question=head(QUESTION, "## Câu hỏi\n\nĐã làm đến đâu?\n", "")),
        [(QUESTION, 1, "missing_part")],
    ),
    "too many choices": (
        files(question=head(QUESTION, "2. Chưa\n", "".join(f"- {n}\n" for n in range(9)))),
        [(QUESTION, 10, "choices")],
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found_where_it_stands(name: str) -> None:
    given, expected = FAULTS[name]
    assert said(given) == expected


def test_every_fault_that_has_words_is_tested() -> None:
    tested = {code for _, faults in FAULTS.values() for _, _, code in faults}
    tested |= {code for *_, code, _ in SPOILT.values()} - FOUND
    of_pages = {"sign_unit", "count_not_here"}  # of a page of the editor alone, see test_sheets
    repaired = {"byte_order_mark", "line_ends", "invisible", "decomposed"}
    worded = {key.removeprefix("office.folder.") for key in catalogue() if key.startswith("office.folder.")}
    assert {code for code in worded if not code.endswith(".fix")} == tested | repaired | of_pages
    assert {f"{code}.fix" for code in tested | repaired} <= worded


def test_all_faults_of_all_files_are_said_at_once() -> None:
    spoilt = files(
        main=head(MAIN, "mã: thu", "mã: Lớp 1").replace("tên: Thử", "tên:"),
        topic=head(TOPIC, "90", "lâu"),
        slides=b"\xff\xfe",
        situation=head(SITUATION, "số phút: 12", "số phút: 0").replace("- Mưa lớn", "Mưa lớn"),
        question=None,
    )
    assert said({**spoilt, "la.txt": b""}) == [
        (MAIN, 2, "bad_code"),
        (MAIN, 3, "empty_field"),
        (TOPIC, 4, "not_a_number"),
        (SLIDES, 1, "utf16"),
        (SITUATION, 3, "not_a_number"),
        (SITUATION, 11, "not_an_item"),
        ("la.txt", 1, "unknown_file"),
    ]


def test_what_has_one_meaning_only_is_put_right_and_noted() -> None:
    odd = GOOD[MAIN].replace("Ghi chú", "Ghi\u00a0chú\u200b")
    raw = b"\xef\xbb\xbf" + unicodedata.normalize("NFD", odd).replace("\n", "\r\n").encode()
    reading = read_folder(files(main=raw))
    assert reading.programme == read_folder(files()).programme
    assert [(repair.file, repair.code) for repair in reading.repairs] == [
        (MAIN, "byte_order_mark"),
        (MAIN, "line_ends"),
        (MAIN, "invisible"),
        (MAIN, "decomposed"),
    ]
    assert next(repair.words() for repair in reading.repairs) == "đã bỏ dấu BOM ở đầu tệp"


def test_names_are_known_without_marks_and_capitals() -> None:
    typed = "---\nSo: 1\nTEN: Mở đầu\nDien thoai: DUOC DUNG\nghi-hinh: khong\n---\n"
    topic = read_folder(files(topic=typed)).programme.topics[0]  # type: ignore[union-attr]
    assert (topic.no, topic.title, topic.phones, topic.recording, topic.minutes) == (1, "Mở đầu", True, False, 0)


def test_what_systems_leave_in_folders_is_passed_over() -> None:
    noise = {
        "__MACOSX/._chuong-trinh.md": b"\0",
        "chuyen-de-1/Thumbs.db": b"\0",
        ".git/config": b"",
        "desktop.ini": b"",
    }
    assert said({**files(), **noise}) == []


def test_a_folder_of_a_topic_may_bear_words_and_is_written_without_them() -> None:
    named = {path.replace("chuyen-de-1/", "chuyen-de-1-mo-dau/"): raw for path, raw in files().items()}
    programme = read_folder(named).programme
    assert programme
    assert list(write_folder(programme)) == list(GOOD)


def test_lists_may_be_typed_in_other_ways() -> None:
    typed = head(SLIDES, "- A\n- B\n", "* A\n  đi tiếp\n2) B\n")
    slides = read_folder(files(slides=typed)).programme.topics[0].slides  # type: ignore[union-attr]
    assert slides
    assert slides.slides[0].lines == ("A đi tiếp", "B")


def test_files_of_a_topic_follow_their_numbers() -> None:
    more = {f"chuyen-de-1/cau-hoi-{n}.md": head(QUESTION, "Đến đâu", f"Câu {n}").encode() for n in (10, 2, 7)}
    questions = read_folder({**files(), **more}).programme.topics[0].questions  # type: ignore[union-attr]
    assert [poll.title for poll in questions] == ["Đến đâu", "Câu 2", "Câu 7", "Câu 10"]
