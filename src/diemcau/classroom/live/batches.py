"""A batch of commands as a device sends it."""

from msgspec import Struct

from diemcau.base.refused import Refused
from diemcau.classroom.board import Command
from diemcau.classroom.live import gate

COMMANDS_LIMIT = 256 * 1024
LARGE = 16 * 1024  # bytes that weigh as much as one command
MOST_COMMANDS = 200
CLAIM = "sitting.claim"


class Batch(Struct, frozen=True, forbid_unknown_fields=True):
    """Commands in the order in which they were made."""

    commands: list[Command]


def read_batch(body: bytes) -> list[Command]:
    """The commands of a batch. Refuses command.bad_body, command.too_many, command.not_yours (a claim)."""
    batch = gate.read(body, Batch).commands
    if len(batch) > MOST_COMMANDS:
        raise Refused("command.too_many", 413)
    if any(command.kind == CLAIM for command in batch):  # how good its evidence is only the door says
        raise Refused("command.not_yours", 403)
    return batch


def weight(commands: list[Command], body: bytes) -> int:
    """What a batch takes of its sender's share: its commands, or its bytes where they are large."""
    return max(1, len(commands), len(body) // LARGE)
