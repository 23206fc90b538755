"""Django's name for this room."""

from django.apps import AppConfig


class People(AppConfig):
    """Settings of the room; what it owns stands in the package's docstring."""

    name = "diemcau.people"
    label = "people"
