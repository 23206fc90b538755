"""The small country of tests.planning.cast, and somebody who signs in."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest
from django.test import Client

PASSWORD = "Lop-boi-duong-2026"


@pytest.fixture
def country(db: None) -> None:
    from tests.planning import cast

    cast.country()


@pytest.fixture
def notes() -> Iterator[list[tuple[str, str]]]:
    """What is written into the audit log: (action, subject)."""
    from diemcau.people import above

    heard: list[tuple[str, str]] = []
    before = list(above._notes)
    above.notes(lambda action, subject="", **_more: heard.append((action, subject)))
    yield heard
    above._notes[:] = before


@pytest.fixture
def somebody(country: None) -> Callable[..., Any]:
    """Makes accounts with a role and a password; limits on tries begin anew."""
    from django.core.cache import cache

    from diemcau.people.actions import add_account, grant, set_password
    from diemcau.people.rules import OfficeRole

    cache.clear()

    def make(
        username: str, role: str = "organiser", unit: str = "00", email: str = "", password: str = PASSWORD
    ) -> Any:
        account = add_account(username, f"Nguyễn {username.title()} (MP)", email)
        grant(account, OfficeRole(role), unit, date(2025, 9, 1))
        if password:
            set_password(account, password)
        return account

    return make


@pytest.fixture
def door() -> Callable[..., Any]:
    """Signs somebody in through the door, as a form does; the client and the answer."""

    def sign_in(username: str, password: str = PASSWORD, client: Client | None = None) -> tuple[Client, Any]:
        client = client or Client(headers={"Accept-Language": "vi"})
        return client, client.post("/vao/", {"login": username, "password": password})

    return sign_in
