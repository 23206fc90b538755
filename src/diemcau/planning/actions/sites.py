"""Sites, their slips and links, and the freezing of a sitting's plan."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from django.db import transaction
from django.db.models import Max

from diemcau.activities.plan import Plan, write_plan
from diemcau.base.refused import Refused
from diemcau.base.text import line
from diemcau.people import actions as people
from diemcau.people.models import Account, Person
from diemcau.people.rules import SITE_ROLES, DeskRole, path_of_link
from diemcau.planning import queries
from diemcau.planning.models import Course, NoSite, Site, SiteUnit, Sitting
from diemcau.planning.rules import SittingState
from diemcau.record.actions import note
from diemcau.units.actions import load_rows
from diemcau.units.queries import UnitOn, versions_on
from diemcau.units.rules import CENTRE, Scope, level_of

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
    for place, one in enumerate(new):
        no = one.no or no + 1
        sites.append(
            Site(
                course=course,
                no=no,
                unit_id=one.unit,
                level=level_of(one.unit),
                name=line(one.name) or _name(units[one.unit], line(one.room)),
                room=line(one.room),
                carrier=line(one.carrier),
                chair_post=line(one.chair_post),
                not_organised_reason=line(one.not_organised_reason),
                **{what: contacts.get((place, what)) for what in _CONTACTS},
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


def _name(unit: UnitOn, room: str) -> str:
    return f"{unit.in_text} ({room})" if room else unit.in_text


def _contacts(new: list[NewSite]) -> dict[tuple[int, str], Person]:
    wanted = [
        ((place, what), replace(person, unit=person.unit or one.unit))
        for place, one in enumerate(new)
        for what in _CONTACTS
        if (person := getattr(one, what)) is not None
    ]
    added = people.add_people(person for _, person in wanted)
    return {key: person for (key, _), (person, _) in zip(wanted, added, strict=True)}


def mark_no_site(course: Course, reasons: dict[str, str]) -> None:
    """Say of units, by code, why they have no site of their own.

    Refuses: no_site.reason.
    """
    if any(not line(reason) for reason in reasons.values()):
        raise Refused("no_site.reason", 400)
    NoSite.rows.bulk_create([NoSite(course=course, unit_id=code, reason=line(why)) for code, why in reasons.items()])


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


@transaction.atomic
def issue_site_slips(
    sites: Iterable[Site], roles: Iterable[DeskRole] = (DeskRole.HOST,), by: Account | None = None
) -> list[people.SlipIssued]:
    """New slips for each site and role, to be printed at once; older ones die. Put into the audit log."""
    sites, roles = list(sites), list(roles)
    asked = [people.SlipAsked(site.course_id, site.pk, site.unit_id, role) for site in sites for role in roles]
    issued = people.issue_slips(asked)
    for course in sorted({site.course_id for site in sites}):
        nos = [site.no for site in sites if site.course_id == course]
        note(
            "slips.issued", f"course:{course}", account=by, actor="" if by else "office",
            sites=nos, roles=[role.value for role in roles],
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
