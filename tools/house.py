"""The project as the laws see it: its files, their syntax trees, and how a breach is said."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

PACKAGE = Path("src/diemcau")
CODE = ("src", "tools", "bench", "tests")


class Breach(NamedTuple):
    """A law broken at a place; `path` is relative to the project."""

    law: str
    path: str
    line: int
    what: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.law}: {self.what}"


class Module(NamedTuple):
    """A Python file, its text and its tree."""

    path: Path  # relative to the project
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The room it lies in, "" outside the package."""
        return self.path.parts[2] if self.path.is_relative_to(PACKAGE) and len(self.path.parts) > 3 else ""

    @property
    def shelf(self) -> str:
        """Its file or folder inside the room: "actions" for actions.py and for all in actions/."""
        return Path(self.path.parts[3]).stem if self.room else ""

    def imports(self) -> Iterator[tuple[str, int]]:
        """Every module that it imports, by full name, with the line. `from a import b` gives a.b."""
        package = ".".join(self.path.parent.parts[1:])
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                if node.level:
                    up = package.split(".")[: len(package.split(".")) - node.level + 1]
                    base = ".".join([*up, *([node.module] if node.module else [])])
                yield from ((f"{base}.{alias.name}", node.lineno) for alias in node.names)


@dataclass
class House:
    """A project folder, read once."""

    root: Path

    @cached_property
    def modules(self) -> list[Module]:
        """Every Python file of ours, in order of path, migrations left out."""
        found = []
        for top in CODE:
            for path in sorted((self.root / top).rglob("*.py")):
                if "migrations" not in path.parts:
                    text = path.read_text(encoding="utf-8")
                    found.append(Module(path.relative_to(self.root), text, ast.parse(text, filename=str(path))))
        return found

    @property
    def package(self) -> list[Module]:
        """The modules of the package itself."""
        return [module for module in self.modules if module.path.is_relative_to(PACKAGE)]

    def files(self, pattern: str) -> list[Path]:
        """Files of the package by a pattern, files of others left out; relative to the project."""
        found = (path.relative_to(self.root) for path in sorted((self.root / PACKAGE).rglob(pattern)))
        return [path for path in found if "vendor" not in path.parts]

    def read(self, path: Path) -> str:
        """The text of a file of the project."""
        return (self.root / path).read_text(encoding="utf-8")


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    """Every call with the last word of what is called: "say" for say(), words.say() and a.b.say()."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            if isinstance(node.func, ast.Name):
                yield node.func.id, node
            elif isinstance(node.func, ast.Attribute):
                yield node.func.attr, node
