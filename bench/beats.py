"""Signs of life of every room's desk, each 10 s: what they cost, and that they leave no facts but transitions."""

import time
from collections.abc import Iterable

from bench.node import Caller, Country, Node
from bench.programs import loading
from bench.report import Result
from bench.setting import Bench, Note

EVERY = 10.0  # seconds between two beats of a desk
IDLE = 2.0  # seconds watched before
SILENCE = 62.0  # seconds: the silence that makes a fact (45) and the watch's step, with room


def _cores(node: Node, seconds: float) -> float:
    before = sum(node.cpu().values())
    time.sleep(seconds)
    return (sum(node.cpu().values()) - before) / seconds


def beats(bench: Bench) -> Iterable[Result]:
    """Cores of all processes of the node with beats, less the cores without; facts that came of them.

    At the size of the country all desks then fall silent and come back once: one fact each way for each.
    """
    country, sites, seconds = bench.country(), bench.size.sites, max(2.0, 3 * bench.size.seconds)
    idle, beating, facts, astray = [], [], [], []
    for number in range(bench.rounds):
        with bench.round("beats", number) as note, bench.node() as node, node.caller() as caller:
            before = country.move(caller)
            time.sleep(1)
            idle.append(_cores(node, IDLE))
            options = {"u": "/live/beat", "k": "", "b": "", "c": 64, "T": 1, "r": sites / EVERY, "d": seconds + 1}
            with loading(node.port, country.hosts, bound=seconds + 30, **options) as running:
                time.sleep(0.5)
                beating.append(_cores(node, seconds))
                said = running.result()
            note.facts["beats"] = dict(said)
            facts.append(country.move(caller) - before - 1 + said.refused)
            if bench.size.strict and number == 0:
                astray.append(_transitions(country, node, caller, note))
    cost = [max(0.0, with_beats - without) for with_beats, without in zip(beating, idle, strict=True)]
    results = [
        Result(f"beats: {sites} desks each {EVERY:.0f} s", cost, "cores", at_most=0.1, absolute=True),
        Result("beats: the idle node", idle, "cores"),
        Result("beats: facts or refusals", facts, at_most=0),
    ]
    if astray:
        results.append(Result("beats: silent or back, not once for each", astray, at_most=0))
    return results


def _transitions(country: Country, node: Node, caller: Caller, note: Note) -> float:
    """How far the facts are from one each way, when all desks beat once, fall silent and beat again."""
    sites = country.sites

    def beat_and_wait(seconds: float) -> int:
        with loading(node.port, country.hosts, bound=60, u="/live/beat", k="", b="", c=64, n=sites, d=30) as running:
            running.result()
        before = country.move(caller)
        time.sleep(seconds)
        return country.move(caller) - before - 1

    silent, back = beat_and_wait(SILENCE), beat_and_wait(SILENCE / 4)
    note.facts["transitions"] = {"silent": silent, "back": back}
    return abs(silent - sites) + abs(back - sites)
