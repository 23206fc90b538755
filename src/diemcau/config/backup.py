"""`diemcau backup`: a copy of everything that a server on SQLite keeps, made beside the running server.

The order matters: the office refers to places in the journal, so the journal's copy must not be the older
one; a row names only papers and slides that are there, so these come last.
"""

import re
import shutil
from contextlib import closing
from datetime import datetime
from pathlib import Path

from diemcau.base.refused import Refused
from diemcau.base.sqlite import module

DATABASES = ("office.db", "journal.db")
FOLDERS = ("papers", "slides", "documents", "rosters")
NAME = "diemcau-%Y%m%d-%H%M%S"
PARTIAL = "partial-"


def back_up(data: Path, secret: str, to: Path, at: datetime) -> Path:
    """Make a folder named by the time in `to`; the folder. It is there whole or not at all.

    Refuses: backup.damaged, when a database does not hold together.
    """
    name = at.strftime(NAME)
    partial = to / (PARTIAL + name)
    partial.mkdir(mode=0o700, parents=True)
    for database in DATABASES:
        # One read of the whole file at one moment: in steps it would begin again with every write of the server.
        with (
            closing(module.connect(f"{(data / database).absolute().as_uri()}?mode=ro", uri=True)) as source,
            closing(module.connect(partial / database)) as target,
        ):
            try:
                source.backup(target)
                target.create_function("REGEXP", 2, _matches)
                found = target.execute("PRAGMA quick_check").fetchall()
            except module.DatabaseError as error:
                raise Refused("backup.damaged", 409, name=database) from error
            if found != [("ok",)]:
                raise Refused("backup.damaged", 409, name=database)
    key = partial / "secret.key"
    key.touch(mode=0o600)
    key.write_text(secret)
    for folder in FOLDERS:
        if (data / folder).exists():
            shutil.copytree(data / folder, partial / folder, ignore=shutil.ignore_patterns(".*"))
    return partial.rename(to / name)


def _matches(pattern: str, text: str | None) -> bool | None:
    """REGEXP, which rules of Django's tables use and SQLite does not have."""
    return None if text is None else bool(re.search(pattern, str(text)))


def forget(to: Path, keep: int) -> list[Path]:
    """Delete all but the newest `keep` backups in a folder, and what an older one left half made; what was deleted."""
    old = sorted(to.glob("diemcau-????????-??????"))[:-keep]
    for path in [*old, *to.glob(f"{PARTIAL}diemcau-*")]:
        shutil.rmtree(path)
    return old
