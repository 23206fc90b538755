"""A journal of the first form survives: its commands are numbered, its chain is made anew."""

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from diemcau.journal.log import fault, target
from diemcau.journal.rules import Accepted, Fact, Head
from diemcau.journal.store import Store, Turn

FIRST, LINKED = [("journal", "0001_initial")], [("journal", "0002_a_link_for_each_command")]
IDS = [bytes([n]) * 16 for n in range(5)]


@pytest.fixture
def empty(tmp_path: Path, django_db_blocker: Any) -> Iterator[Any]:
    """Django's connection to a new database, in place of the journal's; it is put back afterwards."""
    with django_db_blocker.unblock():
        held = connections["journal"]
        name = str(tmp_path / "journal.db") if held.vendor == "sqlite" else f"old_{uuid.uuid4().hex}"
        if held.vendor == "postgresql":
            with psycopg.connect(target(), autocommit=True) as connection:
                connection.execute(f"CREATE DATABASE {name}".encode())
        new = type(held)({**held.settings_dict, "NAME": name}, alias="journal")
        connections["journal"] = new
        yield new
        new.close()
        connections["journal"] = held


def fact(stream: str, seq: int, n: int, id_: bytes, late: bool = False) -> Fact:
    return Fact(stream, seq, n, id_, "a.b", 1, "a", "seat:1", "seat:1", "đ", 1, 2, 3, late, b'{"a":"\xc4\x91"}')


OLD = [
    *(fact("sitting:1", seq, 0, IDS[seq - 1]) for seq in (1, 2)),
    *(fact("sitting:1", 3 + n, n, IDS[2], late=True) for n in (0, 1)),
    fact("sitting:2", 1, 0, IDS[0]),
]
COMMANDS = [  # stream, id, digest, place, facts, late; two changed nothing
    ("sitting:1", IDS[0], b"0" * 32, 1, 1, False),
    ("sitting:1", IDS[1], b"1" * 32, 2, 1, False),
    ("sitting:1", IDS[4], b"4" * 32, 2, 0, False),
    ("sitting:1", IDS[2], b"2" * 32, 3, 2, True),
    ("sitting:1", IDS[3], b"3" * 32, 4, 0, False),
    ("sitting:2", IDS[0], b"5" * 32, 1, 1, False),
]


def insert(connection: Any, table: str, rows: list[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor:
        for row in rows:
            cursor.execute(f"INSERT INTO journal_{table} VALUES ({','.join(['%s'] * len(row))})", row)


def fill(connection: Any, facts: list[Fact], commands: list[tuple[Any, ...]]) -> None:
    """A journal as it was: a chain with a link a turn."""
    MigrationExecutor(connection).migrate(FIRST)
    insert(connection, "stream", [(f"sitting:{n}", at, b"old", "") for n, at in ((1, 4), (2, 1), (3, 0))])
    insert(connection, "fact", [tuple(getattr(one, column) for column in Fact.__struct_fields__) for one in facts])
    insert(connection, "command", commands)
    insert(connection, "link", [("sitting:1", 4, b"old"), ("sitting:2", 1, b"old")])
    insert(connection, "text", [("sitting:1", f"{IDS[0].hex()}.0", b"salt", "lời")])


def test_an_old_journal_has_a_whole_chain_and_goes_on(empty: Any) -> None:
    fill(empty, OLD, COMMANDS)
    MigrationExecutor(empty).migrate(LINKED)
    empty.close()
    store = Store(target())

    assert (store.facts("sitting:1"), store.facts("sitting:2")) == (OLD[:4], OLD[4:])
    assert [one.command for one in store.links("sitting:1")] == [Accepted(*row[1:]) for row in COMMANDS[:5]]
    for stream, position, commands in (("sitting:1", 4, 5), ("sitting:2", 1, 1), ("sitting:3", 0, 0)):
        head, links = store.standing(stream)[0], store.links(stream)
        assert (head.position, head.commands, fault(store.facts(stream), links, position, head.link)) == (
            position,
            commands,
            "",
        )
    assert (store.repeats("sitting:1", IDS)[IDS[4]].seq, store.texts("sitting:1")) == (
        2,
        {f"{IDS[0].hex()}.0": "lời"},
    )
    head, _ = store.begin("sitting:1", 4)
    new = Turn([fact("sitting:1", 5, 0, b"n" * 16)], [Accepted(b"n" * 16, b"n" * 32, 5, 1, late=False)], [])
    assert store.append("sitting:1", new, head) == Head(5, 6, store.links("sitting:1")[-1].link)
    assert fault(store.facts("sitting:1"), store.links("sitting:1"), *store.head("sitting:1")) == ""
    store.close()


@pytest.mark.parametrize(
    ("facts", "commands", "words"),
    [
        (OLD[:1] + OLD[2:], COMMANDS, "sitting:1: a command and its facts do not fit at 2"),
        (OLD, COMMANDS[1:], "sitting:1: a command and its facts do not fit at 2"),
        ([*OLD, fact("sitting:2", 2, 0, IDS[1])], COMMANDS, "sitting:2: a fact has no command"),
    ],
    ids=["a fact less", "a command less", "a fact more"],
)
def test_an_old_journal_that_does_not_fit_is_left_as_it_is(
    empty: Any, facts: list[Fact], commands: list[tuple[Any, ...]], words: str
) -> None:
    fill(empty, facts, commands)
    with pytest.raises(ValueError, match=words):
        MigrationExecutor(empty).migrate(LINKED)
    with empty.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM journal_link")
        assert cursor.fetchone() == (2,)
