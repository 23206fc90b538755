"""Vietnamese text at every border: one form, one fold for search, one order for names.

Sources of the rules: the traps of Vietnamese data measured for this project
(half-decomposed letters, three look-alikes of Đ, non-breaking spaces, tone places).
"""

import re
import unicodedata

_INVISIBLE = dict.fromkeys(
    map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
)
_LOOK_ALIKES = str.maketrans({"Ð": "Đ", "Ɖ": "Đ", "ð": "đ", "ɖ": "đ", "\u00a0": " ", "ʼ": "’", "'": "’"})
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_SPACES = re.compile(r"[^\S\n]+")

# The Vietnamese alphabet with f, j, w, z in their Latin places (they occur in names of
# ethnic minorities), and the order of tones used by dictionaries: ngang huyền hỏi ngã sắc nặng.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"": 0, "\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_RANK = {letter: place for place, letter in enumerate(_ALPHABET)}


def clean(text: str) -> str:
    """Text as it may be stored: NFC, no invisible or control character, single spaces, trimmed.

    Line breaks stay; `'` becomes `’` and the look-alikes of Đ become Đ.
    """
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.translate(_INVISIBLE).translate(_LOOK_ALIKES)
    # Once more: what stood between a letter and its mark may be gone now.
    text = unicodedata.normalize("NFC", _CONTROL.sub("", text))
    return "\n".join(_SPACES.sub(" ", line).strip() for line in text.split("\n")).strip()


def line(text: str) -> str:
    """`clean` text on one line."""
    return " ".join(clean(text).split())


def fold(text: str) -> str:
    """The search form of a text: lower case, no marks, đ as d, dashes as spaces, one space.

    Both the stored column and the question pass through here, so `phu xuyen` finds `Phú Xuyên`.
    """
    plain = unicodedata.normalize("NFD", clean(text)).casefold()
    plain = "".join(c for c in plain if not unicodedata.combining(c)).replace("đ", "d")
    return " ".join(re.sub(r"[-–—’'.,()]", " ", plain).split())


def _syllable_key(syllable: str) -> tuple[tuple[int, ...], int]:
    letters: list[int] = []
    tone = 0
    for char in unicodedata.normalize("NFD", syllable.casefold()):
        if char in _TONES:
            tone = _TONES[char]
        elif char == "\u0306" and letters:  # breve: ă
            letters[-1] = _RANK["ă"]
        elif char == "\u0302" and letters:  # circumflex: â ê ô
            letters[-1] += 2 if letters[-1] == _RANK["a"] else 1
        elif char == "\u031b" and letters:  # horn: ơ ư
            letters[-1] += 2 if letters[-1] == _RANK["o"] else 1
        elif char in _RANK:
            letters.append(_RANK[char])
        else:
            letters.append(len(_ALPHABET) + ord(char))
    return tuple(letters), tone


def sort_key(text: str) -> tuple[tuple[tuple[int, ...], int], ...]:
    """Order of Vietnamese words: letters of each syllable first, then its tone."""
    return tuple(_syllable_key(syllable) for syllable in clean(text).split())


def name_key(full_name: str) -> str:
    """A text that sorts people as Vietnamese lists do: given name, family name, middle names.

    The last word counts as the given name; whoever has another order of names gets a key by hand.
    Plain string comparison of two keys gives the order, so a column may be indexed.
    """
    words = clean(full_name).split()
    ordered = [words[-1], *words[:-1]] if words else []
    parts = []
    for word in ordered:
        letters, tone = _syllable_key(word)
        # One sign for each letter and tone, far enough from the space that parts the words.
        parts.append("".join(chr(0x4E + rank) for rank in letters) + chr(0x30 + tone))
    return " ".join(parts)
