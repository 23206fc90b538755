"""A signed file with what rooms and phones did at one installation, carried to another that no network joins.

Both were prepared alike: one secret, one office (a backup of it), so that the doors were opened on one plan. What
steers a sitting is not carried: each side has its own lecturer and operator. Taking a file in twice adds nothing,
because commands have ids.

The file: 32 bytes HMAC-SHA256 of the rest, under a key from the secret; then gzip of frames (see live.links): the
`Bill`, then `Part`s. It holds words that people wrote, as the journal does: it must travel as safely as a backup.
"""

import gzip
import hmac
from collections.abc import Iterator
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from msgspec import DecodeError, Struct, json, msgpack
from msgspec.structs import replace

from diemcau.activities.kind import Role
from diemcau.base.refused import Refused
from diemcau.classroom.board import REGISTRY, RULES_VERSION
from diemcau.classroom.live.links import Frames, frame
from diemcau.journal.rules import Fact, canonical
from diemcau.journal.store import Store

PURPOSE = "diemcau carry 1"  # of the key
STEER = frozenset({Role.LECTURER.value, Role.OPERATOR.value, Role.OFFICE.value, Role.CLOCK.value})
COMMANDS = 2000  # in a part
MAC = 32
CHUNK = 1 << 20
# Kind of fact → the field of its body that is the place of another fact; and the kinds of those.
FIELDS = {
    f"{name}.{what}": fact.place for name, kind in REGISTRY.items() for what, fact in kind.facts.items() if fact.place
}
_HELD = {name.partition(".")[0] for name in FIELDS}


class Carried(Struct, frozen=True, array_like=True):
    """An accepted command with its facts and their texts.

    Places are those of where it comes from; `about` has for each fact the id of the command of the fact whose place
    its body holds, b"" for none.
    """

    id: bytes
    digest: bytes
    late: bool
    facts: list[Fact]
    about: list[bytes]
    texts: list[tuple[str, bytes, str]]  # id, salt, words; both are empty once it was erased


class Bill(Struct, frozen=True, array_like=True):
    """What a file is: the sitting, the digest of its plan, the version of the rules."""

    sitting: int
    plan: str
    rules: int


class Part(Struct, frozen=True, array_like=True):
    """Some commands of a file, in order."""

    plan: str
    commands: list[Carried]


class _Signed:
    """Writes to a file and signs what is written."""

    def __init__(self, file: BinaryIO, key: bytes) -> None:
        self.file = file
        self.mac = hmac.new(key, digestmod=sha256)

    def write(self, data: bytes) -> int:
        self.mac.update(data)
        return self.file.write(data)

    def flush(self) -> None:
        self.file.flush()


def write_out(store: Store, sitting: int, key: bytes, path: Path) -> int:
    """Write what rooms and phones did in a sitting into a new file; how many commands. Reads the journal only.

    Refuses: sitting.unknown, carry.unwritable.
    """
    stream, count = f"sitting:{sitting}", 0
    try:
        _, plan, _ = store.standing(stream)
    except KeyError:
        raise Refused("sitting.unknown", 404) from None
    try:
        file = path.open("wb")
    except OSError as error:
        raise Refused("carry.unwritable", 400, why=error.strerror or "") from error
    with file, store.one_moment():
        file.write(b"\0" * MAC)
        signed = _Signed(file, key)
        with gzip.GzipFile(fileobj=signed, mode="wb", compresslevel=6, mtime=0, filename="") as packed:
            packed.write(frame(Bill(sitting, plan, RULES_VERSION)))
            commands = _commands(store, stream)
            while some := list(islice(commands, COMMANDS)):
                packed.write(frame(Part(plan, some)))
                count += len(some)
        file.seek(0)
        file.write(signed.mac.digest())
    return count


def _commands(store: Store, stream: str) -> Iterator[Carried]:
    texts: dict[str, list[tuple[str, bytes, str]]] = {}
    for text, salt, words, _ in store.salted(stream):
        texts.setdefault(text.partition(".")[0], []).append((text, bytes(salt), words))
    facts, at_place = store.each_fact(stream), dict[int, bytes]()
    for link in store.each_link(stream):
        id_, own = link.command.command_id, list(islice(facts, link.command.facts))
        if own and own[0].actor.partition(":")[0] not in STEER:
            about = [at_place.get(place_in(fact), b"") for fact in own]
            yield Carried(id_, link.command.digest, link.command.late, own, about, texts.get(id_.hex(), []))
        at_place |= {fact.seq: id_ for fact in own if fact.kind.partition(".")[0] in _HELD}


def place_in(fact: Fact) -> int:
    """The place of another fact that a fact's body holds, 0 for none."""
    field = FIELDS.get(fact.kind)
    place: int = json.decode(fact.body)[field] if field else 0
    return place


def moved(fact: Fact, stream: str, seq: int, about: int) -> Fact:
    """A fact as it stands in another journal; `about` is the place there of the fact that it is about, 0 for none."""
    body = fact.body
    if about:
        body = canonical(json.decode(body) | {FIELDS[fact.kind]: about})
    return replace(fact, stream=stream, seq=seq, body=body)


def read_in(path: Path, key: bytes) -> tuple[Bill, Iterator[Part]]:
    """What a file is, and its parts. Refuses: carry.unreadable, carry.forged, carry.version."""
    try:
        file = path.open("rb")
    except OSError as error:
        raise Refused("carry.unreadable", 400, why=error.strerror or "") from error
    said, mac = file.read(MAC), hmac.new(key, digestmod=sha256)
    while chunk := file.read(CHUNK):
        mac.update(chunk)
    if not hmac.compare_digest(said, mac.digest()):
        file.close()
        raise Refused("carry.forged", 400)
    file.seek(MAC)
    payloads = _payloads(file)
    try:
        bill = msgpack.decode(next(payloads), type=Bill)
    except DecodeError as error:  # made by a version that knows other words
        raise Refused("carry.version", 409) from error
    if bill.rules != RULES_VERSION:
        raise Refused("carry.version", 409)
    return bill, (msgpack.decode(payload, type=Part) for payload in payloads)


def _payloads(file: BinaryIO) -> Iterator[bytes]:
    frames = Frames()
    with file, gzip.open(file) as packed:
        while chunk := packed.read(CHUNK):
            yield from frames.feed(chunk)
