"""The live screens’ own files: words, addresses, weight; and the way of an answer in a real browser."""

import json
import re
from importlib import resources
from typing import Any

import segno
from msgspec.structs import replace

from diemcau.activities.kind import Role
from diemcau.activities.plan import PlanActivity
from diemcau.base.clock import now_ms
from diemcau.base.words import catalogue, say
from diemcau.classroom.live import static
from tests.browser import Remote, expect
from tests.classroom.rig import Live, plan, token

LIVE = resources.files("diemcau.classroom") / "static" / "live"
POLL: dict[str, Any] = {
    "title": "Khâu vướng nhất",
    "question": "Vướng nhất ở khâu nào?",
    "choices": ["Hồ sơ đất đai", "Biên chế"],
}
CARDS = {"seat:101": {"name": "Nguyễn Văn An (MP)", "phone4": "4321"}, "seat:102": {"name": "Trần Thị Bình (MP)"}}
SCREENS = ("phone", "site", "room", "lecturer", "control")


def scripts() -> dict[str, str]:
    folders = (LIVE, LIVE / "screens")
    return {
        f.name: f.read_text(encoding="utf-8") for folder in folders for f in folder.iterdir() if f.name.endswith(".js")
    }


def files_of(screen: str) -> list[str]:
    """Addresses that a shell asks for by itself."""
    shell = static.load()[f"/{screen}"].body.decode()
    return re.findall(r'(?:href|src)="(/[^"]+)"', shell)


def on_air(live: Live) -> None:
    live.open(replace(plan(), activities=(PlanActivity("q1", "poll", 1, POLL),)), CARDS)
    assert live.send(token(Role.LECTURER), "poll.open", {}, "q1")["seq"]


def visit(page: Remote, live: Live, path: str = "/phone") -> None:
    page.goto(f"http://127.0.0.1:{live.port}{path}")


def come_in(page: Remote, live: Live) -> None:
    """The whole way in, with a code that was just shown."""
    _, code = live.get("/live/code", token(Role.HOST, site=1, province="01"))
    visit(page, live, code["path"])
    page.locator("[data-key=go]").click()
    page.locator("#search").fill("tran thi")
    page.locator("button.name").click()
    page.locator("[data-key=go]").click()
    expect(page.locator(".person")).to_contain_text("Trần Thị Bình (MP)")


def facts(live: Live, kind: str) -> int:
    status, views = live.get("/live/view", token(Role.LECTURER))
    assert status == 200
    acts = next(view["view"]["acts"] for view in views["views"] if view["topic"] == "presenters")
    return int(acts[kind]["result"]["base"]["phones"])


def test_every_word_that_a_screen_says_is_in_the_catalogue() -> None:
    said = {
        key
        for text in scripts().values()
        for key in re.findall(r'"((?:live|frame)\.[a-z_.]+)"', text)
        if not key.endswith(".")
    }
    assert sorted(said - catalogue().keys()) == []


def test_every_stem_of_words_made_with_a_field_has_words() -> None:
    stems = {stem for text in scripts().values() for stem in re.findall(r"say\(`((?:live)\.[a-z_.]+)\$\{", text)}
    assert sorted(stem for stem in stems if not any(key.startswith(stem) for key in catalogue())) == []


def test_a_word_has_the_form_of_its_number_on_a_page_and_in_python_alike(page: Remote, live: Live) -> None:
    visit(page, live, "/phone")
    ask = """async ([key, data]) => {
      const { alsoWords, loadWords, say } = await import("/static/live/words.js");
      await loadWords("en");
      await alsoWords(`kinds/${key.split(".")[0]}`);
      return say(key, data);
    }"""
    for n, rooms in ((0, "0 rooms"), (1, "1 room"), (21, "21 rooms"), ("1,001", "1,001 rooms")):
        data = {"n": n, "percent": 7}
        said = [page.evaluate(ask, [key, data]) for key in ("situation.rooms", "poll.rooms")]
        assert said == [say(key, "en", **data) for key in ("situation.rooms", "poll.rooms")] == [f"{rooms} (7%)"] * 2


def test_every_file_that_a_shell_asks_for_is_there() -> None:
    served = static.load()
    assert [address for screen in SCREENS for address in files_of(screen) if address not in served] == []


def test_no_shell_and_no_script_has_inline_script_style_or_markup_from_text() -> None:
    for screen in SCREENS:
        shell = (LIVE / f"{screen}.html").read_text(encoding="utf-8")
        assert re.findall(r"<script(?![^>]*src=)|<style|style=| on[a-z]+=", shell) == []
    for text in scripts().values():
        assert (
            re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function|DOMParser", text)
            == []
        )


def test_the_qr_is_the_one_that_segno_draws(page: Remote, live: Live) -> None:
    # Texts that fill a version to its last byte: where padding begins, segno adds a byte of its own.
    visit(page, live)
    for length in (14, 26, 42, 62, 84, 106, 122, 152, 180, 213):
        text = ("https://diemcau.example.vn/phone#12.AbCdEfGhIjKlMnOpQrStUv" * 4)[:length]
        drawn = page.evaluate("async (text) => (await import('/static/live/qr.js')).modules(text)", text)
        masks = [segno.make(text, error="m", mode="byte", boost_error=False, micro=False, mask=m) for m in range(8)]
        assert drawn in [[list(map(int, row)) for row in code.matrix] for code in masks]


def test_an_answer_given_without_a_line_is_kept_over_a_reload_and_arrives_once(page: Remote, live: Live) -> None:
    on_air(live)
    come_in(page, live)
    page.route(
        "**/live/commands", lambda route: route.fulfill(status=200, content_type="text/html", body="<h1>Wi-Fi</h1>")
    )
    page.locator("label.choice").nth(1).click()
    page.locator("button.primary.wide").click()
    expect(page.locator(".poll .status")).to_contain_text("Đã lưu trên máy này")

    page.reload()
    expect(page.locator(".poll .status")).to_contain_text("Đã lưu trên máy này")
    assert facts(live, "q1") == 0

    page.unroute("**/live/commands")
    page.reload()
    expect(page.locator(".poll .status")).to_contain_text("Đã ghi nhận số")
    page.reload()
    expect(page.locator(".poll")).to_be_visible()
    assert facts(live, "q1") == 1


def test_views_come_by_polling_where_streams_do_not_get_through(page: Remote, live: Live) -> None:
    on_air(live)
    page.route(re.compile(r"/live/stream\?"), lambda route: route.abort())
    come_in(page, live)
    expect(page.locator(".poll")).to_be_visible()


def test_a_secret_leaves_the_address_bar_at_once(page: Remote, live: Live) -> None:
    on_air(live)
    visit(page, live, "/phone#101.AbCdEfGhIjKlMnOpQrStUv")
    expect(page.get_by_role("alert")).to_be_visible()
    assert page.url.endswith("/phone")


def test_what_is_being_typed_survives_a_view_that_arrives(page: Remote, live: Live) -> None:
    on_air(live)
    come_in(page, live)
    page.locator("[data-key=foot-question]").click()
    box = page.locator("textarea").first
    box.press_sequentially("Hồ sơ đất ")
    live.send(token(Role.LECTURER), "poll.close", {}, "q1")
    live.send(token(Role.LECTURER), "poll.show", {}, "q1")
    page.wait_for_timeout(700)
    box.press_sequentially("đai")
    expect(box).to_have_value("Hồ sơ đất đai")


PRESSES = """async () => {
  const { whenFree } = await import("/static/live/dom.js");
  const ran = [];
  const pointer = (name) => document.body.dispatchEvent(new PointerEvent(name, { bubbles: true }));
  const wait = (ms) => new Promise((done) => setTimeout(done, ms));
  pointer("pointerdown");
  whenFree(() => ran.push("first"));
  pointer("pointerup");
  await wait(10);
  ran.push("before the click");
  document.body.click();
  await wait(20);
  ran.push("after the click");
  pointer("pointerdown");
  pointer("pointerup");
  await wait(30);
  pointer("pointerdown");
  whenFree(() => ran.push("second"));
  await wait(90);
  ran.push("still pressed");
  pointer("pointerup");
  document.body.click();
  await wait(20);
  return ran;
}"""


def test_a_picture_waits_for_the_end_of_a_press_and_is_new_before_the_next_one(page: Remote, live: Live) -> None:
    visit(page, live, "/room")
    expect(page.locator(".letters")).to_be_visible()
    assert page.evaluate(PRESSES) == ["before the click", "first", "after the click", "still pressed", "second"]


def test_a_hall_screen_shows_nothing_before_the_host_has_named_it(page: Remote, live: Live) -> None:
    on_air(live)
    visit(page, live, "/room")
    letters = page.locator(".letters")
    expect(letters).to_have_text(re.compile(r"^[A-Z]{6}$"))
    assert page.get_by_text("Phú Xuyên").count() == 0
    status, answer = live.post(
        "/live/pair/confirm", {"letters": letters.inner_text()}, token(Role.HOST, site=1, province="01")
    )
    assert (status, answer) == (200, {"paired": True})
    expect(page.locator("header h1")).to_have_text("Chuyên đề 1")


WATCH = """([session]) => {
  sessionStorage.setItem("diemcau:session:/control", session);
  window.events = [];
  const read = TextDecoder.prototype.decode;
  TextDecoder.prototype.decode = function (...given) {
    const text = read.apply(this, given);
    window.events.push(...(text.match(/^event: \\w+$/gm) || []).map((line) => line.slice(7)));
    return text;
  };
}"""


def control_room(page: Remote, live: Live) -> None:
    session = json.dumps({"role": "operator", "sitting": 1, "token": token(Role.OPERATOR)})
    page.add_init_script(f"({WATCH})({json.dumps([session])})")
    visit(page, live, "/control")
    expect(page.locator("[data-key=figure-open] strong")).to_have_text("3/3")
    expect(page.locator(".siterow")).to_have_count(3)


def confirm(live: Live, site: int) -> None:
    host = token(Role.HOST, site=site, province="01")
    live.send(host, "headcount.enter", {"present": 4})
    live.send(host, "headcount.confirm", {"word": True})


def test_the_control_room_gets_parts_and_draws_the_rows_that_changed(page: Remote, live: Live) -> None:
    on_air(live)
    control_room(page, live)
    confirm(live, 1)
    expect(page.locator("[data-key=figure-open] strong")).to_have_text("2/3")
    page.evaluate("() => document.querySelectorAll('.siterow').forEach((row) => (row.stood = true))")
    page.locator("[data-key=site-3]").focus()
    confirm(live, 2)
    expect(page.locator("[data-key=figure-open] strong")).to_have_text("1/3")
    stood = page.evaluate("() => [...document.querySelectorAll('.siterow')].map((row) => Boolean(row.stood))")
    assert stood == [True, False, True]
    assert page.evaluate("() => document.activeElement.dataset.key") == "site-3"
    assert "part" in page.evaluate("() => window.events")


def test_a_room_that_was_heard_stays_heard_whatever_views_come(page: Remote, live: Live) -> None:
    on_air(live)
    live.post("/live/beat", {}, token(Role.HOST, site=1, province="01"))
    control_room(page, live)
    heard = page.locator("[data-key=site-1] .good", has_text="●")
    expect(heard.first).to_be_visible(timeout=15_000)
    confirm(live, 2)  # a view, and with it the time
    expect(page.locator("[data-key=figure-open] strong")).to_have_text("2/3")
    expect(heard.first).to_be_visible()


def test_a_screen_that_opens_later_knows_what_time_it_is(page: Remote, browser: Remote, live: Live) -> None:
    on_air(live)
    shown = now_ms()
    live.send(token(Role.OFFICE), "sitting.set_clock", {"real": shown, "shown": shown, "rate": 120})
    control_room(page, live)  # from now on its view lies at hand
    page.wait_for_timeout(5000)
    second = browser.new_context(locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh").new_page()
    control_room(second, live)
    at = "document.querySelector('.clock').textContent"
    ours, theirs = page.evaluate(at), second.evaluate(at)
    second.context.close()
    apart = (minutes(ours) - minutes(theirs)) % (24 * 60)
    assert min(apart, 24 * 60 - apart) < 5  # it opened ten minutes after its view was made


def minutes(clock: str) -> int:
    hours, _, rest = clock.strip().partition(":")
    return int(hours) * 60 + int(rest[:2])


def test_a_row_that_leaves_the_list_hands_the_focus_to_the_next(page: Remote, live: Live) -> None:
    on_air(live)
    control_room(page, live)
    page.locator("[data-key=figure-open]").click()
    page.locator("[data-key=site-2]").focus()
    confirm(live, 2)
    expect(page.locator(".siterow")).to_have_count(2)
    assert page.evaluate("() => document.activeElement.dataset.key") == "site-3"
