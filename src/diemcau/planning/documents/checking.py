"""`looked_at`: what a document is, by its content. The only door to the child process."""

import msgspec

from diemcau.base.child import ask_child
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
    said = ask_child("diemcau.planning.documents.child", data, patience=PATIENCE, refusals="document")
    looked = msgspec.msgpack.decode(said, type=Looked)
    if looked.refused:
        raise Refused(looked.refused, looked.status, **looked.detail)
    return looked
