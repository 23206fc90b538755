"""Edits of sites as a form says them, and what they would change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any

from diemcau.people.rules import dialled
from diemcau.planning.models import Site
from diemcau.planning.pasting import Named


@dataclass(frozen=True)
class SiteEdit:
    """A site as a form says it is. `covers`: codes of units, () for its own alone; `equipment`: rules.Equipment."""

    room: str = ""
    capacity: int | None = None
    equipment: tuple[str, ...] = ()
    carrier: str = ""
    connection: str = ""
    checked_on: date | None = None
    notes: str = ""
    chair: Named = field(default_factory=Named)
    chair_post: str = ""
    host: Named = field(default_factory=Named)
    technician: Named = field(default_factory=Named)
    joined_to: Site | None = None
    not_organised_reason: str = ""
    covers: tuple[str, ...] = ()


@dataclass(frozen=True)
class BulkEdit:
    """What is to become of sites; None leaves things as they are. `reason` "" organises them again.

    `hosts`: by the id of a site, who is to run it.
    """

    carrier: str | None = None
    connection: str | None = None
    capacity: int | None = None
    reason: str | None = None
    hosts: Mapping[int, Named] = field(default_factory=dict)


@dataclass(frozen=True)
class Difference:
    """What would change at a site: (field, what it was, what it becomes), as it is shown."""

    site: Site
    fields: list[tuple[str, str, str]]


def differences(sites: Iterable[Site], edit: BulkEdit) -> list[Difference]:
    """What an edit would change, for a look before it is done; sites that stay as they are are left out."""
    found = []
    for site in sites:
        shown = [(what, str(was or ""), str(is_ or "")) for what, (was, is_) in plain_differences(site, edit).items()]
        named, host = edit.hosts.get(site.pk), site.host
        if named and not (host and host.shown == named.shown and named.phone in {"", host.phone}):
            was = f"{host.shown} {dialled(host.phone)}".strip() if host else ""
            shown.append(("host", was, f"{named.shown} {dialled(named.phone)}".strip()))
        if shown:
            found.append(Difference(site, [one for one in shown if one[0] != "joined_to_id"]))
    return found


def plain_differences(site: Site, edit: BulkEdit) -> dict[str, tuple[Any, Any]]:
    """What was and what becomes of a site's own columns, where they differ."""
    wanted: dict[str, Any] = {"carrier": edit.carrier, "connection": edit.connection, "capacity": edit.capacity}
    wanted["not_organised_reason"] = edit.reason
    both = {what: (getattr(site, what), is_) for what, is_ in wanted.items() if is_ is not None}
    if edit.reason and site.joined_to_id is not None:
        both["joined_to_id"] = site.joined_to_id, None
    return {what: (was, is_) for what, (was, is_) in both.items() if was != is_}


def mark_of(found: Iterable[Difference]) -> str:
    """A digest of what somebody looked at, to tell whether it is still so: SHA-256 in hex."""
    return sha256(repr([(one.site.pk, one.fields) for one in found]).encode()).hexdigest()
