"""What the room does: it writes the audit log and looks after background jobs."""

from diemcau.record.actions.audit import note
from diemcau.record.actions.jobs import MOST_ATTEMPTS, requeue_lost

__all__ = ["MOST_ATTEMPTS", "note", "requeue_lost"]
