"""What a check of a roster gives: rows with their persons, repairs and problems, and notes about whole sheets."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from msgspec import Struct, field


class Status(StrEnum):
    """How a row ends."""

    READY = "ready"
    REPAIRED = "repaired"
    ASKS = "asks"
    REFUSED = "refused"


class Birth(Struct, frozen=True):
    """A date of birth as exact as the roster is: `date` is YYYY, YYYY-MM or YYYY-MM-DD, `precision` says which."""

    date: str
    precision: str


class Person(Struct, frozen=True):
    """A person as a row has him; None for what the row does not say, or does not say clearly.

    `family_name` holds the middle names too, `given_name` is the last word of the name unless the sheet has a column of
    its own for it. Telephones are E.164, `sex` is "nam" or "nu", `unit_code` a code of the national list.
    """

    family_name: str | None = None
    given_name: str | None = None
    full_name: str | None = None
    sex: str | None = None
    birth: Birth | None = None
    phone: str | None = None
    phone2: str | None = None
    position: str | None = None
    position_group: str | None = None
    unit_code: str | None = None


class Repair(Struct, frozen=True):
    """A change that a careful clerk would make without asking, and the rule that he would name."""

    field: str
    was: str
    now: str
    rule: str


class Problem(Struct, frozen=True):
    """A question (with choices where there are some), or the reason why a row is refused. `data` fills its words."""

    field: str
    code: str
    data: Mapping[str, str] = {}
    choices: tuple[str, ...] = ()
    refuses: bool = False


class Row(Struct, frozen=True):
    """A row of a sheet that stands for a person. `no` counts from 1; `citizen` is the last four digits, "" for none."""

    sheet: str | None
    no: int
    person: Person
    repairs: tuple[Repair, ...] = ()
    problems: tuple[Problem, ...] = ()
    citizen: str = ""
    simulated: bool = False

    @property
    def status(self) -> Status:
        """Refused before asked, asked before repaired."""
        if any(problem.refuses for problem in self.problems):
            return Status.REFUSED
        if self.problems:
            return Status.ASKS
        return Status.REPAIRED if self.repairs else Status.READY

    @property
    def shown(self) -> str:
        """The name as pages show it, "" when there is none: an invented person bears “(MP)”."""
        name = self.person.full_name or ""
        return f"{name} (MP)" if name and self.simulated else name


class Note(Struct, frozen=True):
    """Something about a whole sheet: what was left out, or which letters were converted. `data` fills its words."""

    sheet: str | None
    code: str
    data: Mapping[str, str | int] = {}


class Preview(Struct, frozen=True):
    """A text in letters of another time, and what was read."""

    sheet: str | None
    row: int
    script: str
    was: str
    now: str


class Sheetcheck(Struct, frozen=True):
    """All that a check found, in the order of the file; `previews` shows a few converted texts of each sheet."""

    rows: tuple[Row, ...]
    notes: tuple[Note, ...] = ()
    previews: tuple[Preview, ...] = ()

    def count(self, status: Status) -> int:
        """How many rows end so."""
        return sum(row.status is status for row in self.rows)


class Remark(Struct):
    """What reading one value gave besides the value: gathered by the readers of names, dates, telephones, units."""

    repairs: list[Repair] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def repaired(self, of: str, was: Any, now: Any, rule: str) -> None:
        """Note a change."""
        self.repairs.append(Repair(of, str(was), str(now), rule))

    def asks(self, of: str, code: str, *choices: str, **data: str) -> None:
        """Note a question."""
        self.problems.append(Problem(of, code, data, choices))

    def refuses(self, of: str, code: str, **data: str) -> None:
        """Note why the row cannot be taken."""
        self.problems.append(Problem(of, code, data, refuses=True))
