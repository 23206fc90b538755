"""What is said and kept of questions from the floor: bodies of commands, facts, the state and its fold. Pure."""

from collections.abc import Iterable, Iterator
from typing import Annotated, Literal, get_args

from msgspec import Meta, Struct, field

from diemcau.activities.kind import Head, Text

RULES = 1
Stage = Literal["asked", "approved", "selected", "answered", "later", "declined", "merged", "withdrawn"]
STAGES: tuple[Stage, ...] = get_args(Stage)
OPEN = frozenset({"asked", "approved", "selected"})
Reason = Literal["da_neu", "ngoai_noi_dung", "chua_ro", "neu_ten_nguoi", "gui_muc_khac"]
REASONS: tuple[Reason, ...] = get_args(Reason)
Number = Annotated[int, Meta(ge=1)]


class AskQuestion(Struct, frozen=True, forbid_unknown_fields=True):
    """A learner (own seat) or a room asks."""

    text: str
    site: int = 0
    seat: int = 0


class Pick(Struct, frozen=True, forbid_unknown_fields=True):
    """A command about a question."""

    question: Number


class Later(Struct, frozen=True, forbid_unknown_fields=True):
    """It is answered after the sitting; `note`: by whom or when, in words for who asked."""

    question: Number
    note: str = ""


class Decline(Struct, frozen=True, forbid_unknown_fields=True):
    """It is not taken up, for a reason that who asked is told."""

    question: Number
    reason: Reason


class Merge(Struct, frozen=True, forbid_unknown_fields=True):
    """It asks the same as another one, which goes on for both."""

    question: Number
    into: Number


class Reply(Struct, frozen=True, forbid_unknown_fields=True):
    """It is answered in writing."""

    question: Number
    text: str


class Nothing(Struct, frozen=True, forbid_unknown_fields=True):
    """A command without a body."""


class Asked(Struct, frozen=True):
    """Fact: a question was asked, while an item was on; seat 0 when the room asks."""

    site: int
    seat: int
    item: int
    text: Text


class Withdrawn(Struct, frozen=True):
    """Fact: who asked took it back."""

    question: int
    site: int
    seat: int


class Approved(Struct, frozen=True):
    """Fact: others may see the question and support it."""

    question: int
    site: int
    seat: int


class Declined(Struct, frozen=True):
    """Fact: it is not taken up."""

    question: int
    site: int
    seat: int
    reason: Reason


class Merged(Struct, frozen=True):
    """Fact: another question goes on for it."""

    question: int
    site: int
    seat: int
    into: int


class Supported(Struct, frozen=True):
    """Fact: another learner asks the same; `seat` is his."""

    question: int
    site: int
    seat: int


class Selected(Struct, frozen=True):
    """Fact: the question stands on the screens."""

    question: int
    site: int
    seat: int


class Cleared(Struct, frozen=True):
    """Fact: no question stands on the screens any more."""

    question: int
    site: int
    seat: int


class Answered(Struct, frozen=True):
    """Fact: it was answered live."""

    question: int
    site: int
    seat: int


class Replied(Struct, frozen=True):
    """Fact: it was answered in writing."""

    question: int
    site: int
    seat: int
    text: Text


class Postponed(Struct, frozen=True, omit_defaults=True):
    """Fact: it will be answered after the sitting; a note, if there is one, says by whom or when."""

    question: int
    site: int
    seat: int
    note: Text | None = None


class Question(Struct, array_like=True, gc=False):
    """One question. `into`: the one that goes on for it, 0 for none; `alike`: those that it goes on for.

    `support`: seats that ask the same, each with its site; its own never among them.
    """

    site: int
    seat: int
    text: Text
    at: int
    item: int = 0
    stage: Stage = "asked"
    late: bool = False
    approved: bool = False
    reason: str = ""
    into: int = 0
    reply: Text | None = None
    note: Text | None = None
    support: dict[int, int] = field(default_factory=dict)
    alike: list[int] = field(default_factory=list)


class State(Struct):
    """All questions by number, and who asked which.

    `on` stands on the screens, 0 for none; `moved` says since when (ms), so that rooms show what was moved last.
    """

    questions: dict[int, Question] = field(default_factory=dict)
    of_seat: dict[int, list[int]] = field(default_factory=dict)
    of_site: dict[int, list[int]] = field(default_factory=dict)  # those that the room asked
    rooms: dict[int, int] = field(default_factory=dict)  # not approved yet, of rooms, oldest first: number → site
    phones: dict[int, int] = field(default_factory=dict)  # the same of phones
    approved: dict[int, int] = field(default_factory=dict)  # approved and open
    supported: dict[int, list[int]] = field(default_factory=dict)  # seat → questions that it supports
    counts: dict[str, int] = field(default_factory=dict)
    at_site: dict[int, int] = field(default_factory=dict)  # how many came from a site, by phone or desk
    on: int = 0
    moved: int = 0


def weight(state: State, held: Question) -> int:
    """How many ask it: seats, each once, and rooms; those of questions that it goes on for among them."""
    if not held.alike:
        return 1 + len(held.support)
    seats: set[int] = set()
    rooms = 0
    for one in (held, *(state.questions[number] for number in held.alike)):
        seats.update(one.support)
        if one.seat:
            seats.add(one.seat)
        else:
            rooms += 1
    return len(seats) + rooms


def root(state: State, number: int) -> int:
    """The question that goes on for one; itself when none does."""
    held = state.questions.get(number)
    return held.into if held is not None and held.into else number


def askers(state: State, number: int) -> Iterator[str]:
    """Topics of those who asked what a question goes on for."""
    held = state.questions.get(number)
    for other in held.alike if held is not None else ():
        one = state.questions[other]
        yield f"seat:{one.seat}" if one.seat else f"site:{one.site}"


def take(state: State, fact: Asked, head: Head) -> None:
    """A new question."""
    number, site, seat = head.seq, fact.site, fact.seat
    stage: Stage = "later" if head.late else "asked"
    at = head.given_at
    held = state.questions[number] = Question(site, seat, fact.text, at, fact.item, stage, head.late)
    owners = state.of_seat.setdefault(seat, []) if seat else state.of_site.setdefault(site, [])
    owners.append(number)
    state.at_site[site] = state.at_site.get(site, 0) + 1
    state.counts[stage] = state.counts.get(stage, 0) + 1
    if stage in OPEN:
        _queue(state, held)[number] = site


def move(state: State, number: int, stage: Stage) -> None:
    """A question comes to another stage, and into the queue of that stage; one that stands alone again is let go."""
    held = state.questions.get(number)
    if held is None:
        return
    if held.into:
        state.questions[held.into].alike.remove(number)
        held.into = 0
    state.counts[held.stage] -= 1
    state.counts[stage] = state.counts.get(stage, 0) + 1
    held.stage = stage
    queue = _queue(state, held)
    for other in (state.rooms, state.phones, state.approved):
        if other is not queue or stage not in OPEN:
            other.pop(number, None)
    if stage in OPEN and number not in queue:  # to its place
        later = [(other, queue.pop(other)) for other in list(queue) if other > number]
        queue |= {number: held.site, **dict(later)}
    if state.on == number and stage != "selected":
        state.on = 0
    if stage == "withdrawn":  # others who asked the same did not take theirs back
        for joined in (*held.alike,):
            clear(state, joined)


def clear(state: State, number: int) -> None:
    """A question leaves the screens: back to where it waited."""
    held = state.questions.get(number)
    move(state, number, "approved" if held is not None and held.approved else "asked")


def merge(state: State, number: int, into: int) -> None:
    """A question, with those that it goes on for, joins another one."""
    held, target = state.questions.get(number), state.questions.get(into)
    if held is None or target is None or number == into:
        return
    joined = [number, *held.alike]
    held.alike = []
    move(state, number, "merged")
    for other in joined:
        state.questions[other].into = into
    target.alike = sorted({*target.alike, *joined})


def support(state: State, number: int, seat: int, site: int) -> None:
    """A learner asks the same."""
    held = state.questions.get(number)
    if held is not None and seat != held.seat and seat not in held.support:
        held.support[seat] = site
        state.supported.setdefault(seat, []).append(number)


def supports(state: State, seat: int) -> Iterable[int]:
    """Questions that a learner supports."""
    return state.supported.get(seat, ())


def _queue(state: State, held: Question) -> dict[int, int]:
    if held.approved:
        return state.approved
    return state.phones if held.seat else state.rooms
