"""Small cells of a table with sums are hidden, and others with them, so that nobody works them out. Pure.

A table of persons by row and column is printed with the sums of its rows and columns. A cell of fewer than `least`
persons, but not of none, is hidden (primary suppression); so is a sum that is that small. What is hidden could still be
worked out from what is printed, so further cells are hidden until no hidden cell has only one possible value
(complementary suppression).

Whether a cell can have another value is decided exactly. With sums as further cells (negative, so that every row and
every column adds up to nothing) each cell stands in one row and one column; two tables that print alike differ by
closed walks along hidden cells which take turns up and down, and no cell may fall below 0. So a cell can rise when from
its column a walk leads back to its row, down along hidden cells that have something to give and up along hidden cells;
it can fall when a walk does the contrary. Where there is none, the cheapest one along other cells is hidden too. See
L. H. Cox, Network models for complementary cell suppression, J. Am. Stat. Assoc. 90 (1995) 1453-1462.
"""

from collections.abc import Sequence
from heapq import heappop, heappush

LEAST = 5  # fewer persons than this are never printed

Cell = tuple[int, int]
Table = Sequence[Sequence[int]]


def with_sums(table: Table) -> list[list[int]]:
    """A table with the sum of each row behind it, and a last row of the sums of all columns."""
    rows = [[*row, sum(row)] for row in table]
    return [*rows, [sum(column) for column in zip(*rows, strict=True)]]


def hidden(table: Table, least: int = LEAST) -> frozenset[Cell]:
    """The cells (row, column) to hide; a sum stands in the column after the last, or in the row after the last.

    All rows have the same length, at least 1; counts are not negative.
    """
    full = with_sums(table)
    cells = frozenset(
        (row, column) for row, line in enumerate(full) for column, persons in enumerate(line) if 0 < persons < least
    )
    while walk := _needed(full, cells):
        cells |= frozenset(walk)
    return cells


def _needed(full: list[list[int]], cells: frozenset[Cell]) -> list[Cell]:
    """Cells that must be hidden besides, so that the first hidden cell with one possible value has more."""
    for cell in sorted(cells):
        walks = [walk for rise in (True, False) if (walk := _walk(full, cells, cell, rise=rise))]
        cost, path = min(walks)  # there is one: a small cell is not 0, and every other cell may give or take
        if cost:
            return path
    return []


def _is_sum(full: list[list[int]], cell: Cell) -> bool:
    """Whether a cell counts as negative: a sum of a row or column, but not the sum of all."""
    return (cell[0] == len(full) - 1) != (cell[1] == len(full[0]) - 1)


def _may(full: list[list[int]], cell: Cell, rise: bool) -> bool:
    """Whether the value of a cell, with its sign, may go up (or down) by one without its count going below 0."""
    return full[cell[0]][cell[1]] > 0 if rise == _is_sum(full, cell) else True


def _cost(full: list[list[int]], cells: frozenset[Cell], cell: Cell) -> int:
    """What it costs to hide a cell besides: few persons little, none more, a sum most; nothing when it is hidden."""
    if cell in cells:
        return 0
    persons, all_of_them = full[cell[0]][cell[1]], full[-1][-1]
    is_outside = cell[0] == len(full) - 1 or cell[1] == len(full[0]) - 1
    return (persons or all_of_them) + 1 + is_outside * 10 * all_of_them


def _walk(full: list[list[int]], cells: frozenset[Cell], cell: Cell, *, rise: bool) -> tuple[int, list[Cell]] | None:
    """The cheapest walk by which a cell could go up (down) by one, with its cost and cells; None when there is none."""
    if not _may(full, cell, rise):
        return None
    rows, columns = range(len(full)), range(len(full[0]))
    goal = (0, cell[0])
    edge: list[tuple[int, tuple[int, int], list[Cell]]] = [(0, (1, cell[1]), [])]
    seen = set()
    while edge:
        cost, at, path = heappop(edge)
        if at == goal:
            return cost, path
        if at in seen:
            continue
        seen.add(at)
        is_column, place = at
        for other in [(row, place) for row in rows] if is_column else [(place, column) for column in columns]:
            # From a column the walk goes against the cell's own way, from a row along with it.
            if other != cell and _may(full, other, rise if not is_column else not rise):
                after = (0, other[0]) if is_column else (1, other[1])
                heappush(edge, (cost + _cost(full, cells, other), after, [*path, other]))
    return None
