"""What a batch weighs, and whose share it is taken from: nobody's flood shuts a door for another."""

from typing import Any

import pytest

from diemcau.activities.kind import Role, Who
from diemcau.base import tokens
from diemcau.base.clock import now_ms
from diemcau.classroom.board import Command
from diemcau.classroom.live.accept import COMMANDS_A_MINUTE
from diemcau.classroom.live.batches import COMMANDS_LIMIT, LARGE, MOST_COMMANDS, weight
from diemcau.classroom.live.gate import share_of
from tests.classroom.planting import Bug
from tests.classroom.rig import KEY, Live, command_id
from tests.faults.conftest import MakeNode, node  # noqa: F401 the fixture

COMMAND = Command(command_id(), "presence.check_in")
PHOTO = {"paper": 1, "place": 1, "photo": "x" * (COMMANDS_LIMIT - 2000)}


@pytest.mark.parametrize(
    ("commands", "size", "weighs"),
    [
        (0, 0, 1),  # who asks for nothing has asked
        (1, 100, 1),
        (1, LARGE - 1, 1),
        (1, 2 * LARGE - 1, 1),
        (1, 2 * LARGE, 2),
        (1, COMMANDS_LIMIT, 16),
        (MOST_COMMANDS, 30_000, MOST_COMMANDS),
        (3, 3 * LARGE, 3),
    ],
)
def test_a_batch_weighs_its_commands_or_its_bytes(commands: int, size: int, weighs: int) -> None:
    assert weight([COMMAND] * commands, b"x" * size) == weighs


def test_a_phone_may_hand_in_its_paper_with_all_photos_and_send_it_again_within_a_minute() -> None:
    pieces = 4 * weight([COMMAND], b"x" * 82 * 1024) + weight([COMMAND], b"x" * 16_000)
    assert 2 * pieces + MOST_COMMANDS < COMMANDS_A_MINUTE


def test_who_holds_a_seat_has_a_share_of_his_own() -> None:
    one, two = (Who(Role.PHONE, "seat:101", 1, 101, device=device) for device in ("phone-1", "phone-2"))
    assert share_of(one) == share_of(Who(Role.PHONE, "seat:101", 1, 101, "01", "phone-1"))
    assert len({share_of(one), share_of(two), share_of(Who(Role.PHONE, "seat:102", 1, 102, device="phone-1"))}) == 3


def bearer(seat: int, device: str) -> str:
    claims = tokens.Claims("phone", 1, 1, seat // 100, seat, "01", f"seat:{seat}", device, 0, now_ms() + 3_600_000)
    return tokens.mint(claims, KEY)


def statuses(live: Live, seat: int, device: str, times: int, body: dict[str, Any]) -> list[int]:
    """The answers to batches of one large command each."""
    found = []
    for _ in range(times):
        sent = {"id": command_id(), "kind": "essay.photo", "activity": "none", "body": body}
        found.append(live.post("/live/commands", {"commands": [sent]}, bearer(seat, device))[0])
    return found


def a_flood_of_bytes_ends(live: Live) -> None:
    """A phone that floods is turned away; who holds the seat after it, and its neighbour, are not."""
    live.open()
    assert 429 in statuses(live, 101, "phone-1", 60, PHOTO), "not turned away"
    assert statuses(live, 101, "phone-2", 1, PHOTO) == [200], "shut out: who has the seat now"
    assert statuses(live, 102, "phone-1", 1, PHOTO) == [200], "shut out: a neighbour"


def test_a_flood_of_bytes_is_turned_away_and_shuts_out_nobody_else(live: Live) -> None:
    a_flood_of_bytes_ends(live)


@pytest.mark.parametrize(
    ("words", "bug"),
    [
        ("not turned away", Bug("classroom.live.batches", ", len(body) // LARGE)", ")")),
        ("shut out: who has", Bug("classroom.live.gate", 'return f"{who.actor} {who.device}"', "return who.actor")),
        ("shut out: a neigh", Bug("classroom.live.gate", 'return f"{who.actor} {who.device}"', "return who.device")),
    ],
)
def test_bugs_are_caught(node: MakeNode, words: str, bug: Bug) -> None:  # noqa: F811 the fixture
    with pytest.raises(AssertionError, match=f"^{words}"):
        a_flood_of_bytes_ends(node(bug))
