"""The locks: `python -m tools.lock` writes them anew, `python -m tools.lock check` needs no network.

Each lock starts with the digest of what it was made from, so that a forgotten run is seen. The
locks hold for Python 3.11 to 3.14 on every platform; writing them needs `uv` (pip install uv).
"""

import hashlib
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "requirements"
# A lock and the files that it is made from; dev holds all of run, at the same versions.
LOCKS = {"run.txt": ("run.in",), "dev.txt": ("run.in", "dev.in")}
OLDEST_PYTHON = "3.11"
HEAD = "# Written by `python -m tools.lock`; do not edit.\n# input: sha256:{digest}\n"
PIN = re.compile(r"^[A-Za-z0-9._-]+==\S+(?: ; .+)? \\$")
HASH = re.compile(r"^    --hash=sha256:[0-9a-f]{64}(?: \\)?$")


def input_digest(folder: Path, lock: str) -> str:
    """SHA-256 over the files that a lock is made from, without comments and empty lines."""
    lines = [
        line.strip()
        for name in LOCKS[lock]
        for line in (folder / name).read_text(encoding="utf-8").splitlines()
        if line.strip() and not line.startswith("#")
    ]
    return hashlib.sha256("\n".join([OLDEST_PYTHON, *lines]).encode()).hexdigest()


def faults(folder: Path) -> list[str]:
    """What is wrong with the locks in a folder; empty when they are up to date and say nothing else."""
    found = []
    for lock, sources in LOCKS.items():
        text = (folder / lock).read_text(encoding="utf-8") if (folder / lock).exists() else ""
        head = HEAD.format(digest=input_digest(folder, lock))
        if not text.startswith(head):
            found.append(f"{lock} is not made from {' and '.join(sources)}: run python -m tools.lock")
            continue
        found += [
            f"{lock}: a line that is neither a version nor a hash: {line}"
            for line in text.removeprefix(head).splitlines()
            if not PIN.match(line) and not HASH.match(line)
        ]
    return found


def write(uv: str, lock: str) -> None:
    """Resolve one lock; versions already locked stay, unless their input asks for others."""
    source = LOCKS[lock][-1]
    command = [uv, "pip", "compile", "--universal", "--generate-hashes", "--python-version", OLDEST_PYTHON]
    command += ["--only-binary", ":all:", "--no-header", "--no-annotate", "--no-emit-index-url", "--quiet"]
    if source != "run.in":
        command += ["--constraint", "run.txt"]
    subprocess.run([*command, source, "--output-file", lock], cwd=FOLDER, check=True)
    path = FOLDER / lock
    path.write_text(HEAD.format(digest=input_digest(FOLDER, lock)) + path.read_text(encoding="utf-8"), encoding="utf-8")


def main(arguments: list[str]) -> int:
    """Write the locks, or check them."""
    if arguments == ["check"]:
        found = faults(FOLDER)
        print("\n".join(found) or "locks are up to date")
        return 1 if found else 0
    beside = Path(sys.executable).with_name("uv")
    uv = str(beside) if beside.exists() else shutil.which("uv")
    if not uv:
        print("uv is needed to write the locks: pip install uv")
        return 2
    for lock in LOCKS:
        write(uv, lock)
    return main(["check"])


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
