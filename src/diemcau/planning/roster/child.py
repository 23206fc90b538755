"""The child process of a check: it limits itself, reads the file from its input, and writes what it found.

Started by `checking` only. Its memory, time and files are limited before anything of the file is touched; only
the sheet that goes back needs temporary files.
"""

import os
import resource
import sys
from datetime import date

import msgspec
from msgspec import Struct

from diemcau.base.refused import Refused
from diemcau.planning.roster.rules.findings import Sheetcheck
from diemcau.planning.roster.telling import Mark, marks_of

POLITE = 10
MEMORY = 512 * 1024 * 1024
WRITING = 200 * 1024 * 1024  # bytes of the temporary files that the writer of workbooks needs
READING = 4  # seconds of processor time
FOR_ROWS = 5  # seconds, and one for so many rows more:
ROWS_PER_SECOND = 400


class Task(Struct):
    """What is to be done: check a file, and give the sheet back when `marked` says in which language.

    With `marks` nothing is checked: they are what is written into the sheet.
    """

    data: bytes
    site_unit: str
    today: date
    marked: str = ""
    marks: list[Mark] | None = None


class Answer(Struct):
    """What came of it: a check, or a refusal; the sheet that goes back is a workbook."""

    check: Sheetcheck | None = None
    sheet: bytes = b""
    refused: str = ""
    status: int = 0
    data: dict[str, str | int] = {}


def seconds(limit: float) -> None:
    """Let the process use so much processor time in all, rounded up."""
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(limit) + 1, hard))


def _used() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def run(task: Task) -> Answer:
    """Read and check; a refusal is an answer."""
    from diemcau.planning.roster.gazette import gazetteer
    from diemcau.planning.roster.reading import read_book
    from diemcau.planning.roster.rules.sheet import check_book

    try:
        seconds(_used() + READING)
        book = read_book(task.data)
        rows = sum(len(sheet.rows) for sheet in book.sheets)
        seconds(_used() + FOR_ROWS + rows / ROWS_PER_SECOND)
        marks, answer = task.marks, Answer(Sheetcheck(()))
        if marks is None:
            check = check_book(book.sheets, gazetteer(), task.site_unit, task.today, tuple(book.hidden))
            marks, answer = marks_of(check, task.marked) if task.marked else [], Answer(check)
        if task.marked:
            from diemcau.planning.roster.returning import give_back

            resource.setrlimit(resource.RLIMIT_FSIZE, (WRITING, WRITING))
            answer.sheet = give_back(task.data, book.kind, marks, task.marked)
        return answer
    except Refused as refused:
        return Answer(refused=refused.code, status=refused.status, data=refused.data)
    except MemoryError:
        return Answer(refused="roster.heavy", status=413)


def limit() -> None:
    """Take memory, files and the dump of a crash from this process."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, WRITING))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> None:
    """Do the task of the input."""
    os.nice(POLITE)  # a sitting on the same machine goes first
    limit()
    task = msgspec.msgpack.decode(sys.stdin.buffer.read(), type=Task)
    sys.stdout.buffer.write(msgspec.msgpack.encode(run(task)))


if __name__ == "__main__":
    main()
