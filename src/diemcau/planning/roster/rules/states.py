"""States of a roster file, how its rows end, and what they do to a course."""

from enum import StrEnum


class FileState(StrEnum):
    """Where a file stands. APPLYING and READING are the worker's."""

    READING = "reading"
    READY = "ready"
    APPLYING = "applying"
    APPLIED = "applied"
    UNDONE = "undone"
    REFUSED = "refused"
    DROPPED = "dropped"


class Ends(StrEnum):
    """How a row ends once its answers are in it; the first four as a check says them."""

    READY = "ready"
    REPAIRED = "repaired"
    ASKS = "asks"
    REFUSED = "refused"
    LEFT_OUT = "left_out"


class Does(StrEnum):
    """What a row does to the course."""

    ADD = "add"
    CHANGE = "change"
    SAME = "same"
    NOTHING = "nothing"
