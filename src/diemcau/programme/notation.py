"""The short signs in a file that are for the machine: what stands in square brackets at the end of a line.

    1. Mở thêm một bàn [ho-so -10; tin-cay +1]                       a choice, and what it moves
    - ho-so: Hồ sơ tồn (bộ), bắt đầu 40, từ 0 đến 100                a variable
    ## Quyết định 2 [chia 12 người]                                  a decision
    ## Diễn biến 3 [sau 5 phút; khi ho-so ≥ 50 và 1 = B; tin-cay -1; mở quyết định 2]
    ## Kết cục kip: Kịp hẹn [khi ho-so ≤ 20]

A test with a letter is of a decision (the letter of a choice), one with a number of a variable. Folder and editor read
and write the same signs here; reading is generous (>=, –10, BƯỚC), writing has one form. Text that itself ends like
such signs is written with empty ones behind it.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from string import ascii_uppercase
from typing import Any, Literal, TypeVar

from msgspec import Struct

from diemcau.activities.situation.content import Effect, Role, Test, Variable
from diemcau.base.text import fold
from diemcau.programme.content import NUMBER

T = TypeVar("T")
Op = Literal["=", "≠", "≥", "≤"]
TurnForm = Literal["one", "several", "text", "share"]

CODE = "[a-z0-9][a-z0-9-]{0,19}"
_CODE = re.compile(CODE)
_MINUS = "-−–"
_INTEGER = rf"[{_MINUS}]?[0-9]{{1,7}}"
_SIGNS = re.compile(r"(.*?)\s*\[([^\[\]]*)\]", re.DOTALL)
_BRACED = re.compile(r"(.*?)\s*\(([^()]*)\)", re.DOTALL)
_EFFECT = re.compile(rf"({CODE})\s*([+{_MINUS}])\s*([0-9]{{1,7}})", re.IGNORECASE)
_TEST = re.compile(rf"({CODE})\s*(=|≠|≥|≤|!=|<>|>=|<=)\s*({_INTEGER}|[A-H])", re.IGNORECASE)
_VARIABLE = re.compile(
    rf"({CODE})\s*:\s*(\S.*?)\s*,\s*bắt đầu\s+({_INTEGER})\s*,\s*từ\s+({_INTEGER})\s+đến\s+({_INTEGER})(\s*,\s*ẩn)?",
    re.IGNORECASE,
)
_AFTER = re.compile(r"sau\s+([0-9]{1,3})\s+phút", re.IGNORECASE)
_OPENS = re.compile(rf"mở\s+quyết\s+định\s+({CODE})", re.IGNORECASE)
_WHEN = re.compile(r"khi\s+(.+)", re.IGNORECASE)
_AND = re.compile(r"\s+và\s+", re.IGNORECASE)
_MOST = re.compile(r"tối\s+đa\s+([0-9]{1,2})", re.IGNORECASE)
_SHARE = re.compile(r"chia\s+([0-9]{1,7})(?:\s+(\S.*))?", re.IGNORECASE)
_OPS: dict[str, Op] = {
    "=": "=",
    "≠": "≠",
    "≥": "≥",
    "≤": "≤",
    "!=": "≠",
    "<>": "≠",
    ">=": "≥",
    "<=": "≤",
}
_ONE, _SEVERAL, _WORDS = "chọn một", "chọn nhiều", "trả lời bằng lời"


class Odd(Exception):
    """Signs that say nothing; `code` and `data` as of a fault."""

    def __init__(self, code: str, **data: Any) -> None:
        super().__init__(code)
        self.code = code
        self.data = data


class Form(Struct, frozen=True):
    """How a further decision is made: form, at most so many choices, a total to be shared out and its unit."""

    form: TurnForm = "one"
    most: int = 0
    total: int = 0
    unit: str = ""


class When(Struct, frozen=True):
    """When a development comes and what it brings."""

    after: int = 0
    when: tuple[Test, ...] = ()
    effects: tuple[Effect, ...] = ()
    turn: str = ""


# --- what stands at the end of a line ---------------------------------------------------------------------


def split_signs(words: str) -> tuple[str, str | None]:
    """The text before the signs of a line, and the signs; None where there are none."""
    found = _SIGNS.fullmatch(words)
    return (found[1], found[2].strip()) if found else (words, None)


def with_signs(words: str, signs: str) -> str:
    """The inverse; empty signs only behind a text that ends like some."""
    return f"{words} [{signs}]" if signs or _SIGNS.fullmatch(words) else words


def parts_of(signs: str) -> list[str]:
    """Signs one by one."""
    return [part for raw in signs.split(";") if (part := raw.strip())]


def integer(words: str) -> int:
    """A whole number, whichever minus it bears.

    Odd: sign_number.
    """
    value = int(re.sub(f"[{_MINUS}]", "-", words))
    if abs(value) > NUMBER:
        raise Odd("sign_number", value=words, limit=NUMBER)
    return value


# --- effects and tests ------------------------------------------------------------------------------------


def read_effects(signs: str) -> tuple[Effect, ...]:
    """What moves which variable.

    Odd: sign_effect, sign_number.
    """
    return tuple(_effect(part) for part in parts_of(signs))


def _effect(part: str) -> Effect:
    found = _EFFECT.fullmatch(part)
    if not found:
        raise Odd("sign_effect", sign=part)
    sign = "" if found[2] == "+" else "-"
    return Effect(found[1].lower(), integer(sign + found[3]))


def write_effects(effects: Iterable[Effect]) -> str:
    """The inverse."""
    return "; ".join(f"{effect.variable} {effect.by:+d}" for effect in effects)


def read_tests(words: str) -> tuple[Test, ...]:
    """Tests joined by “và”.

    Odd: sign_test, sign_number.
    """
    return tuple(_test(part.strip()) for part in _AND.split(words))


def _test(part: str) -> Test:
    found = _TEST.fullmatch(part)
    if not found:
        raise Odd("sign_test", sign=part)
    code, op, value = found[1].lower(), _OPS[found[2]], found[3]
    if value.isalpha():
        if op not in {"=", "≠"}:
            raise Odd("sign_test", sign=part)
        return Test(ascii_uppercase.index(value.upper()) + 1, decision=code, op=op)
    return Test(integer(value), variable=code, op=op)


def write_tests(tests: Iterable[Test]) -> str:
    """The inverse."""
    return " và ".join(
        f"{test.decision} {test.op} {ascii_uppercase[test.value - 1]}"
        if test.decision
        else f"{test.variable} {test.op} {test.value}"
        for test in tests
    )


# --- variables and roles ----------------------------------------------------------------------------------


def read_variable(words: str) -> Variable:
    """A variable from its line.

    Odd: sign_variable, sign_number, sign_range.
    """
    found = _VARIABLE.fullmatch(words)
    if not found:
        raise Odd("sign_variable", sign=words)
    named = _BRACED.fullmatch(found[2])
    title, unit = (named[1], named[2].strip()) if named else (found[2], "")
    if not title:
        raise Odd("sign_variable", sign=words)
    start, low, high = (integer(found[n]) for n in (3, 4, 5))
    if not low <= start <= high or low == high:
        raise Odd("sign_range", sign=title, start=start, low=low, high=high)
    return Variable(found[1].lower(), title, start, low, high, unit, shown=not found[6])


def write_variable(variable: Variable) -> str:
    """The inverse."""
    unit = f" ({variable.unit})" if variable.unit or _BRACED.fullmatch(variable.title) else ""
    span = f"bắt đầu {variable.start}, từ {variable.low} đến {variable.high}"
    return f"{variable.code}: {variable.title}{unit}, {span}{'' if variable.shown else ', ẩn'}"


def read_role(words: str) -> Role:
    """Who plays, and after a colon what he looks after.

    Odd: sign_role.
    """
    title, _, rest = words.partition(":")
    if not title.strip():
        raise Odd("sign_role", sign=words)
    return Role(title.strip(), rest.strip())


def write_role(role: Role) -> str:
    """The inverse."""
    return f"{role.title}: {role.words}" if role.words else role.title


# --- decisions and developments ---------------------------------------------------------------------------


def read_form(signs: str) -> Form:
    """How a decision is made.

    Odd: sign_turn, sign_number.
    """
    form = Form()
    for place, part in enumerate(parts_of(signs.replace(",", ";"))):
        word = fold(part)
        most, share = _MOST.fullmatch(part), _SHARE.fullmatch(part)
        if place == 0 and word == fold(_ONE):
            form = Form()
        elif place == 0 and word == fold(_SEVERAL):
            form = Form("several")
        elif place == 0 and word == fold(_WORDS):
            form = Form("text")
        elif place == 0 and share and int(share[1]):
            form = Form("share", total=integer(share[1]), unit=share[2] or "")
        elif place == 1 and form.form == "several" and most:
            form = Form("several", most=int(most[1]))
        else:
            raise Odd("sign_turn", sign=part)
    return form


def write_form(form: Form) -> str:
    """The inverse."""
    match form.form:
        case "several":
            return f"{_SEVERAL}; tối đa {form.most}" if form.most else _SEVERAL
        case "text":
            return _WORDS
        case "share":
            return f"chia {form.total} {form.unit}".rstrip()
    return _ONE


def read_when(signs: str) -> When:
    """When a development comes, and what it brings.

    Odd: sign_when, sign_twice, sign_effect, sign_test, sign_number.
    """
    after, turn = 0, ""
    tests: tuple[Test, ...] = ()
    effects: list[Effect] = []
    seen: set[str] = set()
    for part in parts_of(signs):
        time, opens, when = _AFTER.fullmatch(part), _OPENS.fullmatch(part), _WHEN.fullmatch(part)
        which = "sau" if time else "mở" if opens else "khi" if when else ""
        if which and which in seen:
            raise Odd("sign_twice", sign=part)
        seen.add(which)
        if time and int(time[1]):
            after = int(time[1])
        elif opens:
            turn = opens[1].lower()
        elif when:
            tests = read_tests(when[1])
        elif _EFFECT.fullmatch(part):
            effects.append(_effect(part))
        else:
            raise Odd("sign_when", sign=part)
    return When(after, tests, tuple(effects), turn)


def write_when(when: When) -> str:
    """The inverse."""
    parts = [f"sau {when.after} phút"] if when.after else []
    parts += [f"khi {write_tests(when.when)}"] if when.when else []
    parts += [write_effects(when.effects)] if when.effects else []
    parts += [f"mở quyết định {when.turn}"] if when.turn else []
    return "; ".join(parts)


def read_end(signs: str) -> tuple[Test, ...]:
    """When a case ends like this; no tests for the usual ending.

    Odd: sign_end, sign_test, sign_number.
    """
    if not signs:
        return ()
    found = _WHEN.fullmatch(signs)
    if not found:
        raise Odd("sign_end", sign=signs)
    return read_tests(found[1])


def write_end(tests: Sequence[Test]) -> str:
    """The inverse."""
    return f"khi {write_tests(tests)}" if tests else ""


def try_read(read: Callable[[str], T], words: str, tell: Callable[..., None]) -> T | None:
    """What `read` makes of some words; None when they are odd, which has then been told by `tell(code, **data)`."""
    try:
        return read(words)
    except Odd as odd:
        tell(odd.code, **odd.data)
        return None


def is_code(words: str) -> bool:
    """Whether a code can be used: small letters without marks, digits, hyphens, 20 at most."""
    return bool(_CODE.fullmatch(words))
