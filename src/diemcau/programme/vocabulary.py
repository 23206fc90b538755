"""Names of files and fixed words of the folder form; the editor's faults speak the same words."""

from collections.abc import Mapping
from typing import Literal

from diemcau.programme.content import Part, Proposer, SlotKind

MAIN, TOPIC, SLIDES, DECK = "chuong-trinh.md", "chuyen-de.md", "slide.md", "slide.pdf"

PHONES = {"được dùng": True, "không": False}
YES = {"có": True, "không": False}
KINDS: dict[str, SlotKind] = {"tình huống": "situation", "câu hỏi": "question", "bài học": "lesson"}
PROPOSERS: dict[str, Proposer] = {"cấp tỉnh": "province", "điểm cầu": "site"}
PARTS: dict[str, Part] = {
    "tên": "title",
    "giới thiệu": "about",
    "slide": "slides",
    "tình huống": "situations",
    "câu hỏi": "questions",
    "bài học": "lessons",
    "tài liệu": "documents",
}
ANSWERS: dict[str, Literal["persons", "rooms"]] = {"từng người": "persons", "từng phòng": "rooms"}
POLL_FORMS: dict[str, Literal["single", "several", "scale", "ranking"]] = {
    "một": "single",
    "nhiều": "several",
    "thang đo": "scale",
    "xếp hạng": "ranking",
}
ABOUT: dict[str, Literal["topic", "class"]] = {"chuyên đề": "topic", "lớp": "class"}
SURVEY_FORMS: dict[str, Literal["scale", "single", "several", "text"]] = {
    "thang đo": "scale",
    "chọn một": "single",
    "chọn nhiều": "several",
    "trả lời ngắn": "text",
}
OF_LECTURER = "về giảng viên"
WHEN: dict[str, Literal["before", "after", "alone"]] = {"trước": "before", "sau": "after", "độc lập": "alone"}
TEST_FORMS: dict[str, Literal["single", "several"]] = {"chọn một": "single", "chọn nhiều": "several"}
TRUTH = {"đúng": 1, "sai": 2}  # of a statement that is true or false, what its author says
RIGHT = "đúng"  # behind a choice

# How the files of a topic are called, by the list that they fill.
FILES = {
    "situations": "tinh-huong",
    "questions": "cau-hoi",
    "lessons": "bai-hoc",
    "responses": "cau-hoi-mo",
    "discussions": "thao-luan",
    "surveys": "khao-sat",
    "essays": "bai-thu-hoach",
    "tests": "bai-kiem-tra",
}


def word_of(words: Mapping[str, object], value: object) -> str:
    """The word of a value."""
    return next(word for word, meaning in words.items() if meaning == value)
