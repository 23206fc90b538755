"""What each live screen needs before its first view: the modules that it is made of and the words that these say.

Read from the modules themselves, so that no list has to be kept by hand. A weak line carries nothing else.
"""

import re
from collections.abc import Iterable, Mapping

Raw = Mapping[str, bytes]  # files by their address

LIVE = "/static/live/"
PARTS = ("site", "desk")  # files of a kind that only some screens load: the site desk; lecturer, control, monitor
WAYS_IN = {"phone": "enter-phone", "room": "pair"}  # the others come in by `enter`

_IMPORTS = re.compile(r"""(?:^|\n)(?:import|export)\s[^;"]*?from "([^"]+)";""")
_IMPORTS_LATER = re.compile(r"""\bimport\("([^"$]+)"\)""")
_NAMED = re.compile(r'"([a-z0-9_]+(?:\.[a-z0-9_]+)+)"')
_BEGUN = re.compile(r"`([a-z0-9_]+(?:\.[a-z0-9_]*)+)\$\{")
NEEDS = b"<!-- needs -->"  # where a page asks for them
_SHEET = re.compile(r'<link rel="stylesheet" href="([^"]+)">')
_SHEET_LINE = re.compile(rb'<link rel="stylesheet"[^\n]*\n')
_PLACE = re.compile(r"^export const place = \{(.*)\};$", re.MULTILINE)
_WHERE = re.compile(r'(\w+): "([a-z]+)"')


def _text(raw: Raw, address: str) -> str:
    return raw[address].decode("utf-8") if address in raw else ""


def beside(address: str, wanted: str) -> str:
    """The address that an import names, as seen from the module that names it."""
    if wanted.startswith("/"):
        return wanted
    parts = address.split("/")[:-1]
    for step in wanted.split("/"):
        if step == "..":
            parts.pop()
        elif step != ".":
            parts.append(step)
    return "/".join(parts)


def modules(raw: Raw, *roots: str, later: bool = False) -> list[str]:
    """Addresses of the modules that these roots load at once, they themselves first; `later`: or load later on."""
    found = list(roots)
    for address in found:  # grows while it is walked
        text = _text(raw, address)
        for wanted in _IMPORTS.findall(text) + (_IMPORTS_LATER.findall(text) if later else []):
            if (there := beside(address, wanted)) not in found:
                found.append(there)
    return found


def modules_of(raw: Raw, screen: str) -> list[str]:
    """Addresses of the modules of a screen, in the order in which they are wanted.

    Learners come in anew each day; desks and halls have been there before, and load their way in when they need it.
    """
    names = ("start", "frame", f"screens/{screen}", *(["enter-phone"] if screen == "phone" else []))
    return modules(raw, *(f"{LIVE}{name}.js" for name in names))


def said(raw: Raw, addresses: Iterable[str], keys: Iterable[str]) -> set[str]:
    """Those of the keys that these modules say: by name, or by a beginning that is put together with a field."""
    texts = [_text(raw, address) for address in addresses]
    named = {key for text in texts for key in _NAMED.findall(text)}
    begun = tuple({start for text in texts for start in _BEGUN.findall(text)})
    return {key for key in keys if key in named or key.startswith(begun)}


def words_of(
    raw: Raw, ahead: Mapping[str, Iterable[str]], kinds: Iterable[str], keys: Iterable[str]
) -> dict[str, set[str]]:
    """Files of words → their keys.

    "phone" is a screen with the kinds that it loads `ahead`, "later/phone" what it loads after its first view,
    "kinds/poll" and "kinds/poll.desk" are modules of a kind. A key of a kind stands with all its modules, unless it
    is seen that only others say it.
    """
    keys, kinds = set(keys), list(kinds)
    files: dict[str, set[str]] = {}
    shared = said(raw, modules(raw, f"{LIVE}frame.js"), keys)
    for kind in kinds:
        own = {key for key in keys if key.startswith(f"{kind}.")}
        here = [name for name in (kind, *(f"{kind}.{part}" for part in PARTS)) if f"/static/kinds/{name}.js" in raw]
        says = {name: said(raw, modules(raw, f"/static/kinds/{name}.js"), keys) - shared for name in here}
        for name in here:
            others = set().union(*(says[other] for other in here if other != name))
            files[f"kinds/{name}"] = says[name] | (own - others)
    titles = {f"{kind}.title" for kind in kinds} & keys
    for screen, first in ahead.items():
        # A hall is paired, or comes in by a link as the desks do, which it loads when it has one.
        way_in = modules(raw, f"{LIVE}{WAYS_IN.get(screen, 'enter')}.js", later=screen == "room")
        at_once = said(raw, [*modules_of(raw, screen), *way_in], keys) | titles
        roots = (f"{LIVE}frame.js", f"{LIVE}screens/{screen}.js")
        files[screen] = at_once.union(*(files[f"kinds/{file_of(raw, kind, screen)}"] for kind in first))
        files[f"later/{screen}"] = said(raw, modules(raw, *roots, later=True), keys) - files[screen]
    return files


def file_of(raw: Raw, kind: str, screen: str) -> str:
    """The file of a kind that a screen loads, when it is one of those that every sitting has."""
    apart = f"{kind}.{screen}"
    return apart if f"/static/kinds/{apart}.js" in raw else kind


def places(source: bytes) -> dict[str, str]:
    """Where a kind says that it stands, by screen: its `place`, which stands on one line of its module."""
    line = _PLACE.search(source.decode("utf-8"))
    return dict(_WHERE.findall(line[1])) if line else {}


def shell(raw: Raw, screen: str, ahead: Iterable[str]) -> tuple[bytes, bytes]:
    """The page of a screen that asks for all of its first view in one go, and its sheet of styles.

    `ahead`: kinds that every sitting has. The sheet is the ones that the page names, one after another.
    """
    page = raw[f"{LIVE}{screen}.html"]
    sheets = _SHEET.findall(page.decode("utf-8"))
    kinds = [f"/static/kinds/{file_of(raw, kind, screen)}.js" for kind in ahead]
    wanted = dict.fromkeys(modules_of(raw, screen) + modules(raw, *kinds))
    lines = [f'<link rel="stylesheet" href="{LIVE}{screen}.sheet.css">']
    lines += [f'<link rel="modulepreload" href="{address}">' for address in wanted]
    lines += [
        f'<link rel="preload" as="fetch" href="/static/{name}.json" crossorigin>'
        for name in (f"words/vi/{screen}", "kinds/index")
    ]
    page = _SHEET_LINE.sub(b"", page).replace(NEEDS, "\n".join(lines).encode())
    return page, b"\n".join(raw[address] for address in sheets)
