"""A measured row: its values over the rounds, and the bar that its median must reach, if it has one."""

from collections.abc import Sequence
from statistics import median
from typing import Any

from msgspec import Struct


class Result(Struct, frozen=True):
    """`at_least` or `at_most` are bars for the median; rows without a bar only inform.

    `absolute`: the bar is for the machine that the project names, so it is judged only at the size of the
    country; ratios and counts of what must not be (missing, doubled) are judged everywhere.
    """

    name: str
    values: Sequence[float]
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None
    absolute: bool = False

    @property
    def reached(self) -> bool:
        """Whether the median reaches the bar."""
        middle = median(self.values)
        return (self.at_least is None or middle >= self.at_least) and (self.at_most is None or middle <= self.at_most)

    def good(self, *, strict: bool) -> bool:
        """Whether it is as it must be; absolute bars are judged only when `strict`."""
        return self.reached or (self.absolute and not strict)

    @property
    def bar(self) -> str:
        """The bar in words, "" for none."""
        if self.at_least is not None:
            return f"≥ {self.at_least}"
        return f"≤ {self.at_most}" if self.at_most is not None else ""

    def line(self) -> str:
        """A row of the table."""
        low, middle, high = min(self.values), median(self.values), max(self.values)
        verdict = "" if not self.bar else " ok" if self.reached else " MISSED"
        name = f"{self.name} [{self.unit}]" if self.unit else self.name
        return f"{name:<46} {_short(low)} {_short(middle)} {_short(high)}  {self.bar}{verdict}".rstrip()

    def as_json(self) -> dict[str, Any]:
        """The row for machines."""
        return {
            "name": self.name,
            "unit": self.unit,
            "values": list(self.values),
            "min": min(self.values),
            "median": median(self.values),
            "max": max(self.values),
            "at_least": self.at_least,
            "at_most": self.at_most,
            "absolute": self.absolute,
            "reached": self.reached,
        }


def _short(value: float) -> str:
    """Three digits, or all of a large number."""
    return f"{value:>9.0f}" if abs(value) >= 100 or value == int(value) else f"{value:>9.3g}"
