"""Type of the hall screen: never too small for the last row, nothing cut off; what is long turns its pages."""

import os
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from diemcau.activities.plan import Plan, PlanActivity
from tests.browser import Remote, expect
from tests.classroom.rig import Live, plan
from tests.classroom.test_look import go, steer
from tests.classroom.test_screens import CARDS

SHOTS = os.environ.get("DIEMCAU_SHOTS", "")
STORY = (
    "21 giờ 30: mưa lớn kéo dài, nước suối lên nhanh; đường vào một thôn của xã đã ngập, xe không qua được.",
    "Trong thôn có 38 hộ, khoảng 150 người; 9 người cao tuổi hoặc cần người giúp khi di chuyển.",
    "Điện thoại liên lạc chập chờn; trưởng thôn nhắn được một tin: “nước vào sân 6 nhà thấp”.",
    "Xã có một thuyền máy và đội xung kích 12 người; lực lượng cấp tỉnh ước đến sau ba giờ.",
    "Dự báo mưa tiếp đến 2 giờ sáng.",
)
CHOICES = (
    "Đưa ngay 6 hộ ở chỗ thấp và 9 người cần giúp lên nhà cao trong thôn bằng lực lượng tại chỗ; báo cáo cấp tỉnh.",
    "Dùng thuyền đưa toàn bộ 150 người ra trung tâm xã trong đêm.",
    "Chờ lực lượng cấp tỉnh có phương tiện tốt hơn, trước mắt giữ liên lạc.",
    "Cử một tổ nhỏ vào khảo sát rồi mới quyết định.",
)
CASE = {
    "title": "Nước lên nhanh trong đêm",
    "story": list(STORY),
    "task": "Phòng thảo luận, chọn quyết định trong 15 phút tới và nêu lý do trong một câu.",
    "minutes": 15,
    "view": "Ý kiến",
    "choices": [{"text": words} for words in CHOICES],
    "developments": [],
}
CONTENTS: dict[str, dict[str, Any]] = {
    "situation": CASE,
    "poll": {
        "title": "Danh sách",
        "question": "Danh sách người cần giúp khi phải di chuyển khẩn cấp ở địa bàn đồng chí đã làm đến mức nào?",
        "choices": ["Chưa lập", "Có danh sách cũ, chưa cập nhật", "Có ở một số thôn", "Có ở tất cả các thôn"],
    },
    "discussion": {"title": "Trao đổi", "task": " ".join(STORY + CHOICES), "minutes": 10},
}
HEIGHT = 1080
WHAT_MATTERS = HEIGHT * 0.043  # px: about 1/22 of the height; look.md says 1/20, and a third less for what is beside
BESIDE = HEIGHT * 0.026

# Words of the main part that are smaller than they may be; of what is paged also whether every page is whole.
MEASURE = """([most, less]) => {
  const main = document.querySelector("main");
  const beside = ".room-foot, .leaf-mark, .timer-words, .muted, h2, h3, .gauges, figcaption, .pill";
  const small = [];
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !node.getClientRects().length) continue;
    const size = parseFloat(getComputedStyle(node).fontSize);
    if (size < (node.closest(beside) ? less : most)) small.push(`${size}: ${node.textContent}`);
  }
  const box = main.querySelector(".leaves");
  const lost = box
    ? [...box.querySelectorAll("p, li")].filter((node) => {
        const [at, all] = [node.getBoundingClientRect(), box.getBoundingClientRect()];
        return at.top < all.top - 1 || at.bottom > all.bottom + 1;
      }).map((node) => node.textContent)
    : [];
  return { small, lost, cut: main.scrollHeight > main.clientHeight + 1 };
}"""


def with_activity(kind: str) -> Plan:
    made = plan()
    return replace(made, activities=(PlanActivity("a1", kind, 1, CONTENTS[kind]),))


def shown(page: Remote, live: Live, kind: str, lang: str = "vi") -> None:
    live.send_plan(with_activity(kind), CARDS)
    go(page, live, "room", lang=lang)
    steer(live, "sitting.begin")
    steer(live, "sitting.go", item=1)
    steer(live, f"{kind}.open", "a1", **({"minutes": 10} if kind == "discussion" else {}))
    expect(page.locator(".fitting")).to_be_visible()
    page.wait_for_timeout(300)


@pytest.mark.parametrize("kind", CONTENTS)
def test_what_stands_in_the_hall_can_be_read_from_its_last_row(page: Remote, live: Live, kind: str) -> None:
    shown(page, live, kind)
    for n in range(4):
        if SHOTS:
            page.screenshot(path=str(Path(SHOTS) / f"room-type-{kind}-{n}.png"))
        assert page.evaluate(MEASURE, [WHAT_MATTERS, BESIDE]) == {"small": [], "lost": [], "cut": False}
        page.keyboard.press("PageDown")


def test_a_question_with_four_choices_stands_on_one_page(page: Remote, live: Live) -> None:
    shown(page, live, "poll")
    expect(page.locator(".choices-only li")).to_have_count(4)
    expect(page.locator(".leaf-mark")).to_have_count(0)


def test_while_rooms_talk_what_they_decide_stands_on_the_first_page(page: Remote, live: Live) -> None:
    shown(page, live, "situation")
    expect(page.locator(".leaves p").first).to_contain_text(STORY[0][:20])
    steer(live, "situation.discuss", "a1")
    expect(page.locator(".room-countdown, .room-head .countdown").first).to_be_visible()
    expect(page.locator(".leaf-mark")).to_contain_text("Trang 1/")
    for choice in page.locator(".leaves .choices-only li").all():
        expect(choice).to_be_in_viewport(ratio=0.99)
    expect(page.locator(".leaves > p").first).to_have_text(CASE["task"])
    if SHOTS:
        page.screenshot(path=str(Path(SHOTS) / "room-type-discuss.png"))


def test_pages_turn_by_a_clicker_and_by_themselves_and_begin_anew(page: Remote, live: Live) -> None:
    page.clock.install()
    shown(page, live, "situation")
    mark = page.locator(".leaf-mark")
    expect(mark).to_contain_text("Trang 1/")
    of = int(mark.inner_text().split("/")[1])
    assert of > 1
    expect(page.locator(".leaves p").first).to_be_in_viewport()
    page.keyboard.press("PageDown")
    expect(mark).to_have_text(f"Trang 2/{of}")
    expect(page.locator(".leaves p").first).not_to_be_in_viewport()
    page.keyboard.press("PageUp")
    page.keyboard.press("PageUp")
    expect(mark).to_have_text(f"Trang {of}/{of}")
    page.clock.run_for(61_000)  # what a hand has turned stays a minute
    expect(mark).to_have_text(f"Trang 1/{of}")
    page.clock.run_for(46_000)  # no page that is read by itself stays longer
    expect(mark).not_to_have_text(f"Trang 1/{of}")
