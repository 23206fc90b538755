"""A long sitting, kill -9 of every process, and the time until the node serves it again."""

import time
from collections.abc import Iterable

from bench.report import Result
from bench.setting import Bench


def restart(bench: Bench) -> Iterable[Result]:
    """From the start of the processes until health, a receipt of a new command and a view at its position.

    The facts came by HTTP, so snapshots are those that the node made meanwhile; the number is chosen so that
    at the size of the country the tail behind the last one is nearly as long as it can be.
    """
    country, wanted = bench.country(), bench.size.facts
    serving, ready, missing = [], [], []
    with bench.node() as node:
        bench.say(f"restart: {wanted} facts")
        said = bench.vote(node, n=wanted, seconds=900)
        with node.caller() as caller:
            last = country.move(caller)
        time.sleep(3)  # a snapshot may be in the making
        missing.append(wanted - said.receipts)
        for number in range(bench.rounds):
            with bench.round("restart", number) as note:
                node.kill()
                began = time.monotonic()
                node.start()
                serving.append(time.monotonic() - began)
                with node.caller() as caller:
                    seq = country.move(caller)
                    country.view(caller, "presenters", seq)
                ready.append(time.monotonic() - began)
                missing.append(abs(seq - last - 1))
                last = seq
                files = (node.folder / "snapshots").glob("**/*")
                note.facts |= {"position": seq, "snapshots": sorted(path.name for path in files)}
    return [
        Result(f"restart: {wanted} facts, receipt and view", ready, "s", at_most=5, absolute=True),
        Result("restart: health", serving, "s"),
        Result("restart: facts lost or doubled", missing, at_most=0),
    ]
