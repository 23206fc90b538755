"""Signing in, and one's own account: password, second factor, sessions. allauth's views with our pages."""

from typing import Any, cast

from allauth.account import views as account_views
from allauth.account.internal.flows.password_change import finalize_password_set
from allauth.mfa.base import views as mfa_views
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as codes_views
from allauth.mfa.totp import views as totp_views
from allauth.socialaccount.adapter import get_adapter as get_ministry
from allauth.usersessions import views as sessions_views
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.generic.edit import FormView

from diemcau.people import above, actions, queries
from diemcau.people.forms import SetPassword
from diemcau.people.middleware import OfficeRequest
from diemcau.people.models import Account
from diemcau.people.visitor import device_of


class Enter(account_views.LoginView):  # type: ignore[misc]
    """The door of the office: account, ministry's login, one-time link; and who else comes in how."""

    template_name = "people/enter.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        back = {"next": url} if (url := self.get_next_url()) else {}
        ministries = [
            {"name": provider.app.name, "url": provider.get_login_url(self.request, **back)}
            for provider in get_ministry().list_providers(self.request)
        ]
        return {**super().get_context_data(**kwargs), "ministries": ministries}


class Me(mfa_views.IndexView):  # type: ignore[misc]
    """One's own account."""

    template_name = "people/me.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        request = cast(OfficeRequest, self.request)
        codes = Authenticator.objects.filter(user=request.user, type=Authenticator.Type.RECOVERY_CODES).first()
        return {
            **super().get_context_data(**kwargs),
            "second_factor": queries.has_second_factor(request.user),
            "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
            "roles": queries.own_roles(request.user, queries.today()),
        }


class FirstPassword(FormView[SetPassword]):
    """Whoever comes by an invitation, or has lost the second factor of a short password, sets a password first."""

    form_class = SetPassword
    template_name = "people/ask.html"
    extra_context = {"words": "office.account.first"}

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "user": self.request.user}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The page, for whoever owes a password; others change theirs."""
        account = cast(Account, request.user)
        if not account.password_due and account.has_usable_password():
            return redirect("account_change_password")
        return super().get(request, *args, **kwargs)

    def form_valid(self, form: SetPassword) -> HttpResponse:
        account = cast(Account, self.request.user)
        actions.set_password(account, form.cleaned_data["password1"])
        finalize_password_set(self.request, account)
        return redirect(reverse("people:me") if not queries.has_second_factor(account) else reverse("planning:courses"))


class Forgotten(account_views.PasswordResetView):  # type: ignore[misc]
    """A link by mail; without mail, words that say whom to ask."""

    template_name = "people/ask.html"
    extra_context = {"words": "office.account.forgotten"}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        if not settings.MAIL:
            return render(request, "people/tell.html", {"words": "office.account.forgotten_nomail"})
        return super().dispatch(request, *args, **kwargs)


class AddApp(totp_views.ActivateTOTPView):  # type: ignore[misc]
    """A code app on the phone becomes the second factor."""

    template_name = "people/totp.html"

    def form_valid(self, form: Any) -> Any:
        answer = super().form_valid(form)
        _note("account.factor_set", self.request)
        return answer


class DropApp(totp_views.DeactivateTOTPView):  # type: ignore[misc]
    """The second factor goes; a short password must then become a long one."""

    template_name = "people/ask.html"
    extra_context = {"words": "office.account.drop_app"}

    def form_valid(self, form: Any) -> Any:
        answer = super().form_valid(form)
        actions.second_factor_gone(cast(Account, self.request.user))
        _note("account.factor_dropped", self.request)
        return answer


class NewCodes(codes_views.GenerateRecoveryCodesView):  # type: ignore[misc]
    """New codes on paper; the old ones die."""

    template_name = "people/ask.html"
    extra_context = {"words": "office.account.new_codes"}

    def form_valid(self, form: Any) -> Any:
        answer = super().form_valid(form)
        _note("account.codes_made", self.request)
        return answer


class Sessions(sessions_views.ListUserSessionsView):  # type: ignore[misc]
    """Where the account is signed in; all others can be ended at once."""

    template_name = "people/sessions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(**kwargs)
        newest = sorted(found["sessions"], key=lambda one: one.last_seen_at, reverse=True)
        return {**found, "sessions": [(one, device_of(one.user_agent)) for one in newest]}

    def form_valid(self, form: Any) -> Any:
        _note("account.sessions_ended", self.request)
        return super().form_valid(form)


def end_session(request: OfficeRequest, pk: int) -> HttpResponse:
    """POST: end one of one's own sessions."""
    actions.end_session_by_id(request.user, pk)
    return redirect("usersessions_list")


def _note(action: str, request: HttpRequest) -> None:
    account = cast(Account, request.user)
    above.note(action, f"account:{account.pk}", by=account, unit=queries.home_of(account))
