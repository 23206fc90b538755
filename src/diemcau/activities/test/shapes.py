"""What is said and kept of a test, and how papers count. Pure.

Counting, RULES 1: a paper may be handed in again; the last one counts, when `activities.steering` says so of the moment
at which it was handed in. Others are kept aside as late. Who knows the right answers can answer nothing any more, so a
test whose result was shown is not opened again. A question is right when exactly its right choices were chosen.
"""

from msgspec import Struct, field

from diemcau.activities.kind import Head
from diemcau.activities.steering import Run

MINUTE = 60_000  # ms

Answers = tuple[tuple[int, ...], ...]  # by question the choices, counted from 1; () for none


class Answer(Struct, frozen=True, forbid_unknown_fields=True):
    """A paper: for every question the choices, counted from 1; of true_false 1 is true and 2 is false; [] for none."""

    answers: Answers


class TimeUp(Struct, frozen=True, forbid_unknown_fields=True):
    """The minutes are over."""


class Answered(Struct, frozen=True):
    """Fact: a person handed in a paper; choices of a question ascend."""

    seat: int
    site: int
    answers: Answers


class Paper(Struct, array_like=True, gc=False):
    """A paper as it is kept: when it was handed in (ms), and in which room."""

    at: int
    site: int
    answers: Answers


class Sums(Struct):
    """Of a question: how many answered, how many rightly, and how many chose each choice."""

    split: list[int]
    answered: int = 0
    right: int = 0


class State(Run):
    """Papers by seat, and sums of those that count."""

    key: list[list[int]] = field(default_factory=list)  # right choices by question
    papers: dict[int, Paper] = field(default_factory=dict)
    late: dict[int, Paper] = field(default_factory=dict)
    sums: list[Sums] = field(default_factory=list)
    at_site: dict[int, int] = field(default_factory=dict)  # site → papers that count


def rights(state: State, paper: Paper) -> list[int | None]:
    """Of each question 1 for right, 0 for wrong, None for no answer."""
    return [int(list(chosen) == key) if chosen else None for chosen, key in zip(paper.answers, state.key, strict=True)]


def take_paper(state: State, fact: Answered, head: Head) -> tuple[str, ...]:
    """Take a paper in: it counts, or it is late. Who sees sums that changed besides those who steer."""
    paper = Paper(head.given_at, fact.site, fact.answers)
    if not state.counts(paper.at, head.late):
        state.late[fact.seat] = paper
        return ()
    _count(state, fact.seat, paper)
    return state.seers


def take_late(state: State) -> list[str]:
    """Count what came since the close, now that it is open again; whose papers these are."""
    seats = [seat for seat, paper in state.late.items() if state.takes_in(paper.at)]
    for seat in seats:
        _count(state, seat, state.late.pop(seat))
    return [f"seat:{seat}" for seat in seats]


def _count(state: State, seat: int, paper: Paper) -> None:
    # A seat has one phone and a phone sends in order, so the last to arrive was the last to be handed in.
    last = state.papers.get(seat)
    if last is None:
        state.at_site[paper.site] = state.at_site.get(paper.site, 0) + 1
    else:
        _add(state, last, -1)
    _add(state, paper, 1)
    state.papers[seat] = paper


def _add(state: State, paper: Paper, by: int) -> None:
    for sums, chosen, right in zip(state.sums, paper.answers, rights(state, paper), strict=True):
        if not chosen:
            continue
        sums.answered += by
        sums.right += by * (right or 0)
        for choice in chosen:
            sums.split[choice - 1] += by
