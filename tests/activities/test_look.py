"""Every picture of every kind, with the style of its screen: nothing for axe, nothing too wide, too small or too faint.

The pictures are those of test_screens.py, from walks made by chance, here with long texts and words that do not break.
"""

import itertools
import re
import threading
from collections.abc import Iterator
from functools import cache
from http.server import ThreadingHTTPServer
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from diemcau.activities.registry import KINDS
from tests.activities import make
from tests.activities.test_screens import Static, file_of, files, pictures, roster

TYPED = (
    "Xã lập tổ rà soát 180 hồ sơ, ưu tiên hồ sơ sắp hết hạn; phân công từng đồng chí, báo cáo kết quả trước ngày 15.",
    "https://dichvucong.example.vn/ho-so/chung-thuc-hop-dong-giao-dich-lien-quan-den-tai-san-la-dong-san?nam=2025",
    "Ổ",
)
EVERY = 40  # facts between two pictures
# Name of a look: the screen, its size, the smallest type in px, the smallest target in px, the smallest contrast.
LOOKS = {
    "phone": ("phone", (390, 844), 18, 44, 4.5),
    "site": ("site", (1366, 768), 14, 0, 4.5),
    "host's phone": ("site", (390, 844), 14, 44, 4.5),
    "room": ("room", (1920, 1080), 18, 0, 7),  # a projector in a lit hall
    "lecturer": ("lecturer", (1366, 768), 14, 0, 4.5),
    "control": ("control", (1366, 768), 14, 0, 4.5),
}
AXED = ("phone", "site", "room", "lecturer", "control")
AA = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]},
    "resultTypes": ["violations"],
}

# Where a screen puts what a kind draws.
READY = """async ({kind, which, file, roster, lang}) => {
  const words = await import("/static/live/words.js");
  await words.loadWords(lang);
  await words.alsoWords(`kinds/${file}`);
  await import("/static/live/frame.js");
  const screen = await import(`/static/kinds/${file}.js`);
  const part = (tag, name, ...inside) => {
    const node = document.createElement(tag);
    if (name) node.className = name;
    node.append(...inside);
    return node;
  };
  const framed = (node, standing) => {
    if (which === "phone") return [part("main", "now", part("div", "stack", node))];
    if (which === "room") return [part("header", ""), part("main", "", part("div", "thing", node)), part("footer", "")];
    if (which === "site") return [part("div", "columns", part("aside", ""), part("main", "", node))];
    if (which === "control") return [part("div", "columns", part("div"), part("div"), part("main", "", node))];
    const places = standing ? [part("main"), part("aside", "right", node)] : [part("main", "", node), part("aside")];
    return [part("div", "columns", part("nav"), ...places)];
  };
  window.show = ({act, beside, sitting, role, sends}) => {
    const ctx = {id: act.id, kind, act, beside, sitting, roster, draft: {}, sends, lang, now: () => sitting.at,
      me: {role, site: 1, seat: 101, province: "01"}, send: async () => ({seq: 1}), redraw: () => {}};
    const node = screen[which](ctx);
    const desk = ["site", "lecturer", "control"].includes(which) ? "shell desk" : "shell";
    document.getElementById("app").replaceChildren(part("div", desk, ...(node ? framed(node, act.id === kind) : [])));
    return Boolean(node);
  };
}"""

MEASURE = """async ({pictures, least, target, contrast}) => {
  const seen = (node) => node.getClientRects().length > 0 && !node.closest(".unseen");
  const light = (text) => {
    const [r, g, b, a = 1] = text.match(/[\\d.]+/g).map(Number);
    const part = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
    return [0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b), a];
  };
  const ground = (node) => {
    for (let at = node; at; at = at.parentElement) {
      const [value, opacity] = light(getComputedStyle(at).backgroundColor);
      if (opacity > 0) return value;
    }
    return 1;
  };
  const ratio = (node) => {
    const [a, b] = [light(getComputedStyle(node).color)[0], ground(node)].sort((x, y) => y - x);
    return (a + 0.05) / (b + 0.05);
  };
  const faults = new Set();
  const drawn = [];
  for (const [place, picture] of pictures.entries()) {
    if (!window.show(picture)) continue;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const app = document.getElementById("app");
    drawn.push([app.querySelectorAll("*").length, place]);
    if (document.documentElement.scrollWidth > innerWidth + 1) {
      const far = [...app.querySelectorAll("*")].filter((node) => node.getBoundingClientRect().right > innerWidth + 1);
      faults.add(`too wide: ${far.slice(-1).map((node) => `${node.tagName} ${node.className}`)}`);
    }
    const main = app.querySelector("main");
    if (document.body.className === "room" && main.scrollHeight > main.clientHeight + 1) faults.add(`cut off below`);
    const texts = document.createTreeWalker(app, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode.parentElement;
      if (!texts.currentNode.data.trim() || !seen(node) || node.tagName === "OPTION") continue;
      const name = `${node.tagName} ${node.className}: ${node.textContent.slice(0, 40)}`;
      if (parseFloat(getComputedStyle(node).fontSize) < least) faults.add(`too small: ${name}`);
      if (contrast > 4.5 && ratio(node) < contrast) faults.add(`too faint: ${name}`);
    }
    for (const node of target ? app.querySelectorAll("button, select, textarea, summary, input, a[href]") : []) {
      const whole = (node.matches("[type=radio], [type=checkbox]") && node.closest("label")) || node;
      if (!seen(node) || node.disabled) continue;
      const { width, height } = whole.getBoundingClientRect();
      if (height < target || width < target) faults.add(`hard to hit: ${node.tagName} ${node.className}`);
    }
  }
  drawn.sort(([a], [b]) => b - a);
  return {faults: [...faults], fullest: drawn.length ? drawn[0][1] : -1};
}"""


class Styled(Static):
    """The shells of the screens without what starts them."""

    def do_GET(self) -> None:
        if not self.path.startswith("/look/"):
            super().do_GET()
            return
        shell = files()[self.path.removeprefix("/look")].body.decode()
        body = re.sub(r"<script.*?</script>|<link[^>]*modulepreload[^>]*>", "", shell, flags=re.DOTALL).encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Styled)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@cache
def drawn_of(name: str) -> tuple[make.Plan, list[dict[str, Any]]]:
    """Plan and pictures of a walk with long texts."""
    walk = make.Walk(name, 4, typed=itertools.cycle(TYPED))
    return walk.plan, pictures(walk, EVERY)


def axed(page: Any) -> list[str]:
    """What axe finds: rule, where, and why."""
    run = Axe().run
    found = page._aside.do(lambda: run(page._thing, options=AA).response["violations"])
    return [f"{rule['id']}: {[node['html'][:160] for node in rule['nodes']]}" for rule in found]


@pytest.mark.parametrize("name", list(KINDS))
def test_every_picture_of_a_kind_is_fit_to_be_seen(page, address, name):
    plan, drawn = drawn_of(name)
    wrong: dict[str, list[str]] = {}
    for nth, (look, (which, (width, height), least, target, contrast)) in enumerate(LOOKS.items()):
        mine = [one for one in drawn if one["which"] == which]
        dark = which != "room" and (nth + len(name)) % 2 == 1  # every kind in both, every screen in both
        page.emulate_media(color_scheme="dark" if dark else "light")
        page.set_viewport_size({"width": width, "height": height})
        page.goto(f"{address}/look/{which}")
        lang = "en" if (nth + len(name)) % 3 == 0 else "vi"
        given = {"kind": name, "which": which, "file": file_of(name, which), "roster": roster(plan), "lang": lang}
        page.evaluate(READY, given)
        measured = page.evaluate(MEASURE, {"pictures": mine, "least": least, "target": target, "contrast": contrast})
        faults = measured["faults"]
        if look in AXED and measured["fullest"] >= 0:
            page.evaluate("(picture) => void window.show(picture)", mine[measured["fullest"]])
            faults = [*faults, *axed(page)]
        if faults:
            wrong[f"{look} {lang}"] = faults
    assert wrong == {}


PLANTED = {
    "too wide": ".question { min-width: 500px; }",
    "too small": ".question { font-size: 17px; }",
    "too faint": ".question { color: #767676; }",  # 4.5:1 on white: enough for a desk, not for a hall
    "hard to hit": ".choice { min-height: 0 !important; padding: 0 !important; }",
    "color-contrast": "#app * { color: #999 !important; }",
}


@pytest.mark.parametrize("fault", list(PLANTED))
def test_a_style_that_spoils_a_picture_is_seen(page, address, fault):
    plan, drawn = drawn_of("poll")
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{address}/look/phone")
    given = {"kind": "poll", "which": "phone", "file": "poll", "roster": roster(plan), "lang": "vi"}
    page.evaluate(READY, given)
    page.add_style_tag(content=PLANTED[fault])
    mine = [one for one in drawn if one["which"] == "phone"]
    measured = page.evaluate(MEASURE, {"pictures": mine, "least": 18, "target": 44, "contrast": 7})
    page.evaluate("(picture) => void window.show(picture)", mine[measured["fullest"]])
    seen = [*measured["faults"], *axed(page)]
    assert [words for words in seen if words.startswith(fault)]
