"""Letters of a cell made clean: composed, marks in order, nothing invisible, no letters of other alphabets.

Other than `base.text.clean` it tells what was done, mends marks typed in the wrong order, reads Cyrillic, Greek and
full-width look-alikes, and leaves the apostrophe of a name as it is written.
"""

import re
import unicodedata

# Letter by letter; the right side is what a reader sees.
_LOOK_ALIKES = str.maketrans(
    dict(
        zip(
            "ÐƉðɖᴅАВЕКМНОРСТУХІЅЈаеорсухіѕјһԁΑΒΕΖΗΙΚΜΝΟΡΤΥΧονικıǍǎ",
            "ĐĐđđDABEKMHOPCTYXISJaeopcyxisjhdABEZHIKMNOPTYXovikiĂă",
            strict=True,
        )
    )
    | {chr(0xFF01 + place): chr(0x21 + place) for place in range(94)}
)
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]"
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f]")
_WIDE_SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")
_SPACES = re.compile(r"\s+")
_APOSTROPHES = re.compile("[`´ʼʹ′‘ʻ]")
_CLUSTER = re.compile("(\\w)([\u0300-\u036f]+)")
_D_WITH_STROKE = re.compile("([dD])[\u0335\u0336]")
_MARK = re.compile("[\u0300-\u036f]")
_BROKEN = re.compile("[\u0300-\u0305\u0307-\u036f]|\u0306\u0306")
# Nothing of the above is in a text of these letters: the whole work is then a look at its spaces.
_PLAIN = re.compile(r"[\x20-\x5f\x61-\x7eÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ’–]*")
# Breve, circumflex and horn make a letter, tones sit on it.
_LETTER_MARKS = "\u0302\u0306\u031b"


def clean(text: str) -> tuple[str, tuple[str, ...]]:
    """The text on one line, trimmed, and the names of what was mended: none for one that only had spaces too many.

    A mark that fits on no letter stays; see `is_broken`.
    """
    if _PLAIN.fullmatch(text):
        return " ".join(text.split()), ()
    done: dict[str, None] = {}

    def step(name: str, changed: str) -> str:
        if changed != text:
            done[name] = None
        return changed

    text = step("invisible", _CONTROL.sub("", _INVISIBLE.sub(_gap, text)))
    text = step("spaces", _WIDE_SPACES.sub(" ", text))
    text = step("look_alike", _D_WITH_STROKE.sub(_stroke, text.translate(_LOOK_ALIKES)))
    text = step("apostrophe", _APOSTROPHES.sub("’", text))
    composed = unicodedata.normalize("NFC", text)
    if _MARK.search(composed):
        ordered = _CLUSTER.sub(_ordered, unicodedata.normalize("NFD", composed))
        text = step("mark_order", unicodedata.normalize("NFC", ordered))
    else:
        text = step("composed", composed)
    return _SPACES.sub(" ", text).strip(), tuple(done)


def is_broken(text: str) -> bool:
    """Whether a mark is left that belongs to no letter, as with two tones on one vowel.

    The breve may stay by itself: peoples of the highlands write it on ơ and ư.
    """
    return bool(_BROKEN.search(text))


def has_foreign_letters(text: str) -> bool:
    """Whether there are letters of another alphabet than the Latin one."""
    return any(char.isalpha() and not unicodedata.name(char, "").startswith("LATIN") for char in text)


def _gap(match: re.Match[str]) -> str:
    """A space where the invisible sign is all that parts two words: "Văn", sign, "An"."""
    before, after = match.string[: match.start()][-1:], match.string[match.end() :][:1]
    return " " if before.islower() and after.isupper() else ""


def _stroke(match: re.Match[str]) -> str:
    return "đ" if match[1] == "d" else "Đ"


def _ordered(match: re.Match[str]) -> str:
    marks = dict.fromkeys(match[2])
    return match[1] + "".join(sorted(marks, key=lambda mark: mark not in _LETTER_MARKS))
