"""A bug planted in functions that others have imported already: their source once more with one place changed."""

import importlib
import inspect
from collections.abc import Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import pytest

from tests.classroom.planting import Bug


def plant(bug: Bug, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every function of a module that the bug changes run what stands in its place, until the test ends.

    The functions stay the same objects, so whoever imported them meets the bug. A bug in a constant is not planted.
    """
    module = importlib.import_module(f"diemcau.{bug.module}")
    path = Path(str(module.__file__))
    source = path.read_text(encoding="utf-8")
    assert source.count(bug.good) == 1, f"{bug.good!r} stands {source.count(bug.good)} times in {bug.module}"
    right, wrong = (
        dict(_codes(compile(text, str(path), "exec"))) for text in (source, source.replace(bug.good, bug.bad))
    )
    changed = [name for name, code in wrong.items() if _says(code) != _says(right[name])]
    assert changed, f"{bug.bad!r} changes no function of {bug.module}"
    for name in changed:
        monkeypatch.setattr(_function(module, name), "__code__", wrong[name])


def _codes(code: CodeType) -> Iterator[tuple[str, CodeType]]:
    """The functions and methods of a module by their names; not those inside of functions, which belong to these."""
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            is_class = inner.co_flags & inspect.CO_OPTIMIZED == 0
            if is_class:
                yield from _codes(inner)
            elif "<" not in inner.co_qualname:
                yield inner.co_qualname, inner


def _says(code: CodeType) -> tuple[Any, ...]:
    """What a function does, wherever it stands in its file."""
    inner = [_says(one) if isinstance(one, CodeType) else repr(one) for one in code.co_consts]
    return code.co_code, code.co_names, inner


def _function(module: Any, name: str) -> Any:
    """The function behind a name: of a property, of a class method, under what was put around it."""
    found = module
    for part in name.split("."):
        found = vars(found)[part]
    for behind in ("fget", "func", "__func__"):
        found = getattr(found, behind, None) or found
    return inspect.unwrap(found)
