"""The journal's door for the office: reads only. What the office wants to happen it sends as a command.

Also `verify`: folds nothing, but walks the chain again and names the first turn that does not fit.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote

from django.db import connections
from msgspec import Struct

from diemcau.journal.rules import GENESIS, Fact, link
from diemcau.journal.store import Store, StoreBroken


def target() -> str:
    """Where the journal store is: a path or a postgresql:// address."""
    database: dict[str, Any] = connections["journal"].settings_dict
    if database["ENGINE"].endswith("sqlite_backend"):
        return str(database["NAME"])
    user, password = (quote(str(database.get(key, "")), safe="") for key in ("USER", "PASSWORD"))
    login = f"{user}:{password}@" if password else f"{user}@" if user else ""
    host, port = database.get("HOST", ""), database.get("PORT", "")
    query = f"?host={database['OPTIONS']['host']}" if "host" in database.get("OPTIONS", {}) else ""
    if str(host).startswith("/"):
        host, query = "", f"?host={host}"
    return f"postgresql://{login}{host}{f':{port}' if port else ''}/{database['NAME']}{query}"


@contextmanager
def reader() -> Iterator[Store]:
    """A read-only connection to the journal store."""
    store = Store(target(), read_only=True)
    try:
        yield store
    finally:
        store.close()


def stream_of(sitting: int) -> str:
    """The name of a sitting's stream."""
    return f"sitting:{sitting}"


def read_facts(stream: str, after: int = 0) -> list[Fact]:
    """Facts after a position, in order."""
    with reader() as store:
        return store.facts(stream, after)


def head(stream: str) -> tuple[int, bytes]:
    """Position and last link of a stream; KeyError when there is none."""
    with reader() as store:
        return store.head(stream)


class Kept(Struct, frozen=True):
    """Everything that a journal holds of a stream; `places` are those of the accepted commands, by id."""

    facts: list[Fact]
    links: list[tuple[int, bytes]]
    head: tuple[int, bytes]
    places: dict[bytes, int]


def everything(store: Store, stream: str) -> Kept:
    """All of a stream as of one moment, for checks."""
    with store.one_moment():
        return Kept(store.facts(stream), store.links(stream), store.head(stream), store.places(stream))


def verify(stream: str) -> str:
    """Walk the chain again: "" when every link and the plan fit, else what does not, in a few words."""
    with reader() as store:
        kept = everything(store, stream)
        try:
            store.plan(stream)
        except KeyError:
            pass  # a stream without a plan
        except StoreBroken as broken:
            return str(broken)
    return fault(kept.facts, kept.links, *kept.head)


def fault(facts: list[Fact], links: list[tuple[int, bytes]], position: int, last: bytes) -> str:
    """The first place where facts and chain disagree, "" when they agree."""
    chain, start = GENESIS, 0
    for expected, fact in enumerate(facts, 1):
        if fact.seq != expected:
            return f"fact {expected} is missing"
    for end, stored in links:
        chain = link(chain, facts[start:end])
        if chain != stored:
            return f"facts {start + 1}-{end} do not fit their link"
        start = end
    if start != len(facts):
        return f"facts after {start} have no link"
    if (position, last) != (len(facts), chain):
        return "the head does not fit the chain"
    return ""
