"""The laws of the house that import-linter cannot say: `python -m tools.laws`.

Each law is a function from a project to its breaches. An exception stands in EXCEPTIONS with its
reason; one that is no longer needed is a breach itself. Import laws are in .importlinter.
"""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

from tools.house import PACKAGE, Breach, House
from tools.writers import writes_outside_actions

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 400
# (law, path): reason. Printed by every run, so that their number is seen.
EXCEPTIONS: dict[tuple[str, str], str] = {}

# Views that read rows of every branch: path → how often, and why that is right. All others read by the asker's scope.
EVERYWHERE_IN_VIEWS: dict[str, tuple[int, str]] = {
    "src/diemcau/planning/views/timetable.py": (1, "lecturers of the country's courses, for the academy alone"),
    "src/diemcau/planning/views/prints.py": (1, "a desk prints the papers of its own site, which its session names"),
}

MOCKS = ("unittest.mock", "mock", "pytest_mock")
IMPURE_CALLS = {"open", "print", "input", "hash", "id", "eval", "exec", "breakpoint"}
# Methods that look at a clock or at chance although their module may be imported.
IMPURE_METHODS = {"now", "utcnow", "today", "uuid1", "uuid4", "uuid7", "getnode"}
NO_PLACE = {"utils", "util", "helpers", "helper", "common", "misc", "signals"}


def kinds_do_not_know_each_other(house: House) -> Iterator[Breach]:
    """A folder of activities imports no other folder of activities."""
    activities = PACKAGE / "activities"
    kinds = {path.parent.name for path in house.files("*.py") if path.parent.parent == activities}
    for module in house.package:
        if module.room != "activities" or module.path.parent.name not in kinds:
            continue
        for name, line in module.imports():
            other = name.split(".")[2] if name.startswith("diemcau.activities.") else ""
            if other in kinds - {module.path.parent.name}:
                yield Breach("kinds", str(module.path), line, f"knows the kind {other}")


def rules_are_pure(house: House) -> Iterator[Breach]:
    """Activities and rules call nothing that depends on a clock, on chance, on a file or on the process."""
    for module in house.package:
        if module.room != "activities" and "rules" not in {*module.path.parts, module.path.stem}:
            continue
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", "")
            method = getattr(node.func, "attr", "")
            if name in IMPURE_CALLS or method in IMPURE_METHODS:
                yield Breach("pure", str(module.path), node.lineno, f"{name or method}() is not pure")


def no_signals(house: House) -> Iterator[Breach]:
    """Nobody sends or hears Django's signals."""
    for module in house.package:
        for name, line in module.imports():
            if name.startswith(("django.dispatch.", "django.core.signals.")) or ".signals." in f"{name}.":
                yield Breach("signals", str(module.path), line, f"imports {name}")


def no_save_overrides(house: House) -> Iterator[Breach]:
    """No class of ours says what save() does: what is written stands in actions."""
    for module in house.package:
        for owner in ast.walk(module.tree):
            if not isinstance(owner, ast.ClassDef) or module.shelf not in {"models", "forms"}:
                continue
            for node in owner.body:
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in {"save", "asave"}:
                    yield Breach("save", str(module.path), node.lineno, f"{owner.name}.{node.name}() is overridden")


def rows_without_objects(house: House) -> Iterator[Breach]:
    """A model with `rows` (asked by scope) has no `objects` beside it."""
    for module in house.package:
        for owner in ast.walk(module.tree):
            if not isinstance(owner, ast.ClassDef):
                continue
            given = {
                name.id: node.lineno
                for node in owner.body
                if isinstance(node, ast.Assign | ast.AnnAssign)
                for name in (node.targets if isinstance(node, ast.Assign) else [node.target])
                if isinstance(name, ast.Name)
            }
            if {"rows", "objects"} <= set(given):
                yield Breach("scope", str(module.path), given["objects"], f"{owner.name} has objects beside rows")


def views_ask_by_scope(house: House) -> Iterator[Breach]:
    """Views and tasks read rows by the scope of whoever asks; where they do not, that is counted and has a reason."""
    for module in house.package:
        if module.shelf not in {"views", "tasks"}:
            continue
        found = [
            node.lineno
            for node in ast.walk(module.tree)
            if (isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "everything")
            or (isinstance(node, ast.Name) and node.id.strip("_") == "EVERYWHERE")
        ]
        may, _ = EVERYWHERE_IN_VIEWS.get(str(module.path), (0, ""))
        if len(found) != may:
            what = f"reads rows of every branch {len(found)} times, {may} with a reason in tools/laws.py"
            yield Breach("everywhere", str(module.path), found[0] if found else 1, what)


def no_mocks(house: House) -> Iterator[Breach]:
    """Nothing is mocked, in tests or elsewhere."""
    for module in house.modules:
        for name, line in module.imports():
            if any(f"{name}.".startswith(f"{mock}.") for mock in MOCKS):
                yield Breach("mocks", str(module.path), line, f"imports {name}")
        for node in ast.walk(module.tree):
            if isinstance(node, ast.arg) and node.arg == "mocker":
                yield Breach("mocks", str(module.path), node.lineno, "asks for a mocker")


def modules_are_short(house: House) -> Iterator[Breach]:
    """No module, of Python or for the browser, is longer than 400 lines."""
    texts = [(module.path, module.text) for module in house.modules]
    texts += [(path, house.read(path)) for path in house.files("*.js")]
    for path, text in texts:
        lines = len(text.splitlines())
        if lines > LONGEST:
            yield Breach("length", str(path), lines, f"{lines} lines; {LONGEST} at most")


def names_say_something(house: House) -> Iterator[Breach]:
    """No module is called utils, helpers or the like: nothing would ever be found in it."""
    for module in house.package:
        if NO_PLACE & {module.path.stem, *module.path.parts[2:-1]}:
            yield Breach("names", str(module.path), 1, "says nothing about what is inside")


LAWS: tuple[Callable[[House], Iterator[Breach]], ...] = (
    kinds_do_not_know_each_other,
    rules_are_pure,
    writes_outside_actions,
    no_signals,
    no_save_overrides,
    rows_without_objects,
    views_ask_by_scope,
    no_mocks,
    modules_are_short,
    names_say_something,
)


def breaches(house: House, exceptions: dict[tuple[str, str], str]) -> list[Breach]:
    """All breaches of a project, without the excepted ones, and the exceptions that except nothing."""
    found = [breach for law in LAWS for breach in law(house)]
    needless = set(exceptions) - {(breach.law, breach.path) for breach in found}
    left = [breach for breach in found if (breach.law, breach.path) not in exceptions]
    return left + [Breach(law, path, 1, "an exception that is not needed") for law, path in sorted(needless)]


def main() -> int:
    """Print exceptions and breaches; 1 when there is a breach."""
    for (law, path), reason in sorted(EXCEPTIONS.items()):
        print(f"excepted: {path}: {law}: {reason}")
    for path, (number, reason) in sorted(EVERYWHERE_IN_VIEWS.items()):
        print(f"every branch: {path}, {number} times: {reason}")
    found = breaches(House(ROOT), EXCEPTIONS)
    print("\n".join(map(str, found)) or "all laws kept")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main())
