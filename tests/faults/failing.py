"""Calls to the disk that fail when they are told to: see failing.c, which is compiled here."""

import mmap
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

KINDS = ("open", "write", "sync", "truncate")
SIZE = 8 * 4 * len(KINDS)


class Failing:
    """Calls of a process to files. `environment` is what makes a process suffer."""

    def __init__(self, folder: Path, files: str, process: str) -> None:
        compiler = shutil.which("cc") or shutil.which("gcc")
        if compiler is None:
            pytest.skip("no C compiler")
        library, control = folder / "failing.so", folder / "failing"
        source = Path(__file__).with_name("failing.c")
        subprocess.run([compiler, "-shared", "-fPIC", "-O1", "-o", str(library), str(source), "-ldl"], check=True)
        control.write_bytes(bytes(SIZE))
        self.environment = {
            "LD_PRELOAD": str(library),
            "FAILING_FILES": files,
            "FAILING_PROCESS": process,
            "FAILING_CONTROL": str(control),
        }
        with control.open("r+b") as file:
            self.map = mmap.mmap(file.fileno(), SIZE)
        self.calm()

    def arm(self, kind: str, at: int, error: int) -> None:
        """Let the `at`-th call of a kind from now on fail."""
        self._put(1, kind, error)
        self._put(0, kind, at)

    def calm(self) -> None:
        """Let nothing fail."""
        for kind in KINDS:
            self._put(0, kind, -1)

    def seen(self, kind: str) -> int:
        """How many calls of a kind there were."""
        return self._get(2, kind)

    def failed(self) -> int:
        """How many calls have failed."""
        return sum(self._get(3, kind) for kind in KINDS)

    def close(self) -> None:
        """Let go of the file."""
        self.map.close()

    def _place(self, part: int, kind: str) -> int:
        return 8 * (part * len(KINDS) + KINDS.index(kind))

    def _put(self, part: int, kind: str, value: int) -> None:
        struct.pack_into("q", self.map, self._place(part, kind), value)

    def _get(self, part: int, kind: str) -> int:
        (value,) = struct.unpack_from("q", self.map, self._place(part, kind))
        return int(value)
