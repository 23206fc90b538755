"""Invented people of rosters, with what is known of them for certain. The names are nobody's on purpose."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from diemcau.planning.roster.gazette import gazetteer
from diemcau.planning.roster.rules.lexicon import phrases

TODAY = date(2026, 11, 22)
FAMILIES = phrases(
    """Nguyễn, Trần, Lê, Phạm, Hoàng, Vũ, Phan, Bùi, Đặng, Đỗ, Dương, Ngô, Đinh, Đào, Trịnh, Võ, Lương, Mai, Tạ, Cao,
    Lý, Huỳnh, Châu, Quách"""
)
MIDDLES = {
    "nam": [*phrases("Văn, Đăng, Gia, Hoài, Nhật, Thiên, Tường, Đức, Hữu, Xuân Quốc, Quang"), ""],
    "nu": [*phrases("Thị, Thị Bích, Cẩm, Diệu, Hạnh, Mộc, Như, Quỳnh, Thùy, Yến, Thị Ngọc"), ""],
}
GIVEN = {
    "nam": phrases(
        """Bách, Đạt, Điền, Hiếu, Huân, Khôi, Kiên, Lập, Luân, Nguyên, Phú, Sang, Thịnh, Tín, Tùng, Vịnh, Vũ, Ước, Ân,
        Sỹ"""
    ),
    "nu": phrases(
        """Chi, Diệp, Đan, Giao, Hân, Khuê, Miên, Nhã, Nhiên, Oanh, Quyên, Sen, Thảo, Thoa, Thơ, Trúc, Tuyền, Uyên, Vy,
        Yên, Ánh"""
    ),
}
# Written as their bearers' peoples write them; put together by chance from parts.
OTHERS = [
    ("Y Dhăm", "Niê", "nam"), ("H'Rin", "Êban", "nu"), ("Ksor", "Blưk", "nam"), ("Rơ Châm", "Hyă", "nu"),
    ("Y Krin Niê", "Kđăm", "nam"), ("Lò Văn", "Ỏn", "nam"), ("Giàng A", "Chớ", "nam"), ("Vàng Thị", "Mỷ", "nu"),
    ("Thạch Sa", "Rây", "nam"), ("Siu", "H'Lơn", "nu"), ("Hồ Thị", "Pơr", "nu"),
]  # fmt: skip
GROUPS = {
    "Thường trực Đảng ủy": ["Bí thư Đảng ủy", "Phó Bí thư Thường trực Đảng ủy", "Phó Bí thư Đảng ủy, Chủ tịch UBND"],
    "Ủy viên Ban Thường vụ": ["Ủy viên Ban Thường vụ, Trưởng Ban Xây dựng Đảng", "Ủy viên Ban Thường vụ"],
    "Thường trực HĐND": ["Phó Chủ tịch HĐND", "Trưởng Ban Kinh tế - Ngân sách HĐND"],
    "Lãnh đạo UBND": ["Phó Chủ tịch UBND", "Chủ tịch UBND"],
    "Các phòng, ban, cơ quan": phrases(
        """Trưởng phòng Kinh tế, Phó Trưởng phòng Văn hóa - Xã hội, Chánh Văn phòng HĐND và UBND, Công chức Văn phòng,
        Giám đốc Trung tâm Phục vụ hành chính công"""
    ),
    "MTTQ và các đoàn thể": ["Chủ tịch Ủy ban MTTQ Việt Nam", "Bí thư Đoàn Thanh niên", "Chủ tịch Hội Nông dân"],
}


@dataclass
class Human:
    """What is true of a person, and which fields a sheet leaves so that they must be asked, or does not tell."""

    family: str
    given: str
    sex: str
    born: date
    precision: str
    phone: str
    position: str
    group: str
    unit: str
    phone2: str = ""
    must_ask: set[str] = field(default_factory=set)
    unknown: set[str] = field(default_factory=set)
    row: int = 0
    sheet: str | None = None

    @property
    def name(self) -> str:
        return f"{self.family} {self.given}"

    @property
    def birth(self) -> str:
        return self.born.isoformat()[: {"year": 4, "month": 7, "day": 10}[self.precision]]


def national(e164: str) -> str:
    return "0" + e164.removeprefix("+84")


def some_people(rng: Random, count: int, unit: str) -> list[Human]:
    """People of a unit in the order of their groups, no two of one name."""
    people: dict[str, Human] = {}
    while len(people) < count:
        one = _one(rng, unit)
        people.setdefault(one.name.casefold(), one)
    order = list(GROUPS)
    return sorted(people.values(), key=lambda one: order.index(one.group))


def _one(rng: Random, unit: str) -> Human:
    if rng.random() < 0.08:
        family, given, sex = rng.choice(OTHERS)
    else:
        sex = rng.choice(["nam", "nu"])
        family = f"{rng.choice(FAMILIES)} {rng.choice(MIDDLES[sex])}".strip()
        given = rng.choice(GIVEN[sex])
    group = rng.choice(list(GROUPS))
    born = date(1964, 1, 1) + timedelta(days=rng.randrange(14_000))
    prefix = rng.choice(["91", "98", "35", "70", "83", "56", "37", "79", "85"])
    return Human(
        family,
        given,
        sex,
        born,
        "day",
        f"+84{prefix}{rng.randrange(10_000_000):07}",
        rng.choice(GROUPS[group]),
        group,
        unit,
    )


def a_commune(rng: Random) -> str:
    return rng.choice(sorted(code for code in gazetteer().today if len(code) == 5))


def communes_of(province: str) -> list[str]:
    return sorted(code for code, row in gazetteer().today.items() if row["parent_code"] == province)
