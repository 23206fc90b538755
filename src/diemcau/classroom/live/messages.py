"""What the processes of a node say to each other: msgpack arrays, the first element names the message."""

from typing import Any

from msgspec import Struct, msgpack

from diemcau.activities.kind import Group, Who
from diemcau.base.metrics import Buckets
from diemcau.base.refused import Refused
from diemcau.classroom.board import Ready
from diemcau.classroom.carrying import Part
from diemcau.classroom.turns import Receipt

# --- to the writer ---------------------------------------------------------------------------


class Work(Struct, array_like=True, tag="work"):
    """Commands of one sender, in order; answered by `Done` with the same number.

    `suspect`: why none of them is believed; they go into quarantine.
    """

    number: int
    sitting: int
    who: Who
    received_at: int
    commands: list[Ready]
    suspect: str = ""


class Keep(Struct, array_like=True, tag="keep"):
    """A frozen plan with its cards (key, JSON); kept unless the sitting has one."""

    number: int
    sitting: int
    digest: str
    plan: bytes
    cards: list[tuple[str, str]]


class TakeIn(Struct, array_like=True, tag="take_in"):
    """Commands that another installation has judged; answered by `Done` with a receipt for each."""

    number: int
    sitting: int
    part: Part


class Revoke(Struct, array_like=True, tag="revoke"):
    """Tokens of an actor older than an epoch are dead."""

    number: int
    actor: str
    epoch: int


class Erase(Struct, array_like=True, tag="erase"):
    """The words of a text are forgotten."""

    number: int
    sitting: int
    text: str


class Follow(Struct, array_like=True, tag="follow"):
    """The sender wants to hear when a sitting has moved."""


# --- from the writer -------------------------------------------------------------------------


class Given(Struct, array_like=True, omit_defaults=True):
    """A receipt without its id, which the asker knows."""

    seq: int = 0
    late: bool = False
    repeat: bool = False
    code: str = ""
    status: int = 0
    data: dict[str, Any] = {}


class Done(Struct, array_like=True, tag="done"):
    """The answer to what was asked of the writer. `broken`: nothing is known to be kept, for the reason given."""

    number: int
    receipts: list[Given] = []
    broken: str = ""


class Moved(Struct, array_like=True, tag="moved"):
    """A sitting of this node has new facts. Only a hint: who reads the journal finds them anyway."""

    sitting: int
    position: int


# --- between accept and board ----------------------------------------------------------------


class Ask(Struct, array_like=True, tag="ask"):
    """A request that the board answers."""

    number: int
    method: str
    path: str
    query: dict[str, str]
    headers: dict[bytes, bytes]
    address: str
    body: bytes


class Told(Struct, array_like=True, tag="told"):
    """Status and JSON for an `Ask`."""

    number: int
    status: int
    body: bytes


class Gate(Struct, array_like=True, tag="gate"):
    """Whom accept processes let in: the oldest living epoch of revoked actors, and the sittings that there are.

    `freed`: by sitting, the seats that a host took from a phone, each with the device that holds it now, or "".
    """

    revoked: dict[str, int]
    sittings: list[int]
    freed: dict[int, dict[int, str]] = {}


class Hello(Struct, array_like=True, tag="accept"):
    """An accept process is there and wants the gate."""

    number: int


class Stats(Struct, array_like=True, tag="stats"):
    """Counters and gauges of a process by name, and how often something took how long, since its start."""

    values: dict[str, float]
    times: dict[str, Buckets] = {}


class Beats(Struct, array_like=True, tag="beats"):
    """Desks that gave a sign of life since the last message: sites by sitting."""

    desks: dict[int, set[int]]


# --- between stream and board ----------------------------------------------------------------


class Stream(Struct, array_like=True, tag="stream"):
    """A stream process is there."""

    number: int


class Want(Struct, array_like=True, tag="want"):
    """Topics with listeners, each with the position that its listener has."""

    topics: list[tuple[str, int]]


class Drop(Struct, array_like=True, tag="drop"):
    """Topics that nobody listens to any more."""

    topics: list[str]


class Desks(Struct, array_like=True, tag="desks"):
    """Streams of desks that are open now: (stream of the journal, site)."""

    desks: list[tuple[str, int]]


# --- between board and the process that groups -----------------------------------------------


class Texts(Struct, array_like=True, tag="texts"):
    """Texts of an activity that came, by their places, and places of those that went; answered by `Grouped`.

    `before`: the groups that are known, for a process that has heard nothing of this activity.
    """

    number: int
    sitting: int
    activity: str
    before: list[Group]
    added: dict[int, str]
    gone: list[int]


class Forget(Struct, array_like=True, tag="forget"):
    """Nobody asks for the groups of a sitting any more."""

    sitting: int


class Grouped(Struct, array_like=True, tag="grouped"):
    """The groups of all texts of an activity, largest first, and the version of the rules that made them."""

    number: int
    version: int
    groups: tuple[Group, ...]


ToWriter = Work | TakeIn | Keep | Revoke | Erase | Follow | Stats
FromWriter = Done | Moved | Stats
ToBoard = Ask | Hello | Stats | Beats | Stream | Want | Drop | Desks
FromBoard = Told | Gate
ToGrouper = Texts | Forget

read_to_writer = msgpack.Decoder(ToWriter).decode
read_from_writer = msgpack.Decoder(FromWriter).decode
read_to_board = msgpack.Decoder(ToBoard).decode
read_from_board = msgpack.Decoder(FromBoard).decode
read_to_grouper = msgpack.Decoder(ToGrouper).decode
read_from_grouper = msgpack.Decoder(Grouped).decode


def given(receipt: Receipt) -> Given:
    """A receipt for the wire."""
    if receipt.refused:
        return Given(code=receipt.refused.code, status=receipt.refused.status, data=receipt.refused.data)
    return Given(receipt.seq, receipt.late, receipt.repeat)


def receipt(id_: str, given: Given) -> Receipt:
    """A receipt from the wire."""
    if given.code:
        return Receipt(id_, refused=Refused(given.code, given.status, **given.data))
    return Receipt(id_, given.seq, given.late, given.repeat)
