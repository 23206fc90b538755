"""Who asks an office page, what he may see, and the lock on every page's door."""

from collections.abc import Callable
from typing import cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils.module_loading import import_string

from diemcau.base import clock
from diemcau.people import actions
from diemcau.people.models import Account
from diemcau.people.permits import Relation, Table
from diemcau.people.queries import roles_held, scope_of
from diemcau.people.rules import OfficeRole
from diemcau.units.rules import Scope

SEEN = "seen"  # in a session: when its use was last put down, ms
SEEN_EVERY = 10 * 60 * 1000  # ms
# What somebody may do who must set a password first.
_DOORS = {"people:leave", "people:by_slip", "people:by_link", "people:renew"}
BEFORE_PASSWORD = {"account_set_password", "set_language", *_DOORS}


class OfficeRequest(HttpRequest):
    """A request of somebody who is signed in. `held`: his roles with the codes of their units."""

    user: Account
    scope: Scope
    held: list[tuple[OfficeRole, str]]


class ScopeOfRequest:
    """Sets `request.scope` and `request.held` from the roles of the account; nothing for a stranger. One query."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The next answer."""
        account = request.user
        held = roles_held(account, clock.local(clock.now_ms()).date()) if isinstance(account, Account) else []
        request.held = held  # type: ignore[attr-defined]
        request.scope = scope_of(held)  # type: ignore[attr-defined]
        return self.answer(request)


class InUse:
    """Puts down the use of sessions and accounts, and asks for a password that is due before anything else.

    A session ends 12 hours after its last use, give or take ten minutes: it is not written with every click.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The next answer."""
        account = request.user
        now = clock.now_ms()
        if isinstance(account, Account) and now - request.session.get(SEEN, now) > SEEN_EVERY:
            request.session[SEEN] = now
            actions.used(account, request.session.session_key or "")
        return self.answer(request)

    def process_view(self, request: HttpRequest, _view: object, _args: object, _kwargs: object) -> HttpResponse | None:
        """The page of the password, or None."""
        due = isinstance(request.user, Account) and request.user.password_due
        if due and request.resolver_match and request.resolver_match.view_name not in BEFORE_PASSWORD:
            return redirect("account_set_password")
        return None


def holds(request: OfficeRequest, *roles: OfficeRole) -> bool:
    """Whether somebody holds one of the roles, at whatever unit."""
    return any(role in roles for role, _ in request.held)


def scope_by(request: OfficeRequest, *roles: OfficeRole) -> Scope:
    """What somebody may see and do by some of the roles alone."""
    return scope_of([(role, unit) for role, unit in request.held if role in roles])


def _to_the_door(request: HttpRequest) -> HttpResponse:
    """The door; it leads back to the page that somebody was on, unless that is where it leads anyway."""
    asked = request.headers.get("HX-Current-URL") or (
        request.build_absolute_uri() if request.method in {"GET", "HEAD"} else request.headers.get("Referer", "")
    )
    page = urlsplit(asked)
    back = page.path + (f"?{page.query}" if page.query else "")
    if page.netloc != request.get_host() or back in {"", resolve_url(settings.LOGIN_REDIRECT_URL)}:
        return redirect("people:enter")
    return redirect(f"{reverse('people:enter')}?{urlencode({REDIRECT_FIELD_NAME: back})}")


class Permits:
    """Lets in whom the table of permits (settings.PERMITS) names; whatever it does not name is 404.

    A stranger is sent to the door. From here on the scope is that of the roles that let in: an operator of the centre
    who is a focal person of a province besides changes sites of that province only.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer
        self.table: Table = import_string(settings.PERMITS)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The next answer."""
        return self.answer(request)

    def process_view(self, request: HttpRequest, _view: object, _args: object, _kwargs: object) -> HttpResponse | None:
        """None where the asker may go on."""
        match = request.resolver_match
        methods = self.table.get(match.view_name) if match else None
        if methods is None:
            raise Http404
        permit = methods.get("GET" if request.method == "HEAD" else request.method or "")
        if permit is None:
            return HttpResponseNotAllowed(methods)
        if permit.relation is Relation.OPEN:
            return None
        if not request.user.is_authenticated:
            return _to_the_door(request)
        asked = cast(OfficeRequest, request)
        if not permit.lets_in(asked.held):
            raise Http404
        if permit.relation is not Relation.SIGNED_IN:
            asked.scope = scope_by(asked, *permit.roles)
        return None
