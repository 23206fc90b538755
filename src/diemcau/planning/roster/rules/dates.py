"""A date of birth in every form that rosters have, as exact as it stands there; day first, always.

Two digits for the year, days that no calendar has and years in which nobody of the class was born are asked about.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from math import isfinite

from msgspec import Struct

from diemcau.planning.roster.rules.cells import Cell, shown
from diemcau.planning.roster.rules.findings import Birth, Remark
from diemcau.planning.roster.rules.letters import clean

YOUNGEST, OLDEST = 16, 100  # years of age that are taken without a question
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
# Days since the epoch that are births; the numbers of years lie far below.
_SERIALS = range(5_000, 60_000)
_YEARS = range(1900, 2100)
# Of all days 0.61 are above the 12th. So likely must it be by chance that just the texts have these days and the date
# values the others, for the exchange to be taken as sure, or as possible.
_LATE = 0.61
_SURE, _POSSIBLE = 0.001, 0.02

_SEPARATOR = r"\s*[/.\-–—,\\|:]\s*|\s+"
_FULL = re.compile(rf"(\d{{1,2}})(?:{_SEPARATOR})(\d{{1,2}})(?:{_SEPARATOR})(\d{{4}}|\d{{2}})")
_TAKEN_FOR_DATE = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")  # by an English program, where it can be one
_ISO = re.compile(r"(\d{4})\s*[/.\-–]\s*(\d{1,2})\s*[/.\-–]\s*(\d{1,2})(?:[T ]\d{1,2}:\d{2}(?::\d{2})?(?:\.\d+)?)?")
_MONTH = re.compile(rf"(\d{{1,2}})(?:{_SEPARATOR})(\d{{4}})")
_YEAR_MONTH = re.compile(r"(\d{4})\s*[/.\-–]\s*(\d{1,2})")
_YEAR = re.compile(r"(\d{4})(?:[.,]0+)?")
_GLUED = re.compile(r"(\d{2})(\d{2})(\d{4})")
_SERIAL = re.compile(r"(\d{4,5})(?:[.,]0+)?")
_TWO = re.compile(r"['’]?(\d{2})")
_WORDS = re.compile(r"(?:sinh|năm sinh|nam sinh|ngày sinh|ngay sinh|sn|s\.n)\b[\s.:]*", re.IGNORECASE)
_IN_WORDS = re.compile(
    r"(?:ngày|ngay)?\s*(?:(\d{1,2})\s*[,.]?\s*)?(?:tháng|thang)\s*(\d{1,2})\s*[,./-]?\s*(?:năm|nam)?\s*(\d{4}|\d{2})",
    re.IGNORECASE,
)
_WITHOUT_DAY = re.compile(r"(?:0{1,2}|[-_.…xX]+)\s*[/.-]\s*(?:(?:0{1,2}|[-_.…xX]+)|(\d{1,2}))\s*[/.-]\s*(\d{4})")
_IN_YEAR = re.compile(r"(?:năm|nam)\s*(\d{4})", re.IGNORECASE)
_ENGLISH = re.compile(r"(?:(\d{1,2})[\s.-]+)?([A-Za-z]{3,9})\.?[\s,.-]+(?:(\d{1,2}),\s+)?(\d{4}|\d{2})")
_ENGLISH_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_TIME = re.compile(r"\s+0?0:00(?::00)?(?:\.0+)?(?:\s*AM)?$")
_LETTERS_FOR_DIGITS = str.maketrans("OoIl", "0011")


class Order(Struct, frozen=True):
    """What a column's dates say about the order of day and month.

    `swapped`: the program that stored the sheet took 05/09 for May 9, so its date values have day and month exchanged
    where it could; `doubtful`: perhaps. `month_first`: texts are written with the month first.
    """

    swapped: bool = False
    doubtful: bool = False
    month_first: bool = False


_AS_WRITTEN = Order()


def order_of(values: Iterable[Cell]) -> Order:
    """Look at a whole column of births.

    An English program takes a typed 25/09/1975 for text and 05/09/1975 for May 9. So where texts have days above
    12 and no date value has one, the date values are exchanged.
    """
    late_texts = early_texts = month_texts = late_values = early_values = 0
    for value in values:
        if isinstance(value, date):
            late_values += value.day > 12
            early_values += value.day <= 12
        elif isinstance(value, str) and (found := _TAKEN_FOR_DATE.fullmatch(value.strip())):
            first, second = int(found[1]), int(found[2])
            if not _is_day(int(found[3]), second, first) and not _is_day(int(found[3]), first, second):
                continue  # no program takes it for a date
            late_texts += first > 12 >= second
            month_texts += second > 12 >= first
            early_texts += first <= 12 and second <= 12
    if late_texts and early_values and not late_values and not early_texts:
        chance = _LATE**late_texts * (1 - _LATE) ** early_values
        return Order(swapped=chance < _SURE, doubtful=_SURE <= chance < _POSSIBLE)
    return Order(month_first=month_texts > 2 and not late_texts)


def _is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def read_birth(
    value: Cell, today: date, remark: Remark, order: Order = _AS_WRITTEN, *, epoch_1904: bool = False
) -> Birth | None:
    """The date in a cell, None for an empty one and for one that is asked about.

    Asks: birth_unclear, birth_two_digits, birth_impossible, birth_future, birth_age, birth_order.
    """
    if isinstance(value, date):
        return _of_value(value.date() if isinstance(value, datetime) else value, today, remark, order)
    if isinstance(value, bool) or (isinstance(value, float) and not isfinite(value)):
        remark.asks("birth", "birth_unclear", text=shown(value))
        return None
    if isinstance(value, int | float):
        return _of_number(float(value), today, remark, epoch_1904=epoch_1904)
    return _of_text(value or "", today, remark, order, epoch_1904=epoch_1904)


def month_of(value: Cell, today: date, remark: Remark) -> Birth | None:
    """A date of which the cell shows month and year only."""
    return _judged(value.year, value.month, None, today, remark) if isinstance(value, date) else None


def year_of(value: Cell, today: date, remark: Remark) -> Birth | None:
    """A date of which the cell shows the year only."""
    return _judged(value.year, None, None, today, remark) if isinstance(value, date) else None


def of_parts(parts: Sequence[Cell], today: date, remark: Remark) -> Birth | None:
    """A date in three cells: day, month, year."""
    texts = [clean(shown(part))[0] for part in parts]
    while texts and not texts[0]:
        texts = texts[1:]
    return _of_text("/".join(texts), today, remark, _AS_WRITTEN, epoch_1904=False)


def _of_value(day: date, today: date, remark: Remark, order: Order) -> Birth | None:
    # A year typed into a cell that shows dates is kept as so many days: 1975 becomes 28/05/1905.
    if (serial := (day - _EPOCH).days) in _YEARS:
        remark.repaired("birth", f"{day:%d/%m/%Y}", serial, "year_as_date")
        return _judged(serial, None, None, today, remark)
    if day.day <= 12 and day.day != day.month and (order.swapped or order.doubtful):
        other = date(day.year, day.day, day.month)
        if order.doubtful:
            remark.asks("birth", "birth_order", f"{other:%d/%m/%Y}", f"{day:%d/%m/%Y}")
            return None
        remark.repaired("birth", f"{day:%d/%m/%Y}", f"{other:%d/%m/%Y}", "month_and_day")
        day = other
    return _judged(day.year, day.month, day.day, today, remark)


def _of_number(value: float, today: date, remark: Remark, *, epoch_1904: bool) -> Birth | None:
    number = int(value)
    if value == number and number in _YEARS:
        return _judged(number, None, None, today, remark)
    if number in _SERIALS:
        day = (_EPOCH_1904 if epoch_1904 else _EPOCH) + timedelta(days=number)
        remark.repaired("birth", shown(float(number)), f"{day:%d/%m/%Y}", "serial_number")
        return _judged(day.year, day.month, day.day, today, remark)
    text = shown(value)
    if value == number and 1_000_000 < number < 32_000_000:  # 5091975: the first 0 is gone
        return _of_text(f"{number:08}", today, remark, _AS_WRITTEN, epoch_1904=False)
    # 9.1975 is a month and a year that became a decimal number.
    if (found := re.fullmatch(r"(\d{1,2})\.(\d{4})", text)) and int(found[1]) in range(1, 13):
        remark.repaired("birth", text, f"{int(found[1]):02}/{found[2]}", "month_as_number")
        return _judged(int(found[2]), int(found[1]), None, today, remark)
    code = "birth_two_digits" if 0 <= number <= 99 and value == number else "birth_unclear"
    remark.asks("birth", code, text=text)
    return None


def _of_text(text: str, today: date, remark: Remark, order: Order, *, epoch_1904: bool) -> Birth | None:
    was = clean(text)[0]
    text = _TIME.sub("", _WORDS.sub("", was)).strip(" .,;:'’\"()*")
    if not text:
        return None
    if not re.search(r"[^\W\dOoIl]", text) and (digits := text.translate(_LETTERS_FOR_DIGITS)) != text:
        remark.repaired("birth", was, digits, "letters_for_digits")
        text = digits
    if found := _WITHOUT_DAY.fullmatch(text):
        # 00/09/1975 and .../.../1975 are the ways of a form to say that the day, or the month too, is not known.
        text = f"{found[1]}/{found[2]}" if found[1] else found[2]
    if found := _FULL.fullmatch(text):
        return _ordered(found[1], found[2], found[3], text, today, remark, order)
    if found := _ISO.fullmatch(text):
        return _judged(int(found[1]), int(found[2]), int(found[3]), today, remark)
    if (found := _YEAR.fullmatch(text) or _IN_YEAR.fullmatch(text)) and int(found[1]) in _YEARS:
        return _judged(int(found[1]), None, None, today, remark)
    if found := _MONTH.fullmatch(text) or _YEAR_MONTH.fullmatch(text):
        month, year = sorted((int(found[1]), int(found[2])))
        return _judged(year, month, None, today, remark)
    if found := _GLUED.fullmatch(text):
        remark.repaired("birth", was, "/".join(found.groups()), "without_signs")
        return _judged(int(found[3]), int(found[2]), int(found[1]), today, remark)
    if found := _SERIAL.fullmatch(text):
        return _of_number(float(found[1]), today, remark, epoch_1904=epoch_1904)
    return _of_words(text, was, today, remark)


def _of_words(text: str, was: str, today: date, remark: Remark) -> Birth | None:
    if found := _IN_WORDS.fullmatch(text):
        day, month, year = found[1], found[2], found[3]
    elif (found := _ENGLISH.fullmatch(text)) and found[2][:3].lower() in _ENGLISH_MONTHS:
        day = found[1] or found[3]
        month, year = str(_ENGLISH_MONTHS.index(found[2][:3].lower()) + 1), found[4]
    else:
        remark.asks("birth", "birth_two_digits" if _TWO.fullmatch(text) else "birth_unclear", text=was)
        return None
    if len(year) == 2:
        remark.asks("birth", "birth_two_digits", text=text)
        return None
    return _judged(int(year), int(month), int(day) if day else None, today, remark)


def _ordered(first: str, second: str, year: str, text: str, today: date, remark: Remark, order: Order) -> Birth | None:
    if len(year) == 2:
        remark.asks("birth", "birth_two_digits", text=text)
        return None
    if order.month_first and int(first) <= 12 and int(second) <= 12 and int(first) != int(second):
        choices = (f"{int(first):02}/{int(second):02}/{year}", f"{int(second):02}/{int(first):02}/{year}")
        remark.asks("birth", "birth_order", *choices)
        return None
    return _judged(int(year), int(second), int(first), today, remark)


def _judged(year: int, month: int | None, day: int | None, today: date, remark: Remark) -> Birth | None:
    """The birth as it is stored, after a look at calendar and age."""
    text = "/".join(f"{part:02}" for part in (day, month, year) if part is not None)
    try:
        first = date(year, 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        other = (f"{month:02}/{day:02}/{year}",) if day and month and day <= 12 < month <= 31 else ()
        remark.asks("birth", "birth_impossible", *other, text=text)
        return None
    if first > today:
        remark.asks("birth", "birth_future", text=text)
        return None
    if not YOUNGEST <= today.year - year <= OLDEST:
        remark.asks("birth", "birth_age", text=text)
        return None
    precision = "year" if month is None else "month" if day is None else "day"
    return Birth(first.isoformat()[: {"year": 4, "month": 7, "day": 10}[precision]], precision)
