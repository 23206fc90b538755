"""The lecturer's desk and clean monitor on a real node: groups of texts, invitations, what stands where, keys, axe."""

import json
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from msgspec.structs import replace

from bench.sentences import sentences
from diemcau.activities.kind import Role
from diemcau.activities.plan import Plan, PlanActivity, PlanItem, PlanSite, PlanUnit
from diemcau.journal.store import Store
from tests.browser import Remote, expect
from tests.classroom.rig import Live, plan, token

SHOTS = os.environ.get("DIEMCAU_SHOTS", "")
SITES = 60
SLIDES = [
    {
        "title": f"Trang {n}: tiếp nhận hồ sơ ở bộ phận một cửa",
        "lines": ["Nhận hồ sơ", "Hẹn giờ trả", "Trả kết quả tại nhà"],
        "notes": f"Nhấn mạnh việc hẹn giờ.\nHỏi một phòng ở vùng xa (trang {n}).",
    }
    for n in range(1, 5)
]
STORY = ["Sáng thứ hai có 120 người chờ ở bộ phận một cửa; hệ thống chậm, hai công chức nghỉ ốm."]
CHOICES = [
    {"text": "Tăng thêm người trực", "remark": "Biên chế còn thiếu"},
    {"text": "Hẹn giờ trả"},
    {"text": "Về tận thôn"},
]
CASE = {"title": "Hồ sơ chồng chất", "story": STORY, "task": "Xã xử lý thế nào?", "choices": CHOICES, "minutes": 5}
POLL = {"question": "Vướng nhất ở khâu nào?", "choices": ["Hồ sơ đất đai", "Biên chế"]}
ACTIVITIES = (
    PlanActivity("s1", "slides", 1, {"title": "Chuyên đề 1", "slides": SLIDES, "mark": "nội dung minh họa"}),
    PlanActivity("t1", "situation", 1, {**CASE, "view": "Cần kết hợp.", "debrief": ["Việc nào làm trước?"]}),
    PlanActivity("t2", "situation", 1, {**CASE, "title": "Cảnh báo lũ"}),
    PlanActivity("q1", "poll", 1, {**POLL, "title": "Khâu vướng nhất"}),
    PlanActivity("q2", "poll", 1, {**POLL, "title": "Cần gì thêm"}),
    PlanActivity("q3", "poll", 1, {**POLL, "title": "Đã làm được gì"}),
)
SAME = "Bố trí thêm cán bộ trực tại bộ phận một cửa"


def class_plan() -> Plan:
    codes = ("01", "40", "96")
    units = {code: PlanUnit("tinh", f"Mẫu {code}", f"tỉnh Mẫu {code}") for code in codes}
    rooms = tuple(
        PlanSite(n, 100 + n, f"{n:05}", "commune", "xa" if n % 4 else "phuong", f"xã Mẫu {n}", codes[n % 3])
        for n in range(1, SITES + 1)
    )
    items = (PlanItem(1, "topic", "Chuyên đề 1: chính quyền phục vụ", 60, 1), PlanItem(2, "break", "Giải lao", 15))
    return replace(plan(), units=units, sites=rooms, seats=(), items=items, activities=ACTIVITIES)


def desk(site: int) -> str:
    return token(Role.CHAIR, site=site, province=("01", "40", "96")[site % 3])


def decide(live: Live, site: int, choice: int, reason: str, **more: Any) -> int:
    receipt = live.send(desk(site), "situation.decide", {"choice": choice, "reason": reason, **more}, "t1")
    return int(receipt["seq"])


def steer(live: Live, command: str, activity: str = "", **body: Any) -> None:
    receipt = live.send(token(Role.LECTURER), command, body, activity)
    assert "seq" in receipt, receipt


def board(live: Live) -> Any:
    _, views = live.get("/live/view", token(Role.LECTURER))
    acts = next(view["view"]["acts"] for view in views["views"] if view["topic"] == "presenters")
    return acts["t1"]["turns"][0]


def until(found: Callable[[], Any], seconds: float = 15) -> Any:
    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if value := found():
            return value
        time.sleep(0.1)
    raise AssertionError("it did not come")


@pytest.fixture
def discussing(live: Live) -> Live:
    """On air at the first item, the first slide on, the situation open."""
    live.open(class_plan())
    steer(live, "slides.show", "s1", n=1)
    steer(live, "situation.open", "t1")
    steer(live, "situation.discuss", "t1")
    return live


def decided(live: Live, rooms: int) -> None:
    for site, (idea, words) in enumerate(sentences(rooms, 2), 1):
        decide(live, site, 1 + idea % 3, words, named=site == 1)


# --- grouping on a node ------------------------------------------------------------------------


def test_texts_that_come_are_grouped_and_those_that_are_erased_leave(discussing: Live) -> None:
    for site in (1, 2, 3):
        decide(discussing, site, 1, SAME)
    groups = until(lambda: board(discussing)["groups"])
    assert [(group["size"], group["rows"][0]["reason"]) for group in groups] == [(3, SAME)]
    number = groups[0]["id"]

    decide(discussing, 4, 2, f"{SAME} buổi sáng")
    grown = until(lambda: [group for group in board(discussing)["groups"] if group["size"] == 4])
    assert (grown[0]["id"], grown[0]["split"]) == (number, [3, 1, 0])

    store = Store(discussing.journal, read_only=True)
    erased = next(id_ for id_, _, words, _ in store.salted("sitting:1") if words == f"{SAME} buổi sáng")
    store.close()
    assert discussing.post("/live/office/erase", {"text": erased}, token(Role.OFFICE))[0] == 200
    until(lambda: [group for group in board(discussing)["groups"] if group["size"] == 3])


def test_groups_and_their_numbers_outlive_the_process_that_makes_them(discussing: Live) -> None:
    for site in (1, 2):
        decide(discussing, site, 1, SAME)
    number = until(lambda: board(discussing)["groups"])[0]["id"]
    os.kill(discussing.children("grouper")[0], signal.SIGKILL)
    decide(discussing, 3, 1, SAME)
    assert board(discussing)["decided"] == 3  # nothing waits for it
    grown = until(lambda: [group for group in board(discussing)["groups"] if group["size"] == 3])
    assert grown[0]["id"] == number
    os.kill(discussing.children("boards")[0], signal.SIGKILL)
    until(lambda: discussing.get("/live/health")[0] == 200)
    assert until(lambda: board(discussing)["groups"])[0]["size"] == 3


# --- the desk ----------------------------------------------------------------------------------


def visit(page: Remote, live: Live, width: int = 1366, height: int = 768) -> None:
    kept = json.dumps(json.dumps({"role": "lecturer", "sitting": 1, "token": token(Role.LECTURER)}))
    page.add_init_script(
        f"if (location.pathname === '/lecturer') sessionStorage.setItem('diemcau:session:/lecturer', {kept})"
    )
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"http://127.0.0.1:{live.port}/lecturer")


def look(page: Remote, name: str) -> None:
    """Nothing for axe, nothing wider than the screen, a picture for people."""
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))
    axe_finds(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


def axe_finds(page: Remote) -> None:
    found = page._aside.do(lambda: Axe().run(page._thing).response["violations"])
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == []


def test_many_activities_stand_behind_one_button_and_what_is_opened_stands_in_the_middle(
    page: Remote, live: Live
) -> None:
    live.open(class_plan())
    steer(live, "slides.show", "s1", n=1)
    visit(page, live)
    expect(page.locator("main .slides")).to_be_visible()
    expect(page.locator("main .card:visible")).to_have_count(1)
    page.locator("[data-key=pick]").click()
    expect(page.locator(".picker button")).to_have_count(5)
    look(page, "lecturer-picker")
    page.locator("[data-key=pick-q2]").click()
    expect(page.locator("main .poll")).to_contain_text("Cần gì thêm")
    expect(page.locator(".right .slides")).to_be_visible()
    expect(page.locator(".picker")).to_be_hidden()
    page.locator("[data-key=q2-open]").click()
    expect(page.locator("[data-key=on-q2]")).to_contain_text("●")
    steer(live, "situation.open", "t1")  # what is steered elsewhere comes to the middle here too
    expect(page.locator("main .situation")).to_be_visible()


def test_the_board_compares_picks_invites_and_draws_a_lesson(page: Remote, discussing: Live) -> None:
    decided(discussing, SITES)
    until(lambda: board(discussing)["groups"])
    visit(page, discussing)
    expect(page.locator(".groups > li").first).to_be_visible()
    look(page, "lecturer-groups")
    page.locator("[data-key=t1-part-contrasts]").click()
    expect(page.locator(".board .case")).to_have_count(2)
    look(page, "lecturer-contrasts")
    page.locator("[data-key=t1-pick]").click()
    expect(page.locator(".picked .case")).to_have_count(2)
    page.locator("[data-key=t1-part-outliers]").click()
    look(page, "lecturer-outliers")
    page.locator("[data-key=t1-part-places]").click()
    look(page, "lecturer-places")
    page.locator("[data-key=t1-part-groups]").click()

    invited = page.locator(".groups > li").first.locator("[data-key^=t1-invite-]").first
    site = int(invited.get_attribute("data-key").rpartition("-")[2])
    invited.click()
    expect(page.locator(".right [data-key=floor-invited]")).to_contain_text("chờ trả lời")
    assert discussing.send(desk(site), "floor.decline")["seq"]
    expect(page.locator(".right [data-key=floor-invited]")).to_contain_text("xin phép không phát biểu")

    page.locator("[data-key=t1-close]").click()
    page.locator("[data-key=t1-part-groups]").click()
    page.locator("[data-key^=t1-draw-]").first.click()
    page.get_by_label("Bài học rút ra").fill("Chuẩn bị phương án tăng người từ đầu tuần.")
    page.locator("[data-key=t1-draw]").click()
    expect(page.locator(".lessons")).to_contain_text("dựa trên")
    page.locator("[data-key=t1-show]").click()
    expect(page.locator("[data-key=t1-show]")).to_be_disabled()
    look(page, "lecturer-shown")
    page.set_viewport_size({"width": 1920, "height": 1080})
    look(page, "lecturer-shown-1920")


def test_texts_that_would_like_to_be_markup_are_shown_as_they_were_typed(page: Remote, discussing: Live) -> None:
    naughty = '<img src=x onerror="document.title=1"> {{7*7}} ${alert(1)}'
    for site in (1, 2):
        decide(discussing, site, 1, naughty)
    until(lambda: board(discussing)["groups"])
    visit(page, discussing)
    expect(page.locator(".group-words").first).to_contain_text("<img src=x onerror=")
    assert page.locator(".groups img").count() == 0


# --- the clean monitor -------------------------------------------------------------------------


def test_the_clean_monitor_opens_from_the_desk_and_a_clicker_moves_the_slides_there(page: Remote, live: Live) -> None:
    live.open(class_plan())
    steer(live, "slides.show", "s1", n=1)
    visit(page, live)
    with page.expect_popup() as opened:
        page.locator("[data-key=monitor]").click()
    monitor = opened.value
    expect(monitor.locator("main .slide-large h2")).to_contain_text("Trang 1")
    expect(monitor.locator(".monitor-notes")).to_contain_text("Nhấn mạnh việc hẹn giờ.")
    expect(monitor.locator(".monitor-left")).to_be_visible()
    assert monitor.locator("button, a, input").count() == 0
    monitor.set_viewport_size({"width": 1366, "height": 768})
    for key, n in (("PageDown", 2), ("ArrowRight", 3), ("PageUp", 2)):
        monitor.keyboard.press(key)
        expect(monitor.locator("main .slide-large h2")).to_contain_text(f"Trang {n}")
    expect(page.locator("main .slide-now h3")).to_contain_text("Trang 2")
    for site in (5, 6):
        live.send(desk(site), "floor.ask", {"topic": "Nguồn nhân lực"})
    expect(monitor.locator(".monitor-line")).to_contain_text("Kế tiếp: xã Mẫu 5")
    look(monitor, "monitor-slide")
    monitor.set_viewport_size({"width": 1920, "height": 1080})
    look(monitor, "monitor-slide-1920")


def test_the_monitor_shows_what_is_on_and_the_answers_that_were_chosen(page: Remote, discussing: Live) -> None:
    decided(discussing, 30)
    until(lambda: board(discussing)["groups"])
    visit(page, discussing)
    with page.expect_popup() as opened:
        page.locator("[data-key=monitor]").click()
    monitor = opened.value
    monitor.set_viewport_size({"width": 1920, "height": 1080})
    expect(monitor.locator(".monitor-thing")).to_contain_text("30/60 phòng đã quyết định")
    look(monitor, "monitor-situation")
    steer(discussing, "situation.close", "t1")
    steer(discussing, "situation.pick", "t1", sites=[1, 2])
    expect(monitor.locator(".monitor-thing .case")).to_have_count(2)
    look(monitor, "monitor-picked")
    steer(discussing, "poll.open", "q1")
    expect(monitor.locator("main")).to_contain_text("Vướng nhất ở khâu nào?")
    look(monitor, "monitor-poll")


def test_a_monitor_that_nobody_opened_from_a_desk_says_how(page: Remote, live: Live) -> None:
    page.goto(f"http://127.0.0.1:{live.port}/monitor")
    expect(page.locator(".how")).to_contain_text("Mở màn hình sạch")
    axe_finds(page)
