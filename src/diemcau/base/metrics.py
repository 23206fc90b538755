"""Figures of a running server in Prometheus' text format 0.0.4.

Counts are plain numbers that processes keep and send to each other; here they only become text.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from math import isfinite

from msgspec import Struct

CONTENT_TYPE = b"text/plain; version=0.0.4; charset=utf-8"
Values = Mapping[tuple[str, ...], float]


class Buckets(Struct, array_like=True):
    """How often a value fell between two bounds; travels between processes as a plain array.

    `bounds` rise; counts[i] are values ≤ bounds[i] and > the bound before, the last count is of those above all.
    """

    bounds: list[float]
    counts: list[int]
    total: float = 0.0

    @classmethod
    def of(cls, bounds: Sequence[float]) -> "Buckets":
        """Empty ones."""
        return cls(list(bounds), [0] * (len(bounds) + 1))

    def add(self, value: float) -> None:
        """Count a value."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value


def metric(kind: str, name: str, words: str, value: float | Values, labels: Sequence[str] = ()) -> str:
    """The lines of a "counter" or "gauge": one number, or one for each combination of the labels' values."""
    values = value if isinstance(value, Mapping) else {(): value}
    lines = [f"{name}{_named(labels, key)} {_number(one)}\n" for key, one in values.items()]
    return f"# HELP {name} {_escaped(words)}\n# TYPE {name} {kind}\n" + "".join(lines)


def histogram(name: str, words: str, buckets: Buckets) -> str:
    """The lines of a histogram: how many values were at most each bound, their sum, their number."""
    sofar, lines = 0, [f"# HELP {name} {_escaped(words)}\n# TYPE {name} histogram\n"]
    for bound, count in zip([*map(_number, buckets.bounds), "+Inf"], buckets.counts, strict=True):
        sofar += count
        lines.append(f'{name}_bucket{{le="{bound}"}} {sofar}\n')
    return "".join([*lines, f"{name}_sum {_number(buckets.total)}\n{name}_count {sofar}\n"])


def _number(value: float) -> str:
    """Shortest text that is the number again; a reader knows NaN, +Inf and -Inf by these names."""
    if not isfinite(value):
        return {"inf": "+Inf", "-inf": "-Inf", "nan": "NaN"}[str(value)]
    return str(int(value)) if value == int(value) else repr(value)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n")


def _named(labels: Sequence[str], values: tuple[str, ...]) -> str:
    pairs = [
        f'{label}="{_escaped(value).replace(chr(34), chr(92) + chr(34))}"'
        for label, value in zip(labels, values, strict=True)
    ]
    return f"{{{','.join(pairs)}}}" if pairs else ""
