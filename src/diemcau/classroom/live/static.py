"""Files of the screens, kept in memory with their digest; the same for everybody."""

import gzip
import hashlib
import mimetypes
from importlib import resources
from importlib.resources.abc import Traversable

import msgspec

from diemcau.activities.registry import NAMES
from diemcau.base.words import LANGUAGES, live_words
from diemcau.classroom.live.http import Answer, Request

SCREENS = ("phone", "site", "room", "lecturer", "control")
SECURITY = (
    (
        b"content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; "
        b"img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        b"frame-ancestors 'self'; base-uri 'none'; form-action 'self'; require-trusted-types-for 'script'; "
        b"trusted-types 'none'"
    ),
    b"x-content-type-options: nosniff",
    b"referrer-policy: no-referrer",
    b"cross-origin-opener-policy: same-origin",
)
KINDS = {".js": "text/javascript", ".woff2": "font/woff2", ".webmanifest": "application/manifest+json"}


class File(msgspec.Struct, frozen=True):
    """A file ready to send."""

    body: bytes
    packed: bytes
    kind: bytes
    tag: bytes


def _file(name: str, body: bytes) -> File:
    suffix = name[name.rfind(".") :]
    kind = KINDS.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind.endswith("json"):
        kind += "; charset=utf-8"
    packed = gzip.compress(body, 6, mtime=0)
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    return File(body, packed if len(packed) < len(body) else b"", kind.encode(), tag.encode())


def _walk(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found = []
    for entry in folder.iterdir():
        if entry.is_dir():
            found += _walk(entry, f"{prefix}{entry.name}/")
        else:
            found.append((prefix + entry.name, entry.read_bytes()))
    return found


def load() -> dict[str, File]:
    """Every static file of the house by its path, and the shells of the five screens."""
    package = resources.files("diemcau")
    raw: dict[str, bytes] = {}
    for room in package.iterdir():
        if (room / "static").is_dir():
            raw |= dict(_walk(room / "static", "/static/"))
    htmx = resources.files("django_htmx") / "static" / "django_htmx" / "htmx-2.min.js"
    if htmx.is_file():
        raw["/static/django_htmx/htmx-2.min.js"] = htmx.read_bytes()
    desks = []
    for name in NAMES:
        folder = package / "activities" / name
        raw[f"/static/kinds/{name}.js"] = (folder / "screen.js").read_bytes()
        if (folder / "desk.js").is_file():  # what only the desks of those who steer show
            raw[f"/static/kinds/{name}.desk.js"] = (folder / "desk.js").read_bytes()
            desks.append(name)
    raw["/static/kinds/index.json"] = msgspec.json.encode({"order": NAMES, "desks": desks})
    for lang in LANGUAGES:
        raw[f"/static/words/{lang}.json"] = msgspec.json.encode(live_words(lang))
    for screen in SCREENS:
        raw[f"/{screen}"] = raw.pop(f"/static/live/{screen}.html")
    return {path: _file(path if "." in path else f"{path}.html", body) for path, body in raw.items()}


def answer(file: File, request: Request) -> Answer:
    """A file, or 304 when the client has it. `no-cache`: always asked for, rarely sent."""
    headers = (*SECURITY, b"etag: " + file.tag, b"cache-control: no-cache", b"vary: accept-encoding")
    if request.headers.get(b"if-none-match", b"") == file.tag:
        return Answer(304, headers=headers)
    if file.packed and b"gzip" in request.headers.get(b"accept-encoding", b""):
        return Answer(200, file.packed, file.kind, (*headers, b"content-encoding: gzip"))
    return Answer(200, file.body, file.kind, headers)
