"""Text as it was typed before Unicode: TCVN3 (ABC) and VNI, and Unicode as bad programs leave it."""

import unicodedata
from random import Random

# Letter and its place in the font, as typed in hundreds of tables of the time.
_TCVN3 = dict(
    pair.split("=")
    for line in (
        "Ă=¡ Â=¢ Ê=£ Ô=¤ Ơ=¥ Ư=¦ Đ=§ ă=¨ â=© ê=ª ô=« ơ=¬ ư=\u00ad đ=® à=µ ả=¶ ã=· á=¸ ạ=¹ ằ=» ẳ=¼ ẵ=½ ắ=¾ ặ=Æ",
        "ầ=Ç ẩ=È ẫ=É ấ=Ê ậ=Ë è=Ì ẻ=Î ẽ=Ï é=Ð ẹ=Ñ ề=Ò ể=Ó ễ=Ô ế=Õ ệ=Ö ì=× ỉ=Ø ĩ=Ü í=Ý ị=Þ ò=ß ỏ=á õ=â ó=ã ọ=ä ồ=å",
        "ổ=æ ỗ=ç ố=è ộ=é ờ=ê ở=ë ỡ=ì ớ=í ợ=î ù=ï ủ=ñ ũ=ò ú=ó ụ=ô ừ=õ ử=ö ữ=÷ ứ=ø ự=ù ỳ=ú ỷ=û ỹ=ü ý=ý ỵ=þ",
    )
    for pair in line.split(" ")
)
_VNI_TONES = {"\u0301": "ù", "\u0300": "ø", "\u0309": "û", "\u0303": "õ", "\u0323": "ï"}
_VNI_ROOFED = {"": "â", "\u0301": "á", "\u0300": "à", "\u0309": "å", "\u0303": "ã", "\u0323": "ä"}
_VNI_BREVE = {"": "ê", "\u0301": "é", "\u0300": "è", "\u0309": "ú", "\u0303": "ü", "\u0323": "ë"}
_VNI_ALONE = {"í": "í", "ì": "ì", "ỉ": "æ", "ĩ": "ó", "ị": "ò", "ỵ": "î", "đ": "ñ"}
_TONES = "\u0300\u0301\u0303\u0309\u0323"


def tcvn3(text: str) -> str:
    """A capital with a tone has no place in the font: it is typed small."""
    return "".join(_TCVN3.get(char, _TCVN3.get(char.lower(), char)) for char in text)


def vni(text: str) -> str:
    return "".join(_vni(char) for char in text)


def _vni(char: str) -> str:
    small = char.lower()
    if small in _VNI_ALONE:
        made = _VNI_ALONE[small]
    else:
        spread = unicodedata.normalize("NFD", small)
        marks = set(spread[1:])
        tone = next((mark for mark in marks if mark in _TONES), "")
        if "\u0302" in marks:
            made = spread[0] + _VNI_ROOFED[tone]
        elif "\u0306" in marks:
            made = spread[0] + _VNI_BREVE[tone]
        elif "\u031b" in marks:
            made = {"o": "ô", "u": "ö"}[spread[0]] + (_VNI_TONES[tone] if tone else "")
        else:
            made = spread[0] + (_VNI_TONES[tone] if tone else "")
    return made.upper() if char != small else made


def wrong_order(text: str) -> str:
    """Tone typed before the mark of the letter: e, tilde, circumflex."""
    made = []
    for char in text:
        spread = unicodedata.normalize("NFD", char)
        marks = sorted(spread[1:], key=lambda mark: mark not in _TONES)
        made.append(spread[0] + "".join(marks))
    return "".join(made)


def spoilt(text: str, rng: Random) -> str:
    """The same text to the eye, other signs inside."""
    way = rng.choice(["nfd", "order", "nbsp", "zero", "eth", "african", "cyrillic", "spaces", "greek"])
    if way == "nfd":
        return unicodedata.normalize("NFD", text)
    if way == "order":
        return wrong_order(text)
    if way == "nbsp":
        return text.replace(" ", "\u00a0")
    if way == "zero":
        place = rng.randrange(1, len(text))
        return text[:place] + rng.choice("\u200b\ufeff\u200c") + text[place:]
    if way == "spaces":
        return f"  {text.replace(' ', '   ')} "
    table = {"eth": {"Đ": "Ð"}, "african": {"Đ": "Ɖ"}, "greek": {"T": "Τ", "o": "ο", "N": "Ν"}}
    letters = table.get(way, {"a": "а", "H": "Н", "T": "Т", "o": "о", "p": "р"})
    return "".join(letters.get(char, char) for char in text)
