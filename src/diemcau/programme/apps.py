"""Django's name for this room."""

from django.apps import AppConfig


class Programme(AppConfig):
    """Settings of the room; what it owns stands in the package's docstring."""

    name = "diemcau.programme"
    label = "programme"
