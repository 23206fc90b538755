"""Taking turns: from a batch of commands to facts on disk and receipts.

Lock the stream, read what others appended, answer repeats, judge, append with a link for each command,
commit; only then is anything said to anybody.
"""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from uuid import UUID

import msgspec
from msgspec import Struct

from diemcau.activities.kind import Text, Who
from diemcau.base.refused import Refused
from diemcau.base.text import clean
from diemcau.classroom.board import CLAIMED_FROM, CLAIMED_TO, RULES_VERSION, Command, Draft, Ready
from diemcau.classroom.carrying import Part, moved
from diemcau.classroom.fold import Fold
from diemcau.journal.rules import (
    LONGEST_NAME,
    Accepted,
    Fact,
    Head,
    check_columns,
    command_digest,
    read_command_id,
    text_digest,
)
from diemcau.journal.store import StoreBroken, Suspect, Turn

log = logging.getLogger(__name__)

# Actors whose commands come from inside the house.
CLOCK_ACTORS = frozenset({"clock", "office"})
# Sent by somebody whose token does not speak for it, an id used twice, a batch that its device did not sign or
# whose device may no longer speak: kept aside, shown to the host.
SUSPICIOUS = frozenset({"subject.foreign", "command.conflict", "batch.forged", "batch.revoked"})
BROKEN = "%s broke its kind"


class Sent(Struct, frozen=True):
    """A command as it came in: its sender, the instant (ms) at which it was received, and why it is not believed."""

    command: Ready
    who: Who
    received_at: int
    suspect: str = ""


class Receipt(Struct, frozen=True, omit_defaults=True):
    """The answer to a command: its place in the journal, or the refusal."""

    id: str
    seq: int = 0
    late: bool = False
    repeat: bool = False
    refused: Refused | None = None


class Outcome(Struct, frozen=True):
    """What a turn gave: a receipt for each command in order, and the position of the stream after it."""

    receipts: list[Receipt]
    position: int


class _Poison(Exception):
    """A command that breaks its kind: a fault of ours, which must not stop the others."""

    def __init__(self, place: int) -> None:
        super().__init__(place)
        self.place = place


class Turns(Fold):
    """Turn-taking for one stream. Its facts are folded, but not followed: who needs topics has a `Fold` of his own."""

    def take(self, batch: list[Sent]) -> Outcome:
        """One turn. Raises StoreBroken when nothing is known to be kept; the commands may be sent again."""
        poisoned: set[int] = set()
        with self._on_disk():
            while True:
                try:
                    head, turn = self._begin(), Turn([], [], [])
                    return self._end(head, turn, self._judge(batch, poisoned, head.position, turn))
                except _Poison as poison:
                    poisoned.add(poison.place)
                    self.store.rollback()
                    self.read()

    @contextmanager
    def _on_disk(self) -> Iterator[None]:
        """A turn on the board as it is on disk; after a failure the board is dropped and read again."""
        if not self.fresh:
            self.recover()
        try:
            yield
        except Exception:
            self.fresh = False
            with suppress(StoreBroken):  # then the next turn, or the next view, tries again
                self.recover()
            raise

    def _begin(self) -> Head:
        """Lock the stream and fold what others appended; how far it is."""
        head, tail = self.store.begin(self.stream, self.board.position)
        for fact in tail:
            self.board.fold(fact)
        return head

    def _end(self, head: Head, turn: Turn, receipts: list[Receipt]) -> Outcome:
        """Write the turn, if there is anything to write."""
        if turn.is_empty:
            self.store.rollback()
        else:
            self.store.append(self.stream, turn, head)
        self.told = self.board.position
        return Outcome(receipts, self.told)

    def take_in(self, part: Part) -> Outcome:
        """One turn for what another installation has judged: its facts are appended as they are.

        What is here already is answered as a repeat. Refuses carry.other_plan; raises StoreBroken.
        """
        if self.store.standing(self.stream)[1] != part.plan:
            raise Refused("carry.other_plan", 409)
        with self._on_disk():
            head, turn = self._begin(), Turn([], [], [])
            return self._end(head, turn, self._carried(part, head.position, turn))

    def _carried(self, part: Part, position: int, turn: Turn) -> list[Receipt]:
        named = {id_ for one in part.commands for id_ in (one.id, *one.about) if id_}
        known = self.store.repeats(self.stream, list(named))
        receipts = []
        for one in part.commands:
            text = str(UUID(bytes=one.id))
            before = known.get(one.id)
            if before and before.digest == one.digest:
                receipts.append(Receipt(text, before.seq, before.late, repeat=True))
                continue
            if before or not known.keys() >= set(one.about) - {b""}:  # it is about what is not here
                receipts.append(Receipt(text, refused=Refused("command.conflict", 409)))
                continue
            seq = position + len(turn.facts) + 1
            for n, (fact, about) in enumerate(zip(one.facts, one.about, strict=True)):
                turn.facts.append(moved(fact, self.stream, seq + n, known[about].seq if about else 0))
                self.board.fold(turn.facts[-1])
            known[one.id] = Accepted(one.id, one.digest, seq, len(one.facts), one.late)
            turn.commands.append(known[one.id])
            turn.texts += one.texts
            receipts.append(Receipt(text, seq, one.late))
        return receipts

    def _judge(self, batch: list[Sent], poisoned: set[int], position: int, turn: Turn) -> list[Receipt]:
        known = self.store.repeats(self.stream, [sent.command.id for sent in batch if sent.command.id])
        receipts = []
        for place, sent in enumerate(batch):
            command = sent.command
            try:
                if not command.id:
                    raise Refused("command.bad_id", 400)
                if sent.suspect:
                    raise Refused(sent.suspect, 403)
                if place in poisoned:
                    raise Refused("command.fault", 500)
                if not command.digest:
                    raise Refused("command.bad_body", 400, detail="JSON")
                if before := known.get(command.id):
                    if before.digest != command.digest:
                        raise Refused("command.conflict", 409)
                    receipts.append(Receipt(command.text, before.seq, before.late, repeat=True))
                    continue
                seq = position + len(turn.facts) + 1
                facts = self._facts(place, sent, seq, turn)
                late = bool(facts) and facts[0].late
                accepted = Accepted(command.id, command.digest, seq if facts else seq - 1, len(facts), late)
                known[command.id] = accepted
                turn.commands.append(accepted)
                receipts.append(Receipt(command.text, accepted.seq, late))
            except Refused as refused:
                receipts.append(Receipt(command.text, refused=refused))
                if refused.code in SUSPICIOUS:
                    turn.suspects.append(_suspect(sent, refused.code))
        return receipts

    def _facts(self, place: int, sent: Sent, seq: int, turn: Turn) -> list[Fact]:
        """The facts of a command, folded; _Poison when the board may be torn."""
        texts: list[tuple[str, bytes, str]] = []

        def keep(words: str) -> Text:
            words, salt = clean(words), secrets.token_bytes(16)
            texts.append((f"{sent.command.id.hex()}.{len(texts)}", salt, words))
            return Text(texts[-1][0], text_digest(salt, words))

        try:
            drafts = self.board.decide(sent.command, sent.who, sent.received_at, keep)
            facts = [self._fact(draft, n, sent, seq + n) for n, draft in enumerate(drafts)]
        except Refused:
            raise
        except Exception as fault:
            log.exception(BROKEN, sent.command.kind)
            raise Refused("command.fault", 500) from fault
        try:
            for fact, draft in zip(facts, drafts, strict=True):
                self.board.fold(fact, draft.happened)
        except Exception as fault:
            log.exception(BROKEN, sent.command.kind)
            raise _Poison(place) from fault
        if facts:
            turn.facts += facts
            turn.texts += texts
        return facts

    def _fact(self, draft: Draft, n: int, sent: Sent, seq: int) -> Fact:
        fact = Fact(
            self.stream,
            seq,
            n,
            sent.command.id,
            draft.kind,
            RULES_VERSION,
            draft.activity,
            sent.who.actor,
            draft.subject,
            sent.who.device,
            draft.at,
            draft.claimed_at,
            sent.received_at,
            draft.late,
            draft.body,
        )
        check_columns(fact)
        return fact


def _id_bytes(text: str) -> bytes:
    try:
        return read_command_id(text)
    except ValueError:
        return b""


def _digest(command: Command, actor: str) -> bytes:
    """Digest of a command as its sender meant it; another order of the same keys is the same body."""
    try:
        body = msgspec.json.encode(msgspec.json.decode(command.body), order="deterministic")
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return b""
    return command_digest(command.kind, command.activity, body, actor)


def read_command(command: Command, actor: str) -> Ready:
    """A command with what does not depend on the board worked out: its id's bytes and its digest."""
    return Ready(
        command.id,
        _id_bytes(command.id),
        _digest(command, actor),
        command.kind,
        command.activity,
        min(max(command.claimed_at, CLAIMED_FROM - 1), CLAIMED_TO + 1),  # still refused, but fits on the wire
        bytes(command.body),
    )


def _as_sent(command: Ready) -> Command:
    return Command(command.text, command.kind, msgspec.Raw(command.body), command.activity, command.claimed_at)


def _suspect(sent: Sent, code: str) -> Suspect:
    return Suspect(
        sent.received_at,
        sent.who.site,
        sent.who.actor,
        sent.who.device.replace("\0", "")[:LONGEST_NAME],
        code,
        sent.command.text,
        msgspec.json.encode(_as_sent(sent.command)),
    )


def clock_id(stream: str, subject: str, transition: str, due: int) -> str:
    """The id of a command by the clock: the same on every node, so that two cannot double it.

    A UUIDv7 in form: 48 bits of the due time (ms), the rest from a hash.
    """
    digest = sha256(f"{stream}|{subject}|{transition}|{due}".encode()).digest()
    value = (due & (1 << 48) - 1) << 80 | 0x7 << 76 | int.from_bytes(digest[:2]) >> 4 << 64
    return str(UUID(int=value | 0b10 << 62 | int.from_bytes(digest[2:10]) >> 2))
