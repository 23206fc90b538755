"""A room without a line, in a real browser: the desk opens, everything works, and all of it arrives once, in order."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import segno
from msgspec.structs import replace

from diemcau.activities.kind import Role
from diemcau.activities.plan import PlanActivity
from tests.browser import Remote, expect
from tests.classroom.afar import (
    KEPT,
    PEOPLE,
    THINGS,
    activities,
    cards,
    facts_of,
    is_kept,
    open_doors,
    sit_down,
    tick,
)
from tests.classroom.machine import Machine
from tests.classroom.rig import Live, plan, token


@pytest.mark.browser
def test_the_offline_day_of_a_desk(machine: Machine, live: Live) -> None:
    open_doors(live)
    live.send(token(Role.LECTURER), "situation.open", {}, "t1-situation1")
    sit_down(machine.page, live, "site", Role.HOST, site=1, province="01")
    expect(machine.page.locator(".tasks")).to_contain_text("nộp quyết định")
    is_kept(machine.page, "shown:", "badge:", "ahead:")

    machine.offline(True)  # the cable is out, and the server dies besides
    live.kill()
    page = machine.page
    page.locator("[data-key=tab-roll]").click()
    for n in range(1, 31):
        page.locator(f"[data-key=here-{100 + n}]").click()
    expect(page.locator(".roll-card h2")).to_have_text(f"Điểm danh 30/{PEOPLE}")
    page.locator("[data-key=tab-now]").click()
    page.locator(".situation label.choice").nth(1).click()
    page.locator("#t1-situation1-reason").fill("Dân chờ đã lâu.")
    page.locator("[data-key=t1-situation1-decide]").click()
    page.locator("[data-key=tab-question]").click()
    page.locator("form:has([data-key=ask]) textarea").fill("Ai ký thay khi chủ tịch đi vắng?")
    page.locator("[data-key=ask]").click()
    expect(page.locator(".top .line")).to_contain_text("32 nội dung đã lưu")
    expect(page.locator(".top .line")).to_contain_text("Mất kết nối từ")

    page.reload()  # there is nobody who could send the page
    expect(page.locator(".top .line")).to_contain_text("32 nội dung đã lưu")
    expect(page.locator(".offline")).to_contain_text("Đang không có kết nối")
    page.locator("[data-key=tab-roll]").click()
    expect(page.locator(".roll-card h2")).to_have_text(f"Điểm danh 30/{PEOPLE}")
    expect(page.locator(".roll")).to_contain_text("Nguyễn Văn 7 (MP)")
    page.locator("[data-key=tab-headcount]").click()
    page.locator("#headcount-present").fill("30")
    page.locator("[data-key=enter]").click()
    expect(page.locator(".top .line")).to_contain_text("33 nội dung đã lưu")

    machine.kill()
    machine.start()
    page = machine.page
    page.goto(f"http://127.0.0.1:{live.port}/site")
    expect(page.locator(".top .line")).to_contain_text("33 nội dung đã lưu")

    sent: list[bool] = []

    def note(asked: Any) -> None:
        if asked.url.endswith("/commands"):
            sent.append("diemcau-signature" in asked.headers)

    page.on("request", note)
    live.start()
    expect(page.locator(".top .line.good")).to_be_visible(timeout=40_000)
    expect(page.locator(".top .line")).not_to_contain_text("chờ gửi")
    facts = facts_of(live, "host:1")
    assert [fact.kind for fact in facts] == [
        *["presence.marked"] * 30,
        "situation.decided",
        "question.asked",
        "headcount.entered",
    ]
    assert len({json.loads(fact.body)["seat"] for fact in facts[:30]}) == 30
    assert [fact.claimed_at for fact in facts] == sorted(fact.claimed_at for fact in facts)
    assert all(fact.received_at - 600_000 < fact.claimed_at < fact.received_at for fact in facts)
    assert sent[-1:] == [True]
    assert live.get("/live/roster", token(Role.HOST, site=1, province="01"))[1]["quarantine"] == 0


def bring(carrier: Remote, said: str) -> None:
    carrier.locator("[data-key=send]").click()
    expect(carrier.locator(".status")).to_contain_text(said)


@pytest.mark.browser
def test_what_waits_on_a_desk_is_carried_by_a_file_and_by_codes(machine: Machine, live: Live, page: Remote) -> None:
    open_doors(live)
    desk, base = machine.page, f"http://127.0.0.1:{live.port}"
    sit_down(desk, live, "site", Role.HOST, site=1, province="01")
    is_kept(desk, "shown:", "badge:")
    machine.offline(True)
    tick(desk, 1, 2, 3)
    desk.locator("[data-key=offline-ways] summary").click()
    with desk.expect_download() as given:
        desk.locator("[data-key=offline-file]").click()
    assert re.fullmatch(r"cho-gui-xa-phu-xuyen-1-\d{4}-\d{4}\.diemcau\.json", given.value.suggested_filename)
    expect(desk.locator(".offline")).to_contain_text("Đã lưu tệp")
    path = str(given.value.path())

    page.goto(f"{base}/carry")
    cut = Path(path).read_bytes()[:-200]
    page.locator("#file").set_input_files({"name": "x.json", "mimeType": "application/json", "buffer": cut})
    expect(page.get_by_role("alert")).to_contain_text("bị cắt mất")
    page.locator("#file").set_input_files(path)
    expect(page.locator(".lead")).to_contain_text("xã Phú Xuyên 1: 3 nội dung")
    bring(page, "ghi nhận 3 nội dung (3 mới, 0 đã có từ trước)")
    page.goto(f"{base}/carry")
    page.locator("#file").set_input_files(path)
    bring(page, "ghi nhận 3 nội dung (0 mới, 3 đã có từ trước)")

    tick(desk, *range(4, 15))
    desk.locator("[data-key=offline-qr]").click()
    expect(desk.locator("svg.qr")).to_be_visible()
    of = int(re.findall(r"/(\d+)", desk.locator(".carry-codes .big").inner_text())[0])
    for _ in range(of - 1):
        desk.locator("[data-key=qr-next]").click()
    codes = desk.evaluate("async () => [...(await import('/static/live/carry-out.js')).drawn.keys()]")
    assert (len(codes), max(map(len, codes)) <= 560, of > 1) == (of, True, True)
    for code in (codes[-1], *codes[:-1]):  # in any order, each in a window of its own
        page.goto("about:blank")
        page.goto(code)
        expect(page.locator("h1")).to_be_visible()
        assert page.url == f"{base}/carry"
    bring(page, "ghi nhận 14 nội dung (11 mới, 3 đã có từ trước)")

    machine.offline(False)
    desk.reload()
    expect(desk.locator(".top .line.good")).to_be_visible()
    expect(desk.locator(".top .line")).not_to_contain_text("chờ gửi")
    facts = facts_of(live, "host:1")
    assert [json.loads(fact.body)["seat"] for fact in facts] == [100 + n for n in range(1, 15)]


@pytest.mark.browser
def test_large_codes_are_those_that_segno_draws(page: Remote, live: Live) -> None:
    page.goto(f"http://127.0.0.1:{live.port}/carry")
    for length in (251, 287, 331, 362, 412, 450, 504, 560):
        text = ("https://diemcau.example.vn/carry#0a1b2c3d.1.9.AbCdEfGhIjKlMnOpQrStUv" * 9)[:length]
        drawn = page.evaluate("async (text) => (await import('/static/live/qr.js')).modules(text)", text)
        masks = [segno.make(text, error="m", mode="byte", boost_error=False, micro=False, mask=m) for m in range(8)]
        assert drawn in [[list(map(int, row)) for row in code.matrix] for code in masks]


@pytest.mark.browser
def test_a_hall_goes_on_by_its_own_clock_and_keeps_nothing_of_an_item_without_phones(
    machine: Machine, live: Live
) -> None:
    open_doors(live)
    live.send(token(Role.LECTURER), "slides.show", {"n": 1}, "t1-slides")
    hall = machine.page
    sit_down(hall, live, "room", Role.ROOM, site=1, province="01")
    expect(hall.locator(".room-slide")).to_contain_text("Khái quát")
    is_kept(hall, "shown:", "ahead:")
    held = hall.evaluate(THINGS)
    assert "Quy trình" in held
    assert [word for word in ("Trang kín", "Nguyễn", "seat") if word in held] == []

    hall.clock.install()  # the page's own clock, so that the room need not wait an hour
    live.kill()
    expect(hall.locator("footer .line")).to_contain_text("Mất kết nối", timeout=20_000)
    hall.clock.fast_forward(40_000)
    expect(hall.locator("footer .line")).to_contain_text("theo đồng hồ của máy này")
    hall.keyboard.press("ArrowRight")
    expect(hall.locator(".room-slide")).to_contain_text("Quy trình")
    hall.clock.fast_forward(61 * 60_000)
    expect(hall.locator("main")).to_contain_text("Chuyên đề 5")


@pytest.mark.browser
def test_a_phone_keeps_what_it_showed_but_not_of_an_item_without_phones(machine: Machine, live: Live) -> None:
    open_doors(live)
    phone = machine.page
    sit_down(phone, live, "phone", Role.PHONE, site=1, seat=101, province="01")
    is_kept(phone, "shown:", "badge:")
    live.send(token(Role.OPERATOR), "sitting.go", {"item": 2})
    for _ in range(100):
        if not any(key.startswith("shown:") for key in phone.evaluate(KEPT)["keys"]):
            break
        phone.wait_for_timeout(100)
    assert [key for key in phone.evaluate(KEPT)["keys"] if key.startswith("shown:")] == []


@pytest.mark.browser
def test_a_desk_keeps_nothing_of_what_it_said_in_an_item_without_phones(machine: Machine, live: Live) -> None:
    asked = {"title": "Hỏi", "question": "Vướng gì?"}
    extra = tuple(PlanActivity(f"t{n}-response1", "response", n, asked) for n in (1, 2))
    live.open(replace(plan(1, PEOPLE), activities=(*activities(), *extra)), cards())
    host = token(Role.HOST, site=1, province="01")
    for n, words in ((2, "Chỉ nói trong phòng"), (1, "Nói cho cả lớp")):
        live.send(token(Role.OPERATOR), "sitting.go", {"item": n})
        live.send(token(Role.LECTURER), "response.open", {}, f"t{n}-response1")
        assert "seq" in live.send(host, "response.answer", {"text": words}, f"t{n}-response1")
    desk = machine.page
    sit_down(desk, live, "site", Role.HOST, site=1, province="01")
    is_kept(desk, "shown:", "badge:")
    held = desk.evaluate(THINGS)
    assert [words in held for words in ("Nói cho cả lớp", "Chỉ nói trong phòng")] == [True, False]


SHIFT = """([by]) => {
  if (!localStorage.getItem("shifted")) return;
  const real = Date.now.bind(Date);
  Date.now = () => real() + by;
}"""
FIVE_YEARS = 5 * 366 * 24 * 3600 * 1000


@pytest.mark.browser
@pytest.mark.parametrize("by", [-FIVE_YEARS, FIVE_YEARS])
def test_a_desk_that_starts_again_with_a_wrong_clock_says_so_and_does_no_harm(
    machine: Machine, live: Live, by: int
) -> None:
    open_doors(live)
    page = machine.page
    page.add_init_script(f"({SHIFT})([{by}])")
    sit_down(page, live, "site", Role.HOST, site=1, province="01")
    is_kept(page, "shown:", "badge:")
    live.kill()
    tick(page, 1, 2)
    page.evaluate("() => localStorage.setItem('shifted', '1')")
    page.reload()
    expect(page.locator(".top .line")).to_contain_text("Đồng hồ của máy này có thể đang sai")
    tick(page, 3, 4)
    live.start()
    expect(page.locator(".top .line.good")).to_be_visible(timeout=40_000)
    expect(page.locator(".top .line")).not_to_contain_text("chờ gửi")
    expect(page.locator(".top .line")).not_to_contain_text("Đồng hồ")
    facts = facts_of(live, "host:1")
    assert [json.loads(fact.body)["seat"] for fact in facts] == [101, 102, 103, 104]
    assert all(fact.received_at - 300_000 < fact.claimed_at <= fact.received_at for fact in facts)
    assert [fact.claimed_at for fact in facts] == sorted(fact.claimed_at for fact in facts)


@pytest.mark.browser
def test_what_is_being_typed_in_an_item_without_phones_outlives_no_page(machine: Machine, live: Live) -> None:
    asked = PlanActivity("t2-response1", "response", 2, {"title": "Hỏi", "question": "Vướng gì?"})
    live.open(replace(plan(1, PEOPLE), activities=(*activities(), asked)), cards())
    live.send(token(Role.OPERATOR), "sitting.go", {"item": 2})
    live.send(token(Role.LECTURER), "response.open", {}, "t2-response1")
    desk = machine.page
    sit_down(desk, live, "site", Role.HOST, site=1, province="01")
    desk.locator("[data-key='tab-now']").click()
    desk.locator("textarea").first.fill("Chỉ nói trong phòng")
    desk.locator("[data-key='tab-help']").click()
    desk.locator("textarea").first.fill("Mất tiếng từ lúc tám giờ")
    desk.evaluate("window.dispatchEvent(new Event('pagehide'))")
    kept = desk.evaluate("Object.entries(sessionStorage).filter(([key]) => key.startsWith('diemcau:drafts')).join()")
    assert [words in kept for words in ("Mất tiếng từ lúc tám giờ", "Chỉ nói trong phòng")] == [True, False]
    live.send(token(Role.OPERATOR), "sitting.go", {"item": 1})
    desk.locator("[data-key='tab-now']").click()
    expect(desk.get_by_text("Vướng gì?")).to_have_count(0)
    desk.evaluate("window.dispatchEvent(new Event('pagehide'))")
    kept = desk.evaluate("Object.entries(sessionStorage).filter(([key]) => key.startsWith('diemcau:drafts')).join()")
    assert [words in kept for words in ("Mất tiếng từ lúc tám giờ", "Chỉ nói trong phòng")] == [True, False]


@pytest.mark.browser
def test_what_is_written_anew_while_a_text_is_on_its_way_is_not_lost_when_its_receipt_comes(
    machine: Machine, live: Live
) -> None:
    asked = PlanActivity("t1-response1", "response", 1, {"title": "Hỏi", "question": "Vướng gì?"})
    live.open(replace(plan(1, PEOPLE), activities=(*activities(), asked)), cards())
    live.send(token(Role.LECTURER), "response.open", {}, "t1-response1")
    desk = machine.page
    sit_down(desk, live, "site", Role.HOST, site=1, province="01")
    desk.locator("[data-key='tab-now']").click()
    desk.locator("textarea").first.fill("Thiếu người")
    machine.offline(True)
    live.kill()
    desk.locator("[data-key='t1-response1-send']").click()
    desk.locator("[data-key='t1-response1-edit']").click()
    desk.locator("textarea").first.fill("Thiếu người và thiếu máy")
    live.start()
    machine.offline(False)
    expect(desk.locator(".top .line.good")).to_be_visible(timeout=40_000)
    expect(desk.locator(".top .line")).not_to_contain_text("chờ gửi", timeout=20_000)
    expect(desk.locator("textarea").first).to_have_value("Thiếu người và thiếu máy")
    assert [fact.kind for fact in facts_of(live, "host:1")] == ["response.answered"]
