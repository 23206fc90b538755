"""Tables of the room: the audit log."""

from diemcau.record.models.audit import AppendOnly, AuditEntry

__all__ = ["AppendOnly", "AuditEntry"]
