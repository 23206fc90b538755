"""Who listens to which topic, who waits for a first view of it, and the whole views that are at hand. No sockets.

A listener of a shared topic (phones, all, site:3) waits until it has been given a whole view, then takes whole views
and parts as they come. The topic of a seat has one listener or few, whole views only, and nothing at hand: those of a
whole country would fill the memory.
"""

import time
from collections.abc import Iterable, Sequence

from msgspec import Struct

SEAT = "/seat:"
# Before a view that has lain at hand: how long, in ms, so that its clock can be told on.
AGE = b"event: age\ndata: %d\n\n"
OLD = 1.0  # seconds


class Listener(Struct, eq=False, gc=False):
    """An open stream. `position` is that of the last view of its seat, or the one that it came with."""

    socket: int  # file descriptor; -1 when closed
    topics: tuple[str, ...]
    actor: str
    desk: tuple[str, int] | None
    position: int
    device: str = ""  # of a phone
    owed: list[memoryview] | None = None  # what the socket did not take, in order


class Shared(Struct, eq=False):
    """A topic for many. Who does not wait has everything up to `position`; who waits, up to its own."""

    listeners: set[Listener]
    waiting: dict[Listener, int]
    event: bytes = b""  # the whole view at `position`; empty when only parts came since
    position: int = 0
    size: int = 0  # bytes of the last whole view
    since: float = 0.0  # when it came, by the monotonic clock

    def keep(self, position: int, event: bytes) -> None:
        """Have a whole view at hand for those who come."""
        self.event, self.position, self.size, self.since = event, position, len(event), time.monotonic()


class Listeners:
    """All open streams of a process by topic, and what the board must be asked for them.

    A topic is asked for once and not dropped before the answer, so an answer never meets another question. The board
    speaks in the order of positions: a whole view is never older than a part that was sent before it.
    """

    def __init__(self) -> None:
        self.shared: dict[str, Shared] = {}
        self.seats: dict[str, tuple[Listener, ...]] = {}
        self.asked: dict[str, int] = {}  # topics without an answer yet, and the position that was asked for
        self._wants: dict[str, int] = {}
        self._drops: set[str] = set()

    # --- coming and going ----------------------------------------------------------------------

    def join(self, listener: Listener) -> list[bytes]:
        """Events for a new listener, newer than its position; others follow as the board answers."""
        events = []
        for topic in listener.topics:
            if SEAT in topic:
                self.seats[topic] = (*self.seats.get(topic, ()), listener)
                self._ask(topic, listener.position)
                continue
            shared = self.shared.get(topic)
            if shared is None:
                shared = self.shared[topic] = Shared(set(), {})
            shared.listeners.add(listener)
            has = listener.position
            if shared.event and shared.position > has:
                age = time.monotonic() - shared.since
                events += [AGE % (age * 1000), shared.event] if age > OLD else [shared.event]
                has = shared.position
            # What is at hand may be old while the board has not answered.
            if not shared.event or topic in self.asked:
                shared.waiting[listener] = has
                self._ask(topic, 0)
        return events

    def leave(self, listener: Listener) -> None:
        """Forget a listener, and the topics that only it listened to."""
        for topic in listener.topics:
            if SEAT in topic:
                others = tuple(other for other in self.seats[topic] if other is not listener)
                if others:
                    self.seats[topic] = others
                else:
                    del self.seats[topic]
            else:
                shared = self.shared[topic]
                shared.listeners.discard(listener)
                shared.waiting.pop(listener, None)
                if not shared.listeners:
                    del self.shared[topic]
            self._drop(topic)

    def one_set(self, listener: Listener) -> int:
        """Bytes of one whole view of each shared topic of a listener."""
        return sum(self.shared[topic].size for topic in listener.topics if topic in self.shared)

    # --- what the board says -------------------------------------------------------------------

    def view(self, topic: str, position: int, event: bytes) -> Sequence[Listener]:
        """Whom a whole view is for: everybody."""
        if topic in self.seats:
            return _advance(self.seats[topic], position)
        shared = self.shared.get(topic)
        if shared is None:
            return ()
        # Who waits goes on waiting: this may have been on its way since before the topic was dropped and wanted again.
        shared.waiting = dict.fromkeys(shared.waiting, position)
        shared.keep(position, event)
        return tuple(shared.listeners)

    def part(self, topic: str, position: int) -> Sequence[Listener]:
        """Whom it is for that only what changed was told: those who do not wait for the whole."""
        shared = self.shared.get(topic)
        if shared is None:
            return ()
        shared.event, shared.position = b"", position
        return [listener for listener in shared.listeners if listener not in shared.waiting]

    def whole(self, topic: str, position: int, event: bytes) -> Sequence[Listener]:
        """Whom the whole view that was asked for is for: those who wait and have none as new."""
        self.asked.pop(topic, None)
        self._drop(topic)
        if topic in self.seats:
            return _advance([one for one in self.seats[topic] if one.position < position], position)
        shared = self.shared.get(topic)
        if shared is None:
            return ()
        waiting, shared.waiting = shared.waiting, {}
        shared.keep(position, event)
        return [listener for listener, has in waiting.items() if has < position]

    def same(self, topic: str) -> None:
        """The board has nothing newer than what was asked for; who came since and has less asks again."""
        asked = self.asked.pop(topic, 0)
        self._drop(topic)
        if topic in self.seats:
            least = min(listener.position for listener in self.seats[topic])
            if least < asked:
                self._ask(topic, least)
        elif topic in self.shared:
            shared = self.shared[topic]
            shared.waiting = {listener: has for listener, has in shared.waiting.items() if has < asked}
            if shared.waiting:
                self._ask(topic, 0)

    # --- what the board is told ----------------------------------------------------------------

    def ask_again(self) -> None:
        """A board that knows nothing of us is there: everybody waits until it has said what is new."""
        self.asked, self._wants, self._drops = {}, {}, set()
        for topic, shared in self.shared.items():
            shared.waiting = dict.fromkeys(shared.listeners, shared.position) | shared.waiting
            self._ask(topic, shared.position if shared.event else 0)
        for topic, seat in self.seats.items():
            self._ask(topic, min(listener.position for listener in seat))

    def questions(self) -> Iterable[tuple[str, list[str] | list[tuple[str, int]]]]:
        """What the board is to be told since this was asked last: topics to drop, then topics that are wanted."""
        if self._drops:
            yield "drop", list(self._drops)
            self._drops = set()
        if self._wants:
            yield "want", list(self._wants.items())
            self._wants = {}

    def _ask(self, topic: str, position: int) -> None:
        if topic not in self.asked:
            self.asked[topic] = self._wants[topic] = position

    def _drop(self, topic: str) -> None:
        """Tell the board when nobody listens to a topic any more; not before it has answered."""
        if topic not in self.asked and topic not in self.seats and topic not in self.shared:
            self._drops.add(topic)


def _advance(listeners: Sequence[Listener], position: int) -> Sequence[Listener]:
    for listener in listeners:
        listener.position = max(listener.position, position)
    return listeners
