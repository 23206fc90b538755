"""A stream process: gives open streams what the board publishes. `python -m diemcau.classroom.live.stream`.

No event loop and no HTTP: accept processes hand over sockets whose request has been read. Environment: DIEMCAU_RUN
(folder of the node's sockets), DIEMCAU_NUMBER (which stream process this is, from 1), DIEMCAU_HEARTBEAT (seconds; 15).
"""

import logging
import os
import resource
import select
import signal
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from sys import intern

from diemcau.classroom.live.audience import Audience
from diemcau.classroom.live.links import frame
from diemcau.classroom.live.listeners import SEAT, Listener, Listeners
from diemcau.classroom.live.stream_lines import BoardLine, End, Join, Part, Same, View, Whole, read_join

log = logging.getLogger(__name__)

SLICE = 500  # deliveries between two looks at the sockets
JOINS = 64  # taken from one accept process between two slices
JOIN_BYTES = 4096
RESERVE = 500  # open files that are not listeners
NICE = 10  # commands go before views
TICK = 0.05  # seconds
DESKS_SECONDS, DESK_SOON, STATS_SECONDS = 5.0, 1.0, 2.0
SHORTEST_WAIT, LONGEST_WAIT = 0.05, 1.0  # seconds between two tries to reach the board


class Streams:
    """One stream process. `folder` is where the sockets of the node are, `heartbeat` in seconds."""

    def __init__(self, folder: Path, number: int, heartbeat: float) -> None:
        self.number = number
        self.heartbeat = heartbeat
        self.epoll = select.epoll()
        self.listeners = Listeners()
        most = resource.getrlimit(resource.RLIMIT_NOFILE)[0] - RESERVE
        self.audience = Audience(self.listeners, self.epoll, most)
        self.board_path = str(folder / "board.sock")
        self.board: BoardLine | None = None
        self.next_try, self.wait = 0.0, SHORTEST_WAIT
        self.queue: deque[View | Part | Whole | Same | End] = deque()  # what waits for its turn
        self.last: dict[str, View | Part | Whole | Same] = {}  # the last of it about each topic
        self.going: Iterator[Listener] = iter(())  # who has still to get `event`
        self.event = b""
        self.next_tick = self.next_desks = self.next_stats = 0.0
        self.stopping = False
        self.doing: dict[int, Callable[[int], None]] = {}  # by file descriptor, for all but listeners
        path = folder / f"stream-{number}.sock"
        path.unlink(missing_ok=True)
        door = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET | socket.SOCK_NONBLOCK)
        door.bind(str(path))
        door.listen(64)
        self._watch(door, lambda _: self._welcome(door))
        # A signal writes here: it ends a wait, and nothing in the middle.
        self.stop, self.stopped = socket.socketpair()
        self.stop.setblocking(False)
        self._watch(self.stopped, lambda _: self._stop())

    def serve(self) -> None:
        """Until something is written to `stop`; then every listener is told when to come back."""
        by_socket = self.audience.by_socket
        while not self.stopping:
            busy = self._deliver()
            self._ask()
            for fd, events in self.epoll.poll(0 if busy else max(0.0, self.next_tick - time.monotonic())):
                listener = by_socket[fd] if fd < len(by_socket) else None
                if listener:
                    self.audience.look(listener, events)
                elif fd in self.doing:
                    self.doing[fd](events)
            now = time.monotonic()
            if now >= self.next_tick:
                # What is late is not made up for: signs of life never come in a burst.
                self.next_tick = max(self.next_tick + TICK, now)
                self._tick(now)
        self.audience.end_all()

    def figures(self) -> dict[str, float]:
        """Counters since the start; `streams` and `queue` are of now."""
        at = self.audience
        return {
            "streams": at.streams,
            "joined": at.joined,
            "refused": at.refused,
            "cut": at.cut,
            "sent": at.sent,
            "queue": len(self.queue),
        }

    def _tick(self, now: float) -> None:
        self.audience.beat(TICK / self.heartbeat)
        if self.board is None:
            self._reach(now)
        if self.board is None or self.board.out:
            return
        if now >= self.next_desks:
            self.next_desks = now + DESKS_SECONDS
            self._say(frame(("desks", list(self.audience.desks()))))
        if now >= self.next_stats:
            self.next_stats = now + STATS_SECONDS
            self._say(frame(("stats", self.figures())))

    def _watch(self, watched: socket.socket, do: Callable[[int], None]) -> None:
        self.doing[watched.fileno()] = do
        self.epoll.register(watched, select.EPOLLIN)

    def _forget(self, watched: socket.socket) -> None:
        del self.doing[watched.fileno()]
        self.epoll.unregister(watched)
        watched.close()

    def _stop(self) -> None:
        self.stopping = True

    # --- accept processes ----------------------------------------------------------------------

    def _welcome(self, door: socket.socket) -> None:
        with suppress(OSError):
            accept, _ = door.accept()
            accept.setblocking(False)
            self._watch(accept, lambda _: self._take_over(accept))

    def _take_over(self, accept: socket.socket) -> None:
        for _ in range(JOINS):
            try:
                said, fds, _, _ = socket.recv_fds(accept, JOIN_BYTES, 1)
            except BlockingIOError:
                return
            except OSError:
                said = b""
            if not said:
                self._forget(accept)
                return
            self._start(said, fds)

    def _start(self, said: bytes, fds: list[int]) -> None:
        try:
            join = read_join(said)
            (fd,) = fds
            listener = _listener(join)
            self.audience.join(fds.pop(), listener, join.retry_ms)
            if listener.desk:  # whoever looks for this room should not take it for one that never came
                self.next_desks = min(self.next_desks, time.monotonic() + DESK_SOON)
        except (OSError, ValueError) as error:
            log.warning("a stream that cannot be: %s", error)
            for fd in fds:
                os.close(fd)

    # --- the board -----------------------------------------------------------------------------

    def _reach(self, now: float) -> None:
        if now < self.next_try:
            return
        try:
            self.board = BoardLine(self.board_path)
        except OSError:
            self.next_try, self.wait = now + self.wait, min(LONGEST_WAIT, self.wait * 2)
            return
        self._watch(self.board.socket, self._hear)
        self._say(frame(("stream", self.number)))
        self.listeners.ask_again()
        self.next_desks = self.next_stats = 0.0  # it knows of no desk yet

    def _lose(self, board: BoardLine, why: Exception) -> None:
        log.warning("the board is away: %s", why)
        self._forget(board.socket)
        self.board = None

    def _say(self, data: bytes) -> None:
        """Tell the board something; what it does not take waits until it does."""
        board = self.board
        if board is None:
            return
        waited = bool(board.out)
        try:
            board.write(data)
        except OSError as error:
            self._lose(board, error)
            return
        if bool(board.out) != waited:
            self.epoll.modify(board.socket, select.EPOLLIN | (0 if waited else select.EPOLLOUT))

    def _ask(self) -> None:
        # While the board does not read, questions gather where each is kept once.
        if self.board and not self.board.out:
            self._say(b"".join(map(frame, self.listeners.questions())))

    def _hear(self, events: int) -> None:
        if events & select.EPOLLOUT:
            self._say(b"")
        board = self.board
        if board is None:
            return
        try:
            for message in board.read():
                self.wait = SHORTEST_WAIT
                self._note(message)
        except (OSError, ValueError) as error:
            self._lose(board, error)

    def _note(self, message: View | Part | Whole | Same | End) -> None:
        """Keep a message until its turn comes; a whole view takes the place of one that nobody has been given yet."""
        if isinstance(message, End):
            self.queue.append(message)
            return
        last = self.last.get(message.topic)
        if isinstance(message, View) and isinstance(last, View):
            last.position, last.event = message.position, message.event
            return
        self.queue.append(message)
        self.last[message.topic] = message

    # --- delivering ----------------------------------------------------------------------------

    def _deliver(self) -> bool:
        """One slice; whether there may be more to deliver."""
        left = SLICE
        while left > 0:
            some = list(islice(self.going, left))
            if some:
                self.audience.give(some, self.event)
                left -= len(some)
            elif self.queue:
                self._turn(self.queue.popleft())
                left -= 1
            else:
                return False
        return True

    def _turn(self, message: View | Part | Whole | Same | End) -> None:
        if isinstance(message, End):
            self.audience.end(message.actor, message.device)
            return
        if self.last[message.topic] is message:
            del self.last[message.topic]
        match message:
            case View(topic, position, event):
                self.event, going = event, self.listeners.view(topic, position, event)
            case Part(topic, position, event):
                self.event, going = event, self.listeners.part(topic, position)
            case Whole(topic, position, event):
                self.event, going = event, self.listeners.whole(topic, position, event)
            case Same(topic):
                self.listeners.same(topic)
                return
        self.audience.sent += len(going)
        self.going = iter(going)


def _listener(join: Join) -> Listener:
    # What many have in common is kept once.
    topics = tuple(topic if SEAT in topic else intern(topic) for topic in join.topics)
    return Listener(-1, topics, join.actor, join.desk if join.desk[1] else None, join.position, join.device)


def main() -> None:
    """Serve until SIGTERM or SIGINT."""
    number = int(os.environ["DIEMCAU_NUMBER"])
    logging.basicConfig(level=logging.INFO, format=f"stream-{number} %(levelname)s %(name)s: %(message)s")
    os.nice(NICE)
    streams = Streams(Path(os.environ["DIEMCAU_RUN"]), number, float(os.environ.get("DIEMCAU_HEARTBEAT", "15")))
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, lambda *_: None)
    signal.set_wakeup_fd(streams.stop.fileno())
    streams.serve()


if __name__ == "__main__":
    main()
