"""Messages to sites: texts to paste into a chat, and what a letter says. Words and values in, text out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from diemcau.base.clock import VIETNAM
from diemcau.base.words import say
from diemcau.planning.rules import written_date

COME_BEFORE = timedelta(minutes=60)  # technicians are in the room an hour before the start
LISTED = 200  # names of sites in one text; a chat takes no more


class MessageKind(StrEnum):
    """What hosts are told."""

    RELEASED = "released"
    CHANGED = "changed"
    SLIP = "slip"
    TOMORROW = "tomorrow"
    TEST = "test"


TO_PREPARE = MessageKind.RELEASED, MessageKind.SLIP, MessageKind.TEST  # long enough before to practise


@dataclass(frozen=True)
class Told:
    """What texts may speak of. `version` 0: never released; `sitting` None: none is to come; `test`: when, as typed.

    `practice`: where hosts may practise, "" where that is closed.
    """

    course: str
    starts_on: date
    ends_on: date
    url: str  # of the page with the timetable
    version: int = 0
    changes: tuple[str, ...] = ()
    sitting: tuple[str, datetime, datetime] | None = None  # name, start, headcount due
    test: str = ""
    practice: str = ""

    @property
    def dates(self) -> str:
        """“06/9/2025 – 08/9/2025”."""
        return f"{written_date(self.starts_on)} – {written_date(self.ends_on)}"


def possible(kind: MessageKind, told: Told) -> bool:
    """Whether there is something to say of that kind."""
    return {
        MessageKind.RELEASED: told.version > 0,
        MessageKind.CHANGED: told.version > 1,
        MessageKind.TOMORROW: told.sitting is not None,
    }.get(kind, True)


def text(kind: MessageKind, told: Told, lang: str) -> str:
    """What is said, without the address at its beginning. Only for what is possible."""
    data = {"course": told.course, "dates": told.dates, "url": told.url, "version": told.version}
    if kind is MessageKind.CHANGED:
        data["changes"] = "\n".join(f"- {change}" for change in told.changes)
    if kind is MessageKind.TOMORROW and told.sitting:
        name, starts, due = told.sitting
        starts, due = starts.astimezone(VIETNAM), due.astimezone(VIETNAM)
        data |= {"sitting": name, "starts": f"{starts:%H:%M}", "due": f"{due:%H:%M}"}
        data["come"] = f"{starts - COME_BEFORE:%H:%M}"
        data["day"] = written_date((starts - COME_BEFORE).date())
    if kind is MessageKind.TEST:
        data["when"] = told.test or say("office.message.test_when", lang)
    said = say(f"office.message.{kind.value}", lang, **data)
    if kind in TO_PREPARE and told.practice:
        said += "\n" + say("office.message.practice", lang, url=told.practice)
    return said


def to_all(place: str, said: str, sites: Sequence[str], count: int, lang: str) -> str:
    """A text for the chat of a whole province ("" for the country), with the sites that are meant, () for all.

    `count`: how many they are; the text names the first LISTED.
    """
    key = "office.message.to_province" if place else "office.message.to_all"
    parts = [say(key, lang, place=place), said]
    if sites:
        shown = "\n".join([*(f"- {name}" for name in sites), *(["…"] if count > len(sites) else [])])
        parts.append(say("office.message.sites", lang, count=count, sites=shown))
    return "\n\n".join(parts)


def to_site(host: str, site: str, said: str, lang: str) -> str:
    """A text for one host by name, or for whoever runs the site."""
    key = "office.message.to_host" if host else "office.message.to_site"
    return f"{say(key, lang, host=host, site=site)}\n\n{said}"


def filled(template: str, fields: Mapping[str, str]) -> str:
    """A letter with its fields filled in: {ten}, {don_vi}. Other braces stay as they were typed."""
    for name, value in fields.items():
        template = template.replace(f"{{{name}}}", value)
    return template
