"""Sites as a set: added one by one or for a branch of the tree, joined, taken out; links; the freezing of a plan."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.db.models import Max, ProtectedError

from diemcau.activities.plan import Plan, write_plan
from diemcau.base.refused import Refused
from diemcau.base.text import fold, line
from diemcau.people import actions as people
from diemcau.people.models import Account, Person
from diemcau.people.rules import SITE_ROLES, SLIP_ROLES, DeskRole, path_of_link
from diemcau.planning import queries
from diemcau.planning.models import Address, Course, Enrolment, NoSite, Site, SiteUnit, Sitting
from diemcau.planning.rules import SittingState
from diemcau.record.actions import keep_undo, note
from diemcau.record.undoing import undoable
from diemcau.units.actions import load_rows
from diemcau.units.queries import UnitOn, version_of, versions_on
from diemcau.units.rules import CENTRE, Level, Scope, level_of

_EVERYWHERE = Scope.everything()


@dataclass(frozen=True)
class NewSite:
    """A room of a unit. `no` 0 means the next number; `name` "" the unit's name, with the room if there is one.

    `covers` are codes of units whose people it takes in, () for its own. `chair`, `host`, `technician` are
    new persons (a unit of "" becomes the site's).
    """

    unit: str
    no: int = 0
    name: str = ""
    room: str = ""
    carrier: str = ""
    covers: tuple[str, ...] = ()
    chair: people.NewPerson | None = None
    chair_post: str = ""
    host: people.NewPerson | None = None
    technician: people.NewPerson | None = None
    not_organised_reason: str = ""


_CONTACTS = "chair", "host", "technician"


@transaction.atomic
def add_sites(course: Course, new: Iterable[NewSite]) -> list[Site]:
    """Sites of a course, in the order given, with their contacts and the units that they cover.

    Refuses: unit.unknown, and what people.add_people refuses; then no site is added.
    """
    new = list(new)
    units = versions_on(course.starts_on)
    for one in new:
        for code in (one.unit, *one.covers):
            if code not in units:
                raise Refused("unit.unknown", 404, unit=code, on=f"{course.starts_on:%d/%m/%Y}")
    contacts = _contacts(new)
    no = Site.rows.of(_EVERYWHERE).filter(course=course).aggregate(last=Max("no"))["last"] or 0
    sites = []
    for nth, one in enumerate(new):
        no = one.no or no + 1
        name = line(one.name) or name_of(units[one.unit], line(one.room))
        sites.append(
            Site(
                course=course,
                no=no,
                unit_id=one.unit,
                level=level_of(one.unit),
                name=name,
                fold=fold(name),
                place=place_of(units[one.unit]),
                room=line(one.room),
                carrier=line(one.carrier),
                chair_post=line(one.chair_post),
                not_organised_reason=line(one.not_organised_reason),
                **{what: contacts.get((nth, what)) for what in _CONTACTS},
            )
        )
    added = Site.rows.bulk_create(sites)
    load_rows(
        SiteUnit,
        ["site_id", "unit_id"],
        [
            (site.pk, code)
            for site, one in zip(added, new, strict=True)
            for code in dict.fromkeys(one.covers or (one.unit,))
        ],
    )
    return added


def name_of(unit: UnitOn, room: str) -> str:
    """What a site is called: its unit, and the room where that has one of its own."""
    return f"{unit.in_text} ({room})" if room else unit.in_text


def place_of(unit: UnitOn) -> str:
    """Where a unit's sites stand in lists: the centre, then each province before its communes, in code order."""
    return f"{unit.province}{unit.code}" if unit.level is Level.COMMUNE else unit.code


def _contacts(new: list[NewSite]) -> dict[tuple[int, str], Person]:
    wanted = [
        ((nth, what), replace(person, unit=person.unit or one.unit))
        for nth, one in enumerate(new)
        for what in _CONTACTS
        if (person := getattr(one, what)) is not None
    ]
    added = people.add_people(person for _, person in wanted)
    return {key: person for (key, _), (person, _) in zip(wanted, added, strict=True)}


@transaction.atomic
def make_sites(course: Course, units: Sequence[str], by: Account) -> list[Site]:
    """A site for each of the units, in the order given, in one go; may be taken back while nobody is on their lists.

    Refuses: unit.unknown, site.unit_taken.
    """
    taken = Site.rows.of(_EVERYWHERE).filter(course=course, unit__in=units).first()
    if taken is not None:
        raise Refused("site.unit_taken", 409, unit=taken.name)
    mark_site(course, units)
    made = add_sites(course, [NewSite(code) for code in units])
    if made:
        branch = branch_of(made)
        entry = note("sites.made", f"course:{course.pk}", account=by, unit=branch, sites=[site.no for site in made])
        keep_undo(entry, "sites.made", {"sites": [site.pk for site in made]}, unit=branch)
    return made


def branch_of(sites: Iterable[Site]) -> str:
    """The smallest branch of the tree that all the sites are in: a unit, a province or the whole."""
    sites = list(sites)
    units, above = {site.unit_id for site in sites}, {site.place[:2] for site in sites}
    return units.pop() if len(units) == 1 else above.pop() if len(above) == 1 else CENTRE


@undoable("sites.made")
def _unmake(data: dict[str, Any], _by: Account) -> None:
    _take_out(list(Site.rows.of(_EVERYWHERE).filter(pk__in=data["sites"])))


@transaction.atomic
def add_site(new: NewSite, course: Course, by: Account) -> Site:
    """One more room.

    Refuses: unit.unknown, site.room_taken, site.no_taken.
    """
    others = Site.rows.of(_EVERYWHERE).filter(course=course)
    if others.filter(unit=new.unit, room=line(new.room)).exists():
        raise Refused("site.room_taken", 409)
    if new.no and others.filter(no=new.no).exists():
        raise Refused("site.no_taken", 409, no=new.no)
    [site] = add_sites(course, [new])
    mark_site(course, [new.unit, *new.covers])
    note("sites.made", f"course:{course.pk}", account=by, unit=site.unit_id, sites=[site.no])
    return site


@transaction.atomic
def remove_site(site: Site, by: Account) -> None:
    """Take a site out of its course; its slips die.

    Refuses what has left traces: site.has_people, site.has_guests, site.has_begun, site.in_use.
    """
    _take_out([site])
    note("site.removed", f"course:{site.course_id}", account=by, unit=site.unit_id, site=site.no)


def _take_out(sites: list[Site]) -> None:
    """Delete sites of one course that have left no trace."""
    ids = [site.pk for site in sites]
    for code, traces in (
        ("site.has_people", Enrolment.rows.of(_EVERYWHERE).filter(site__in=ids).values_list("site")),
        ("site.has_guests", Site.rows.of(_EVERYWHERE).filter(joined_to__in=ids).values_list("joined_to")),
        ("site.in_use", Address.rows.of(_EVERYWHERE).filter(site__in=ids).values_list("site")),
    ):
        if found := traces.first():
            raise Refused(code, 409, site=next(site.name for site in sites if site.pk == found[0]))
    begun = Sitting.objects.filter(course__in={site.course_id for site in sites}).exclude(state=SittingState.PLANNED)
    if begun.exists():
        raise Refused("site.has_begun", 409)  # its journal may name them
    people.revoke_slips((site, role) for site in ids for role in SLIP_ROLES)
    try:
        Site.rows.of(_EVERYWHERE).filter(pk__in=ids).delete()
    except ProtectedError as error:  # a room above keeps something of one
        raise Refused("site.in_use", 409, site=sites[0].name) from error


@transaction.atomic
def leave_without(course: Course, unit: str, reason: str, by: Account) -> None:
    """Say of a unit without a site why it has none.

    Refuses: no_site.reason, unit.unknown, no_site.has_site.
    """
    version_of(unit, course.starts_on)
    if Site.rows.of(_EVERYWHERE).filter(course=course, unit=unit).exists():
        raise Refused("no_site.has_site", 409)
    mark_site(course, [unit])
    mark_no_site(course, {unit: reason})
    note("sites.without", f"course:{course.pk}", account=by, unit=unit)


def mark_no_site(course: Course, reasons: dict[str, str]) -> None:
    """Say of units, by code, why they have no site of their own.

    Refuses: no_site.reason.
    """
    if any(not line(reason) for reason in reasons.values()):
        raise Refused("no_site.reason", 400)
    NoSite.rows.bulk_create([NoSite(course=course, unit_id=code, reason=line(why)) for code, why in reasons.items()])


def mark_site(course: Course, units: Iterable[str]) -> None:
    """Take back that units have no site."""
    NoSite.rows.of(_EVERYWHERE).filter(course=course, unit__in=list(units)).delete()


def join_site(site: Site, to: Site | None) -> None:
    """Let a site's people sit in another site's room, or in their own again (None).

    Refuses: site.join (another course, itself, or a room that has joined somewhere itself).
    """
    if to is not None and (to.course_id != site.course_id or to.pk == site.pk or to.joined_to_id is not None):
        raise Refused("site.join", 409)
    if to is not None and Site.rows.of(_EVERYWHERE).filter(joined_to=site).exists():
        raise Refused("site.join", 409)
    Site.rows.of(_EVERYWHERE).filter(pk=site.pk).update(joined_to=to)
    site.joined_to = to


def issue_site_slips(
    sites: Iterable[Site], roles: Iterable[DeskRole] = (DeskRole.HOST,), by: Account | None = None
) -> list[people.SlipIssued]:
    """New slips for each site and role, to be printed at once; older ones die. Put into the audit log.

    Secrets are drawn before anything is locked, so that the office waits for none of the seconds that thousands take.
    """
    sites, roles = list(sites), list(roles)
    drawn = people.draw_slips(
        people.SlipAsked(site.course_id, site.pk, site.unit_id, role) for site in sites for role in roles
    )
    with transaction.atomic():
        # Of two who issue for one site at one moment, the later one's slips hold.
        list(Site.rows.of(_EVERYWHERE).select_for_update().filter(pk__in=[site.pk for site in sites]).order_by("pk"))
        issued = people.keep_slips(drawn)
        for course in sorted({site.course_id for site in sites}):
            mine = [site for site in sites if site.course_id == course]
            note(
                "slips.issued", f"course:{course}", account=by, actor="" if by else "office", unit=branch_of(mine),
                sites=[site.no for site in mine], roles=[role.value for role in roles],
            )  # fmt: skip
    return issued


def link_to_desk(
    course: Course,
    role: DeskRole,
    *,
    scope: Scope,
    by: Account | None = None,
    site: Site | None = None,
    province: str = "",
    sitting: Sitting | None = None,
) -> str:
    """The path of a one-time link to a desk: of a site, of a province, of the lecturer or the control room.

    Refuses: link.foreign (404) for what is outside the scope, link.incomplete.
    """
    unit = site.unit_id if site else province or CENTRE
    above = site.unit.province_id if site else province
    if not scope.covers(unit, above) or (role in SITE_ROLES) != (site is not None):
        raise Refused("link.foreign", 404)
    if (role == DeskRole.PROVINCE) != bool(province) or role == DeskRole.ORGANISER:
        raise Refused("link.incomplete", 400)
    secret = people.make_link(
        role, unit, course.pk, site=site.pk if site else 0, sitting=sitting.pk if sitting else 0, made_by=by
    )
    note("link.made", f"course:{course.pk}", account=by, actor="" if by else "office", role=role.value, unit=unit)
    return path_of_link(role, secret)


def freeze_plan(sitting: Sitting) -> tuple[Plan, queries.Cards]:
    """The plan of a sitting as things stand, and its cards; the digest of the plan is kept with the sitting.

    Whoever opens the sitting puts both into the journal store. From then on that plan holds, and its digest
    stays with the sitting. See queries.frozen.
    """
    plan, cards = queries.frozen(sitting)
    digest = sha256(write_plan(plan)).hexdigest()
    Sitting.objects.filter(pk=sitting.pk, state=SittingState.PLANNED).update(plan_digest=digest)
    sitting.refresh_from_db(fields=["plan_digest"])
    return plan, cards
