"""What stands in the database that a roster may meet: rooms, people of the course and of earlier ones."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from itertools import islice
from typing import Any, TypeVar

from diemcau.base.text import fold
from diemcau.people.models import Person
from diemcau.planning.models import Course, Enrolment, EnrolmentPost, NoSite, RosterFile, Site, SiteUnit
from diemcau.planning.roster.rules.findings import Row
from diemcau.planning.roster.rules.settling import Known, Room, World
from diemcau.units.models import Unit
from diemcau.units.queries import versions_on
from diemcau.units.rules import CENTRE, Scope

T = TypeVar("T")

_EVERYWHERE = Scope.everything()
_PERSON = "id", "full_name", "phone", "birth", "sex", "unit", "family_name", "given_name", "simulated"
_ROOM = "id", "no", "unit", "name", "room", "joined_to__name", "not_organised_reason"
_AT_ONCE = 5_000  # values of one IN; SQLite takes 32,766


def in_parts(values: Iterable[T]) -> Iterator[list[T]]:
    """Values in lists that fit a statement."""
    left = iter(values)
    while part := list(islice(left, _AT_ONCE)):
        yield part


class Places:
    """Units and rooms of a course, read once for all its files. Five queries."""

    def __init__(self, course: Course) -> None:
        self.course = course
        self.provinces = {code: above or CENTRE for code, above in Unit.objects.values_list("code", "province")}
        units = versions_on(course.starts_on)
        self.units = {
            code: unit.full_name if unit.parent in ("", CENTRE) else f"{unit.full_name}, {units[unit.parent].full_name}"
            for code, unit in units.items()
        }
        sites = Site.rows.of(_EVERYWHERE).filter(course=course).order_by("no").values_list(*_ROOM)
        self.rooms = {
            id_: Room(id_, no, unit, name, room, joined or "", closed)
            for id_, no, unit, name, room, joined, closed in sites
        }
        self.covering: dict[str, list[int]] = defaultdict(list)
        for site_id, unit in (
            SiteUnit.rows.of(_EVERYWHERE).filter(site__course=course).order_by("site").values_list("site", "unit")
        ):
            self.covering[unit].append(site_id)
        self.without = dict(NoSite.rows.of(_EVERYWHERE).filter(course=course).values_list("unit", "reason"))


def world_of(file: RosterFile, rows: Collection[Row], places: Places) -> World:
    """What the rows of a file may meet, inside the branch that the file is for. Three queries or a few more."""
    province = "" if file.unit_id == CENTRE else places.provinces.get(file.unit_id, file.unit_id)
    world = World(places.rooms, places.covering, places.without, province, file.site_id or 0, units=places.units)
    scope = Scope.everything() if not province else Scope.of_unit(province)
    names = {fold(row.person.full_name) for row in rows if row.person.full_name}
    phones = {phone for row in rows for phone in (row.person.phone, row.person.phone2) if phone}
    people: dict[int, dict[str, Any]] = {}
    for field, values in (("fold", names), ("phone", phones)):
        for part in in_parts(sorted(values)):
            found = Person.rows.of(scope).filter(**{f"{field}__in": part})
            for person in found.values(*_PERSON):
                people[person["id"]] = person
    enrolled = _enrolled(file.course, list(people))
    titles = _titles([one["id"] for one in enrolled.values()])
    for id_, person in people.items():
        one = enrolled.get(id_, {})
        mark = " (MP)" if person.pop("simulated") else ""
        world.add(
            Known(
                **{**person, "id": id_},
                shown=f"{person['full_name']}{mark}",
                enrolment=one.get("id", 0),
                site=one.get("site_id", 0),
                role=one.get("role", ""),
                group=one.get("group", ""),
                counting=one.get("counting_post__title", ""),
                titles=titles.get(one.get("id", 0), ()),
            )
        )
    return world


def _enrolled(course: Course, people: list[int]) -> dict[int, dict[str, Any]]:
    found: dict[int, dict[str, Any]] = {}
    for part in in_parts(people):
        rows = Enrolment.rows.of(_EVERYWHERE).filter(course=course, person__in=part)
        columns = "id", "person_id", "site_id", "role", "group", "counting_post__title"
        found |= {one["person_id"]: dict(one) for one in rows.values(*columns)}
    return found


def _titles(enrolments: list[int]) -> dict[int, tuple[str, ...]]:
    titles: dict[int, list[str]] = defaultdict(list)
    for part in in_parts(enrolments):
        posts = EnrolmentPost.rows.of(_EVERYWHERE).filter(enrolment__in=part).order_by("id")
        for enrolment, title in posts.values_list("enrolment", "post__title"):
            titles[enrolment].append(title)
    return {enrolment: tuple(own) for enrolment, own in titles.items()}


def people_of_rooms(course: Course, rooms: Collection[int]) -> dict[int, int]:
    """Who is enrolled in some rooms: person by enrolment."""
    found: dict[int, int] = {}
    for part in in_parts(sorted(rooms)):
        rows = Enrolment.rows.of(_EVERYWHERE).filter(course=course, site__in=part)
        found |= dict(rows.values_list("id", "person"))
    return found
