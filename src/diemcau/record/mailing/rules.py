"""When a letter leaves, and when it is given up. Pure."""

from enum import StrEnum

STOP_MINUTES = 10  # between the button and the first letter
AGAIN_MINUTES = (2, 10)  # after the first and after the second try that failed
TRIES = len(AGAIN_MINUTES) + 1


class LetterState(StrEnum):
    """What became of a letter."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"


def fault_of(status: int) -> str:
    """Why a letter did not leave, by the mail server's status: "refused", "later", or "line" for 0 (no answer).

    RFC 5321, 4.2.1: 5yz is final, 4yz may pass.
    """
    if status >= 500:
        return "refused"
    return "later" if status else "line"


def is_final(fault: str, tries: int) -> bool:
    """Whether a letter that failed so often is given up."""
    return fault == "refused" or tries >= TRIES
