"""What a phone and a site desk cost until they can be used: bytes, script, and the wait on a weak line."""

import json
import os
from collections.abc import Iterable
from typing import Any

from playwright.sync_api import ViewportSize, sync_playwright

from bench.browser import FLAGS, find_chromium
from bench.node import token
from bench.report import Result
from bench.setting import Bench
from diemcau.activities.kind import Role

# The line that a room may have: 64 kbit/s both ways, 600 ms to the first byte; the processor of a cheap phone.
WEAK = {"offline": False, "latency": 600, "downloadThroughput": 8000, "uploadThroughput": 8000}
SLOWER = 4
PATIENCE = 120_000  # ms
USABLE = {"phone": ".did .line.good", "site": ".tasks li"}  # what stands there when the screen can be used
SIZES: dict[str, ViewportSize] = {"phone": {"width": 390, "height": 844}, "site": {"width": 1366, "height": 768}}
SENDERS = {"phone": (Role.PHONE, 1), "site": (Role.HOST, 0)}


def first_view(page: Any, address: str, usable: str, *, weak: bool = False) -> dict[str, float]:
    """Open an address and wait until `usable` (a selector) is visible.

    Answers {"bytes": as they came over the line, headers counted and pictures not, "files": how many,
    "seconds": until usable, "script": ms of script with a processor four times slower}. `page` is playwright's.
    """
    line = page.context.new_cdp_session(page)
    sorts: dict[str, str] = {}
    came: dict[str, float] = {}
    line.on("Network.responseReceived", lambda event: sorts.update({event["requestId"]: event["type"]}))
    line.on("Network.dataReceived", lambda event: _add(came, event["requestId"], event["encodedDataLength"]))
    line.on("Network.loadingFinished", lambda event: came.update({event["requestId"]: event["encodedDataLength"]}))
    for name, given in (
        ("Network.enable", {}),
        ("Network.setCacheDisabled", {"cacheDisabled": False}),
        ("Performance.enable", {"timeDomain": "threadTicks"}),  # what else runs on this machine does not count
        ("Emulation.setCPUThrottlingRate", {"rate": SLOWER}),
    ):
        line.send(name, given)
    if weak:
        line.send("Network.emulateNetworkConditions", WEAK)
    page.goto(address, timeout=PATIENCE, wait_until="commit")
    page.wait_for_selector(usable, timeout=PATIENCE)
    seconds = page.evaluate("performance.now()") / 1000
    metrics = {one["name"]: one["value"] for one in line.send("Performance.getMetrics")["metrics"]}
    line.detach()
    wanted = {request: size for request, size in came.items() if sorts.get(request) not in {"Image", "Media"}}
    script = 1000 * metrics["ScriptDuration"]
    return {"bytes": sum(wanted.values()), "files": len(wanted), "seconds": seconds, "script": script}


def _add(came: dict[str, float], request: str, size: float) -> None:
    came[request] = came.get(request, 0) + size


def first_views(bench: Bench) -> Iterable[Result]:
    """First visits of a fresh profile: bytes and script on a good line, seconds on a weak one."""
    flags = [*FLAGS, *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    seen: dict[str, list[dict[str, float]]] = {name: [] for name in USABLE}
    waits: dict[str, list[float]] = {name: [] for name in USABLE}
    with bench.node(clients=1) as node, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=find_chromium(), args=flags)
        for number in range(bench.rounds):
            for name, (role, seat) in SENDERS.items():
                session = {"role": role, "site": 2, "seat": seat, "sitting": 1, "token": token(role, site=2, seat=seat)}
                kept = json.dumps(json.dumps(session))
                with bench.round(f"first view of {name}", number):
                    for weak in (False, True):
                        context = browser.new_context(viewport=SIZES[name])
                        context.add_init_script(f"sessionStorage.setItem('diemcau:session:/{name}', {kept})")
                        address = f"http://127.0.0.1:{node.port}/{name}"
                        one = first_view(context.new_page(), address, USABLE[name], weak=weak)
                        if weak:
                            waits[name].append(one["seconds"])
                        else:
                            seen[name].append(one)
                        context.close()
        browser.close()
    rows = []
    for name, views in seen.items():
        sizes, scripts = [one["bytes"] / 1024 for one in views], [one["script"] for one in views]
        rows += [
            Result(f"first view of {name}", sizes, "KB", at_most=60),
            Result(f"first view of {name}: script, processor ÷ 4", scripts, "ms", at_most=150, absolute=True),
            Result(f"first view of {name}: usable at 64 kbit/s, 600 ms", waits[name], "s", at_most=15, absolute=True),
        ]
    return rows
