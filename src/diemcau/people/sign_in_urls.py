"""Those of allauth's addresses that this house has, under /vao/; the names are allauth's own, which it asks for.

Two of them lie on pages of ours (the door, one's own account): they are there to be found by name, and the pages'
own addresses stand before them.
"""

from typing import Any

from allauth.account import views as account_views
from allauth.mfa.base import views as mfa_views
from allauth.mfa.recovery_codes import views as codes_views
from allauth.socialaccount import views as ministry_views
from allauth.socialaccount.providers.openid_connect import views as openid_views
from django.urls import path, re_path

from diemcau.people.views import own


def _asks(view: Any, words: str) -> Any:
    """A page with one form."""
    return view.as_view(template_name="people/ask.html", extra_context={"words": words})


def _tells(view: Any, words: str) -> Any:
    """A page with words only."""
    return view.as_view(template_name="people/tell.html", extra_context={"words": words})


_FROM_MAIL = _asks(account_views.PasswordResetFromKeyView, "office.account.by_mail")
_MAIL_USED = _tells(account_views.PasswordResetFromKeyDoneView, "office.account.by_mail_done")
_CHANGE = _asks(account_views.PasswordChangeView, "office.account.change")
_CODES = codes_views.ViewRecoveryCodesView.as_view(template_name="people/codes.html")

urlpatterns = [
    path("", own.Enter.as_view(), name="account_login"),
    path("tam-khoa", _tells(account_views.AccountInactiveView, "office.account.off"), name="account_inactive"),
    path("ma", _asks(mfa_views.AuthenticateView, "office.account.second"), name="mfa_authenticate"),
    path("xac-nhan", _asks(account_views.ReauthenticateView, "office.account.again"), name="account_reauthenticate"),
    path("xac-nhan-ma", _asks(mfa_views.ReauthenticateView, "office.account.again_code"), name="mfa_reauthenticate"),
    path("quen-mat-khau", own.Forgotten.as_view(), name="account_reset_password"),
    path(
        "quen-mat-khau/da-gui",
        _tells(account_views.PasswordResetDoneView, "office.account.mail_sent"),
        name="account_reset_password_done",
    ),
    path("quen-mat-khau/xong", _MAIL_USED, name="account_reset_password_from_key_done"),
    re_path(
        r"^quen-mat-khau/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)$", _FROM_MAIL, name="account_reset_password_from_key"
    ),
    path("toi/", own.Me.as_view(), name="mfa_index"),
    path("toi/mat-khau", _CHANGE, name="account_change_password"),
    path("toi/mat-khau-dau", own.FirstPassword.as_view(), name="account_set_password"),
    path("toi/ung-dung", own.AddApp.as_view(), name="mfa_activate_totp"),
    path("toi/ung-dung/bo", own.DropApp.as_view(), name="mfa_deactivate_totp"),
    path("toi/ma-du-phong", _CODES, name="mfa_view_recovery_codes"),
    path("toi/ma-du-phong/moi", own.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("toi/phien", own.Sessions.as_view(), name="usersessions_list"),
    path(
        "don-vi/huy",
        _tells(ministry_views.LoginCancelledView, "office.account.ministry_cancelled"),
        name="socialaccount_login_cancelled",
    ),
    path("don-vi/<slug:provider_id>", openid_views.login, name="openid_connect_login"),
    path("don-vi/<slug:provider_id>/ve", openid_views.callback, name="openid_connect_callback"),
]
