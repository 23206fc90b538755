"""The stores of the classroom's tests, for the journal."""

from tests.classroom.conftest import hall, journal, on_air, shared_journal

__all__ = ["hall", "journal", "on_air", "shared_journal"]
