"""A real stream process with the other ends of its lines: a board, accept processes and listeners on real sockets."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from msgspec import msgpack

from diemcau.classroom.live.links import Frames, frame

PATIENCE = 20.0
HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-store, no-transform\r\n"
    b"x-accel-buffering: no\r\nconnection: close\r\n\r\nretry: 3000\n\n"
)
PHONES, CONTROL, SEAT = "sitting:1/phones", "sitting:1/control", "sitting:1/seat:12"


def event(position: int, text: str = "") -> bytes:
    return b"event: view\nid: %d\ndata: %s\n\n" % (position, text.encode())


def soon(so: Callable[[], bool]) -> bool:
    """Whether something comes to be so."""
    until = time.monotonic() + PATIENCE
    while not so() and time.monotonic() < until:
        time.sleep(0.01)
    return so()


class Board:
    """The other end of a stream process's line to the board."""

    def __init__(self, door: socket.socket) -> None:
        self.line, _ = door.accept()
        self.line.settimeout(PATIENCE)
        self.frames = Frames()
        self.heard: deque[list[Any]] = deque()

    def say(self, *messages: object) -> None:
        self.line.sendall(b"".join(map(frame, messages)))

    def hears(self, *kinds: str) -> list[Any]:
        """The next message of one of these kinds; others are passed over."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            while self.heard:
                message = self.heard.popleft()
                if message[0] in kinds:
                    return message
            data = self.line.recv(1 << 20)
            assert data, "the stream process hung up"
            self.heard.extend(msgpack.decode(payload) for payload in self.frames.feed(data))
        raise TimeoutError(kinds)

    def next(self) -> list[Any]:
        """The next message that does not come by itself every few seconds."""
        return self.hears("stream", "want", "drop")

    def answers(self, *views: tuple[str, int, bytes]) -> None:
        """Answer wants until these topics have been wanted; without an event there is nothing newer."""
        given = {view[0]: view for view in views}
        while given:
            kind, wanted = self.next()
            assert kind == "want"
            for topic, _ in wanted:
                view = given.pop(topic)
                self.say(("whole", *view) if view[2] else ("same", topic))


class Reader:
    """A listener's end of a socket."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.line.settimeout(PATIENCE)

    def reads(self, expected: bytes) -> bool:
        """Whether exactly these bytes come next."""
        got = bytearray()
        while len(got) < len(expected) and (data := self.line.recv(min(1 << 16, len(expected) - len(got)))):
            got += data
        return got == expected

    def rest(self) -> bytes:
        """All that still comes until the end; without it, when the line was reset."""
        got = b""
        try:
            while data := self.line.recv(1 << 20):
                got += data
        except ConnectionResetError:
            pass
        return got


class Node:
    """A stream process in a folder. `files`: how many it may open."""

    def __init__(self, folder: Path, *, heartbeat: float = 600, files: int = 0) -> None:
        self.folder = folder
        self.opened: list[socket.socket] = []
        self.board_door = self.listen_as_board()
        self.web = socket.create_server(("127.0.0.1", 0), backlog=4096)
        self.opened.append(self.web)

        limit = ["sh", "-c", 'ulimit -n "$0" && exec "$@"', str(files)] if files else []
        environment = {"DIEMCAU_RUN": str(folder), "DIEMCAU_NUMBER": "1", "DIEMCAU_HEARTBEAT": str(heartbeat)}
        self.log = folder / "stream.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [*limit, sys.executable, "-m", "diemcau.classroom.live.stream"],
                env=os.environ | environment,
                stderr=log,
            )
        try:
            self.board = self.new_board()
            assert self.board.next() == ["stream", 1]
            self.accept = self.new_accept()
        except BaseException:
            self.close()  # nobody else knows of it yet
            raise

    def listen_as_board(self) -> socket.socket:
        path = self.folder / "board.sock"
        path.unlink(missing_ok=True)
        door = socket.socket(socket.AF_UNIX)
        door.bind(str(path))
        door.listen()
        door.settimeout(PATIENCE)
        self.opened.append(door)
        return door

    def new_board(self) -> Board:
        board = Board(self.board_door)
        self.opened.append(board.line)
        return board

    def new_accept(self) -> socket.socket:
        accept = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        accept.connect(str(self.folder / "stream-1.sock"))
        self.opened.append(accept)
        return accept

    def connect(self, receive_buffer: int = 0) -> tuple[Reader, socket.socket]:
        """A connection: the listener's end, and ours."""
        line = socket.socket()
        if receive_buffer:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        line.connect(self.web.getsockname())
        self.opened.append(line)
        return Reader(line), self.web.accept()[0]

    def hand_over(self, ours: socket.socket, *topics: str, **more: Any) -> None:
        """What an accept process does with a connection whose request it has read."""
        join = (
            topics,
            more.get("actor", "seat:12"),
            more.get("position", 0),
            more.get("retry_ms", 3000),
            more.get("desk", ("", 0)),
            more.get("device", ""),
        )
        with ours:
            socket.send_fds(more.get("accept", self.accept), [msgpack.encode(join)], [ours.fileno()])

    def join(self, *topics: str, receive_buffer: int = 0, **more: Any) -> Reader:
        """A new listener that has read the head."""
        reader, ours = self.connect(receive_buffer)
        self.hand_over(ours, *topics, **more)
        assert reader.reads(HEAD)
        return reader

    def comes_to(self, **figures: int) -> bool:
        """Whether the process says such figures of itself, soon."""
        said: dict[str, float] = {}
        for _ in range(6):
            said = self.board.hears("stats")[1]
            if {name: said[name] for name in figures} == figures:
                return True
        raise AssertionError(said)

    def files(self) -> int:
        """How many files the process has open."""
        return len(list(Path(f"/proc/{self.process.pid}/fd").iterdir()))

    def memory(self) -> int:
        """Bytes of memory of the process alone."""
        lines = Path(f"/proc/{self.process.pid}/smaps_rollup").read_text().splitlines()
        return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))

    def stop(self) -> int:
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        for one in self.opened:
            one.close()
