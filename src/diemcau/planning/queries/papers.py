"""What papers for print are made of: a class with its sittings, rooms with their lists. A fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from diemcau.base.clock import VIETNAM
from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.people.rules import dialled
from diemcau.planning.models import Course, Enrolment, Item, Site, Sitting
from diemcau.planning.papers.matter import ClassMatter, HalfDay, Listed, RoomMatter, filled_head
from diemcau.planning.queries.freezing import Contact, contacts_of, sitting_title
from diemcau.planning.queries.practice import PRACTICE_PATH, practice_sitting
from diemcau.planning.rules import ClassRole, PaperHead, read_heads, written_date
from diemcau.units.queries import UnitOn, versions_on
from diemcau.units.rules import CENTRE, Level, Scope

_EVERYWHERE = Scope.everything()


def class_matter(course: Course, address: str = "", lang: str = "vi") -> ClassMatter:
    """A class as papers tell it; `address`: where the office answers. Three queries."""
    items: dict[int, list[Item]] = defaultdict(list)
    for item in Item.objects.filter(sitting__course=course).order_by("no"):
        items[item.sitting_id].append(item)
    return ClassMatter(
        code=course.code,
        title=course.title,
        organiser=course.organiser,
        form=course.form,
        dates=f"{written_date(course.starts_on)} – {written_date(course.ends_on)}",
        simulated=course.simulated,
        address=address,
        sittings=tuple(half_day(one, items[one.pk], lang) for one in course.sittings.order_by("no")),
        practice=f"{address}{PRACTICE_PATH}" if address and practice_sitting().exists() else "",
    )


def half_day(sitting: Sitting, items: Iterable[Item] = (), lang: str = "vi") -> HalfDay:
    """A sitting as papers tell it, each item with its hours."""
    told, at = [], sitting.starts_at
    for item in items:
        ends = at + timedelta(minutes=item.minutes)
        told.append((f"{_hour(at)} – {_hour(ends)}", item.title, item.speaker))
        at = ends
    return HalfDay(
        no=sitting.no,
        half=sitting.half,
        title=sitting_title(sitting, lang),
        date=written_date(sitting.on),
        day=_day(sitting.on, lang),
        starts=_hour(sitting.starts_at),
        ends=_hour(sitting.ends_at),
        deadline=_hour(sitting.headcount_deadline),
        items=tuple(told),
    )


def _hour(at: datetime) -> str:
    return f"{at.astimezone(VIETNAM):%H:%M}"


def _day(on: date, lang: str) -> str:
    # Decree 30/2020: a leading 0 for days below 10 and for January and February.
    month = f"{on.month:02}" if on.month <= 2 else str(on.month)
    return say("paper.day", lang, day=f"{on.day:02}", month=month, year=on.year)


def sites_for_print(course: Course, scope: Scope, province: str = "", site: int = 0) -> list[Site]:
    """Sites that have a room, by place: one by its number, or those of a province, or ("00") of the centre.

    Refuses: site.unknown, province.unknown; papers.no_room for a site that joined another room or is not organised.
    """
    sites = Site.rows.of(scope).select_related("unit", "host", "technician").filter(course=course)
    if site:
        found = sites.filter(no=site).first()
        if found is None:
            raise Refused("site.unknown", 404)
        if found.joined_to_id or found.not_organised_reason:
            raise Refused("papers.no_room", 409)
        return [found]
    inside = sites.filter(unit__province=None if province == CENTRE else province)
    rooms = inside.filter(joined_to=None, not_organised_reason="").order_by("place", "no")
    if not rooms:
        raise Refused("province.unknown", 404)
    return list(rooms)


def desk_site(course: int, site: int) -> Site:
    """The site of a desk, by ids that its session has.

    Refuses: site.unknown.
    """
    found = Site.rows.of(_EVERYWHERE).select_related("course").filter(course=course, pk=site).first()
    if found is None:
        raise Refused("site.unknown", 404)
    return found


def number_of(sitting: int) -> list[int]:
    """The number of a sitting by its id, in a list; an empty one where there is none."""
    return list(Sitting.objects.filter(pk=sitting).values_list("no", flat=True))


def rooms_matter(course: Course, sites: list[Site], scope: Scope, lang: str = "vi") -> list[RoomMatter]:
    """Sites with their lists in order, guests of joined rooms after the people of the house. Four queries."""
    units = versions_on(course.starts_on)
    heads = {str(level): head for level, head in read_heads(course.heads).items()}
    lists = _lists(sites, scope, units, lang)
    helpers = _helpers(course, sites)
    return [_room(course, site, units, heads, lists[site.pk], helpers[site.pk]) for site in sites]


def _room(
    course: Course,
    site: Site,
    units: dict[str, UnitOn],
    heads: dict[str, PaperHead],
    people: list[Listed],
    helper: Contact,
) -> RoomMatter:
    level = {Level.CENTRE: "centre", Level.PROVINCE: "province", Level.COMMUNE: "site"}[Level(site.level)]
    commune = site.level == Level.COMMUNE
    return RoomMatter(
        no=site.no,
        name=site.name,
        province=units[units[site.unit_id].province].full_name if commune else "",
        room=site.room,
        head=head_of(course, heads.get(level), units[site.unit_id], units),
        chair_post=site.chair_post,
        hotline=" ".join(part for part in (helper.name, dialled(helper.phone)) if part),
        people=tuple(people),
    )


def head_of(course: Course, head: PaperHead | None, unit: UnitOn, units: dict[str, UnitOn]) -> PaperHead:
    """The head of a unit's papers, its fields filled as those of reports are; the unit itself where none is set."""
    own = PaperHead("state", course.organiser if unit.level is Level.CENTRE else "{unit}", "{name}")
    above = units.get(unit.province, unit)
    place = "" if unit.level is Level.CENTRE and head is None else unit.name
    names = {
        "{unit}": unit.in_text,
        "{name}": place,
        "{province}": above.in_text,
        "{province_name}": above.name,
        "{organiser}": course.organiser,
    }
    return filled_head(head or own, names)


def centre_head(course: Course) -> PaperHead:
    """The head of the organiser's own papers. One query."""
    units = versions_on(course.starts_on)
    heads = {str(level): head for level, head in read_heads(course.heads).items()}
    return head_of(course, heads.get("centre"), units[CENTRE], units)


def _helpers(course: Course, sites: list[Site]) -> dict[int, Contact]:
    """Whom each site calls. The helper's name is for the helped, so it is read beyond their scope."""
    above = Site.rows.of(_EVERYWHERE).filter(
        course=course, level__in=[Level.CENTRE, Level.PROVINCE], unit__in={CENTRE, *_provinces(sites)}
    )
    return contacts_of([*above.select_related("unit", "host", "technician"), *sites])


def _provinces(sites: list[Site]) -> set[str]:
    return {site.unit.province_id for site in sites if site.unit.province_id}


def _lists(sites: list[Site], scope: Scope, units: dict[str, UnitOn], lang: str) -> dict[int, list[Listed]]:
    """Lines by room. Two queries: who joined these rooms, and all their people."""
    ids = [site.pk for site in sites]
    joined = {guest.pk: guest for guest in Site.rows.of(scope).filter(joined_to__in=ids)}
    place = {pk: guest.joined_to_id or pk for pk, guest in joined.items()} | {pk: pk for pk in ids}
    people = Enrolment.rows.of(scope).filter(site__in=[*ids, *joined]).order_by("site", "no")
    lists: dict[int, list[Listed]] = {pk: [] for pk in ids}
    guests: list[tuple[int, Listed]] = []
    fields = "person__full_name", "person__simulated", "counting_post__title", "counting_post__unit"
    for site, no, group, role, name, simulated, post, unit in people.values_list(
        "site", "no", "group", "role", *fields
    ):
        heading = say(f"group.{group}" if role == ClassRole.HOC_VIEN else f"class_role.{role}", lang)
        guest = joined.get(site)
        if guest:
            heading = say("paper.sheet.guests", lang, no=guest.no, name=guest.name)
        full = units[unit].full_name if unit in units else unit
        line = Listed(no, f"{name} (MP)" if simulated else name, post, full, heading, role)
        if guest:
            guests.append((place[site], line))
        else:
            lists[site].append(line)
    for room, line in guests:
        own = lists[room]
        own.append(Listed(own[-1].no + 1 if own else 1, line.name, line.post, line.unit, line.group, line.role))
    return lists


def chosen_sittings(of: ClassMatter, numbers: Iterable[int]) -> list[HalfDay]:
    """Sittings by number, of one day, in order.

    Refuses: course.no_sitting; papers.one_day where they are of several days.
    """
    wanted = set(numbers)
    found = [one for one in of.sittings if one.no in wanted]
    if not found or len(found) != len(wanted):
        raise Refused("course.no_sitting", 404)
    if len({one.date for one in found}) > 1:
        raise Refused("papers.one_day", 400)
    return found
