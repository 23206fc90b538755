"""Django's name for this room."""

from django.apps import AppConfig


class Assessment(AppConfig):
    """Settings of the room; what it owns stands in the package's docstring."""

    name = "diemcau.assessment"
    label = "assessment"
