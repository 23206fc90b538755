"""Copies of all data, made beside a server that writes."""

import os
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from diemcau.base.refused import Refused
from diemcau.base.sqlite import module
from diemcau.base.words import say
from diemcau.config.backup import back_up, forget

AT = datetime(2026, 1, 31, 7, 12, 5, tzinfo=UTC)


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with two databases of one table each, and a paper."""
    folder = tmp_path / "data"
    (folder / "papers/lop").mkdir(parents=True)
    (folder / "papers/lop/report.pdf").write_bytes(b"%PDF")
    for name in ("office.db", "journal.db"):
        with closing(module.connect(folder / name)) as store:
            store.execute("PRAGMA journal_mode=WAL")
            store.execute("CREATE TABLE entry (n INTEGER PRIMARY KEY, words TEXT)")
            store.executemany("INSERT INTO entry (words) VALUES (?)", [("x" * 200,)] * 1000)
            store.commit()
    return folder


def test_a_backup_holds_all_and_only_its_owner_may_enter(data: Path, tmp_path: Path) -> None:
    made = back_up(data, "the secret", tmp_path / "to", AT)
    assert made == tmp_path / "to/diemcau-20260131-071205"
    assert names(tmp_path / "to") == [made.name]
    assert names(made) == ["journal.db", "office.db", "papers", "secret.key"]
    assert (made / "secret.key").read_text() == "the secret"
    assert (made / "papers/lop/report.pdf").read_bytes() == b"%PDF"
    assert [oct(path.stat().st_mode)[-3:] for path in (made, made / "secret.key")] == ["700", "600"]
    for name in ("office.db", "journal.db"):
        with closing(module.connect(made / name)) as copy:
            assert copy.execute("SELECT count(*) FROM entry").fetchall() == [(1000,)]


def test_the_journal_is_never_older_than_the_office(data: Path, tmp_path: Path) -> None:
    """A server writes a fact, then the office's row that names it, all the time."""
    stop = threading.Event()

    def write() -> None:
        with (
            closing(module.connect(data / "journal.db")) as journal,
            closing(module.connect(data / "office.db")) as office,
        ):
            number = 1000
            while not stop.is_set():
                number += 1
                for store in (journal, office):
                    store.execute("INSERT INTO entry VALUES (?, 'y')", (number,))
                    store.commit()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        backups = [back_up(data, "s", tmp_path / str(n), AT) for n in range(5)]
    finally:
        stop.set()
        writer.join()
    for made in backups:
        last = []
        for name in ("office.db", "journal.db"):
            with closing(module.connect(made / name)) as copy:
                last.append(copy.execute("SELECT max(n), count(*) FROM entry").fetchone())
        assert all(newest == count for newest, count in last)
        assert last[0] <= last[1]


def test_a_damaged_database_is_told_and_leaves_no_backup(data: Path, tmp_path: Path) -> None:
    with closing(module.connect(data / "journal.db")) as store:
        store.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with (data / "journal.db").open("r+b") as file:
        file.seek(4096 * 10)
        file.write(b"\xff" * 4096)
    with pytest.raises(Refused) as no:
        back_up(data, "s", tmp_path / "to", AT)
    assert (no.value.code, no.value.data) == ("backup.damaged", {"name": "journal.db"})
    assert names(tmp_path / "to") == ["partial-diemcau-20260131-071205"]


def test_rows_that_break_a_rule_of_their_table_are_damage(data: Path, tmp_path: Path) -> None:
    for words, code in (("ok1", ""), ("no", "backup.damaged")):
        with closing(module.connect(data / "office.db")) as store:
            store.execute("PRAGMA ignore_check_constraints = ON")
            store.create_function("REGEXP", 2, lambda _pattern, _text: True)
            store.execute("CREATE TABLE IF NOT EXISTS ruled (words TEXT CHECK (words REGEXP '^[a-z]+[0-9]$'))")
            store.execute("INSERT INTO ruled VALUES (?)", (words,))
            store.execute("INSERT INTO ruled VALUES (NULL)")
            store.commit()
        try:
            back_up(data, "s", tmp_path / words, AT)
            refused = ""
        except Refused as no:
            refused = no.code
        assert (words, refused) == (words, code)


def test_only_the_newest_are_kept_and_nothing_else_is_touched(tmp_path: Path) -> None:
    for name in ("diemcau-20260101-000000", "diemcau-20260103-000000", "diemcau-20260102-000000", "photos"):
        (tmp_path / name).mkdir()
    (tmp_path / "partial-diemcau-20260104-000000").mkdir()
    assert forget(tmp_path, 2) == [tmp_path / "diemcau-20260101-000000"]
    assert names(tmp_path) == ["diemcau-20260102-000000", "diemcau-20260103-000000", "photos"]


def diemcau(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
    return subprocess.run(
        [sys.executable, "-m", "diemcau", *arguments],
        env=clean | {"LANG": "en_GB.UTF-8"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_command_makes_a_folder_that_a_server_can_start_from(tmp_path: Path) -> None:
    assert diemcau("migrate", DIEMCAU_DATA=str(tmp_path / "var")).returncode == 0
    ended = diemcau("backup", str(tmp_path / "to"), "--data", str(tmp_path / "var"), "--keep", "3")
    (made,) = (tmp_path / "to").iterdir()
    assert (ended.returncode, ended.stdout) == (0, say("cli.backup.made", "en", path=made) + "\n")
    assert (made / "secret.key").read_text() == (tmp_path / "var/secret.key").read_text()
    for command in ("verify", "migrate"):
        assert diemcau(command, DIEMCAU_DATA=str(made)).returncode == 0
    with closing(sqlite3.connect(made / "office.db")) as copy:
        assert copy.execute("SELECT count(*) > 3000 FROM units_unit").fetchall() == [(1,)]


def test_postgres_has_its_own_way() -> None:
    ended = diemcau("backup", "to", DATABASE_URL="postgres://nobody@127.0.0.1:1/none")
    assert (ended.returncode, ended.stderr) == (2, say("refused.backup.postgres", "en") + "\n")
