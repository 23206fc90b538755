"""Tables of the room: the audit log, what can be taken back, mail."""

from diemcau.record.models.audit import AuditEntry
from diemcau.record.models.mailings import Letter, Mailing
from diemcau.record.models.undo import Undo

__all__ = ["AuditEntry", "Letter", "Mailing", "Undo"]
