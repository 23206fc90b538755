"""Kinds of units, how their names are written, what a typed name may mean, and who may see which part of the tree."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from diemcau.base.refused import Refused
from diemcau.base.text import fold, line, sort_key

CENTRE = "00"


class Level(StrEnum):
    """Place in the tree, told by the length of the code."""

    CENTRE = "centre"
    PROVINCE = "province"
    COMMUNE = "commune"


class Kind(StrEnum):
    """What a unit is. It may change without a change of code."""

    TRUNG_UONG = "trung_uong"
    TINH = "tinh"
    THANH_PHO = "thanh_pho"
    XA = "xa"
    PHUONG = "phuong"
    DAC_KHU = "dac_khu"


def level_of(code: str) -> Level:
    """Level of a code: "00" the centre, two digits a province, five digits a commune.

    Refuses: unit.bad-code.
    """
    if code == CENTRE:
        return Level.CENTRE
    if code.isascii() and code.isdigit() and len(code) in (2, 5):
        return Level.PROVINCE if len(code) == 2 else Level.COMMUNE
    raise Refused("unit.bad-code", 400, unit=code)


_TYPE_WORD = {
    Kind.TINH: "tỉnh",
    Kind.THANH_PHO: "thành phố",
    Kind.XA: "xã",
    Kind.PHUONG: "phường",
    Kind.DAC_KHU: "đặc khu",
}

# Annex II of Nghị định 30/2020/NĐ-CP writes the type word with a capital where the name is that of a person or of an
# event. The list holds the names of today's units that are the full name of a person and nothing else, and two events;
# names that are also a place, a river or a saying (Bạch Đằng, Hồng Bàng, Minh Khai, Thống Nhất) stay out.
_NAMES_OF_PERSONS_AND_EVENTS = (
    "Bế Văn Đàn, Chu Văn An, Dương Minh Châu, Đào Duy Từ, Đặng Thùy Trâm, Điện Biên Phủ, Đốc Binh Kiều, Đồng Khởi, "
    "Hà Huy Tập, Hai Bà Trưng, Hoàng Hoa Thám, Hoàng Văn Thụ, Hồ Chí Minh, Hồ Đắc Kiện, Hồ Thị Kỷ, Khúc Thừa Dụ, "
    "Kim Đồng, Lê Chân, Lê Đại Hành, Lê Ích Mộc, Lê Lợi, Lê Quý Đôn, Lê Thanh Nghị, Lương Thế Trân, Lương Văn Tri, "
    "Lưu Nghiệp Anh, Lý Bôn, Lý Thường Kiệt, Lý Văn Lâm, Ngô Mây, Ngô Quyền, Nguyễn Bỉnh Khiêm, Nguyễn Du, "
    "Nguyễn Đại Năng, Nguyễn Huệ, Nguyễn Lương Bằng, Nguyễn Nghiêm, Nguyễn Phích, Nguyễn Trãi, Nguyễn Úy, "
    "Nguyễn Văn Linh, Nguyễn Việt Khái, Nùng Trí Cao, Phạm Ngũ Lão, Phạm Sư Mạnh, Phan Đình Phùng, Phan Ngọc Hiển, "
    "Quang Trung, Tạ An Khương, Thục Phán, Tô Hiệu, Tống Trân, Trần Hưng Đạo, Trần Lãm, Trần Liễu, Trần Nhân Tông, "
    "Trần Phán, Trần Phú, Trần Văn Thời, Triệu Việt Vương, Trừ Văn Thố, Trương Quang Trọng, Tuệ Tĩnh, Yết Kiêu"
)
_PERSONS_AND_EVENTS = frozenset(map(sort_key, _NAMES_OF_PERSONS_AND_EVENTS.split(", ")))


def full_name(kind: str, name: str) -> str:
    """The name as lists and headings have it: "Xã Phú Xuyên", "Thành phố Huế", "Trung ương"."""
    if kind == Kind.TRUNG_UONG:
        return name
    word = _TYPE_WORD[Kind(kind)]
    return f"{word[0].upper()}{word[1:]} {name}"


def in_text(kind: str, name: str) -> str:
    """The name as running text has it: "xã Phú Xuyên", but "Phường 1 Bảo Lộc" and "Phường Điện Biên Phủ".

    The type word has a capital where the name begins with a number or is that of a person or an event, so always in
    "Thành phố Hồ Chí Minh".
    Source: Annex II of Nghị định 30/2020/NĐ-CP.
    """
    if kind == Kind.TRUNG_UONG or name[0].isdigit() or sort_key(name) in _PERSONS_AND_EVENTS:
        return full_name(kind, name)
    return f"{_TYPE_WORD[Kind(kind)]} {name}"


_FORMER_TYPES = ("Thị trấn", "Thị xã", "Thành phố", "Phường", "Xã", "Quận", "Huyện", "Tỉnh")


def split_type(full: str) -> tuple[str, str]:
    """Type word, with its one spelling, and name: "Thị Trấn Phú Xuyên" is ("Thị trấn", "Phú Xuyên")."""
    for word in _FORMER_TYPES:
        if full.casefold().startswith(f"{word.casefold()} "):
            return word, full[len(word) + 1 :]
    return "", full


_SHORT = {"tp": "thành phố", "tx": "thị xã", "tt": "thị trấn", "hcm": "hồ chí minh", "tphcm": "thành phố hồ chí minh"}
_SHORT_WITH_DOT = {"p": "phường", "x": "xã", "q": "quận", "h": "huyện", "t": "tỉnh"}
_DOTTED = re.compile(r"\b([pxqht])\.", re.IGNORECASE)
_BETWEEN_WORDS = re.compile(r"[-–—’'.,()\s]+")  # the signs that fold() takes for spaces
_TYPED_TYPES = {
    ("tinh",): "tinh",
    ("thanh", "pho"): "thanh_pho",
    ("xa",): "xa",
    ("phuong",): "phuong",
    ("dac", "khu"): "dac_khu",
    ("thi", "tran"): "thi_tran",
}
# No spelling of a unit with its district and its province has more words than this.
_MOST_WORDS = 16

# How well a name fits, the smaller the better: 0 whole, 1 beginning, 2 later word; another type; other marks.
Fit = tuple[int, bool, bool]
EQUAL: Fit = (0, False, False)
# For each word its letters and its tone, as base.text orders them.
Marks = tuple[tuple[tuple[int, ...], int], ...]


@dataclass(frozen=True)
class Reading:
    """One way to read what was typed: a type or none, the words of a name, the words that say where it lies."""

    kind: str
    name: str  # folded
    marks: Marks  # keys of the name's words, marks included, blind to where the tone is put
    where: tuple[str, ...]  # folded, the last word may be unfinished


def typed_kind(type_word: str) -> str:
    """The kind that a type word stands for, "" for none: "Thị trấn" is "thi_tran"."""
    return _TYPED_TYPES.get(tuple(fold(type_word).split()), "")


def _words(text: str) -> list[str]:
    full = _DOTTED.sub(lambda m: _SHORT_WITH_DOT[m[1].lower()] + " ", line(text))
    words = [word for word in _BETWEEN_WORDS.split(full) if word]
    return [part for word in words for part in _SHORT.get(fold(word), word).split()][:_MOST_WORDS]


def readings(text: str) -> list[Reading]:
    """Every way to read a typed text as [type] name [where]: "xa dung" is also the beginning of "Xã Dũng Tiến"."""
    words = [word for word in _words(text) if fold(word)]  # a mark by itself is no word
    folded = [fold(word) for word in words]
    found = []
    for skip in range(3):
        kind = _TYPED_TYPES.get(tuple(folded[:skip]), "") if skip else ""
        if skip and not kind:
            continue
        for end in range(len(words), skip, -1):
            name = " ".join(folded[skip:end])
            found.append(Reading(kind, name, marks_of(" ".join(words[skip:end])), tuple(folded[end:])))
    return found


def lies_in(where: tuple[str, ...], *places: str) -> bool:
    """Whether typed words are the beginning of the places, each with or without its type, inner ones left out or not.

    `places` from the inside out: "Huyện Đại Từ", "Tỉnh Thái Nguyên".
    """
    return not where or any(_begins(where, words) for words in _spellings(places))


def _spellings(places: tuple[str, ...]) -> Iterator[list[str]]:
    if not places:
        yield []
        return
    whole = fold(places[0]).split()
    bare = fold(split_type(places[0])[1]).split()
    for rest in _spellings(places[1:]):
        yield rest
        yield bare + rest
        yield whole + rest


def _begins(typed: tuple[str, ...], words: list[str]) -> bool:
    last = len(typed) - 1
    return len(typed) <= len(words) and typed[:last] == tuple(words[:last]) and words[last].startswith(typed[last])


def fit(reading: Reading, kind: str, name: str) -> Fit | None:
    """How well a name of a kind fits a reading, None when not: the whole name, then its beginning, then a later word.

    Where words follow that say where it lies, only the whole name fits.
    """
    folded = fold(name)
    if folded == reading.name:
        place = 0
    elif reading.where:
        return None
    elif folded.startswith(reading.name):
        place = 1
    elif f" {reading.name}" in folded:
        place = 2
    else:
        return None
    return place, reading.kind not in ("", kind), not _same_marks(reading.marks, marks_of(name))


def marks_of(name: str) -> Marks:
    """The words of a name as keys that keep the marks but not the place of a tone: "Hoà" and "Hòa" are one."""
    return tuple(key for word in _BETWEEN_WORDS.split(name) for key in sort_key(word))


def _same_marks(typed: Marks, marked: Marks) -> bool:
    *done, (letters, tone) = typed
    for at in range(len(marked) - len(done)):
        last_letters, last_tone = marked[at + len(done)]
        begun = last_letters[: len(letters)] == letters and tone in (0, last_tone)
        if marked[at : at + len(done)] == tuple(done) and (begun if last_letters != letters else tone == last_tone):
            return True
    return False


@dataclass(frozen=True)
class Scope:
    """The part of the tree that somebody may see: everything, some branches, or nothing.

    Made by `Scope.everything()`, `Scope.of_unit(code)` and `Scope.nothing()`, joined by `|`. A province's code covers
    its own rows and those of its communes; a commune's code covers that commune; the centre's covers all.
    """

    whole: bool
    codes: frozenset[str]

    @classmethod
    def everything(cls) -> Self:
        """All of the country: for the centre, and for work that nobody in person asked for."""
        return cls(whole=True, codes=frozenset())

    @classmethod
    def nothing(cls) -> Self:
        """For somebody who holds no role."""
        return cls(whole=False, codes=frozenset())

    @classmethod
    def of_unit(cls, code: str) -> Self:
        """The branch under a unit.

        Refuses: unit.bad-code.
        """
        if level_of(code) is Level.CENTRE:
            return cls.everything()
        return cls(whole=False, codes=frozenset({code}))

    def __or__(self, other: "Scope") -> "Scope":
        """Both together: for somebody with roles at two units."""
        if self.whole or other.whole:
            return Scope.everything()
        return Scope(whole=False, codes=self.codes | other.codes)

    @property
    def provinces(self) -> frozenset[str]:
        """Codes of the provinces that are covered whole, where not everything is."""
        return frozenset(code for code in self.codes if level_of(code) is Level.PROVINCE)

    def covers(self, unit_code: str, province_code: str | None) -> bool:
        """Whether a row of this unit in this province is inside; `province_code` is None or "" for the centre's own."""
        return self.whole or unit_code in self.codes or (province_code or "") in self.provinces
