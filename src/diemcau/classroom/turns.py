"""Taking turns: from a batch of commands to facts on disk, receipts and the views that changed.

Lock the stream, read what others appended, answer repeats, judge, append with one link, commit; only
then is anything said to anybody. When the store fails the board is dropped and read again from disk,
so what was judged but not kept never shows; until that works there are no views.
"""

import logging
import secrets
from collections.abc import Callable, Iterable
from contextlib import suppress
from hashlib import sha256
from typing import TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct

from diemcau.activities.kind import Text, View, Who
from diemcau.activities.plan import read_plan
from diemcau.base.refused import Refused
from diemcau.base.text import clean
from diemcau.classroom.board import RULES_VERSION, Board, Command, Draft
from diemcau.journal.rules import LONGEST_NAME, Fact, check_columns, command_digest, read_command_id, text_digest
from diemcau.journal.store import Accepted, Store, StoreBroken, Suspect, Turn

log = logging.getLogger(__name__)
T = TypeVar("T")

# Actors whose commands come from inside the house.
CLOCK_ACTORS = frozenset({"clock", "office"})
# Sent by somebody whose token does not speak for it, or an id used twice: kept aside, shown to the host.
SUSPICIOUS = frozenset({"subject.foreign", "command.conflict"})


class Sent(Struct, frozen=True):
    """A command as it came in: its sender, and the instant (ms) at which it was received."""

    command: Command
    who: Who
    received_at: int


class Receipt(Struct, frozen=True, omit_defaults=True):
    """The answer to a command: its place in the journal, or the refusal."""

    id: str
    seq: int = 0
    late: bool = False
    repeat: bool = False
    refused: Refused | None = None


class Outcome(Struct, frozen=True):
    """What a turn gave: a receipt for each command in order, and the topics whose views changed."""

    receipts: list[Receipt]
    topics: set[str]


class _Poison(Exception):
    """A command that breaks its kind: a fault of ours, which must not stop the others."""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place


class Turns:
    """Turn-taking for one stream. Not for two threads at once."""

    def __init__(self, store: Store, stream: str) -> None:
        self.store = store
        self.stream = stream
        self.board: Board
        self.words: dict[str, str] = {}
        self.fresh = False
        self.told = 0  # up to which position outcomes named the topics that changed
        self.untold: set[str] = set()
        self._read()
        self.told, self.untold = self.board.position, set()

    def _read(self) -> None:
        """Fold the board from the disk. What nobody was told of yet, the next outcome tells."""
        self.fresh = False
        board = Board(read_plan(self.store.plan(self.stream)))
        for fact in self.store.facts(self.stream):
            topics = board.apply(fact)
            if fact.seq > self.told:
                self.untold |= topics
        self.words = self.store.texts(self.stream)
        self.board, self.fresh = board, True

    def _recover(self) -> None:
        """After a failure: another connection, and the board as it is on disk."""
        self.store.reopen()
        self._read()

    def read_text(self, ref: Text | None) -> str:
        """The words of a text, "" when it was erased."""
        if ref is None:
            return ""
        if ref.id not in self.words:  # kept by another node
            self.words[ref.id] = self.store.text(self.stream, ref.id)
        return self.words[ref.id]

    def take(self, batch: list[Sent]) -> Outcome:
        """One turn. Raises StoreBroken when nothing is known to be kept; the commands may be sent again."""
        poisoned: set[int] = set()
        if not self.fresh:
            self._recover()
        try:
            while True:
                try:
                    return self._take(batch, poisoned)
                except _Poison as poison:
                    poisoned.add(poison.place)
                    self.store.rollback()
                    self._read()
        except Exception:
            self.fresh = False
            with suppress(StoreBroken):  # then the next turn, or the next view, tries again
                self._recover()
            raise

    def _take(self, batch: list[Sent], poisoned: set[int]) -> Outcome:
        position, last, tail = self.store.begin(self.stream, self.board.position)
        topics: set[str] = set()
        for fact in tail:
            topics |= self.board.apply(fact)
        turn = Turn([], [], [])
        receipts = self._judge(batch, poisoned, position, turn, topics)
        if turn.is_empty:
            self.store.rollback()
        else:
            self.store.append(self.stream, turn, last)
            self.words |= {id_: words for id_, _, words in turn.texts}
        topics |= self.untold
        self.told, self.untold = self.board.position, set()
        return Outcome(receipts, topics)

    def _judge(
        self,
        batch: list[Sent],
        poisoned: set[int],
        position: int,
        turn: Turn,
        topics: set[str],
    ) -> list[Receipt]:
        ids = [_id_bytes(sent.command.id) for sent in batch]
        known = self.store.repeats(self.stream, [id_ for id_ in ids if id_])
        receipts = []
        for place, (sent, id_) in enumerate(zip(batch, ids, strict=True)):
            try:
                if id_ is None:
                    raise Refused("command.bad_id", 400)
                if place in poisoned:
                    raise Refused("command.fault", 500)
                digest = _digest(sent)
                if before := known.get(id_):
                    if before.digest != digest:
                        raise Refused("command.conflict", 409)
                    receipts.append(Receipt(sent.command.id, before.seq, before.late, repeat=True))
                    continue
                seq = position + len(turn.facts) + 1
                facts = self._facts(place, sent, id_, seq, turn, topics)
                accepted = Accepted(digest, seq if facts else seq - 1, len(facts), any(f.late for f in facts))
                known[id_] = accepted
                turn.commands.append((id_, accepted))
                receipts.append(Receipt(sent.command.id, accepted.seq, accepted.late))
            except Refused as refused:
                receipts.append(Receipt(sent.command.id, refused=refused))
                if refused.code in SUSPICIOUS:
                    turn.suspects.append(_suspect(sent, refused.code))
        return receipts

    def _facts(self, place: int, sent: Sent, id_: bytes, seq: int, turn: Turn, topics: set[str]) -> list[Fact]:
        texts: list[tuple[str, bytes, str]] = []

        def keep(words: str) -> Text:
            words, salt = clean(words), secrets.token_bytes(16)
            texts.append((f"{id_.hex()}.{len(texts)}", salt, words))
            return Text(texts[-1][0], text_digest(salt, words))

        try:
            drafts = self.board.decide(sent.command, sent.who, sent.received_at, keep)
            at = self.board.shown(sent.received_at)
            facts = [self._fact(draft, n, sent, id_, seq + n, at) for n, draft in enumerate(drafts)]
            for fact in facts:
                check_columns(fact)
                topics |= self.board.apply(fact)
        except Refused:
            raise
        except Exception as fault:
            log.exception("%s broke its kind", sent.command.kind)
            raise _Poison(place) from fault
        turn.facts += facts
        turn.texts += texts
        return facts

    def _fact(self, draft: Draft, n: int, sent: Sent, id_: bytes, seq: int, at: int) -> Fact:
        return Fact(
            stream=self.stream,
            seq=seq,
            n=n,
            command_id=id_,
            kind=draft.kind,
            version=RULES_VERSION,
            activity=draft.activity,
            actor=sent.who.actor,
            subject=draft.subject,
            device=sent.who.device,
            at=at,
            claimed_at=draft.claimed_at,
            received_at=sent.received_at,
            late=draft.late,
            body=draft.body,
        )

    def views(self, topics: Iterable[str], real: int) -> dict[str, View]:
        """The whole views of topics as of now; one that cannot be made is left out, the others are not."""
        if not self.fresh:
            self._recover()
        made: dict[str, View] = {}
        for topic in topics:
            try:
                made[topic] = self.board.view(topic, real, self.read_text)
            except StoreBroken:
                raise
            except Exception:
                log.exception("no view of %s", topic)
        return made

    def ask(self, question: Callable[[Board], T]) -> T:
        """Ask the board something between two turns."""
        if not self.fresh:
            self._recover()
        return question(self.board)


def _id_bytes(text: str) -> bytes | None:
    try:
        return read_command_id(text)
    except ValueError:
        return None


def _digest(sent: Sent) -> bytes:
    """Digest of a command as its sender meant it; another order of the same keys is the same body."""
    try:
        body = msgspec.json.encode(msgspec.json.decode(sent.command.body), order="deterministic")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise Refused("command.bad_body", 400, detail="JSON") from None
    return command_digest(sent.command.kind, sent.command.activity, body, sent.who.actor)


def _suspect(sent: Sent, code: str) -> Suspect:
    return Suspect(
        sent.received_at,
        sent.who.site,
        sent.who.actor,
        sent.who.device.replace("\0", "")[:LONGEST_NAME],
        code,
        sent.command.id,
        msgspec.json.encode(sent.command),
    )


def clock_id(stream: str, subject: str, transition: str, due: int) -> str:
    """The id of a command by the clock: the same on every node, so that two cannot double it.

    A UUIDv7 in form: 48 bits of the due time (ms), the rest from a hash.
    """
    digest = sha256(f"{stream}|{subject}|{transition}|{due}".encode()).digest()
    value = (due & (1 << 48) - 1) << 80 | 0x7 << 76 | int.from_bytes(digest[:2]) >> 4 << 64
    return str(UUID(int=value | 0b10 << 62 | int.from_bytes(digest[2:10]) >> 2))
