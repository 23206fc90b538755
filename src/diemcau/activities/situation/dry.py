"""A case walked by one person alone, by the rules of the class: for who writes it, before any room sees it. Pure."""

from collections.abc import Iterable

from msgspec import Struct

from diemcau.activities.situation import answers, course
from diemcau.activities.situation.content import Situation
from diemcau.activities.situation.course import MINUTE, Arrival
from diemcau.base.refused import Refused


class Move(Struct, frozen=True, forbid_unknown_fields=True):
    """What is done next: a turn is decided, the lecturer lets development `hand` come, or else time goes on.

    Time goes on to the next development that it brings.
    """

    turn: str = ""
    choice: int = 0
    choices: tuple[int, ...] = ()
    shares: tuple[int, ...] = ()
    text: str = ""
    hand: int = 0


class Step(Struct, frozen=True):
    """Where the room stands after a move, and what may be done next."""

    minute: int  # of the case
    came: tuple[int, ...]  # developments that came with the move, from 1
    values: tuple[int, ...]  # by variable
    to_decide: tuple[str, ...]
    next_minute: int  # when time brings something again; 0 for never
    by_hand: tuple[int, ...]  # what the lecturer may let come
    ending: str  # code, "" for none yet


def walk(content: Situation, moves: Iterable[Move]) -> list[Step]:
    """The steps of a way: the first is before any move. Refused (400, 409) for a move that cannot be made."""
    plot = course.plot_of(content)
    way = course.begin(plot)
    timed, called = plot.timed(), set[int]()
    minute = at = 0
    steps: list[Step] = []

    def stand(before: int) -> None:
        place = course.ending(plot, way, [Arrival(n, plot.events[n - 1].after * MINUTE) for n in timed])
        steps.append(
            Step(
                minute,
                tuple(arrival.n for arrival in way.came[before:]),
                tuple(way.values),
                tuple(plot.turns[turn].code for turn in way.to_decide),
                plot.events[timed[0] - 1].after if timed else 0,
                tuple(n for n, event in enumerate(plot.events, 1) if event.by_hand and n not in called),
                content.endings[place].code if place >= 0 else "",
            )
        )

    stand(0)
    for move in moves:
        before, at = len(way.came), at + 1
        if move.turn:
            turn = answers.turn_of(content, move.turn)
            place = plot.place(move.turn)
            if place not in way.to_decide:
                raise Refused("situation.not_to_decide", 409)
            course.decide(plot, way, place, answers.given_to(turn, move.choice, move.choices, move.shares), at)
        elif move.hand:
            if move.hand not in steps[-1].by_hand:
                raise Refused("situation.no_such_development", 400, of=len(plot.events))
            called.add(move.hand)
            course.ripen(plot, way, move.hand, at)
        elif timed:
            minute = plot.events[timed[0] - 1].after
            course.ripen(plot, way, timed.pop(0), at)
        stand(before)
    return steps
