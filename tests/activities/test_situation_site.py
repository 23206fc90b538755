"""A situation on the site desk, in a real browser: one decision at a time, by its form, also while the line is down."""

from typing import Any

from diemcau.activities.kind import Role
from tests.activities.rig import EIGHT, MINUTE, Play
from tests.activities.test_course import CONTENT, discussing, tick
from tests.activities.test_screens import DESK, address, file_of

__all__ = ["address"]


def shown(page: Any, address: str, play: Play, at: int) -> None:
    """Draw the desk of site 3 from the views as they are, at an instant of its own clock."""
    act = {**(play.view("all") or {}), **(play.view("site:3") or {})}
    page.goto(address)
    given = {"kind": "situation", "file": file_of("situation", "site"), "which": "site", "act": act, "roster": {}}
    page.evaluate(DESK, {**given, "sitting": {"at": at, "rate": 1}, "role": str(Role.HOST)})


def test_a_whole_is_shared_out_before_it_can_be_handed_in(page: Any, address: str) -> None:
    play = discussing()
    play.desk(3, "decide", choice=2, reason="Vì")
    tick(play)
    shown(page, address, play, play.now)
    button = page.get_by_role("button", name="Nộp quyết định của phòng")
    page.get_by_label("Lý do, một câu").fill("Đủ cho việc gấp")
    page.get_by_label("A. Một").fill("15")
    page.get_by_label("A. Một").blur()
    assert page.get_by_text("Còn 5/20 triệu đồng chưa chia").is_visible()
    assert button.is_disabled()
    page.get_by_label("B. Hai").fill("99")
    page.get_by_label("B. Hai").blur()
    assert page.get_by_text("Đã chia đủ 20 triệu đồng").is_visible()
    page.get_by_role("button", name="Bớt 1 ở A").click()
    page.get_by_role("button", name="Thêm 1 cho B").click()
    button.click()
    body = {"reason": "Đủ cho việc gấp", "named": False, "turn": "chia", "shares": [14, 6]}
    assert page.evaluate("desk.sent") == [["decide", body]]
    assert page.get_by_text("14 triệu đồng – A. Một").is_visible()
    assert page.locator(".status.wait").first.is_visible()


def test_without_a_line_the_room_goes_on_by_its_own_clock(page: Any, address: str) -> None:
    play = discussing()
    play.desk(3, "decide", choice=2, reason="Vì")
    shown(page, address, play, EIGHT + 4 * MINUTE)
    assert page.get_by_text("Mất mạng").count() == 0
    shown(page, address, play, EIGHT + 5 * MINUTE)
    assert page.get_by_text("Mất mạng").is_visible()
    assert page.get_by_text("Chia 20 triệu", exact=True).is_visible()


def test_the_last_decision_is_changed_from_what_was_handed_in(page: Any, address: str) -> None:
    play = discussing()
    play.desk(3, "decide", choice=1, reason="Vì")
    play.desk(3, "decide", turn="viet", text="Xin lỗi")
    shown(page, address, play, play.now)
    page.get_by_role("button", name="Đổi quyết định").click()
    words = page.get_by_label("Ý kiến của phòng, ghi bằng lời")
    assert words.input_value() == "Xin lỗi"
    words.fill("Xin lỗi và hẹn lại")
    page.get_by_role("button", name="Nộp quyết định mới").click()
    body = {"reason": "", "named": False, "turn": "viet", "text": "Xin lỗi và hẹn lại"}
    assert page.evaluate("desk.sent") == [["decide", body]]


def test_when_a_room_has_ended_its_desk_says_how(page: Any, address: str) -> None:
    play = Play("situation", {**CONTENT, "debrief": ["Vì sao?"]})
    play.steer("open")
    play.desk(3, "decide", choice=1, reason="Vì")
    play.steer("show")
    shown(page, address, play, play.now)
    assert page.get_by_text("Kết cục của phòng").is_visible()
    assert page.get_by_text("Thiếu người", exact=True).is_visible()
    assert page.get_by_text("Nội dung tình huống và 1 diễn biến trước").is_visible()
    assert page.get_by_text("Vì sao?").is_visible()
