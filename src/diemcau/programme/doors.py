"""The command `diemcau programme check|import|export`: thin doors; the settings' room puts them on the command line."""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from diemcau.base.words import say
from diemcau.programme import packing
from diemcau.programme.folder import Reading, read_folder

if TYPE_CHECKING:
    from argparse import _SubParsersAction

FAULTY = 2


def add_programme(
    commands: "_SubParsersAction[argparse.ArgumentParser]", lang: str, setup: Callable[[Path | None], object]
) -> None:
    """Add `programme` to a command line; each sets `run(args) -> exit code`. `setup` prepares Django."""
    group = commands.add_parser("programme", help=say("cli.programme", lang))
    verbs = group.add_subparsers(dest="verb", metavar=say("cli.command", lang), required=True)
    check = verbs.add_parser("check", help=say("cli.programme.check", lang))
    check.add_argument("folder", type=Path, help=say("cli.programme.folder", lang))
    check.set_defaults(run=lambda args: check_folder(args.folder, lang))
    take = verbs.add_parser("import", help=say("cli.programme.import", lang))
    take.add_argument("folder", type=Path, help=say("cli.programme.folder", lang))
    take.set_defaults(run=lambda args: (setup(args.data), import_from(args.folder, lang))[1])
    put = verbs.add_parser("export", help=say("cli.programme.export", lang))
    put.add_argument("code", help=say("cli.programme.code", lang))
    put.add_argument("folder", type=Path, help=say("cli.programme.place", lang))
    put.add_argument("--release", type=int, default=0, help=say("cli.programme.release", lang))
    for one in (take, put):
        one.add_argument("--data", type=Path, help=say("cli.data", lang))
    put.set_defaults(run=lambda args: (setup(args.data), export_to(args.code, args.folder, args.release, lang))[1])


def check_folder(folder: Path, lang: str = "vi") -> int:
    """Print every fault of a folder (or ZIP file) and what to do; 2 when there is one.

    Refuses: programme.no_folder, programme.zip_broken, programme.zip_unsafe, programme.zip_large.
    """
    reading = read_folder(_files(folder))
    _print(reading, lang)
    if reading.programme is None:
        return FAULTY
    good = say("cli.programme.good", lang, code=reading.programme.code, topics=len(reading.programme.topics))
    sys.stdout.write(f"{good}\n")
    return 0


def import_from(folder: Path, lang: str = "vi") -> int:
    """Make a folder (or ZIP file) the draft of its programme, or print its faults and give 2.

    Refuses: as `check_folder`.
    """
    from diemcau.programme.actions import import_folder

    files = _files(folder)
    reading = read_folder(files)
    _print(reading, lang)
    if reading.faults:
        return FAULTY
    programme = import_folder(files)
    sys.stdout.write(say("cli.programme.imported", lang, code=programme.code) + "\n")
    return 0


def export_to(code: str, folder: Path, version: int = 0, lang: str = "vi") -> int:
    """Write the draft (version 0) or a release into a new or empty folder.

    Refuses: programme.unknown, programme.altered, programme.folder_not_empty.
    """
    from diemcau.programme.queries import export_folder, programme_of

    files = export_folder(programme_of(code), version)
    packing.write_tree(folder, files)
    sys.stdout.write(say("cli.programme.exported", lang, count=len(files), place=folder) + "\n")
    return 0


def _files(place: Path) -> dict[str, bytes]:
    return packing.unpack(place.read_bytes()) if place.is_file() else packing.read_tree(place)


def _print(reading: Reading, lang: str) -> None:
    for repair in reading.repairs:
        sys.stdout.write(say("cli.programme.repaired", lang, file=repair.file, what=repair.words(lang)) + "\n")
    for fault in (*reading.warnings(), *reading.faults):
        words = {"file": fault.file, "line": fault.line, "what": fault.words(lang), "fix": fault.fix(lang)}
        sys.stdout.write(say("cli.programme.fault", lang, **words) + "\n")
    if reading.faults:
        sys.stdout.write(say("cli.programme.faulty", lang, count=len(reading.faults)) + "\n")
