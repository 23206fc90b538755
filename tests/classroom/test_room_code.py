"""The room's code at the door: how long it lives, how little it takes, how often one may guess."""

import time
from typing import Any

import pytest

from diemcau.activities.kind import Role
from diemcau.base import tokens
from diemcau.base.clock import now_ms
from diemcau.classroom.codes import PURPOSE, WINDOW_MS, code_of, window
from diemcau.classroom.live.doors import PASS_LASTS, TICKET_LASTS
from tests.browser import Remote, expect
from tests.classroom.planting import Bug
from tests.classroom.rig import KEY, SECRET, Live, command_id, plan, token
from tests.faults.sowing import sown

CODES = tokens.key_from(SECRET, PURPOSE)
CARDS = {"seat:102": {"name": "Trần Thị Bình (MP)"}}


def shown(ago: int) -> tuple[str, str]:
    """The two forms of the code that the room showed so many ms ago."""
    return code_of(CODES, 1, 1, window(now_ms() - ago))


def enter(live: Live, code: str, site: int = 101) -> tuple[int, Any]:
    return live.post("/live/enter", {"site": site, "code": code})


def test_a_screenshot_a_minute_old_never_comes_in_and_what_stands_on_the_screen_does(live: Live) -> None:
    live.open(plan())
    for form in (0, 1):
        assert enter(live, shown(60_000)[form])[1]["code"] == "code.wrong"
        assert enter(live, shown(36_000 + WINDOW_MS)[form])[1]["code"] == "code.wrong"
        assert enter(live, shown(0)[form])[0] == 200
        assert enter(live, shown(WINDOW_MS)[form])[0] == 200


def test_a_ticket_lives_ten_minutes_and_says_where(live: Live) -> None:
    live.open(plan())
    status, answer = enter(live, shown(0)[0])
    ticket = tokens.read(answer["ticket"], KEY, now_ms())
    assert (status, ticket.role, ticket.site, TICKET_LASTS) == (200, "ticket", 1, 600_000)
    assert 0 <= now_ms() + 600_000 - ticket.expires < 5000
    assert live.get("/live/view", answer["ticket"])[0] == 401  # it opens nothing but a seat


def test_a_typed_code_needs_the_number_of_its_site(live: Live) -> None:
    live.open(plan())
    assert enter(live, shown(0)[1], 102)[1]["code"] == "code.wrong"
    assert live.post("/live/enter", {"code": shown(0)[1]})[1]["code"] == "command.bad_body"


def test_ten_wrong_codes_in_a_minute_shut_the_door_of_one_site_only(live: Live) -> None:
    live.open(plan())
    answers = [enter(live, "000000")[1]["code"] for _ in range(11)]
    assert answers == ["code.wrong"] * 10 + ["code.too_many"]
    assert enter(live, shown(0)[1])[1]["code"] == "code.too_many"
    assert enter(live, code_of(CODES, 1, 2, window(now_ms()))[1], 102)[0] == 200
    assert enter(live, shown(0)[0])[0] == 200  # who stands before the screen and scans pays for no stranger


def test_a_hall_that_scanned_too_late_is_not_shut_out(live: Live) -> None:
    live.open(plan())
    late = shown(60_000)[0]
    assert [enter(live, late)[1]["code"] for _ in range(210)] == ["code.wrong"] * 210
    assert [enter(live, shown(0)[form])[0] for form in (0, 1)] == [200, 200]


def test_who_tries_seat_after_seat_uses_up_his_own_share_only(live: Live) -> None:
    live.open(plan(), CARDS)

    def take(ticket: str) -> Any:
        body = {"id": command_id(), "ticket": ticket, "device": "d1", "seat": 102, "digits": "0000"}
        return live.post("/live/claim", body)[1]

    one, other = (enter(live, shown(0)[0])[1]["ticket"] for _ in range(2))
    assert [take(one)["code"] for _ in range(21)] == ["seat.digits"] * 20 + ["code.too_many"]
    assert take(other)["code"] == "seat.digits"


def test_who_asks_for_letters_without_end_gets_no_more_and_screens_that_wait_keep_theirs(live: Live) -> None:
    live.open(plan())
    first = live.post("/live/pair", {})[1]
    answers = [live.post("/live/pair", {})[0] for _ in range(600)]
    assert answers == [200] * 599 + [429]
    assert live.post("/live/pair/poll", {"secret": first["secret"]}) == (200, {"token": ""})
    other = first["letters"] + "." + "A" * 22
    assert live.post("/live/pair/poll", {"secret": other})[1]["code"] == "pair.unknown"


def made(live: Live, seat: int = 102) -> str:
    """The pass that the host of room 1 makes for a seat."""
    status, answer = live.post("/live/again", {"seat": seat}, token(Role.HOST, site=1, province="01"))
    assert (status, answer["lasts"]) == (200, PASS_LASTS)
    return str(answer["path"].partition("#101.")[2])


def claimed(live: Live, ticket: str, device: str, seat: int = 102) -> tuple[int, Any]:
    return live.post("/live/claim", {"id": command_id(), "ticket": ticket, "device": device, "seat": seat})


def test_the_pass_of_a_host_opens_one_seat_to_one_phone(live: Live) -> None:
    live.open(plan(), CARDS)
    given = made(live)
    status, door = enter(live, given)
    assert (status, door["free"]) == (200, [{"seat": 102, "no": 2, "name": "Trần Thị Bình (MP)"}])
    assert live.get("/live/view", given)[1]["code"] == "token.bad"  # it opens nothing by itself
    assert claimed(live, door["ticket"], "d1", 101)[1]["code"] == "seat.unknown"
    taken = claimed(live, door["ticket"], "d1")[1]
    assert (taken["seat"], taken["evidence"]) == (102, "host")
    assert claimed(live, enter(live, given)[1]["ticket"], "d2")[1]["code"] == "seat.taken"


def test_only_the_desk_of_the_room_makes_a_pass(live: Live) -> None:
    live.open(plan())
    codes = {
        role: live.post("/live/again", {"seat": 102}, token(role, site=1, seat=seat, province="01"))[1].get("code")
        for role, seat in ((Role.ROOM, 0), (Role.TECHNICIAN, 0), (Role.PHONE, 101), (Role.CHAIR, 0))
    }
    assert codes == {
        Role.ROOM: "command.not_yours",
        Role.TECHNICIAN: "command.not_yours",
        Role.PHONE: "command.not_yours",
        Role.CHAIR: None,
    }
    foreign = live.post("/live/again", {"seat": 201}, token(Role.HOST, site=1, province="01"))
    assert (foreign[0], foreign[1]["code"]) == (404, "seat.unknown")
    ticket = enter(live, shown(0)[0])[1]["ticket"]
    assert enter(live, ticket)[1]["code"] == "token.bad"  # a ticket is no pass
    old = tokens.Claims("pass", 1, 0, 1, 102, "", "pass:x", "", 0, now_ms() - 1)
    assert enter(live, tokens.mint(old, KEY))[1]["code"] == "token.old"
    assert enter(live, "a.b")[1]["code"] == "token.bad"


def test_where_phones_are_away_nobody_makes_a_pass(live: Live) -> None:
    live.open(plan())
    given, operator = made(live), token(Role.OPERATOR)
    live.send(operator, "sitting.go", {"item": 2})
    assert live.post("/live/again", {"seat": 102}, token(Role.HOST, site=1))[1]["code"] == "phones.not_here"
    assert enter(live, given)[1]["code"] == "phones.not_here"


def test_a_pass_leads_back_after_the_close_and_changes_nothing_of_the_roll(live: Live) -> None:
    live.open(plan(), CARDS)
    operator, host = token(Role.OPERATOR), token(Role.HOST, site=1, province="01")
    live.send(operator, "sitting.close")
    before = roll(live, host)
    assert enter(live, shown(0)[0])[1]["code"] == "code.wrong"
    door = enter(live, made(live))[1]
    status, taken = claimed(live, door["ticket"], "d1")
    assert (door["sitting"]["phase"], status) == ("closed", 200)
    assert live.get("/live/view", taken["token"])[0] == 200
    assert roll(live, host) == before


def roll(live: Live, host: str) -> Any:
    views = live.get("/live/view", host)[1]["views"]
    return next(view["view"]["acts"]["presence"] for view in views if view["topic"] == "site:1")


BUGS = [
    (Bug("classroom.codes", "ALIVE_MS = 35_000", "ALIVE_MS = 90_000"), "screenshot"),
    (Bug("classroom.live.house", "Limit(10, 60))", "Limit(100, 60))"), "guess"),
    (Bug("classroom.live.doors", " or ticket.seat not in {0, seat}", ""), "pass"),
]


@pytest.mark.parametrize("place", range(len(BUGS)))
def test_bugs_are_caught(place: int, tmp_path: Any, journal: str) -> None:
    bug, what = BUGS[place]
    guard = {
        "screenshot": test_a_screenshot_a_minute_old_never_comes_in_and_what_stands_on_the_screen_does,
        "guess": test_ten_wrong_codes_in_a_minute_shut_the_door_of_one_site_only,
        "pass": test_the_pass_of_a_host_opens_one_seat_to_one_phone,
    }[what]
    live = Live(tmp_path, journal, environment=sown(tmp_path, bug)).start()
    try:
        with pytest.raises((AssertionError, KeyError)):
            guard(live)
    finally:
        live.kill()


@pytest.mark.browser
def test_the_code_is_swapped_in_two_kilobytes_while_the_page_is_on_its_way(page: Remote, live: Live) -> None:
    live.open(plan(), CARDS)
    _, code = live.get("/live/code", token(Role.HOST, site=1, province="01"))
    asked: list[tuple[str, int]] = []

    def note(request: Any) -> None:
        sizes = request.headers
        head = sum(len(name) + len(value) + 4 for name, value in sizes.items())
        asked.append((request.url.partition(f":{live.port}")[2].partition("#")[0], head + len(request.post_data or "")))

    def late(route: Any) -> None:
        time.sleep(0.3)  # a weak line brings the modules later
        route.continue_()

    page.on("request", note)
    page.route("**/static/live/frame.js", late)
    page.goto(f"http://127.0.0.1:{live.port}{code['path']}")
    expect(page.locator("[data-key=go]")).to_be_visible()
    paths = [path for path, _ in asked]
    assert paths.count("/live/enter") == 1
    swap = paths.index("/live/enter")
    assert asked[swap][1] <= 2048
    assert page.url.endswith("/phone")
    before = page.evaluate(
        """() => {
          const of = (end) => performance.getEntriesByType('resource').find(({ name }) => name.endsWith(end));
          return of('/live/enter').responseEnd < of('/frame.js').responseEnd;
        }"""
    )
    assert before


@pytest.mark.browser
def test_a_code_that_could_not_go_early_goes_when_the_page_is_there(page: Remote, live: Live) -> None:
    live.open(plan(), CARDS)
    _, code = live.get("/live/code", token(Role.HOST, site=1, province="01"))
    tries: list[str] = []

    def first_lost(route: Any) -> None:
        tries.append(route.request.url)
        if len(tries) == 1:
            route.abort()
        else:
            route.continue_()

    page.route("**/live/enter", first_lost)
    page.goto(f"http://127.0.0.1:{live.port}{code['path']}")
    expect(page.locator("[data-key=go]")).to_be_visible()
    assert len(tries) == 2
