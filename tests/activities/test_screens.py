"""Every screen of every kind draws, in a real browser, what views say along a walk, and has words for all of it."""

import threading
from collections.abc import Iterator
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import msgspec
import pytest

from diemcau.activities.registry import KINDS
from diemcau.classroom.board import Board
from diemcau.classroom.live import static
from tests.activities import make
from tests.activities.make import PACKAGE, SCREENS, Play, seat, who

TOPICS = {
    "phone": ("phones", "seat:101"),
    "site": ("all", "site:1"),
    "room": ("all", "site:1"),
    "lecturer": ("all", "presenters"),
    "control": ("all", "control", "presenters"),
}
SENDERS = {
    "phone": ("phone",),
    "site": ("host", "chair", "technician"),
    "room": ("room",),
    "lecturer": ("lecturer",),
    "control": ("operator", "province"),
}
TYPES = {"js": "text/javascript", "css": "text/css", "json": "application/json", "html": "text/html"}
EVERY = 12  # facts between two pictures
BLANK = b"<!doctype html><html lang=vi><meta charset=utf-8><title>-</title><body><main id=main></main></body></html>"

DRAW = """async ({kind, which, file, pictures, roster}) => {
  document.documentElement.dataset.screen = which;
  const words = await import("/static/live/words.js");
  await words.loadWords("vi");
  await words.alsoWords(`kinds/${file}`);
  const screen = await import(`/static/kinds/${file}.js`);
  const faults = [];
  for (const {act, beside, sitting, role, sends, at} of pictures) {
    const draft = {};
    const ctx = {id: act.id, kind, act, beside, sitting, roster, draft, sends, lang: "vi", now: () => sitting.at,
      me: {role, site: 1, seat: 101, province: "01"}, send: async () => ({seq: 1}), redraw: () => {}};
    try {
      for (let again = 0; again < 2; again += 1) {
        const node = screen[which](ctx);
        if (node !== null && !(node instanceof Element)) throw new Error(`gave ${node}`);
        if (node) document.getElementById("main").replaceChildren(node);
        const shown = node ? node.textContent : "";
        const odd = shown.match(/undefined|NaN|\\[object|\\{[a-z]+\\}/);
        if (odd) throw new Error(`shows ${odd[0]}: ${shown.slice(0, 200)}`);
      }
      if (which === "site" && screen.task) {
        const task = screen.task(ctx);
        if (task && (!["done", "todo", "warn", "wait"].includes(task.state) || !task.words)) throw new Error("task");
      }
    } catch (error) {
      faults.push(`${which} for ${role} at fact ${at}: ${error.stack || error}`);
    }
  }
  return faults.slice(0, 5);
}"""

DESK = """async ({kind, file, which, act, sitting, role, roster}) => {
  const words = await import("/static/live/words.js");
  await words.loadWords("vi");
  const { merge } = await import("/static/live/dom.js");
  await import("/static/live/frame.js");
  const screen = await import(`/static/kinds/${file}.js`);
  const desk = (window.desk = {act, sent: [], sends: [], draft: {}, answer: {seq: 1}});
  let node = null;
  const send = async (verb, body) => {
    const on = {id: String(desk.sends.length), kind: `${kind}.${verb}`, body, state: "saved", kept: true};
    desk.sent.push([verb, body]);
    desk.sends = [on, ...desk.sends];
    desk.redraw();
    return desk.answer;
  };
  desk.redraw = () => {
    const given = {id: kind, kind, beside: {}, sitting, roster, lang: "vi", now: () => sitting.at, me: {role, site: 1}};
    const { act, draft, sends, redraw } = desk;
    const next = screen[which]({...given, act, draft, sends, redraw, send});
    if (node) node = merge(node, next, false);
    else document.getElementById("main").append((node = next));
  };
  desk.redraw();
}"""


def found(path: str) -> bytes | None:
    """What the live process serves under a path."""
    if path == "/":
        return BLANK
    file = files().get(path)
    return file.body if file else None


files = cache(static.load)
PART = {"site": "site", "lecturer": "desk", "control": "desk"}


def file_of(kind: str, which: str) -> str:
    """The module of a kind that a screen loads."""
    part = PART.get(which, "")
    return f"{kind}.{part}" if (PACKAGE / "activities" / kind / f"{part}.js").is_file() else kind


class Static(BaseHTTPRequestHandler):
    def do_GET(self):
        body = found(self.path.partition("?")[0])
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", TYPES.get(self.path.rpartition(".")[2], "text/html"))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Static)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def roster(made: make.Plan) -> dict[str, Any]:
    return {
        "seats": {
            str(seat.id): {"no": seat.no, "name": f"Người {seat.no}", "post": "Chức vụ", "group": seat.group}
            for seat in made.seats
            if seat.site == 1
        },
        "sites": {
            str(site.id): {"no": site.no, "name": site.name, "kind": site.kind, "province": site.province}
            for site in made.sites
        },
        "provinces": {"01": "thành phố Hà Nội", "40": "tỉnh Nghệ An"},
    }


def sends(walk: make.Walk, role: str) -> list[dict[str, Any]]:
    """Commands that a screen might have on the way, newest first, in every state."""
    taken = [(verb, body) for sender, verb, _, body in walk.taken if sender.role == role]
    states = ("saved", "sent", "recorded", "refused")
    return [
        {
            "id": str(n),
            "kind": f"{walk.kind.name}.{verb}",
            "body": msgspec.json.decode(body),
            "state": state,
            "seq": 999,
        }
        | {"kept": True, "durable": True, "words": "Không nhận"}
        for n, ((verb, body), state) in enumerate(zip(reversed(taken), states, strict=False))
    ]


def pictures(walk: make.Walk, every: int = EVERY) -> list[dict[str, Any]]:
    """What each screen would be given, after so many facts of a walk, before the sitting is closed and at its end."""
    play, made = walk.play, []
    board = Board(walk.plan)
    closed = next((place for place, fact in enumerate(play.facts) if fact.kind == "sitting.closed"), 0)
    for place, fact in enumerate(play.facts, 1):
        board.apply(fact)
        if place % every and place not in {closed, len(play.facts)}:
            continue
        for which in SCREENS:
            acts: dict[str, Any] = {}
            for topic in TOPICS[which]:
                view = make.plain(board.view(topic, fact.received_at, play.read))
                for id_, act in view["acts"].items():
                    acts[id_] = {**acts.get(id_, {}), **act, "id": id_}
            mine = [act for act in acts.values() if act["kind"] == walk.kind.name]
            made += [
                {"which": which, "act": act, "beside": beside, "sitting": view["sitting"], "role": role, "at": place}
                | {"sends": on_the_way}
                for act in mine
                for role in SENDERS[which]
                for beside, on_the_way in (({}, []), (acts, sends(walk, role)))
            ]
    return made


@pytest.mark.parametrize("name", list(KINDS))
def test_every_screen_draws_what_its_views_say(page, address, name):
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for seed in (1, 2, 3):
        walk = make.Walk(name, seed)
        drawn = pictures(walk)
        for which in SCREENS:
            page.goto(address)  # anew: a screen has its own words, and those of the kind's module, and no others
            given = {"kind": name, "which": which, "file": file_of(name, which), "roster": roster(walk.plan)}
            assert page.evaluate(DRAW, given | {"pictures": [one for one in drawn if one["which"] == which]}) == []
    assert [words for words in said if "no words" in words] == []


# --- views as they arrive ------------------------------------------------------------------------------

LAY = """async (steps) => {
  const { laid } = await import("/static/live/views.js");
  const plain = (value) => {
    if (value === null || typeof value !== "object") return value;
    if (Array.isArray(value)) return value.map(plain);
    return Object.fromEntries(Object.entries(value).sort().map(([key, inner]) => [key, plain(inner)]));
  };
  const wrong = [];
  let held = null;
  for (const { whole, part } of steps) {
    const before = held && JSON.stringify(held);
    const next = part ? laid(held, part) : whole;
    if (held && JSON.stringify(held) !== before) wrong.push(`${whole.pos}: what was held has changed`);
    if (JSON.stringify(plain(next)) !== JSON.stringify(plain(whole))) wrong.push(`${whole.pos}: not the whole view`);
    const still = part ? Object.keys(held.acts).filter((id) => !part.acts[id]) : [];
    wrong.push(...still.filter((id) => next.acts[id] !== held.acts[id]).map((id) => `${id} is another object`));
    held = next;
  }
  return wrong;
}"""

READ = """async (events) => {
  const { Stream } = await import("/static/live/stream.js");
  const held = {};
  const view = (topic, pos, view) => {
    if (view.part && !(held[topic] >= view.after)) return false;
    held[topic] = pos;
    return true;
  };
  const topics = ["all", "presenters", "control"];
  const stream = new Stream({ session: {}, topics, view, state() {}, clock() {}, ended() {} });
  return events.map(([topic, pos, after]) => {
    const value = { topic, pos, view: after ? { part: true, after } : {} };
    stream.take(`event: ${after ? "part" : "view"}\nid: ${pos}\ndata: ${JSON.stringify(value)}\n\n`);
    return stream.after;
  });
}"""


def looks(walk: make.Walk, topic: str) -> list[dict[str, Any]]:
    """What a desk above gets that looks after every third fact, and what it should have then."""
    board, steps, after = Board(walk.plan), [], 0
    for place, fact in enumerate(walk.play.facts, 1):
        board.apply(fact)
        if place % 3 == 0:
            part = board.part(topic, after, fact.received_at, walk.play.read) if after else None
            whole = make.plain(board.view(topic, fact.received_at, walk.play.read))
            steps.append({"whole": whole, "part": part and make.plain(part)})
            after = place
    return steps


def test_parts_are_put_together_as_the_board_means_them(page, address):
    page.goto(address)
    for seed, topic in ((1, "control"), (2, "province:01"), (3, "control")):
        steps = looks(make.Walk((*KINDS, "sitting"), seed, 600), topic)
        assert [bool(step["part"]) for step in steps].count(True) > 20
        assert page.evaluate(LAY, steps) == []


def test_a_desk_goes_on_from_what_all_its_topics_have_and_from_nothing_when_a_part_does_not_fit(page, address):
    page.goto(address)
    events = [("all", 5, 0), ("presenters", 5, 0), ("control", 5, 0), ("all", 9, 0), ("presenters", 9, 0)]
    assert page.evaluate(READ, events) == [0, 0, 5, 5, 5]
    assert page.evaluate(READ, [*events, ("control", 8, 5), ("control", 12, 8)]) == [0, 0, 5, 5, 5, 8, 9]
    assert page.evaluate(READ, [*events, ("control", 8, 6), ("control", 12, 0)]) == [0, 0, 5, 5, 5, 0, 0]


# --- hands on ------------------------------------------------------------------------------------------


def desk(page: Any, address: str, play: Play, kind: str, role: str = "host") -> None:
    """Put the site desk of a kind on the page; what it sends is in `desk.sent`."""
    seen = {**play.view("all", kind), **play.view("site:1", kind), "id": kind}
    sitting = make.plain(play.board.view("all", play.now, play.read))["sitting"]
    page.goto(address)
    page.evaluate(
        DESK,
        {
            "kind": kind,
            "file": file_of(kind, "site"),
            "which": "site",
            "act": seen,
            "sitting": sitting,
            "role": role,
            "roster": roster(play.plan),
        },
    )


def sent(page: Any) -> list[Any]:
    told: list[Any] = page.evaluate("window.desk.sent")
    return told


def test_a_clerk_marks_all_present_except_two_and_takes_it_back_by_one_key(page, address):
    desk(page, address, Play(make.plan(people=5)), "presence")
    page.get_by_role("button", name="Có mặt tất cả, trừ…").click()
    page.get_by_role("button", name="Người 2").click()
    page.get_by_role("button", name="Người 4").click()
    page.get_by_label("Trạng thái của Người 4").select_option("muon_som")
    page.get_by_role("button", name="Ghi điểm danh").click()
    exceptions = [{"seat": seat(1, 2), "status": "vang_phep"}, {"seat": seat(1, 4), "status": "muon_som"}]
    assert sent(page) == [["all_present", {"except": exceptions}]]
    assert page.get_by_role("heading", level=2).inner_text() == "Điểm danh 4/5"
    page.keyboard.press("z")
    assert sent(page)[1:] == [["undo", {}]]
    assert page.get_by_role("heading", level=2).inner_text() == "Điểm danh 0/5"


def test_a_z_in_a_name_is_a_letter(page, address):
    play = Play(make.plan(people=5))
    play.send(who("host"), "presence.all_present")
    desk(page, address, play, "presence")
    page.get_by_label("Tìm tên, chức vụ").fill("nguoi 3")
    page.keyboard.press("z")
    assert page.get_by_label("Tìm tên, chức vụ").input_value() == "nguoi 3z"
    assert sent(page) == []


def test_a_search_without_marks_finds_a_name(page, address):
    desk(page, address, Play(make.plan(people=5)), "presence")
    page.get_by_label("Tìm tên, chức vụ").fill("nguoi 3")
    assert page.locator(".roll-row strong").all_inner_texts() == ["Người 3"]


def test_a_substitute_is_asked_for_his_name(page, address):
    desk(page, address, Play(make.plan(people=5)), "presence")
    page.get_by_label("Trạng thái của Người 2").select_option("du_thay")
    page.get_by_label("Họ tên người dự thay").fill("Lê Văn Dũng (MP)")
    page.get_by_role("button", name="Ghi", exact=True).click()
    assert sent(page) == [["mark", {"seat": seat(1, 2), "status": "du_thay", "substitute": "Lê Văn Dũng (MP)"}]]


def test_after_the_close_a_change_asks_for_its_reason(page, address):
    play = Play(make.plan(people=5))
    play.send(who("host"), "presence.all_present")
    play.close()
    desk(page, address, play, "presence")
    page.get_by_label("Trạng thái của Người 2").select_option("vang_phep")
    page.get_by_label("Lý do đính chính").fill("Đối chiếu danh sách ký")
    page.get_by_role("button", name="Gửi đính chính").click()
    body = {"seat": seat(1, 2), "status": "vang_phep", "reason": "Đối chiếu danh sách ký"}
    assert sent(page) == [["correct", body]]


@pytest.mark.parametrize(("role", "name"), [("chair", "Chốt: "), ("host", "Chốt thay lời chủ trì: ")])
def test_a_headcount_is_entered_and_confirmed_as_it_stands_there(page, address, role, name):
    desk(page, address, Play(make.plan(people=5)), "headcount", role)
    page.get_by_label("Có mặt", exact=True).fill("4")
    page.get_by_label("Vắng có phép").fill("1")
    page.get_by_role("button", name="Ghi sĩ số").click()
    numbers = {"present": 4, "excused": 1, "absent": 0}
    page.get_by_role("button", name=name).click()
    word = {} if role == "chair" else {"word": True}
    assert sent(page) == [["enter", numbers], ["confirm", {"seen": numbers, **word}]]


def test_a_question_that_was_refused_comes_back_into_the_form(page, address):
    desk(page, address, Play(), "question")
    page.evaluate("window.desk.answer = {refused: {code: 'question.too_long'}}")
    page.get_by_label("Câu hỏi của điểm cầu").fill("Câu một")
    page.get_by_role("button", name="Gửi câu hỏi").click()
    assert sent(page) == [["ask", {"text": "Câu một"}]]
    assert page.get_by_label("Câu hỏi của điểm cầu").input_value() == "Câu một"


def test_an_obstacle_needs_words_and_an_area(page, address):
    desk(page, address, Play(), "obstacle")
    send = page.get_by_role("button", name="Gửi khó khăn, vướng mắc")
    page.get_by_label("Khó khăn, vướng mắc gì, ở khâu nào?").fill("Máy quét hỏng")
    assert send.is_disabled()
    page.get_by_label("Lĩnh vực").select_option("chuyen_doi_so")
    page.get_by_label("Từ tháng nào").fill("2025-07")
    send.click()
    assert sent(page) == [
        ["send", {"text": "Máy quét hỏng", "field": "chuyen_doi_so", "since": "2025-07", "scope": "site"}]
    ]


def test_a_called_room_comes_on_with_one_key(page, address):
    play = Play()
    play.send(who("host"), "floor.ask", topic="Chia sẻ cách làm")
    play.send(who("lecturer"), "floor.call")
    desk(page, address, play, "floor")
    page.get_by_role("button", name="Bắt đầu phát biểu").click()
    assert sent(page) == [["accept", {}]]
