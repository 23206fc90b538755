"""The floor of browsers: what our CSS, modules and pages use is there in the oldest browser that must show them.

`python -m tools.check_floor`. Office, desks and halls: Chrome 109, the last on Windows 7. Phones: the WebView of
Chrome 80, in which chat programs open a link. What phones load is found by following phone.html and its imports,
and every kind's screen. A use that degrades well may stay: inside `@supports`, or on a line whose comment says
`newer: why it is safe`. Versions: the release notes of Chrome (and MDN's tables of compatibility).
"""

import re
from collections.abc import Iterator
from pathlib import Path

from tools.house import PACKAGE, Breach, House

ROOT = Path(__file__).resolve().parent.parent
DESK, PHONE = 109, 80
LIVE = PACKAGE / "classroom/static/live"
MARK = re.compile(r"(?://|/\*|<!--|\{#)[^\n]*\bnewer: \w")

# What it is called, the first Chrome that has it, how it is written. Text in quotes and comments is gone by then.
# Left out on purpose, since whoever does not know them loses polish only: accent-color, color-scheme,
# text-underline-offset, text-wrap, scrollbar-color.
CSS = [
    (name, first, re.compile(pattern, re.IGNORECASE))
    for name, first, pattern in (
        (":focus-visible", 86, r":focus-visible"),
        (":is() and :where()", 88, r":(?:is|where)\("),
        (":has()", 105, r":has\("),
        (":nth-child(of)", 111, r":nth-(?:last-)?child\([^)]*\bof\b"),
        (":user-valid", 119, r":user-(?:in)?valid"),
        (":modal", 105, r":modal\b"),
        (":popover-open", 114, r":popover-open"),
        ("::details-content", 131, r"::details-content"),
        ("aspect-ratio", 88, r"(?<![-\w])aspect-ratio\s*:"),
        ("inset", 87, r"(?<![-\w])inset(?:-(?:inline|block)(?:-\w+)?)?\s*:"),
        ("content-visibility", 85, r"content-visibility\s*:"),
        ("appearance", 84, r"(?<![-\w])appearance\s*:"),
        ("revert", 84, r":\s*revert\s*[;}]"),
        ("overflow: clip", 90, r"overflow(?:-[xy])?\s*:\s*clip"),
        ("scrollbar-gutter", 94, r"scrollbar-gutter"),
        ("prefers-contrast", 96, r"prefers-contrast"),
        ("forced-colors", 89, r"\(\s*forced-colors"),
        ("@layer", 99, r"@layer\b"),
        ("@container", 105, r"@container\b"),
        ("@property", 85, r"@property\b"),
        ("@scope", 118, r"@scope\b"),
        ("@starting-style", 117, r"@starting-style\b"),
        ("@view-transition", 126, r"@view-transition\b"),
        ("ranges in @media", 104, r"@media[^{]*[<>]"),
        ("translate, rotate, scale", 104, r"(?<![-\w])(?:translate|rotate|scale)\s*:"),
        ("units of the dynamic viewport", 108, r"\b\d+(?:\.\d+)?[dsl]v(?:h|w|i|b|min|max)\b"),
        ("units of a container", 105, r"\b\d+(?:\.\d+)?cq(?:w|h|i|b|min|max)\b"),
        ("unit lh", 109, r"\b\d+(?:\.\d+)?r?lh\b"),
        ("color-mix()", 111, r"\bcolor-mix\("),
        ("lab, lch, oklab, oklch", 111, r"\b(?:ok)?l(?:ab|ch)\("),
        ("relative colours", 119, r"\b(?:rgb|hsl)a?\(\s*from\b"),
        ("light-dark()", 123, r"\blight-dark\("),
        ("functions of angles", 111, r"(?<![-\w])(?:sin|cos|tan|pow|sqrt|hypot)\("),
        ("round(), mod(), rem()", 125, r"(?<![-\w])(?:round|mod|rem)\("),
        ("linear() easing", 113, r"(?<![-\w])linear\("),
        ("subgrid", 117, r"\bsubgrid\b"),
        ("white-space-collapse", 114, r"white-space-collapse\s*:"),
        ("font-size-adjust", 127, r"font-size-adjust\s*:"),
        ("field-sizing", 123, r"field-sizing\s*:"),
        ("interpolate-size", 129, r"interpolate-size\s*:"),
        ("anchors", 125, r"(?:anchor-name|position-anchor|position-area)\s*:|\banchor\("),
        ("view-transition-name", 111, r"view-transition-name\s*:"),
        ("animations by scrolling", 115, r"(?:animation|scroll|view)-timeline\s*:"),
        ("mask without prefix", 120, r"(?<![-\w])mask(?:-\w+)?\s*:"),
        ("text-box", 133, r"text-box(?:-\w+)?\s*:"),
        ("if()", 137, r":\s*if\("),
    )
]
JS = [
    (name, first, re.compile(pattern, re.MULTILINE))
    for name, first, pattern in (
        ("??=, ||=, &&=", 85, r"(?:\?\?|\|\||&&)="),
        ("private methods", 84, r"^\s*(?:static\s+|async\s+|get\s+|set\s+|\*\s*)*#\w+\s*\("),
        ("static blocks", 94, r"\bstatic\s*\{"),
        ("#field in object", 91, r"#\w+\s+in\b"),
        (".at()", 92, r"\.at\("),
        (".replaceAll()", 85, r"\.replaceAll\("),
        (".replaceChildren()", 86, r"\.replaceChildren\("),
        (".findLast()", 97, r"\.findLast(?:Index)?\("),
        (".toSorted() and the like", 110, r"\.(?:toSorted|toReversed|toSpliced)\(|\.with\("),
        (".isWellFormed()", 111, r"\.(?:isWellFormed|toWellFormed)\("),
        ("Object.hasOwn", 93, r"\bObject\.hasOwn\b"),
        ("Object.groupBy", 117, r"\b(?:Object|Map)\.groupBy\b"),
        ("Array.fromAsync", 121, r"\bArray\.fromAsync\b"),
        ("Promise.any", 85, r"\bPromise\.any\b|\bAggregateError\b"),
        ("Promise.withResolvers", 119, r"\bPromise\.withResolvers\b"),
        ("Promise.try", 128, r"\bPromise\.try\b"),
        ("sums of sets", 122, r"\.(?:union|intersection|difference|symmetricDifference|isSubsetOf|isSupersetOf)\("),
        ("iterator helpers", 122, r"\bIterator\.from\b|\.(?:values|keys)\(\)\.(?:map|filter|take|drop|toArray)\("),
        ("structuredClone", 98, r"\bstructuredClone\b"),
        ("crypto.randomUUID", 92, r"\.randomUUID\b"),
        ("AbortSignal.timeout", 103, r"\bAbortSignal\.timeout\b"),
        ("AbortSignal.any", 116, r"\bAbortSignal\.any\b"),
        ("WeakRef", 84, r"\b(?:WeakRef|FinalizationRegistry)\b"),
        ("Intl.Segmenter", 87, r"\bIntl\.Segmenter\b"),
        ("Intl.DurationFormat", 129, r"\bIntl\.DurationFormat\b"),
        ("attributes of imports", 123, r"\bimport\b[^;\n]*\bwith\s*\{"),
        ("using", 134, r"^\s*(?:await\s+)?using\s+\w+\s*="),
        ("Temporal", 144, r"\bTemporal\."),
        ("URL.canParse", 120, r"\bURL\.(?:canParse|parse)\b"),
        ("startViewTransition", 111, r"\bstartViewTransition\b"),
        ("popovers", 114, r"\.(?:showPopover|hidePopover|togglePopover)\("),
        ("setHTML", 146, r"\.setHTML(?:Unsafe)?\("),
        ("checkVisibility", 105, r"\.checkVisibility\("),
        ("navigation", 102, r"\bnavigation\.(?:navigate|addEventListener)\b"),
        ("scheduler", 94, r"\bscheduler\.(?:postTask|yield)\b"),
        ("Uint8Array.fromBase64", 140, r"\.(?:fromBase64|toBase64|fromHex|toHex)\("),
    )
]
HTML = [
    (name, first, re.compile(pattern))
    for name, first, pattern in (
        ("popover", 114, r"\spopover(?:target)?[\s=>]"),
        ("<search>", 118, r"<search\b"),
        ("details with a name", 120, r"<details[^>]*\sname="),
        ("commandfor", 135, r"\scommandfor="),
        ("inert", 102, r"\sinert[\s=>]"),
        ("<selectedcontent>", 135, r"<selectedcontent\b"),
    )
]

CSS_TOKEN = re.compile(
    r"(?P<gone>/\*.*?\*/|\"(?:\\.|[^\"\\])*\"|'(?:\\.|[^'\\])*'|url\([^)]*\))|(?P<sign>[{};])", re.DOTALL
)
JS_TOKEN = re.compile(
    r"""(?P<gone>//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
    |(?P<space>\s+)|(?P<word>[#\w$]+)|(?P<sign>.)""",
    re.DOTALL | re.VERBOSE,
)
REGEX = re.compile(r"/(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/(?P<flags>[a-z]*)")
TEMPLATE = re.compile(r"(?:\\.|\$(?!\{)|[^`\\$])*(?P<end>`|\$\{)", re.DOTALL)
BEFORE_REGEX = {"return", "typeof", "case", "in", "of", "do", "else", "void", "delete", "await", "yield"}
IMPORTS = re.compile(r"""(?:\bfrom\s+|\bimport\s*\(?\s*)["']([^"'$]+\.js)["']""")

Use = tuple[int, str, int]  # line, what, first Chrome


def _blank(text: str) -> str:
    """Nothing that speaks, with its line breaks."""
    return " " + "\n" * text.count("\n")


def css_uses(text: str) -> Iterator[Use]:
    """What a style sheet uses outside `@supports`, and rules inside rules."""
    plain: list[str] = []
    stack: list[str] = []  # of open blocks: the name of an at-rule, or "rule"
    prelude, at = "", 0

    def keep(piece: str) -> None:
        asked = "@supports" in stack or piece.lstrip().startswith("@supports")
        plain.append(_blank(piece) if asked else piece)

    for match in CSS_TOKEN.finditer(text):
        keep(text[at : match.start()])
        prelude += text[at : match.start()]
        at = match.end()
        if match["gone"]:
            keep(_blank(match["gone"]))
            prelude += " "
            continue
        keep(match["sign"])
        if match["sign"] == "{":
            name = prelude.split()[0] if prelude.split() else ""
            if "rule" in stack and "@supports" not in stack:
                yield text.count("\n", 0, match.start()) + 1, "rules inside rules", 120
            stack.append(name if name.startswith("@") else "rule")
        elif match["sign"] == "}" and stack:
            stack.pop()
        prelude = ""
    keep(text[at:])
    yield from _found(CSS, "".join(plain))


class _Module:
    """A module read sign by sign: what it says in code, and what shows only where it stands."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.plain: list[str] = []
        self.uses: list[Use] = []
        self.braces: list[str] = []  # open ones: "{" or, of a template, "${"
        self.last = ""  # the last word or sign of code
        at = 0
        while at < len(text):
            at = self._template(at) or self._regex(at) or self._token(at)

    def _use(self, at: int, what: str, first: int) -> None:
        self.uses.append((self.text.count("\n", 0, at) + 1, what, first))

    def _template(self, at: int) -> int:
        """The place behind the words of a template that begin here, 0 for none."""
        closes = self.text[at] == "}" and self.braces[-1:] == ["${"]
        match = TEMPLATE.match(self.text, at + 1) if closes or self.text[at] == "`" else None
        if match is None:
            return 0
        if closes:
            self.braces.pop()
        if match["end"] == "${":
            self.braces.append("${")
        self.plain.append(_blank(match[0]))
        self.last = "(" if match["end"] == "${" else "`"
        return match.end()

    def _regex(self, at: int) -> int:
        """The place behind a regular expression that begins here, 0 for none."""
        if self.text[at] != "/" or self.text[at + 1 : at + 2] in {"/", "*"} or not _begins_regex(self.last):
            return 0
        match = REGEX.match(self.text, at)
        if match is None:
            return 0
        if "v" in match["flags"]:
            self._use(at, "regular expressions with v", 112)
        if "d" in match["flags"]:
            self._use(at, "regular expressions with d", 90)
        self.plain.append(" ")
        self.last = "/"
        return match.end()

    def _token(self, at: int) -> int:
        match = JS_TOKEN.match(self.text, at)
        assert match is not None  # one of the kinds takes any character
        if match["gone"] or match["space"]:
            self.plain.append(_blank(match[0]) if match["gone"] else match[0])
            if match["gone"] and match["gone"][0] in "\"'":
                self.last = "text"
            return match.end()
        if match[0] == "{":
            self.braces.append("{")
        elif match[0] == "}" and self.braces:
            self.braces.pop()
        elif match[0] == "await" and not self.braces:
            self._use(at, "await outside functions", 89)
        self.plain.append(match[0])
        self.last = match[0]
        return match.end()


def js_uses(text: str) -> Iterator[Use]:
    """What a module uses; quotes, comments, regular expressions and the words of templates are left out."""
    module = _Module(text)
    yield from module.uses
    yield from _found(JS, "".join(module.plain))


def _begins_regex(last: str) -> bool:
    """Whether a slash after this word or sign begins a regular expression and is no division."""
    return not last or last in BEFORE_REGEX or last in set("({[,;:=!&|?+-*%<>~^}")


def _found(features: list[tuple[str, int, re.Pattern[str]]], plain: str) -> Iterator[Use]:
    for name, first, pattern in features:
        for match in pattern.finditer(plain):
            yield plain.count("\n", 0, match.start() + len(match[0]) - len(match[0].lstrip())) + 1, name, first


def html_uses(text: str) -> Iterator[Use]:
    """What the elements and attributes of a page use."""
    yield from _found(HTML, text)


def _address(target: str, beside: Path) -> Path:
    """The file behind the address of a module or sheet."""
    if target.startswith("/static/kinds/"):
        kind, _, desk = Path(target).stem.partition(".")
        return PACKAGE / "activities" / kind / ("desk.js" if desk else "screen.js")
    if target.startswith("/static/"):
        return PACKAGE / ("classroom" if target.startswith("/static/live/") else "base") / target[1:]
    return Path(*_normal((beside.parent / target).parts))


def _normal(parts: tuple[str, ...]) -> list[str]:
    kept: list[str] = []
    for part in parts:
        if part == ".." and kept:
            kept.pop()
        elif part != ".":
            kept.append(part)
    return kept


def on_phones(house: House) -> set[Path]:
    """Every file that a phone may load: phone.html, what it names, what that imports; and the kinds."""
    shell = LIVE / "phone.html"
    waiting = [path for path in house.files("screen.js") if path.is_relative_to(PACKAGE / "activities")]
    if (house.root / shell).is_file():
        waiting += [shell, LIVE / "screens/phone.js", LIVE / "enter-phone.js"]  # the frame names these two by a field
        waiting += [
            _address(a, shell) for a in re.findall(r'(?:href|src)="(/static/[^"]+\.(?:js|css))"', house.read(shell))
        ]
    seen: set[Path] = set()
    while waiting:
        path = waiting.pop()
        if path in seen or not (house.root / path).is_file():
            continue
        seen.add(path)
        if path.suffix == ".js":
            waiting += [_address(target, path) for target in IMPORTS.findall(house.read(path))]
    return seen


def breaches(house: House) -> list[Breach]:
    """Every use of something that the oldest browser of its reader does not have."""
    found: list[Breach] = []
    phones = on_phones(house)
    for pattern, uses in (("*.css", css_uses), ("*.js", js_uses), ("*.html", html_uses)):
        for path in house.files(pattern):
            text = house.read(path)
            lines = text.splitlines()
            floor = PHONE if path in phones else DESK
            for line, what, first in sorted(set(uses(text))):
                if first > floor and not MARK.search(lines[line - 1]):
                    found.append(
                        Breach("floor", str(path), line, f"{what} came with Chrome {first}, the floor is {floor}")
                    )
    return found


def main() -> int:
    """Print what is too new; 1 when something is."""
    found = breaches(House(ROOT))
    print("\n".join(map(str, found)) or "all of it is there in the oldest browsers")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
