"""The guides for officials say the very words of the screens."""

import json
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs/vi/huong-dan.md"
BOLD = re.compile(r"\*\*(.+?)\*\*")
# Words in bold that lead through the page and stand on no screen.
SIGNPOSTS = {"Trước ngày học", "Trước giờ học", "Trong buổi học", "Sau buổi học", "Tuần trước", "Trong ngày", "Hôm sau"}


def on_screens() -> set[str]:
    """Every Vietnamese text of the screens; one with a number or a name in it up to there."""
    texts = set()
    for path in (ROOT / "src/diemcau").rglob("*words.json"):
        for vietnamese, _english in json.loads(path.read_text(encoding="utf-8")).values():
            texts |= {vietnamese, re.split(r"[ :(]*\{", vietnamese)[0]}
    return texts


def quoted() -> set[str]:
    return {words.rstrip(".") for words in BOLD.findall(GUIDE.read_text(encoding="utf-8"))} - SIGNPOSTS - {"đậm"}


def test_every_button_that_the_guide_names_stands_on_a_screen_in_these_words() -> None:
    assert len(quoted()) > 60
    assert sorted(quoted() - on_screens()) == []


def test_the_guide_has_a_part_for_each_who_works_in_a_class() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    parts = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert parts == ["Đầu mối điểm cầu", "Trợ giảng của giảng viên", "Tổ vận hành", "Đầu mối cấp tỉnh"]
    assert re.findall(r"^- \[(.+)\]\(#", text, re.MULTILINE) == parts


def test_a_text_with_a_number_in_it_is_known_up_to_the_number() -> None:
    assert {"Chốt thay lời chủ trì", "Mở hoạt động", "Đóng buổi"} <= on_screens()
    assert "Nút không có thật" not in on_screens()
