"""The files of rosters as they came: in the data folder, for this process's user alone, until they are forgotten."""

import re
from pathlib import Path

from django.conf import settings

from diemcau.base.files import put
from diemcau.base.refused import Refused

_DIGEST = re.compile(r"[0-9a-f]{64}")


def _path(digest: str) -> Path:
    if not _DIGEST.fullmatch(digest):
        raise ValueError("a digest is 64 hexadecimal digits")
    return Path(settings.DATA) / "rosters" / digest[:2] / digest


def keep(digest: str, data: bytes) -> None:
    """Keep a file by its SHA-256; one that is there already stays."""
    path = _path(digest)
    if not path.exists():
        put(path, data)


def kept(digest: str) -> bytes:
    """A file that was kept.

    Refuses: roster.forgotten.
    """
    try:
        return _path(digest).read_bytes()
    except FileNotFoundError as gone:
        raise Refused("roster.forgotten", 410) from gone


def forget(digest: str) -> None:
    """Delete a kept file; nothing for one that is gone."""
    _path(digest).unlink(missing_ok=True)
