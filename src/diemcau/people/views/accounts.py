"""The accounts of others: for the centre's organisers, and for a province its focal persons."""

from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language

from diemcau.base.listing import Choice, Listing
from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.people import actions, queries
from diemcau.people.forms import AccountForm, RoleForm
from diemcau.people.middleware import OfficeRequest
from diemcau.people.models import Account, RoleHeld
from diemcau.people.rules import Off, OfficeRole, may_manage, may_manage_account
from diemcau.units.rules import CENTRE

_FIELDS = {  # where on a form a refusal belongs
    "account.username_taken": "username",
    "account.email_taken": "email",
    "account.role_held": "role",
    "account.dates": "ends_on",
}


def _say(key: str, **data: Any) -> str:
    return say(key, get_language() or "vi", **data)


def accounts(request: OfficeRequest) -> HttpResponse:
    """GET: the list, with search, state and role."""
    today = queries.today()
    states = [
        ("on", _say("office.accounts.on"), Q(is_active=True)),
        ("idle", _say("office.accounts.idle"), Q(off=Off.IDLE)),
        ("blocked", _say("office.accounts.blocked"), Q(off=Off.BLOCKED)),
        ("due", _say("office.accounts.due"), Q(is_active=True, password_due=True)),
    ]
    roles = [(role.value, _say(f"office.role.{role.value}"), queries.holding(role, today)) for role in OfficeRole]
    choices = [Choice("tinh-trang", _say("office.accounts.state"), states)]
    if may_manage(request.held, OfficeRole.ORGANISER, CENTRE):
        choices.append(Choice("vai-tro", _say("office.accounts.role"), roles))
    listing = Listing(
        queries.accounts_managed(request.held),
        request.GET,
        search=("fold",),
        orders={"ten": ("name",), "dung": ("used_on", "name")},
        choices=choices,
    )
    rows = queries.accounts_shown(listing.rows, today)
    return render(request, "people/accounts.html", {"listing": listing, "rows": rows})


def add(request: OfficeRequest) -> HttpResponse:
    """GET, POST: a new account with its first role; then its link, once."""
    form = AccountForm(
        request.POST or None,
        held=request.held,
        units=queries.units_of_roles(queries.today()),
        initial={"starts_on": queries.today(), "role": OfficeRole.PROVINCE},
    )
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        try:
            account, path = actions.invite(**{**found, "role": OfficeRole(found["role"])}, by=request.user)
        except Refused as no:
            _put(form, no)
        else:
            return _invited(request, account, path)
    return render(request, "people/account_add.html", {"form": form}, status=400 if form.errors else 200)


def account(request: OfficeRequest, pk: int) -> HttpResponse:
    """GET: an account with its roles and what can be done. POST: give it another role."""
    one, today = _managed(request, pk), queries.today()
    units = queries.units_of_roles(today)
    form = RoleForm(request.POST or None, held=request.held, units=units, initial={"starts_on": today})
    if request.method == "POST" and form.is_valid():
        found = form.cleaned_data
        try:
            actions.grant(one, **{**found, "role": OfficeRole(found["role"])}, by=request.user)
        except Refused as no:
            _put(form, no)
        else:
            messages.success(request, _say("office.said.role_given"))
            return redirect("people:account", pk)
    told = {
        "row": queries.accounts_shown([one], today)[0],
        "form": form,
        "whole": may_manage_account(request.held, queries.roles_ever(one)),
        "second_factor": queries.has_second_factor(one),
        "is_me": one.pk == request.user.pk,
    }
    return render(request, "people/account.html", told, status=400 if form.errors else 200)


def end_role(request: OfficeRequest, pk: int, role: int) -> HttpResponse:
    """POST: end a role now."""
    one = _managed(request, pk)
    held = RoleHeld.rows.of(request.scope).filter(account=one, pk=role).select_related("account").first()
    if held is None:
        raise Http404
    actions.end_role(held, request.user)
    messages.success(request, _say("office.said.role_ended"))
    return redirect("people:account", pk)


def block(request: OfficeRequest, pk: int) -> HttpResponse:
    """POST: switch an account off at once."""
    actions.block(_managed(request, pk), request.user)
    messages.success(request, _say("office.said.blocked"))
    return redirect("people:account", pk)


def wake(request: OfficeRequest, pk: int) -> HttpResponse:
    """POST: switch an account on and invite it again; its link, once."""
    one = _managed(request, pk)
    return _invited(request, one, actions.wake(one, request.user))


def reset_factor(request: OfficeRequest, pk: int) -> HttpResponse:
    """POST: take away a lost second factor."""
    actions.reset_second_factor(_managed(request, pk), request.user)
    messages.success(request, _say("office.said.factor_reset"))
    return redirect("people:account", pk)


def _managed(request: OfficeRequest, pk: int) -> Account:
    one = queries.accounts_managed(request.held).filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


def _put(form: RoleForm, no: Refused) -> None:
    """A refusal beside its field; what is not yours is no matter of a field."""
    if no.code not in _FIELDS:
        raise no
    form.add_error(_FIELDS[no.code], _say(f"refused.{no.code}", **no.data))


def _invited(request: OfficeRequest, one: Account, path: str) -> HttpResponse:
    url = request.build_absolute_uri(path)
    mailed = actions.mail_invitations([(one, url)], get_language() or "vi")
    return render(request, "people/invited.html", {"account": one, "url": url, "mailed": bool(mailed)})
