"""`./run bench [NAME ...]`: runs measurements; exits 1 when the median of a row misses a bar that is judged.

Each compares the product with its limit in the same run, rounds in turn. Ratios, and counts of what must not
be (missing, doubled), are judged everywhere; absolute bars only with `--size country`.
"""

import argparse
import json
import os
import platform
import signal
import sys
from collections.abc import Callable, Iterable
from http.client import HTTPException
from pathlib import Path
from subprocess import SubprocessError

from msgspec import Struct, field, to_builtins
from playwright.sync_api import Error as BrowserError

import diemcau
from bench import (
    beats,
    board,
    browser,
    case,
    commands,
    demo,
    first_view,
    lists,
    machine,
    nodes,
    restart,
    streams,
    turns,
)
from bench.machine import Refusal
from bench.report import Result
from bench.setting import SIZES, Bench, NotHere
from diemcau.base import sqlite
from diemcau.config import checks

Measure = Callable[[Bench], Iterable[Result]]
MEASUREMENTS: dict[str, Measure] = {
    "turns": turns.measure,
    "accept": commands.accept,
    "votes": commands.votes,
    "open": commands.open_loop,
    "fanout": streams.fan_out,
    "rooms": streams.rooms,
    "mixed": streams.mixed,
    "storm": streams.storm,
    "restart": restart.restart,
    "control": browser.control,
    "firstview": first_view.first_views,
    "beats": beats.beats,
    "board": board.board,
    "case": case.case,
    "lists": lists.lists,
    "node2": nodes.nodes,
    "demo": demo.demo,
}
ASKED_ONLY = {"lists", "node2", "demo"}  # when named, or at the size of the country
# What may happen to one measurement without stopping the others.
FAULTS = (RuntimeError, OSError, HTTPException, SubprocessError, BrowserError)


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASUREMENTS))
    parser.add_argument("--size", choices=sorted(SIZES), default="ci")
    parser.add_argument("--rounds", type=int, help="default: as many as the size says")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--accepts", type=int, default=checks.sizes(checks.cores(), machine.files()).accepts)
    parser.add_argument("--json", type=Path)
    return parser


def _machine() -> dict[str, object]:
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return {
        "diemcau": diemcau.__version__,
        "python": platform.python_version(),
        "sqlite": sqlite.module.sqlite_version,
        "kernel": platform.release(),
        "cores": os.cpu_count(),
        "memory_gb": round(memory / 1e9, 1),
        "files": machine.files(),
    }


def _say(words: str) -> None:
    print(f"  {words}", file=sys.stderr, flush=True)


class Outcome(Struct):
    """What came of the measurements; those that could not be taken, and those that failed, by name with the reason."""

    results: list[Result] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    failed: dict[str, str] = field(default_factory=dict)

    def good(self, *, strict: bool) -> bool:
        """Whether every bar that is judged is reached."""
        return not self.failed and all(result.good(strict=strict) for result in self.results)


def _measure(bench: Bench, names: list[str]) -> Outcome:
    """Take the measurements in order and print their rows."""
    outcome = Outcome()
    print(f"{'measure':<46} {'min':>9} {'median':>9} {'max':>9}  bar", flush=True)
    for name in names:
        try:
            measured = list(MEASUREMENTS[name](bench))
        except NotHere as why:
            outcome.left_out[name] = str(why)
            print(f"{name}: left out, {why}", flush=True)
            continue
        except FAULTS as why:
            outcome.failed[name] = repr(why)
            print(f"{name}: FAILED, {why!r}", flush=True)
            continue
        outcome.results += measured
        for result in measured:
            print(result.line(), flush=True)
    return outcome


def main(given: list[str] | None = None) -> int:
    """Measure, print a table, write JSON when asked."""
    parser = _arguments()
    args = parser.parse_args(given)
    if unknown := set(args.names) - MEASUREMENTS.keys():
        parser.error(f"unknown: {', '.join(sorted(unknown))}")
    size, about = SIZES[args.size], _machine()
    names = args.names or [name for name in MEASUREMENTS if size.strict or name not in ASKED_ONLY]
    print(", ".join(f"{key} {value}" for key, value in about.items()) + f", size {size.name}, seed {args.seed}")
    bench = Bench(size, args.rounds or size.rounds, args.seed, args.accepts, _say)
    try:
        outcome = _measure(bench, names)
    except Refusal as why:
        print(why, file=sys.stderr)
        return 2
    finally:
        bench.close()
    noisy = [note for note in bench.notes if note.noisy]
    print(f"{len(noisy)} of {len(bench.notes)} rounds were noisy (others used more than {machine.QUIET} cores)")
    if args.json:
        run = {"size": size.name, "seed": args.seed, "rounds": bench.rounds, "accepts": args.accepts}
        report = {
            **run,
            "machine": about,
            "results": [result.as_json() for result in outcome.results],
            "left_out": outcome.left_out,
            "failed": outcome.failed,
            "notes": [to_builtins(note) | {"noisy": note.noisy} for note in bench.notes],
        }
        args.json.write_text(json.dumps(report, ensure_ascii=False, indent=2) + "\n")
    return 0 if outcome.good(strict=size.strict) else 1


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that what was started is ended too
    sys.exit(main())
