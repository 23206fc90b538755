"""Whatever is typed: nothing runs, nothing breaks, and the text comes back as it was typed."""

from itertools import cycle
from typing import Any

import pytest

from diemcau.activities.essay.shapes import PHOTO
from diemcau.activities.registry import KINDS
from diemcau.base.text import clean
from tests.activities import make
from tests.activities.naughty import SCRIPTS, WORDS
from tests.activities.test_screens import PACKAGE, address, pictures, roster  # noqa: F401  # one is a fixture

STEPS, MOST_WALKS = 240, 40
STEP = 80  # facts between two pictures

DRAW = """async ({kind, parts, pictures, roster}) => {
  const words = await import("/static/live/words.js");
  await words.loadWords("vi");
  await import("/static/live/frame.js");
  const from = {};
  for (const part of parts) Object.assign(from, await import(`/static/kinds/${kind}${part}.js`));
  const main = document.getElementById("main");
  const wrong = [];
  let shown = "";
  for (const {which, act, beside, sitting, role, sends} of pictures) {
    const ctx = {id: act.id, kind, act, beside, sitting, roster, draft: {}, sends, lang: "vi", now: () => sitting.at,
      me: {role, site: 1, seat: 101, province: "01"}, send: async () => ({seq: 1}), redraw: () => {}};
    const node = from[which](ctx);
    main.replaceChildren(...(node ? [node] : []));
    shown += `\\n${main.textContent}`;
    for (const one of main.querySelectorAll("*")) {
      const runs = ({name, value}) => name.startsWith("on") || /^\\s*(java|vb)script:/i.test(value);
      const odd = ["SCRIPT", "IFRAME", "OBJECT", "EMBED", "BASE", "META", "LINK"].includes(one.tagName);
      if (odd || Array.from(one.attributes).some(runs)) wrong.push(one.outerHTML.slice(0, 200));
    }
  }
  await new Promise((done) => setTimeout(done, 50));
  return { wrong, hit: window.hit === undefined ? 0 : 1, shown };
}"""


def walks(name: str) -> list[make.Walk]:
    """Walks of a kind in which every text is typed into one of its fields, in what its author wrote too."""
    typed = cycle((*SCRIPTS, *WORDS))
    used = 0

    def counted() -> Any:
        nonlocal used
        for text in typed:
            used += 1
            yield text

    made, source = [], counted()
    while used < len(SCRIPTS) + len(WORDS) and len(made) < MOST_WALKS:
        made.append(make.Walk(name, len(made), STEPS, source))
        if not used:  # it has no text field
            break
    return made


@pytest.mark.parametrize("name", list(KINDS))
def test_no_text_runs_or_breaks_a_screen_and_each_is_kept_as_it_was_typed(page, address, name):  # noqa: F811
    page.goto(address)
    folder = PACKAGE / "activities" / name
    parts = ["", *(f".{part}" for part in ("site", "desk") if (folder / f"{part}.js").is_file())]
    whole = {clean(text) for text in (*SCRIPTS, *WORDS)}
    for walk in walks(name):
        # Neither a deck's own form nor a photo is typed.
        kept = [text for text in walk.play.texts.values() if not text.startswith(('{"title":', PHOTO))]
        assert [text for text in kept if text not in whole] == []
        given = {"kind": name, "parts": parts, "pictures": pictures(walk, STEP), "roster": roster(walk.plan)}
        drawn = page.evaluate(DRAW, given)
        assert (drawn["wrong"], drawn["hit"]) == ([], 0)
        shown = drawn["shown"]
        assert [text for text in walk.play.texts.values() if f"&lt;{text[1:]}" in shown and len(text) > 8] == []


def test_a_screen_that_took_text_for_markup_is_found(page, address):  # noqa: F811
    page.goto(address)
    page.evaluate("text => { document.getElementById('main').innerHTML = text; }", "<img src=x onerror=window.hit=1>")
    page.wait_for_function("window.hit === 1")
