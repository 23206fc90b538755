"""The ground that other tests stand on: the chosen store, and a browser that leaves no trace behind."""

import asyncio
import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections

from tests.browser import expect

STORE = {"sqlite": "sqlite", "postgres": "postgresql"}


@pytest.mark.django_db(databases=["default", "journal"])
@pytest.mark.parametrize(("alias", "schema"), [("default", "office"), ("journal", "journal")])
def test_both_aliases_lead_into_the_chosen_store(alias, schema):
    connection = connections[alias]
    assert connection.vendor == STORE[os.environ.get("DIEMCAU_TEST_DB", "sqlite")]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_schema()")
            assert cursor.fetchone() == (schema,)


@pytest.mark.django_db(databases=["default", "journal"])
def test_the_journal_has_its_tables_and_the_office_has_others():
    office, journal = (set(connections[alias].introspection.table_names()) for alias in ("default", "journal"))
    assert office & journal <= {"django_migrations"}
    assert {name for name in journal if not name.startswith("journal_")} <= {"django_migrations"}


def test_the_browser_speaks_vietnamese_and_axe_finds_a_nameless_button(page):
    page.set_content('<html lang="vi"><title>Thử</title><main><h1>Điểm cầu</h1><button></button></main></html>')
    assert page.evaluate("[navigator.language, new Date('2025-09-06T00:00:00Z').getHours()]") == ["vi-VN", 7]
    assert [rule["id"] for rule in Axe().run(page).response["violations"]] == ["button-name"]


@pytest.mark.django_db
def test_a_test_with_a_page_may_ask_the_database_and_run_an_event_loop(page):
    async def answer():
        return 42

    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT 1")
        assert (cursor.fetchone(), asyncio.run(answer())) == ((1,), 42)


def test_a_page_is_used_as_if_it_were_here(page):
    asked = []

    def answer(route):
        asked.append(route.request.url)
        route.fulfill(body="<p>xin chào</p>", content_type="text/html; charset=utf-8")

    page.route("**/*", answer)
    page.goto("http://diemcau.invalid/one")
    with page.expect_popup() as opened:
        page.evaluate("window.open('about:blank') && null")
    assert (opened.value.url, asked) == ("about:blank", ["http://diemcau.invalid/one"])
    expect(page.locator("p")).to_have_text("xin chào")
    with pytest.raises(AssertionError):
        expect(page.locator("p")).to_have_text("tạm biệt", timeout=100)
