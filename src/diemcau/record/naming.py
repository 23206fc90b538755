"""What the subjects of entries are called, which only rooms above know: they say so when the software starts.

A subject is "course:1"; the room of courses registers `names("course", find)`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping

# From ids to words; an id that is gone is left out.
Find = Callable[[Collection[int]], Mapping[int, str]]

_finders: dict[str, Find] = {}


def names(kind: str, find: Find) -> None:
    """Register who names the subjects of a kind; the last one holds."""
    _finders[kind] = find


def named(subjects: Iterable[str]) -> dict[str, str]:
    """Words of subjects, as far as somebody knows them. One call for a kind."""
    ids: dict[str, set[int]] = {}
    for subject in subjects:
        kind, _, number = subject.partition(":")
        if kind in _finders and number.isascii() and number.isdecimal():
            ids.setdefault(kind, set()).add(int(number))
    return {
        f"{kind}:{number}": words for kind, wanted in ids.items() for number, words in _finders[kind](wanted).items()
    }
