"""The stream processes of this node, as the board process sees them: who wants which topic, and what goes there."""

from collections.abc import Iterable

from msgspec import Struct, field

from diemcau.classroom.live.lines import Line


class Outlet(Struct):
    """One stream process."""

    line: Line
    topics: set[str] = field(default_factory=set)
    desks: list[tuple[str, int]] = field(default_factory=list)


class Outlets:
    """All of them."""

    def __init__(self) -> None:
        self.outlets: dict[Line, Outlet] = {}
        self.listening: dict[str, int] = {}  # topic → outlets with listeners

    def join(self, line: Line) -> None:
        """A stream process is there."""
        self.outlets[line] = Outlet(line)

    def leave(self, line: Line) -> None:
        """A stream process is gone."""
        outlet = self.outlets.pop(line, None)
        if outlet:
            self._less(outlet.topics)

    def want(self, line: Line, topics: Iterable[str]) -> None:
        """A stream process has listeners for topics."""
        outlet = self.outlets[line]
        for topic in topics:
            if topic not in outlet.topics:
                outlet.topics.add(topic)
                self.listening[topic] = self.listening.get(topic, 0) + 1

    def drop(self, line: Line, topics: Iterable[str]) -> None:
        """A stream process has no more listeners for topics."""
        outlet = self.outlets[line]
        gone = outlet.topics.intersection(topics)
        outlet.topics -= gone
        self._less(gone)

    def _less(self, topics: Iterable[str]) -> None:
        for topic in topics:
            self.listening[topic] -= 1
            if not self.listening[topic]:
                del self.listening[topic]

    def wanted(self, topic: str) -> bool:
        """Whether anybody listens to a topic."""
        return topic in self.listening

    def publish(self, topic: str, position: int, event: bytes, *, part: bool = False) -> None:
        """Send an event to everybody on a topic: a whole view, or the part of it that changed."""
        for outlet in self.outlets.values():
            if topic in outlet.topics:
                outlet.line.send(("part" if part else "view", topic, position, event))

    def end(self, actor: str, device: str) -> None:
        """End the streams of an actor whose rights have ended, but for those of the phone that has them now."""
        for outlet in self.outlets.values():
            outlet.line.send(("end", actor, device))

    def heard(self, line: Line, desks: list[tuple[str, int]]) -> None:
        """Desks whose streams are open in a stream process."""
        self.outlets[line].desks = desks

    def desks(self, stream: str) -> set[int]:
        """Sites of a sitting with a desk whose stream is open."""
        return {site for outlet in self.outlets.values() for name, site in outlet.desks if name == stream}


def whole(line: Line, topic: str, position: int, event: bytes) -> None:
    """The answer to a want; without an event, that there is nothing newer."""
    line.send(("whole", topic, position, event) if event else ("same", topic))
