"""A small folder of a programme that is right, and ways to spoil it."""

GOOD = {
    "chuong-trinh.md": "---\nmã: thu\ntên: Thử\nmục tiêu:\n  - Cập nhật kiến thức\n---\n\nGhi chú.\n",
    "chuyen-de-1/chuyen-de.md": (
        "---\nsố: 1\ntên: Mở đầu\nsố phút: 90\nđiện thoại: được dùng\nghi hình: không\nphần khóa:\n  - tên\n  - slide\n"
        "phần mở:\n  - loại: tình huống\n    ai đề xuất: điểm cầu\n    nội dung: Một việc thật\n---\n\nGiới thiệu.\n"
    ),
    "chuyen-de-1/slide.md": (
        "---\ntên: Slide\nđánh dấu: nội dung minh họa\n---\n\n## Một\n\n- A\n- B\n\n> Chào lớp\n>\n> Hai\n\n## Hai\n"
    ),
    "chuyen-de-1/tinh-huong-1.md": (
        "---\ntên: Nước lên\nsố phút: 12\nvăn bản:\n  - Phương án mẫu (văn bản giả định)\nđánh dấu: nội dung minh họa\n"
        "---\n\n## Nội dung\n\n- Mưa lớn\n- Đường ngập\n\n## Nhiệm vụ\n\nChọn một cách.\n\n## Phương án\n\n1. Ở lại\n"
        "   > Chờ trời sáng\n2. Đi ngay\n\n## Góc nhìn\n\nTùy nơi.\n\nAn toàn trước.\n"
    ),
    "chuyen-de-1/cau-hoi-1.md": (
        "---\ntên: Đến đâu\nai trả lời: từng phòng\n---\n\n## Câu hỏi\n\nĐã làm đến đâu?\n"
        "\n## Phương án\n\n1. Xong\n2. Chưa\n"
    ),
}
MAIN, TOPIC, SLIDES, SITUATION, QUESTION = GOOD


def files(**changed: str | bytes | None) -> dict[str, bytes]:
    """The good folder; `main`, `topic`, `slides`, `situation` or `question` given instead, None taken out."""
    names = {"main": MAIN, "topic": TOPIC, "slides": SLIDES, "situation": SITUATION, "question": QUESTION}
    made = {path: text.encode() for path, text in GOOD.items()}
    for name, text in changed.items():
        if text is None:
            del made[names[name]]
        else:
            made[names[name]] = text.encode() if isinstance(text, str) else text
    return made
