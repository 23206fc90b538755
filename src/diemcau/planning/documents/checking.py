"""`looked_at`: what a document is, by its content. The only door to the child process."""

import subprocess
import sys

import msgspec

from diemcau.base.refused import Refused
from diemcau.planning.documents.child import Looked
from diemcau.planning.documents.rules.types import by_first_bytes

PATIENCE = 30  # seconds; the child's own limit is far below


def looked_at(data: bytes) -> Looked:
    """The type of a document and its bytes as they are to be kept: pictures without what a camera wrote about them.

    Refuses: document.empty, document.large, document.type, document.programs, document.password, document.damaged,
    document.pixels, document.heavy.
    """
    by_first_bytes(data)  # nothing is started for what is too large or is no document at all
    try:
        done = subprocess.run(
            [sys.executable, "-m", "diemcau.planning.documents.child"],
            input=data,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise Refused("document.heavy", 413) from error
    if done.returncode:
        raise Refused("document.heavy", 413) if done.returncode < 0 else Refused("document.damaged", 400)
    looked = msgspec.msgpack.decode(done.stdout, type=Looked)
    if looked.refused:
        raise Refused(looked.refused, looked.status, **looked.detail)
    return looked
