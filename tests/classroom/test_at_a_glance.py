"""What a person must see without looking for it: the one button, how long there is, why a screen is empty, the end."""

import time

import pytest
from msgspec.structs import replace

from diemcau.activities.kind import Role
from diemcau.activities.plan import Plan, PlanActivity
from tests.browser import Remote, expect
from tests.classroom.rig import Live, plan, token
from tests.classroom.test_look import class_plan, go, look, steer
from tests.classroom.test_screens import CARDS, POLL, come_in, visit

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


# --- after the close ---------------------------------------------------------------------------

PAPER = {
    "title": "Bài thu hoạch cuối lớp",
    "task": "Việc đầu tiên đồng chí làm khi về xã?",
    "days": 60,
    "photos": 1,
}
OVER = {"vi": "Buổi học đã kết thúc", "en": "The sitting is over"}


def with_paper() -> Plan:
    """A class with a question and a paper that may be handed in for days from today on."""
    made = class_plan()
    paper = PlanActivity("e1", "essay", 1, PAPER)
    return replace(made, ends_at=int(time.time() * 1000), activities=(*made.activities, paper))


def closed(live: Live) -> None:
    """A sitting that was closed while a question stood open."""
    live.send_plan(with_paper(), CARDS)
    steer(live, "sitting.begin")
    steer(live, "sitting.go", item=1)
    steer(live, "slides.show", "s1", n=1)
    steer(live, "essay.open", "e1")
    steer(live, "poll.open", "q1")
    steer(live, "sitting.close")


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_the_site_desk_says_that_the_sitting_is_over_and_what_is_left_to_do(
    page: Remote, live: Live, lang: str
) -> None:
    closed(live)
    go(page, live, "site", lang=lang)
    card = page.locator("section.over")
    expect(card).to_contain_text(OVER[lang])
    expect(card.locator("[data-key=over-phones]")).to_be_visible()
    expect(page.locator(".tabs")).not_to_contain_text("●")
    expect(page.locator(".tasks button")).to_have_count(3)  # what the kinds say comes with their modules
    kept = [key.get_attribute("data-key").rpartition("-")[0] for key in page.locator(".tasks button").all()]
    assert kept == ["task-presence", "task-headcount", "task-e1"]
    expect(page.locator("[data-key=tab-floor]")).to_have_count(0)
    expect(page.locator("main form, main input")).to_have_count(0)  # the question takes nothing more
    expect(page.locator(".essay:visible")).to_have_count(1)
    expect(page.locator("[data-key=other-q1]")).to_have_class("other over")
    look(page, f"site-{lang}-over")
    card.locator("[data-key=over-phones]").click()
    expect(page.locator("select[name=seat]")).to_be_visible()
    expect(page.locator(".code-place")).to_have_count(0)
    expect(page.locator("p.over")).to_contain_text(OVER[lang])
    look(page, f"site-{lang}-over-back")


def test_a_desk_says_what_still_waits_on_it_after_the_close(page: Remote, live: Live) -> None:
    closed(live)
    go(page, live, "site")
    expect(page.locator("section.over")).to_contain_text("đã được ghi nhận")
    page.route("**/live/commands", lambda route: route.abort())
    page.locator("[data-key=over-headcount]").click()
    page.locator("#headcount-present").fill("4")
    page.locator("[data-key=enter]").click()
    page.locator("[data-key=to-over]").click()
    expect(page.locator("section.over")).to_contain_text("Còn 1 nội dung chờ gửi")


def test_a_phone_is_told_that_the_sitting_is_over_and_may_hand_in_its_paper(page: Remote, live: Live) -> None:
    live.send_plan(with_paper(), CARDS)
    page.set_viewport_size({"width": 390, "height": 844})
    come_in(page, live)
    steer(live, "sitting.begin")
    steer(live, "sitting.go", item=1)
    steer(live, "essay.open", "e1")
    steer(live, "poll.open", "q1")
    expect(page.locator(".poll:visible")).to_have_count(1)
    steer(live, "sitting.close")
    expect(page.locator(".quiet-card h2")).to_have_text(OVER["vi"])
    expect(page.locator("[data-key=q1-send]")).to_have_count(0)
    expect(page.locator(".essay textarea")).to_be_visible()
    look(page, "phone-vi-over")


def test_the_lecturers_desk_steers_nothing_after_the_close(page: Remote, live: Live) -> None:
    closed(live)
    go(page, live, "lecturer")
    expect(page.locator(".over")).to_contain_text(OVER["vi"])
    expect(page.locator("main .poll")).to_contain_text("Đã đóng")
    expect(page.locator("button.primary:visible")).to_have_count(0)
    expect(page.locator("[data-key=q1-close], [data-key=s1-next], [data-key^=go-]")).to_have_count(0)
    expect(page.locator(".runsheet .on")).to_have_count(0)
    assert page.locator(".runsheet .head .muted").inner_text() == ""  # nothing gets later any more


# --- one row, one button -----------------------------------------------------------------------


def test_however_much_was_opened_the_lecturers_row_is_one_line_and_the_rest_is_one_press_away(
    page: Remote, live: Live
) -> None:
    made = class_plan()
    many = tuple(
        PlanActivity(f"p{n}", "poll", 1, {**POLL, "title": f"Câu hỏi dài số {n} về việc của xã"}) for n in range(1, 7)
    )
    live.send_plan(replace(made, activities=(*made.activities[2:], *many)), CARDS)
    go(page, live, "lecturer")
    steer(live, "sitting.begin")
    steer(live, "sitting.go", item=1)
    for one in many:
        steer(live, "poll.open", one.id)
    expect(page.locator("main .poll")).to_contain_text("Vướng nhất")
    expect(page.locator(".opened .tab")).to_have_count(3)
    tops = {tab.bounding_box()["y"] for tab in page.locator(".opened .tab").all()}
    assert len(tops) == 1
    page.locator("[data-key=pick]").click()
    expect(page.locator(".picker button")).to_have_text([f"● Câu hỏi dài số {n} về việc của xã" for n in (4, 3, 2, 1)])
    look(page, "lecturer-many")
    page.locator("[data-key=pick-p1]").click()
    expect(page.locator("[data-key=on-p1]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".opened .tab")).to_have_count(3)


def test_of_many_questions_one_has_the_main_button(page: Remote, live: Live) -> None:
    live.send_plan(class_plan(), CARDS)
    steer(live, "sitting.begin")
    host = token(Role.HOST, site=1, province="01")
    for words in ("Hồ sơ cũ chuyển về đâu?", "Ai trực cổng dịch vụ công?", "Kinh phí tập huấn lấy ở đâu?"):
        assert live.send(host, "question.ask", {"text": words})["seq"]
    go(page, live, "lecturer")
    expect(page.locator(".questions [data-key^=approve-]")).to_have_count(3)
    expect(page.locator(".questions button.primary")).to_have_count(1)
    page.locator(".questions [data-key^=select-]").nth(1).click()
    expect(page.locator(".questions button.primary")).to_have_count(1)
    expect(page.locator(".questions .on button.primary")).to_have_count(1)
