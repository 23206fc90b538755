"""A measured row: its values over the rounds, and the bar that its median must reach, if it has one."""

from dataclasses import dataclass
from statistics import median
from typing import Any


@dataclass(frozen=True)
class Result:
    """`at_least` or `at_most` are bars for the median; rows without a bar only inform."""

    name: str
    values: tuple[float, ...]
    unit: str = ""
    at_least: float | None = None
    at_most: float | None = None

    @property
    def good(self) -> bool:
        """Whether the median reaches the bar."""
        middle = median(self.values)
        return (self.at_least is None or middle >= self.at_least) and (self.at_most is None or middle <= self.at_most)

    def line(self) -> str:
        """A row of the table."""
        low, middle, high = min(self.values), median(self.values), max(self.values)
        bar = (
            f"≥ {self.at_least}"
            if self.at_least is not None
            else f"≤ {self.at_most}"
            if self.at_most is not None
            else ""
        )
        verdict = "" if not bar else " ok" if self.good else " MISSED"
        name = f"{self.name} [{self.unit}]" if self.unit else self.name
        return f"{name:<34} {low:>9.3g} {middle:>9.3g} {high:>9.3g}  {bar}{verdict}"

    def as_json(self) -> dict[str, Any]:
        """The row for machines."""
        return {
            "name": self.name,
            "unit": self.unit,
            "values": list(self.values),
            "median": median(self.values),
            "at_least": self.at_least,
            "at_most": self.at_most,
            "good": self.good,
        }
