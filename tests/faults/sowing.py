"""The package once more with something changed in its source, for the processes of a node to import."""

import os
from collections.abc import Callable
from pathlib import Path

import diemcau
from tests.classroom.planting import Bug

PACKAGE = Path(diemcau.__file__).parent

FINDINGS = ("lost: ", "twice: ", "missing: ", "wrong answers: ")


def sown(folder: Path, *bugs: Bug) -> dict[str, str]:
    """The environment of processes that import a copy of the package with bugs. Text that is changed stands there once.

    The copy is links, but for the modules that are changed.
    """
    root = folder / "sown"
    for bug in bugs:
        path = Path(*bug.module.split(".")).with_suffix(".py")
        _grow(root / "diemcau", PACKAGE, path.parts)
        copy = root / "diemcau" / path
        source = copy.read_text(encoding="utf-8")
        assert source.count(bug.good) == 1, f"{bug.good!r} stands {source.count(bug.good)} times in {bug.module}"
        copy.unlink()
        copy.write_text(source.replace(bug.good, bug.bad), encoding="utf-8")
    return {"PYTHONPATH": f"{root}{os.pathsep}{PACKAGE.parent}"}


def _grow(copy: Path, real: Path, path: tuple[str, ...]) -> None:
    """Make the folders on a path real, and links of all that lies beside it."""
    if not copy.is_symlink() and copy.is_dir():
        pass
    else:
        copy.unlink(missing_ok=True)
        copy.mkdir(parents=True)
        for each in real.iterdir():
            if each.name != "__pycache__":
                (copy / each.name).symlink_to(each)
    if len(path) > 1:
        _grow(copy / path[0], real / path[0], path[1:])


def is_caught(act: Callable[[int], None], tries: int = 6) -> None:
    """A planted bug that needs an unlucky moment is found within some tries, each on its own node."""
    for attempt in range(tries):
        try:
            act(attempt)
        except AssertionError as found:
            if str(found).startswith(FINDINGS):
                return
            raise
    raise AssertionError("not caught")
