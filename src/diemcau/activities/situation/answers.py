"""What may be answered to a decision of a case, and what it gives to each choice. Pure."""

from collections.abc import Callable
from typing import Any

from diemcau.activities.situation.content import FIRST, Situation, Turn, all_turns
from diemcau.activities.situation.course import Given
from diemcau.base.refused import Refused


def turn_of(content: Situation, code: str) -> Turn:
    """The turn of a code, the first one of it; Refused `situation.no_such_turn` (400)."""
    turn = next((turn for turn in all_turns(content) if turn.code == code), None)
    if turn is None:
        raise Refused("situation.no_such_turn", 400)
    return turn


def given_to(turn: Turn, choice: int, choices: tuple[int, ...], shares: tuple[int, ...]) -> Given:
    """What an answer gives to each choice; Refused (400) when it is none by the form of the turn."""
    of = len(turn.choices)
    match turn.form:
        case "one":
            _must_be_there((choice,), of)
            return tuple(int(n == choice) for n in range(1, of + 1))
        case "several":
            _must_be_there(choices, of)
            chosen = set(choices)
            if turn.most and len(chosen) > turn.most:
                raise Refused("situation.too_many_choices", 400, most=turn.most)
            return tuple(int(n in chosen) for n in range(1, of + 1))
        case "share":
            if len(shares) != of or min(shares, default=-1) < 0 or sum(shares) != turn.total:
                raise Refused("situation.bad_shares", 400, total=turn.total, unit=turn.unit)
            return shares
    return ()


def _must_be_there(choices: tuple[int, ...], of: int) -> None:
    if not choices or not all(1 <= choice <= of for choice in choices):
        raise Refused("situation.no_such_choice", 400, choices=of)


def some_answer(content: Situation, code: str, pick: Callable[[int], int]) -> dict[str, Any]:
    """An answer that a room might give to a turn, as the body of `decide` without a reason.

    `pick(n)` gives a whole number 0..n-1. A text is left to who speaks for the room.
    """
    turn = turn_of(content, code)
    of = len(turn.choices)
    body: dict[str, Any] = {} if code == FIRST else {"turn": code}
    match turn.form:
        case "one":
            body["choice"] = 1 + pick(of)
        case "several":
            left = list(range(1, of + 1))
            count = 1 + pick(min(of, turn.most or of))
            body["choices"] = sorted(left.pop(pick(len(left))) for _ in range(count))
        case "share":
            shares, left_over = [], turn.total
            for _ in range(of - 1):
                shares.append(pick(left_over + 1))
                left_over -= shares[-1]
            body["shares"] = [*shares, left_over]
    return body
