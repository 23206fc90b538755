"""Files of others that ship with ours: `python -m tools.vendor check`, and `refresh` for maintainers.

VENDOR.json lists every file with its SHA-256, the package, version and path that it came from, and
its licence. `check` reads only the disk. `refresh` needs npm: it fetches the versions locked in
tools/vendor/package-lock.json into a temporary folder, runs no script of theirs, and copies.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TypedDict

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "src/diemcau/base/static/vendor"
LOCK_FOLDER = ROOT / "tools/vendor"
FONT = "@fontsource/be-vietnam-pro"
# What is taken, as (package, path in it, path here). The licence text always comes along.
WANTED = [
    *(
        (FONT, f"files/be-vietnam-pro-{part}-{weight}-normal.woff2", f"be-vietnam-pro/{part}-{weight}.woff2")
        for weight in (400, 600)
        for part in ("vietnamese", "latin", "latin-ext")
    ),
    (FONT, "LICENSE", "be-vietnam-pro/LICENSE"),
]


class Entry(TypedDict):
    """One vendored file, as VENDOR.json says it."""

    file: str
    sha256: str
    source: str  # npm name@version/path
    integrity: str  # of the npm package, from its lock
    licence: str


def digest(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def faults(vendor: Path, lock_folder: Path) -> list[str]:
    """Where files, VENDOR.json and the npm lock disagree; empty when they do not."""
    entries: list[Entry] = json.loads((vendor / "VENDOR.json").read_text(encoding="utf-8"))
    lock_text = (lock_folder / "package-lock.json").read_text(encoding="utf-8")
    packages = json.loads(lock_text)["packages"]
    found = []
    if '"resolved"' in lock_text:
        found.append('package-lock.json names a registry ("resolved"): refresh with omit-lockfile-registry-resolved')
    listed = {entry["file"] for entry in entries}
    there = {str(path.relative_to(vendor)) for path in vendor.rglob("*") if path.is_file()} - {"VENDOR.json"}
    found += [f"{name} stands in VENDOR.json but not on disk" for name in sorted(listed - there)]
    found += [f"{name} is on disk but not in VENDOR.json" for name in sorted(there - listed)]
    for entry in entries:
        if entry["file"] in there and digest(vendor / entry["file"]) != entry["sha256"]:
            found.append(f"{entry['file']} was changed: its SHA-256 is another")
        if not entry["licence"]:
            found.append(f"{entry['file']} has no licence")
        name = entry["source"][: entry["source"].index("@", 1)]
        locked = packages.get(f"node_modules/{name}", {})
        if (
            not entry["source"].startswith(f"{name}@{locked.get('version')}/")
            or locked["integrity"] != entry["integrity"]
        ):
            found.append(f"{entry['file']} is not from the version in package-lock.json")
    return found


def refresh() -> None:
    """Fetch the locked packages and copy what is wanted, with its licence text and manifest."""
    npm = shutil.which("npm")
    if not npm:
        raise SystemExit("npm is needed to refresh vendored files")
    packages = json.loads((LOCK_FOLDER / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    entries: list[Entry] = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("package.json", "package-lock.json"):
            shutil.copy(LOCK_FOLDER / file, folder)
        subprocess.run([npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=folder, check=True)
        shutil.rmtree(VENDOR, ignore_errors=True)
        for package, path, target in WANTED:
            (VENDOR / target).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(folder / "node_modules" / package / path, VENDOR / target)
            locked = packages[f"node_modules/{package}"]
            entries.append(
                {
                    "file": target,
                    "sha256": digest(VENDOR / target),
                    "source": f"{package}@{locked['version']}/{path}",
                    "integrity": locked["integrity"],
                    "licence": locked["license"],
                }
            )
    (VENDOR / "VENDOR.json").write_text(json.dumps(entries, indent=2) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    """`check` (the default) or `refresh`."""
    if arguments == ["refresh"]:
        refresh()
    found = faults(VENDOR, LOCK_FOLDER)
    print("\n".join(found) or "vendored files are as listed")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
