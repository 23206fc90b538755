"""Edits of the items of a sitting: each gives the whole new order, numbered by place from 1."""

from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


def moved(order: Sequence[T], one: T, by: int) -> list[T]:
    """One item some places later (earlier for a negative number), no further than the ends."""
    rest = [other for other in order if other != one]
    place = max(0, min(len(rest), list(order).index(one) + by))
    return [*rest[:place], one, *rest[place:]]


def inserted(order: Sequence[T], one: T, no: int) -> list[T]:
    """A new item at a number; at the end for 0 and for a number that is too large."""
    place = no - 1 if 0 < no <= len(order) else len(order)
    return [*order[:place], one, *order[place:]]


def numbered(order: Sequence[T]) -> dict[T, int]:
    """The number of each."""
    return {one: no for no, one in enumerate(order, 1)}
