"""The frozen plan of a sitting, and beside it the names that no plan and no fact may hold.

A handful of queries whatever the size: 375 sites with 7,500 people take about a tenth of a second.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import Struct, json
from msgspec.structs import replace

from diemcau.activities.plan import Plan, PlanActivity, PlanItem, PlanSeat, PlanSite, PlanUnit
from diemcau.activities.slides.content import Slides
from diemcau.base import clock
from diemcau.base.words import say
from diemcau.people.models import Person
from diemcau.planning.models import Course, Enrolment, Item, Site, SiteUnit, Sitting
from diemcau.planning.rules import ItemKind, written_date
from diemcau.programme.content import Topic
from diemcau.programme.queries import content_of, decks_of
from diemcau.units.queries import UnitOn, versions_on
from diemcau.units.rules import CENTRE, Level, Scope

_EVERYWHERE = Scope.everything()


class SeatCard(Struct, frozen=True):
    """What a desk shows of a seat; `phone4` are the last four digits of the roster's telephone, "" for none."""

    seat: int
    site: int
    no: int
    name: str
    post: str
    group: str
    role: str
    phone4: str


class Contact(Struct, frozen=True):
    """The next helper of a site, by name (or post) and telephone; both "" when nobody is named."""

    name: str
    phone: str


class Cards(Struct, frozen=True):
    """Names beside a plan: of every seat; by a site's id its next helper, and who runs it (where somebody is named)."""

    seats: list[SeatCard]
    contacts: dict[int, Contact]
    hosts: dict[int, Contact]


def sitting_title(sitting: Sitting, lang: str = "vi") -> str:
    """As desks and papers name it: “Buổi sáng 06/9/2025”."""
    return say(f"sitting.title.{sitting.half}", lang, date=written_date(sitting.on))


def frozen(sitting: Sitting) -> tuple[Plan, Cards]:
    """The plan of a sitting as things stand now, with unit names of the sitting's day, and its cards.

    Sites stand by unit code, the centre first, then each province with its communes; seats by site and number.
    A site that joined another one's room adds its people and units there; one that is not organised is left out.
    """
    course = Course.objects.select_related("release").get(pk=sitting.course_id)
    units = versions_on(sitting.on)
    # One statement for all sites, because who joined whom and who helps whom is asked of all.
    sites = sorted(
        Site.rows.of(_EVERYWHERE)
        .filter(course=course, not_organised_reason="")
        .select_related("unit", "host", "technician"),
        key=lambda site: (units[site.unit_id].province, len(site.unit_id), site.unit_id, site.no),
    )
    main = {site.pk: site.joined_to_id or site.pk for site in sites}
    rooms = [site for site in sites if site.joined_to_id is None]
    covers: dict[int, list[str]] = defaultdict(list)
    covered = SiteUnit.rows.of(_EVERYWHERE).filter(site__course=course).order_by("unit")
    for site_id, code in covered.values_list("site", "unit"):
        if site_id in main:
            covers[main[site_id]].append(code)
    per_unit = Counter(site.unit_id for site in rooms)
    plan_sites = tuple(_site(site, units[site.unit_id], covers[site.pk], per_unit[site.unit_id]) for site in rooms)
    items = list(Item.objects.filter(sitting=sitting).order_by("no"))
    cards = _cards(course, {site.pk: place for place, site in enumerate(rooms)}, main)
    plan = Plan(
        sitting=sitting.pk,
        no=sitting.no,
        title=sitting_title(sitting),
        course=course.code,
        course_title=course.title,
        rehearsal=course.rehearsal,
        simulated=course.simulated,
        starts_at=clock.to_ms(sitting.starts_at),
        ends_at=clock.to_ms(sitting.ends_at),
        headcount_deadline=clock.to_ms(sitting.headcount_deadline),
        units=_units(plan_sites, units),
        items=tuple(_item(item) for item in items),
        sites=plan_sites,
        seats=tuple(PlanSeat(card.seat, card.site, card.no, card.group, card.role) for card in cards),
        activities=tuple(_activities(items, content_of(course.release).topics, decks_of(sitting.pk))),
    )
    hosts = {site.pk: _contact(host) for site in rooms if (host := site.host or site.technician)}
    return plan, Cards(cards, contacts_of(sites), hosts)


def _site(site: Site, unit: UnitOn, covers: list[str], rooms: int) -> PlanSite:
    return PlanSite(
        id=site.pk,
        no=site.no,
        unit=site.unit_id,
        level=site.level,
        kind=unit.kind,
        name=site.name,
        province=unit.province,
        covers=tuple(sorted(set(covers))),
        rooms=rooms,
    )


def _units(sites: Iterable[PlanSite], units: dict[str, UnitOn]) -> dict[str, PlanUnit]:
    codes = {CENTRE} | {code for site in sites for code in (site.unit, *site.covers)}
    codes |= {units[code].province for code in codes} - {""}
    return {
        code: PlanUnit(kind=unit.kind, name=unit.name, title=unit.in_text, parent=unit.parent)
        for code, unit in units.items()
        if code in codes
    }


def _item(item: Item) -> PlanItem:
    return PlanItem(item.pk, item.kind, item.title, item.minutes, item.topic_no or 0, item.phones, item.recording)


def slides_of(topic: int) -> str:
    """The activity of the slides of a topic."""
    return f"t{topic}-slides"


def _activities(items: list[Item], topics: Iterable[Topic], decks: Mapping[int, Slides]) -> Iterator[PlanActivity]:
    """Activities of each topic, in the first item of the sitting that teaches it.

    `decks`: slides that the office put in the place of the release's. A topic without any has an empty deck, so that
    slides may still come while it is on.
    """
    by_no = {topic.no: topic for topic in topics}
    for item in items:
        if item.kind != ItemKind.TOPIC or item.topic_no not in by_no:
            continue
        topic = by_no.pop(item.topic_no)
        deck = decks.get(topic.no) or topic.slides or Slides(topic.title, ())
        yield PlanActivity(slides_of(topic.no), "slides", item.pk, _content(deck))
        for name, kind, thing in _things(topic):
            yield PlanActivity(f"t{topic.no}-{name}", kind, item.pk, _content(thing))


def _things(topic: Topic) -> Iterator[tuple[str, str, Struct]]:
    """What a topic has its rooms do: name within the topic, kind, content; in the order of a lesson.

    A test before the teaching stands first, one after it behind all that is taught; the paper is given last.
    """
    tests = [(f"test{nth}", test) for nth, test in enumerate(topic.tests, 1)]
    yield from ((name, "test", test) for name, test in tests if test.when == "before")
    for nth, situation in enumerate(topic.situations, 1):
        yield f"situation{nth if nth > 1 else ''}", "situation", situation
    for nth, question in enumerate(topic.questions, 1):
        yield f"q{nth}", "poll", question
    for nth, response in enumerate(topic.responses, 1):
        yield f"response{nth}", "response", response
    for nth, discussion in enumerate(topic.discussions, 1):
        yield f"discussion{nth}", "discussion", discussion
    yield from ((name, "test", test) for name, test in tests if test.when != "before")
    for nth, survey in enumerate(topic.surveys, 1):
        yield f"survey{nth}", "survey", survey
    for nth, essay in enumerate(topic.essays, 1):
        yield f"essay{nth}", "essay", essay


def _content(written: Struct) -> dict[str, Any]:
    # Through JSON, so that a plan that was just made equals the one that is read back.
    content: dict[str, Any] = json.decode(json.encode(written))
    return content


def _cards(course: Course, place: dict[int, int], main: dict[int, int]) -> list[SeatCard]:
    enrolled = Enrolment.rows.of(_EVERYWHERE).filter(course=course, site__in=list(main)).order_by("site", "no")
    cards: list[list[SeatCard]] = [[] for _ in place]
    guests: list[SeatCard] = []
    fields = "person__full_name", "person__simulated", "person__phone", "counting_post__title"
    for seat, site, no, group, role, name, simulated, phone, post in enrolled.values_list(
        "id", "site", "no", "group", "role", *fields
    ):
        shown = f"{name} (MP)" if simulated else name
        card = SeatCard(seat, main[site], no, shown, post, group, role, phone[-4:])
        (cards[place[site]] if site in place else guests).append(card)
    # People of a room that joined are counted on after the people of the house.
    for card in guests:
        own = cards[place[card.site]]
        own.append(replace(card, no=own[-1].no + 1 if own else 1))
    return [card for own in cards for card in own]


def contacts_of(sites: Iterable[Site]) -> dict[int, Contact]:
    """The next helper of every site of a course (with unit, host and technician selected), by the site's id.

    A commune is helped by the site of its province, a province by the centre's host, the centre by its technician;
    where nobody is named, by the next one up.
    """
    sites = list(sites)
    centre = next((site for site in sites if site.level == Level.CENTRE), None)
    host = _contact(centre.host or centre.technician) if centre else Contact("", "")
    technician = _contact(centre.technician or centre.host) if centre else host
    provinces: dict[str | None, Contact] = {}
    for site in sites:
        if site.level == Level.PROVINCE and (site.host or site.technician):
            provinces.setdefault(site.unit_id, _contact(site.host or site.technician))
    by_level = {Level.CENTRE: technician, Level.PROVINCE: host}
    return {site.pk: by_level.get(Level(site.level)) or provinces.get(site.unit.province_id, host) for site in sites}


def _contact(person: Person | None) -> Contact:
    return Contact(person.shown, person.phone) if person else Contact("", "")
