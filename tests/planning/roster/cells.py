"""How people type what is true: names, births, telephones, units, each in every form that rosters have."""

from datetime import date, datetime
from random import Random
from typing import Any

from diemcau.base.text import fold
from diemcau.planning.roster.gazette import gazetteer
from diemcau.units.packaged import rows
from diemcau.units.rules import full_name
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


def a_birth(one: Human, rng: Random, level: float, *, text_only: bool = False) -> Any:
    """A cell with the birth; the truth about its precision, and whether it must be asked, is set in the person."""
    born = one.born
    if rng.random() > level:
        return f"{born:%d/%m/%Y}" if text_only or rng.random() < 0.5 else datetime(born.year, born.month, born.day)
    way = rng.choice(
        "year year_text month month_words dots dashes words iso short serial serial_text glued "
        "two_digits two_digits_year impossible future year_format value month_format".split()
    )
    if text_only and way in {"serial", "value", "year_format", "month_format"}:
        way = "year"
    return _WAYS[way](one, born, rng)


def _year(one: Human, born: date, rng: Random) -> Any:
    one.precision = "year"
    return born.year


def _year_text(one: Human, born: date, rng: Random) -> str:
    one.precision = "year"
    return rng.choice([f"{born.year}", f" {born.year} ", f"năm {born.year}"])


def _month(one: Human, born: date, rng: Random) -> str:
    one.precision = "month"
    return rng.choice([f"{born:%m/%Y}", f"{born.month}/{born.year}", f"{born:%m-%Y}"])


def _month_words(one: Human, born: date, rng: Random) -> str:
    one.precision = "month"
    return rng.choice([f"tháng {born.month}/{born.year}", f"tháng {born.month} năm {born.year}"])


def _ask(form: str) -> Any:
    def way(one: Human, born: date, rng: Random) -> str:
        one.must_ask.add("birth")
        return f"{born:{form}}"

    return way


def _future(one: Human, born: date, rng: Random) -> str:
    one.must_ask.add("birth")
    return f"{born.day:02}/{born.month:02}/{born.year + 70}"


def _impossible(one: Human, born: date, rng: Random) -> str:
    one.must_ask.add("birth")
    return rng.choice([f"31/02/{born.year}", f"{born.day}/13/{born.year}", f"32/{born.month}/{born.year}"])


def _year_format(one: Human, born: date, rng: Random) -> Any:
    one.precision = "year"
    return (born.year, "dd/mm/yyyy")


def _month_format(one: Human, born: date, rng: Random) -> Any:
    one.precision = "month"
    return (datetime(born.year, born.month, 1), "mm/yyyy")


_WAYS: dict[str, Any] = {
    "year": _year, "year_text": _year_text, "month": _month, "month_words": _month_words,
    "dots": lambda one, born, rng: f"{born.day}.{born.month}.{born.year}",
    "dashes": lambda one, born, rng: f"{born:%d-%m-%Y}",
    "words": lambda one, born, rng: f"ngày {born.day} tháng {born.month} năm {born.year}",
    "iso": lambda one, born, rng: f"{born:%Y-%m-%d}",
    "short": lambda one, born, rng: f"{born.day}/{born.month}/{born.year}",
    "serial": lambda one, born, rng: (born - date(1899, 12, 30)).days,
    "serial_text": lambda one, born, rng: str((born - date(1899, 12, 30)).days),
    "glued": lambda one, born, rng: f"{born:%d%m%Y}",
    "two_digits": _ask("%d/%m/%y"), "two_digits_year": _ask("%y"), "impossible": _impossible, "future": _future,
    "year_format": _year_format, "month_format": _month_format,
    "value": lambda one, born, rng: datetime(born.year, born.month, born.day),
}  # fmt: skip


def a_phone(one: Human, rng: Random, level: float) -> Any:
    """A cell with one or two telephones."""
    number = national(one.phone)
    if rng.random() > level:
        return number
    way = rng.choice(
        [
            "lost",
            "lost_text",
            "plus",
            "bare",
            "zeros",
            "dots",
            "spaces",
            "dashes",
            "old",
            "old_lost",
            "two",
            "short",
            "none",
        ]
    )
    if way == "two":
        one.phone2 = f"+8424{rng.randrange(30_000_000, 40_000_000)}"
        other = national(one.phone2)
        return rng.choice([f"{number}/{other}", f"{number} - {other}", f"{number}; {other}", f"{number}\n{other}"])
    if way == "none":
        one.phone = ""
        return rng.choice(["", "-", "không"])
    if way == "short":
        one.must_ask.add("phone")
        return number[:-1]
    if way in {"old", "old_lost"}:
        if number[1:3] not in _OLD:
            return number
        number = "0" + _OLD[number[1:3]] + number[3:]
        return number if way == "old" else int(number)
    return {
        "lost": int(number), "lost_text": number[1:], "plus": "+84" + number[1:], "bare": "84" + number[1:],
        "zeros": "0084 " + number[1:], "dots": f"{number[:4]}.{number[4:7]}.{number[7:]}",
        "spaces": f"{number[:4]} {number[4:7]} {number[7:]}", "dashes": f"{number[:4]}-{number[4:7]}-{number[7:]}",
    }[way]  # fmt: skip


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


def other_tone_place(text: str) -> str:
    for one, other in (
        ("òa", "oà"),
        ("óa", "oá"),
        ("ỏa", "oả"),
        ("õa", "oã"),
        ("ọa", "oạ"),
        ("ủy", "uỷ"),
        ("úy", "uý"),
        ("ùy", "uỳ"),
    ):
        text = text.replace(one, other)
    return text


def a_unit(code: str, rng: Random, level: float) -> str:
    """A text for a unit that, among the units of its province, means this one only."""
    row = gazetteer().today[code]
    whole = full_name(row["kind"], row["name"])
    if rng.random() > level:
        return whole
    province = gazetteer().today[row["parent_code"]]
    folds = [fold(one["name"]) for one in gazetteer().today.values() if one["parent_code"] == row["parent_code"]]
    way = rng.choice(["body", "plain", "province", "former", "tones", "letter", "caps", "short", "spoilt"])
    short = {"xa": "X.", "phuong": "P.", "dac_khu": "Đặc khu"}[row["kind"]]
    if way == "plain" and folds.count(fold(row["name"])) == 1 and not row["name"].isascii():
        former = {fold(name.split(", ")[0].split(" ", 1)[1]) for names in _FORMER.values() for name in names}
        return fold(whole) if fold(row["name"]) not in former else whole
    if way == "former" and former_names(code):
        return rng.choice(former_names(code))
    if way == "spoilt":
        return spoilt(whole, rng)
    texts = {
        "body": f"{rng.choice(['Đảng ủy', 'UBND', 'Công an', 'Ủy ban MTTQ'])} {whole[0].lower()}{whole[1:]}",
        "province": f"{whole}, {full_name(province['kind'], province['name'])}", "tones": other_tone_place(whole),
        "caps": whole.upper(), "short": f"{short} {row['name']}" if row["kind"] == "dac_khu" else f"{short}{row['name']}",
    }  # fmt: skip
    return texts.get(way, whole)
