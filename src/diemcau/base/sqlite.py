"""The one copy of SQLite that a process uses.

SQLite 3.7.0 to 3.51.2 can corrupt a WAL database when two connections checkpoint at one moment
(the "WAL-reset" fault, mended in 3.51.3). The standard library's copy is taken when it is new
enough, else the one that pysqlite3 brings. Two copies must never open one file from one process:
POSIX locks of the first are dropped when the second closes it.
"""

import sqlite3 as standard
import sys
from types import ModuleType

OLDEST = (3, 51, 3)


def choose() -> ModuleType:
    """The DB-API module to use; RuntimeError when no safe SQLite is there."""
    if standard.sqlite_version_info >= OLDEST:
        return standard
    import pysqlite3

    if pysqlite3.sqlite_version_info < OLDEST:
        raise RuntimeError(f"SQLite {pysqlite3.sqlite_version} is older than 3.51.3")
    return pysqlite3  # type: ignore[no-any-return]


module = choose()


def as_standard() -> None:
    """Let later imports of `sqlite3` (Django's own backend) find the chosen copy."""
    if module is not standard:
        sys.modules["sqlite3"] = module
        sys.modules["sqlite3.dbapi2"] = module.dbapi2
