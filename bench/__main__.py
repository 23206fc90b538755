"""`./run bench [NAME]`: runs one measurement or all; exits 1 when the median of a ratio misses its bar."""

import argparse
import json
import platform
import sys
from pathlib import Path

import diemcau
from bench import turns
from bench.report import Result

MEASUREMENTS = {"turns": turns.measure}


def main() -> int:
    """Measure, print a table, write JSON when asked."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("name", nargs="?", choices=sorted(MEASUREMENTS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path)
    args = parser.parse_args()
    results: list[Result] = []
    print(f"diemcau {diemcau.__version__}, Python {platform.python_version()}, seed {args.seed}, {args.rounds} rounds")
    print(f"{'measure':<34} {'min':>9} {'median':>9} {'max':>9}  bar")
    for name in [args.name] if args.name else sorted(MEASUREMENTS):
        results += MEASUREMENTS[name](args.rounds, args.seed)
    for result in results:
        print(result.line())
    if args.json:
        args.json.write_text(json.dumps([result.as_json() for result in results], ensure_ascii=False, indent=2) + "\n")
    return 0 if all(result.good for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
