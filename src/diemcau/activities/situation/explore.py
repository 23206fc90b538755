"""What an author did not mean: `judge` reads a case, `explore` walks all that can happen in it. Pure.

A state of the exploration is what the rest of a room's way hangs on: the values of the variables, which developments
came, which turns are decided and, of their choices, those that some test asks for. From each state go: every decision
on every turn that is put, the next development that time brings, the next one that comes by hand. That is sound,
because time only ever brings developments in one order (of their minutes, then of the author), however many decisions
fall between two of them; decisions that came early or were changed, pauses, and a lecturer who moves the time on give
no other orders. Of shares only what rules can see is told apart: whole tenths of the total, and whether any was given.

`explore` says "proved" when it has walked all states, and "not proven" when there are more than `most` (or very many
ways between them): then nothing is called unreachable. The same case always gives the same answer.
"""

from collections.abc import Iterable, Iterator
from itertools import combinations

from msgspec import Struct

from diemcau.activities.situation.content import Situation
from diemcau.activities.situation.course import Check, Plot, Put, holds_value, plot_of, times_of
from diemcau.activities.situation.findings import Finding, judge

__all__ = ["Finding", "Findings", "explore", "judge"]

MOST = 200_000
STEPS = 20  # so many steps from state to state are taken, times the most states
TENTHS = 10


class Findings(Struct, frozen=True):
    """What was found, whether all states were walked, and how many were seen."""

    findings: tuple[Finding, ...]
    proved: bool
    states: int


def explore(content: Situation, most: int = MOST) -> Findings:
    """Walk all that can happen in a case, up to so many states."""
    walk = _Walk(plot_of(content))
    proved = walk.go(most)
    found = [Finding("no_ending", "situation", {"example": example}) for example in walk.stuck[:1]]
    if proved:
        found += _unreached(content, walk)
    else:
        found.append(Finding("not_proven", "situation", {"states": walk.states}))
    return Findings(tuple(found), proved, walk.states)


def _unreached(content: Situation, walk: "_Walk") -> Iterator[Finding]:
    for n in range(len(content.developments)):
        if not walk.came >> n & 1:
            yield Finding("unreachable_development", "development", {"n": n + 1})
    for n, turn in enumerate(content.turns, 1):
        if not walk.put >> n & 1:
            yield Finding("unreachable_turn", "turn", {"n": n, "code": turn.code})
    for n, ending in enumerate(content.endings):
        if not walk.ended >> n & 1:
            early = walk.ended_early >> n & 1
            code = "ending_only_at_close" if early else "unreachable_ending"
            yield Finding(code, "ending", {"n": n + 1, "code": ending.code})


# A way to decide a turn, as far as rules can see it: how variables move, one after the other, and what is known then.
Option = tuple[tuple[tuple[int, int], ...], int]


class _Walk:
    """All states of a plot, numbered as they are met; sets are bits of whole numbers."""

    def __init__(self, plot: Plot) -> None:
        self.plot = plot
        self.timed = [n - 1 for n in plot.timed()]
        self.hands = [n for n, event in enumerate(plot.events) if event.by_hand]
        self.alone = sum(1 << n for n, event in enumerate(plot.events) if event.checks and not event.after)
        self.asked = _asked(plot)
        self.options = [_options(place, put, self.asked) for place, put in enumerate(plot.turns)]
        self.values: list[tuple[int, ...]] = []
        self.numbers: dict[tuple[int, ...], int] = {}
        self.held: list[tuple[int, int]] = []  # by values: events and endings whose tests of variables hold
        self.known: dict[int, tuple[int, int]] = {}  # the same by what is known of decisions
        self.moved: dict[tuple[int, tuple[tuple[int, int], ...]], int] = {}
        self.puts: dict[int, list[int]] = {}
        self.states = 0
        self.came = self.put = self.ended = self.ended_early = 0
        self.stuck: list[str] = []

    def go(self, most: int) -> bool:
        """Walk; whether that was all."""
        first = (self._number(self.plot.start), 0, 0, 0, 0)  # values, known, came, how many by time, by hand
        met, waiting = {first}, [first]
        turns, timed, hands = len(self.plot.turns), len(self.timed), len(self.hands)
        asked = [self._ripe(time, hand) for time in range(timed + 1) for hand in range(hands + 1)]
        steps = 0
        while waiting:
            if steps > STEPS * most:
                self.states = len(met)
                return False
            values, known, came, time, hand = state = waiting.pop()
            put = self.puts.get(came)
            if put is None:
                put = self.puts[came] = self._put(came)
            ripe = asked[time * (hands + 1) + hand]
            to_decide = [turn for turn in put if not known >> turn & 1]
            after = []
            for turn in to_decide:
                for effects, learnt in self.options[turn]:
                    moved = self._moved(values, effects) if effects else values
                    after.append((*self._settled(moved, known | learnt, came, ripe), time, hand))
            if time < timed:
                ripened = asked[(time + 1) * (hands + 1) + hand]
                after.append((*self._settled(values, known, came, ripened), time + 1, hand))
            if hand < hands:
                ripened = asked[time * (hands + 1) + hand + 1]
                after.append((*self._settled(values, known, came, ripened), time, hand + 1))
            steps += len(after)
            for one in after:
                if one not in met:
                    if len(met) >= most:
                        self.states = len(met)
                        return False
                    met.add(one)
                    waiting.append(one)
            if self.plot.endings and known:
                self._end(state, natural=not to_decide and time == timed)
        self.states = len(met)
        self.came = _union(came for _, _, came, _, _ in met)
        self.put = _union(1 << turn for came, put in self.puts.items() for turn in put) & (1 << turns) - 1
        return True

    def _end(self, state: tuple[int, int, int, int, int], *, natural: bool) -> None:
        ending = self.held[state[0]][1] & self._of_known(state[1])[1]
        first = ending & -ending
        if natural:
            self.ended |= first
            if not first and not self.stuck:
                self.stuck.append(self._told(state))
        else:
            self.ended_early |= first

    def _told(self, state: tuple[int, int, int, int, int]) -> str:
        """A state in which nothing ends, as values of the variables and developments that came."""
        came = [str(n + 1) for n in range(len(self.plot.events)) if state[2] >> n & 1]
        return f"{', '.join(map(str, self.values[state[0]])) or '–'}; {', '.join(came) or '–'}"

    def _ripe(self, time: int, hand: int) -> int:
        """Developments that may come as soon as their tests hold."""
        return self.alone | sum(1 << n for n in (*self.timed[:time], *self.hands[:hand]))

    def _put(self, came: int) -> list[int]:
        found = [event.turn for n, event in enumerate(self.plot.events) if came >> n & 1 and event.turn >= 0]
        return sorted({0, *found})

    def _number(self, values: tuple[int, ...]) -> int:
        number = self.numbers.get(values)
        if number is None:
            number = self.numbers[values] = len(self.values)
            self.values.append(values)
            self.held.append(
                (
                    _bits(_all_hold(event.checks, values) for event in self.plot.events),
                    _bits(_all_hold(checks, values) for checks in self.plot.endings),
                )
            )
        return number

    def _of_known(self, known: int) -> tuple[int, int]:
        """Developments and endings whose tests of decisions hold."""
        found = self.known.get(known)
        if found is None:
            found = self.known[known] = (
                _bits(self._all_known(event.checks, known) for event in self.plot.events),
                _bits(self._all_known(checks, known) for checks in self.plot.endings),
            )
        return found

    def _all_known(self, checks: Iterable[Check], known: int) -> bool:
        return all(self._is_known(check, known) for check in checks if check.decision)

    def _is_known(self, check: Check, known: int) -> bool:
        if check.of < 0 or check.op not in {"=", "≠"} or not known >> check.of & 1:
            return False
        chosen = known >> self.asked[check.of, check.value] & 1 if (check.of, check.value) in self.asked else 0
        return bool(chosen) == (check.op == "=")

    def _moved(self, number: int, effects: tuple[tuple[int, int], ...]) -> int:
        key = (number, effects)
        moved = self.moved.get(key)
        if moved is None:
            values, plot = list(self.values[number]), self.plot
            for variable, by in effects:
                values[variable] = max(plot.low[variable], min(plot.high[variable], values[variable] + by))
            moved = self.moved[key] = self._number(tuple(values))
        return moved

    def _settled(self, values: int, known: int, came: int, ripe: int) -> tuple[int, int, int]:
        """Where a room stands after all has come that may come."""
        on_known = (self.known.get(known) or self._of_known(known))[0]
        while ready := self.held[values][0] & on_known & ripe & ~came:
            one = ready & -ready
            came |= one
            effects = self.plot.events[one.bit_length() - 1].effects
            if effects:
                values = self._moved(values, effects)
        return values, known, came


def _asked(plot: Plot) -> dict[tuple[int, int], int]:
    """Turn and choice that some test asks for → the bit that says that it was chosen; the first bits say "decided"."""
    checks = [check for tests in (*(event.checks for event in plot.events), *plot.endings) for check in tests]
    pairs = sorted({(check.of, check.value) for check in checks if check.decision and check.of >= 0})
    return {pair: len(plot.turns) + n for n, pair in enumerate(pairs)}


def _options(place: int, put: Put, asked: dict[tuple[int, int], int]) -> list[Option]:
    """All ways to decide a turn that rules can tell apart."""
    found: dict[Option, None] = {}
    for given in _ways(place, put, asked):
        effects = tuple(
            (variable, by * times_of(put, amount))
            for one, amount in zip(put.effects, given, strict=True)
            for variable, by in one
            if times_of(put, amount) and by
        )
        learnt = 1 << place
        for n, amount in enumerate(given, 1):
            if amount and (place, n) in asked:
                learnt |= 1 << asked[place, n]
        found[effects, learnt] = None
    return list(found)


def _ways(place: int, put: Put, asked: dict[tuple[int, int], int]) -> Iterator[tuple[int, ...]]:
    of = len(put.effects)
    match put.form:
        case "one":
            yield from (tuple(int(n == chosen) for n in range(of)) for chosen in range(of))
        case "several":
            for size in range(1, min(of, put.most or of) + 1):
                yield from (tuple(int(n in chosen) for n in range(of)) for chosen in combinations(range(of), size))
        case "share":
            seen = [bool(put.effects[n]) for n in range(of)]
            told = [(place, n + 1) in asked for n in range(of)]
            yield from _shares(put.total, [_amounts(put.total, *one) for one in zip(seen, told, strict=True)])
        case _:
            yield ()


def _amounts(total: int, by_tenths: bool, by_any: bool) -> list[tuple[int, int]]:
    """Ranges of what a choice may be given within which no rule sees a difference."""
    edges = {0}
    if by_tenths:
        edges |= {-(-total * tenth // TENTHS) for tenth in range(1, TENTHS + 1)}
    if by_any:
        edges.add(1)
    starts = sorted(edge for edge in edges if edge <= total)
    return [(low, high - 1) for low, high in zip(starts, [*starts[1:], total + 1], strict=True)]


def _shares(total: int, ranges: list[list[tuple[int, int]]]) -> Iterator[tuple[int, ...]]:
    """For each way to take one range of every choice by which the total can be shared out: amounts that do it."""
    least, most = [0], [0]
    for choice in reversed(ranges):  # of what comes after a place
        least.append(least[-1] + choice[0][0])
        most.append(most[-1] + choice[-1][1])
    least.reverse()
    most.reverse()

    def go(place: int, low: int, high: int) -> Iterator[list[tuple[int, int]]]:
        if place == len(ranges):
            yield []
            return
        for one in ranges[place]:
            if low + one[0] + least[place + 1] <= total <= high + one[1] + most[place + 1]:
                for rest in go(place + 1, low + one[0], high + one[1]):
                    yield [one, *rest]

    if total > 0 and ranges:
        for taken in go(0, 0, 0):
            left = total - sum(low for low, _ in taken)
            if 0 <= left <= sum(high - low for low, high in taken):
                given = []
                for low, high in taken:
                    more = min(left, high - low)
                    left -= more
                    given.append(low + more)
                yield tuple(given)


def _all_hold(checks: Iterable[Check], values: tuple[int, ...]) -> bool:
    return all(check.of >= 0 and holds_value(check, values[check.of]) for check in checks if not check.decision)


def _bits(flags: Iterable[bool]) -> int:
    return sum(1 << n for n, flag in enumerate(flags) if flag)


def _union(masks: Iterable[int]) -> int:
    union = 0
    for mask in masks:
        union |= mask
    return union
