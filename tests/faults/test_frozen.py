"""Processes that are frozen for a while: others wait and send again; nothing is doubled, nobody else stands still."""

import asyncio
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import ModuleType

import pytest
import uvloop

from diemcau.activities.kind import Role
from diemcau.classroom.live import lines
from diemcau.classroom.live.lines import Line
from tests.classroom.planting import Bug
from tests.classroom.rig import Live, token
from tests.faults.books import check
from tests.faults.conftest import MakeNode
from tests.faults.load import PATIENCE, is_back, load, open_doors, wait_for
from tests.faults.sizes import SEED
from tests.faults.sowing import sown
from tests.faults.watchers import all_show, mixed, watching

FROZEN_SECONDS = 2.2  # longer than senders wait for an answer
CROWD = 600  # more than wait in the door of a stream process
NEW_NAMES = Bug("classroom.turns", "        _id_bytes(command.id),", "        secrets.token_bytes(16),")
WAITING_DOOR = Bug("classroom.live.handing", "door.setblocking(False)", "door.setblocking(True)")


@contextmanager
def frozen(live: Live, kind: str) -> Iterator[None]:
    """One process of a kind stands still."""
    pid = live.children(kind)[0]
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)


def they_stand_still(live: Live, *kinds: str) -> None:
    """One after the other, under load and with open streams."""
    open_doors(live)
    watchers = mixed(live)
    with watching(watchers):
        with load(live, seed=SEED) as ledger:
            wait_for(ledger, 20)
            for kind in kinds:
                with frozen(live, kind):
                    time.sleep(FROZEN_SECONDS)
                    if kind == "writer":
                        assert live.get("/live/view", token(Role.OPERATOR))[0] == 200
                    else:
                        wait_for(ledger, 20)
                wait_for(ledger, 20)
        is_back(live)
        all_show(watchers, live.send(token(Role.LECTURER), "poll.close", activity="q1")["seq"])
    check(live.journal, ledger, live)


def test_who_is_frozen_is_waited_for_and_nothing_is_doubled(node: MakeNode) -> None:
    they_stand_still(node(DIEMCAU_ACCEPTS="2", DIEMCAU_STREAMS="2"), "writer", "boards", "stream", "accept")


def test_a_repeat_that_is_taken_for_new_is_caught(node: MakeNode) -> None:
    live = node(NEW_NAMES)
    with pytest.raises(AssertionError, match=r"^(lost|twice|wrong answers): "):
        they_stand_still(live, "writer")


def a_crowd_stands_before_a_frozen_door(live: Live, patience: float = 20) -> None:
    """More listeners come than the door of a frozen stream process holds; commands are kept all the same."""
    open_doors(live)
    head = f"GET /live/stream HTTP/1.1\r\nauthorization: Bearer {token(Role.OPERATOR)}\r\n\r\n".encode()
    with ExitStack() as open_sockets, load(live, senders=2, seed=SEED) as ledger, frozen(live, "stream"):
        for _ in range(CROWD):
            raw = open_sockets.enter_context(socket.create_connection(("127.0.0.1", live.port), timeout=10))
            raw.sendall(head)
        wait_for(ledger, 50, patience)
    check(live.journal, ledger, live)


def test_a_frozen_stream_process_stops_nobody_at_the_door(node: MakeNode) -> None:
    a_crowd_stands_before_a_frozen_door(node())


def test_a_door_that_waits_for_a_frozen_process_is_caught(node: MakeNode) -> None:
    live = node(WAITING_DOOR)
    with pytest.raises(AssertionError, match=r"^unanswered: "):
        a_crowd_stands_before_a_frozen_door(live, 5)


# --- who begins meanwhile -------------------------------------------------------------------


def doors(port: int) -> int:
    """How many sockets listen on a port."""
    lines_of_kernel = Path("/proc/net/tcp").read_text().splitlines()[1:]
    return sum(line.split()[1].endswith(f":{port:04X}") and line.split()[3] == "0A" for line in lines_of_kernel)


def both_doors_are_open(live: Live) -> None:
    """Until two accept processes serve."""
    until = time.monotonic() + PATIENCE
    while (many := doors(live.port)) < 2:
        assert time.monotonic() < until, f"open: {many} of two doors"
        time.sleep(0.05)


def an_accept_process_begins_before_it_can_serve(live: Live) -> None:
    """While the board is frozen it opens no door, so that everybody comes to the one that can serve."""
    both_doors_are_open(live)  # the second may still be coming up
    with frozen(live, "boards"), load(live, senders=4, seed=SEED) as ledger:
        first = live.children("accept")
        os.kill(first[0], signal.SIGKILL)
        for _ in range(30):
            time.sleep(0.1)
            assert doors(live.port) == 1, f"open: {doors(live.port)} doors"
        wait_for(ledger, 20)
    is_back(live)
    both_doors_are_open(live)
    check(live.journal, ledger, live)


def test_who_cannot_serve_yet_has_no_door(node: MakeNode) -> None:
    live = node(DIEMCAU_ACCEPTS="2")
    open_doors(live)
    an_accept_process_begins_before_it_can_serve(live)


def test_a_door_that_opens_too_early_is_caught(node: MakeNode, tmp_path: Path) -> None:
    live = node(DIEMCAU_ACCEPTS="2")
    open_doors(live)
    live.kill()
    live.environment |= sown(tmp_path, Bug("classroom.live.accept", "READY_SECONDS = 10.0", "READY_SECONDS = 0.0"))
    live.start()
    with pytest.raises(AssertionError, match=r"^open: "):
        an_accept_process_begins_before_it_can_serve(live)


# --- what waits for a frozen process --------------------------------------------------------


async def sent_to_one_who_does_not_read(kind: type[Line], door: Path) -> int:
    """How many messages of a million bytes a line takes before it is cut, of a hundred."""
    lines_open: list[Line] = []
    server = await asyncio.get_running_loop().create_unix_server(
        lambda: kind(lambda _line, _payload: None, lines_open.append), str(door)
    )
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.connect(str(door))
        while not lines_open:  # noqa: ASYNC110 a moment
            await asyncio.sleep(0.001)
        (line,) = lines_open
        sent = 0
        while sent < 100 and line.is_up:
            line.send(b"x" * 1_000_000)
            sent += 1
            await asyncio.sleep(0)
    await line.ended
    server.close()
    return sent


def a_line_is_bounded(kind: type[Line], door: Path) -> None:
    """A process that is frozen does not fill the memory of the one that speaks to it."""
    assert 64 < uvloop.run(sent_to_one_who_does_not_read(kind, door)) < 70


def test_a_line_to_a_process_that_does_not_read_is_cut(tmp_path: Path) -> None:
    a_line_is_bounded(Line, tmp_path / "door")


def test_a_line_without_a_bound_is_caught(tmp_path: Path) -> None:
    source = Path(lines.__file__).read_text(encoding="utf-8")
    assert source.count("MOST_WAITING:") == 1
    endless = ModuleType("endless")
    exec(compile(source.replace("MOST_WAITING:", "1 << 60:"), "<endless>", "exec"), endless.__dict__)
    with pytest.raises(AssertionError):
        a_line_is_bounded(endless.Line, tmp_path / "door")
