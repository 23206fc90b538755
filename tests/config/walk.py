"""Asking every address of the office, so that nothing of an answer stays in the database."""

import re
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver

from diemcau.config.permits import PERMITS
from diemcau.config.urls import urlpatterns
from tests.config.samples import SAMPLES, Sample
from tests.config.world import World

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
TOKEN = re.compile(rb"[A-Za-z0-9]{64}")


def sample_of(name: str, world: World) -> Sample:
    """The sample values of an address; a sentence that says what to do where there are none."""
    assert name in SAMPLES, (
        f"{name} has no sample: add it to SAMPLES in tests/config/samples.py, with the values of Hà Nội as `own` and, "
        "if it names a row that belongs to a branch, those of Thái Nguyên as `foreign` and of no row as `missing`"
    )
    return SAMPLES[name](world)


def names_of(patterns: list[URLPattern | URLResolver], space: str = "") -> list[str]:
    """Names of all addresses, with their rooms: "planning:course". One without a name is given by its pattern."""
    found: list[str] = []
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            found += names_of(one.url_patterns, inner)
        else:
            found.append(f"{space}{one.name}" if one.name else f"{space}(no name) {one.pattern}")
    return found


def every_name() -> list[str]:
    """Names of all addresses of the office, each once."""
    return sorted(set(names_of(urlpatterns)))


def ask(client: Client, method: str, address: str, sent: dict[str, Any] | None = None, **headers: Any) -> HttpResponse:
    """The whole answer to a question; whatever it changed is taken back."""
    with transaction.atomic():
        answer: Any = (
            client.post(address, sent or {}, **headers)
            if method == "POST"
            else client.generic(method, address, **headers)
        )
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    return HttpResponse(content, status=answer.status_code, headers=dict(answer.headers))


def frameless(answer: HttpResponse, address: str, sent: dict[str, Any]) -> bytes:
    """A page without what differs by itself: the tokens of its forms, its own address, what was sent to it."""
    page = TOKEN.sub(b"", answer.content).replace(address.encode(), b"(here)")
    for value in sent.values():
        page = page.replace(str(value).encode(), b"(sent)") if len(str(value)) > 1 else page
    return page


PAGES = sorted(name for name, methods in PERMITS.items() if "GET" in methods and name in SAMPLES)
FORMS = sorted(name for name, methods in PERMITS.items() if "POST" in methods and name in SAMPLES)
