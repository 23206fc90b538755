"""Slips, one-time links and the sessions of desks."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.people import above, queries, secrets
from diemcau.people.models import Account, DeskSession, Epoch, Link, Slip
from diemcau.people.rules import (
    LINK_LASTS,
    PIN_TRIES,
    SESSION_LASTS,
    SITE_ROLES,
    SLIP_ROLES,
    DeskRole,
    actor_of,
)
from diemcau.units.rules import Scope

_EVERYWHERE = Scope.everything()


@dataclass(frozen=True)
class SlipAsked:
    """A slip that is wanted: for a role of a site of a course; `unit` is the site's."""

    course: int
    site: int
    unit: str
    role: DeskRole = DeskRole.HOST


@dataclass(frozen=True)
class SlipIssued:
    """A slip as it is printed. Secret and PIN are nowhere else: what is not printed now is issued anew."""

    course: int
    site: int
    role: DeskRole
    secret: str
    pin: str


@dataclass(frozen=True)
class SlipDrawn:
    """A slip that nobody has kept yet: as it is printed, its unit, and what is stored of its PIN."""

    slip: SlipIssued
    unit: str
    pin: str


def draw_slips(asked: Iterable[SlipAsked]) -> list[SlipDrawn]:
    """Secrets and PINs, in the order asked; nothing is written, so that nobody waits for it: 2 to 8 ms each.

    Refuses: slip.role.
    """
    asked = list(asked)
    if any(one.role not in SLIP_ROLES for one in asked):
        raise Refused("slip.role", 400)
    issued = [SlipIssued(one.course, one.site, one.role, secrets.new_secret(), secrets.new_pin()) for one in asked]
    pins = secrets.pin_digests((slip.secret, slip.pin) for slip in issued)
    return [SlipDrawn(slip, one.unit, pin) for one, slip, pin in zip(asked, issued, pins, strict=True)]


@transaction.atomic
def keep_slips(drawn: list[SlipDrawn]) -> list[SlipIssued]:
    """Make drawn slips valid. Those that were valid for the same site and role die with their desks."""
    now = clock.now()
    revoke_slips((one.slip.site, one.slip.role) for one in drawn)
    Slip.rows.bulk_create(
        [
            Slip(
                course=one.slip.course,
                site=one.slip.site,
                role=one.slip.role,
                unit_id=one.unit,
                digest=secrets.digest(one.slip.secret),
                pin=one.pin,
                issued_at=now,
            )
            for one in drawn
        ],
        batch_size=500,
    )
    return [one.slip for one in drawn]


def issue_slips(asked: Iterable[SlipAsked]) -> list[SlipIssued]:
    """New slips, in the order asked. Those that were valid for the same site and role die with their desks."""
    return keep_slips(draw_slips(asked))


@transaction.atomic
def revoke_slips(of: Iterable[tuple[int, DeskRole]]) -> None:
    """End the valid slips of sites and roles, and every desk that came in by them."""
    sites = defaultdict(set)
    for site, role in of:
        sites[role].add(site)
    for role, ids in sites.items():
        valid = Slip.rows.of(_EVERYWHERE).filter(role=role, site__in=ids, revoked_at=None)
        actors = [actor_of(role, 0, site, "") for site in valid.values_list("site", flat=True)]
        valid.update(revoked_at=clock.now())
        numbers = revoke(actors)
        transaction.on_commit(partial(above.end_tokens, numbers))


@transaction.atomic
def revoke(actors: Iterable[str]) -> dict[str, int]:
    """End every session and token that actors were given so far; their new numbers, for the live process."""
    actors = set(actors)
    known = Epoch.objects.filter(actor__in=actors)
    new = actors - set(known.values_list("actor", flat=True))
    known.update(number=F("number") + 1)
    Epoch.objects.bulk_create(Epoch(actor=actor, number=2) for actor in sorted(new))
    return {epoch.actor: epoch.number for epoch in Epoch.objects.filter(actor__in=actors)}


def enter_by_slip(secret: str, pin: str, device: str) -> tuple[DeskSession, str]:
    """A desk for a slip and its PIN, on the device that used the slip first; and the session's secret.

    Refuses: slip.bad (401) for an unknown or revoked slip and for a wrong PIN alike; slip.locked (429) after
    five wrong PINs; slip.other_device (409).
    """
    slips = Slip.rows.of(_EVERYWHERE).filter(digest=secrets.digest(secret), revoked_at=None)
    slip = slips.select_related("unit").first()
    if slip is None:
        secrets.same_pin(secret, pin, "")
        raise Refused("slip.bad", 401)
    # The try is spent before the PIN is looked at, so that guesses sent at one moment are counted too.
    if not slips.filter(tries__lt=PIN_TRIES).update(tries=F("tries") + 1):
        raise Refused("slip.locked", 429)
    if not secrets.same_pin(secret, pin, slip.pin):
        raise Refused("slip.bad", 401)
    slips.update(tries=0)
    with transaction.atomic():
        now = clock.now()
        mine = slips.filter(Q(device="") | Q(device=device))
        if not mine.update(device=device, used_at=Coalesce(F("used_at"), now)):
            raise Refused("slip.other_device", 409)
        return _begin(
            DeskSession(slip=slip, unit=slip.unit, role=slip.role, course=slip.course, site=slip.site), device
        )


# --- Links -----------------------------------------------------------------------------------------------------------


def make_link(
    role: DeskRole,
    unit: str,
    course: int = 0,
    *,
    sitting: int = 0,
    site: int = 0,
    account: Account | None = None,
    made_by: Account | None = None,
    lasts: timedelta | None = None,
    desk_minutes: int = 0,
) -> str:
    """The secret of a one-time link (see rules.path_of_link).

    It lives 30 minutes; an account's (of the role organiser) until it is used, or as long as `lasts` says.
    `unit` is the site's for a role at a site, the province for a focal person, "00" for everybody else.
    The desk that comes in by it lives `desk_minutes`; 0: as long as any.
    """
    if (role in SITE_ROLES) != bool(site) or (role == DeskRole.ORGANISER) != (account is not None):
        raise Refused("link.incomplete", 400)
    now = clock.now()
    secret = secrets.new_secret()
    Link.rows.create(
        role=role,
        unit_id=unit,
        course=course,
        sitting=sitting,
        site=site,
        account=account,
        made_by=made_by,
        digest=secrets.digest(secret),
        made_at=now,
        expires_at=now + (lasts or LINK_LASTS) if lasts or role != DeskRole.ORGANISER else None,
        desk_minutes=desk_minutes,
    )
    return secret


@transaction.atomic
def enter_by_link(secret: str, device: str) -> tuple[DeskSession, str] | Account:
    """A desk for a one-time link, or the account of an organiser.

    Refuses: link.bad (401), for an unknown, used or expired one alike.
    """
    now = clock.now()
    links = Link.rows.of(_EVERYWHERE).filter(digest=secrets.digest(secret))
    unused = links.filter(Q(expires_at=None) | Q(expires_at__gt=now), used_at=None)
    # One statement decides, so that of two who come at one moment only one gets in.
    if not unused.update(used_at=now):
        raise Refused("link.bad", 401)
    link = links.select_related("unit", "account").get()
    if link.account is not None:
        if not link.account.is_active:
            raise Refused("link.bad", 401)
        return link.account
    session = DeskSession(
        link=link, unit=link.unit, role=link.role, course=link.course, sitting=link.sitting, site=link.site
    )
    return _begin(session, device)


# --- Sessions --------------------------------------------------------------------------------------------------------


def _begin(session: DeskSession, device: str) -> tuple[DeskSession, str]:
    secret = secrets.new_secret()
    session.device = device
    session.digest = secrets.digest(secret)
    session.created_at = clock.now()
    session.epoch = queries.epoch_of(queries.actor_of_session(session))
    session.save()
    return session, secret


def session_of(secret: str) -> DeskSession:
    """The living session of a secret.

    Refuses: session.over (401) for an unknown, ended, revoked or too old one.
    """
    sessions = DeskSession.rows.of(_EVERYWHERE).filter(digest=secrets.digest(secret), ended_at=None)
    session = sessions.select_related("unit", "link").first()
    if session is None or session.epoch < queries.epoch_of(queries.actor_of_session(session)):
        raise Refused("session.over", 401)
    minutes = session.link.desk_minutes if session.link else 0
    if not queries.is_fresh(session, timedelta(minutes=minutes) if minutes else SESSION_LASTS):
        raise Refused("session.over", 401)
    return session


def end_session(secret: str) -> None:
    """Leave a desk; nothing happens for an unknown secret."""
    DeskSession.rows.of(_EVERYWHERE).filter(digest=secrets.digest(secret), ended_at=None).update(ended_at=clock.now())
