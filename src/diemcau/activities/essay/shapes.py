"""What is said and kept of a short paper, and when it is on time. Pure.

A paper comes in pieces, each a command of its own, so that a weak line can carry it: a cover that says the text and how
many photos belong to it, and the photos. All pieces bear the paper's number, which its device makes. A paper is there
when its cover and all photos are; of several the one that was handed in last counts, and of a piece that comes again
the first. A number above every clock of a phone and every paper that is there would bar what comes after it: it is no
paper. RULES 1: it is on time when its last piece was given (`claimed_at`, at the latest when it arrived) by the
planned end of the sitting and `days` days.
"""

from binascii import Error, a2b_base64
from typing import Annotated

from msgspec import Meta, Struct, field

from diemcau.activities.essay.content import MOST_PHOTOS, Essay
from diemcau.activities.kind import Head, Text
from diemcau.activities.plan import Places
from diemcau.activities.steering import Run

RULES = 1
LONGEST = 4000  # characters of a text
LONGEST_REMARK = 500
LARGEST_PHOTO = 80 * 1024  # characters of a photo; the phone aims at 60 KB
PHOTO = "data:image/jpeg;base64,"
MOST_PAPERS = 20  # newer than the one that counts, of which pieces are held; older ones go
JPEG, JPEG_END = b"\xff\xd8\xff", b"\xff\xd9"
DAY = 24 * 3600 * 1000  # ms
FAR = 10 * 365 * DAY  # after the date; a device numbers by its clock, and none is so wrong
JUMP = 1000  # or goes on from the newest paper
Number = Annotated[int, Meta(ge=1, le=2**53)]


class HandIn(Struct, frozen=True, forbid_unknown_fields=True):
    """The cover of a paper: its number, text and how many photos belong to it. By phone, or by the desk for a seat."""

    paper: Number
    text: str = ""
    photos: Annotated[int, Meta(ge=0, le=MOST_PHOTOS)] = 0
    seat: int = 0


class Photo(Struct, frozen=True, forbid_unknown_fields=True):
    """One photo of a paper, counted from 1, as a data address of a JPEG."""

    paper: Number
    place: Annotated[int, Meta(ge=1, le=MOST_PHOTOS)]
    photo: str
    seat: int = 0


class Judge(Struct, frozen=True, forbid_unknown_fields=True):
    """The office says of a paper that it read whether it is enough (đạt), with a short remark."""

    seat: int
    paper: Number
    passed: bool
    remark: str = ""


class HandedIn(Struct, frozen=True):
    """Fact: the cover of a paper."""

    seat: int
    site: int
    paper: int
    text: Text | None
    photos: int


class Pictured(Struct, frozen=True):
    """Fact: a photo of a paper."""

    seat: int
    site: int
    paper: int
    place: int
    photo: Text


class Judged(Struct, frozen=True):
    """Fact: a paper is enough, or not."""

    seat: int
    site: int
    paper: int
    passed: bool
    remark: Text | None


class Paper(Struct):
    """A paper as far as its pieces are there."""

    number: int
    site: int
    at: int = 0  # when its last piece was given, ms
    covered: bool = False
    of: int = 0  # photos that belong to it
    text: Text | None = None
    photos: dict[int, Text] = field(default_factory=dict)  # place → photo
    by_desk: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether its cover and every photo are there."""
        return self.covered and all(place in self.photos for place in range(1, self.of + 1))


class Verdict(Struct):
    """What was said of which paper."""

    paper: int
    passed: bool
    remark: Text | None
    at: int


class State(Struct):
    """Papers by seat, and what was said of them."""

    run: Run
    due: int  # ms
    papers: dict[int, list[Paper]] = field(default_factory=dict)  # seat → papers by number, the counting one among them
    whole: dict[int, int] = field(default_factory=dict)  # site → persons with a whole paper
    verdicts: dict[int, Verdict] = field(default_factory=dict)  # seat → of the newest paper that was judged


def due_at(content: Essay, places: Places) -> int:
    """Until when a paper is on time, ms."""
    return places.plan.ends_at + content.days * DAY


def is_photo(photo: str) -> bool:
    """Whether it is the data address of a JPEG that is not too large."""
    if not photo.startswith(PHOTO) or len(photo) > LARGEST_PHOTO:
        return False
    try:
        raw = a2b_base64(photo[len(PHOTO) :], strict_mode=True)
    except (Error, ValueError):
        return False
    return raw.startswith(JPEG) and raw.endswith(JPEG_END)


def counting(state: State, seat: int) -> Paper | None:
    """The paper of a person that counts: the whole one with the highest number."""
    return next((paper for paper in reversed(state.papers.get(seat, ())) if paper.is_whole), None)


def newest(state: State, seat: int) -> Paper | None:
    """The paper that a person handed in last, whole or not."""
    papers = state.papers.get(seat)
    return papers[-1] if papers else None


def is_far(state: State, seat: int, number: int) -> bool:
    """Whether a number is higher than any device of a person makes it: no later paper of his could pass it."""
    last = newest(state, seat)
    return number > max(state.due + FAR, (last.number if last else 0) + JUMP)


def verdict_of(state: State, seat: int) -> Verdict | None:
    """What was said of the paper that counts; None for one that came after it."""
    paper, verdict = counting(state, seat), state.verdicts.get(seat)
    return verdict if paper and verdict and verdict.paper == paper.number else None


def is_late(state: State, paper: Paper) -> bool:
    """Whether a paper came after its date."""
    return paper.at > state.due


def piece(state: State, fact: HandedIn | Pictured, head: Head) -> None:
    """Take a piece of a paper."""
    if is_far(state, fact.seat, fact.paper):
        return
    papers = state.papers.setdefault(fact.seat, [])
    before = counting(state, fact.seat)
    if before and fact.paper <= before.number:  # what is whole stays as it was read, what is older never counts
        return
    paper = next((one for one in papers if one.number == fact.paper), None)
    if paper is None:
        paper = Paper(fact.paper, fact.site)
        papers = sorted([*papers, paper], key=lambda one: one.number)
        newer = [one for one in papers if before is None or one.number > before.number][-MOST_PAPERS:]
        state.papers[fact.seat] = [before, *newer] if before else newer
    paper.at = max(paper.at, head.given_at)
    if isinstance(fact, Pictured):
        paper.photos.setdefault(fact.place, fact.photo)
    elif not paper.covered:  # what is handed in again is another paper
        paper.covered, paper.of, paper.text = True, fact.photos, fact.text
        paper.by_desk = not head.actor.startswith("seat:")
    if before is None and paper.is_whole:
        state.whole[fact.site] = state.whole.get(fact.site, 0) + 1


def judged(state: State, fact: Judged, head: Head) -> None:
    """Take what was said of a paper; of an older one than was judged already it does not count."""
    last = state.verdicts.get(fact.seat)
    if last is None or fact.paper >= last.paper:
        state.verdicts[fact.seat] = Verdict(fact.paper, fact.passed, fact.remark, head.at)
