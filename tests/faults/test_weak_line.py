"""A site on a line of 64 kbit/s, 600 ms and 5 % loss: a long outbox is drained, an honest scan comes in."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from diemcau.activities.kind import Role
from tests.browser import expect, find_chromium
from tests.classroom.afar import facts_of, is_kept, open_doors, sit_down
from tests.classroom.machine import Machine
from tests.classroom.rig import Live, free_port, token
from tests.faults.sizes import WAITING
from tests.faults.weak_line import DEAD, GOOD, SERVER, WEAK, Line, line

LONGEST = 90  # seconds for 1,000 facts
# What an outbox holds after an hour of work: the same ten people, marked again and again.
FILL = """async (most) => {
  const { uuid7 } = await import("/static/live/outbox.js");
  const base = await new Promise((done) => {
    const asked = indexedDB.open("diemcau");
    asked.onsuccess = () => done(asked.result);
  });
  const work = base.transaction("sends", "readwrite");
  const now = Date.now();
  for (let n = 0; n < most; n += 1) {
    const body = { seat: 101 + (n % 30), status: n % 60 < 30 ? "co_mat" : "vang_phep" };
    const id = uuid7();
    const send = { id, owner: "1:host:1:0", kind: "presence.mark", activity: "", body, made: now, sure: true };
    work.objectStore("sends").put({ ...send, claimed: now - 3600000 + n, state: "saved", tries: 0 });
  }
  await new Promise((done) => (work.oncomplete = done));
  base.close();
}"""


@contextmanager
def behind(weak: Line, folder: Path, live: Live, width: int = 1366, height: int = 768) -> Iterator[Machine]:
    os.environ["REAL_CHROMIUM"] = find_chromium()
    trusted = f"--unsafely-treat-insecure-origin-as-secure=http://{SERVER}:{live.port}"
    with Machine(folder / f"profile-{width}", width, height, trusted, program=str(weak.browser)) as machine:
        yield machine


@pytest.fixture
def far(tmp_path: Path, journal: str) -> Iterator[tuple[Line, Live]]:
    """A server at the other end of a line."""
    with line(tmp_path) as weak:
        live = Live(tmp_path, journal, port=free_port(), environment={"DIEMCAU_LISTEN": ""})
        live.environment["DIEMCAU_LISTEN"] = f"0.0.0.0:{live.port}"
        live.start()
        yield weak, live
        live.kill()


@pytest.mark.browser
def test_a_long_outbox_is_drained_over_a_weak_line_once_and_in_order(far: tuple[Line, Live], tmp_path: Path) -> None:
    weak, live = far
    open_doors(live)
    with behind(weak, tmp_path, live) as machine:
        page = machine.page
        sit_down(page, live, "site", Role.HOST, host=SERVER, site=1, province="01")
        is_kept(page, "shown:", "badge:")
        page.evaluate("import('/static/live/outbox.js').then(() => 1)")  # on a dead line it would never come
        weak.set(DEAD)
        page.evaluate(FILL, WAITING)
        weak.set(WEAK)
        begun = time.monotonic()
        page.reload()
        expect(page.locator(".top .line")).to_contain_text("chờ gửi", timeout=60_000)
        expect(page.locator(".top .line.good")).not_to_contain_text("chờ gửi", timeout=LONGEST * 1000)
        took = time.monotonic() - begun
    facts = facts_of(live, "host:1")
    assert len(facts) == WAITING
    assert [fact.claimed_at for fact in facts] == sorted(fact.claimed_at for fact in facts)
    assert took <= LONGEST, f"{WAITING} facts in {took:.0f} s"  # measured: 1,000 in 37 s


@pytest.mark.browser
def test_an_honest_scan_comes_in_over_a_weak_line_from_a_browser_that_was_never_here(
    far: tuple[Line, Live], tmp_path: Path
) -> None:
    weak, live = far
    open_doors(live)
    with behind(weak, tmp_path, live, 390, 844) as machine:
        weak.set(WEAK)
        _, code = live.get("/live/code", token(Role.HOST, site=1, province="01"))
        # The worst moment: the code has been on the screen for all of its 15 s.
        time.sleep(max(0.0, code["until"] / 1000 - time.time()))
        machine.page.goto(f"http://{SERVER}:{live.port}{code['path']}", wait_until="commit", timeout=60_000)
        expect(machine.page.locator("[data-key=go]")).to_be_visible(timeout=60_000)
        expect(machine.page.locator("h1")).to_have_text("xã Phú Xuyên 1")
    weak.set(GOOD)
