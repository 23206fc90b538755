"""The backend module that Django loads by name."""

from diemcau.base import sqlite

sqlite.as_standard()

from django.db.backends.sqlite3 import base as django_sqlite  # noqa: E402

if vars(django_sqlite)["Database"].sqlite_version_info < sqlite.OLDEST:  # somebody imported Django's backend first
    raise RuntimeError("Django's SQLite backend was loaded before diemcau.base.sqlite_backend")


class DatabaseWrapper(django_sqlite.DatabaseWrapper):
    """Django's wrapper, unchanged, over the chosen SQLite."""
