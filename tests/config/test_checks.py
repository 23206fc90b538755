"""What `diemcau serve` looks at before it starts."""

import os
import re
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.db import connections
from django.db.utils import ConnectionHandler

from diemcau.base.words import catalogue, say
from diemcau.config import checks
from diemcau.config.checks import Finding, Sizes

MOUNTS = """\
/dev/vda / ext4 rw,relatime 0 0
tmpfs /run tmpfs rw 0 0
nas:/lop /srv/lop nfs4 rw 0 0
/dev/vdb /srv/lop/local xfs rw 0 0
//nas/x /mnt/our\\040share cifs rw 0 0
"""


# --- how many processes --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cores", "phones", "given", "size"),
    [
        (1, 0, (0, 0), Sizes(1, 1)),
        (2, 0, (0, 0), Sizes(1, 1)),
        (4, 0, (0, 0), Sizes(1, 2)),
        (64, 0, (0, 0), Sizes(2, 2)),
        (4, 39_000, (0, 0), Sizes(1, 2)),
        (4, 39_001, (0, 0), Sizes(1, 3)),
        (4, 170_000, (0, 0), Sizes(1, 9)),
        (2, 170_000, (3, 5), Sizes(3, 5)),
    ],
)
def test_processes_follow_from_cores_phones_and_the_limit_of_open_files(
    cores: int, phones: int, given: tuple[int, int], size: Sizes
) -> None:
    assert checks.sizes(cores, 20_000, phones, *given) == size


def test_a_node_carries_what_its_streams_may_open() -> None:
    assert [Sizes(2, streams).carries(files) for streams, files in ((2, 20_000), (9, 1_024), (2, 400))] == [
        39_000,
        4_716,
        0,
    ]


# --- open files ----------------------------------------------------------------------------------------


def test_enough_open_files_are_not_spoken_of() -> None:
    assert checks.open_files(20_000, Sizes(2, 9), 170_000) is None
    assert checks.open_files(1_024, Sizes(1, 1), 0) is None


def test_too_few_open_files_are_told_with_the_limit_that_would_do() -> None:
    found = checks.open_files(1_024, Sizes(1, 2), 20_000)
    assert found == Finding("files", {"files": 1_024, "carries": 1_048, "phones": 20_000, "need": 10_500})
    assert checks.open_files(found.data["need"], Sizes(1, 2), 20_000) is None


def test_a_limit_that_carries_nobody_stops() -> None:
    assert checks.open_files(500, Sizes(1, 2), 0) == Finding(
        "files", {"files": 500, "carries": 0, "phones": 0, "need": 1_000}, stops=True
    )


# --- the clock -----------------------------------------------------------------------------------------


def test_a_clock_behind_what_is_written_already_is_told() -> None:
    assert checks.clock_behind(1_000.0, 1_001.9) is None
    assert checks.clock_behind(0.0, 86_400.0) == Finding(
        "clock.behind", {"now": "1970-01-01 00:00:00 UTC", "newest": "1970-01-02 00:00:00 UTC"}
    )


def test_the_newest_file_counts(tmp_path: Path) -> None:
    (tmp_path / "journal.db").touch()
    os.utime(tmp_path / "journal.db", (4e9, 4e9))
    (tmp_path / "papers").mkdir()
    assert checks.newest(tmp_path) == 4e9


def test_a_clock_that_nothing_keeps_right_is_told_and_an_unknown_one_is_not() -> None:
    assert [checks.clock_free(known) for known in (True, None, False)] == [None, None, Finding("clock.free")]


def test_the_kernel_says_whether_it_is_synchronised_or_nothing() -> None:
    assert checks.is_synchronised() in {True, False, None}


def test_a_database_with_another_time_is_told() -> None:
    assert [checks.clock_apart(100.0, there) for there in (98.0, 102.0, 102.6)] == [
        None,
        None,
        Finding("clock.apart", {"seconds": 3}),
    ]


# --- the disk ------------------------------------------------------------------------------------------


def test_less_than_2_gb_are_told() -> None:
    assert checks.little_room(2 * 1024**3) is None
    assert checks.little_room(1536 * 1024**2) == Finding("room", {"free": 1536})


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/var/lib/diemcau", "ext4"),
        ("/", "ext4"),
        ("/run/diemcau", "tmpfs"),
        ("/running", "ext4"),
        ("/srv/lop", "nfs4"),
        ("/srv/lop/data", "nfs4"),
        ("/srv/lop/local/data", "xfs"),
        ("/mnt/our share/x", "cifs"),
    ],
)
def test_a_path_lies_on_the_nearest_mount(path: str, kind: str) -> None:
    assert checks.kind_of(path, MOUNTS) == kind


def test_a_later_mount_lies_on_top() -> None:
    assert checks.kind_of("/srv", "a /srv ext4 rw 0 0\nb /srv nfs rw 0 0\n") == "nfs"


def test_databases_on_a_share_stop_and_in_memory_are_told() -> None:
    for kind in ("nfs", "nfs4", "cifs", "smb3", "9p", "ceph", "fuse.sshfs", "fuse.glusterfs"):
        found = checks.file_system(kind, "/srv", sqlite=True)
        assert found == Finding("network_files", {"kind": kind, "folder": "/srv"}, stops=True)
    assert checks.file_system("tmpfs", "/run", sqlite=True) == Finding(
        "memory_files", {"kind": "tmpfs", "folder": "/run"}
    )
    for kind in ("ext4", "xfs", "btrfs", "zfs", "fuseblk"):
        assert checks.file_system(kind, "/srv", sqlite=True) is None
    assert checks.file_system("nfs4", "/srv", sqlite=False) is None  # papers may be shared, databases not


# --- settings ------------------------------------------------------------------------------------------


def test_another_address_than_loopback_asks_for_tls() -> None:
    assert [checks.no_tls(host, "") for host in ("127.0.0.1", "::1", "localhost")] == [None] * 3
    assert checks.no_tls("0.0.0.0", "https://lop.example.vn") is None
    for url in ("", "http://lop.example.vn"):
        assert checks.no_tls("0.0.0.0", url) == Finding("no_tls")


def test_debug_pages_stop_a_server_that_others_reach() -> None:
    assert checks.debug_pages(False, "0.0.0.0", "https://x") is None
    assert checks.debug_pages(True, "127.0.0.1", "") == Finding("debug")
    assert checks.debug_pages(True, "0.0.0.0", "") == Finding("debug", stops=True)
    assert checks.debug_pages(True, "127.0.0.1", "https://x") == Finding("debug", stops=True)


def test_cookies_by_http_are_told_where_people_come_by_https() -> None:
    assert checks.plain_cookies(True, "https://x") is None
    assert checks.plain_cookies(False, "http://x") is None
    assert checks.plain_cookies(False, "https://x") == Finding("plain_cookies")


def test_links_in_mails_need_the_name_of_the_server() -> None:
    assert checks.any_name(["*"], mail=False) is None
    assert checks.any_name(["lop.example.vn"], mail=True) is None
    assert checks.any_name(["127.0.0.1", "*"], mail=True) == Finding("any_name", stops=True)


def test_a_secret_that_can_be_guessed_stops() -> None:
    assert checks.weak_secret("x" * 32) is None
    assert checks.weak_secret("x" * 31) == Finding("secret.short", {"least": 32}, stops=True)


def test_a_secret_that_others_may_read_is_told() -> None:
    assert [checks.open_secret("k", mode) for mode in (0o100600, 0o100400)] == [None, None]
    for mode in (0o100640, 0o100604, 0o100660):
        assert checks.open_secret("k", mode) == Finding("secret.open", {"path": "k"})


# --- the database --------------------------------------------------------------------------------------


def test_a_postgres_that_may_lose_what_it_said_stops() -> None:
    safe = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
    assert checks.lossy_postgres(safe) is None
    assert checks.lossy_postgres(safe | {"synchronous_commit": "remote_apply"}) is None
    for name in safe:
        assert checks.lossy_postgres(safe | {name: "off"}) == Finding("postgres", {"names": name}, stops=True)
    off = dict.fromkeys(safe, "off")
    assert checks.lossy_postgres(off) == Finding(
        "postgres", {"names": "fsync, full_page_writes, synchronous_commit"}, stops=True
    )


@pytest.mark.django_db(databases=["default", "journal"])
def test_the_database_is_asked(tmp_path: Path) -> None:
    settings = SimpleNamespace(
        DATA=tmp_path, DEBUG=False, TLS=False, SECRET_KEY="x" * 43, ALLOWED_HOSTS=["*"], MAIL=False
    )
    found = checks.look(settings, connections["default"], "127.0.0.1", "", Sizes(2, 2), 0)
    judged = [one for one in found if one.code not in {"clock.free", "room", "memory_files"}]  # of this machine
    if connections["default"].vendor == "postgresql":  # tests run with all of it off
        off = {"names": "fsync, full_page_writes, synchronous_commit"}
        assert judged == [Finding("postgres", off, stops=True)]
    else:
        assert judged == []


@pytest.mark.django_db
def test_a_database_that_does_not_answer_stops() -> None:
    away = {"ENGINE": "django.db.backends.postgresql", "HOST": "127.0.0.1", "PORT": "1", "NAME": "nobody"}
    (found,) = checks._of_postgres(ConnectionHandler({"default": away})["default"])
    assert found is not None
    assert (found.code, found.stops, list(found.data)) == ("database", True, ["detail"])


# An interpreter that finds only an old SQLite: that of the standard library, and that of pysqlite3 if any.
OLD = """
import sys, types, sqlite3
sqlite3.sqlite_version_info = (3, 51, 2)
{more}
from diemcau.config import cli
sys.exit(cli.main(["migrate"]))
"""


@pytest.mark.parametrize(
    ("more", "detail"),
    [
        ("sys.modules['pysqlite3'] = None", "import of pysqlite3 halted; None in sys.modules"),
        (
            "sys.modules['pysqlite3'] = types.SimpleNamespace(sqlite_version_info=(3, 51, 1), sqlite_version='3.51.1')",
            "SQLite 3.51.1 is older than 3.51.3",
        ),
    ],
)
def test_an_old_sqlite_is_refused_before_any_file_is_opened(tmp_path: Path, more: str, detail: str) -> None:
    environment = os.environ | {"DIEMCAU_DATA": str(tmp_path / "data"), "LANG": "en_GB.UTF-8"}
    environment.pop("DATABASE_URL", None)
    ended = subprocess.run(
        [sys.executable, "-c", OLD.format(more=more)], env=environment, capture_output=True, text=True, check=False
    )
    assert (ended.returncode, ended.stderr) == (2, say("refused.serve.sqlite", "en", detail=detail) + "\n")
    assert not (tmp_path / "data").exists()


# --- words ---------------------------------------------------------------------------------------------


def test_every_finding_has_words_and_no_words_are_left_over() -> None:
    source = Path(checks.__file__).read_text(encoding="utf-8")
    codes = set(re.findall(r'Finding\(\s*"([a-z_.]+)"', source))
    words = {key.removeprefix("cli.check.") for key in catalogue() if key.startswith("cli.check.")}
    assert words - {"warns", "stops"} == codes
