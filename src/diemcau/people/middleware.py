"""Who asks an office page, what he may see, and the lock on a page's door."""

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from diemcau.base import clock
from diemcau.people.models import Account
from diemcau.people.queries import roles_held, scope_of
from diemcau.people.rules import OfficeRole
from diemcau.units.rules import Scope

P = ParamSpec("P")


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


def holds(request: OfficeRequest, *roles: OfficeRole) -> bool:
    """Whether somebody holds one of the roles, at whatever unit."""
    return any(role in roles for role, _ in request.held)


View = Callable[Concatenate[OfficeRequest, P], HttpResponse]
Open = Callable[Concatenate[HttpRequest, P], HttpResponse]


def for_roles(*roles: OfficeRole) -> Callable[[View[P]], Open[P]]:
    """The lock of an office page: a stranger is sent to the door, an account without one of the roles sees 404."""

    def lock(view: View[P]) -> Open[P]:
        def locked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect("people:enter")
            asked = cast(OfficeRequest, request)  # ScopeOfRequest has given it what makes one
            if not holds(asked, *roles):
                raise Http404
            return view(asked, *args, **kwargs)

        return update_wrapper(locked, view)  # type: ignore[return-value]

    return lock
