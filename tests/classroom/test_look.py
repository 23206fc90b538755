"""Every screen in each state and both languages: nothing for axe, nothing wider than the screen.

DIEMCAU_SHOTS names a folder for pictures.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from msgspec.structs import replace

from diemcau.activities.kind import Role
from diemcau.activities.plan import Plan, PlanActivity, PlanItem
from tests.browser import Remote, expect
from tests.classroom.rig import Live, plan, token
from tests.classroom.test_screens import CARDS, POLL, come_in

SHOTS = os.environ.get("DIEMCAU_SHOTS", "")
SIZES = {"phone": (390, 844), "site": (1366, 768), "room": (1920, 1080)} | {
    "lecturer": (1366, 768),
    "monitor": (1920, 1080),
    "control": (1366, 768),
}
SESSIONS: dict[str, dict[str, Any]] = {
    "site": {"role": "host", "site": 1, "province": "01"},
    "room": {"role": "room", "site": 1, "province": "01"},
    "lecturer": {"role": "lecturer"},
    "monitor": {"role": "lecturer"},
    "control": {"role": "operator"},
}
LONG = (
    "Những vấn đề mới về quản lý nhà nước về kinh tế (tài chính, đất đai, tài nguyên, môi trường…) ở xã, phường, "
    "đặc khu gắn với mô hình chính quyền địa phương 2 cấp"
)
SECOND = {"title": "Cần hỗ trợ gì", "question": "Xã cần hỗ trợ gì trước?", "choices": ["Máy móc", "Tập huấn"]}
SLIDES = {"title": "Chuyên đề 1", "slides": [{"title": "Khai mạc", "lines": ["Một", "Hai"]}]}

# Words on a phone that are smaller than 18 px; the strip of simulation is part of the frame.
SMALL = """() => {
  const found = [];
  const walker = document.createTreeWalker(document.getElementById("app"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.getClientRects().length || node.closest(".unseen")) continue;
    if (parseFloat(getComputedStyle(node).fontSize) < 18) found.push(node.textContent);
  }
  return found;
}"""


def class_plan() -> Plan:
    """Two questions and slides in item 1; no phones in item 2; a break."""
    made = plan()
    activities = (
        PlanActivity("q1", "poll", 1, POLL),
        PlanActivity("q2", "poll", 1, SECOND),
        PlanActivity("s1", "slides", 1, SLIDES),
    )
    return replace(made, items=(*made.items, PlanItem(3, "break", "Giải lao", 15)), activities=activities)


def go(page: Remote, live: Live, screen: str, query: str = "", lang: str = "vi") -> None:
    """Open a screen that has its session already."""
    session = SESSIONS[screen]
    own = {name: session[name] for name in ("site", "seat", "province") if name in session}
    who = token(Role(session["role"]), **own)
    kept = json.dumps(json.dumps(session | {"sitting": 1, "token": who}))
    page.add_init_script(
        f"sessionStorage.setItem('diemcau:session:/{screen}{query}', {kept}); "
        f"localStorage.setItem('diemcau:lang', '{lang}')"
    )
    width, height = SIZES[screen]
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"http://127.0.0.1:{live.port}/{screen}{query}")
    expect(page.locator(".shell")).to_be_visible()


def look(page: Remote, name: str) -> None:
    page.wait_for_timeout(300)
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / f"{name}.png"))
    found = page._aside.do(lambda: Axe().run(page._thing).response["violations"])
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found] == [], name
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1"), name
    if name.startswith("phone"):
        assert page.evaluate(SMALL) == [], name


def steer(live: Live, kind: str, activity: str = "", **body: Any) -> None:
    assert live.send(token(Role.OPERATOR), kind, body, activity)["seq"]


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_phone_in_each_state(page: Remote, live: Live, lang: str) -> None:
    live.send_plan(class_plan(), CARDS)
    page.set_viewport_size({"width": 390, "height": 844})
    page.add_init_script(f"localStorage.setItem('diemcau:lang', '{lang}')")
    come_in(page, live)
    expect(page.locator(".quiet-card")).to_be_visible()
    look(page, f"phone-{lang}-open")
    live.send(token(Role.HOST, site=1, province="01"), "presence.mark", {"seat": 102, "status": "co_mat"})
    said = "Đã điểm danh lúc" if lang == "vi" else "Checked in at"
    expect(page.locator(".did .status").first).to_contain_text(said)
    steer(live, "sitting.begin")
    steer(live, "sitting.go", item=1)
    steer(live, "slides.show", "s1", n=1)
    expect(page.locator(".slide")).to_be_visible()
    look(page, f"phone-{lang}-slide")
    steer(live, "poll.open", "q1")
    steer(live, "poll.open", "q2")
    expect(page.locator(".poll:visible")).to_have_count(1)
    expect(page.locator(".others button")).to_have_count(2)
    look(page, f"phone-{lang}-two-questions")
    page.locator("label.choice:visible").first.click()
    page.route("**/live/commands", lambda route: route.abort())
    page.locator(".poll:visible button.primary").click()
    expect(page.locator(".poll:visible .status")).to_be_visible()
    look(page, f"phone-{lang}-offline")
    page.unroute("**/live/commands")
    page.route(
        "**/live/commands",
        lambda route: route.fulfill(
            status=200,
            content_type="application/json",
            body=json.dumps(
                {
                    "receipts": [
                        {"id": one["id"], "refused": {"code": "command.bad_body", "words": "Không nhận: sai dạng."}}
                        for one in json.loads(route.request.post_data)["commands"]
                    ]
                }
            ),
        ),
    )
    page.reload()
    page.unroute("**/live/commands")
    steer(live, "sitting.go", item=2)
    expect(page.locator(".quiet-card h2")).to_be_visible()
    look(page, f"phone-{lang}-no-phones")
    steer(live, "sitting.close")
    look(page, f"phone-{lang}-closed")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_site_desk_in_each_state(page: Remote, live: Live, lang: str) -> None:
    live.send_plan(class_plan(), CARDS)
    go(page, live, "site", lang=lang)
    expect(page.locator(".tasks li").first).to_be_visible()
    expect(page.locator(".tools button").first).to_be_visible()
    look(page, f"site-{lang}-open")
    page.locator("[data-key=tab-phones]").click()
    expect(page.locator(".qr")).to_be_visible()
    page.locator("summary", has_text="máy" if lang == "vi" else "computer").click()
    look(page, f"site-{lang}-phones")
    steer(live, "sitting.begin")
    steer(live, "sitting.go", item=1)
    steer(live, "slides.show", "s1", n=1)
    steer(live, "poll.open", "q1")
    steer(live, "poll.open", "q2")
    page.locator("[data-key=tab-now]").click()
    expect(page.locator(".poll:visible")).to_have_count(1)
    look(page, f"site-{lang}-now")
    page.locator("[data-key=other-q1]").click()
    expect(page.locator(".poll:visible")).to_contain_text("Vướng nhất")
    page.context.set_offline(True)
    expect(page.locator(".top .line.bad")).to_be_visible()
    look(page, f"site-{lang}-offline")
    page.set_viewport_size({"width": 390, "height": 844})
    look(page, f"site-{lang}-one-machine")
    first = page.locator(".tabs .tab").first.bounding_box()
    rest = [tab.bounding_box() for tab in page.locator(".tabs .tab").all()[1:]]
    assert all((first["y"], first["x"]) < (box["y"], box["x"]) for box in rest)  # what is marked keeps its place
    page.context.set_offline(False)
    steer(live, "sitting.close")
    page.set_viewport_size({"width": 1366, "height": 768})
    expect(page.locator(".where")).to_contain_text("đã kết thúc" if lang == "vi" else "closed")
    look(page, f"site-{lang}-closed")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_hall_in_each_state(page: Remote, live: Live, lang: str) -> None:
    live.send_plan(class_plan(), CARDS)
    go(page, live, "room", lang=lang)
    expect(page.locator(".qr")).to_be_visible()
    look(page, f"room-{lang}-open")
    steer(live, "sitting.begin")
    steer(live, "sitting.go", item=1)
    expect(page.locator(".hold .big")).to_have_text("Chuyên đề 1")
    look(page, f"room-{lang}-hold")
    steer(live, "poll.open", "q1")
    expect(page.locator(".thing h1.question, .thing .question").first).to_be_visible()
    look(page, f"room-{lang}-poll")
    page.keyboard.press("b")
    expect(page.locator(".blank")).to_be_visible()
    page.keyboard.press("x")
    expect(page.locator(".blank")).to_be_hidden()
    steer(live, "sitting.go", item=3)
    expect(page.locator(".hold")).to_contain_text("Giải lao")
    look(page, f"room-{lang}-break")
    steer(live, "sitting.go", item=2)
    expect(page.locator(".codebox")).to_be_hidden()
    look(page, f"room-{lang}-no-phones")


def test_beside_a_conference_picture_the_hall_shows_code_and_one_line(page: Remote, live: Live) -> None:
    live.open(class_plan(), CARDS)
    go(page, live, "room", "?kieu=nho")
    page.set_viewport_size({"width": 480, "height": 270})
    expect(page.locator(".one-line")).to_have_text("Chuyên đề 1")
    expect(page.locator(".qr")).to_be_visible()
    assert page.locator("header h1").is_hidden()
    box = page.locator(".codebox").bounding_box()
    assert box["y"] + box["height"] <= 270
    look(page, "room-small")
    page.context.set_offline(True)
    expect(page.locator("footer .line")).to_contain_text("Mất kết nối")
    code, line = page.locator(".codebox").bounding_box(), page.locator("footer .line").bounding_box()
    assert line["y"] + line["height"] <= code["y"] + 1  # it stands over the code, and pushes nothing out
    assert code["x"] + code["width"] <= 480
    assert code["y"] + code["height"] <= 270
    look(page, "room-small-offline")
    page.context.set_offline(False)


def full(live: Live) -> None:
    """A class with a long title before and behind what is on."""
    made = class_plan()
    item = replace(made.items[0], title=LONG)
    live.send_plan(replace(made, items=(item, *made.items[1:], replace(item, id=4))), CARDS)


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("screen", ["lecturer", "monitor", "control", "room"])
def test_a_screen_above_holds_long_titles_in_each_state(page: Remote, live: Live, screen: str, lang: str) -> None:
    full(live)
    go(page, live, screen, lang=lang)
    look(page, f"{screen}-{lang}-doors")
    steer(live, "sitting.begin")
    steer(live, "sitting.go", item=1)
    title = page.locator({"room": ".hold .big", "control": "header .item"}.get(screen, "header h1"))
    expect(title).to_contain_text("Những vấn đề mới")
    look(page, f"{screen}-{lang}-on")
    main = page.locator("main").bounding_box()
    if screen == "room":
        parts = [box.bounding_box() for box in page.locator(".hold p").all()]
        assert all(main["y"] <= box["y"] and box["y"] + box["height"] <= main["y"] + main["height"] for box in parts)
    steer(live, "slides.show", "s1", n=1)
    steer(live, "poll.open", "q1")
    if screen != "control":
        expect(page.locator("main")).to_contain_text("Vướng nhất")
    look(page, f"{screen}-{lang}-poll")
    steer(live, "poll.void", "q1")
    if screen in {"monitor", "room"}:
        expect(page.locator("main")).to_contain_text("Khai mạc")  # a mistake leaves the wall: what was there is back
    steer(live, "sitting.close")
    look(page, f"{screen}-{lang}-closed")


def test_what_is_on_is_never_below_the_fold_of_the_lecturers_run_sheet(page: Remote, live: Live) -> None:
    made = class_plan()
    items = tuple(PlanItem(n, "topic", LONG, 20, n) for n in range(1, 13))
    live.send_plan(replace(made, items=items, activities=()), CARDS)
    go(page, live, "lecturer")
    steer(live, "sitting.begin")
    for n in (1, 11):
        steer(live, "sitting.go", item=n)
    expect(page.locator(".runsheet .done")).to_have_count(10)
    # It is scrolled to in the frame after it was drawn.
    page.wait_for_function(
        """() => {
          const { top, bottom } = document.querySelector('.runsheet .on').getBoundingClientRect();
          return top >= 0 && bottom <= 768;
        }"""
    )
