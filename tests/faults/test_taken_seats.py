"""Two nodes, and a phone that takes back a seat that its host had freed: no node has a wrong word for it."""

import json
import socket
from typing import Any

import pytest

from diemcau.activities.kind import Role
from tests.classroom.planting import Bug
from tests.classroom.rig import Live, command_id, plan, token
from tests.faults.conftest import MakeNode

HOST = token(Role.HOST, site=1, province="01")
SEAT = 101
# A setting: what was said at the start of this node holds for an hour, not for two seconds.
BLIND = Bug("classroom.live.house", "LOOK_SECONDS = 2.0", "LOOK_SECONDS = 3600.0")


def come(live: Live, device: str) -> str:
    """A phone with the code of the room claims the seat; its token."""
    code = live.get("/live/code", HOST)[1]
    ticket = live.post("/live/enter", {"site": code["site_no"], "code": code["typed"]})[1]["ticket"]
    body = {"id": command_id(), "ticket": ticket, "device": device, "seat": SEAT}
    return str(live.post("/live/claim", body)[1]["token"])


def heard(live: Live, bearer: str) -> tuple[int, dict[str, Any]]:
    """The status of a stream, and what its phone is told first about its seat."""
    with socket.create_connection(("127.0.0.1", live.port), 10) as raw:
        raw.sendall(f"GET /live/stream HTTP/1.1\r\nauthorization: Bearer {bearer}\r\n\r\n".encode())
        said = b""
        while data := raw.recv(65536):
            said += data
            status = int(said.split(b" ", 2)[1])
            if status != 200:
                return status, {}
            for line in said.split(b"\n"):
                if line.startswith(b'data: {"topic":"seat:') and line.endswith(b"}}"):
                    seen: dict[str, Any] = json.loads(line[6:])["view"]["acts"]["sitting"]
                    return status, seen
    raise AssertionError(f"missing: the view of the seat, {said[-200:]!r}")


def a_seat_is_taken_back(one: Live, node: MakeNode, *bugs: Bug) -> None:
    """The other node starts while the seat is free; then it is claimed on the first one, and used on the other."""
    one.open(plan())
    first = come(one, "phone-1")
    assert "seq" in one.send(HOST, "sitting.free_seat", {"seat": SEAT})
    other = node(BLIND, *bugs)
    assert heard(other, first) == (410, {})
    second = come(one, "phone-2")
    assert heard(other, second) == (200, {"kind": "sitting", "evidence": "code", "contested": False, "freed": False})
    assert heard(other, first) == (410, {})
    assert "seq" in one.send(HOST, "sitting.free_seat", {"seat": SEAT})
    again = come(one, "phone-1")
    assert (heard(other, again)[0], heard(other, second)[0]) == (200, 410)


def test_a_phone_is_let_in_by_a_node_that_has_not_heard_that_the_seat_is_its_own(node: MakeNode) -> None:
    a_seat_is_taken_back(node(), node)


def test_a_node_that_believes_what_it_heard_last_is_caught(node: MakeNode) -> None:
    bug = Bug(
        "classroom.live.accept",
        "if gate.has_seat(who, freed) else self._seated(request, TakeOver(run))",
        "if gate.has_seat(who, freed) else refuse(Refused('seat.freed', 410), request.lang)",
    )
    with pytest.raises(AssertionError):
        a_seat_is_taken_back(node(), node, bug)
