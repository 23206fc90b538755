"""The ways in without a password: slip and PIN, one-time link, renewed tokens; and the way out.

The three doors for desks use no cookie, so they need no CSRF token; they take JSON only, which a foreign
page cannot send without asking first.
"""

from collections.abc import Callable
from typing import Annotated, Any

import msgspec
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from django.contrib import auth
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from msgspec import Meta, Struct

from diemcau.base.refused import Refused
from diemcau.base.words import say
from diemcau.people import above, actions, queries
from diemcau.people.above import sitting_of
from diemcau.people.models import Account, DeskSession
from diemcau.people.rules import SCREENS, DeskRole

Secret = Annotated[str, Meta(min_length=1, max_length=100)]
Device = Annotated[str, Meta(min_length=8, max_length=64)]
_LONGEST = 2048


class BySlip(Struct, forbid_unknown_fields=True):
    """A slip's secret, its PIN as typed, an id of the device."""

    slip: Secret
    pin: Annotated[str, Meta(min_length=1, max_length=20)]
    device: Device


class ByLink(Struct, forbid_unknown_fields=True):
    """A one-time link's secret."""

    link: Secret
    device: Annotated[str, Meta(max_length=64)] = ""


class Renew(Struct, forbid_unknown_fields=True):
    """A session's secret."""

    session: Secret


def _door(shape: type[Struct]) -> Callable[[Callable[[HttpRequest, Any], dict[str, Any]]], Callable[..., HttpResponse]]:
    """A door that takes one shape of JSON and answers with JSON, refusals too."""

    def make(view: Callable[[HttpRequest, Any], dict[str, Any]]) -> Callable[..., HttpResponse]:
        def door(request: HttpRequest) -> HttpResponse:
            try:
                return JsonResponse(view(request, _body(request, shape)))
            except Refused as no:
                words = say(f"refused.{no.code}", get_language() or "vi", **no.data)
                return JsonResponse({"code": no.code, "words": words}, status=no.status)

        return csrf_exempt(door)

    return make


def _body(request: HttpRequest, shape: type[Struct]) -> Struct:
    if request.content_type != "application/json":
        raise Refused("door.no_json", 415)
    if len(request.body) > _LONGEST:
        raise Refused("door.too_long", 413)
    try:
        return msgspec.json.decode(request.body, type=shape)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise Refused("door.bad", 400) from error


def _desk(session: DeskSession, secret: str) -> dict[str, Any]:
    sitting = session.sitting or sitting_of(session.course)
    return {
        "session": secret,
        "token": queries.token_of(session, sitting),
        "role": session.role,
        "screen": SCREENS[DeskRole(session.role)],
        "sitting": sitting,
        "site": session.site,
        "province": session.unit.province_id or "",
        "course": session.course,
    }


@_door(BySlip)
def by_slip(_request: HttpRequest, body: BySlip) -> dict[str, Any]:
    """POST /vao/phieu."""
    pin = "".join(body.pin.split())  # printed as "123 456"
    return _desk(*actions.enter_by_slip(body.slip, pin, body.device))


@_door(ByLink)
def by_link(request: HttpRequest, body: ByLink) -> dict[str, Any]:
    """POST /vao/lien-ket: a desk, or for an account a cookie and where to go: the office, or its next question."""
    entered = actions.enter_by_link(body.link, body.device)
    if isinstance(entered, Account):
        auth.logout(request)
        return {"go": perform_login(request, Login(user=entered)).headers["Location"]}
    return _desk(*entered)


@_door(Renew)
def renew(_request: HttpRequest, body: Renew) -> dict[str, Any]:
    """POST /vao/gia-han: a fresh token, and the sitting that it is for."""
    desk = _desk(actions.session_of(body.session), body.session)
    return {"token": desk["token"], "sitting": desk["sitting"]}


def leave(request: HttpRequest) -> HttpResponse:
    """Sign out of the office."""
    account = request.user
    auth.logout(request)
    if isinstance(account, Account):
        above.note("account.signed_out", f"account:{account.pk}", by=account, unit=queries.home_of(account))
    return redirect("people:enter")
