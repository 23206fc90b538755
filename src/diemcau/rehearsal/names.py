"""Names and telephone numbers of the invented people of a rehearsal.

Names are put together by chance from words that families choose often today; they are nobody's on purpose, and every
person who bears one prints with “(MP)”. The lists leave out given names that well-known office-holders bear.

Telephone numbers begin with 0500, which the numbering plan of Vietnam gives to nobody since the area codes changed in
2017: `phonenumbers` parses them as possible numbers of Vietnam (not as assigned ones), and no call ever gets through.
"""

from itertools import accumulate
from random import Random

from diemcau.people.rules import Sex

# The weights follow roughly how common the family names are.
_FAMILIES = {
    "Nguyễn": 32, "Trần": 11, "Lê": 9, "Phạm": 7, "Hoàng": 4, "Vũ": 4, "Phan": 4, "Bùi": 3, "Đặng": 3, "Đỗ": 3,
    "Dương": 2, "Ngô": 2, "Đinh": 2, "Đào": 2, "Trịnh": 2, "Võ": 2, "Lương": 1, "Mai": 1, "Tạ": 1, "Cao": 1, "Lý": 1,
    "Huỳnh": 1, "Châu": 1, "Quách": 1,
}  # fmt: skip
_MIDDLES = {
    Sex.NAM: ("An", "Bảo", "Đăng", "Gia", "Hoài", "Khánh", "Kỳ", "Nam", "Nhật", "Thiên", "Triều", "Tường"),
    Sex.NU: ("An", "Bảo", "Bích", "Cẩm", "Diệu", "Gia", "Hạnh", "Hoài", "Khánh", "Lan", "Mộc", "Như", "Quỳnh", "Thùy",
             "Tường", "Yến"),
}  # fmt: skip
_GIVEN = {
    Sex.NAM: ("Bách", "Đạt", "Điền", "Hiếu", "Huân", "Khang", "Khôi", "Kiên", "Lập", "Luân", "Nguyên", "Nhuận", "Phú",
              "Sang", "Tâm", "Thịnh", "Tín", "Tùng", "Vịnh", "Vũ"),
    Sex.NU: ("Chi", "Diệp", "Đan", "Giao", "Hân", "Hiên", "Khuê", "Miên", "My", "Nhã", "Nhi", "Nhiên", "Nhung", "Oanh",
             "Quyên", "Sen", "Tâm", "Thảo", "Thoa", "Thơ", "Trâm", "Trúc", "Tuyền", "Uyên", "Vi", "Vy", "Yên"),
}  # fmt: skip
_THI = 0.4  # of the women have it between family and middle name

_FAMILY_WORDS = tuple(_FAMILIES)
_FAMILY_WEIGHTS = tuple(accumulate(_FAMILIES.values()))

NUMBERS = 1_000_000  # telephone numbers in the invented range


def a_name(rng: Random, sex: Sex) -> str:
    """A full name: “Trần Gia Thịnh”, “Nguyễn Thị Diệu Thảo”."""
    family = rng.choices(_FAMILY_WORDS, cum_weights=_FAMILY_WEIGHTS)[0]
    middle, given = rng.choice(_MIDDLES[sex]), rng.choice(_GIVEN[sex])
    thi = sex is Sex.NU and rng.random() < _THI
    return f"{family} Thị {middle} {given}" if thi else f"{family} {middle} {given}"


def some_names(rng: Random, sexes: list[Sex]) -> list[str]:
    """Names for the people of one room, each another one."""
    names: dict[str, None] = {}
    for sex in sexes:
        while (name := a_name(rng, sex)) in names:
            pass
        names[name] = None
    return list(names)


def phone(number: int) -> str:
    """The invented telephone number of the nth person, as rosters write it: "0500 000 123"."""
    digits = f"{number % NUMBERS:06}"
    return f"0500 {digits[:3]} {digits[3:]}"
