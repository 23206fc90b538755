"""The control room in a real Chromium: how soon the page stands, how soon a new state of a room is on it."""

import json
import os
import shutil
import time
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, sync_playwright

from bench.node import Caller, Node, token
from bench.programs import load
from bench.report import Result
from bench.setting import Bench, NotHere
from diemcau.activities.kind import Role

CHANGES = 5  # rooms that confirm while the page is open
PATIENCE = 20.0  # seconds
FLAGS = ["--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update"]
FLAGS += ["--disable-sync", "--disable-quic", "--disable-dev-shm-usage"]

# Runs before the page's own scripts: puts the session into the tab and notes when a figure was first drawn.
WATCH = """
(session) => {
  sessionStorage.setItem("diemcau:session:/control", session);
  window.drawn = {};
  const look = () => {
    const open = document.querySelector('[data-key="figure-open"] strong');
    const figure = open && open.textContent.replace(/\\D/g, "");
    if (figure && !window.drawn[figure] && document.querySelector(".siterow"))
      window.drawn[figure] = { wall: Date.now(), since: performance.now() };
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
"""


def find_chromium() -> str:
    """The browser to drive. NotHere when there is none."""
    for name in (os.environ.get("DIEMCAU_CHROMIUM", ""), "chromium", "google-chrome-stable", "google-chrome"):
        if name and (found := shutil.which(name)):
            return found
    raise NotHere("no Chromium: apt-get install -y --no-install-recommends chromium libatomic1")


def _fill(bench: Bench, node: Node, folder: Path, waiting: int) -> None:
    """Every learner checks in, every room enters its headcount, all but the last `waiting` rooms confirm it."""
    country, size = bench.country(), bench.size
    hosts = folder / "hosts"
    hosts.write_text("\n".join(country.hosts.read_text().split("\n")[: size.sites - waiting]) + "\n")
    steps = (
        (country.phones, size.seats, "presence.check_in", "{}"),
        (country.hosts, size.sites, "headcount.enter", '{"present":%,"excused":1}'),
        (hosts, size.sites - waiting, "headcount.confirm", '{"word":true}'),
    )
    for tokens, count, kind, body in steps:
        said = load(node.port, tokens, seconds=120, c=size.connections, T=2, n=count, k=kind, b=body, m=50)
        if said.receipts != count:
            raise RuntimeError(f"{kind}: {said}")


def control(bench: Bench) -> Iterable[Result]:
    """Page: from the navigation of a fresh profile to the drawn list of rooms with their figures.

    State: from the receipt of a room's confirmation to the frame in which the control room's figure shows it.
    Both clocks are this machine's.
    """
    sites, ready, shown, missing = bench.size.sites, [], [], []
    chromium = find_chromium()
    waiting = CHANGES * bench.rounds
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with (
        bench.node(clients=1) as node,
        TemporaryDirectory(dir=bench.folder) as folder,
        sync_playwright() as play,
    ):
        _fill(bench, node, Path(folder), waiting)
        browser = play.chromium.launch(executable_path=chromium, args=flags)
        for number in range(bench.rounds):
            with bench.round("control", number), node.caller() as caller:
                page_ready, delays = _look(bench, node, browser, caller, waiting - CHANGES * number)
            ready.append(page_ready)
            shown.append(sorted(delays)[len(delays) // 2])
            missing.append(CHANGES - len(delays))
        browser.close()
    return [
        Result(f"control: page of {sites} sites ready", ready, "s", at_most=1.5, absolute=True),
        Result("control: new state after its receipt", shown, "s", at_most=1, absolute=True),
        Result("control: states that did not show", missing, at_most=0),
    ]


def _look(bench: Bench, node: Node, browser: Browser, caller: Caller, waiting: int) -> tuple[float, list[float]]:
    """Seconds until the page stood, and until each of the confirmations showed."""
    sites = bench.size.sites
    session = json.dumps({"token": bench.country().operator, "role": "operator", "sitting": 1})
    context = browser.new_context(locale="vi-VN", viewport={"width": 1366, "height": 768})
    try:
        context.add_init_script(f"({WATCH})({json.dumps(session)})")
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{node.port}/control")
        ready = _drawn(page, waiting, sites)["since"] / 1000
        delays = []
        for site in range(sites - waiting + 1, sites - waiting + 1 + CHANGES):
            waiting -= 1
            caller.send(token(Role.HOST, site=site), "headcount.confirm", word=True)
            receipt = time.time()
            delays.append(max(0.0, _drawn(page, waiting, sites)["wall"] / 1000 - receipt))
            time.sleep(0.7)
        return ready, delays
    finally:
        context.close()


def _drawn(page: Page, waiting: int, sites: int) -> dict[str, float]:
    """When the page first showed that so many rooms have not confirmed yet. RuntimeError when it never does."""
    figure, until = f"{waiting}{sites}", time.monotonic() + PATIENCE
    while time.monotonic() < until:
        drawn: dict[str, float] | None = page.evaluate(f"window.drawn[{figure!r}]")
        if drawn:
            return drawn
        time.sleep(0.01)
    raise RuntimeError(f"the page does not show {figure}: {page.evaluate('window.drawn')}")
