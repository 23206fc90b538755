"""Which unit a text of a roster speaks of: "Đảng ủy xã Phú Xuyên", "P. Phúc Xá, Q. Ba Đình", "UBND xã"."""

import re

from msgspec import Struct

from diemcau.base.text import fold
from diemcau.planning.roster.rules.gazetteer import Around, Found, Gazetteer
from diemcau.planning.roster.rules.letters import clean
from diemcau.planning.roster.rules.lexicon import any_of

_COMMUNE = re.compile(
    r"(?<!\w)(?:xã|phường|đặc khu|thị trấn|xa|phuong|dac khu|thi tran|[xp](?=\.)|tt(?=[. ])|p(?=\d))(?=[\s.\d])",
    re.IGNORECASE,
)
_PROVINCE = re.compile(r"(?<!\w)(?:tỉnh|thành phố|tinh|thanh pho|tp(?=[. ]))(?=[\s.])", re.IGNORECASE)
# A party or youth body of a province has the province's type in its name.
_PROVINCE_BODY = re.compile(r"(?<!\w)(tỉnh|thành)\s+(?:ủy|uỷ|đoàn|uy)(?!\w)", re.IGNORECASE)
# After "xã" these are no names: xã hội, xã đội, Công an xã và Ban Chỉ huy.
_NO_NAME = re.compile(
    r"(?:hội|đội|viên|và|kiêm|nhà|thôn|tổ|cũ|mới|trưởng|này|hoi|doi|vien|ta|mình|nay)\b", re.IGNORECASE
)
_END_OF_NAME = re.compile(r"\s*[,;:(\n]|\s+[-–—]\s+|\s+(?:và|kiêm|nhiệm kỳ|khóa|phụ trách|cũ)\b", re.IGNORECASE)
_WAS = re.compile(r"\s*\(?\s*\b(?:cũ|trước đây)\b\s*\)?", re.IGNORECASE)
_MORE_PLACE = re.compile(r"(?<!\w)(?:tỉnh|thành phố|tp|huyện|quận|thị xã|t\.|h\.|q\.|tx)(?!\w)", re.IGNORECASE)
_BODY = re.compile(
    any_of(
        """đảng [ủu]y|đảng uỷ|đảng bộ|chi bộ|hđnd|hội đồng nhân dân|ubnd|[ủu]y ban nhân dân|uỷ ban nhân dân
        |ub ?mttq(?:vn)?|mttq(?:vn)?|mặt trận(?: tổ quốc)?(?: việt nam)?|[ủu]y ban mặt trận|uỷ ban mặt trận|[ủu]y ban
        |công an|quân sự|ban chỉ huy(?: quân sự)?|văn phòng|phòng|ban|trung tâm|trạm|trường|hội|đoàn|công đoàn|đội
        |cơ quan|sở|chi cục|hạt|bưu điện|ngân hàng|tòa án|toà án|viện|thanh tra|kho bạc|thuế|chi nhánh|hợp tác xã
        |công ty|thường trực|lãnh đạo|khối|học viện|bộ|báo|đài|tổ|dang uy|van phong|phong|truong|tram|cong an|doan
        |mat tran|trung tam|uy ban nhan dan|thôn|khu phố|tổ dân phố|xóm|bản|ấp|buôn"""
    )
    + r"(?!\w)(?:[\s,&/-]+|$)",
    re.IGNORECASE,
)
_FIRST_WORD = re.compile(r"[\s.]*([^\W_][\w’']*)")
_MOST_WORDS = 7


class Place(Struct, frozen=True):
    """What a text says of a unit: a find, or that it names a unit that is not known (`unknown`), or nothing."""

    found: Found | None = None
    unknown: str = ""


def place_of(text: str, gazetteer: Gazetteer, around: Around) -> Place:
    """The unit that a text of a unit column means. A body without a name ("UBND xã") says nothing of its unit."""
    text = _PROVINCE_BODY.sub(r"\1", clean(text)[0]).strip(" .,;-–")
    if not text:
        return Place()
    if text.isdigit():
        return Place(Found(text)) if text in gazetteer.today else Place(unknown=text)
    was = bool(_WAS.search(text))
    text = _WAS.sub("", text)
    unknown = ""
    for types in (_COMMUNE, _PROVINCE):
        for start in types.finditer(text):
            found, name = _from(text[start.start() :], start[0], gazetteer, around)
            if found:
                return Place(found)
            if not _NO_NAME.match(text[start.end() :].lstrip(" .")):
                unknown = unknown or name
        if unknown:
            return Place(unknown=unknown)
    bare, found = text, gazetteer.find(text, around)  # some names begin like bodies: Trường Hà, Trung Tâm
    while not found and (body := _BODY.match(bare)):
        bare = bare[body.end() :]
        found = gazetteer.find(bare, around) if bare else None
    if found and (not was or found.choices or found.rule == "unit_former"):
        return Place(found)
    return Place(unknown=text if bare == text else "")


def has_type(text: str) -> bool:
    """Whether the type of a unit stands in a text: only then a heading or a post tells a unit."""
    return bool(_COMMUNE.search(text) or _PROVINCE.search(text))


def named_in(text: str, gazetteer: Gazetteer, around: Around) -> str:
    """The code of the one unit that a heading names with its type; "" when it names none or several."""
    place = place_of(text, gazetteer, around) if has_type(text) else Place()
    return place.found.code if place.found else ""


def _from(text: str, type_word: str, gazetteer: Gazetteer, around: Around) -> tuple[Found | None, str]:
    """The unit whose type begins a text, and the name that was looked for ("" when no name follows)."""
    if found := gazetteer.find(text, around):
        return found, ""
    end = _END_OF_NAME.search(text, len(type_word))
    name, rest = (text[: end.start()], text[end.start() :]) if end else (text, "")
    if _MORE_PLACE.search(rest):
        # It says where it lies, and no unit of this name lies there.
        return None, name
    words = name.split(" ")
    for count in range(min(len(words), _MOST_WORDS), 1, -1):
        rest_words = words[count:]
        # "xã Phú Xuyên phụ trách kinh tế": a name goes on as long as its words have capitals.
        if rest_words and rest_words[0][:1].isupper() and not name.isupper():
            continue
        if found := gazetteer.find(" ".join(words[:count]), around):
            return found, ""
    first = _FIRST_WORD.match(text, len(type_word))
    return None, name if first else ""


def provinces_of(text: str, gazetteer: Gazetteer) -> frozenset[str]:
    """The provinces that the text of a province column may mean."""
    text = clean(text)[0]
    return gazetteer.provinces_called(text) if fold(text) else frozenset()
