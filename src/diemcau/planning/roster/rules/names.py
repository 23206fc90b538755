"""A person's name as a cell has it: titles taken off, capitals put right, what is not a name asked about.

Names of ethnic minorities stay as they are written: no word is ever judged by its spelling.
"""

import re
from collections.abc import Iterable

from msgspec import Struct

from diemcau.planning.roster.rules.findings import Remark
from diemcau.planning.roster.rules.letters import clean, has_foreign_letters, is_broken
from diemcau.planning.roster.rules.lexicon import any_of, words

LONGEST_WORDS, LONGEST = 8, 60  # Công Tằng Tôn Nữ Thị Ngọc Anh has seven words

_WHOLE_WORDS = any_of(
    """đồng chí|dong chi|giáo sư|phó giáo sư|tiến s[ĩỹiy]|tien si|thạc s[ĩỹiy]|thac si|cử nhân|kỹ sư|bác s[ĩỹ]|luật sư
    |dược s[ĩỹ]|nhà giáo ưu tú|nhà giáo nhân dân|(?:đại|thượng|trung|thiếu) (?:tướng|tá|úy|uý)"""
)
# Signs that stand for a title: what follows them is no letter.
_SHORT = any_of(
    r"""đ\s?/\s?c|đ\.\s?c\.?|d/c|đc|gs|pgs|ts|ths|th\.s|ths[ĩỹ]|tskh|ks|bs(?:\s?ck\s?i{1,2}|\s?ck\s?[12])?|ds|ncs|cvcc
    |cvc|gvcc|gvc|ngưt|ngnd|nsưt|nsnd|ttưt|ttnd|mba|dr|prof"""
)
_TITLE = re.compile(
    rf"(?:(?:(?:ông|bà)\s?[/(,-]\s?(?:ông|bà)\s?\)?)|(?:đ\s?/\s?c|d/c)|{_SHORT}(?![^\W\d_])"
    rf"|{_WHOLE_WORDS}(?!\w))[\s.,:;/&-]*",
    re.IGNORECASE,
)
_MR_MRS = re.compile(r"(ông|bà)(?:[.:]\s*|\s+)(?=\w)", re.IGNORECASE)
_AFTER = re.compile(rf"[,;(\s-]+{_SHORT}\)?\.?$|[,;(-]\s*{_WHOLE_WORDS}\)?\.?$", re.IGNORECASE)
_NUMBER = re.compile(r"^\(?\d{1,4}\s*[.)/:-]\s*(?=\w)|^\d{1,4}\s+(?=\w)")
_SEX = re.compile(r"\s*(?:[-–,]\s*(?P<a>nữ|nam)|\(\s*(?P<b>nữ|nam)\s*\))\s*$", re.IGNORECASE)
_SIMULATED = re.compile(r"\s*\(\s*MP\s*\)\s*$", re.IGNORECASE)
_EDGE = re.compile(r"^[\s.,;:*+_\-–'’\"“”]+|[\s.,;:*+_\-–\"“”]+$")
# Letters of Vietnamese and of the peoples who live there; what else is Latin has come from another script.
_STRANGE = re.compile("[^A-Za-zÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹČčĔĕĬĭŎŏŬŭÑñɃƀ\u0306\\s’'.-]")
_PARTS = re.compile(r"([’'\-.])")
_ROMAN = re.compile("I{2,3}|IV")  # behind a name; Vi is one itself
_APOSTROPHE = re.compile("[’']")
_AT_MOST_TITLES = 6

# The family names that most people bear; enough to tell "Ông Nguyễn Văn An" from a man of the family Ông.
_FAMILIES = words(
    """nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh đào đoàn trịnh lương mai tạ cao
    châu quách tô lâm hà trương phùng thái chu kiều vương từ la lưu tăng quan thạch sơn danh kim cầm lò lường quàng vi
    bạch nông hứa ma triệu bế mông lục đàm giàng vàng sùng thào mùa hạng cư lầu lộc tống nghiêm khổng doãn mạc ninh
    đồng thân thiều tôn diệp âu ngụy viên cù cung phí phó đậu bàn phàn lã lại lều vừ chẩu hầu trà giáp ngân"""
)
_MIDDLES = words("văn thị")


class Name(Struct, frozen=True):
    """A name that was read: whole, and the sex that stood beside it ("" for none)."""

    text: str
    sex: str = ""
    simulated: bool = False


def titles_are_usual(texts: Iterable[str]) -> bool:
    """Whether at least half of a column's names begin with Ông or Bà: then it is a title where it stands."""
    total = marked = 0
    for text in texts:
        total += 1
        marked += bool(_MR_MRS.match(text.strip()))
    return total > 1 and marked * 2 >= total


def read_name(text: str, remark: Remark, *, of: str = "full_name", usual: bool = False, part: bool = False) -> Name:
    """The name in a cell. `usual`: Ông and Bà are titles in this column; `part`: the cell holds a part of a name.

    Asks: letters, name_strange, name_short, name_long, title_or_surname. The text is "" where nothing is left.
    """
    cleaned, mended = clean(text)
    for rule in mended:
        remark.repaired(of, text, cleaned, rule)
    text = cleaned

    def step(rule: str, changed: str) -> str:
        if changed != text:
            remark.repaired(of, text, changed, rule)
        return changed

    simulated = bool(_SIMULATED.search(text))
    text = step("simulation_mark", _SIMULATED.sub("", text))
    bare, sex = _without_sex(text)
    text = step("sex_in_name", bare)
    text = step("number", _NUMBER.sub("", text))
    bare, titled = _without_titles(text, usual, remark, of)
    text = step("title", _AFTER.sub("", bare))
    text = step("punctuation", _EDGE.sub("", text))
    text = step("capitals", _right_case(text))
    _judge(text, remark, of, part=part)
    return Name(text, sex or titled, simulated)


def split(full_name: str) -> tuple[str, str]:
    """Family name with middle names, and given name: the last word."""
    family, _, given = full_name.rpartition(" ")
    return family, given


def _without_sex(text: str) -> tuple[str, str]:
    found = _SEX.search(text)
    # "Trần An - Nam" has a given name after a dash as often as a sex.
    if not found or (found["a"] and found["a"].casefold() == "nam"):
        return text, ""
    return text[: found.start()], "nu" if (found["a"] or found["b"]).casefold() == "nữ" else "nam"


def _without_titles(text: str, usual: bool, remark: Remark, of: str) -> tuple[str, str]:
    sex = ""
    for _ in range(_AT_MOST_TITLES):
        if title := _TITLE.match(text):
            text = text[title.end() :]
            continue
        title = _MR_MRS.match(text)
        if not title:
            break
        rest = text[title.end() :]
        mister = title[1].casefold() == "ông"
        first = rest.split(" ", 1)[0].casefold()
        if mister and (first in _MIDDLES or (not usual and first not in _FAMILIES)):
            # Ông is a family name too.
            if " " in rest:
                remark.asks(of, "title_or_surname", rest, text)
            break
        text, sex = rest, "nam" if mister else "nu"
    return text, sex


def _right_case(name: str) -> str:
    whole = name.isupper() or name.islower()
    *before, last = name.split() or [""]
    kept = last if _ROMAN.fullmatch(last) else _cased(last, whole=whole)
    return " ".join([*(_cased(word, whole=whole) for word in before), kept])


def _cased(word: str, *, whole: bool) -> str:
    """A word with its capital. `whole`: the name is all large or all small, so that its own case says nothing."""
    right = word[:1].isupper() and all(part[1:] == part[1:].lower() for part in _PARTS.split(word))
    return word if right and not whole else _capital(word)


def _capital(word: str) -> str:
    return "".join(part[:1].upper() + part[1:].lower() for part in _PARTS.split(word))


def _judge(text: str, remark: Remark, of: str, *, part: bool) -> None:
    words = text.split()
    if is_broken(text) or has_foreign_letters(text):
        remark.asks(of, "letters")
    elif _STRANGE.search(text):
        remark.asks(of, "name_strange")
    elif len(words) > LONGEST_WORDS or len(text) > LONGEST:
        remark.asks(of, "name_long")
    elif len(words) == 1 and not part and not _APOSTROPHE.search(text):  # K’Brếp is a whole name
        remark.asks(of, "name_short")


def looks_like_name(text: str) -> bool:
    """Whether a text by itself could be the name of a person: two to eight words, each with a capital, no sign."""
    words = text.split()
    return 2 <= len(words) <= LONGEST_WORDS and not _STRANGE.search(text) and all(word[0].isupper() for word in words)
