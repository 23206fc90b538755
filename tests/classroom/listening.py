"""A board, a stream process without sockets, and listeners who lose their lines, one step at a time.

The board knows keys and the position at which each changed last; a view of a topic is all its keys, a part those that
changed. What is on a line arrives in order or not at all.
"""

from collections import deque
from dataclasses import dataclass, field
from typing import Any

import msgspec

TOPICS = (("s/phones", "s/seat:1"), ("s/phones", "s/seat:1"), ("s/phones", "s/control"), ("s/control",))
CHANGING = ("s/phones", "s/seat:1", "s/control", "s/control")  # parts are where it gets difficult
IN_PARTS = "s/control"
KEYS = 3


@dataclass
class Device:
    """What somebody at a screen has: keys by topic, and the position of the view of each topic."""

    topics: tuple[str, ...]
    views: dict[str, dict[str, int]] = field(default_factory=dict)
    positions: dict[str, int] = field(default_factory=dict)
    listener: Any = None
    wire: deque[bytes] = field(default_factory=deque)

    def take(self, many: int) -> None:
        """The first events that are on the line."""
        for _ in range(min(many, len(self.wire))):
            topic, position, after, keys = msgspec.json.decode(self.wire.popleft())
            assert topic in self.topics
            if after is None:
                self.views[topic] = keys
            else:
                assert self.positions[topic] >= after, "a part without what it builds upon"
                self.views[topic] |= {key: at for key, at in keys.items() if at >= self.views[topic].get(key, 0)}
            self.positions[topic] = max(position, self.positions.get(topic, 0))

    def seen(self) -> int:
        """A position up to which all of its topics have been seen."""
        return min(self.positions.get(topic, 0) for topic in self.topics)


class World:
    """`module` has the classes under test."""

    def __init__(self, module: Any) -> None:
        self.module = module
        self.listeners = module.Listeners()
        self.devices = [Device(topics) for topics in TOPICS]
        self.position = self.read_up_to = 1
        self.keys: dict[str, dict[str, int]] = {topic: {"0": 1} for topic in CHANGING}
        self.up: deque[tuple[str, Any]] = deque()
        self.down: deque[tuple[Any, ...]] = deque()
        self.subscribed: set[str] = set()
        self.wanted: deque[tuple[str, int]] = deque()
        self.dirty: set[str] = set()
        self.sent: dict[str, int] = {}

    # --- listeners -----------------------------------------------------------------------------

    def come(self, which: int, *, fresh: bool = False) -> None:
        device = self.devices[which]
        if device.listener:
            return
        if fresh:
            device.views, device.positions = {}, {}
        device.listener = self.module.Listener(-1, device.topics, "", None, device.seen())
        device.wire.extend(self.listeners.join(device.listener))

    def come_fresh(self, which: int) -> None:
        self.come(which, fresh=True)

    def go(self, which: int) -> None:
        """A line breaks after all that was on it has arrived."""
        device = self.devices[which]
        device.take(len(device.wire))
        self.lose(which)

    def lose(self, which: int) -> None:
        """A line breaks; of what was on it, only the first has arrived."""
        device = self.devices[which]
        if device.listener:
            device.take(1)
            device.wire.clear()
            self.listeners.leave(device.listener)
            device.listener = None

    # --- the board -----------------------------------------------------------------------------

    def change(self, which: int) -> None:
        self.position += 1
        topic = CHANGING[which]
        self.keys[topic][str(self.position % KEYS)] = self.position
        if topic in self.subscribed:
            self.dirty.add(topic)

    def news(self, which: int) -> None:
        self.change(which)
        self.publish()

    def changed(self, topic: str) -> int:
        return max(self.read_up_to, *self.keys[topic].values())

    def view(self, topic: str, after: int | None = None) -> tuple[str, int, bytes]:
        keys = {key: at for key, at in self.keys[topic].items() if after is None or at > after}
        return topic, self.position, msgspec.json.encode((topic, self.position, after, keys))

    def publish(self, _which: int = 0) -> None:
        for topic in sorted(self.dirty & self.subscribed):
            in_parts = topic == IN_PARTS and topic in self.sent
            self.down.append(("part", *self.view(topic, self.sent[topic])) if in_parts else ("view", *self.view(topic)))
            self.sent[topic] = self.position
        self.dirty.clear()

    def board_reads(self, _which: int = 0) -> None:
        if not self.up:
            return
        kind, topics = self.up.popleft()
        if kind == "want":
            self.subscribed |= {topic for topic, _ in topics}
            self.wanted.extend(topics)
        else:
            self.subscribed -= set(topics)

    def board_answers(self, _which: int = 0) -> None:
        if not self.wanted:
            return
        topic, position = self.wanted.popleft()
        if position and self.changed(topic) <= position:
            self.down.append(("same", topic))
        else:
            self.down.append(("whole", *self.view(topic)))

    def restart(self, _which: int = 0) -> None:
        """The board starts again and knows nothing of before but the journal; the line is made anew."""
        self.up.clear()
        self.down.clear()
        self.wanted.clear()
        self.subscribed.clear()
        self.dirty.clear()
        self.sent.clear()
        self.read_up_to = self.position
        self.listeners.ask_again()

    # --- the stream process --------------------------------------------------------------------

    def stream_asks(self, _which: int = 0) -> None:
        self.up.extend(self.listeners.questions())

    def stream_reads(self, _which: int = 0) -> None:
        if not self.down:
            return
        kind, topic, *more = self.down.popleft()
        if kind == "same":
            self.listeners.same(topic)
            return
        position, event = more
        given = {
            "view": lambda: self.listeners.view(topic, position, event),
            "part": lambda: self.listeners.part(topic, position),
            "whole": lambda: self.listeners.whole(topic, position, event),
        }[kind]()
        for device in self.devices:
            if device.listener in given:
                device.wire.append(event)

    # --- what must be so in the end ------------------------------------------------------------

    def settle(self, _which: int = 0) -> None:
        """Nothing is left to be said by board and stream process."""
        while True:
            self.stream_asks()
            if not (self.up or self.wanted or self.dirty & self.subscribed or self.down):
                break
            for queue, step in ((self.up, self.board_reads), (self.wanted, self.board_answers)):
                while queue:
                    step()
            self.publish()
            while self.down:
                self.stream_reads()

    def check(self) -> None:
        """Everybody who is there sees what the board knows; nothing else is remembered."""
        self.settle()
        there = [device for device in self.devices if device.listener]
        for device in there:
            device.take(len(device.wire))
            assert device.views == {topic: self.keys[topic] for topic in device.topics}
        topics = {topic for device in there for topic in device.topics}
        shared = self.listeners.shared
        assert (self.subscribed, shared.keys() | self.listeners.seats.keys()) == (topics, topics)
        assert (self.listeners.asked, [topic for topic in shared if shared[topic].waiting]) == ({}, [])


STEPS = (
    World.come,
    World.come_fresh,
    World.go,
    World.lose,
    World.change,
    World.news,
    World.news,
    World.publish,
    World.settle,
    World.settle,
    World.board_reads,
    World.board_answers,
    World.restart,
    World.stream_asks,
    World.stream_reads,
)
