"""The unit of a row: from its own cells, else from the headings above it, the site, the title, the sheet's name."""

from diemcau.planning.roster.rules.cells import shown
from diemcau.planning.roster.rules.findings import Remark
from diemcau.planning.roster.rules.gazetteer import Around, Found, Gazetteer
from diemcau.planning.roster.rules.headers import Means
from diemcau.planning.roster.rules.layout import Entry
from diemcau.planning.roster.rules.tables import Grid
from diemcau.planning.roster.rules.whereabouts import Place, has_type, named_in, place_of, provinces_of

_COMMUNE_CODE = 5  # digits
_Key = tuple[str, Around]


class UnitReader:
    """Reads units for one sheet; equal texts are looked up once. `site` is the code of the site's unit, or ""."""

    def __init__(self, gazetteer: Gazetteer, site: str, sheet_name: str | None) -> None:
        self.gazetteer = gazetteer
        self.site = site if len(site) == _COMMUNE_CODE else ""
        self.province = gazetteer.province_of(site)
        self.sheet_name = sheet_name or ""
        self._places: dict[_Key, Place] = {}
        self._titles: dict[tuple[str, ...], tuple[str, str]] = {}

    def unit_of(self, grid: Grid, entry: Entry, position: str, marked: bool, remark: Remark) -> str:
        """The code of a row's unit, "" for one that is not told or is asked about.

        Asks: unit_unknown, unit_ambiguous.
        """
        unit, province = self._of_title(entry.title)
        around = self._around(grid, entry, province, marked)
        for column in entry.columns.of(Means.UNIT_CODE):
            text = shown(grid.filled(entry.row, column)).strip()
            if text and (code := self._code(text)):
                return code
        said = ""
        for column in entry.columns.of(Means.UNIT):
            text = shown(grid.filled(entry.row, column))
            place = self._look(text, around)
            if place.found:
                return self._told(text, place.found, remark)
            said = said or place.unknown
        for column in entry.columns.of(Means.POSITION_UNIT):
            text = shown(grid.filled(entry.row, column))
            if has_type(text) and (found := self._look(text, around).found):
                return self._told(text, found, remark)
        if not said and entry.unit:
            place = self._look(entry.unit, around)
            if place.found:
                return self._told(entry.unit, place.found, remark)
            said = place.unknown
        if said:
            remark.asks("unit_code", "unit_unknown", *self.gazetteer.like(_bare(said), around), text=said)
            return ""
        return self.site or unit or self._of_words(position, entry.group, around) or self._fallback(around)

    def _around(self, grid: Grid, entry: Entry, province: str, marked: bool) -> Around:
        texts = {
            means: " ".join(shown(grid.filled(entry.row, column)) for column in entry.columns.of(means)).strip()
            for means in (Means.PROVINCE, Means.DISTRICT)
        }
        provinces = provinces_of(texts[Means.PROVINCE], self.gazetteer) if texts[Means.PROVINCE] else frozenset()
        return Around(self.site, self.province or province, provinces, texts[Means.DISTRICT], marked)

    def _look(self, text: str, around: Around) -> Place:
        key = (text, around)
        if key not in self._places:
            self._places[key] = place_of(text, self.gazetteer, around)
        return self._places[key]

    def _told(self, text: str, found: Found, remark: Remark) -> str:
        if found.choices:
            remark.asks("unit_code", "unit_ambiguous", *found.choices, text=text.strip())
        elif found.rule:
            remark.repaired("unit_code", text.strip(), found.code, found.rule)
        return found.code

    def _code(self, text: str) -> str:
        """A code as it is, or with the zeros that a number has lost."""
        if not text.isdecimal():
            return ""
        return next((code for code in (text, text.zfill(2), text.zfill(5)) if code in self.gazetteer.today), "")

    def _of_title(self, title: tuple[str, ...]) -> tuple[str, str]:
        """The one commune that a title names, and the one province."""
        if title not in self._titles:
            about = Around(self.site, self.province)
            codes = {code for text in title if (code := named_in(text, self.gazetteer, about))}
            provinces = {code for code in codes if len(code) != _COMMUNE_CODE}
            province = provinces.pop() if len(provinces) == 1 else ""
            # The province that one line names helps to read another one.
            about = Around(self.site, self.province or province)
            communes = {code for text in title if len(code := named_in(text, self.gazetteer, about)) == _COMMUNE_CODE}
            self._titles[title] = communes.pop() if len(communes) == 1 else "", province
        return self._titles[title]

    def _of_words(self, position: str, group: str, around: Around) -> str:
        """The unit that the name of a post, of a group or of the sheet says with its type."""
        key = (f"{group}\n{position}\n{self.sheet_name}", around)
        if key not in self._places:
            codes = [named_in(text, self.gazetteer, around) for text in (position, group, self.sheet_name)]
            code = next((code for code in codes if code), "")
            bare = self._look(self.sheet_name, around).found if around.province and not code else None
            self._places[key] = Place(Found(code or (bare.code if bare and not bare.rule else "")))
        found = self._places[key].found
        return found.code if found else ""

    def _fallback(self, around: Around) -> str:
        return next(iter(around.provinces)) if len(around.provinces) == 1 else self.province


def _bare(text: str) -> str:
    """A name without its type word."""
    words = text.split(" ", 1)
    return words[1] if len(words) > 1 and words[0].casefold() in {"xã", "phường", "p.", "x."} else text
