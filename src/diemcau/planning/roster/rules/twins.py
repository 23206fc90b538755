"""People who stand in a file twice: exactly, or likely. A name alone never makes two rows one person."""

from collections import defaultdict

from diemcau.base.text import fold
from diemcau.planning.roster.rules.findings import Birth
from diemcau.planning.roster.rules.persons import Read


def mark_twins(read: list[tuple[str, Read]]) -> None:
    """Refuse rows that repeat an earlier one, and ask about rows that seem to. Each comes with the place of its row."""
    earlier: dict[str, list[tuple[str, Read]]] = defaultdict(list)
    for place, row in read:
        name = row.person.full_name
        if not name or any(problem.refuses for problem in row.remark.problems):
            continue
        keys = [f"name {fold(name)}"] + ([f"id {row.citizen.number}"] if row.citizen.number else [])
        for key in keys:
            twin = next(((where, other) for where, other in earlier[key] if _kind(other, row)), None)
            if twin:
                if _kind(twin[1], row) == "exact":
                    row.remark.refuses("row", "twin_exact", row=twin[0])
                else:
                    row.remark.asks("row", "twin_likely", row=twin[0], name=twin[1].person.full_name or "")
                break
        for key in keys:
            earlier[key].append((place, row))


def _kind(one: Read, other: Read) -> str:
    """How two rows of one name or one number are alike: exact, likely, or "" for two people."""
    first, second = one.person, other.person
    numbers = {one.citizen.number, other.citizen.number} - {""}
    if len(numbers) == 2:
        return ""
    same_number = bool(numbers) and one.citizen.number == other.citizen.number
    same_phone = bool({first.phone, first.phone2} & ({second.phone, second.phone2} - {None}))
    born = _births(first.birth, second.birth)
    if born == "differ" and not same_number:
        return ""
    clash = any(
        mine and theirs and mine != theirs
        for mine, theirs in (
            (first.sex, second.sex),
            (first.unit_code, second.unit_code),
            (first.position, second.position),
        )
    )
    sure = same_number or same_phone or (born == "same" and _day(first.birth))
    differ = first.phone and second.phone and not same_phone
    if sure and first.full_name == second.full_name and not clash and not differ and born != "differ":
        return "exact"
    known = born == "same" or same_phone or same_number
    nothing = not (first.birth or second.birth or first.phone or second.phone) and not clash
    return "likely" if known or nothing else ""


def _births(one: Birth | None, other: Birth | None) -> str:
    """same, differ, or "" where one of them is unknown."""
    if not one or not other:
        return ""
    shared = min(len(one.date), len(other.date))
    return "same" if one.date[:shared] == other.date[:shared] else "differ"


def _day(birth: Birth | None) -> bool:
    return birth is not None and birth.precision == "day"
