"""The command `diemcau roster check`: a thin door; the settings' room puts it on the command line."""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from diemcau.base import clock
from diemcau.base.words import say
from diemcau.planning.roster.checking import check, check_and_mark
from diemcau.planning.roster.rules.findings import Sheetcheck, Status
from diemcau.planning.roster.telling import as_json, ending, noted, placed

if TYPE_CHECKING:
    from argparse import _SubParsersAction


def add_roster(commands: "_SubParsersAction[argparse.ArgumentParser]", lang: str) -> None:
    """Add `roster` to a command line; it sets `run(args) -> exit code`. Neither Django nor a database is needed."""
    group = commands.add_parser("roster", help=say("cli.roster", lang))
    verbs = group.add_subparsers(dest="verb", metavar=say("cli.command", lang), required=True)
    verb = verbs.add_parser("check", help=say("cli.roster.check", lang))
    verb.add_argument("file", type=Path, help=say("cli.roster.file", lang))
    verb.add_argument("--site", default="", metavar="CODE", help=say("cli.roster.site", lang))
    verb.add_argument("--json", type=Path, metavar="FILE", help=say("cli.roster.json", lang))
    verb.add_argument("--out", type=Path, metavar="FILE", help=say("cli.roster.out", lang))
    verb.set_defaults(run=lambda args: check_file(args.file, args.site, args.json, args.out, lang))


def check_file(
    file: Path, site: str = "", to_json: Path | None = None, out: Path | None = None, lang: str = "vi"
) -> int:
    """Check a roster, print what it found, write JSON and the sheet that goes back; 0 when the file could be read.

    Refuses: as `checking.check`.
    """
    today = clock.local(clock.now_ms()).date()
    if out:
        found, sheet = check_and_mark(file, site, today, lang)
        out.write_bytes(sheet)
    else:
        found = check(file, site, today)
    if to_json:
        to_json.write_text(json.dumps(as_json(found, lang), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write("\n".join(_report(found, lang)) + "\n")
    return 0


def _report(found: Sheetcheck, lang: str) -> list[str]:
    lines = [noted(note, lang) for note in found.notes]
    lines += [
        say("cli.roster.preview", lang, row=one.row, was=one.was, now=one.now, script=one.script)
        for one in found.previews
    ]
    for row in found.rows:
        if row.status in (Status.ASKS, Status.REFUSED):
            name = row.person.full_name or "–"
            lines.append(say("cli.roster.row", lang, row=placed(row, lang), name=name, words=ending(row, lang)))
    counts = {status.value: found.count(status) for status in Status}
    return [*lines, say("cli.roster.counts", lang, rows=len(found.rows), **counts)]
