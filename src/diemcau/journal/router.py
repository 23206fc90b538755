"""Which database a table lives in: the journal's tables have their own."""

from typing import Any


class JournalRouter:
    """Tables of the app `journal` go to the alias `journal`, all others to `default`."""

    def db_for_read(self, model: Any, **_hints: Any) -> str:
        """The alias to read a model from."""
        return "journal" if model._meta.app_label == "journal" else "default"

    db_for_write = db_for_read

    def allow_relation(self, obj1: Any, obj2: Any, **_hints: Any) -> bool:
        """No relation spans the two stores."""
        return bool((obj1._meta.app_label == "journal") == (obj2._meta.app_label == "journal"))

    def allow_migrate(self, db: str, app_label: str, **_hints: Any) -> bool:
        """Each store gets its own tables only."""
        return (db == "journal") == (app_label == "journal")
