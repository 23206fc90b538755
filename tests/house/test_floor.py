"""The floor of browsers: the house keeps it, and everything too new is caught where it is planted."""

from pathlib import Path

import pytest

from tools.check_floor import CSS, DESK, HTML, JS, PHONE, breaches, css_uses, html_uses, js_uses, on_phones
from tools.house import PACKAGE, House

ROOT = Path(__file__).resolve().parent.parent.parent
SHELL = (
    '<link rel="stylesheet" href="/static/live/live.css"><script type="module" src="/static/live/start.js"></script>'
)


def tree(folder: Path, files: dict[str, str]) -> House:
    """A project of the given files under src/diemcau."""
    for name, text in files.items():
        path = folder / PACKAGE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return House(folder)


def test_the_house_keeps_the_floor() -> None:
    assert [str(breach) for breach in breaches(House(ROOT))] == []


def test_phones_load_what_their_page_names_and_imports_and_every_kind() -> None:
    names = {str(path.relative_to(PACKAGE)) for path in on_phones(House(ROOT))}
    some = {
        "base/static/base/tokens.css",
        "classroom/static/live/start.js",
        "classroom/static/live/words.js",
        "classroom/static/live/urn.js",
        "classroom/static/live/screens/phone.js",
        "activities/poll/screen.js",
    }
    assert some - names == set()
    assert {"classroom/static/live/screens/control.js", "base/static/base/office.css"} & names == set()


NEW_CSS = {
    "rules inside rules": ".a { color: red; .b { color: blue; } }",
    ":has()": ".a:has(.b) { color: red; }",
    ":focus-visible": "a:focus-visible { color: red; }",
    "color-mix()": ".a { color: color-mix(in srgb, red, blue); }",
    "light-dark()": ".a { color: light-dark(red, blue); }",
    "subgrid": ".a { grid-template-rows: subgrid; }",
    "units of the dynamic viewport": ".a { height: 100dvh; }",
    "@scope": "@scope (.a) { b { color: red; } }",
    "@layer": "@layer base { b { color: red; } }",
    "@container": "@container (min-width: 1px) { b { color: red; } }",
    "ranges in @media": "@media (width >= 600px) { b { color: red; } }",
    "lab, lch, oklab, oklch": ".a { color: oklch(50% 0.1 20); }",
    "inset": ".a { inset: 0; }",
    "translate, rotate, scale": ".a { scale: 2; }",
    "field-sizing": "textarea { field-sizing: content; }",
}
NEW_JS = {
    "Object.groupBy": "Object.groupBy(rows, (row) => row.name);",
    "Array.fromAsync": "const rows = await_(Array.fromAsync(stream));",
    "sums of sets": "const both = mine.union(yours);",
    ".toSorted() and the like": "rows.toSorted();",
    "structuredClone": "const copy = structuredClone(state);",
    ".at()": "rows.at(-1);",
    ".replaceChildren()": "box.replaceChildren();",
    "??=, ||=, &&=": "state.words ??= [];",
    "private methods": "class A {\n  #move() {}\n}",
    "regular expressions with v": "const emoji = /[\\p{L}--[a-z]]/v;",
    "await outside functions": "const words = await load();",
    "attributes of imports": 'import words from "./words.json" with { type: "json" };',
    "Promise.withResolvers": "const { promise } = Promise.withResolvers();",
    "AbortSignal.timeout": "fetch(url, { signal: AbortSignal.timeout(1) });",
}


@pytest.mark.parametrize(("what", "text"), NEW_CSS.items())
def test_css_that_is_too_new_is_seen(what: str, text: str) -> None:
    assert [(line, name) for line, name, _ in css_uses(f"/* one */\n{text}")] == [(2, what)]


@pytest.mark.parametrize(("what", "text"), NEW_JS.items())
def test_scripts_that_are_too_new_are_seen(what: str, text: str) -> None:
    at = text.count("\n", 0, text.index("#move")) + 1 if "#move" in text else 1
    assert [(line, name) for line, name, _ in js_uses(f"// one\n{text}")] == [(at + 1, what)]


def test_attributes_that_are_too_new_are_seen() -> None:
    page = '<div popover id="a"></div>\n<details name="one"></details><search></search>'
    assert sorted(html_uses(page)) == [
        (1, "popover", 114),
        (2, "<search>", 118),
        (2, "details with a name", 120),
    ]


FAIR_JS = {
    "quotes": 'say("rows.at(1) ??= structuredClone");',
    "a comment": "/* rows.at(-1)\n ??= */ // structuredClone",
    "a template": "const words = `structuredClone ${name} rows.at(1)`;",
    "a regular expression": r"const parts = text.split(/[/`'\"]structuredClone/);",
    "a division": 'const half = all / 2; const rest = "a / structuredClone";',
    "await in a function": "const load = async () => { await fetch(`/a/${b}`); };",
    "braces in a template": "const a = `${rows.map((row) => { return `x`; })} ??= `;",
}
FAIR_CSS = {
    "a comment": "/* .a:has(.b) { height: 1dvh } */",
    "a quote": '.a::before { content: "@layer { subgrid }"; }',
    "a media rule": "@media print { .a { color: red; } .b { color: blue; } }",
    "a name": ".inset-box, .scale { color: var(--light-dark); }",
    "asked first": "@supports (height: 1dvh) { .a { height: 1dvh; & b { color: red; } } }",
}


@pytest.mark.parametrize("text", FAIR_JS.values(), ids=FAIR_JS)
def test_words_that_only_look_new_are_let_through_in_scripts(text: str) -> None:
    assert list(js_uses(text)) == []


@pytest.mark.parametrize("text", FAIR_CSS.values(), ids=FAIR_CSS)
def test_words_that_only_look_new_are_let_through_in_css(text: str) -> None:
    assert list(css_uses(text)) == []


def test_code_inside_a_template_is_read() -> None:
    assert [name for _, name, _ in js_uses("const a = `one ${rows.at(-1)} two`;")] == [".at()"]


def test_each_file_has_the_floor_of_its_readers_and_a_reason_lets_a_line_through(tmp_path: Path) -> None:
    house = tree(
        tmp_path,
        {
            "classroom/static/live/phone.html": SHELL,
            "classroom/static/live/live.css": ".a { inset: 0; }\n.b { height: 9svh; } /* newer: vh before it */",
            "classroom/static/live/start.js": 'import { a } from "./words.js";',
            "classroom/static/live/words.js": "rows.at(-1);",
            "classroom/static/live/desk.js": "rows.at(-1);\nrows.toSorted();",
            "activities/poll/screen.js": "box.replaceChildren();",
            "base/static/base/office.css": ".a { inset: 0; }\n.b { color: oklch(1 1 1); }",
            "base/static/vendor/other.js": "Object.groupBy(a, b);",
        },
    )
    assert [(breach.path.rpartition("/")[2], breach.line) for breach in breaches(house)] == [
        ("office.css", 2),
        ("live.css", 1),
        ("screen.js", 1),
        ("desk.js", 2),
        ("words.js", 1),
    ]


def test_every_feature_of_the_table_is_newer_than_the_lower_floor() -> None:
    assert [name for name, first, _ in [*CSS, *JS, *HTML] if first <= PHONE] == []
    assert PHONE < DESK
