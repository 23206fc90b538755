"""Units by the names that rosters use: today's and former ones, with or without marks, spelt either way.

What may be two units is asked, never guessed; the site for which the roster is sent decides only where its own name or
its own former part is among the choices.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from functools import lru_cache

from msgspec import Struct

from diemcau.base.text import fold, sort_key
from diemcau.units.rules import (
    CENTRE,
    Kind,
    Marks,
    Reading,
    full_name,
    marks_of,
    readings,
    split_type,
    typed_kind,
)

_Y, _I = sort_key("y")[0][0][0], sort_key("i")[0][0][0]
_ZEROS = re.compile(r"\b0+(?=\d)")  # Phường 01 is Phường 1
_SUGGESTED = 5


class Entry(Struct, frozen=True):
    """A unit under one of its names. `parts` above 1: a former unit that was divided."""

    code: str
    kind: str
    name: str
    province: str
    former: str = ""  # full name with district and province of then
    places: tuple[tuple[str, ...], ...] = ()


class Found(Struct, frozen=True):
    """What a name means: one code with the rule by which it was read ("" for the plain name), or choices."""

    code: str = ""
    rule: str = ""
    choices: tuple[str, ...] = ()


class Around(Struct, frozen=True):
    """What is known besides the name.

    The site's unit, the province ("" for unknown), what the row's own columns say of province and district, and whether
    the column is written with marks, so that a name without any is meant so.
    """

    site: str = ""
    province: str = ""
    provinces: frozenset[str] = frozenset()
    district: str = ""
    marked: bool = False


class _Fit(Struct, frozen=True):
    entry: Entry
    exact: bool
    spelt: bool  # with i for y or y for i
    kind: bool
    placed: bool  # the text itself says where it lies


class Gazetteer:
    """All names, made once from the rows of the two packaged tables (`units.packaged`)."""

    def __init__(self, units: Iterable[Mapping[str, str]], former: Iterable[Mapping[str, str]]) -> None:
        units = list(units)
        self.today = {row["code"]: row for row in units if not row["valid_to"]}
        self._index: dict[str, list[Entry]] = defaultdict(list)
        self._provinces: dict[str, set[str]] = defaultdict(set)
        self._full_names = {code: self.full_name(code) for code, row in self.today.items() if not row["parent_code"]}
        for row in units:
            self._add_unit(row)
        for row in former:
            self._add_former(row)
        self.written = {row["name"].casefold(): row["name"] for row in self.today.values()}
        self._names = defaultdict(list)
        for row in self.today.values():
            if row["parent_code"]:
                self._names[row["parent_code"]].append(row["name"])

    def province_of(self, code: str) -> str:
        """The province of a unit: itself for a province, "" for the centre and for a code that is none of today's."""
        row = self.today.get(code)
        return (row["parent_code"] or code) if row else ""

    def full_name(self, code: str) -> str:
        """A unit as a list has it, a commune with its province: "Xã Phú Xuyên, Thành phố Hà Nội"."""
        if code == CENTRE:
            return full_name(Kind.TRUNG_UONG, "Trung ương")
        row = self.today[code]
        own = full_name(row["kind"], row["name"])
        return f"{own}, {self.full_name(row['parent_code'])}" if row["parent_code"] else own

    def provinces_called(self, text: str) -> frozenset[str]:
        """Codes of today's provinces that a text names, by today's name or a former one."""
        return frozenset(code for reading in readings(text) for code in self._provinces.get(_key(reading.name), ()))

    def find(self, text: str, around: Around) -> Found | None:
        """What a text "[type] name [where]" means; None when no unit is called so."""
        best: dict[str, _Fit] = {}
        ascii_only = text.isascii()
        text = _ZEROS.sub("", text)
        for reading in readings(text):
            for entry in self._index.get(_key(reading.name), ()):
                fit = self._fit(reading, entry, around, ascii_only=ascii_only)
                rank = f"{entry.code}{entry.former}"
                if fit and (rank not in best or (fit.exact, fit.kind) > (best[rank].exact, best[rank].kind)):
                    best[rank] = fit
        return self._decide(list(best.values()), around) if best else None

    def like(self, name: str, around: Around) -> tuple[str, ...]:
        """Names of the province that are nearly so: for a question about a name that no unit bears."""
        close = get_close_matches(name.title(), self._names.get(around.province, []), _SUGGESTED, 0.75)
        return tuple(dict.fromkeys(close))

    def _add_unit(self, row: Mapping[str, str]) -> None:
        province = row["parent_code"] or row["code"]
        places = ((self._full_names[province],),) if row["parent_code"] else ((),)
        self._index[_key(fold(row["name"]))].append(Entry(row["code"], row["kind"], row["name"], province, "", places))
        if not row["parent_code"]:
            self._provinces[_key(fold(row["name"]))].add(row["code"])

    def _add_former(self, row: Mapping[str, str]) -> None:
        kind, name = _kind_and_name(row["former_name"])
        province = self.province_of(row["code"])
        then = (row["former_district"], row["former_province"])
        known = f"{row['former_name']}, {then[0]}, {then[1]}"
        places = (then, (then[0], self._full_names[province]))
        self._index[_key(fold(name))].append(Entry(row["code"], kind, name, province, known, places))
        if then[1] not in self._full_names:
            # A province of before: another name of the one that took its communes over.
            self._full_names[then[1]] = then[1]
            kind, name = _kind_and_name(then[1])
            self._provinces[_key(fold(name))].add(province)
            if then[1] != self._full_names[province]:
                self._index[_key(fold(name))].append(Entry(province, kind, name, province, then[1], ((),)))

    def _fit(self, reading: Reading, entry: Entry, around: Around, *, ascii_only: bool) -> _Fit | None:
        if reading.where and not any(reading.where in _spellings(places) for places in entry.places):
            return None
        if around.provinces and entry.province not in around.provinces:
            return None
        if around.district and not (entry.former and fold(split_type(around.district)[1]) in fold(entry.places[0][0])):
            return None
        marks = marks_of(entry.name)
        exact = reading.marks == marks
        spelt = not exact and _even(reading.marks) == _even(marks)
        if not (exact or spelt or ascii_only):
            return None
        return _Fit(entry, exact or spelt, spelt, reading.kind in ("", entry.kind), bool(reading.where))

    def _decide(self, fits: list[_Fit], around: Around) -> Found:
        if around.marked:
            fits = [fit for fit in fits if fit.exact] or fits
        fits = [fit for fit in fits if fit.kind] or fits
        if around.province and not around.provinces and not all(fit.placed for fit in fits):
            inside = [fit for fit in fits if fit.entry.province == around.province]
            if not inside:
                return Found(choices=self._choices(fits))
            fits = inside
        today = [fit for fit in fits if not fit.entry.former]
        codes = {fit.entry.code for fit in today or fits}
        if around.site in codes:
            codes = {around.site}
        # A part of the site bore this name once, another unit bears it now.
        elif today and around.site in {fit.entry.code for fit in fits}:
            return Found(choices=self._choices(fits))
        if len(codes) > 1:
            return Found(choices=self._choices(today or fits))
        code = codes.pop()
        return Found(code, _rule([fit for fit in today or fits if fit.entry.code == code]))

    def _choices(self, fits: list[_Fit]) -> tuple[str, ...]:
        texts = []
        known = {fit.entry.code for fit in fits if not fit.entry.former}
        for fit in fits:
            if fit.entry.former and fit.entry.code in known:
                continue
            today = f"{self.full_name(fit.entry.code)} ({fit.entry.code})"
            texts.append(f"{today} – {fit.entry.former}" if fit.entry.former else today)
        return tuple(dict.fromkeys(texts))


@lru_cache(maxsize=4096)
def _spellings(places: tuple[str, ...]) -> frozenset[tuple[str, ...]]:
    """The ways to say where a unit lies: its places from the inside out, each with or without its type or left out."""
    if not places:
        return frozenset({()})
    whole, bare = tuple(fold(places[0]).split()), tuple(fold(split_type(places[0])[1]).split())
    return frozenset(said + rest for rest in _spellings(places[1:]) for said in ((), bare, whole))


@lru_cache(maxsize=64)
def _kind_of(type_word: str) -> str:
    return typed_kind(type_word)


def _kind_and_name(full: str) -> tuple[str, str]:
    type_word, name = split_type(full)
    return _kind_of(type_word), name


def _rule(fits: list[_Fit]) -> str:
    if fits[0].entry.former:
        return "unit_former"
    if not fits[0].kind:
        return "unit_kind"
    if not fits[0].exact:
        return "unit_without_marks"
    return "unit_spelling" if fits[0].spelt else ""


def _key(folded: str) -> str:
    return folded.replace("y", "i")


def _even(marks: Marks) -> Marks:
    """Marks with every y read as i."""
    return tuple((tuple(_I if letter == _Y else letter for letter in letters), tone) for letters, tone in marks)
