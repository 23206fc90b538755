"""Rosters made from known people, with every disorder that real ones have, by seed."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from diemcau.planning.roster.gazette import gazetteer
from diemcau.units.rules import full_name
from tests.planning.roster import cells, scripts
from tests.planning.roster.people import Human, a_commune, communes_of, national, some_people

MARK = "DỮ LIỆU MÔ PHỎNG – KHÔNG CÓ GIÁ TRỊ VĂN BẢN"
ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII"]
NAME = ["Họ và tên", "HỌ VÀ TÊN", "Họ tên", "Họ và tên học viên", "Họ, tên"]
BIRTH = ["Ngày, tháng, năm sinh", "Ngày sinh", "Năm sinh", "Sinh ngày", "NGÀY THÁNG NĂM SINH"]
PHONE = ["Số điện thoại", "Điện thoại", "SĐT", "Số ĐT liên hệ", "ĐTDĐ"]
POSITION = ["Chức vụ", "Chức vụ, chức danh", "Chức danh", "CHỨC VỤ"]
UNIT = ["Đơn vị công tác", "Đơn vị", "Xã/phường", "Cơ quan, đơn vị", "Nơi công tác"]
OTHERS = {"Dân tộc": ["Kinh", "Tày", "Mường"], "Trình độ LLCT": ["Trung cấp", "Cao cấp"], "Email": ["a@example.vn"],
          "Ghi chú": ["", "", "đi muộn"], "Quê quán": ["Hà Nội", "Nghệ An"], "Ngày vào Đảng": ["03/02/2001", "19/05/2005"]}  # fmt: skip


@dataclass
class Sheet:
    name: str | None
    rows: list[list[Any]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # rows and columns from 1
    hidden_rows: set[int] = field(default_factory=set)
    hidden: bool = False

    def add(self, *cells: Any) -> int:
        self.rows.append(list(cells))
        return len(self.rows)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self.merged.append((top, left, bottom, right))


@dataclass
class Roster:
    """A file before it is written, and all that is true of it."""

    seed: int
    kind: str
    script: str
    site: str
    sheets: list[Sheet]
    people: list[Human]
    has: set[str]
    tags: list[str]
    doubles: dict[tuple[str | None, int], str] = field(default_factory=dict)

    def expected(self, one: Human) -> dict[str, str | None]:
        def known(of: str, value: str) -> str | None:
            return (value or None) if of in self.has and of not in one.must_ask | one.unknown else None

        return {
            "full_name": one.name,
            "family_name": one.family,
            "given_name": one.given,
            "sex": known("sex", one.sex),
            "birth": known("birth", one.birth),
            "phone": known("phone", one.phone),
            "phone2": known("phone", one.phone2),
            "position": known("position", one.position),
            "position_group": known("position_group", one.group),
            "unit_code": known("unit_code", one.unit),
        }


def a_roster(seed: int, *, kind: str | None = None, size: int | None = None, level: float | None = None) -> Roster:
    """A roster; `level` from 0 to 1 is the share of cells with a disorder of their own."""
    rng = Random(seed)
    kind = kind or rng.choice(
        ["xlsx", "xlsx", "xlsx", "csv-utf8", "csv-bom", "csv-utf16", "csv-cp1258", "csv-latin", "ods"]
    )
    scripted = kind == "csv-latin" or (kind in {"xlsx", "ods"} and rng.random() < 0.25)
    script = rng.choice(["tcvn3", "vni"]) if scripted else "unicode"
    commune = a_commune(rng)
    province = gazetteer().today[commune]["parent_code"]
    by_units = rng.random() < 0.3
    units = [commune, *rng.sample(communes_of(province), 3)] if by_units else [commune]
    site = province if by_units else commune
    level = rng.choice([0.0, 0.2, 0.5, 0.9]) if level is None else level
    size = size or rng.randrange(4, 30)
    # A font of another time and the page 1258 have no letters that only look alike.
    letters = level if script == "unicode" and kind != "csv-cp1258" else 0.0
    maker = _Maker(rng, level, letters, script, by_units=by_units)
    units = list(dict.fromkeys(units))
    people = [one for unit in units for one in some_people(rng, max(2, size // len(units)), unit)]
    many_sheets = by_units and kind in {"xlsx", "ods"} and rng.random() < 0.4
    sheets = []
    if many_sheets:
        for unit in units:
            name = gazetteer().today[unit]["name"]
            sheets.append(maker.sheet(name[:30], [one for one in people if one.unit == unit]))
    else:
        sheets.append(maker.sheet(None if kind.startswith("csv") else "Danh sách", people))
    if kind in {"xlsx", "ods"} and rng.random() < 0.3:
        hidden = Sheet("Nháp", hidden=True)
        hidden.add("STT", "Họ và tên", "Ngày sinh")
        hidden.add(1, "Nguyễn Văn Ẩn", "01/01/1970")
        sheets.append(hidden)
    roster = Roster(seed, kind, script, site, sheets, people, maker.has, maker.tags + [kind, script])
    roster.doubles = maker.doubles
    return roster


class _Maker:
    """Chooses the layout of a file once, then lays people out."""

    def __init__(self, rng: Random, level: float, letters: float, script: str, *, by_units: bool) -> None:
        self.rng, self.level, self.letters, self.script, self.by_units = rng, level, letters, script, by_units
        self.numbered = rng.random() < 0.9
        self.name = rng.choice(["one", "two", "two-under-one", "two-without-words"])
        self.births = rng.choice(["one", "one", "by-sex", "by-sex"])
        self.sex = rng.choice(["column", "crosses", "one-cross", "none"]) if self.births == "one" else "none"
        self.groups = rng.choice(["none", "rows", "rows-merged", "rows-roman", "column"])
        self.units = (
            rng.choice(["column", "column", "headings"]) if by_units else rng.choice(["none", "column", "body"])
        )
        if self.units == "headings" and self.groups == "column":
            self.groups = "none"
        self.others = [label for label in OTHERS if rng.random() < 0.3]
        self.citizen = rng.random() < 0.3
        self.pages = rng.random() < 0.2
        self.totals, self.signed = rng.random() < 0.5, rng.random() < 0.6
        self.column_numbers = rng.random() < 0.2
        self.phones = rng.random() < 0.9
        self.blank_rows = rng.random() < 0.2
        self.hide = rng.random() < 0.15
        self.words = {of: rng.choice(choices) for of, choices in
                      {"name": NAME, "birth": BIRTH, "phone": PHONE, "position": POSITION, "unit": UNIT}.items()}  # fmt: skip
        self.tags = [self.name, self.births, f"sex-{self.sex}", f"groups-{self.groups}", f"units-{self.units}"]
        self.has = {"birth", "position", "unit_code"}
        self.has |= {"phone"} if self.phones else set()
        self.has |= {"sex"} if self.births == "by-sex" or self.sex != "none" else set()
        self.has |= {"position_group"} if self.groups != "none" else set()
        self.doubles: dict[tuple[str | None, int], str] = {}
        self.columns = self._columns()

    def _columns(self) -> list[str]:
        names = ["name"] if self.name == "one" else ["family", "given"]
        births = ["birth"] if self.births == "one" else ["birth_nam", "birth_nu"]
        sexes = {"column": ["sex"], "crosses": ["x_nam", "x_nu"], "one-cross": ["x_nu"], "none": []}[self.sex]
        rest = [
            "position",
            *(["phone"] if self.phones else []),
            *(["unit"] if self.units in {"column", "body"} else []),
        ]
        rest += [*(["group"] if self.groups == "column" else []), *(["citizen"] if self.citizen else []), *self.others]
        self.rng.shuffle(rest)
        return [*(["no"] if self.numbered else []), *names, *births, *sexes, *rest]

    def sheet(self, name: str | None, people: list[Human]) -> Sheet:
        sheet = Sheet(name)
        self._title(sheet, people)
        self._header(sheet)
        unit = group = None
        number = units = groups = 0
        page = self.rng.randrange(5, 12)
        for place, one in enumerate(people):
            if self.pages and place and place % page == 0:
                sheet.add(*[None] * 3, f"Trang {place // page}")
                self._title(sheet, people)
                self._header(sheet)
            if self.units == "headings" and one.unit != unit:
                units += 1
                groups, group = 0, None
                row = gazetteer().today[one.unit]
                self._heading(sheet, "ABCDEFGH"[units - 1], full_name(row["kind"], row["name"]).upper(), merged=False)
            unit = one.unit
            if self.groups.startswith("rows") and one.group != group:
                groups += 1
                text = one.group if self.rng.random() < 0.7 else f"{one.group} ({self.rng.randrange(2, 9)} người)"
                self._heading(sheet, ROMAN[(groups - 1) % 8], text, merged=self.groups == "rows-merged")
            group = one.group
            number += 1
            self._person(sheet, one, number)
            if self.blank_rows and self.rng.random() < 0.1:
                sheet.add()
        if self.hide:
            ghost = self._cells(some_people(self.rng, 1, people[0].unit)[0], number + 1)
            sheet.hidden_rows.add(sheet.add(*ghost))
        self._foot(sheet, number)
        if self.sex == "one-cross" and all(one.sex == "nam" for one in people):
            # Nobody can tell an empty column from one that was not filled in.
            for one in people:
                one.unknown.add("sex")
        return sheet

    def _text(self, text: str) -> str:
        return {"tcvn3": scripts.tcvn3, "vni": scripts.vni}.get(self.script, str)(text)

    def _title(self, sheet: Sheet, people: list[Human]) -> None:
        row = gazetteer().today[people[0].unit]
        sheet.add(None, self._text(f"ĐẢNG ỦY {full_name(row['kind'], row['name']).upper()}" if not self.by_units else "TỈNH ỦY"), None, None,
                  self._text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"))  # fmt: skip
        sheet.add(None, None, None, None, self._text("Độc lập - Tự do - Hạnh phúc"))
        for text in self.rng.sample(["", "DANH SÁCH HỌC VIÊN", "(Kèm theo Công văn số   /CV)", "Lớp bồi dưỡng"], 3):
            sheet.add(self._text(text))
        sheet.add(self._text(MARK))
        sheet.add(self._text("DANH SÁCH"))

    def _header(self, sheet: Sheet) -> None:
        words = {
            "no": self.rng.choice(["STT", "TT", "Số TT"]), "name": self.words["name"], "family": "Họ và tên đệm", "given": "Tên",
            "birth": self.words["birth"], "birth_nam": self.words["birth"], "birth_nu": "", "sex": "Giới tính",
            "x_nam": "Giới tính", "x_nu": "" if self.sex == "crosses" else "Nữ", "phone": self.words["phone"],
            "position": self.words["position"], "unit": self.words["unit"], "group": "Nhóm chức vụ", "citizen": "Số CCCD",
        }  # fmt: skip
        lower = {"birth_nam": "Nam", "birth_nu": "Nữ"}
        if self.sex == "crosses":
            lower |= {"x_nam": "Nam", "x_nu": "Nữ"}
        if self.name == "two-under-one":
            words |= {"family": self.words["name"], "given": ""}
            lower |= {"family": "Họ đệm", "given": "Tên"}
        if self.name == "two-without-words":
            words |= {"family": self.words["name"], "given": ""}
        two = any(column in lower for column in self.columns)
        top = sheet.add(*[self._text(words.get(column, column)) or None for column in self.columns])
        if two:
            sheet.add(*[self._text(lower.get(column, "")) or None for column in self.columns])
        for place, column in enumerate(self.columns, 1):
            if column in {"birth_nu", "given"} and not words[column] or column == "x_nu" and self.sex == "crosses":
                sheet.merge(top, place - 1, top, place)
                if not (two and column in lower):
                    sheet.merged[-1] = (top, place - 1, len(sheet.rows), place)
            elif two and column not in lower and not (column == "family" and self.name == "two-without-words"):
                sheet.merge(top, place, top + 1, place)
        if self.column_numbers:
            sheet.add(*[f"({place})" for place in range(1, len(self.columns) + 1)])

    def _heading(self, sheet: Sheet, number: str, text: str, *, merged: bool) -> None:
        text = self._text(text)
        if merged or not self.numbered:
            row = sheet.add(f"{number}. {text}")
            if merged:
                sheet.merge(row, 1, row, len(self.columns))
        elif self.groups == "rows-roman" or self.rng.random() < 0.5:
            sheet.add(number, text)
        else:
            sheet.add(None, f"{number}. {text}")

    def _person(self, sheet: Sheet, one: Human, number: int) -> None:
        one.sheet = sheet.name
        one.row = sheet.add(*self._cells(one, number))
        if self.rng.random() < 0.01:
            self.doubles[one.sheet, sheet.add(*sheet.rows[-1])] = "exact"

    def _cells(self, one: Human, number: int) -> list[Any]:
        rng, level = self.rng, self.level
        birth = cells.a_birth(one, rng, level)
        if isinstance(birth, str):
            birth = self._text(birth)
        elsewhere = cells.a_unit(one.unit, rng, self.letters)
        # A heading of the group is what such a cell has where the unit is told elsewhere.
        unit = "Đảng ủy xã" if self.units == "body" else elsewhere
        values = {
            "no": number, "name": self._text(cells.a_name(one.name, rng, self.letters)),
            "family": self._text(cells.a_name(one.family, rng, self.letters)), "given": self._text(one.given),
            "birth": birth, "birth_nam": birth if one.sex == "nam" else None, "birth_nu": birth if one.sex == "nu" else None,
            "sex": self._text({"nam": "Nam", "nu": "Nữ"}[one.sex]), "x_nam": "x" if one.sex == "nam" else None,
            "x_nu": "x" if one.sex == "nu" else None, "position": self._text(one.position),
            "phone": self._phone(one), "unit": self._text(unit), "group": self._text(one.group),
            "citizen": f"0{rng.randrange(10**10):011}" if rng.random() < 0.9 else None,
        }  # fmt: skip
        return [
            values[column] if column in values else self._text(rng.choice(OTHERS[column])) for column in self.columns
        ]

    def _phone(self, one: Human) -> Any:
        value = cells.a_phone(one, self.rng, self.level) if self.phones else None
        return self._text(value) if isinstance(value, str) else value

    def _foot(self, sheet: Sheet, number: int) -> None:
        if self.totals:
            sheet.add(None, self._text(f"Tổng cộng: {number} đồng chí"))
        if self.signed:
            sheet.add()
            sheet.add(*[None] * 4, self._text("Phú Thịnh, ngày 06 tháng 9 năm 2025"))
            sheet.add(None, self._text("NGƯỜI LẬP BIỂU"), None, None, self._text("TM. ĐẢNG ỦY"))
            sheet.add(*[None] * 4, self._text("BÍ THƯ"))
            sheet.add(None, self._text("Trần Thị Lập"), None, None, self._text("Lê Văn Ký"))


def has_two_numbers(one: Human) -> bool:
    return bool(one.phone2)


def shown_phone(one: Human) -> str:
    return national(one.phone)
