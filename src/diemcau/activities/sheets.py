"""Texts that rooms or persons hand in, one each; the last one counts. Pure.

Whether one counts is said by the run of its activity (`steering.Run.counts`). Others are kept aside, outside the
figures; opening the activity again takes in those that count since. Of two of one owner the one given later counts,
whichever arrives first.
"""

from collections.abc import Iterator
from itertools import islice

from msgspec import Struct, field

from diemcau.activities.kind import Head, Look, Text, View
from diemcau.activities.steering import Run

NEWEST = 30  # that the lecturer's desk lists; the others are counted


class Given(Struct, array_like=True, gc=False):
    """A text: its place in the journal, when it was given (ms), from which site and seat (0: the room)."""

    seq: int
    at: int
    site: int
    seat: int
    text: Text
    named: bool = False  # the chair agrees that the room is named
    late: bool = False  # it arrived after the close of the sitting


class Sheet(Struct):
    """Texts by owner: a seat, or a site negated; those that count in the order in which they arrived last.

    `owners` finds one that counts by its place in the journal; `at_site` counts them.
    """

    held: dict[int, Given] = field(default_factory=dict)
    aside: dict[int, Given] = field(default_factory=dict)
    owners: dict[int, int] = field(default_factory=dict)
    at_site: dict[int, int] = field(default_factory=dict)

    def put(self, given: Given, run: Run) -> None:
        """Take a text in."""
        self._put(given, counts=run.counts(given.at, given.late))

    def _put(self, given: Given, *, counts: bool) -> None:
        owner = given.seat or -given.site
        into = self.held if counts else self.aside
        known = into.get(owner)
        if known is not None and (known.at, known.seq) > (given.at, given.seq):
            return
        if counts:
            if known is None:
                self.at_site[given.site] = self.at_site.get(given.site, 0) + 1
            else:
                del self.owners[known.seq], self.held[owner]  # so that it comes last
            self.owners[given.seq] = owner
        into[owner] = given

    def take_in(self, run: Run) -> list[str]:
        """The activity was opened again: what was aside may count now. Topics of those whose text does."""
        taken = sorted((given for given in self.aside.values() if run.takes_in(given.at)), key=lambda given: given.seq)
        for given in taken:
            del self.aside[given.seat or -given.site]
            self._put(given, counts=True)
        return [f"seat:{given.seat}" if given.seat else f"site:{given.site}" for given in taken]

    def of(self, owner: int) -> Given | None:
        """The text that counts of a seat, or of a negated site."""
        return self.held.get(owner)

    def at(self, seq: int) -> Given | None:
        """The text that counts with this place in the journal."""
        owner = self.owners.get(seq)
        return None if owner is None else self.held[owner]

    @property
    def texts(self) -> dict[int, Text]:
        """Texts that count, by their place in the journal."""
        return {given.seq: given.text for given in self.held.values()}

    @property
    def rooms(self) -> int:
        """How many of those that count are of rooms."""
        return sum(not given.seat for given in self.held.values())

    def newest(self) -> Iterator[Given]:
        """Those that came last, newest first."""
        return islice(reversed(self.held.values()), NEWEST)


def own(sheet: Sheet, owner: int, look: Look) -> View | None:
    """What its owner sees: {"mine", "aside"}, each a text or None; None when nothing was given."""
    mine, aside = sheet.held.get(owner), sheet.aside.get(owner)
    if not (mine or aside):
        return None
    return {"mine": _told(mine, look), "aside": _told(aside, look)}


def _told(given: Given | None, look: Look) -> View | None:
    if given is None:
        return None
    return {"text": look.read(given.text), "named": given.named, "at": given.at, "late": given.late}


def row(given: Given, look: Look) -> View:
    """A text as the lecturer's desk lists it: with its site, without a person."""
    return {
        "id": given.seq,
        "site": given.site,
        "by": "person" if given.seat else "room",
        "text": look.read(given.text),
        "named": given.named,
        "at": given.at,
    }


def recorded(given: Given) -> View:
    """A text in the records; its words by their id."""
    return {"site": given.site, "seat": given.seat, "text": given.text.id, "late": given.late}


def given_now(head: Head, site: int, seat: int, text: Text, *, named: bool = False) -> Given:
    """A text as the head of its fact says when it was given."""
    return Given(head.seq, head.given_at, site, seat, text, named, head.late)
