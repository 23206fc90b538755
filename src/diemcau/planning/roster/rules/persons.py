"""One row of a sheet becomes a person: every field read by its own rule, what cannot be read asked."""

import re
from collections.abc import Iterable
from datetime import date

from msgspec import Struct, field

from diemcau.planning.roster.rules import dates, names, phones, posts, sexes
from diemcau.planning.roster.rules.cells import Cell, Sheet, shown
from diemcau.planning.roster.rules.citizens import Citizen, read_citizen
from diemcau.planning.roster.rules.findings import Birth, Person, Remark, Repair
from diemcau.planning.roster.rules.headers import Means
from diemcau.planning.roster.rules.layout import Entry
from diemcau.planning.roster.rules.legacy import Letters
from diemcau.planning.roster.rules.letters import clean, is_broken
from diemcau.planning.roster.rules.tables import Columns, Grid
from diemcau.planning.roster.rules.units import UnitReader

_NAMES = (Means.NAME, Means.FAMILY, Means.GIVEN)
_BIRTHS = (Means.BIRTH, Means.BIRTH_NAM, Means.BIRTH_NU)
_BY_COLUMN = {Means.BIRTH_NAM: sexes.NAM, Means.BIRTH_NU: sexes.NU}
_NOTHING = re.compile(r"[-–—_.…/\\*?x]*|không|không có|ko|ko có|k có|chưa có|chưa rõ|n/?a|null|none|0", re.IGNORECASE)
_NAME_AND_POST = re.compile(r"(?P<name>[^,;\n(]+?)\s*(?:[,;\n(]|\s[-–]\s)\s*(?P<post>.+?)\)?\s*", re.DOTALL)
_BULLET = re.compile(r"^\s*[-+•*–]\s*")
# The field of a person that the texts of a column fill as they are, and that the texts of others are read for.
_TEXTS = {
    Means.NAME: "full_name",
    Means.FAMILY: "family_name",
    Means.GIVEN: "given_name",
    Means.POSITION: "position",
    Means.POSITION_UNIT: "position",
    Means.GROUP: "position_group",
    Means.UNIT: "unit_code",
    Means.PROVINCE: "unit_code",
    Means.DISTRICT: "unit_code",
}
_READ = {
    Means.SEX: "sex",
    Means.BIRTH: "birth",
    Means.BIRTH_NAM: "birth",
    Means.BIRTH_NU: "birth",
    Means.PHONE: "phone",
}


class Habits(Struct, frozen=True):
    """What a column as a whole tells of each of its cells."""

    order: dates.Order = dates.Order()
    titles: bool = False
    one_sex: str = ""  # only this sex has a column: who is not marked there has the other
    unit_marks: bool = False


class Read(Struct):
    """A row that was read, with what other rows will be held against."""

    entry: Entry
    person: Person
    remark: Remark = field(default_factory=Remark)
    citizen: Citizen = Citizen()
    simulated: bool = False

    def tell_converted(self, column: int, was: str, now: str, script: str) -> None:
        """Note that a text of a field was converted from letters of another time, before anything else."""
        means = self.entry.columns.labels[column].means if column in self.entry.columns.labels else None
        if means and (of := (_TEXTS | _READ).get(means)):
            self.remark.repairs.insert(0, Repair(of, was, now, script))


def habits_of(grid: Grid, columns: Columns, rows: Iterable[int]) -> Habits:
    """Look at the columns of a table before its rows are read."""
    rows = list(rows)

    def texts(*meanings: Means) -> list[str]:
        return [text for column in columns.of(*meanings) for row in rows if (text := grid.text(row, column))]

    marked = {means: any(map(sexes.crossed, texts(means))) for means in (Means.SEX_NAM, Means.SEX_NU)}
    single = [means for means, any_mark in marked.items() if any_mark]
    alone = single[0] if len(single) == 1 and len(columns.of(Means.SEX_NAM, Means.SEX_NU)) == 1 else None
    return Habits(
        order=dates.order_of(grid.value(row, column) for column in columns.of(*_BIRTHS) for row in rows),
        titles=names.titles_are_usual(texts(Means.NAME, Means.FAMILY)),
        one_sex={Means.SEX_NAM: sexes.NAM, Means.SEX_NU: sexes.NU}.get(alone, "") if alone else "",
        unit_marks=sum(not text.isascii() for text in texts(Means.UNIT)) > len(rows) / 2,
    )


class Reader:
    """Reads the rows of one sheet."""

    def __init__(self, sheet: Sheet, grid: Grid, units: UnitReader, today: date, letters: Letters) -> None:
        self.sheet = sheet
        self.grid = grid
        self.units = units
        self.today = today
        self.unclear = dict(letters.unclear)
        self.converted = {(one.row, one.column) for one in letters.converted}

    def read(self, entry: Entry, habits: Habits) -> Read:
        """The person of a row."""
        remark = Remark()
        self._ask_letters(entry, remark)
        name, family, given, post = self._name(entry, habits, remark)
        birth, by_column = self._birth(entry, habits, remark)
        phone = self._phones(entry, remark)
        position = self._position(entry, post, remark)
        person = Person(
            family_name=family or None,
            given_name=given or None,
            full_name=name.text or None,
            sex=self._sex(entry, habits, by_column, name.sex, remark) or None,
            birth=birth,
            phone=phone[0] if phone else None,
            phone2=phone[1] if len(phone) > 1 else None,
            position=position or None,
            position_group=self._group(entry, remark) or None,
            unit_code=self.units.unit_of(self.grid, entry, position, habits.unit_marks, remark) or None,
        )
        if not name.text:
            remark.refuses("full_name", "name_missing")
        elif not entry.sure:
            remark.asks("row", "row_unclear", text=name.text)
        return Read(entry, person, remark, self._citizen(entry), name.simulated)

    def _cells(self, entry: Entry, *meanings: Means) -> list[tuple[int, Cell]]:
        """Columns of some meanings that have something in this row, with it."""
        found = ((column, self.grid.value(entry.row, column)) for column in entry.columns.of(*meanings))
        return [(column, value) for column, value in found if not _is_nothing(value)]

    def _ask_letters(self, entry: Entry, remark: Remark) -> None:
        if not self.unclear:
            return
        for means, of in _TEXTS.items():
            for column in entry.columns.of(means):
                if choices := self.unclear.get((entry.row, column)):
                    remark.asks(of, "script", *choices)

    def _name(self, entry: Entry, habits: Habits, remark: Remark) -> tuple[names.Name, str, str, str]:
        """The name whole and in its two parts, and a post that stood in the same cell."""
        cells = dict(self._cells(entry, *_NAMES))
        families, givens = entry.columns.of(Means.FAMILY), entry.columns.of(Means.GIVEN)
        if givens and givens[0] in cells and families and families[0] in cells:
            first, second = shown(cells[families[0]]), shown(cells[givens[0]])
            family = names.read_name(first, remark, of="family_name", usual=habits.titles, part=True)
            given = names.read_name(second, remark, of="given_name", part=True)
            whole = names.Name(
                f"{family.text} {given.text}".strip(), family.sex or given.sex, family.simulated or given.simulated
            )
            return whole, family.text, given.text, ""
        text = next((shown(value) for value in cells.values()), "")
        post = ""
        if (found := _NAME_AND_POST.fullmatch(text)) and posts.is_post(found["post"]):
            text, post = found["name"], found["post"]
            remark.repaired("full_name", shown(next(iter(cells.values()))), text, "post_in_name")
        name = names.read_name(text, remark, usual=habits.titles) if text else names.Name("")
        return name, *names.split(name.text), post

    def _birth(self, entry: Entry, habits: Habits, remark: Remark) -> tuple[Birth | None, str]:
        """The birth, and the sex whose column it stands in."""
        parts = [next(iter(self._cells(entry, means)), (0, None))[1] for means in (Means.DAY, Means.MONTH, Means.YEAR)]
        if any(part is not None for part in parts):
            return dates.of_parts(parts, self.today, remark), ""
        cells = self._cells(entry, Means.BIRTH) or self._cells(entry, Means.BIRTH_NAM, Means.BIRTH_NU)
        if len(cells) > 1 and not entry.columns.of(Means.BIRTH):
            remark.asks("birth", "birth_twice", *(shown(value) for _, value in cells))
            return None, ""
        if not cells:
            return None, ""
        column, value = cells[0]
        sex = next((sex for means, sex in _BY_COLUMN.items() if column in entry.columns.of(means)), "")
        place = (entry.row, column)
        if place in self.sheet.months:
            return dates.month_of(value, self.today, remark), sex
        if place in self.sheet.years:
            return dates.year_of(value, self.today, remark), sex
        epoch = self.sheet.epoch_1904
        return dates.read_birth(value, self.today, remark, habits.order, epoch_1904=epoch), sex

    def _sex(self, entry: Entry, habits: Habits, by_column: str, by_name: str, remark: Remark) -> str:
        found = {by_column} if by_column else set()
        for _, value in self._cells(entry, Means.SEX):
            text = clean(shown(value))[0]
            sex = sexes.said(text)
            if sex is None:
                remark.asks("sex", "sex_unclear", "Nam", "Nữ", text=text)
                return ""
            found.add(sex)
        for means, sex in ((Means.SEX_NAM, sexes.NAM), (Means.SEX_NU, sexes.NU)):
            if any(sexes.crossed(shown(value)) for value in self._values(entry, means)):
                found.add(sex)
            elif habits.one_sex == sex:
                found.add(sexes.NAM if sex == sexes.NU else sexes.NU)
        found -= {""}
        if len(found) > 1:
            remark.asks("sex", "sex_differs", "Nam", "Nữ")
            return ""
        if found:
            return found.pop()
        if by_name:
            remark.repaired("sex", "", by_name, "sex_in_name")
        return by_name

    def _values(self, entry: Entry, means: Means) -> list[Cell]:
        return [self.grid.value(entry.row, column) for column in entry.columns.of(means)]

    def _phones(self, entry: Entry, remark: Remark) -> list[str]:
        found: dict[str, None] = {}
        for place, (_, value) in enumerate(self._cells(entry, Means.PHONE)):
            found |= dict.fromkeys(phones.read_phones(value, remark, "phone2" if place and found else "phone"))
        if len(found) > phones.AT_MOST:
            remark.asks("phone2", "phone_many", *found)
        return list(found)[: phones.AT_MOST]

    def _position(self, entry: Entry, post: str, remark: Remark) -> str:
        """The posts of a row in one text."""
        values = [
            (column, self.grid.filled(entry.row, column))
            for column in entry.columns.of(Means.POSITION, Means.POSITION_UNIT)
        ]
        texts = [
            self._text(shown(value), "position", remark, from_font=(entry.row, column) in self.converted)
            for column, value in values
            if not _is_nothing(value)
        ]
        if not texts and post:
            texts = [self._text(post, "position", remark)]
        return ", ".join(dict.fromkeys(text for text in texts if text))

    def _group(self, entry: Entry, remark: Remark) -> str:
        for column in entry.columns.of(Means.GROUP):
            value = self.grid.filled(entry.row, column)
            if not _is_nothing(value):
                font = (entry.row, column) in self.converted
                return posts.group_of(
                    self._text(shown(value), "position_group", remark, from_font=font), self.units.gazetteer.written
                )
        group = posts.sentence(entry.group, self.units.gazetteer.written)
        return group[:1].upper() + group[1:]

    def _text(self, text: str, of: str, remark: Remark, *, from_font: bool = False) -> str:
        lines = [line for line in text.split("\n") if line.strip()]
        bullets = len(lines) > 1 and all(map(_BULLET.match, lines))
        joined = ", ".join(_BULLET.sub("", line) for line in lines) if bullets else text
        cleaned, mended = clean(joined)
        for rule in mended:
            remark.repaired(of, text, cleaned, rule)
        right = posts.sentence(cleaned, self.units.gazetteer.written)
        if from_font:
            right = posts.with_lost_capitals(right)
        if right != cleaned:
            remark.repaired(of, cleaned, right, "capitals")
        if is_broken(right):
            remark.asks(of, "letters")
        return right

    def _citizen(self, entry: Entry) -> Citizen:
        cells = self._cells(entry, Means.CITIZEN)
        return read_citizen(cells[0][1]) if cells else Citizen()


def _is_nothing(value: Cell) -> bool:
    """An empty cell, or one of the signs that people write for nothing."""
    if value is None or value == "":
        return True
    return isinstance(value, str) and (not value.strip() or bool(_NOTHING.fullmatch(value.strip())))
