"""A sheet as it was read: values, merged ranges, what is hidden."""

from datetime import date, datetime

from msgspec import Struct, field

Cell = str | int | float | bool | date | datetime | None
Place = tuple[int, int]  # row and column, from 0


class Sheet(Struct):
    """Cells of a visible sheet, every row as long as it is; empty cells are "" or None.

    `name` is None for a file without sheets. `merged` has the first and the last cell of each range. `months` are cells
    whose date shows month and year only, `years` whose date shows the year only. `epoch_1904`: numbers of days count
    from 1904.
    """

    name: str | None
    rows: list[list[Cell]]
    merged: list[tuple[Place, Place]] = field(default_factory=list)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    months: frozenset[Place] = frozenset()
    years: frozenset[Place] = frozenset()
    epoch_1904: bool = False


def shown(value: Cell) -> str:
    """A value as a person would read it in the cell."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return (
            f"{value:%d/%m/%Y}" if (value.hour, value.minute, value.second) == (0, 0, 0) else f"{value:%d/%m/%Y %H:%M}"
        )
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value)
