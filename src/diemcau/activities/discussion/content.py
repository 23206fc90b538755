"""What an author writes: what rooms talk over, and for how long."""

from msgspec import Struct


class Discussion(Struct, frozen=True, forbid_unknown_fields=True):
    """A task to talk over in the room. `minutes`: 1..120; `note`: whether each room hands in a note at the end."""

    title: str
    task: str
    minutes: int
    note: bool = True
    mark: str = ""
