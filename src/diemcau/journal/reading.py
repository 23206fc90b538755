"""Reading the journal store, on SQLite or PostgreSQL: its connection and all questions to it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg

from diemcau.base import sqlite
from diemcau.journal.rules import GENESIS, Accepted, Fact, Head, Link

FACT = Fact.__struct_fields__
COMMAND = Accepted.__struct_fields__
LONGEST_LOG = 16 * 1024 * 1024  # bytes to which SQLite's log shrinks again after a slow reader
PAGE = 10_000  # rows read at once where there may be a million
# Sorts of values that have no adapter go a long way in search of one, which costs more than storing them.
sqlite.module.register_adapter(bool, int)
sqlite.module.register_adapter(bytes, bytes)
_TRUTH: dict[Any, Any] = {0: False, 1: True}  # SQLite has no booleans; what somebody put in instead stays as it is


class StoreBroken(Exception):
    """The disk or the database failed: nothing of the turn was kept, the writer must reopen and re-read."""


class Reading:
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
            # Tables grow from nothing to millions of rows in an hour, faster than the planner learns of it.
            options = "-c search_path=journal,public -c synchronous_commit=on -c enable_seqscan=off"
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
            opened.execute("PRAGMA secure_delete=ON")
            opened.execute(f"PRAGMA journal_size_limit={LONGEST_LOG}")
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

    def _dialect(self, statement: str) -> str:
        return statement.replace("?", "%s") if self.postgres else statement

    def rollback(self) -> None:
        """Give the lock back without writing."""
        try:
            self.connection.execute("ROLLBACK")
        except self.broken:
            self.reopen()

    # --- questions ---------------------------------------------------------------------------

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

    def standing(self, stream: str) -> tuple[Head, str, int]:
        """Head of a stream, digest of its plan, and how many of its texts were erased; KeyError when there is none."""
        rows = self.run("SELECT position, commands, link, plan, erased FROM journal_stream WHERE name = ?", (stream,))
        if not rows:
            raise KeyError(stream)
        position, commands, last, plan, erased = rows[0]
        return Head(position, commands, last), plan, erased

    def facts(self, stream: str, after: int = 0) -> list[Fact]:
        """Facts after a position, in order."""
        return list(self.each_fact(stream, after))

    def each_fact(self, stream: str, after: int = 0) -> Iterator[Fact]:
        """Facts after a position, in order, read page by page: no reader holds the log of SQLite for long."""
        statement = f"SELECT {','.join(FACT)} FROM journal_fact WHERE stream = ? AND seq > ? ORDER BY seq LIMIT {PAGE}"  # noqa: S608
        while rows := self.run(statement, (stream, after)):
            yield from map(_fact, rows)
            after = rows[-1][1]
            if len(rows) < PAGE:
                return

    def links(self, stream: str) -> list[Link]:
        """The chain of a stream."""
        return list(self.each_link(stream))

    def each_link(self, stream: str) -> Iterator[Link]:
        """The chain of a stream, in order, read page by page."""
        statement = (
            f"SELECT no, {','.join(COMMAND)}, link FROM journal_command "  # noqa: S608
            f"WHERE stream = ? AND no > ? ORDER BY no LIMIT {PAGE}"
        )
        after = 0
        while rows := self.run(statement, (stream, after)):
            yield from (Link(no, _accepted(columns), last) for no, *columns, last in rows)
            after = rows[-1][0]

    def link_at(self, stream: str, position: int) -> bytes:
        """The link of the command whose last fact stands at a position; b"" where there is none."""
        rows = self.run(
            "SELECT c.link FROM journal_fact f JOIN journal_command c ON c.stream = f.stream "
            "AND c.command_id = f.command_id WHERE f.stream = ? AND f.seq = ? AND f.n = c.facts - 1",
            (stream, position),
        )
        return bytes(rows[0][0]) if rows else b"" if position else GENESIS

    def beyond(self, stream: str) -> tuple[list[tuple[int, str]], list[int]]:
        """Place and kind of facts, and numbers of commands, that stand where the head says that none can be."""
        there = "JOIN journal_stream s ON s.name = t.stream WHERE s.name = ? AND NOT"
        facts = self.run(
            f"SELECT t.seq, t.kind FROM journal_fact t {there} t.seq BETWEEN 1 AND s.position",  # noqa: S608
            (stream,),
        )
        commands = self.run(
            f"SELECT t.no FROM journal_command t {there} t.no BETWEEN 1 AND s.commands",  # noqa: S608
            (stream,),
        )
        return [(seq, kind) for seq, kind in facts], [no for (no,) in commands]

    def ownerless(self) -> list[tuple[str, str]]:
        """Names of streams that are not there and of which rows are, with the table in which these lie."""
        found = []
        for table in ("fact", "command", "text"):
            rows = self.run(
                f"SELECT DISTINCT stream FROM journal_{table} "  # noqa: S608
                "WHERE stream NOT IN (SELECT name FROM journal_stream) ORDER BY stream"
            )
            found += [(stream, table) for (stream,) in rows]
        return found

    def damage(self) -> str:
        """What SQLite finds wrong with its own file, "" for nothing; PostgreSQL has `pg_amcheck` for that."""
        if self.postgres:
            return ""
        ((found,),) = self.run("PRAGMA integrity_check(1)")
        return "" if found == "ok" else str(found)

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

    def salted(self, stream: str) -> list[tuple[str, bytes, str, int]]:
        """All texts of a stream with their salts, and the how many-th erased each was (0 for none): for checks."""
        rows = self.run("SELECT id, salt, words, erased FROM journal_text WHERE stream = ? ORDER BY id", (stream,))
        return [(id_, salt, words, erased) for id_, salt, words, erased in rows]

    def texts(self, stream: str) -> dict[str, str]:
        """The words of every text of a stream by id, "" for those that were erased."""
        return {str(i): str(w) for i, w in self.run("SELECT id, words FROM journal_text WHERE stream = ?", (stream,))}

    def text(self, stream: str, text_id: str) -> str:
        """The words of a text, "" when there are none."""
        rows = self.run("SELECT words FROM journal_text WHERE stream = ? AND id = ?", (stream, text_id))
        return str(rows[0][0]) if rows else ""

    def erased(self, stream: str, after: int) -> list[tuple[str, Fact]]:
        """The texts that were erased after the `after`-th of the stream, each with its command's first fact."""
        rows = self.run("SELECT id FROM journal_text WHERE stream = ? AND erased > ? ORDER BY erased", (stream, after))
        command_of = {str(id_): bytes.fromhex(str(id_).partition(".")[0]) for (id_,) in rows}
        places = self.repeats(stream, list(command_of.values()))
        statement = f"SELECT {','.join(FACT)} FROM journal_fact WHERE stream = ? AND seq = ?"  # noqa: S608
        return [
            (id_, _fact(self.run(statement, (stream, places[command].seq))[0])) for id_, command in command_of.items()
        ]

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

    def repeats(self, stream: str, ids: Sequence[bytes]) -> dict[bytes, Accepted]:
        """Those of the command ids that were accepted before."""
        if not ids:
            return {}
        columns, joined = ",".join(COMMAND), b"".join(ids)
        if self.postgres:
            # One look into the index for each id: said so, because the planner knows nothing yet of a new table.
            array = '{"\\\\x' + joined.hex("|", 16).replace("|", '","\\\\x') + '"}'
            rows = self.run(
                f"SELECT {columns} FROM unnest(?::bytea[]) AS wanted (id) CROSS JOIN LATERAL "  # noqa: S608
                f"(SELECT {columns} FROM journal_command WHERE stream = ? AND command_id = id LIMIT 1) AS found",
                (array, stream),
            )
        else:
            rows = self.run(
                f"SELECT {columns} FROM journal_command WHERE stream = ? AND command_id IN "  # noqa: S608
                "(WITH RECURSIVE part(start) AS (SELECT 1 UNION ALL SELECT start + 16 FROM part WHERE start + 16 < ?) "
                "SELECT substr(?, start, 16) FROM part)",
                (stream, len(joined), joined),
            )
        return {accepted.command_id: accepted for accepted in map(_accepted, rows)}


def _fact(row: tuple[Any, ...]) -> Fact:
    return Fact(*(*row[:13], _TRUTH.get(row[13], row[13]), row[14]))


def _accepted(row: Sequence[Any]) -> Accepted:
    return Accepted(*(*row[:4], _TRUTH.get(row[4], row[4])))
