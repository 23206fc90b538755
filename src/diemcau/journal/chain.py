"""Walking along the chain of a journal: every place where facts, commands and links do not fit. Pure.

Each command is checked from the stored link before it, so what was touched is named and what follows is not
blamed for it. What nobody can find without knowing an earlier head is a chain that was made anew up to its end.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from msgspec import Struct

from diemcau.base.words import say
from diemcau.journal.rules import GENESIS, Fact, Head, Link, link


class Fault(Struct, frozen=True):
    """Something that does not fit: a code, whose words stand under "cli.fault.<code>", and what they need."""

    code: str
    data: dict[str, Any] = {}

    def say(self, lang: str = "vi") -> str:
        """In words."""
        return say(f"cli.fault.{self.code}", lang, **self.data)


def span(first: int, last: int) -> str:
    """Places as people write them: 4, or 4–6."""
    return str(first) if first == last else f"{first}–{last}"


class Walk:
    """One walk over the links and the facts of a stream, both in order, up to its head."""

    def __init__(self, links: Iterable[Link], facts: Iterable[Fact], head: Head) -> None:
        self._links, self._facts, self.head = iter(links), iter(facts), head
        self.following = next(self._links, None)
        self.fact = next(self._facts, None)
        self.no = self.seq = 0  # of the command and the fact that were looked at last
        self.chain = GENESIS
        self.doubt: tuple[int, bytes, Fault] | None = None  # a command, what its link would be, what else is wrong

    def faults(self) -> Iterator[Fault]:
        """Everything that does not fit, in order."""
        while self.following is not None:
            here, self.following = self.following, next(self._links, None)
            if here.no != self.no + 1:
                yield from self._settle(sure=True)
                yield Fault("command_missing", {"no": span(self.no + 1, here.no - 1)})
            before, self.no = self.no, here.no
            facts, missing = self._take(here)
            if missing:
                yield from self._settle(sure=True)
                yield Fault("fact_missing", {"seq": span(missing[0], missing[-1])})
            elif before == here.no - 1:
                yield from self._check(here, facts)
            self.chain = here.link
        yield from self._end()

    def _take(self, here: Link) -> tuple[list[Fact], list[int]]:
        """The facts of a command, and the places where one of them should be and none is."""
        mine, after = here.command.command_id, self.following.command.command_id if self.following else b""
        facts: list[Fact] = []
        missing: list[int] = []
        end = min(self.seq + here.command.facts, self.head.position)
        said = here.command.seq + here.command.facts - 1
        while (fact := self.fact) is not None:
            by_name = fact.command_id == mine and fact.seq <= max(end, self.seq + 1, said)
            by_place = self.seq < end and fact.seq == self.seq + 1 and fact.command_id != after
            if not by_name and not (by_place and (not facts or fact.n == len(facts))):
                break
            missing += range(self.seq + 1, fact.seq)
            facts.append(fact)
            self.seq, self.fact = fact.seq, next(self._facts, None)
        while self.seq < end and (fact is None or fact.seq > self.seq + 1):
            self.seq += 1
            missing.append(self.seq)
        return facts, missing

    def _check(self, here: Link, facts: list[Fact]) -> Iterator[Fault]:
        made = link(self.chain, here.command, facts)
        if made == here.link:
            yield from self._settle(sure=True)
        elif self.doubt and link(self.doubt[1], here.command, facts) == here.link:
            yield from self._settle(sure=False)
        else:
            yield from self._settle(sure=True)
            self.doubt = here.no, made, self._changed(here, facts)
        if len(facts) != here.command.facts and self.doubt is None:
            yield self._changed(here, facts)

    def _changed(self, here: Link, facts: list[Fact]) -> Fault:
        if not facts:
            return Fault("command_changed", {"no": here.no, "seq": self.seq})
        kinds = ", ".join(fact.kind for fact in facts)
        return Fault("fact_changed", {"seq": span(facts[0].seq, facts[-1].seq), "kind": kinds})

    def _settle(self, *, sure: bool) -> Iterator[Fault]:
        """Say what was doubtful: facts or command were changed, or else only the link was."""
        if self.doubt is not None:
            no, _, fault = self.doubt
            yield fault if sure else Fault("link_changed", {"no": no})
            self.doubt = None

    def _end(self) -> Iterator[Fault]:
        if only_link := self.doubt is not None and self.doubt[1] == self.head.link:
            self.chain = self.head.link
        yield from self._settle(sure=not only_link)
        while self.fact is not None:
            yield Fault("fact_stray", {"seq": self.fact.seq, "kind": self.fact.kind})
            self.fact = next(self._facts, None)
        if self.head.commands > self.no:
            yield Fault("command_missing", {"no": span(self.no + 1, self.head.commands)})
        if self.head.position > self.seq:
            yield Fault("fact_missing", {"seq": span(self.seq + 1, self.head.position)})
        elif self.head != Head(self.seq, self.no, self.chain):
            yield Fault("head_changed", {"seq": self.head.position})
