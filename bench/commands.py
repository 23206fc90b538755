"""Commands on their way up: durable ones against the no-op, a country that answers at once, a fixed rate.

All are answers of persons to one poll, each a fact (an answer may be changed), sent by phones' tokens over
keep-alive connections, as a proxy does. Time runs from the sending of a command to its whole answer.
"""

from collections.abc import Iterable

from bench.node import POLL, Node
from bench.programs import Loaded
from bench.report import Result
from bench.setting import Bench, Note, NotHere

ABOVE = {"accept", "writer"}  # the processes that a command goes through


def _loaded(bench: Bench, node: Node, note: Note, name: str, **options: object) -> tuple[Loaded, float]:
    """A load after a short one to warm up, and the CPU µs of accept and writer for each command."""
    bench.vote(node, seconds=0.5)
    before = node.cpu()
    said = bench.vote(node, **options)
    used = {part: seconds - before.get(part, 0.0) for part, seconds in node.cpu().items()}
    cpu = 1e6 * sum(seconds for part, seconds in used.items() if part in ABOVE)
    note.facts[name] = dict(said) | {"cpu_by_part": used}
    return said, cpu / max(1, said.answered + said.repeats)


def accept(bench: Bench) -> Iterable[Result]:
    """Closed loop, durable and no-op in turn: rate, their ratio, CPU of accept and writer a command.

    The no-op is the same accept processes with the same token check, which answer a constant and send
    nothing on. One durable command in twenty is sent again after its receipt; the repeat must say the same.
    """
    durable, noop, costs, noop_costs = [], [], [], []
    missing, doubled, writer, generator = [], [], [], []
    for number in range(bench.rounds):
        with bench.round("accept", number) as note:
            with bench.node() as node:
                said, cost = _loaded(bench, node, note, "durable", s=5)
            with bench.node(noop=True) as node:
                bare, bare_cost = _loaded(bench, node, note, "noop")
            if bare.receipts:
                raise NotHere("the node answers with receipts in spite of DIEMCAU_NOOP=1")
        durable.append(said.rate)
        noop.append(bare.rate)
        costs.append(cost)
        noop_costs.append(bare_cost)
        missing.append(said.answered + said.refused - said.receipts)
        doubled.append(said.doubled)
        generator.append(max(said.cpu / said.lasted, bare.cpu / bare.lasted))
        writer.append(note.facts["durable"]["cpu_by_part"].get("writer", 0.0) / said.lasted)
    return [
        Result("accept: durable", durable, "1/s"),
        Result("accept: no-op", noop, "1/s"),
        Result("accept: durable over no-op", [d / n for d, n in zip(durable, noop, strict=True)], at_least=0.45),
        Result("accept: CPU of a durable command", costs, "µs", at_most=100, absolute=True),
        Result("accept: CPU of a no-op", noop_costs, "µs"),
        Result("accept: without a receipt", missing, at_most=0),
        Result("accept: repeats answered otherwise", doubled, at_most=0),
        Result("accept: writer, durable", writer, "cores"),
        Result("accept: generator, the busier", generator, "cores"),
    ]


def votes(bench: Bench) -> Iterable[Result]:
    """One poll, every phone of the country once: seconds from the first sending to the last receipt.

    Afterwards the lecturer's view must count exactly as many.
    """
    wanted = bench.size.votes
    took, missing, astray, longest = [], [], [], []
    for number in range(bench.rounds):
        with bench.round("votes", number) as note, bench.node() as node:
            said = bench.vote(node, n=wanted, seconds=120, c=2 * bench.size.connections)
            note.facts["votes"] = dict(said)
            with node.caller() as caller:
                view = bench.country().view(caller, "presenters", bench.country().move(caller))
        shown = view["acts"][POLL]["result"]["base"]["phones"]
        took.append(said.seconds)
        longest.append(said.max / 1000)
        missing.append(wanted - said.receipts)
        astray.append(abs(wanted - shown))
    return [
        Result(f"votes: {wanted} with receipt", took, "s", at_most=10, absolute=True),
        Result("votes: longest wait", longest, "s"),
        Result("votes: without a receipt", missing, at_most=0),
        Result("votes: counted otherwise", astray, at_most=0),
    ]


def open_loop(bench: Bench) -> Iterable[Result]:
    """Commands due at a fixed rate, whether the ones before were answered or not."""
    rate = bench.size.open_rate
    p50, p99, p999, missing, disk = [], [], [], [], []
    for number in range(bench.rounds):
        with bench.round("open", number) as note, bench.node() as node:
            said, _ = _loaded(bench, node, note, "open", r=rate, T=1)
        p50.append(said.p50)
        p99.append(said.p99)
        p999.append(said.p999)
        missing.append(said.answered + said.refused - said.receipts)
        disk.append(note.disk_p99)
    return [
        Result(f"open: {rate}/s p50", p50, "ms", at_most=5, absolute=True),
        Result(f"open: {rate}/s p99", p99, "ms", at_most=100, absolute=True),
        Result(f"open: {rate}/s p99.9", p999, "ms"),
        Result("open: without a receipt", missing, at_most=0),
        Result("open: fdatasync p99 before", disk, "ms"),
    ]
