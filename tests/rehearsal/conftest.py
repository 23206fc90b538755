"""The live process of the classroom's tests, for rehearsals."""

from tests.classroom.conftest import journal, live, shared_journal

__all__ = ["journal", "live", "shared_journal"]
