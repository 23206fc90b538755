"""What is wrong in a case as it is written, without walking it. Pure.

A finding says what (`code`, words under `office.situation.finding.<code>`), of which sort of thing (`where`, words
under `office.situation.at.<where>`) and which one (`data`: its number or code, and what else its words tell).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from msgspec import Struct

from diemcau.activities.situation.content import (
    Choice,
    Development,
    Effect,
    Situation,
    Test,
    Turn,
    Variable,
    all_turns,
)

Where = tuple[str, dict[str, Any]]


class Finding(Struct, frozen=True):
    """One thing that the author did not mean."""

    code: str
    where: str  # situation, variable, turn, choice, development, ending
    data: dict[str, Any]


def judge(content: Situation) -> tuple[Finding, ...]:
    """All faults of a case that reading it shows, in the order of the case."""
    found = [*_of_the_whole(content), *_twice(content)]
    for variable in content.variables:
        found += _of_variable(variable)
    for turn in all_turns(content):
        found += _of_turn(content, turn)
    for n, one in enumerate(content.developments, 1):
        found += _of_development(content, n, one)
    for n, ending in enumerate(content.endings, 1):
        found += _of_tests(content, ending.when, ("ending", {"n": n, "code": ending.code}))
    return tuple(found)


def _of_the_whole(content: Situation) -> Iterator[Finding]:
    if content.minutes < 1:
        yield Finding("no_time_limit", "situation", {})
    if (content.variables or content.turns) and not content.endings:
        yield Finding("no_endings", "situation", {})


def _twice(content: Situation) -> Iterator[Finding]:
    developments = [one.code for one in content.developments if isinstance(one, Development)]
    sorts: tuple[tuple[str, Sequence[str]], ...] = (
        ("variable", [variable.code for variable in content.variables]),
        ("turn", [turn.code for turn in all_turns(content)]),
        ("development", developments),
        ("ending", [ending.code for ending in content.endings]),
    )
    for where, codes in sorts:
        for code, times in Counter(codes).items():
            if times > 1:
                yield Finding("code_twice", where, {"code": code, "n": code})


def _of_variable(variable: Variable) -> Iterator[Finding]:
    if variable.low > variable.high:
        yield Finding("empty_range", "variable", {"code": variable.code, "low": variable.low, "high": variable.high})
    elif not variable.low <= variable.start <= variable.high:
        data = {"code": variable.code, "start": variable.start, "low": variable.low, "high": variable.high}
        yield Finding("start_outside", "variable", data)


def _of_turn(content: Situation, turn: Turn) -> Iterator[Finding]:
    at = {"code": turn.code}
    if turn.form == "text":
        if turn.choices:
            yield Finding("choices_of_text", "turn", at)
        return
    if len(turn.choices) < 2:
        yield Finding("too_few_choices", "turn", {**at, "count": len(turn.choices)})
    if turn.form == "several" and not 0 <= turn.most <= len(turn.choices):
        yield Finding("bad_most", "turn", {**at, "most": turn.most, "count": len(turn.choices)})
    if turn.form == "share" and turn.total < 1:
        yield Finding("bad_total", "turn", {**at, "total": turn.total})
    for n, choice in enumerate(turn.choices, 1):
        yield from _of_effects(content, choice.effects, ("choice", {"turn": turn.code, "n": n}))
    for text, times in Counter(map(_text, turn.choices)).items():
        if times > 1:
            yield Finding("choice_twice", "turn", {**at, "choice": text})


def _text(choice: Choice) -> str:
    return choice.text


def _of_development(content: Situation, n: int, development: str | Development) -> Iterator[Finding]:
    if isinstance(development, str):
        return
    where = ("development", {"n": n, "code": development.code})
    if development.after < 0:
        yield Finding("bad_time", *where)
    if development.after > content.minutes > 0:
        data = {**where[1], "after": development.after, "minutes": content.minutes}
        yield Finding("after_the_end", "development", data)
    if development.turn and development.turn not in {turn.code for turn in content.turns}:
        yield Finding("no_such_turn", "development", {**where[1], "turn": development.turn})
    yield from _of_effects(content, development.effects, where)
    yield from _of_tests(content, development.when, where)


def _of_effects(content: Situation, effects: Iterable[Effect], where: Where) -> Iterator[Finding]:
    known = {variable.code for variable in content.variables}
    for effect in effects:
        if effect.variable not in known:
            yield Finding("effect_on_unknown", where[0], {**where[1], "variable": effect.variable})


def _of_tests(content: Situation, tests: Iterable[Test], where: Where) -> Iterator[Finding]:
    variables = {variable.code: variable for variable in content.variables}
    turns = {turn.code: turn for turn in reversed(all_turns(content))}  # of two with one code the first one stands
    for test in tests:
        data = {**where[1], "variable": test.variable, "decision": test.decision, "value": test.value}
        if bool(test.variable) == bool(test.decision):
            yield Finding("test_of_one_thing", where[0], data)
        elif test.variable:
            variable = variables.get(test.variable)
            if variable is None:
                yield Finding("unknown_variable", where[0], data)
            elif variable.low <= variable.high and not variable.low <= test.value <= variable.high:
                yield Finding("value_outside", where[0], {**data, "low": variable.low, "high": variable.high})
        else:
            yield from _of_test_on_decision(turns.get(test.decision), test, where[0], data)


def _of_test_on_decision(turn: Turn | None, test: Test, where: str, data: dict[str, Any]) -> Iterator[Finding]:
    if turn is None:
        yield Finding("unknown_decision", where, data)
    elif turn.form == "text":
        yield Finding("text_has_no_choices", where, data)
    elif not 1 <= test.value <= len(turn.choices):
        yield Finding("choice_outside", where, {**data, "count": len(turn.choices)})
    elif test.op not in {"=", "≠"}:
        yield Finding("order_of_choices", where, data)
