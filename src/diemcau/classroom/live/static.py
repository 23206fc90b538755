"""Files of the screens, kept in memory with their digest; the same for everybody."""

import gzip
import hashlib
import mimetypes
import re
from importlib import resources
from importlib.resources.abc import Traversable

import msgspec

from diemcau.activities.registry import NAMES
from diemcau.base.words import LANGUAGES, live_words
from diemcau.classroom.live import needs, offline
from diemcau.classroom.live.gathered import gather
from diemcau.classroom.live.http import Answer, Request

AHEAD = {"phone": ("presence",), "site": ("presence", "headcount")}  # kinds of a first view, whatever the sitting
PLAIN = b"x-content-type-options: nosniff"
OURS = ("/static/live/", "/static/kinds/", "/static/base/")  # written here: they keep to our rules
PARTS = (".js", ".css", ".json", ".woff2", ".png")  # of a page: they run under the policy of the page that asks
SECURITY = (
    (
        b"content-security-policy: default-src 'none'; script-src 'self'; style-src 'self'; "
        b"img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; manifest-src 'self'; "
        b"worker-src 'self'; frame-ancestors 'self'; base-uri 'none'; form-action 'self'; "
        b"require-trusted-types-for 'script'; trusted-types diemcau-worker"
    ),
    PLAIN,
    b"referrer-policy: no-referrer",
    b"cross-origin-opener-policy: same-origin",
)
KINDS = {".js": "text/javascript", ".woff2": "font/woff2", ".webmanifest": "application/manifest+json"}

_BEHIND = re.compile(r"""\s+// [^"'`]*$""")  # a comment behind code


class File(msgspec.Struct, frozen=True):
    """A file ready to send."""

    body: bytes
    packed: bytes
    kind: bytes
    tag: bytes
    headers: tuple[bytes, ...] = SECURITY


def _file(name: str, body: bytes) -> File:
    suffix = name[name.rfind(".") :]
    kind = KINDS.get(suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    if kind.startswith("text/") or kind.endswith("json"):
        kind += "; charset=utf-8"
    packed = gzip.compress(body, 9, mtime=0)
    tag = f'"{hashlib.sha256(body).hexdigest()[:20]}"'
    # Each header is paid for with every file of a page, on lines that carry 8 KB in a second.
    headers = (PLAIN,) if name.startswith("/static/") and name.endswith(PARTS) else SECURITY
    return File(body, packed if len(packed) < len(body) else b"", kind.encode(), tag.encode(), headers)


def _lean(text: str) -> str:
    """A script or a sheet of styles without indentation and without comments of whole lines and at the ends of lines.

    The lines keep their numbers here. No text of the house runs over the end of a line (a test looks); what has a
    quotation mark behind its two strokes may be a text and stays.
    """
    lines, inside = [], False
    for line in map(str.strip, text.split("\n")):
        begins = line.startswith("/*")
        kept = not (inside or begins or line.startswith("//"))
        inside = (inside or begins) and "*/" not in line
        lines.append(_BEHIND.sub("", line) if kept else "")
    return "\n".join(lines)


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
    raw |= _kinds(package / "activities")
    shells = sorted(path[13:-5] for path in raw if path.startswith("/static/live/") and path.endswith(".html"))
    screens = {name: AHEAD.get(name, ()) for name in shells if needs.NEEDS in raw[f"/static/live/{name}.html"]}
    files = needs.words_of(raw, screens, NAMES, live_words("vi"))
    gather(raw, "/static/live/frame.js", shared=True)
    for name in screens:
        gather(raw, f"/static/live/screens/{name}.js")
    for name, ahead in screens.items():
        raw[f"/static/live/{name}.html"], raw[f"/static/live/{name}.sheet.css"] = needs.shell(raw, name, ahead)
    for name in shells:
        raw[f"/{name}"] = raw.pop(f"/static/live/{name}.html")
    for lang in LANGUAGES:
        words = live_words(lang)
        raw[f"/static/words/{lang}.json"] = msgspec.json.encode(words)
        for name, keys in files.items():
            raw[f"/static/words/{lang}/{name}.json"] = msgspec.json.encode({key: words[key] for key in sorted(keys)})
    for path in raw:
        if path.endswith((".js", ".css")) and path.startswith(OURS):
            raw[path] = _lean(raw[path].decode("utf-8")).encode()
    offline.add(raw)
    return {path: _file(path if "." in path else f"{path}.html", body) for path, body in raw.items()}


def _kinds(folder: Traversable) -> dict[str, bytes]:
    """The modules of the kinds, and what the frame must know of them before they are there."""
    raw: dict[str, bytes] = {}
    places, apart = {}, {}
    for name in NAMES:
        raw[f"/static/kinds/{name}.js"] = (folder / name / "screen.js").read_bytes()
        places[name] = needs.places(raw[f"/static/kinds/{name}.js"])
        apart[name] = [part for part in needs.PARTS if (folder / name / f"{part}.js").is_file()]
        for part in apart[name]:
            raw[f"/static/kinds/{name}.{part}.js"] = (folder / name / f"{part}.js").read_bytes()
    raw["/static/kinds/index.json"] = msgspec.json.encode(
        {"order": NAMES, "apart": apart, "places": places, "ahead": AHEAD}
    )
    return raw


def answer(file: File, request: Request) -> Answer:
    """A file, or 304 when the client has it. `no-cache`: always asked for, rarely sent."""
    headers = (*file.headers, b"etag: " + file.tag, b"cache-control: no-cache", b"vary: accept-encoding")
    if request.headers.get(b"if-none-match", b"") == file.tag:
        return Answer(304, headers=headers)
    if file.packed and b"gzip" in request.headers.get(b"accept-encoding", b""):
        return Answer(200, file.packed, file.kind, (*headers, b"content-encoding: gzip"))
    return Answer(200, file.body, file.kind, headers)
