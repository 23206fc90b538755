"""How the facts of a situation are counted: decisions, arrivals, the time of the case. Pure.

Counting, RULES 1: a room may change its decision; the last one counts. While the situation is open every
decision counts. One that arrives later counts when it was made (`claimed_at`) between opening and closing:
a line was lost; it is marked `late`. Where nobody closed the situation, the planned end of the sitting
stands for the close. All others are set aside: kept and listed, outside the figures. Of two decisions of a
room the one made later counts, whichever arrives first. Discussing or opening again after the close takes in what
was decided since. What is void counts no more until it is opened again.

The time of the case runs while rooms discuss and stands still in between, so that a pause moves all that is to come.
"""

from diemcau.activities.kind import Due, Head
from diemcau.activities.plan import Places
from diemcau.activities.situation import course
from diemcau.activities.situation.content import Situation
from diemcau.activities.situation.course import MINUTE, Arrival, Given, Way
from diemcau.activities.situation.shapes import LATEST, Arrive, Board, Decided, Decision, Room, State


def begin(content: Situation, places: Places) -> State:
    """The state before anything happened."""
    plot = course.plot_of(content)
    state = State(plot, course.begin(plot), ends=places.plan.ends_at)
    for turn in plot.turns:
        choices = len(turn.effects)
        latest: list[list[int]] = [[] for _ in range(max(1, choices))]
        state.boards.setdefault(turn.code, Board(split=[0] * choices, given=[0] * choices, latest=latest))
    for site in places.plan.sites:
        state.of_unit[site.kind] = state.of_unit.get(site.kind, 0) + 1
        state.of_province[site.province] = state.of_province.get(site.province, 0) + 1
    return state


# --- decisions ---------------------------------------------------------------------------------


def take(state: State, fact: Decided, head: Head) -> bool:
    """Count a decision, or set it aside; whether it counts."""
    made = head.given_at
    running = state.phase in {"open", "discuss"} and not head.late
    given = given_of(fact, len(state.boards[fact.turn].split))
    lead = given.index(max(given)) + 1 if any(given) else 0
    decision = Decision(
        lead,
        fact.reason,
        fact.named,
        fact.unit,
        fact.province,
        made,
        head.seq,
        late=not running,
        first=made,
        given=given,
        text=fact.text,
        hands=fact.hands,
    )
    room = state.rooms.setdefault(fact.site, Room(course.copy(state.nobody)))
    counts = running or 0 < state.opened_at <= made <= (state.closed_at or state.ends)
    if counts:
        _count(state, fact.site, room, fact.turn, decision)
    elif fact.turn not in room.aside or room.aside[fact.turn].at <= made:
        room.aside[fact.turn] = state.boards[fact.turn].aside[fact.site] = decision
    return counts


def given_of(fact: Decided, choices: int) -> Given:
    """What a decision gives to each choice of its turn."""
    if fact.shares:
        return fact.shares
    chosen = set(fact.choices or (fact.choice,))
    return tuple(int(n in chosen) for n in range(1, choices + 1))


def take_aside(state: State) -> None:
    """Count what was decided since the close, now that rooms go on."""
    for site, room in state.rooms.items():
        for turn in [turn for turn, decision in room.aside.items() if decision.at >= state.opened_at]:
            del state.boards[turn].aside[site]
            _count(state, site, room, turn, room.aside.pop(turn))


def _count(state: State, site: int, room: Room, turn: str, decision: Decision) -> None:
    last = room.decisions.get(turn)
    if last:
        decision.first = last.first = min(last.first, decision.first)
        if last.at <= decision.at:
            room.decisions[turn] = decision
    else:
        room.decisions[turn] = decision
    place, kept = state.plot.place(turn), room.decisions[turn]
    if last is None and kept.first > room.way.at:
        course.decide(state.plot, room.way, place, kept.given, kept.first)
    else:
        room.way = _walked(state, room)
    _write(state, site, room)


def _walked(state: State, room: Room) -> Way:
    decided = {state.plot.place(code): (one.first, one.given) for code, one in room.decisions.items()}
    return course.walk(state.plot, decided, state.arrivals)


def _write(state: State, site: int, room: Room) -> None:
    """Bring the boards in line with the way of a room."""
    for turn, decision in room.decisions.items():
        board = state.boards[turn]
        stood = board.sites.get(site)
        stands = decision if state.plot.place(turn) in room.way.given else None
        if stood and stands and stood.seq == stands.seq:
            board.sites[site] = stands  # the same, perhaps with an earlier first time
            continue
        if stood:
            _add(board, stood, -1)
            del board.sites[site]
            newest = board.latest[max(0, stood.choice - 1)]
            if site in newest:
                newest.remove(site)
        if stands:
            _add(board, stands, 1)
            board.sites[site] = stands
            if stands.words:
                newest = board.latest[max(0, stands.choice - 1)]
                newest.append(site)
                del newest[:-LATEST]


def _add(board: Board, decision: Decision, one: int) -> None:
    board.late += one * decision.late
    sums = [board.split]
    for by, whose in ((board.by_unit, decision.unit), (board.by_province, decision.province)):
        sums.append(by.setdefault(whose, [0] * len(board.split)))
    for place, given in enumerate(decision.given):
        board.given[place] += one * given
        for split in sums:
            split[place] += one * (given > 0)


# --- the time of the case ----------------------------------------------------------------------


def run(state: State, at: int) -> None:
    """The time of the case begins, or goes on."""
    if not state.zero:
        state.zero = at
    elif state.stopped:
        state.zero += at - state.stopped
    state.stopped = 0


def stop(state: State, at: int) -> None:
    """The time of the case stands still."""
    if state.zero and not state.stopped:
        state.stopped = at


def dues(state: State) -> list[Arrival]:
    """Developments that time is still to bring, and when (ms) if it runs on; none before it has begun."""
    if not state.zero:
        return []
    here = {arrival.n for arrival in state.arrivals}
    return [Arrival(n, state.zero + _after(state, n)) for n in state.plot.timed() if n not in here]


def due(state: State) -> Due | None:
    """The next of them, while the time runs."""
    if state.phase != "discuss":
        return None
    return next((Due(one.at, "arrive", Arrive(one.n, one.at)) for one in dues(state)), None)


def _after(state: State, n: int) -> int:
    return state.plot.events[n - 1].after * MINUTE


def due_at(state: State, n: int, at: int) -> int:
    """When development `n`, of which the clock said at an instant that it is due, was due in truth."""
    return min(at, state.zero + _after(state, n)) if state.zero else at


def arrive(state: State, n: int, at: int) -> list[int]:
    """Development `n` comes for all rooms; the sites with a way of their own."""
    if any(arrival.n == n for arrival in state.arrivals):
        return []
    state.arrivals.append(Arrival(n, at))
    if at > state.nobody.at:
        course.ripen(state.plot, state.nobody, n, at)
    else:
        state.nobody = course.walk(state.plot, {}, state.arrivals)
    for site, room in state.rooms.items():
        if at > room.way.at:
            course.ripen(state.plot, room.way, n, at)
        else:
            room.way = _walked(state, room)
        _write(state, site, room)
    return list(state.rooms)


def develop(state: State, n: int, at: int) -> list[int]:
    """The lecturer lets development `n` come; the sites with a way of their own."""
    events = state.plot.events
    if events[n - 1].after:
        order = state.plot.timed()
        numbers = order[: order.index(n) + 1]
        _move_on(state, n, at)
    else:
        numbers = [one for one in range(1, n + 1) if events[one - 1].by_hand]
    for one in numbers:
        arrive(state, one, at)
    return list(state.rooms)


def _move_on(state: State, n: int, at: int) -> None:
    """Move the time of the case on to development `n`."""
    if not state.zero:
        state.zero = state.stopped = at
    state.zero = min(state.zero, (state.stopped or at) - _after(state, n))
