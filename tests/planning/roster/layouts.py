"""How a roster is laid out: titles, headers of one to three rows, headings, pages, totals, signatures."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from diemcau.planning.roster.gazette import gazetteer
from diemcau.units.rules import full_name
from tests.planning.roster import cells, scripts
from tests.planning.roster.people import Human, some_people

MARK = "DỮ LIỆU MÔ PHỎNG – KHÔNG CÓ GIÁ TRỊ VĂN BẢN"
ROMAN = ["I", "II", "III", "IV", "V", "VI", "VII", "VIII"]
LABELS = {
    "no": ["STT", "TT", "Số TT"],
    "name": ["Họ và tên", "HỌ VÀ TÊN", "Họ tên", "Họ và tên học viên", "Họ, tên", "Họ và\ntên"],
    "birth": ["Ngày, tháng, năm sinh", "Ngày sinh", "Năm sinh", "Sinh ngày", "NGÀY THÁNG NĂM SINH"],
    "phone": ["Số điện thoại", "Điện thoại", "SĐT", "Số ĐT liên hệ", "ĐTDĐ"],
    "position": ["Chức vụ", "Chức vụ, chức danh", "Chức danh", "CHỨC VỤ"],
    "unit": ["Đơn vị công tác", "Đơn vị", "Xã/phường", "Cơ quan, đơn vị", "Nơi công tác"],
    "sex": ["Giới tính", "GIỚI TÍNH", "Nam/Nữ"],
    "group": ["Nhóm chức vụ", "Nhóm"],
    "citizen": ["Số CCCD", "CCCD", "Số định danh cá nhân"],
    "family": ["Họ và tên đệm", "Họ đệm", "Họ và chữ lót"],
    "given": ["Tên"],
}
OTHERS = {
    "Dân tộc": ["Kinh", "Tày", "Mường"],
    "Trình độ LLCT": ["Trung cấp", "Cao cấp"],
    "Email": ["a@example.vn"],
    "Ghi chú": ["", "", "đi muộn"],
    "Quê quán": ["Hà Nội", "Nghệ An"],
    "Ngày vào Đảng": ["03/02/2001", "19/05/2005"],
}


@dataclass
class Sheet:
    """Cells by rows; a cell may be (value, number format). Rows and columns of merged ranges count from 1."""

    name: str | None
    rows: list[list[Any]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden: bool = False

    def add(self, *cells: Any) -> int:
        self.rows.append(list(cells))
        return len(self.rows)

    def merge(self, top: int, left: int, bottom: int, right: int) -> None:
        if (top, left) != (bottom, right):
            self.merged.append((top, left, bottom, right))


class Maker:
    """Chooses the layout of a file once, then lays people out."""

    def __init__(self, rng: Random, level: float, letters: float, script: str, *, by_units: bool, csv: bool) -> None:
        self.rng, self.level, self.letters, self.script = rng, level, letters, script
        self.by_units, self.csv = by_units, csv
        self.numbered = rng.random() < 0.9
        self.name = rng.choice(["one", "two", "two-under-one", "two-without-words"])
        self.births = rng.choice(["one", "by-sex"])
        self.sex = rng.choice(["column", "crosses", "one-cross", "suffix", "none"]) if self.births == "one" else "birth"
        self.groups = rng.choice(["none", "rows", "rows-merged", "rows-roman", "column"])
        here = ["column", "column", "merged", "headings"] if by_units else ["none", "column", "body"]
        self.units = rng.choice(here)
        if self.units == "headings" and self.groups == "column":
            self.groups = "none"
        if self.units == "merged" and (csv or self.groups.startswith("rows")):
            self.units = "column"
        self.posts = rng.choice(["one", "one", "one", "two"])
        # In many a sheet only the names were typed in an old font.
        self.only_names = script != "unicode" and not csv and rng.random() < 0.3
        self.tall = rng.random() < 0.15
        self.others = [label for label in OTHERS if rng.random() < 0.3]
        self.citizen = rng.random() < 0.3
        self.pages = rng.random() < 0.2 and self.units != "merged"
        self.totals, self.signed = rng.random() < 0.5, rng.random() < 0.6
        self.subtotals = self.groups.startswith("rows") and rng.random() < 0.3
        self.column_numbers = rng.random() < 0.2
        self.phones = rng.random() < 0.9
        self.blank_rows = rng.random() < 0.2 and self.units != "merged"
        self.hide = rng.random() < 0.15
        self.words = {of: rng.choice(choices) for of, choices in LABELS.items()}
        self.tags = [f"name-{self.name}", f"sex-{self.sex}", f"groups-{self.groups}", f"units-{self.units}"]
        self.tags += [f"posts-{self.posts}", f"level-{level}", *(["only-names"] if self.only_names else [])]
        self.tags += [tag for tag in ("tall", "pages", "subtotals", "hide") if getattr(self, tag)]
        self.has = {"birth", "position", "unit_code"}
        self.has |= {"phone"} if self.phones else set()
        self.has |= {"sex"} if self.sex != "none" else set()
        self.has |= {"position_group"} if self.groups != "none" else set()
        self.doubles: set[tuple[str | None, int]] = set()
        self.columns = self._columns()

    def _columns(self) -> list[str]:
        names = ["name"] if self.name == "one" else ["family", "given"]
        births = ["birth"] if self.births == "one" else ["birth_nam", "birth_nu"]
        sexes = {"column": ["sex"], "crosses": ["x_nam", "x_nu"], "one-cross": ["x_nu"]}.get(self.sex, [])
        rest = [["position"] if self.posts == "one" else ["of_party", "of_state"]]
        rest += [["phone"]] * self.phones + [["group"]] * (self.groups == "column") + [["citizen"]] * self.citizen
        rest += [["unit"]] * (self.units in {"column", "body", "merged"}) + [[label] for label in self.others]
        self.rng.shuffle(rest)
        return [*(["no"] if self.numbered else []), *names, *births, *sexes, *(one for some in rest for one in some)]

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
                if groups and self.subtotals:
                    sheet.add(None, self._text(f"Cộng {ROMAN[(groups - 1) % 8]}: {self.rng.randrange(1, 9)} đồng chí"))
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
        if self.units == "merged":
            self._merge_units(sheet, people)
        for one in people:
            # Nobody can tell an empty column from one that was not filled in, or a man from somebody without a word.
            if (self.sex == "one-cross" and all(other.sex == "nam" for other in people)) or (
                self.sex == "suffix" and (one.sex == "nam" or self.name != "one")
            ):
                one.unknown.add("sex")
        return sheet

    def _merge_units(self, sheet: Sheet, people: list[Human]) -> None:
        """The unit stands once, in a cell that reaches down over its people."""
        column = self.columns.index("unit") + 1
        for unit in dict.fromkeys(one.unit for one in people):
            rows = [one.row for one in people if one.unit == unit and "unit_code" not in one.must_ask]
            last = max(rows, default=0) + (1 if (sheet.name, max(rows, default=0) + 1) in self.doubles else 0)
            if not rows or last - rows[0] + 1 != len(rows) + len({d for d in self.doubles if rows[0] < d[1] <= last}):
                continue
            sheet.merge(rows[0], column, last, column)
            for row in range(rows[0] + 1, last + 1):
                sheet.rows[row - 1][column - 1] = None

    def _text(self, text: str, *, name: bool = False) -> str:
        if self.only_names and not name:
            return text
        return {"tcvn3": scripts.tcvn3, "vni": scripts.vni}.get(self.script, str)(text)

    def _title(self, sheet: Sheet, people: list[Human]) -> None:
        row = gazetteer().today[people[0].unit]
        body = "TỈNH ỦY" if self.by_units else f"ĐẢNG ỦY {full_name(row['kind'], row['name']).upper()}"
        sheet.add(None, self._text(body), None, None, self._text("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"))
        sheet.add(None, None, None, None, self._text("Độc lập - Tự do - Hạnh phúc"))
        for text in self.rng.sample(["", "DANH SÁCH HỌC VIÊN", "(Kèm theo Công văn số   /CV)", "Lớp bồi dưỡng"], 3):
            sheet.add(self._text(text))
        sheet.add(self._text(MARK))
        sheet.add(self._text("DANH SÁCH"))

    def _header(self, sheet: Sheet) -> None:
        """Words over words: what stands over several columns stands in the first of them and is merged."""
        over: dict[str, tuple[str, str]] = {"birth_nam": (self.words["birth"], "Nam"), "birth_nu": ("", "Nữ")}
        over |= {"of_party": ("Chức vụ", "Đảng"), "of_state": ("", "Chính quyền, đoàn thể")}
        over |= {"x_nam": ("Giới tính", "Nam"), "x_nu": ("", "Nữ")} if self.sex == "crosses" else {"x_nu": ("Nữ", "")}
        if self.name == "two-under-one":
            over |= {"family": (self.words["name"], "Họ đệm"), "given": ("", "Tên")}
        if self.name == "two-without-words":
            over |= {"family": (self.words["name"], ""), "given": ("", "")}
        both = [over.get(column, (self.words.get(column, column), "")) for column in self.columns]
        first = len(sheet.rows) + 1
        if self.tall:
            names = self.columns.index("family" if "family" in self.columns else "name")
            sheet.add(*[self._text("Thông tin cá nhân") if place == names else None for place in range(len(both))])
            sheet.merge(first, names + 1, first, len(both))
        top = sheet.add(*[self._text(upper) or None for upper, _ in both])
        two = any(lower for _, lower in both)
        if two:
            sheet.add(*[self._text(lower) or None for _, lower in both])
        for place, (upper, lower) in enumerate(both, 1):
            left = place - 1 if not upper else place
            if not upper:
                sheet.merged = [area for area in sheet.merged if area[:2] != (top, left)]
            if not (place < len(both) and not both[place][0]):
                sheet.merge(top, left, top if lower else len(sheet.rows), place)
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
            self.doubles.add((one.sheet, sheet.add(*sheet.rows[-1])))

    def _cells(self, one: Human, number: int) -> list[Any]:
        rng = self.rng
        birth = cells.a_birth(one, rng, self.level)
        birth = self._text(birth) if isinstance(birth, str) else birth
        first, _, second = one.position.partition(", ")
        values = {
            "no": number,
            "name": self._text(self._name(one.name, one), name=True),
            "family": self._text(self._name(one.family, None), name=True),
            "given": self._text(one.given, name=True),
            "birth": birth,
            "birth_nam": birth if one.sex == "nam" else None,
            "birth_nu": birth if one.sex == "nu" else None,
            "sex": self._text({"nam": "Nam", "nu": "Nữ"}[one.sex]),
            "x_nam": "x" if one.sex == "nam" else None,
            "x_nu": "x" if one.sex == "nu" else None,
            "position": self._text(one.position),
            "of_party": self._text(first),
            "of_state": self._text(second) or None,
            "phone": self._phone(one),
            "unit": self._text(self._unit(one)),
            "group": self._text(one.group),
            "citizen": f"0{rng.randrange(10**10):011}" if rng.random() < 0.9 else None,
        }
        others = {label: self._text(rng.choice(choices)) for label, choices in OTHERS.items()}
        return [(values | others)[column] for column in self.columns]

    def _name(self, text: str, whole: Human | None) -> str:
        if whole and self.sex == "suffix":
            return f"{text} (nữ)" if whole.sex == "nu" else text
        return cells.a_name(text, self.rng, self.level, plain=self.letters < self.level)

    def _unit(self, one: Human) -> str:
        if self.units == "body":
            return "Đảng ủy xã"  # a body, and its unit is told elsewhere
        if self.by_units and self.units == "column" and self.rng.random() < 0.2 * self.letters:
            divided = cells.a_divided_unit(gazetteer().today[one.unit]["parent_code"], self.rng)
            if divided:
                one.must_ask.add("unit_code")
                return divided
        return cells.a_unit(one.unit, self.rng, self.letters)

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
