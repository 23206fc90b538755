"""A secret ballot whose envelope was refused, because the seat was free for a moment, goes again once it is his."""

import re

from msgspec.structs import replace

from diemcau.activities.kind import Role
from diemcau.activities.plan import PlanActivity
from diemcau.journal.store import Store
from tests.browser import Remote, expect
from tests.classroom.rig import Live, plan, token
from tests.classroom.test_screens import CARDS, POLL, come_in

HOST = token(Role.HOST, site=1, province="01")
COMMANDS = re.compile(r"/live/commands$")


def handed_in(live: Live) -> list[str]:
    """Whose envelopes the journal has."""
    store = Store(live.journal, read_only=True)
    found = [fact.actor for fact in store.facts("sitting:1") if fact.kind == "poll.handed_in"]
    store.close()
    return found


def test_an_envelope_that_was_refused_goes_again_when_the_phone_has_its_seat_back(page: Remote, live: Live) -> None:
    live.open(replace(plan(), activities=(PlanActivity("q", "poll", 1, POLL | {"anonymous": True}),)), CARDS)
    live.send(token(Role.LECTURER), "poll.open", activity="q")
    come_in(page, live)
    card = page.locator(".poll")
    page.locator("label.choice").first.click()
    page.route(COMMANDS, lambda route: route.abort())
    page.locator("[data-key=q-send]").click()
    expect(card).to_contain_text("Phiếu")
    live.send(HOST, "sitting.free_seat", {"seat": 102})
    expect(page.locator(".card")).to_contain_text("Đầu mối điểm cầu đã mở lại chỗ này.")
    with page.expect_response(COMMANDS, timeout=60_000) as answer:
        page.unroute(COMMANDS)
    assert answer.value.json()["receipts"][0]["refused"]["code"] == "subject.foreign"
    assert handed_in(live) == []

    page.locator("[data-key=leave]").click()
    expect(page.locator("[data-key=leave]")).to_have_count(0)
    page.goto("about:blank")
    come_in(page, live)
    expect(card).to_contain_text("✓ Đã nộp phiếu kín")
    assert handed_in(live) == ["seat:102"]
