"""Django's name for this room."""

from django.apps import AppConfig


class Planning(AppConfig):
    """Settings of the room; what it owns stands in the package's docstring."""

    name = "diemcau.planning"
    label = "planning"

    def ready(self) -> None:
        """Tell the ways in which sitting of a course a desk is to see, and the log what things are called."""
        from diemcau.people import above
        from diemcau.planning import actions  # noqa: F401 (every process is to know how acts are taken back)
        from diemcau.planning.queries import sitting_now
        from diemcau.planning.queries.naming import NAMED
        from diemcau.record import naming

        above.knows_sittings(sitting_now)
        for kind, find in NAMED.items():
            naming.names(kind, find)
