"""What `diemcau serve` looks at before it starts: each check judges given values, `look` gathers them.

A finding either stops the start (what was acknowledged could be lost, or nothing could work) or is only told.
"""

import ctypes
import importlib
import math
import os
import resource
import shutil
import stat
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from msgspec import Struct, field

import diemcau
from diemcau.base.refused import Refused

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
RESERVED_FILES = 500  # of each stream process: its own files, links, the journal
LITTLE_ROOM = 2 * 1024**3
APART_SECONDS = 2.0
SECRET_LENGTH = 32
NETWORK_FILES = ("nfs", "cifs", "smb", "9p", "afs", "ceph", "lustre", "gluster", "fuse.")
MEMORY_FILES = ("tmpfs", "ramfs")


class Finding(Struct, frozen=True):
    """Something that an operator must know; its words stand under `cli.check.<code>`."""

    code: str
    data: dict[str, Any] = field(default_factory=dict)
    stops: bool = False


class Sizes(Struct, frozen=True):
    """How many processes accept, and how many hold streams."""

    accepts: int
    streams: int

    def carries(self, files: int) -> int:
        """Phones that may be connected at one time with a limit of open files for each process."""
        return self.streams * max(0, files - RESERVED_FILES)


def sizes(cores: int, files: int, phones: int = 0, accepts: int = 0, streams: int = 0) -> Sizes:
    """What was asked for; where nothing was (0), what suits the cores and the phones (0: not said).

    One accept process takes as many commands as one writer (`./run bench accept`); up to four cores the others
    are needed by the writer, the board and the streams.
    """
    needed = math.ceil(phones / max(1, files - RESERVED_FILES))
    return Sizes(accepts or (1 if cores <= 4 else 2), streams or max(1 if cores <= 2 else 2, needed))


# --- judged from given values --------------------------------------------------------------------------


def open_files(files: int, size: Sizes, phones: int) -> Finding | None:
    """Whether as many phones as expected may stay connected; `need` is the limit that would do."""
    carries = size.carries(files)
    if carries and carries >= phones:
        return None
    need = math.ceil(max(phones, 1000) / size.streams) + RESERVED_FILES
    return Finding("files", {"files": files, "carries": carries, "phones": phones, "need": need}, stops=not carries)


def clock_behind(now: float, newest: float) -> Finding | None:
    """Whether the clock (seconds since 1970) says a time before something that was already written."""
    if now >= newest - APART_SECONDS:
        return None
    return Finding("clock.behind", {"now": _written(now), "newest": _written(newest)})


def clock_free(synchronised: bool | None) -> Finding | None:
    """Whether nothing keeps the clock right; None: the kernel does not say."""
    return Finding("clock.free") if synchronised is False else None


def clock_apart(here: float, there: float) -> Finding | None:
    """Whether this machine's clock and the database's differ by more than 2 seconds."""
    apart = abs(here - there)
    return Finding("clock.apart", {"seconds": round(apart)}) if apart > APART_SECONDS else None


def little_room(free: int) -> Finding | None:
    """Whether less than 2 GB are free."""
    return Finding("room", {"free": free // 1024**2}) if free < LITTLE_ROOM else None


def file_system(kind: str, folder: str, *, sqlite: bool) -> Finding | None:
    """A database on a network share breaks; one in memory is gone with the power."""
    data = {"kind": kind, "folder": folder}
    if sqlite and kind.startswith(NETWORK_FILES):
        return Finding("network_files", data, stops=True)
    if sqlite and kind in MEMORY_FILES:
        return Finding("memory_files", data)
    return None


def kind_of(path: str, mounts: str) -> str:
    """The kind of file system that holds a path, from the text of /proc/mounts."""
    best, found = -1, ""
    for line in mounts.splitlines():
        _, place, kind, *_ = line.split(" ")
        place = place.replace("\\040", " ").rstrip("/")  # "" is the root
        if (path == place or path.startswith(place + "/")) and len(place) >= best:  # the last mount lies on top
            best, found = len(place), kind
    return found


def no_tls(host: str, public_url: str) -> Finding | None:
    """Whether others reach the server without TLS."""
    return Finding("no_tls") if host not in LOOPBACK and not public_url.startswith("https://") else None


def debug_pages(debug: bool, host: str, public_url: str) -> Finding | None:
    """Django's debug pages show settings and data to whoever meets a fault."""
    return Finding("debug", stops=host not in LOOPBACK or bool(public_url)) if debug else None


def plain_cookies(tls: bool, public_url: str) -> Finding | None:
    """Whether sign-in cookies would go over http as well although people come by https."""
    return Finding("plain_cookies") if public_url.startswith("https://") and not tls else None


def any_name(names: list[str], mail: bool) -> Finding | None:
    """Whether the links of mails would lead wherever the asker's Host header says, with the secrets in them."""
    return Finding("any_name", stops=True) if mail and "*" in names else None


def weak_secret(secret: str) -> Finding | None:
    """Whether the secret could be guessed: whoever has it signs tokens of any role."""
    return None if len(secret) >= SECRET_LENGTH else Finding("secret.short", {"least": SECRET_LENGTH}, stops=True)


def open_secret(path: str, mode: int) -> Finding | None:
    """Whether others on the machine may read the file of the secret."""
    return Finding("secret.open", {"path": path}) if stat.S_IMODE(mode) & 0o077 else None


def lossy_postgres(settings: dict[str, str]) -> Finding | None:
    """PostgreSQL must not acknowledge what a power cut takes back."""
    off = sorted(name for name, value in settings.items() if value == "off")
    return Finding("postgres", {"names": ", ".join(off)}, stops=True) if off else None


def _written(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


# --- gathered from this machine ------------------------------------------------------------------------


class _Timex(ctypes.Structure):
    """The beginning of the kernel's `struct timex`, and room for the rest."""

    _fields_ = [
        ("modes", ctypes.c_uint),
        *((name, ctypes.c_long) for name in ("offset", "freq", "maxerror", "esterror")),
        ("status", ctypes.c_int),
        ("rest", ctypes.c_byte * 256),
    ]


def is_synchronised() -> bool | None:
    """Whether a time service keeps the kernel's clock; None where that cannot be asked."""
    answer = _Timex()
    if ctypes.CDLL(None).adjtimex(ctypes.byref(answer)) < 0:
        return None
    return not answer.status & 0x40  # STA_UNSYNC


def cores() -> int:
    """Processor cores that this process may use."""
    return len(os.sched_getaffinity(0))


def raise_files() -> int:
    """The limit of open files for this process and its children, made as high as it may be."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    return hard


def newest(data: Path) -> float:
    """When the data folder or this software was last written, seconds since 1970."""
    files = [Path(diemcau.__file__), *(path for path in data.iterdir() if path.is_file())]
    return max(path.stat().st_mtime for path in files)


def check_sqlite() -> None:
    """Refused serve.sqlite when only copies are there that can corrupt a database."""
    try:
        importlib.import_module("diemcau.base.sqlite")
    except (ImportError, RuntimeError) as error:
        raise Refused("serve.sqlite", 409, detail=str(error)) from error


def _of_postgres(connection: Any) -> Iterable[Finding | None]:
    from django.db import OperationalError

    try:
        connection.ensure_connection()
    except OperationalError as error:
        yield Finding("database", {"detail": str(error).strip()}, stops=True)
        return
    with connection.cursor() as cursor:
        names = ["fsync", "full_page_writes", "synchronous_commit"]
        cursor.execute("SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [names])
        yield lossy_postgres(dict(cursor.fetchall()))
        cursor.execute("SELECT extract(epoch FROM clock_timestamp())")
        yield clock_apart(datetime.now(UTC).timestamp(), float(cursor.fetchone()[0]))


def look(settings: Any, connection: Any, host: str, public_url: str, size: Sizes, phones: int) -> list[Finding]:
    """Everything that there is to say about this machine, these settings and this database."""
    data: Path = settings.DATA
    now, files = datetime.now(UTC).timestamp(), resource.getrlimit(resource.RLIMIT_NOFILE)[0]
    postgres = connection.vendor == "postgresql"
    kind = kind_of(str(data.resolve()), Path("/proc/self/mounts").read_text(encoding="utf-8"))
    secret_file = Path(os.environ.get("DIEMCAU_SECRET_KEY_FILE") or data / "secret.key")
    found = [
        open_files(files, size, phones),
        clock_behind(now, newest(data)),
        clock_free(is_synchronised()),
        little_room(shutil.disk_usage(data).free),
        file_system(kind, str(data), sqlite=not postgres),
        no_tls(host, public_url),
        debug_pages(settings.DEBUG, host, public_url),
        plain_cookies(settings.TLS, public_url),
        any_name(settings.ALLOWED_HOSTS, settings.MAIL),
        weak_secret(settings.SECRET_KEY),
        open_secret(str(secret_file), secret_file.stat().st_mode) if secret_file.exists() else None,
    ]
    if postgres:
        found += _of_postgres(connection)
    return [finding for finding in found if finding]
