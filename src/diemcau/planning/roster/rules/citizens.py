"""Numbers of citizens: only the last four digits are ever kept; the others may tell that a birth was mistyped.

Digits 4 to 6 are century with sex, and year of birth (Thông tư 59/2021/TT-BCA). The first three are codes of the 63
former provinces or of countries, and say nothing of where somebody lives now.
"""

import re

from msgspec import Struct

from diemcau.planning.roster.rules.cells import Cell, shown

_ENOUGH = 10
_TRUSTED = 0.9


class Citizen(Struct, frozen=True):
    """What a number says: all of it (to find twins inside the check), sex and year of birth; "" and 0 for neither."""

    number: str = ""
    sex: str = ""
    year: int = 0

    @property
    def last_four(self) -> str:
        """All that is ever shown or stored."""
        return self.number[-4:]


def read_citizen(value: Cell) -> Citizen:
    """The number in a cell. Eleven digits have lost their first 0; nine are a card that is valid no more."""
    digits = re.sub(r"[\s.'’-]", "", shown(value))
    if not digits.isdecimal():
        return Citizen()
    if len(digits) not in (11, 12):
        return Citizen(digits) if len(digits) == 9 else Citizen()
    digits = digits.zfill(12)
    century, year = int(digits[3]), int(digits[4:6])
    return Citizen(digits, ("nam", "nu")[century % 2], 1900 + century // 2 * 100 + year)


def are_trusted(pairs: list[tuple[int, int]]) -> bool:
    """Whether a column's numbers may be held against births: (year of the number, year of the birth) mostly agree."""
    return len(pairs) >= _ENOUGH and sum(one == other for one, other in pairs) >= _TRUSTED * len(pairs)
