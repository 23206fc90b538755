"""What follows the close of a sitting: rooms above tell what they settle from its journal, once, at the start.

So a job may ask for a settled course without knowing who settles what.
"""

from collections.abc import Callable

_steps: list[Callable[[int], object]] = []


def tell(step: Callable[[int], object]) -> None:
    """Register a step: it gets the id of a course and may be called any number of times."""
    if step not in _steps:
        _steps.append(step)


def settle_course(course: int) -> None:
    """Every step, in the order of the rooms, for all closed sittings of a course."""
    for step in _steps:
        step(course)
