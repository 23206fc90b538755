"""The words that people read, in Vietnamese (the source) and English (complete).

Every room and every kind of activity keeps its own `words.json` (or several: `sites.words.json`):
`{"key": ["tiếng Việt", "English"]}`, with `{field}` for data and `{field:room|rooms}` for the form of a
word by a number. Keys are dotted and unique in the whole house. Refusals stand under `refused.<code>`.
"""

import json
import string
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from typing import Any

LANGUAGES = ("vi", "en")
OTHERS = ("office.", "paper.", "cli.", "refused.", "quick.", "metric.")  # read elsewhere than on a live screen


def _files(folder: Traversable) -> list[Traversable]:
    found = []
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir() and entry.name not in {"static", "templates", "__pycache__", "migrations"}:
            found += _files(entry)
        elif entry.name.endswith("words.json"):
            found.append(entry)
    return found


@cache
def catalogue() -> dict[str, tuple[str, str]]:
    """Every key of the house with its Vietnamese and English words.

    Raises ValueError when two rooms claim one key.
    """
    merged: dict[str, tuple[str, str]] = {}
    for file in _files(resources.files("diemcau")):
        for key, (vi, en) in json.loads(file.read_text(encoding="utf-8")).items():
            if key in merged:
                raise ValueError(f"{key} stands in two words.json")
            merged[key] = (vi, en)
    return merged


class _Filled(string.Formatter):
    """Words with their fields filled in: {n} as it is given, {n:room|rooms} by whether it is one."""

    def format_field(self, value: Any, format_spec: str) -> str:
        one, choice, more = format_spec.partition("|")
        if choice:
            return one if str(value) == "1" else more
        return str(super().format_field(value, format_spec))


_FILLED = _Filled()


def say(key: str, lang: str = "vi", **data: Any) -> str:
    """The words of a key in a language, with its fields filled in; KeyError for an unknown key."""
    words = catalogue()[key][LANGUAGES.index(lang) if lang in LANGUAGES else 0]
    return _FILLED.vformat(words, (), data) if data else words


def live_words(lang: str) -> dict[str, str]:
    """The words that the live screens need. Refusals are not among them: they arrive with their words."""
    place = LANGUAGES.index(lang)
    return {key: words[place] for key, words in catalogue().items() if not key.startswith(OTHERS)}
