"""Files from outside are read in a process of their own, with limits that it sets itself. The only door to one."""

import subprocess
import sys

from diemcau.base.refused import Refused


def ask_child(module: str, data: bytes, *words: str, patience: float, refusals: str) -> bytes:
    """What `python -m module words` answers to `data`.

    `patience`: seconds until it is ended; a child's own limits are far below. Refuses: `<refusals>.heavy` (413) where
    a limit ended it, `<refusals>.damaged` where the reader gave up in the middle of a file.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", module, *words],
            input=data,
            stdout=subprocess.PIPE,
            # A reader that runs out of memory says so at length, with what it read.
            stderr=subprocess.DEVNULL,
            timeout=patience,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(f"{refusals}.heavy", 413) from error
    if done.returncode:
        # Ended by a signal: a limit. Ended by itself: it gave up.
        raise Refused(f"{refusals}.heavy", 413) if done.returncode < 0 else Refused(f"{refusals}.damaged")
    return done.stdout
