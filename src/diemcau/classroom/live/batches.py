"""A batch of commands as a device sends it."""

from msgspec import Struct

from diemcau.base.refused import Refused
from diemcau.classroom.board import Command
from diemcau.classroom.live import gate

COMMANDS_LIMIT = 256 * 1024
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
