"""Posts and position groups: how they are written, and which texts of a row are a group and not a person."""

import re
from collections.abc import Mapping

from diemcau.planning.roster.rules.lexicon import any_of, phrases, words

# What groups of a class are called; a row with nothing but such words heads the people below it. With marks, because
# families are called Trương and Đoàn.
_BODIES = re.compile(
    any_of(
        """khối|nhóm|lãnh đạo|thường trực|thường vụ|ban(?: |$)|[ủu][ỷy]? ban|uỷ ban|[uủ][ỷy]? viên|uỷ viên|đảng|chi bộ
        |cấp [ủu][ỷy]?|hđnd|hội đồng|ubnd|mttq|ubmttq|mặt trận|đoàn (?:thể|thanh niên|tncs|đại biểu)|hội (?!thị|văn)
        |công đoàn|phòng(?: |$)|văn phòng|công an|quân sự|quân đội|bộ chỉ huy|cơ quan|các |công chức|cán bộ|viên chức
        |trung tâm|tổ chức|chính quyền|đại biểu|học viên|đơn vị|sở |trường |trạm |thành phần|khách mời|giảng viên
        |chi ủy|bí thư|chủ tịch|phó chủ tịch|trưởng phòng|phó phòng|dang uy|thuong truc|lanh dao|uy ban|mat tran
        |van phong|cong an|can bo|cong chuc"""
    ),
    re.IGNORECASE,
)
_NUMBER = re.compile(r"\s*(?:[A-HĐ]|[IVX]{1,6}|\d{1,2})\s*[.)/:–-]+\s*(?=\S)")
_ROMAN_BEFORE = re.compile(r"\s*[IVX]{1,6}\s+(?=\S)")
_ROMAN_ALONE = re.compile(r"[IVX]{1,6}[.)]?|[A-HĐ][.)]?")
_COUNT = re.compile(
    r"\s*(?:[:;,–-]\s*|\(\s*)?(?:gồm|có|tổng số|số lượng)?\s*:?\s*\d+\s*"
    r"(?:đồng chí|đ/c|đc|người|học viên|đại biểu|hv)\s*\)?\s*$|\s*[:(]\s*\d+\s*\)?\s*$",
    re.IGNORECASE,
)
_POST = re.compile(
    r"(?:q\.?\s*|quyền\s+|nguyên\s+)?"
    + any_of(
        """bí thư|phó bí thư|chủ tịch|phó chủ tịch|trưởng|phó|ủy viên|uỷ viên|chánh|công chức|chuyên viên|giám đốc
        |hiệu trưởng|cán bộ|chỉ huy|thường trực|đảng ủy viên|văn thư|kế toán|viên chức|đội trưởng"""
    )
    + r"\b",
    re.IGNORECASE,
)
# Written in capitals wherever they stand.
_ACRONYMS = {
    word.casefold(): word
    for word in words(
        """HĐND UBND MTTQ UBMTTQ UBMTTQVN MTTQVN TNCS HCM LHPN CCB ĐBQH BTV BCH TTHĐND VN TDP THCS THPT TP CA QS BCHQS
        UVBTV UVBCH UBKT VHXH VH-XH KT-HT KTHT ĐĐBQH TTHC HTX CNTT TP.HCM"""
    )
}
# Words inside a post that begin with a capital in a sentence.
_CAPITALS = phrases(
    """Đảng, Đảng ủy, Đảng uỷ, Đảng bộ, Mặt trận, Tổ quốc, Việt Nam, Hội đồng nhân dân, Ủy ban nhân dân,
    Uỷ ban nhân dân, Ban Thường vụ, Ban Chấp hành, Ban Chỉ huy, Ban Xây dựng Đảng, Ban Tổ chức, Ban Tuyên giáo,
    Ban Dân vận, Ủy ban Kiểm tra, Uỷ ban Kiểm tra, Ủy ban Mặt trận, Uỷ ban Mặt trận, Đoàn Thanh niên, Hồ Chí Minh,
    Hội Nông dân, Hội Phụ nữ, Công đoàn, Hội Cựu chiến binh, Hội Liên hiệp Phụ nữ, Văn phòng, Công an, Quân sự,
    Trung tâm, Phục vụ, Phó Bí thư, Phó Chủ tịch, Phó Trưởng, Phó Chánh, Phó Giám đốc, Chủ tịch, Bí thư, Thường trực,
    Trưởng ban, phòng Kinh tế, phòng Văn hóa, Xã hội, Hạ tầng, Đô thị"""
)
_CAPITAL = re.compile(
    r"(?<!\w)(" + "|".join(sorted(map(re.escape, _CAPITALS), key=len, reverse=True)) + r")(?!\w)", re.IGNORECASE
)
_COMMITTEE = re.compile(r"(?<!\w)ủ(?=y ban)")
_RIGHT = {text.casefold(): text for text in _CAPITALS}
_WORD = re.compile(r"[^\W\d_]+(?:[-.][^\W\d_]+)*")
_TYPE = re.compile(r"(?<!\w)(xã|phường|đặc khu|tỉnh|thành phố|thị trấn) (.+)")
_MOST_WORDS_OF_A_PLACE = 6


def is_post(text: str) -> bool:
    """Whether a text begins like the name of a post."""
    return bool(_POST.match(text))


def is_group(text: str) -> bool:
    """Whether a text, with or without a number before it, is a name of a group or body."""
    return bool(_BODIES.match(_without_number(text)))


def is_group_number(text: str) -> bool:
    """Whether the cell of the running number holds a roman number or a letter."""
    return bool(_ROMAN_ALONE.fullmatch(text.strip()))


def has_group_number(text: str) -> bool:
    """Whether a text begins with a roman number or a letter, as headings do: "I. Đảng ủy"."""
    found = _NUMBER.match(text)
    return bool(found and not found[0].strip()[0].isdigit())


def group_of(text: str, places: Mapping[str, str] = {}) -> str:
    """The name of a group without its number and its count of people: "II. UBND (12 người)" is "UBND"."""
    text = _without_number(text)
    return sentence(_COUNT.sub("", text).strip(" .:;-–") or text.strip(), places)


def _without_number(text: str) -> str:
    if found := _NUMBER.match(text):
        return text[found.end() :]
    # Without a sign after it, it is a number only before the name of a body: I is a word too.
    found = _ROMAN_BEFORE.match(text)
    return text[found.end() :] if found and _BODIES.match(text, found.end()) else text


def sentence(text: str, places: Mapping[str, str] = {}) -> str:
    """A post typed in capitals as it is written in a sentence: "CHỦ TỊCH UBND XÃ" is "Chủ tịch UBND xã".

    Anything that is not all in capitals stays as it is. `places` are names of units by their small letters.
    """
    letters = [char for char in text if char.isalpha()]
    if not text.isupper() or len(letters) <= 4 or all(word.casefold() in _ACRONYMS for word in _WORD.findall(text)):
        return text
    text = _TYPE.sub(lambda found: f"{found[1]} {_place(found[2], places)}", text.lower())
    text = _CAPITAL.sub(lambda found: _RIGHT[found[0].casefold()], text)
    text = _WORD.sub(lambda found: _ACRONYMS.get(found[0].casefold(), found[0]), text)
    return text[:1].upper() + text[1:]


def with_lost_capitals(text: str) -> str:
    """A post from a font that has no capitals with marks: its first letter, and "Ủy ban" wherever it stands."""
    text = _COMMITTEE.sub("Ủ", text)
    return text[:1].upper() + text[1:]


def _place(text: str, places: Mapping[str, str]) -> str:
    """The rest of a text after the type of a unit, with the unit's name as it is written."""
    words = text.split(" ")
    for end in range(min(len(words), _MOST_WORDS_OF_A_PLACE), 0, -1):
        if name := places.get(" ".join(words[:end]).rstrip(",.;")):
            return " ".join([name + text[len(name) : len(" ".join(words[:end]))], *words[end:]])
    return text
