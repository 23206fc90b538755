"""The outbox of a device loses nothing and doubles nothing; bugs planted in its scripts are seen.

The scripts of the screens run in a real browser against a real node; what stands between them is a line that loses
answers, as lines do.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

import pytest
from playwright.sync_api import Error

from diemcau.activities.kind import Role
from diemcau.base.clock import now_ms
from diemcau.journal.rules import Fact
from tests.browser import Remote
from tests.classroom.afar import facts_of, open_doors
from tests.classroom.rig import Live, token

LIVE = resources.files("diemcau.classroom") / "static" / "live"
BEGIN = """async ([token, durable]) => {
  const { Outbox } = await import("/static/live/outbox.js");
  const { call } = await import("/static/live/api.js");
  const ask = (path, body, more) => call(path, { body, token, more, patience: 4000 });
  const begun = Date.now() - performance.now();
  const clock = (tick) => begun + tick;
  const signing = async () => null;
  const yes = () => true;
  const no = () => false;
  window.answers = [];
  window.box = new Outbox({ owner: "1:host:1:0", ask, clock, sure: yes, doubtful: no, signing, durable, changed() {} });
  await window.box.load();
}"""
PUT = """async (sends) => {
  for (const [kind, activity, body] of sends) {
    const before = window.box.sends.length;
    window.box.add(kind, activity, body).then((answer) => window.answers.push(answer));
    while (window.box.sends.length === before) await new Promise((done) => setTimeout(done, 5));
  }
}"""
KEPT = """async () => {
  const { Store } = await import("/static/live/store.js");
  const sends = await new Store().all();
  return sends.sort((a, b) => (a.id < b.id ? -1 : 1)).map(({ id, state, body }) => [id, state, body.seat || 0]);
}"""
STATES = "() => window.box.sends.map(({ state, body }) => [body.seat || 0, state])"
SECONDS = 5


@dataclass
class Device:
    """A page of a device with an outbox; `bug` is what stands in one of its scripts for something else."""

    page: Remote
    live: Live
    bug: tuple[str, str, str] | None = None
    lost: bool = False  # answers get lost on their way
    handled: list[int] = field(default_factory=list)

    def sit_down(self, *, durable: bool = True) -> None:
        """The page from its beginning, as after a reload."""
        self.page.goto(f"http://127.0.0.1:{self.live.port}/carry")
        self.page.evaluate(BEGIN, [token(Role.HOST, site=1, province="01"), durable])

    def put(self, *seats: int, activity: Any = "") -> None:
        sends = [["presence.mark", activity, {"seat": seat, "status": "co_mat"}] for seat in seats]
        self.page.evaluate(PUT, sends)

    @property
    def kept(self) -> list[list[Any]]:
        """What lies on the device: state and seat of each, in the order of their ids."""
        return [[seat, state] for _, state, seat in self.page.evaluate(KEPT)]

    @property
    def states(self) -> list[list[Any]]:
        return list(self.page.evaluate(STATES))

    @property
    def facts(self) -> list[Fact]:
        return facts_of(self.live, "host:1")

    @property
    def seats(self) -> list[int]:
        return [json.loads(fact.body)["seat"] for fact in self.facts]

    def until(self, what: Callable[[], Any], wanted: Any) -> None:
        """Wait until something is so."""
        for _ in range(SECONDS * 20):
            if (found := what()) == wanted:
                return
            self.page.wait_for_timeout(50)
        assert found == wanted

    def handle(self, route: Any) -> None:
        """The line: what is asked arrives, and when answers get lost nothing comes back."""
        answer = route.fetch()
        self.handled.append(answer.status)
        with suppress(Error):  # the test may be over
            if self.lost:
                route.abort()
            else:
                route.fulfill(response=answer)

    def script(self, route: Any) -> None:
        """A script by itself, not as the node gathers it with others, with the bug in it."""
        assert self.bug
        name, good, bad = self.bug
        asked = route.request.url.rpartition("/")[2]
        source = (LIVE / asked).read_text(encoding="utf-8")
        route.fulfill(body=source.replace(good, bad) if asked == name else source, content_type="text/javascript")


@contextmanager
def device(browser: Remote, live: Live, bug: tuple[str, str, str] | None = None) -> Iterator[Device]:
    context = browser.new_context()
    context.set_default_timeout(10_000)
    made = Device(context.new_page(), live, bug)
    if bug:
        name, good, _ = bug
        assert (LIVE / name).read_text(encoding="utf-8").count(good) == 1, f"{good!r} stands not once in {name}"
        for script in ("outbox.js", "store.js"):
            made.page.route(f"**/{script}", made.script)
    made.page.route("**/live/commands", made.handle)
    yield made
    context.close()


Guard = Callable[[Device], None]


def nothing_leaves_the_device_before_its_receipt(device: Device) -> None:
    device.lost = True
    device.sit_down()
    device.put(101, 102)
    device.until(lambda: device.seats, [101, 102])  # it has arrived, and nobody here knows
    assert device.kept == [[101, "saved"], [102, "saved"]]
    before = len(device.handled)
    device.sit_down()  # the power went
    device.until(lambda: len(device.handled) > before, True)
    assert [seat for seat, _ in device.kept] == [101, 102]
    device.lost = False
    device.until(lambda: device.kept, [])
    device.until(lambda: device.states, [[101, "recorded"], [102, "recorded"]])
    assert device.seats == [101, 102]


def what_nothing_was_said_of_goes_again(device: Device) -> None:
    asked = []

    def say_nothing(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(json={"receipts": []})

    device.page.route("**/live/commands", say_nothing)
    device.sit_down()
    device.put(101)
    device.until(lambda: device.states, [[101, "saved"]])
    device.page.wait_for_timeout(500)
    assert (device.kept, len(asked) < 5) == ([[101, "saved"]], True)  # and not again and again at once
    device.page.unroute("**/live/commands")
    device.until(lambda: device.states, [[101, "recorded"]])
    assert (device.kept, device.seats) == ([], [101])


def one_bad_command_holds_up_no_other(device: Device) -> None:
    device.lost = True
    device.sit_down()
    device.put(101, 102)
    device.put(103, activity=5)  # no name: the node refuses the whole batch
    device.put(104)
    device.lost = False
    device.until(lambda: [seat for seat, state in device.states if state == "recorded"], [101, 102, 104])
    device.until(lambda: device.kept, [[103, "refused"]])
    assert sorted(device.seats) == [101, 102, 104]


def a_refusal_stays_until_it_was_read(device: Device) -> None:
    device.sit_down()
    device.put(999)  # sits nowhere
    device.until(lambda: device.states, [[999, "refused"]])
    device.sit_down()
    device.until(lambda: device.states, [[999, "refused"]])
    assert device.kept == [[999, "refused"]]
    device.page.evaluate("() => window.box.dismiss(window.box.sends[0].id)")
    assert (device.kept, device.states) == ([], [])


def acts_arrive_in_their_order_also_when_the_clock_went_back(device: Device) -> None:
    device.page.route("**/live/commands", lambda route: route.abort())
    device.sit_down()
    device.put(103, 102)
    device.page.add_init_script("const real = Date.now; Date.now = () => real() - 366 * 24 * 3600000;")
    device.sit_down()
    device.put(101)
    assert [seat for seat, _ in device.kept] == [103, 102, 101]
    device.page.unroute("**/live/commands")
    device.until(lambda: device.seats, [103, 102, 101])


def an_act_that_waited_says_when_it_happened(device: Device) -> None:
    device.page.route("**/live/commands", lambda route: route.abort())
    device.page.clock.install()
    device.sit_down()
    device.put(101)
    done = now_ms()
    device.page.wait_for_timeout(1500)
    device.page.clock.fast_forward(90_000)
    device.page.unroute("**/live/commands")
    device.until(lambda: device.seats, [101])
    (fact,) = device.facts
    assert (abs(fact.claimed_at - done) < 1000, fact.received_at - done > 1000) == (True, True)


NEWER = """async () => {
  const asked = indexedDB.open("diemcau", 3);
  await new Promise((done) => (asked.onsuccess = done));
  asked.result.close();
}"""
FULL = """() => {
  let part = "x".repeat(1 << 20);
  for (let n = 0; part; n += 1) {
    try { localStorage.setItem(`full${n}`, part); } catch (_) { part = part.slice(1 + part.length / 2); }
  }
}"""


def a_device_says_kept_only_of_what_it_has_kept(device: Device) -> None:
    device.page.route("**/live/commands", lambda route: route.abort())
    device.sit_down()
    device.put(101)
    assert (device.page.evaluate("() => window.box.unkept()"), device.kept) == (0, [[101, "saved"]])
    device.page.evaluate(NEWER)  # a later version of the page in another window: the database is shut to this one
    device.put(102)
    assert (device.page.evaluate("() => window.box.unkept()"), device.kept) == (0, [[102, "saved"]])
    device.page.evaluate(FULL)
    device.put(103)
    assert device.page.evaluate("() => [window.box.unkept(), window.box.waiting()]") == [1, 3]
    assert device.kept == [[102, "saved"]]


def yesterdays_steering_is_given_up(device: Device) -> None:
    device.page.route("**/live/commands", lambda route: route.abort())
    device.page.clock.install()
    device.sit_down(durable=False)
    device.put(101)
    assert device.kept == []
    for _ in range(5):
        device.page.clock.run_for(4_000)
        device.page.wait_for_timeout(100)
    device.until(lambda: device.states, [[101, "refused"]])
    assert device.page.evaluate("() => window.answers[0].refused.code") == "line.down"
    device.page.unroute("**/live/commands")
    device.page.clock.run_for(60_000)
    assert device.seats == []


SENT = '    for (const send of batch) send.state = "sent";\n'
BUGS: dict[Guard, list[tuple[str, str, str]]] = {
    nothing_leaves_the_device_before_its_receipt: [
        ("outbox.js", SENT, SENT + "    await this.store.remove(batch.map((send) => send.id));\n"),
        ("outbox.js", 'if (send.state === "sent") send.state = "saved";', 'send.state = "recorded";'),
        ("outbox.js", "if (this.durable && gone.length)", "if (false)"),
        ("outbox.js", "this.durable ? await this.store.put(send) : false", "false"),
        ("outbox.js", "filter((send) => send.owner === this.owner)", "filter(() => false)"),
    ],
    what_nothing_was_said_of_goes_again: [
        ("outbox.js", 'if (!receipt) send.state = "saved";', "if (!receipt) gone.push(send.id);"),
        ("outbox.js", "this.later(backoff(this.tries++))", "this.tries"),
    ],
    one_bad_command_holds_up_no_other: [
        ("outbox.js", "Math.max(1, Math.floor(batch.length / 2))", "batch.length"),
        ("outbox.js", "if (batch.length === 1) await", "if (true) await"),
        ("outbox.js", "if (status === 413 || status === 400) {", "if (status === 413) {"),
    ],
    a_refusal_stays_until_it_was_read: [
        ("outbox.js", "    if (this.durable) await this.store.put(send);\n", ""),
        ("outbox.js", "    await this.store.remove([id]);\n", ""),
    ],
    acts_arrive_in_their_order_also_when_the_clock_went_back: [
        ("outbox.js", "  if (stamp > last) last = stamp;\n", ""),
        ("outbox.js", "(a.id < b.id ? -1 : 1)", "(a.id < b.id ? 1 : -1)"),
    ],
    an_act_that_waited_says_when_it_happened: [
        ("outbox.js", "const claimed = live ? 0 : this.claimOf(send);", "const claimed = 0;"),
        ("outbox.js", "if (send.sure || !this.sure()) return send.claimed;", "return this.clock(performance.now());"),
    ],
    a_device_says_kept_only_of_what_it_has_kept: [
        ("store.js", "    return false;\n", "    return true;\n"),
        ("store.js", "    this.shelves.push(new Plain());\n", ""),
    ],
    yesterdays_steering_is_given_up: [
        ("outbox.js", "Date.now() - send.made > STEERING", "false"),
        ("outbox.js", "this.durable ? await this.store.put(send) : false", "await this.store.put(send)"),
    ],
}


@pytest.mark.browser
@pytest.mark.parametrize("guard", BUGS, ids=lambda guard: guard.__name__)
def test_outbox(guard: Guard, browser: Remote, live: Live) -> None:
    open_doors(live)
    with device(browser, live) as made:
        guard(made)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("guard", "bug"),
    [
        pytest.param(guard, bug, id=f"{guard.__name__}-{place}")
        for guard, bugs in BUGS.items()
        for place, bug in enumerate(bugs)
    ],
)
def test_a_planted_bug_is_seen(guard: Guard, bug: tuple[str, str, str], browser: Remote, live: Live) -> None:
    open_doors(live)
    with device(browser, live, bug) as made, pytest.raises(AssertionError):
        guard(made)
