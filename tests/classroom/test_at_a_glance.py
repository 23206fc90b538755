"""What a person must see without looking for it: the one button, how long there is, what stands on an empty screen."""

import time

import pytest
from msgspec.structs import replace

from diemcau.activities.kind import Role
from tests.browser import Remote, expect
from tests.classroom.rig import Live, plan, token
from tests.classroom.test_look import go, steer
from tests.classroom.test_screens import CARDS, visit

HOUR = 3_600_000


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_what_is_recorded_and_the_button_stand_on_the_first_screen_of_a_phone(
    page: Remote, live: Live, lang: str
) -> None:
    live.send_plan(plan(), CARDS)
    page.set_viewport_size({"width": 390, "height": 844})
    page.add_init_script(f"localStorage.setItem('diemcau:lang', '{lang}')")
    _, code = live.get("/live/code", token(Role.HOST, site=1, province="01"))
    visit(page, live, code["path"])
    expect(page.locator(".recorded li")).to_have_count(5)
    expect(page.locator("button.primary")).to_have_count(1)
    assert page.evaluate("document.scrollingElement.scrollHeight <= innerHeight")


@pytest.mark.parametrize(
    ("hours", "said", "counted"),
    [(5, "Chốt trước", 0), (1, "Chốt trước", 1), (-1, "Đã quá giờ chốt", 0)],
    ids=["far", "near", "over"],
)
def test_a_deadline_is_an_hour_of_day_then_a_countdown_then_over(
    page: Remote, live: Live, hours: int, said: str, counted: int
) -> None:
    due = int(time.time() * 1000) + hours * HOUR
    live.send_plan(replace(plan(), headcount_deadline=due), CARDS)
    go(page, live, "site")
    page.locator("[data-key=tab-headcount]").click()
    card = page.locator(".card", has=page.locator(".numbers"))
    expect(card).to_contain_text(said)
    expect(card.locator(".countdown")).to_have_count(counted)


def test_the_clean_monitor_says_why_it_is_empty(page: Remote, live: Live) -> None:
    live.send_plan(plan(), CARDS)
    go(page, live, "monitor")
    expect(page.locator(".hold")).to_be_in_viewport()
    expect(page.locator(".hold")).to_contain_text("chưa bắt đầu")
    steer(live, "sitting.begin")
    steer(live, "sitting.close")
    expect(page.locator(".hold")).to_contain_text("đã kết thúc")
