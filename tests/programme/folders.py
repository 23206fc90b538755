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

# A file of every other kind that authors write.
KINDS = {
    "chuyen-de-1/cau-hoi-mo-1.md": (
        "---\ntên: Việc đã gỡ\nai trả lời: từng phòng\nđánh dấu: nội dung minh họa\n---\n\nĐã gỡ việc gì?\n"
    ),
    "chuyen-de-1/thao-luan-1.md": (
        "---\ntên: Sửa quy trình\nsố phút: 10\ngửi kết quả: không\n---\n\nChọn một thủ tục.\n\n- Nằm ở đâu\n"
    ),
    "chuyen-de-1/khao-sat-1.md": (
        "---\ntên: Khảo sát\nvề: lớp\nkín danh: không\n---\n"
        "\n## Sát việc đến mức nào? [thang đo]\n\n1. Ít\n2. Nhiều\n"
        "\n## Giảng viên rõ không? [chọn một; về giảng viên]\n\n1. Rõ\n2. Chưa\n"
        "\n## Cần thêm gì [nếu có]? [trả lời ngắn]\n"
    ),
    "chuyen-de-1/bai-thu-hoach-1.md": "---\ntên: Thu hoạch\nsố ngày: 0\nsố ảnh: 4\n---\n\nViết ngắn.\n",
    "chuyen-de-1/bai-kiem-tra-1.md": (
        "---\ntên: Kiểm tra đầu\nkhi nào: trước\ncặp: cap-1\nsố phút: 5\n---\n"
        "\n## Ai ký? [ky; chọn một]\n\n1. Trưởng phòng\n2. Chủ tịch [đúng]\n"
        "\n## Việc nào đúng? [c2; chọn nhiều]\n\n1. A [đúng]\n2. B [phụ lục] [đúng]\n3. C\n"
        "\n## Không cần phiếu hẹn. [hen; sai]\n"
    ),
}

# A situation that goes on, with something of every sort.
CASE = """---
tên: Ngày đầu tháng
số phút: 12
---

## Nội dung

- Nhiều hồ sơ đến cùng lúc

## Vai

- Trưởng thôn: nắm từng hộ
- Văn phòng

## Tài liệu 1

Bảng giao ban.

Hai trang.

## Biến số

- ho-so: Hồ sơ tồn (bộ), bắt đầu 40, từ 0 đến 100
- tin: Sự yên tâm, bắt đầu -1, từ -5 đến 5, ẩn

## Nhiệm vụ

Làm gì trước?

## Phương án

1. Mở thêm bàn [ho-so -10; tin +1]
   > Cần người.
2. Chờ

## Quyết định 2 [chia 12 người]

Chia người.

## Phương án 2

1. Bàn 1 [ho-so -1]
2. Bàn 2

## Quyết định 3 [trả lời bằng lời]

Báo cáo ra sao?

## Quyết định 4 [chọn nhiều; tối đa 2]

Làm gì nữa?

## Phương án 4

1. A
2. B
3. C

## Diễn biến

Giảng viên kể thêm.

## Diễn biến 2 [sau 5 phút; khi ho-so ≥ 30 và 1 = B; mở quyết định 2]

Hệ thống chậm.

## Diễn biến cuoi [sau 10 phút; tin -1; mở quyết định 3]

Hết giờ.

## Diễn biến 4 [sau 11 phút; mở quyết định 4]

Mở thêm.

## Kết cục kip: Kịp hẹn [khi ho-so ≤ 35]

Trả đủ.

## Kết cục 2: Trễ hẹn

Còn tồn.

## Góc nhìn

Tùy nơi.

## Câu hỏi rút kinh nghiệm

- Ai quyết định?
- Ghi lại ở đâu?
"""


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
