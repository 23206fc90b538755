"""Django's name for this room."""

from django.apps import AppConfig


class Knowledge(AppConfig):
    """Settings of the room; what it owns stands in the package's docstring."""

    name = "diemcau.knowledge"
    label = "knowledge"
