"""Django's name for this room."""

from django.apps import AppConfig


class Programme(AppConfig):
    """Settings of the room; what it owns stands in the package's docstring."""

    name = "diemcau.programme"
    label = "programme"

    def ready(self) -> None:
        """Name programmes and what is proposed for them in the log."""
        # Not on top: these need the tables, which Django reads first.
        from diemcau.programme.queries import programmes_named, proposals_named
        from diemcau.record import naming

        naming.names("programme", programmes_named)
        naming.names("slot", proposals_named)
