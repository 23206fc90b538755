"""Who listens to which topic, and the fan-out of whole views to them.

A client that does not keep up is cut: it comes back and gets whole views again, so nothing is missed.
"""

import asyncio
import socket
from collections.abc import Iterable

from diemcau.classroom.live.http import Connection

SLICE = 500  # clients written between two turns of the loop
BUFFER = 64 * 1024  # bytes that may wait for one client besides one set of its views; more, and it is cut
HEARTBEAT_SECONDS = 15
STREAM_HEAD = (
    b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-store, no-transform\r\n"
    b"x-accel-buffering: no\r\nconnection: close\r\n\r\n"
)


def event(topic: str, position: int, view: bytes) -> bytes:
    """A server-sent event with a whole view (JSON without line breaks)."""
    return b'event: view\nid: %d\ndata: {"topic":"%s","pos":%d,"view":%s}\n\n' % (
        position,
        topic.encode(),
        position,
        view,
    )


class Hub:
    """Open streams by topic."""

    def __init__(self) -> None:
        self.topics: dict[str, set[Connection]] = {}
        self.open: dict[Connection, tuple[str, ...]] = {}
        self.actors: dict[Connection, str] = {}
        self.desks: dict[Connection, tuple[str, int]] = {}  # stream of the journal and site of a desk
        self.sizes: dict[str, int] = {}  # of the last view of each topic

    def join(self, connection: Connection, topics: Iterable[str], actor: str, retry_ms: int) -> None:
        """Start a stream on a connection."""
        own = tuple(topics)
        self.open[connection] = own
        self.actors[connection] = actor
        for topic in own:
            self.topics.setdefault(topic, set()).add(connection)
        connection.on_lost = lambda: self.leave(connection)
        raw: socket.socket | None = connection.transport.get_extra_info("socket")
        if raw is not None and raw.family != socket.AF_UNIX:
            raw.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16 * 1024)
            raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, 30_000)
        connection.transport.write(STREAM_HEAD + b"retry: %d\n\n" % retry_ms)

    def give(self, connection: Connection, topic: str, data: bytes) -> None:
        """Write one event to one stream; a client that has not taken the events before is cut."""
        if connection.transport.is_closing():
            return
        waiting = connection.transport.get_write_buffer_size()
        if waiting > BUFFER and waiting > BUFFER + sum(self.sizes.get(own, 0) for own in self.open.get(connection, ())):
            connection.transport.abort()
            return
        self.sizes[topic] = len(data)
        connection.transport.write(data)

    def leave(self, connection: Connection) -> None:
        """Forget a stream."""
        for topic in self.open.pop(connection, ()):
            listeners = self.topics.get(topic)
            if listeners is not None:
                listeners.discard(connection)
                if not listeners:
                    del self.topics[topic]
                    self.sizes.pop(topic, None)
        self.actors.pop(connection, None)
        self.desks.pop(connection, None)

    def wanted(self, topic: str) -> bool:
        """Whether anybody listens to a topic."""
        return topic in self.topics

    async def publish(self, topic: str, data: bytes) -> None:
        """Write one event to everybody on a topic."""
        for place, connection in enumerate(tuple(self.topics.get(topic, ())), 1):
            self.give(connection, topic, data)
            if place % SLICE == 0:
                await asyncio.sleep(0)

    def close_actor(self, actor: str) -> None:
        """End the streams of an actor whose rights have ended."""
        for connection in [c for c, a in self.actors.items() if a == actor]:
            connection.transport.abort()

    async def heartbeats(self) -> None:
        """A sign of life to every client, spread over the interval."""
        while True:
            clients = tuple(self.open)
            steps = HEARTBEAT_SECONDS * 20
            size = -(-len(clients) // steps) or 1
            for step in range(steps):
                for connection in clients[step * size : (step + 1) * size]:
                    transport = connection.transport
                    if not transport.is_closing() and not transport.get_write_buffer_size():
                        transport.write(b":\n\n")
                await asyncio.sleep(HEARTBEAT_SECONDS / steps)

    def close(self) -> None:
        """End all streams."""
        for connection in tuple(self.open):
            connection.transport.close()
