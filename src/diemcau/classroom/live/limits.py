"""Limits by key: how often a ticket, a site or an address may try."""

import time
from collections import deque

MOST_KEYS = 50_000


class Limit:
    """At most `most` events in `seconds` for each key."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self.events: dict[object, deque[float]] = {}

    def full(self, key: object) -> bool:
        """Whether a key has used up its share; does not count."""
        past, now = self.events.get(key), time.monotonic()
        while past and past[0] < now - self.seconds:
            past.popleft()
        if not past:
            self.events.pop(key, None)
            return False
        return len(past) >= self.most

    def count(self, key: object) -> None:
        """One event of a key."""
        if len(self.events) > MOST_KEYS:  # what strangers try must not fill the memory
            for old in list(self.events):
                self.full(old)
        self.events.setdefault(key, deque()).append(time.monotonic())


class Share:
    """At most `most` events of each key in a window of `seconds` that is the same for all: one number a key."""

    def __init__(self, most: int, seconds: float) -> None:
        self.most, self.seconds = most, seconds
        self.counts: dict[str, int] = {}
        self.until = 0.0

    def is_over(self, key: str, events: int = 1) -> bool:
        """Count events of a key; whether they were too many."""
        now = time.monotonic()
        if now > self.until:
            self.counts, self.until = {}, now + self.seconds
        count = self.counts[key] = self.counts.get(key, 0) + events
        return count > self.most
