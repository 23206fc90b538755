"""A survey and a paper in the hand: filled in and photographed on a real phone page, and what the journal has of it."""

import base64
import os
import random
import struct
import zlib
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from diemcau.activities.essay.shapes import PHOTO
from diemcau.activities.kind import Role
from diemcau.activities.plan import PlanActivity
from diemcau.base.clock import now_ms
from diemcau.journal.store import Store
from tests.browser import Remote, expect
from tests.classroom.rig import Live, plan, token
from tests.classroom.test_screens import CARDS, come_in
from tests.walks.way import violations

SURVEY = {
    "title": "Ý kiến về chuyên đề 1",
    "anonymous": False,
    "questions": [
        {"text": "Nội dung sát thực tế đến mức nào?", "form": "scale", "choices": [str(n) for n in range(1, 11)]},
        {"text": "Cần thêm phần nào?", "form": "several", "choices": ["Tình huống", "Văn bản", "Thảo luận"]},
        {"text": "Giảng viên trả lời rõ câu hỏi", "choices": ["Chưa rõ", "Vừa", "Rõ"], "lecturer": True},
        {"text": "Góp ý cho lớp", "form": "text"},
    ],
}
ESSAY = {"title": "Bài thu hoạch", "task": "Nêu một việc sẽ làm khác đi ở cơ quan mình.", "days": 7, "photos": 2}


def open_one(live: Live, kind: str, content: dict[str, Any]) -> None:
    today = replace(plan(), starts_at=now_ms(), ends_at=now_ms() + 3_600_000)
    live.open(replace(today, activities=(PlanActivity("a", kind, 1, content),)), CARDS)
    assert live.send(token(Role.LECTURER), f"{kind}.open", {}, "a")["seq"]


def shoot(page: Remote, name: str) -> None:
    """A picture of the page, where somebody wants to look at it."""
    if folder := os.environ.get("DIEMCAU_SHOTS"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def bodies(live: Live, kind: str) -> list[dict[str, Any]]:
    """Bodies of facts of a kind, in order."""
    store = Store(live.journal, read_only=True)
    found = [msgspec.json.decode(fact.body) for fact in store.facts("sitting:1") if fact.kind == kind]
    store.close()
    return found


def a_scan() -> bytes:
    """A PNG of 1,700 × 2,300 px with rows of dark marks, as handwriting on paper."""
    chance = random.Random(1)
    wide, high = 1700, 2300
    blank = bytes([250]) * wide
    rows = []
    for y in range(high):
        row = blank if y % 60 < 34 else bytes(250 if chance.random() < 0.8 else 40 for _ in range(wide // 6)) * 6
        rows.append(b"\0" + row[:wide].ljust(wide, b"\xfa"))

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    body = zlib.compress(b"".join(rows), 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"tEXt", b"GPS\x0021.02N") + chunk(b"IDAT", body) + chunk(b"IEND", b"")  # fmt: skip  # noqa: E501


def test_a_survey_is_one_page_with_one_button_and_stays_through_a_reload(page: Remote, live: Live) -> None:
    open_one(live, "survey", SURVEY)
    page.set_viewport_size({"width": 390, "height": 844})
    come_in(page, live)
    card = page.locator(".survey")
    expect(card.locator("button")).to_have_count(1)
    expect(card.locator("button")).to_be_disabled()
    card.locator("label.choice", has_text="8").click()
    card.locator("label.choice", has_text="Tình huống").click()
    card.locator("label.choice", has_text="Thảo luận").click()
    card.locator("textarea").fill("Thêm giờ thảo luận.")
    shoot(page, "survey-1-filled")
    assert violations(page) == []
    page.reload()
    expect(card.locator("textarea")).to_have_value("Thêm giờ thảo luận.")
    card.locator("label.choice", has_text="Rõ").last.click()
    card.locator("button").click()
    expect(card).to_contain_text("✓ Đã nhận ý kiến của đồng chí lúc")
    shoot(page, "survey-2-sent")
    (said,) = bodies(live, "survey.answered")
    assert said["choices"] == [[8], [1, 3], [3], []]
    assert [bool(text) for text in said["texts"]] == [False, False, False, True]


def test_a_paper_is_photographed_made_small_and_handed_in(page: Remote, live: Live, tmp_path: Path) -> None:
    open_one(live, "essay", ESSAY)
    page.set_viewport_size({"width": 390, "height": 844})
    come_in(page, live)
    card = page.locator(".essay")
    shoot(page, "essay-1-empty")
    (tmp_path / "bai.png").write_bytes(a_scan())
    (tmp_path / "thu.txt").write_text("không phải ảnh")
    chooser = page.locator("input[type=file]")
    chooser.set_input_files(str(tmp_path / "thu.txt"))
    expect(card).to_contain_text("Không đọc được ảnh này")
    chooser.set_input_files(str(tmp_path / "bai.png"))
    expect(card.locator("img")).to_have_count(1)
    card.locator("textarea").fill("Tôi sẽ họp giao ban ngắn hơn.")
    shoot(page, "essay-2-chosen")
    assert violations(page) == []
    card.locator("button.primary").click()
    expect(card).to_contain_text("✓ Đã nộp lúc")
    expect(card).to_contain_text("Bài có 1 ảnh.")
    expect(card.locator("details")).to_have_count(1)
    shoot(page, "essay-3-handed")
    (cover,), (piece,) = bodies(live, "essay.handed_in"), bodies(live, "essay.pictured")
    assert (cover["photos"], cover["paper"] == piece["paper"], piece["place"]) == (1, True, 1)
    store = Store(live.journal, read_only=True)
    photo = store.text("sitting:1", piece["photo"]["id"])
    store.close()
    raw = base64.b64decode(photo.removeprefix(PHOTO))
    assert (photo.startswith(PHOTO), len(photo) <= 60 * 1024, raw[:3], b"GPS" in raw) == (True, True, b"\xff\xd8\xff", False)  # fmt: skip  # noqa: E501
    live.send(token(Role.OPERATOR), "sitting.close")
    page.reload()
    expect(card).to_contain_text("✓ Đã nộp lúc")  # it stands there again after the close
    shoot(page, "essay-4-closed")
