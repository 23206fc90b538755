"""What the subjects of entries are called, which only rooms above know: they say so when the software starts.

A subject is "course:1"; the room of courses registers `names("course", find)`.
"""

from collections.abc import Callable, Collection, Iterable, Mapping

from diemcau.base.words import catalogue, say

# From ids to words in a language ("vi", "en"); an id that is gone is left out.
Find = Callable[[Collection[int], str], Mapping[int, str]]

ACTS = "office.log."
_finders: dict[str, Find] = {}


def names(kind: str, find: Find) -> None:
    """Register who names the subjects of a kind; the last one holds."""
    _finders[kind] = find


def named(subjects: Iterable[str], lang: str = "vi") -> dict[str, str]:
    """Words of subjects, as far as somebody knows them. One call for a kind."""
    ids: dict[str, set[int]] = {}
    for subject in subjects:
        kind, _, number = subject.partition(":")
        if kind in _finders and number.isascii() and number.isdecimal():
            ids.setdefault(kind, set()).add(int(number))
    found = {kind: _finders[kind](wanted, lang) for kind, wanted in ids.items()}
    return {f"{kind}:{number}": words for kind, names in found.items() for number, words in names.items()}


def words_of(action: str, lang: str) -> str:
    """The words of an action; of one of another version, its name."""
    return say(f"{ACTS}{action}", lang) if f"{ACTS}{action}" in catalogue() else action
