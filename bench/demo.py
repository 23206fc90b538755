"""The demo of the whole country: 6 sittings played over real HTTP, with office and papers."""

import subprocess
import sys
import time
from collections.abc import Iterable

from bench.report import Result
from bench.setting import Bench

LONGEST = 1800  # seconds


def demo(bench: Bench) -> Iterable[Result]:
    """Seconds of `./run demo --once --sites all --learners 20`, and whether it ended well."""
    out = bench.folder / "papers"
    command = [sys.executable, "-m", "diemcau", "demo", "--once", "--out", str(out), "--seed", str(bench.seed)]
    command += ["--sites", "all", "--learners", "20"] if bench.size.strict else ["--sites", "2"]
    with bench.round("demo", 0), (bench.folder / "demo.log").open("wb") as log:
        began = time.monotonic()
        ended = subprocess.run(command, stdout=log, stderr=log, timeout=LONGEST, check=False)
        took = time.monotonic() - began
    return [
        Result("demo: the whole course", [took], "s", at_most=300, absolute=True),
        Result("demo: exit code", [ended.returncode], at_most=0),
    ]
