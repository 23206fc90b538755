"""What the room does: it writes the audit log, takes acts back and looks after background jobs."""

from diemcau.record.actions.audit import note
from diemcau.record.actions.jobs import MOST_ATTEMPTS, requeue_lost
from diemcau.record.actions.mailings import NewLetter, send_again, send_later, stop
from diemcau.record.actions.undo import forget_undos, keep_undo, undo

__all__ = [
    "MOST_ATTEMPTS",
    "NewLetter",
    "forget_undos",
    "keep_undo",
    "note",
    "requeue_lost",
    "send_again",
    "send_later",
    "stop",
    "undo",
]
