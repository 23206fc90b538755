"""What a run of the measurements shares: its size, its machine, its folder, what it noted about each round."""

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from bench import machine
from bench.machine import Load
from bench.node import Country, Node
from bench.programs import Loaded, load

VOTE = {"k": "poll.answer", "y": "p1", "b": '{"choice":%}', "m": 4}


class NotHere(Exception):
    """A measurement cannot be taken on this machine; the words say why. The others go on."""


class Size(Struct, frozen=True):
    """How large things are. Rates are commands a second, `seconds` how long one load lasts."""

    name: str
    sites: int
    seats: int
    streams: int  # of the fan-out
    crowd: int  # streams of the mixed load and of the reconnect storm
    votes: int
    connections: int
    seconds: float
    open_rate: int
    mixed_rate: int
    mixed_seconds: float
    storm: float
    facts: int  # of the restart
    rounds: int
    patience: float  # seconds to wait for quiet before a round
    strict: bool  # absolute bars are judged, not only shown


SIZES = {
    size.name: size
    for size in (
        Size("tiny", 40, 400, 200, 200, 400, 16, 0.5, 200, 100, 2, 1, 2000, 1, 0, False),
        Size("ci", 3356, 20_000, 20_000, 20_000, 20_000, 256, 1.5, 4000, 1500, 4, 4, 70_000, 1, 2, False),
        Size("country", 3356, 170_000, 170_000, 100_000, 170_000, 512, 8, 10_000, 5000, 12, 10, 1_045_000, 5, 60, True),
    )
}


class Note(Struct):
    """A round: cores that others used before and during it, and the disk before it (ms)."""

    measure: str
    round: int
    others_before: float
    others: float
    disk_p50: float
    disk_p99: float
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def noisy(self) -> bool:
        """Whether others used the machine."""
        return max(self.others_before, self.others) > machine.QUIET


class Bench:
    """One run. Countries are made when first asked for and shared by its measurements."""

    def __init__(self, size: Size, rounds: int, seed: int, accepts: int, say: Callable[[str], None]) -> None:
        self.size, self.rounds, self.seed, self.accepts, self.say = size, rounds, seed, accepts, say
        self.notes: list[Note] = []
        self._countries: dict[tuple[int, int], Country] = {}
        self._folder = tempfile.TemporaryDirectory(prefix="diemcau-bench-")
        self.folder = Path(self._folder.name)

    def close(self) -> None:
        """Delete what was written."""
        self._folder.cleanup()

    def country(self) -> Country:
        """The prepared sitting of this size."""
        key = self.size.sites, self.size.seats
        if key not in self._countries:
            self.say(f"a sitting of {key[0]} sites and {key[1]} seats")
            place = self.folder / f"country-{len(self._countries)}"
            place.mkdir()
            self._countries[key] = Country(place, *key)
        return self._countries[key]

    def stream_processes(self, clients: int) -> int:
        """Stream processes of a node that is to hold so many clients: one a core, or more for its open files."""
        return max(os.cpu_count() or 1, machine.processes_for(clients, even=False))

    @contextmanager
    def node(self, *, clients: int = 0, noop: bool = False) -> Iterator[Node]:
        """A node that serves the prepared sitting; what it wrote is deleted at its end."""
        node = self.country().node(accepts=self.accepts, streams=self.stream_processes(clients), noop=noop)
        try:
            with node:
                yield node
        finally:
            self.country().forget(node)

    @contextmanager
    def round(self, measure: str, number: int) -> Iterator[Note]:
        """A round, after waiting for quiet and asking the disk."""
        before = machine.wait_for_quiet(self.size.patience)
        disk = machine.probe_disk(self.folder)
        load = Load.now()
        note = Note(measure, number + 1, before, 0.0, *disk)
        self.notes.append(note)
        began = time.monotonic()
        yield note
        note.others = load.others()
        self.say(
            f"{measure} {number + 1}/{self.rounds}: {time.monotonic() - began:.1f} s, others {note.others:.2f} cores, "
            f"fdatasync {disk[0]:.2f}/{disk[1]:.2f} ms{', noisy' if note.noisy else ''}"
        )

    def vote(self, node: Node, **options: object) -> Loaded:
        """Answers to the poll from the phones, each a fact."""
        given = {"c": self.size.connections, "T": 2, **VOTE, **options}
        seconds = float(str(given.pop("seconds", self.size.seconds)))
        return load(node.port, self.country().phones, seconds=seconds, **given)
