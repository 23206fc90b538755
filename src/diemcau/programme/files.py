"""Files of programmes in the data folder, named by what they hold.

DATA/slides/<sha256>.pdf, and the pictures of its pages <sha256>-<n>.png. Nothing is ever changed there; the same file
handed in again is the same file.
"""

import hashlib
import re
from pathlib import Path

from django.conf import settings

from diemcau.base.files import put

_DIGEST = re.compile(r"[0-9a-f]{64}")


def place() -> Path:
    """The folder."""
    return Path(settings.DATA) / "slides"


def path_of(digest: str, page: int = 0) -> Path | None:
    """A file, or the picture of one of its pages; None for what is not there (or no digest)."""
    if not _DIGEST.fullmatch(digest):
        return None
    path = place() / (f"{digest}-{page}.png" if page else f"{digest}.pdf")
    return path if path.is_file() else None


def digest_of(raw: bytes) -> str:
    """SHA-256 of a file, in hex."""
    return hashlib.sha256(raw).hexdigest()


def read(digests: list[str]) -> dict[str, bytes]:
    """Bytes of PDF files by digest; what is not there is left out."""
    return {digest: path.read_bytes() for digest in digests if (path := path_of(digest))}


def words_of(digest: str) -> bytes | None:
    """What was read from the pages of a file when it was drawn; None where it was not."""
    path = path_of(digest)
    words = path.with_suffix(".json") if path else None
    return words.read_bytes() if words and words.is_file() else None


def keep(raw: bytes, pages: Path | None = None, words: bytes = b"") -> str:
    """Put a PDF file there, the pictures of its pages from a folder, and the words of the pages; its digest."""
    digest = digest_of(raw)
    for picture in pages.iterdir() if pages else ():
        put(place() / f"{digest}-{picture.stem}.png", picture.read_bytes())
    for name, content in ((f"{digest}.json", words), (f"{digest}.pdf", raw)):
        if content and not (place() / name).is_file():
            put(place() / name, content)
    return digest
