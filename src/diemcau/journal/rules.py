"""Facts, their canonical bytes, the digest of a command and the chain. Pure.

Canonical JSON: msgspec's deterministic order, UTF-8, no spaces. The chain has one link a turn:
`link = SHA-256(previous link || SHA-256(fact 1) || SHA-256(fact 2) ...)`, so one changed, removed or
inserted fact breaks every later link.
"""

import hashlib
import hmac
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from msgspec import Struct, json

GENESIS = b"\0" * 32
LONGEST_NAME = 64  # characters of a name in a fact
LARGEST = 2**63 - 1


class Fact(Struct, frozen=True):
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


def canonical(value: Any) -> bytes:
    """Canonical JSON of a value."""
    return json.encode(value, order="deterministic")


def fact_digest(fact: Fact) -> bytes:
    """SHA-256 over every column of a fact."""
    return hashlib.sha256(
        canonical(
            [
                fact.stream,
                fact.seq,
                fact.n,
                fact.command_id.hex(),
                fact.kind,
                fact.version,
                fact.activity,
                fact.actor,
                fact.subject,
                fact.device,
                fact.at,
                fact.claimed_at,
                fact.received_at,
                fact.late,
                fact.body.decode(),
            ]
        )
    ).digest()


def link(previous: bytes, facts: Iterable[Fact]) -> bytes:
    """The next link of the chain over the facts of one turn, in order."""
    chain = hashlib.sha256(previous)
    for fact in facts:
        chain.update(fact_digest(fact))
    return chain.digest()


def command_digest(kind: str, activity: str, body: bytes, sender: str) -> bytes:
    """What makes two commands of one id the same: kind, activity, sender and canonical body."""
    return hashlib.sha256(canonical([kind, activity, sender, body.decode()])).digest()


def text_digest(salt: bytes, words: str) -> str:
    """Salted digest of a free text; the salt lies beside the text and goes with it when it is erased."""
    return hmac.new(salt, words.encode(), hashlib.sha256).hexdigest()


def read_command_id(text: str) -> bytes:
    """The 16 bytes of a command's UUIDv7 in its usual spelling; ValueError for anything else."""
    value = UUID(text)
    if value.version != 7 or str(value) != text.lower():
        raise ValueError("not a UUIDv7")
    return value.bytes


def check_columns(fact: Fact) -> None:
    """ValueError for a fact that not every store can hold: a name too long or with NUL, a number beyond 64 bits."""
    for column in Fact.__struct_fields__:
        value = getattr(fact, column)
        if isinstance(value, str) and (len(value) > LONGEST_NAME or "\0" in value):
            raise ValueError(f"{column} cannot be stored")
        if isinstance(value, int) and not -LARGEST <= value <= LARGEST:
            raise ValueError(f"{column} is too large")
