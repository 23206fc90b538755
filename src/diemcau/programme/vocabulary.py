"""Names of files and fixed words of the folder form; the editor's faults speak the same words."""

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
ANSWERS = {"từng người": "persons", "từng phòng": "rooms"}
