"""The journal's door for the office: reads only. What the office wants to happen it sends as a command."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import quote, urlencode

from django.db import connections
from msgspec import Struct

from diemcau.journal.chain import Walk
from diemcau.journal.rules import Fact, Head, Link
from diemcau.journal.store import Store


def target() -> str:
    """Where the journal store is: a path or a postgresql:// address."""
    database: dict[str, Any] = connections["journal"].settings_dict
    if database["ENGINE"].endswith("sqlite_backend"):
        return str(database["NAME"])
    user, password = (quote(str(database.get(key, "")), safe="") for key in ("USER", "PASSWORD"))
    login = f"{user}:{password}@" if password else f"{user}@" if user else ""
    host, port = str(database.get("HOST", "")), database.get("PORT", "")
    # sslmode and the like hold for the journal too; `options` is its own search path.
    query = {key: str(value) for key, value in database.get("OPTIONS", {}).items() if key != "options"}
    if host.startswith("/"):
        host, query["host"] = "", host
    said = f"?{urlencode(query, safe='/')}" if query else ""
    return f"postgresql://{login}{host}{f':{port}' if port else ''}/{database['NAME']}{said}"


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
    links: list[Link]
    head: tuple[int, bytes]
    places: dict[bytes, int]


def everything(store: Store, stream: str) -> Kept:
    """All of a stream as of one moment, for checks."""
    with store.one_moment():
        return Kept(store.facts(stream), store.links(stream), store.head(stream), store.places(stream))


def fault(facts: list[Fact], links: list[Link], position: int, last: bytes) -> str:
    """The first place where facts and chain disagree, in words; "" when they agree."""
    found = next(Walk(links, facts, Head(position, len(links), last)).faults(), None)
    return found.say() if found else ""
