"""How allauth behaves in this house: our words, our audit log, our addresses; nobody signs himself up."""

from collections.abc import Iterator, Mapping
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from cryptography.fernet import Fernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language

from diemcau.base import clock
from diemcau.base.tokens import key_from
from diemcau.base.words import catalogue, say
from diemcau.people import above, actions, queries
from diemcau.people.middleware import SEEN
from diemcau.people.models import Account
from diemcau.people.rules import is_idle
from diemcau.people.visitor import address_asking


def lang() -> str:
    """The language of the page that is being made."""
    return get_language() or "vi"


class Errors(Mapping[str, str]):
    """What allauth says no with, by its own codes, from our words."""

    def __getitem__(self, code: str) -> str:
        return say(f"refused.allauth.{code}", lang())

    def __iter__(self) -> Iterator[str]:
        return (key.removeprefix("refused.allauth.") for key in catalogue() if key.startswith("refused.allauth."))

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Signing in and out of the office."""

    error_messages = Errors()

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by an organiser or a province."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address of the asker; limits on tries count by it."""
        return address_asking(request) or "0.0.0.0"  # noqa: S104 - nobody knows; all such askers share one limit

    def pre_login(self, request: HttpRequest, user: Account, **kwargs: Any) -> HttpResponse | None:
        """Nobody comes in by an account that is off, or that was idle until now."""
        if user.is_active and is_idle(user.used_on, queries.today()):
            actions.turn_idle(user)
        if not user.is_active:
            unit = queries.home_of(user)
            above.note("account.refused_off", f"account:{user.pk}", by=None, actor="stranger", unit=unit)
        answer: HttpResponse | None = super().pre_login(request, user, **kwargs)
        return answer

    def login(self, request: HttpRequest, user: Account) -> None:
        """Sign in; from now on the session is the account's."""
        super().login(request, user)
        request.session[SEEN] = clock.now_ms()
        actions.used(user, "")
        above.note("account.signed_in", f"account:{user.pk}", by=user, unit=queries.home_of(user))

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try; too many are noted too."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self._note("account.too_many_tries", credentials)
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Note a wrong password."""
        self._note("account.sign_in_failed", credentials)

    def _note(self, action: str, credentials: dict[str, Any]) -> None:
        """What was typed is written down only as the account that it names: strangers type passwords there."""
        account = queries.account_named(credentials.get("username", ""), credentials.get("email", ""))
        subject, unit = (f"account:{account.pk}", queries.home_of(account)) if account else ("", "")
        above.note(action, subject, by=None, actor="stranger", unit=unit)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The office, or the page of the first password."""
        owes = isinstance(request.user, Account) and request.user.password_due
        return reverse("account_set_password" if owes else "planning:courses")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        """Back to one's own account."""
        return reverse("people:me")

    def set_password(self, user: Account, password: str) -> None:
        """Set a password, noted."""
        actions.set_password(user, password)

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say what was done, in our words; what has none is not worth a message."""
        key = f"office.said.{(message_template or '').rpartition('/')[2].removesuffix('.txt')}"
        if message is None and key in catalogue():
            message = say(key, lang())
        if message:
            super().add_message(request, level, extra_tags=extra_tags, message=message)

    def send_notification_mail(
        self, template_prefix: str, user: Account, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """Tell an account by mail what changed in it, where it has an address and mail is configured."""
        if settings.MAIL and user.email:
            self.send_mail(template_prefix, email or user.email, {"user": user, **(context or {})})

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send a mail of our words."""
        self.render_mail(template_prefix, email, context).send()

    def render_mail(
        self,
        template_prefix: str,
        email: str | list[str],
        context: dict[str, Any],
        headers: dict[str, str] | None = None,
    ) -> EmailMessage:
        """The mail `office.mail.<name>`, or for changes of an account one that names the change."""
        name = template_prefix.rpartition("/")[2]
        account = context["user"]
        words = {"name": account.name, "username": account.username, "url": context.get("password_reset_url", "")}
        if f"office.mail.{name}.subject" not in catalogue():
            words |= {"what": say(f"office.mail.changed.{name}", lang()), "at": clock.local(clock.now_ms())}
            words["at"] = f"{words['at']:%H:%M %d/%m/%Y}"
            name = "changed"
        subject = say(f"office.mail.{name}.subject", lang())
        body = say(f"office.mail.{name}.body", lang(), **words)
        return EmailMessage(subject, body, None, [email] if isinstance(email, str) else email, headers=headers)


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Codes of an app on the phone, and codes on paper."""

    error_messages = Errors()

    def encrypt(self, text: str) -> str:
        """Secrets lie encrypted in the database, with a key that is not in it."""
        return _fernet().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What `encrypt` was given."""
        return _fernet().decrypt(encrypted_text.encode()).decode()

    def get_totp_label(self, user: Account) -> str:
        """How the app names the entry."""
        return user.username


def _fernet() -> Fernet:
    from base64 import urlsafe_b64encode

    return Fernet(urlsafe_b64encode(key_from(settings.SECRET_KEY, "diemcau second factors 1")))


class Ministry(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """A ministry's login: it opens accounts that are there, by their invited e-mail, and makes none."""

    error_messages = Errors()

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """An unknown identity gets no account."""
        above.note("account.ministry_unknown", by=None, actor="stranger")
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Link an identity to the account of its e-mail, if the ministry has verified that e-mail."""
        if not sociallogin.is_existing:
            verified = [one.email for one in sociallogin.email_addresses if one.verified]
            account = next((found for email in verified if (found := queries.account_named("", email))), None)
            if account is None:
                return
            if not account.is_active:
                raise ImmediateHttpResponse(redirect("account_inactive"))
            sociallogin.connect(request, account)
            above.note("account.ministry_linked", f"account:{account.pk}", by=account, unit=queries.home_of(account))
        actions.came_by_ministry(sociallogin.user)
