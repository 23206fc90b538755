"""What a unit was on a day, the units under another one, and the search by code, name or former name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from diemcau.base.refused import Refused
from diemcau.base.text import line
from diemcau.units import rules
from diemcau.units.models import FormerUnit, UnitVersion
from diemcau.units.rules import CENTRE, EQUAL, Fit, Level, Reading, level_of


@dataclass(frozen=True)
class UnitOn:
    """A unit as it was on a day. `parent` is a code: the province, "00" for a province, "" for the centre."""

    code: str
    level: Level
    kind: str
    name: str
    parent: str
    lat: float | None
    lon: float | None

    @property
    def full_name(self) -> str:
        """In lists and headings: "Xã Phú Xuyên"."""
        return rules.full_name(self.kind, self.name)

    @property
    def in_text(self) -> str:
        """In running text: "xã Phú Xuyên"."""
        return rules.in_text(self.kind, self.name)

    @property
    def province(self) -> str:
        """Code of the province: its own for a province, "" for the centre."""
        return {Level.CENTRE: "", Level.PROVINCE: self.code, Level.COMMUNE: self.parent}[self.level]


@dataclass(frozen=True)
class UnitHit:
    """An answer of the search.

    `province_name` tells equal names apart ("" for a province and the centre). `former` is what was found, where that
    was a former unit: "Phường Phúc Xá, Quận Ba Đình, Thành phố Hà Nội".
    """

    code: str
    kind: str
    name: str
    full_name: str
    province_name: str
    former: str | None = None


def _valid(on: date) -> QuerySet[UnitVersion]:
    return UnitVersion.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on)


def _unit(row: UnitVersion) -> UnitOn:
    code = row.unit_id
    return UnitOn(code, level_of(code), row.kind, row.name, row.parent_id or "", row.lat, row.lon)


def version_of(code: str, on: date) -> UnitOn:
    """A unit as it was on a day.

    Refuses: unit.unknown.
    """
    row = _valid(on).filter(unit=code).first()
    if row is None:
        raise Refused("unit.unknown", 404, unit=code, on=f"{on:%d/%m/%Y}")
    return _unit(row)


def versions_on(on: date) -> dict[str, UnitOn]:
    """Every unit of a day by its code, in code order: the centre, the provinces, the communes. One query."""
    units = map(_unit, _valid(on))
    return {unit.code: unit for unit in sorted(units, key=lambda unit: (len(unit.code), unit.code))}


def versions_of(codes: Iterable[str], on: date) -> dict[str, UnitOn]:
    """Some units of a day by their codes. One query."""
    return {row.unit_id: _unit(row) for row in _valid(on).filter(unit__in=set(codes))}


def folded(outer: str, on: date) -> Subquery:
    """The name of a unit of a day in its form for search, as a column; `outer` names the outer column of its code."""
    return Subquery(_valid(on).filter(unit=OuterRef(outer)).values("fold")[:1])


def provinces(on: date) -> list[UnitOn]:
    """Provinces and cities under the centre, in code order."""
    return [_unit(row) for row in _valid(on).filter(parent=CENTRE).order_by("unit")]


def communes_of(province: str, on: date) -> list[UnitOn]:
    """Communes, wards and special zones of a province, in code order; none for a code that had none on that day."""
    return [_unit(row) for row in _valid(on).filter(parent=province).order_by("unit")]


# Another type than the typed one; code, name, begun code, former code or former name; how well the name fits; the order
# among equals.
_Rank = tuple[bool, int, Fit, str]


def search(text: str, on: date, limit: int = 20) -> list[UnitHit]:
    """Units of a day for a typed code or name, the best first; then today's units of a former unit of that name.

    The name may be typed without marks, begun only, with its type before it and its province (for a former unit: its
    district and province) after it: "phu xuyen", "xã Phú Xuyên, Hà Nội", "P. Phúc Xá, Q. Ba Đình". The typed type
    comes before others, units of the day before former ones, whole names before begun ones, the typed marks before
    others, the higher level first, then by code. A former unit's name must be typed whole; a divided one gives all
    its parts, the main part first. Two queries.
    """
    text = line(text)
    readings = rules.readings(text)
    if not readings:
        return []
    former = list(FormerUnit.objects.filter(Q(former_code=text) | Q(fold__in={reading.name for reading in readings})))
    wanted = Q(parent=None) | Q(parent=CENTRE) | Q(unit__in={row.unit_id for row in former}) | _asks(text, readings)
    units = {row.unit_id: _unit(row) for row in _valid(on).filter(wanted)}
    ranked = [(_rank(unit, units, text, readings), _hit(unit, units)) for unit in units.values()]
    ranked += [
        (_former_rank(row, text, readings), _hit(units[row.unit_id], units, row))
        for row in former
        if row.unit_id in units
    ]
    fitting = [(rank, hit) for rank, hit in ranked if rank is not None]
    best: dict[str, UnitHit] = {}
    for _, hit in sorted(fitting, key=lambda pair: pair[0]):
        best.setdefault(hit.code, hit)
    return list(best.values())[:limit]


def _asks(text: str, readings: list[Reading]) -> Q:
    asked = Q()
    for reading in readings:
        if reading.where:
            asked |= Q(fold=reading.name)
        else:
            asked |= Q(fold__startswith=reading.name) | Q(fold__contains=f" {reading.name}")
    if _is_code(text):
        asked |= Q(unit__code__startswith=text)
    return asked


def _is_code(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _hit(unit: UnitOn, units: dict[str, UnitOn], former: FormerUnit | None = None) -> UnitHit:
    province = units[unit.parent].name if unit.level is Level.COMMUNE else ""
    was = f"{former.former_name}, {former.former_district}, {former.former_province}" if former else None
    return UnitHit(unit.code, unit.kind, unit.name, unit.full_name, province, was)


def _best_fit(readings: list[Reading], kind: str, name: str, places: tuple[str, ...]) -> Fit | None:
    fits = [rules.fit(reading, kind, name) for reading in readings if rules.lies_in(reading.where, *places)]
    return min((fit for fit in fits if fit is not None), default=None)


def _rank(unit: UnitOn, units: dict[str, UnitOn], text: str, readings: list[Reading]) -> _Rank | None:
    order = f"{len(unit.code)}{unit.code}"
    if unit.code == text:
        return False, 0, EQUAL, order
    places = (units[unit.parent].full_name,) if unit.level is Level.COMMUNE else ()
    fit = _best_fit(readings, unit.kind, unit.name, places)
    if fit is not None:
        return fit[1], 1, fit, order
    return (False, 2, EQUAL, order) if _is_code(text) and unit.code.startswith(text) else None


def _former_rank(row: FormerUnit, text: str, readings: list[Reading]) -> _Rank | None:
    order = f"{row.former_code}{not row.main_part:d}{row.unit_id}"
    if row.former_code == text:
        return False, 3, EQUAL, order
    type_word, name = rules.split_type(row.former_name)
    fit = _best_fit(readings, rules.typed_kind(type_word), name, (row.former_district, row.former_province))
    return (fit[1], 4, fit, order) if fit is not None else None
