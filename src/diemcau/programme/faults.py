"""What is wrong in a file of a folder: where, what, and how to put it right."""

from dataclasses import dataclass, field
from typing import Any

from diemcau.base.words import say


@dataclass(frozen=True, slots=True)
class Fault:
    """`line` counts from 1. The words stand under "office.folder.<code>" and "office.folder.<code>.fix"."""

    file: str
    line: int
    code: str
    data: dict[str, Any] = field(default_factory=dict)

    def words(self, lang: str = "vi") -> str:
        """What is wrong."""
        return say(f"office.folder.{self.code}", lang, **self.data)

    def fix(self, lang: str = "vi") -> str:
        """What to do about it."""
        return say(f"office.folder.{self.code}.fix", lang, **self.data)


@dataclass(frozen=True, slots=True)
class Odd(Fault):
    """What the author of a situation did not mean; `where` in it (see activities.situation.findings)."""

    where: str = "situation"

    def words(self, lang: str = "vi") -> str:
        """What is odd, and where."""
        at = say(f"office.situation.at.{self.where}", lang, **self.data)
        return f"{at}: {say(f'office.situation.finding.{self.code}', lang, **self.data)}"

    def fix(self, lang: str = "vi") -> str:
        """Where to look."""
        return say("office.folder.odd.fix", lang)


@dataclass(slots=True)
class Page:
    """A file while it is read: every fault and every repair is noted, reading goes on.

    `lines` says where the things of a situation stand, by sort and name.
    """

    file: str
    faults: list[Fault] = field(default_factory=list)
    repairs: list[Fault] = field(default_factory=list)
    lines: dict[tuple[object, ...], int] = field(default_factory=dict)

    def fault(self, code: str, line: int, /, **data: Any) -> None:
        """Note what cannot be taken."""
        self.faults.append(Fault(self.file, line, code, data))

    def repair(self, code: str) -> None:
        """Note what was put right on the way in, because only one reading of it was possible."""
        self.repairs.append(Fault(self.file, 1, code, {}))
