"""What counts as attending. Pure.

Decided here once, printed as an annex of every report, used everywhere:

- `summoned`: enrolled as a learner (`hoc_vien`). Guests of the class and staff are counted apart.
- `attended a sitting`: present; late or gone early; present in another site's room. Somebody whose substitute
  sat in (`du_thay`) did not attend: a substitute fills a chair, the class is for the person.
- nothing said of somebody is not an absence; it is counted as "not marked".
- `attended at least one` and `attended all` are about persons, over all sittings that were settled.
- `turns` (lượt) is the sum over sittings of those who attended; it is never added to persons.
- `in the room`: present, late or gone early, a substitute, a guest of another room; that is what a headcount counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

# Raised whenever the same journal gives other records: what was settled under this number is not made again.
RULES = 2


class Status(StrEnum):
    """How somebody stood in a sitting; NONE when nothing was said."""

    NONE = ""
    CO_MAT = "co_mat"
    VANG_PHEP = "vang_phep"
    VANG_KHONG_PHEP = "vang_khong_phep"
    MUON_SOM = "muon_som"
    DU_THAY = "du_thay"
    O_DIEM_KHAC = "o_diem_khac"


COUNTED = (Status.CO_MAT, Status.MUON_SOM, Status.O_DIEM_KHAC)
IN_ROOM = (Status.CO_MAT, Status.MUON_SOM, Status.DU_THAY)
CONFIRMED = ("confirmed", "checked", "locked")


def attended(status: str) -> bool:
    """Whether somebody with this status attended the sitting himself."""
    return status in COUNTED


def in_room(status: str) -> bool:
    """Whether somebody sits on this chair of his own room."""
    return status in IN_ROOM


def is_confirmed(level: str) -> bool:
    """Whether a chair stands for the headcount."""
    return level in CONFIRMED


@dataclass(frozen=True)
class Attendance:
    """How often a person attended, of how many sittings."""

    attended: int
    of: int

    @property
    def once(self) -> bool:
        """Attended at least one sitting."""
        return self.attended >= 1

    @property
    def all(self) -> bool:
        """Attended all sittings, of which there was at least one."""
        return self.of >= 1 and self.attended == self.of


def attendance(statuses: Iterable[str]) -> Attendance:
    """Of the statuses of one person, one a sitting."""
    listed = list(statuses)
    return Attendance(sum(map(attended, listed)), len(listed))
