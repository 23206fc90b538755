"""Whether two entries of rosters are one person: surely, perhaps, or not. A name alone never makes them one."""

from typing import Literal

from msgspec import Struct

Alike = Literal["exact", "likely", ""]


class Somebody(Struct, frozen=True):
    """What two people are told apart by; "" for what is not known. `posts` are folded titles."""

    fold: str
    phones: frozenset[str] = frozenset()
    birth: str = ""
    sex: str = ""
    unit: str = ""
    posts: frozenset[str] = frozenset()


def alike(one: Somebody, other: Somebody) -> Alike:
    """How alike two people are.

    Exact: the same folded name with the same telephone, or with the same full date of birth and the same unit, and
    nothing that speaks against it. Likely: the same name with the same year of birth or the same unit, or the same
    telephone with a like name: these are asked.
    """
    phone = bool(one.phones & other.phones)
    born = _births(one.birth, other.birth)
    unit = bool(one.unit) and one.unit == other.unit
    sex = bool(one.sex and other.sex) and one.sex != other.sex
    if one.fold != other.fold:
        near = one.fold.split()[-1:] == other.fold.split()[-1:] or born == "same"
        return "likely" if phone and near and born != "differ" and not sex else ""
    if phone:
        return "exact" if not sex and (born != "differ" or unit) else "likely"
    if born == "differ":
        # A date that was put right, or a namesake in the same office.
        return "likely" if unit and bool(one.posts & other.posts) else ""
    if born == "same" and unit and len(one.birth) == len(other.birth) == len("YYYY-MM-DD"):
        return "likely" if sex else "exact"
    return "likely" if (born == "same" or unit) and not sex else ""


def _births(one: str, other: str) -> Literal["same", "differ", ""]:
    """Held against each other as far as both are told; "" where one is unknown."""
    if not one or not other:
        return ""
    shared = min(len(one), len(other))
    return "same" if one[:shared] == other[:shared] else "differ"
