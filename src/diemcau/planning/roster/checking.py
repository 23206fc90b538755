"""`check`: a roster file becomes rows with persons, repairs and questions. The only door to the child process."""

from datetime import date
from pathlib import Path

import msgspec

from diemcau.base.child import ask_child
from diemcau.base.refused import Refused
from diemcau.planning.roster.child import Answer, Task
from diemcau.planning.roster.rules.findings import Sheetcheck
from diemcau.planning.roster.telling import Mark

BYTES = 20 * 1024 * 1024
PATIENCE = 300  # seconds; the child's own limits are far below


def check(source: Path | bytes, site_unit: str, today: date) -> Sheetcheck:
    """Read a roster in a child process with limits; nothing is stored.

    `site_unit`: the code of the unit of the site that the roster is for ("01", "10273"), "" for unknown.
    Refuses: roster.no_file, roster.large_file, roster.empty, roster.type, roster.password, roster.damaged,
    roster.unsafe, roster.large, roster.heavy, roster.all_hidden, roster.no_header, roster.no_rows, roster.site.
    """
    return _ask(Task(_bytes_of(source), site_unit, today))[0]


def check_and_mark(source: Path | bytes, site_unit: str, today: date, lang: str) -> tuple[Sheetcheck, bytes]:
    """As `check`, and the sheet as it goes back: an XLSX file with a status for each row, in a language.

    Refuses: as `check`.
    """
    return _ask(Task(_bytes_of(source), site_unit, today, lang))


def mark(source: Path | bytes, marks: list[Mark], lang: str) -> bytes:
    """The sheet as it goes back, with these words beside its rows: what became of them after answers and applying.

    Refuses: as `check`.
    """
    return _ask(Task(_bytes_of(source), "", date.min, lang, marks))[1]


def _ask(task: Task) -> tuple[Sheetcheck, bytes]:
    task_bytes = msgspec.msgpack.encode(task)
    said = ask_child("diemcau.planning.roster.child", task_bytes, patience=PATIENCE, refusals="roster")
    answer = msgspec.msgpack.decode(said, type=Answer)
    if answer.check is None:
        raise Refused(answer.refused, answer.status, **answer.data)
    return answer.check, answer.sheet


def _bytes_of(source: Path | bytes) -> bytes:
    if isinstance(source, bytes):
        data = source
    else:
        if not source.is_file():
            raise Refused("roster.no_file", 404, path=str(source))
        if source.stat().st_size > BYTES:
            raise Refused("roster.large_file", 413, megabytes=BYTES >> 20)
        data = source.read_bytes()
    if len(data) > BYTES:
        raise Refused("roster.large_file", 413, megabytes=BYTES >> 20)
    return data
