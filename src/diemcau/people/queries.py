"""Who may see what, and which tokens still live."""

from dataclasses import dataclass
from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Prefetch, Q, QuerySet

from diemcau.base import clock, tokens
from diemcau.people.models import Account, DeskSession, Epoch, RoleHeld
from diemcau.people.rules import IDLE_DAYS, OfficeRole, actor_of, may_manage
from diemcau.units.models import UnitVersion
from diemcau.units.queries import UnitOn, provinces, version_of
from diemcau.units.rules import CENTRE, Scope, full_name

# A lecturer teaches; he sees no roster.
_ROLES_THAT_SEE = {OfficeRole.ORGANISER, OfficeRole.PROVINCE, OfficeRole.OPERATOR}


def roles_held(account: Account, on: date) -> list[tuple[OfficeRole, str]]:
    """Roles of an account on a day with the code of the unit where each is held."""
    held = RoleHeld.rows.of(Scope.everything()).filter(
        Q(ends_on=None) | Q(ends_on__gte=on), account=account, starts_on__lte=on, rights_ended_at=None
    )
    return [(OfficeRole(role), unit) for role, unit in held.order_by("id").values_list("role", "unit_id")]


def scope_of(held: list[tuple[OfficeRole, str]]) -> Scope:
    """What somebody with these roles may see: the branches of their units, nothing for none."""
    scope = Scope.nothing()
    for role, unit in held:
        if role in _ROLES_THAT_SEE:
            scope |= Scope.of_unit(unit)
    return scope


def today() -> date:
    """The day in Viet Nam."""
    return clock.local(clock.now_ms()).date()


def roles_ever(account: Account) -> list[tuple[str, str]]:
    """Every role that an account holds, held or will hold, with the unit."""
    rows = RoleHeld.rows.of(Scope.everything()).filter(account=account)
    return list(rows.order_by("id").values_list("role", "unit_id"))


def account_named(username: str, email: str) -> Account | None:
    """The account of a user name or an e-mail as somebody typed it; None for an unknown one."""
    asked = Q()
    for text in {username, email} - {""}:
        asked |= Q(username__iexact=text) | Q(email=text.lower())
    return Account.objects.filter(asked).order_by("id").first() if asked else None


def home_of(account: Account) -> str:
    """The unit that acts about an account are noted at: the province where all its roles are, else the centre."""
    units = {unit for _, unit in roles_ever(account)}
    return units.pop() if len(units) == 1 else CENTRE


def overlapping(rows: QuerySet[RoleHeld], starts_on: date, ends_on: date | None) -> QuerySet[RoleHeld]:
    """Roles held on some day between two days; None: without an end."""
    rows = rows.filter(Q(ends_on=None) | Q(ends_on__gte=starts_on), rights_ended_at=None)
    return rows.filter(starts_on__lte=ends_on) if ends_on else rows


def idle(accounts: QuerySet[Account], on: date) -> QuerySet[Account]:
    """Those of the accounts that rules.is_idle says of."""
    return accounts.filter(used_on__lt=on - timedelta(days=IDLE_DAYS))


def has_second_factor(account: Account) -> bool:
    """Whether an account signs in with a code besides the password."""
    return bool(Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists())


def accounts_managed(held: list[tuple[OfficeRole, str]]) -> QuerySet[Account]:
    """Accounts that somebody with these roles may look after, with `shown`: those of their roles that are his to see.

    A province sees accounts that are or were its focal persons.
    """
    rows = RoleHeld.rows.of(scope_of(held)).select_related("unit").order_by("starts_on", "id")
    accounts = Account.objects.all()
    if not may_manage(held, OfficeRole.ORGANISER, CENTRE):
        units = [unit for _, unit in held if may_manage(held, OfficeRole.PROVINCE, unit)]
        rows = rows.filter(role=OfficeRole.PROVINCE, unit__in=units)
        accounts = accounts.filter(pk__in=rows.order_by().values("account"))
    return accounts.prefetch_related(Prefetch("roles", rows, to_attr="shown"))


@dataclass(frozen=True)
class RoleShown:
    """A role as pages show it; `when` is now, later or over."""

    id: int
    role: str
    unit: str
    starts_on: date
    ends_on: date | None
    when: str


@dataclass(frozen=True)
class AccountShown:
    """An account as pages show it; `state` is on, due (has not set its password yet), idle or blocked."""

    account: Account
    state: str
    roles: list[RoleShown]


def accounts_shown(accounts: list[Account], on: date) -> list[AccountShown]:
    """Accounts of `accounts_managed` as pages show them. One query."""
    names = names_of({held.unit_id for account in accounts for held in account.shown}, on)  # type: ignore[attr-defined]
    return [
        AccountShown(
            account,
            account.off or ("due" if account.password_due else "on"),
            [_role_shown(held, names, on) for held in account.shown],  # type: ignore[attr-defined]
        )
        for account in accounts
    ]


def _role_shown(held: RoleHeld, names: dict[str, str], on: date) -> RoleShown:
    over = held.rights_ended_at is not None or (held.ends_on is not None and held.ends_on < on)
    when = "over" if over else "later" if held.starts_on > on else "now"
    return RoleShown(held.pk, held.role, names.get(held.unit_id, held.unit_id), held.starts_on, held.ends_on, when)


def own_roles(account: Account, on: date) -> list[RoleShown]:
    """What an account holds today or will, for its own page. Two queries."""
    rows = RoleHeld.rows.of(Scope.everything()).filter(account=account).order_by("starts_on", "id")
    names = names_of({held.unit_id for held in rows}, on)
    return [shown for held in rows if (shown := _role_shown(held, names, on)).when != "over"]


def names_of(codes: set[str], on: date) -> dict[str, str]:
    """Full names of units on a day, by code. One query."""
    rows = UnitVersion.objects.filter(Q(valid_to=None) | Q(valid_to__gte=on), valid_from__lte=on, unit__in=codes)
    return {row.unit_id: full_name(row.kind, row.name) for row in rows}


def units_of_roles(on: date) -> list[UnitOn]:
    """Where roles of the office are held: the centre and the provinces."""
    return [version_of(CENTRE, on), *provinces(on)]


def holding(role: OfficeRole, on: date) -> Q:
    """Accounts that hold a role on a day, wherever."""
    rows = RoleHeld.rows.of(Scope.everything()).filter(role=role, starts_on__lte=on, rights_ended_at=None)
    return Q(pk__in=rows.filter(Q(ends_on=None) | Q(ends_on__gte=on)).values("account"))


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
