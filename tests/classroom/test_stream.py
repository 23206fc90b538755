"""A stream process: who gets what and when, and that nobody's bad line is another's trouble."""

import signal
import socket
import struct
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from diemcau.classroom.live.audience import BUFFER, TALK
from diemcau.classroom.live.stream import DESKS_SECONDS
from tests.classroom.streaming import CONTROL, PATIENCE, PHONES, SEAT, Node, Reader, event, soon

FULL = b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
SIGN = b":\n\n"


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    running = Node(tmp_path)
    yield running
    running.close()


# --- what the board says, to whom --------------------------------------------------------------


def test_the_first_listener_waits_for_the_board_and_the_next_has_the_view_at_once(node: Node) -> None:
    first = node.join(PHONES)
    assert node.board.next() == ["want", [[PHONES, 0]]]
    node.board.say(("whole", PHONES, 5, event(5)))
    assert first.reads(event(5))
    assert node.join(PHONES, SEAT).reads(event(5))
    assert node.board.next() == ["want", [[SEAT, 0]]]


def test_a_view_goes_to_everybody_on_its_topic_and_to_nobody_else(node: Node) -> None:
    one, two, other = node.join(PHONES), node.join(PHONES, SEAT), node.join(CONTROL)
    node.board.say(("view", PHONES, 7, event(7)), ("view", SEAT, 8, event(8)), ("view", "nobody", 9, event(9)))
    node.board.say(("view", CONTROL, 10, event(10)), ("end", "seat:12"))
    assert (one.rest(), two.rest(), other.rest()) == (event(7), event(7) + event(8), event(10))


def test_who_comes_back_gets_only_what_is_newer(node: Node) -> None:
    node.join(PHONES)
    node.board.answers((PHONES, 5, event(5)))
    behind, level = node.join(PHONES, SEAT, position=4), node.join(PHONES, SEAT, position=5)
    assert behind.reads(event(5))
    assert node.board.next() == ["want", [[SEAT, 4]]]
    node.board.say(("whole", SEAT, 5, event(5, "seat")), ("view", PHONES, 6, event(6)))
    assert (behind.reads(event(5, "seat") + event(6)), level.reads(event(6))) == (True, True)


def test_parts_go_to_those_who_have_the_whole_and_the_whole_to_those_who_wait(node: Node) -> None:
    has = node.join(CONTROL)
    node.board.answers((CONTROL, 3, event(3, "whole")))
    assert has.reads(event(3, "whole"))
    node.board.say(("part", CONTROL, 4, event(4, "part")))
    assert has.reads(event(4, "part"))
    waits, up_to_date = node.join(CONTROL), node.join(CONTROL, position=6)
    assert node.board.next() == ["want", [[CONTROL, 0]]]
    node.board.say(("part", CONTROL, 5, event(5, "part")), ("whole", CONTROL, 6, event(6, "whole")))
    node.board.say(("part", CONTROL, 7, event(7, "part")), ("end", "seat:12"))
    assert has.rest() == event(5, "part") + event(7, "part")
    assert waits.rest() == event(6, "whole") + event(7, "part")
    assert up_to_date.rest() == event(7, "part")


def test_who_hears_that_nothing_is_newer_waits_no_longer(node: Node) -> None:
    first = node.join(CONTROL, position=9)
    assert node.board.next() == ["want", [[CONTROL, 0]]]
    node.board.say(("same", CONTROL), ("part", CONTROL, 10, event(10)))
    assert first.reads(event(10))


def test_the_streams_of_an_actor_end_with_its_rights(node: Node) -> None:
    host, other = node.join(PHONES, actor="host:5"), node.join(PHONES, actor="host:6")
    node.board.say(("end", "host:5"), ("view", PHONES, 1, event(1)))
    assert (host.rest(), other.reads(event(1))) == (b"", True)


def test_the_stream_of_the_phone_that_has_a_seat_now_goes_on_when_the_others_end(node: Node) -> None:
    old, new = (node.join(PHONES, device=device) for device in ("phone-1", "phone-2"))
    node.board.say(("end", "seat:12", "phone-2"), ("view", PHONES, 1, event(1)))
    assert (old.rest(), new.reads(event(1))) == (b"", True)
    node.board.say(("end", "seat:12", ""))
    assert new.rest() == b""


def test_the_board_hears_which_desks_are_open_each_once(node: Node) -> None:
    for site in (3, 3, 4):
        node.join(f"sitting:1/site:{site}", desk=("sitting:1", site))
    node.join(PHONES)
    node.board.line.close()
    node.board = node.new_board()  # which hears it at once, later every five seconds
    assert sorted(node.board.hears("desks")[1]) == [["sitting:1", 3], ["sitting:1", 4]]


def test_the_board_hears_soon_of_a_desk_that_came_in(node: Node) -> None:
    assert node.board.hears("desks")[1] == []
    node.join("sitting:1/site:3", desk=("sitting:1", 3))
    began = time.monotonic()
    assert node.board.hears("desks")[1] == [["sitting:1", 3]]
    assert time.monotonic() - began < DESKS_SECONDS / 2


def test_a_view_that_nobody_was_given_yet_makes_room_for_a_newer_one(node: Node) -> None:
    phones, control = node.join(PHONES), node.join(CONTROL)
    node.board.answers((PHONES, 1, event(1)), (CONTROL, 1, event(1)))
    assert (phones.reads(event(1)), control.reads(event(1))) == (True, True)
    node.process.send_signal(signal.SIGSTOP)
    for position in range(2, 6):
        node.board.say(("view", PHONES, position, event(position)), ("part", CONTROL, position, event(position)))
    node.board.say(("part", PHONES, 6, event(6)), ("view", PHONES, 7, event(7)), ("view", PHONES, 8, event(8)))
    node.board.say(("end", "seat:12"))
    node.process.send_signal(signal.SIGCONT)
    assert phones.rest() == event(5) + event(6) + event(8)
    assert control.rest() == event(2) + event(3) + event(4) + event(5)


# --- listeners with bad lines and bad manners --------------------------------------------------


def reset(reader: Reader) -> None:
    reader.line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    reader.line.close()


@pytest.mark.parametrize(
    "hang_up", [lambda reader: reader.line.close(), lambda reader: reader.line.shutdown(socket.SHUT_WR), reset]
)
def test_who_hangs_up_is_forgotten_and_his_topics_are_dropped(node: Node, hang_up: Callable[[Reader], None]) -> None:
    stays, goes = node.join(PHONES), node.join(PHONES, SEAT)
    node.board.answers((PHONES, 1, event(1)), (SEAT, 0, b""))
    hang_up(goes)
    assert node.board.next() == ["drop", [SEAT]]
    assert node.comes_to(streams=1)
    hang_up(stays)
    assert node.board.next() == ["drop", [PHONES]]


def test_a_topic_is_not_dropped_before_the_board_has_answered(node: Node) -> None:
    node.join(SEAT, position=3).line.close()
    assert node.board.next() == ["want", [[SEAT, 3]]]
    again = node.join(SEAT)
    node.board.say(("same", SEAT))  # that was for who has gone
    assert node.board.next() == ["want", [[SEAT, 0]]]
    again.line.close()
    assert node.comes_to(streams=0)
    node.board.say(("whole", SEAT, 4, event(4)))
    assert node.board.next() == ["drop", [SEAT]]


def test_what_a_listener_says_is_thrown_away_and_who_says_too_much_is_cut(node: Node) -> None:
    polite, loud = node.join(PHONES), node.join(PHONES)
    node.board.answers((PHONES, 1, event(1)))
    polite.line.sendall(b"GET /live/stream HTTP/1.1\r\n\r\n")
    loud.line.sendall(b"x" * (20 * TALK))
    assert loud.rest() in (b"", event(1))
    assert polite.reads(event(1))
    assert node.comes_to(streams=1, cut=1)


def test_one_set_of_large_views_is_given_whole_and_who_never_reads_is_cut(node: Node) -> None:
    large = [event(position, "x" * (6 * BUFFER)) for position in range(1, 5)]
    deaf, reads = node.join(PHONES, CONTROL, receive_buffer=4096), node.join(PHONES, CONTROL)
    node.board.answers((PHONES, 1, large[0]), (CONTROL, 1, large[0]))
    assert reads.reads(large[0] * 2)
    for position in (2, 3):
        node.board.say(("view", PHONES, position, large[position - 1]))
        assert reads.reads(large[position - 1])
    assert node.comes_to(streams=1, cut=1)
    assert len(deaf.rest()) < 3 * len(large[0])


def test_a_thousand_who_never_read_cost_next_to_nothing_until_they_are_cut(node: Node) -> None:
    reads = node.join(PHONES)
    for _ in range(1000):
        node.join(PHONES, receive_buffer=4096)
    node.board.answers((PHONES, 1, event(1)))
    assert reads.reads(event(1))
    before = node.memory()
    most = 0
    for position in range(2, 200):
        view = event(position, "x" * 2000)
        node.board.say(("view", PHONES, position, view))
        assert reads.reads(view)
        most = max(most, node.memory() - before)
    assert node.comes_to(streams=1, cut=1000)
    assert most < 24 * 1024 * 1024  # copies would be 64 KB each


def test_a_slow_reader_gets_every_byte_in_order(node: Node) -> None:
    slow = node.join(PHONES, receive_buffer=4096)
    node.board.answers((PHONES, 1, event(1, "x" * 60_000)))
    views = [event(position, "y" * (position * 700)) for position in range(2, 14)]
    assert slow.reads(event(1, "x" * 60_000))
    for position, view in enumerate(views, 2):
        node.board.say(("part", PHONES, position, view))
    node.board.say(("part", PHONES, 99, event(99)))
    assert slow.reads(b"".join(views) + event(99))


def test_signs_of_life_go_round(tmp_path: Path) -> None:
    node = Node(tmp_path, heartbeat=0.2)
    try:
        readers = [node.join(SEAT) for _ in range(30)]
        assert all(node.comes_to(streams=30) for _ in range(2))  # two seconds: ten rounds
        node.board.say(("end", "seat:12"))
        signs = [reader.rest() for reader in readers]
    finally:
        node.close()
    rounds = {len(said) // len(SIGN) for said in signs}
    assert set(signs) == {SIGN * many for many in rounds}
    assert max(rounds) - min(rounds) <= 1 < min(rounds)


def test_who_has_not_taken_what_he_got_needs_no_sign_of_life(tmp_path: Path) -> None:
    node = Node(tmp_path, heartbeat=0.2)
    try:
        deaf, reads = node.join(CONTROL, receive_buffer=4096), node.join(PHONES)
        view = event(1, "x" * 20 * BUFFER)
        node.board.answers((CONTROL, 1, view), (PHONES, 1, b""))
        assert all(node.comes_to(streams=2) for _ in range(2))  # two seconds: ten rounds
        node.board.say(("part", CONTROL, 2, event(2)), ("view", PHONES, 2, event(2)))
        until = time.monotonic() + PATIENCE
        for reader in (reads, deaf):
            while reader.reads(SIGN):  # until the first letters of something else
                assert time.monotonic() < until, "nothing but signs of life"
        assert deaf.reads((view + event(2))[len(SIGN) :])
    finally:
        node.close()


# --- the other processes -----------------------------------------------------------------------


def test_a_board_that_starts_again_is_asked_for_everything_and_nothing_is_missed(node: Node) -> None:
    phone, control = node.join(PHONES, SEAT), node.join(CONTROL)
    node.board.answers((PHONES, 2, event(2)), (SEAT, 3, event(3)), (CONTROL, 3, event(3)))
    node.board.say(("part", CONTROL, 4, event(4)))
    assert (phone.reads(event(2) + event(3)), control.reads(event(3) + event(4))) == (True, True)
    node.board.line.close()
    waits = node.join(f"{SEAT}3")
    cached = node.join(PHONES)
    assert cached.reads(event(2))
    node.board = node.new_board()
    assert node.board.next() == ["stream", 1]
    kind, wanted = node.board.next()
    assert (kind, sorted(wanted)) == ("want", [[CONTROL, 0], [PHONES, 2], [SEAT, 3], [f"{SEAT}3", 0]])
    node.board.say(("same", PHONES), ("whole", SEAT, 6, event(6)), ("whole", f"{SEAT}3", 6, event(6)))
    node.board.say(("whole", CONTROL, 6, event(6)), ("view", PHONES, 7, event(7)))
    assert (phone.reads(event(6) + event(7)), control.reads(event(6))) == (True, True)
    assert (cached.reads(event(7)), waits.reads(event(6))) == (True, True)


def test_while_the_board_is_away_new_listeners_have_what_is_at_hand(node: Node) -> None:
    node.join(PHONES)
    node.board.answers((PHONES, 1, event(1)))
    node.board_door.close()
    node.board.line.close()
    assert node.join(PHONES).reads(event(1))
    node.board_door = node.listen_as_board()
    node.board = node.new_board()
    assert (node.board.next(), node.board.next()) == (["stream", 1], ["want", [[PHONES, 1]]])


@pytest.mark.parametrize("nonsense", [b"\xff\xff\xff\xff", b"\x01\x00\x00\x00\xc0", b"\x05\x00\x00\x00\x92\xa3abc"])
def test_a_board_that_speaks_nonsense_is_left_and_found_again(node: Node, nonsense: bytes) -> None:
    listener = node.join(PHONES)
    node.board.answers((PHONES, 1, event(1)))
    assert listener.reads(event(1))
    node.board.line.sendall(nonsense)
    node.board = node.new_board()
    assert (node.board.next(), node.board.next()) == (["stream", 1], ["want", [[PHONES, 1]]])
    node.board.say(("whole", PHONES, 2, event(2)))
    assert listener.reads(event(2))


def test_a_board_that_does_not_listen_stops_nobody_and_hears_everything_later(node: Node) -> None:
    topics = [f"sitting:1/seat:{n}{'0' * 3000}" for n in range(1, 301)]  # together more than the line holds
    stay = [node.join(PHONES, topic) for topic in topics[:200]]
    for topic in topics[200:]:
        node.join(PHONES, topic).line.close()
    node.board.say(("view", PHONES, 1, event(1)))
    assert [reader.reads(event(1)) for reader in stay] == [True] * 200
    wanted: set[str] = set()
    while not wanted >= {PHONES, *topics}:
        new = {topic for topic, _ in node.board.hears("want")[1]}
        node.board.say(*(("same", topic) for topic in new))
        wanted |= new
    dropped: set[str] = set()
    while not dropped >= set(topics[200:]):
        dropped |= set(node.board.hears("drop")[1])
    assert dropped == set(topics[200:])


def test_a_view_larger_than_every_buffer_comes_whole(node: Node) -> None:
    large = event(1, "đ" * 4_000_000)
    readers = [node.join(CONTROL) for _ in range(3)]
    with ThreadPoolExecutor(1) as pool:
        saying = pool.submit(node.board.answers, (CONTROL, 1, large))
        assert [reader.reads(large) for reader in readers] == [True] * 3
        saying.result()


def test_accept_processes_come_and_go(node: Node) -> None:
    second = node.new_accept()
    one, two = node.join(PHONES), node.join(PHONES, accept=second)
    before = node.files()
    node.accept.close()
    three = node.join(PHONES, accept=second)
    assert soon(lambda: node.files() == before)  # one less and one more
    node.accept = node.new_accept()
    listeners = [one, two, three, node.join(PHONES)]
    node.board.say(("view", PHONES, 1, event(1)))
    assert [listener.reads(event(1)) for listener in listeners] == [True] * 4


def test_what_cannot_be_a_stream_is_closed_and_said_so(node: Node, tmp_path: Path) -> None:
    good, ours = node.connect()
    with ours:
        socket.send_fds(node.accept, [b"\x95nonsense"], [ours.fileno()])
    assert good.rest() == b""
    node.accept.send(b"\x93no descriptor")
    with (tmp_path / "file").open("wb") as file:
        node.hand_over(file, PHONES)  # type: ignore[arg-type]
    node.join(PHONES)
    assert node.log.read_text().count("a stream that cannot be") == 3
    assert node.comes_to(streams=1, joined=1)


def test_a_process_that_is_full_says_when_to_come_back(tmp_path: Path) -> None:
    node = Node(tmp_path, files=503)
    try:
        there = [node.join(PHONES) for _ in range(3)]
        late, ours = node.connect()
        node.hand_over(ours, PHONES)
        assert late.rest() == FULL
        there.pop().line.close()
        assert node.comes_to(streams=2)
        there.append(node.join(PHONES))
        node.board.say(("view", PHONES, 1, event(1)))
        assert [reader.reads(event(1)) for reader in there] == [True] * 3
        assert node.comes_to(streams=3, refused=1)
    finally:
        node.close()


def test_one_that_is_told_to_end_tells_all_when_to_come_back(node: Node) -> None:
    readers = [node.join(PHONES) for _ in range(100)]
    deaf = node.join(CONTROL, receive_buffer=4096)
    node.board.say(("view", CONTROL, 1, event(1, "x" * 20 * BUFFER)), ("view", PHONES, 2, event(2)))
    assert [reader.reads(event(2)) for reader in readers] == [True] * 100
    assert node.stop() == 0
    waits = [int(reader.rest().removeprefix(b"retry: ")) for reader in readers]
    assert (min(waits), max(waits) > 19_000, len(set(waits))) == (2000, True, 100)
    assert b"retry" not in deaf.rest()
    assert node.log.read_text() == ""


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_one_that_is_told_to_end_while_it_writes_ends(node: Node, number: int) -> None:
    for _ in range(300):
        node.join(PHONES, receive_buffer=4096)
    for position in range(1, 2000):
        node.board.say(("part", PHONES, position, event(position, "x" * 500)))
    node.process.send_signal(number)
    assert node.process.wait(20) == 0


def test_an_idle_listener_takes_less_than_a_kilobyte(node: Node) -> None:
    def come(seat: int) -> None:
        node.join(PHONES, f"sitting:1/seat:{seat}", actor=f"seat:{seat}")

    for seat in range(200):
        come(seat)
    before = node.memory()
    for seat in range(200, 2200):
        come(seat)
    node.board.say(*(("same", f"sitting:1/seat:{seat}") for seat in range(2200)), ("same", PHONES))
    assert node.comes_to(streams=2200)
    assert (node.memory() - before) / 2000 < 1024
