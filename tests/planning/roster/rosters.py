"""Rosters made from known people, with every disorder that real ones have, by seed."""

from dataclasses import dataclass, field
from random import Random

from diemcau.planning.roster.gazette import gazetteer
from tests.planning.roster.layouts import Maker, Sheet
from tests.planning.roster.people import Human, a_commune, communes_of, some_people

KINDS = ["xlsx", "xlsx", "xlsx", "csv-utf8", "csv-bom", "csv-utf16", "csv-cp1258", "csv-latin", "ods"]


@dataclass
class Roster:
    """A file before it is written, and all that is true of it."""

    seed: int
    kind: str
    site: str
    sheets: list[Sheet]
    people: list[Human]
    has: set[str]
    tags: list[str]
    doubles: set[tuple[str | None, int]] = field(default_factory=set)

    def expected(self, one: Human) -> dict[str, str | None]:
        """What a careful clerk reads; None for what is not told or must be asked."""

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
    kind = kind or rng.choice(KINDS)
    scripted = kind == "csv-latin" or (kind in {"xlsx", "ods"} and rng.random() < 0.25)
    script = rng.choice(["tcvn3", "vni"]) if scripted else "unicode"
    commune = a_commune(rng)
    province = gazetteer().today[commune]["parent_code"]
    by_units = rng.random() < 0.3
    units = [commune, *rng.sample(communes_of(province), 3)] if by_units else [commune]
    level = rng.choice([0.0, 0.2, 0.5, 0.9]) if level is None else level
    size = size or rng.randrange(4, 30)
    # A font of another time and the page 1258 have no letters that only look alike.
    letters = level if script == "unicode" and kind != "csv-cp1258" else 0.0
    maker = Maker(rng, level, letters, script, by_units=by_units, csv=kind.startswith("csv"))
    units = list(dict.fromkeys(units))
    people = [one for unit in units for one in some_people(rng, max(2, size // len(units)), unit)]
    sheets = []
    if by_units and kind in {"xlsx", "ods"} and rng.random() < 0.4:
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
    site = province if by_units else commune
    return Roster(seed, kind, site, sheets, people, maker.has, [*maker.tags, kind, script], maker.doubles)
