"""Law 5: who writes. Finds writes through Django's ORM and through SQL, by reading the syntax.

What counts as a queryset: anything that hangs on `.objects`, `.rows`, `.something_set` or a manager of
Django's own, and a local name given such a value. `dict.update()`, `set.update()`, `hash.update()`,
`document.save(path)` and `client.delete(url)` are none.
"""

import ast
import re
from collections.abc import Iterator

from tools.house import Breach, House, Module

LAW = "writers"
MANAGERS = {"objects", "rows", "_default_manager", "_base_manager"}
# Words that only Django has: a write on whatever they hang.
CERTAIN = {
    "bulk_create", "bulk_update", "get_or_create", "update_or_create", "acreate", "aupdate", "asave", "adelete",
    "abulk_create", "abulk_update", "aget_or_create", "aupdate_or_create",
}  # fmt: skip
# Words that are a write on a queryset only.
ON_ROWS = {"create", "update", "delete", "add", "set", "remove", "clear", "_raw_delete"}
SAVE_OPTIONS = {"force_insert", "force_update", "using", "update_fields", "commit"}
SQL_WRITE = re.compile(
    r"\s*(INSERT\s+(OR\s+\w+\s+)?INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM|REPLACE\s+INTO|TRUNCATE\s)", re.IGNORECASE
)


def may_write(module: Module) -> bool:
    """Whether a module is one of those that write: actions, and the journal's door and store."""
    if module.shelf == "actions":
        return True
    return module.room == "journal" and module.shelf.startswith(("store", "door"))


def _is_rows(node: ast.expr, names: set[str]) -> bool:
    """Whether an expression is a manager or a queryset."""
    if isinstance(node, ast.Name):
        return node.id in names
    if isinstance(node, ast.Attribute):
        return node.attr in MANAGERS or node.attr.endswith("_set") or _is_rows(node.value, names)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        return _is_rows(node.func.value, names)
    if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Slice):
        return _is_rows(node.value, names)
    return False


def _names_of_rows(function: ast.AST) -> set[str]:
    """Local names that are given a queryset somewhere in a function; a value taken out of one is none."""
    names: set[str] = set()
    single = {"get", "first", "last", "count", "exists", "aggregate", "earliest", "latest", "in_bulk"}
    for _ in range(2):  # a = X.rows.all(); b = a.filter()
        for node in ast.walk(function):
            value = getattr(node, "value", None)
            if not isinstance(node, ast.Assign | ast.AnnAssign | ast.NamedExpr) or value is None:
                continue
            taken_out = isinstance(value, ast.Call) and getattr(value.func, "attr", "") in single
            if not taken_out and _is_rows(value, names):
                targets = node.targets if isinstance(node, ast.Assign) else [node.target]
                names |= {target.id for target in targets if isinstance(target, ast.Name)}
    return names


def _is_write(call: ast.Call, names: set[str]) -> bool:
    if not isinstance(call.func, ast.Attribute):
        return False
    verb, receiver = call.func.attr, call.func.value
    if verb in CERTAIN:
        return True
    if verb == "save":  # saving a document or a picture says where to
        return not call.args and all(word.arg in SAVE_OPTIONS for word in call.keywords)
    if verb == "delete" and not call.args and not call.keywords:
        return True
    if verb == "create" and isinstance(receiver, ast.Attribute) and not call.args and call.keywords:
        return True  # course.sites.create(name=...): a related manager
    return verb in ON_ROWS and _is_rows(receiver, names)


def _writes(node: ast.AST, names: set[str], inside: str) -> Iterator[ast.Call]:
    """Every write below a node. `names` hold querysets here; `inside` is the name of the function.

    A manager that offers a verb under its own name (`def bulk_create` calling `.bulk_create()`) defines
    the verb and does not use it.
    """
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        names, inside = names | _names_of_rows(node), node.name
    if isinstance(node, ast.Call) and _is_write(node, names) and getattr(node.func, "attr", "") != inside:
        yield node
    for child in ast.iter_child_nodes(node):
        yield from _writes(child, names, inside)


def writes_outside_actions(house: House) -> Iterator[Breach]:
    """Every write through the ORM, and every SQL text that writes, outside actions and the journal's door."""
    for module in house.package:
        if may_write(module):
            continue
        for call in _writes(module.tree, set(), ""):
            verb = getattr(call.func, "attr", "")
            yield Breach(LAW, str(module.path), call.lineno, f".{verb}() writes; only actions.py does")
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL_WRITE.match(node.value):
                yield Breach(LAW, str(module.path), node.lineno, "SQL that writes; only actions.py does")
