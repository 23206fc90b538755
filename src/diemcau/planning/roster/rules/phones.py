"""Telephone numbers of a cell: one or two, in E.164, with what was mended.

The eleven-digit numbers of before September 2018 are mapped by the table of the Ministry of Information and
Communications' plan to change mobile prefixes (Quyết định 798/QĐ-BTTTT, 2018).
"""

import re
from collections.abc import Iterator

from diemcau.base.refused import Refused
from diemcau.people.rules import phone_of
from diemcau.planning.roster.rules.cells import Cell, shown
from diemcau.planning.roster.rules.findings import Remark
from diemcau.planning.roster.rules.letters import clean

AT_MOST = 2
NEW_PREFIXES = {
    **{f"016{last}": f"03{last}" for last in range(2, 10)},
    "0120": "070", "0121": "079", "0122": "077", "0126": "076", "0128": "078",
    "0123": "083", "0124": "084", "0125": "085", "0127": "081", "0129": "082",
    "0186": "056", "0188": "058", "0199": "059",
}  # fmt: skip
_MOBILE = re.compile(r"0[35789]\d{8}")
_LANDLINE = re.compile(r"02\d{9}")
_OLD_MOBILE = re.compile(r"01\d{9}")
_RUNS = re.compile(r"\+?\d+")
_BETWEEN_NUMBERS = re.compile(r"[/;,|\n&]|\bhoặc\b|\bvà\b|\s[-–]\s", re.IGNORECASE)
_DECIMAL = re.compile(r"(\d{9,12})\.0+")
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+")
_MOST_RUNS = 16


def read_phones(value: Cell, remark: Remark, of: str = "phone") -> list[str]:
    """The numbers in a cell, at most two, in E.164; none when the cell is asked about.

    Asks: phone_unclear, phone_many.
    """
    text = clean(shown(value).replace("\n", " / "))[0].strip(" '’\"")
    if decimal := _DECIMAL.fullmatch(text):
        text = decimal[1]
    if not re.search(r"\w", text):
        return []
    if _SCIENTIFIC.fullmatch(text):
        remark.asks(of, "phone_unclear", text=text)
        return []
    found = _numbers(text)
    if found is None:
        remark.asks(of, "phone_unclear", text=text)
        return []
    if len(found) > AT_MOST:
        remark.asks(of, "phone_many", *(number for number, _, _ in found))
        return []
    for (number, was, rules), name in zip(found, (of, "phone2"), strict=False):
        for rule in rules:
            remark.repaired(name, was, number, rule)
    return [number for number, _, _ in found]


_Number = tuple[str, str, tuple[str, ...]]  # E.164, what stood there, what was mended


def _numbers(text: str) -> list[_Number] | None:
    """The one way to cut a text into numbers; None when there is none, or more than one."""
    parts = [part for part in _BETWEEN_NUMBERS.split(text) if re.search(r"\d", part)]
    by_parts = [_number("".join(_RUNS.findall(part))) for part in parts]
    if parts and all(by_parts):
        return _without_repeats([number for number in by_parts if number])
    runs = _RUNS.findall(text)
    ways = list(_ways(runs)) if 0 < len(runs) <= _MOST_RUNS else []
    return _without_repeats(ways[0]) if len(ways) == 1 else None


def _ways(runs: list[str]) -> Iterator[list[_Number]]:
    if not runs:
        yield []
        return
    for end in range(1, len(runs) + 1):
        digits = "".join(runs[:end])
        if len(digits) > 14:
            return
        if number := _number(digits):
            yield from ([number, *rest] for rest in _ways(runs[end:]))


def _without_repeats(numbers: list[_Number]) -> list[_Number]:
    return list({number[0]: number for number in numbers}.values())


def _number(digits: str) -> _Number | None:
    """A number of Vietnam, or of another country when it says which."""
    was, rules = digits, []
    if digits.startswith("00") and len(digits) > 10:
        digits = "+" + digits[2:]
    if digits.startswith("+") and not digits.startswith("+84"):
        return _by_the_book(digits, was)
    if digits.startswith("+84"):
        digits = "0" + digits[3:].removeprefix("0")  # +84 (0)912...
    elif digits.startswith("84") and len(digits) in (11, 12, 13):
        digits = "0" + digits[2:].removeprefix("0")
    elif not digits.startswith("0"):
        digits = "0" + digits
        rules.append("lost_zero")
    if _OLD_MOBILE.fullmatch(digits) and (new := NEW_PREFIXES.get(digits[:4])):
        digits = new + digits[4:]
        rules.append("new_prefix")
    if not _MOBILE.fullmatch(digits) and not (_LANDLINE.fullmatch(digits) and _by_the_book(digits, was)):
        return None
    return "+84" + digits[1:], was, tuple(rules)


def _by_the_book(digits: str, was: str) -> _Number | None:
    try:
        return phone_of(digits), was, ()
    except Refused:
        return None
