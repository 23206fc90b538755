"""What is said and kept of the floor: bodies of commands, facts, the state. Pure."""

from msgspec import Struct, field

from diemcau.activities.kind import Text


class AskFloor(Struct, frozen=True, forbid_unknown_fields=True):
    """The room asks to speak, if it likes about a topic."""

    topic: str = ""
    site: int = 0


class OwnFloor(Struct, frozen=True, forbid_unknown_fields=True):
    """A command of the room about its own request."""

    site: int = 0


class Call(Struct, frozen=True, forbid_unknown_fields=True):
    """The lecturer calls a room; site 0 stands for the next one that waits."""

    site: int = 0


class Invite(Struct, frozen=True, forbid_unknown_fields=True):
    """The lecturer asks a room that did not ask; with `off` he does so no longer."""

    site: int
    off: bool = False


class End(Struct, frozen=True, forbid_unknown_fields=True):
    """The turn is over; `spoke` is false when the room did not come on."""

    spoke: bool = True


class Asked(Struct, frozen=True):
    """Fact: a room asked to speak."""

    site: int
    topic: Text | None


class Cancelled(Struct, frozen=True):
    """Fact: the room took its request back."""

    site: int


class Called(Struct, frozen=True):
    """Fact: the room was called."""

    site: int


class Accepted(Struct, frozen=True):
    """Fact: the called room came on; it may be named on all screens."""

    site: int


class Ended(Struct, frozen=True):
    """Fact: the turn is over."""

    site: int
    spoke: bool


class Invited(Struct, frozen=True):
    """Fact: the room was invited; with `off` it is no longer."""

    site: int
    off: bool = False


class Agreed(Struct, frozen=True):
    """Fact: the invited room will speak; it is the next."""

    site: int


class Declined(Struct, frozen=True):
    """Fact: the invited room will not speak."""

    site: int


class Request(Struct, array_like=True, gc=False):
    """A room that waits or speaks. `place` is the one in the queue that it got when it asked."""

    number: int
    at: int
    topic: Text | None = None
    place: int = 0


class Turn(Struct, array_like=True, gc=False):
    """A turn that is over. `called_at` and `ended_at` by the sitting's clock."""

    site: int
    called_at: int
    ended_at: int
    spoke: bool
    topic: Text | None = None


class State(Struct):
    """`waiting` by site in the order of asking; `now` is the called room, 0 for none.

    `line` is the queue as numbers, of when a place in it last changed: who asks later has his own place still,
    and so a request is no news to all desks.
    """

    waiting: dict[int, Request] = field(default_factory=dict)
    line: list[int] = field(default_factory=list)
    now: int = 0
    request: Request | None = None
    called_at: int = 0
    accepted: bool = False
    turns: list[Turn] = field(default_factory=list)
    asked: dict[int, int] = field(default_factory=dict)  # site → how often it asked
    spoken: dict[int, int] = field(default_factory=dict)  # site → how often it spoke
    late: list[int] = field(default_factory=list)
    invited: dict[int, int] = field(default_factory=dict)  # site that has not answered yet → when it was invited, ms
    declined: dict[int, int] = field(default_factory=dict)  # site → when it declined last, ms, in that order
    invitations: dict[int, int] = field(default_factory=dict)  # site → how often it was invited
    refusals: dict[int, int] = field(default_factory=dict)  # site → how often it declined
