"""A template and its data become a PDF.

Words travel as JSON, so whatever a person typed stays text; nothing in it can become markup.
Only our own fonts are known to the typesetter, and no date is written: one paper, one file, byte for byte.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from unicodedata import category, normalize

import typst

from diemcau.base.typeface import FOLDER, face

MISSING = "□"
# The line break and the place to break at have no letter in a font.
KEPT = "\n\u200b"
Json = dict[str, Any]


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FOLDER])


def typeset(template: Path, data: Mapping[str, Any]) -> bytes:
    """The PDF (tagged, our fonts embedded) of a Typst file, which reads the data as `json(bytes(sys.inputs.data))`.

    `data` is what JSON can hold. A template may import files of its own folder, and no others.
    """
    made = typst.compile(
        template,
        root=template.parent,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        format="pdf",
        sys_inputs={"data": json.dumps(printable(data), ensure_ascii=False)},
    )
    return bytes(made)


def printable(value: Any) -> Any:
    """The same data with a box for every letter that our fonts lack, so that none is lost unseen."""
    if isinstance(value, str):
        return "".join(_printable_letter(letter) for letter in normalize("NFC", value))
    if isinstance(value, Mapping):
        return {key: printable(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [printable(each) for each in value]
    return value


def _printable_letter(letter: str) -> str:
    if letter in KEPT or face().covers(letter):
        return letter
    if letter.isspace():
        return " "
    return "" if category(letter) in {"Cf", "Cc"} else MISSING
