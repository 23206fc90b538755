"""Intervals for proportions: one, the difference of two, the difference of two of the same persons. Pure.

Sources:

- `wilson`: E. B. Wilson, Probable inference, the law of succession, and statistical inference, J. Am. Stat. Assoc. 22
  (1927) 209-212; as method 3 of R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics
  in Medicine 17 (1998) 857-872.
- `unpaired`: method 10 of R. G. Newcombe, Interval estimation for the difference between independent proportions,
  Statistics in Medicine 17 (1998) 873-890.
- `paired`: method 10 of R. G. Newcombe, Improved confidence intervals for the difference between binomial proportions
  based on paired data, Statistics in Medicine 17 (1998) 2635-2650.
"""

from dataclasses import dataclass
from math import sqrt

Z95 = 1.959963984540054  # the point of the normal distribution that leaves 2.5 % above it


@dataclass(frozen=True)
class Interval:
    """An estimate and its two limits: shares from 0 to 1, or their difference from -1 to 1."""

    value: float
    low: float
    high: float


def wilson(part: int, of: int, z: float = Z95) -> Interval:
    """The share `part`/`of` with its score interval; `of` is at least 1."""
    share, square = part / of, z * z
    middle = 2 * part + square
    spread = z * sqrt(square + 4 * part * (of - part) / of)
    below = 2 * (of + square)
    low = 0.0 if part == 0 else (middle - spread) / below
    return Interval(share, low, 1.0 if part == of else (middle + spread) / below)


def _joined(first: Interval, second: Interval, likeness: float) -> Interval:
    """`first` less `second` by squaring and adding their distances to the limits."""
    value = first.value - second.value
    down, up = (
        (first.value - first.low, second.high - second.value),
        (first.high - first.value, second.value - second.low),
    )
    low = value - sqrt(down[0] ** 2 - 2 * likeness * down[0] * down[1] + down[1] ** 2)
    return Interval(value, low, value + sqrt(up[0] ** 2 - 2 * likeness * up[0] * up[1] + up[1] ** 2))


def unpaired(part: int, of: int, other: int, of_other: int, z: float = Z95) -> Interval:
    """part/of less other/of_other, of different persons; both bases are at least 1."""
    return _joined(wilson(part, of, z), wilson(other, of_other, z), 0.0)


def paired(both: int, first_only: int, second_only: int, neither: int, z: float = Z95) -> Interval:
    """The share of the first less that of the second, of the same persons: so many had both, one of them, or neither.

    There is at least one person.
    """
    of = both + first_only + second_only + neither
    first, second = both + first_only, both + second_only
    product = first * (of - first) * second * (of - second)
    crossed: float = both * neither - first_only * second_only
    if crossed > 0:  # the correction for continuity of method 10
        crossed = max(crossed - of / 2, 0)
    likeness = crossed / sqrt(product) if product else 0.0
    return _joined(wilson(first, of, z), wilson(second, of, z), likeness)
