"""What a site is like and who runs it: changed one by one, or for many sites at once and taken back."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction

from diemcau.base.refused import Refused
from diemcau.base.text import fold, line
from diemcau.people import actions as people
from diemcau.people.models import Account, Person
from diemcau.people.rules import DeskRole
from diemcau.planning.actions.contacts import Wanted, persons_of
from diemcau.planning.actions.sites import branch_of, name_of
from diemcau.planning.models import Site, SiteUnit
from diemcau.planning.queries.editing import BulkEdit, SiteEdit, plain_differences
from diemcau.record.actions import keep_undo, note
from diemcau.record.undoing import undoable
from diemcau.units.queries import version_of, versions_on
from diemcau.units.rules import Scope

_EVERYWHERE = Scope.everything()
# Who comes in by a slip of his own; it dies when somebody else takes the place.
_SLIPS = {"host_id": DeskRole.HOST, "chair_id": DeskRole.CHAIR, "technician_id": DeskRole.TECHNICIAN}


@transaction.atomic
def edit_site(site: Site, edit: SiteEdit, by: Account) -> list[str]:
    """Change a site; the names of what changed. Who loses his place loses his slip and his desk.

    Refuses: site.room_taken, site.join, site.has_guests, unit.unknown, person.nameless, person.namesakes.
    """
    site = Site.rows.of(_EVERYWHERE).select_for_update(of=("self",)).select_related("course").get(pk=site.pk)
    unit = version_of(site.unit_id, site.course.starts_on)
    room = line(edit.room)
    _judge(site, edit, room)
    now = Person.rows.of(_EVERYWHERE).in_bulk([one for one in (site.chair_id, site.host_id, site.technician_id) if one])
    chair, host, technician = persons_of(
        [
            Wanted(site.unit_id, edit.chair, now.get(site.chair_id or 0)),
            Wanted(site.unit_id, edit.host, now.get(site.host_id or 0)),
            Wanted(site.unit_id, edit.technician, now.get(site.technician_id or 0)),
        ]
    )
    # A name that was given by hand stays when the room gets another one.
    name = name_of(unit, room) if site.name == name_of(unit, site.room) else site.name
    wanted = {
        "room": room,
        "name": name,
        "fold": fold(name),
        "capacity": edit.capacity,
        "equipment": list(edit.equipment),
        "carrier": line(edit.carrier),
        "connection": edit.connection,
        "checked_on": edit.checked_on,
        "notes": line(edit.notes),
        "chair_id": chair and chair.pk,
        "chair_post": line(edit.chair_post),
        "host_id": host and host.pk,
        "technician_id": technician and technician.pk,
        "joined_to_id": edit.joined_to and edit.joined_to.pk,
        "not_organised_reason": line(edit.not_organised_reason),
    }
    was = {what: getattr(site, what) for what, becomes in wanted.items() if getattr(site, what) != becomes}
    _end_slips([(site, was)])
    _write([(site, {what: wanted[what] for what in was})])
    changed = [what.removesuffix("_id") for what in was if what not in {"fold", "name"}]
    if _cover(site, edit.covers or (site.unit_id,)):
        changed.append("covers")
    if changed:
        persons = {role.value: [was[key], wanted[key]] for key, role in _SLIPS.items() if key in was}
        note(
            "site.changed", f"site:{site.pk}", account=by, unit=site.unit_id, site=site.no, fields=changed,
            persons=persons,
        )  # fmt: skip
    return changed


def _judge(site: Site, edit: SiteEdit, room: str) -> None:
    others = Site.rows.of(_EVERYWHERE).filter(course=site.course_id).exclude(pk=site.pk)
    if others.filter(unit=site.unit_id, room=room).exists():
        raise Refused("site.room_taken", 409)
    to = edit.joined_to
    if to is not None and (to.course_id != site.course_id or to.pk == site.pk or to.joined_to_id is not None):
        raise Refused("site.join", 409)
    if to is not None and edit.not_organised_reason:
        raise Refused("site.join", 409)
    if (to is not None or edit.not_organised_reason) and others.filter(joined_to=site).exists():
        raise Refused("site.has_guests", 409, site=site.name)


def _cover(site: Site, codes: Iterable[str]) -> bool:
    """Let a site take in the people of these units; whether that is a change."""
    wanted = set(codes)
    units = versions_on(site.course.starts_on)
    for code in wanted - set(units):
        raise Refused("unit.unknown", 404, unit=code, on=f"{site.course.starts_on:%d/%m/%Y}")
    rows = SiteUnit.rows.of(_EVERYWHERE).filter(site=site)
    now = set(rows.values_list("unit", flat=True))
    rows.filter(unit__in=now - wanted).delete()
    SiteUnit.rows.bulk_create(SiteUnit(site=site, unit_id=code) for code in sorted(wanted - now))
    return now != wanted


def _write(changes: list[tuple[Site, dict[str, Any]]]) -> None:
    fields = {what for _, wanted in changes for what in wanted}
    for site, wanted in changes:
        for what, becomes in wanted.items():
            setattr(site, what, becomes)
    if fields:
        names = [Site._meta.get_field(what.removesuffix("_id")).name for what in sorted(fields)]
        Site.rows.of(_EVERYWHERE).bulk_update([site for site, _ in changes], names, batch_size=200)


def _end_slips(changes: Iterable[tuple[Site, Mapping[str, Any]]]) -> None:
    """End the slips of those who are no longer named; `changes` has what was, of what changed."""
    people.revoke_slips((site.pk, role) for site, was in changes for what, role in _SLIPS.items() if was.get(what))


# --- Many at once ----------------------------------------------------------------------------------------------------


@transaction.atomic
def edit_sites(sites: Iterable[Site], edit: BulkEdit, by: Account) -> int:
    """Change many sites of a course at once; how many changed. May be taken back for 30 days.

    Refuses: site.has_guests, person.nameless, person.namesakes; then nothing is changed.
    """
    ids = [site.pk for site in sites]
    rows = Site.rows.of(_EVERYWHERE).filter(pk__in=ids).order_by("pk")
    locked = list(rows.select_for_update())
    if edit.reason:
        guest = Site.rows.of(_EVERYWHERE).filter(joined_to__in=ids).select_related("joined_to").first()
        if guest is not None and guest.joined_to is not None:
            raise Refused("site.has_guests", 409, site=guest.joined_to.name)
    named = [site for site in locked if edit.hosts.get(site.pk)]
    now = Person.rows.of(_EVERYWHERE).in_bulk([site.host_id for site in named if site.host_id])
    hosts = persons_of([Wanted(site.unit_id, edit.hosts[site.pk], now.get(site.host_id or 0)) for site in named])
    host_of = {site.pk: host.pk for site, host in zip(named, hosts, strict=True) if host}
    changes = []
    for site in locked:
        both = plain_differences(site, edit)
        if site.pk in host_of and site.host_id != host_of[site.pk]:
            both["host_id"] = site.host_id, host_of[site.pk]
        if both:
            changes.append((site, both))
    if not changes:
        return 0
    was = [(site, {what: one for what, (one, _) in both.items()}) for site, both in changes]
    _end_slips(was)
    _write([(site, {what: one for what, (_, one) in both.items()}) for site, both in changes])
    branch = branch_of(site for site, _ in changes)
    entry = note(
        "sites.changed", f"course:{changes[0][0].course_id}", account=by, unit=branch,
        sites=[site.no for site, _ in changes],
        fields=sorted({what.removesuffix("_id") for _, both in changes for what in both}),
    )  # fmt: skip
    kept = [{"site": site.pk, "both": both} for site, both in changes]
    keep_undo(entry, "sites.changed", {"sites": kept}, unit=branch)
    return len(changes)


@undoable("sites.changed")
def _change_back(data: dict[str, Any], _by: Account) -> None:
    """Give every site what it had. What somebody has changed since is not overwritten: then all stays as it is."""
    kept: dict[int, dict[str, list[Any]]] = {one["site"]: one["both"] for one in data["sites"]}
    sites = list(Site.rows.of(_EVERYWHERE).select_for_update().filter(pk__in=list(kept)).order_by("pk"))
    for site in sites:
        if any(getattr(site, what) != is_ for what, (_, is_) in kept[site.pk].items()):
            raise Refused("sites.changed_since", 409, site=site.name)
    back = [(site, {what: was for what, (was, _) in kept[site.pk].items()}) for site in sites]
    if len(sites) < len(kept) or not _can_stand(back):
        raise Refused("sites.gone_since", 409)
    _end_slips((site, {what: getattr(site, what) for what in was}) for site, was in back)
    _write(back)


def _can_stand(back: list[tuple[Site, dict[str, Any]]]) -> bool:
    """Whether the persons are still known, and the rooms that sites had joined still take somebody in."""
    persons = {was["host_id"] for _, was in back if was.get("host_id")}
    rooms = {was["joined_to_id"] for _, was in back if was.get("joined_to_id")}
    free = Site.rows.of(_EVERYWHERE).filter(pk__in=rooms, joined_to=None, not_organised_reason="")
    return Person.rows.of(_EVERYWHERE).filter(pk__in=persons).count() == len(persons) and free.count() == len(rooms)
