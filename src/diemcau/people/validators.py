"""The rule of passwords as Django asks for it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import get_language

from diemcau.base.words import say
from diemcau.people import queries
from diemcau.people.models import Account
from diemcau.people.rules import LONG_PASSWORD, SHORT_PASSWORD, password_faults


class PasswordRule:
    """Judges by rules.password_faults; every fault has its own sentence."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ValidationError with all that is missing."""
        account = user if isinstance(user, Account) and user.pk else None
        second_factor = account is not None and queries.has_second_factor(account)
        names = [account.username, account.email.partition("@")[0], account.name] if account else []
        faults = password_faults(password, second_factor=second_factor, names=names)
        lang, least = get_language() or "vi", SHORT_PASSWORD if second_factor else LONG_PASSWORD
        if faults:
            raise ValidationError([say(f"refused.password.{code}", lang, least=least) for code in faults])

    def get_help_text(self) -> str:
        """What a password must be."""
        return say("office.password.rule", get_language() or "vi", long=LONG_PASSWORD, short=SHORT_PASSWORD)
