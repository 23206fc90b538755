"""Django's name for this room."""

from django.apps import AppConfig


class Planning(AppConfig):
    """Settings of the room; what it owns stands in the package's docstring."""

    name = "diemcau.planning"
    label = "planning"

    def ready(self) -> None:
        """Tell the ways in which sitting of a course a desk is to see."""
        from diemcau.people import above
        from diemcau.planning.queries import sitting_now

        above.knows_sittings(sitting_now)
