"""The page on the device: its files as one, newer versions, browsers that keep nothing."""

import json
import re
from importlib import resources
from pathlib import Path

import pytest

from diemcau.activities.kind import Role
from tests.browser import Remote, expect
from tests.classroom.afar import facts_of, is_kept, open_doors, sit_down
from tests.classroom.machine import Machine
from tests.classroom.planting import Bug
from tests.classroom.rig import Live, token
from tests.faults.sowing import sown
from tools import icons

CACHES = """async () => {
  const found = {};
  for (const name of await caches.keys()) {
    const all = await (await caches.open(name)).keys();
    found[name] = all.map(({ url }) => new URL(url).pathname);
  }
  return found;
}"""
STATE = """async () => {
  const { active, waiting, installing } = (await navigator.serviceWorker.getRegistration()) || {};
  return [active, waiting, installing].map(Boolean);
}"""
NEWER = Bug("classroom.live.offline", '"theme_color": "#0b6e6e"', '"theme_color": "#0b6e6f"')
TORN = Bug("classroom.live.offline", "sha256(body).digest()", "sha256(body + b' ').digest()")


def another_version(live: Live, folder: Path, *bugs: Bug) -> None:
    folder.mkdir()
    if live.process and live.process.poll() is None:
        live.kill()
    live.environment = sown(folder, *bugs)
    live.start()


@pytest.mark.browser
def test_a_new_version_waits_until_it_is_whole_and_then_takes_over_with_all_its_files(
    machine: Machine, live: Live, tmp_path: Path
) -> None:
    open_doors(live)
    page = machine.page
    sit_down(page, live, "site", Role.HOST, site=1, province="01")
    is_kept(page, "shown:", "badge:")
    (first,) = page.evaluate(CACHES)

    # A server whose files are not those that it lists: the page stays what it is, with and without a line.
    another_version(live, tmp_path / "torn", NEWER, TORN)
    page.reload()
    expect(page.locator(".top .line.good")).to_be_visible()
    page.wait_for_timeout(6000)
    assert page.evaluate(STATE) == [True, False, False]
    live.kill()
    page.reload()
    expect(page.locator(".shell")).to_be_visible()

    another_version(live, tmp_path / "newer", NEWER)
    page.reload()
    for _ in range(200):
        if page.evaluate(STATE) == [True, True, False]:
            break
        page.wait_for_timeout(100)
    assert len(page.evaluate(CACHES)) >= 2
    page.reload()  # the new one takes over, and the old one is gone
    expect(page.locator(".top .line.good")).to_be_visible()
    page.wait_for_timeout(500)
    (second,) = page.evaluate(CACHES)
    assert second != first
    live.kill()
    page.reload()
    expect(page.locator(".shell")).to_be_visible()


@pytest.mark.browser
def test_nothing_of_the_class_and_no_token_lies_among_the_kept_files(machine: Machine, live: Live) -> None:
    open_doors(live)
    page = machine.page
    sit_down(page, live, "site", Role.HOST, site=1, province="01")
    is_kept(page, "shown:", "badge:")
    page.reload()
    expect(page.locator(".top .line.good")).to_be_visible()
    (files,) = page.evaluate(CACHES).values()
    assert [path for path in files if not re.fullmatch(r"/site|/site\.webmanifest|/static/.+", path)] == []
    policy = page.evaluate("async () => (await caches.match('/site')).headers.get('content-security-policy')")
    assert "trusted-types diemcau-worker" in policy


def test_the_icons_are_drawn_from_the_mark() -> None:
    mark = resources.files("diemcau.base") / "static" / "base" / "mark.svg"
    for size in icons.SIZES:
        kept = resources.files("diemcau.classroom") / "static" / "live" / f"icon-{size}.png"
        assert kept.read_bytes() == icons.png(mark.read_text(encoding="utf-8"), size)


def test_the_manifests_name_pages_and_icons_that_are_there(live: Live) -> None:
    for screen in ("phone", "site", "room"):
        status, manifest = live.get(f"/{screen}.webmanifest")
        manifest = manifest if isinstance(manifest, dict) else json.loads(manifest)
        assert (status, manifest["start_url"], manifest["scope"]) == (200, f"/{screen}", f"/{screen}")
        assert [live.get(icon["src"])[0] for icon in manifest["icons"]] == [200] * 5
        assert f'href="/{screen}.webmanifest"' in live.get(f"/{screen}")[1].decode()


INSIDE = "Mozilla/5.0 (Linux; Android 10; wv) AppleWebKit/537.36 Chrome/80.0 Mobile Safari/537.36 Zalo android/12000"


@pytest.mark.browser
def test_a_browser_inside_a_chat_program_works_without_a_worker_and_finds_its_person_again(
    browser: Remote, live: Live
) -> None:
    open_doors(live)
    context = browser.new_context(user_agent=INSIDE, viewport={"width": 390, "height": 844})
    page = context.new_page()
    host = token(Role.HOST, site=1, province="01")

    def scan() -> None:
        page.goto("about:blank")
        page.goto(f"http://127.0.0.1:{live.port}{live.get('/live/code', host)[1]['path']}")

    scan()
    page.locator("[data-key=go]").click()
    page.locator("#search").fill("7")
    page.locator("button.name").click()
    page.locator("[data-key=go]").click()
    expect(page.locator(".person")).to_contain_text("Nguyễn Văn 7 (MP)")
    scan()
    expect(page.locator(".person")).to_contain_text("Nguyễn Văn 7 (MP)")
    page.wait_for_timeout(5000)
    assert page.evaluate("async () => (await navigator.serviceWorker.getRegistrations()).length") == 0
    assert [fact.kind for fact in facts_of(live, "seat:107")] == ["sitting.claimed", "presence.checked_in"]

    # The system's browser of the same phone is another one for us: the host decides whose seat it is.
    other = browser.new_context(viewport={"width": 390, "height": 844})
    page = other.new_page()
    scan()
    page.locator("[data-key=go]").click()
    page.locator("#search").fill("7")
    expect(page.locator("button.name")).to_have_count(0)
    context.close()
    other.close()
