"""Every act that the office notes has words, in both languages."""

import ast
from collections.abc import Iterator
from pathlib import Path

from diemcau.base.words import catalogue
from tools.house import House, Module, calls

ROOT = Path(__file__).resolve().parents[2]
# Rooms put down what they do by these; one with another name would go unseen, so its definition must be `note` too.
NOTES = {"note", "_note"}
ACTS = "office.log."
# Where the name is put together or comes from a caller, and how it begins.
PASSED_ON = {
    "src/diemcau/programme/actions/drafts.py": "programme.",  # edit_draft() is told the act
    "src/diemcau/programme/actions/proposals.py": "slot.",  # and the state that a proposal goes into
}


def texts(node: ast.expr) -> Iterator[str | None]:
    """The names that an expression may be: both of "a" if x else "b"; None for one that cannot be seen."""
    if isinstance(node, ast.IfExp):
        yield from texts(node.body)
        yield from texts(node.orelse)
    else:
        yield node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def inside_a_note(module: Module, call: ast.Call) -> bool:
    """Whether a call passes on what its own function was given."""
    return any(
        isinstance(node, ast.FunctionDef) and node.name in NOTES and call in ast.walk(node)
        for node in ast.walk(module.tree)
    )


def noted() -> list[tuple[str, str | None]]:
    """Every act that is put down, with its place in the code."""
    found: list[tuple[str, str | None]] = []
    for module in House(ROOT).package:
        for name, call in calls(module.tree):
            # The live stream's own _note() takes no act.
            if name not in NOTES or "live" in module.path.parts or inside_a_note(module, call):
                continue
            acts = list(texts(call.args[0]))
            if acts == [None] and len(call.args) > 1:  # people's takes the request before it
                acts = list(texts(call.args[1]))
            found += [(f"{module.path}:{call.lineno}", act) for act in acts]
    return found


def test_every_act_has_words():
    missing = [f"{where}: {ACTS}{act}" for where, act in noted() if act and f"{ACTS}{act}" not in catalogue()]
    assert missing == [], "add these keys to a words.json of the room"


def test_every_act_is_named_where_it_is_noted():
    unnamed = {where.partition(":")[0] for where, act in noted() if act is None}
    assert sorted(unnamed - set(PASSED_ON)) == [], "note() takes the act's name itself, not a variable"
    assert sorted(set(PASSED_ON) - unnamed) == [], "take these out of PASSED_ON"


def test_notes_are_found_at_all():
    assert {"undone", "slips.issued", "proposal.changed", "proposal.made"} <= {act for _, act in noted()}


def test_words_of_acts_are_of_acts_that_are_noted():
    said = {
        node.value
        for module in House(ROOT).package
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    named = {key.removeprefix(ACTS) for key in catalogue() if key.startswith(ACTS)}
    gone = [act for act in sorted(named - said) if f"{act.rpartition('.')[0]}." not in PASSED_ON.values()]
    assert gone == [], "no note() says these: take their words out"
