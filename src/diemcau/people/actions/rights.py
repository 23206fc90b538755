"""The end of rights: of a role, and of every desk that was opened on the strength of it."""

from collections.abc import Iterable
from datetime import date
from functools import partial

from django.db import transaction
from django.db.models import Q

from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.people import above, queries
from diemcau.people.actions.ways import revoke
from diemcau.people.models import Account, DeskSession, Link, RoleHeld
from diemcau.people.rules import SITE_ROLES, may_manage, may_manage_account
from diemcau.units.rules import Scope

_EVERYWHERE = Scope.everything()


@transaction.atomic
def end_role(held: RoleHeld, by: Account) -> None:
    """End a role now; its rights and the desks that hung on it end with it, open streams within 5 seconds.

    Refuses: account.not_yours (404); account.yourself (409); account.role_over (409).
    """
    check_may(by, held.role, held.unit_id)
    if held.account_id == by.pk:
        raise Refused("account.yourself", 409)
    today = queries.today()
    if held.rights_ended_at is not None or (held.ends_on is not None and held.ends_on < today):
        raise Refused("account.role_over", 409)
    rows = RoleHeld.rows.of(_EVERYWHERE).filter(pk=held.pk)
    rows.update(ends_on=max(held.starts_on, today), rights_ended_at=clock.now())
    end_rights(held.account)
    above.note("account.role_ended", f"account:{held.account_id}", by=by, unit=held.unit_id, role=held.role)


@transaction.atomic
def end_roles_of_before(today: date) -> int:
    """End what hangs on roles whose last day has passed; how many roles."""
    over = RoleHeld.rows.of(_EVERYWHERE).filter(ends_on__lt=today, rights_ended_at=None)
    ended = list(over.select_related("account"))
    over.update(rights_ended_at=clock.now())
    for account in {held.account for held in ended}:
        end_rights(account)
    for held in ended:
        who = f"account:{held.account_id}"
        above.note("account.role_ended", who, by=None, actor="clock", unit=held.unit_id, role=held.role)
    return len(ended)


def end_rights(account: Account) -> None:
    """End the desks and links that an account made and may no longer make.

    Desks of others that act under the same name (a second control room of the course) go on: they get the next
    number and fetch themselves a new token.
    """
    held = queries.roles_held(account, queries.today()) if account.is_active else []
    scope = queries.scope_of(held)
    now = clock.now()
    links = Link.rows.of(_EVERYWHERE).filter(made_by=account, account=None, used_at=None).select_related("unit")
    lost = [link.pk for link in links if not scope.covers(link.unit_id, link.unit.province_id or "")]
    Link.rows.of(_EVERYWHERE).filter(pk__in=lost).update(used_at=now)

    living = DeskSession.rows.of(_EVERYWHERE).filter(ended_at=None)
    mine = living.filter(Q(link__made_by=account) | Q(account=account)).select_related("unit")
    gone = [desk for desk in mine if not scope.covers(desk.unit_id, desk.unit.province_id or "")]
    living.filter(pk__in=[desk.pk for desk in gone]).update(ended_at=now)
    numbers = revoke(queries.actor_of_session(desk) for desk in gone)
    _carry_over(gone, numbers)
    transaction.on_commit(partial(above.end_tokens, numbers))


def _carry_over(gone: Iterable[DeskSession], numbers: dict[str, int]) -> None:
    """Give the number that holds now to living desks of the same actors. What was void before stays void."""
    done = set()
    for desk in gone:
        actor = queries.actor_of_session(desk)
        if actor in done:
            continue
        done.add(actor)
        same = DeskSession.rows.of(_EVERYWHERE).filter(role=desk.role, ended_at=None, epoch=numbers[actor] - 1)
        if desk.role in SITE_ROLES:
            same = same.filter(site=desk.site)
        elif desk.role == "province":
            same = same.filter(unit=desk.unit_id)
        else:
            same = same.filter(course=desk.course)
        same.update(epoch=numbers[actor])


def check_may(by: Account | None, role: str, unit: str) -> None:
    """Refused account.not_yours (404) unless `by` may give and take this role; None stands for the software itself."""
    if by is not None and not may_manage(queries.roles_held(by, queries.today()), role, unit):
        raise Refused("account.not_yours", 404)


def check_may_all(account: Account, by: Account | None) -> None:
    """Refused account.not_yours (404) unless `by` may manage the whole account."""
    roles = queries.roles_ever(account)
    if by is not None and not may_manage_account(queries.roles_held(by, queries.today()), roles):
        raise Refused("account.not_yours", 404)
