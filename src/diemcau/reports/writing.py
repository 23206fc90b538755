"""What sections write with: words of the house with figures set into them, each figure bearing its key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from string import Formatter

from diemcau.base.words import catalogue, say
from diemcau.planning.models import Sitting
from diemcau.planning.queries.freezing import sitting_title
from diemcau.planning.rules import PaperHead, read_heads, written_date
from diemcau.reports.figures import Figures
from diemcau.reports.ground import Ground, Place
from diemcau.reports.paper import Bullets, Figure, Head, Run, Text, runs
from diemcau.reports.rules import CENTRE, PROVINCE, SITE, counted, number, share


def joined(*texts: Text) -> tuple[Run, ...]:
    """Texts one after the other as one."""
    return tuple(run for text in texts for run in runs(text))


def listed(texts: Sequence[Text]) -> Bullets:
    """Items of a list as papers end them: a semicolon after each, a full stop after the last."""
    last = len(texts) - 1
    return Bullets(tuple(joined(text, "." if nth == last else ";") for nth, text in enumerate(texts)))


def capital(text: str) -> str:
    """A text as it begins a line or a cell: Xã Phú Xuyên."""
    return text[:1].upper() + text[1:]


def lower(text: str) -> str:
    """A text as it goes on in a sentence, when its first letter alone is a capital."""
    return text[:1].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


@dataclass
class Writing:
    """The ground of a course, the figures of a level, and a language."""

    ground: Ground
    figures: Figures
    lang: str = "vi"

    @property
    def level(self) -> str:
        """centre, province or site."""
        return self.figures.level

    @property
    def unit(self) -> str:
        """Code of the unit that reports."""
        return self.figures.unit

    @property
    def places(self) -> list[Place]:
        """Places that the report is about, by code."""
        return list(self.ground.places_of(self.level, self.unit))

    def say(self, key: str, **data: object) -> str:
        """Words of a key."""
        return say(key, self.lang, **data)

    def n(self, key: str) -> Figure:
        """A figure as a number of things in running text: 07, 1.204."""
        return Figure(counted(self.figures[key]), key)

    def cell(self, key: str) -> Figure:
        """A figure as it stands in a table: 7, 1.204."""
        return Figure(number(self.figures[key]), key)

    def share(self, part: str, whole: str) -> Figure:
        """A share of two figures in per cent, under the key of the part."""
        return Figure(share(self.figures[part], self.figures[whole], self.lang), part)

    def text(self, key: str, **data: Text | int) -> tuple[Run, ...]:
        """Words of a key whose fields may be figures, bold words or whole texts."""
        vi, en = catalogue()[key]
        made: list[Run] = []
        for literal, name, _, _ in Formatter().parse(en if self.lang == "en" else vi):
            made += runs(literal)
            if name:
                value = data[name]
                made += runs(counted(value) if isinstance(value, int) else value)
        return tuple(made)

    def day(self, day: date) -> str:
        """A day as papers write it."""
        return written_date(day)

    def sitting(self, sitting: Sitting) -> str:
        """Its title: Buổi sáng 06/9/2025."""
        return sitting_title(sitting, self.lang)

    def place_name(self) -> str:
        """The unit that reports, in running text; "" for the centre."""
        return "" if self.level == CENTRE else self.ground.unit_title(self.unit)

    def course_title(self) -> str:
        """Title of the course in running text."""
        return lower(self.ground.course.title)

    def whose(self, place: Place) -> str:
        """A place by its name, as it begins a cell; a commune outside its province with the province."""
        if self.level != CENTRE or place.province in {"00", place.unit}:
            return capital(place.name)
        return f"{capital(place.name)}, {self.ground.unit_title(place.province)}"

    def whence(self, places: Sequence[Place], sort: str) -> str:
        """Where something came from without a name: “một xã thuộc tỉnh Nghệ An”, “12 điểm cầu thuộc 09 tỉnh”.

        `sort`: site, or learner (of a room each). No commune is named in a paper that others read.
        """
        provinces = {place.province for place in places} - {"00"}
        of = ""
        if self.level == CENTRE and len(provinces) == 1:
            of = self.say("paper.whence.of", where=self.ground.unit_title(*provinces))
        elif self.level == CENTRE and provinces:
            of = self.say("paper.whence.provinces", n=counted(len(provinces)))
        if len(places) > 1 or sort == "learner":
            many = "many" if len(places) > 1 else "one"
            what = self.say(f"paper.whence.{sort}.{many}", n=counted(len(places)))
        elif self.level == SITE:
            what = self.say("paper.whence.site.own")
        else:
            what = self._room(places[0])
        return f"{what} {of}".strip()

    def from_room(self, place: Place) -> str:
        """A room of anywhere without the name of its commune: “một phường thuộc thành phố Huế”."""
        if place.province == "00":
            return self._room(place)
        return f"{self._room(place)} {self.say('paper.whence.of', where=self.ground.unit_title(place.province))}"

    def _room(self, place: Place) -> str:
        if place.province == "00":
            return self.say("paper.report.own_site").lower()
        if place.unit == place.province:
            return self.say("paper.whence.site.province")
        return self.say("paper.whence.site.one", kind=self.say(f"units.kind.{place.kind}").lower())


def head_of(writing: Writing) -> tuple[Head, PaperHead]:
    """The head of a paper from the course's settings for its level; fields in it are filled with the unit's names.

    `{unit}` is "xã Phú Xuyên", `{name}` "Phú Xuyên", `{province}` "thành phố Hà Nội", `{province_name}` "Hà Nội".
    """
    ground, unit = writing.ground, writing.ground.units[writing.unit]
    level = {CENTRE: "centre", PROVINCE: "province", SITE: "site"}[writing.level]
    own = PaperHead("state", ground.course.organiser if level == "centre" else "{unit}", "{name}")
    stored = {str(name): head for name, head in read_heads(ground.course.heads).items()}.get(level, own)
    above = ground.units[unit.province] if unit.province else unit
    names = {
        "{unit}": unit.in_text,
        "{name}": unit.name,
        "{province}": above.in_text,
        "{province_name}": above.name,
        "{organiser}": ground.course.organiser,
    }

    def filled(text: str) -> str:
        for name, value in names.items():
            text = text.replace(name, value)
        return text

    body = filled(stored.body)
    head = Head(stored.style, body, "BC", filled(stored.code) or "…", filled(stored.place), filled(stored.above))
    to = tuple(filled(addressee) for addressee in stored.to)
    return head, PaperHead(stored.style, body, head.place, head.superior, to, head.body_code)
