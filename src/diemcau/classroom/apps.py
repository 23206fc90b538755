"""Django's name for this room."""

from django.apps import AppConfig


class Classroom(AppConfig):
    """Settings of the room; what it owns stands in the package's docstring."""

    name = "diemcau.classroom"
    label = "classroom"

    def ready(self) -> None:
        """Tell the rooms below what ends a token in the live process."""
        from diemcau.classroom import door
        from diemcau.people import above

        above.ends_tokens(door.revoke)
