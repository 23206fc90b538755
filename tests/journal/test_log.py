"""The journal's door for readers: what the office learns of a sitting."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections
from msgspec.structs import replace

from diemcau.classroom import replay
from diemcau.journal import log
from diemcau.journal.rules import GENESIS
from tests.classroom.turning import Hall, host, sent, state_of


@pytest.fixture
def office(on_air: Hall, monkeypatch: pytest.MonkeyPatch) -> Hall:
    """The office's alias leads to the store of the hall."""
    monkeypatch.setattr(log, "target", lambda: on_air.target)
    return on_air


def test_the_first_place_where_the_chain_does_not_fit_is_said_in_words(office: Hall) -> None:
    kept = office.kept
    assert log.fault(kept.facts, kept.links, *kept.head) == ""
    assert log.fault([], [], 0, GENESIS) == ""
    touched = [kept.facts[0], replace(kept.facts[1], device="x"), kept.facts[2]]
    assert log.fault(touched, kept.links, *kept.head) == "bản ghi số 2 (sitting.began), hoặc lệnh sinh ra nó, đã bị sửa"
    assert log.fault(kept.facts, kept.links, 4, kept.head[1]) == "thiếu bản ghi số 4"


def test_everything_of_a_journal_that_grows_is_of_one_moment(office: Hall) -> None:
    stop = threading.Event()
    found: list[str] = []

    def grow() -> None:
        node = office.node()
        while not stop.is_set():
            status = ("co_mat", "vang_phep")[node.board.position % 2]
            node.take([sent(host(2), "presence.mark", {"seat": 21, "status": status})])

    until = time.monotonic() + 120
    with ThreadPoolExecutor(1) as pool, log.reader() as store:
        growing = pool.submit(grow)
        try:
            while len(found) < 40 or store.head(office.stream)[0] < 20:
                kept = log.everything(store, office.stream)
                found.append(log.fault(kept.facts, kept.links, *kept.head))
                assert time.monotonic() < until, (len(found), growing)
        finally:
            stop.set()
        growing.result()
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
        ({"NAME": "dc", "OPTIONS": {"sslmode": "require", "options": "-c a=b"}}, "postgresql:///dc?sslmode=require"),
    ],
)
def test_the_address_of_the_store_follows_from_the_settings(
    settings_dict: dict[str, Any], database: dict[str, Any], address: str
) -> None:
    settings_dict.clear()
    settings_dict.update({"ENGINE": "django.db.backends.postgresql", **database})
    assert log.target() == address
