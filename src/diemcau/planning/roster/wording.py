"""What becomes of a row once it was settled, in words: for pages, and for the sheet that goes back."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct
from msgspec.structs import replace

from diemcau.base.words import say
from diemcau.people.rules import dialled
from diemcau.planning.roster.rules.findings import Repair, Row
from diemcau.planning.roster.rules.states import Does, Ends
from diemcau.planning.roster.telling import Mark, ending


class Change(Struct, frozen=True):
    """A difference in words: "Số điện thoại", "0912 345 678", "0987 654 321"."""

    label: str
    old: str
    new: str


def changed(change: tuple[str, str, str], lang: str, units: Mapping[str, str]) -> Change:
    """A difference as it is read. `units` are names by code."""
    of, old, new = change
    return Change(field(of, lang), *(_value(of, value, lang, units) for value in (old, new)))


def field(of: str, lang: str) -> str:
    """What a field is called."""
    return say(f"office.rosters.field.{of}", lang)


def _value(of: str, value: str, lang: str, units: Mapping[str, str]) -> str:
    if not value:
        return "–"
    if of == "birth":
        return "/".join(reversed(value.split("-")))
    if of == "phone":
        return dialled(value)
    if of in ("unit", "unit_code"):
        return units.get(value, value)
    prefix = {"sex": "office.rosters.sex", "position_group": "group", "role": "class_role"}.get(of)
    return say(f"{prefix}.{value}", lang) if prefix else value


def read(repair: Repair, lang: str, units: Mapping[str, str]) -> Repair:
    """A repair whose outcome is written as people read it: a unit by its name, a birth and a telephone as usual."""
    is_code = repair.field in ("birth", "phone", "unit_code")
    return replace(repair, now=_value(repair.field, repair.now, lang, units)) if is_code else repair


def marks(
    rows: Iterable[tuple[Row, Ends, Does, Sequence[tuple[str, str, str]]]],
    units: Mapping[str, str],
    lang: str,
    *,
    applied: bool,
) -> list[Mark]:
    """What is written beside each row: how it ended, and what it has done or would do."""
    found = []
    for row, ends, does, changes in rows:
        if ends is Ends.LEFT_OUT:
            words = say("office.rosters.ends.left_out", lang)
        else:
            told = [f"{one.label}: {one.old} → {one.new}" for one in (changed(one, lang, units) for one in changes)]
            repairs = tuple(read(one, lang, units) for one in row.repairs)
            parts = [ending(replace(row, repairs=repairs), lang)]
            if does is not Does.NOTHING:
                deed = say(f"office.rosters.{'done' if applied else 'does'}.{does.value}", lang)
                parts.append(f"{deed} ({'; '.join(told)})." if told else f"{deed}.")
            words = " ".join(part if part.endswith(".") else f"{part}." for part in parts)
        found.append(Mark(row.sheet, row.no, ends.value, words))
    return found
