"""What makes the screens of rooms and phones installable: manifests, and the service worker that keeps their files.

The worker is `static/live/worker.js` with a list of files set before it, each with the digest of its bytes: another
list is another version. Lists are found as a browser finds files: from the shell by what it links and imports.
"""

import re
from base64 import b64encode
from hashlib import sha256

import msgspec

from diemcau.base.words import say
from diemcau.classroom.live import needs

KEPT = ("phone", "site", "room")  # screens that open without a line
_LINKS = re.compile(rb'(?:href|src)="(/static/[^"]+)"')
_IMPORTS = re.compile(rb"""(?:\bfrom\s+|\bimport\s*\(?\s*)["']([^"'$]+\.js)["']""")
_WORDS = re.compile(r"/static/words/[a-z]+/")
_ICONS = [
    {"src": f"/static/live/icon-{size}.png", "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}
    for size in (192, 512)
    for purpose in ("any", "maskable")
] + [{"src": "/static/base/mark.svg", "sizes": "any", "type": "image/svg+xml", "purpose": "any"}]


def add(files: dict[str, bytes]) -> None:
    """Add the worker and the manifests to the files of the house, in which shells stand under "/<screen>"."""
    for screen in KEPT:
        files[f"/{screen}.webmanifest"] = msgspec.json.encode(_manifest(screen))
    lists = {}
    for screen in KEPT:
        digests = {path: _integrity(files[path]) for path in _needed(files, screen)}
        version = sha256(msgspec.json.encode(digests, order="deterministic")).hexdigest()[:16]
        lists[f"/{screen}"] = {"version": version, "files": digests}
    script = files.pop("/static/live/worker.js")
    files["/worker.js"] = b"const LISTS = " + msgspec.json.encode(lists, order="deterministic") + b";\n" + script


def _integrity(body: bytes) -> str:
    return f"sha256-{b64encode(sha256(body).digest()).decode()}"


def _manifest(screen: str) -> dict[str, object]:
    return {
        "id": f"/{screen}",
        "name": say(f"live.app.{screen}"),
        "short_name": say("live.brand"),
        "lang": "vi",
        "start_url": f"/{screen}",
        "scope": f"/{screen}",
        "display": "fullscreen" if screen == "room" else "standalone",
        "background_color": "#ffffff",
        "theme_color": "#0b6e6e",
        "icons": _ICONS,
    }


def _needed(files: dict[str, bytes], screen: str) -> list[str]:
    """Addresses of all that a screen may load, its shell first."""
    shell = f"/{screen}"
    found = {shell: None, f"{shell}.webmanifest": None, "/static/kinds/index.json": None}
    of_others = {part for part in needs.PARTS if part != screen}
    waiting = [path.decode() for path in _LINKS.findall(files[shell])]
    for path in files:
        part = path.rpartition("/")[2].partition(".")[2].partition(".")[0]
        if path.startswith("/static/kinds/") and part not in of_others:
            waiting.append(path)
        elif _WORDS.match(path) and (path.endswith(f"/{screen}.json") or ("/kinds/" in path and part not in of_others)):
            found[path] = None
    while waiting:
        path = waiting.pop(0)
        if path in found or path not in files:
            continue
        found[path] = None
        if path.endswith(".js"):
            waiting += [needs.beside(path, target.decode()) for target in _IMPORTS.findall(files[path])]
    return list(found)
