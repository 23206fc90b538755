"""The way of one room through a case: what has come to it, what it is to decide, where its variables stand. Pure.

A way follows from the room's decisions and from what has come for all rooms (`Arrival`: by the lecturer's hand or by
time), walked in the order of their instants; at one instant arrivals go first. So it does not hang on the order in
which facts came in. The rules:

- A development with tests and no time comes as soon as its tests hold, looked at after each decision and each arrival
  in the order of the author. One with a time comes when its time has come, with both when both hold; with neither by
  hand. Each comes once, so a way always ends.
- A decision takes effect when its turn was put and it has been made; made before, it waits. One that was changed
  stands at the place of the first: the way is walked again from there.
- Effects are added one by one and each sum is kept within `low`..`high`. Of a share an effect counts once for each
  whole tenth of the total given (rounded down).
- A test on a decision that is not made holds neither for "=" nor for "≠".
- The ending is the first whose tests all hold once nothing is to be decided and time alone brings nothing more; at the
  close, the first whose tests hold.

Codes that do not exist are faults of the author that `explore` names; here such an effect does nothing, such a test
never holds.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import Struct, field

from diemcau.activities.situation.content import Effect, Situation, Test, all_turns

MINUTE = 60_000
Given = tuple[int, ...]  # of each choice: 0 not chosen, 1 chosen, of a share how much; () for a text
NEVER = -1  # in place of what does not exist


class Check(Struct, frozen=True, array_like=True):
    """A test by numbers: of variable `of`, or of the decision of turn `of`."""

    decision: bool
    of: int
    op: str
    value: int


class Put(Struct, frozen=True, array_like=True):
    """A turn by numbers: its form, the total of a share, how many of several, the effects (variable, by) by choice."""

    code: str
    form: str
    total: int
    most: int
    effects: tuple[tuple[tuple[int, int], ...], ...]


class Event(Struct, frozen=True, array_like=True):
    """A development by numbers. `turn`: place of the turn that it puts, or NEVER."""

    after: int
    checks: tuple[Check, ...]
    effects: tuple[tuple[int, int], ...]
    turn: int = NEVER

    @property
    def by_hand(self) -> bool:
        """Whether the lecturer lets it arrive."""
        return not self.after and not self.checks


class Plot(Struct, frozen=True, array_like=True):
    """A case without its words: all that the way of a room follows from. Turn 0 is the one of the simple form."""

    start: tuple[int, ...]
    low: tuple[int, ...]
    high: tuple[int, ...]
    turns: tuple[Put, ...]
    events: tuple[Event, ...]
    endings: tuple[tuple[Check, ...], ...]

    def place(self, code: str) -> int:
        """Place of a turn, NEVER when there is none of that code."""
        return next((place for place, turn in enumerate(self.turns) if turn.code == code), NEVER)

    def timed(self) -> list[int]:
        """Developments that time brings, in the order in which it does; counted from 1."""
        found = [n for n, event in enumerate(self.events, 1) if event.after > 0]
        return sorted(found, key=lambda n: (self.events[n - 1].after, n))


class Arrival(Struct, frozen=True, array_like=True):
    """Development `n` (from 1), and when it came, ms."""

    n: int
    at: int


class Way(Struct):
    """Where a room stands. Turns are places in `Plot.turns`, developments count from 1."""

    values: list[int]
    at: int = 0  # the last that happened, ms
    put: list[int] = field(default_factory=list)  # in order
    given: dict[int, Given] = field(default_factory=dict)  # what was decided
    waiting: dict[int, Given] = field(default_factory=dict)  # decided, and not put yet
    ripe: list[int] = field(default_factory=list)  # their time has come, their tests do not hold yet
    came: list[Arrival] = field(default_factory=list)

    @property
    def to_decide(self) -> list[int]:
        """Turns that were put and are not decided, the oldest first."""
        return [turn for turn in self.put if turn not in self.given]


def plot_of(content: Situation) -> Plot:
    """The plot of a case; of two things with one code the first one stands."""
    variables = _by_code(variable.code for variable in content.variables)
    turns = _by_code(turn.code for turn in all_turns(content))
    events = []
    for development in content.developments:
        if isinstance(development, str):
            events.append(Event(0, (), ()))
            continue
        put = turns.get(development.turn, NEVER) if development.turn else NEVER
        checks = _checks(development.when, variables, turns)
        events.append(Event(max(0, development.after), checks, _effects(development.effects, variables), put))
    return Plot(
        start=tuple(variable.start for variable in content.variables),
        low=tuple(variable.low for variable in content.variables),
        high=tuple(variable.high for variable in content.variables),
        turns=tuple(
            Put(
                turn.code,
                turn.form,
                turn.total,
                turn.most,
                tuple(_effects(choice.effects, variables) for choice in turn.choices) if turn.form != "text" else (),
            )
            for turn in all_turns(content)
        ),
        events=tuple(events),
        endings=tuple(_checks(ending.when, variables, turns) for ending in content.endings),
    )


def _by_code(codes: Iterable[str]) -> dict[str, int]:
    places: dict[str, int] = {}
    for place, code in enumerate(codes):
        places.setdefault(code, place)
    return places


def _effects(effects: Iterable[Effect], variables: Mapping[str, int]) -> tuple[tuple[int, int], ...]:
    return tuple((variables[one.variable], one.by) for one in effects if one.variable in variables)


def _checks(tests: Iterable[Test], variables: Mapping[str, int], turns: Mapping[str, int]) -> tuple[Check, ...]:
    return tuple(
        Check(True, turns.get(test.decision, NEVER), test.op, test.value)
        if test.decision
        else Check(False, variables.get(test.variable, NEVER), test.op, test.value)
        for test in tests
    )


# --- walking -----------------------------------------------------------------------------------


def begin(plot: Plot) -> Way:
    """Before anything happened: the first turn is put."""
    return Way(list(plot.start), put=[0])


def walk(plot: Plot, decided: Mapping[int, tuple[int, Given]], arrivals: Iterable[Arrival]) -> Way:
    """The way from its beginning. `decided`: of a turn when it was first decided (ms), and what holds now."""
    way = begin(plot)
    acts = [(at, 1, turn, given) for turn, (at, given) in decided.items()]
    news: list[tuple[int, int, int, Given]] = [(arrival.at, 0, arrival.n, ()) for arrival in arrivals]
    for at, act, which, given in sorted([*news, *acts], key=lambda event: event[:2] if not event[1] else event[:3]):
        if act:
            decide(plot, way, which, given, at)
        else:
            ripen(plot, way, which, at)
    return way


def decide(plot: Plot, way: Way, turn: int, given: Given, at: int) -> None:
    """The room has decided a turn."""
    way.at = max(way.at, at)
    way.waiting[turn] = given
    _go_on(plot, way)


def ripen(plot: Plot, way: Way, n: int, at: int) -> None:
    """The time of development `n` has come, by the clock or by hand."""
    way.at = max(way.at, at)
    way.ripe.append(n)
    _go_on(plot, way)


def _go_on(plot: Plot, way: Way) -> None:
    """Take in decisions that waited for their turn, let come what may come, until nothing moves."""
    _come(plot, way)
    while ready := [turn for turn in way.put if turn in way.waiting]:
        turn = ready[0]
        way.given[turn] = way.waiting.pop(turn)
        _settle_up(plot, way, turn)
        _come(plot, way)


def _settle_up(plot: Plot, way: Way, turn: int) -> None:
    put = plot.turns[turn]
    for effects, given in zip(put.effects, way.given[turn], strict=False):
        times = times_of(put, given)
        if times:
            _move(plot, way.values, effects, times)


def times_of(put: Put, given: int) -> int:
    """How often the effects of a choice count: once when chosen, of a share once for each whole tenth of the total."""
    if put.form != "share":
        return 1 if given else 0
    return given * 10 // put.total if put.total > 0 else 0


def _move(plot: Plot, values: list[int], effects: Iterable[tuple[int, int]], times: int) -> None:
    for variable, by in effects:
        values[variable] = max(plot.low[variable], min(plot.high[variable], values[variable] + by * times))


def _come(plot: Plot, way: Way) -> None:
    there = {arrival.n for arrival in way.came}
    moved = len(way.given) > 0 or bool(way.ripe)  # before anything happened nothing comes by itself
    while moved:
        moved = False
        for n, event in enumerate(plot.events, 1):
            free = n in way.ripe or (not event.after and event.checks)
            if n in there or not free or not holds(event.checks, way):
                continue
            there.add(n)
            if n in way.ripe:
                way.ripe.remove(n)
            way.came.append(Arrival(n, way.at))
            _move(plot, way.values, event.effects, 1)
            if event.turn >= 0 and event.turn not in way.put:
                way.put.append(event.turn)
            moved = True
            break


def holds(checks: Iterable[Check], way: Way) -> bool:
    """Whether all tests hold on a way."""
    return all(_holds(check, way) for check in checks)


def _holds(check: Check, way: Way) -> bool:
    if check.of == NEVER:
        return False
    if check.decision:
        given = way.given.get(check.of)
        if given is None or check.op not in {"=", "≠"}:
            return False
        chosen = 0 < check.value <= len(given) and given[check.value - 1] > 0
        return chosen == (check.op == "=")
    return holds_value(check, way.values[check.of])


def holds_value(check: Check, value: int) -> bool:
    """Whether a test of a variable holds for a value."""
    match check.op:
        case "=":
            return value == check.value
        case "≠":
            return value != check.value
        case "≥":
            return value >= check.value
    return value <= check.value


# --- what lies ahead ---------------------------------------------------------------------------


def copy(way: Way) -> Way:
    """A way to try things on."""
    return Way(
        way.values.copy(),
        way.at,
        way.put.copy(),
        way.given.copy(),
        way.waiting.copy(),
        way.ripe.copy(),
        way.came.copy(),
    )


def ahead(plot: Plot, way: Way, dues: Sequence[Arrival]) -> list[Arrival]:
    """What comes to the room if nothing but time goes on: developments and when. `dues`: those to come, in order."""
    tried = copy(way)
    for due in dues:
        ripen(plot, tried, due.n, due.at)
    return tried.came[len(way.came) :]


def _more(plot: Plot, way: Way, dues: Sequence[Arrival]) -> bool:
    """Whether time alone brings anything more."""
    tried, there = copy(way), len(way.came)
    for due in dues:
        ripen(plot, tried, due.n, due.at)
        if len(tried.came) > there:
            return True
    return False


def ending(plot: Plot, way: Way, dues: Sequence[Arrival], *, closed: bool = False) -> int:
    """Place of the ending that a room has come to, NEVER for none (yet)."""
    if not plot.endings or not way.given:
        return NEVER
    if not closed and (way.to_decide or _more(plot, way, dues)):
        return NEVER
    return next((place for place, checks in enumerate(plot.endings) if holds(checks, way)), NEVER)
