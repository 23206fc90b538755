"""How word lists are written in these rules: as running text, one entry after the other."""

import re


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def phrases(text: str) -> list[str]:
    """The phrases of a text, parted by commas."""
    return [phrase for part in text.split(",") if (phrase := " ".join(part.split()))]


def any_of(text: str) -> str:
    """A pattern for any of the patterns of a text, parted by bars; breaks of lines around a bar count for nothing."""
    return "(?:" + re.sub(r"\s*\n\s*", "", text.strip()) + ")"
