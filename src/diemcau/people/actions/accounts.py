"""Accounts of the office: made, invited, switched off and on again, their passwords and second factors."""

import logging
from collections.abc import Iterable
from datetime import date
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction

from diemcau.base import clock
from diemcau.base.refused import Refused
from diemcau.base.taken import once
from diemcau.base.text import fold, line
from diemcau.base.words import say
from diemcau.people import above, queries
from diemcau.people.actions.rights import check_may, check_may_all, end_rights
from diemcau.people.actions.ways import make_link
from diemcau.people.models import Account, Link, RoleHeld
from diemcau.people.rules import (
    INVITATION_LASTS,
    LONG_PASSWORD,
    DeskRole,
    Off,
    OfficeRole,
    path_of_link,
)
from diemcau.units.rules import CENTRE, Scope

log = logging.getLogger(__name__)
_EVERYWHERE = Scope.everything()


def add_account(username: str, name: str, email: str = "") -> Account:
    """Somebody who works in the office; without a password until he sets one."""
    account = Account(username=line(username), name=line(name), email=line(email).lower(), used_on=queries.today())
    account.fold = fold(f"{account.name} {account.username} {account.email}")
    account.set_unusable_password()
    account.save()
    return account


@transaction.atomic
def grant(
    account: Account,
    role: OfficeRole,
    unit: str,
    starts_on: date,
    ends_on: date | None = None,
    *,
    by: Account | None = None,
) -> RoleHeld:
    """Give an account a role at a unit, from the first day to the last.

    `by` is who gives it; None stands for the software itself. Refuses: account.not_yours (404) what is not his to
    give, account.dates (400), account.role_held (409) while the account holds the role there.
    """
    check_may(by, role, unit)
    if ends_on is not None and ends_on < starts_on:
        raise Refused("account.dates", 400)
    Account.objects.select_for_update().get(pk=account.pk)  # two who give the same role at a time stand in line
    same = RoleHeld.rows.of(_EVERYWHERE).filter(account=account, role=role, unit=unit)
    if queries.overlapping(same, starts_on, ends_on).exists():
        raise Refused("account.role_held", 409)
    held = RoleHeld.rows.create(account=account, role=role, unit_id=unit, starts_on=starts_on, ends_on=ends_on)
    if by:
        above.note("account.role_given", f"account:{account.pk}", by=by, unit=unit, role=role.value)
    return held


@transaction.atomic
def invite(
    name: str,
    email: str,
    role: OfficeRole,
    unit: str,
    starts_on: date,
    ends_on: date | None = None,
    *,
    username: str = "",
    by: Account | None = None,
) -> tuple[Account, str]:
    """A new account with a role, and the path of the one-time link by which it comes in first and sets its password.

    Refuses: what `grant` does; account.username_taken, account.email_taken (409).
    """
    check_may(by, role, unit)
    username = line(username).lower() or _free_username(name)
    if Account.objects.filter(username__iexact=username).exists():
        raise Refused("account.username_taken", 409)
    if line(email) and Account.objects.filter(email=line(email).lower()).exists():
        raise Refused("account.email_taken", 409)
    with once("account.username_taken"):  # whoever was faster by an instant has both
        account = add_account(username, name, email)
    grant(account, role, unit, starts_on, ends_on)
    above.note("account.invited", f"account:{account.pk}", by=by, actor="cli", unit=unit, role=role.value)
    return account, _invitation(account, unit, by)


@transaction.atomic
def wake(account: Account, by: Account | None = None) -> str:
    """Switch an account on (again) and invite it; the path of the one-time link.

    The old password, links and signed-in sessions die; a second factor stays. Refuses: account.not_yours (404).
    """
    check_may_all(account, by)
    unit = queries.home_of(account)
    Account.objects.filter(pk=account.pk).update(is_active=True, off="", used_on=queries.today())
    account.refresh_from_db()
    account.set_unusable_password()
    account.save()
    end_sessions_of(account)
    above.note("account.invited", f"account:{account.pk}", by=by, actor="office", unit=unit)
    return _invitation(account, unit, by)


@transaction.atomic
def wake_idle(by: Account) -> list[tuple[Account, str]]:
    """Invite the focal persons again who were switched off for idleness, because a class is to be prepared.

    Each with the path of his one-time link, by name. Refuses: account.not_yours (404).
    """
    idle = Account.objects.filter(queries.holding(OfficeRole.PROVINCE, queries.today()), off=Off.IDLE)
    return [(account, wake(account, by)) for account in idle.order_by("name", "pk")]


def mail_invitations(invited: Iterable[tuple[Account, str]], lang: str) -> set[int]:
    """Send links of invitations by their accounts, where those have an address and mail is configured.

    Ids of the accounts whose letter left. A mail server that is away costs nobody his link, which is nowhere else.
    """
    sent: set[int] = set()
    letters = [(account, _letter(account, url, lang)) for account, url in invited if settings.MAIL and account.email]
    if not letters:
        return sent
    connection = get_connection()
    try:
        connection.open()
        for account, letter in letters:
            try:
                sent |= {account.pk} if connection.send_messages([letter]) else set()
            except SMTPResponseException as refused:  # this letter; the line is there for the others
                log.warning("the invitation of account %d was not taken: %d", account.pk, refused.smtp_code)
            except SMTPRecipientsRefused:
                log.warning("the invitation of account %d was not taken: its address", account.pk)
    except OSError as failed:  # SMTPException is one
        log.warning("invitations were not sent: %s", type(failed).__name__)
    finally:
        connection.close()
    return sent


def _letter(account: Account, url: str, lang: str) -> EmailMessage:
    words = {"name": account.name, "username": account.username, "url": url, "days": INVITATION_LASTS.days}
    body = say("office.mail.invitation.body", lang, **words)
    return EmailMessage(say("office.mail.invitation.subject", lang), body, None, [account.email])


def block(account: Account, by: Account) -> None:
    """Switch an account off at once; its sessions, links and desks end.

    Refuses: account.not_yours (404), account.yourself (409).
    """
    check_may_all(account, by)
    if account.pk == by.pk:
        raise Refused("account.yourself", 409)
    with transaction.atomic():
        switch_off(account, Off.BLOCKED)
        end_rights(account)
        above.note("account.blocked", f"account:{account.pk}", by=by, unit=queries.home_of(account))


def switch_off(account: Account, why: Off) -> None:
    """No way in leads to the account any more, and whoever is inside is out with his next click."""
    Account.objects.filter(pk=account.pk, is_active=True).update(is_active=False, off=why.value)
    Link.rows.of(_EVERYWHERE).filter(account=account, used_at=None).update(used_at=clock.now())
    end_sessions_of(account)
    account.refresh_from_db()


def end_sessions_of(account: Account) -> None:
    """Sign an account out everywhere."""
    for session in UserSession.objects.filter(user=account):
        session.end()


def end_session_by_id(account: Account, pk: int) -> None:
    """End one of an account's own sessions; nothing happens for an unknown one."""
    for session in UserSession.objects.filter(user=account, pk=pk):
        session.end()
        above.note("account.session_ended", f"account:{account.pk}", by=account, unit=queries.home_of(account))


def set_password(account: Account, password: str) -> None:
    """Set a password that the rule has judged already."""
    account.set_password(password)
    account.long_password = len(password) >= LONG_PASSWORD
    account.password_due = False
    account.save()
    above.note("account.password_set", f"account:{account.pk}", by=account, unit=queries.home_of(account))


def reset_second_factor(account: Account, by: Account) -> None:
    """Take away a lost second factor; a password too short to stand alone must then be set anew.

    Refuses: account.not_yours (404).
    """
    check_may_all(account, by)
    with transaction.atomic():
        Authenticator.objects.filter(user=account).delete()
        second_factor_gone(account)
        end_sessions_of(account)
        above.note("account.factor_reset", f"account:{account.pk}", by=by, unit=queries.home_of(account))


def second_factor_gone(account: Account) -> None:
    """Without its second factor an account needs the long password."""
    if not account.long_password and account.has_usable_password():
        Account.objects.filter(pk=account.pk).update(password_due=True)


def came_by_ministry(account: Account) -> None:
    """Whoever the ministry vouches for needs no password of ours."""
    account.password_due = False
    account.save(update_fields=["password_due"])


def used(account: Account, session_key: str) -> None:
    """Put down that an account is used today, and its session now."""
    today = queries.today()
    if account.used_on is None or account.used_on < today:
        Account.objects.filter(pk=account.pk).update(used_on=today)
    UserSession.objects.filter(session_key=session_key).update(last_seen_at=clock.now())


def invite_organiser(name: str) -> str:
    """An organiser of the centre, made now unless the name is taken, and the path of a one-time link for him."""
    organisers = RoleHeld.rows.of(_EVERYWHERE).filter(role=OfficeRole.ORGANISER, unit=CENTRE)
    account = Account.objects.filter(name=line(name), pk__in=organisers.values("account")).first()
    if account is not None:
        return wake(account)
    return invite(name, "", OfficeRole.ORGANISER, CENTRE, queries.today())[1]


def _invitation(account: Account, unit: str, by: Account | None) -> str:
    """A fresh link for an account, which must set a password when it has come in; older links die.

    One from the command line is good until it is used: whoever has that line has the whole server.
    """
    Link.rows.of(_EVERYWHERE).filter(account=account, used_at=None).update(used_at=clock.now())
    account.password_due = True
    account.save()
    secret = make_link(DeskRole.ORGANISER, unit, account=account, made_by=by, lasts=INVITATION_LASTS if by else None)
    return path_of_link(DeskRole.ORGANISER, secret)


def _free_username(name: str) -> str:
    """A user name made from a name: nguyen-van-an, nguyen-van-an-2 where that is taken."""
    wanted = fold(name).replace(" ", "-")[:50] or "tai-khoan"
    taken = set(Account.objects.filter(username__startswith=wanted).values_list("username", flat=True))
    number = 1
    username = wanted
    while username in taken:
        number += 1
        username = f"{wanted}-{number}"
    return username
