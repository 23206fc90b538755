"""Sex as a roster says it: in a cell, by a cross in a column, by the column of the birth; never by the name."""

import re

from diemcau.base.text import fold

NAM, NU = "nam", "nu"
_SAID = {
    "nam": NAM,
    "m": NAM,
    "male": NAM,
    "trai": NAM,
    "ong": NAM,
    "nu": NU,
    "f": NU,
    "female": NU,
    "gai": NU,
    "ba": NU,
}
_CROSS = re.compile(r"[xX×✓✔√vV1+*●•]|có|co|TRUE|nam|nữ|nu", re.IGNORECASE)


def said(text: str) -> str | None:
    """The sex that a cell says, "" for an empty one, None for a text that says none."""
    words = fold(text)
    return _SAID.get(words) if words else ""


def crossed(text: str) -> bool:
    """Whether a cell of a column for one sex is marked."""
    return bool(_CROSS.fullmatch(text.strip(" .")))
