"""What the worker does for accounts when a day has begun."""

from datetime import date

from django.db import transaction

from diemcau.people import above, queries
from diemcau.people.actions.accounts import switch_off
from diemcau.people.actions.rights import end_roles_of_before
from diemcau.people.models import Account
from diemcau.people.rules import Off


def begin_day(today: date) -> tuple[int, int]:
    """End the rights of roles that are over, switch idle accounts off; how many of each."""
    ended = end_roles_of_before(today)
    idle = list(queries.idle(Account.objects.filter(is_active=True), today))
    for account in idle:
        turn_idle(account)
    return ended, len(idle)


@transaction.atomic
def turn_idle(account: Account) -> None:
    """Switch an account off that was without use for too long."""
    switch_off(account, Off.IDLE)
    above.note("account.idle", f"account:{account.pk}", by=None, actor="clock", unit=queries.home_of(account))
