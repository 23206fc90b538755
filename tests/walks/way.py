"""What a walk is made of: the server, a class in it, desks that speak over HTTP, pages of one browser profile."""

import http.client
import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe

from tests.browser import Remote, expect
from tests.classroom.rig import command_id

PHU_XUYEN = 3  # number of the site in which the walks take place
TOPIC, QUIET_TOPIC = 1, 3  # places of the items: a topic with phones, one without
DESK, HALL, PHONE = (1366, 768), (1920, 1080), (390, 844)
AA = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]},
    "resultTypes": ["violations"],
}
# What the browser itself says of a request that did not come through is no fault of a page.
FOREIGN = ("Failed to load resource", "net::ERR_")


@dataclass
class Stack:
    """The running server and the office beside it."""

    url: str
    office: "subprocess.Popen[str]"
    environment: dict[str, str] = field(default_factory=dict)

    def command(self, *words: str) -> tuple[int, str]:
        """Exit code and words of `diemcau …` on the machine of the server."""
        done = subprocess.run(
            [sys.executable, "-m", "diemcau", *words], env=self.environment, capture_output=True, text=True, check=False
        )
        return done.returncode, (done.stdout + done.stderr).strip()

    def ask(self, do: str, **what: Any) -> Any:
        """Let the office do something; see office.py."""
        assert self.office.stdin
        assert self.office.stdout
        self.office.stdin.write(json.dumps({"do": do, **what}) + "\n")
        self.office.stdin.flush()
        answer = json.loads(self.office.stdout.readline())
        assert "fails" not in answer, answer["fails"]
        return answer["gives"]

    def post(self, path: str, body: object, bearer: str = "") -> tuple[int, Any]:
        """POST of JSON: status and answer."""
        return self.call("POST", path, body, bearer)

    def call(self, method: str, path: str, body: object = None, bearer: str = "") -> tuple[int, Any]:
        """Status and JSON of a request."""
        connection = http.client.HTTPConnection(self.url.removeprefix("http://"), timeout=20)
        head = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {bearer}"} if bearer else {})
        try:
            connection.request(method, path, None if body is None else json.dumps(body).encode(), head)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()


@dataclass
class Class:
    """A course of one day: what the office said when it made it."""

    stack: Stack
    made: dict[str, Any]

    @property
    def sitting(self) -> int:
        return int(self.made["sitting"])

    def item(self, place: int) -> dict[str, Any]:
        """An item of the morning by its place: opening 0, topic 1, break 2, topic without phones 3, discussion 4."""
        return dict(self.made["items"][place])

    def site(self, no: int = PHU_XUYEN) -> int:
        """The id of a site by its number."""
        return int(self.made["sites"][str(no)])

    def link(self, role: str, no: int = 0, province: str = "") -> str:
        """The path of a new one-time link."""
        return str(self.stack.ask("link", code=self.made["code"], role=role, no=no, province=province))

    def slip(self, no: int = PHU_XUYEN) -> dict[str, str]:
        """A new slip: path and PIN."""
        return dict(self.stack.ask("slip", code=self.made["code"], no=no))

    def organiser(self) -> str:
        """A link into the office."""
        return str(self.stack.ask("organiser", code=self.made["code"]))

    def facts(self, kind: str = "") -> list[dict[str, Any]]:
        """The journal, or its facts of one kind."""
        rows = self.stack.ask("facts", sitting=self.sitting)
        return [row for row in rows if not kind or row["kind"] == kind]

    def summary(self) -> dict[str, Any]:
        """Figures of every activity."""
        return dict(self.stack.ask("summary", sitting=self.sitting))

    def lessons(self, activity: str) -> list[str]:
        """The lessons drawn from a situation."""
        return list(self.stack.ask("lessons", sitting=self.sitting, activity=activity))

    def desk(self, role: str, no: int = 0) -> "Hand":
        """A desk without a screen: it comes in by a link of its own and speaks over HTTP."""
        status, answer = self.stack.post(
            "/vao/lien-ket", {"link": self.link(role, no).partition("=")[2], "device": f"walk-{role}"}
        )
        assert status == 200, answer
        return Hand(self.stack, answer["token"])

    def begin(self, place: int = TOPIC) -> "Hand":
        """Put the sitting on air at an item; the lecturer's hand."""
        hand = self.desk("lecturer")
        hand.send("sitting.begin")
        hand.send("sitting.go", {"item": self.item(place)["id"]})
        return hand


@dataclass
class Hand:
    """Somebody at a desk, by his token."""

    stack: Stack
    token: str

    def send(self, kind: str, body: dict[str, Any] | None = None, activity: str = "") -> dict[str, Any]:
        """Send a command; its receipt."""
        command = {"id": command_id(), "kind": kind, "body": body or {}, "activity": activity}
        status, answer = self.stack.post("/live/commands", {"commands": [command]}, self.token)
        assert status == 200, answer
        receipt: dict[str, Any] = answer["receipts"][0]
        assert "refused" not in receipt, receipt
        return receipt


@dataclass
class Walk:
    """A class and a browser; what a page throws fails the walk."""

    a_class: Class
    browser: Remote
    contexts: list[Remote] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def profile(self) -> Remote:
        """A new browser profile, in Vietnamese: another machine."""
        context: Remote = self.browser.new_context(
            locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", viewport={"width": DESK[0], "height": DESK[1]}
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        return context

    def open(self, path: str, size: tuple[int, int] = DESK, profile: Remote | None = None) -> Remote:
        """A page of the server in a profile (without one: of a new one)."""
        page: Remote = (profile or self.profile()).new_page()
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._said)
        page.goto(f"{self.a_class.stack.url}{path}")
        return page

    def _said(self, message: Any) -> None:
        if message.type == "error" and not message.text.startswith(FOREIGN):
            self.faults.append(message.text)

    def desk(self, role: str, no: int = 0, *, size: tuple[int, int] = DESK, profile: Remote | None = None) -> Remote:
        """A desk that came in by its one-time link and has its first view."""
        province = "01" if role == "province" else ""
        page = self.open(self.a_class.link(role, no, province), size, profile)
        expect(page.locator(".shell")).to_be_visible()
        return page

    def code(self, host: Remote) -> str:
        """The path that the QR on the host's desk leads to, as a camera would read it."""
        with host.expect_response("**/live/code") as answer:
            host.locator("[data-key=tab-phones]").click()
        expect(host.locator("svg.qr")).to_be_visible()
        return str(answer.value.json()["path"])

    def come_in(self, path: str, name: str, *, digits: str = "", profile: Remote | None = None) -> Remote:
        """A phone that scanned the code, found its name and claimed its seat."""
        page = self.open(path, PHONE, profile)
        page.locator("[data-key=go]").click()
        page.locator("#search").fill(name)
        page.locator("button.name").click()
        if digits:
            page.locator("#digits").fill(digits)
        page.locator("[data-key=go]").click()
        expect(page.locator("body.phone .shell")).to_be_visible()
        return page

    def stop(self, page: Remote, name: str) -> None:
        """Look at a page where somebody stops: nothing for axe, nothing too wide, a picture for people."""
        expect(page.locator("h1")).to_be_visible()
        assert violations(page) == [], name
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{name} is too wide"
        self.shoot(page, name, whole=True)

    def shoot(self, page: Remote, name: str, *, whole: bool = False) -> None:
        """A picture for people, when DIEMCAU_SHOTS names a folder."""
        if folder := os.environ.get("DIEMCAU_SHOTS"):
            page.wait_for_timeout(700)  # the slow topics go out twice a second
            page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=whole)

    def end(self) -> None:
        """Close every profile; nothing may have been thrown."""
        for context in self.contexts:
            context.close()
        assert not self.faults, "\n".join(self.faults)


def key(page: Remote, name: str) -> Remote:
    """What has a key of the frame; never a field that is called the same."""
    found: Remote = page.locator(f"[data-key='{name}']:not(textarea):not(input)")
    return found


def violations(page: Remote) -> list[str]:
    """What axe finds against WCAG A and AA and good practice: rule, and where."""
    run: Callable[[], Any] = partial(Axe().run, page._thing, options=AA)
    found = page._aside.do(run).response["violations"]
    return [f"{rule['id']}: {[node['target'] for node in rule['nodes']]}" for rule in found]
