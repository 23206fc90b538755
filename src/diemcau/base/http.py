"""What frames every office page: headers, refusals as pages, the mark of simulation."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import get_language

from diemcau.base.refused import Refused
from diemcau.base.words import say

Answer = Callable[[HttpRequest], HttpResponse]

# No inline script or style anywhere; frames only of our own (the tour shows five screens in one window).
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; frame-src 'self'; manifest-src 'self'; frame-ancestors 'self'; base-uri 'none'; "
    "form-action 'self'"
)


class Frame:
    """Security headers on every answer of the office; personal pages are never cached."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The next answer with its headers.

        Vietnamese first: an old PC with an English browser gets English pages only when its user chose them.
        Scripts say their language themselves.
        """
        if request.headers.get("sec-fetch-mode") == "navigate" and settings.LANGUAGE_COOKIE_NAME not in request.COOKIES:
            request.META["HTTP_ACCEPT_LANGUAGE"] = settings.LANGUAGE_CODE
        response = self.answer(request)
        if request.headers.get("HX-Request") == "true" and _leads_to_the_door(response):
            # htmx would put the door into the middle of the page that it asked from.
            response = HttpResponse(headers={"HX-Redirect": response["Location"]})
        response.headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        return response


def _leads_to_the_door(response: HttpResponse) -> bool:
    there = urlsplit(response.get("Location", "")).path
    return bool(there) and there == resolve_url(settings.LOGIN_URL)


class Refusals:
    """Turns `Refused` into a calm page (or a line of text for scripts); nothing else is caught."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The next answer."""
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page of a refusal, or None for what is a fault of ours."""
        if not isinstance(error, Refused):
            return None
        shown = {"words": words_of(error), "code": error.code}
        return render(request, "base/refused.html", shown, status=error.status)


def words_of(refusal: Refused) -> str:
    """What a refusal says to the reader, for pages that show it beside what was typed."""
    return say(f"refused.{refusal.code}", get_language() or "vi", **refusal.data)


def page_frame(_request: HttpRequest) -> dict[str, Any]:
    """What every template may ask: whether this installation shows simulated data only."""
    return {"simulated": settings.DEMO}
