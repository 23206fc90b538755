"""Django's name for this room."""

from django.apps import AppConfig


class Base(AppConfig):
    """Page frame, template tags and vendored front-end files."""

    name = "diemcau.base"
    label = "base"
