"""How people type what is true: names, births, telephones, units, each in every form that rosters have."""

from datetime import date, datetime, time
from random import Random
from typing import Any

from diemcau.base.text import fold
from diemcau.planning.roster.gazette import gazetteer
from diemcau.units.packaged import rows
from diemcau.units.rules import full_name, split_type
from tests.planning.roster.people import Human, national
from tests.planning.roster.scripts import spoilt

TITLES = ["Đ/c ", "đ/c ", "Đồng chí ", "PGS, TS ", "PGS.TS. ", "ThS. ", "TS ", "Đc. "]
_OLD = {"70": "120", "79": "121", "83": "123", "85": "125", "35": "165", "37": "167", "56": "186"}


def a_name(text: str, rng: Random, level: float, *, plain: bool = False) -> str:
    """A name with one disorder, or none; `plain` for letters that cannot be spoilt."""
    if rng.random() > level:
        return text
    way = rng.choice(["capitals", "title", "small", "number", *([] if plain else ["spoilt"] * 3)])
    if way == "number":
        return f"{rng.randrange(1, 60)}. {text}"
    if way == "spoilt":
        return spoilt(text, rng)
    if way == "capitals":
        return text.upper()
    return rng.choice(TITLES) + text if way == "title" else text.lower()


# A day is written so that it is read to the day, ...
_DAYS = ["{0.day}.{0.month}.{0.year}", "{0:%d-%m-%Y}", "ngày {0.day} tháng {0.month} năm {0.year}", "{0:%Y-%m-%d}"]
_DAYS += ["{0.day}/{0.month}/{0.year}", "{0:%d%m%Y}"]
# ... to the month, or to the year, ...
_MONTHS = ["{0:%m/%Y}", "{0.month}/{0.year}", "{0:%m-%Y}", "tháng {0.month}/{0.year}", "tháng {0.month} năm {0.year}"]
_YEARS = ["{0.year}", " {0.year} ", "năm {0.year}"]
# ... or so that nobody can be sure.
_ASKED = ["{0:%d/%m/%y}", "{0:%y}", "31/02/{0.year}", "{0.day}/13/{0.year}", "32/{0.month}/{0.year}"]


def a_birth(one: Human, rng: Random, level: float) -> Any:
    """A cell with the birth; the truth about its precision, and whether it must be asked, is set in the person."""
    born = one.born
    value = datetime.combine(born, time())
    if rng.random() > level:
        return rng.choice([f"{born:%d/%m/%Y}", value])
    way = rng.choice(["day", "day", "day", "month", "month", "year", "asked", "future", "value", "number"])
    if way == "value":
        return value
    if way == "number":
        return rng.choice([int, str])((born - date(1899, 12, 30)).days)
    if way == "day":
        return rng.choice(_DAYS).format(born)
    if way == "month":
        one.precision = "month"
        return rng.choice([*(form.format(born) for form in _MONTHS), (value.replace(day=1), "mm/yyyy")])
    if way == "year":
        one.precision = "year"
        return rng.choice([born.year, (born.year, "dd/mm/yyyy"), *(form.format(born) for form in _YEARS)])
    one.must_ask.add("birth")
    return f"{born:%d/%m}/{born.year + 70}" if way == "future" else rng.choice(_ASKED).format(born)


def a_phone(one: Human, rng: Random, level: float) -> Any:
    """A cell with one or two telephones."""
    number = national(one.phone)
    if rng.random() > level:
        return number
    way = rng.choice(["form", "form", "form", "old", "two", "short", "none"])
    if way == "two":
        one.phone2 = f"+8424{rng.randrange(30_000_000, 40_000_000)}"
        return number + rng.choice(["/", " - ", "; ", "\n", ", "]) + national(one.phone2)
    if way == "none":
        one.phone = ""
        return rng.choice(["", "-", "không"])
    if way == "short":
        one.must_ask.add("phone")
        return number[:-1]
    if way == "old" and number[1:3] in _OLD:
        old = "0" + _OLD[number[1:3]] + number[3:]
        return rng.choice([old, int(old)])
    parts = (number[:4], number[4:7], number[7:])
    forms = [int(number), number[1:], "+84" + number[1:], "84" + number[1:], "0084 " + number[1:]]
    return rng.choice([*forms, ".".join(parts), " ".join(parts), "-".join(parts)])


def former_names(code: str) -> list[str]:
    """Former communes of which all went into a unit, with the district of then, none with a twin."""
    return _FORMER.get(code, [])


def _all_former() -> dict[str, list[str]]:
    by_name: dict[tuple[str, str], set[str]] = {}
    for row in rows("former_units.csv"):
        by_name.setdefault((fold(row["former_name"]), row["former_district"]), set()).add(row["code"])
    found: dict[str, list[str]] = {}
    for row in rows("former_units.csv"):
        if by_name[fold(row["former_name"]), row["former_district"]] == {row["code"]}:
            district = " ".join(row["former_district"].split())
            found.setdefault(row["code"], []).append(f"{row['former_name']}, {district}")
    return found


_FORMER = _all_former()
_FORMER_FOLDS = {fold(split_type(name.split(", ")[0])[1]) for names in _FORMER.values() for name in names}


def a_divided_unit(province: str, rng: Random) -> str | None:
    """A former commune whose parts lie in several units of a province."""
    return rng.choice(_DIVIDED[province]) if _DIVIDED.get(province) else None


def _all_divided() -> dict[str, list[str]]:
    by_name: dict[tuple[str, str, str], set[str]] = {}
    for row in rows("former_units.csv"):
        province = gazetteer().province_of(row["code"])
        by_name.setdefault((province, row["former_name"], row["former_district"]), set()).add(row["code"])
    today = {(row["parent_code"], fold(row["name"])) for row in gazetteer().today.values()}
    found: dict[str, list[str]] = {}
    for (province, name, district), codes in by_name.items():
        if len(codes) > 1 and (province, fold(name.split(" ", 1)[1].removeprefix("trấn "))) not in today:
            found.setdefault(province, []).append(f"{name}, {district}")
    return found


_DIVIDED = _all_divided()


_TONE_PLACES = tuple(
    pair.split("/") for pair in ("òa/oà", "óa/oá", "ỏa/oả", "õa/oã", "ọa/oạ", "ủy/uỷ", "úy/uý", "ùy/uỳ")
)


def other_tone_place(text: str) -> str:
    """Open syllables in the other of the two styles: oà for òa."""
    for one, other in _TONE_PLACES:
        text = text.replace(one, other)
    return text


def a_unit(code: str, rng: Random, level: float) -> str:
    """A text for a unit that, among the units of its province, means this one only."""
    row = gazetteer().today[code]
    whole = full_name(row["kind"], row["name"])
    if rng.random() > level:
        return whole
    province = gazetteer().today[row["parent_code"]]
    short = {"xa": "X.", "phuong": "P.", "dac_khu": "Đặc khu "}[row["kind"]]
    body = rng.choice(["Đảng ủy", "UBND", "Công an", "Ủy ban MTTQ"])
    ways = [whole.upper(), other_tone_place(whole), spoilt(whole, rng), short + row["name"]]
    ways += [f"{body} {whole[0].lower()}{whole[1:]}", f"{whole}, {full_name(province['kind'], province['name'])}"]
    ways += [rng.choice(former_names(code))] if former_names(code) else []
    alike = [one for one in gazetteer().today.values() if one["parent_code"] == row["parent_code"]]
    if [fold(one["name"]) for one in alike].count(fold(row["name"])) == 1 and fold(row["name"]) not in _FORMER_FOLDS:
        ways.append(fold(whole))
    return rng.choice(ways)
