"""Every check that needs no network, side by side: `./run check`, or `./run check mypy ruff` for some.

Prints one line a check; what a failed one said follows below. Exits 1 when any failed.
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
FOLDERS = [name for name in ("src", "tools", "tests", "bench", "manage.py") if (ROOT / name).exists()]
TYPED = [name for name in ("src", "tools", "bench") if (ROOT / name).exists()]

# The longest first: they run side by side.
CHECKS = {
    "mypy": [PYTHON, "-m", "mypy", "--no-error-summary", *TYPED],
    "imports": [str(Path(PYTHON).with_name("lint-imports")), "--no-cache"],
    "migrations": [PYTHON, "-m", "django", "makemigrations", "--check", "--dry-run"],
    "ruff": [PYTHON, "-m", "ruff", "check", "--quiet", "--output-format", "concise", *FOLDERS],
    "format": [PYTHON, "-m", "ruff", "format", "--check", "--quiet", "--output-format", "concise", *FOLDERS],
    "laws": [PYTHON, "-m", "tools.laws"],
    "words": [PYTHON, "-m", "tools.check_words"],
    "floor": [PYTHON, "-m", "tools.check_floor"],
    "vendor": [PYTHON, "-m", "tools.vendor", "check"],
    "locks": [PYTHON, "-m", "tools.lock", "check"],
}


def run(name: str, environment: dict[str, str]) -> tuple[str, float, int, str]:
    """One check: its name, seconds, exit code and all that it said."""
    begun = time.monotonic()
    done = subprocess.run(
        CHECKS[name],
        cwd=ROOT,
        env=environment,
        text=True,
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    return name, time.monotonic() - begun, done.returncode, done.stdout.strip()


def main(wanted: list[str]) -> int:
    """Run the wanted checks, or all."""
    unknown = set(wanted) - set(CHECKS)
    if unknown:
        print(f"unknown: {', '.join(sorted(unknown))}; there are: {', '.join(CHECKS)}")
        return 2
    failed = []
    with tempfile.TemporaryDirectory() as data, ThreadPoolExecutor(os.cpu_count()) as pool:
        # Settings make a key on first use: not in the folder of whoever checks.
        environment = {
            **os.environ,
            "DIEMCAU_DATA": data,
            "DJANGO_SETTINGS_MODULE": "diemcau.config.settings",
            "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
        }
        environment.pop("DATABASE_URL", None)
        runs = [pool.submit(run, name, environment) for name in CHECKS if not wanted or name in wanted]
        for done in as_completed(runs):
            name, seconds, code, said = done.result()
            print(f"{'ok  ' if code == 0 else 'FAIL'}  {name:<11} {seconds:5.1f} s", flush=True)
            if code:
                failed.append((name, said))
    for name, said in sorted(failed):
        print(f"\n--- {name}\n{said}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
