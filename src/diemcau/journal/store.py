"""The journal store in plain SQL, on SQLite or PostgreSQL. The only module that writes it.

A turn: `begin` locks the stream and reads what others appended, `append` puts the facts of a batch of
commands with one link of the chain, `commit` makes them durable. On SQLite one process is the writer
(WAL, synchronous=FULL: an acknowledged fact survives a power cut); on PostgreSQL the row of the stream is
the lock, so any node may take a turn.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
from msgspec import Struct, field
from msgspec.structs import astuple

from diemcau.base import sqlite
from diemcau.journal.rules import GENESIS, Fact, link

FACT_COLUMNS = Fact.__struct_fields__


class StoreBroken(Exception):
    """The disk or the database failed: nothing of the turn was kept, the writer must reopen and re-read."""


class Accepted(Struct, frozen=True):
    """A command that was accepted, as a repeat of it is answered."""

    digest: bytes
    seq: int
    facts: int
    late: bool


class Suspect(Struct, frozen=True):
    """A row of the quarantine: something that could not be believed."""

    received_at: int
    site: int
    actor: str
    device: str
    code: str
    command_id: str
    raw: bytes


class Turn(Struct):
    """The rows of one turn, gathered before they are written."""

    facts: list[Fact]
    commands: list[tuple[bytes, Accepted]]
    texts: list[tuple[str, bytes, str]]  # id, salt, words
    suspects: list[Suspect] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.commands or self.suspects)


class Store:
    """One connection to the journal store. `target` is a path of an SQLite file or a postgresql:// address."""

    def __init__(self, target: str, *, read_only: bool = False) -> None:
        self.target = target
        self.read_only = read_only
        self.postgres = target.startswith("postgres")
        self.broken: tuple[type[Exception], ...] = (psycopg.Error,) if self.postgres else (sqlite.module.Error,)
        self.connection: Any = self._connect()

    def _connect(self) -> Any:
        try:
            return self._open()
        except self.broken as error:
            raise StoreBroken(str(error)) from error

    def _open(self) -> Any:
        if self.postgres:
            options = "-c search_path=journal,public -c synchronous_commit=on"
            if self.read_only:
                options += " -c default_transaction_read_only=on"
            return psycopg.connect(self.target, autocommit=True, options=options)
        mode = "ro" if self.read_only else "rw"
        address = f"{Path(self.target).absolute().as_uri()}?mode={mode}"
        opened = sqlite.module.connect(
            address, uri=True, isolation_level=None, timeout=20, check_same_thread=False, cached_statements=64
        )
        if not self.read_only:
            opened.execute("PRAGMA journal_mode=WAL")
            opened.execute("PRAGMA synchronous=FULL")
        return opened

    def reopen(self) -> None:
        """Close and connect again; what was not committed is gone. StoreBroken when nobody answers."""
        failed = self.connection
        self.connection = self._connect()  # first: on a full disk SQLite could not make its -shm file again
        with suppress(*self.broken):
            failed.close()

    def close(self) -> None:
        """Close the connection."""
        self.connection.close()

    def run(self, statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Rows of one statement written with `?`; StoreBroken when the database fails."""
        try:
            cursor = self.connection.execute(self._dialect(statement), values)
            return list(cursor.fetchall()) if cursor.description else []
        except self.broken as error:
            raise StoreBroken(str(error)) from error

    def _many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        cursor = self.connection.cursor()
        cursor.executemany(self._dialect(statement), rows)

    def _dialect(self, statement: str) -> str:
        return statement.replace("?", "%s") if self.postgres else statement

    # --- a turn ------------------------------------------------------------------------------

    def begin(self, stream: str, after: int) -> tuple[int, bytes, list[Fact]]:
        """Lock a stream: its position, its last link, and the facts after a position."""
        self.run("BEGIN" if self.postgres else "BEGIN IMMEDIATE")
        lock = " FOR UPDATE" if self.postgres else ""
        rows = self.run(f"SELECT position, link FROM journal_stream WHERE name = ?{lock}", (stream,))  # noqa: S608
        if not rows:
            self.rollback()
            raise KeyError(stream)
        position, last = int(rows[0][0]), bytes(rows[0][1])
        return position, last, self.facts(stream, after) if position > after else []

    def repeats(self, stream: str, ids: Sequence[bytes]) -> dict[bytes, Accepted]:
        """Those of the command ids that were accepted before."""
        found: dict[bytes, Accepted] = {}
        for start in range(0, len(ids), 500):
            part = ids[start : start + 500]
            marks = ",".join("?" * len(part))
            rows = self.run(
                "SELECT command_id, digest, seq, facts, late FROM journal_command "  # noqa: S608 marks only
                f"WHERE stream = ? AND command_id IN ({marks})",
                (stream, *part),
            )
            found |= {bytes(r[0]): Accepted(bytes(r[1]), int(r[2]), int(r[3]), bool(r[4])) for r in rows}
        return found

    def append(self, stream: str, turn: Turn, last: bytes) -> bytes:
        """Write the rows of a turn and commit. Returns the new last link.

        StoreBroken: nothing was kept; the caller drops its board and re-reads.
        """
        try:
            if turn.facts:
                last = link(last, turn.facts)
                places = ",".join("?" * len(FACT_COLUMNS))
                self._many(
                    f"INSERT INTO journal_fact ({','.join(FACT_COLUMNS)}) VALUES ({places})",  # noqa: S608
                    ([getattr(fact, column) for column in FACT_COLUMNS] for fact in turn.facts),
                )
                end = turn.facts[-1].seq
                self._many("INSERT INTO journal_link (stream, seq, link) VALUES (?, ?, ?)", [(stream, end, last)])
                self._many("UPDATE journal_stream SET position = ?, link = ? WHERE name = ?", [(end, last, stream)])
            if turn.texts:
                self._many(
                    "INSERT INTO journal_text (stream, id, salt, words) VALUES (?, ?, ?, ?)",
                    [(stream, *text) for text in turn.texts],
                )
            if turn.commands:
                self._many(
                    "INSERT INTO journal_command (stream, command_id, digest, seq, facts, late) "
                    "VALUES (?, ?, ?, ?, ?, ?)",
                    [(stream, id_, a.digest, a.seq, a.facts, a.late) for id_, a in turn.commands],
                )
            if turn.suspects:
                self._many(
                    "INSERT INTO journal_quarantine "
                    "(stream, received_at, site, actor, device, code, command_id, raw) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    [(stream, *astuple(suspect)) for suspect in turn.suspects],
                )
            self.connection.execute("COMMIT")
        except self.broken as error:
            self.rollback()
            raise StoreBroken(str(error)) from error
        return last

    def rollback(self) -> None:
        """Give the lock back without writing."""
        try:
            self.connection.execute("ROLLBACK")
        except self.broken:
            self.reopen()

    # --- outside of turns --------------------------------------------------------------------

    def make_stream(self, stream: str) -> None:
        """A stream with no facts, unless it is there."""
        self.run(
            "INSERT INTO journal_stream (name, position, link, plan) VALUES (?, 0, ?, '') "
            "ON CONFLICT (name) DO NOTHING",
            (stream, GENESIS),
        )

    def keep_plan(self, stream: str, digest: str, body: bytes, cards: Iterable[tuple[str, str]]) -> None:
        """Keep a frozen plan under its digest, and the cards of its people and sites."""
        self.run("BEGIN")
        try:
            self._many(
                "INSERT INTO journal_blob (digest, body) VALUES (?, ?) ON CONFLICT (digest) DO NOTHING",
                [(digest, body)],
            )
            self._many("UPDATE journal_stream SET plan = ? WHERE name = ?", [(digest, stream)])
            self._many(
                "INSERT INTO journal_card (stream, key, body) VALUES (?, ?, ?) "
                "ON CONFLICT (stream, key) DO UPDATE SET body = excluded.body",
                [(stream, key, card) for key, card in cards],
            )
            self.connection.execute("COMMIT")
        except self.broken as error:
            self.rollback()
            raise StoreBroken(str(error)) from error

    def revoke(self, actor: str, epoch: int) -> None:
        """Kill the tokens of an actor that are older than an epoch; an older epoch revives none."""
        self.run(
            "INSERT INTO journal_revocation (actor, epoch) VALUES (?, ?) ON CONFLICT (actor) DO UPDATE "
            "SET epoch = excluded.epoch WHERE excluded.epoch > journal_revocation.epoch",
            (actor, epoch),
        )

    def erase_text(self, stream: str, text_id: str) -> None:
        """Forget the words of a text; fold, chain and figures stay as they are."""
        self.run("UPDATE journal_text SET words = '', salt = ? WHERE stream = ? AND id = ?", (b"", stream, text_id))

    # --- reading -----------------------------------------------------------------------------

    @contextmanager
    def one_moment(self) -> Iterator[None]:
        """All reads inside see the store as it was at the first of them."""
        self.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if self.postgres else "BEGIN")
        try:
            yield
        finally:
            self.rollback()

    def streams(self) -> list[tuple[str, int, str]]:
        """Name, position and digest of the plan of every stream."""
        return [
            (str(n), int(p), str(d))
            for n, p, d in self.run("SELECT name, position, plan FROM journal_stream ORDER BY name")
        ]

    def head(self, stream: str) -> tuple[int, bytes]:
        """Position and last link of a stream; KeyError when there is none."""
        rows = self.run("SELECT position, link FROM journal_stream WHERE name = ?", (stream,))
        if not rows:
            raise KeyError(stream)
        return int(rows[0][0]), bytes(rows[0][1])

    def facts(self, stream: str, after: int = 0) -> list[Fact]:
        """Facts after a position, in order."""
        rows = self.run(
            f"SELECT {','.join(FACT_COLUMNS)} FROM journal_fact WHERE stream = ? AND seq > ? ORDER BY seq",  # noqa: S608
            (stream, after),
        )
        return [_fact(row) for row in rows]

    def links(self, stream: str) -> list[tuple[int, bytes]]:
        """The chain of a stream: position and link of each turn."""
        return [
            (int(s), bytes(b))
            for s, b in self.run("SELECT seq, link FROM journal_link WHERE stream = ? ORDER BY seq", (stream,))
        ]

    def places(self, stream: str) -> dict[bytes, int]:
        """Place of every accepted command of a stream, by its id."""
        rows = self.run("SELECT command_id, seq FROM journal_command WHERE stream = ?", (stream,))
        return {bytes(id_): int(seq) for id_, seq in rows}

    def plan(self, stream: str) -> bytes:
        """The frozen plan of a stream; KeyError when none was kept, StoreBroken when it is not what was kept."""
        rows = self.run(
            "SELECT b.digest, b.body FROM journal_blob b JOIN journal_stream s ON s.plan = b.digest WHERE s.name = ?",
            (stream,),
        )
        if not rows:
            raise KeyError(stream)
        digest, body = str(rows[0][0]), bytes(rows[0][1])
        if sha256(body).hexdigest() != digest:
            raise StoreBroken("the plan does not fit its digest")
        return body

    def texts(self, stream: str) -> dict[str, str]:
        """The words of every text of a stream that was not erased, by id."""
        return {str(i): str(w) for i, w in self.run("SELECT id, words FROM journal_text WHERE stream = ?", (stream,))}

    def text(self, stream: str, text_id: str) -> str:
        """The words of a text, "" when there are none."""
        rows = self.run("SELECT words FROM journal_text WHERE stream = ? AND id = ?", (stream, text_id))
        return str(rows[0][0]) if rows else ""

    def cards(self, stream: str) -> dict[str, str]:
        """The cards of a stream by key."""
        return {str(k): str(b) for k, b in self.run("SELECT key, body FROM journal_card WHERE stream = ?", (stream,))}

    def suspects(self, stream: str, site: int) -> int:
        """How many things of a site lie in quarantine."""
        return int(
            self.run("SELECT count(*) FROM journal_quarantine WHERE stream = ? AND site = ?", (stream, site))[0][0]
        )

    def revocations(self) -> dict[str, int]:
        """The oldest living epoch of every actor that was revoked."""
        return {str(a): int(e) for a, e in self.run("SELECT actor, epoch FROM journal_revocation")}


def _fact(row: tuple[Any, ...]) -> Fact:
    columns = dict(zip(FACT_COLUMNS, row, strict=True))
    columns |= {
        "command_id": bytes(columns["command_id"]),
        "body": bytes(columns["body"]),
        "late": bool(columns["late"]),
    }
    return Fact(**columns)
