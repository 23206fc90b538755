"""Writes a snapshot of each sitting named, where it is time for one. `python -m diemcau.classroom.live.keep`.

A child process for a minute: it reads the newest snapshot and what came after it, writes the next, and ends.
Environment: DIEMCAU_JOURNAL (path or postgresql:// address), DIEMCAU_SNAPSHOTS (folder). Arguments: streams.
"""

import logging
import os
import sys
from pathlib import Path

from diemcau.classroom.fold import Fold
from diemcau.classroom.snapshot import is_due, save
from diemcau.journal.store import Store, StoreBroken

log = logging.getLogger(__name__)


def keep(store: Store, stream: str, folder: Path) -> Path | None:
    """The snapshot that was written; None when it is not time for one. StoreBroken, KeyError, OSError."""
    if not is_due(folder, stream, store.head(stream)[0]):
        return None
    return save(Fold(store, stream, folder).board, store, stream, folder)


def main() -> int:
    """Keep every stream named; 1 when one could not be kept."""
    logging.basicConfig(level=logging.INFO, format="keep %(levelname)s %(name)s: %(message)s")
    os.nice(19)
    folder, failed = Path(os.environ["DIEMCAU_SNAPSHOTS"]), 0
    for stream in sys.argv[1:]:
        try:
            store = Store(os.environ["DIEMCAU_JOURNAL"], read_only=True)
            if path := keep(store, stream, folder):
                log.info("%s is kept in %s", stream, path.name)
            store.close()
        except (StoreBroken, KeyError, OSError) as fault:
            log.error("%s is not kept: %r", stream, fault)  # noqa: TRY400 the words are enough
            failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
