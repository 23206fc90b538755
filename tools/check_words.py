"""The words that people read: complete in both languages, and there wherever they are used.

`python -m tools.check_words`. Looks at every words.json, at `Refused("code")` and `say("key")` in Python,
at `{% say "key" %}` in templates and at `say("key")` in the modules for the browser. Keys that are put
together at run time cannot be seen here; the room that does so tests them.
"""

import ast
import json
import re
import string
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from diemcau.base.words import OTHERS
from tools.house import Breach, House, calls

ROOT = Path(__file__).resolve().parent.parent
KEY = re.compile(r"[a-z0-9]+([._-][a-z0-9]+)*")
IN_TEMPLATE = re.compile(r"""\{%\s*say\s+["']([^"']+)["'](.*?)%\}""", re.DOTALL)
IN_BROWSER = re.compile(r"""(?<![\w.$])say\(\s*(["'`])([\w.-]+)\1""")
FIELD_GIVEN = re.compile(r"(\w+)=")

Fields = dict[str, set[str]]


def fields(text: str) -> set[str]:
    """Names in braces: {site} and {count:,} give site and count. ValueError for braces that do not match."""
    return {re.split(r"[.\[]", name)[0] for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _pairs(pairs: list[tuple[str, object]]) -> list[tuple[str, object]]:
    return pairs  # a dict would hide a key that stands twice


def catalogue(house: House, found: list[Breach]) -> Fields:
    """Every key with its fields; what is wrong with the files themselves is put into `found`."""
    keys: Fields = {}
    for path in house.files("*words.json"):
        text = house.read(path)
        lines = text.splitlines()
        try:
            pairs = json.loads(text, object_pairs_hook=_pairs)
        except ValueError as error:
            found.append(Breach("words", str(path), 1, f"is no JSON: {error}"))
            continue
        for key, words in pairs:
            line = next((n for n, content in enumerate(lines, 1) if f'"{key}"' in content), 1)
            wrong = _wrong(key, words)
            if key in keys:
                wrong = "stands twice"
            if wrong:
                found.append(Breach("words", str(path), line, f"{key} {wrong}"))
            both = words if isinstance(words, list) else []
            keys[key] = set() if wrong else {field for text in both for field in fields(text)}
    return keys


def _wrong(key: str, words: object) -> str:
    """What is wrong with one entry, "" for nothing."""
    if not KEY.fullmatch(key):
        return "is no dotted key in small letters"
    if not isinstance(words, list) or len(words) != 2 or not all(isinstance(w, str) and w.strip() for w in words):
        return "does not have two texts, Vietnamese and English"
    try:
        vi, en = (fields(text) for text in words)
    except ValueError as error:
        return f"has braces that do not match: {error}"
    if vi != en:
        return f"has other fields in Vietnamese ({sorted(vi)}) than in English ({sorted(en)})"
    if any(not field.isidentifier() for field in vi):
        return "has a field without a name"
    if any(unicodedata.normalize("NFC", text) != text for text in words):
        return "is not in composed letters (NFC)"
    return ""


def _literals(node: ast.expr) -> Iterator[str]:
    """The texts that an expression may be, as far as they are written there: "a" if x else "b" gives both."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)


def python_uses(house: House, keys: Fields) -> Iterator[Breach]:
    """Refusals and words asked for in Python that have no words, or whose fields are not given."""
    for module in house.package:
        for name, call in calls(module.tree):
            if name not in {"Refused", "say"} or not call.args:
                continue
            given = {word.arg for word in call.keywords}
            for literal in _literals(call.args[0]):
                key = f"refused.{literal}" if name == "Refused" else literal
                # None among the given is **data: then the fields cannot be seen here.
                yield from _use(module.path, call.lineno, key, keys, None if None in given else given)


def template_uses(house: House, keys: Fields) -> Iterator[Breach]:
    """`{% say %}` in templates."""
    for path in house.files("*.html") + house.files("*.txt"):
        text = house.read(path)
        for match in IN_TEMPLATE.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield from _use(path, line, match[1], keys, set(FIELD_GIVEN.findall(match[2])))


def browser_uses(house: House, keys: Fields) -> Iterator[Breach]:
    """`say()` in modules for the browser, which get the live words only (`base.words.live_words`)."""
    for path in house.files("*.js"):
        text = house.read(path)
        for match in IN_BROWSER.finditer(text):
            line = text.count("\n", 0, match.start()) + 1
            yield from _use(path, line, match[2], keys, None)
            if match[2].startswith(OTHERS):
                yield Breach("words", str(path), line, f"{match[2]} is never sent to the browser")


def _use(path: Path, line: int, key: str, keys: Fields, given: set[str | None] | set[str] | None) -> Iterator[Breach]:
    if key not in keys:
        yield Breach("words", str(path), line, f"{key} has no words")
    elif given is not None and keys[key] - given:
        yield Breach("words", str(path), line, f"{key} is not given {sorted(keys[key] - given)}")


def breaches(house: House) -> list[Breach]:
    """All that is wrong with the words of a project."""
    found: list[Breach] = []
    keys = catalogue(house, found)
    return [*found, *python_uses(house, keys), *template_uses(house, keys), *browser_uses(house, keys)]


def main() -> int:
    """Print what is wrong; 1 when something is."""
    found = breaches(House(ROOT))
    print("\n".join(map(str, found)) or "all words are there, in both languages")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
