"""The disk of the server is full: the desks say so in words, keep what was done, and go on when there is room."""

import resource
from typing import Any

import pytest

from diemcau.base.words import say
from diemcau.journal.store import Store
from tests.browser import Remote, expect
from tests.classroom.rig import Live
from tests.classroom.test_look import go
from tests.classroom.test_screens import on_air

NO_LIMIT = (resource.RLIM_INFINITY, resource.RLIM_INFINITY)


def act(page: Remote, screen: str) -> None:
    """A room ticks one of its people; the lecturer ends the question."""
    if screen == "site":
        page.locator("[data-key=tab-roll]").click()
        page.locator("[data-key=here-101]").click()
    else:
        page.locator("[data-key=q1-close]").click()


def kept(live: Live) -> list[str]:
    """Kinds of the facts that the journal has, after those of the start."""
    store = Store(live.journal, read_only=True)
    found = [fact.kind for fact in store.facts("sitting:1")][4:]
    store.close()
    return found


@pytest.mark.parametrize(("screen", "fact"), [("site", "presence.marked"), ("lecturer", "poll.closed")])
def test_a_desk_says_that_the_server_cannot_write_and_goes_on_by_itself(
    page: Remote, live: Live, screen: str, fact: str
) -> None:
    if live.journal.startswith("postgres"):
        pytest.skip("the disk of PostgreSQL is not ours")
    on_air(live)
    go(page, live, screen)
    line: Any = page.locator(".top .line")
    expect(line).to_have_class("line good")
    (writer,) = live.children("writer")
    resource.prlimit(writer, resource.RLIMIT_FSIZE, (4096, resource.RLIM_INFINITY))
    act(page, screen)
    expect(line).to_contain_text(say("refused.store.broken", "vi"))
    expect(line).to_have_class("line bad")
    assert kept(live) == []
    resource.prlimit(writer, resource.RLIMIT_FSIZE, NO_LIMIT)
    expect(line).to_have_class("line good", timeout=40_000)
    assert kept(live) == [fact]
