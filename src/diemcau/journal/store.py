"""The journal store in plain SQL, on SQLite or PostgreSQL. The only module that writes it.

A turn: `begin` locks the stream and reads what others appended, `append` puts the commands of a batch and
their facts with a link of the chain for each, and makes them durable. On SQLite one process is the writer
(WAL, synchronous=FULL: an acknowledged fact survives a power cut); on PostgreSQL the row of the stream is
the lock, so any node may take a turn.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec import Struct, field
from msgspec.structs import astuple

from diemcau.journal.reading import COMMAND, FACT, Reading, StoreBroken
from diemcau.journal.rules import GENESIS, Accepted, Fact, Head, link

__all__ = ["Store", "StoreBroken", "Suspect", "Turn"]

LINK = ("stream", *COMMAND, "no", "link")
TEXT = ("stream", "id", "salt", "words", "erased")


class Suspect(Struct, frozen=True):
    """A row of the quarantine: something that could not be believed."""

    received_at: int
    site: int
    actor: str
    device: str
    code: str
    command_id: str
    raw: bytes


SUSPECT = ("stream", *Suspect.__struct_fields__)


class Turn(Struct):
    """The rows of one turn, gathered before they are written: commands in order, and the facts that they gave."""

    facts: list[Fact]
    commands: list[Accepted]
    texts: list[tuple[str, bytes, str]]  # id, salt, words; without a salt: one that was erased elsewhere
    suspects: list[Suspect] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not (self.commands or self.suspects)


class Store(Reading):
    """A connection that may also write, unless it is read only."""

    def _many(self, statement: str, rows: Iterable[Sequence[Any]]) -> None:
        self.connection.cursor().executemany(self._dialect(statement), rows)

    def _put(self, table: str, columns: Sequence[str], rows: list[tuple[Any, ...]]) -> None:
        """Insert rows, by the fastest way that each database has."""
        if self.postgres:
            with (
                self.connection.cursor() as cursor,
                cursor.copy(f"COPY {table} ({','.join(columns)}) FROM STDIN") as copy,
            ):
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ",".join("?" * len(columns))
            self._many(f"INSERT INTO {table} ({','.join(columns)}) VALUES ({marks})", rows)  # noqa: S608

    # --- a turn ------------------------------------------------------------------------------

    def begin(self, stream: str, after: int) -> tuple[Head, list[Fact]]:
        """Lock a stream: how far it is, and the facts after a position. KeyError when there is none."""
        self.run("BEGIN" if self.postgres else "BEGIN IMMEDIATE")
        lock = " FOR UPDATE" if self.postgres else ""
        rows = self.run(f"SELECT position, commands, link FROM journal_stream WHERE name = ?{lock}", (stream,))  # noqa: S608
        if not rows:
            self.rollback()
            raise KeyError(stream)
        head = Head(*rows[0])
        return head, self.facts(stream, after) if head.position > after else []

    def append(self, stream: str, turn: Turn, head: Head) -> Head:
        """Write the rows of a turn and commit. Gives how far the stream is then.

        StoreBroken: nothing was kept; the caller drops its board and re-reads.
        """
        try:
            if turn.commands:
                head = self._extend(stream, turn, head)
            if turn.texts:
                self._put("journal_text", TEXT, self._numbered(stream, turn.texts))
            if turn.suspects:
                self._put("journal_quarantine", SUSPECT, [(stream, *astuple(suspect)) for suspect in turn.suspects])
            self.connection.execute("COMMIT")
        except self.broken as error:
            self.rollback()
            raise StoreBroken(str(error)) from error
        return head

    def _numbered(self, stream: str, texts: list[tuple[str, bytes, str]]) -> list[tuple[str, str, bytes, str, int]]:
        """Rows of texts; those that came erased get the next numbers of the stream's erased ones."""
        gone = sum(not salt for _, salt, _ in texts)
        number = 0
        if gone:
            self._many("UPDATE journal_stream SET erased = erased + ? WHERE name = ?", [(gone, stream)])
            number = self.standing(stream)[2] - gone
        rows = []
        for id_, salt, words in texts:
            number += not salt
            rows.append((stream, id_, salt, words, 0 if salt else number))
        return rows

    def _extend(self, stream: str, turn: Turn, head: Head) -> Head:
        """Write facts and commands with their links, and the stream's new head."""
        last, no, start = head.link, head.commands, 0
        rows = []
        for accepted in turn.commands:
            end = start + accepted.facts
            last = link(last, accepted, turn.facts[start:end])
            start, no = end, no + 1
            rows.append((stream, *astuple(accepted), no, last))
        self._put("journal_command", LINK, rows)
        if turn.facts:
            self._put("journal_fact", FACT, [astuple(fact) for fact in turn.facts])
        head = Head(head.position + len(turn.facts), no, last)
        self._many(
            "UPDATE journal_stream SET position = ?, commands = ?, link = ? WHERE name = ?", [(*astuple(head), stream)]
        )
        return head

    # --- outside of turns --------------------------------------------------------------------

    def make_stream(self, stream: str) -> None:
        """A stream with no facts, unless it is there."""
        self.run(
            "INSERT INTO journal_stream (name, position, commands, link, plan, erased) VALUES (?, 0, 0, ?, '', 0) "
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
        """Forget the words of a text; fold, chain and figures stay as they are. Readers see it by `erased`."""
        self.run("BEGIN")
        try:
            self._many("UPDATE journal_stream SET erased = erased + 1 WHERE name = ?", [(stream,)])
            erased = self.connection.execute(
                self._dialect(
                    "UPDATE journal_text SET words = '', salt = ?, erased = "
                    "(SELECT erased FROM journal_stream WHERE name = ?) WHERE stream = ? AND id = ? AND erased = 0"
                ),
                (b"", stream, stream, text_id),
            ).rowcount
            self.connection.execute("COMMIT" if erased else "ROLLBACK")
            if not self.postgres:  # the words still stand in the log, until it is cut off
                self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except self.broken as error:
            self.rollback()
            raise StoreBroken(str(error)) from error
