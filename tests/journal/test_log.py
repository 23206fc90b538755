"""The journal's door for readers: what verify says of a journal that somebody touched."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections

from diemcau.classroom import replay
from diemcau.journal import log
from diemcau.journal.rules import GENESIS
from diemcau.journal.store import Store
from tests.classroom.turning import Hall, host, sent, state_of


@pytest.fixture
def office(on_air: Hall, monkeypatch: pytest.MonkeyPatch) -> Hall:
    """The office's alias leads to the store of the hall."""
    monkeypatch.setattr(log, "target", lambda: on_air.target)
    return on_air


def on_six(hall: Hall) -> Store:
    """Six facts in five turns: 1, 2, 3, 4-5, 6."""
    hall.take(
        sent(host(2), "presence.mark", {"seat": 21, "status": "co_mat"}),
        sent(host(2), "presence.mark", {"seat": 22, "status": "co_mat"}),
    )
    hall.send(host(3), "presence.mark", {"seat": 31, "status": "co_mat"})
    assert hall.fault == ""
    return hall.store


Touch = Callable[[Store, str], Any]
TOUCHES: dict[str, tuple[Touch, str]] = {
    "a body": (
        lambda s, n: s.run("UPDATE journal_fact SET body = ? WHERE stream = ? AND seq = 5", (b"{}", n)),
        "facts 4-5 do not fit their link",
    ),
    "an actor": (
        lambda s, n: s.run("UPDATE journal_fact SET actor = 'host:9' WHERE stream = ? AND seq = 1", (n,)),
        "facts 1-1 do not fit their link",
    ),
    "a time": (
        lambda s, n: s.run("UPDATE journal_fact SET claimed_at = claimed_at - 1 WHERE stream = ? AND seq = 6", (n,)),
        "facts 6-6 do not fit their link",
    ),
    "a fact in the middle": (
        lambda s, n: s.run("DELETE FROM journal_fact WHERE stream = ? AND seq = 4", (n,)),
        "fact 4 is missing",
    ),
    "the last fact": (
        lambda s, n: s.run("DELETE FROM journal_fact WHERE stream = ? AND seq = 6", (n,)),
        "facts 6-6 do not fit their link",
    ),
    "the last turn without the head": (
        lambda s, n: [
            s.run("DELETE FROM journal_fact WHERE stream = ? AND seq = 6", (n,)),
            s.run("DELETE FROM journal_link WHERE stream = ? AND seq = 6", (n,)),
        ],
        "the head does not fit the chain",
    ),
    "all facts and links": (
        lambda s, n: [
            s.run("DELETE FROM journal_fact WHERE stream = ?", (n,)),
            s.run("DELETE FROM journal_link WHERE stream = ?", (n,)),
        ],
        "the head does not fit the chain",
    ),
    "one more fact": (
        lambda s, n: s.run(
            "INSERT INTO journal_fact SELECT stream, 7, 7, command_id, kind, version, activity, actor, subject, device,"
            " at, claimed_at, received_at, late, body FROM journal_fact WHERE stream = ? AND seq = 6",
            (n,),
        ),
        "facts after 6 have no link",
    ),
    "a link": (
        lambda s, n: s.run("UPDATE journal_link SET link = ? WHERE stream = ? AND seq = 2", (GENESIS, n)),
        "facts 2-2 do not fit their link",
    ),
    "a link less": (
        lambda s, n: s.run("DELETE FROM journal_link WHERE stream = ? AND seq = 2", (n,)),
        "facts 2-3 do not fit their link",
    ),
    "the head": (
        lambda s, n: s.run("UPDATE journal_stream SET link = ? WHERE name = ?", (GENESIS, n)),
        "the head does not fit the chain",
    ),
    "the plan": (
        lambda s, n: s.run(
            "UPDATE journal_blob SET body = ? WHERE digest = (SELECT plan FROM journal_stream WHERE name = ?)",
            (b"{}", n),
        ),
        "the plan does not fit its digest",
    ),
}


@pytest.mark.parametrize("touched", TOUCHES)
def test_whatever_was_changed_removed_or_put_in_is_named(office: Hall, touched: str) -> None:
    touch, words = TOUCHES[touched]
    touch(on_six(office), office.stream)
    assert log.verify(office.stream) == words


def test_a_journal_that_nobody_touched_is_whole_and_so_is_an_empty_one(office: Hall) -> None:
    on_six(office)
    office.store.make_stream("sitting:0")
    assert (log.verify(office.stream), log.verify("sitting:0")) == ("", "")


def test_an_erased_text_breaks_no_chain(office: Hall) -> None:
    office.send(host(2), "question.ask", {"text": "Bao giờ có phần mềm?"})
    (text_id,) = office.store.texts(office.stream)
    office.store.erase_text(office.stream, text_id)
    assert log.verify(office.stream) == ""


def test_verify_of_a_journal_that_grows_sees_one_moment(office: Hall) -> None:
    stop = threading.Event()
    found: list[str] = []

    def grow() -> None:
        node = office.node()
        while not stop.is_set():
            status = ("co_mat", "vang_phep")[node.board.position % 2]
            node.take([sent(host(2), "presence.mark", {"seat": 21, "status": status})])

    growing = threading.Thread(target=grow)
    growing.start()
    until = time.monotonic() + 10
    while len(found) < 40 or office.store.head(office.stream)[0] < 20:
        found.append(log.verify(office.stream))
        assert time.monotonic() < until
    stop.set()
    growing.join()
    assert set(found) == {""}


def test_the_office_reads_facts_head_and_the_board_of_a_sitting(office: Hall) -> None:
    office.send(host(2), "question.ask", {"text": "Bao giờ có phần mềm?"})
    board, read = replay.board_of(office.sitting)
    question = board.states["question"].questions[4]

    assert log.stream_of(office.sitting) == office.stream
    assert log.read_facts(office.stream, 3) == office.kept.facts[3:]
    assert log.head(office.stream) == office.kept.head
    assert state_of(board) == state_of(office.turns.board)
    assert (read(question.text), read(None)) == ("Bao giờ có phần mềm?", "")
    office.store.erase_text(office.stream, question.text.id)
    assert replay.board_of(office.sitting)[1](question.text) == ""


def test_a_sitting_without_a_journal_is_a_key_error(office: Hall) -> None:
    for ask in (lambda: replay.board_of(0), lambda: log.head("sitting:none")):
        with pytest.raises(KeyError):
            ask()


@pytest.fixture
def settings_dict() -> Iterator[dict[str, Any]]:
    """The settings of the alias, put back afterwards."""
    held = connections["journal"].settings_dict
    before = dict(held)
    yield held
    held.clear()
    held.update(before)


@pytest.mark.parametrize(
    ("database", "address"),
    [
        ({"ENGINE": "diemcau.base.sqlite_backend", "NAME": "/data/journal.db"}, "/data/journal.db"),
        ({"NAME": "dc"}, "postgresql:///dc"),
        ({"NAME": "dc", "USER": "u", "HOST": "h", "PORT": 5432}, "postgresql://u@h:5432/dc"),
        ({"NAME": "dc", "USER": "u", "PASSWORD": "p", "HOST": "h"}, "postgresql://u:p@h/dc"),
        ({"NAME": "dc", "USER": "u", "PASSWORD": "p@/:ss", "HOST": "h"}, "postgresql://u:p%40%2F%3Ass@h/dc"),
        ({"NAME": "dc", "USER": "u", "HOST": "/run/pg"}, "postgresql://u@/dc?host=/run/pg"),
        ({"NAME": "dc", "OPTIONS": {"host": "/run/pg"}}, "postgresql:///dc?host=/run/pg"),
    ],
)
def test_the_address_of_the_store_follows_from_the_settings(
    settings_dict: dict[str, Any], database: dict[str, Any], address: str
) -> None:
    settings_dict.clear()
    settings_dict.update({"ENGINE": "django.db.backends.postgresql", **database})
    assert log.target() == address
