"""Facts, accepted commands, and the chain that holds them together. Pure.

The chain has one link a command: `link = SHA-256(previous link || canonical JSON of [command id, digest, place,
late, [its facts]])`, bytes in base64. So one changed, removed, inserted or exchanged fact or command breaks
the chain exactly there, and a chain that was made anew from there on has another head.
"""

import hashlib
import hmac
import re
from collections.abc import Sequence
from typing import Any

from msgspec import Struct, json

GENESIS = b"\0" * 32
UUIDV7 = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", re.ASCII | re.IGNORECASE
).fullmatch
LONGEST_NAME = 64  # characters of a name in a fact
LARGEST = 2**63 - 1
_encode = json.Encoder(order="deterministic").encode


class Fact(Struct, frozen=True, array_like=True, gc=False):
    """An entry of a journal. `seq` counts from 1 in its stream; `n` counts the facts of one command from 0.

    `kind` is "<kind of activity>.<what happened>"; `activity` is the id of the activity it belongs to;
    `subject` names who it is about ("seat:12", "site:5", "" for the sitting); times are ms since the epoch:
    `at` by the sitting's clock, `claimed_at` by the sender, `received_at` by the machine.
    """

    stream: str
    seq: int
    n: int
    command_id: bytes
    kind: str
    version: int
    activity: str
    actor: str
    subject: str
    device: str
    at: int
    claimed_at: int
    received_at: int
    late: bool
    body: bytes


class Accepted(Struct, frozen=True, array_like=True, gc=False):
    """A command that was accepted: what a repeat of it is compared with, and answered from.

    `seq` is the place of its first fact; of a command that changed nothing, the place of the last fact before it.
    """

    command_id: bytes
    digest: bytes
    seq: int
    facts: int
    late: bool


class Link(Struct, frozen=True, array_like=True, gc=False):
    """One link of the chain: the `no`-th accepted command of its stream, counted from 1."""

    no: int
    command: Accepted
    link: bytes


class Head(Struct, frozen=True):
    """How far a stream is: facts, accepted commands, the last link."""

    position: int
    commands: int
    link: bytes


def canonical(value: Any) -> bytes:
    """Canonical JSON of a value: keys in order, no spaces, UTF-8."""
    return _encode(value)


def link(previous: bytes, command: Accepted, facts: Sequence[Fact]) -> bytes:
    """The link of a command and its facts, in order."""
    return hashlib.sha256(
        previous + _encode((command.command_id, command.digest, command.seq, command.late, facts))
    ).digest()


def command_digest(kind: str, activity: str, body: bytes, sender: str) -> bytes:
    """What makes two commands of one id the same: kind, activity, sender and canonical body."""
    return hashlib.sha256(canonical([kind, activity, sender]) + body).digest()


def text_digest(salt: bytes, words: str) -> str:
    """Salted digest of a free text; the salt lies beside the text and goes with it when it is erased."""
    return hmac.new(salt, words.encode(), hashlib.sha256).hexdigest()


def read_command_id(text: str) -> bytes:
    """The 16 bytes of a command's UUIDv7 in its usual spelling; ValueError for anything else."""
    if not UUIDV7(text):
        raise ValueError("not a UUIDv7")
    return bytes.fromhex(text.replace("-", ""))


def check_columns(fact: Fact) -> None:
    """ValueError for a fact that not every store can hold: a name too long or with NUL, a time beyond 64 bits.

    Only what can come from outside is looked at: who sent it and from which device, whom it is about, the times.
    """
    for name in (fact.actor, fact.subject, fact.device):
        if len(name) > LONGEST_NAME or "\0" in name:
            raise ValueError(f"{name[:LONGEST_NAME]!r} cannot be stored")
    if not (-LARGEST <= fact.at <= LARGEST and -LARGEST <= fact.claimed_at <= LARGEST):
        raise ValueError("a time is too large")
