"""A timetable as frozen values, as a release keeps it: sittings with their items, and who teaches, by post.

Hours are minutes since midnight of the day, in Vietnam. Ids are those of the rows, so that a moved item is known again.
"""

from collections.abc import Iterator
from datetime import date

from msgspec import Struct, json
from msgspec.structs import replace


class ItemLine(Struct, frozen=True, forbid_unknown_fields=True):
    """An item. `topic` is 0 for one that has none."""

    id: int
    kind: str
    title: str
    minutes: int
    topic: int = 0
    phones: bool = True
    recording: bool = False
    speaker: str = ""


class SittingLine(Struct, frozen=True, forbid_unknown_fields=True):
    """A sitting with its items in order."""

    id: int
    no: int
    on: date
    half: str
    starts: int
    ends: int
    deadline: int  # of the headcount
    items: tuple[ItemLine, ...] = ()

    @property
    def minutes(self) -> int:
        """The sum of its items."""
        return sum(item.minutes for item in self.items)

    @property
    def hours(self) -> int:
        """How long it is, in minutes."""
        return self.ends - self.starts

    def timed(self) -> Iterator[tuple[int, ItemLine]]:
        """Its items with the minute of the day when each begins."""
        at = self.starts
        for item in self.items:
            yield at, item
            at += item.minutes


class Timetable(Struct, frozen=True, forbid_unknown_fields=True):
    """Sittings by number; the posts of those who teach, by topic."""

    sittings: tuple[SittingLine, ...] = ()
    lecturers: dict[int, tuple[str, ...]] = {}


def write(sheet: Timetable) -> str:
    """Canonical JSON: equal timetables have equal text."""
    return json.encode(replace(sheet, lecturers=dict(sorted(sheet.lecturers.items())))).decode()


def read(text: str) -> Timetable:
    """A timetable from its JSON; msgspec.ValidationError for anything else."""
    return json.decode(text, type=Timetable)


def clock(minutes: int) -> str:
    """A minute of the day as it is read: 08:30. What runs past midnight counts on: 24:10."""
    return f"{minutes // 60:02}:{minutes % 60:02}"
