"""A virtual device: a token, commands with ids of the script, an outbox, receipts that are kept for the check."""

from typing import Any

from msgspec import Struct, field

from diemcau.activities.kind import Role
from diemcau.base import tokens
from diemcau.base.clock import now_ms
from diemcau.rehearsal.cast import new_id
from diemcau.rehearsal.wire import Wire

MOST = 200  # commands a request
Envelope = tuple[str, int, dict[str, Any]]  # the ticket in it, the number that hides it, the ballot


class Stage(Struct):
    """What all virtual people of a sitting share."""

    wire: Wire
    seed: int
    key: bytes
    sitting: int
    starts_at: int  # ms, sitting's clock
    length_minutes: float
    sent: dict[str, str] = field(default_factory=dict)  # id → kind of command
    receipts: dict[str, int] = field(default_factory=dict)  # id → place in the journal
    refused: list[tuple[str, str, str]] = field(default_factory=list)  # id, kind, code
    late: int = 0
    envelopes: dict[str, dict[int, Envelope]] = field(default_factory=dict)  # of secret surveys, by seat

    def moment(self, minute: float) -> int:
        """A minute of the sitting on its clock (ms)."""
        return self.starts_at + round(minute * 60_000)

    def desk(self, role: Role, actor: str, *, site: int = 0, province: str = "") -> "Desk":
        """A desk with a token that the rehearsal mints itself: slips of thousands of rooms are not worth their PINs."""
        claims = tokens.Claims(
            role, self.sitting, 0, site, 0, province, actor, f"mp-{actor}", 10**9, now_ms() + tokens.PHONE_LASTS
        )
        return Desk(self, tokens.mint(claims, self.key), actor)

    def phone(self, token: str, seat: int) -> "Desk":
        """A phone with the token that it got at the door."""
        return Desk(self, token, f"seat:{seat}")


class Acts(Struct):
    """Commands of one device, in order."""

    rng: Any
    at: int
    rows: list[dict[str, Any]] = field(default_factory=list)

    def add(self, kind: str, body: dict[str, Any], activity: str = "") -> None:
        """One more command, claimed a few seconds after the last."""
        self.at += self.rng.randint(1000, 9000)
        command = {"id": new_id(self.rng, self.at), "kind": kind, "body": body, "claimed_at": self.at}
        self.rows.append(command | ({"activity": activity} if activity else {}))


class Desk(Struct):
    """A device of a virtual person."""

    stage: Stage
    token: str
    actor: str
    outbox: list[dict[str, Any]] = field(default_factory=list)

    def acts(self, rng: Any, at: int) -> Acts:
        """A new row of commands from an instant on."""
        return Acts(rng, at)

    async def send(self, commands: list[dict[str, Any]]) -> None:
        """Send commands until each has its receipt or its refusal."""
        stage = self.stage
        for start in range(0, len(commands), MOST):
            part = commands[start : start + MOST]
            stage.sent |= {command["id"]: command["kind"] for command in part}
            answer = await stage.wire.post("/live/commands", {"commands": part}, self.token)
            for command, receipt in zip(part, answer["receipts"], strict=True):
                if "refused" in receipt:
                    stage.refused.append((command["id"], command["kind"], receipt["refused"]["code"]))
                else:
                    stage.receipts[command["id"]] = receipt["seq"]
                    stage.late += receipt["late"] and not receipt["repeat"]
