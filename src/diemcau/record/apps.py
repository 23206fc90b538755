"""Django's name for this room."""

from django.apps import AppConfig


class Record(AppConfig):
    """Settings of the room; what it owns stands in the package's docstring."""

    name = "diemcau.record"
    label = "record"

    def ready(self) -> None:
        """Let the room below write into the audit log."""
        from diemcau.people import above
        from diemcau.record import naming
        from diemcau.record.actions import note
        from diemcau.record.queries import accounts_named, entries_named, mailings_named

        above.notes(note)
        naming.names("account", accounts_named)
        naming.names("mailing", mailings_named)
        naming.names("entry", entries_named)
