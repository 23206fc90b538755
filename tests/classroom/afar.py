"""A room on a machine of its own: its class, how somebody sits down, what the machine has kept, what arrived."""

from typing import Any

import msgspec
from msgspec.structs import replace

from diemcau.activities.kind import Role
from diemcau.activities.plan import PlanActivity
from diemcau.activities.situation.content import Choice, Situation
from diemcau.activities.slides.content import Slide, Slides
from diemcau.journal.rules import Fact
from diemcau.journal.store import Store
from tests.browser import Remote, expect
from tests.classroom.rig import Live, plan, token

PEOPLE = 32
LASTS = 12 * 3600 * 1000
CASE = Situation(
    "Hồ sơ quá hạn",
    ("Sau khi sắp xếp, 35 hồ sơ đã quá hạn trả kết quả.",),
    "Phòng chọn một cách xử lý.",
    (Choice("Xử lý hồ sơ quá hạn trước"), Choice("Lập tổ công tác")),
    5,
)
KEPT = """async () => {
  const base = await new Promise((done, fail) => {
    const asked = indexedDB.open("diemcau");
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => fail(asked.error);
  });
  const keys = await new Promise((done) => {
    const asked = base.transaction("things").objectStore("things").getAllKeys();
    asked.onsuccess = () => done(asked.result);
  });
  base.close();
  const worker = await navigator.serviceWorker.getRegistration();
  return { keys, worker: Boolean(worker && worker.active) };
}"""
THINGS = """async () => {
  const base = await new Promise((done) => {
    const asked = indexedDB.open("diemcau");
    asked.onsuccess = () => done(asked.result);
  });
  const all = await new Promise((done) => {
    const asked = base.transaction("things").objectStore("things").getAll();
    asked.onsuccess = () => done(asked.result);
  });
  base.close();
  return JSON.stringify(all);
}"""


def activities() -> tuple[PlanActivity, ...]:
    deck = Slides("Chuyên đề 1", (Slide("Khái quát", ("Một",)), Slide("Quy trình", ("Hai",)), Slide("Việc cần làm")))
    quiet = Slides("Chuyên đề 5", (Slide("Trang kín", ("Không lưu",)),))
    return (
        PlanActivity("t1-situation1", "situation", 1, msgspec.to_builtins(CASE)),
        PlanActivity("t1-slides", "slides", 1, msgspec.to_builtins(deck)),
        PlanActivity("t5-slides", "slides", 2, msgspec.to_builtins(quiet)),
    )


def cards() -> dict[str, Any]:
    return {f"seat:{100 + n}": {"name": f"Nguyễn Văn {n} (MP)", "phone4": "4321"} for n in range(1, PEOPLE + 1)}


def open_doors(live: Live) -> None:
    live.open(replace(plan(1, PEOPLE), activities=activities()), cards())


def sit_down(page: Remote, live: Live, screen: str, role: Role, host: str = "127.0.0.1", **who: Any) -> None:
    """Somebody who came in on this device, in the way that lasts."""
    page.goto(f"http://{host}:{live.port}/{screen}")
    expect(page.locator("h1")).to_be_visible()
    record = {"role": role, "sitting": 1, "token": token(role, **who, lasts=LASTS), "lasting": True, **who}
    page.evaluate(
        "([path, record]) => localStorage.setItem(`diemcau:session:${path}`, JSON.stringify(record))",
        [f"/{screen}", record],
    )
    page.reload()
    expect(page.locator(".shell")).to_be_visible()


def is_kept(page: Remote, *beginnings: str) -> None:
    """Wait until the device has the page, what it shows and what else is named."""
    for _ in range(150):
        held = page.evaluate(KEPT)
        if held["worker"] and all(any(key.startswith(begin) for key in held["keys"]) for begin in beginnings):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"not kept: {held}")


def facts_of(live: Live, actor: str) -> list[Fact]:
    store = Store(live.journal, read_only=True)
    try:
        return [fact for fact in store.facts("sitting:1") if fact.actor == actor]
    finally:
        store.close()


def tick(page: Remote, *people: int) -> None:
    page.locator("[data-key=tab-roll]").click()
    for n in people:
        page.locator(f"[data-key=here-{100 + n}]").click()
        expect(page.locator(f"[data-key=here-{100 + n}]")).to_have_count(0)
