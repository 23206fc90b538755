"""Every page of the office that shows what came in, full of texts that would run, in a real browser."""

import pytest

from tests.activities.naughty import SCRIPTS
from tests.walks.test_office_look import LOOKS, PAGES, Office, address, office  # noqa: F401  # one is a fixture
from tests.walks.test_office_naughty_shown import fill

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")  # the server's threads end with the module


def test_a_browser_runs_nothing_of_what_came_in(browser, office: Office):  # noqa: F811
    fill(SCRIPTS)
    office.course.refresh_from_db()
    wrong: list[str] = []
    page = office.context(browser, LOOKS[0]).new_page()
    page.on("dialog", lambda one: (wrong.append(f"dialog {one.message}"), one.dismiss()))
    page.on("pageerror", lambda error: wrong.append(f"thrown: {error}"))
    # What is missing is told by its answer; an icon that the browser looks for by itself is not.
    page.on(
        "console",
        lambda said: (
            wrong.append(f"console: {said.text}") if said.type == "error" and "resource" not in said.text else None
        ),
    )
    page.on("response", lambda one: wrong.append(f"{one.status} {one.url}") if one.status >= 400 else None)
    page.on("request", lambda one: wrong.append(f"asked {one.url}") if not one.url.startswith(office.url) else None)
    seen = 0
    for name in PAGES:
        path = address(office, name)
        answer = office.people["centre"].get(path)
        if b"window.hit" not in getattr(answer, "content", b""):
            continue
        seen += 1
        page.goto(office.url + path)
        wrong += [f"{name}: ran"] if page.evaluate("() => window.hit !== undefined") else []
    found = list(wrong)
    page.goto("about:blank")
    page.set_content("<img src=x onerror=window.hit=1>")
    page.wait_for_function("window.hit === 1")  # the guard itself sees what runs
    page.close()
    assert (found, seen > 15) == ([], True)
