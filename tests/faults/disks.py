"""A disk that is small and can be filled: a tmpfs of its own, where the machine allows it."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class Disk:
    """The disk. `folder` is where it begins."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.filler = folder / "filler"

    def fill(self) -> None:
        """Leave no room at all."""
        with self.filler.open("ab", buffering=0) as filler:
            size = 1 << 20
            while size:
                try:
                    filler.write(b"x" * size)
                except OSError:
                    size //= 2

    def free(self) -> None:
        """Give the room back."""
        self.filler.unlink(missing_ok=True)


@contextmanager
def small_disk(folder: Path, size: str = "24m") -> Iterator[Disk]:
    """A disk of a size at a folder; skips the test where none can be mounted."""
    folder.mkdir()
    mount = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size},mode=0777", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mount.returncode:
        pytest.skip(f"no small disk here: {os.fsdecode(mount.stderr).strip()}")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
