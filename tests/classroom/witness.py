"""A sitting whose journal has all that one can hold, to be touched by somebody who knows its form."""

import random
from pathlib import Path
from typing import Any

from diemcau.classroom import snapshot
from diemcau.classroom.verifying import Known, verify, verify_store
from diemcau.journal.chain import Fault
from diemcau.journal.rules import GENESIS, Fact, link
from tests.classroom.rig import command_id
from tests.classroom.turning import LECTURER, MINUTE, OFFICE, Hall, host, phone, sent

Found = list[tuple[str, dict[str, Any]]]


class Witness:
    """A sitting with all that a journal can hold, what is known of it, and what `verify` finds."""

    def __init__(self, hall: Hall, folder: Path) -> None:
        self.hall, self.folder, self.store, self.stream = hall, folder, hall.store, hall.stream
        hall.open()
        again = command_id()
        hall.take(
            sent(host(2), "presence.mark", {"seat": 21, "status": "co_mat"}),
            sent(LECTURER, "sitting.go", {"item": 1}),  # changes nothing
            sent(host(2), "question.ask", {"text": "Bao giờ có phần mềm?"}),
            sent(LECTURER, "poll.open", activity="q1"),
            sent(host(3), "sitting.ask_help", {"trouble": "other", "note": "Loa rè"}),
        )
        snapshot.save(hall.turns.board, hall.store, hall.stream, folder)
        hall.take(*(sent(phone(seat), "poll.answer", {"choice": 1}, activity="q1") for seat in (21, 22, 31, 41)))
        hall.send(OFFICE, "sitting.add_seat", {"added": {"id": 29, "site": 2, "no": 9, "group": "khac"}})
        hall.take(
            sent(LECTURER, "poll.show", activity="q1", id_=again),  # two facts
            sent(LECTURER, "poll.show", activity="q1"),  # changes nothing
            sent(host(4), "obstacle.send", {"text": "Thiếu máy", "field": "to_chuc_bien_che"}),
            sent(host(4), "question.ask", {"text": "Xoá câu này"}),
        )
        snapshot.save(hall.turns.board, hall.store, hall.stream, folder)
        hall.send(host(2), "presence.mark", {"seat": 22, "status": "vang_phep"}, at=hall.plan.starts_at + MINUTE)
        self.erased = next(id_ for id_, words in hall.store.texts(hall.stream).items() if words == "Xoá câu này")
        hall.store.erase_text(hall.stream, self.erased)
        self.facts, self.links = hall.store.facts(self.stream), hall.store.links(self.stream)
        position, last = hall.store.head(self.stream)
        self.known = Known(position, last.hex())

    def look(self, *known: Known) -> Found:
        """Codes and data of what is found, snapshots and the last head included."""
        faults: list[Fault] = [*verify_store(self.store), *verify(self.store, self.stream, self.folder, known)]
        for fault in faults:
            assert fault.say("vi") != fault.say("en")
        return [(fault.code, fault.data) for fault in faults]

    def after(self, *statements: tuple[str, tuple[Any, ...]], known: tuple[Known, ...] = ()) -> Found:
        """What is found after some statements, which are then taken back."""
        self.store.run("BEGIN")
        try:
            for statement, values in statements:
                self.store.run(statement, values)
            return self.look(*known)
        finally:
            self.store.rollback()

    def rows(self, table: str) -> list[dict[str, Any]]:
        columns = COLUMNS[table]
        where = f"WHERE stream = '{self.stream}'" if "stream" in columns else ""
        return [
            dict(zip(columns, row, strict=True))
            for row in self.store.run(f"SELECT {','.join(columns)} FROM journal_{table} {where} ORDER BY {KEY[table]}")
        ]


COLUMNS = {
    "fact": Fact.__struct_fields__,
    "command": ("stream", "command_id", "digest", "seq", "facts", "late", "no", "link"),
    "text": ("stream", "id", "salt", "words", "erased"),
}
KEY = {"fact": "seq", "command": "no", "text": "id"}


def places(found: Found, word: str) -> set[int]:
    """All places that faults name under a word."""
    named: set[int] = set()
    for _, data in found:
        if word in data:
            first, _, last = str(data[word]).partition("–")
            named.update(range(int(first), int(last or first) + 1))
    return named


def other(value: Any, chance: random.Random) -> Any:
    """Another value of the same sort."""
    match value:
        case bool():
            return not value
        case int():
            return value + chance.choice((-1, 1, 7, 10_000))
        case bytes():
            place = chance.randrange(len(value) + 1)
            return chance.choice((value[:place] + b"?" + value[place + 1 :], value + b" ", value[1:] or b"?", b"{}"))
        case str():
            return chance.choice((value + "x", value[1:] or "x", "sitting.closed"))
    raise AssertionError(value)


def remade(witness: Witness, facts: list[Fact], keep: int) -> list[tuple[str, tuple[Any, ...]]]:
    """Statements by somebody who knows the form: links anew over these facts, and a head that fits."""
    chain, start, statements = GENESIS, 0, []
    for one in witness.links[:keep]:
        end = start + one.command.facts
        chain, start = link(chain, one.command, facts[start:end]), end
        statements.append(
            ("UPDATE journal_command SET link = ? WHERE stream = ? AND no = ?", (chain, witness.stream, one.no))
        )
    head = "UPDATE journal_stream SET position = ?, commands = ?, link = ? WHERE name = ?"
    return [*statements, (head, (start, keep, chain, witness.stream))]
