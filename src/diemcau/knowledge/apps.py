"""Django's name for this room."""

from django.apps import AppConfig


class Knowledge(AppConfig):
    """Settings of the room; what it owns stands in the package's docstring."""

    name = "diemcau.knowledge"
    label = "knowledge"

    def ready(self) -> None:
        """Tell what is taken up here when a course is closed."""
        from diemcau.classroom import closing
        from diemcau.knowledge import actions

        closing.tell(actions.take_up_course)
