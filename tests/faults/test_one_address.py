"""A hall of 300 phones behind one address comes in within a minute, each with two tries: none pays for the others."""

import socket
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import pytest

from diemcau.activities.kind import Role
from tests.classroom.planting import Bug
from tests.classroom.rig import Live, command_id, plan, token
from tests.faults.conftest import MakeNode

PHONES = 300
HOST = token(Role.HOST, site=1, province="01")


def come_in(live: Live, seat: int, open_streams: ExitStack) -> list[int]:
    """One phone: the code of the screen, its seat (asked for again, as where an answer is lost), stream, check-in."""
    code = live.get("/live/code", HOST)[1]
    entered, door = live.post("/live/enter", {"site": code["site_no"], "code": code["typed"]})
    body = {"id": command_id(), "ticket": door.get("ticket", ""), "device": f"phone-{seat}", "seat": seat}
    (first, _), (again, taken) = (live.post("/live/claim", body) for _ in range(2))
    bearer = taken.get("token", "")
    raw = open_streams.enter_context(socket.create_connection(("127.0.0.1", live.port), 10))
    raw.sendall(f"GET /live/stream HTTP/1.1\r\nauthorization: Bearer {bearer}\r\n\r\n".encode())
    listens = int(raw.recv(12)[9:])
    here, _ = live.post("/live/commands", {"commands": [{"id": command_id(), "kind": "presence.check_in"}]}, bearer)
    return [entered, first, again, listens, here]


def a_hall_comes_in(live: Live) -> None:
    """All are let in, hear and are here."""
    live.open(plan(1, PHONES))
    with ExitStack() as open_streams, ThreadPoolExecutor(6) as pool:
        steps = list(pool.map(lambda n: come_in(live, 101 + n, open_streams), range(PHONES)))
        refused = [statuses for statuses in steps if statuses != [200] * 5]
        assert not refused, f"shut out: {len(refused)} of {PHONES}, {refused[0]}"
    views = live.get("/live/view", HOST)[1]["views"]
    seats = next(view["view"]["acts"]["presence"]["seats"] for view in views if view["topic"] == "site:1")
    assert len(seats) == PHONES


def test_a_hall_of_300_phones_behind_one_address_comes_in(node: MakeNode) -> None:
    a_hall_comes_in(node())


@pytest.mark.parametrize(
    "bug",
    [
        Bug("classroom.live.doors", "    typed = len(", "    house.wrong_addresses.count(address)\n    typed = len("),
        Bug("classroom.live.house", "Limit(600, 60))  # of a site", "Limit(300, 60))  # of a site"),
    ],
)
def test_a_narrow_door_is_caught(node: MakeNode, bug: Bug) -> None:
    live = node(bug)
    with pytest.raises(AssertionError, match=r"^shut out: "):
        a_hall_comes_in(live)
