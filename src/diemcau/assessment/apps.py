"""Django's name for this room."""

from django.apps import AppConfig


class Assessment(AppConfig):
    """Settings of the room; what it owns stands in the package's docstring."""

    name = "diemcau.assessment"
    label = "assessment"

    def ready(self) -> None:
        """Tell what is settled here when a course is closed."""
        from diemcau.assessment import actions
        from diemcau.classroom import closing

        closing.tell(actions.settle_course)
