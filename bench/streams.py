"""Views on their way down: the fan-out against its limit, rooms, memory, the mixed load, a reconnect storm.

A lecturer's token moves the slides over HTTP; that is one fact, one new whole view of the topic `phones` (for
desks `all`), one event to every stream. Times, on CLOCK_MONOTONIC, all machines' parts on the same cores:

- road: from the sending of the command until a client took the event apart: HTTP, rules, disk, fold, view, stream;
- fan-out: the same end, but from the publishing. It lies between the commit and the first client; the earlier
  of the receipt's arrival and the first client stands for it. The limit's clock starts before its first wake-up.

The limit (`limit.c`) has as many processes with the same priority and writes as many bytes to as many sockets.
The first event after connecting warms up and is left out.
"""

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

from msgspec import Struct

from bench.node import Caller, Node
from bench.programs import Talker, limit, loading, phones
from bench.report import Result
from bench.setting import VOTE, Bench, Note

BELOW = {"stream"}  # the processes that hold streams
EVENTS = 5  # of a round, after one to warm up
SHOWS = 5.0  # seconds after which a client must show the last position
FEW = 10_000  # clients below which memory for one says nothing


class Fan(Struct, frozen=True):
    """How one event spread (ms): fan-out of half, of 99 in a hundred, of the last; the road of the 99."""

    seq: int
    clients: int
    p50: float
    p99: float
    last: float
    road: float


def _middle(fans: list[Fan], of: str) -> float:
    return float(median(getattr(fan, of) for fan in fans))


class Publisher:
    """Moves the slides; waits until the clients have seen them."""

    def __init__(self, bench: Bench, caller: Caller, clients: Talker, count: int) -> None:
        self.bench, self.caller, self.clients, self.count = bench, caller, clients, count

    def move(self) -> tuple[int, int, int]:
        """The next slide: its position, when it was sent and when its receipt came (ns)."""
        sent = time.monotonic_ns()
        return self.bench.country().move(self.caller), sent, time.monotonic_ns()

    def show(self, gap: float) -> Fan:
        """One event, seen by all or SHOWS seconds old; the next may come after `gap` seconds."""
        seq, sent, receipt = self.move()
        return spread(self.clients, self.count, seq, sent, receipt, gap)

    def behind(self, seq: int) -> int:
        """Clients that do not show a position SHOWS seconds after it was published."""
        until = time.monotonic() + SHOWS
        while (behind := int(self.clients.tell(f"behind {seq}")["behind"])) and time.monotonic() < until:
            time.sleep(0.25)
        return behind


def spread(clients: Talker, count: int, seq: int, sent: int, published: int, gap: float) -> Fan:
    """Wait until an event has come to all, SHOWS seconds at most, and read how it spread.

    A view may stand at a later position than the fact that made it: others write meanwhile.
    """
    began = time.monotonic()
    seen: dict[str, Any] = {}
    while not seen or (seen["n"] < count and time.monotonic() < began + SHOWS):
        if time.monotonic() > began + SHOWS:
            raise RuntimeError(f"nobody has seen position {seq} after {SHOWS} s")
        time.sleep(0.02)
        events = clients.tell("stat")["events"]
        seen = next((events[pos] for pos in sorted(events, key=int) if int(pos) >= seq), {})
    time.sleep(max(0.0, began + gap - time.monotonic()))
    first = seen["first"] / 1e6
    start = min(published / 1e6, first)
    late = first - start
    return Fan(
        seq, seen["n"], late + seen["p50"], late + seen["p99"], late + seen["last"], first - sent / 1e6 + seen["p99"]
    )


def _gap(count: int) -> float:
    return max(0.5, count / 60_000)


@contextmanager
def _audience(
    bench: Bench, node: Node, count: int, *, watch: str = "phones", tokens: Path | None = None
) -> Iterator[Publisher]:
    """Clients of a node, and who publishes to them."""
    path = tokens or bench.country().phones
    with phones(node.port, path, count, watch=watch) as clients, node.caller() as caller:
        time.sleep(1)
        clients.tell("reset")
        yield Publisher(bench, caller, clients, count)


def _events(publisher: Publisher, count: int) -> list[Fan]:
    publisher.show(_gap(count))
    return [publisher.show(_gap(count)) for _ in range(EVENTS)]


def _bare(bench: Bench, count: int, size: int, note: Note) -> list[Fan]:
    """The same with the minimal fan-out."""
    with (
        limit(size, bench.stream_processes(count)) as (running, port),
        phones(port, bench.country().phones, count) as clients,
    ):
        time.sleep(1)
        fans = []
        for number in range(1, EVENTS + 2):
            at = int(running.tell(f"publish {number}")["at"])
            fans.append(spread(clients, count, number, at, at, _gap(count)))
        note.facts["limit"] = running.tell("stat")
    return fans[1:]


def fan_out(bench: Bench) -> Iterable[Result]:
    """One event to every phone of the country, product and limit in turn; the memory of the idle streams before."""
    count = bench.size.streams
    bare, ours, memory, missing, cost = [], [], [], [], []
    for number in range(bench.rounds):
        with bench.round("fanout", number) as note:
            with bench.node(clients=count) as node:
                empty = node.memory(BELOW)
                with _audience(bench, node, count) as publisher:
                    memory.append((node.memory(BELOW) - empty) / count / 1024)
                    before, stat = node.cpu(), publisher.clients.tell("stat")
                    fans = _events(publisher, count)
                    after, said = node.cpu(), publisher.clients.tell("stat")
                    missing.append(publisher.behind(fans[-1].seq))
                used = sum(after[part] - before.get(part, 0.0) for part in BELOW & after.keys())
                cost.append(1e6 * used / count / (EVENTS + 1))
                size = round((said["bytes"] - stat["bytes"]) / count / (EVENTS + 1))
            bare.append(_bare(bench, count, max(200, size), note))
            ours.append(fans)
            note.facts |= {"event_bytes": size, "streams": said, "cpu_by_part": after}
    p99s, limits = [_middle(fans, "p99") for fans in ours], [_middle(fans, "p99") for fans in bare]
    return [
        Result(f"fanout: {count} streams p99", p99s, "ms"),
        Result("fanout: limit p99", limits, "ms"),
        Result("fanout: p99 over limit", [p / q for p, q in zip(p99s, limits, strict=True)], at_most=1.4),
        Result("fanout: last client", [_middle(fans, "last") for fans in ours], "ms"),
        Result("fanout: road p99, from the command", [_middle(fans, "road") for fans in ours], "ms"),
        Result(f"fanout: without the last view after {SHOWS:.0f} s", missing, at_most=0),
        Result("fanout: CPU of a delivery", cost, "µs"),
        Result("memory: of an idle stream", memory, "KB", at_most=2, absolute=count < FEW),
    ]


def rooms(bench: Bench) -> Iterable[Result]:
    """One event to the desk of every room."""
    count = bench.size.sites
    ours, missing = [], []
    for number in range(bench.rounds):
        with (
            bench.round("rooms", number),
            bench.node(clients=count) as node,
            _audience(bench, node, count, watch="all", tokens=bench.country().hosts) as publisher,
        ):
            ours.append(_events(publisher, count))
            missing.append(publisher.behind(ours[-1][-1].seq))
    return [
        Result(f"rooms: {count} desks p99", [_middle(fans, "p99") for fans in ours], "ms", at_most=60, absolute=True),
        Result("rooms: road p99, from the command", [_middle(fans, "road") for fans in ours], "ms"),
        Result(f"rooms: without the last view after {SHOWS:.0f} s", missing, at_most=0),
    ]


def mixed(bench: Bench) -> Iterable[Result]:
    """A view every 2 s to a crowd, without and with answers at a fixed rate; each answer changes a phone's own view."""
    count, rate, seconds = bench.size.crowd, bench.size.mixed_rate, bench.size.mixed_seconds
    gap = min(2.0, seconds / 3)
    times = round(seconds / gap)
    alone, among, receipts, waits, longest, missing = [], [], [], [], [], []
    for number in range(bench.rounds):
        with (
            bench.round("mixed", number) as note,
            bench.node(clients=count) as node,
            _audience(bench, node, count) as publisher,
        ):
            publisher.show(gap)
            quiet = [publisher.show(gap) for _ in range(times)]
            port, path = node.port, bench.country().phones
            options = {**VOTE, "c": bench.size.connections, "r": rate, "d": seconds + 1}
            with loading(port, path, bound=seconds + 30, **options) as running:
                time.sleep(0.5)
                loud = [publisher.show(gap) for _ in range(times)]
                said = running.result()
            missing.append(publisher.behind(loud[-1].seq))
            note.facts["load"] = dict(said)
        alone.append(_middle(quiet, "p99"))
        among.append(_middle(loud, "p99"))
        receipts.append(said.receipts / max(1, said.answered + said.refused))
        waits.append(said.p50)
        longest.append(said.p99)
    return [
        Result(f"mixed: {count} streams p99 alone", alone, "ms"),
        Result(f"mixed: with {rate} commands/s", among, "ms"),
        Result("mixed: with over without", [m / a for m, a in zip(among, alone, strict=True)], at_most=1.5),
        Result("mixed: share of commands with receipt", receipts, at_least=1.0),
        Result("mixed: command p50", waits, "ms"),
        Result("mixed: command p99", longest, "ms"),
        Result(f"mixed: without the last view after {SHOWS:.0f} s", missing, at_most=0),
    ]


def storm(bench: Bench) -> Iterable[Result]:
    """A whole crowd is cut and comes back within some seconds with the position it has; one view falls into it."""
    count, span = bench.size.crowd, bench.size.storm
    back, first, missing, cost = [], [], [], []
    for number in range(bench.rounds):
        with (
            bench.round("storm", number) as note,
            bench.node(clients=count) as node,
            _audience(bench, node, count) as publisher,
        ):
            publisher.show(1)
            before = node.cpu()
            publisher.clients.tell(f"storm {span}")
            time.sleep(span / 2)
            seq, _, _ = publisher.move()
            said = _until(lambda: publisher.clients.tell("stat"), lambda stat: stat["back"] >= count, span + 20)
            after = node.cpu()
            missing.append(publisher.behind(seq))
            note.facts["storm"] = said
        back.append(said["back_seconds"] if said["back"] >= count else span + 20)
        first.append(said["return_p99"])
        cost.append(1e6 * (sum(after.values()) - sum(before.values())) / count)
    return [
        Result(f"storm: {count} back after", back, "s", at_most=span + 2, absolute=True),
        Result("storm: connect to first byte p99", first, "ms"),
        Result(f"storm: without the last view after {SHOWS:.0f} s", missing, at_most=0),
        Result("storm: CPU of a return", cost, "µs"),
    ]


def _until(ask: Callable[[], dict[str, Any]], enough: Callable[[dict[str, Any]], bool], bound: float) -> dict[str, Any]:
    """The first answer that is enough, or the last one before the bound (s)."""
    until = time.monotonic() + bound
    while not enough(said := ask()) and time.monotonic() < until:
        time.sleep(0.1)
    return said
