"""A pasted table of those who run sites: a unit by code or name, a name, a telephone number in each row.

Columns may stand in any order and others may stand between them; a head row is read where there is one. What could be
two things is asked, never guessed. Nothing here looks at a database.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable

from msgspec import Struct
from msgspec.structs import replace

from diemcau.base.refused import Refused
from diemcau.base.text import fold
from diemcau.planning.roster.delimited import read_text
from diemcau.planning.roster.rules.findings import Remark
from diemcau.planning.roster.rules.gazetteer import Around, Found, Gazetteer
from diemcau.planning.roster.rules.letters import clean
from diemcau.planning.roster.rules.lexicon import words as lexicon
from diemcau.planning.roster.rules.names import looks_like_name, read_name
from diemcau.planning.roster.rules.phones import read_phones
from diemcau.planning.roster.rules.whereabouts import place_of

MOST_ROWS, MOST_COLUMNS = 500, 20

# A row of nothing but these words is a head.
_HEAD_WORDS = lexicon(
    """stt tt so thu tu ma don vi xa phuong dac khu ten dia phuong diem cau ho va ten dau moi nguoi phu trach can bo
    dien thoai di dong lien he sdt dt chuc vu ghi chu tinh thanh pho email unit name phone code site host no"""
)
_HEADS = {
    "code": re.compile(r"\bma\b"),
    "phone": re.compile(r"\b(dien thoai|sdt|so dt|dt|di dong|phone)\b"),
    "name": re.compile(r"\b(ho va ten|ho ten|dau moi|nguoi phu trach|can bo|name)\b"),
    "unit": re.compile(r"\b(don vi|ten xa|xa|phuong|dia phuong|diem cau|unit|site)\b"),
}
_CODE = re.compile(r"[0-9]{3,5}")
_DIGITS = re.compile(r"[0-9]{1,5}")


class Named(Struct, frozen=True):
    """Somebody as he was typed: his name as it is printed and his number in E.164; either may be ""."""

    name: str = ""
    phone: str = ""
    simulated: bool = False

    def __bool__(self) -> bool:
        """Whether anybody is named."""
        return bool(self.name or self.phone)

    @property
    def shown(self) -> str:
        """The name as it is printed."""
        return f"{self.name} (MP)" if self.simulated else self.name


def read_named(name: str, phone: str) -> Named:
    """Somebody from two fields of a form.

    Refuses: person.unclear, person.phone.
    """
    remark, heard = Remark(), Remark()
    phones = read_phones(phone, heard)
    if heard.problems:
        raise Refused("person.phone", 400, text=phone)
    read = read_name(name, remark) if name.strip() else None
    if remark.problems:
        raise Refused("person.unclear", 400, text=name)
    return Named(read.text if read else "", next(iter(phones), ""), bool(read and read.simulated))


class Pasted(Struct, frozen=True):
    """A row of the table: `no` counts from 1. `unit` is a code, `phone` E.164 or "".

    `problem` is "" for a row that can be taken, else: unit, unit_ambiguous, unit_conflict, unit_twice, name, phone.
    """

    no: int
    text: str
    unit: str = ""
    name: str = ""
    phone: str = ""
    simulated: bool = False
    problem: str = ""
    choices: tuple[str, ...] = ()

    @property
    def named(self) -> Named:
        """Whom the row names."""
        return Named(self.name, self.phone, self.simulated)


class _Columns(Struct):
    code: int | None = None
    unit: int | None = None
    name: int | None = None
    phone: int | None = None


def read_contacts(text: str, province: str, gazetteer: Gazetteer) -> list[Pasted]:
    """The rows of a pasted table that say anything, for the units of a province ("00": the centre's own site).

    Refuses: roster.large, roster.damaged, roster.type.
    """
    cells = [
        [clean(cell)[0] for cell in row] for row in read_text(text.encode("utf-8"), MOST_ROWS, MOST_COLUMNS) if row
    ]
    around = Around(province=province)
    head = next((nth for nth, row in enumerate(cells) if any(row)), 0)
    columns = _by_head(cells[head]) if cells else None
    first = head + 1 if columns else head
    rows = [(nth, row) for nth, row in enumerate(cells[first:], first + 1) if any(row)]
    columns = _by_content(columns or _Columns(), [row for _, row in rows], gazetteer, around)
    usual = len(rows)
    read = [_read(no, row, columns, gazetteer, around, usual) for no, row in rows]
    times = Counter(row.unit for row in read if row.unit)
    return [replace(row, problem=row.problem or "unit_twice") if times[row.unit] > 1 else row for row in read]


def _by_head(row: list[str]) -> _Columns | None:
    """What the first row says of the columns; None for a row that is no head."""
    columns = _Columns()
    for nth, cell in enumerate(row):
        folded = fold(cell.replace("/", " "))
        if not _HEAD_WORDS.issuperset(folded.split()):
            return None
        said = next((what for what, words in _HEADS.items() if words.search(folded)), "")
        if said and getattr(columns, said) is None:
            setattr(columns, said, nth)
    told = [columns.code, columns.unit, columns.name, columns.phone]
    return columns if columns.name is not None and sum(one is not None for one in told) > 1 else None


def _by_content(columns: _Columns, rows: list[list[str]], gazetteer: Gazetteer, around: Around) -> _Columns:
    """The columns that no head told: each is the one where most cells are such a thing, the first among equals."""
    taken = {columns.code, columns.unit, columns.name, columns.phone}

    def most(is_such: Callable[[str], bool]) -> int | None:
        votes: Counter[int] = Counter()
        for row in rows:
            votes.update(nth for nth, cell in enumerate(row) if nth not in taken and cell and is_such(cell))
        best = max(votes.values(), default=0)
        found = min((nth for nth, number in votes.items() if number == best), default=None)
        taken.add(found)
        return found

    if columns.phone is None:
        columns.phone = most(lambda cell: len(re.sub(r"\D", "", cell)) >= 9)
    if columns.code is None:
        columns.code = most(lambda cell: bool(_code(cell, gazetteer, around, len(rows))))
    if columns.unit is None:
        columns.unit = most(lambda cell: not cell.isdigit() and _named(cell, gazetteer, around) is not None)
    if columns.phone is None:  # a number that cannot be read is asked about, not left out
        columns.phone = most(lambda cell: bool(re.search(r"\d", cell)) and not _running(cell, len(rows)))
    if columns.name is None:
        columns.name = most(looks_like_name)
    if columns.name is None:
        columns.name = most(lambda cell: not any(letter.isdigit() for letter in cell))
    return columns


def _running(cell: str, rows: int) -> bool:
    return bool(_DIGITS.fullmatch(cell)) and int(cell) <= rows


def _code(cell: str, gazetteer: Gazetteer, around: Around, rows: int) -> str:
    """A code of the province, which a spreadsheet may have robbed of its first noughts; "" for a running number."""
    if not _CODE.fullmatch(cell) or (len(cell) < 5 and _running(cell, rows)):
        return ""
    code = cell.zfill(5)
    return code if gazetteer.province_of(code) == around.province else ""


def _named(cell: str, gazetteer: Gazetteer, around: Around) -> Found | None:
    return place_of(cell, gazetteer, around).found


def _read(no: int, row: list[str], columns: _Columns, gazetteer: Gazetteer, around: Around, rows: int) -> Pasted:
    def cell(nth: int | None) -> str:
        return row[nth] if nth is not None and nth < len(row) else ""

    known = Pasted(no, " · ".join(part for part in row if part)[:200])
    unit, problem, choices = _unit(cell(columns.code), cell(columns.unit), gazetteer, around, rows)
    remark = Remark()
    name = read_name(cell(columns.name), remark)
    if not problem and (not name.text or remark.problems):
        problem, choices = "name", ()
    heard = Remark()
    phones = read_phones(cell(columns.phone), heard)
    if not problem and heard.problems:
        problem, choices = "phone", ()
    return replace(
        known, unit=unit, name=name.text, simulated=name.simulated, phone=next(iter(phones), ""), problem=problem,
        choices=choices,
    )  # fmt: skip


def _unit(code: str, text: str, gazetteer: Gazetteer, around: Around, rows: int) -> tuple[str, str, tuple[str, ...]]:
    """The unit of a row, or why it is asked about."""
    by_code = _code(code, gazetteer, around, rows)
    found = _named(text, gazetteer, around) if text and not _DIGITS.fullmatch(text) else None
    if not by_code and _DIGITS.fullmatch(text):
        by_code = _code(text, gazetteer, around, rows)
    if found is None:
        return (by_code, "", ()) if by_code else ("", "unit", ())
    if not found.code:
        in_choices = any(f"({by_code})" in choice for choice in found.choices)
        return (by_code, "", ()) if by_code and in_choices else ("", "unit_ambiguous", tuple(found.choices))
    if by_code and by_code != found.code:
        return "", "unit_conflict", _full(gazetteer, (by_code, found.code))
    if gazetteer.province_of(found.code) != around.province:
        return "", "unit", _full(gazetteer, (found.code,))
    return found.code, "", ()


def _full(gazetteer: Gazetteer, codes: Iterable[str]) -> tuple[str, ...]:
    return tuple(f"{gazetteer.full_name(code)} ({code})" for code in codes)
