"""Who may see what, and which tokens still live."""

from datetime import date, timedelta

from django.conf import settings
from django.db.models import Q

from diemcau.base import clock, tokens
from diemcau.people.models import Account, DeskSession, Epoch, RoleHeld
from diemcau.people.rules import OfficeRole, actor_of
from diemcau.units.rules import Scope

# A lecturer teaches; he sees no roster.
_ROLES_THAT_SEE = {OfficeRole.ORGANISER, OfficeRole.PROVINCE, OfficeRole.OPERATOR}


def roles_held(account: Account, on: date) -> list[tuple[OfficeRole, str]]:
    """Roles of an account on a day with the code of the unit where each is held."""
    held = RoleHeld.rows.of(Scope.everything()).filter(
        Q(ends_on=None) | Q(ends_on__gte=on), account=account, starts_on__lte=on
    )
    return [(OfficeRole(role), unit) for role, unit in held.order_by("id").values_list("role", "unit_id")]


def scope_of(held: list[tuple[OfficeRole, str]]) -> Scope:
    """What somebody with these roles may see: the branches of their units, nothing for none."""
    scope = Scope.nothing()
    for role, unit in held:
        if role in _ROLES_THAT_SEE:
            scope |= Scope.of_unit(unit)
    return scope


def epochs() -> dict[str, int]:
    """The smallest number of a living token, of every actor that was ever revoked."""
    return dict(Epoch.objects.values_list("actor", "number"))


def epoch_of(actor: str) -> int:
    """The number that a new token of an actor bears."""
    return Epoch.objects.filter(actor=actor).values_list("number", flat=True).first() or 1


def actor_of_session(session: DeskSession) -> str:
    """The name of a desk in facts and revocations."""
    return actor_of(session.role, session.course, session.site, session.unit_id)


def token_of(session: DeskSession, sitting: int) -> str:
    """A token of the live process for a desk and a sitting, for ten minutes."""
    claims = tokens.Claims(
        role=session.role,
        sitting=sitting,
        course=session.course,
        site=session.site,
        seat=0,
        province=session.unit.province_id or "",
        actor=actor_of_session(session),
        device=session.device,
        epoch=session.epoch,
        expires=clock.now_ms() + tokens.STAFF_LASTS,
    )
    return tokens.mint(claims, tokens.key_from(settings.SECRET_KEY, tokens.LIVE))


def is_fresh(session: DeskSession, lasts: timedelta) -> bool:
    """Whether a session began within that time."""
    return clock.now() - session.created_at < lasts
