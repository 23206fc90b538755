"""Health and figures of a running node."""

import socket
import time

from diemcau.activities.kind import Role
from diemcau.journal.store import Store
from tests.classroom.rig import Live, token

EXPECTED = {
    'diemcau_commands_total{process="writer"}': 4,
    'diemcau_failures_total{process="writer"}': 0,
    'diemcau_streams{process="stream-1"}': 1,
    'diemcau_joined_total{process="accept-1"}': 1,
    'diemcau_position{sitting="1"}': 4,
    "diemcau_turn_seconds_count": 4,
}


def figures(live: Live) -> dict[str, float]:
    text = live.get("/live/metrics")[1].decode()
    lines = [line.rpartition(" ") for line in text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in lines}


def test_every_process_counts_what_it_does_and_the_board_tells_it(live: Live) -> None:
    live.open()
    live.send(token(Role.HOST, site=1, province="01"), "floor.ask")
    with socket.create_connection(("127.0.0.1", live.port), 10) as listener:
        bearer = token(Role.HOST, site=1, province="01")
        listener.sendall(f"GET /live/stream HTTP/1.1\r\nauthorization: Bearer {bearer}\r\n\r\n".encode())
        listener.recv(10)
        until, told = time.monotonic() + 20, {}
        while time.monotonic() < until and EXPECTED.items() - told.items():
            time.sleep(0.1)
            told = figures(live)

    assert EXPECTED.items() - told.items() == set()
    assert live.get("/health") == (200, live.get("/live/health")[1])


def test_figures_are_not_for_the_world(live: Live) -> None:
    status, answer = live.call("GET", "/live/metrics", x_forwarded_for="10.0.0.7")
    assert (status, answer["code"]) == (404, "address.unknown")


def test_the_control_room_gets_the_head_of_the_chain_and_nobody_else_does(live: Live) -> None:
    live.open()
    store = Store(live.journal, read_only=True)
    position, link = store.head("sitting:1")
    store.close()
    assert live.get("/live/head", token(Role.OPERATOR)) == (200, {"pos": position, "head": link.hex()})
    assert live.get("/live/head", token(Role.HOST, site=1, province="01"))[0] == 403
