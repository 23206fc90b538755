"""The installation's secret: made on first use, kept in a file that only its owner reads."""

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Any


def read_or_make(env: Any, data: Path) -> str:
    """The secret from the environment, from the file it names, or from `secret.key` in the data folder.

    256 bits, URL-safe text. Tokens of the live process are signed with keys derived from it.
    """
    if given := env.str("DIEMCAU_SECRET_KEY", default=""):
        return str(given)
    path = Path(env.str("DIEMCAU_SECRET_KEY_FILE", default="") or data / "secret.key")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(f".{os.getpid()}")
        new.touch(mode=0o600)
        new.write_text(secrets.token_urlsafe(32))
        with suppress(FileExistsError):
            os.link(new, path)  # two processes may start at once: the first one's key stays
        new.unlink()
    return path.read_text().strip()
