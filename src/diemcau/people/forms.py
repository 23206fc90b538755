"""Forms of signing in and of accounts: allauth's with our words, and our own."""

import re
from typing import Any, ClassVar

from allauth.account import forms as account_forms
from allauth.mfa.base import forms as mfa_forms
from allauth.mfa.recovery_codes import forms as codes_forms
from allauth.mfa.totp import forms as totp_forms
from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import get_language

from diemcau.base.text import line
from diemcau.base.words import say
from diemcau.people import above, queries
from diemcau.people.rules import LONG_PASSWORD, SHORT_PASSWORD, OfficeRole, may_manage
from diemcau.units.queries import UnitOn
from diemcau.units.rules import CENTRE

_NO_PROSE = {"spellcheck": "false", "autocapitalize": "none"}
DAY = "dd/mm/yyyy"
USERNAME = re.compile(r"[a-z0-9][a-z0-9._-]*")


def _say(key: str, **data: Any) -> str:
    return say(key, get_language() or "vi", **data)


class Worded(forms.Form):
    """A form whose labels and hints stand in our words: `worded` maps a field to the keys of both, "" for no hint."""

    worded: ClassVar[dict[str, tuple[str, str]]] = {}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, (label, hint) in self.worded.items():
            field = self.fields[name]
            field.label = _say(label)
            field.help_text = _say(hint, long=LONG_PASSWORD, short=SHORT_PASSWORD) if hint else ""
            if field.widget.attrs.get("placeholder") != DAY:
                field.widget.attrs.pop("placeholder", None)


class TwoPasswords(Worded):
    """Both new passwords must be the same."""

    def clean(self) -> dict[str, Any]:
        """Judge what both say."""
        first, second = self.cleaned_data.get("password1"), self.cleaned_data.get("password2")
        if first and second and first != second:
            self.add_error("password2", _say("refused.password.other"))
        return self.cleaned_data


class SignIn(Worded, account_forms.LoginForm):  # type: ignore[misc]
    """User name or e-mail, and password."""

    worded: ClassVar = {
        "login": ("office.account.login", ""),
        "password": ("office.account.password", ""),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].widget.attrs |= {"autocomplete": "username", **_NO_PROSE}


class ChangePassword(TwoPasswords, account_forms.ChangePasswordForm):  # type: ignore[misc]
    """The present password, and a new one twice."""

    worded: ClassVar = {
        "oldpassword": ("office.account.password_now", ""),
        "password1": ("office.account.password_new", "office.password.rule"),
        "password2": ("office.account.password_again", ""),
    }


class SetPassword(TwoPasswords, account_forms.SetPasswordForm):  # type: ignore[misc]
    """A first password, twice."""

    worded: ClassVar = {
        "password1": ("office.account.password_new", "office.password.rule"),
        "password2": ("office.account.password_again", ""),
    }


class NewPasswordByMail(TwoPasswords, account_forms.ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password, twice, by a link from a mail."""

    worded: ClassVar = SetPassword.worded


class Forgotten(Worded, account_forms.ResetPasswordForm):  # type: ignore[misc]
    """Where the mail with the link shall go."""

    worded: ClassVar = {"email": ("office.account.email", "")}


class PasswordAgain(Worded, account_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something that matters."""

    worded: ClassVar = {"password": ("office.account.password", "")}


_CODE = {"inputmode": "numeric", "autocomplete": "one-time-code", "spellcheck": "false"}


class Code(Worded):
    """A code of six digits, or one of the paper."""

    worded: ClassVar = {"code": ("office.account.code", "office.account.code_help")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= _CODE

    def _emit_authentication_failed(self, authenticator: Any) -> None:
        account = authenticator.user
        unit = queries.home_of(account)
        above.note("account.code_failed", f"account:{account.pk}", by=None, actor="stranger", unit=unit)


class CodeAtDoor(Code, mfa_forms.AuthenticateForm):  # type: ignore[misc]
    """The second factor, after the password."""


class CodeAgain(Code, mfa_forms.ReauthenticateForm):  # type: ignore[misc]
    """The second factor once more, before something that matters."""


class FirstCode(Code, totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    """A code that shows that the app has the secret."""

    worded: ClassVar = {"code": ("office.account.code", "office.account.code_first")}


class DropApp(Worded, totp_forms.DeactivateTOTPForm):  # type: ignore[misc]
    """Nothing to fill in."""


class NewCodes(Worded, codes_forms.GenerateRecoveryCodesForm):  # type: ignore[misc]
    """Nothing to fill in."""


_DAYS = ["%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d"]


def _day() -> forms.DateInput:
    """A day as it is written here; a browser's own field would show it as the browser's language does."""
    return forms.DateInput(format="%d/%m/%Y", attrs={"inputmode": "numeric", "placeholder": DAY})


class RoleForm(Worded):
    """A role at the centre or a province, from a day to a day; `held`: the roles of whoever gives it."""

    worded: ClassVar = {
        "role": ("office.accounts.role", ""),
        "unit": ("office.accounts.unit", ""),
        "starts_on": ("office.accounts.from", ""),
        "ends_on": ("office.accounts.to", "office.accounts.to_help"),
    }

    role = forms.ChoiceField()
    unit = forms.ChoiceField()
    starts_on = forms.DateField(widget=_day(), input_formats=_DAYS)
    ends_on = forms.DateField(widget=_day(), input_formats=_DAYS, required=False)

    def __init__(self, *args: Any, held: list[tuple[OfficeRole, str]], units: list[UnitOn], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = [(role, unit.code) for role in OfficeRole for unit in units]
        mine = [(role, unit) for role, unit in everything if may_manage(held, role, unit)]
        roles, codes = {role for role, _ in mine}, {unit for _, unit in mine}
        fields: dict[str, Any] = self.fields
        named = [(role.value, _say(f"office.role.{role.value}")) for role in OfficeRole if role in roles]
        fields["role"].choices = named
        fields["unit"].choices = [(unit.code, unit.full_name) for unit in units if unit.code in codes]

    def clean(self) -> dict[str, Any]:
        """A focal person is one of a province."""
        if self.cleaned_data.get("role") == OfficeRole.PROVINCE and self.cleaned_data.get("unit") == CENTRE:
            self.add_error("unit", _say("refused.account.province_missing"))
        starts, ends = self.cleaned_data.get("starts_on"), self.cleaned_data.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _say("refused.account.dates"))
        return self.cleaned_data


class AccountForm(RoleForm):
    """A new account with its first role."""

    field_order = ("name", "username", "email", "role", "unit", "starts_on", "ends_on")
    worded: ClassVar = {
        **RoleForm.worded,
        "name": ("office.accounts.name", ""),
        "username": ("office.accounts.username", "office.accounts.username_help"),
        "email": ("office.account.email", "office.accounts.email_help"),
    }

    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"}))
    username = forms.CharField(
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", **_NO_PROSE}),
    )
    email = forms.EmailField(required=False, widget=forms.EmailInput(attrs={"autocomplete": "off"}))

    def clean_name(self) -> str:
        """On one line."""
        return line(self.cleaned_data["name"])

    def clean_username(self) -> str:
        """Small letters without marks, digits, dots and dashes."""
        typed = line(self.cleaned_data["username"]).lower()
        RegexValidator(rf"^(?:{USERNAME.pattern})?$", _say("refused.account.username"))(typed)
        return typed
