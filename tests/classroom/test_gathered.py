"""Modules put into one file do what they did apart."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest

from diemcau.classroom.live import static
from diemcau.classroom.live.gathered import gather
from tests.browser import Remote

A = b"""import { b, C as D } from "./b.js";
import { kept } from "../other/far.js";
const hidden = "a";
export const a = `${hidden} ${b()} ${new D().name} ${kept}`;
export { c } from "./c.js";
"""
B = b"""import {
  c,
} from "./c.js";
const hidden = "b";
export function b() { return hidden + c; }
export class C { constructor() { this.name = import.meta ? "C" : ""; } }
"""
C = b"""const c = "c";
export { c };
"""


def made(**more: bytes) -> dict[str, bytes]:
    files = {"/x/a.js": A, "/x/b.js": B, "/x/c.js": C, "/other/far.js": b'export const kept = "far";\n'}
    files["/other/asks.js"] = b'import { c as d } from "/x/c.js";\nimport { a } from "/x/a.js";\nexport { a, d };\n'
    return files | {f"/x/{name}.js": body for name, body in more.items()}


def test_what_was_gathered_says_the_same_inside_and_outside(page: Remote) -> None:
    files = made()
    gather(files, "/x/a.js", shared=True)

    def serve(route: Any) -> None:
        path = urlsplit(route.request.url).path
        kind = "text/javascript" if path in files else "text/html"
        route.fulfill(body=files.get(path, b""), content_type=kind)

    page.route("http://gathered.test/**", serve)
    page.goto("http://gathered.test/")
    said = page.evaluate("""async () => {
      const [one, part, asks] = await Promise.all(["/x/a.js", "/x/b.js", "/other/asks.js"].map((path) => import(path)));
      return [one.a, one.c, part.b(), asks.a, asks.d, part.C === one.$b.C];
    }""")
    assert said == ["a bc C far", "c", "bc", "a bc C far", "c", True]


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"c": b'import { a } from "./a.js";\n'}, "imports itself"),
        ({"c": b"export default 1;\n"}, "export default 1"),
        ({"c": b'import * as all from "/other/far.js";\n'}, "import"),
        ({"c": b'export * from "/other/far.js";\n'}, "export"),
        ({"c": b'import "/other/far.js";\n'}, "import"),
        ({"c": b"export let c = 1;\n"}, "export let"),
    ],
)
def test_what_could_not_be_put_into_one_file_is_told(more: dict[str, bytes], why: str) -> None:
    with pytest.raises(ValueError, match=re.escape(why)):
        gather(made(**more), "/x/a.js")


def test_a_screen_asks_for_its_frame_in_one_file_and_for_itself_in_another() -> None:
    files = static.load()
    for screen in ("phone", "site", "room", "lecturer", "control", "monitor"):
        asked = re.findall(r'modulepreload" href="(/static/live/[^"]+)"', files[f"/{screen}"].body.decode())
        ours = {"/static/live/start.js", "/static/live/frame.js", f"/static/live/screens/{screen}.js"}
        assert ours - set(asked) == set()
        assert {"/static/live/dom.js", "/static/live/screens/common.js"} & set(asked) == set()
