"""Modules of a live screen put into one file: on a weak line each file costs headers and a turn of its own.

Each module keeps a scope of its own, a function that gives what the module exports, and runs once, after those that
it imports. Who is outside and imports a part asks the one file for it; the address of the part gives the same things.
Our modules know named imports and exports only, each beginning a line, and no circles: anything else is a ValueError.
"""

import re

from diemcau.classroom.live.needs import beside

Files = dict[str, bytes]  # by their address

_FROM = re.compile(r'^(import|export) \{([^}]*)\} from "([^"]+)";', re.MULTILINE)
_LISTED = re.compile(r"^export \{([^}]*)\};", re.MULTILINE)
_MADE = re.compile(r"^export ((?:async )?function|class|const) (\w+)", re.MULTILINE)
_OTHER = re.compile(r"^(?:export|import(?!\())\b.*", re.MULTILINE)


def _folder(address: str) -> str:
    return address.rpartition("/")[0]


def _named(address: str) -> str:
    return "$" + address.rpartition("/")[2].removesuffix(".js").replace("-", "_")


def _list(names: str) -> list[str]:
    return [name.strip() for name in names.split(",") if name.strip()]


def _taking(names: str, source: str) -> str:
    return f"const {{ {', '.join(name.replace(' as ', ': ') for name in _list(names))} }} = {source};"


def _parts(files: Files, address: str, done: list[str], begun: tuple[str, ...] = ()) -> list[str]:
    """The module and those of its folder that it loads at once, each after those that it imports itself."""
    if address in begun:
        raise ValueError(f"{address} imports itself by way of {begun}")
    for _, _, wanted in _FROM.findall(files[address].decode()):
        there = beside(address, wanted)
        if there not in done and _folder(there) == _folder(address):
            _parts(files, there, done, (*begun, address))
    done.append(address)
    return done


def _scope(address: str, text: str, sources: dict[str, str]) -> tuple[str, list[str]]:
    """A module as a function's scope, and the names that it exports. `sources`: address → what stands for it."""
    gives: dict[str, str] = {name: name for _, name in _MADE.findall(text)}
    gives |= {name: name for names in _LISTED.findall(text) for name in _list(names)}

    def taken(found: re.Match[str]) -> str:
        word, names, wanted = found.groups()
        there = beside(address, wanted)
        source = sources.setdefault(there, f"$from{len(sources)}")
        if word == "import":
            return _taking(names, source)
        gives.update({name: f"{source}.{name}" for name in _list(names)})
        return ""

    body = _MADE.sub(r"\1 \2", _LISTED.sub("", _FROM.sub(taken, text)))
    if odd := _OTHER.search(body):
        raise ValueError(f"{address}: {odd[0]}")
    given = ", ".join(name if name == source else f"{name}: {source}" for name, source in gives.items())
    return f"(() => {{\n{body}\nreturn {{ {given} }};\n}})()", list(gives)


def gather(files: Files, root: str, *, shared: bool = False) -> None:
    """Put into `root` all modules of its folder that it loads at once. `shared`: others load parts of it too."""
    parts = _parts(files, root, [])
    sources = {address: _named(address) for address in parts}
    exports: dict[str, list[str]] = {}
    scopes = []
    for address in parts:
        scope, exports[address] = _scope(address, files[address].decode(), sources)
        scopes.append(f"{'export ' if shared else ''}const {_named(address)} = {scope};")
    heads = [f'import * as {name} from "{there}";' for there, name in sources.items() if there not in parts]
    own = f"export const {{ {', '.join(exports[root])} }} = {_named(root)};"
    files[root] = "\n".join([*heads, *scopes, own, ""]).encode()
    if shared:
        _redirect(files, root, {address: names for address, names in exports.items() if address != root})


def _redirect(files: Files, root: str, parts: dict[str, list[str]]) -> None:
    """Whoever loads a part is given it by `root`."""
    for address, names in parts.items():
        given = f"export const {{ {', '.join(names)} }} = {_named(address)};\n"
        files[address] = f'import {{ {_named(address)} }} from "{root}";\n{given}'.encode()
    for address, body in files.items():
        if not address.endswith(".js") or address == root or address in parts or b"import {" not in body:
            continue

        def asked(found: re.Match[str], address: str = address) -> str:
            word, names, wanted = found.groups()
            there = beside(address, wanted)
            if word == "export" or there not in parts:
                return found[0]
            return f'import {{ {_named(there)} }} from "{root}";\n{_taking(names, _named(there))}'

        files[address] = _FROM.sub(asked, body.decode()).encode()
