"""Accounts of the office and the roles that they hold."""

from datetime import date

from diemcau.base.text import line
from diemcau.people.models import Account, RoleHeld
from diemcau.people.rules import OfficeRole


def add_account(username: str, name: str, email: str = "") -> Account:
    """Somebody who works in the office; he comes in by a one-time link."""
    account = Account(username=line(username), name=line(name), email=line(email))
    account.set_unusable_password()
    account.save()
    return account


def grant(account: Account, role: OfficeRole, unit: str, starts_on: date, ends_on: date | None = None) -> RoleHeld:
    """Give an account a role at a unit."""
    return RoleHeld.rows.create(account=account, role=role, unit_id=unit, starts_on=starts_on, ends_on=ends_on)
