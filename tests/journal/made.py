"""Facts, commands and turns for the store, without a sitting."""

from diemcau.journal.rules import Accepted, Fact, Head
from diemcau.journal.store import Store, Turn

STREAM = "sitting:1"
ID = bytes(range(16))


def fact(seq: int, n: int = 0, id_: bytes = ID, body: bytes = b"{}") -> Fact:
    return Fact(STREAM, seq, n, id_, "a.b", 1, "a", "seat:1", "seat:1", "d", 1, 2, 3, True, body)


def accepted(seq: int, facts: int = 1, id_: bytes = ID, digest: bytes = b"x" * 32) -> Accepted:
    return Accepted(id_, digest, seq, facts, late=True)


def turn(*facts: Fact) -> Turn:
    """A turn of one command with these facts."""
    return Turn(list(facts), [accepted(facts[0].seq, len(facts), facts[0].command_id)], [])


def put(store: Store, made: Turn) -> Head:
    head, _ = store.begin(STREAM, 0)
    return store.append(STREAM, made, head)
