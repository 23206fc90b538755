"""The modules of journal and turn once more, with a bug planted: the same source, one place changed."""

import importlib
import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

# In the order in which they import each other.
MODULES = (
    "diemcau.journal.rules",
    "diemcau.journal.chain",
    "diemcau.journal.reading",
    "diemcau.journal.store",
    "diemcau.journal.log",
    "diemcau.classroom.board",
    "diemcau.classroom.snapshot",
    "diemcau.classroom.fold",
    "diemcau.classroom.turns",
    "diemcau.classroom.verifying",
    "diemcau.classroom.codes",
)


@dataclass(frozen=True)
class House:
    """One set of the modules."""

    rules: Any
    chain: Any
    reading: Any
    store: Any
    log: Any
    board: Any
    snapshot: Any
    fold: Any
    turns: Any
    verifying: Any
    codes: Any


@dataclass(frozen=True)
class Bug:
    """Text of a module that stands there once, and what stands there in its place."""

    module: str  # "journal.store"
    good: str
    bad: str


REAL = House(*(importlib.import_module(name) for name in MODULES))


def planted(bug: Bug) -> House:
    """The house with a bug. The real modules stay what they are."""
    real = {name: sys.modules.pop(name) for name in MODULES}
    found = []
    try:
        for name in MODULES:
            module = ModuleType(name)
            module.__file__ = real[name].__file__
            source = Path(str(real[name].__file__)).read_text(encoding="utf-8")
            if name == f"diemcau.{bug.module}":
                assert source.count(bug.good) == 1, f"{bug.good!r} stands {source.count(bug.good)} times in {name}"
                source = source.replace(bug.good, bug.bad)
            sys.modules[name] = module
            exec(compile(source, f"<planted {name}>", "exec"), module.__dict__)
            found.append(module)
    finally:
        sys.modules.update(real)
    return House(*found)
